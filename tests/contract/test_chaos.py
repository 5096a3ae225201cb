"""Thirty-two connections do whatever people do, some are killed in the middle; afterwards every promise holds and nothing is left over."""

from __future__ import annotations

import os
import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from .desk import details
from .racing import OVERLAPS, act, call

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Stack

    from .racing import Act
    from .world import World

pytestmark = pytest.mark.slow

CONNECTIONS = 32
DEEDS_EACH = int(os.environ.get("CHAOS_DEEDS", "100"))
KILLS = 60
SEED = int(os.environ.get("CHAOS_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
# What a server that shuts a connection down, and the client that finds it gone, say.
KILLED = {"57P01", "08006", "08003", None}

# Time passes for one hold.
LAPSE = """
with chosen as (select claim_id from app.slot_claims where kind = 'hold' order by random() limit 1 for update skip locked),
lapsed as (update app.slot_claims as c set expires_at = now() from chosen where c.claim_id = chosen.claim_id returning 1)
select count(*) from lapsed
"""

LEFT_OVER = {
    "slots with more takers than seats": """
        select count(*) from (
          select from app.slot_claims as c where not c.overbooked and c.practitioner_id = any (%(town)s)
            group by c.practitioner_id, c.slot_key having count(*) > max(c.capacity)
        ) as overfull""",
    "live bookings whose claim is gone, or elsewhere": """
        select count(*) from app.bookings as b left join app.slot_claims as c on (c.claim_id, c.organization_id) = (b.claim_id, b.organization_id)
        where b.practitioner_id = any (%(town)s)
          and b.status <> 'cancelled' and (c.kind is distinct from 'booking' or c.slot <> tstzrange(b.starts_at, b.ends_at))""",
    "claims of bookings that no live booking has, or two": """
        select count(*) from app.slot_claims as c
        where c.practitioner_id = any (%(town)s)
          and c.kind = 'booking' and (select count(*) from app.bookings as b where b.claim_id = c.claim_id and b.status <> 'cancelled') <> 1""",
    "claims of holds without a key": """
        select count(*) from app.slot_claims as c
        where c.practitioner_id = any (%(town)s) and c.kind = 'hold' and not exists (select from app.holds as h where h.claim_id = c.claim_id)""",
    "series of holds that count wrongly": """
        select count(*) from app.series_holds as s where s.practitioner_id = any (%(town)s)
          and s.held < (select count(*) from app.holds as h where h.series_key = s.hold_key
        and exists (select from app.slot_claims as c where c.claim_id = h.claim_id and c.kind = 'hold'))""",
    "rooms that two practitioners have at once": """
        select count(*) from app.resource_claims as a join app.resource_claims as b
        on a.resource_id = b.resource_id and a.claim_id < b.claim_id and a.practitioner_id <> b.practitioner_id and a.blocked && b.blocked
          and a.practitioner_id = any (%(town)s)""",
    "claims that lack a room, or have one elsewhere": """
        select count(*) from app.slot_claims as c join app.services as s using (service_number)
        where c.practitioner_id = any (%(town)s)
          and s.needs_resources and (select count(*) from app.resource_claims as rc where rc.claim_id = c.claim_id and rc.blocked = c.blocked)
          <> (select sum(n.quantity) from app.service_needs as n where n.service_id = s.service_id)""",
    "clients in two places": """
        select count(*) from app.bookings as a join app.bookings as b on a.client_id = b.client_id and a.booking_id < b.booking_id
        and tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)
        where a.practitioner_id = any (%(town)s)
          and a.status in ('pending', 'confirmed', 'rescheduled') and b.status in ('pending', 'confirmed', 'rescheduled')
        and not a.client_may_overlap and not b.client_may_overlap""",
    "bookings whose last audit entry is another state": """
        select count(*) from app.bookings as b cross join lateral (
          select a.after from api.audit_log as a where a.entity_id = b.booking_id::text and a.action like 'booking.%%' order by a.entry_id desc limit 1
        ) as last
        where b.practitioner_id = any (%(town)s)
          and (last.after ->> 'status', (last.after ->> 'starts_at')::timestamptz) is distinct from (b.status, b.starts_at)""",
    "bookings whose audit entries do not follow each other": """
        select count(*) from (
          select a.before, lag(a.after) over (partition by a.entity_id order by a.entry_id) as previous
          from api.audit_log as a where a.entity = 'booking' and (a.after ->> 'practitioner_id')::uuid = any (%(town)s)
        ) as entry
        where entry.before ->> 'status' is distinct from entry.previous ->> 'status'
          or entry.before ->> 'starts_at' is distinct from entry.previous ->> 'starts_at'""",
    "changes that nobody was told of, or twice": """
        select count(*) from (
          select a.entity_id, count(*) as changes from api.audit_log as a
          where a.entity = 'booking' and (a.after ->> 'practitioner_id')::uuid = any (%(town)s) and a.action in
            ('booking.created', 'booking.approved', 'booking.declined', 'booking.expired', 'booking.rescheduled', 'booking.cancelled')
          group by a.entity_id
        ) as changed
        cross join lateral (
          select count(*) as messages from app.outbox_events as e where e.recipient = 'client' and e.topic like 'booking.%%'
            and e.topic <> 'booking.reminder' and e.subject_id::text = changed.entity_id
        ) as single
        cross join lateral (
          select count(*) as messages from app.outbox_events as e cross join jsonb_array_elements(e.data -> 'changes') as c
          where e.recipient = 'client' and e.topic like 'series.%%' and c ->> 'booking_id' = changed.entity_id
        ) as gathered
        where changed.changes <> single.messages + gathered.messages""",
}


@dataclass
class Town:
    """Who there is to be booked, and what has become of it so far; the lists grow while everybody is at it."""

    practitioners: list[str]
    services: list[str]
    admin: str
    day: datetime
    holds: list[str] = field(default_factory=lambda: ["0" * 64])
    bookings: list[str] = field(default_factory=lambda: [str(uuid4())])
    series: list[str] = field(default_factory=lambda: [str(uuid4())])

    def start(self, chance: random.Random) -> datetime:
        """Return one of few starts, so that people meet."""
        return self.day + timedelta(hours=chance.randrange(30))


@pytest.fixture
def town(world: World, stack: Stack) -> Town:
    """Four practitioners at Riverside with hours around the clock; one service for one, one for three, one with approval, one that needs a room."""
    with psycopg.connect(stack.database_url, autocommit=True) as owner:

        def one(statement: str, *values: object) -> str:
            return str(owner.execute(statement, values).fetchone()[0])

        here = world.riverside.organization_id
        kind = f"room_{uuid4().hex[:6]}"
        for name in ("Blue", "Green"):
            one("insert into app.resources (organization_id, kind, name) values (%s, %s, %s) returning 1", here, kind, name)
        services = [
            one(
                "insert into app.services (organization_id, name, duration_minutes, step_minutes, buffer_after_minutes, capacity, requires_approval)"
                " values (%s, %s, 50, 60, %s, %s, %s) returning service_id",
                *(here, f"Chaos {n}", buffer, capacity, approval),
            )
            for n, (buffer, capacity, approval) in enumerate([(0, 1, False), (0, 3, False), (0, 1, True), (10, 1, False)])
        ]
        one("insert into app.service_needs (service_id, organization_id, kind) values (%s, %s, %s) returning 1", services[3], here, kind)
        practitioners = []
        for _ in range(4):
            made = (
                "insert into app.practitioners (organization_id, slug, display_name, time_zone, published) values (%s, %s, 'Pat', 'UTC', true)"
                " returning practitioner_id"
            )
            practitioners.append(one(made, here, f"c-{uuid4().hex[:8]}"))
            for weekday in range(1, 8):
                rule = (
                    "insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local)"
                    " values (%s, %s, %s, '00:00', '24:00') returning 1"
                )
                one(rule, here, practitioners[-1], weekday)
            for service in services:
                link = "insert into app.practitioner_services (practitioner_id, service_id, organization_id) values (%s, %s, %s) returning 1"
                one(link, practitioners[-1], service, here)
    day = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=3)
    return Town(practitioners, services, world.people["cleo"].user_id, day)


def client(chance: random.Random) -> Jsonb:
    return Jsonb(details(email=f"chaos-{chance.randrange(25)}@client.example"))


def deed(town: Town, chance: random.Random) -> tuple[Act, Callable[[Told], None]]:
    """Return something that somebody might do, and what is to be remembered of the answer."""
    offer = {"practitioner_id": chance.choice(town.practitioners), "service_id": chance.choice(town.services)}
    at = town.start(chance)
    key, booking, series = chance.choice(town.holds), chance.choice(town.bookings), chance.choice(town.series)
    daily = f"FREQ=DAILY;COUNT={chance.randrange(2, 5)}"

    def keep_hold(told: Told) -> None:
        answer = told.rows[0][0]
        town.holds.extend([answer["hold_key"], *(each["hold_key"] for each in answer["holds"])])

    def keep_booking(told: Told) -> None:
        answer = told.rows[0][0]
        town.bookings.extend(each["booking_id"] for each in answer["bookings"])
        if answer["series_id"]:
            town.series.append(answer["series_id"])

    def forget(_told: Told) -> None:
        """Nothing of it is needed."""

    by_admin = {"user": town.admin}
    choices: list[tuple[int, Act, Callable[[Told], None]]] = [
        (20, call("request_hold", **offer, starts_at=at), keep_hold),
        (6, call("request_hold", **offer, starts_at=at, recurrence=daily, mode=chance.choice(["all_or_nothing", "available_only", "propose"])), keep_hold),
        (20, call("confirm_hold", hold_key=key, client=client(chance)), keep_booking),
        (4, call("extend_hold", hold_key=key), forget),
        (5, call("release_hold", hold_key=key), forget),
        (8, call("create_booking", **by_admin, **offer, starts_at=at, client=client(chance), overbook=chance.random() < 0.1), keep_booking),
        (3, call("create_booking", **by_admin, **offer, starts_at=at, client=client(chance), recurrence=daily), keep_booking),
        (10, call("reschedule_booking", **by_admin, booking_id=booking, starts_at=at), forget),
        (8, call("cancel_booking", **by_admin, booking_id=booking), forget),
        (4, call("approve_booking", **by_admin, booking_id=booking), forget),
        (3, call("decline_booking", **by_admin, booking_id=booking), forget),
        (3, call("cancel_series", **by_admin, series_id=series), forget),
        (3, call("reschedule_series", **by_admin, series_id=series, shift=timedelta(hours=chance.randrange(-4, 5)), mode="available_only"), forget),
        (3, call("tick", role="service_role"), forget),
        (3, act(LAPSE, role="postgres"), forget),
        (4, call("available_slots", **offer, from_date=town.day.date(), to_date=town.day.date()), forget),
    ]
    _, chosen, remember = chance.choices(choices, weights=[weight for weight, _, _ in choices])[0]
    return chosen, remember


class Person(threading.Thread):
    """Does one deed after the other, on a connection that may be cut at any moment."""

    def __init__(self, dsn: str, town: Town, number: int, pids: dict[int, int]) -> None:
        """*pids* is where the present backend is told, for who kills it."""
        super().__init__(name=f"person {number}", daemon=True)
        self._dsn, self._town, self._number, self._pids = dsn, town, number, pids
        self._chance = random.Random(SEED + number)  # noqa: S311 - not for secrets
        self.heard: Counter[str] = Counter()
        self.wrong: list[str] = []

    def run(self) -> None:
        """Act as often as it is to be."""
        left = DEEDS_EACH
        while left:
            try:
                with psycopg.connect(self._dsn, autocommit=True) as connection:
                    self._pids[self._number] = connection.info.backend_pid
                    while left:
                        left -= 1
                        self._act(connection)
            except psycopg.OperationalError as error:
                if error.sqlstate not in KILLED:
                    self.wrong.append(f"{error.sqlstate} {error}")
                self.heard["killed"] += 1

    def _act(self, connection: psycopg.Connection) -> None:
        one, remember = deed(self._town, self._chance)
        try:
            rows = one(connection)
        except psycopg.OperationalError:
            raise
        except psycopg.Error as error:
            if not (error.sqlstate or "").startswith(("PT", "PGRST")):
                self.wrong.append(f"{error.sqlstate} {error}")
            self.heard["refused"] += 1
            return
        body = rows[0][0] if rows else None
        if isinstance(body, dict) and "code" in body:
            self.heard["refused"] += 1
            return
        self.heard["ok"] += 1
        remember(Told(rows))


@dataclass(frozen=True)
class Told:
    """What `racing.Told` is, for an answer that was no refusal."""

    rows: list[tuple[Any, ...]]


@pytest.mark.req("TS-2", "CP-5.7", "BM-R9", "BM-R15", "CP-3.6", "TS-13")
def test_whatever_everybody_does_at_once(town: Town, stack: Stack) -> None:
    """Random verbs on 32 connections, connections killed in the middle: no deadlock, no other error, and every invariant holds in the tables."""
    pids: dict[int, int] = {}
    people = [Person(stack.database_url, town, number, pids) for number in range(CONNECTIONS)]
    killer = random.Random(SEED)  # noqa: S311 - not for secrets
    for person in people:
        person.start()
    with psycopg.connect(stack.database_url, autocommit=True) as owner:
        for _ in range(KILLS):
            victim = killer.choice(people)
            if victim.is_alive():
                owner.execute("select pg_terminate_backend(%s)", [pids.get(people.index(victim), 0)])
            victim.join(0.05)
        for person in people:
            person.join(240)
        assert not any(person.is_alive() for person in people), f"Somebody hangs (CHAOS_SEED={SEED})."
        heard = sum((person.heard for person in people), Counter())
        assert [wrong for person in people for wrong in person.wrong] == [], f"CHAOS_SEED={SEED}"
        assert heard["ok"] > CONNECTIONS
        assert heard["refused"] > CONNECTIONS
        assert heard["killed"] > KILLS / 4
        assert owner.execute(OVERLAPS).fetchone() == (0,)
        found = {what: owner.execute(question, {"town": town.practitioners}).fetchone()[0] for what, question in LEFT_OVER.items()}
        assert {what: number for what, number in found.items() if number} == {}, f"CHAOS_SEED={SEED}"
