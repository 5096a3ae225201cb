"""Admins find out who changed what, and when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from .office import sound
from .staff import book, day_at, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from .practice import Practice


def entries(page: Page) -> Locator:
    """The entries on show."""
    return page.locator(".entry")


@pytest.mark.req("BM-R9")
def test_a_booking_s_story_is_read(open_window: Callable[..., Page], practice: Practice) -> None:
    """By filters that stay in the address; what changed is shown as it was and is."""
    booked = book(practice, day_at(3, 9))
    practice.admin.rpc("cancel_booking", {"booking_id": booked["booking_id"], "reason": "Moved away"}).execute()
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/audit")
    admin.choose("Everything What", "Appointment")
    expect(page).to_have_url(f"**/at/{practice.organization_slug}/audit?entity=booking".replace("**", page.url.split("/at/")[0]))
    admin.choose("Anything What happened to it", "cancelled")
    expect(entries(page)).to_have_count(1)
    entries(page).get_by_text("Appointment: cancelled").click()
    difference = page.get_by_role("table", name="What it was and is")
    expect(difference.get_by_role("row").filter(has_text="Status")).to_contain_text("confirmed")
    expect(difference.get_by_role("row").filter(has_text="Status")).to_contain_text("cancelled")
    expect(difference.get_by_role("row").filter(has_text="Reason")).to_contain_text("Moved away")
    expect(difference.get_by_role("row").filter(has_text="Starts")).to_have_count(0)
    page.reload()
    expect(entries(page)).to_have_count(1)

    admin.press("Clear the filters")
    page.get_by_label("Number of the thing").fill(booked["booking_id"])
    page.keyboard.press("Enter")
    expect(entries(page).filter(has_text="Appointment: created")).to_have_count(1)
    expect(entries(page).filter(has_text="Appointment: cancelled")).to_have_count(1)


def test_days_and_people_narrow_it_down(open_window: Callable[..., Page], practice: Practice) -> None:
    """Days are the practice's; a day without anything says so."""
    book(practice, day_at(3, 9))
    day = f"{datetime.now(ZoneInfo('America/Toronto')):%F}"
    page = open_window(timezone_id="Asia/Tokyo")
    admin = signed_in(page, practice)
    admin.open(f"/audit?from={day}&until={day}&entity=booking&action=created")
    expect(entries(page)).to_have_count(1)
    admin.open("/audit?until=2020-01-01")
    expect(page.get_by_text("Nothing fits these filters")).to_be_visible()
    admin.open("/audit?until=the-day-before")
    admin.choose("Who", "The system")
    expect(page.get_by_text("Nothing fits these filters").or_(entries(page).first)).to_be_visible()


def test_older_entries_follow(open_window: Callable[..., Page], practice: Practice) -> None:
    """Page by page, each entry once."""
    within = practice.admin.table("organizations").select("organization_id").eq("slug", practice.organization_slug).execute().data[0]
    practice.admin.table("specialties").insert([within | {"slug": f"s-{number}", "name": f"Need {number}"} for number in range(40)]).execute()
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/audit?entity=specialty")
    expect(entries(page)).to_have_count(30)
    admin.press("Show older ones")
    expect(entries(page)).to_have_count(40)
    expect(page.get_by_role("button", name="Show older ones")).to_have_count(0)


@pytest.mark.req("BM-R14")
def test_everybody_can_use_the_page(open_window: Callable[..., Page], practice: Practice) -> None:
    """An entry open."""
    book(practice, day_at(3, 9))
    opened = lambda page: entries(page).get_by_text("Appointment: created").click()  # noqa: E731
    sound(open_window, practice, "/audit?entity=booking", "Audit log", ready="Appointment: created", french="Journal d’audit", act=opened)
