"""Who waits for a time, as the practice sees it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from .axe import violations
from .staff import client_details, day_at, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from .practice import Practice


def test_a_wish_is_seen_and_taken_off(practice: Practice, open_window: Callable[..., Page]) -> None:
    """In order, and only after a question."""
    cleo = signed_in(open_window(), practice)
    page = cleo.page
    cleo.open("/waitlist")
    expect(page.get_by_text("Nobody is waiting")).to_be_visible()
    assert [] == violations(page)
    first = day_at(2, 9).date()
    days = {"from_date": first.isoformat(), "to_date": (first + timedelta(days=7)).isoformat()}
    hours = {"from_local": "18:00", "until_local": "20:00", "weekdays": [1, 3]}
    for name in ("First In Line", "Second In Line"):
        practice.admin.rpc("join_waitlist", {"service_id": practice.service_id, "client": client_details(name)} | days | hours).execute()
    page.reload()
    expect(page.get_by_role("rowheader")).to_have_text(["First In Line", "Second In Line"])
    expect(page.get_by_role("row").nth(1)).to_contain_text("Monday, Wednesday · 6:00 p.m. to 8:00 p.m.")
    assert [] == violations(page)
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Take off the list: First In Line").click()
    page.get_by_role("dialog").get_by_role("button", name="Take off the list").click()
    expect(page.get_by_text("First In Line’s wish is off the list.")).to_be_visible()
    expect(page.get_by_role("rowheader")).to_have_text(["Second In Line"])
