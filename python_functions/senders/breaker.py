"""A circuit breaker: a provider that is down is left alone for a while, and no message pays for it."""

import threading
import time
from email.message import EmailMessage

from python_functions.senders.sender import ProviderDownError, Sender

MANY = 1_000_000


class GuardedSender:
    """
    A `Sender` that rests after several `ProviderDownError`s in a row; then one message tries it for all.

    Messages go side by side while all is well: the breaker is asked before and told after, and holds nobody up between.
    """

    def __init__(self, sender: Sender, *, failures: int = 5, rest_seconds: float = 30) -> None:
        """Rest *rest_seconds* after *failures* in a row.  What is wrong with one message only counts as an answer."""
        self._sender = sender
        self._most_failures = failures
        self._rest_seconds = rest_seconds
        self._lock = threading.Lock()
        self._failures = 0
        self._resting_until: float | None = None
        self._trying = False

    def send(self, message: EmailMessage) -> str:
        """Deliver *message*; see `Sender`.  Raises `ProviderDownError` at once while the provider rests, or is just being tried."""
        trial = self._enter()
        try:
            receipt = self._sender.send(message)
        except ProviderDownError:
            self._leave(trial=trial, well=False)
            raise
        except BaseException:
            self._leave(trial=trial, well=True)
            raise
        self._leave(trial=trial, well=True)
        return receipt

    def check(self) -> None:
        """Ask the provider itself, resting or not."""
        self._sender.check()

    def release(self) -> None:
        """Give back what is kept open for further messages."""
        self._sender.release()

    def resting_seconds(self) -> float:
        """How long the provider is still to be left alone; 0 while it may be used."""
        with self._lock:
            return max(0.0, (self._resting_until or 0) - time.monotonic())

    def welcome(self) -> int:
        """How many messages may be in hand: none while the provider rests, one while it is tried, then any number."""
        with self._lock:
            if self._resting_until is None:
                return MANY
            return 1 if time.monotonic() >= self._resting_until else 0

    def _enter(self) -> bool:
        """Return whether this message tries for all, or raise `ProviderDownError`."""
        with self._lock:
            if self._resting_until is None:
                return False
            if self._trying or time.monotonic() < self._resting_until:
                raise ProviderDownError("The mail provider failed several times in a row and is left alone for a while.")
            self._trying = True
            return True

    def _leave(self, *, trial: bool, well: bool) -> None:
        with self._lock:
            if trial:
                self._trying = False
            if well:
                self._failures, self._resting_until = 0, None
                return
            self._failures += 1
            if self._failures >= self._most_failures:
                self._resting_until = time.monotonic() + self._rest_seconds
