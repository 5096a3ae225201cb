"""Databases whose clock a test may set, and in which nobody but that test has ever been: copies of one, on a server of their own."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

import psycopg

from tests.prepared import copy_of_the_ledger, prepared_cluster

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
        try:
            yield copy_of_the_ledger(self.cluster, name, template="model")
        finally:
            with psycopg.connect(self.cluster.url(), autocommit=True) as connection:
                connection.execute(f"drop database if exists {name} with (force)")


@contextmanager
def databases_with_a_clock() -> Iterator[Databases]:
    """Start the server; nothing of it is left afterwards."""
    with prepared_cluster() as cluster:
        with psycopg.connect(copy_of_the_ledger(cluster, "model"), autocommit=True) as connection:
            connection.execute(CLOCK)
        yield Databases(cluster)
