"""A circuit breaker: a provider that is down is left alone for a while, and no message pays for it."""

import time
from email.message import EmailMessage

from pybreaker import STATE_OPEN, CircuitBreaker, CircuitBreakerError, CircuitBreakerListener, CircuitBreakerState

from python_functions.senders.sender import MailError, ProviderDownError, Sender


class GuardedSender:
    """A `Sender` that rests after several `ProviderDownError`s in a row; then one message tries it for all."""

    def __init__(self, sender: Sender, *, failures: int = 5, rest_seconds: float = 30) -> None:
        """Rest *rest_seconds* after *failures* in a row.  What is wrong with one message only counts as an answer."""
        self._sender = sender
        self._rest_seconds = rest_seconds
        self._opened = _Opened()
        self._breaker = CircuitBreaker(
            fail_max=failures, reset_timeout=rest_seconds, exclude=[_is_an_answer], listeners=[self._opened], throw_new_error_on_trip=False
        )

    def send(self, message: EmailMessage) -> str:
        """Deliver *message*; see `Sender`.  Raises `ProviderDownError` at once while the provider rests."""
        try:
            return self._breaker.call(self._sender.send, message)
        except CircuitBreakerError as error:
            raise ProviderDownError("The mail provider failed several times in a row and is left alone for a while.") from error.__cause__

    def check(self) -> None:
        """Ask the provider itself, resting or not."""
        self._sender.check()

    def resting_seconds(self) -> float:
        """How long the provider is still to be left alone; 0 while it may be used.  A worker asks before it takes messages."""
        if self._breaker.current_state != STATE_OPEN:
            return 0
        return max(0.0, self._opened.at + self._rest_seconds - time.monotonic())


class _Opened(CircuitBreakerListener):
    """Since when the breaker is open, in seconds of `time.monotonic`."""

    at = 0.0

    def state_change(self, cb: CircuitBreaker, old_state: CircuitBreakerState | None, new_state: CircuitBreakerState) -> None:
        if new_state.name == STATE_OPEN:
            self.at = time.monotonic()
        super().state_change(cb, old_state, new_state)


def _is_an_answer(error: BaseException) -> bool:
    return isinstance(error, MailError) and not isinstance(error, ProviderDownError)
