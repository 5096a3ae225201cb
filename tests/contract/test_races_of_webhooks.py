"""Endpoints that are deleted, switched off and claimed while bookings are made: no booking fails or waits for it, nothing is sent twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from .desk import details
from .racing import ask, at_once, call, crowd

if TYPE_CHECKING:
    from tests.conftest import Stack

    from .desk import Desk
    from .world import World

pytestmark = pytest.mark.slow

ROUNDS = 5
WORKERS = 8


@pytest.fixture
def endpoint(world: World, desk: Desk) -> dict[str, Any]:
    """An endpoint of Riverside's that hears of everything."""
    desk.owner.execute("delete from app.webhook_endpoints")
    kinds = [row["event_type"] for row in world.caller("cleo").rows("webhook_event_types")]
    hooks = {"organization_id": world.riverside.organization_id, "url": "https://hooks.example/in", "event_types": kinds}
    return world.caller("cleo").call("register_webhook_endpoint", **hooks)


def booking(world: World) -> dict[str, Any]:
    """The arguments of a booking with ada."""
    return world.riverside.offer("ada", "talk") | {"starts_at": world.next_start(), "client": psycopg.types.json.Jsonb(details())}


def test_a_booking_neither_waits_for_a_deletion_nor_fails_by_it(world: World, stack: Stack, endpoint: dict[str, Any]) -> None:
    """The endpoint is deleted, and not yet committed: the booking passes it over."""
    cleo, ada = (world.people[name].user_id for name in ("cleo", "ada"))
    deletion = call("delete_webhook_endpoint", user=cleo, endpoint_id=endpoint["endpoint_id"])
    with psycopg.connect(stack.database_url, autocommit=True) as admin, psycopg.connect(stack.database_url, autocommit=True) as other, admin.transaction():
        assert ask(admin, deletion).word == "ok"
        other.execute("set lock_timeout = '5s'")
        assert ask(other, call("create_booking", user=ada, **booking(world))).word == "ok"


def test_a_booking_goes_on_while_its_endpoint_is_changed_and_claimed(world: World, desk: Desk, stack: Stack, endpoint: dict[str, Any]) -> None:
    """Rotated and claimed, and not yet committed: the booking waits for neither, and its event is not lost."""
    cleo, ada = (world.people[name].user_id for name in ("cleo", "ada"))
    world.caller("cleo").call("send_test_webhook", endpoint_id=endpoint["endpoint_id"])
    for deed in (
        call("rotate_webhook_secret", user=cleo, endpoint_id=endpoint["endpoint_id"]),
        call("claim_webhook_deliveries", role="service_role", worker="w", batch_size=8),
    ):
        with psycopg.connect(stack.database_url, autocommit=True) as busy, psycopg.connect(stack.database_url, autocommit=True) as other, busy.transaction():
            assert ask(busy, deed).word == "ok"
            other.execute("set lock_timeout = '5s'")
            made = ask(other, call("create_booking", user=ada, **booking(world)))
            assert made.word == "ok"
        queued = desk.owner.execute("select count(*) from app.webhook_deliveries where subject_id = %s", [made.rows[0][0]["booking_id"]]).fetchone()
        assert queued["count"] == 1


def test_bookings_and_deletions_at_once(world: World, stack: Stack, endpoint: dict[str, Any]) -> None:
    """Whichever comes first, every booking is made."""
    cleo, ada = (world.people[name].user_id for name in ("cleo", "ada"))
    for _ in range(ROUNDS):
        bookings = [call("create_booking", user=ada, **booking(world)) for _ in range(4)]
        deeds = [call(verb, user=cleo, endpoint_id=endpoint["endpoint_id"]) for verb in ("rotate_webhook_secret", "disable_webhook_endpoint")]
        claims = [call("claim_webhook_deliveries", role="service_role", worker="w", batch_size=8)]
        gone = [call("delete_webhook_endpoint", user=cleo, endpoint_id=endpoint["endpoint_id"])]
        told = at_once(stack.database_url, [*bookings, *deeds, *claims, *gone])
        assert told[:4] == ["ok"] * 4
        assert set(told[4:]) <= {"ok", "not_found"}
        hooks = {"organization_id": world.riverside.organization_id, "url": "https://hooks.example/in", "event_types": ["booking.created"]}
        endpoint = world.caller("cleo").call("register_webhook_endpoint", **hooks)


def test_workers_at_once_never_get_the_same(world: World, desk: Desk, stack: Stack, endpoint: dict[str, Any]) -> None:
    """Eight claim, mark and claim again until nothing is left: each delivery was given out once, four at a time at most."""
    desk.owner.execute(
        "insert into app.webhook_deliveries (organization_id, endpoint_id, event_type, subject_id, data)"
        " select %s, %s, 'booking.created', gen_random_uuid(), '{}' from generate_series(1, 60)",
        (world.riverside.organization_id, endpoint["endpoint_id"]),
    )
    given: list[Any] = []
    with crowd(stack.database_url, WORKERS) as all_go:
        while len(given) < 60:
            told = all_go([call("claim_webhook_deliveries", role="service_role", worker=f"w{number}", batch_size=8) for number in range(WORKERS)])
            assert {each.word for each in told} == {"ok"}
            claimed = [row[0] for each in told for row in each.rows]
            assert 0 < len(claimed) <= 4
            given += claimed
            marks = [call("mark_webhook_delivered", role="service_role", delivery_id=one, response_status=200) for one in claimed]
            assert {each.word for each in all_go([*marks, *[call("tick", role="service_role")] * (WORKERS - len(marks))])} == {"ok"}
    assert len(given) == len(set(given)) == 60


def test_reports_and_switching_off_at_once(world: World, desk: Desk, stack: Stack, endpoint: dict[str, Any]) -> None:
    """410 for four deliveries at the same moment, and an admin who switches it off: one end, no deadlock, one warning to each admin at most."""
    cleo = world.people["cleo"].user_id
    admins = desk.owner.execute(
        "select count(*) from app.members where organization_id = %s and role = 'admin' and suspended_at is null", [world.riverside.organization_id]
    ).fetchone()["count"]
    for _ in range(ROUNDS):
        world.caller("cleo").call("enable_webhook_endpoint", endpoint_id=endpoint["endpoint_id"])
        desk.owner.execute(
            "insert into app.webhook_deliveries (organization_id, endpoint_id, event_type, subject_id, data)"
            " select %s, %s, 'booking.created', gen_random_uuid(), '{}' from generate_series(1, 4)",
            (world.riverside.organization_id, endpoint["endpoint_id"]),
        )
        claimed = world.caller("service").call("claim_webhook_deliveries", worker="w", batch_size=8)
        before = desk.owner.execute("select count(*) from app.outbox_events where topic = 'webhook.disabled'").fetchone()["count"]
        reports = [call("mark_webhook_failed", role="service_role", delivery_id=row["delivery_id"], error="HTTP 410", response_status=410) for row in claimed]
        off = [call("disable_webhook_endpoint", user=cleo, endpoint_id=endpoint["endpoint_id"])]
        assert set(at_once(stack.database_url, [*reports, *off, call("tick", role="service_role")])) == {"ok"}
        after = desk.owner.execute("select count(*) from app.outbox_events where topic = 'webhook.disabled'").fetchone()["count"]
        # Other tests make admins, too.
        assert after - before in {0, admins}
        left = desk.owner.execute("select count(*) from app.webhook_deliveries where status = 'queued'").fetchone()["count"]
        assert left == 0
