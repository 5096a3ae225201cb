"""Two ticks at once: what the first has in hand is left to it, so that neither waits for the other, however long one takes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from .racing import PATIENCE_SECONDS, ask, call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Stack

    from .world import World

TICK = call("tick", role="service_role")
# What each leaves behind: (a statement that makes something old, one that says whether it is still as it was).
OLD = {
    "a count of calls": (
        "insert into app.rate_limits (bucket, minute, calls) values (%(id)s::text, now() - interval '1 hour', 1)",
        "select from app.rate_limits where bucket = %(id)s::text",
    ),
    "a rotated secret": (
        """
        with endpoint as (
          insert into app.webhook_endpoints (organization_id, url) values (%(organization_id)s, 'https://hooks.example/ticks') returning *
        )
        insert into app.webhook_secrets (secret_id, organization_id, endpoint_id, secret, valid_until)
        select %(id)s, organization_id, endpoint_id, 'whsec_' || repeat('A', 43) || '=', now() - interval '1 minute' from endpoint
        """,
        "select from app.webhook_secrets where secret_id = %(id)s",
    ),
    "a room that the provider has forgotten": (
        """
        insert into app.video_rooms (organization_id, subject_kind, subject_id, provider, status, span, opens_at, closes_at, ended_at)
        select %(organization_id)s, 'booking', %(id)s, 'daily', 'ended', tstzrange(at, at + interval '1 hour'), at, at + interval '1 hour', at
        from (values (now() - interval '3 days')) as past (at)
        """,
        "select from app.video_rooms where subject_id = %(id)s and done_revision < revision",
    ),
    "an attempt to connect a calendar": (
        """
        insert into app.calendar_attempts (attempt_id, organization_id, user_id, provider, state_hash, created_at, expires_at)
        select %(id)s, %(organization_id)s, %(user_id)s, 'google', sha256(uuid_send(%(id)s)), at, at + interval '10 minutes'
        from (values (now() - interval '2 days')) as past (at)
        """,
        "select from app.calendar_attempts where attempt_id = %(id)s",
    ),
}


@pytest.fixture(autouse=True)
def forget(owner: psycopg.Connection) -> Iterator[None]:
    """What the tick does not clear away is gone afterwards."""
    yield
    owner.execute("delete from app.webhook_endpoints where url = 'https://hooks.example/ticks'")
    owner.execute("delete from app.video_rooms where status = 'ended' and ended_at < now() - interval '2 days'")


@pytest.mark.req("BM-R16")
@pytest.mark.parametrize("what", OLD)
def test_what_one_tick_is_clearing_away_is_passed_over_by_the_other(world: World, stack: Stack, owner: psycopg.Connection, what: str) -> None:
    """It has been cleared away by the first, which has not committed: the second is done at once."""
    make, is_left = OLD[what]
    deadline = time.monotonic() + PATIENCE_SECONDS
    with psycopg.connect(stack.database_url) as first, psycopg.connect(stack.database_url, autocommit=True) as second:
        second.execute("set lock_timeout = '5s'")
        while True:
            old = {"id": uuid4(), "organization_id": world.riverside.organization_id, "user_id": world.people["noah"].user_id}
            owner.execute(make, old)
            # Within a transaction of its own, which stays open.
            first.execute("select now()")
            assert ask(first, TICK).word == "ok"
            first.execute("reset role")
            if first.execute(is_left, old).rowcount == 0 and owner.execute(is_left, old).rowcount == 1:
                break
            # The stack's own worker was quicker, or is just at it.
            first.rollback()
            assert time.monotonic() < deadline
        assert ask(second, TICK).word == "ok"
        first.commit()
    assert owner.execute(is_left, old).rowcount == 0
