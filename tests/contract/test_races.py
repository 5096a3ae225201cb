"""Two callers, or fifty, at once: one right state afterwards, every loser told why, and never a deadlock."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from .desk import details
from .racing import OVERLAPS, PATIENCE_SECONDS, at_once, call, crowd, wait_until_blocked, word_of
from .world import token_and_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Stack

    from .desk import Desk
    from .world import World

pytestmark = [pytest.mark.usefixtures("nobody_twice"), pytest.mark.slow]


@pytest.fixture
def nobody_twice(stack: Stack) -> Iterator[None]:
    """After each race, a self-join of the claims finds no overlap."""
    yield
    with psycopg.connect(stack.database_url) as owner:
        assert owner.execute(OVERLAPS).fetchone() == (0,)


def user(world: World, name: str) -> str:
    """Return the account id of one of the people."""
    return world.people[name].user_id


def status(stack: Stack, booking_id: str) -> str:
    """Return the booking's status as the table has it."""
    with psycopg.connect(stack.database_url) as owner:
        return owner.execute("select status from app.bookings where booking_id = %s", [booking_id]).fetchone()[0]


@pytest.mark.req("BM-R15", "CP-5.7", "TS-2")
def test_the_second_of_two_guests_waits_and_is_refused(world: World, stack: Stack) -> None:
    """The lock lets the second wait for the first, and the constraint refuses it when the first commits."""
    wanted = world.riverside.offer("ada", "talk") | {"starts_at": world.next_start()}
    request = "select api.request_hold(%(practitioner_id)s, %(service_id)s, %(starts_at)s)"
    with (
        psycopg.connect(stack.database_url) as first,
        psycopg.connect(stack.database_url) as second,
        psycopg.connect(stack.database_url, autocommit=True) as owner,
        ThreadPoolExecutor() as pool,
    ):
        first.execute(request, wanted)
        refused = pool.submit(second.execute, request, wanted)
        wait_until_blocked(owner, second.info.backend_pid)
        first.commit()
        with pytest.raises(psycopg.Error) as told:
            refused.result(PATIENCE_SECONDS)
        assert word_of(told.value) == "slot_taken"


@pytest.mark.req("BM-R15", "CP-5.7", "TS-2")
def test_fifty_reach_for_one_seat(world: World, stack: Stack) -> None:
    """Twenty rounds: one winner each, forty-nine told slot_taken."""
    with crowd(stack.database_url, 50) as all_go:
        for _ in range(20):
            hold = call("request_hold", **world.riverside.offer("ada", "talk"), starts_at=world.next_start())
            assert Counter(told.word for told in all_go([hold] * 50)) == {"ok": 1, "slot_taken": 49}


@pytest.mark.req("TS-2")
def test_overlapping_starts_have_one_winner(world: World, stack: Stack) -> None:
    """10:00 and, with another service, the same hour: buffers and lengths count, not only equal starts."""
    starts_at = datetime.fromisoformat(world.next_start())
    with psycopg.connect(stack.database_url, autocommit=True) as owner:
        owner.execute("update app.services set step_minutes = 15 where service_id = %s", [world.riverside.services["talk"]])
    offer = world.riverside.offer("ada", "talk")
    calls = [call("request_hold", **offer, starts_at=(starts_at + timedelta(minutes=15 * (n % 4))).isoformat()) for n in range(20)]
    try:
        answers = Counter(at_once(stack.database_url, calls))
    finally:
        with psycopg.connect(stack.database_url, autocommit=True) as owner:
            owner.execute("update app.services set step_minutes = 60 where service_id = %s", [world.riverside.services["talk"]])
    # Of starts a quarter of an hour apart, an hour's session leaves room for one.
    assert answers == {"ok": 1, "slot_taken": 19}


@pytest.mark.req("CP-3.6", "CP-5.5", "CP-5.7")
def test_the_last_seats_of_a_group(world: World, stack: Stack) -> None:
    """As many win as there are seats, the others are told that the slot is full."""
    with psycopg.connect(stack.database_url) as owner:
        seats = owner.execute("select capacity from app.services where service_id = %s", [world.riverside.services["group"]]).fetchone()[0]
    hold = call("request_hold", **world.riverside.offer("ada", "group"), starts_at=world.next_start())
    assert Counter(at_once(stack.database_url, [hold] * 20)) == {"ok": seats, "slot_full": 20 - seats}


@pytest.mark.req("BM-R15", "BM-R7", "BM-S8")
def test_two_bookings_moved_to_one_time(world: World, desk: Desk, stack: Stack) -> None:
    """One is moved; the other is told, and keeps the time it has."""
    bookings = [desk.book() for _ in range(2)]
    target = world.next_start()
    calls = [call("reschedule_booking", user=user(world, "ada"), booking_id=b["booking_id"], starts_at=target) for b in bookings]
    answers = at_once(stack.database_url, calls)
    assert sorted(answers) == ["ok", "slot_taken"]
    assert {status(stack, b["booking_id"]): answer for b, answer in zip(bookings, answers, strict=True)} == {
        "rescheduled": "ok",
        "confirmed": "slot_taken",
    }


@pytest.mark.req("TS-10")
def test_one_request_sent_twice_at_once_has_one_answer(world: World, stack: Stack) -> None:
    """Five first calls under one idempotency key: the others wait and repeat the first's hold."""
    key = str(uuid4())
    hold = call("request_hold", **world.riverside.offer("ada", "talk"), starts_at=world.next_start(), idempotency_key=key)
    with crowd(stack.database_url, 5) as all_go:
        (first, *repeated) = all_go([hold] * 5)
    assert first.word == "ok"
    assert repeated == [first] * 4
    with psycopg.connect(stack.database_url) as owner:
        assert owner.execute("select count(*) from app.holds where idempotency_key = %s", [key]).fetchone() == (1,)


@pytest.mark.req("TS-10")
@pytest.mark.parametrize(("key", "expected"), [(None, ["hold_conflict", "ok"]), ("the same key", ["ok", "ok"])])
def test_a_hold_confirmed_twice_at_once_is_one_booking(desk: Desk, stack: Stack, key: str | None, expected: list[str]) -> None:
    """With a key both hear the same; without one the second is told that it was done."""
    hold_key = desk.hold()["hold_key"]
    confirm = call("confirm_hold", hold_key=hold_key, client=Jsonb(details()), idempotency_key=key and f"{key} {uuid4()}")
    assert sorted(at_once(stack.database_url, [confirm] * 2)) == expected
    with psycopg.connect(stack.database_url) as owner:
        count = owner.execute(
            "select count(*) from app.bookings as b join app.holds as h on h.claim_id = b.claim_id where h.hold_key = %s", [hold_key]
        ).fetchone()
    assert count == (1,)


@pytest.mark.req("BM-R16", "DR-4.2")
@pytest.mark.parametrize("other", ["decline_booking", "cancel_booking", "approve_booking"])
def test_approving_while_somebody_decides_otherwise(world: World, desk: Desk, stack: Stack, other: str) -> None:
    """Both cannot have their way: the state is one of the two, and who came too late for the machine is told."""
    booking_id = desk.book(service="approved")["booking_id"]
    calls = [call(verb, user=user(world, "ada"), booking_id=booking_id) for verb in ("approve_booking", other)]
    answers = at_once(stack.database_url, calls)
    assert set(answers) <= {"ok", "illegal_transition"}
    assert "ok" in answers
    assert status(stack, booking_id) == ("confirmed" if other == "approve_booking" or answers[1] != "ok" else "cancelled")


@pytest.mark.req("BM-R8", "BM-R16")
def test_moving_and_cancelling_at_once(world: World, desk: Desk, stack: Stack) -> None:
    """Cancelled in the end; the move came first or was refused, and no claim is left behind."""
    booking = desk.book()
    calls = [
        call("reschedule_booking", user=user(world, "ada"), booking_id=booking["booking_id"], starts_at=world.next_start()),
        call("cancel_booking", user=user(world, "cleo"), booking_id=booking["booking_id"]),
    ]
    answers = at_once(stack.database_url, calls)
    assert answers[1] == "ok"
    assert answers[0] in {"ok", "illegal_transition"}
    assert status(stack, booking["booking_id"]) == "cancelled"
    with psycopg.connect(stack.database_url) as owner:
        orphans = (
            "select count(*) from app.slot_claims as c where c.kind = 'booking' and not exists (select from app.bookings as b where b.claim_id = c.claim_id)"
        )
        assert owner.execute(orphans).fetchone() == (0,)


@pytest.mark.req("BM-R8")
def test_the_time_that_is_let_go_has_one_taker(world: World, desk: Desk, stack: Stack) -> None:
    """While one cancels, twenty want the time: at most one gets it."""
    starts_at = world.next_start()
    booking = desk.book(starts_at=starts_at)
    cancel = call("cancel_booking", user=user(world, "ada"), booking_id=booking["booking_id"])
    hold = call("request_hold", **world.riverside.offer("ada", "talk"), starts_at=starts_at)
    answers = Counter(at_once(stack.database_url, [cancel, *[hold] * 20]))
    assert set(answers) <= {"ok", "slot_taken"}
    assert answers["ok"] in {1, 2}


def test_releasing_extending_and_confirming_at_once(desk: Desk, stack: Stack) -> None:
    """A booking, or a free time: never half of each."""
    for _ in range(5):
        hold_key = desk.hold()["hold_key"]
        calls = [
            call("release_hold", hold_key=hold_key),
            call("extend_hold", hold_key=hold_key),
            call("confirm_hold", hold_key=hold_key, client=Jsonb(details())),
        ]
        released, extended, confirmed = at_once(stack.database_url, calls)
        assert released == "ok"
        assert extended in {"ok", "hold_expired", "hold_conflict"}
        assert confirmed in {"ok", "hold_expired"}


def test_two_workers_never_have_the_same_message(desk: Desk, stack: Stack) -> None:
    """What one has leased the other is not given."""
    for _ in range(5):
        desk.book()
    with crowd(stack.database_url, 4) as all_go:
        told = all_go([call("claim_events", role="service_role", worker=f"worker {n}", batch_size=500) for n in range(4)])
    assert [answer.word for answer in told] == ["ok"] * 4
    taken = [str(row[0]) for answer in told for row in answer.rows]
    assert len(taken) == len(set(taken)) >= 5
    deliver = call("mark_delivered", role="service_role", event_id=taken[0], receipt="once")
    assert at_once(stack.database_url, [deliver] * 2) == ["ok", "ok"]


def test_one_invitation_opened_twice_at_once(world: World, stack: Stack) -> None:
    """One joins, the other is told that it was used."""
    names = [world.new_account() for _ in range(2)]
    invitation = world.caller("cleo").call(
        "invite_member", organization_id=world.riverside.organization_id, email="pat@people.example", role="practitioner", display_name="Pat"
    )
    token = world.invitation_token(invitation["invitation_id"])
    calls = [call("accept_invitation", user=user(world, name), token=token) for name in names]
    assert sorted(at_once(stack.database_url, calls)) == ["invitation_expired", "ok"]


def test_a_link_registered_twice_at_once(desk: Desk, stack: Stack) -> None:
    """A worker that repeats itself does no harm."""
    _, token_hash = token_and_hash()
    register = call(
        "register_booking_token", role="service_role", booking_id=desk.book()["booking_id"], token_hash=token_hash, expires_at="2100-01-01T00:00:00Z"
    )
    assert at_once(stack.database_url, [register] * 3) == ["ok"] * 3
    with psycopg.connect(stack.database_url) as owner:
        kept = "select count(*) from app.booking_tokens where token_hash = decode(%s, 'hex')"
        assert owner.execute(kept, [token_hash]).fetchone() == (1,)


@pytest.mark.req("CP-2.3", "CP-14.4")
def test_the_last_place_with_a_practitioner(world: World, desk: Desk, stack: Stack) -> None:
    """`max_clients` holds when two are assigned at once."""
    bookings = [desk.book(practitioner="noah") for _ in range(2)]
    noah = world.riverside.practitioners["noah"]
    with psycopg.connect(stack.database_url, autocommit=True) as owner:
        open_places = "(select count(*) + 1 from app.client_assignments where practitioner_id = %(noah)s and ended_at is null)"
        owner.execute(f"update app.practitioners set max_clients = {open_places} where practitioner_id = %(noah)s", {"noah": noah})  # noqa: S608
        clients = [owner.execute("select client_id from app.bookings where booking_id = %s", [b["booking_id"]]).fetchone()[0] for b in bookings]
    calls = [call("assign_practitioner", user=user(world, "cleo"), client_id=client, practitioner_id=noah) for client in clients]
    try:
        assert sorted(at_once(stack.database_url, calls)) == ["ok", "practitioner_full"]
    finally:
        with psycopg.connect(stack.database_url, autocommit=True) as owner:
            owner.execute("update app.practitioners set max_clients = null where practitioner_id = %s", [noah])


def test_the_tick_and_a_guest_want_a_lapsed_time_at_once(world: World, desk: Desk, stack: Stack) -> None:
    """The guest gets it, whoever removes the lapsed hold."""
    for _ in range(5):
        starts_at = world.next_start()
        desk.let_lapse(desk.hold(starts_at=starts_at)["hold_key"])
        hold = call("request_hold", **world.riverside.offer("ada", "talk"), starts_at=starts_at)
        assert at_once(stack.database_url, [call("tick", role="service_role"), hold]) == ["ok", "ok"]


@pytest.mark.req("BM-R16")
def test_the_tick_and_a_late_approval_at_once(world: World, desk: Desk, stack: Stack) -> None:
    """The time to approve has passed, whether the tick has come to the booking or not; it does at its next turn."""
    booking_id = desk.book(service="approved")["booking_id"]
    desk.let_approval_lapse(booking_id)
    tick = call("tick", role="service_role")
    approve = call("approve_booking", user=user(world, "ada"), booking_id=booking_id)
    assert at_once(stack.database_url, [tick, approve, tick]) == ["ok", "illegal_transition", "ok"]
    assert at_once(stack.database_url, [tick]) == ["ok"]
    assert status(stack, booking_id) == "cancelled"


@pytest.mark.req("TS-2")
@pytest.mark.parametrize(("minutes_apart", "how"), [(10, "overlapping"), (0, "in the same seat")])
def test_a_double_booking_would_be_seen(stack: Stack, minutes_apart: int, how: str) -> None:
    """The self-join that the other tests rely on finds one where the constraints are gone (and put back with the rest)."""
    with psycopg.connect(stack.database_url) as owner:
        owner.execute("alter table app.slot_claims drop constraint slot_claims_never_overlap, drop constraint slot_claims_seat_once")
        owner.execute(
            """
            insert into app.slot_claims (organization_id, practitioner_id, kind, service_number, slot, blocked, seat, capacity, occupant)
            select p.organization_id, p.practitioner_id, 'booking', 1, at.slot, at.slot, 1, 1, -n
            from (select * from app.practitioners limit 1) as p
            cross join generate_series(1, 2) as n
            cross join lateral (select timestamptz '2100-01-01' + n * make_interval(mins => %s) as start) as begins
            cross join lateral (select tstzrange(begins.start, begins.start + interval '1 hour')) as at (slot)
            """,
            [minutes_apart],
        )
        assert owner.execute(OVERLAPS).fetchone() == (1,), how
        owner.rollback()
