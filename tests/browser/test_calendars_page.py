"""Members connect a calendar of their own; bookings appear there, and what is moved there follows or asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from playwright.sync_api import expect
from psycopg import sql

from .office import sound
from .staff import hire, signed_in

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


def pretend_connected(stack: Stack, member: Client, **state: Any) -> None:  # noqa: ANN401 - columns
    """A connection as it is long after it was made, without a provider: written by the owner of the database."""
    mine = member.table("memberships").select("organization_id").execute().data[0]["organization_id"]
    row = {
        "status": "revoked",
        "last_error": "authorization_lost",
        "failing_since": "2026-11-20T15:00:00Z",
        "calendar_name": "Bookfast",
        "calendar_id": "x",
    } | state
    columns = {"organization_id": mine, "user_id": member.auth.get_session().user.id, "provider": "google", "account": "eve@gmail.example"} | row
    with psycopg.connect(stack.database_url) as owner:
        owner.execute(
            sql.SQL("insert into app.calendar_connections ({}) values ({})").format(
                sql.SQL(", ").join(map(sql.Identifier, columns)), sql.SQL(", ").join(sql.Placeholder() * len(columns))
            ),
            list(columns.values()),
        )


@pytest.mark.req("SC-2.1")
def test_where_a_calendar_is_required_the_pages_wait_for_one(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """Closed without one and after it was revoked; the own settings and what admins do stay open."""
    eve, _ = hire(practice, mailbox, stack)
    require_calendars(practice)
    page = open_window()
    member = signed_in(page, practice, eve)
    for path in ("", "/schedule", "/bookings/new"):
        member.open(path)
        member.sees("Connect your calendar first")
    page.get_by_role("link", name="Connect my calendar").click()
    member.sees("My settings")
    expect(member.part("Calendar connection")).to_contain_text("asks everybody who takes bookings to connect a calendar")
    pretend_connected(stack, eve)
    member.open()
    expect(page.get_by_text("Your calendar does not let us in any more")).to_be_visible()
    admin = signed_in(open_window(), practice)
    admin.open("/organization")
    admin.sees("Organization")


@pytest.mark.req("BM-R14")
def test_everybody_can_use_the_pages(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    eve, _ = hire(practice, mailbox, stack)
    form = lambda page: page.get_by_role("button", name="Connect another calendar").click()  # noqa: E731
    sound(open_window, practice, "/settings", "My settings", ready="No calendar is connected", french="Mes réglages", member=eve, act=form)
    pretend_connected(stack, eve)
    sound(open_window, practice, "/settings", "My settings", ready="We are not let into your calendar any more", french="Mes réglages", member=eve)
    page = open_window()
    signed_in(page, practice, eve)
    page.goto("/calendar/connected?error=access_denied&state=x")
    expect(page.get_by_role("heading", level=1, name="Your calendar is not connected")).to_be_visible()
    assert page.url.endswith("/calendar/connected")
