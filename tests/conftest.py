"""What every test may ask for: the running stack, database connections, and the two pgTAP lanes."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from playwright.sync_api import sync_playwright

from python_functions.stack.cluster import free_ports
from python_functions.stack.keys import Keys, keys_of
from python_functions.stack.run import down, up
from python_functions.stack.settings import CHECKOUT, PORTS, Settings, settings_from
from python_functions.stack.supervision import remove_home
from tests.databases_with_a_clock import Databases, databases_with_a_clock
from tests.pgtap_lanes import PgtapFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

FAST = bool(os.environ.get("FAST"))
CHROMIUM = Path("/usr/bin/chromium")
# Chromium's sandbox refuses root; the tests open no page but our own.
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass(frozen=True, kw_only=True)
class Stack:
    """The test stack: *env* is what `make env` prints and the rest of the variables; the parts by name beside it."""

    settings: Settings
    keys: Keys
    env: dict[str, str]

    def __getattr__(self, name: str) -> str:
        """`stack.supabase_url` for `stack.env["SUPABASE_URL"]`, and so on for each variable."""
        try:
            return self.env[name.upper()]
        except KeyError:
            raise AttributeError(name) from None


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marks."""
    config.addinivalue_line("markers", "req(*ids): the requirements that this test proves")
    config.addinivalue_line("markers", "slow: left out by FAST=1")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """FAST=1 leaves out what takes long: the browser, the benchmarks, the second PostgreSQL and all else marked slow."""
    if not FAST:
        return
    slow = [item for item in items if item.get_closest_marker("slow") or _is_of(item, "browser", "bench")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


def _is_of(item: pytest.Item, *folders: str) -> bool:
    return any(item.path.is_relative_to(CHECKOUT / "tests" / folder) for folder in folders)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Each `tests/pgtap/**/*.sql` is a test on PostgreSQL 18, and on 15 where it is installed."""
    if file_path.suffix == ".sql" and "pgtap" in file_path.parts and not file_path.name.startswith("_"):
        return PgtapFile.from_parent(parent, path=file_path)
    return None


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """
    A whole embedded stack of the tests' own, in `.bookfast/test` on free ports; one for each process of pytest-xdist.

    Fresh for each run and stopped after it.  `KEEP=1` keeps it running, with its data, for the next run.
    """
    home = Path(os.environ.get("BOOKFAST_TEST_HOME") or CHECKOUT / ".bookfast" / "test").absolute()
    home = home.with_name(home.name + os.environ.get("PYTEST_XDIST_WORKER", ""))
    keep = bool(os.environ.get("KEEP"))
    settings = _settings_of(home, keep=keep)
    env = up(settings)
    yield Stack(settings=settings, keys=keys_of(home), env=env)
    if not keep:
        down(settings)


@pytest.fixture
def connect(stack: Stack) -> Iterator[Callable[..., psycopg.Connection]]:
    """Open connections as the database's owner: `connect()`; those left open are rolled back and closed at the end."""
    opened: list[psycopg.Connection] = []

    def factory(**arguments: object) -> psycopg.Connection:
        opened.append(psycopg.connect(stack.database_url, **arguments))
        return opened[-1]

    yield factory
    for connection in opened:
        with closing(connection):
            pass


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Databases whose clock a test may set, on a server beside the stack."""
    with databases_with_a_clock() as databases:
        yield databases


@pytest.fixture(scope="module")
def model_url(databases: Databases) -> Iterator[str]:
    """The address of such a database, in which the tests of one file may meet each other's practices, and nobody else's."""
    with databases.fresh() as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests that need one; skips them where there is none."""
    if not CHROMIUM.exists():
        pytest.skip(f"SKIPPED: no {CHROMIUM} here; to run the browser tests: apt install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


def _settings_of(home: Path, *, keep: bool) -> Settings:
    if keep and home.exists():
        return settings_from({"BOOKFAST_HOME": str(home), "LOG_LEVEL": "warning"})
    remove_home(home)
    free = zip(PORTS.values(), free_ports(len(PORTS)), strict=True)
    ports = {variable: str(port) for (variable, _), port in free}
    return settings_from({**ports, "BOOKFAST_HOME": str(home), "LOG_LEVEL": "warning"})
