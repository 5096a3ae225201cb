"""Practitioners who want the same room at once: as many win as there are rooms, nobody deadlocks, and nothing is left over."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Barrier
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from .desk import details
from .racing import act, call, crowd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Stack

    from .callers import Caller
    from .racing import Act
    from .world import World

pytestmark = pytest.mark.slow

PRACTITIONERS = 12
ROOMS = 3
ROUNDS = 10
SHARED = """
select count(*) from app.resource_claims as a join app.resource_claims as b
on a.resource_id = b.resource_id and a.claim_id < b.claim_id and a.practitioner_id <> b.practitioner_id and a.blocked && b.blocked
"""
# Things that are not where and when their claim is.
ASTRAY = """
select count(*) from app.resource_claims as rc join app.slot_claims as c using (claim_id)
where (rc.practitioner_id, rc.blocked) <> (c.practitioner_id, c.blocked)
"""
# Claims of the service that lack a thing, and things whose claim is gone.
INCOMPLETE = """
select count(*) from app.slot_claims as c join app.services as s using (service_number)
where s.service_id = any (%s) and (select count(*) from app.resource_claims as rc where rc.claim_id = c.claim_id)
  <> (select sum(n.quantity) from app.service_needs as n where n.service_id = s.service_id)
"""


@dataclass(frozen=True)
class House:
    """Practitioners, and two services that need the same two kinds of things."""

    practitioners: list[str]
    services: list[str]
    kind: str
    start: datetime


@pytest.fixture(scope="module")
def house(world: World, stack: Stack) -> Iterator[House]:
    """Make it at Riverside, with hours around the clock."""
    organization_id = world.riverside.organization_id
    with psycopg.connect(stack.database_url, autocommit=True) as owner:

        def one(statement: str, *values: object) -> str:
            return str(owner.execute(statement, values).fetchone()[0])

        services = [
            one(
                "insert into app.services (organization_id, name, duration_minutes, step_minutes) values (%s, %s, 50, 60) returning service_id",
                organization_id,
                f"Suite {n}",
            )
            for n in range(2)
        ]
        kinds = [f"{kind}_{uuid4().hex[:6]}" for kind in ("a_room", "z_screen")]
        for kind in kinds:
            for number in range(ROOMS):
                one("insert into app.resources (organization_id, kind, name) values (%s, %s, %s) returning 1", organization_id, kind, str(number))
            for service in services:
                one("insert into app.service_needs (service_id, organization_id, kind) values (%s, %s, %s) returning 1", service, organization_id, kind)
        practitioners = []
        for _ in range(PRACTITIONERS):
            practitioner = one(
                "insert into app.practitioners (organization_id, slug, display_name, time_zone, published) values (%s, %s, 'Pat', 'UTC', true)"
                " returning practitioner_id",
                *(organization_id, f"p-{uuid4().hex[:8]}"),
            )
            practitioners.append(practitioner)
            for weekday in range(1, 8):
                one(
                    "insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local)"
                    " values (%s, %s, %s, '00:00', '24:00') returning 1",
                    *(organization_id, practitioner, weekday),
                )
            for service in services:
                one(
                    "insert into app.practitioner_services (practitioner_id, service_id, organization_id) values (%s, %s, %s) returning 1",
                    *(practitioner, service, organization_id),
                )
    tomorrow = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=2)
    yield House(practitioners, services, kinds[0], tomorrow)
    with psycopg.connect(stack.database_url) as owner:
        assert owner.execute(SHARED).fetchone() == (0,)
        assert owner.execute(ASTRAY).fetchone() == (0,)
        assert owner.execute(INCOMPLETE, [services]).fetchone() == (0,)


@pytest.mark.req("CP-5.7", "BM-R15")
def test_twelve_practitioners_and_three_rooms(house: House, stack: Stack) -> None:
    """Three win each round, whichever of the two services they offer."""
    with crowd(stack.database_url, PRACTITIONERS) as all_go:
        for turn in range(ROUNDS):
            starts_at = house.start + timedelta(hours=turn)
            calls = [
                call("request_hold", practitioner_id=practitioner, service_id=house.services[n % 2], starts_at=starts_at)
                for n, practitioner in enumerate(house.practitioners)
            ]
            assert Counter(told.word for told in all_go(calls)) == {"ok": ROOMS, "slot_taken": PRACTITIONERS - ROOMS}


@pytest.mark.req("BM-R7", "BM-R15")
def test_rooms_that_come_free_and_are_wanted_at_once(house: House, stack: Stack) -> None:
    """Some release what the others want: never more winners than rooms, and no other answers than these."""
    with crowd(stack.database_url, PRACTITIONERS) as all_go:
        for turn in range(ROUNDS):
            starts_at = house.start + timedelta(days=1, hours=turn)
            wants = [call("request_hold", practitioner_id=each, service_id=house.services[0], starts_at=starts_at) for each in house.practitioners]
            nothing = act("select 1")
            held = [told.rows[0][0]["hold_key"] for told in all_go([*wants[:ROOMS], *[nothing] * (PRACTITIONERS - ROOMS)])[:ROOMS]]
            releases = [call("release_hold", hold_key=key) for key in held]
            answers = Counter(told.word for told in all_go([*releases, *wants[ROOMS:]]))
            assert set(answers) <= {"ok", "slot_taken"}
            assert ROOMS <= answers["ok"] <= 2 * ROOMS


@pytest.mark.req("CP-5.7", "BM-R2", "BM-R15")
def test_bookings_that_move_while_an_admin_rearranges(house: House, world: World, stack: Stack) -> None:
    """Bookings are made, moved and cancelled while needs and rooms change: refusals in our words, no deadlock, and everybody has a room of the own."""
    admin, chance = world.people["cleo"].user_id, Random(7)  # noqa: S311 - a repeatable course of events
    starts = [house.start + timedelta(days=3, hours=n) for n in range(3)]
    booked: list[str] = []
    told = Counter[str]()

    def another() -> Act:
        offer = {"practitioner_id": chance.choice(house.practitioners), "service_id": chance.choice(house.services)}
        kinds = ["hold", "hold", "book", "book", "needs", "archive"] + ["move", "cancel"] * bool(booked)
        match chance.choice(kinds):
            case "hold":
                return call("request_hold", **offer, starts_at=chance.choice(starts))
            case "book":
                return call("create_booking", user=admin, **offer, starts_at=chance.choice(starts), client=Jsonb(details()))
            case "move":
                return call("reschedule_booking", user=admin, booking_id=chance.choice(booked), starts_at=chance.choice(starts))
            case "cancel":
                return call("cancel_booking", user=admin, booking_id=chance.choice(booked))
            case "needs":
                sql = "update api.service_needs set quantity = %(n)s where service_id = %(service)s and kind = %(kind)s returning 1"
                return act(sql, user=admin, n=chance.choice([1, 1, 2]), service=offer["service_id"], kind=house.kind)
            case _:
                sql = "update api.resources set archived_at = case when archived_at is null then now() end where kind = %(kind)s and name = '2' returning 1"
                return act(sql, user=admin, kind=house.kind)

    with crowd(stack.database_url, PRACTITIONERS) as all_go:
        for _ in range(25):
            for one in all_go([another() for _ in range(PRACTITIONERS)]):
                told[one.word] += 1
                booked += [row[0]["booking_id"] for row in one.rows if isinstance(row[0], dict) and "booking_id" in row[0]]
    assert set(told) <= {"ok", "slot_taken", "rule_in_use", "illegal_transition", "too_many_requests"}
    assert told["ok"] > PRACTITIONERS
    assert told["slot_taken"] > PRACTITIONERS


@pytest.mark.req("CP-5.7", "BM-R15", "TS-11")
def test_one_room_is_won_over_http_by_as_many_as_there_are(house: House, world: World) -> None:
    """The same through the Data API: three visitors have it, each other one is told 409 with times that are free."""
    starts_at, visitors = (house.start + timedelta(days=4)).isoformat(), [world.caller() for _ in house.practitioners]
    start = Barrier(len(visitors))

    def go(caller: Caller, practitioner: str) -> tuple[str, int]:
        request = caller.client.rpc("request_hold", {"practitioner_id": practitioner, "service_id": house.services[0], "starts_at": starts_at})
        start.wait(20)
        return caller.outcome_of(request), caller.answer.status_code

    with ThreadPoolExecutor(len(visitors)) as pool:
        answers = Counter(pool.map(go, visitors, house.practitioners))
    assert answers == {("ok", 200): ROOMS, ("slot_taken", 409): PRACTITIONERS - ROOMS}
