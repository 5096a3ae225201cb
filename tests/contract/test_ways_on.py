"""Whoever comes too late is told by every verb when to try again and what else is free, and it is true."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from .desk import details
from .sentences import assert_told
from .slots import offered, same

if TYPE_CHECKING:
    from collections.abc import Callable

    from .callers import Caller, Refusal
    from .conftest import Watch
    from .desk import Desk
    from .world import World

WAYS = (
    "request_hold",
    "request_hold of a series",
    "request_hold to move",
    "create_booking",
    "create_booking of a series",
    "reschedule_booking",
    "reschedule_by_token",
    "reschedule_series",
)


def too_late(way: str, *, world: World, desk: Desk, starts_at: str) -> Callable[[], Refusal]:
    """Reach for *starts_at*, which somebody has, by one of `WAYS`."""
    anon, ada = world.caller(), world.caller("ada")
    wanted = world.riverside.offer("ada", "talk") | {"starts_at": starts_at}
    arguments: dict[str, Any] = {
        "request_hold": wanted,
        "request_hold of a series": wanted | {"occurrences": [starts_at]},
        "create_booking": wanted | {"client": details()},
        "create_booking of a series": wanted | {"client": details(), "recurrence": "FREQ=DAILY;COUNT=1"},
    }.get(way, {})
    if not arguments:
        booked = ada.call("create_booking", **(wanted | {"starts_at": world.next_start(), "client": details()}), recurrence="FREQ=DAILY;COUNT=1")
        # A series keeps wall time: by how much the clock on the wall moves.
        here, there = (datetime.fromisoformat(start).astimezone(world.riverside.zone).replace(tzinfo=None) for start in (booked["starts_at"], starts_at))
        arguments = {
            "request_hold to move": wanted | {"booking_id": booked["booking_id"]},
            "reschedule_booking": {"booking_id": booked["booking_id"], "starts_at": starts_at},
            "reschedule_by_token": {"token": desk.token(booked["booking_id"]), "starts_at": starts_at},
            "reschedule_series": {"series_id": booked["series_id"], "shift": f"{int((there - here).total_seconds())} seconds"},
        }[way]
    caller = anon if way in {"request_hold", "request_hold of a series", "reschedule_by_token"} else ada
    return lambda: caller.refused(way.partition(" ")[0], **arguments)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.req("TS-11", "BM-R15", "BM-S8")
def test_every_verb_says_when_and_where_else(world: World, desk: Desk, nothing_written: Watch, way: str) -> None:
    """Where a hold is in the way: its seconds, in the header and the hint.  Where a booking is: none.  Five alternatives, all offered."""
    hold = desk.hold(hold_seconds=100)
    starts_at = hold["holds"][0]["starts_at"]
    reach = too_late(way, world=world, desk=desk, starts_at=starts_at)
    with nothing_written():
        refusal = reach()
    assert_told(refusal, "slot_taken")
    assert 0 < refusal.way_on["retry_after_seconds"] <= 100
    assert refusal.retry_after == str(refusal.way_on["retry_after_seconds"])
    assert len(refusal.way_on["alternatives"]) == 5
    assert [offered(world.caller("ada"), world.riverside, start) for start in refusal.way_on["alternatives"]] == [1] * 5
    assert not any(same(start, starts_at) for start in refusal.way_on["alternatives"])

    world.caller().call("confirm_hold", hold_key=hold["hold_key"], client=details())
    with nothing_written():
        refusal = reach()
    assert_told(refusal, "slot_taken")
    assert (refusal.retry_after, refusal.way_on["retry_after_seconds"]) == (None, None)
    assert len(refusal.way_on["alternatives"]) == 5


@pytest.mark.req("TS-6")
def test_the_holder_sees_the_own_time_as_free(world: World, desk: Desk, anon: Caller) -> None:
    """With the key the held time is offered, to nobody else; so is all of a series with the series' key."""
    hold = desk.hold(anon)
    starts_at = hold["holds"][0]["starts_at"]
    assert offered(anon, world.riverside, starts_at) == 0
    assert offered(anon, world.riverside, starts_at, hold_key=hold["hold_key"]) == 1
    first = world.next_start()
    starts = [first, (datetime.fromisoformat(first) + timedelta(hours=1)).isoformat()]
    series = desk.hold(anon, starts_at=first, occurrences=starts)
    assert [offered(anon, world.riverside, start) for start in starts] == [0, 0]
    assert [offered(anon, world.riverside, start, hold_key=series["hold_key"]) for start in starts] == [1, 1]


def test_too_many_holds_say_when_the_first_lapses(world: World, desk: Desk, anon: Caller) -> None:
    """429 with Retry-After, and the same in the hint, which browsers can read."""
    for seconds in (290, 60, *(300 for _ in range(8))):
        desk.hold(anon, practitioner="noah", hold_seconds=seconds)
    refusal = anon.refused("request_hold", **world.riverside.offer("noah", "talk"), starts_at=world.next_start())
    assert_told(refusal, "too_many_requests", "already held")
    assert 0 < refusal.way_on["retry_after_seconds"] <= 60
    assert refusal.retry_after == str(refusal.way_on["retry_after_seconds"])
