"""A thing whose time is just running out, wanted by a caller and by the tick: one of them has it, and the other is told or leaves it alone."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from .desk import details
from .racing import OVERLAPS, PATIENCE_SECONDS, ask, call, crowd, wait_until_blocked
from .slots import offered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Stack

    from .desk import Desk
    from .racing import Act, Told
    from .world import World

ROUNDS = 12
TICK = call("tick", role="service_role")


@pytest.fixture(autouse=True)
def nobody_twice(owner: psycopg.Connection) -> Iterator[None]:
    """After each race no claims overlap, and no claim is left behind by a booking that has ended."""
    yield
    assert owner.execute(OVERLAPS).fetchone() == {"count": 0}
    orphans = "select count(*) from app.slot_claims as c where c.kind = 'booking' and not exists (select from app.bookings as b where b.claim_id = c.claim_id)"
    assert owner.execute(orphans).fetchone() == {"count": 0}


@contextmanager
def begun(dsn: str, lapse: Callable[[], Any]) -> Iterator[psycopg.Connection]:
    """Give a connection whose transaction began before *lapse*, and whose clock stands there."""
    with psycopg.connect(dsn, autocommit=True) as connection, connection.transaction():
        connection.execute("select now()")
        lapse()
        yield connection


def tick_comes_second(dsn: str, lapse: Callable[[], Any], one: Act) -> Told:
    """Let *one* act upon what lapses, and the tick come before that is committed: it must not wait."""
    with begun(dsn, lapse) as early:
        told = ask(early, one)
        with psycopg.connect(dsn, autocommit=True, options="-c lock_timeout=5s") as connection:
            assert ask(connection, TICK).word == "ok"
    return told


def tick_comes_first(dsn: str, lapse: Callable[[], Any], one: Act, *, killed: bool = False) -> Told:
    """Let the tick remove what has lapsed, and *one* come upon it before that is committed, or taken back if the tick is *killed*."""
    with ExitStack() as stack:
        owner = stack.enter_context(psycopg.connect(dsn, autocommit=True))
        pool = stack.enter_context(ThreadPoolExecutor())
        early = stack.enter_context(begun(dsn, lapse))
        with psycopg.connect(dsn, autocommit=True) as ticking, ticking.transaction(force_rollback=killed):
            assert ask(ticking, TICK).word == "ok"
            waiting = pool.submit(ask, early, one)
            wait_until_blocked(owner, early.info.backend_pid)
        return waiting.result(PATIENCE_SECONDS)


class Held:
    """A hold or a series of three, what may be done with it, and what has become of it."""

    def __init__(self, what: str, world: World, desk: Desk, owner: psycopg.Connection) -> None:
        """*what*: single, series, one of a series, or a series of which one is lapsing."""
        starts = sorted(world.next_start() for _ in range(1 if what == "single" else 3))
        held = desk.hold(starts_at=starts[0]) if what == "single" else desk.hold(starts_at=starts[0], occurrences=starts)
        self._desk, self._owner, self._keys = desk, owner, [one["hold_key"] for one in held["holds"]]
        self._lapsing = self._keys[:1] if what in ("one of a series", "partly") else self._keys
        key = self._keys[0] if what == "one of a series" else held["hold_key"]
        self.calls = {verb: call(f"{verb}_hold", hold_key=key) for verb in ("extend", "release")}
        self.calls["confirm"] = call("confirm_hold", hold_key=key, client=Jsonb(details()))
        claims = owner.execute("select claim_id from app.holds where hold_key = any (%s)", [self._lapsing]).fetchall()
        self.claims = [row["claim_id"] for row in claims]

    def lapse(self) -> None:
        """Its time runs out now."""
        for key in self._lapsing:
            self._desk.let_lapse(key, seconds_ago=0)

    def left(self) -> set[str]:
        """What the claims that were lapsing are now."""
        rows = self._owner.execute("select kind from app.slot_claims where claim_id = any (%s)", [self.claims]).fetchall()
        assert len(rows) in (0, len(self.claims))
        return {row["kind"] for row in rows}

    def booked(self) -> int:
        """How many bookings there are with those claims."""
        return self._owner.execute("select count(*) from app.bookings where claim_id = any (%s)", [self.claims]).fetchone()["count"]


LEFT = {"extend": {"hold"}, "confirm": {"booking"}, "release": set[str]()}
EVERY_HOLD = pytest.mark.parametrize("what", ["single", "series", "one of a series", "partly"])
EVERY_CALL = pytest.mark.parametrize("verb", LEFT)


@pytest.mark.req("TS-9")
@pytest.mark.one_of(5)
@EVERY_HOLD
@EVERY_CALL
def test_a_hold_that_lapses_while_it_is_used(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection, what: str, verb: str) -> None:
    """Whoever came before the end has it; the tick does not wait, and leaves it alone ever after."""
    held = Held(what, world, desk, owner)
    told = tick_comes_second(stack.database_url, held.lapse, held.calls[verb])
    world.caller("service").call("tick")
    assert told.word == "ok"
    assert held.left() == LEFT[verb]
    assert held.booked() == (len(held.claims) if verb == "confirm" else 0)


@pytest.mark.req("TS-9")
@pytest.mark.one_of(5)
@EVERY_HOLD
@EVERY_CALL
def test_a_hold_that_the_tick_removes_while_it_is_used(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection, what: str, verb: str) -> None:
    """Whoever comes upon the tick waits, and is told that it is gone; no part of it is booked."""
    held = Held(what, world, desk, owner)
    told = tick_comes_first(stack.database_url, held.lapse, held.calls[verb])
    assert told.word == ("ok" if verb == "release" else "hold_expired")
    assert (held.left(), held.booked()) == (set(), 0)


@pytest.mark.req("TS-9")
@EVERY_CALL
def test_a_tick_that_is_killed_has_removed_nothing(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection, verb: str) -> None:
    """Then whoever waited for it is served."""
    held = Held("single", world, desk, owner)
    assert tick_comes_first(stack.database_url, held.lapse, held.calls[verb], killed=True).word == "ok"
    assert held.left() == LEFT[verb]


@pytest.mark.req("TS-9")
@pytest.mark.slow
def test_everything_at_once_at_the_last_moment(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """Confirmed, extended and ticked at one moment, singles and series: a booking, a hold or nothing, and everybody hears which."""
    with crowd(stack.database_url, 4) as all_go:
        for number in range(2 * ROUNDS):
            held = Held(["single", "series", "partly"][number % 3], world, desk, owner)
            held.lapse()
            soon = "update app.slot_claims set expires_at = clock_timestamp() + make_interval(secs => %s) where claim_id = any (%s)"
            owner.execute(soon, [number % 7 * 0.003, held.claims])
            told = [one.word for one in all_go([held.calls["confirm"], TICK, held.calls["extend"], TICK])]
            assert told[1] == told[3] == "ok"
            assert set(told) <= {"ok", "hold_expired", "hold_conflict"}
            assert ("booking" in held.left()) == (told[0] == "ok") == (held.booked() > 0)


@pytest.mark.req("BM-R15", "TS-9")
def test_a_move_whose_hold_the_tick_removes(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """The booking keeps the time that it has."""
    ada = world.people["ada"].user_id
    booking_id = desk.book()["booking_id"]
    key = desk.hold(world.caller("ada"), starts_at=world.next_start(), booking_id=booking_id)["hold_key"]
    before = owner.execute("select starts_at, claim_id from app.bookings where booking_id = %s", [booking_id]).fetchone()
    told = tick_comes_first(stack.database_url, lambda: desk.let_lapse(key, seconds_ago=0), call("confirm_hold", user=ada, hold_key=key))
    assert told.word == "hold_expired"
    assert owner.execute("select starts_at, claim_id from app.bookings where booking_id = %s", [booking_id]).fetchone() == before


def mails(owner: psycopg.Connection, booking_id: str) -> Counter[tuple[str, str]]:
    """How often who was told what about the booking."""
    rows = owner.execute("select topic, recipient from app.outbox_events where subject_id = %s", [booking_id]).fetchall()
    return Counter((row["topic"].removeprefix("booking."), row["recipient"]) for row in rows)


def each_once(*topics: str) -> Counter[tuple[str, str]]:
    """Each topic, once to each party."""
    return Counter((topic, recipient) for topic in topics for recipient in ("client", "practitioner"))


def state(owner: psycopg.Connection, booking_id: str) -> str:
    """The booking's status."""
    return owner.execute("select status from app.bookings where booking_id = %s", [booking_id]).fetchone()["status"]


def decide(world: World, verb: str, booking_id: str) -> Act:
    """A decision of ada's."""
    return call(f"{verb}_booking", user=world.people["ada"].user_id, booking_id=booking_id)


@pytest.mark.req("BM-R16", "BM-R8", "DR-5.2")
@pytest.mark.parametrize(("verb", "status", "topic"), [("approve", "confirmed", "approved"), ("decline", "cancelled", "declined")])
def test_a_decision_just_before_the_tick(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection, verb: str, status: str, topic: str) -> None:
    """What was decided in time stays decided; each party has one mail of it."""
    booking_id = desk.book(service="approved")["booking_id"]
    told = tick_comes_second(stack.database_url, lambda: desk.let_approval_lapse(booking_id, seconds_ago=0), decide(world, verb, booking_id))
    world.caller("service").call("tick")
    assert (told.word, state(owner, booking_id)) == ("ok", status)
    assert mails(owner, booking_id) == each_once("pending", topic)


@pytest.mark.req("BM-R16", "BM-R8", "DR-5.2")
@pytest.mark.parametrize(("verb", "word"), [("approve", "illegal_transition"), ("decline", "ok"), ("cancel", "ok")])
def test_a_decision_upon_the_tick(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection, verb: str, word: str) -> None:
    """It has expired: too late to approve, nothing left to decline; each party has one mail of it, and the time is free."""
    starts_at = world.next_start()
    booking_id = desk.book(service="approved", starts_at=starts_at)["booking_id"]
    told = tick_comes_first(stack.database_url, lambda: desk.let_approval_lapse(booking_id, seconds_ago=0), decide(world, verb, booking_id))
    assert (told.word, state(owner, booking_id)) == (word, "cancelled")
    assert mails(owner, booking_id) == each_once("pending", "expired")
    assert offered(world.caller(), world.riverside, starts_at) == 1


@pytest.mark.req("BM-R16", "DR-5.2")
def test_one_of_several_is_approved_as_all_expire(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """The tick leaves a practitioner who is busy to its next turn; then the others expire, and the approved one stays."""
    starts = sorted(world.next_start() for _ in range(3))
    first, *others = [one["booking_id"] for one in desk.book(service="approved", starts_at=starts[0], occurrences=starts)["bookings"]]

    def lapse() -> None:
        for booking_id in (first, *others):
            desk.let_approval_lapse(booking_id, seconds_ago=0)

    assert tick_comes_second(stack.database_url, lapse, decide(world, "approve", first)).word == "ok"
    assert [state(owner, booking_id) for booking_id in others] == ["pending", "pending"]
    world.caller("service").call("tick")
    assert [state(owner, booking_id) for booking_id in (first, *others)] == ["confirmed", "cancelled", "cancelled"]
    assert mails(owner, first) == each_once("pending", "approved")
    assert mails(owner, others[0]) == mails(owner, others[1]) == each_once("pending", "expired")


@pytest.mark.req("BM-R16", "DR-5.2")
def test_approved_twice_at_once_is_told_once(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """Both are answered alike; one entry, one mail to each."""
    with crowd(stack.database_url, 2) as all_go:
        for _ in range(4):
            booking_id = desk.book(service="approved")["booking_id"]
            told = all_go([decide(world, "approve", booking_id)] * 2)
            assert ([one.word for one in told], told[0].rows) == (["ok", "ok"], told[1].rows)
            assert mails(owner, booking_id) == each_once("pending", "approved")


@pytest.mark.req("BM-R16", "BM-R8", "DR-5.2")
@pytest.mark.slow
def test_approved_declined_and_expired_at_once(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """One of the three has happened, everybody was told which, and each party has one mail of it."""
    outcomes = Counter[str]()
    with crowd(stack.database_url, 4) as all_go:
        for _ in range(2 * ROUNDS):
            booking_id = desk.book(service="approved")["booking_id"]
            desk.let_approval_lapse(booking_id, seconds_ago=-0.005)
            told = all_go([decide(world, "approve", booking_id), decide(world, "decline", booking_id), TICK, TICK])
            approved, declined = (one.word for one in told[:2])
            (outcome,) = {topic for topic, _ in mails(owner, booking_id)} - {"pending"} or {"nothing yet"}
            assert mails(owner, booking_id) == each_once("pending", outcome)
            expected = {"approved": ("ok", "illegal_transition"), "declined": ("illegal_transition", "ok"), "expired": ("illegal_transition", "ok")}
            assert (approved, declined) == expected[outcome]
            assert state(owner, booking_id) == ("confirmed" if outcome == "approved" else "cancelled")
            outcomes[outcome] += 1
    assert outcomes.total() == 2 * ROUNDS


@pytest.mark.req("TS-7")
def test_the_tick_waits_for_no_series_that_is_being_cancelled(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """With its bookings go its confirmed holds, which the tick forgets after a day: it leaves them to whoever has them."""
    starts = sorted(world.next_start() for _ in range(3))
    booked = desk.book(starts_at=starts[0], occurrences=starts)
    ids = [booking["booking_id"] for booking in booked["bookings"]]
    keys = owner.execute("select h.hold_key, h.series_key from app.holds as h join app.bookings as b using (claim_id) where b.booking_id = any (%s)", [ids])
    (series_key,) = {row["series_key"] for row in keys.fetchall()}
    owner.execute("update app.holds set created_at = now() - interval '2 days' where series_key = %s", [series_key])
    owner.execute("update app.series_holds set created_at = now() - interval '2 days' where hold_key = %s", [series_key])
    cancel = call("cancel_series", user=world.people["ada"].user_id, series_id=booked["series_id"])
    assert tick_comes_second(stack.database_url, lambda: None, cancel).word == "ok"
    world.caller("service").call("tick")
    assert owner.execute("select count(*) from app.series_holds where hold_key = %s", [series_key]).fetchone() == {"count": 0}


@pytest.mark.req("DR-5.1")
def test_the_tick_waits_for_no_booking_that_is_being_moved(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """It has removed the lapsed hold at the new time, which the mover needs, and would remind of the booking, which the mover has: nobody deadlocks."""
    soon = desk.book()["booking_id"]
    target = world.next_start()
    desk.let_lapse(desk.hold(starts_at=target)["hold_key"])
    # Its reminder is due; only the reminder looks at the time.
    desk.let_begin(soon, hours_ago=-3)
    move = call("reschedule_booking", user=world.people["ada"].user_id, booking_id=soon, starts_at=target)
    with psycopg.connect(stack.database_url, autocommit=True) as moving, moving.transaction():
        moving.execute("select app.lock_practitioner(practitioner_id) from app.bookings where booking_id = %s", [soon])
        moving.execute("select from app.bookings where booking_id = %s for update", [soon])
        with psycopg.connect(stack.database_url, autocommit=True, options="-c lock_timeout=5s") as ticking:
            assert ask(ticking, TICK).word == "ok"
        assert ask(moving, move).word == "ok"
    reminders = "select count(*) from app.booking_reminders where booking_id = %s"
    assert owner.execute(reminders, [soon]).fetchone() == {"count": 0}
