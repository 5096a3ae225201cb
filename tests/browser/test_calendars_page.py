"""Members connect a calendar of their own; bookings appear there, and what is moved there follows or asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from playwright.sync_api import expect

from .axe import violations
from .office import sound
from .staff import book, day_at, hire, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from supabase import Client
    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice


def require_calendars(practice: Practice, **settings: Any) -> None:  # noqa: ANN401 - JSON
    """The practice asks everybody who takes bookings for a calendar."""
    practice.admin.table("organization_settings").update({"calendar_required": True} | settings).eq("slug", practice.organization_slug).execute()


def pretend_connected(stack: Stack, member: Client, booked: dict[str, Any]) -> None:
    """A connection that was revoked after a booking was moved there, without a provider: written by the owner of the database."""
    organization_id = member.table("memberships").select("organization_id").execute().data[0]["organization_id"]
    with psycopg.connect(stack.database_url) as owner:
        (connection_id,) = owner.execute(
            "insert into app.calendar_connections (organization_id, user_id, provider, account, status, calendar_id, failing_since, last_error)"
            " values (%s, %s, 'google', 'eve@gmail.example', 'revoked', 'x', now(), 'authorization_lost') returning connection_id",
            [organization_id, member.auth.get_session().user.id],
        ).fetchone()
        owner.execute(
            "insert into app.calendar_changes (organization_id, connection_id, practitioner_id, booking_id, kind, from_starts_at, to_starts_at, to_ends_at,"
            " version, status) select organization_id, %s, practitioner_id, booking_id, 'move', starts_at, starts_at + interval '2 hours',"
            " ends_at + interval '2 hours', 'v', 'asked' from app.bookings where booking_id = %s",
            [connection_id, booked["booking_id"]],
        )


@pytest.mark.req("SC-2.1")
def test_where_a_calendar_is_required_the_pages_wait_for_one(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """Closed without one and after it was revoked; the own settings and what admins do stay open."""
    eve, hers = hire(practice, mailbox, stack)
    booked = book(practice, day_at(3, 13), practitioner_id=hers)
    require_calendars(practice)
    page = open_window()
    member = signed_in(page, practice, eve)
    for path in ("", "/schedule", "/bookings/new"):
        member.open(path)
        member.sees("Connect your calendar first")
    page.get_by_role("link", name="Connect my calendar").click()
    member.sees("My settings")
    expect(member.part("Calendar connection")).to_contain_text("asks everybody who takes bookings to connect a calendar")
    pretend_connected(stack, eve, booked)
    member.open()
    expect(page.get_by_text("Your calendar does not let us in any more")).to_be_visible()
    admin = signed_in(open_window(), practice)
    admin.open("/organization")
    admin.sees("Organization")


@pytest.mark.req("BM-R14")
def test_everybody_can_use_the_pages(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    eve, hers = hire(practice, mailbox, stack)
    booked = book(practice, day_at(3, 13), practitioner_id=hers)
    pretend_connected(stack, eve, booked)
    sound(open_window, practice, "", "Today", ready="Moved in the calendar to", french="Aujourd’hui", member=eve)
    sound(open_window, practice, "/settings", "My settings", ready="We are not let into your calendar any more", french="Mes réglages", member=eve)
    page = open_window()
    member = signed_in(page, practice, eve)
    member.open()
    member.part("Changed in your calendar").get_by_role("button", name="Put back").click()
    expect(page.get_by_text("The booking with Ben Tremblay stays.")).to_be_visible()
    page.goto("/calendar/connected")
    expect(page.get_by_role("heading", level=1, name="There is nothing to finish here")).to_be_visible()
    assert [] == violations(page)
