"""A database of the models' own, whose clock a test may set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from python_functions.stack.cluster import scratch_cluster
from python_functions.stack.database import apply_ledger, create_database, glue
from python_functions.stack.settings import settings_from

if TYPE_CHECKING:
    from collections.abc import Iterator

# app.now() is the only reader of the clock; here it shows what the session's setting says.
CLOCK = """
create or replace function app.now() returns timestamptz language sql stable security invoker
return coalesce(nullif(current_setting('tests.now', true), '')::timestamptz, pg_catalog.now())
"""


@pytest.fixture(scope="session")
def model_url() -> Iterator[str]:
    """The address of a database with the ledger applied and nobody in it, on a server of its own."""
    with scratch_cluster() as cluster:
        url = cluster.url("model")
        create_database(cluster.url(), "model")
        glue(url, bin_folder=cluster.bin)
        apply_ledger(url, settings_from({}))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(CLOCK)
        yield url
