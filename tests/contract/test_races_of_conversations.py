"""Two who talk do so at once: they open one conversation, what they say has one order, and nothing unread is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .desk import details
from .racing import at_once, call, crowd, in_turn

if TYPE_CHECKING:
    import psycopg

    from tests.conftest import Stack

    from .desk import Desk
    from .world import World

# Somebody for whom something waits, and whom nobody will tell.
FORGOTTEN = """
select count(*) as people from app.conversation_participants as p
where p.conversation_id = %s and p.unread_event_id is null and exists (
  select from app.conversation_messages as m
  where m.conversation_id = p.conversation_id and m.position > p.read_position and m.sender_id <> p.participant_id and m.retracted_at is null
)
"""


@pytest.fixture
def pair(world: World, desk: Desk) -> tuple[str, str]:
    """The accounts of noah and of somebody new who has booked with him; they have no conversation yet."""
    name = world.new_account()
    desk.book(world.caller(name), client=details(email=world.people[name].email), practitioner="noah")
    return world.people["noah"].user_id, world.people[name].user_id


def client_of(owner: psycopg.Connection, user_id: str) -> str:
    """Under which id noah knows the account."""
    return str(owner.execute("select client_id from app.clients where user_id = %s", [user_id]).fetchone()["client_id"])


def opened(owner: psycopg.Connection, user_id: str) -> list[str]:
    """The conversations of the account."""
    rows = owner.execute("select conversation_id from app.conversations where client_id = %s", [client_of(owner, user_id)]).fetchall()
    return [str(row["conversation_id"]) for row in rows]


@pytest.mark.req("CP-10.1")
def test_both_open_it_at_once(stack: Stack, world: World, owner: psycopg.Connection, pair: tuple[str, str]) -> None:
    """The second waits for the first and finds what it opened."""
    noah, client = pair
    offer = {"practitioner_id": world.riverside.practitioners["noah"]}
    by_client = call("open_conversation", user=client, **offer)
    by_noah = call("open_conversation", user=noah, **offer, client_id=client_of(owner, client))
    first, second = in_turn(stack.database_url, by_client, by_noah)
    assert (first.word, second.word) == ("ok", "ok")
    assert first.rows == second.rows
    assert len(opened(owner, client)) == 1


@pytest.mark.req("CP-10.5")
def test_what_is_said_at_once_has_one_order(stack: Stack, world: World, owner: psycopg.Connection, pair: tuple[str, str]) -> None:
    """Two first messages, and six more: positions without gaps or doubles, the same for both; each of the two is told once."""
    noah, client = pair
    world.caller("noah").call("open_conversation", practitioner_id=world.riverside.practitioners["noah"], client_id=client_of(owner, client))
    (talk,) = opened(owner, client)
    says = [call("send_message", user=(noah, client)[number % 2], conversation_id=talk, body=f"Message {number}") for number in range(8)]
    assert at_once(stack.database_url, says) == ["ok"] * 8
    rows = owner.execute("select position, body from app.conversation_messages where conversation_id = %s order by position", [talk]).fetchall()
    assert [row["position"] for row in rows] == list(range(1, 9))
    assert {row["body"] for row in rows} == {f"Message {number}" for number in range(8)}
    told = owner.execute("select recipient from app.outbox_events where topic = 'conversation.unread' and data ->> 'conversation_id' = %s", [talk]).fetchall()
    assert sorted(row["recipient"] for row in told) == ["client", "practitioner"]


@pytest.mark.req("CP-10.5")
def test_something_is_said_while_the_other_reads(stack: Stack, world: World, owner: psycopg.Connection, pair: tuple[str, str]) -> None:
    """Whichever comes first: what is unread has its mail waiting, and nobody waits for the other in a circle."""
    noah, client = pair
    world.caller("noah").call("open_conversation", practitioner_id=world.riverside.practitioners["noah"], client_id=client_of(owner, client))
    (talk,) = opened(owner, client)
    with crowd(stack.database_url, 4) as all_go:
        for _ in range(7):
            calls = [
                call("send_message", user=noah, conversation_id=talk, body="Are you there?"),
                call("mark_conversation_read", user=client, conversation_id=talk, up_to=1000),
                call("send_message", user=client, conversation_id=talk, body="I am"),
                call("mark_conversation_read", user=noah, conversation_id=talk, up_to=1000),
            ]
            assert [told.word for told in all_go(calls)] == ["ok"] * 4
            assert owner.execute(FORGOTTEN, [talk]).fetchone()["people"] == 0
