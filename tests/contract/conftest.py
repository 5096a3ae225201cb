"""Two practices on the running stack, callers of every kind, and a look into the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg.rows import dict_row

from python_functions.stack.programs import programs_of
from python_functions.stack.supervision import Supervision

from .desk import Desk
from .world import World

if TYPE_CHECKING:
    from tests.conftest import Stack

    from .callers import Caller

Watch = Callable[[], AbstractContextManager[None]]
Entries = Callable[[str], list[tuple[str, str]]]


@pytest.fixture(scope="package")
def world(stack: Stack) -> Iterator[World]:
    """
    Both practices, and no worker: nothing changes but by the tests' own calls.

    What the tests queued is no longer due when the worker comes back.
    """
    supervision = Supervision(stack.settings)
    (worker,) = [program for program in programs_of(stack.settings, stack.keys) if program.name == "worker"]
    supervision.stop(worker)
    made = World(stack)
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("insert into app.super_admins (user_id) values (%s)", [made.people["root"].user_id])
    yield made
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("update app.outbox_events set status = 'failed', finished_at = now() where status = 'queued'")
    supervision.start(worker)


@pytest.fixture
def anon(world: World) -> Caller:
    """Somebody without an account."""
    return world.caller()


@pytest.fixture
def ben(world: World) -> Caller:
    """A client of Riverside who is signed in."""
    return world.caller("ben")


@pytest.fixture
def ada(world: World) -> Caller:
    """A practitioner of Riverside."""
    return world.caller("ada")


@pytest.fixture
def cleo(world: World) -> Caller:
    """Riverside's admin."""
    return world.caller("cleo")


@pytest.fixture
def eve(world: World) -> Caller:
    """A practitioner of another tenant."""
    return world.caller("eve")


@pytest.fixture
def service(world: World) -> Caller:
    """The service role, as the worker has it."""
    return world.caller("service")


@pytest.fixture(scope="module")
def desk(world: World, owner: psycopg.Connection) -> Desk:
    """Make bookings in every state."""
    return Desk(world, owner)


@pytest.fixture(scope="module")
def owner(stack: Stack) -> Iterator[psycopg.Connection]:
    """The database's owner, who sees everything at once; a new connection for each file, since some restart the database."""
    with psycopg.connect(stack.database_url, autocommit=True, row_factory=dict_row) as connection:
        yield connection


@pytest.fixture(autouse=True, scope="module")
def nobody_in_the_way(owner: psycopg.Connection) -> None:
    """Let go of what earlier tests still hold: a hundred live requests make a practitioner's crowd."""
    owner.execute("delete from app.slot_claims where kind = 'hold'")


@pytest.fixture
def nothing_written(owner: psycopg.Connection) -> Watch:
    """A context in which no row of any table may change; the counts of rate limits aside, and the figures that a worker brings up to date when it likes."""

    @contextmanager
    def watch() -> Iterator[None]:
        before = _contents(owner)
        yield
        assert before == _contents(owner)

    return watch


@pytest.fixture
def entries(owner: psycopg.Connection) -> Entries:
    """`entries(entity_id)`: (actor, action) of its audit entries, in order."""

    def read(entity_id: str) -> list[tuple[str, str]]:
        found = owner.execute("select actor, action from api.audit_log where entity_id = %s order by entry_id", [entity_id]).fetchall()
        return [(row["actor"], row["action"]) for row in found]

    return read


# Of these none says what anybody may do; and the worker brings figures up to date when it likes.
COUNTS = ["rate_limits", "figure_feed", "figure_days", "past_hours", "daily_figures", "daily_mail"]


def _contents(owner: psycopg.Connection) -> dict[str, tuple[int, int]]:
    # A row that is new or changed has a younger transaction than all before it; one that is gone is missing in the count.
    named = "select relname from pg_class where relnamespace = 'app'::regnamespace and relkind = 'r' and relname <> all (%s)"
    tables = owner.execute(named, [COUNTS]).fetchall()
    union = " union all ".join(
        f"select '{table['relname']}' as name, count(*) as rows, max(t.xmin::text::bigint) as youngest from app.{table['relname']} as t"  # noqa: S608
        for table in tables
    )
    return {row["name"]: (row["rows"], row["youngest"]) for row in owner.execute(union).fetchall()}
