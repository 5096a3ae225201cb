"""Weekly hours, exceptions and settings through the views: validated, kept from overlapping, never pulled away from under a booking."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from .desk import details
from .sentences import assert_told
from .slots import offered
from .test_unbookable import later, new_practitioner

if TYPE_CHECKING:
    from .callers import Caller
    from .conftest import Watch
    from .desk import Desk
    from .world import World

ALL_WEEK = [{"weekday": weekday, "starts_local": "08:00", "ends_local": "20:00"} for weekday in range(1, 8)]


@pytest.mark.req("CP-3.1")
@pytest.mark.parametrize(
    ("change", "promise"),
    [
        ({"weekday": 0}, "weekday_is_iso_8601"),
        ({"weekday": 8}, "weekday_is_iso_8601"),
        ({"starts_local": "03:00", "ends_local": "02:00"}, "start_before_end"),
        ({"starts_local": "02:00", "ends_local": "02:00"}, "start_before_end"),
        ({"starts_local": "01:00:30"}, "keep_whole_minutes"),
        ({"capacity": 0}, "capacity_is_positive"),
        ({"valid_from": "2030-02-01", "valid_until": "2030-01-01"}, "valid_from_before_until"),
        ({"starts_local": "25:00"}, "25:00"),
        ({"weekday": None}, "weekday"),
    ],
)
def test_hours_that_are_none(world: World, ada: Caller, nothing_written: Watch, change: dict[str, Any], promise: str) -> None:
    """400, with the promise of the table that would be broken."""
    rule = {"weekday": 1, "starts_local": "01:00", "ends_local": "02:00", "organization_id": world.riverside.organization_id}
    with nothing_written():
        refusal = ada.refusal_of(ada.view("availability_rules").insert(rule | {"practitioner_id": world.riverside.practitioners["ada"]} | change))
    assert refusal.status == 400
    assert promise in refusal.message


@pytest.mark.parametrize(
    ("view", "change", "promise"),
    [
        ("services", {"duration_minutes": 1}, "services_last_a_day_at_most"),
        ("services", {"capacity": 0}, "services_have_seats"),
        ("services", {"buffer_after_minutes": -1}, "services_buffers_are_short"),
        ("services", {"name": " "}, "services_have_a_name"),
        ("services", {"price_cents": -1}, "services_price_is_not_negative"),
        ("services", {"daily_limit": 0}, "services_daily_limit_is_positive"),
        ("organization_settings", {"reply_to": "nobody"}, "organizations_reply_to_is_an_address"),
        ("organization_settings", {"name": None}, "name"),
        ("organization_settings", {"on_remote_change": "ignore"}, "organizations_on_remote_change_is_known"),
    ],
)
def test_settings_that_are_none(world: World, cleo: Caller, nothing_written: Watch, view: str, change: dict[str, Any], promise: str) -> None:
    """An admin, too, cannot break a promise."""
    with nothing_written():
        refusal = cleo.refusal_of(cleo.view(view).update(change).eq("organization_id", world.riverside.organization_id))
    assert refusal.status == 400
    assert promise in refusal.message


@pytest.mark.req("CP-3.2")
def test_overlapping_hours_are_refused_in_words(world: World, ada: Caller, eve: Caller, nothing_written: Watch) -> None:
    """Which hours they overlap is told to those who may know it, and to nobody else."""
    rule = {"weekday": 2, "starts_local": "19:00", "ends_local": "21:00", "organization_id": world.riverside.organization_id}
    rule |= {"practitioner_id": world.riverside.practitioners["ada"]}
    with nothing_written():
        assert_told(ada.refusal_of(ada.view("availability_rules").insert(rule)), "rule_overlaps", "overlap the ones from 08:00 to 20:00")
        assert eve.refusal_of(eve.view("availability_rules").insert(rule)).word == "denied"


@pytest.mark.req("CP-3.3", "CP-3.4")
def test_hours_do_not_vanish_under_a_booking(world: World, desk: Desk, cleo: Caller, nothing_written: Watch) -> None:
    """Neither by change nor deletion nor time off; the booking is named with its local time, and once it is cancelled they may go."""
    offer = new_practitioner(cleo, world, hours=ALL_WEEK)
    starts_at = world.next_start()
    booking = cleo.call("create_booking", **offer, starts_at=starts_at, client=details())
    weekday = datetime.fromisoformat(starts_at).isoweekday()
    mine = {"practitioner_id": offer["practitioner_id"], "weekday": weekday}
    away = {"organization_id": world.riverside.organization_id, "practitioner_id": offer["practitioner_id"], "kind": "time_off"}
    named = f"{booking['reference']} on {datetime.fromisoformat(starts_at):%Y-%m-%d %H:%M}"
    shorten = cleo.view("availability_rules").update({"starts_local": "19:00"})
    with nothing_written():
        for request in (
            cleo.where(shorten, **mine),
            cleo.where(cleo.view("availability_rules").delete(), **mine),
            cleo.view("availability_exceptions").insert(away | {"starts_at": starts_at, "ends_at": later(starts_at, minutes=1)}),
        ):
            assert_told(cleo.refusal_of(request), "rule_in_use", named)
    cleo.call("cancel_booking", booking_id=booking["booking_id"])
    assert cleo.outcome_of(cleo.where(cleo.view("availability_rules").delete(), **mine)) == "ok"
    assert desk


@pytest.mark.req("CP-3.6")
def test_hours_may_have_fewer_seats_than_the_service(world: World, cleo: Caller, anon: Caller) -> None:
    """Two by the service, one within these hours."""
    offer = new_practitioner(cleo, world, hours=[rule | {"capacity": 1} for rule in ALL_WEEK]) | {"service_id": world.riverside.services["group"]}
    cleo.insert("practitioner_services", organization_id=world.riverside.organization_id, **offer)
    world.riverside.practitioners["pat"] = offer["practitioner_id"]
    starts_at = world.next_start()
    assert offered(anon, world.riverside, starts_at, practitioner="pat", service="group") == 1
    anon.call("request_hold", **offer, starts_at=starts_at)
    assert_told(world.caller().refused("request_hold", **offer, starts_at=starts_at), "slot_taken", "This slot is now full")


def test_hours_of_a_season(world: World, cleo: Caller, anon: Caller) -> None:
    """Valid from one day until another, both included."""
    first = datetime.now(world.riverside.zone).date() + timedelta(days=10)
    season = {"valid_from": first.isoformat(), "valid_until": (first + timedelta(days=1)).isoformat()}
    offer = new_practitioner(cleo, world, hours=[rule | season for rule in ALL_WEEK])
    around = {"from_date": (first - timedelta(days=3)).isoformat(), "to_date": (first + timedelta(days=5)).isoformat()}
    slots = anon.call("available_slots", **offer, **around)
    days = {datetime.fromisoformat(slot["starts_at"]).astimezone(world.riverside.zone).date() for slot in slots}
    assert days == {first, first + timedelta(days=1)}
