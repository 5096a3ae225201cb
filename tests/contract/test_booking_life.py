"""The main job over HTTP: a free time becomes a booking that is moved, cancelled and free again, and everybody's part in it is on record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest

from .desk import details
from .slots import offered, same

if TYPE_CHECKING:
    from tests.conftest import Stack

    from .callers import Caller
    from .conftest import Entries
    from .desk import Desk
    from .world import World


@pytest.mark.req("BM-R5", "BM-R6", "BM-R7", "BM-R8", "BM-R9", "DR-3.3", "CP-5.1", "CP-5.4", "CP-5.8")
def test_a_stranger_books_moves_and_cancels_by_link(world: World, desk: Desk, anon: Caller, entries: Entries) -> None:
    """From a free slot to a kept booking, and back to a free slot."""
    first, second, client = world.next_start(), world.next_start(), details()
    assert offered(anon, world.riverside, first) == 1

    hold = desk.hold(anon, starts_at=first)
    assert offered(world.caller(), world.riverside, first) == 0
    assert offered(anon, world.riverside, first, hold_key=hold["hold_key"]) == 1

    booking = anon.call("confirm_hold", hold_key=hold["hold_key"], client=client, note="By the side door, please.")
    assert booking["status"] == "confirmed"
    assert same(booking["starts_at"], first)
    assert offered(anon, world.riverside, first) == 0

    token = desk.token(booking["booking_id"])
    seen = anon.call("booking_by_token", token=token)
    assert (seen["reference"], seen["time_zone"], seen["allowed_actions"]) == (booking["reference"], "America/Vancouver", ["reschedule", "cancel"])

    moved = anon.call("reschedule_by_token", token=token, starts_at=second)
    assert (moved["status"], moved["reference"]) == ("rescheduled", booking["reference"])
    assert same(moved["starts_at"], second)
    assert (offered(anon, world.riverside, first), offered(anon, world.riverside, second)) == (1, 0)

    cancelled = anon.call("cancel_by_token", token=token, reason="A cold")
    assert cancelled["status"] == "cancelled"
    assert offered(world.caller(), world.riverside, second) == 1

    who = f"client:{client['email']}"
    assert [entry for entry in entries(booking["booking_id"]) if entry[1] != "booking.link_issued"] == [
        (who, "booking.created"),
        (who, "booking.rescheduled"),
        (who, "booking.cancelled"),
    ]


@pytest.mark.req("BM-R3", "BM-R4", "BM-R9", "BM-R17", "BM-Q4")
def test_a_practitioner_books_for_a_client_and_is_the_actor(world: World, ada: Caller, entries: Entries) -> None:
    """By create_booking: confirmed at once, moved and cancelled with a reason, and each time it was ada."""
    first, second, client = world.next_start(), world.next_start(), details()
    booking = ada.call("create_booking", **world.riverside.offer("ada", "approved"), starts_at=first, client=client)
    assert booking["status"] == "confirmed"
    moved = ada.call("reschedule_booking", booking_id=booking["booking_id"], starts_at=second)
    assert (moved["status"], moved["client_name"], moved["ics_sequence"]) == ("rescheduled", client["name"], 1)
    cancelled = ada.call("cancel_booking", booking_id=booking["booking_id"], reason="Ada is ill")
    assert (cancelled["status"], cancelled["cancelled_by"], cancelled["cancel_reason"]) == ("cancelled", "practitioner", "Ada is ill")
    actor = f"user:{world.people['ada'].user_id}"
    assert entries(booking["booking_id"]) == [(actor, f"booking.{done}") for done in ("created", "rescheduled", "cancelled")]


@pytest.mark.req("BM-R9", "TS-16", "DR-4.2")
@pytest.mark.parametrize(("verb", "status", "action"), [("complete_booking", "completed", "completed"), ("mark_no_show", "no_show", "no_show")])
def test_attendance_is_told_once_it_has_begun(desk: Desk, ada: Caller, entries: Entries, verb: str, status: str, action: str) -> None:
    """Before the beginning it is refused; afterwards it is kept, with who said so."""
    booking_id = desk.book()["booking_id"]
    assert ada.refused(verb, booking_id=booking_id).word == "illegal_transition"
    desk.let_begin(booking_id)
    assert ada.call(verb, booking_id=booking_id)["status"] == status
    assert ada.call(verb, booking_id=booking_id)["status"] == status
    assert [done for _, done in entries(booking_id)] == ["booking.created", f"booking.{action}"]


@pytest.mark.req("BM-R1")
def test_five_upcoming_and_three_past_bookings_all_show(world: World, desk: Desk, cleo: Caller) -> None:
    """BM-S1: the list has service, client, time and status of each."""
    guest = world.new_account()
    member = world.join(guest, tenant=world.riverside, admin="cleo")
    slug = f"practitioner-{member['member_id'][:8]}"
    practitioner_id = world.caller(guest).rows("practitioners", slug=slug)[0]["practitioner_id"]
    world.riverside.practitioners[guest] = practitioner_id
    within = {"organization_id": world.riverside.organization_id, "practitioner_id": practitioner_id}
    cleo.insert("practitioner_services", **within, service_id=world.riverside.services["talk"])
    for weekday in range(1, 8):
        cleo.insert("availability_rules", **within, weekday=weekday, starts_local="08:00", ends_local="20:00")
    booked = [desk.book(cleo, practitioner=guest, client=details(name=f"Client {number}")) for number in range(8)]
    for days, booking in enumerate(booked[:3], start=1):
        desk.let_begin(booking["booking_id"], hours_ago=24 * days)

    listed = world.caller(guest).view("bookings").select("*").order("starts_at").execute().data
    assert [row["client_name"] for row in listed] == [f"Client {number}" for number in (2, 1, 0, 3, 4, 5, 6, 7)]
    assert {(row["service_name"], row["status"]) for row in listed} == {("talk at riverside", "confirmed")}
    assert [datetime.fromisoformat(row["ends_at"]) - datetime.fromisoformat(row["starts_at"]) for row in listed] == [timedelta(hours=1)] * 8


@pytest.mark.req("BM-R7")
def test_a_look_at_where_a_booking_could_go_waits_for_nobody(stack: Stack, desk: Desk, ada: Caller) -> None:
    """While somebody else changes the very booking, whoever only looks is answered."""
    booking_id = desk.book()["booking_id"]
    with psycopg.connect(stack.database_url) as busy:
        busy.execute("select app.lock_practitioner(practitioner_id) from app.bookings where booking_id = %s", [booking_id])
        busy.execute("select from app.bookings where booking_id = %s for update", [booking_id])
        # So far ahead nothing can be booked yet: an answer, too.
        assert ada.call("slots_of_booking", booking_id=booking_id, from_date="2030-01-01", to_date="2030-01-02") == []
        busy.rollback()
