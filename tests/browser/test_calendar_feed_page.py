"""A practitioner reads the own appointments in any calendar, and decides on zone and language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from .office import sound
from .staff import book, day_at, hire, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice


def test_a_calendar_reads_the_address_until_it_is_ended(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """The address is shown once, and copied by its button; a real HTTP client reads it, and reads nothing once it has ended."""
    eve, hers = hire(practice, mailbox, stack)
    booked = book(practice, day_at(3, 13), practitioner_id=hers)
    page = open_window(permissions=["clipboard-read", "clipboard-write"])
    member = signed_in(page, practice, eve)
    member.open("/settings")
    member.sees("My settings")
    expect(page.get_by_text("No calendar reads your appointments yet")).to_be_visible()
    member.press("Make a feed")
    member.press("Make the feed")
    dialog = page.get_by_role("alertdialog", name="The address of your feed")
    address = dialog.get_by_label("Feed address").inner_text()
    dialog.get_by_role("button", name="Copy").click()
    expect(dialog.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address
    member.press("I have kept it")
    expect(dialog).to_have_count(0)
    assert address not in page.content()

    answer = httpx.get(address).raise_for_status()
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["SUMMARY"] == f"Appointment {booked['reference']}"
    page.reload()
    expect(page.get_by_role("table", name="Feeds").locator("tbody tr")).not_to_contain_text("not yet")
    page.get_by_role("button", name="End the feed of").click()
    page.get_by_role("dialog").get_by_role("button", name="End").click()
    expect(page.get_by_text("No calendar reads your appointments yet")).to_be_visible()
    assert httpx.get(address).status_code == 404


@pytest.mark.req("SC-4.1")
def test_the_zone_of_the_hours_is_the_practitioners_own(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """Found by typing a place; kept over a reload; the language of mails too."""
    eve, hers = hire(practice, mailbox, stack)
    page = open_window()
    member = signed_in(page, practice, eve)
    member.open("/settings")
    zone = page.get_by_role("combobox", name="Time zone")
    zone.fill("Vancou")
    page.get_by_role("option", name="America/Vancouver").click()
    member.choose("Language of mails", "Français (Canada)")
    page.reload()
    expect(zone).to_have_value("America/Vancouver")
    page.get_by_role("form", name="Time zone and language").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved: Time zone and language.")).to_be_visible()
    row = eve.table("practitioners").select("time_zone,locale").eq("practitioner_id", hers).execute().data[0]
    assert row == {"time_zone": "America/Vancouver", "locale": "fr-CA"}


@pytest.mark.req("BM-R14")
def test_everybody_can_use_the_page(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    eve, hers = hire(practice, mailbox, stack)
    eve.rpc("create_calendar_feed", {"practitioner_id": hers}).execute()
    opened = lambda page: page.get_by_role("button", name="Make a feed").click()  # noqa: E731
    sound(open_window, practice, "/settings", "My settings", ready="references only", french="Mes réglages", member=eve)
    sound(open_window, practice, "/settings", "My settings", ready="references only", french="Mes réglages", member=eve, act=opened)
