"""
Every verb, write and view, tried by every role with every permission and without.

tests/contract/permissions.md is what came out, for a person to read and sign.  After a change that is meant, write it anew and read what differs:
make permissions
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .attempts import Attempts
from .grid import cells
from .permits import Trials, Ways, call, look, write
from .scenes import SCENES
from .sights import sights
from .test_writes_by_caller import GRID as WRITES

if TYPE_CHECKING:
    import psycopg

    from tests.conftest import Stack

    from .desk import Desk
    from .world import World

# Some thousand trials, which a busy machine takes its time for.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

TABLE = Path(__file__).with_name("permissions.md")
# Whose the bookings are that are spoken of, who works beside, and who runs the practice.
CALLERS = {"practitioner, own": ("ada", "practitioner"), "practitioner, a colleague's": ("noah", "practitioner"), "admin": ("cleo", "admin")}
# Nobody signs, answers or talks for another.
ONES_OWN = {"answer_review", "discard_draft", "sign_note", "leave_conversation", "mark_conversation_read", "open_conversation", "open_group_conversation"}
ONES_OWN |= {"retract_message", "send_message"}
# The calendar and the practice of one person, and the door of a room for two.
ONES_OWN |= {"change_calendar_connection", "choose_busy_calendars", "end_calendar_connection"}
ONES_OWN |= {"delete_practice_room", "delete_room_slot", "finish_round", "renew_practice_link", "start_round", "update_practice_room"}
ONES_OWN |= {"video_of_booking", "video_of_practice_room"}
HEAD = """# Who may do what

Made by trying, not by hand: each verb, each write and each view was tried by each role with every permission, with none, and with whatever lies between,
until it was clear which are needed (`tests/contract/permits.py`).  `make permissions` writes it anew; a test fails when it does not say what the database
does.

- **yes: `a` + `b`, else 403** - by default the role may, because it has both; without either it is refused so.
- **no: `a` *or* `b`** - by default the role may not; with either it might.
- **always** - no permission is asked for: it is about the caller's own things, or for everybody.
- **never (404)** - no permission opens it to this caller.

Whoever is answered that the time is taken, say, was let through: only 403, 404 and rows that are not there count as refusals.

The rows that are spoken of belong to the first column's practitioner or that practitioner's client.  What those without a role may do (clients, strangers, the
service) stands in `test_verbs_by_caller.py` and `test_reads_by_caller.py`.
"""


@pytest.fixture(scope="module")
def trials(world: World, owner: psycopg.Connection) -> Trials:
    """On Riverside."""
    defaults: dict[str, set[str]] = {"practitioner": set(), "admin": set()}
    for row in owner.execute("select role, permission from app.role_permissions"):
        defaults[row["role"]].add(row["permission"])
    everything = frozenset(row["permission"] for row in owner.execute("select permission from app.permissions"))
    return Trials(owner, world.riverside.organization_id, everything, {role: frozenset(given) for role, given in defaults.items()})


@pytest.fixture(scope="module")
def verbs(world: World, desk: Desk, trials: Trials) -> dict[str, list[Ways]]:
    """For each verb that people call, what opens it to each caller."""
    rows = trials.owner.execute(
        "select proname from pg_proc where pronamespace = 'api'::regnamespace and has_function_privilege('authenticated', oid, 'execute')"
    ).fetchall()
    found = {}
    for verb in sorted(row["proname"] for row in rows):
        statement, values = call(verb, SCENES[verb](world, desk))
        found[verb] = [trials.ways(world.people[name], role, statement, values) for name, role in CALLERS.values()]
    statement, values = call("create_booking", SCENES["create_booking"](world, desk) | {"overbook": True})
    found["create_booking, overbook"] = [trials.ways(world.people[name], role, statement, values) for name, role in CALLERS.values()]
    return dict(sorted(found.items()))


@pytest.fixture(scope="module")
def writes(world: World, desk: Desk, trials: Trials) -> dict[str, list[Ways]]:
    """For each write through a view that anybody is granted, what opens it to each caller."""
    attempts, found = Attempts(world, desk), {}
    for attempt in sorted({attempt for attempt, caller, answer in cells(WRITES) if (caller, answer) == ("cleo", "ok")}):
        command, view = attempt.split()
        statement, values = write(command, view, *attempts.of(command, view))
        found[attempt] = [trials.ways(world.people[name], role, statement, values) for name, role in CALLERS.values()]
    return found


@pytest.fixture(scope="module")
def views(world: World, stack: Stack, trials: Trials) -> dict[str, list[Ways]]:
    """For each row that can be seen, what shows it to each caller."""
    found = {}
    for question, columns in sorted(sights(world, stack).items()):
        statement, values = look(question.split(":")[0], columns)
        found[question] = [trials.ways(world.people[name], role, statement, values) for name, role in CALLERS.values()]
    return found


def table_of(what: str, found: dict[str, list[Ways]]) -> str:
    """A Markdown table, one line for each question."""
    lines = [f"| {what} | {' | '.join(CALLERS)} |", f"|---|{'---|' * len(CALLERS)}"]
    return "\n".join(lines + [f"| {question} | {' | '.join(map(str, ways))} |" for question, ways in found.items()])


@pytest.mark.req("CP-12.1", "CP-12.2", "CP-12.3", "CP-12.4", "CP-12.5", "CP-12.7", "DR-1.3", "TS-4", "TS-5")
def test_the_table_that_people_sign_is_true(verbs: dict[str, list[Ways]], writes: dict[str, list[Ways]], views: dict[str, list[Ways]]) -> None:
    """Any permission that opens more or less than it did is a line that differs."""
    tables = (
        f"{HEAD}\n## Verbs\n\n{table_of('verb', verbs)}\n\n## Writes through views\n\n{table_of('write', writes)}\n\n## Views\n\n{table_of('row', views)}\n"
    )
    seal = hashlib.sha256(tables.encode()).hexdigest()[:12]
    signatures = (
        f"\n## Read and signed\n\nA signature is for the table with this seal, {seal}; a new table is to be read anew.\n\n"
        "| seal | read by | on |\n|---|---|---|\n"
    )
    if os.environ.get("SIGN"):
        TABLE.write_text(tables + signatures)
    # Signatures are added below, and are nobody's test.
    assert TABLE.read_text().startswith(tables + signatures), "tests/contract/permissions.md is stale: make permissions"


@pytest.mark.req("DR-1.3")
def test_every_permission_opens_something(trials: Trials, verbs: dict[str, list[Ways]], writes: dict[str, list[Ways]], views: dict[str, list[Ways]]) -> None:
    """A word that nothing asks for would only mislead whoever grants it."""
    asked = {one for found in (verbs, writes, views) for ways in found.values() for each in ways for way in each.ways for one in way}
    assert trials.everything - asked == set()


@pytest.mark.req("CP-12.5")
def test_an_admin_may_whatever_anybody_may(verbs: dict[str, list[Ways]], writes: dict[str, list[Ways]]) -> None:
    """By default; but for what is the author's, or about somebody alone."""
    for verb, (own, _, admin) in (verbs | writes).items():
        assert admin.by_default or not own.by_default or verb in ONES_OWN, verb
