"""Booking, moving and cancelling with nothing but a keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .mailbox import link_in

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from .mailbox import Mailbox
    from .practice import Practice
    from .visitor import Visitor

MOST_TABS = 80


def tab_to(page: Page, target: Locator) -> None:
    """Presses Tab until *target* has the focus, each stop on the way visible as focused."""
    expect(target).to_be_visible()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            assert target.evaluate("element => element.matches(':focus-visible')")
            return
    message = f"{target} was not reached by {MOST_TABS} presses of Tab."
    raise AssertionError(message)


@pytest.mark.req("BM-R5", "BM-R6")
def test_the_whole_way_by_keyboard(visitor: Visitor, practice: Practice, mailbox: Mailbox) -> None:
    """Tab, Enter, Space and typing reach everything; each new screen puts the focus on its heading."""
    page = visitor.page
    keys = page.keyboard
    page.goto(f"/with/{practice.organization_slug}")

    tab_to(page, page.get_by_role("link", name=practice.practitioner_name))
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1, name=practice.practitioner_name)).to_be_focused()
    tab_to(page, page.get_by_role("link", name=practice.service_name))
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Choose a time")).to_be_focused()
    tab_to(page, visitor.free_times().first)
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Your details")).to_be_focused()

    for label, answer in (("Name", "Ben Tremblay"), ("Email", visitor.email), ("Phone", "+1 514 555 0100")):
        tab_to(page, page.get_by_label(label))
        keys.type(answer)
    tab_to(page, page.get_by_role("checkbox"))
    keys.press("Space")
    tab_to(page, page.get_by_role("button", name="Book this time"))
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Your time is booked")).to_be_focused()

    page.goto(link_in(mailbox.wait_for(visitor.email, count=1)[0]))
    tab_to(page, page.get_by_role("button", name="Move to another time"))
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Move your booking")).to_be_focused()
    tab_to(page, visitor.free_times().nth(1))
    keys.press("Space")
    tab_to(page, page.get_by_role("button", name="Yes, move it"))
    keys.press("Enter")
    expect(page.locator(".notice.success")).to_be_focused()

    tab_to(page, page.get_by_role("button", name="Cancel the booking"))
    keys.press("Enter")
    keys.type("A cold.")
    tab_to(page, page.get_by_role("button", name="Yes, cancel it"))
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1, name="This booking is cancelled")).to_be_visible()
    expect(page.locator(".notice.success")).to_be_focused()
