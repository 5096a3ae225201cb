"""A mail server in a process of its own, which takes everything at once and remembers when."""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from multiprocessing import get_context
from typing import TYPE_CHECKING

from aiosmtpd.smtp import SMTP
from icalendar import Calendar

from python_functions.stack.cluster import free_ports

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

    from aiosmtpd.smtp import Envelope, Session

READY_SECONDS = 20


@dataclass(frozen=True)
class Arrival:
    """One mail: when it came (`time.time`), to whom, under which id, and what its calendar says."""

    at: float
    recipient: str
    message_id: str
    uid: str
    sequence: int


@dataclass(frozen=True)
class Sink:
    """Where mail goes, and a line to the process that takes it."""

    url: str
    line: Connection

    def count(self) -> int:
        """How many mails have arrived."""
        self.line.send("count")
        return self.line.recv()

    def take(self) -> list[Arrival]:
        """Everything that has arrived since the last time, in its order."""
        self.line.send("take")
        return [_read(*each) for each in self.line.recv()]


@contextmanager
def sink() -> Iterator[Sink]:
    """Serve a sink on a port of 127.0.0.1."""
    (port,) = free_ports(1)
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_serve, args=(port, theirs), daemon=True)
    process.start()
    if not ours.poll(READY_SECONDS) or ours.recv() != "ready":
        message = "The sink did not start."
        raise RuntimeError(message)
    try:
        yield Sink(f"smtp://127.0.0.1:{port}", ours)
    finally:
        process.terminate()
        process.join()


def _serve(port: int, line: Connection) -> None:
    asyncio.run(_take_all(port, line))


async def _take_all(port: int, line: Connection) -> None:
    taken: list[tuple[float, bytes]] = []

    class Handler:
        async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
            taken.append((time.time(), envelope.original_content or b""))
            return "250 2.0.0 taken"

    def asked() -> None:
        if line.recv() == "count":
            line.send(len(taken))
        else:
            line.send(taken)
            taken.clear()

    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: SMTP(Handler(), enable_SMTPUTF8=True, ident="sink", hostname="sink"), "127.0.0.1", port)
    loop.add_reader(line.fileno(), asked)
    line.send("ready")
    await asyncio.Event().wait()


def _read(at: float, content: bytes) -> Arrival:
    message = message_from_bytes(content, policy=default)
    calendar = next((part for part in message.walk() if part.get_content_type() == "text/calendar"), None)
    (event,) = Calendar.from_ical(calendar.get_payload(decode=True)).walk("VEVENT") if calendar is not None else ({"UID": "", "SEQUENCE": 0},)
    recipient = message["To"].addresses[0].addr_spec
    return Arrival(at, recipient, str(message["Message-ID"]), str(event["UID"]), int(event["SEQUENCE"]))
