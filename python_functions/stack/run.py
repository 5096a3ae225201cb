"""Up and down: the embedded stack started, brought up to date, and stopped."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import psycopg
from psycopg import sql

from python_functions.stack.cluster import wait_until_ready
from python_functions.stack.database import apply_ledger, glue, unapplied
from python_functions.stack.errors import StackError
from python_functions.stack.keys import Keys, keys_of
from python_functions.stack.ports import require_free
from python_functions.stack.programs import Program, cluster_of, programs_of
from python_functions.stack.settings import remember_ports
from python_functions.stack.supervision import Supervision
from python_functions.stack.variables import stack_variables

if TYPE_CHECKING:
    from python_functions.stack.settings import Settings

PATIENCE_SECONDS = 60

Say = Callable[[str], None]


def up(settings: Settings, *, say: Say = print, patience_seconds: float = PATIENCE_SECONDS) -> dict[str, str]:
    """
    Start what is not running, apply new migrations, wait until every program is well; return the stack's variables.

    Repeatable: on a stack that runs with the same settings it changes nothing.  When a step fails the error says which,
    and what was started stays up to be looked at; `down` ends it.
    """
    keys = keys_of(settings.home)
    with _alone(settings):
        _up(settings, keys, say=say, patience_seconds=patience_seconds)
    return stack_variables(settings, keys)


def _up(settings: Settings, keys: Keys, *, say: Say, patience_seconds: float) -> None:
    programs = programs_of(settings, keys)
    supervision = Supervision(settings)
    if not supervision.runs(programs):
        supervision.shut_down()
        for program in programs:
            require_free(program, settings)
        remember_ports(settings)
        supervision.launch(programs)

    database, *others = programs
    _start(supervision, database, settings, say=say)
    _wait_for_database(settings, keys, supervision, database)
    changed = _bring_up_to_date(settings, keys, say=say)
    for program in others:
        if changed and program.name == "api":
            # It reads the database's shape once, at its start.
            supervision.stop(program)
        _start(supervision, program, settings, say=say)
    for program in others:
        _wait_until_well(program, supervision, patience_seconds=patience_seconds)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Let one `up` of a stack work at a time; the next waits."""
    with (settings.home / "up.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def down(settings: Settings, *, say: Say = print) -> None:
    """Stop everything of this stack, a partial start included.  The data stay."""
    ran = Supervision(settings).shut_down()
    say("Stopped." if ran else "Nothing was running.")


def _start(supervision: Supervision, program: Program, settings: Settings, *, say: Say) -> None:
    if supervision.state_of(program) in {"RUNNING", "STARTING"}:
        return
    require_free(program, settings)
    if program.name == "postgres":
        keys = keys_of(settings.home)
        if not (settings.home / "postgres" / "PG_VERSION").exists():
            say("Making the database cluster …")
        cluster_of(settings, keys).create()
    say(f"Starting {program.name} …")
    supervision.start(program)


def _wait_for_database(settings: Settings, keys: Keys, supervision: Supervision, database: Program) -> None:
    wait_until_ready(
        cluster_of(settings, keys),
        still_running=lambda: supervision.state_of(database) != "FATAL",
        log=settings.logs / "postgres.log",
    )


def _bring_up_to_date(settings: Settings, keys: Keys, *, say: Say) -> bool:
    cluster = cluster_of(settings, keys)
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        glued = connection.execute("select to_regrole('authenticator') is not null").fetchone() == (True,)
    if not glued:
        say("Preparing the database as a Supabase project has it …")
        glue(cluster.url(), bin_folder=cluster.bin)
        with psycopg.connect(cluster.url(), autocommit=True) as connection:
            connection.execute(sql.SQL("alter role authenticator password {}").format(sql.Literal(keys.authenticator_password)))
    if not unapplied(cluster.url(), settings):
        return False
    say("Applying migrations …")
    apply_ledger(cluster.url(), settings)
    return True


def _wait_until_well(program: Program, supervision: Supervision, *, patience_seconds: float) -> None:
    deadline = time.monotonic() + patience_seconds
    while True:
        state = supervision.state_of(program)
        trouble = _trouble_of(program) if state == "RUNNING" else f"it is {state.lower()}"
        if trouble is None:
            return
        if state == "FATAL" or time.monotonic() > deadline:
            raise StackError(
                f"{program.name} is not well",
                why=f"{trouble}\n{supervision.last_words(program)}".strip(),
                remedy=f"Read {supervision.log_of(program)}, mend it and run `make up` again.",
            )
        time.sleep(0.1)


def _trouble_of(program: Program) -> str | None:
    if program.health is None:
        return None
    try:
        # A proxy of the caller's environment has no business on this machine.
        answer = httpx.get(program.health, timeout=5, trust_env=False)
    except httpx.TransportError as error:
        return f"{program.health} does not answer ({error})"
    return None if answer.is_success else f"{program.health} answers {answer.status_code}: {answer.text[:300]}"
