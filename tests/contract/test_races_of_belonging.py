"""Clients who are taken on, or handed over, at the same moment: never more than agreed, never in two hands."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from .racing import OVERLAPS, PATIENCE_SECONDS, ask, call, crowd, in_turn, wait_until_blocked

if TYPE_CHECKING:
    from tests.conftest import Stack

    from .desk import Desk
    from .world import World

pytestmark = pytest.mark.slow

PLACES = 3
RUSH = 20


def newcomers(world: World, desk: Desk, many: int) -> list[str]:
    """As *many* clients of Riverside whom nobody cares for."""
    made = desk.owner.execute(
        "insert into app.clients (organization_id, name, email, phone, time_zone)"
        " select %s, 'Client ' || n, %s || n || '@client.example', '+1 514 555 0199', 'UTC' from generate_series(1, %s) as n returning client_id",
        [world.riverside.organization_id, uuid4().hex, many],
    )
    return [str(row["client_id"]) for row in made.fetchall()]


@pytest.mark.req("CP-2.3", "CP-14.4")
def test_twenty_come_for_three_places(world: World, desk: Desk, stack: Stack) -> None:
    """Three are taken on, and seventeen are told that the practitioner is full."""
    within = {"organization_id": world.riverside.organization_id}
    practitioner = world.caller("cleo").insert("practitioners", **within, slug=f"p-{uuid4().hex[:8]}", display_name="Pat", time_zone="UTC", max_clients=PLACES)[
        "practitioner_id"
    ]
    cleo = world.people["cleo"].user_id
    calls = [call("assign_practitioner", user=cleo, client_id=client, practitioner_id=practitioner) for client in newcomers(world, desk, RUSH)]
    with crowd(stack.database_url, RUSH) as all_go:
        assert Counter(told.word for told in all_go(calls)) == {"ok": PLACES, "practitioner_full": RUSH - PLACES}
    (places,) = world.caller("cleo").rows("practitioner_places", practitioner_id=practitioner)
    assert (places["current_clients"], places["free_places"], places["takes_new_clients"]) == (PLACES, 0, False)


@pytest.fixture
def cared_for(world: World, desk: Desk) -> tuple[str, dict[str, str], str]:
    """A client of ada with an appointment: the client's id, the booking, and its time."""
    starts_at = world.next_start()
    booking = desk.book(starts_at=starts_at)
    client = str(desk.owner.execute("select client_id from app.bookings where booking_id = %s", [booking["booking_id"]]).fetchone()["client_id"])
    world.caller("cleo").call("assign_practitioner", client_id=client, practitioner_id=world.riverside.practitioners["ada"])
    return client, booking, starts_at


@pytest.mark.req("CP-2.3", "TS-2", "BM-R15")
def test_handed_over_while_the_colleague_is_booked(world: World, desk: Desk, stack: Stack, cared_for: tuple[str, dict[str, str], str]) -> None:
    """Whoever comes second finds the time taken: the client with the colleague, or the hand-over, which then changes nothing."""
    client, booking, starts_at = cared_for
    noah = world.riverside.practitioners["noah"]
    hand_over = call("hand_over_client", user=world.people["cleo"].user_id, client_id=client, to_practitioner_id=noah, bookings="move")
    hold = call("request_hold", **world.riverside.offer("noah", "talk"), starts_at=starts_at)
    first, second = in_turn(stack.database_url, hold, hand_over)
    assert (first.word, second.word) == ("ok", "slot_taken")
    assert practitioner_of(desk, booking) == world.riverside.practitioners["ada"]
    world.caller().call("release_hold", hold_key=first.rows[0][0]["hold_key"])

    first, second = in_turn(stack.database_url, hand_over, hold)
    assert (first.word, second.word) == ("ok", "slot_taken")
    assert practitioner_of(desk, booking) == noah
    assert desk.owner.execute(OVERLAPS).fetchone()["count"] == 0


@pytest.mark.req("TS-2", "BM-R15")
def test_handed_over_while_the_practitioner_moves_it(world: World, desk: Desk, stack: Stack, cared_for: tuple[str, dict[str, str], str]) -> None:
    """The practitioner who waited has lost the say; the other way round, what has moved is handed over where it is now."""
    client, booking, _ = cared_for
    cleo, ada = world.people["cleo"].user_id, world.people["ada"].user_id
    later = world.next_start()
    hand_over = call("hand_over_client", user=cleo, client_id=client, to_practitioner_id=world.riverside.practitioners["noah"], bookings="move")
    back = call("hand_over_client", user=cleo, client_id=client, to_practitioner_id=world.riverside.practitioners["ada"], bookings="move")
    move = call("reschedule_booking", user=ada, booking_id=booking["booking_id"], starts_at=later)
    first, second = in_turn(stack.database_url, hand_over, move)
    assert (first.word, second.word) == ("ok", "illegal_transition")
    with crowd(stack.database_url, 1) as all_go:
        assert [told.word for told in all_go([back])] == ["ok"]
    first, second = in_turn(stack.database_url, move, hand_over)
    assert (first.word, second.word) == ("ok", "ok")
    assert practitioner_of(desk, booking) == world.riverside.practitioners["noah"]


@pytest.mark.req("CP-2.3", "TS-2")
def test_handed_over_to_two_at_once(world: World, desk: Desk, stack: Stack, cared_for: tuple[str, dict[str, str], str]) -> None:
    """To a colleague and, by somebody else, to another: one of them, bookings and all, and never a deadlock."""
    client, booking, _ = cared_for
    cleo, riverside = world.people["cleo"].user_id, world.riverside.practitioners
    hand_over = call("hand_over_client", user=cleo, client_id=client, to_practitioner_id=riverside["noah"], bookings="move")
    elsewhere = call("assign_practitioner", user=cleo, client_id=client, practitioner_id=riverside["noah"])
    moved = call("reschedule_booking", user=world.people["ada"].user_id, booking_id=desk.book()["booking_id"], starts_at=world.next_start())
    with crowd(stack.database_url, 3) as all_go:
        words = [told.word for told in all_go([hand_over, elsewhere, moved])]
    assert words[1:] == ["ok", "ok"]
    assert (words[0], practitioner_of(desk, booking)) in {
        ("ok", riverside["noah"]),
        ("invalid_argument", riverside["ada"]),
        ("illegal_transition", riverside["ada"]),
    }


@pytest.mark.req("TS-2")
def test_handed_over_while_the_booking_becomes_an_accounts(world: World, stack: Stack, cared_for: tuple[str, dict[str, str], str]) -> None:
    """Who ties what was booked to an account has the bookings first and then the client, and so has a hand-over: it waits, and never a deadlock."""
    client, booking, _ = cared_for
    noah = world.riverside.practitioners["noah"]
    hand_over = call("hand_over_client", user=world.people["cleo"].user_id, client_id=client, to_practitioner_id=noah, bookings="move")
    with (
        psycopg.connect(stack.database_url, autocommit=True) as tying,
        psycopg.connect(stack.database_url, autocommit=True) as handing,
        psycopg.connect(stack.database_url, autocommit=True) as owner,
        ThreadPoolExecutor() as pool,
    ):
        with tying.transaction():
            tying.execute("select from app.bookings where booking_id = %s for update", [booking["booking_id"]])
            waiting = pool.submit(ask, handing, hand_over)
            wait_until_blocked(owner, handing.info.backend_pid)
            tying.execute("select from app.clients where client_id = %s for no key update", [client])
        assert waiting.result(PATIENCE_SECONDS).word == "ok"


def practitioner_of(desk: Desk, booking: dict[str, str]) -> str:
    """With whom it is."""
    return str(desk.owner.execute("select practitioner_id from app.bookings where booking_id = %s", [booking["booking_id"]]).fetchone()["practitioner_id"])
