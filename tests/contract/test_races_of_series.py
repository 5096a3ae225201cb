"""Series that want the same dates: each date has one taker, nobody gets half of what was to be whole, and nobody deadlocks."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from psycopg.types.json import Jsonb

from .desk import details
from .racing import OVERLAPS, at_once, call, crowd, in_turn
from .test_races_over_http import at_once as at_once_over_http

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from tests.conftest import Stack

    from .desk import Desk
    from .racing import Act
    from .world import World

ROUNDS = 12


@pytest.fixture(autouse=True)
def nobody_twice(owner: psycopg.Connection) -> Iterator[None]:
    """After each race no claims overlap, and none is left behind."""
    yield
    assert owner.execute(OVERLAPS).fetchone() == {"count": 0}
    orphans = "select count(*) from app.slot_claims as c where c.kind = 'booking' and not exists (select from app.bookings as b where b.claim_id = c.claim_id)"
    assert owner.execute(orphans).fetchone() == {"count": 0}


@pytest.fixture
def dates(world: World) -> list[str]:
    """Eight hours that nobody else wants, in order."""
    return sorted(world.next_start() for _ in range(8))


def hold(world: World, occurrences: list[str], *, practitioner: str = "ada", **arguments: Any) -> Act:  # noqa: ANN401
    """A visitor's reach for a series."""
    return call("request_hold", **world.riverside.offer(practitioner, "talk"), occurrences=sorted(occurrences), **arguments)


def taken(owner: psycopg.Connection, world: World, dates: list[str]) -> list[int]:
    """How many claims each of *dates* has with ada."""
    statement = "select count(*) from app.slot_claims as c where c.practitioner_id = %s and lower(c.slot) = %s"
    return [owner.execute(statement, [world.riverside.practitioners["ada"], date]).fetchone()["count"] for date in dates]


@pytest.mark.req("TS-7", "TS-11")
def test_the_second_series_waits_and_gets_nothing(world: World, stack: Stack, owner: psycopg.Connection, dates: list[str]) -> None:
    """All or nothing: of what the first did not take, the second leaves everything free as well."""
    first, second = in_turn(stack.database_url, hold(world, dates[:5]), hold(world, dates[4:]))
    assert (first.word, second.word) == ("ok", "slot_taken")
    assert taken(owner, world, dates) == [1] * 5 + [0] * 3


@pytest.mark.req("TS-7")
def test_the_second_series_takes_what_is_left(world: World, stack: Stack, owner: psycopg.Connection, dates: list[str]) -> None:
    """The same race for the free ones only: what was refused is told."""
    _, second = in_turn(stack.database_url, hold(world, dates[:5]), hold(world, dates[3:], mode="available_only"))
    answer = second.rows[0][0]
    assert (len(answer["holds"]), [refused["reason"] for refused in answer["refused"]]) == (3, ["slot_taken", "slot_taken"])
    assert taken(owner, world, dates) == [1] * 8


@pytest.mark.req("TS-7", "TS-2")
@pytest.mark.slow
def test_sixteen_series_over_the_same_dates(world: World, stack: Stack, owner: psycopg.Connection) -> None:
    """Some want all of theirs, some what is free, at once: nothing but “ok” and “taken” is heard, and every date has one taker at most."""
    dice = Random(7)  # noqa: S311 - no secret
    with crowd(stack.database_url, 16) as all_go:
        for _ in range(ROUNDS):
            dates = sorted(world.next_start() for _ in range(8))
            told = all_go([hold(world, dice.sample(dates, 4), mode=dice.choice(["all_or_nothing", "available_only"])) for _ in range(16)])
            keys = [one.rows[0][0]["hold_key"] for one in told if one.word == "ok"]
            assert {one.word for one in told} == {"ok", "slot_taken"}
            assert keys
            assert max(taken(owner, world, dates)) == 1
            # So many at once would be the practitioner's limit for the tests to come.
            at_once(stack.database_url, [call("release_hold", hold_key=key) for key in keys])
            assert taken(owner, world, dates) == [0] * 8


@pytest.mark.req("TS-7", "DR-1.2")
@pytest.mark.slow
def test_series_race_over_http(world: World, owner: psycopg.Connection, dates: list[str]) -> None:
    """Through the Data API: series that share one date have one winner, and the others leave nothing behind."""
    offer = world.riverside.offer("ada", "talk")
    attempts = [(world.caller(), "request_hold", offer | {"occurrences": sorted([dates[0], date])}) for date in dates[1:]]
    assert Counter(at_once_over_http(attempts)) == {"ok": 1, "slot_taken": len(attempts) - 1}
    assert sorted(taken(owner, world, dates)) == [0] * 6 + [1, 1]


def holding(desk: Desk, dates: list[str]) -> tuple[str, list[str]]:
    """The key of a series that a stranger holds, and the keys of its occurrences."""
    held = desk.hold(starts_at=dates[0], occurrences=dates)
    return held["hold_key"], [one["hold_key"] for one in held["holds"]]


@pytest.mark.req("TS-7", "TS-9")
def test_one_is_released_while_all_are_confirmed(desk: Desk, stack: Stack, dates: list[str]) -> None:
    """Whoever comes second waits: a booked date is not released, and what was released before is not booked."""
    key, keys = holding(desk, dates[:4])
    confirm, release = call("confirm_hold", hold_key=key, client=Jsonb(details())), call("release_hold", hold_key=keys[1])
    booked, released = in_turn(stack.database_url, confirm, release)
    assert (len(booked.rows[0][0]["bookings"]), released.rows[0][0]) == (4, {"released": False})

    key, keys = holding(desk, dates[4:])
    confirm, release = call("confirm_hold", hold_key=key, client=Jsonb(details())), call("release_hold", hold_key=keys[1])
    released, booked = in_turn(stack.database_url, release, confirm)
    assert (released.rows[0][0], len(booked.rows[0][0]["bookings"])) == ({"released": True}, 3)


@pytest.mark.req("TS-7", "TS-10")
def test_a_series_is_confirmed_twice_at_once(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection, dates: list[str]) -> None:
    """One booking for each date; who comes second is told."""
    key, _ = holding(desk, dates)
    confirm = call("confirm_hold", hold_key=key, client=Jsonb(details()))
    first, second = in_turn(stack.database_url, confirm, confirm)
    assert (first.word, second.word) == ("ok", "hold_conflict")
    assert taken(owner, world, dates) == [1] * 8


@pytest.mark.req("TS-9")
def test_a_client_confirms_two_series_at_once(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection, dates: list[str]) -> None:
    """With two practitioners at the same times: the client is in one place, and the other series is let go as a whole."""
    client = Jsonb(details())
    held = [desk.hold(starts_at=dates[0], occurrences=dates, practitioner=who)["hold_key"] for who in ("noah", "ada")]
    first, second = in_turn(stack.database_url, *[call("confirm_hold", hold_key=key, client=client) for key in held])
    assert (first.word, second.word) == ("ok", "client_busy")
    assert taken(owner, world, dates) == [0] * 8


@pytest.mark.req("TS-7", "TS-9")
@pytest.mark.slow
def test_everything_at_once_to_a_series_of_holds(world: World, desk: Desk, stack: Stack) -> None:
    """Confirmed, extended, released, and each of that to single dates of it, at one moment: nobody deadlocks, no date has two bookings."""
    with crowd(stack.database_url, 8) as all_go:
        for _ in range(ROUNDS):
            key, keys = holding(desk, sorted(world.next_start() for _ in range(5)))
            told = all_go(
                [
                    call("confirm_hold", hold_key=key, client=Jsonb(details())),
                    call("confirm_hold", hold_key=keys[0], client=Jsonb(details())),
                    call("confirm_hold", hold_key=keys[4], client=Jsonb(details())),
                    call("release_hold", hold_key=keys[1]),
                    call("release_hold", hold_key=keys[4]),
                    call("extend_hold", hold_key=key),
                    call("extend_hold", hold_key=keys[2]),
                    call("confirm_hold", hold_key=key, client=Jsonb(details())),
                ]
            )
            assert {one.word for one in told} <= {"ok", "hold_conflict", "hold_expired"}
            # None of them has lapsed: the series itself is always booked, by one of its two callers, for those dates that are still of it.
            assert sorted((told[0].word, told[7].word)) == ["hold_conflict", "ok"]


@pytest.mark.req("BM-R15")
def test_a_series_is_moved_onto_dates_that_another_takes(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection, dates: list[str]) -> None:
    """The move waits for the holds, is refused as a whole, and names what stands against it."""
    series = desk.book(starts_at=dates[0], occurrences=dates[:2])["series_id"]
    targets = owner.execute("select array_agg(d::timestamptz + interval '1 hour' order by d) from unnest(%s::text[]) as d", [dates[:2]]).fetchone()["array_agg"]
    move = call("reschedule_series", user=world.people["ada"].user_id, series_id=series, shift="1 hour")
    held, moved = in_turn(stack.database_url, hold(world, [targets[1].isoformat()]), move)
    assert (held.word, moved.word) == ("ok", "slot_taken")
    assert taken(owner, world, dates[:2]) == [1, 1]


@pytest.mark.req("BM-R8", "BM-R16")
def test_a_series_is_cancelled_while_one_of_it_is_moved(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection, dates: list[str]) -> None:
    """The cancellation waits, and ends the moved one where it is now."""
    booked = desk.book(starts_at=dates[0], occurrences=dates[:3])
    ada = world.people["ada"].user_id
    move = call("reschedule_booking", user=ada, booking_id=booked["bookings"][1]["booking_id"], starts_at=dates[4])
    cancel = call("cancel_series", user=ada, series_id=booked["series_id"])
    moved, cancelled = in_turn(stack.database_url, move, cancel)
    assert (moved.word, len(cancelled.rows[0][0]["bookings"])) == ("ok", 3)
    assert taken(owner, world, dates) == [0] * 8
