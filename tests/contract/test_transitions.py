"""The state machine over HTTP: where each action leads from each state, and a 409 that writes nothing for all that is illegal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .desk import details
from .grid import cells
from .sentences import assert_told

if TYPE_CHECKING:
    from .callers import Caller
    from .conftest import Entries, Watch
    from .desk import Desk
    from .world import World

pytestmark = pytest.mark.slow

# Ada acts.  "begun": confirmed, and its time has come.
GRID = """
             approve_booking  decline_booking  reschedule_booking  cancel_booking  complete_booking  mark_no_show
pending      confirmed        cancelled        illegal             cancelled       illegal           illegal
confirmed    confirmed        illegal          rescheduled         cancelled       illegal           illegal
begun        confirmed        illegal          rescheduled         cancelled       completed         no_show
rescheduled  illegal          illegal          rescheduled         cancelled       illegal           illegal
cancelled    illegal          cancelled        illegal             cancelled       illegal           illegal
completed    illegal          illegal          illegal             illegal         completed         illegal
no_show      illegal          illegal          illegal             illegal         illegal           no_show
"""


def booking_in(state: str, *, desk: Desk, ada: Caller, world: World) -> str:
    """The id of a booking of a stranger with ada, brought to *state* by its verbs."""
    booking_id = desk.book(service="approved" if state == "pending" else "talk")["booking_id"]
    if state in {"begun", "completed", "no_show"}:
        desk.let_begin(booking_id)
    match state:
        case "rescheduled":
            ada.call("reschedule_booking", booking_id=booking_id, starts_at=world.next_start())
        case "cancelled":
            ada.call("cancel_booking", booking_id=booking_id)
        case "completed":
            ada.call("complete_booking", booking_id=booking_id)
        case "no_show":
            ada.call("mark_no_show", booking_id=booking_id)
    return booking_id


@pytest.mark.req("BM-R16", "CP-14.5", "CP-14.6", "TS-16")
@pytest.mark.parametrize(("state", "verb", "leads_to"), cells(GRID))
def test_where_an_action_leads(world: World, desk: Desk, ada: Caller, nothing_written: Watch, state: str, verb: str, leads_to: str) -> None:
    """As the table says, and what was reached already may be asked for again."""
    arguments = {"booking_id": booking_in(state, desk=desk, ada=ada, world=world)}
    if verb == "reschedule_booking":
        arguments["starts_at"] = world.next_start()
    if leads_to != "illegal":
        assert ada.call(verb, **arguments)["status"] == leads_to
        return
    with nothing_written():
        assert_told(ada.refused(verb, **arguments), "illegal_transition", "booking")


@pytest.mark.req("BM-R16")
@pytest.mark.parametrize("state", ["completed", "no_show"])
def test_a_link_changes_nothing_that_is_final(world: World, desk: Desk, ada: Caller, anon: Caller, nothing_written: Watch, state: str) -> None:
    """The client may still look."""
    token = desk.token(booking_in(state, desk=desk, ada=ada, world=world))
    assert anon.call("booking_by_token", token=token)["allowed_actions"] == []
    with nothing_written():
        assert_told(anon.refused("reschedule_by_token", token=token, starts_at=world.next_start()), "illegal_transition")
        assert_told(anon.refused("cancel_by_token", token=token), "illegal_transition")
        assert_told(anon.refused("slots_by_token", token=token, from_date="2030-01-01", to_date="2030-01-02"), "illegal_transition")


@pytest.mark.req("DR-4.2", "BM-R9")
def test_approval_over_http(world: World, desk: Desk, cleo: Caller, entries: Entries) -> None:
    """Pending occupies the time; approved keeps it; declined with a reason gives it back; an approval that never came expires by itself."""
    approved, declined, forgotten = (desk.book(service="approved") for _ in range(3))
    assert {one["status"] for one in (approved, declined, forgotten)} == {"pending"}
    taken = world.riverside.offer("ada", "talk") | {"starts_at": declined["starts_at"]}
    assert_told(world.caller().refused("request_hold", **taken), "slot_taken")

    assert cleo.call("approve_booking", booking_id=approved["booking_id"])["status"] == "confirmed"
    gone = cleo.call("decline_booking", booking_id=declined["booking_id"], reason="On leave")
    assert (gone["status"], gone["cancelled_by"], gone["cancel_reason"]) == ("cancelled", "practitioner", "On leave")
    assert world.caller().call("request_hold", **taken)["hold_key"]

    desk.let_approval_lapse(forgotten["booking_id"])
    assert_told(cleo.refused("approve_booking", booking_id=forgotten["booking_id"]), "illegal_transition", "time to approve")
    assert world.caller("service").call("tick")["bookings_expired"] >= 1
    expired = cleo.rows("bookings", booking_id=forgotten["booking_id"])[0]
    assert (expired["status"], expired["cancelled_by"]) == ("cancelled", "system")
    cleo_did = f"user:{world.people['cleo'].user_id}"
    assert entries(approved["booking_id"])[-1] == (cleo_did, "booking.approved")
    assert entries(declined["booking_id"])[-1] == (cleo_did, "booking.declined")
    assert entries(forgotten["booking_id"])[-1] == ("system:tick", "booking.expired")


@pytest.mark.req("BM-R9", "DR-4.1")
def test_a_signed_in_client_is_the_actor(world: World, desk: Desk, ben: Caller, entries: Entries) -> None:
    """Whoever has an account acts under it, also for the own bookings."""
    booking = desk.book(ben, client=details(email=world.people["ben"].email))
    ben.call("reschedule_booking", booking_id=booking["booking_id"], starts_at=world.next_start())
    seen = ben.call("cancel_booking", booking_id=booking["booking_id"], reason="Changed my mind")
    assert (seen["status"], seen["cancelled_by"]) == ("cancelled", "client")
    actor = f"user:{world.people['ben'].user_id}"
    assert entries(booking["booking_id"]) == [(actor, f"booking.{done}") for done in ("created", "rescheduled", "cancelled")]


@pytest.mark.req("BM-R15", "BM-R2", "DR-3.2")
def test_moving_passes_the_checks_of_booking(desk: Desk, ada: Caller, nothing_written: Watch) -> None:
    """BM-S8: a taken time, a time outside the hours, a past one: each refused by its word, and the booking stays where it is."""
    mine, other = desk.book()["booking_id"], desk.book()
    night = other["starts_at"][:11] + "06:30:00+00:00"
    with nothing_written():
        assert_told(ada.refused("reschedule_booking", booking_id=mine, starts_at=other["starts_at"]), "slot_taken", "please choose another")
        assert_told(ada.refused("reschedule_booking", booking_id=mine, starts_at=night), "outside_availability")
        assert_told(ada.refused("reschedule_booking", booking_id=mine, starts_at="2020-01-01T10:00:00Z"), "too_soon", "past")
        assert_told(ada.refused("reschedule_booking", booking_id=mine, starts_at=None), "invalid_argument", "starts_at is missing")
