"""Databases made fit for Bookfast: the glue that a Supabase project brings along, then the ledger or the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from python_functions.stack.binaries import run_program
from python_functions.stack.errors import StackError
from python_functions.stack.settings import CHECKOUT, Settings

if TYPE_CHECKING:
    from pathlib import Path

GLUE = CHECKOUT / "supabase" / "embedded"


def create_database(server_url: str, name: str) -> None:
    """Create an empty database called *name*, replacing one of that name.  *server_url* is the owner's."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))


def glue(url: str, *, bin_folder: Path) -> None:
    """Give the database what every Supabase project has: the roles, the schemas `auth`, `extensions` and `realtime`.  Repeatable."""
    auth = run_program(["node", GLUE / "auth-schema.mjs"], doing="print the schema of Auth")
    parts = [(GLUE / name).read_text() for name in ("roles.sql", "extensions.sql", "auth.sql", "realtime.sql")]
    run_script(url, "\n".join([*parts[:2], auth, *parts[2:]]), doing="prepare the database", bin_folder=bin_folder)


def run_file(url: str, path: Path, *, bin_folder: Path) -> None:
    """Run the psql script *path* in one transaction; the first error ends it."""
    _psql(url, "-f", path, doing=f"run {path}", bin_folder=bin_folder)


def run_script(url: str, script: str, *, doing: str, bin_folder: Path) -> None:
    """Run the text of a psql script in one transaction; the first error ends it."""
    _psql(url, "-f", "-", stdin=script, doing=doing, bin_folder=bin_folder)


def _psql(url: str, *arguments: str | Path, doing: str, bin_folder: Path, stdin: str | None = None) -> None:
    run_program(
        [bin_folder / "psql", url, "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", *arguments],
        doing=doing,
        stdin=stdin,
        environ={"PGOPTIONS": "-c client_min_messages=warning"},
    )


def install_source(url: str, settings: Settings, *, bin_folder: Path) -> None:
    """Build today's definition, `sql/install.sql`, in a glued database."""
    install = settings.sql / "install.sql"
    if not install.exists():
        raise StackError(f"There is no {install}", remedy="The source of the database begins there; restore it.")
    run_file(url, install, bin_folder=bin_folder)


def apply_ledger(url: str, settings: Settings) -> bool:
    """
    Apply the migrations that the database has not seen, by the Supabase CLI; return whether there were any.

    Raises `StackError` with the CLI's words when a migration fails; those before it stay applied.
    """
    if not unapplied(url, settings):
        return False
    cli = settings.checkout / "node_modules" / ".bin" / "supabase"
    run_program(
        [cli, "db", "push", f"--remote={url}", "--yes", "--workdir", settings.ledger_root],
        doing="apply the migrations",
        environ={"DO_NOT_TRACK": "1", "SUPABASE_TELEMETRY_DISABLED": "1", "NO_COLOR": "1"},
    )
    return True


def unapplied(url: str, settings: Settings) -> list[str]:
    """The versions of the ledger that the database has not seen, oldest first."""
    written = {path.name.split("_")[0] for path in settings.migrations.glob("*.sql")}
    return sorted(written - set(applied_versions(url)))


def applied_versions(url: str) -> list[str]:
    """The versions in the database's own ledger, oldest first; none before the first migration."""
    with psycopg.connect(url) as connection:
        if connection.execute("select to_regclass('supabase_migrations.schema_migrations')").fetchone() == (None,):
            return []
        rows = connection.execute("select version from supabase_migrations.schema_migrations order by version")
        return [version for (version,) in rows]
