"""Live updates: what they cost a booking, and how long after a commit open pages hear of it."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import psycopg
from psycopg import sql
from websockets.asyncio.client import connect

from tests.bench.database import practitioner_id
from tests.bench.report import figure, goal, heading, milliseconds, quantile
from tests.bench.throughput import pgbench

if TYPE_CHECKING:
    from collections.abc import Iterable

    from websockets.asyncio.client import ClientConnection

PAGES = 200
PATIENCE_SECONDS = 10
ROUNDS = 5
# Further than any run gets, so that no two runs want the same time.
STRIDE = 60_000
TRIGGERS = ("_800_note_taken_or_freed", "_800_tell_taken_or_freed")
# What the trigger would do if it notified instead of writing a message.
NOTIFY = """
create or replace function app.broadcast(p_topic text, p_event text, p_payload jsonb) returns void language plpgsql as
$$ begin perform pg_notify('realtime', p_topic || p_event || p_payload); end; $$
"""


def run_sql(url: str, *, seconds: int) -> None:
    """Print hold + confirm per second without live updates, with them, and by NOTIFY; in turns, since a machine's speed drifts."""
    heading(f"What live updates cost a booking (median of {ROUNDS} rounds in turns, {seconds} s each)")
    with psycopg.connect(url, autocommit=True) as owner:
        ours = owner.execute("select pg_get_functiondef('app.broadcast'::regproc)").fetchone()[0]
        base = 0
        for callers in (1, 16):
            rates: dict[str, list[float]] = {}
            for _ in range(ROUNDS):
                for way in ("without", "with", "by NOTIFY"):
                    _switch(owner, on=way != "without")
                    owner.execute(NOTIFY if way == "by NOTIFY" else ours)
                    rates.setdefault(way, []).append(pgbench(url, "hold_and_confirm", callers=callers, seconds=seconds, base=base))
                    base += STRIDE
            median = {way: statistics.median(found) for way, found in rates.items()}
            for way, rate in median.items():
                figure(f"hold + confirm {way}, {callers} caller{'s' * (callers > 1)}", f"{rate:,.0f}/s")
            goal(f"with / without, {callers} caller{'s' * (callers > 1)}", median["with"] / median["without"], at_least=0.9)


def _switch(owner: psycopg.Connection, *, on: bool) -> None:
    for trigger in TRIGGERS:
        state = sql.SQL("enable" if on else "disable")
        owner.execute(sql.SQL("alter table app.slot_claims {} trigger {}").format(state, sql.Identifier(trigger)))


def run(env: dict[str, str], *, runs: int) -> None:
    """Print how long after the commit the first and the last of many open pages hear that a time was taken."""
    heading(f"From commit to open pages (p50 / p95 of {runs})")
    for pages in (1, PAGES):
        first, last = asyncio.run(_listen(env, pages=pages, runs=runs))
        figure(f"commit to page, {pages} open", milliseconds(first), "the first of them")
        if pages > 1:
            figure(f"commit to page, {pages} open", milliseconds(last), "the last of them")
        goal(f"p95 of the last of {pages} in seconds", quantile(last, 0.95), at_most=0.5)


async def _listen(env: dict[str, str], *, pages: int, runs: int) -> tuple[list[float], list[float]]:
    sockets = [await _open(env) for _ in range(pages)]
    first, last = [], []
    with psycopg.connect(env["DATABASE_URL"], autocommit=True) as owner:
        for _ in range(runs):
            await asyncio.to_thread(owner.execute, "select app.broadcast(%s, 'slots_changed', '{}')", [_topic()])
            began = time.perf_counter()
            heard = await asyncio.gather(*(_hear(socket, began) for socket in sockets))
            first.append(min(heard))
            last.append(max(heard))
    await _close(sockets)
    return first, last


async def _open(env: dict[str, str]) -> ClientConnection:
    query = urlencode({"apikey": env["SUPABASE_PUBLISHABLE_KEY"], "vsn": "2.0.0"})
    socket = await connect(f"{env['SUPABASE_URL'].replace('http', 'ws', 1)}/realtime/v1/websocket?{query}")
    await socket.send(json.dumps(["1", "1", f"realtime:{_topic()}", "phx_join", {"config": {"private": True}}]))
    joined = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE_SECONDS))
    if joined[4]["status"] != "ok":
        raise RuntimeError(joined)
    return socket


async def _hear(socket: ClientConnection, began: float) -> float:
    await asyncio.wait_for(socket.recv(), PATIENCE_SECONDS)
    return time.perf_counter() - began


async def _close(sockets: Iterable[ClientConnection]) -> None:
    for socket in sockets:
        await socket.close()


def _topic() -> str:
    return f"practitioner:{practitioner_id(0)}:slots"
