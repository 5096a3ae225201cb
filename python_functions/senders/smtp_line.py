"""Connections to one SMTP server: opened, greeted, kept while there is more to send, and closed with a goodbye."""

import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from python_functions.config import SmtpServer

GOODBYE_SECONDS = 1
# Servers hang up on who says nothing (after 300 s as RFC 5321, 4.5.3.2 wishes, after 10 s as some do), and after so many messages.
LONGEST_IDLE = 5
MOST_MESSAGES = 50


class Line:
    """One open connection, greeted and signed in, and what is known of its past."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        """Nothing has been sent by *smtp* yet."""
        self.smtp = smtp
        self.messages = 0
        self.idle_since = time.monotonic()

    @property
    def used(self) -> bool:
        """Whether it was kept from an earlier message, so that the server may have hung up since."""
        return self.messages > 0

    def close(self) -> None:
        """Say goodbye and hang up.  A server that is rude at the end changes nothing about what it took."""
        with suppress(OSError, smtplib.SMTPException):
            if self.smtp.sock is not None:
                self.smtp.sock.settimeout(GOODBYE_SECONDS)
                self.smtp.quit()
        self.smtp.close()


class Lines:
    """The connections to one server that are not in use.  Safe to share between threads; each connection has one user."""

    def __init__(self, server: SmtpServer, *, timeout: float) -> None:
        """Every single answer of the server may take *timeout* seconds."""
        self._server = server
        self._timeout = timeout
        self._idle: list[Line] = []
        self._lock = threading.Lock()

    @contextmanager
    def line(self, *, fresh: bool = False) -> Iterator[Line]:
        """
        Lend a connection, one that was kept unless *fresh*, and keep it when all went well; it is closed after an error.

        Raises what `smtplib` raises, and `OSError`.
        """
        line = (None if fresh else self._kept()) or Line(self._connect())
        try:
            yield line
        except BaseException:
            line.close()
            raise
        line.messages += 1
        line.idle_since = time.monotonic()
        if line.messages >= MOST_MESSAGES:
            line.close()
            return
        with self._lock:
            self._idle.append(line)

    def release(self) -> None:
        """Close what is idle."""
        with self._lock:
            idle, self._idle = self._idle, []
        for line in idle:
            line.close()

    def _kept(self) -> Line | None:
        """Take the connection that was used last, and close those that have been idle for too long."""
        with self._lock:
            line = self._idle.pop() if self._idle else None
        if line is None or time.monotonic() - line.idle_since < LONGEST_IDLE:
            return line
        line.close()
        self.release()
        return None

    def _connect(self) -> smtplib.SMTP:
        host, port = self._server.endpoint.host, self._server.endpoint.port
        name = socket.gethostname()
        if self._server.tls == "implicit":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, name, timeout=self._timeout, context=ssl.create_default_context())
        else:
            smtp = smtplib.SMTP(host, port, name, timeout=self._timeout)
        try:
            smtp.ehlo_or_helo_if_needed()
            if self._server.tls == "starttls":
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if self._server.username:
                smtp.login(self._server.username, self._server.password or "")
        except BaseException:
            smtp.close()
            raise
        return smtp
