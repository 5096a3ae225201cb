"""Connections that go where they were checked to go, and end when their time is over."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

from webhooks.outbound.reach import NameNotResolvedError, Reach

CONNECT_SECONDS = 5

Resolve = Callable[[str, int], list[str]]


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses that the system's resolver has for *host*, in its order.  Raises `OSError`."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


class Deadline:
    """An instant until which everything has to be done."""

    def __init__(self, seconds: float) -> None:
        """Let it be *seconds* from now."""
        self._ends = time.monotonic() + seconds

    def within(self, at_most: float | None = None) -> float:
        """Seconds that are left, *at_most* so many.  Raises `httpcore.TimeoutException` when there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.TimeoutException
        return left if at_most is None else min(left, at_most)


class CheckedBackend(httpcore.NetworkBackend):
    """
    Opens one connection: resolves the name once, checks what came out of it, and connects to just that.

    The name is never asked for again, so that its owner cannot answer differently the second time (DNS rebinding); TLS and
    the Host header still have the name.  No proxy and no Unix socket is ever used.
    """

    def __init__(self, reach: Reach, deadline: Deadline, *, resolve: Resolve = resolve) -> None:
        """Reach only what *reach* admits, within *deadline*."""
        self._reach = reach
        self._deadline = deadline
        self._resolve = resolve
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first checked address that answers.  Raises `NotReachableError`, and httpcore's errors."""
        self._reach.check_port(port)
        addresses = self._reach.check(self._ask(host.strip("[]"), port))
        for address in addresses[:-1]:
            try:
                # Half of what is left, so that there is time for the next one.
                seconds = self._deadline.within(CONNECT_SECONDS) / 2
                return self._open(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._open(addresses[-1], port, self._deadline.within(timeout), local_address, socket_options)

    def _open(self, address: str, port: int, timeout: float, *more: Any) -> httpcore.NetworkStream:  # noqa: ANN401 - passed on
        return TimedStream(self._sockets.connect_tcp(address, port, timeout, *more), self._deadline)

    def _ask(self, host: str, port: int) -> list[str]:
        """Resolve in a thread of its own: the system's resolver takes no deadline, and one that hangs must not hang us."""
        answers: list[list[str]] = []
        errors: list[Exception] = []

        def ask() -> None:
            try:
                answers.append(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                errors.append(error)

        asking = threading.Thread(target=ask, name="resolver", daemon=True)
        asking.start()
        asking.join(self._deadline.within(CONNECT_SECONDS))
        if errors:
            raise NameNotResolvedError("The host's name cannot be resolved.")
        if not answers:
            raise httpcore.ConnectTimeout
        return answers[0]


class TimedStream(httpcore.NetworkStream):
    """A stream whose every step has to be done within the same deadline: who sends a byte a second does not keep us for long."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        """Wrap *stream*."""
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read as *stream* does."""
        return self._stream.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write as *stream* does."""
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        """Close *stream*."""
        self._stream.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> httpcore.NetworkStream:
        """Speak TLS with the host by the name that it was asked for."""
        return TimedStream(self._stream.start_tls(ssl_context, server_hostname, self._deadline.within(timeout)), self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own
        """Answer as *stream* does."""
        return self._stream.get_extra_info(info)
