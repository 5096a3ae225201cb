"""A calendar that is read while a client books, or while its owner disconnects it: whoever is first has it, and nobody is told both."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest

from .racing import PATIENCE_SECONDS, act, ask, call, in_turn, wait_until_blocked
from .scenes import calendar_channel, calendar_of_noah

if TYPE_CHECKING:
    from tests.conftest import Stack

    from .desk import Desk
    from .racing import Act
    from .world import World

pytestmark = pytest.mark.slow


@pytest.mark.req("SC-2.4", "CP-5.7")
def test_busy_time_and_a_booking_come_upon_each_other(world: World, desk: Desk, stack: Stack) -> None:
    """The hold waits for the busy time and is refused; the other way round the hold stands, and its time is offered to nobody else."""
    connection = calendar_of_noah(world, desk)["connection_id"]
    offer = world.riverside.offer("noah", "talk")
    day = (datetime.now(UTC) + timedelta(days=12)).date()
    slots = world.caller().call("available_slots", **offer, from_date=f"{day}", to_date=f"{day + timedelta(days=5)}")
    first, second = slots[0]["starts_at"], slots[-1]["starts_at"]

    def busy(starts_at: str) -> Act:
        return act(
            "select api.save_busy_time(%(connection)s, '{}', jsonb_build_array(jsonb_build_object("
            "'starts_at', %(at)s::timestamptz, 'ends_at', %(at)s::timestamptz + interval '30 minutes')))",
            role="service_role",
            connection=connection,
            at=starts_at,
        )

    def hold(starts_at: str) -> Act:
        return call("request_hold", **offer, starts_at=starts_at)

    read, told = in_turn(stack.database_url, busy(first), hold(first))
    assert (read.word, told.word) == ("ok", "slot_taken")
    told, read = in_turn(stack.database_url, hold(second), busy(second))
    assert (told.word, read.word) == ("ok", "ok")
    left = {slot["starts_at"] for slot in world.caller().call("available_slots", **offer, from_date=f"{day}", to_date=f"{day + timedelta(days=5)}")}
    # What was read last counts: the first is free again.
    assert (first in left, second in left) == (True, False)
    with psycopg.connect(stack.database_url, autocommit=True) as owner:
        owner.execute("delete from app.busy_spans where source_id = %s", [connection])


@pytest.mark.req("SC-2.4")
def test_a_calendar_is_disconnected_while_it_is_read(world: World, desk: Desk, stack: Stack) -> None:
    """What a worker has just read is kept no more: busy time of a calendar that nobody reads would take time from clients for ever."""
    connection = calendar_of_noah(world, desk)["connection_id"]
    at = datetime.now(UTC) + timedelta(days=12)
    busy = act(
        "select api.save_busy_time(%(connection)s, '{}', jsonb_build_array("
        "jsonb_build_object('starts_at', %(at)s::timestamptz, 'ends_at', %(until)s::timestamptz)))",
        role="service_role",
        connection=connection,
        at=at.isoformat(),
        until=(at + timedelta(hours=1)).isoformat(),
    )
    end = call("end_calendar_connection", user=world.people["noah"].user_id, connection_id=connection)
    ended, read = in_turn(stack.database_url, end, busy)
    assert (ended.word, read.word) == ("ok", "not_found")
    assert desk.owner.execute("select from app.busy_spans where source_id = %s", [connection]).fetchall() == []


@pytest.mark.req("SC-2.1", "SC-2.4")
def test_a_worker_tells_of_a_calendar_that_is_just_disconnected(world: World, desk: Desk, stack: Stack) -> None:
    """One waits for the other, and neither for both: the worker has the task and wants the connection, its owner the other way round."""
    connection = calendar_of_noah(world, desk)["connection_id"]
    desk.owner.execute("update app.calendar_connections set last_ok_at = now() where connection_id = %s", [connection])
    task = desk.owner.execute(
        "insert into app.calendar_tasks (organization_id, connection_id, kind, leased_by, next_attempt_at)"
        " values (%s, %s, 'busy', 'a test', now() + interval '1 hour') returning task_id",
        [world.riverside.organization_id, connection],
    ).fetchone()["task_id"]
    done = call("mark_calendar_task_done", role="service_role", task_id=str(task), worker="a test")
    lost = call("mark_calendar_revoked", role="service_role", connection_id=connection, sealed="sealed")
    end = call("end_calendar_connection", user=world.people["noah"].user_id, connection_id=connection)
    with (
        psycopg.connect(stack.database_url, autocommit=True) as worker,
        psycopg.connect(stack.database_url, autocommit=True) as noah,
        psycopg.connect(stack.database_url, autocommit=True) as owner,
        ThreadPoolExecutor() as pool,
    ):
        with worker.transaction():
            told = [ask(worker, done).word]
            ending = pool.submit(ask, noah, end)
            wait_until_blocked(owner, noah.info.backend_pid)
            told.append(ask(worker, lost).word)
        told.append(ending.result(PATIENCE_SECONDS).word)
    assert told == ["ok", "ok", "ok"]


@pytest.mark.req("SC-2.3", "BM-R16")
def test_a_calendar_is_filled_while_many_bookings_change(world: World, desk: Desk, stack: Stack) -> None:
    """They change in whatever order they are found, and the calendar is filled by the clock: neither comes to wait for what the other one has."""
    bookings = sorted((desk.book(practitioner="noah") for _ in range(2)), key=lambda booking: booking["starts_at"])
    connection = calendar_of_noah(world, desk)["connection_id"]
    rename = [
        act("with one as (update app.bookings set client_name = 'Ren Amed' where booking_id = %(id)s) select true", role="postgres", id=booking["booking_id"])
        for booking in bookings
    ]
    fill = act("select app.queue_all_events(c) from app.calendar_connections as c where c.connection_id = %(id)s", role="postgres", id=connection)
    with (
        psycopg.connect(stack.database_url, autocommit=True) as privacy,
        psycopg.connect(stack.database_url, autocommit=True) as worker,
        psycopg.connect(stack.database_url, autocommit=True) as owner,
        ThreadPoolExecutor() as pool,
    ):
        with privacy.transaction():
            told = [ask(privacy, rename[1]).word]
            filling = pool.submit(ask, worker, fill)
            wait_until_blocked(owner, worker.info.backend_pid)
            told.append(ask(privacy, rename[0]).word)
        told.append(filling.result(PATIENCE_SECONDS).word)
        queued = owner.execute("select count(*) from app.calendar_tasks where connection_id = %s and subject_id is not null", [connection]).fetchone()
    assert (told, queued >= (2,)) == (["ok", "ok", "ok"], True)


@pytest.mark.req("SC-2.1", "SC-2.4")
def test_a_message_comes_while_the_provider_lets_us_in_no_more(world: World, desk: Desk, stack: Stack) -> None:
    """Both want the task and the channel: the message waits until the connection is settled, and is then for nobody."""
    channel = calendar_channel(world, desk)
    connection = desk.owner.execute("select connection_id::text from app.calendar_channels where channel_id = %(channel_id)s", channel).fetchone()[
        "connection_id"
    ]
    push = call("note_calendar_push", role="service_role", **channel)
    world.caller("service").call("note_calendar_push", **channel)
    revoke = call("mark_calendar_revoked", role="service_role", connection_id=connection, sealed="sealed")
    with (
        psycopg.connect(stack.database_url, autocommit=True) as worker,
        psycopg.connect(stack.database_url, autocommit=True) as edge,
        psycopg.connect(stack.database_url, autocommit=True) as another,
        psycopg.connect(stack.database_url, autocommit=True) as owner,
        ThreadPoolExecutor() as pool,
    ):
        with another.transaction():
            another.execute("select from app.calendar_tasks where (connection_id, kind) = (%s, 'sync') for update", [connection])
            revoking = pool.submit(ask, worker, revoke)
            wait_until_blocked(owner, worker.info.backend_pid)
            pushing = pool.submit(ask, edge, push)
            wait_until_blocked(owner, edge.info.backend_pid)
        assert (revoking.result(PATIENCE_SECONDS).word, pushing.result(PATIENCE_SECONDS).word) == ("ok", "not_found")
        assert owner.execute("select from app.calendar_tasks where connection_id = %s and status = 'queued'", [connection]).fetchall() == []


@pytest.mark.req("SC-2.3", "CP-13.4")
def test_a_worker_comes_for_an_event_while_its_booking_is_changed(world: World, desk: Desk, stack: Stack) -> None:
    """The worker has the task and wants the booking, the client the other way round: the worker comes back later, and the client never waits for long."""
    booking_id = desk.book(practitioner="noah")["booking_id"]
    connection = calendar_of_noah(world, desk)["connection_id"]
    change = act("with one as (update app.bookings set client_name = 'Ren Amed' where booking_id = %(id)s) select true", role="postgres", id=booking_id)
    queue = "select app.queue_calendar_task(organization_id, connection_id, 'put_event', %s) from app.calendar_connections where connection_id = %s"
    lease = act("select l.kind from app.lease_calendar_task(%(id)s, 'a test', 60) as l", role="postgres", id=connection)
    with (
        psycopg.connect(stack.database_url, autocommit=True) as client,
        psycopg.connect(stack.database_url, autocommit=True) as worker,
        ThreadPoolExecutor() as pool,
    ):
        worker.execute("set lock_timeout = '5s'")
        # The stack's own worker leaves a connection alone that rests.
        worker.execute("update app.calendar_turns set resting_until = now() + interval '1 hour' where connection_id = %s", [connection])
        worker.execute(queue, [booking_id, connection])
        with client.transaction():
            client.execute("select from app.bookings where booking_id = %s for update", [booking_id])
            leasing = pool.submit(ask, worker, lease)
            told = leasing.result(PATIENCE_SECONDS)
            assert ask(client, change).word == "ok"
        assert (told.word, told.rows) == ("ok", [])
        assert ask(worker, lease).rows == [("put_event",)]
