"""Who waits and who is quicker: what a cancellation frees goes to the first on the list, and one answer to an offer counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from .desk import details
from .racing import OVERLAPS, call, crowd
from .world import token_and_hash

if TYPE_CHECKING:
    from tests.conftest import Stack

    from .desk import Desk
    from .world import World

pytestmark = pytest.mark.slow

CROWD = 8
ROUNDS = 5
OPEN = "select count(*) from app.waitlist_offers where entry_id = %s and status = 'open'"


def wish_for(world: World, starts_at: str, offset_minutes: int) -> dict[str, Any]:
    """A wish for just this hour with ada, and its link's token."""
    local = datetime.fromisoformat(starts_at) + timedelta(minutes=offset_minutes)
    day, clock, until = f"{local:%F}", f"{local:%H:%M}", f"{local.hour + 1}:00"
    entry_id = world.caller().call(
        "join_waitlist", **world.riverside.offer("ada", "talk"), from_date=day, to_date=day, from_local=clock, until_local=until, client=details()
    )["entry_id"]
    token, token_hash = token_and_hash()
    world.caller("service").call("register_waitlist_token", entry_id=entry_id, token_hash=token_hash, expires_at=f"{local + timedelta(days=30):%FT%TZ}")
    return {"entry_id": entry_id, "token": token}


def wished_booking(world: World, desk: Desk) -> tuple[str, dict[str, Any], str]:
    """A booking of ada's that somebody waits for: its link's token, the wish, and its start."""
    hold = desk.hold()
    (held,) = hold["holds"]
    booking = world.caller().call("confirm_hold", hold_key=hold["hold_key"], client=details())
    wish = wish_for(world, held["starts_at"], held["start_offset_minutes"])
    return desk.token(booking["booking_id"]), wish, held["starts_at"]


@pytest.mark.req("BM-R8", "CP-5.7")
def test_what_is_cancelled_goes_to_who_waits_whoever_reaches_for_it(world: World, desk: Desk, stack: Stack) -> None:
    """Eight visitors want the time at the moment at which it is cancelled: the list comes first."""
    with crowd(stack.database_url, CROWD) as at_once, psycopg.connect(stack.database_url, autocommit=True) as owner:
        for _ in range(ROUNDS):
            token, wish, starts_at = wished_booking(world, desk)
            reach = call("request_hold", **world.riverside.offer("ada", "talk"), starts_at=starts_at)
            cancelled, *others = at_once([call("cancel_by_token", token=token), *[reach] * (CROWD - 1)])
            assert cancelled.word == "ok"
            assert {told.word for told in others} == {"slot_taken"}
            assert owner.execute(OPEN, [wish["entry_id"]]).fetchone() == (1,)
        assert owner.execute(OVERLAPS).fetchone() == (0,)


@pytest.mark.req("TS-10")
def test_one_answer_to_an_offer_counts(world: World, desk: Desk, stack: Stack) -> None:
    """Accepted, declined and withdrawn at once, twice each, while time passes: one thing happens, and the others are told."""
    with crowd(stack.database_url, CROWD) as at_once, psycopg.connect(stack.database_url, autocommit=True) as owner:
        for _ in range(ROUNDS):
            cancel, wish, _ = wished_booking(world, desk)
            world.caller().call("cancel_by_token", token=cancel)
            token = wish["token"]
            offer = world.caller().call("waitlist_by_token", token=token)["offer"]["offer_id"]
            accept = call("accept_waitlist_offer", offer_id=offer, token=token)
            decline = call("decline_waitlist_offer", offer_id=offer, token=token)
            told = at_once([accept, decline, accept, decline, accept, decline, call("leave_waitlist", token=token), call("tick", role="service_role")])
            assert {each.word for each in told} <= {"ok", "hold_conflict", "hold_expired"}
            accepted = sum(each.word == "ok" for each in told[0:6:2])
            bookings, status = owner.execute(
                "select (select count(*) from app.bookings as b where b.claim_id = o.claim_id), o.status from app.waitlist_offers as o where offer_id = %s",
                [offer],
            ).fetchone()
            assert accepted == bookings == (status == "accepted")
            assert accepted or not owner.execute(OPEN, [wish["entry_id"]]).fetchone()[0]
