"""The first page of the practice: today, what is next, the days ahead, and who came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .axe import violations
from .staff import ask_for, book, day_at, hire, let_begin, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice


@pytest.mark.req("DR-3.4", "CP-8.1", "CP-8.2", "CP-8.3", "CP-8.4", "CP-8.5", "CP-8.6")
def test_a_practitioner_sees_the_own_day_and_the_days_ahead(practice: Practice, mailbox: Mailbox, stack: Stack, open_window: Callable[..., Page]) -> None:
    """Bookings of today and of the next 14 days, and nobody else's; client and booking are a click away."""
    api, eve_id = hire(practice, mailbox, stack)
    mine = {"practitioner_id": eve_id}
    today = book(practice, day_at(1, 13), "Nora Today", **mine)
    let_begin(stack, today["booking_id"], hours_ago=0.2)
    book(practice, day_at(3, 14), "Omar Soon", **mine)
    book(practice, day_at(14, 15), "Pia Later", **mine)
    book(practice, day_at(15, 15), "Quentin Too Far", **mine)
    book(practice, day_at(2, 9), "Rita Of Ada")
    ask_for(practice, stack, day_at(4, 13), eve_id, name="Vera Visitor")

    eve = signed_in(open_window(), practice, api)
    page = eve.page
    eve.open()
    eve.sees("Today")
    expect(eve.part("Now").get_by_role("link", name="Nora Today")).to_be_visible()
    for name in ("Omar Soon", "Pia Later"):
        expect(page.locator(".coming").filter(has_text=name)).to_be_visible()
    expect(page.get_by_text("Rita Of Ada")).to_have_count(0)
    expect(page.locator(".coming").filter(has_text="Quentin Too Far")).to_have_count(0)
    expect(eve.part("Clients")).to_contain_text("5 active clients")
    expect(eve.part("What clients did lately")).to_contain_text("Vera Visitor booked: First conversation")

    eve.part("Today’s bookings").get_by_role("link", name="Nora Today").click()
    eve.sees("Booking of Nora Today")
    page.go_back()
    eve.part("What clients did lately").get_by_role("link", name="Vera Visitor").click()
    page.wait_for_url("**/clients/*")


@pytest.mark.req("TS-16", "CP-4.5", "CP-14.5")
def test_who_came_is_said_on_the_spot(practice: Practice, stack: Stack, open_window: Callable[..., Page]) -> None:
    """Attended and not attended, once the booking has begun; then there is nothing more to press."""
    for name in ("Came Along", "Stayed Away"):
        booking = book(practice, day_at(1, 9 if name == "Came Along" else 10), name)
        let_begin(stack, booking["booking_id"], hours_ago=0.3 if name == "Came Along" else 0.1)
    cleo = signed_in(open_window(), practice)
    cleo.open()
    day = cleo.part("Today’s bookings")
    cleo.press("Attended: Came Along")
    expect(day.get_by_role("listitem").filter(has_text="Came Along")).to_contain_text("Attended")
    expect(cleo.page.get_by_role("status").filter(has_text="Came Along is marked as attended.")).to_be_attached()
    expect(day.get_by_role("link", name="Came Along")).to_be_focused()
    cleo.press("Did not come: Stayed Away")
    expect(day.get_by_role("listitem").filter(has_text="Stayed Away")).to_contain_text("Not attended")
    expect(day.get_by_role("button")).to_have_count(0)
    statuses = practice.admin.table("bookings").select("status").order("client_name").execute().data
    assert [row["status"] for row in statuses] == ["completed", "no_show"]


def test_a_booking_over_midnight_stays_on_the_page(practice: Practice, stack: Stack, open_window: Callable[..., Page]) -> None:
    """It began yesterday, by the clock of the page, and goes on."""
    midnight = day_at(-1, 0)
    since = datetime.now(UTC) - (midnight - timedelta(minutes=20))
    let_begin(stack, book(practice, day_at(1, 9), "Nora Night")["booking_id"], hours_ago=since.total_seconds() / 3600)
    page = open_window()
    page.clock.set_fixed_time(midnight + timedelta(minutes=10))
    cleo = signed_in(page, practice)
    cleo.open()
    expect(cleo.part("Now").get_by_role("link", name="Nora Night")).to_be_visible()
    expect(cleo.part("Today’s bookings").get_by_role("link", name="Nora Night")).to_be_visible()


def test_a_booking_made_elsewhere_shows_without_a_reload(practice: Practice, open_window: Callable[..., Page]) -> None:
    """An admin without a profile sees the whole practice's day, as it changes."""
    cleo = signed_in(open_window(), practice)
    cleo.open()
    # Once it has looked, only what is heard brings the news, or that it hears at last; its timer is far later than the test waits.
    expect(cleo.page.get_by_text("Nothing is booked in these days.")).to_be_visible()
    book(practice, day_at(9, 9), "Just Now")
    expect(cleo.page.locator(".coming").filter(has_text="Just Now")).to_be_visible()


def test_the_next_page_hears_the_news_too(practice: Practice, open_window: Callable[..., Page]) -> None:
    """It listens to the same people as the page before, which has only just stopped."""
    book(practice, day_at(8, 9), "Was There")
    cleo = signed_in(open_window(), practice)
    cleo.open()
    expect(cleo.page.locator(".coming").filter(has_text="Was There")).to_be_visible()
    cleo.page.get_by_role("navigation").get_by_role("link", name="Bookings", exact=True).click()
    cleo.sees("Bookings")
    expect(cleo.page.get_by_role("link", name="Was There")).to_be_visible()
    book(practice, day_at(9, 9), "Just Now")
    expect(cleo.page.get_by_role("link", name="Just Now")).to_be_visible()


@pytest.mark.req("BM-R14")
def test_the_day_is_accessible_and_fits_small_screens(make_practice: Callable[..., Practice], stack: Stack, open_window: Callable[..., Page]) -> None:
    """In both languages, by day and by night."""
    practice = make_practice()
    cleo = signed_in(open_window(), practice)
    page = cleo.page
    cleo.open()
    expect(page.get_by_text("Nothing is booked today")).to_be_visible()
    assert [] == violations(page)
    let_begin(stack, book(practice, day_at(1, 9), "Nora Today")["booking_id"], hours_ago=0.2)
    book(practice, day_at(2, 9), "Omar Soon")
    page.reload()
    expect(page.get_by_role("button", name="Attended: Nora Today")).to_be_visible()
    assert [] == violations(page)
    page.set_viewport_size({"width": 320, "height": 700})
    page.get_by_role("button", name="Français").click()
    cleo.sees("Aujourd’hui")
    expect(page.get_by_role("button", name="Présence : Nora Today")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert [] == violations(page)
