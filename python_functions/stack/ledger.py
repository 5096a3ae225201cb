"""The ledger: how a change in `sql/` becomes a migration."""

from __future__ import annotations

import json
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from python_functions.stack.binaries import run_program
from python_functions.stack.cluster import Cluster, scratch_cluster
from python_functions.stack.database import apply_ledger, create_database, glue, install_source
from python_functions.stack.errors import StackError

if TYPE_CHECKING:
    from python_functions.stack.settings import Settings

INCLUDE = re.compile(r"^\\(ir|i|include_relative|include)\s+(\S+)\s*$")
META_COMMAND = re.compile(r"^\\\w+")


def draft_migration(settings: Settings, name: str) -> Path | None:
    """
    Write the next migration, `<timestamp>_<name>.sql`; return its path, or None when sql/ holds nothing new.

    The first migration is the source itself, in build order.  Later ones are the difference between a database built
    from the ledger and one built from the source, found by pg-delta: a draft, to be read before it is committed.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise StackError(
            f"'{name}' cannot name a migration",
            remedy="Say what it does in lower case and underscores: make migration NAME=add_practice_rooms",
        )
    if any(settings.migrations.glob("*.sql")):
        with scratch_cluster() as cluster:
            ledger, source = both_databases(cluster, settings)
            text = _difference(ledger, source, settings)
    else:
        text = flattened(settings.sql / "install.sql")
    if text is None:
        return None
    settings.migrations.mkdir(parents=True, exist_ok=True)
    path = settings.migrations / f"{datetime.now(UTC):%Y%m%d%H%M%S}_{name}.sql"
    path.write_text(text)
    return path


def both_databases(cluster: Cluster, settings: Settings) -> tuple[str, str]:
    """Two fresh databases on *cluster*: one built by the ledger, one by the source; returns their addresses."""
    addresses = []
    for name in ("ledger", "source"):
        create_database(cluster.url(), name)
        glue(cluster.url(name), bin_folder=cluster.bin)
        addresses.append(cluster.url(name))
    ledger, source = addresses
    apply_ledger(ledger, settings)
    with psycopg.connect(ledger, autocommit=True) as connection:
        # The CLI's own bookkeeping is part of neither definition.
        connection.execute("drop schema if exists supabase_migrations cascade")
    install_source(source, settings, bin_folder=cluster.bin)
    return ledger, source


def flattened(script: Path, *, _root: Path | None = None) -> str:
    r"""
    The text of a psql script with every `\ir` replaced by the file it names, its path as a heading.

    Raises `StackError` at any other psql command: the Supabase CLI sends plain SQL to the server.
    """
    root = _root or script.parent
    if not script.exists():
        raise StackError(f"There is no {script}", remedy="Mend the line that names it, or restore the file.")
    lines = [] if script.parent == root and _root is None else [f"-- {script.relative_to(root.parent)}"]
    for number, line in enumerate(script.read_text().splitlines(), start=1):
        if include := INCLUDE.match(line):
            lines.append(flattened(script.parent / include[2], _root=root))
        elif META_COMMAND.match(line):
            raise StackError(
                f"{script}:{number} has a psql command other than \\ir",
                why=line,
                remedy="Write it in SQL: a migration is plain SQL.",
            )
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _difference(ledger: str, source: str, settings: Settings) -> str | None:
    pgdelta = settings.checkout / "node_modules" / ".bin" / "pgdelta"
    with tempfile.TemporaryDirectory(prefix="bookfast-") as folder:
        plan, draft = Path(folder) / "plan.json", Path(folder) / "draft.sql"
        run_program(
            [pgdelta, "plan", "--source", ledger, "--desired", source, "--out", plan],
            doing="compare the ledger with the source",
        )
        if not json.loads(plan.read_text())["actions"]:
            return None
        run_program([pgdelta, "render", "--plan", plan, "--out", draft, "--allow-drops"], doing="write the difference")
        # More than one file when a part cannot run in a transaction with the rest; their names sort in running order.
        return "\n".join(part.read_text() for part in sorted(Path(folder).glob("draft*.sql")))
