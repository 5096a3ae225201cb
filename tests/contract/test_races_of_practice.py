"""Who practises at once: one guest for a room, one place for a person, rounds without gaps, and nothing half done."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from threading import Barrier
from typing import TYPE_CHECKING, Any

import jwt
import psycopg
import pytest
from psycopg.types.json import Jsonb

from .callers import Caller
from .desk import details
from .racing import OVERLAPS, Act, Told, ask, at_once, call, in_turn, wait_until_blocked
from .scenes import booked_room, new_room, practice_time, room_slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Stack

    from .desk import Desk
    from .world import World

pytestmark = pytest.mark.slow

CROWD = 50
PATIENCE_SECONDS = 30
# Told from the rooms and the bookings themselves, not from what keeps them apart.
TWO_PLACES = """
with places as (
  select p.user_id, tstzrange(r.starts_at, r.ends_at) as span, r.room_id as place
  from app.practice_rooms as r cross join lateral (values (r.host_id), (r.guest_id)) as p (user_id)
  union all
  select c.user_id, tstzrange(b.starts_at, b.ends_at), b.booking_id
  from app.bookings as b join app.clients as c using (client_id, organization_id)
  where b.status in ('pending', 'confirmed', 'rescheduled') and not b.client_may_overlap
)
select count(*) as found from places as a join places as b on a.user_id = b.user_id and a.place < b.place and a.span && b.span
"""


@pytest.fixture(autouse=True)
def nobody_is_in_two_places(owner: psycopg.Connection) -> Iterator[None]:
    """After each race every person and every practitioner is in one place."""
    yield
    assert owner.execute(TWO_PLACES).fetchone() == {"found": 0}
    assert owner.execute(OVERLAPS).fetchone() == {"count": 0}


@pytest.fixture
def peers(world: World, owner: psycopg.Connection) -> list[str]:
    """The accounts of fifty clients of Riverside."""
    rows = owner.execute(
        "insert into app.clients (organization_id, user_id, name, email, phone, time_zone)"
        " select %s, gen_random_uuid(), 'Peer ' || n, 'peer-' || gen_random_uuid() || '@people.example', '+1 416 555 0100', 'America/Toronto'"
        " from generate_series(1, %s) as n returning user_id",
        [world.riverside.organization_id, CROWD],
    ).fetchall()
    return [str(row["user_id"]) for row in rows]


def signed_in(stack: Stack, user_id: str) -> Caller:
    """Call the Data API as the account, as Auth would sign it."""
    claims = {"sub": user_id, "role": "authenticated", "aud": "authenticated", "iat": int(time.time()), "exp": int(time.time()) + 600}
    return Caller(stack.supabase_url, key=stack.supabase_publishable_key, access_token=jwt.encode(claims, stack.keys.jwt_secret, algorithm="HS256"))


def all_call(callers: list[Caller], verb: str, **arguments: Any) -> Counter[str]:  # noqa: ANN401 - JSON
    """Let all call the verb at one moment, over HTTP; count what they hear."""
    start = Barrier(len(callers))

    def go(caller: Caller) -> str:
        request = caller.client.rpc(verb, arguments)
        start.wait(PATIENCE_SECONDS)
        return caller.outcome_of(request)

    with ThreadPoolExecutor(len(callers)) as pool:
        return Counter(pool.map(go, callers))


def behind(dsn: str, practitioner_id: str, first: Act, second: Act) -> tuple[Told, Told]:
    """Let both wait for the practitioner's time, one after the other, while somebody else has it; return what they hear then."""
    with psycopg.connect(dsn, autocommit=True) as owner, ExitStack() as stack, ThreadPoolExecutor() as pool:
        callers = [stack.enter_context(psycopg.connect(dsn, autocommit=True)) for _ in range(2)]
        with owner.transaction():
            owner.execute("select app.lock_practitioner(%s)", [practitioner_id])
            waiting = []
            for caller, one in zip(callers, (first, second), strict=True):
                waiting.append(pool.submit(ask, caller, one))
                wait_until_blocked(owner, caller.info.backend_pid)
        return waiting[0].result(PATIENCE_SECONDS), waiting[1].result(PATIENCE_SECONDS)


@pytest.mark.req("SC-1.2", "SC-3.1")
def test_fifty_want_one_room_and_one_slot(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection, peers: list[str]) -> None:
    """One is the guest; the others are told so and overwrite nothing.  A slot becomes one room, with one round."""
    callers = [signed_in(stack, peer) for peer in peers]
    room, slot = new_room(world, desk)["room_id"], room_slot(world, desk)["slot_id"]
    assert all_call(callers, "book_practice_room", room_id=room) == {"ok": 1, "slot_taken": CROWD - 1}
    told = owner.execute("select recipient from app.outbox_events where subject_id = %s", [room]).fetchall()
    assert sorted(row["recipient"] for row in told) == ["guest", "host"]

    owner.execute("delete from app.rate_limits where bucket like 'practice%'")
    assert all_call(callers, "book_room_slot", slot_id=slot) == {"ok": 1, "slot_taken": CROWD - 1}
    made = owner.execute("select count(*) as n from app.practice_rounds as d join app.room_slots as s using (room_id) where s.slot_id = %s", [slot]).fetchone()
    assert made == {"n": 1}


@pytest.mark.req("SC-1.1", "SC-1.2")
def test_a_room_and_a_booking_want_one_practitioner(world: World, desk: Desk, stack: Stack) -> None:
    """Whichever is first has ada's time; the other is told that it is taken."""
    ada = world.people["ada"].user_id
    new_room(world, desk)
    for first_is_room in (True, False):
        starts_at = world.next_start()
        room = call("create_practice_room", user=ada, organization_id=world.riverside.organization_id, starts_at=starts_at)
        hold = call("request_hold", **world.riverside.offer("ada", "talk"), starts_at=starts_at)
        first, second = in_turn(stack.database_url, *((room, hold) if first_is_room else (hold, room)))
        assert (first.word, second.word) == ("ok", "slot_taken")


@pytest.mark.req("SC-1.2")
def test_a_person_is_booked_and_practises_at_once(world: World, stack: Stack, peers: list[str], owner: psycopg.Connection) -> None:
    """As a client with ada, and as noah's guest: the second hears that the client is busy, whichever way round."""
    peer = peers[0]
    email = owner.execute("select email from app.clients where user_id = %s", [peer]).fetchone()["email"]
    for first_is_room in (True, False):
        starts_at = world.next_start()
        owner.execute("delete from app.rate_limits where bucket like 'practice%'")
        room = world.caller("noah").call("create_practice_room", organization_id=world.riverside.organization_id, starts_at=starts_at, duration_minutes=30)
        held = signed_in(stack, peer).call("request_hold", **world.riverside.offer("ada", "talk"), starts_at=starts_at)
        practises = call("book_practice_room", user=peer, room_id=room["room_id"])
        books = call("confirm_hold", user=peer, hold_key=held["hold_key"], client=Jsonb(details(email=email)))
        first, second = in_turn(stack.database_url, *((practises, books) if first_is_room else (books, practises)))
        assert (first.word, second.word) == ("ok", "client_busy")


@pytest.mark.req("SC-1.2")
def test_one_person_wants_two_rooms_of_two_practices(world: World, desk: Desk, stack: Stack) -> None:
    """Across organizations a person has one body: the second is refused."""
    new_room(world, desk)
    starts_at = practice_time()
    name = world.new_account()
    both = [(world.riverside, "cleo"), (world.hill, "ines")]
    rooms = [
        world.caller(admin).call("create_practice_room", organization_id=tenant.organization_id, starts_at=starts_at, duration_minutes=10, is_private=True)
        for tenant, admin in both
    ]
    wanted = [call("book_practice_room", user=world.people[name].user_id, room_id=room["room_id"], link_token=room["link_token"]) for room in rooms]
    assert sorted(told.word for told in in_turn(stack.database_url, *wanted)) == ["client_busy", "ok"]


@pytest.mark.req("SC-1.7")
def test_both_start_the_next_round(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """One of eight starts it; numbers have neither gaps nor doubles."""
    room = booked_room(world, desk)
    parties = [world.people[name].user_id for name in ("ada", "ben")] * 4
    for _ in range(2):
        told = at_once(stack.database_url, [call("start_round", user=party, **room, candidate="host") for party in parties])
        assert Counter(told) == {"ok": 1, "illegal_transition": 7}
        running = owner.execute("select round_id::text from app.practice_rounds where room_id = %s and finished_at is null", [room["room_id"]]).fetchone()
        world.caller("ben").call("finish_round", **running)
    rounds = owner.execute("select number from app.practice_rounds where room_id = %s order by number", [room["room_id"]]).fetchall()
    assert [row["number"] for row in rounds] == [1, 2]


@pytest.mark.req("SC-1.5")
def test_it_is_deleted_while_somebody_books_it(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """First deleted, it is not there; first booked, both hear of its end after its beginning."""
    ada, ben = (world.people[name].user_id for name in ("ada", "ben"))
    for first_is_deleted in (True, False):
        room = {"room_id": new_room(world, desk)["room_id"]}
        ends, books = call("delete_practice_room", user=ada, **room), call("book_practice_room", user=ben, **room)
        told = in_turn(stack.database_url, *((ends, books) if first_is_deleted else (books, ends)))
        assert [each.word for each in told] == (["ok", "not_found"] if first_is_deleted else ["ok", "ok"])
        said = owner.execute("select topic, recipient from app.outbox_events where subject_id = %s order by position", [room["room_id"]]).fetchall()
        both = [(f"practice_room.{change}", party) for change in ("booked", "cancelled") for party in ("host", "guest")]
        assert [(row["topic"], row["recipient"]) for row in said] == ([] if first_is_deleted else both)


@pytest.mark.req("SC-1.2", "SC-3.1")
def test_the_host_leaves_while_a_room_and_a_slot_are_booked(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """Behind whoever has the host's time all wait in a row, and nobody for one another: each is answered, and the room is gone in the end."""
    ben = world.people["ben"].user_id
    new_room(world, desk)
    for verb in ("book_practice_room", "book_room_slot"):
        host = world.new_account()
        member = world.join(host, tenant=world.riverside, admin="cleo")
        profile = owner.execute("select practitioner_id from app.practitioners where member_id = %s", [member["member_id"]]).fetchone()
        owner.execute("delete from app.rate_limits where bucket like 'practice%'")
        made = world.caller(host).call(
            "create_practice_room" if verb == "book_practice_room" else "create_room_slot",
            organization_id=world.riverside.organization_id, starts_at=practice_time(), duration_minutes=10,
        )  # fmt: skip
        thing = "room_id" if verb == "book_practice_room" else "slot_id"
        leaves = call("leave_organization", user=world.people[host].user_id, organization_id=world.riverside.organization_id)
        books = call(verb, user=ben, **{thing: made[thing]})
        first, second = behind(stack.database_url, profile["practitioner_id"], leaves, books)
        assert (first.word, second.word) == ("ok", "not_found")
        assert owner.execute("select count(*) as n from app.practice_rooms where host_id = %s", [world.people[host].user_id]).fetchone() == {"n": 0}


@pytest.mark.req("SC-1.4")
def test_it_is_moved_while_somebody_books_it(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """Whichever is first: both end at the new time, and whoever was told of the old one is told of the new."""
    ada, ben = (world.people[name].user_id for name in ("ada", "ben"))
    for first_is_moved in (True, False):
        room, later = {"room_id": new_room(world, desk)["room_id"]}, practice_time()
        moves, books = call("update_practice_room", user=ada, **room, starts_at=later), call("book_practice_room", user=ben, **room)
        told = in_turn(stack.database_url, *((moves, books) if first_is_moved else (books, moves)))
        assert [each.word for each in told] == ["ok", "ok"]
        seats = owner.execute("select distinct lower(span) as at from app.practice_seats where room_id = %s", [room["room_id"]]).fetchall()
        assert [row["at"] for row in seats] == [datetime.fromisoformat(later)]
        last = owner.execute(
            "select data ->> 'starts_at' as at from app.outbox_events where subject_id = %s and recipient = 'guest' order by position desc limit 1",
            [room["room_id"]],
        ).fetchone()
        assert datetime.fromisoformat(last["at"]) == datetime.fromisoformat(later)
