"""Admins decide how the practice is named, looks and speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from .office import sound
from .staff import book, client_details, day_at, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from .mailbox import Mailbox
    from .practice import Practice
    from .staff import Staff


def saved(practice: Practice) -> dict[str, Any]:
    """The settings as they are kept."""
    return practice.admin.table("organization_settings").select("*").execute().data[0]


def save(admin: Staff, part: str) -> None:
    """Save one part of the page, and wait until it is."""
    admin.part(part).get_by_role("button", name="Save").click()
    expect(admin.page.get_by_text(f"Saved: {part}.")).to_be_visible()


def test_every_part_is_saved_by_itself(open_window: Callable[..., Page], practice: Practice) -> None:  # noqa: PLR0915 - one part after the other
    """All that an admin may change is changed here."""
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/organization")
    name = f"Maple and sons {uuid4().hex[:6]}"
    about = admin.part("Name and region")
    about.get_by_label("Name", exact=True).fill(name)
    about.get_by_label("About the practice").fill("For children and those who care for them.")
    zone = about.get_by_role("combobox", name="Time zone")
    # As a person types: the list opens with the first letter, once the page has come to rest at the field.
    zone.scroll_into_view_if_needed()
    zone.focus()
    zone.select_text()
    zone.press_sequentially("Halif", delay=60)
    page.get_by_role("option", name="America/Halifax").click()
    about.get_by_label("Country").fill("ca")
    admin.choose("Language of mails", "Français (Canada)")
    admin.choose("Kind of practice", "Coaching")
    about.get_by_text("Profiles are published by an admin").click()
    save(admin, "Name and region")

    admin.part("Discretion").get_by_text("Discreet", exact=True).click()
    expect(admin.part("Discretion")).to_contain_text("Switched off: subjects, calendar entries and webhooks name clients")
    save(admin, "Discretion")

    reminders = admin.part("Reminders")
    expect(reminders).to_contain_text("As usual for this kind of practice: 24 hours before and 1 hour before")
    reminders.get_by_text("At these times").first.click()
    reminders.get_by_text("48 hours before").click()
    save(admin, "Reminders")

    appointments = admin.part("Appointments")
    appointments.get_by_label("A time that came free").fill("45")
    appointments.get_by_text("No", exact=True).click()
    appointments.get_by_text("Round billing units").click()
    save(admin, "Appointments")

    video = admin.part("Online sessions")
    video.locator("label", has_text="A room of its own for each booking, with a name").click()
    video.get_by_label("Jitsi server").fill("http://meet.maple.example")
    video.get_by_role("button", name="Save").click()
    expect(video).to_contain_text("Please give an address that begins with https://")
    video.get_by_label("Jitsi server").fill("https://meet.maple.example/")
    save(admin, "Online sessions")

    calendars = admin.part("Members’ own calendars")
    calendars.get_by_text("Everybody who takes bookings").click()
    calendars.locator("label", has_text="The calendar shows what is booked here").click()
    save(admin, "Members’ own calendars")

    look = admin.part("How mails look")
    look.get_by_label("Colour of buttons and marks").fill("#ffd400")
    expect(look).to_contain_text("As text on a light page this colour would be too pale")
    look.get_by_label("Under each mail").fill("In a crisis call 988.")
    look.get_by_label("Postal address").fill("1 Maple Road\nHalifax")
    look.get_by_label("Answers to mails").fill("office@maple.example")
    look.get_by_label("Address of the logo").fill("https://maple.example/logo.png")
    save(admin, "How mails look")

    sending = admin.part("Sending")
    sending.get_by_label("Wait before telling").fill("30")
    sending.get_by_label("How often a message is tried").fill("5")
    save(admin, "Sending")

    expected = {
        "name": name,
        "about": "For children and those who care for them.",
        "time_zone": "America/Halifax",
        "country": "CA",
        "locale": "fr-CA",
        "profile": "coaching",
        "approve_practitioners": True,
        "discreet": False,
        "client_reminders": [2880, 1440, 60],
        "practitioner_reminders": None,
        "waitlist_offer_minutes": 45,
        "ask_for_reviews": False,
        "eight_minute_rule": False,
        "brand_color": "#ffd400",
        "mail_footer": "In a crisis call 988.",
        "postal_address": "1 Maple Road\nHalifax",
        "reply_to": "office@maple.example",
        "logo_url": "https://maple.example/logo.png",
        "message_quiet_seconds": 30,
        "message_tries": 5,
        "video_provider": "jitsi",
        "jitsi_url": "https://meet.maple.example",
        "calendar_required": True,
        "on_remote_change": "put_back",
    }
    assert expected == {column: value for column, value in saved(practice).items() if column in expected}


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(open_window: Callable[..., Page], practice: Practice) -> None:
    """In none of the parts, over a reload; and undone it is as it was."""
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/organization")
    look = admin.part("How mails look")
    look.get_by_label("Colour of buttons and marks").fill("green")
    look.get_by_label("Answers to mails").fill("the office")
    look.get_by_label("Under each mail").fill("In a crisis call 988.")
    look.get_by_role("button", name="Save").click()
    color = look.get_by_label("Colour of buttons and marks")
    expect(color).to_be_focused()
    expect(color).to_have_accessible_description(
        "Six digits after a #, such as #1c5a54; empty: ours. Please write a colour as # and six digits, such as #1c5a54."
    )
    expect(look.get_by_text("Please give an email address")).to_be_visible()
    offer = admin.part("Appointments").get_by_label("A time that came free")
    offer.fill("5")
    admin.part("Appointments").get_by_role("button", name="Save").click()
    expect(admin.part("Appointments").get_by_text("Please give from 10 to 10080 minutes.")).to_be_visible()

    page.reload()
    expect(color).to_have_value("green")
    expect(look.get_by_label("Under each mail")).to_have_value("In a crisis call 988.")
    expect(offer).to_have_value("5")
    look.get_by_role("button", name="Undo changes").click()
    expect(color).to_have_value("")
    assert saved(practice)["mail_footer"] is None


@pytest.mark.req("DR-5.1")
def test_the_next_mail_looks_as_chosen(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox) -> None:
    """Its foot says what was typed."""
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/organization")
    admin.part("How mails look").get_by_label("Under each mail").fill("In a crisis call 988.")
    save(admin, "How mails look")
    email = f"ben-{uuid4().hex[:10]}@client.example"
    book(practice, day_at(3, 9), client=client_details(email=email))
    assert "In a crisis call 988." in str(mailbox.wait_for(email, count=1)[0]["text"])


@pytest.mark.req("BM-R14")
def test_everybody_can_use_the_page(open_window: Callable[..., Page], practice: Practice) -> None:
    """As it is, and with every part showing what is wrong."""
    sound(open_window, practice, "/organization", "Organization", ready="How mails look", french="Organisation", act=wrong)


def wrong(page: Page) -> None:
    """Type what cannot be."""
    page.get_by_label("Colour of buttons and marks").fill("green")
    page.get_by_text("At these times", exact=True).first.click()
    page.get_by_role("region", name="How mails look").get_by_role("button", name="Save").click()
    expect(page.locator(".field-error").first).to_be_visible()
