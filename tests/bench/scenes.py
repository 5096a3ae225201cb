"""The races: what fifty callers want at once, how many may have it, and how to count in the tables who has it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.bench.database import practitioner_id, service_id

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

    Call = Callable[[psycopg.Connection], Any]

# Practitioners and services of their own, far from those that the other parts fill.
PLAIN, GROUP, APPROVED = 3, 4, 5
OFFICE = "00001000-0000-4000-8000-000000000009"


@dataclass(frozen=True)
class Scene:
    """One race.  *winners* is how many claims the contested time must have afterwards, *words* what callers may hear."""

    title: str
    winners: int
    words: frozenset[str]
    prepare: Callable[[psycopg.Connection, int, int], list[Call]]
    count: Callable[[psycopg.Connection], int]


def overlaps(owner: psycopg.Connection) -> int:
    """Count pairs of claims that must not be: different slots of one practitioner that overlap, or more takers than seats."""
    return owner.execute(
        """
        select
          (select count(*) from app.slot_claims as a join app.slot_claims as b
             on a.practitioner_id = b.practitioner_id and a.claim_id < b.claim_id
             and a.blocked && b.blocked and a.slot_key <> b.slot_key and a.occupant <> b.occupant)
          + (select count(*) from (select from app.slot_claims group by practitioner_id, slot_key having count(*) > max(capacity)) as full_slot)
        """
    ).fetchone()[0]


def _at(number: int, minutes: int = 0) -> datetime:
    """Return the contested time of a round: each round has a day of its own, so that lost rounds leave no trace in others."""
    return datetime.now(UTC).replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=3 + number, minutes=minutes)


def _hold(practitioner: int, starts_at: datetime) -> Call:
    return lambda c: c.execute(
        "select api.request_hold(%s, %s, %s) ->> 'hold_key'", [practitioner_id(practitioner), service_id(practitioner), starts_at]
    ).fetchone()[0]


def _client(practitioner: int, number: int) -> str:
    # Each scene has people of its own: who has won one race at ten o'clock is busy in the next.
    return json.dumps({"name": f"Racer {number}", "email": f"racer{number}-{practitioner}@race.example", "phone": "+1 514 555 0100", "consent": True})


def _book(practitioner: int, starts_at: datetime, client: int) -> Call:
    def call(connection: psycopg.Connection) -> str:
        key = _hold(practitioner, starts_at)(connection)
        return connection.execute("select api.confirm_hold(%s, %s) ->> 'booking_id'", [key, _client(practitioner, client)]).fetchone()[0]

    return call


def _reschedule(booking_id: str, starts_at: datetime) -> Call:
    def call(connection: psycopg.Connection) -> None:
        connection.execute("select set_config('request.jwt.claim.sub', %s, false)", [OFFICE])
        try:
            connection.execute("select api.reschedule_booking(%s, %s)", [booking_id, starts_at])
        finally:
            connection.execute("select set_config('request.jwt.claim.sub', '', false)")

    return call


def _same_slot(practitioner: int) -> Callable[[psycopg.Connection, int, int], list[Call]]:
    return lambda _owner, number, callers: [_book(practitioner, _at(number), number * 1000 + n) for n in range(callers)]


def _overlapping(owner: psycopg.Connection, number: int, callers: int) -> list[Call]:
    # The grid is 30 minutes; for this race it is 15.
    owner.execute("update app.services set step_minutes = 15 where service_id = %s", [service_id(PLAIN + 4)])
    return [_book(PLAIN + 4, _at(number, 15 * (n % 2)), number * 1000 + n) for n in range(callers)]


def _approval(owner: psycopg.Connection, number: int, callers: int) -> list[Call]:
    owner.execute("update app.services set requires_approval = true where service_id = %s", [service_id(APPROVED)])
    return _same_slot(APPROVED)(owner, number, callers)


def _seats(owner: psycopg.Connection, number: int, callers: int) -> list[Call]:
    owner.execute("update app.services set capacity = 4, client_may_overlap = true where service_id = %s", [service_id(GROUP)])
    for taken in range(3):
        _book(GROUP, _at(number), 900_000 + number * 10 + taken)(owner)
    return _same_slot(GROUP)(owner, number, callers)


def _moving(owner: psycopg.Connection, number: int, callers: int) -> list[Call]:
    # Fifty bookings on other days, all to be moved to one time.
    bookings = [_book(PLAIN + 8, _at(200 + number * 2, 0) + timedelta(minutes=30 * n), 500_000 + number * 1000 + n)(owner) for n in range(callers)]
    return [_reschedule(booking, _at(number)) for booking in bookings]


def _cancel_and_rebook(owner: psycopg.Connection, number: int, callers: int) -> list[Call]:
    held = _hold(PLAIN + 12, _at(number))(owner)
    release: Call = lambda c: c.execute("select api.release_hold(%s)", [held])  # noqa: E731 - a call like the others
    return [release, *(_book(PLAIN + 12, _at(number), 700_000 + number * 1000 + n) for n in range(callers - 1))]


def _taken(practitioner: int) -> Callable[[psycopg.Connection], int]:
    """Count the claims of the round that is furthest ahead but one: the contested time."""
    return lambda owner: owner.execute(
        """
        select count(*) from app.slot_claims
        where practitioner_id = %s and lower(slot) >= (
          select max(date_trunc('day', lower(slot), 'UTC')) from app.slot_claims
          where practitioner_id = %s and extract(hour from lower(slot) at time zone 'UTC') = 10 and lower(slot) < now() + interval '190 days'
        ) and lower(slot) < now() + interval '190 days'
        """,
        [practitioner_id(practitioner)] * 2,
    ).fetchone()[0]


TAKEN, FULL = frozenset({"ok", "slot_taken"}), frozenset({"ok", "slot_taken", "slot_full"})
SCENES = (
    Scene("the same slot", 1, TAKEN, _same_slot(PLAIN), _taken(PLAIN)),
    Scene("overlapping starts, 10:00 and 10:15", 1, TAKEN, _overlapping, _taken(PLAIN + 4)),
    Scene("a service that needs approval", 1, TAKEN, _approval, _taken(APPROVED)),
    Scene("the last seat of four", 4, FULL, _seats, _taken(GROUP)),
    Scene("fifty bookings moved to one time", 1, TAKEN, _moving, _taken(PLAIN + 8)),
    Scene("one lets go, the rest book", 1, TAKEN, _cancel_and_rebook, _taken(PLAIN + 12)),
)
