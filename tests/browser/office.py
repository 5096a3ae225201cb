"""What every page of an office must stand: axe in both schemes, 320 px, French, and nothing for those it is not for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from .axe import OVERFLOW, violations
from .staff import signed_in
from .test_accessibility import SMALL_TARGETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from supabase import Client

    from .practice import Practice


def sound(
    open_window: Callable[..., Page],
    practice: Practice,
    path: str,
    heading: str,
    *,
    ready: str,
    french: str,
    act: Callable[[Page], object] | None = None,
    member: Client | None = None,
) -> None:
    """
    The page at *path* passes axe in light and dark, keeps within 320 px and speaks French.

    *ready* is a text that is there once everything is; *french* the heading in French; *act* brings the page into the state to look at;
    *member* looks, else the admin.
    """
    page = open_window(reduced_motion="reduce")
    staff = signed_in(page, practice, member)
    staff.open(path)
    staff.sees(heading)
    expect(page.get_by_text(ready).first).to_be_visible()
    if act:
        act(page)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        # Buttons that are only for screen readers end a dialog; nobody points at them.
        small = [element for element in page.evaluate(SMALL_TARGETS) if 'tabindex="-1"' not in element]
        found = violations(page) + small + (["scrolls sideways"] if page.evaluate(OVERFLOW) > 0 else [])
        assert not found, (width, found)
    page = open_window(locale="fr-CA")
    staff = signed_in(page, practice, member)
    staff.open(path)
    staff.sees(french)
