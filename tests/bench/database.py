"""A database of the benchmark's own, on the server that DATABASE_URL names: built, filled with practices, dropped."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from python_functions.stack.binaries import embedded_bin
from python_functions.stack.database import create_database, glue, install_source, run_file
from python_functions.stack.settings import settings_from

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPTS = Path(__file__).parent / "sql"


@contextmanager
def scratch(name: str = "bookfast_bench") -> Iterator[str]:
    """Give the address of a fresh database with the practices of sql/practices.sql; drop it at the end."""
    server = os.environ["DATABASE_URL"]
    url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    create_database(server, name)
    try:
        glue(url, bin_folder=embedded_bin())
        install_source(url, settings_from(os.environ), bin_folder=embedded_bin())
        run_file(url, SCRIPTS / "practices.sql", bin_folder=embedded_bin())
        yield url
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def fill_claims(url: str, practitioner: str, *, count: int, hours_apart: int = 2) -> None:
    """Give the practitioner *count* claims of half an hour, from tomorrow on, as bookings would leave them."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            """
            insert into app.slot_claims (organization_id, practitioner_id, kind, service_number, slot, blocked, seat, capacity, occupant)
            select p.organization_id, p.practitioner_id, 'booking', 1, at.slot, at.slot, 1, 1, -nextval('app.claim_ids')
            from app.practitioners as p
            cross join generate_series(0, %(count)s - 1) as n
            cross join lateral (
              select date_trunc('day', now(), 'UTC') + interval '1 day' + make_interval(hours => n * %(apart)s) as starts_at
            ) as begin
            cross join lateral (select tstzrange(begin.starts_at, begin.starts_at + interval '30 minutes') as slot) as at
            where p.practitioner_id = %(practitioner)s
            """,
            {"count": count, "apart": hours_apart, "practitioner": practitioner},
        )
        connection.execute("analyze app.slot_claims")


def practitioner_id(number: int) -> str:
    """Return the id of the practice's practitioner *number*, 0 to 199 (see sql/practices.sql)."""
    return f"{number:08d}-0000-4000-8000-{3:012d}"


def service_id(number: int) -> str:
    """Return the id of the service that practitioner *number* offers."""
    return f"{number % 4:08d}-0000-4000-8000-{4:012d}"
