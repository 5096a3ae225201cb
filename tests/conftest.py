"""What every test may ask for: the running stack, database connections, and the two pgTAP lanes."""

from __future__ import annotations

import os
from collections import Counter
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
from tests.effort import FAST, draw_the_same
from tests.google.server import Google, serving
from tests.pgtap_lanes import PgtapFile
from tests.prepared import begin_home

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

TESTS = CHECKOUT / "tests"
LONGEST = [
    "model/test_life.py",
    "model/test_slots.py",
    "python/test_worker_faults.py",
    "python/test_webhook_worker.py",
    "python/test_worker.py",
    "contract/test_verbs_by_caller.py",
    "contract/test_transitions.py",
    "contract/test_chaos.py",
    "model/test_preferences.py",
    "python/test_itip.py",
    "python/test_demo.py",
    "python/test_recurrence.py",
    "python/test_series_mail.py",
    "python/test_stack_run.py",
    "python/test_stack_ledger.py",
]
# The shell has all of Chromium that pages meet and none of its own windows: a page costs half the processor's time.
CHROMIUMS = [Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")]
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
    """Declare the marks, and settle what Hypothesis draws before any test file is read."""
    draw_the_same()
    config.addinivalue_line("markers", "req(*ids): the requirements that this test proves")
    config.addinivalue_line("markers", "slow: left out by FAST=1")
    config.addinivalue_line("markers", "one_of(n): FAST=1 tries one case in n of this test's grid")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """FAST=1 does not even read the tests in the browser and the benchmarks."""
    return True if FAST and collection_path in {TESTS / "browser", TESTS / "bench"} else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """
    Begin with the longest files, and let a test in the browser try twice: the summary names each that did, to be mended.

    FAST=1 leaves out what takes long: the second PostgreSQL, most cases of large grids, and all else marked slow.
    """
    items.sort(key=lambda item: _turn(item.path))
    for item in items:
        if TESTS / "browser" in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))
    if not FAST:
        return
    cases: Counter[tuple[Path, str]] = Counter()
    kept, left_out = [], []
    for item in items:
        (left_out if _is_left_out(item, cases) else kept).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def _is_left_out(item: pytest.Item, cases: Counter[tuple[Path, str]]) -> bool:
    if item.get_closest_marker("slow"):
        return True
    if not (mark := item.get_closest_marker("one_of")):
        return False
    test = (item.path, getattr(item, "originalname", item.name))
    cases[test] += 1
    return (cases[test] - 1) % mark.args[0] != 0


def _turn(path: Path) -> int:
    """When the file's turn comes: those of one test that takes minutes would else come last, and keep one process busy when the others are done."""
    name = str(path.relative_to(TESTS))
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)


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
    if not home.exists():
        begin_home(home)
    env = up(settings)
    yield Stack(settings=settings, keys=keys_of(home), env=env)
    if not keep:
        down(settings)


@pytest.fixture
def google(stack: Stack) -> Iterator[Google]:
    """Serve the Google that the stack's edge and worker know, for this test: nobody has an account there yet."""
    with serving(stack.settings.ports["google"], redirects=(f"{stack.web_url}/calendar/connected",)) as google:
        yield google


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
    if not (found := [path for path in CHROMIUMS if path.exists()]):
        pytest.skip(f"SKIPPED: no {CHROMIUMS[0]} here; to run the browser tests: apt install {CHROMIUMS[0].name}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found[0], args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


def _settings_of(home: Path, *, keep: bool) -> Settings:
    # A test that needs a Google serves one of its own on the port that is kept for it (`google`).
    without = {"BOOKFAST_HOME": str(home), "LOG_LEVEL": "warning", "BOOKFAST_GOOGLE": "0"}
    if keep and home.exists():
        return settings_from(without)
    remove_home(home)
    free = zip(PORTS.values(), free_ports(len(PORTS)), strict=True)
    ports = {variable: str(port) for (variable, _), port in free}
    return settings_from({**ports, **without})
