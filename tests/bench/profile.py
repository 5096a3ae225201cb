"""Where the time of a booking goes: per function and per statement, on a server of the profile's own that counts both."""

from __future__ import annotations

import os
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from python_functions.stack.binaries import as_user, embedded_bin, system_user
from python_functions.stack.cluster import PATIENCE_SECONDS, Cluster, free_port, wait_until_ready
from python_functions.stack.database import glue, install_source, run_file
from python_functions.stack.settings import settings_from
from tests.bench.database import SCRIPTS
from tests.bench.report import figure, heading
from tests.bench.throughput import pgbench

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNTING = ["--shared_preload_libraries=pg_stat_statements", "--pg_stat_statements.track=all", "--track_functions=all"]
MOST_LINES = 25

FUNCTIONS = """
select schemaname || '.' || funcname, calls::float / %(bookings)s, self_time * 1000 / %(bookings)s, total_time * 1000 / %(bookings)s
from pg_stat_user_functions order by self_time desc limit %(lines)s
"""
STATEMENTS = """
select left(regexp_replace(query, '\\s+', ' ', 'g'), 100), calls::float / %(bookings)s, total_exec_time * 1000 / %(bookings)s, wal_bytes::float / %(bookings)s
from pg_stat_statements
where dbid = (select oid from pg_database where datname = current_database()) and calls >= %(bookings)s / 2
order by total_exec_time desc limit %(lines)s
"""


def run(*, seconds: int) -> None:
    """Print microseconds per whole booking (hold and confirm), one caller; what counts costs about a tenth itself."""
    with _server() as url:
        # Some history first: sessions that meet empty tables keep plans that read them from end to end.
        _bookings(url, base=0, seconds=max(2, seconds // 4))
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute("vacuum analyze")
            owner.execute("select pg_stat_reset(), pg_stat_statements_reset()")
            before = _count(owner)
            _bookings(url, base=1_000_000, seconds=seconds)
            counts = {"bookings": _count(owner) - before, "lines": MOST_LINES}
            heading(f"Profile of {counts['bookings']:,} bookings: microseconds of each function itself, and with what it calls")
            for name, calls, own, total in owner.execute(FUNCTIONS, counts).fetchall():
                figure(name, f"{own:,.0f}", f"{total:>6,.0f} in all, {calls:.1f} calls")
            heading("Statements: microseconds and bytes of WAL, with the triggers and statements inside them")
            for query, calls, spent, wal in owner.execute(STATEMENTS, counts).fetchall():
                figure(query[:52], f"{spent:,.0f}", f"{wal:>6,.0f} B, {calls:.1f} calls  {query[52:]}")


def _count(owner: psycopg.Connection) -> int:
    return owner.execute("select count(*) from app.bookings").fetchone()[0]


def _bookings(url: str, *, base: int, seconds: int) -> None:
    pgbench(url, "hold_and_confirm", callers=1, seconds=seconds, base=base)


@contextmanager
def _server() -> Iterator[str]:
    """Give the address of a database with the practices, on a durable server that counts calls; nothing of it is left."""
    with tempfile.TemporaryDirectory(prefix="bookfast-", ignore_cleanup_errors=True) as folder:
        cluster = Cluster(data=Path(folder) / "data", port=free_port(), password="profile", bin=embedded_bin())  # noqa: S106 - for a minute, on 127.0.0.1
        cluster.create()
        log = Path(folder) / "log"
        with log.open("w") as output:
            server = subprocess.Popen([*cluster.command(), *COUNTING], stdout=output, stderr=output, **as_user(system_user()))
        try:
            wait_until_ready(cluster, still_running=lambda: server.poll() is None, log=log)
            url = cluster.url()
            glue(url, bin_folder=cluster.bin)
            install_source(url, settings_from(os.environ), bin_folder=cluster.bin)
            run_file(url, SCRIPTS / "practices.sql", bin_folder=cluster.bin)
            with psycopg.connect(url, autocommit=True) as owner:
                owner.execute("create extension pg_stat_statements")
            yield url
        finally:
            server.terminate()
            server.wait(PATIENCE_SECONDS)
