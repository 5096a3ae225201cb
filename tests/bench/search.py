"""How long a search of the directory takes, with 100 coming bookings for each practitioner, and what keeps its bounds tight."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg

from python_functions.stack.binaries import embedded_bin
from python_functions.stack.database import run_script
from tests.bench.database import SCRIPTS
from tests.bench.report import figure, goal, heading, milliseconds, quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

GOAL = 0.060


def run(url: str, *, runs: int, sizes: Sequence[int]) -> None:
    """Measure at each of *sizes*, which grow."""
    for before, practitioners in itertools.pairwise((0, *sizes)):
        _measure(url, runs=runs, before=before, practitioners=practitioners)


def _measure(url: str, *, runs: int, before: int, practitioners: int) -> None:
    """Fill the directory, then print p50 and p95 of usual searches."""
    heading(f"Search among {practitioners:,} practitioners with {practitioners * 100:,} coming bookings (p50 / p95)")
    # The 200 of the other parts are open around the clock, and would be all that the first pages show.
    size = f"update app.practitioners set published = false where slug like 'member-%';\n\\set first {before}\n\\set practitioners {practitioners}\n"  # noqa: S608 - a number of ours
    run_script(url, size + (SCRIPTS / "directory.sql").read_text(), doing="fill the directory", bin_folder=embedded_bin())
    with psycopg.connect(url, autocommit=True) as connection:
        began = time.perf_counter()
        bounds = 0
        while looked := _tightened(connection, 1000):
            bounds += looked
        figure("computing one bound (tick does 50)", f"{(time.perf_counter() - began) / bounds * 1000:.2f} ms")
        connection.execute("analyze app.next_slots")
        connection.execute("set role anon")
        soonest = _timed(connection, "", runs)
        figure("by the soonest slot, first page of 20", milliseconds(soonest))
        goal("  p95 in milliseconds", quantile(soonest, 0.95) * 1000, at_most=GOAL * 1000)
        third = _cursor(connection, 40)
        day = datetime.now(UTC).date() + timedelta(days=10)
        for what, arguments in {
            "third page": f"after => '{third}'",
            "by specialty": "specialty => 'sleep'",
            "by place, language and price": "location => 'montreal', language => 'fr', max_price_cents => 10000",
            "on one day": f"on_date => '{day}'",
            "in the afternoon": "from_local => '15:00'",
            "by words, most relevant first": "query => 'sleep montreal'",
            "by a name misspelt, most relevant first": "query => 'pat dgcmb'",
        }.items():
            figure(what, milliseconds(_timed(connection, arguments, runs)))


def _tightened(connection: psycopg.Connection, at_most: int) -> int:
    row = connection.execute("select app.tighten_next_slots(%s) where exists (select from app.next_slots where looked_at is null)", [at_most]).fetchone()
    return row[0] if row else 0


def _cursor(connection: psycopg.Connection, rows: int) -> str:
    found = connection.execute("select cursor from api.search_practitioners(limit_count => %s)", [rows]).fetchall()
    return str(found[-1][0])


def _timed(connection: psycopg.Connection, arguments: str, runs: int) -> list[float]:
    statement = f"select * from api.search_practitioners({arguments})"  # noqa: S608 - our own arguments
    connection.execute("reset role")
    connection.execute("select bench.timed(%s, 3)", [statement])
    return [row[0] for row in connection.execute("select bench.timed(%s, %s)", [statement, runs]).fetchall()]
