"""What people with an account are told within the app: live over a socket, in the view, and by nobody else's doing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
import pytest

from .desk import details
from .racing import at_once, call, in_turn
from .scenes import SCENES
from .sentences import assert_told
from .sockets import VERSIONS, socket_to
from .world import token_and_hash

if TYPE_CHECKING:
    from tests.conftest import Stack

    from .callers import Caller
    from .desk import Desk
    from .world import World

PAGE = 2


def unread(caller: Caller) -> int:
    return len(caller.view("notifications").select("notification_id").is_("read_at", "null").execute().data)


@pytest.mark.req("CP-11.1", "CP-11.7", "BM-R10")
@pytest.mark.parametrize("version", VERSIONS)
def test_a_booking_is_heard_of_at_once(world: World, desk: Desk, stack: Stack, ada: Caller, version: str) -> None:
    """With ids and times; who it is the app asks, under the rights of who is signed in."""
    with socket_to(stack, version=version) as socket:
        assert socket.join(f"user:{world.people['ada'].user_id}", world.people["ada"].access_token).payload["status"] == "ok"
        booking = desk.book(client=details(name="Zoë Zimmermann"))
        heard = socket.hear().payload

    told = heard["payload"]
    assert (heard["event"], told["topic"], told["recipient"]) == ("notification", "booking.confirmed", "practitioner")
    assert told["booking_id"] == booking["booking_id"]
    assert "Zimmermann" not in str(heard)
    assert "@" not in str(heard)
    assert "talk" not in str(heard)
    (row,) = ada.rows("notifications", notification_id=told["notification_id"])
    assert {name: told[name] for name in ("topic", "booking_id", "changes", "subject_id")} == {
        name: row[name] for name in ("topic", "booking_id", "changes", "subject_id")
    }
    assert (row["kind"], row["read_at"]) == ("booking", None)
    (seen,) = ada.rows("bookings", booking_id=told["booking_id"])
    assert seen["client_name"] == "Zoë Zimmermann"


def test_what_is_undone_was_never_told(world: World, stack: Stack, owner: psycopg.Connection) -> None:
    """The notification is of the booking's own transaction."""
    arguments = SCENES["create_booking"](world, None)  # type: ignore[arg-type]
    before = owner.execute("select count(*) from app.notifications").fetchone()
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("select set_config('request.jwt.claim.sub', %s, true)", [world.people["ada"].user_id])
        connection.execute("set local role authenticated")
        connection.execute(
            "select api.create_booking(%(practitioner_id)s, %(service_id)s, %(starts_at)s, %(client)s)",
            arguments | {"client": psycopg.types.json.Jsonb(arguments["client"])},
        )
        assert connection.execute("select count(*) from api.notifications where created_at = now()").fetchone() == (1,)
        connection.rollback()
    assert before == owner.execute("select count(*) from app.notifications").fetchone()


def test_pages_miss_none_and_repeat_none(world: World, desk: Desk) -> None:
    """Newest first, from key to key, while more come in."""
    noah, expected = world.caller("noah"), {desk.book(practitioner="noah")["booking_id"] for _ in range(5)}
    met: list[str] = []
    last: dict[str, Any] | None = None
    while True:
        page = noah.view("notifications").select("*").order("created_at", desc=True).order("notification_id", desc=True).limit(PAGE)
        if last:
            page = page.or_(f"created_at.lt.{last['created_at']},and(created_at.eq.{last['created_at']},notification_id.lt.{last['notification_id']})")
        rows = page.execute().data
        if not rows:
            break
        met += [row["notification_id"] for row in rows]
        expected -= {row["booking_id"] for row in rows}
        last = rows[-1]
        desk.book(practitioner="noah")
    assert expected == set()
    assert len(met) == len(set(met))


def test_two_windows_mark_the_same_at_once(world: World, desk: Desk, stack: Stack) -> None:
    """Each is counted once; nobody waits in a circle."""
    eve = world.caller("eve")
    for _ in range(6):
        desk.book(practitioner="eve", tenant=world.hill)
    ids = [row["notification_id"] for row in eve.rows("notifications")]
    user = world.people["eve"].user_id
    before = unread(eve)
    calls = [call("mark_notifications_read", user=user, notification_ids=chosen) for chosen in (ids, ids[::-1], ids[::2], ids[::-2])]
    assert at_once(stack.database_url, calls) == ["ok"] * len(calls)
    assert (before > 0, unread(eve)) == (True, 0)
    desk.book(practitioner="eve", tenant=world.hill)
    mark = call("mark_notifications_read", user=user, up_to="2040-01-01")
    first, second = in_turn(stack.database_url, mark, mark)
    assert [told.rows[0][0] for told in (first, second)] == [{"marked": 1, "unread": 0}, {"marked": 0, "unread": 0}]


def test_two_clicks_at_once_are_one_decision(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """The mail provider's click and the person's own, both the first: one row, one entry in the log."""
    token = SCENES["unsubscribe_by_token"](world, desk)["token"]
    click = call("unsubscribe_by_token", token=token)
    first, second = in_turn(stack.database_url, click, call("unsubscribe_by_token", role="service_role", token=token))
    assert (first.word, second.word) == ("ok", "ok")
    assert first.rows == second.rows
    email = owner.execute("select email from app.unsubscribe_tokens where token_hash = sha256(%s::bytea)", [token.encode()]).fetchone()["email"]
    (row,) = owner.execute("select preference_id, wanted from app.notification_preferences where email = %s", [email]).fetchall()
    assert row["wanted"] is False
    entries = owner.execute("select action from api.audit_log where entity_id = %s", [str(row["preference_id"])]).fetchall()
    assert entries == [{"action": "notification_preference.created"}]


@pytest.mark.slow
def test_a_decision_and_the_worker_meet(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """Claimed before the decision is committed, a message goes; afterwards none does.  Neither waits for the other."""
    service = world.caller("service")
    owner.execute("update app.outbox_events set next_attempt_at = 'infinity' where status = 'queued'")
    events = []
    token, token_hash = token_and_hash()
    for _ in range(2):
        client = details(email="worker-meets@client.example")
        entry = world.caller().call("join_waitlist", **SCENES["join_waitlist"](world, desk) | {"client": client})["entry_id"]
        events.append(desk.event_of(entry))
    service.call("register_unsubscribe_token", event_id=events[0], token_hash=token_hash)
    owner.execute("update app.outbox_events set next_attempt_at = 'infinity' where event_id = %s", [events[1]])

    with psycopg.connect(stack.database_url) as deciding:
        deciding.execute("set local role anon")
        deciding.execute("select api.unsubscribe_by_token(%s)", [token])
        assert [row["event_id"] for row in service.call("claim_events", worker="a test")] == [events[0]]
        deciding.commit()
    owner.execute("update app.outbox_events set next_attempt_at = now() where event_id = any(%s::uuid[])", [events])
    assert service.call("claim_events", worker="a test") == []
    states = owner.execute("select status from app.outbox_events where event_id = any(%s::uuid[])", [events]).fetchall()
    assert [row["status"] for row in states] == ["dropped", "dropped"]


@pytest.mark.slow
def test_pruning_passes_over_what_somebody_marks(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """The tick waits for nobody, and takes what was left the next time."""
    desk.book(practitioner="omar", tenant=world.hill)
    user = world.people["omar"].user_id
    owner.execute("update app.notifications set created_at = now() - interval '366 days' where user_id = %s", [user])
    with psycopg.connect(stack.database_url) as marking:
        marking.execute("select set_config('request.jwt.claim.sub', %s, true)", [user])
        marking.execute("set local role authenticated")
        marking.execute("select api.mark_notifications_read(up_to => now())")
        world.caller("service").call("tick")
        assert owner.execute("select count(*) > 0 as kept from app.notifications where user_id = %s", [user]).fetchone()["kept"]
        marking.commit()
    world.caller("service").call("tick")
    assert not owner.execute("select count(*) > 0 as kept from app.notifications where user_id = %s", [user]).fetchone()["kept"]


@pytest.mark.slow
@pytest.mark.req("BM-R11")
def test_links_are_guessed_by_nobody_and_worn_out_by_nobody(world: World, desk: Desk) -> None:
    """Wrong ones are counted by place, right ones by themselves; the edge, which speaks for many, is not counted as a place."""
    token, service, visitor = SCENES["unsubscribe_by_token"](world, desk)["token"], world.caller("service"), world.caller()
    answers: list[str] = []
    # At most one minute ends meanwhile, so that one of the two has more than 120.
    while "too_many_requests" not in answers and len(answers) < 2 * 121:
        answers.append(visitor.refused("preferences_by_token", token=uuid4().hex).word)
    assert set(answers[:120]) == {"token_invalid"}
    assert_told(visitor.refused("preferences_by_token", token=token), "too_many_requests", "Too many requests")
    for _ in range(130):
        assert service.refused("unsubscribe_by_token", token=uuid4().hex).word == "token_invalid"
    assert service.call("unsubscribe_by_token", token=token)["kinds"][0]["wanted"] is False
