"""Asking again: a few times, later each time and never all at once, and no longer than somebody may be kept waiting."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from python_functions.calendars.errors import Unreachable

T = TypeVar("T")


@dataclass(frozen=True)
class Patience:
    """At most *attempts*, and at most *seconds* spent waiting between them; *sleep* and *draw* (a number from 0 to 1) are the world's."""

    attempts: int = 4
    seconds: float = 8
    first: float = 0.5
    sleep: Callable[[float], None] = time.sleep
    draw: Callable[[], float] = random.random

    def ask(self, question: Callable[[], T]) -> T:
        """
        Return what *question* answers, asked again while it raises `Unreachable`.

        What the provider asked us to wait is waited in full; where that is more than the patience left, the error goes to the
        caller at once, who has a queue for such times.
        """
        left = self.seconds
        for attempt in range(self.attempts):
            try:
                return question()
            except Unreachable as error:
                # "Full jitter": anything up to the doubled bound, so that many who failed together do not come back together.
                pause = max(self.first * 2**attempt * self.draw(), error.retry_after or 0)
                if attempt + 1 == self.attempts or pause > left:
                    raise
                left -= pause
                self.sleep(pause)
        raise AssertionError("unreachable")  # pragma: no cover - the last attempt answers or raises


def seconds_of(retry_after: str | None) -> float | None:
    """Return a Retry-After header (RFC 9110, 10.2.3: seconds, or a date) as seconds from now; None where it says nothing that we understand."""
    if not retry_after:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (until - datetime.now(UTC)).total_seconds()) if until.tzinfo else None
