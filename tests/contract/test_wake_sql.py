"""supabase/hosted/wake.sql: what a hosted database sends when a message was queued is what the edge accepts."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from standardwebhooks import Webhook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Stack

    from .world import World

SCRIPT = Path(__file__).parents[2] / "supabase" / "hosted" / "wake.sql"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - a test's own
# What the platform has, with the signatures of its documentation: pg_net, which sends after the commit, and Vault.
PLATFORM = """
create schema net;
create table net.asked (url text, body jsonb, headers jsonb);
create function net.http_post(url text, body jsonb default '{}', params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds int default 5000)
returns bigint language sql as $$ insert into net.asked values ($1, $2, $4); select 1::bigint $$;
create schema vault;
create table vault.decrypted_secrets (name text, decrypted_secret text);
"""
QUEUE = """
insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
values (%s, 'member.invited', 'invitee', gen_random_uuid(), '{}'), (%s, 'member.invited', 'invitee', gen_random_uuid(), '{}')
"""


@contextmanager
def hosted(stack: Stack) -> Iterator[psycopg.Connection]:
    """Give a connection to a database that has the script, until the end of its transaction."""
    with psycopg.connect(stack.database_url) as connection:
        connection.execute(PLATFORM)
        # Twice: it is safe to run again.
        connection.execute(SCRIPT.read_text())
        connection.execute(SCRIPT.read_text())
        yield connection
        connection.rollback()


@pytest.mark.req("SC-1.3")
def test_the_knock_is_signed_as_the_edge_wants_it(stack: Stack, world: World) -> None:
    """One for a transaction, however many messages it queues."""
    tenant = world.riverside.organization_id
    with hosted(stack) as connection:
        connection.execute(
            "insert into vault.decrypted_secrets values ('bookfast_wake_url', 'https://edge.example/wake'), ('bookfast_webhook_secret', %s)", [SECRET]
        )
        for _ in range(3):
            connection.execute(QUEUE, [tenant, tenant])
        ((url, body, headers),) = connection.execute("select url, body::text, headers from net.asked").fetchall()
    assert url == "https://edge.example/wake"
    assert Webhook(SECRET).verify(body, headers) == {}
    with pytest.raises(Exception, match="signature"):
        Webhook("whsec_" + "A" * 32).verify(body, headers)


def test_no_booking_is_lost_for_a_knock(stack: Stack, world: World) -> None:
    """Without secrets, or with a pg_net that fails, the message is queued all the same."""
    tenant = world.riverside.organization_id
    with hosted(stack) as connection:
        for spoil in ("select", "drop schema net cascade", "drop schema vault cascade"):
            connection.execute(spoil)
            connection.execute("select set_config('app.has_knocked', '', true)")
            assert connection.execute(QUEUE, [tenant, tenant]).rowcount == 2


def test_hmac_is_that_of_the_rfc(stack: Stack) -> None:
    """RFC 4231, test cases 2 and 6: a short key, and one longer than a block."""
    cases = [
        (b"what do ya want for nothing?", b"Jefe", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            b"\xaa" * 131,
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
    ]
    with hosted(stack) as connection:
        for message, key, expected in cases:
            assert connection.execute("select encode(private.hmac_sha256(%s, %s), 'hex')", [message, key]).fetchone() == (expected,)
