"""pgTAP under pytest: each SQL file is one test per PostgreSQL, in one transaction that is rolled back."""

from __future__ import annotations

import re
import subprocess
import tarfile
from typing import TYPE_CHECKING

import pytest

from python_functions.stack.binaries import DEBIAN_15, embedded_bin
from python_functions.stack.cluster import Cluster
from python_functions.stack.database import run_script
from python_functions.stack.errors import StackError
from python_functions.stack.settings import CHECKOUT
from tests.effort import FAST
from tests.prepared import copy_of_the_ledger, prepared_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PGTAP = CHECKOUT / "node_modules/@electric-sql/pglite-pgtap/dist/pgtap.tar.gz"
HELPERS = CHECKOUT / "tests" / "pgtap" / "_helpers.sql"
LANES = {"pg18": embedded_bin, "pg15": lambda: DEBIAN_15}
NOT_OK = re.compile(r"^not ok \d+(?! .*# TODO)(?: - )?(.*)$")


class PgtapFile(pytest.File):
    """One `.sql` file, collected once for each lane."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item per PostgreSQL."""
        for lane in LANES:
            item = PgtapItem.from_parent(self, name=lane)
            if lane == "pg15":
                item.add_marker(pytest.mark.slow)
            yield item


class PgtapItem(pytest.Item):
    """One file on one PostgreSQL."""

    def runtest(self) -> None:
        """Run the file on this lane's PostgreSQL."""
        cluster = _lane(self.session, self.name)
        run_pgtap(self.path, url=cluster.url("pgtap"), bin_folder=cluster.bin, fast=FAST or self.name != "pg18")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:
        """TAP's own words, without a Python traceback."""
        told = isinstance(excinfo.value, PgtapError | StackError)
        return str(excinfo.value) if told else str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where pytest says that the test stands."""
        return self.path, 0, f"{self.path.relative_to(CHECKOUT)} on {self.name}"


class PgtapError(AssertionError):
    """Assertions that failed, or a script that broke off."""

    def __init__(self, failed: list[str], *, said: str, errors: str) -> None:
        """Put the descriptions first, then what pgTAP and psql say about them."""
        head = "\n".join(f"FAILED  {description}" for description in failed) or "The script broke off or asserted nothing."
        super().__init__("\n".join(part for part in (head, said.strip(), errors.strip()) if part))


def run_pgtap(path: Path, *, url: str, bin_folder: Path, fast: bool = FAST) -> None:
    """
    Run one file by psql between `no_plan()` and `finish()`; raise `PgtapError` with each failed assertion's description.

    The variable `fast` tells the file to try fewer worlds of chance and to sweep with a longer step: in the quick loop, and on
    the second PostgreSQL, which is to run every line and to say the same, while the first one looks for what is wrong with it.
    """
    script = f"begin;\nselect no_plan();\n\\i {path}\nselect * from finish();\nrollback;\n"
    done = subprocess.run(
        [bin_folder / "psql", url, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-v", f"fast={fast}", "-f", "-"],
        input=script,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    failed = [match[1] for match in map(NOT_OK.match, done.stdout.splitlines()) if match]
    if failed or done.returncode != 0 or not re.search(r"^ok \d", done.stdout, re.MULTILINE):
        raise PgtapError(failed, said=_without_successes(done.stdout), errors=done.stderr)


def _without_successes(tap: str) -> str:
    return "\n".join(line for line in tap.splitlines() if line and not re.match(r"ok \d", line))


def _lane(session: pytest.Session, name: str) -> Cluster:
    """The lane's cluster with its database `pgtap`; made at the first use, ended with the session.  A failure to make it is told once."""
    lanes: dict[str, Cluster | None] = session.config.stash.setdefault(LANE_CLUSTERS, {})
    if name not in lanes:
        folder = LANES[name]()
        if not (folder / "postgres").exists():
            pytest.skip(f"SKIPPED LANE: no PostgreSQL at {folder}; to run it: apt install postgresql-15")
        lanes[name] = None
        context = prepared_cluster(bin_folder=folder)
        cluster = context.__enter__()
        session.config.add_cleanup(lambda: context.__exit__(None, None, None))
        load_pgtap(copy_of_the_ledger(cluster, "pgtap"), bin_folder=cluster.bin)
        lanes[name] = cluster
    cluster = lanes[name]
    if cluster is None:
        pytest.fail(f"The database of {name} could not be made; the first file of that lane tells why.", pytrace=False)
    return cluster


LANE_CLUSTERS = pytest.StashKey[dict[str, Cluster | None]]()


def load_pgtap(url: str, *, bin_folder: Path) -> None:
    """Load pgTAP into the schema `tap` and the helpers of the tests into `tests`; both are on the database's search path."""
    with tarfile.open(PGTAP) as archive:
        member = archive.extractfile("share/postgresql/extension/pgtap--1.3.5.sql")
        # Loaded as a plain script, not as an extension: so it needs no right to write into the server's folders.
        pgtap = re.sub(r"^\\(echo|quit).*$", "", member.read().decode(), flags=re.MULTILINE)
    helpers = HELPERS.read_text() if HELPERS.exists() else ""
    script = f"""
        create schema tap;
        create schema tests;
        select format('alter database %I set search_path = tap, public, extensions', current_database()) \\gexec
        set search_path = tap, public, extensions;
        {pgtap}
        {helpers}
        grant usage on schema tap, tests to public;
        grant execute on all functions in schema tap, tests to public;
        grant select on all tables in schema tap, tests to public;
    """
    run_script(url, script, doing="load pgTAP and the helpers of the tests", bin_folder=bin_folder)
