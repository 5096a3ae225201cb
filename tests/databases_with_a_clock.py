"""Databases whose clock a test may set, and in which nobody but that test has ever been: copies of one, on a server of their own."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

import psycopg

from python_functions.stack.cluster import scratch_cluster
from python_functions.stack.database import apply_ledger, create_database, glue
from python_functions.stack.settings import settings_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from python_functions.stack.cluster import Cluster

# app.now() is the only reader of the clock; here it shows what the session's setting says.
CLOCK = """
create or replace function app.now() returns timestamptz language sql stable security invoker
return coalesce(nullif(current_setting('tests.now', true), '')::timestamptz, pg_catalog.now())
"""


@dataclass(frozen=True)
class Databases:
    """A server with a database that has the ledger and nobody in it, from which others are copied."""

    cluster: Cluster
    _numbers: Iterator[int] = field(default_factory=count)

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Give the address of a new copy; it is gone afterwards."""
        name = f"copy_{next(self._numbers)}"
        self._run(f"create database {name} template model")
        try:
            yield self.cluster.url(name)
        finally:
            self._run(f"drop database {name} with (force)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.cluster.url(), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def databases_with_a_clock() -> Iterator[Databases]:
    """Start the server; nothing of it is left afterwards."""
    with scratch_cluster() as cluster:
        url = cluster.url("model")
        create_database(cluster.url(), "model")
        glue(url, bin_folder=cluster.bin)
        apply_ledger(url, settings_from({}))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(CLOCK)
        yield Databases(cluster)
