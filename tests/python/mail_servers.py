"""SMTP servers for tests: real ones, in this process, that do as they are told."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from python_functions.config import Endpoint, SmtpServer

OK = "250 2.0.0 taken as 4711"


class Mailbox:
    """
    An aiosmtpd handler that keeps what it takes.

    *answers* maps a step (MAIL, RCPT, DATA) to what the server says there instead of 250; a function is called for it,
    in a thread of its own, so that a test can act at exactly that moment.  So many messages as *unanswered* says are taken
    and kept, and the connection ended before the answer.
    """

    def __init__(self, answers: dict[str, str | Callable[[], str]] | None = None) -> None:
        """Take everything, except where *answers* says otherwise."""
        self.answers = answers or {}
        self.connections = 0
        self.unanswered = 0
        self._offered: list[EmailMessage] = []
        self._taken: list[EmailMessage] = []
        self._arrived = threading.Condition()

    async def handle_EHLO(self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]) -> list[str]:  # noqa: N802
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:  # noqa: N802
        envelope.mail_from = address
        return await self._answer("MAIL", "250 sender ok")

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:  # noqa: N802
        answer = await self._answer("RCPT", "250 recipient ok")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        # What has arrived is taken, whether the sender still listens or not.
        return await asyncio.shield(self._take(server, envelope))

    async def _take(self, server: SMTP, envelope: Envelope) -> str:
        message = message_from_bytes(envelope.original_content or b"", policy=default)
        with self._arrived:
            self._offered.append(message)
            self._arrived.notify_all()
        answer = await self._answer("DATA", OK)
        if answer.startswith("250"):
            with self._arrived:
                self._taken.append(message)
                self._arrived.notify_all()
            if self.unanswered > 0:
                self.unanswered -= 1
                server.transport.abort()
        return answer

    async def _answer(self, step: str, usual: str) -> str:
        answer = self.answers.get(step, usual)
        return await asyncio.to_thread(answer) if callable(answer) else answer

    @property
    def messages(self) -> list[EmailMessage]:
        """What has been taken so far."""
        with self._arrived:
            return list(self._taken)

    def wait_until_offered(self, count: int, *, seconds: float = 60) -> list[EmailMessage]:
        """Return the messages that have come up to the dot, answered or not, as soon as they are *count*."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self._offered) >= count, timeout=seconds), f"{len(self._offered)} of {count}"
            return list(self._offered)

    def wait_for(self, enough: Callable[[list[EmailMessage]], bool], *, seconds: float = 60) -> list[EmailMessage]:
        """Return the messages as soon as they are *enough*; fail the test after *seconds*."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: enough(self._taken), timeout=seconds), [str(each["Subject"]) for each in self._taken]
            return list(self._taken)


@contextmanager
def serving(mailbox: Mailbox, *, port: int = 0) -> Iterator[Endpoint]:
    """Serve *mailbox* on a port of 127.0.0.1, a free one unless *port* says which."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=port or free_port(), enable_SMTPUTF8=True)
    controller.start()
    try:
        yield Endpoint("127.0.0.1", controller.port)
    finally:
        controller.stop()


@contextmanager
def silent() -> Iterator[Endpoint]:
    """Accept connections and never say a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield Endpoint(*listener.getsockname())


@contextmanager
def hanging_up(after: bytes) -> Iterator[Endpoint]:
    """Speak just enough SMTP, and close the connection when *after* (such as b"DATA") arrives."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_converse, args=(listener, after), daemon=True)
        thread.start()
        yield Endpoint(*listener.getsockname())
    thread.join(timeout=5)


def _converse(listener: socket.socket, after: bytes) -> None:
    connection, _ = listener.accept()
    with connection, connection.makefile("rb") as lines:
        connection.sendall(b"220 hello\r\n")
        within_message = False
        for line in lines:
            if line.upper().startswith(after):
                return
            if not within_message or line == b".\r\n":
                within_message = line.upper().startswith(b"DATA")
                connection.sendall(b"354 go on\r\n" if within_message else b"250 ok\r\n")


def free_port() -> int:
    """Return a TCP port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def plain(endpoint: Endpoint) -> SmtpServer:
    """Return the configuration of a server on this machine without TLS."""
    return SmtpServer(endpoint=endpoint, tls="never", username=None, password=None)
