"""Callers that act at once, each on a connection of its own, and a look at who waits for whom."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from threading import Barrier
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PATIENCE_SECONDS = 20
# Pairs of claims that share time though they must not: of different slots, or in the very same seat of one.
OVERLAPS = """
select count(*) from app.slot_claims as a join app.slot_claims as b
on a.practitioner_id = b.practitioner_id and a.claim_id < b.claim_id and not a.overbooked and not b.overbooked
and a.blocked && b.blocked and ((a.slot_key <> b.slot_key and a.occupant <> b.occupant) or (a.slot_key = b.slot_key and a.seat = b.seat))
"""

Act = Callable[[psycopg.Connection], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Told:
    """What a caller heard: "ok" or the word of the refusal, and the rows of the answer."""

    word: str
    rows: list[tuple[Any, ...]]


def act(sql: str, /, *, user: str | None = None, role: str | None = None, **arguments: Any) -> Act:  # noqa: ANN401
    """Return what runs *sql* in one transaction as *user* (an account's id), as *role*, or as a visitor."""

    def on(connection: psycopg.Connection) -> list[tuple[Any, ...]]:
        with connection.transaction():
            connection.execute("select set_config('request.jwt.claim.sub', %s, true)", [user or ""])
            connection.execute(f"set local role {role or ('authenticated' if user else 'anon')}")
            return connection.execute(sql, arguments).fetchall()

    return on


def call(verb: str, /, *, user: str | None = None, role: str | None = None, **arguments: Any) -> Act:  # noqa: ANN401
    """Return what calls `api.<verb>` as *user* (an account's id), as *role*, or as a visitor."""
    named = ", ".join(f"{name} => %({name})s" for name in arguments)
    return act(f"select * from api.{verb}({named})", user=user, role=role, **arguments)  # noqa: S608 - our own names


def ask(connection: psycopg.Connection, one: Act) -> Told:
    """Let *one* act and hear what it is told; a refusal that is returned, so that its side effects stay, is one too."""
    try:
        rows = one(connection)
    except psycopg.Error as error:
        return Told(word_of(error), [])
    body = rows[0][0] if rows else None
    refused = isinstance(body, dict) and str(body.get("code")).startswith("PT")
    return Told(body["message"] if refused else "ok", rows)


@contextmanager
def crowd(dsn: str, size: int) -> Iterator[Callable[[Sequence[Act]], list[Told]]]:
    """Give what lets as many calls as *size* go at one moment, each on its own connection, as often as it is called."""
    with ExitStack() as stack, ThreadPoolExecutor(size) as pool:
        connections = [stack.enter_context(psycopg.connect(dsn, autocommit=True)) for _ in range(size)]
        start = Barrier(size)

        def go(connection: psycopg.Connection, one: Act) -> Told:
            start.wait(PATIENCE_SECONDS)
            return ask(connection, one)

        def all_go(calls: Sequence[Act]) -> list[Told]:
            return list(pool.map(go, connections, calls, timeout=3 * PATIENCE_SECONDS))

        yield all_go


def at_once(dsn: str, calls: Sequence[Act]) -> list[str]:
    """Let all *calls* go at one moment, each on its own connection; return "ok" or the error's word for each."""
    with crowd(dsn, len(calls)) as all_go:
        return [told.word for told in all_go(calls)]


def in_turn(dsn: str, first: Act, second: Act) -> tuple[Told, Told]:
    """Let *second* come upon *first* before that has committed: it must wait, and is answered when *first* commits."""
    with (
        psycopg.connect(dsn, autocommit=True) as leading,
        psycopg.connect(dsn, autocommit=True) as following,
        psycopg.connect(dsn, autocommit=True) as owner,
        ThreadPoolExecutor() as pool,
    ):
        with leading.transaction():
            led = ask(leading, first)
            waiting = pool.submit(ask, following, second)
            wait_until_blocked(owner, following.info.backend_pid)
        return led, waiting.result(PATIENCE_SECONDS)


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
