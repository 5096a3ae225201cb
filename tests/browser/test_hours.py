"""The hours editor: the week, days off, and what a change would do to bookings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from .axe import sideways, violations
from .staff import ZONE, Staff, book, day_at, hire, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def cleo(practice: Practice, open_window: Callable[..., Page]) -> Staff:
    """The practice's admin at its hours, which are 9:00 to 12:00 on every day."""
    cleo = signed_in(open_window(), practice)
    cleo.open("/hours")
    cleo.sees("Hours")
    return cleo


def soon(days: int = 3) -> datetime:
    """Ten o'clock on a day to come."""
    return day_at(days, 10)


def hours_of(staff: Staff, weekday: str, number: int = 1) -> Locator:
    """One row of a weekday."""
    return staff.page.get_by_role("group", name=f"{weekday}, hours {number}")


def set_time(row: Locator, label: str, typed: str) -> None:
    """Types a time such as "0130PM" into its segments."""
    row.get_by_role("group", name=label, exact=True).get_by_role("spinbutton").first.click()
    row.page.keyboard.type(typed)


def set_date(dialog: Locator, label: str, date: datetime) -> None:
    """Types a date into its segments."""
    dialog.get_by_role("group", name=label).get_by_role("spinbutton", name="year").click()
    dialog.page.keyboard.type(f"{date:%Y}")
    dialog.get_by_role("group", name=label).get_by_role("spinbutton", name="month").click()
    dialog.page.keyboard.type(f"{date:%m%d}")


def rules(staff: Staff, weekday: int) -> list[tuple[str, str, int | None]]:
    """What the database has for a weekday."""
    rows = staff.api.table("availability_rules").select("*").eq("practitioner_id", staff.practice.practitioner_id).eq("weekday", weekday)
    return [(row["starts_local"][:5], row["ends_local"][:5], row["capacity"]) for row in rows.order("starts_local").execute().data]


def status(staff: Staff, booking: dict[str, Any]) -> dict[str, Any]:
    """What became of a booking."""
    return staff.api.table("bookings").select("status, outside_hours, cancel_reason").eq("booking_id", booking["booking_id"]).execute().data[0]


@pytest.mark.req("CP-3.1")
def test_a_week_of_several_spans_is_entered_copied_and_saved(cleo: Staff) -> None:
    """An afternoon with four seats on Monday, copied to Tuesday; Sunday off."""
    cleo.press("Add hours: Monday")
    row = hours_of(cleo, "Monday", 2)
    set_time(row, "From", "0130PM")
    set_time(row, "To", "0500PM")
    row.get_by_text("Seats and dates").click()
    row.get_by_label("Seats at most").fill("4")
    row.get_by_label("Seats at most").blur()
    cleo.press("Copy Monday to…")
    cleo.page.get_by_role("menuitem", name="Tuesday").click()
    cleo.press("Remove: Sunday, hours 1")
    expect(cleo.page.get_by_role("region", name="Sunday")).to_contain_text("No hours")
    cleo.press("Save the hours")
    expect(cleo.page.locator(".toast")).to_contain_text("The hours are saved.")
    assert rules(cleo, 1) == rules(cleo, 2) == [("09:00", "12:00", 1), ("13:30", "17:00", 4)]
    assert rules(cleo, 7) == []


@pytest.mark.req("CP-3.2")
def test_overlapping_hours_are_refused_where_they_are_typed(cleo: Staff) -> None:
    """Nothing typed is lost, neither then nor on a reload."""
    cleo.press("Add hours: Monday")
    row = hours_of(cleo, "Monday", 2)
    set_time(row, "From", "1130AM")
    set_time(row, "To", "0200PM")
    expect(row).to_contain_text("These hours overlap 9:00 a.m. – 12:00 p.m. on the same day.")
    cleo.press("Save the hours")
    expect(row.get_by_role("spinbutton").first).to_be_focused()
    cleo.page.reload()
    expect(hours_of(cleo, "Monday", 2)).to_contain_text("These hours overlap")
    set_time(hours_of(cleo, "Monday", 2), "From", "1230PM")
    expect(hours_of(cleo, "Monday", 2)).not_to_contain_text("overlap")
    # Meanwhile somebody else adds hours there: the server refuses, in words, and what was typed stays.
    whose = cleo.api.table("practitioners").select("organization_id, practitioner_id").eq("practitioner_id", cleo.practice.practitioner_id).execute().data[0]
    cleo.api.table("availability_rules").insert(whose | {"weekday": 1, "starts_local": "13:00", "ends_local": "18:00"}).execute()
    cleo.press("Save the hours")
    expect(cleo.page.get_by_role("alert").filter(has_text="These hours overlap the ones from 13:00 to 18:00")).to_be_visible()
    expect(cleo.page.get_by_text("not saved yet")).to_be_visible()


@pytest.mark.req("CP-3.3", "CP-3.4")
@pytest.mark.parametrize("treatment", ["refuse", "keep", "cancel"])
def test_stranded_bookings_are_named_and_the_person_chooses(practice: Practice, cleo: Staff, treatment: str) -> None:
    """Nothing changes before that; what was typed stays when the hours are left."""
    booking = book(practice, soon())
    day = f"{soon():%A}"
    cleo.press(f"Remove: {day}, hours 1")
    cleo.press("Save the hours")
    dialog = cleo.page.get_by_role("dialog", name="1 booking would lie outside the hours")
    expect(dialog.get_by_role("list", name="Bookings outside the new hours")).to_contain_text(f"Ben Tremblay{day}, {soon():%B}")
    assert rules(cleo, soon().isoweekday()) != []
    assert violations(cleo.page) == []
    if treatment == "refuse":
        dialog.get_by_role("button", name="Leave the hours").click()
        expect(dialog).to_have_count(0)
        assert rules(cleo, soon().isoweekday()) != []
        expect(cleo.page.get_by_text("not saved yet")).to_be_visible()
        assert status(cleo, booking) == {"status": "confirmed", "outside_hours": False, "cancel_reason": None}
    elif treatment == "keep":
        dialog.get_by_role("radio", name="Change the hours and keep").check(force=True)
        dialog.get_by_role("button", name="Change, and keep the bookings").click()
        expect(cleo.page.locator(".toast")).to_contain_text("1 booking stays outside them")
        assert status(cleo, booking) == {"status": "confirmed", "outside_hours": True, "cancel_reason": None}
    else:
        dialog.get_by_role("radio", name="Change the hours and cancel").check(force=True)
        dialog.get_by_label("Reason").fill("Ada is away.")
        dialog.get_by_role("button", name="Change, and cancel the bookings").click()
        expect(cleo.page.locator(".toast")).to_contain_text("1 booking is cancelled")
        assert status(cleo, booking) == {"status": "cancelled", "outside_hours": False, "cancel_reason": "Ada is away."}
        assert rules(cleo, soon().isoweekday()) == []


@pytest.mark.req("CP-3.4", "DR-3.1")
def test_days_are_closed_in_one_go(practice: Practice, cleo: Staff) -> None:
    """With the bookings in the way named, and taken back again."""
    booking = book(practice, soon(9))
    cleo.press("Take days off")
    dialog = cleo.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Look at the effect and save").click()
    expect(dialog).to_contain_text("Choose a day.")
    set_date(dialog, "First day", soon(8))
    set_date(dialog, "Last day", soon(9))
    dialog.get_by_label("Note").fill("A wedding")
    dialog.get_by_role("button", name="Look at the effect and save").click()
    asked = cleo.page.get_by_role("dialog", name="1 booking would lie outside the hours")
    asked.get_by_role("button", name="Leave the hours").click()
    # What was typed is still there.
    dialog.get_by_role("button", name="Look at the effect and save").click()
    asked.get_by_role("radio", name="Change the hours and cancel").check(force=True)
    asked.get_by_role("button", name="Change, and cancel the bookings").click()
    row = cleo.page.get_by_role("row").filter(has_text="A wedding")
    expect(row).to_contain_text(f"{soon(8):%B} {soon(8).day}")
    assert status(cleo, booking) == {"status": "cancelled", "outside_hours": False, "cancel_reason": None}

    # Nothing is in the way of another day.
    cleo.press("Take days off")
    set_date(dialog, "First day", soon(20))
    dialog.get_by_role("button", name="Look at the effect and save").click()
    expect(cleo.page.get_by_role("row")).to_have_count(3)
    row.get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)


@pytest.mark.req("DR-3.1")
def test_extra_hours_and_part_of_a_day_off(practice: Practice, cleo: Staff) -> None:
    """What they add and take is what clients are offered."""
    for button, start, end in [("Add extra hours", "0200PM", "0400PM"), ("Take part of a day off", "0900AM", "1100AM")]:
        cleo.press(button)
        dialog = cleo.page.get_by_role("dialog", name=button)
        set_date(dialog, "Day", soon(8))
        set_time(dialog, "From", start)
        set_time(dialog, "To", end)
        dialog.get_by_role("button", name="Look at the effect and save").click()
        expect(dialog).to_have_count(0)
    day = {"from_date": f"{soon(8):%Y-%m-%d}", "to_date": f"{soon(8):%Y-%m-%d}"}
    offer = {"practitioner_id": practice.practitioner_id, "service_id": practice.service_id}
    slots = practice.admin.rpc("available_slots", offer | day).execute().data
    assert [datetime.fromisoformat(slot["starts_at"]).astimezone(ZONE).hour for slot in slots] == [11, 14, 15]


@pytest.mark.req("TS-4")
def test_each_changes_the_own_hours(
    practice: Practice, make_practice: Callable[..., Practice], mailbox: Mailbox, stack: Stack, cleo: Staff, open_window: Callable[..., Page]
) -> None:
    """An admin all of them; a practitioner the own, whatever the address says; strangers find nothing."""
    eve, _ = hire(practice, mailbox, stack)
    cleo.page.reload()
    cleo.choose("Practitioner", "Eve Roy")
    expect(hours_of(cleo, "Monday").get_by_role("group", name="From", exact=True)).to_contain_text("1:00")
    own = signed_in(open_window(), practice, eve)
    own.open(f"/hours?practitioner={practice.practitioner_id}")
    own.sees("Hours")
    expect(hours_of(own, "Monday").get_by_role("group", name="From", exact=True)).to_contain_text("1:00")
    expect(own.page.get_by_label("Practitioner")).to_have_count(0)
    stranger = signed_in(open_window(), make_practice())
    stranger.page.goto(f"/at/{practice.organization_slug}/hours")
    stranger.sees("There is nothing here")


def test_the_editor_is_accessible_in_french(practice: Practice, open_window: Callable[..., Page]) -> None:
    """Also with its details open, and on a narrow screen without anything cut off."""
    practice.admin.rpc("close_day", {"practitioner_id": practice.practitioner_id, "from_date": f"{soon(5) + timedelta(days=1):%Y-%m-%d}"}).execute()
    cleo = signed_in(open_window(locale="fr-CA"), practice)
    cleo.open("/hours")
    cleo.sees("Heures")
    expect(cleo.page.get_by_role("row").filter(has_text="Congé")).to_be_visible()
    cleo.page.get_by_text("Places et dates").first.click()
    assert violations(cleo.page) == []
    assert sideways(cleo.page) == []
    cleo.press("Prendre des jours de congé")
    expect(cleo.page.get_by_role("dialog")).to_be_visible()
    assert violations(cleo.page) == []
