"""A message wanted by two at once: the worker that takes it, whoever changes its booking, an admin who has it tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from .racing import ask, at_once, call, in_turn

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Stack

    from .desk import Desk
    from .racing import Act
    from .world import World

    Fates = Callable[[str], list[tuple[str, str, int]]]

CLAIM = call("claim_events", role="service_role", worker="a race", batch_size=500)


@pytest.fixture(autouse=True)
def _nothing_else_is_due(world: World, owner: psycopg.Connection) -> None:
    assert world
    owner.execute("update app.outbox_events set status = 'failed', finished_at = now() where status = 'queued'")


@pytest.fixture
def fates(owner: psycopg.Connection) -> Fates:
    """Tell what became of the messages to a booking's client, in order."""

    def read(booking_id: str) -> list[tuple[str, str, int]]:
        rows = owner.execute(
            "select topic, status, attempts from app.outbox_events where subject_id = %s and recipient = 'client' order by position", [booking_id]
        ).fetchall()
        return [(row["topic"], row["status"], row["attempts"]) for row in rows]

    return read


def one_inside_the_other(dsn: str, first: Act, second: Act) -> None:
    """Let *second* begin and end before *first* has committed: it must not wait."""
    with (
        psycopg.connect(dsn, autocommit=True, options="-c lock_timeout=3s") as following,
        psycopg.connect(dsn, autocommit=True) as leading,
        leading.transaction(),
    ):
        assert ask(leading, first).word == "ok"
        assert ask(following, second).word == "ok"


@pytest.mark.req("DR-5.2", "SC-1.4")
def test_a_change_comes_while_the_worker_takes_the_message_before_it(stack: Stack, world: World, desk: Desk, fates: Fates) -> None:
    """Whoever moves the booking does not wait for the worker, and what the worker has is not superseded."""
    booking_id = desk.book()["booking_id"]
    move = call("reschedule_booking", user=world.people["ada"].user_id, booking_id=booking_id, starts_at=world.next_start())
    one_inside_the_other(stack.database_url, CLAIM, move)
    assert fates(booking_id) == [("booking.confirmed", "queued", 1), ("booking.rescheduled", "queued", 0)]


@pytest.mark.req("DR-5.2", "SC-1.4")
def test_the_worker_comes_while_a_change_supersedes_the_message(stack: Stack, world: World, desk: Desk, fates: Fates) -> None:
    """It leaves the message alone; afterwards only the newer one is there to be taken."""
    booking_id = desk.book()["booking_id"]
    cancel = call("cancel_booking", user=world.people["ada"].user_id, booking_id=booking_id)
    one_inside_the_other(stack.database_url, cancel, CLAIM)
    assert fates(booking_id) == [("booking.confirmed", "dropped", 0), ("booking.cancelled", "queued", 0)]
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        taken = [row[2] for row in ask(connection, CLAIM).rows]
    assert taken == ["booking.cancelled"]


@pytest.mark.req("DR-5.2")
def test_two_admins_try_the_same_message_again(stack: Stack, world: World, desk: Desk, owner: psycopg.Connection) -> None:
    """The second waits, and is told that it is on its way."""
    event_id = desk.event_of(desk.book()["booking_id"])
    owner.execute("update app.outbox_events set status = 'failed', finished_at = now() where event_id = %s", [event_id])
    retry = call("retry_message", user=world.people["cleo"].user_id, event_id=event_id)
    told = in_turn(stack.database_url, retry, retry)
    assert [one.word for one in told] == ["ok", "illegal_transition"]


@pytest.mark.req("DR-5.2", "SC-1.4")
def test_whatever_wins_order_is_kept(stack: Stack, world: World, desk: Desk, owner: psycopg.Connection, fates: Fates) -> None:
    """Two workers, a move, a cancellation and a retry at one moment: nothing newer goes before something older."""
    ada, cleo = world.people["ada"].user_id, world.people["cleo"].user_id
    for _ in range(8):
        booking_id = desk.book()["booking_id"]
        event_id = desk.event_of(booking_id)
        owner.execute("update app.outbox_events set status = 'failed', attempts = 1, finished_at = now() where event_id = %s", [event_id])
        calls = [
            CLAIM,
            CLAIM,
            call("reschedule_booking", user=ada, booking_id=booking_id, starts_at=world.next_start()),
            call("cancel_booking", user=ada, booking_id=booking_id),
            call("retry_message", user=cleo, event_id=event_id),
        ]
        told = at_once(stack.database_url, calls)
        assert set(told) <= {"ok", "illegal_transition"}, told
        waiting = False
        for topic, status, attempts in fates(booking_id):
            # Of those that a worker still has to send, only the first may be in hand.
            assert not (waiting and status == "queued" and attempts > (1 if topic == "booking.confirmed" else 0)), fates(booking_id)
            waiting = waiting or status == "queued"
        assert fates(booking_id)[-1][0] == "booking.cancelled"
