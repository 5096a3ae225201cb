"""Whatever people type comes back as they typed it; what no table can keep is refused, and none of it is ever executed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .desk import details
from .sentences import assert_told

if TYPE_CHECKING:
    import psycopg

    from .callers import Caller
    from .conftest import Watch
    from .desk import Desk
    from .world import World

ODD = [
    "Zoë Ångström-O'Brien",
    "'; drop table app.bookings; --",
    "$$ || current_user || $$",
    "%s %1$s {0} ${name} \\x41",
    "<script>alert(1)</script>",
    "\u202eolleh\u202c",
    "مريم",
    "👩\u200d👩\u200d👧 \U0001f1e8\U0001f1e6",
    "null",
    "\u00a0Kim\u200b",
    "K" * 200,
]


@pytest.mark.parametrize("odd", ODD)
def test_odd_names_and_notes_come_back_unchanged(desk: Desk, ada: Caller, anon: Caller, odd: str) -> None:
    """To the practitioner and to the client."""
    booking_id = desk.book(client=details(name=odd), note=odd * 3)["booking_id"]
    (seen,) = ada.rows("bookings", booking_id=booking_id)
    assert (seen["client_name"], seen["note"]) == (odd, odd * 3)
    assert anon.call("booking_by_token", token=desk.token(booking_id))["client"] == {"name": odd}


def test_nul_is_refused(desk: Desk, ada: Caller, anon: Caller, nothing_written: Watch) -> None:
    """The one character that no text can hold: 400, from the database itself."""
    hold_key, booking_id = desk.hold(anon)["hold_key"], desk.book()["booking_id"]
    with nothing_written():
        for refusal in (
            anon.refused("confirm_hold", hold_key=hold_key, client=details(name="Kim\0")),
            anon.refused("confirm_hold", hold_key=hold_key, client=details(), note="\0"),
            anon.refused("booking_by_token", token="\0"),  # noqa: S106 - no token
            ada.refused("cancel_booking", booking_id=booking_id, reason="a\0b"),
        ):
            assert refusal.status == 400
            assert refusal.code in {"22P05", "22021"}


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("request_hold", {"practitioner_id": "ada"}),
        ("request_hold", {"starts_at": "tomorrow at noon"}),
        ("request_hold", {"starts_at": "2030-02-30T10:00:00Z"}),
        ("request_hold", {"hold_seconds": "many"}),
        ("request_hold", {"hold_seconds": 10**12}),
        ("available_slots", {"from_date": "soon", "to_date": "2030-01-02"}),
        ("cancel_booking", {"booking_id": "'; --"}),
        ("reschedule_booking", {"booking_id": "7d5e8a52-6a3c-4f0e-9d61-0f6a3f1c2b1", "starts_at": "2030-01-01T10:00:00Z"}),
    ],
)
def test_arguments_that_are_not_of_their_type(world: World, ada: Caller, nothing_written: Watch, verb: str, arguments: dict[str, Any]) -> None:
    """400 with the four fields, before anything is looked at."""
    right = {} if "booking_id" in arguments else world.riverside.offer("ada", "talk")
    if verb == "request_hold":
        right["starts_at"] = "2030-01-01T15:00:00Z"
    with nothing_written():
        refusal = ada.refused(verb, **(right | arguments))
    assert refusal.status == 400
    assert (refusal.code or "")[:2] == "22"
    assert refusal.message


@pytest.mark.parametrize("body", ["{", "", "null", "[]", '"text"', '{"token": }'])
def test_bodies_that_are_no_object(anon: Caller, nothing_written: Watch, body: str) -> None:
    """Refused as JSON or as a call of nothing; never an accident."""
    with nothing_written():
        answer = anon.raw("POST", "rpc/cancel_by_token", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 404}
    assert answer.json().keys() == {"code", "message", "details", "hint"}


def test_a_verb_with_too_few_or_unknown_arguments(world: World, anon: Caller, nothing_written: Watch) -> None:
    """There is no such verb, and the answer names what there is not."""
    with nothing_written():
        assert anon.refused("request_hold", practitioner_id=world.riverside.practitioners["ada"]).code == "PGRST202"
        assert anon.refused("booking_by_token", token="x", admin=True).code == "PGRST202"  # noqa: S106 - no token


def test_overrides_are_for_members(world: World, desk: Desk, anon: Caller, ada: Caller, owner: psycopg.Connection, nothing_written: Watch) -> None:
    """A client's JSON does not reach billing; a practitioner's is kept as it was sent."""
    hold_key, overrides = desk.hold(anon)["hold_key"], {"cpt": {"code": "90834", "modifiers": ["95"]}}
    with nothing_written():
        assert_told(anon.refused("confirm_hold", hold_key=hold_key, client=details(), overrides=overrides), "not_allowed", "override")
    manual = world.riverside.offer("ada", "talk") | {"starts_at": world.next_start(), "client": details()}
    booked = ada.call("create_booking", **manual, overrides=overrides)
    assert ada.rows("bookings", booking_id=booked["booking_id"])[0]["overrides"] == overrides
    assert owner.execute("select to_regclass('app.bookings') is not null as there").fetchone() == {"there": True}
