"""Callers that act at once, each on a connection of its own, and a look at who waits for whom."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PATIENCE_SECONDS = 20
OVERLAPS = """
select count(*) from app.slot_claims as a join app.slot_claims as b
on a.practitioner_id = b.practitioner_id and a.claim_id < b.claim_id and not a.overbooked and not b.overbooked
and a.blocked && b.blocked and a.slot_key <> b.slot_key and a.occupant <> b.occupant
"""


def call(verb: str, /, *, user: str | None = None, role: str | None = None, **arguments: Any) -> Callable[[psycopg.Connection], Any]:  # noqa: ANN401
    """Return what calls `api.<verb>` on a connection as *user* (an account's id), as *role*, or as a visitor."""
    named = ", ".join(f"{name} => %({name})s" for name in arguments)

    def on(connection: psycopg.Connection) -> Any:  # noqa: ANN401
        with connection.transaction():
            connection.execute("select set_config('request.jwt.claim.sub', %s, true)", [user or ""])
            connection.execute(f"set local role {role or ('authenticated' if user else 'anon')}")
            return connection.execute(f"select * from api.{verb}({named})", arguments).fetchall()  # noqa: S608 - our own names

    return on


def at_once(dsn: str, calls: Sequence[Callable[[psycopg.Connection], Any]]) -> list[str]:
    """Let all *calls* go at one moment, each on its own connection; return "ok" or the error's word for each."""
    start = Barrier(len(calls))

    def go(connection: psycopg.Connection, one: Callable[[psycopg.Connection], Any]) -> str:
        start.wait(PATIENCE_SECONDS)
        try:
            one(connection)
        except psycopg.Error as error:
            return word_of(error)
        return "ok"

    with ExitStack() as stack, ThreadPoolExecutor(len(calls)) as pool:
        connections = [stack.enter_context(psycopg.connect(dsn, autocommit=True)) for _ in calls]
        return list(pool.map(go, connections, calls))


def word_of(error: psycopg.Error) -> str:
    """Return the word of a refusal; where a header travels with it, the same fields come as JSON (SQLSTATE PGRST)."""
    message = error.diag.message_primary or str(error)
    return json.loads(message)["message"] if error.sqlstate == "PGRST" else message


def wait_until_blocked(owner: psycopg.Connection, pid: int) -> None:
    """Return when the backend *pid* waits for a lock; raises when it does not come to that."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if owner.execute("select cardinality(pg_blocking_pids(%s)) > 0", [pid]).fetchone()[0]:
            return
    message = f"Backend {pid} never had to wait."
    raise AssertionError(message)
