"""Accessibility rules of WCAG 2.2 AA, checked by axe-core in the page itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# By night only the colours are others.
SCHEMES = {"light": {"runOnly": RULES}, "dark": {"runOnly": {"type": "rule", "values": ["color-contrast"]}}}
# What keeps the rules need not be described: finding a name for each element is most of the work, and nobody reads it.
BROKEN_ONLY = {"resultTypes": ["violations"]}
# What widgets read aloud stays for some seconds, named by a button that may be gone by then; nobody can come upon it.
RUN = """async (options) => (await axe.run({exclude: ['[data-live-announcer]']}, options)).violations
  .map(({ id, help, nodes }) => ({ id, help, targets: nodes.map(({ target }) => target) }))"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
NARROW = ((320, 640), (640, 512))


def violations(page: Page) -> list[str]:
    """One line for each rule that the page breaks as it stands, by day or by night, with the elements that break it.  Leaves it by day."""
    if page.evaluate("typeof axe") == "undefined":
        # Evaluated by the debugger, so that the page's own policy on scripts stays in force.
        page.evaluate(AXE.read_text())
    found = []
    for scheme, options in SCHEMES.items():
        # Without motion, so that no colour is caught half-way.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        broken = page.evaluate(RUN, options | BROKEN_ONLY)
        found += [f"{scheme}: {rule['id']}: {rule['help']}: {rule['targets']}" for rule in broken]
    page.emulate_media(color_scheme="light")
    return found


def sideways(page: Page) -> list[str]:
    """One line for each narrow window in which the page scrolls sideways: 320 px, and 1280 px at 200 %.  Gives the window its size back."""
    found = []
    before = page.viewport_size
    for width, height in NARROW:
        page.set_viewport_size({"width": width, "height": height})
        if (more := page.evaluate(OVERFLOW)) > 0:
            found.append(f"scrolls sideways by {more} px at {width} px")
    if before:
        page.set_viewport_size(before)
    return found
