"""The frame of every page: where there is nothing, languages, and who is kept out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page


def test_an_address_without_a_page_says_so_in_either_language(open_window: Callable[..., Page]) -> None:
    """The language that was chosen stays after a reload."""
    page = open_window()
    page.goto("/no/such/page")
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_role("heading", name="Il n’y a rien ici")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Il n’y a rien ici")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "fr-CA"


@pytest.mark.req("TS-4")
@pytest.mark.parametrize("path", ["/my", "/at/maple", "/at/maple/audit"])
def test_who_is_not_signed_in_is_asked_to(path: str, open_window: Callable[..., Page]) -> None:
    """And comes back to the page that was wanted."""
    page = open_window()
    page.goto(path)
    page.wait_for_url(f"**/sign-in?next={path.replace('/', '%2F')}")
