"""Two callers and one thing, one just before the other: the second waits for the first, and is answered by what the first has made of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from psycopg.types.json import Jsonb

from .desk import details
from .racing import OVERLAPS, act, call, in_turn
from .scenes import in_a_month
from .slots import offered
from .world import token_and_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from tests.conftest import Stack

    from .callers import Caller
    from .conftest import Entries
    from .desk import Desk
    from .racing import Act
    from .world import World

Status = Callable[[str], str]

pytestmark = pytest.mark.usefixtures("nobody_twice")


@pytest.fixture
def nobody_twice(owner: psycopg.Connection) -> Iterator[None]:
    """After each race no claims overlap, and no claim is left behind by a booking that has ended or moved."""
    yield
    assert owner.execute(OVERLAPS).fetchone() == {"count": 0}
    orphans = "select count(*) from app.slot_claims as c where c.kind = 'booking' and not exists (select from app.bookings as b where b.claim_id = c.claim_id)"
    assert owner.execute(orphans).fetchone() == {"count": 0}


class Hands:
    """Calls by the people of Riverside on one booking or hold, ready to be raced."""

    def __init__(self, world: World) -> None:
        """Who acts: ada for the practitioner, cleo for the admin, anybody for a visitor."""
        self._ada, self._cleo = world.people["ada"].user_id, world.people["cleo"].user_id
        self._offer = world.riverside.offer("ada", "talk")

    def on_booking(self, verb: str, booking_id: str, **arguments: Any) -> Act:  # noqa: ANN401
        """A call of ada's about a booking."""
        return call(verb, user=self._ada, booking_id=booking_id, **arguments)

    def hold(self, starts_at: str, **arguments: Any) -> Act:  # noqa: ANN401
        """A visitor's reach for a time of ada's."""
        return call("request_hold", **self._offer, starts_at=starts_at, **arguments)

    def book(self, starts_at: str) -> Act:
        """A booking that ada makes for somebody."""
        return call("create_booking", user=self._ada, **self._offer, starts_at=starts_at, client=Jsonb(details()))

    def admin(self, sql: str, **arguments: Any) -> Act:  # noqa: ANN401
        """What cleo writes through a view."""
        return act(sql, user=self._cleo, **arguments)


@pytest.fixture
def hands(world: World) -> Hands:
    """Calls to race."""
    return Hands(world)


@pytest.fixture
def status(owner: psycopg.Connection) -> Status:
    """`status(booking_id)` as the table has it."""
    return lambda booking_id: owner.execute("select status from app.bookings where booking_id = %s", [booking_id]).fetchone()["status"]


@pytest.mark.req("BM-R8", "CP-5.8")
def test_a_cancelled_time_goes_to_whoever_waited(world: World, desk: Desk, stack: Stack, hands: Hands) -> None:
    """The guest who came during the cancellation has the time as soon as it is done."""
    starts_at = world.next_start()
    booking = desk.book(starts_at=starts_at)
    done, held = in_turn(stack.database_url, hands.on_booking("cancel_booking", booking["booking_id"]), hands.hold(starts_at))
    assert (done.word, held.word) == ("ok", "ok")


@pytest.mark.req("BM-R7")
def test_a_time_moved_away_from_goes_to_whoever_waited(world: World, desk: Desk, stack: Stack, hands: Hands) -> None:
    """Rescheduling lets the old time go in the same moment."""
    starts_at = world.next_start()
    move = hands.on_booking("reschedule_booking", desk.book(starts_at=starts_at)["booking_id"], starts_at=world.next_start())
    done, held = in_turn(stack.database_url, move, hands.hold(starts_at))
    assert (done.word, held.word) == ("ok", "ok")


@pytest.mark.req("BM-R15", "BM-S8")
def test_moving_to_a_time_that_is_just_being_held(world: World, desk: Desk, stack: Stack, hands: Hands, owner: psycopg.Connection) -> None:
    """By the same lock as a new booking: the move waits, is refused, and the booking keeps the time it has."""
    before, target = world.next_start(), world.next_start()
    booking_id = desk.book(starts_at=before)["booking_id"]
    held, moved = in_turn(stack.database_url, hands.hold(target), hands.on_booking("reschedule_booking", booking_id, starts_at=target))
    assert (held.word, moved.word) == ("ok", "slot_taken")
    kept = owner.execute("select status, starts_at from app.bookings where booking_id = %s", [booking_id]).fetchone()
    assert kept == {"status": "confirmed", "starts_at": datetime.fromisoformat(before)}


@pytest.mark.req("BM-R15")
def test_holding_a_time_that_a_booking_is_just_moved_to(world: World, desk: Desk, stack: Stack, hands: Hands) -> None:
    """The other way round: the guest waits and is refused."""
    target = world.next_start()
    moved, held = in_turn(stack.database_url, hands.on_booking("reschedule_booking", desk.book()["booking_id"], starts_at=target), hands.hold(target))
    assert (moved.word, held.word) == ("ok", "slot_taken")


@pytest.mark.req("BM-R2", "BM-R7")
def test_one_booking_moved_twice(world: World, desk: Desk, stack: Stack, hands: Hands, anon: Caller) -> None:
    """The second move begins where the first ended; only its time is taken in the end."""
    starts = [world.next_start() for _ in range(3)]
    booking_id = desk.book(starts_at=starts[0])["booking_id"]
    moves = [hands.on_booking("reschedule_booking", booking_id, starts_at=start) for start in starts[1:]]
    assert [told.word for told in in_turn(stack.database_url, *moves)] == ["ok", "ok"]
    assert [offered(anon, world.riverside, start) for start in starts] == [1, 1, 0]


@pytest.mark.req("TS-9", "TS-10")
@pytest.mark.parametrize(
    ("first", "second", "told", "left"),
    [
        ("confirm", "confirm", "hold_conflict", "booking"),
        ("confirm", "extend", "hold_conflict", "booking"),
        ("confirm", "release", "ok", "booking"),
        ("release", "confirm", "hold_expired", "nothing"),
        ("release", "extend", "hold_expired", "nothing"),
        ("release", "release", "ok", "nothing"),
        ("extend", "confirm", "ok", "booking"),
        ("extend", "release", "ok", "nothing"),
        ("extend", "extend", "ok", "hold"),
    ],
)
def test_two_calls_on_one_hold(desk: Desk, stack: Stack, owner: psycopg.Connection, first: str, second: str, told: str, left: str) -> None:
    """A booking, a free time, or still a hold: one of them, and never two."""
    hold_key = desk.hold()["hold_key"]
    calls = {verb: call(f"{verb}_hold", hold_key=hold_key) for verb in ("extend", "release")}
    calls["confirm"] = call("confirm_hold", hold_key=hold_key, client=Jsonb(details()))
    claim = owner.execute("select claim_id from app.holds where hold_key = %s", [hold_key]).fetchone()["claim_id"]
    led, followed = in_turn(stack.database_url, calls[first], calls[second])
    assert (led.word, followed.word) == ("ok", told)
    kinds = [row["kind"] for row in owner.execute("select kind from app.slot_claims where claim_id = %s", [claim]).fetchall()]
    assert kinds == ([] if left == "nothing" else [left])
    bookings = owner.execute("select count(*) from app.bookings where claim_id = %s", [claim]).fetchone()
    assert bookings == {"count": int(left == "booking")}


@pytest.mark.req("TS-10")
@pytest.mark.parametrize("verb", ["request_hold", "confirm_hold"])
def test_a_repeated_request_waits_for_the_answer_of_the_first(world: World, desk: Desk, stack: Stack, hands: Hands, verb: str) -> None:
    """Under the same key, even before the first is done: one hold, one booking, one answer."""
    key = {"idempotency_key": str(uuid4())}
    if verb == "request_hold":
        once = hands.hold(world.next_start(), **key)
    else:
        once = call("confirm_hold", hold_key=desk.hold()["hold_key"], client=Jsonb(details()), **key)
    first, second = in_turn(stack.database_url, once, once)
    assert first.word == "ok"
    assert second == first


@pytest.mark.req("TS-9")
def test_one_client_is_booked_with_two_practitioners_at_one_time(world: World, desk: Desk, stack: Stack, anon: Caller) -> None:
    """The second confirmation is told that its client is busy, and its hold goes back to the others."""
    starts_at, client = world.next_start(), Jsonb(details())
    keys = [desk.hold(starts_at=starts_at, practitioner=name)["hold_key"] for name in ("ada", "noah")]
    first, second = in_turn(stack.database_url, *(call("confirm_hold", hold_key=key, client=client) for key in keys))
    assert (first.word, second.word) == ("ok", "client_busy")
    assert offered(anon, world.riverside, starts_at, practitioner="noah") == 1


@pytest.mark.req("BM-R16", "TS-16", "DR-4.2")
@pytest.mark.parametrize(
    ("service", "first", "second", "told", "state"),
    [
        ("approved", "approve_booking", "decline_booking", "illegal_transition", "confirmed"),
        ("approved", "decline_booking", "approve_booking", "illegal_transition", "cancelled"),
        ("approved", "approve_booking", "approve_booking", "ok", "confirmed"),
        ("approved", "approve_booking", "cancel_booking", "ok", "cancelled"),
        ("approved", "cancel_booking", "approve_booking", "illegal_transition", "cancelled"),
        ("begun", "complete_booking", "mark_no_show", "illegal_transition", "completed"),
        ("begun", "mark_no_show", "complete_booking", "illegal_transition", "no_show"),
        ("begun", "complete_booking", "complete_booking", "ok", "completed"),
        ("begun", "complete_booking", "cancel_booking", "illegal_transition", "completed"),
        ("talk", "cancel_booking", "cancel_booking", "ok", "cancelled"),
        ("talk", "cancel_booking", "reschedule_booking", "illegal_transition", "cancelled"),
        ("talk", "reschedule_booking", "cancel_booking", "ok", "cancelled"),
    ],
)
def test_two_decisions_about_one_booking(
    world: World, desk: Desk, stack: Stack, hands: Hands, status: Status, service: str, first: str, second: str, told: str, state: str
) -> None:
    """The second decides upon what the first has left, as the table of transitions says."""
    booking_id = desk.book(service="talk" if service == "begun" else service)["booking_id"]
    if service == "begun":
        desk.let_begin(booking_id)
    where_to = {"reschedule_booking": {"starts_at": world.next_start()}}
    led, followed = in_turn(stack.database_url, *(hands.on_booking(verb, booking_id, **where_to.get(verb, {})) for verb in (first, second)))
    assert (led.word, followed.word) == ("ok", told)
    assert status(booking_id) == state


@pytest.mark.req("BM-R9", "BM-R8")
def test_a_cancellation_sent_twice_is_told_once(desk: Desk, stack: Stack, hands: Hands, entries: Entries, owner: psycopg.Connection) -> None:
    """Both are answered alike; the log has one entry and each party one message."""
    booking_id = desk.book()["booking_id"]
    cancel = hands.on_booking("cancel_booking", booking_id)
    assert [told.word for told in in_turn(stack.database_url, cancel, cancel)] == ["ok", "ok"]
    assert [action for _, action in entries(booking_id)] == ["booking.created", "booking.cancelled"]
    told = owner.execute("select recipient from app.outbox_events where subject_id = %s and topic = 'booking.cancelled'", [booking_id]).fetchall()
    assert sorted(row["recipient"] for row in told) == ["client", "practitioner"]


@pytest.mark.req("BM-R15", "BM-R8")
@pytest.mark.parametrize(("first", "told", "free"), [("cancel", "illegal_transition", 0), ("confirm", "ok", 1)])
def test_a_move_by_hold_meets_a_cancellation(
    world: World, desk: Desk, stack: Stack, hands: Hands, status: Status, ada: Caller, first: str, told: str, free: int
) -> None:
    """Cancelled in the end, whichever came first; the hold of the move that failed stays its holder's until it lapses."""
    target = world.next_start()
    booking_id = desk.book()["booking_id"]
    hold_key = desk.hold(ada, starts_at=target, booking_id=booking_id)["hold_key"]
    confirm = call("confirm_hold", user=world.people["ada"].user_id, hold_key=hold_key)
    calls = [hands.on_booking("cancel_booking", booking_id), confirm]
    led, followed = in_turn(stack.database_url, *(calls if first == "cancel" else reversed(calls)))
    assert (led.word, followed.word) == ("ok", told)
    assert status(booking_id) == "cancelled"
    assert offered(world.caller(), world.riverside, target) == free


@pytest.mark.req("CP-3.3", "CP-3.4")
@pytest.mark.parametrize(
    ("first", "told", "rules"),
    [("book", "rule_in_use", 1), ("delete", "outside_availability", 0)],
)
def test_hours_are_deleted_while_somebody_books_them(
    world: World, stack: Stack, hands: Hands, cleo: Caller, owner: psycopg.Connection, first: str, told: str, rules: int
) -> None:
    """Either the booking has its hours, or the hours are gone and the booking is refused: nobody is stranded."""
    night = datetime.fromisoformat(world.next_start()).astimezone(world.riverside.zone).replace(hour=1 if first == "book" else 3)
    day = night.date().isoformat()
    rule = cleo.insert(
        "availability_rules",
        organization_id=world.riverside.organization_id,
        practitioner_id=world.riverside.practitioners["ada"],
        weekday=night.isoweekday(),
        starts_local=f"{night.hour:02}:00",
        ends_local=f"{night.hour + 1:02}:00",
        valid_from=day,
        valid_until=day,
    )
    delete = hands.admin("delete from api.availability_rules where rule_id = %(rule)s returning rule_id", rule=rule["rule_id"])
    calls = [hands.book(night.isoformat()), delete]
    led, followed = in_turn(stack.database_url, *(calls if first == "book" else reversed(calls)))
    assert (led.word, followed.word) == ("ok", told)
    assert owner.execute("select count(*) from app.availability_rules where rule_id = %s", [rule["rule_id"]]).fetchone() == {"count": rules}


@pytest.mark.req("CP-3.3", "CP-3.4")
def test_time_off_is_taken_while_somebody_books_it(world: World, stack: Stack, hands: Hands) -> None:
    """Whoever goes away while a guest books is told of the booking."""
    starts_at = world.next_start()
    away = hands.admin(
        "insert into api.availability_exceptions (organization_id, practitioner_id, kind, starts_at, ends_at)"
        " values (%(organization)s, %(practitioner)s, 'time_off', %(start)s, %(start)s::timestamptz + interval '1 hour') returning exception_id",
        organization=world.riverside.organization_id,
        practitioner=world.riverside.practitioners["ada"],
        start=starts_at,
    )
    booked, refused = in_turn(stack.database_url, hands.book(starts_at), away)
    assert (booked.word, refused.word) == ("ok", "rule_in_use")


@pytest.mark.req("CP-2.3", "CP-14.4")
def test_the_last_place_is_given_once(world: World, desk: Desk, stack: Stack, cleo: Caller, owner: psycopg.Connection) -> None:
    """The second assignment waits for the first and then finds the practitioner full."""
    noah, user = world.riverside.practitioners["noah"], world.people["cleo"].user_id
    count = "select count(*) from app.client_assignments where practitioner_id = %s and ended_at is null"
    present = owner.execute(count, [noah]).fetchone()["count"]
    clients = [
        owner.execute("select client_id from app.bookings where booking_id = %s", [desk.book(practitioner="noah")["booking_id"]]).fetchone()["client_id"]
        for _ in range(2)
    ]
    profile = cleo.view("practitioners")
    profile.update({"max_clients": present + 1}).eq("practitioner_id", noah).execute()
    try:
        calls = [call("assign_practitioner", user=user, client_id=client, practitioner_id=noah) for client in clients]
        assert [told.word for told in in_turn(stack.database_url, *calls)] == ["ok", "practitioner_full"]
    finally:
        profile.update({"max_clients": None}).eq("practitioner_id", noah).execute()
    assert owner.execute(count, [noah]).fetchone() == {"count": present + 1}


@pytest.mark.req("DR-7.2")
def test_an_invitation_is_accepted_once_however_fast(world: World, cleo: Caller, stack: Stack, owner: psycopg.Connection) -> None:
    """Of two clicks the second is told that the link was used; there is one membership."""
    email = f"{uuid4().hex}@people.example"
    invited = {"organization_id": world.riverside.organization_id, "email": email, "role": "practitioner", "display_name": "Fay"}
    token = world.invitation_token(cleo.call("invite_member", **invited)["invitation_id"])
    accept = call("accept_invitation", user=world.people[world.new_account()].user_id, token=token)
    assert [told.word for told in in_turn(stack.database_url, accept, accept)] == ["ok", "invitation_expired"]
    assert owner.execute("select count(*) from app.members where email = %s", [email]).fetchone() == {"count": 1}


@pytest.mark.req("BM-R11")
def test_a_link_is_registered_once_and_claimed_by_one(world: World, desk: Desk, stack: Stack, entries: Entries) -> None:
    """A worker that repeats itself leaves one link; of two accounts that follow it one has the booking."""
    booking_id = desk.book()["booking_id"]
    token, token_hash = token_and_hash()
    register = call("register_booking_token", role="service_role", booking_id=booking_id, token_hash=token_hash, expires_at=in_a_month())
    assert [told.word for told in in_turn(stack.database_url, register, register)] == ["ok", "ok"]
    assert [action for _, action in entries(booking_id)] == ["booking.created", "booking.link_issued"]
    claims = [call("claim_booking", user=world.people[world.new_account()].user_id, token=token) for _ in range(2)]
    assert [told.word for told in in_turn(stack.database_url, *claims)] == ["ok", "not_allowed"]


@pytest.mark.req("DR-5.2")
@pytest.mark.parametrize(("second", "failing"), [("mark_delivered", {}), ("mark_failed", {"error": "It hung up."})])
def test_a_message_is_finished_once(desk: Desk, stack: Stack, entries: Entries, owner: psycopg.Connection, second: str, failing: dict[str, str]) -> None:
    """Two workers report on one message: delivered it stays, with one entry."""
    event_id = desk.event_of(desk.book()["booking_id"])
    calls = [call(verb, role="service_role", event_id=event_id, **more) for verb, more in (("mark_delivered", {}), (second, failing))]
    assert [told.rows[0][0]["status"] for told in in_turn(stack.database_url, *calls)] == ["delivered", "delivered"]
    assert owner.execute("select status from app.outbox_events where event_id = %s", [event_id]).fetchone() == {"status": "delivered"}
    assert [action for _, action in entries(event_id)] == ["message.delivered"]
