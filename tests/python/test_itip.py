"""SC-1.3 SC-1.4 SC-1.5: whatever happens to bookings and however their messages travel, calendars end with what the database has."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from python_functions.mail.compose import Composer
from python_functions.mail.events import Event
from tests.effort import effort

from .itip import ItipCalendar
from .test_series_mail import CLIENT, Practice, calendar_part

if TYPE_CHECKING:
    from .judges.bench import Judges
    from .judges.reading import Reading

EXAMPLES = effort(fast=4, whole=20, explore=60)
PARTIES = ("client", "practitioner")
DEEDS = [
    *("book", "ask", "series", "ask for series", "approve", "approve", "decline", "move", "move", "move back", "cancel", "cancel", "move series"),
    *("cancel series", "deliver", "deliver", "answer lost", "tick"),
]
# Days before clocks change in Toronto and on Lord Howe Island, before a year ends, and when nothing happens.
MOMENTS = [datetime(2027, *day, 12, 34, tzinfo=UTC) for day in ((3, 11), (4, 1), (6, 15), (10, 30), (12, 27))]
STEPS = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 11), st.integers(-40, 40).filter(bool)), min_size=3, max_size=14)


class Desk(Practice):
    """A practice in which things happen, and a worker whose messages reach two calendars, or do not."""

    def __init__(self, connection: psycopg.Connection, zone: str, now: datetime, judges: Judges) -> None:
        """Open it when it is *now*, with a service that asks for approval beside the other."""
        connection.execute("select set_config('tests.now', %s, true), setseed(0.5)", [now.isoformat()])
        super().__init__(connection, zone)
        self._judges, self._now = judges, now
        self._composer = Composer(mail_from=Address("Bookfast", addr_spec="bookings@bookfast.example"), web_url="https://book.example")
        self._first = now.replace(minute=0) + timedelta(days=3)
        self._before: dict[str, datetime] = {}
        self._signed_in = self.one("select current_setting('request.jwt.claims')")
        self.on_request = self.one(
            "insert into app.services (organization_id, name, duration_minutes, max_advance_days, requires_approval, approval_minutes)"
            " values (%s, 'First', 50, 731, true, 43200) returning service_id",
            self.organization_id,
        )
        self.one(
            "insert into app.practitioner_services (practitioner_id, service_id, organization_id) values (%s, %s, %s) returning 1",
            *(self.practitioner_id, self.on_request, self.organization_id),
        )
        self.sent: dict[str, list[Reading]] = {party: [] for party in PARTIES}

    def do(self, deed: str, which: int, hours: int) -> None:
        """Do it; what is refused changes nothing."""
        try:
            with self.connection.transaction():
                self._do(deed, which, hours)
        except psycopg.DatabaseError as error:
            if not (error.sqlstate or "").startswith(("PT", "PGRST")):
                raise
        self.tick_over()

    def _do(self, deed: str, which: int, hours: int) -> None:
        starts_at = self._first + timedelta(days=which, hours=hours % 24)
        if deed in {"book", "series"}:
            rule = "FREQ=WEEKLY;COUNT=4" if deed == "series" else None
            self.one("select api.create_booking(%s, %s, %s, %s, recurrence => %s)", self.practitioner_id, self.service_id, starts_at, CLIENT, rule)
        elif deed in {"ask", "ask for series"}:
            self._ask(starts_at, "FREQ=DAILY;INTERVAL=2;COUNT=3" if deed == "ask for series" else None)
        else:
            self._change(deed, which, hours)

    def _ask(self, starts_at: datetime, rule: str | None) -> None:
        self.one("select set_config('request.jwt.claims', '', true)")
        hold = self.one("select api.request_hold(%s, %s, %s, recurrence => %s)", self.practitioner_id, self.on_request, starts_at, rule)
        self.one("select api.confirm_hold(%s, %s)", hold["hold_key"], CLIENT)
        self.one("select set_config('request.jwt.claims', %s, true)", self._signed_in)

    def _change(self, deed: str, which: int, hours: int) -> None:
        live = self.connection.execute(
            "select booking_id, starts_at, series_id from app.bookings where organization_id = %s and status <> 'cancelled' order by starts_at",
            [self.organization_id],
        ).fetchall()
        if not live:
            return
        booking_id, starts_at, series_id = live[which % len(live)]
        if deed == "move":
            self._before[booking_id] = starts_at
            self.one("select (api.reschedule_booking(%s, %s)).status", booking_id, starts_at + timedelta(hours=hours))
        elif deed == "move back":
            self.one("select (api.reschedule_booking(%s, %s)).status", booking_id, self._before.get(booking_id, starts_at))
        elif deed == "move series" and series_id:
            self.one("select api.reschedule_series(%s, shift => %s, mode => 'available_only')", series_id, timedelta(hours=hours))
        elif deed == "cancel series" and series_id:
            self.one("select api.cancel_series(%s, %s)", series_id, starts_at.date() if which % 2 else None)
        elif deed in {"approve", "cancel", "decline"}:
            self.one(f"select (api.{deed}_booking(%s)).status", booking_id)

    def deliver(self, *, answers_are_lost: bool = False) -> int:
        """Let a worker carry out what is due, the quiet period being over; return how many messages it had."""
        self.connection.execute(
            "update app.outbox_events set next_attempt_at = app.now() where organization_id = %s and status = 'queued'", [self.organization_id]
        )
        rows = self.connection.execute(
            "select c.* from api.claim_events('a test', 500, 60) as c join app.outbox_events as e using (event_id) order by e.position"
        )
        names = [column.name for column in rows.description or []]
        claimed = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
        for row in claimed:
            self._carry(row | {"event_id": str(row["event_id"]), "organization_id": str(row["organization_id"])})
            if answers_are_lost:
                self.one("select api.mark_failed(%s, 'The answer was lost.', true)", row["event_id"])
            else:
                self.one("select api.mark_delivered(%s, 'taken')", row["event_id"])
        return len(claimed)

    def _carry(self, row: dict[str, Any]) -> None:
        message = self._composer.compose(Event.from_row(row), token="a-token", sent_at=self._now)  # noqa: S106 - opens nothing
        raw = calendar_part(message_from_bytes(message.as_bytes(), policy=default))
        if raw is not None:
            self.sent[row["recipient"]].append(self._judges.read(raw))

    def stands(self) -> list[tuple[datetime, datetime, str]]:
        """Return what takes place, as calendars have to show it."""
        return self.connection.execute(
            "select starts_at, ends_at, case status when 'pending' then 'TENTATIVE' else 'CONFIRMED' end from app.bookings"
            " where organization_id = %s and status <> 'cancelled' order by 1, 2, 3",
            [self.organization_id],
        ).fetchall()


def in_utc(spans: list[tuple[datetime, datetime, Any]]) -> list[tuple[datetime, datetime, Any]]:
    return sorted((start.astimezone(UTC), end.astimezone(UTC), status) for start, end, status in spans)


@pytest.mark.req("SC-1.3", "SC-1.4", "SC-1.5")
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    zone=st.sampled_from(["America/Toronto", "Australia/Lord_Howe", "UTC"]),
    now=st.sampled_from(MOMENTS),
    steps=STEPS,
    seed=st.integers(0, 2**32 - 1),
)
def test_calendars_end_with_what_the_database_has(
    model_url: str, judges: Judges, zone: str, now: datetime, steps: list[tuple[str, int, int]], seed: int
) -> None:
    """
    In order; and then shuffled, doubled and with any lost but the last of each event.

    Zone, clock, what happens and a seed for the messages' journey are drawn before anything is done: what the database answers draws nothing.
    """
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    with psycopg.connect(model_url) as connection:
        desk = Desk(connection, zone, now, judges)
        for deed, which, hours in steps:
            if deed in {"deliver", "answer lost"}:
                desk.deliver(answers_are_lost=deed == "answer lost")
            elif deed == "tick":
                desk.one("select api.tick()")
            else:
                desk.do(deed, which, hours)
        rounds = 0
        while desk.deliver():
            rounds += 1
            assert rounds < 50, "the worker never comes to an end"
        expected = in_utc(desk.stands())
        for party in PARTIES:
            sequences_rise(desk.sent[party])
            in_order = ItipCalendar()
            for reading in desk.sent[party]:
                in_order.receive(reading)
            assert in_utc(in_order.shown()) == expected, party
            disturbed = ItipCalendar(takes_equals=chance.random() < 0.5)
            for reading in journey(desk.sent[party], chance):
                disturbed.receive(reading)
            assert in_utc(disturbed.shown()) == expected, party
        connection.rollback()


def journey(sent: list[Reading], chance: random.Random) -> list[Reading]:
    """Return what arrives of *sent*: in any order, some twice, some never, but of each event at least the last."""
    last = {reading.events[0].uid: number for number, reading in enumerate(sent)}
    times = [chance.randint(1 if number in last.values() else 0, 2) for number in range(len(sent))]
    arrived = [reading for reading, often in zip(sent, times, strict=True) for _ in range(often)]
    return chance.sample(arrived, len(arrived))


def sequences_rise(sent: list[Reading]) -> None:
    """SEQUENCE never falls, and what shows something else than the message before has a higher one (RFC 5546, 2.1.4)."""
    before: dict[str, Reading] = {}
    for reading in sent:
        uid = reading.events[0].uid
        if uid in before:
            was, now = before[uid], reading
            assert was.events[0].sequence <= now.events[0].sequence
            assert (was.method, was.instances) == (now.method, now.instances) or was.events[0].sequence < now.events[0].sequence
        before[uid] = reading
