"""Members connect a calendar of their own; bookings appear there, and what is moved there follows or asks."""

from __future__ import annotations

import os
import subprocess
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import psycopg
import pytest
from playwright.sync_api import expect

from python_functions.stack.programs import programs_of
from python_functions.stack.supervision import Supervision
from tests.dav.radicale_server import Radicale, radicale

from .axe import violations
from .conftest import SLOWED
from .office import sound
from .staff import book, day_at, hire, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from supabase import Client
    from tests.conftest import Stack
    from tests.google.server import Google

    from .mailbox import Mailbox
    from .practice import Practice

T = TypeVar("T")


@pytest.fixture
def elsewhere(google: Google) -> tuple[str, ...]:
    """People are sent to Google, and back."""
    return (google.url,)


@pytest.fixture
def server(stack: Stack, tmp_path: Path) -> Iterator[Radicale]:
    """A CalDAV server of this machine, with an edge and a worker that may reach it in place of the stack's own."""
    supervision = Supervision(stack.settings)
    own = {program.name: program for program in programs_of(stack.settings, stack.keys) if program.name in {"edge", "worker"}}
    for program in own.values():
        supervision.stop(program)
    try:
        with radicale(tmp_path) as server:
            reach = {"WEBHOOK_NETWORKS": "127.0.0.0/8", "WEBHOOK_PORTS": server.url.rsplit(":", 1)[1], "WORKER_POLL_SECONDS": "0.1"}
            started = [
                subprocess.Popen(program.command, env={**os.environ, **program.environ, **reach}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                for program in own.values()
            ]
            until(lambda: answers(f"{stack.edge_url}/readyz"))
            yield server
            for process in started:
                process.kill()
                process.wait()
    finally:
        for program in own.values():
            supervision.start(program)


def answers(url: str) -> bool:
    """Whether something does at that address."""
    try:
        return httpx.get(url).is_success
    except httpx.TransportError:
        return False


def until(found: Callable[[], T]) -> T:
    """Return what is *found* once there is something: it comes from elsewhere, by way of a worker."""
    patience = time.monotonic() + 30 * SLOWED
    while not (answer := found()):
        assert time.monotonic() < patience, "It never came."
        time.sleep(0.1)
    return answer


def starts_at(member: Client, booking: dict[str, Any]) -> datetime:
    """When a booking is, now."""
    row = member.table("bookings").select("starts_at").eq("booking_id", booking["booking_id"]).execute().data[0]
    return datetime.fromisoformat(row["starts_at"])


def nothing_to_write(stack: Stack, booking: dict[str, Any]) -> bool:
    """Whether the calendar has what is booked."""
    with psycopg.connect(stack.database_url) as owner:
        queued = "select from app.calendar_tasks where (kind, status, subject_id) = ('put_event', 'queued', %s)"
        return owner.execute(queued, [booking["booking_id"]]).fetchone() is None


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


@pytest.mark.req("SC-2.1", "SC-2.2", "SC-2.3", "SC-2.4")
def test_a_booking_stands_in_google_and_follows_when_it_is_moved_there(
    open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack, google: Google
) -> None:
    """Connected by consent; seen there; moved there it asks, and follows; refused or late consent is said."""
    eve, hers = hire(practice, mailbox, stack)
    owner = google.person("eve@gmail.example")
    page = open_window()
    member = signed_in(page, practice, eve)
    member.open("/settings")
    google.oauth.answer = "refuse"
    member.press("Connect Google Calendar")
    expect(page.get_by_role("heading", level=1, name="Your calendar is not connected")).to_be_visible()
    page.get_by_role("link", name="To my settings").click()
    google.oauth.answer = "allow"
    member.press("Connect Google Calendar")
    expect(page.get_by_role("heading", level=1, name="Your calendar is connected")).to_be_visible()
    assert page.url.endswith("/calendar/connected")
    page.get_by_role("link", name="Choose which of your calendars").click()
    part = member.part("Calendar connection")
    expect(part).to_contain_text("eve@gmail.example")
    expect(part.get_by_role("checkbox", name="(your main one)")).to_be_checked()

    booked = book(practice, day_at(3, 13), practitioner_id=hers)
    there = until(lambda: len(owner.calendars()) > 1 and owner.events())[0]
    assert booked["reference"] not in str(owner.events("eve@gmail.example"))
    assert "Ben" not in there["summary"]
    owner.shift(there["id"], minutes=120)
    until(lambda: eve.table("calendar_changes").select("change_id").eq("status", "asked").execute().data)
    member.open()
    asked = member.part("Changed in your calendar")
    expect(asked.get_by_text("3:00")).to_be_visible()
    assert [] == violations(page)
    asked.get_by_role("button", name="Move the booking: Ben Tremblay").click()
    expect(page.get_by_text("The booking with Ben Tremblay followed.")).to_be_visible()
    expect(asked).to_have_count(0)
    assert day_at(3, 15) == starts_at(eve, booked)

    practice.admin.table("organization_settings").update({"on_remote_change": "apply"}).eq("slug", practice.organization_slug).execute()
    # What was decided is written there, too; who moves the event meanwhile, moves it in vain.
    until(lambda: nothing_to_write(stack, booked))
    owner.shift(there["id"], minutes=60)
    until(lambda: starts_at(eve, booked) == day_at(3, 16))


@pytest.mark.req("SC-2.6")
def test_any_caldav_calendar_will_do(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox, stack: Stack, server: Radicale) -> None:
    """By address, name and password, which are tried at once; bookings appear, busy time is respected, disconnecting leaves them there."""
    eve, hers = hire(practice, mailbox, stack)
    private = server.make_calendar("personal")
    page = open_window()
    member = signed_in(page, practice, eve)
    member.open("/settings")
    member.press("Connect another calendar")
    dialog = page.get_by_role("dialog", name="Connect a calendar by CalDAV")
    dialog.get_by_role("button", name="Connect").click()
    expect(dialog).to_contain_text("Please give the address of your calendar’s server.")
    dialog.get_by_label("Address of the server").fill(server.url)
    dialog.get_by_label("User name").fill(server.username)
    dialog.get_by_label("Password").fill("wrong")
    dialog.get_by_role("button", name="Connect").click()
    expect(dialog.get_by_text("That server does not accept this name")).to_be_visible()
    dialog.get_by_label("Password").fill(server.password)
    dialog.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("Your calendar is connected.")).to_be_visible()
    part = member.part("Calendar connection")
    expect(part.get_by_role("checkbox", name="personal")).to_be_checked()
    part.locator("label", has_text="Clients find no free times of yours until").click()
    part.get_by_role("form", name="How your calendar is used").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved: how your calendar is used.")).to_be_visible()

    book(practice, day_at(3, 13), practitioner_id=hers)
    until(lambda: [path for method, path in server.seen if method == "PUT" and "bookfast-" in path])
    taken = day_at(3, 15).astimezone(UTC)
    server.put(private, "dentist.ics", f"DTSTART:{taken:%Y%m%dT%H%M%SZ}\nDURATION:PT1H\nSUMMARY:Dentist")
    part.get_by_role("form", name="Which calendars say").get_by_role("button", name="Save").click()
    offer = {"practitioner_id": hers, "service_id": practice.service_id, "from_date": f"{taken:%Y-%m-%d}", "to_date": f"{taken:%Y-%m-%d}"}
    times = lambda: {datetime.fromisoformat(slot["starts_at"]) for slot in eve.rpc("available_slots", offer).execute().data}  # noqa: E731
    assert until(lambda: taken not in times())
    assert times()

    member.press("Disconnect")
    page.get_by_role("dialog").get_by_role("button", name="Disconnect").click()
    expect(part).to_contain_text("No calendar is connected")


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
