"""Fifty callers and one seat: who wins is read from the tables, and every loser must have been told why."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import Barrier
from typing import TYPE_CHECKING

from tests.bench.callers import Answer, HttpCaller, SqlCaller
from tests.bench.racecourse import build, disarm, double_bookings, winners
from tests.bench.report import figure, goal, heading
from tests.bench.scenes import SCENES, Scene, contested

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.callers import Caller
    from tests.bench.scenes import Deed

CALLERS = 50


@dataclass(kw_only=True)
class Outcome:
    """What the rounds of one race came to."""

    winners: Counter[int] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    fair: bool = True


def run_sql(url: str, *, rounds: int) -> bool:
    """Run every race in SQL in the scratch database *url*; whether all were fair."""
    heading(f"Races in SQL: {CALLERS} callers on {CALLERS} connections, {rounds} rounds each")
    return _run([SqlCaller(url) for _ in range(CALLERS)], url, rounds=rounds, at_most_seconds=0.25)


def run_http(env: dict[str, str], *, rounds: int) -> bool:
    """Run every race through the Data API of a stack of the benchmark's own; whether all were fair."""
    heading(f"Races over HTTP: {CALLERS} callers on {CALLERS} connections, {rounds} rounds each")
    callers = [HttpCaller(env, address=f"127.0.2.{n + 1}") for n in range(CALLERS)]
    return _run(callers, env["DATABASE_URL"], rounds=rounds, at_most_seconds=None)


def control(url: str) -> bool:
    """Take constraints and lock away in the scratch database *url*; whether the same harness then sees double bookings."""
    heading("Positive control: the same race without constraints and lock")
    with ExitStack() as stack, ThreadPoolExecutor(CALLERS) as pool:
        owner = stack.enter_context(SqlCaller(url))
        build(owner.connection)
        disarm(owner.connection)
        callers = [stack.enter_context(SqlCaller(url)) for _ in range(CALLERS)]
        outcome = Outcome()
        _round(SCENES[1], 0, callers, owner, pool, outcome)
        found = double_bookings(owner.connection)
    seen = found > 0 and not outcome.fair
    figure("double bookings seen", f"{found:,} pairs", f"{max(outcome.winners)} winners: " + ("the harness sees them" if seen else "THE HARNESS IS BLIND"))
    return seen


def _run(callers: Sequence[Caller], owner_url: str, *, rounds: int, at_most_seconds: float | None) -> bool:
    fair, slowest = True, 0.0
    with ExitStack() as stack, ThreadPoolExecutor(CALLERS) as pool:
        owner = stack.enter_context(SqlCaller(owner_url))
        build(owner.connection)
        for caller in callers:
            stack.enter_context(caller)
        # Connections are made and plans laid before time is taken, as in a pool that has been up for a while.
        first = Outcome()
        _round(SCENES[0], rounds, callers, owner, pool, first)
        figure("the very first round, connections and plans cold", f"{first.slowest * 1000:,.0f} ms", _told(first, SCENES[0]))
        for scene in SCENES:
            outcome = Outcome()
            for number in range(rounds):
                _round(scene, number, callers, owner, pool, outcome)
            figure(scene.title, f"{outcome.slowest * 1000:,.0f} ms", _told(outcome, scene))
            fair, slowest = fair and outcome.fair, max(slowest, outcome.slowest)
        found = double_bookings(owner.connection)
    figure("double bookings found by a self-join", f"{found:,}", "right" if found == 0 else "WRONG")
    if at_most_seconds is not None:
        goal("slowest answer of all, in seconds", slowest, at_most=at_most_seconds)
    return fair and first.fair and found == 0


def _round(scene: Scene, number: int, callers: Sequence[Caller], owner: SqlCaller, pool: ThreadPoolExecutor, outcome: Outcome) -> None:
    at = contested(number)
    deeds = scene.prepare(scene, owner, at, len(callers))
    start = Barrier(len(callers))
    heard = list(pool.map(lambda caller, deed: _go(start, caller, deed), callers, deeds))
    last = Counter(answers[-1].word for answers in heard)
    won = winners(owner.connection, scene, at)
    outcome.winners[won] += 1
    outcome.words += last
    outcome.slowest = max(outcome.slowest, *(answer.seconds for answers in heard for answer in answers))
    # The tables name the winners; each caller heard its part of it, once, and nothing else.
    outcome.fair &= won == scene.seats and last["ok"] == 1 and set(last) <= {"ok", scene.loser, "cancelled"}


def _go(start: Barrier, caller: Caller, deed: Deed) -> list[Answer]:
    start.wait()
    return deed(caller)


def _told(outcome: Outcome, scene: Scene) -> str:
    rounds = ", ".join(f"{count} rounds with {won}" for won, count in sorted(outcome.winners.items()))
    words = ", ".join(f"{word} {count:,}" for word, count in outcome.words.most_common())
    return f"{'right' if outcome.fair else 'WRONG'}: {rounds} of {scene.seats} taken; {words}"
