"""A practice, a client who books there, and a worker under the test's control, all on the running stack."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from python_functions.config import Config
from python_functions.data_api import DataApi
from python_functions.stack.cluster import wait_until_ready
from python_functions.stack.programs import cluster_of, programs_of
from python_functions.stack.supervision import Supervision
from tests.browser.practice import Practice, open_practice
from tests.browser.practice import connect as sign_up_at

from .judges.bench import IcalJs, Judges
from .judges.libical import LibicalMissingError, load
from .mail_servers import Mailbox, free_port, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from threading import Event

    from tests.conftest import Stack

PATIENCE = 60


@dataclass
class Worker:
    """A worker process.  What it logs is kept."""

    process: subprocess.Popen[str]

    def kill(self) -> None:
        """End it as a crash of the machine would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)

    def finish(self) -> tuple[int, str]:
        """Ask it to stop; return its exit code and the rest of its log."""
        self.process.send_signal(signal.SIGTERM)
        log, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, log

    def read_until(self, event: str) -> str:
        """Return the log line that reports *event* as soon as it is written."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if f'"event": "{event}"' in line:
                return line
        raise AssertionError(f"The worker ended without logging {event!r}.")


@dataclass(frozen=True)
class Visitor:
    """A client without an account, who books at *practice* through the Data API."""

    api: DataApi
    practice: Practice
    email: str
    slots: list[str]

    def book(self, starts_at: str | None = None) -> dict[str, Any]:
        """Hold and confirm a time, the first free one unless *starts_at* says which."""
        hold = self.api.call(
            "request_hold",
            practitioner_id=self.practice.practitioner_id,
            service_id=self.practice.service_id,
            starts_at=starts_at or self.slots[0],
        )
        client = {"name": "Benoît Desjardins", "email": self.email, "phone": "+1 514 555 0199", "consent": True, "time_zone": "America/Toronto"}
        return self.api.call("confirm_hold", hold_key=hold["hold_key"], client=client)


@dataclass(frozen=True)
class Outbox:
    """The outbox as the database's owner sees it."""

    connection: psycopg.Connection

    def states(self, booking_id: str) -> list[tuple[Any, ...]]:
        """Return (topic, recipient, status, attempts, last_error) of the booking's messages in their order."""
        return self.connection.execute(
            "select topic, recipient, status, attempts, last_error from app.outbox_events where subject_id = %s order by position", [booking_id]
        ).fetchall()

    def end_leases(self, booking_id: str) -> None:
        """Let the time come at which the booking's unfinished messages are due again."""
        self.connection.execute("update app.outbox_events set next_attempt_at = now() where subject_id = %s", [booking_id])

    def wait_until(self, booking_id: str, *ends: str) -> None:
        """Return when all messages of the booking have come to one of the *ends*, and each end to one of them."""
        deadline = time.monotonic() + PATIENCE
        while {row[2] for row in self.states(booking_id)} != set(ends):
            assert time.monotonic() < deadline, self.states(booking_id)
            end_leases_of_the_dead(self.connection, "outbox_events")
            # The worker is another process; there is nothing to wait on but the table.
            time.sleep(0.02)


def end_leases_of_the_dead(connection: psycopg.Connection, table: Literal["outbox_events", "webhook_deliveries", "calendar_tasks"]) -> None:
    """
    Let be due what is leased to a process that is no more.

    A worker asks ten times a second here; what it asked last, the Data API may do after its death, and it would hold for the whole lease.
    """
    relation = sql.Identifier("app", table)
    leased = sql.SQL("select distinct leased_by from {} where status = 'queued' and leased_by is not null and next_attempt_at > now()").format(relation)
    for (name,) in connection.execute(leased).fetchall():
        if not Path("/proc", name.split(":")[1]).exists():
            connection.execute(sql.SQL("update {} set next_attempt_at = now() where status = 'queued' and leased_by = %s").format(relation), [name])


@pytest.fixture(scope="module")
def worker_variables(stack: Stack) -> Iterator[dict[str, str]]:
    """Give the environment for workers, with the stack's own worker out of the way."""
    supervision = Supervision(stack.settings)
    (own,) = [program for program in programs_of(stack.settings, stack.keys) if program.name == "worker"]
    supervision.stop(own)
    yield {**os.environ, **stack.env, **addresses(), "WORKER_POLL_SECONDS": "0.1", "LOG_LEVEL": "info"}
    supervision.start(own)


@pytest.fixture
def mailbox() -> Mailbox:
    """Where this test's mail arrives."""
    return Mailbox()


@pytest.fixture
def variables(worker_variables: dict[str, str], mailbox: Mailbox) -> Iterator[dict[str, str]]:
    """Give the environment of workers that deliver to this test's mailbox."""
    with serving(mailbox) as endpoint:
        yield {**worker_variables, "SMTP_URL": f"smtp://{endpoint}"}


@pytest.fixture
def config(variables: dict[str, str]) -> Config:
    """What a worker of this test knows."""
    return Config.from_env(variables)


@pytest.fixture
def start_worker(variables: dict[str, str]) -> Iterator[Callable[..., Worker]]:
    """Start workers; keyword arguments change variables, *before* is done first in the process.  Those that still run are killed at the end."""
    started: list[Worker] = []

    def start(*, before: Callable[[], None] | None = None, **changes: str) -> Worker:
        process = subprocess.Popen(
            [sys.executable, "-m", "python_functions.worker"],
            env={**variables, **changes},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=before,  # noqa: PLW1509 - it sets a limit, and waits for no lock
        )
        started.append(Worker(process))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
        assert worker.process.stdout is not None
        worker.process.stdout.close()


@pytest.fixture
def outbox(stack: Stack) -> Iterator[Outbox]:
    """Look into the outbox."""
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        yield Outbox(connection)


@pytest.fixture
def restart_database(stack: Stack) -> Callable[..., None]:
    """Stop the database, do what is to be done *meanwhile*, and start it again."""
    supervision = Supervision(stack.settings)
    (database,) = [program for program in programs_of(stack.settings, stack.keys) if program.name == "postgres"]

    def restart(*, meanwhile: Callable[[], object]) -> None:
        supervision.stop(database)
        try:
            meanwhile()
        finally:
            supervision.start(database)
            wait_until_ready(cluster_of(stack.settings, stack.keys), still_running=lambda: True, log=stack.settings.logs / "postgres.log")

    return restart


@pytest.fixture
def visitor(stack: Stack, outbox: Outbox, worker_variables: dict[str, str]) -> Visitor:  # noqa: ARG001 - asked for what it does, not for what it is
    """Somebody who books at a practice whose practitioner gets no mail.  What other tests left to be sent is not due before tomorrow."""
    outbox.connection.execute("update app.outbox_events set next_attempt_at = now() + interval '1 day', leased_by = null where status = 'queued'")
    return visit(stack, open_practice(sign_up_at(stack.supabase_url, stack.supabase_publishable_key)))


@pytest.fixture
def visitor_of_member(stack: Stack, outbox: Outbox, visitor: Visitor) -> Visitor:  # noqa: ARG001 - asked for what it does, not for what it is
    """Somebody who books with a practitioner who is a member, and so gets mail too."""
    outbox.connection.execute(
        "update app.practitioners as p set member_id = m.member_id from app.members as m"
        " where p.practitioner_id = %s and m.organization_id = p.organization_id",
        [visitor.practice.practitioner_id],
    )
    return visitor


def addresses() -> dict[str, str]:
    """Return addresses of its own for a worker: where it is woken, and where it tells its figures."""
    return {"WORKER_WAKE_ADDRESS": f"127.0.0.1:{free_port()}", "WORKER_METRICS_ADDRESS": f"127.0.0.1:{free_port()}"}


def visit(stack: Stack, practice: Practice) -> Visitor:
    """Look at *practice*'s free times as a stranger."""
    api = DataApi.connect(stack.supabase_url, key=stack.supabase_publishable_key)
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    slots = api.call(
        "available_slots",
        practitioner_id=practice.practitioner_id,
        service_id=practice.service_id,
        from_date=tomorrow.isoformat(),
        to_date=(tomorrow + timedelta(days=7)).isoformat(),
    )
    return Visitor(api, practice, f"ben-{uuid4().hex[:12]}@client.example", [slot["starts_at"] for slot in slots])


@contextmanager
def released(event: Event) -> Iterator[None]:
    """Set *event* at the end, whatever happens, so that nobody waits for a test that failed."""
    try:
        yield
    finally:
        event.set()


@pytest.fixture(scope="session")
def judges() -> Iterator[Judges]:
    """Three calendar parsers that read the same and have to agree; two where libical is not installed."""
    try:
        libical = load()
    except LibicalMissingError:
        libical = None
    with IcalJs() as ical_js:
        yield Judges.of(ical_js, libical)
