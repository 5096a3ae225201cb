"""Many callers at once through the Data API: the right number win, every other one is told in our words, nobody sees a 500."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from .desk import details

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

    from .callers import Caller
    from .desk import Desk
    from .world import World

    Attempt = tuple[Caller, str, dict[str, Any]]

CROWD = 50
PATIENCE_SECONDS = 30
# Counted from what was agreed, not from what the constraints know: pairs of live bookings that share a moment, group sessions aside.
# Only those to come: where a test lets a booking begin, it does so beside whatever else has begun.
DOUBLE_BOOKINGS = """
select count(*) as found
from app.bookings as a
join app.bookings as b
  on b.practitioner_id = a.practitioner_id and b.booking_id > a.booking_id
  and tstzrange(b.starts_at, b.ends_at) && tstzrange(a.starts_at, a.ends_at)
join app.services as s on s.service_id = a.service_id
where a.starts_at > now() and a.claim_id is not null and b.claim_id is not null and not a.overbooked and not b.overbooked
  and (s.capacity = 1 or (a.service_id, a.starts_at) <> (b.service_id, b.starts_at))
"""
TAKERS = """
select count(*) as found from app.bookings as b
where b.practitioner_id = %(practitioner)s and b.claim_id is not null and tstzrange(b.starts_at, b.ends_at) && tstzrange(%(at)s, %(at)s::timestamptz + '1 hour')
"""


@pytest.fixture(scope="module")
def crowd(world: World) -> list[Caller]:
    """Fifty visitors, each with a connection and a network address of their own."""
    return [world.caller() for _ in range(CROWD)]


@pytest.fixture(autouse=True)
def nobody_twice(owner: psycopg.Connection) -> Iterator[None]:
    """After each race no practitioner has two bookings at one moment."""
    yield
    assert owner.execute(DOUBLE_BOOKINGS).fetchone() == {"found": 0}


def at_once(attempts: Sequence[Attempt]) -> list[str]:
    """Let all attempts go at one moment; return "ok" or the word of the refusal for each."""
    start = Barrier(len(attempts))

    def go(attempt: Attempt) -> str:
        caller, verb, arguments = attempt
        request = caller.client.rpc(verb, arguments)
        start.wait(PATIENCE_SECONDS)
        # A verb that answers nothing has succeeded too.
        return caller.outcome_of(request).replace("nothing", "ok")

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(go, attempts))


def book_at_once(crowd: Sequence[Caller], offer: dict[str, str], starts: Sequence[str]) -> Counter[str]:
    """Let each visitor hold and confirm one of *starts*, in turn; count what the last answer of each was."""
    start = Barrier(len(crowd))

    def go(number: int) -> str:
        caller = crowd[number]
        start.wait(PATIENCE_SECONDS)
        held = caller.outcome_of(caller.client.rpc("request_hold", offer | {"starts_at": starts[number % len(starts)]}))
        if held != "ok":
            return held
        assert caller.answer is not None
        confirm = {"hold_key": caller.answer.json()["hold_key"], "client": details()}
        return caller.outcome_of(caller.client.rpc("confirm_hold", confirm))

    with ThreadPoolExecutor(len(crowd)) as pool:
        return Counter(pool.map(go, range(len(crowd))))


def takers(owner: psycopg.Connection, practitioner_id: str, starts_at: str) -> int:
    """Count in the table who is booked within the hour from *starts_at* on."""
    return owner.execute(TAKERS, {"practitioner": practitioner_id, "at": starts_at}).fetchone()["found"]


def events(owner: psycopg.Connection, booking_id: str, topic: str) -> int:
    """Count the messages about a booking."""
    found = owner.execute("select count(*) as found from app.outbox_events where subject_id = %s and topic = %s", [booking_id, topic])
    return found.fetchone()["found"]


@pytest.mark.slow
@pytest.mark.req("BM-R15", "CP-5.7", "TS-2")
def test_fifty_book_one_seat_twenty_times(world: World, owner: psycopg.Connection, crowd: list[Caller]) -> None:
    """One is booked, forty-nine are told that the time is taken, as the table confirms."""
    offer = world.riverside.offer("ada", "talk")
    for _ in range(20):
        starts_at = world.next_start()
        assert {"ok": 1, "slot_taken": CROWD - 1} == book_at_once(crowd, offer, [starts_at])
        assert takers(owner, offer["practitioner_id"], starts_at) == 1


@pytest.mark.slow
@pytest.mark.req("BM-R15", "TS-2", "TS-3")
def test_starts_a_quarter_of_an_hour_apart(world: World, owner: psycopg.Connection, crowd: list[Caller]) -> None:
    """An hour with its buffers leaves room for one of two starts that are not equal, only near."""
    offer = world.riverside.offer("noah", "buffered")
    for _ in range(3):
        # The second hour of a free block: the buffers stay within it.
        first = datetime.fromisoformat(world.next_start()) + timedelta(hours=1)
        starts = [(first + timedelta(minutes=15 * n)).isoformat() for n in range(2)]
        assert {"ok": 1, "slot_taken": CROWD - 1} == book_at_once(crowd, offer, starts)
        assert takers(owner, offer["practitioner_id"], starts[0]) == 1


@pytest.mark.req("BM-R15", "DR-4.2")
def test_a_time_that_waits_for_approval_is_taken(world: World, owner: psycopg.Connection, crowd: list[Caller]) -> None:
    """A pending booking occupies its time like any other."""
    offer, starts_at = world.riverside.offer("ada", "approved"), world.next_start()
    assert {"ok": 1, "slot_taken": CROWD - 1} == book_at_once(crowd, offer, [starts_at])
    assert takers(owner, offer["practitioner_id"], starts_at) == 1


@pytest.mark.slow
@pytest.mark.req("CP-3.6", "CP-5.5", "CP-5.7")
def test_the_last_seat_of_a_group(world: World, owner: psycopg.Connection, desk: Desk, crowd: list[Caller]) -> None:
    """With one of two seats taken one more is booked; the others hear that the slot is full."""
    offer, starts_at = world.riverside.offer("noah", "group"), world.next_start()
    desk.book(practitioner="noah", service="group", starts_at=starts_at)
    assert {"ok": 1, "slot_full": CROWD - 1} == book_at_once(crowd, offer, [starts_at])
    assert takers(owner, offer["practitioner_id"], starts_at) == 2


@pytest.mark.slow
@pytest.mark.req("BM-R7", "BM-S8", "TS-9")
def test_links_that_move_ten_bookings_to_one_time(world: World, owner: psycopg.Connection, desk: Desk, crowd: list[Caller]) -> None:
    """One is moved; the nine others keep the time they have."""
    bookings = [desk.book() for _ in range(10)]
    target = world.next_start()
    answers = at_once(
        [
            (caller, "reschedule_by_token", {"token": desk.token(booking["booking_id"]), "starts_at": target})
            for caller, booking in zip(crowd, bookings, strict=False)
        ]
    )
    assert Counter(answers) == {"ok": 1, "slot_taken": 9}
    assert takers(owner, world.riverside.practitioners["ada"], target) == 1
    for booking, answer in zip(bookings, answers, strict=True):
        assert takers(owner, world.riverside.practitioners["ada"], booking["starts_at"]) == int(answer != "ok")


@pytest.mark.slow
@pytest.mark.req("BM-R8", "BM-S8")
def test_a_time_that_is_given_back_while_others_ask(world: World, owner: psycopg.Connection, desk: Desk, crowd: list[Caller]) -> None:
    """At most one of those who ask meanwhile gets it, and when none was late enough, the next who asks does."""
    offer, starts_at = world.riverside.offer("ada", "talk"), world.next_start()
    token = desk.token(desk.book(starts_at=starts_at)["booking_id"])
    hold = ("request_hold", offer | {"starts_at": starts_at})
    cancelled, *asked = at_once([(crowd[0], "cancel_by_token", {"token": token}), *((caller, *hold) for caller in crowd[1:])])
    assert cancelled == "ok"
    assert Counter(asked) in ({"slot_taken": CROWD - 1}, {"ok": 1, "slot_taken": CROWD - 2})
    assert crowd[0].outcome_of(crowd[0].client.rpc(*hold)) == ("slot_taken" if "ok" in asked else "ok")
    assert takers(owner, offer["practitioner_id"], starts_at) == 0


@pytest.mark.req("BM-R8", "BM-R16")
def test_client_and_practitioner_cancel_at_once(world: World, owner: psycopg.Connection, desk: Desk, crowd: list[Caller]) -> None:
    """Both are content, the time is free, and each party is told once."""
    booking_id = desk.book()["booking_id"]
    token = desk.token(booking_id)
    attempts = [(crowd[0], "cancel_by_token", {"token": token}), (world.caller("ada"), "cancel_booking", {"booking_id": booking_id})]
    assert at_once(attempts) == ["ok", "ok"]
    assert events(owner, booking_id, "booking.cancelled") == 2


@pytest.mark.req("BM-R16")
def test_attended_and_not_attended_at_once(world: World, owner: psycopg.Connection, desk: Desk) -> None:
    """A booking ends once: who comes second is told, and the end stays as it is."""
    booking_id = desk.book()["booking_id"]
    desk.let_begin(booking_id)
    ends = {"complete_booking": "completed", "mark_no_show": "no_show"}
    answers = at_once([(world.caller("ada"), verb, {"booking_id": booking_id}) for verb in ends])
    assert sorted(answers) == ["illegal_transition", "ok"]
    row = owner.execute("select status from app.bookings where booking_id = %s", [booking_id]).fetchone()
    assert row == {"status": list(ends.values())[answers.index("ok")]}


@pytest.mark.req("TS-10")
def test_a_practitioner_books_twice_under_one_key(world: World, owner: psycopg.Connection) -> None:
    """A double click is one booking, and both clicks hear of it."""
    starts_at = world.next_start()
    click = world.riverside.offer("ada", "talk") | {"starts_at": starts_at, "client": details(), "idempotency_key": str(uuid4())}
    assert at_once([(world.caller("ada"), "create_booking", click) for _ in range(5)]) == ["ok"] * 5
    assert takers(owner, world.riverside.practitioners["ada"], starts_at) == 1


@pytest.mark.req("TS-10")
def test_one_client_is_in_one_place(world: World, owner: psycopg.Connection, crowd: list[Caller]) -> None:
    """Somebody confirms two practitioners' holds for the same hour at once: one stands, the other time is free again."""
    starts_at, client = world.next_start(), details()
    offers = [world.riverside.offer(name, "talk") for name in ("ada", "noah")]
    keys = [caller.call("request_hold", **offer, starts_at=starts_at)["hold_key"] for caller, offer in zip(crowd, offers, strict=False)]
    answers = at_once([(caller, "confirm_hold", {"hold_key": key, "client": client}) for caller, key in zip(crowd, keys, strict=False)])
    assert sorted(answers) == ["client_busy", "ok"]
    assert sum(takers(owner, offer["practitioner_id"], starts_at) for offer in offers) == 1
    # Not raised but returned, so that the other hold is gone with the same answer.
    lost = offers[answers.index("client_busy")]
    assert crowd[2].outcome_of(crowd[2].client.rpc("request_hold", lost | {"starts_at": starts_at})) == "ok"


def test_the_tenth_extension_is_the_last(owner: psycopg.Connection, desk: Desk, crowd: list[Caller]) -> None:
    """Twelve extensions at once: ten are granted, two are too many."""
    hold_key = desk.hold()["hold_key"]
    answers = at_once([(caller, "extend_hold", {"hold_key": hold_key}) for caller in crowd[:12]])
    assert Counter(answers) == {"ok": 10, "too_many_requests": 2}
    assert owner.execute("select extensions from app.holds where hold_key = %s", [hold_key]).fetchone() == {"extensions": 10}


@pytest.mark.req("TS-9")
def test_a_lapsed_hold_wanted_by_its_holder_and_by_another(world: World, desk: Desk, crowd: list[Caller]) -> None:
    """What has lapsed is not extended, nor confirmed, and whoever asks for the time has it, though the housekeeping runs meanwhile."""
    starts_at = world.next_start()
    hold_key = desk.hold(starts_at=starts_at)["hold_key"]
    desk.let_lapse(hold_key)
    wanted = world.riverside.offer("ada", "talk") | {"starts_at": starts_at}
    assert at_once(
        [
            (crowd[0], "extend_hold", {"hold_key": hold_key}),
            (crowd[1], "confirm_hold", {"hold_key": hold_key, "client": details()}),
            (crowd[2], "request_hold", wanted),
            (world.caller("service"), "tick", {}),
        ]
    ) == ["hold_expired", "hold_expired", "ok", "ok"]


def test_a_message_delivered_and_failed_at_once(owner: psycopg.Connection, world: World, desk: Desk) -> None:
    """Two workers, one message: it ends in one state, with the receipt or the error that belongs to it."""
    event_id = desk.event_of(desk.book()["booking_id"])
    attempts = [
        (world.caller("service"), "mark_delivered", {"event_id": event_id, "receipt": "250 OK"}),
        (world.caller("service"), "mark_failed", {"event_id": event_id, "error": "550 no such mailbox", "retryable": False}),
    ]
    assert at_once(attempts) == ["ok", "ok"]
    row = owner.execute("select status, receipt, last_error from app.outbox_events where event_id = %s", [event_id]).fetchone()
    assert row["status"] in {"delivered", "failed"}
    assert (row["receipt"] is not None) == (row["status"] == "delivered")


def test_two_founders_want_one_name_in_the_address(world: World) -> None:
    """One has it; the other is told so in a sentence, not by the index."""
    wish = {"name": "Elm", "slug": f"elm-{uuid4().hex[:8]}", "time_zone": "America/Halifax"}
    founders = [world.caller(world.new_account()) for _ in range(2)]
    answers = at_once([(founder, "create_organization", wish) for founder in founders])
    assert sorted(answers) == ["invalid_argument", "ok"]


def test_two_accounts_claim_one_booking(world: World, owner: psycopg.Connection, desk: Desk) -> None:
    """A link passed on ties the booking to the account that comes first; the other is told whose it is, never half of each."""
    booking_id = desk.book()["booking_id"]
    token = desk.token(booking_id)
    names = [world.new_account() for _ in range(2)]
    answers = at_once([(world.caller(name), "claim_booking", {"token": token}) for name in names])
    assert sorted(answers) == ["not_allowed", "ok"]
    row = owner.execute(
        "select c.user_id::text from app.bookings as b join app.clients as c using (client_id, organization_id) where b.booking_id = %s", [booking_id]
    ).fetchone()
    assert row["user_id"] == world.people[names[answers.index("ok")]].user_id
