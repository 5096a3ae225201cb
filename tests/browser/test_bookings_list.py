"""The list of all bookings: those to come and the past ones, with filters that stay."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from .axe import violations
from .staff import ZONE, book, day_at, let_begin, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.conftest import Stack

    from .practice import Practice


@pytest.fixture
def busy_practice(practice: Practice, stack: Stack) -> Practice:
    """Five bookings to come and three past."""
    for number in range(8):
        booking = book(practice, day_at(1 + number, 9 + number % 3), f"Client {'ABCDEFGH'[number]}")
        if number >= 5:
            let_begin(stack, booking["booking_id"], hours_ago=24 * number)
    return practice


@pytest.mark.req("BM-R1", "BM-S1")
def test_all_that_is_to_come_and_past_shows(busy_practice: Practice, open_window: Callable[..., Page]) -> None:
    """Each with its client, service, date and time, and status."""
    cleo = signed_in(open_window(), busy_practice)
    cleo.open("/bookings")
    cleo.sees("Bookings")
    expect(cleo.part("To come").get_by_role("rowheader")).to_have_text([f"Client {letter}" for letter in "ABCDE"])
    expect(cleo.part("Past").get_by_role("rowheader")).to_have_text([f"Client {letter}" for letter in "FGH"])
    row = cleo.part("To come").get_by_role("row").filter(has_text="Client A")
    first = busy_practice.admin.table("bookings").select("starts_at").eq("client_name", "Client A").execute().data[0]
    day = datetime.fromisoformat(first["starts_at"]).astimezone(ZONE)
    for text in [busy_practice.service_name, f"{day:%A, %B} {day.day}", "9:00–9:50", "Confirmed"]:
        expect(row).to_contain_text(text)


@pytest.mark.req("BM-R1")
def test_filters_outlive_a_reload_and_the_way_back(busy_practice: Practice, stack: Stack, open_window: Callable[..., Page]) -> None:
    """They stand in the address."""
    del stack
    cleo = signed_in(open_window(), busy_practice)
    page = cleo.page
    cleo.open("/bookings")
    cancelled = book(busy_practice, day_at(20, 9), "Client Z")
    busy_practice.admin.rpc("cancel_booking", {"booking_id": cancelled["booking_id"]}).execute()
    cleo.choose("Status", "Cancelled")
    expect(page.get_by_role("rowheader")).to_have_text(["Client Z"])
    page.reload()
    expect(page.get_by_role("rowheader")).to_have_text(["Client Z"])
    page.get_by_role("link", name="Client Z").click()
    page.wait_for_url(f"**/bookings/{cancelled['booking_id']}")
    page.go_back()
    expect(page.get_by_role("rowheader")).to_have_text(["Client Z"])
    cleo.press("Clear the filters")
    expect(page.get_by_role("rowheader")).to_have_count(9)

    page.get_by_label("Name or reference").fill("client b")
    expect(page.get_by_role("rowheader")).to_have_text(["Client B"])
    page.get_by_label("Name or reference").fill(cancelled["reference"].lower())
    expect(page.get_by_role("rowheader")).to_have_text(["Client Z"])
    page.get_by_label("Name or reference").fill(f"nobody {uuid4()}")
    expect(page.get_by_text("No booking fits the filters")).to_have_count(2)


def test_a_booking_that_begins_goes_over_to_the_past_ones(practice: Practice, stack: Stack, open_window: Callable[..., Page]) -> None:
    """By itself, while the page stays open."""
    let_begin(stack, book(practice, day_at(1, 9), "Ben Tremblay")["booking_id"], hours_ago=-0.05)
    page = open_window()
    page.clock.install()
    cleo = signed_in(page, practice)
    cleo.open("/bookings")
    expect(cleo.part("To come").get_by_role("rowheader")).to_have_text(["Ben Tremblay"])
    page.clock.fast_forward("05:00")
    expect(cleo.part("Past").get_by_role("rowheader")).to_have_text(["Ben Tremblay"])
    expect(cleo.part("To come").get_by_role("rowheader")).to_have_count(0)


@pytest.mark.req("BM-R1")
def test_more_than_a_page_is_shown_by_and_by(practice: Practice, open_window: Callable[..., Page]) -> None:
    """Pages go on after the last row that is shown, also when something was booked before it meanwhile."""
    book(practice, day_at(1, 9), "Weekly", recurrence="FREQ=DAILY;COUNT=25")
    cleo = signed_in(open_window(), practice)
    cleo.open("/bookings?q=week")
    rows = cleo.part("To come").get_by_role("rowheader")
    expect(rows).to_have_count(20)
    book(practice, day_at(2, 10), "In between")
    cleo.press("Show more")
    expect(rows.filter(has_text="Weekly")).to_have_count(25)


@pytest.mark.req("BM-R14")
def test_the_list_is_accessible_and_fits_small_screens(busy_practice: Practice, open_window: Callable[..., Page]) -> None:
    """At 320 px each row is a card, in both languages."""
    cleo = signed_in(open_window(), busy_practice)
    page = cleo.page
    cleo.open("/bookings")
    expect(page.get_by_role("rowheader")).to_have_count(8)
    assert [] == violations(page)
    page.set_viewport_size({"width": 320, "height": 700})
    page.get_by_role("button", name="Français").click()
    cleo.sees("Rendez-vous")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert [] == violations(page)
