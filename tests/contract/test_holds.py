"""Holds over HTTP: they reserve, lapse, stretch and end, belong to whoever has the key, and nobody has too many."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from .desk import details
from .sentences import assert_told
from .slots import offered, same

if TYPE_CHECKING:
    from .callers import Caller
    from .conftest import Entries, Watch
    from .desk import Desk
    from .world import World


@pytest.mark.req("TS-6", "TS-11")
def test_a_held_time_is_refused_with_when_and_where_else(world: World, desk: Desk, anon: Caller, nothing_written: Watch) -> None:
    """409 with Retry-After, the same seconds in the hint, and alternatives that are free."""
    hold = desk.hold(hold_seconds=120, time_zone="America/Vancouver")
    (held,) = hold["holds"]
    assert hold["refused"] == []
    assert held["hold_key"] == hold["hold_key"]
    assert held["start_offset_minutes"] in {-480, -420}
    with nothing_written():
        refusal = anon.refused("request_hold", **world.riverside.offer("ada", "talk"), starts_at=held["starts_at"])
        assert_told(refusal, "slot_taken", "This slot is now full, please choose another")
    assert 0 < refusal.way_on["retry_after_seconds"] <= 120
    assert refusal.retry_after == str(refusal.way_on["retry_after_seconds"])
    assert len(refusal.way_on["alternatives"]) == 5
    assert [offered(anon, world.riverside, start) for start in refusal.way_on["alternatives"]] == [1] * 5


@pytest.mark.req("TS-13")
def test_a_lapsed_hold_gives_way_at_once(world: World, desk: Desk, anon: Caller) -> None:
    """Nobody has to clean up first: the next one just takes the time, and the late one is told."""
    late = desk.hold()
    desk.let_lapse(late["hold_key"])
    starts_at = late["holds"][0]["starts_at"]
    assert offered(anon, world.riverside, starts_at) == 1
    assert desk.book(anon, starts_at=starts_at)["status"] == "confirmed"
    for verb, more in (("confirm_hold", {"client": details()}), ("extend_hold", {})):
        assert_told(anon.refused(verb, hold_key=late["hold_key"], **more), "hold_expired", "no longer held")


@pytest.mark.parametrize("hold_key", ["", "nobody's", "0" * 64, None, "'; drop table app.holds; --", "😀" * 5000])
def test_a_key_that_opens_nothing(anon: Caller, nothing_written: Watch, hold_key: str | None) -> None:
    """Unknown and lapsed are told alike."""
    with nothing_written():
        assert_told(anon.refused("confirm_hold", hold_key=hold_key, client=details()), "hold_expired", "no longer held")
        assert_told(anon.refused("extend_hold", hold_key=hold_key), "hold_expired", "no longer held")
        assert anon.call("release_hold", hold_key=hold_key) == {"released": False}


@pytest.mark.req("TS-13", "TS-6")
def test_a_released_hold_is_gone(world: World, desk: Desk, anon: Caller, nothing_written: Watch) -> None:
    """The time is free at once; releasing again is no error, confirming is."""
    hold = desk.hold(anon)
    assert anon.call("release_hold", hold_key=hold["hold_key"]) == {"released": True}
    assert offered(anon, world.riverside, hold["holds"][0]["starts_at"]) == 1
    with nothing_written():
        assert anon.call("release_hold", hold_key=hold["hold_key"]) == {"released": False}
        assert_told(anon.refused("confirm_hold", hold_key=hold["hold_key"], client=details()), "hold_expired", "released")


@pytest.mark.req("TS-8")
def test_a_hold_is_confirmed_once(desk: Desk, anon: Caller, nothing_written: Watch) -> None:
    """A second confirmation is told that there is a booking; releasing or extending does not touch it."""
    hold_key = desk.hold(anon)["hold_key"]
    anon.call("confirm_hold", hold_key=hold_key, client=details())
    with nothing_written():
        assert_told(anon.refused("confirm_hold", hold_key=hold_key, client=details()), "hold_conflict", "already confirmed")
        assert_told(anon.refused("extend_hold", hold_key=hold_key), "hold_conflict", "already confirmed")
        assert anon.call("release_hold", hold_key=hold_key) == {"released": False}


def test_a_hold_is_extended_ten_times(desk: Desk, anon: Caller, nothing_written: Watch) -> None:
    """WCAG 2.2.1: five more minutes each time, and an end to it."""
    hold = desk.hold(anon, hold_seconds=30)
    first = datetime.fromisoformat(hold["expires_at"])
    extended = [anon.call("extend_hold", hold_key=hold["hold_key"])["expires_at"] for _ in range(10)]
    assert datetime.fromisoformat(extended[0]) - first >= timedelta(seconds=260)
    with nothing_written():
        assert_told(anon.refused("extend_hold", hold_key=hold["hold_key"]), "too_many_requests", "ten times")


def test_ten_holds_from_one_place(world: World, desk: Desk, anon: Caller, cleo: Caller, nothing_written: Watch) -> None:
    """The eleventh is refused to a stranger, until one is let go; members and strangers elsewhere are not affected."""
    keys = [desk.hold(anon, practitioner="noah")["hold_key"] for _ in range(10)]
    offer, starts_at = world.riverside.offer("noah", "talk"), world.next_start()
    with nothing_written():
        assert_told(anon.refused("request_hold", **offer, starts_at=starts_at), "too_many_requests", "10 times are already held")
    assert desk.hold(world.caller(), practitioner="noah")
    assert desk.hold(cleo, practitioner="noah")
    anon.call("release_hold", hold_key=keys[0])
    assert anon.call("request_hold", **offer, starts_at=starts_at)["hold_key"]


@pytest.mark.req("TS-9")
def test_a_failed_confirmation_releases_the_hold(world: World, desk: Desk, anon: Caller) -> None:
    """The client is elsewhere at that time: refused with 409, and the time is free for others."""
    client, starts_at = details(), world.next_start()
    desk.book(client=client, practitioner="noah", starts_at=starts_at)
    hold_key = desk.hold(anon, starts_at=starts_at)["hold_key"]
    assert_told(anon.refused("confirm_hold", hold_key=hold_key, client=client), "client_busy", "another booking at this time")
    assert offered(world.caller(), world.riverside, starts_at) == 1
    assert_told(anon.refused("confirm_hold", hold_key=hold_key, client=details()), "hold_expired", "no longer held")


@pytest.mark.req("TS-6", "BM-R2")
def test_a_hold_that_moves_a_booking(world: World, desk: Desk, ada: Caller, entries: Entries) -> None:
    """With booking_id, confirming moves that booking, even to a time that overlaps its own; nobody but those who may move it can ask."""
    booked, offer = desk.book(service="buffered"), world.riverside.offer("ada", "buffered")
    overlapping = (datetime.fromisoformat(booked["starts_at"]) + timedelta(minutes=15)).isoformat()
    moving = offer | {"starts_at": overlapping, "booking_id": booked["booking_id"]}
    assert_told(world.caller().refused("request_hold", **moving), "not_signed_in", "sign in")
    for stranger in ("ben", "eve"):
        assert_told(world.caller(stranger).refused("request_hold", **moving), "not_found", "No booking")
    assert_told(world.caller("noah").refused("request_hold", **moving), "not_allowed", "change this booking")

    moved = ada.call("confirm_hold", hold_key=ada.call("request_hold", **moving)["hold_key"])
    assert (moved["booking_id"], moved["status"]) == (booked["booking_id"], "rescheduled")
    assert same(moved["starts_at"], overlapping)
    assert entries(booked["booking_id"])[-1] == (f"user:{world.people['ada'].user_id}", "booking.rescheduled")
