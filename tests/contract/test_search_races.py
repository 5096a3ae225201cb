"""The bounds of next slots: what frees time and what raises bounds, each just before the other has committed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest

from .racing import PATIENCE_SECONDS, ask, call, wait_until_blocked

if TYPE_CHECKING:
    from tests.conftest import Stack

    from .desk import Desk
    from .world import World

pytestmark = pytest.mark.slow

LOOK_AGAIN = "update app.next_slots set looked_at = null where practitioner_id = %s"
TIGHTEN = "select app.tighten_next_slots(10000)"
TOO_LATE = """
select count(*) from app.next_slots as n
cross join lateral app.free_slots(app.public_offering(n.practitioner_id, n.service_id), app.now(), 'infinity') as f
where n.practitioner_id = %s and f.starts_at < n.not_before
"""
BOUND = "select min(n.not_before) as at from app.next_slots as n where n.practitioner_id = %s"


@pytest.fixture
def first_slot(world: World, desk: Desk, owner: psycopg.Connection) -> tuple[str, str]:
    """The first slot of ada's talk, booked, and her bounds behind it: the booking and her id."""
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    offer = world.riverside.offer("ada", "talk")
    days = {"from_date": tomorrow.isoformat(), "to_date": (tomorrow + timedelta(days=14)).isoformat()}
    slots = world.caller().call("available_slots", **offer, **days)
    booking = desk.book(starts_at=slots[0]["starts_at"])["booking_id"]
    practitioner = str(offer["practitioner_id"])
    owner.execute(LOOK_AGAIN, [practitioner])
    owner.execute(TIGHTEN)
    owner.execute(LOOK_AGAIN, [practitioner])
    return booking, practitioner


@pytest.mark.req("DR-2.2")
def test_a_bound_is_raised_while_time_is_being_freed(world: World, stack: Stack, owner: psycopg.Connection, first_slot: tuple[str, str]) -> None:
    """Whoever raises bounds passes over the practitioner, and does not wait."""
    booking, practitioner = first_slot
    cancel = call("cancel_booking", user=world.people["ada"].user_id, booking_id=booking)
    with psycopg.connect(stack.database_url, autocommit=True) as ada:
        with ada.transaction():
            assert ask(ada, cancel).word == "ok"
            owner.execute("set lock_timeout = '5s'")
            owner.execute(TIGHTEN)
        assert owner.execute(TOO_LATE, [practitioner]).fetchone() == {"count": 0}


@pytest.mark.req("DR-2.2")
def test_time_is_freed_while_a_bound_is_being_raised(world: World, stack: Stack, owner: psycopg.Connection, first_slot: tuple[str, str]) -> None:
    """Whoever frees time waits for the one statement that writes bounds, and lowers what it wrote."""
    booking, practitioner = first_slot
    cancel = call("cancel_booking", user=world.people["ada"].user_id, booking_id=booking)
    with (
        psycopg.connect(stack.database_url, autocommit=True) as ada,
        psycopg.connect(stack.database_url, autocommit=True) as tick,
        psycopg.connect(stack.database_url, autocommit=True) as onlooker,
        ThreadPoolExecutor() as pool,
    ):
        with tick.transaction():
            tick.execute(TIGHTEN)
            raised = tick.execute(BOUND, [practitioner]).fetchone()
            cancelling = pool.submit(ask, ada, cancel)
            wait_until_blocked(onlooker, ada.info.backend_pid)
        assert cancelling.result(PATIENCE_SECONDS).word == "ok"
    assert owner.execute(TOO_LATE, [practitioner]).fetchone() == {"count": 0}
    assert owner.execute(BOUND, [practitioner]).fetchone()["at"] < raised[0]
