"""Supabase's own Postgres: the ledger applies there as it is, and every pgTAP file passes.  Needs a Docker engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import docker
import pytest
from docker.errors import DockerException
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import LogMessageWaitStrategy

from python_functions.stack.binaries import embedded_bin
from python_functions.stack.database import apply_ledger, unapplied
from python_functions.stack.settings import CHECKOUT, settings_from
from tests.pgtap_lanes import load_pgtap, run_pgtap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

# The image that the pinned Supabase CLI starts.
IMAGE = "supabase/postgres:17.11.0.014"
PASSWORD = "postgres"  # noqa: S105 - of a container that lives for this module
FILES = sorted(path for path in (CHECKOUT / "tests" / "pgtap").rglob("*.sql") if not path.name.startswith("_"))


@pytest.fixture(scope="module")
def supabase_postgres() -> Iterator[str]:
    """The address of a fresh Supabase Postgres with the ledger applied and pgTAP loaded."""
    try:
        docker.from_env().ping()
    except DockerException as error:
        pytest.skip(f"SKIPPED: no Docker engine answers here ({error}); start one to try Supabase's own image")
    container = (
        DockerContainer(IMAGE)
        .with_env("POSTGRES_PASSWORD", PASSWORD)
        .with_exposed_ports(5432)
        .waiting_for(LogMessageWaitStrategy("database system is ready to accept connections", times=2))
    )
    with container:
        url = f"postgresql://postgres:{PASSWORD}@{container.get_container_host_ip()}:{container.get_exposed_port(5432)}/postgres?sslmode=disable"
        apply_ledger(url, settings_from({}))
        load_pgtap(url, bin_folder=embedded_bin())
        yield url


def test_the_ledger_applies_to_supabases_own_postgres(supabase_postgres: str) -> None:
    """No migration is left over."""
    assert unapplied(supabase_postgres, settings_from({})) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(CHECKOUT / "tests" / "pgtap")))
def test_pgtap_passes_on_supabases_own_postgres(path: Path, supabase_postgres: str) -> None:
    """The same files as on the embedded server, as the role `postgres`, who is no superuser there."""
    run_pgtap(path, url=supabase_postgres, bin_folder=embedded_bin())
