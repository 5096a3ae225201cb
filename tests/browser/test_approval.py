"""Requests that wait for the practice's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .axe import violations
from .staff import ask_for, day_at, signed_in
from .visitor import without_news

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice


@pytest.mark.req("BM-R16")
def test_a_request_is_approved_at_hand_and_the_client_told(
    make_practice: Callable[..., Practice], stack: Stack, mailbox: Mailbox, open_window: Callable[..., Page]
) -> None:
    """One press on the first page; the client's confirmation arrives."""
    practice = make_practice(requires_approval=True)
    booking, address = ask_for(practice, stack, day_at(2, 9), name="Ben Waiting")
    cleo = signed_in(open_window(), practice)
    page = cleo.page
    cleo.open()
    request = cleo.part("Waiting for your answer").get_by_role("listitem").filter(has_text="Ben Waiting")
    expect(request).to_contain_text("9:00–9:50 a.m.")
    assert [] == violations(page)
    cleo.press("Approve: Ben Waiting")
    expect(page.get_by_text("Approved. Ben Waiting gets a confirmation by mail.")).to_be_visible()
    expect(cleo.part("Waiting for your answer")).to_have_count(0)
    expect(page.get_by_role("heading", name="Today", level=1)).to_be_focused()

    page.goto(f"/at/{practice.organization_slug}/bookings/{booking['booking_id']}")
    expect(page.get_by_text("Confirmed", exact=True)).to_be_visible()
    subjects = [str(letter["subject"]) for letter in mailbox.wait_for(address, count=2)]
    assert "confirmed" in subjects[-1].lower()


@pytest.mark.req("BM-R16", "BM-Q4")
def test_a_request_is_declined_with_a_reason(make_practice: Callable[..., Practice], stack: Stack, mailbox: Mailbox, open_window: Callable[..., Page]) -> None:
    """By keyboard, on the booking's own page; the reason stands there and in the client's mail, and nobody can answer again."""
    practice = make_practice(requires_approval=True)
    practice.admin.table("organization_settings").update({"discreet": False}).eq("slug", practice.organization_slug).execute()
    booking, address = ask_for(practice, stack, day_at(2, 10), name="Ben Waiting")
    cleo = signed_in(open_window(), practice)
    page = cleo.page
    cleo.open(f"/bookings/{booking['booking_id']}")
    expect(page.get_by_text("Waiting for your answer until")).to_be_visible()
    decline = page.get_by_role("button", name="Decline: Ben Waiting")
    decline.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Decline this request?")).to_be_visible()
    assert [] == violations(page)
    page.keyboard.press("Escape")
    expect(decline).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Reason (optional)").fill("We are on a retreat.")
    page.get_by_role("button", name="Decline the request").press("Enter")
    expect(page.get_by_text("Declined. Ben Waiting is told by mail.")).to_be_visible()
    expect(page.get_by_text("We are on a retreat.")).to_be_visible()
    expect(page.get_by_role("button", name="Approve: Ben Waiting")).to_have_count(0)
    expect(page.get_by_role("link", name="Book another time for this client")).to_be_focused()
    assert "We are on a retreat." in str(mailbox.wait_for(address, count=2)[-1]["text"])


def test_an_answer_that_comes_too_late_is_told_where_it_was_given(
    make_practice: Callable[..., Practice], stack: Stack, open_window: Callable[..., Page]
) -> None:
    """A colleague declined meanwhile, of which this page has not heard."""
    practice = make_practice(requires_approval=True)
    booking, _ = ask_for(practice, stack, day_at(2, 11), name="Ben Waiting")
    page = open_window()
    without_news(page)
    cleo = signed_in(page, practice)
    cleo.open()
    request = cleo.part("Waiting for your answer").get_by_role("listitem").filter(has_text="Ben Waiting")
    expect(request).to_be_visible()
    practice.admin.rpc("decline_booking", {"booking_id": booking["booking_id"]}).execute()
    cleo.press("Approve: Ben Waiting")
    expect(request.get_by_role("alert")).to_contain_text("The booking has changed in the meantime")
