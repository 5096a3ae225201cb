"""What is offered, and what is granted, against the slow reference: random calendars around the days on which clocks, months and years turn."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.contract.racing import word_of
from tests.effort import effort

from .reference import DAY, Reference, instant_of, minute_of, minute_of_wall, zone_of_the_server

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = effort(fast=60, whole=300, explore=1500)
# Whole and half hours forward and back, once by Ramadan, an odd offset, one that lost a day in the past, and winter time that is "daylight saving".
ZONES = [
    "America/Toronto", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Apia", "Europe/Dublin", "America/Havana",
    "Pacific/Chatham",
]  # fmt: skip
# Ends of months, a leap day, a year's end; the changes of each zone's clocks are found and added.
TURNS = [date(2027, 1, 31), date(2027, 4, 30), date(2027, 12, 31), date(2028, 2, 29)]
SPAN_DAYS = 3


def changes_of(name: str) -> list[date]:
    """Return the local days of 2027 and 2028 on which the zone's clocks change."""
    zone, noon = zone_of_the_server(name), datetime(2027, 1, 1, 12, tzinfo=UTC)
    days = [noon + timedelta(days=n) for n in range(730)]
    return [
        (day + timedelta(days=1)).astimezone(zone).date()
        for day in days
        if zone.utcoffset(day.astimezone(zone)) != zone.utcoffset((day + timedelta(days=1)).astimezone(zone))
    ]


CALENDAR = [(name, day) for name in ZONES for day in TURNS + 2 * changes_of(name)]
opening = st.sampled_from([0, 30, 60, 90, 105, 120, 135, 150, 180, 540, 720, 1020, 1380]) | st.integers(0, 1439)
length = st.sampled_from([60, 120, 180, 480, 1440]) | st.integers(1, 1440)
capacities = st.none() | st.integers(1, 3)
some_days = st.none() | st.none() | st.integers(-2, SPAN_DAYS + 1)

# Weekday from the calendar's day on (the day before it is 6), and from when until when.
rules = st.lists(st.tuples(st.sampled_from([0, 1, 2, 3, 6]), opening, length, some_days, some_days, capacities), min_size=2, max_size=8)
# Kind, beginning in minutes from the first midnight, length.
exceptions = st.lists(st.tuples(st.sampled_from(["time_off", "extra_hours"]), st.integers(-DAY, SPAN_DAYS * DAY), st.integers(1, 600), capacities), max_size=3)
# Busy time of other calendars: beginning in minutes from the first midnight, length; 0: a calendar that cannot be reached.
busy = st.lists(st.tuples(st.integers(-DAY, SPAN_DAYS * DAY), st.sampled_from([30, 60, 90]) | st.integers(0, 600)), max_size=3)
services = st.fixed_dictionaries(
    {
        "duration_minutes": st.sampled_from([30, 5, 15, 45, 45, 50, 60, 90, 120, 240]),
        "step_minutes": st.sampled_from([5, 15, 20, 30, 45, 60, 90, 240]),
        "buffer_before_minutes": st.sampled_from([0, 0, 5, 10, 60]),
        "buffer_after_minutes": st.sampled_from([0, 0, 10, 15, 480]),
        "capacity": st.sampled_from([1, 1, 1, 2, 3]),
        "min_notice_minutes": st.sampled_from([0, 0, 0, 60, 1500]),
        "max_advance_days": st.sampled_from([90, 30, 30, 2, 1]),
        "daily_limit": st.none() | st.none() | st.integers(1, 4),
    }
)
# Which of the starts (by number), of which service, by how many takers; live hold, lapsed hold, booking or overbooked.
claims = st.lists(
    st.tuples(
        st.integers(0, 10_000),
        st.sampled_from(["mine", "mine", "other", "off the grid"]),
        st.integers(1, 3),
        st.sampled_from(["booking", "hold", "lapsed", "overbooked"]),
    ),
    max_size=8,
)


@pytest.fixture(scope="module")
def owner(model_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(model_url) as connection:
        connection.execute("set time zone 'UTC'")
        connection.commit()
        yield connection


class Calendar:
    """A practice made for one example, in a transaction that is never committed."""

    def __init__(self, owner: psycopg.Connection, zone: str, day: date, now_hours: int) -> None:
        """Open a practice of one practitioner and two services; the clock stands *now_hours* from midnight of *day*."""
        self.owner, self.zone, self.day = owner, zone_of_the_server(zone), day
        self.midnight = minute_of_wall(day, 0, self.zone)
        self.now = instant_of(self.midnight + 60 * now_hours + 7)
        self.organization, self.practitioner, self.service, self.other = (uuid4() for _ in range(4))
        # Only what stands in the tables counts: no guard, no audit.
        owner.execute("set local session_replication_role = replica")
        owner.execute("select set_config('tests.now', %s, true)", [self.now.isoformat()])
        owner.execute(
            "insert into app.organizations (organization_id, slug, name, time_zone) values (%s, %s, 'P', %s)", [self.organization, self.organization.hex, zone]
        )
        owner.execute(
            "insert into app.practitioners (organization_id, practitioner_id, slug, display_name, time_zone, published)"
            " values (%s, %s, 'ada', 'Ada', %s, true)",
            [self.organization, self.practitioner, zone],
        )

    def offer(self, **columns: Any) -> None:  # noqa: ANN401
        """Let there be the service in question, and another."""
        for service, values in ((self.service, columns), (self.other, {"duration_minutes": 25})):
            row = {"organization_id": self.organization, "service_id": service, "name": "S"} | values
            names = ", ".join(row)
            self.owner.execute(f"insert into app.services ({names}) values ({', '.join(['%s'] * len(row))})", list(row.values()))  # noqa: S608 - our own names
            self.owner.execute(
                "insert into app.practitioner_services (organization_id, practitioner_id, service_id) values (%s, %s, %s)",
                [self.organization, self.practitioner, service],
            )

    def open(self, weekday: int, opens: int, length: int, since: int | None, until: int | None, capacity: int | None) -> None:
        """Add weekly hours, counted from the calendar's day; those that overlap earlier ones are left out by the constraint."""
        days = sorted(day for day in (since, until) if day is not None) if since is not None and until is not None else [since, until]
        bounds = [None if number is None else self.day + timedelta(days=number) for number in days]
        self.owner.execute(
            "insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local, valid_from, valid_until, capacity)"
            " select %s, %s, %s, %s::time, %s::time, %s, %s, %s on conflict do nothing",
            [
                self.organization,
                self.practitioner,
                (self.day + timedelta(days=weekday)).isoweekday(),
                _clock(opens),
                _clock(min(opens + length, DAY)),
                *bounds,
                capacity,
            ],
        )

    def except_for(self, kind: str, begins: int, length: int, capacity: int | None) -> None:
        """Add time off, or extra hours."""
        self.owner.execute(
            "insert into app.availability_exceptions (organization_id, practitioner_id, kind, starts_at, ends_at, capacity) values (%s, %s, %s, %s, %s, %s)",
            [self.organization, self.practitioner, kind, instant_of(self.midnight + begins), instant_of(self.midnight + begins + length), capacity],
        )

    def be_elsewhere(self, begins: int, length: int) -> None:
        """Let a calendar say that the practitioner is busy; without a *length*, that nobody knows from then on."""
        until = instant_of(self.midnight + begins + length) if length else "infinity"
        self.owner.execute(
            "insert into app.busy_spans (organization_id, practitioner_id, source_id, span, kind) values (%s, %s, %s, tstzrange(%s, %s), %s)",
            [self.organization, self.practitioner, self.organization, instant_of(self.midnight + begins), until, "busy" if length else "unreachable"],
        )

    def claim(self, start: int, service: str, kind: str) -> None:
        """Let somebody have the slot that begins at *start*; what the constraints forbid is left out."""
        self.owner.execute(
            """
            insert into app.slot_claims (
              organization_id, practitioner_id, kind, service_number, slot, blocked, seat, capacity, overbooked, occupant, expires_at
            )
            select s.organization_id, %(practitioner)s, case when %(kind)s in ('hold', 'lapsed') then 'hold' else 'booking' end, s.service_number, t.slot,
              tstzrange(lower(t.slot) - make_interval(mins => s.buffer_before_minutes), upper(t.slot) + make_interval(mins => s.buffer_after_minutes)),
              case when %(kind)s <> 'overbooked' then seat end, s.capacity, %(kind)s = 'overbooked', nextval('app.claim_ids'),
              case %(kind)s when 'hold' then app.now() + interval '1 minute' when 'lapsed' then app.now() end
            from app.services as s
            cross join lateral (select tstzrange(%(start)s, %(start)s + make_interval(mins => s.duration_minutes)) as slot) as t
            cross join lateral (
              select 1 + count(*) as seat from app.slot_claims as c
              where c.practitioner_id = %(practitioner)s and c.slot_key = app.slot_key(s.service_number, t.slot) and not c.overbooked
            ) as n
            where s.service_id = %(service)s and (seat <= s.capacity or %(kind)s = 'overbooked')
            on conflict do nothing
            """,
            {"practitioner": self.practitioner, "kind": kind, "service": service, "start": instant_of(start)},
        )

    def reference(self) -> Reference:
        """Return what the slow reference makes of the tables as they stand."""
        return Reference(self.owner, practitioner=str(self.practitioner), service=str(self.service), now=self.now)

    def listed(self) -> dict[int, int]:
        """Return {start: seats left} as the public is told."""
        self.owner.execute("set local role anon")
        rows = self.owner.execute(
            "select starts_at, ends_at, seats_left from api.available_slots(%s, %s, %s, %s)",
            [self.practitioner, self.service, self.day, self.day + timedelta(days=SPAN_DAYS - 1)],
        ).fetchall()
        self.owner.execute("reset role")
        assert [row[0] for row in rows] == sorted({row[0] for row in rows}), "in order, each once"
        return {minute_of(starts_at): seats for starts_at, _, seats in rows}

    def granted(self, start: int) -> str:
        """Return what a visitor who asks to hold the slot is told; nothing stays of it."""
        try:
            with self.owner.transaction(force_rollback=True):
                self.owner.execute("set local role anon")
                self.owner.execute("select api.request_hold(%s, %s, %s)", [self.practitioner, self.service, instant_of(start)])
        except psycopg.Error as error:
            return word_of(error)
        return "ok"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    place=st.sampled_from(CALENDAR),
    now_hours=st.sampled_from([-48, -26, -20, -10, 0, 1, 2, 3, 30]),
    service=services,
    hours=rules,
    off=exceptions,
    elsewhere=busy,
    taken=claims,
    asked=st.lists(st.integers(0, 10_000), min_size=1, max_size=3),
)
@pytest.mark.req("CP-3.5", "CP-5.1", "CP-5.2", "CP-5.3", "TS-12")
def test_what_is_offered_and_granted_is_what_the_reference_says(
    owner: psycopg.Connection,
    place: tuple[str, date],
    now_hours: int,
    service: dict[str, Any],
    hours: list[Any],
    off: list[Any],
    elsewhere: list[Any],
    taken: list[Any],
    asked: list[int],
) -> None:
    """Drawn are zone and day (changes of the clocks above all), the clock, service, hours, exceptions, busy calendars, and who has which time already."""
    with owner.transaction(force_rollback=True):
        calendar = Calendar(owner, *place, now_hours)
        calendar.offer(**service)
        for rule in hours:
            calendar.open(*rule)
        for exception in off:
            calendar.except_for(*exception)
        for span in elsewhere:
            calendar.be_elsewhere(*span)
        first, last = calendar.midnight, minute_of_wall(calendar.day + timedelta(days=SPAN_DAYS), 0, calendar.zone)
        starts = sorted(calendar.reference().offered(first, last))
        for number, whose, takers, kind in taken if starts else []:
            start = starts[number % len(starts)] + (7 if whose == "off the grid" else 0)
            for _ in range(takers):
                calendar.claim(start, str(calendar.other if whose == "other" else calendar.service), kind)

        expected = calendar.reference().offered(first, last)

        event(f"{'some' if expected else 'nothing'} offered")
        assert calendar.listed() == expected
        # Any minute may be asked for, those that were offered before the claims above all.
        for number in asked:
            start = starts[number % len(starts)] + 5 * (number % 2) if starts else first + number % (last - first)
            told = calendar.granted(start)
            event(told)
            assert (told == "ok") == (start in calendar.reference().offered(start, start + 1)), told
