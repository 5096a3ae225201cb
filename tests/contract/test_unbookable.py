"""Times and things that cannot be booked: archived, foreign, unpublished, in time off, in a daylight-saving gap, in a buffer, full."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from .desk import details
from .scenes import new_practitioner
from .sentences import assert_told
from .slots import offered, same

if TYPE_CHECKING:
    import psycopg

    from .callers import Caller
    from .conftest import Watch
    from .desk import Desk
    from .world import World


def later(starts_at: str, **by: float) -> str:
    """The instant that much later."""
    return (datetime.fromisoformat(starts_at) + timedelta(**by)).isoformat()


@pytest.mark.req("TS-1", "BM-R10")
def test_what_is_no_longer_or_not_yet_offered(world: World, cleo: Caller, anon: Caller, nothing_written: Watch) -> None:
    """An archived service, a link switched off, an unpublished profile and another tenant's service are all simply not there."""
    starts_at, within = world.next_start(), {"organization_id": world.riverside.organization_id}
    archived = cleo.insert("services", **within, name="Old", duration_minutes=60)["service_id"]
    switched_off = cleo.insert("services", **within, name="Off", duration_minutes=60)["service_id"]
    ada = world.riverside.practitioners["ada"]
    for service_id in (archived, switched_off):
        cleo.insert("practitioner_services", **within, practitioner_id=ada, service_id=service_id)
    cleo.view("services").update({"archived_at": "2026-01-01T00:00:00Z"}).eq("service_id", archived).execute()
    cleo.view("practitioner_services").update({"active": False}).match({"practitioner_id": ada, "service_id": switched_off}).execute()
    hidden = new_practitioner(cleo, world, hours=[{"weekday": 1, "starts_local": "08:00", "ends_local": "20:00"}], published=False)
    offers = [
        {"practitioner_id": ada, "service_id": archived},
        {"practitioner_id": ada, "service_id": switched_off},
        {"practitioner_id": ada, "service_id": world.hill.services["talk"]},
        hidden,
    ]
    with nothing_written():
        for offer in offers:
            assert_told(anon.refused("request_hold", **offer, starts_at=starts_at), "not_found", "does not offer")
            assert_told(anon.refused("available_slots", **offer, from_date="2030-01-01", to_date="2030-01-02"), "not_found", "does not offer")
            assert_told(world.caller("eve").refused("create_booking", **offer, starts_at=starts_at, client=details()), "not_found", "does not")


@pytest.mark.req("DR-3.1", "CP-3.3")
def test_time_off_and_extra_hours(world: World, ada: Caller, anon: Caller, nothing_written: Watch) -> None:
    """Time off takes an offered hour away; extra hours add one at night."""
    starts_at = world.next_start()
    night = later(starts_at, hours=(23 - datetime.fromisoformat(starts_at).hour))
    within = {"organization_id": world.riverside.organization_id, "practitioner_id": world.riverside.practitioners["ada"]}
    ada.insert("availability_exceptions", **within, kind="time_off", starts_at=later(starts_at, minutes=30), ends_at=later(starts_at, minutes=45))
    ada.insert("availability_exceptions", **within, kind="extra_hours", starts_at=night, ends_at=later(night, hours=1))
    assert (offered(anon, world.riverside, starts_at), offered(anon, world.riverside, night)) == (0, 1)
    with nothing_written():
        refusal = anon.refused("request_hold", **world.riverside.offer("ada", "talk"), starts_at=starts_at)
        assert_told(refusal, "outside_availability", "The practitioner is away at this time.")
    assert same(anon.call("request_hold", **world.riverside.offer("ada", "talk"), starts_at=night)["holds"][0]["starts_at"], night)


@pytest.mark.req("DR-3.1")
def test_hours_inside_a_daylight_saving_gap_do_not_exist(world: World, cleo: Caller, nothing_written: Watch) -> None:
    """From 2:00 to 3:00 on the Sunday on which Toronto's clocks jump over that hour, nothing is offered; a week later it is."""
    toronto = ZoneInfo("America/Toronto")
    day = datetime.now(toronto).replace(hour=12, minute=0, second=0, microsecond=0)
    while day.utcoffset() >= (day + timedelta(days=1)).utcoffset():
        day += timedelta(days=1)
    gap = (day + timedelta(days=1)).replace(hour=2)
    offer = new_practitioner(cleo, world, hours=[{"weekday": 7, "starts_local": "02:00", "ends_local": "03:00"}])
    slots = cleo.call("available_slots", **offer, from_date=gap.date().isoformat(), to_date=(gap + timedelta(days=7)).date().isoformat())
    assert [datetime.fromisoformat(slot["starts_at"]).astimezone(toronto) for slot in slots] == [gap + timedelta(days=7)]
    with nothing_written():
        assert_told(cleo.refused("request_hold", **offer, starts_at=gap.isoformat()), "outside_availability", "outside the practitioner's hours")


@pytest.mark.req("CP-3.5", "CP-5.3", "TS-2", "TS-11")
def test_the_buffer_of_another_booking(world: World, desk: Desk, anon: Caller, nothing_written: Watch) -> None:
    """A quarter of an hour before and after stays free, for other services as well, and no further."""
    starts_at = later(world.next_start(), hours=1)
    desk.book(service="buffered", starts_at=starts_at)
    with nothing_written():
        for minutes, service in ((60, "talk"), (60, "buffered"), (75, "buffered"), (-60, "talk"), (0, "talk"), (30, "buffered")):
            refusal = anon.refused("request_hold", **world.riverside.offer("ada", service), starts_at=later(starts_at, minutes=minutes))
            assert_told(refusal, "slot_taken", "please choose another")
            assert refusal.way_on["retry_after_seconds"] is None
            assert refusal.retry_after is None
    assert desk.book(service="buffered", starts_at=later(starts_at, minutes=90))["status"] == "confirmed"


@pytest.mark.req("CP-3.6", "CP-5.2", "CP-5.5", "CP-5.8", "CP-5.7")
def test_a_full_slot_and_a_seat_that_comes_back(world: World, desk: Desk, anon: Caller, nothing_written: Watch) -> None:
    """Two seats, two clients, no third; when one cancels, the seat is there again."""
    starts_at = world.next_start()
    first = desk.book(service="group", starts_at=starts_at)
    assert offered(anon, world.riverside, starts_at, service="group") == 1
    desk.book(service="group", starts_at=starts_at)
    assert offered(anon, world.riverside, starts_at, service="group") == 0
    with nothing_written():
        refusal = anon.refused("request_hold", **world.riverside.offer("ada", "group"), starts_at=starts_at)
        assert_told(refusal, "slot_full", "This slot is now full, please choose another")
        assert len(refusal.way_on["alternatives"]) > 0
    anon.call("cancel_by_token", token=desk.token(first["booking_id"]))
    assert desk.book(service="group", starts_at=starts_at)["status"] == "confirmed"


@pytest.mark.req("TS-1")
def test_a_client_is_not_in_two_places_at_once(world: World, desk: Desk, anon: Caller, nothing_written: Watch) -> None:
    """Neither by moving nor by the practitioner's hand."""
    client, starts_at = details(), world.next_start()
    desk.book(client=client, starts_at=starts_at)
    elsewhere = desk.book(client=client, practitioner="noah", starts_at=later(starts_at, hours=1))
    token = desk.token(elsewhere["booking_id"])
    with nothing_written():
        assert_told(anon.refused("reschedule_by_token", token=token, starts_at=starts_at), "client_busy", "another booking at this time")
        manual = world.riverside.offer("noah", "talk") | {"starts_at": starts_at, "client": client}
        assert_told(world.caller("noah").refused("create_booking", **manual), "client_busy", "another booking at this time")


@pytest.mark.req("DR-3.1")
def test_the_daily_limit_is_for_clients(world: World, desk: Desk, owner: psycopg.Connection, ada: Caller, anon: Caller) -> None:  # noqa: ARG001
    """One a day: the second is refused to a client, not to the practitioner."""
    starts_at = world.next_start()
    desk.book(practitioner="noah", service="daily", starts_at=starts_at)
    other = world.riverside.offer("noah", "daily") | {"starts_at": later(starts_at, hours=1)}
    assert_told(anon.refused("request_hold", **other), "outside_availability", "limit for this day")
    assert world.caller("noah").call("create_booking", **other, client=details())["status"] == "confirmed"
