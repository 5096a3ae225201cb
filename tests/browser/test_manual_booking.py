"""A member books for a client."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .axe import violations
from .staff import ask_for, book, client_details, day_at, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice
    from .staff import Staff


def fill_in(staff: Staff, name: str, email: str) -> None:
    """Types who it is for."""
    who = staff.part("Who")
    who.get_by_label("Name", exact=True).fill(name)
    who.get_by_label("Email", exact=True).fill(email)
    who.get_by_label("Phone", exact=True).fill("+1 514 555 0100")
    who.get_by_text("The client agrees").click()


def type_time(staff: Staff, day: str, time: str) -> None:
    """Types "2026-11-25" and "930a", which goes from segment to segment by itself."""
    when = staff.part("When")
    when.get_by_text("Another time", exact=True).click()
    for segment, text in zip(("year", "month", "day"), (day[:4], day[5:7], day[8:]), strict=True):
        when.get_by_role("spinbutton", name=segment).first.click()
        staff.page.keyboard.type(text)
    when.get_by_role("spinbutton", name="hour").click()
    staff.page.keyboard.type(time)


@pytest.mark.req("BM-R4", "BM-R17")
def test_a_booking_for_somebody_new(practice: Practice, mailbox: Mailbox, open_window: Callable[..., Page]) -> None:
    """Nothing is sent while something is missing; the client's confirmation arrives, and the audit names the member."""
    cleo = signed_in(open_window(), practice)
    page = cleo.page
    cleo.open("/bookings/new")
    cleo.sees("New booking")
    cleo.press("Later week")
    page.locator(".free-time").first.click()
    expect(page.get_by_text("Chosen:")).to_be_visible()
    assert [] == violations(page)
    cleo.press("Book")
    expect(page.get_by_text("4 things are missing.")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    assert [] == violations(page)

    client = client_details("Ben Tremblay")
    fill_in(cleo, "Ben Tremblay", client["email"])
    page.reload()  # What was typed outlives it.
    expect(page.get_by_label("Email", exact=True)).to_have_value(client["email"])
    cleo.press("Book")
    cleo.sees("Booking of Ben Tremblay")
    expect(page.get_by_text("Booked: Ben Tremblay,")).to_be_visible()
    assert mailbox.wait_for(client["email"], count=1)
    entry = practice.admin.table("audit_log").select("actor").eq("action", "booking.created").execute().data[0]
    assert entry["actor"] == f"user:{practice.admin.auth.get_user().user.id}"

    cleo.open("/bookings/new")
    expect(page.get_by_label("Email", exact=True)).to_have_value("")


@pytest.mark.req("BM-R4")
def test_a_known_client_is_found_by_name(practice: Practice, open_window: Callable[..., Page]) -> None:
    """By keyboard."""
    book(practice, day_at(2, 9), "Zoé Unique")
    cleo = signed_in(open_window(), practice)
    page = cleo.page
    cleo.open("/bookings/new")
    find = page.get_by_role("combobox", name="Find a client")
    # The times above come late, and a list that opens before them closes as the page grows.
    expect(page.locator(".free-time").first).to_be_visible()
    find.fill("zoé")
    option = page.get_by_role("option", name="Zoé Unique")
    expect(option).to_be_visible()
    find.press("ArrowDown")
    expect(option).to_have_attribute("data-focused", "true")
    find.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Zoé Unique")
    expect(page.get_by_label("Phone", exact=True)).to_have_value("+1 514 555 0100")


@pytest.mark.req("BM-R15", "BM-S8")
def test_a_time_lost_meanwhile_is_told_with_others(practice: Practice, open_window: Callable[..., Page]) -> None:
    """What was typed stays; a time nearby is one press away."""
    cleo = signed_in(open_window(), practice)
    page = cleo.page
    cleo.open("/bookings/new")
    expect(page.locator(".free-times :is(.free-time, p.aside)").first).to_be_visible()  # Late on a Sunday nothing is free in this week.
    later: list[Route] = []
    page.route("**/rpc/available_slots", lambda route: later.append(route))  # noqa: PLW0108 - Playwright cannot call a built-in
    cleo.press("Later week")
    expect(page.locator(".free-times[aria-busy]")).to_be_visible()
    expect(page.locator(".free-time:enabled"), "a time of this week is not taken for one of the next").to_have_count(0)
    for route in later:
        route.continue_()
    page.unroute("**/rpc/available_slots")
    page.locator(".free-time").first.click()
    slow = client_details("Slow Client")
    fill_in(cleo, "Slow Client", slow["email"])
    tomorrow = day_at(1, 9)
    book(practice, tomorrow + timedelta(days=-tomorrow.weekday() % 7), "Quick Client")
    cleo.press("Book")
    expect(page.get_by_text("This slot is now full, please choose another.")).to_be_visible()
    expect(page.get_by_label("Email", exact=True)).to_have_value(slow["email"])
    page.get_by_role("region", name="Free near that time").get_by_role("button").first.click()
    cleo.press("Book")
    cleo.sees("Booking of Slow Client")


@pytest.mark.req("BM-R4")
def test_double_booking_on_purpose_after_a_warning(practice: Practice, open_window: Callable[..., Page]) -> None:
    """The warning names what is in the way; only the tick makes it so."""
    wanted = day_at(5, 10)
    first = book(practice, wanted, "Was First")
    cleo = signed_in(open_window(), practice)
    page = cleo.page
    cleo.open(f"/bookings/new?at={wanted.isoformat().replace('+', '%2B')}")
    expect(page.get_by_text("This time is not free:")).to_be_visible()
    expect(page.get_by_role("link", name=f"There is another booking, {first['reference']}.")).to_be_visible()
    assert [] == violations(page)
    fill_in(cleo, "Comes Too", client_details()["email"])
    cleo.press("Book")
    expect(page.get_by_text("This slot is now full, please choose another.")).to_be_visible()
    page.get_by_text("Book it all the same, on top of what is there").click()
    cleo.press("Book")
    cleo.sees("Booking of Comes Too")
    expect(page.get_by_text("Booked on purpose on top of other times.")).to_be_visible()


@pytest.mark.req("BM-R4")
def test_a_weekly_series_is_looked_at_before_it_is_booked(practice: Practice, open_window: Callable[..., Page]) -> None:
    """Dates that are taken can be left out."""
    begins = day_at(10, 9)
    book(practice, begins + timedelta(weeks=1), "In The Way")
    cleo = signed_in(open_window(), practice)
    page = cleo.page
    cleo.open(f"/bookings/new?at={begins.isoformat().replace('+', '%2B')}")
    page.get_by_text("Repeat it every week").click()
    times = page.get_by_label("How many times")
    times.fill("4")
    times.blur()
    preview = page.get_by_role("region", name="The series")
    expect(preview.get_by_role("listitem")).to_have_count(4)
    expect(preview).to_contain_text("1 of the times is taken.")
    assert [] == violations(page)
    page.get_by_text("Leave out the date that is taken").click()
    fill_in(cleo, "Ben Weekly", client_details()["email"])
    cleo.press("Book 3 times")
    cleo.sees("Booking of Ben Weekly")
    assert len(practice.admin.table("bookings").select("booking_id").eq("client_name", "Ben Weekly").execute().data) == 3


@pytest.mark.req("BM-R14")
def test_a_time_by_hand_in_french_on_a_small_screen(practice: Practice, stack: Stack, open_window: Callable[..., Page]) -> None:
    """Outside the hours, which is said before anything is sent."""
    ask_for(practice, stack, day_at(2, 9))
    cleo = signed_in(open_window(), practice)
    page = cleo.page
    cleo.open("/bookings/new")
    type_time(cleo, day_at(6, 20).date().isoformat(), "830p")
    expect(page.get_by_text("It is outside the weekly hours.")).to_be_visible()
    assert [] == violations(page)
    page.set_viewport_size({"width": 320, "height": 700})
    page.get_by_role("button", name="Français").click()
    cleo.sees("Nouveau rendez-vous")
    expect(page.get_by_text("Elle est hors des heures habituelles.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert [] == violations(page)
