"""Accessibility rules of WCAG 2.2 AA, checked by axe-core in the page itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """One line for each rule that the page breaks as it stands, with the elements that break it."""
    # Evaluated by the debugger, so that the page's own policy on scripts stays in force.
    page.evaluate(AXE.read_text())
    # What widgets read aloud stays for some seconds, named by a button that may be gone by then; nobody can come upon it.
    found = page.evaluate("(rules) => axe.run({exclude: ['[data-live-announcer]']}, {runOnly: rules})", RULES)["violations"]
    return [f"{rule['id']}: {rule['help']}: {[node['target'] for node in rule['nodes']]}" for rule in found]
