"""Reports of mail providers, worked out by several ticks at once and beside workers and admins: one warning, nothing lost, nobody waits long."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
import pytest

from .desk import details
from .racing import PATIENCE_SECONDS, ask, at_once, call

if TYPE_CHECKING:
    from tests.conftest import Stack

    from .desk import Desk
    from .world import World

pytestmark = [pytest.mark.slow, pytest.mark.req("SC-1.8")]

ROUNDS = 8
TICK = call("tick", role="service_role")


def bounced(world: World, desk: Desk, email: str, *, count: int = 1) -> list[str]:
    """Book *count* times for *email*, and let each confirmation be reported as bounced for good; the messages' ids."""
    service, events = world.caller("service"), []
    for _ in range(count):
        booking_id = desk.book(client=details(email=email))["booking_id"]
        statement = "select event_id from app.outbox_events where subject_id = %s and recipient = 'client'"
        events.append(str(desk.owner.execute(statement, [booking_id]).fetchone()["event_id"]))
        bounce = {"RecordType": "Bounce", "Type": "HardBounce", "MessageID": uuid4().hex, "Email": email, "Metadata": {"event_id": events[-1]}}
        service.call("note_provider_event", provider="postmark", provider_event_id=uuid4().hex, payload=bounce)
    return events


def warnings(owner: psycopg.Connection, email: str) -> int:
    """How many warnings there are about *email*."""
    counted = owner.execute(
        "select count(*) from app.outbox_events as e join app.mail_addresses as a on a.address_id = e.subject_id where a.address = %s", [email]
    )
    return int(counted.fetchone()["count"])


def settle(stack: Stack, owner: psycopg.Connection) -> None:
    """Tick until no report is due: the stack's own worker ticks too, and of two at once one leaves the reports to the other."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        while True:
            assert ask(connection, TICK).word == "ok"
            if owner.execute("select count(*) from app.provider_events where look_at <= now()").fetchone() == {"count": 0}:
                return
            assert time.monotonic() < deadline


def test_of_two_ticks_one_leaves_the_reports_to_the_other(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """A second report about an address comes while the first is being worked out: its tick does not wait, and nobody is warned twice."""
    email = f"{uuid4().hex}@people.example"
    (event_id,) = bounced(world, desk, email)
    with psycopg.connect(stack.database_url) as first, psycopg.connect(stack.database_url, autocommit=True) as second, ThreadPoolExecutor(1) as pool:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            # Unless the stack's own worker is just at it.
            first.execute("set local role service_role")
            first.execute("select api.tick()")
            first.execute("reset role")
            if first.execute("select mail_status from app.outbox_events where event_id = %s", [event_id]).fetchone() == ("bounced",):
                break
            first.rollback()
            assert time.monotonic() < deadline
        bounced(world, desk, email)
        try:
            assert pool.submit(ask, second, TICK).result(PATIENCE_SECONDS).word == "ok"
        finally:
            first.commit()
    settle(stack, owner)
    assert warnings(owner, email) == 1


def test_a_report_whose_message_a_worker_is_just_marking_comes_later(world: World, desk: Desk, stack: Stack, owner: psycopg.Connection) -> None:
    """The tick does not wait for the worker, and the report is not lost."""
    email = f"{uuid4().hex}@people.example"
    (event_id,) = bounced(world, desk, email)
    statement = "select mail_status from app.outbox_events where event_id = %s"
    with psycopg.connect(stack.database_url) as worker, psycopg.connect(stack.database_url, autocommit=True, options="-c lock_timeout=5s") as ticking:
        worker.execute("select 1 from app.outbox_events where event_id = %s for update", [event_id])
        assert ask(ticking, TICK).word == "ok"
        assert owner.execute(statement, [event_id]).fetchone() == {"mail_status": None}
        worker.rollback()
        owner.execute("update app.provider_events set look_at = now() where look_at is not null")
        settle(stack, owner)
    assert owner.execute(statement, [event_id]).fetchone() == {"mail_status": "bounced"}
    assert warnings(owner, email) == 1


def test_an_address_that_is_cleared_while_it_bounces_again_is_marked_or_not_and_never_half(
    world: World, desk: Desk, stack: Stack, owner: psycopg.Connection
) -> None:
    """Whoever comes second wins; the log tells both."""
    for _ in range(ROUNDS):
        email = f"{uuid4().hex}@people.example"
        bounced(world, desk, email)
        settle(stack, owner)
        (row,) = world.caller("cleo").rows("mail_addresses", address=email)
        bounced(world, desk, email)
        clear: Any = call("clear_mail_address", user=world.people["cleo"].user_id, address_id=row["address_id"])
        assert at_once(stack.database_url, [clear, TICK]) == ["ok", "ok"]
        settle(stack, owner)
        left = owner.execute("select address_id::text, bounced_at from app.mail_addresses where address = %s", [email]).fetchall()
        assert all(each["bounced_at"] is not None and each["address_id"] != row["address_id"] for each in left)
        assert len(left) <= 1
        pending = owner.execute("select count(*) from app.provider_events where payload ->> 'Email' = %s and outcome is distinct from 'applied'", [email])
        assert pending.fetchone() == {"count": 0}
