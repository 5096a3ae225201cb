"""Bookings in a practitioner's own calendar: the running stack, a Google and a CalDAV server of this machine, and all that goes wrong between them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client import CollectorRegistry

from python_functions.calendars.accounts import Accounts, accounts_of
from python_functions.calendars.backoff import Patience
from python_functions.calendars.errands import CalendarErrands
from python_functions.calendars.google import GoogleProvider
from python_functions.calendars.google_app import SCOPES, GoogleApp
from python_functions.calendars.metrics import CalendarMetrics
from python_functions.calendars.pushing import prepare, put_event
from python_functions.config import Config
from python_functions.data_api import DataApi
from python_functions.lease import Lease
from tests.dav.radicale_server import radicale
from tests.google.server import Google, serving

from .conftest import PATIENCE, Outbox, Visitor, Worker, end_leases_of_the_dead
from .gate import Moment, gate_before
from .mail_servers import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import Stack
    from tests.google.person import Person

    StartWorker = Callable[..., Worker]

pytestmark = pytest.mark.slow

ADA = "ada@example.test"


@dataclass
class Desk:
    """Ada's practice and her calendar at Google, with a worker's hands and the database owner's eyes."""

    visitor: Visitor
    outbox: Outbox
    google: Google
    errands: CalendarErrands
    accounts: Accounts
    dav_port: int
    connection_id: str = ""
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    @property
    def ada(self) -> Person:
        """Ada at her own calendar."""
        return self.google.person(ADA)

    def sql(self, statement: str, *arguments: object) -> list[tuple[Any, ...]]:
        """Ask the database as its owner."""
        cursor = self.outbox.connection.execute(statement, arguments)
        return cursor.fetchall() if cursor.description else []

    def call(self, verb: str, **arguments: Any) -> Any:  # noqa: ANN401 - JSON
        """Call a verb as the practice's admin, who is Ada."""
        return self.visitor.practice.admin.rpc(verb, arguments).execute().data

    def connect(self, *, provider: str = "google", **credentials: str) -> None:
        """Let Ada have connected her calendar, which is still to be made."""
        ((organization_id, user_id),) = self.sql(
            "update app.practitioners as p set member_id = m.member_id from app.members as m"
            " where p.practitioner_id = %s and m.organization_id = p.organization_id returning p.organization_id, m.user_id",
            self.visitor.practice.practitioner_id,
        )
        credentials = credentials or {"refresh_token": self.google.consent(ADA, list(SCOPES))}
        key_id, sealed = self.accounts.seal(str(organization_id), str(user_id), provider, credentials)
        ((self.connection_id,),) = self.sql(
            "insert into app.calendar_connections (organization_id, user_id, provider, account, data_key_id, sealed)"
            " values (%s, %s, %s, %s, %s, %s) returning connection_id::text",
            organization_id,
            user_id,
            provider,
            ADA,
            key_id,
            sealed,
        )

    def let_in(self) -> None:
        """Let Ada have connected the same account again."""
        ((organization_id, user_id),) = self.sql(
            "select organization_id::text, user_id::text from app.calendar_connections where connection_id = %s", self.connection_id
        )
        key_id, sealed = self.accounts.seal(organization_id, user_id, "google", {"refresh_token": self.google.consent(ADA, list(SCOPES))})
        self.sql(
            "update app.calendar_connections set status = 'connected', data_key_id = %s, sealed = %s, failing_since = null, last_error = null"
            " where connection_id = %s",
            key_id,
            sealed,
            self.connection_id,
        )

    def book(self, slot: int = 0) -> str:
        """Let a client book; returns the booking's id."""
        return self.visitor.book(self.visitor.slots[slot])["booking_id"]

    def work(self, *, worker: str = "w") -> int:
        """Do all that is due, as a worker would; returns how many tasks that was."""
        done = 0
        while rows := self.errands.claim(worker, at_most=8, lease_seconds=60):
            for row in rows:
                self.errands.carry_out(row, lease=Lease(60))
            done += len(rows)
        return done

    def let_be_due(self) -> None:
        """Let the time come at which everything unfinished is due, and no connection rests."""
        self.sql("update app.calendar_tasks set next_attempt_at = now() where status = 'queued' and kind = 'put_event'")
        self.sql("update app.calendar_turns set resting_until = null")

    def tasks(self) -> list[tuple[Any, ...]]:
        """Return (kind, status, attempts, last_error) of the tasks in their order."""
        return self.sql(
            "select kind, status, attempts, last_error from app.calendar_tasks where connection_id = %s and kind in ('prepare', 'put_event') order by position",
            self.connection_id,
        )

    def health(self) -> tuple[Any, ...]:
        """Return status, last_error and whether the connection fails at present."""
        ((status, error, failing),) = self.sql(
            "select status, last_error, failing_since is not null from app.calendar_connections where connection_id = %s", self.connection_id
        )
        return status, error, failing

    def times(self) -> list[datetime]:
        """Return when Ada's calendar has events."""
        return [datetime.fromisoformat(event["start"]["dateTime"]).astimezone(UTC) for event in self.ada.events()]

    def slot(self, number: int) -> datetime:
        """Return the beginning of a free time."""
        return datetime.fromisoformat(self.visitor.slots[number]).astimezone(UTC)

    def calls(self) -> list[str]:
        """Return by which methods events were written since the last time, in their order."""
        with self.google.store.lock:
            made = [call.method.removeprefix("calendar.") for call in self.google.store.calls if call.method.endswith((".insert", ".patch", ".delete"))]
            self.google.store.calls.clear()
        return made


@pytest.fixture
def google() -> Iterator[Google]:
    with serving() as google:
        yield google


@pytest.fixture
def desk(visitor: Visitor, outbox: Outbox, google: Google, variables: dict[str, str]) -> Iterator[Desk]:
    """A practice of this test's own, whose owner has connected her calendar; afterwards nobody has."""
    dav_port = free_port()
    config = Config.from_env({**variables, **google.variables, "WEBHOOK_NETWORKS": "127.0.0.0/8", "WEBHOOK_PORTS": str(dav_port)})
    api = DataApi.connect(config.supabase_url, key=config.supabase_secret_key)
    assert isinstance(config.google, GoogleApp)
    # Nobody waits here: asking again is the queue's business.
    accounts = accounts_of(config, api, google=GoogleProvider(config.google, patience=Patience(attempts=1)))
    assert accounts is not None
    registry = CollectorRegistry()
    # What is read of calendars is another file's.
    handlers = {"prepare": prepare, "put_event": partial(put_event, web_url=config.web_url), **dict.fromkeys(("busy", "sync", "watch"), lambda *_: None)}
    desk = Desk(visitor, outbox, google, CalendarErrands(api, accounts.open, handlers, CalendarMetrics(registry)), accounts, dav_port, registry=registry)
    yield desk
    outbox.connection.execute("delete from app.calendar_connections")


@pytest.fixture
def start(start_worker: StartWorker, google: Google) -> StartWorker:
    """Start worker processes that know this test's Google."""
    return lambda **changes: start_worker(**google.variables | changes)


@pytest.mark.req("SC-2.2", "SC-2.3", "SC-2.5", "CP-4.1", "CP-13.1", "CP-13.2", "CP-13.3", "CP-13.5")
def test_a_booking_is_an_event_in_the_practitioner_s_dedicated_calendar(desk: Desk) -> None:
    """With what it is called in public, its guest, the way back, and which booking it is; the own calendar is left alone."""
    desk.sql("update app.organizations set profile = 'coaching'")
    desk.connect()
    booking_id = desk.book()
    desk.work()
    (event,) = desk.ada.events()
    calendar = desk.ada.secondary()
    assert (calendar.owner, calendar.primary, desk.ada.events(ADA)) == (ADA, False, [])
    assert calendar.name == f"{desk.visitor.practice.organization_name} (Bookfast)"
    assert event["summary"] == event["extendedProperties"]["private"]["bookfast_category"] == "Coaching Session"
    assert event["creator"]["email"] == ADA
    assert [guest["email"] for guest in event["attendees"]] == [desk.visitor.email]
    assert event["source"]["url"].endswith(f"/at/{desk.visitor.practice.organization_slug}/bookings/{booking_id}")
    assert event["source"]["url"] in event["description"]
    assert event["extendedProperties"]["private"]["bookfast_booking_id"] == booking_id
    ((uid, remote_id, etag, starts_at),) = desk.sql(
        "select e.ics_uid, e.remote_id, e.etag, e.written_starts_at from app.calendar_events as e join app.bookings as b using (booking_id)"
        " where b.booking_id = %s and b.ics_uid = e.ics_uid",
        booking_id,
    )
    assert (uid, remote_id, etag) == (event["extendedProperties"]["private"]["bookfast_uid"], event["id"], event["etag"])
    assert [starts_at.astimezone(UTC)] == desk.times() == [desk.slot(0)]
    assert not [word for word in ("Benoît", "Desjardins", "First conversation") if word in str(event)]
    assert desk.google.store.mails == []
    assert desk.health() == ("connected", None, False)
    assert desk.registry.get_sample_value("bookfast_calendar_lag_seconds_count") == 1


@pytest.mark.req("CP-4.7", "CP-13.4", "CP-13.6", "SC-2.3")
def test_what_happens_to_a_booking_happens_to_its_event_in_as_few_calls_as_can_be(desk: Desk) -> None:
    desk.connect()
    desk.work()
    desk.calls()
    # Moved twice before anybody wrote it: written once.  Cancelled before: nobody is called.
    first, second = desk.book(0), desk.book(1)
    for slot in (3, 4):
        desk.call("reschedule_booking", booking_id=first, starts_at=desk.visitor.slots[slot])
    desk.call("cancel_booking", booking_id=second)
    desk.work()
    assert desk.times() == [desk.slot(4)]
    assert desk.calls().count("events.insert") == 1
    # Moved, then cancelled: one call each, the same event.
    desk.call("reschedule_booking", booking_id=first, starts_at=desk.visitor.slots[5])
    desk.work()
    assert (desk.times(), desk.calls()) == ([desk.slot(5)], ["events.patch"])
    desk.call("cancel_booking", booking_id=first)
    desk.work()
    assert (desk.ada.events(), desk.calls()) == ([], ["events.delete"])


def test_an_event_that_its_owner_edited_or_removed_is_as_the_booking_is_again(desk: Desk) -> None:
    """No second one, and what they added of their own stays."""
    desk.connect()
    booking_id = desk.book()
    desk.work()
    (event,) = desk.ada.events()
    desk.ada.change(event["id"], colorId="7")
    desk.ada.shift(event["id"], minutes=90)
    desk.call("reschedule_booking", booking_id=booking_id, starts_at=desk.visitor.slots[2])
    desk.work()
    (again,) = desk.ada.events()
    assert (again["id"], again["colorId"], desk.times()) == (event["id"], "7", [desk.slot(2)])
    ((etag,),) = desk.sql("select etag from app.calendar_events where booking_id = %s", booking_id)
    assert etag == again["etag"] != event["etag"]
    desk.ada.remove(event["id"])
    desk.call("reschedule_booking", booking_id=booking_id, starts_at=desk.visitor.slots[3])
    desk.work()
    assert ([each["id"] for each in desk.ada.events()], desk.times()) == ([event["id"]], [desk.slot(3)])


@pytest.mark.req("SC-2.3")
def test_where_the_provider_invites_the_client_hears_of_it_there(desk: Desk) -> None:
    desk.connect()
    desk.work()
    desk.sql("update app.calendar_connections set invites_by = 'provider'")
    booking_id = desk.book()
    desk.work()
    desk.call("cancel_booking", booking_id=booking_id)
    desk.work()
    assert [(mail.kind, mail.recipient) for mail in desk.google.store.mails] == [("invited", desk.visitor.email), ("cancelled", desk.visitor.email)]


@pytest.mark.req("SC-4.3")
def test_a_provider_that_is_down_or_has_had_enough_gets_it_later(desk: Desk) -> None:
    desk.connect()
    desk.work()
    booking_id = desk.book()
    desk.google.faults.down = True
    assert desk.work() == 1
    # The rest of the hour: each attempt is later than the one before, and nothing of it is lost.
    pauses = []
    for _ in range(4):
        desk.let_be_due()
        assert desk.work() == 1
        pauses += desk.sql("select extract(epoch from next_attempt_at - now()) from app.calendar_tasks where status = 'queued' and kind = 'put_event'")
    assert desk.health() == ("connected", "unreachable", True)
    assert [pause for (pause,) in pauses] == sorted(pause for (pause,) in pauses)
    desk.google.faults.down = False
    desk.google.faults.fail("calendar.events.insert", 403, "rateLimitExceeded")
    desk.let_be_due()
    desk.work()
    assert desk.health() == ("connected", "throttled", True)
    # It was done, and nobody heard of it: the next attempt finds it.
    desk.google.faults.hang_up("calendar.events.insert", "after")
    desk.let_be_due()
    desk.work()
    desk.call("reschedule_booking", booking_id=booking_id, starts_at=desk.visitor.slots[1])
    desk.let_be_due()
    desk.work()
    assert (desk.times(), len(desk.ada.secondary().events)) == ([desk.slot(1)], 1)
    assert desk.health() == ("connected", None, False)


def test_an_access_token_that_ends_is_no_trouble_and_a_grant_that_ends_is_told(desk: Desk) -> None:
    desk.connect()
    desk.book(0)
    desk.work()
    desk.ada.expire_access()
    booking_id = desk.book(1)
    desk.work()
    assert desk.times() == [desk.slot(0), desk.slot(1)]
    desk.ada.withdraw()
    desk.call("cancel_booking", booking_id=booking_id)
    desk.work()
    assert desk.health() == ("revoked", "authorization_lost", True)
    assert [task for task in desk.tasks() if task[1] == "queued"] == []
    assert desk.sql("select count(*) from app.outbox_events where topic = 'calendar.revoked'")[0][0] >= 1
    desk.book(2)
    assert desk.work() == 0
    # Let in again: what happened meanwhile is written, and what was cancelled goes.
    desk.let_in()
    desk.work()
    assert desk.times() == [desk.slot(0), desk.slot(2)]
    assert desk.health() == ("connected", None, False)


@pytest.mark.req("SC-2.1", "SC-2.5")
def test_a_grant_that_ended_says_nothing_of_the_one_that_came_after(desk: Desk) -> None:
    """A worker was at it with what opened the calendar before its owner connected it anew: it is tried again with what opens it now."""
    desk.connect()
    desk.work()
    desk.book(0)
    (row,) = desk.errands.claim("w", at_most=8, lease_seconds=60)
    desk.ada.withdraw()
    desk.let_in()
    desk.errands.carry_out(row, lease=Lease(60))
    assert desk.health() == ("connected", None, False)
    assert (desk.work(), desk.times()) == (1, [desk.slot(0)])


def test_a_calendar_that_was_deleted_is_made_and_filled_anew(desk: Desk) -> None:
    desk.connect()
    desk.book(0)
    moved = desk.book(1)
    desk.work()
    before = desk.ada.secondary().calendar_id
    desk.ada.delete_calendar()
    desk.call("reschedule_booking", booking_id=moved, starts_at=desk.visitor.slots[3])
    desk.work()
    assert desk.ada.secondary().calendar_id != before
    assert desk.times() == [desk.slot(0), desk.slot(3)]


def test_what_is_refused_for_good_holds_nothing_else_up(desk: Desk) -> None:
    desk.connect()
    desk.work()
    desk.google.faults.fail("calendar.events.insert", 400, "invalid")
    desk.book(0)
    desk.book(1)
    desk.work()
    assert desk.times() == [desk.slot(1)]
    assert [task[1:] for task in desk.tasks() if task[1] == "failed"] == [("failed", 1, "refused")]
    assert desk.sql("select count(*) from app.audit_log where action = 'calendar_task.failed'")[0][0] >= 1


@pytest.mark.req("SC-2.6")
def test_a_caldav_server_shows_the_same(desk: Desk, tmp_path: Path) -> None:
    """The same code, another provider: the event comes, moves, and goes."""
    with radicale(tmp_path, port=desk.dav_port) as server:
        access = {"url": server.url, "username": server.username, "password": server.password}
        desk.connect(provider="caldav", **access)
        booking_id = desk.book()
        desk.work()
        account = desk.accounts.service("caldav", access)
        ((calendar_id,),) = desk.sql("select calendar_id from app.calendar_connections where connection_id = %s", desk.connection_id)

        def times() -> list[datetime | None]:
            return [event.starts_at for event in account.changes(calendar_id, None).events if not event.cancelled]

        assert times() == [desk.slot(0)]
        desk.call("reschedule_booking", booking_id=booking_id, starts_at=desk.visitor.slots[1])
        desk.work()
        assert times() == [desk.slot(1)]
        desk.call("cancel_booking", booking_id=booking_id)
        desk.work()
        assert times() == []


@pytest.mark.parametrize(("verb", "moment"), [("claim_calendar_tasks", "after"), ("mark_calendar_task_done", "before"), ("mark_calendar_task_done", "after")])
def test_killed_at_each_step_the_worker_leaves_one_event(desk: Desk, start: StartWorker, stack: Stack, verb: str, moment: Moment) -> None:
    """SIGKILL: at worst it is written twice, as the same event; and cancelled in between, it is gone."""
    desk.connect()
    desk.work()
    booking_id = desk.book()
    with gate_before(stack.supabase_url, verb=verb, moment=moment) as gate:
        worker = start(SUPABASE_URL=gate.url)
        assert gate.reached.wait(PATIENCE)
        worker.kill()
    end_leases_of_the_dead(desk.outbox.connection, "calendar_tasks")
    desk.let_be_due()
    if moment == "before":
        desk.call("cancel_booking", booking_id=booking_id)
    desk.work()
    assert desk.times() == ([] if moment == "before" else [desk.slot(0)])
    assert len(desk.ada.secondary().events) == 1


def test_two_workers_write_each_once(desk: Desk, start: StartWorker) -> None:
    """Ten bookings, half of them moved, two processes: one event each, at the right time, by as many calls."""
    desk.connect()
    desk.work()
    bookings = [desk.book(slot) for slot in range(6)]
    desk.calls()
    first, second = start(), start()
    for number, booking_id in enumerate(bookings[:3]):
        desk.call("reschedule_booking", booking_id=booking_id, starts_at=desk.visitor.slots[6 + number])
    deadline = time.monotonic() + PATIENCE
    while desk.sql("select 1 from app.calendar_tasks where status = 'queued' and kind = 'put_event'"):
        assert time.monotonic() < deadline, desk.tasks()
        # The workers are other processes; there is nothing to wait on but the table.
        time.sleep(0.05)
    logs = first.finish()[1] + second.finish()[1]
    assert desk.times() == [desk.slot(number) for number in range(3, 9)]
    calls = desk.calls()
    assert (calls.count("events.insert"), len(calls)) == (6, len(bookings) + calls.count("events.patch"))
    assert not [word for word in ("Benoît", "Desjardins", desk.visitor.email, ADA, "1//") if word in logs]
