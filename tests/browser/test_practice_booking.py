"""A booking's own page: what is known of it, and moving and cancelling it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .axe import violations
from .staff import book, client_details, day_at, hire, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice


@pytest.mark.req("BM-R2", "BM-R15", "BM-S8")
def test_a_move_to_a_taken_time_is_refused_with_alternatives(practice: Practice, open_window: Callable[..., Page]) -> None:
    """Somebody else takes the time while it is on show; another one nearby is offered and taken."""
    booking = book(practice, day_at(7, 9), "Ben Tremblay")
    cleo = signed_in(open_window(), practice)
    page = cleo.page
    cleo.open(f"/bookings/{booking['booking_id']}?move=1")
    dialog = page.get_by_role("dialog", name="Move the booking of Ben Tremblay")
    wanted = day_at(8, 10)
    day = dialog.get_by_role("region", name=f"{wanted:%A, %B} {wanted.day}")
    if wanted.weekday() == 0:
        page.get_by_role("button", name="Later week").click()
    expect(day.get_by_role("button", name="10:00 a.m.")).to_be_visible()
    # Nothing of the other booking is heard here: the page still shows the time as free.
    page.route("**/rpc/slots_of_booking**", lambda route: route.abort())
    book(practice, wanted, "Quicker Client")
    day.get_by_role("button", name="10:00 a.m.").click()
    expect(dialog.get_by_role("alert").first).to_contain_text("This slot is now full, please choose another.")
    assert [] == violations(page)
    page.unroute("**/rpc/slots_of_booking**")
    dialog.get_by_role("region", name="Free near that time").get_by_role("button").first.click()
    expect(page.get_by_text("Moved: Ben Tremblay, now")).to_be_visible()
    expect(dialog).to_have_count(0)
    expect(page.locator("dl").get_by_text("Moved", exact=True)).to_be_visible()


@pytest.mark.req("BM-R3", "BM-Q4", "BM-R8")
@pytest.mark.parametrize("reason", ["The room is flooded.", ""])
def test_a_booking_is_cancelled_with_or_without_a_reason(reason: str, practice: Practice, mailbox: Mailbox, open_window: Callable[..., Page]) -> None:
    """The client is told; the time is free again."""
    client = client_details("Ben Tremblay")
    booked_for = day_at(3, 9)
    booking = book(practice, booked_for, client=client)
    cleo = signed_in(open_window(), practice)
    page = cleo.page
    cleo.open(f"/bookings/{booking['booking_id']}")
    cleo.sees("Booking of Ben Tremblay")
    assert [] == violations(page)
    cleo.press("Cancel the booking")
    dialog = page.get_by_role("dialog", name="Cancel this booking?")
    if reason:
        dialog.get_by_label("Reason (optional)").fill(reason)
    dialog.get_by_role("button", name="Cancel the booking").click()
    expect(page.get_by_text("Cancelled. Ben Tremblay is told by mail.")).to_be_visible()
    expect(page.get_by_text("Cancelled by the practice", exact=False)).to_be_visible()
    if reason:
        expect(page.get_by_text(reason)).to_be_visible()
    else:
        expect(page.get_by_text("Reason", exact=True)).to_have_count(0)
    expect(page.get_by_text("Nothing more can be done with this booking.")).to_be_visible()
    offer = {"practitioner_id": practice.practitioner_id, "service_id": practice.service_id}
    day = booked_for.date().isoformat()
    slots = practice.admin.rpc("available_slots", offer | {"from_date": day, "to_date": day}).execute().data
    assert booking["starts_at"] in [slot["starts_at"] for slot in slots]
    assert "cancelled" in str(mailbox.wait_for(client["email"], count=2)[-1]["subject"]).lower()


@pytest.mark.req("BM-R3")
def test_the_rest_of_a_series_is_cancelled_from_here_on(practice: Practice, open_window: Callable[..., Page]) -> None:
    """What came before stays."""
    series = book(practice, day_at(2, 9), "Ben Weekly", recurrence="FREQ=WEEKLY;COUNT=4")
    cleo = signed_in(open_window(), practice)
    cleo.open(f"/bookings/{series['bookings'][1]['booking_id']}")
    cleo.press("Cancel the booking")
    dialog = cleo.page.get_by_role("dialog", name="Cancel this booking?")
    dialog.get_by_text("This one and all later ones of the series").click()
    dialog.get_by_role("button", name="Cancel the booking").click()
    expect(cleo.page.get_by_text("3 bookings of the series are cancelled.")).to_be_visible()
    statuses = practice.admin.table("bookings").select("status").order("starts_at").execute().data
    assert [row["status"] for row in statuses] == ["confirmed", "cancelled", "cancelled", "cancelled"]


@pytest.mark.req("BM-R10", "BM-S9", "CP-12.1")
def test_others_bookings_look_like_nothing(
    practice: Practice, make_practice: Callable[..., Practice], mailbox: Mailbox, stack: Stack, open_window: Callable[..., Page]
) -> None:
    """Guessed addresses of another practice, of its bookings and clients, and of a colleague's, lead to nothing."""
    theirs = make_practice()
    booking = book(theirs, day_at(2, 9), "Secret Client")
    client_id = theirs.admin.table("clients").select("client_id").execute().data[0]["client_id"]
    colleagues = book(practice, day_at(2, 9), "Client Of Ada")
    api, _ = hire(practice, mailbox, stack)
    eve = signed_in(open_window(), practice, api)
    page = eve.page
    for path in (
        f"/at/{theirs.organization_slug}",
        f"/at/{theirs.organization_slug}/bookings/{booking['booking_id']}",
        f"/at/{practice.organization_slug}/bookings/{booking['booking_id']}",
        f"/at/{practice.organization_slug}/bookings/{colleagues['booking_id']}",
        f"/at/{practice.organization_slug}/bookings/not-an-id",
        f"/at/{practice.organization_slug}/clients/{client_id}",
        f"/at/{practice.organization_slug}/audit",
    ):
        page.goto(path)
        eve.sees("There is nothing here")
    page.goto(f"/at/{practice.organization_slug}/bookings?q=client")
    expect(page.get_by_text("No booking fits the filters")).to_have_count(2)
