"""The schedule: views, moving by mouse and by keyboard, and what is told before and after a refusal."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from .axe import violations
from .staff import ZONE, Staff, ask_for, book, day_at, hire, let_begin, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@cache
def wednesday() -> datetime:
    """9 o'clock on the Wednesday of next week, by the day when this was first asked: a day with days of the same week on both sides."""
    day = day_at(7, 9)
    return day + timedelta(days=2 - day.weekday())


def show(staff: Staff, view: str = "week", **more: str) -> None:
    """Opens the schedule at that Wednesday and waits for it."""
    query = "&".join(f"{name}={value}" for name, value in ({"view": view, "date": f"{wednesday():%Y-%m-%d}"} | more).items())
    staff.open(f"/schedule?{query}")
    staff.sees("Schedule")


def event(page: Page, client: str) -> Locator:
    """A client's booking in the calendar."""
    return page.locator(".calendar-booking").filter(has_text=client)


def drag(page: Page, client: str, *, days: int = 0, hours: float = 0, drop: bool = True) -> None:
    """Drags a booking of the week view, as a hand would: down, along in steps, up; without *drop* it stays in the hand."""
    box = event(page, client).bounding_box()
    day = page.locator(".schedule-calendar [data-date]").first.bounding_box()["width"]
    hour = box["height"] * 60 / 50
    x, y = box["x"] + box["width"] / 2, box["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 6, y + 6, steps=3)
    expect(page.locator(".schedule-hint")).to_contain_text("marked")
    page.mouse.move(x + days * day, y + hours * hour, steps=12)
    if drop:
        page.mouse.up()


def when_of(staff: Staff, booking: dict) -> datetime:
    """When the database has the booking."""
    row = staff.api.table("bookings").select("starts_at").eq("booking_id", booking["booking_id"]).execute().data[0]
    return datetime.fromisoformat(row["starts_at"]).astimezone(ZONE)


@pytest.mark.req("TS-15")
def test_a_booking_is_dragged_to_a_free_time(practice: Practice, open_window: Callable[..., Page]) -> None:
    """Its free times are marked while it is in the hand, and it is there at once."""
    booking = book(practice, wednesday())
    cleo = signed_in(open_window(), practice)
    show(cleo)
    drag(cleo.page, "Ben Tremblay", days=1, hours=1, drop=False)
    expect(cleo.page.locator(".calendar-free").first).to_be_visible()
    cleo.page.mouse.up()
    expect(cleo.page.locator(".toast")).to_contain_text("Moved: Ben Tremblay")
    assert when_of(cleo, booking) == wednesday() + timedelta(days=1, hours=1)
    expect(event(cleo.page, "Ben Tremblay")).to_contain_text("Moved")


def test_what_is_not_free_is_told_before_it_is_dropped(practice: Practice, open_window: Callable[..., Page]) -> None:
    """Onto somebody else's time, or past the hours: the pointer says no, and the booking stays."""
    booking = book(practice, wednesday())
    book(practice, wednesday() + timedelta(days=1), "Zoé Lafleur")
    cleo = signed_in(open_window(), practice)
    show(cleo)
    for days, hours in [(1, 0), (0, 5)]:
        drag(cleo.page, "Ben Tremblay", days=days, hours=hours, drop=False)
        expect(cleo.page.locator(".schedule-hint")).to_contain_text("cannot go there")
        assert cleo.page.evaluate("getComputedStyle(document.body).cursor") == "not-allowed"
        cleo.page.mouse.up()
        expect(cleo.page.get_by_role("status").filter(has_text="cannot go there")).to_be_attached()
        expect(cleo.page.locator(".calendar-free")).to_have_count(0)
        assert when_of(cleo, booking) == wednesday()


@pytest.mark.req("TS-15", "BM-R15")
def test_a_move_that_the_server_refuses_goes_back(practice: Practice, open_window: Callable[..., Page]) -> None:
    """Somebody else had the time while the booking was in the hand: the reason is said, and the booking is where it was."""
    booking = book(practice, wednesday())
    cleo = signed_in(open_window(), practice)
    show(cleo)
    drag(cleo.page, "Ben Tremblay", days=1, drop=False)
    book(practice, wednesday() + timedelta(days=1), "Zoé Lafleur")
    cleo.page.mouse.up()
    expect(cleo.page.get_by_role("alert").filter(has_text="This slot is now full")).to_be_visible()
    expect(event(cleo.page, "Ben Tremblay")).to_contain_text("9:00")
    header = cleo.page.locator(f"[role=columnheader][data-date='{wednesday():%Y-%m-%d}']").bounding_box()
    assert header["x"] <= event(cleo.page, "Ben Tremblay").bounding_box()["x"] <= header["x"] + header["width"]
    assert when_of(cleo, booking) == wednesday()


@pytest.mark.req("TS-15")
def test_moving_and_cancelling_by_keyboard_alone(practice: Practice, open_window: Callable[..., Page]) -> None:
    """Whatever dragging does, the keyboard does, and the focus comes back."""
    booking = book(practice, wednesday())
    cleo = signed_in(open_window(), practice)
    show(cleo)
    keys = cleo.page.keyboard
    entry = cleo.page.get_by_role("button", name="Ben Tremblay")
    expect(entry).to_have_accessible_name(
        f"{wednesday():%A, %B} {wednesday().day}, {wednesday().year}, 9:00–9:50 a.m. Ben Tremblay Confirmed, {practice.service_name}"
    )
    entry.focus()
    keys.press("Enter")
    dialog = cleo.page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Ben Tremblay")).to_be_visible()
    dialog.get_by_role("button", name="Move…").press("Enter")
    day = dialog.get_by_role("region", name=f"{wednesday() + timedelta(days=1):%A}")
    day.get_by_role("button", name="10:00 a.m.").press("Enter")
    expect(dialog).to_have_count(0)
    expect(cleo.page.locator(".toast")).to_contain_text("Moved: Ben Tremblay")
    assert when_of(cleo, booking) == wednesday() + timedelta(days=1, hours=1)

    expect(entry).to_have_accessible_name(re.compile("10:00–10:50.*Ben Tremblay Moved"))
    expect(entry).to_be_focused()
    keys.press("Space")
    dialog.get_by_role("button", name="Cancel…").press("Enter")
    dialog.get_by_label("Reason").fill("The room floods.")
    dialog.get_by_role("button", name="Cancel the booking").press("Enter")
    expect(entry).to_have_count(0)
    assert cleo.api.table("bookings").select("cancel_reason").eq("booking_id", booking["booking_id"]).execute().data[0]["cancel_reason"] == "The room floods."


def test_the_list_has_a_menu_for_each_booking(practice: Practice, stack: Stack, open_window: Callable[..., Page]) -> None:
    """On a narrow screen it is what opens, and nothing is cut off at 320 pixels."""
    booking = book(practice, wednesday())
    begun = book(practice, wednesday() + timedelta(hours=1), "Zoé Lafleur")
    let_begin(stack, begun["booking_id"], hours_ago=0.1)
    cleo = signed_in(open_window(viewport={"width": 320, "height": 700}), practice)
    cleo.open("/schedule")
    cleo.sees("Schedule")
    expect(cleo.page.get_by_role("radio", name="List")).to_be_checked()
    cleo.page.get_by_role("button", name="Actions: Zoé Lafleur").click()
    cleo.page.get_by_role("menuitem", name="Attended").click()
    expect(cleo.page.get_by_role("listitem").filter(has_text="Zoé Lafleur").last).to_contain_text("Attended")

    cleo.press("Later")
    cleo.page.get_by_role("button", name="Actions: Ben Tremblay").click()
    cleo.page.get_by_role("menuitem", name="Move…").click()
    dialog = cleo.page.get_by_role("dialog")
    assert violations(cleo.page) == []
    dialog.get_by_role("region", name=f"{wednesday() + timedelta(days=2):%A}").get_by_role("button", name="11:00 a.m.").click()
    expect(cleo.page.locator(".toast")).to_contain_text("Moved: Ben Tremblay")
    assert when_of(cleo, booking) == wednesday() + timedelta(days=2, hours=2)
    assert cleo.page.evaluate(OVERFLOW) == 0


def test_the_address_says_what_is_shown(practice: Practice, open_window: Callable[..., Page]) -> None:
    """View and date outlive a reload; a click on a free time offers a new booking there."""
    cleo = signed_in(open_window(), practice)
    cleo.open("/schedule")
    cleo.sees("Schedule")
    cleo.page.get_by_role("radio", name="Day").click()
    cleo.press("Later")
    tomorrow = datetime.now(ZONE) + timedelta(days=1)
    title = f"{tomorrow:%A, %B} {tomorrow.day}, {tomorrow.year}"
    expect(cleo.page.get_by_role("heading", level=2)).to_have_text(title)
    cleo.page.reload()
    expect(cleo.page.get_by_role("heading", level=2)).to_have_text(title)

    ten = cleo.page.locator("[data-time='10:00:00']").last.bounding_box()
    lane = cleo.page.locator("[role=cell][data-date]").bounding_box()
    cleo.page.mouse.click(lane["x"] + 50, ten["y"] + 5)
    offer = cleo.page.get_by_role("dialog").get_by_role("link", name="New booking at this time")
    at = tomorrow.replace(hour=10, minute=0, second=0, microsecond=0).astimezone(UTC)
    expect(offer).to_have_attribute(
        "href", f"/at/{practice.organization_slug}/bookings/new?practitioner={practice.practitioner_id}&at={at:%Y-%m-%dT%H}%3A00%3A00.000Z"
    )


def test_it_begins_on_the_day_where_the_practitioner_works(practice: Practice, mailbox: Mailbox, stack: Stack, open_window: Callable[..., Page]) -> None:
    """Whose date is mostly another one than the practice's."""
    _, eves = hire(practice, mailbox, stack)
    zone = "Pacific/Kiritimati"
    practice.admin.table("practitioners").update({"time_zone": zone}).eq("practitioner_id", eves).execute()
    cleo = signed_in(open_window(), practice)
    there = datetime.now(ZoneInfo(zone))
    cleo.open(f"/schedule?view=day&practitioner={eves}")
    expect(cleo.page.get_by_role("heading", name=f"{there:%A, %B} {there.day}, {there.year}")).to_be_visible()


@pytest.mark.req("TS-4")
def test_each_sees_what_is_theirs(
    practice: Practice, make_practice: Callable[..., Practice], mailbox: Mailbox, stack: Stack, open_window: Callable[..., Page]
) -> None:
    """An admin chooses among all; a practitioner has the own schedule, whatever the address says; strangers find nothing."""
    book(practice, wednesday())
    eve, eves = hire(practice, mailbox, stack)
    book(practice, wednesday() + timedelta(hours=4), "Zoé Lafleur", practitioner_id=eves)
    cleo = signed_in(open_window(), practice)
    show(cleo, practitioner="all")
    expect(event(cleo.page, "Zoé Lafleur")).to_contain_text("Eve Roy")
    expect(event(cleo.page, "Ben Tremblay")).to_contain_text("Ada Lindqvist")
    cleo.choose("Practitioner", "Eve Roy")
    expect(event(cleo.page, "Ben Tremblay")).to_have_count(0)

    own = signed_in(open_window(), practice, eve)
    show(own, practitioner=practice.practitioner_id)
    expect(event(own.page, "Zoé Lafleur")).to_be_visible()
    expect(event(own.page, "Ben Tremblay")).to_have_count(0)

    stranger = signed_in(open_window(), make_practice())
    stranger.page.goto(f"/at/{practice.organization_slug}/schedule")
    stranger.sees("There is nothing here")


def test_every_view_is_accessible_in_both_languages(practice: Practice, stack: Stack, open_window: Callable[..., Page]) -> None:
    """With a request, a booking and time off on show, and a booking's dialog open."""
    booking, _ = ask_for(practice, stack, wednesday())
    del booking
    book(practice, wednesday() + timedelta(hours=2), "Zoé Lafleur")
    practice.admin.rpc("close_day", {"practitioner_id": practice.practitioner_id, "from_date": f"{wednesday() + timedelta(days=1):%Y-%m-%d}"}).execute()
    cleo = signed_in(open_window(locale="fr-CA"), practice)
    for view in ["day", "week", "month", "list"]:
        cleo.open(f"/schedule?view={view}&date={wednesday():%Y-%m-%d}")
        cleo.sees("Agenda")
        expect(cleo.page.locator(".calendar-booking, .entry").filter(has_text="Zoé Lafleur")).to_be_visible()
        assert violations(cleo.page) == []
    expect(cleo.page.get_by_text("Congé")).to_be_visible()
    cleo.open(f"/schedule?view=week&date={wednesday():%Y-%m-%d}")
    event(cleo.page, "Zoé Lafleur").click()
    expect(cleo.page.get_by_role("dialog").get_by_role("button", name="Déplacer…")).to_be_visible()
    assert violations(cleo.page) == []
