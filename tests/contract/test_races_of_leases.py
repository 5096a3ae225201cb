"""Leased work that somebody is just changing: whoever renews it or gives it back neither waits nor takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from .racing import ask, call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Stack

    from .world import World

WORKER = "a test of leases"
ENDPOINT = """
insert into app.webhook_endpoints (organization_id, url) values (%(organization_id)s, 'https://hooks.example/leases') returning endpoint_id
"""
# An ended one stands beside whatever other tests have connected.
CONNECTION = """
insert into app.calendar_connections (organization_id, user_id, provider, account, status, ended_at, ended_by)
values (%(organization_id)s, %(user_id)s, 'caldav', 'leases', 'ended', now(), 'somebody') returning connection_id
"""
MAIL = """
insert into app.outbox_events (organization_id, topic, recipient, subject_id, data, leased_by, attempts, next_attempt_at)
values (%(organization_id)s, 'booking.created', 'client', gen_random_uuid(), '{}', %(worker)s, 1, now() + interval '1 hour') returning event_id
"""
DELIVERY = """
insert into app.webhook_deliveries (organization_id, endpoint_id, event_type, subject_id, data, leased_by, attempts, next_attempt_at)
values (%(organization_id)s, %(of_id)s, 'booking.created', gen_random_uuid(), '{}', %(worker)s, 1, now() + interval '1 hour') returning delivery_id
"""
TASK = """
insert into app.calendar_tasks (organization_id, connection_id, kind, leased_by, attempts, next_attempt_at)
values (%(organization_id)s, %(of_id)s, 'sync', %(worker)s, 1, now() + interval '1 hour') returning task_id
"""
ROOM = """
insert into app.video_rooms (organization_id, subject_kind, subject_id, provider, span, opens_at, closes_at, leased_by, attempts, next_attempt_at)
values (
  %(organization_id)s, 'booking', gen_random_uuid(), 'daily', tstzrange(now(), now() + interval '1 hour'), now(), now() + interval '1 hour',
  %(worker)s, 1, now() + interval '1 hour'
)
returning video_room_id
"""


@pytest.fixture
def forget(owner: psycopg.Connection) -> Iterator[None]:
    """What was written here is gone afterwards."""
    yield
    owner.execute("delete from app.outbox_events where leased_by = %s", [WORKER])
    owner.execute("delete from app.video_rooms where leased_by = %s", [WORKER])
    owner.execute("delete from app.webhook_endpoints where url = 'https://hooks.example/leases'")
    owner.execute("delete from app.calendar_connections where account = 'leases'")


@pytest.mark.usefixtures("forget")
@pytest.mark.parametrize(
    ("table", "belonging", "row", "verbs", "argument"),
    [
        ("outbox_events", None, MAIL, ("renew_leases", "return_events"), "event_ids"),
        ("webhook_deliveries", ENDPOINT, DELIVERY, ("renew_webhook_leases", "return_webhook_deliveries"), "delivery_ids"),
        ("calendar_tasks", CONNECTION, TASK, ("renew_calendar_tasks", "return_calendar_tasks"), "task_ids"),
        ("video_rooms", None, ROOM, ("renew_video_rooms", "return_video_rooms"), "video_room_ids"),
    ],
    ids=["mail", "webhooks", "calendars", "rooms"],
)
def test_renewing_and_giving_back_pass_over_what_is_locked(
    world: World, stack: Stack, table: str, belonging: str | None, row: str, verbs: tuple[str, str], argument: str
) -> None:
    """A change that is not yet committed has the row: the worker is told at once that it has nothing, and has it again after that."""
    with psycopg.connect(stack.database_url, autocommit=True) as changing, psycopg.connect(stack.database_url, autocommit=True) as worker:
        told_of: dict[str, Any] = {"organization_id": world.riverside.organization_id, "user_id": world.people["ada"].user_id, "worker": WORKER}
        if belonging:
            told_of["of_id"] = changing.execute(belonging, told_of).fetchone()[0]
        leased = changing.execute(row, told_of).fetchone()[0]
        worker.execute("set lock_timeout = '5s'")
        renewed, returned = (call(verb, role="service_role", worker=WORKER, **{argument: [leased]}) for verb in verbs)
        with changing.transaction():
            changing.execute(f"select from app.{table} where leased_by = %s for no key update", [WORKER])
            assert [ask(worker, one).rows for one in (renewed, returned)] == [[], [(0,)]]
        with worker.transaction(force_rollback=True):
            assert [ask(worker, one).rows for one in (renewed, returned, renewed)] == [[(leased,)], [(1,)], []]
