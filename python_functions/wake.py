"""Waking the worker: a datagram to its address says that there is something to do.  Nothing is lost when it gets lost."""

import selectors
import socket
from contextlib import suppress
from typing import Self

from python_functions.config import Endpoint

DATAGRAM = b"wake"
MANY = 1024
CLOSED = -1


def ring(address: Endpoint) -> None:
    """
    Send one datagram to the worker at *address* and do not wait for anything.

    Whether a worker listens cannot be known, and need not: it also polls.  Raises `OSError` when nothing can be sent.
    """
    family, kind, protocol, _, target = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, kind, protocol) as sender:
        sender.sendto(DATAGRAM, target)


class Bell:
    """What an idle worker sleeps on: the passing of time, a datagram from outside, or `ring` from a signal handler."""

    def __init__(self) -> None:
        """Make a bell that can be rung from this process only, until `listen` is called."""
        self._selector = selectors.DefaultSelector()
        self._inside, self._hand = socket.socketpair()
        self._hand.settimeout(0)
        self._watch(self._inside)
        self._outside: socket.socket | None = None

    def listen(self, address: Endpoint) -> None:
        """Be rung by datagrams to *address* as well.  Raises `OSError` when the address is taken or not ours."""
        family, kind, protocol, _, local = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_DGRAM)[0]
        listener = socket.socket(family, kind, protocol)
        try:
            listener.bind(local)
        except OSError:
            listener.close()
            raise
        self._outside = listener
        self._watch(listener)

    def ring(self) -> None:
        """
        Wake the sleeper, now or as soon as it wants to sleep; once the bell is closed nobody sleeps any more.

        Safe within a signal handler, at any moment: whoever stops a worker may be impatient and ask twice.
        """
        if self._hand.fileno() == CLOSED:
            return
        with suppress(BlockingIOError):  # A full buffer has been rung often enough.
            self._hand.send(DATAGRAM)

    def wait(self, seconds: float) -> bool:
        """Sleep up to *seconds*; return whether the bell was rung, then or before."""
        rung = self._selector.select(seconds)
        for key, _ in rung:
            _silence(key.data)
        return bool(rung)

    def close(self) -> None:
        """Give the sockets back."""
        self._selector.close()
        for each in (self._inside, self._hand, self._outside):
            if each is not None:
                each.close()

    def __enter__(self) -> Self:
        """Return the bell itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def _watch(self, source: socket.socket) -> None:
        source.settimeout(0)
        self._selector.register(source, selectors.EVENT_READ, data=source)


def _silence(source: socket.socket) -> None:
    """Take everything that has arrived, so that many rings wake once."""
    with suppress(BlockingIOError):
        while source.recv(MANY):
            pass
