"""The web app's types of the Data API, generated from the database by the Supabase CLI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from python_functions.stack.binaries import run_program
from python_functions.stack.cluster import scratch_cluster
from python_functions.stack.database import apply_ledger, create_database, glue

if TYPE_CHECKING:
    from pathlib import Path

    from python_functions.stack.settings import Settings


def types_file(settings: Settings) -> Path:
    """Where the web app expects them."""
    return settings.checkout / "web" / "src" / "api" / "database.ts"


def generated_types(settings: Settings) -> str:
    """The TypeScript of schema `api`, from a fresh database that the ledger built."""
    with scratch_cluster() as cluster:
        create_database(cluster.url(), "ledger")
        glue(cluster.url("ledger"), bin_folder=cluster.bin)
        apply_ledger(cluster.url("ledger"), settings)
        return types_of(cluster.url("ledger"), settings)


def types_of(url: str, settings: Settings) -> str:
    """The TypeScript of schema `api` as the database at *url* has it."""
    cli = settings.checkout / "node_modules" / ".bin" / "supabase"
    types = run_program(
        [cli, "gen", "types", "--lang", "typescript", f"--remote={url}", "--schema", "api", "--workdir", settings.ledger_root],
        doing="generate the types",
        environ={"DO_NOT_TRACK": "1", "SUPABASE_TELEMETRY_DISABLED": "1", "NO_COLOR": "1"},
    )
    return f"/** The Data API's views and verbs, generated from the database: `make types`.  Not edited by hand. */\n{types}"
