"""Fifty callers and one seat: who wins is read from the tables, and every loser must have been told why."""

from __future__ import annotations

import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import Barrier
from typing import TYPE_CHECKING, Any

import psycopg

from tests.bench.report import figure, heading
from tests.bench.scenes import SCENES, Scene, overlaps

if TYPE_CHECKING:
    from collections.abc import Callable

CALLERS = 50


@dataclass
class Outcome:
    """What the rounds of one race came to."""

    winners: Counter[int] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0


def run(url: str, *, rounds: int) -> bool:
    """Run every scene in SQL; whether each round had the right winners, and no loser heard anything but a word of ours."""
    heading(f"Races in SQL: {CALLERS} callers on {CALLERS} connections, {rounds} rounds each")
    with ExitStack() as stack, ThreadPoolExecutor(CALLERS) as pool:
        connections = [stack.enter_context(psycopg.connect(url, autocommit=True)) for _ in range(CALLERS)]
        owner = stack.enter_context(psycopg.connect(url, autocommit=True))
        right = True
        for scene in SCENES:
            outcome = _race(scene, owner, connections, pool, rounds)
            fair = set(outcome.winners) == {scene.winners} and set(outcome.words) <= scene.words
            figure(scene.title, f"{outcome.slowest * 1000:.0f} ms slowest", _told(outcome, scene, fair=fair))
            right &= fair
        doubled = overlaps(owner)
        figure("overlaps found by a self-join of the claims", str(doubled))
    return right and doubled == 0


def control(url: str) -> bool:
    """Take constraint and lock away in a scratch database; whether the same count then sees double bookings."""
    heading("Positive control: without constraint and lock")
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("alter table app.slot_claims drop constraint slot_claims_never_overlap")
        owner.execute("alter table app.slot_claims drop constraint slot_claims_seat_once")
        owner.execute("create or replace function app.lock_practitioner(p_practitioner_id uuid) returns void language sql as 'select null'")
    with ExitStack() as stack, ThreadPoolExecutor(CALLERS) as pool:
        connections = [stack.enter_context(psycopg.connect(url, autocommit=True)) for _ in range(CALLERS)]
        owner = stack.enter_context(psycopg.connect(url, autocommit=True))
        for _ in range(5):
            _race(SCENES[1], owner, connections, pool, 1)
            if found := overlaps(owner):
                figure("double bookings seen", str(found), "so the harness can see one")
                return True
    figure("double bookings seen", "0", "the harness proves nothing")
    return False


def _race(scene: Scene, owner: psycopg.Connection, connections: list[psycopg.Connection], pool: ThreadPoolExecutor, rounds: int) -> Outcome:
    outcome = Outcome()
    for number in range(rounds):
        calls = scene.prepare(owner, number, CALLERS)
        answers = list(pool.map(_call, [Barrier(CALLERS)] * CALLERS, connections, calls))
        outcome.winners[scene.count(owner)] += 1
        for word, seconds in answers:
            outcome.words[word] += 1
            outcome.slowest = max(outcome.slowest, seconds)
    return outcome


def _call(start: Barrier, connection: psycopg.Connection, call: Callable[[psycopg.Connection], Any]) -> tuple[str, float]:
    start.wait()
    began = time.perf_counter()
    try:
        call(connection)
        word = "ok"
    except psycopg.Error as error:
        message = error.diag.message_primary or str(error)
        # With a Retry-After header the same fields travel as JSON.
        word = json.loads(message)["message"] if error.sqlstate == "PGRST" else message
    return word, time.perf_counter() - began


def _told(outcome: Outcome, scene: Scene, *, fair: bool) -> str:
    winners = ", ".join(f"{count} × {number}" for number, count in sorted(outcome.winners.items()))
    words = ", ".join(f"{word} {count}" for word, count in outcome.words.most_common())
    return f"{'right' if fair else 'WRONG'}: winners {winners} (due {scene.winners}); answers: {words}"
