"""Trouble on order: the next calls of a method fail, are slow, or are never answered."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


class HungUpError(Exception):
    """The connection ends without an answer."""


@dataclass
class Fault:
    """*times* calls of *method* fare so; `*` is every method of the Calendar API, `token`, `auth` and `revoke` are those of OAuth."""

    method: str
    status: int | None = None
    reason: str = "backendError"
    retry_after: str | None = None
    seconds: float = 0
    # Before: nothing is done.  After: it is done, and the answer is lost.
    hang_up: str | None = None
    times: int = 1
    # So many calls go well before.
    skip: int = 0


@dataclass
class Faults:
    """What is still to go wrong.  While *down*, nothing is answered at all; pages hold at most *page_size* events where it is set."""

    down: bool = False
    page_size: int | None = None
    _queue: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def fail(self, method: str, status: int, reason: str = "backendError", *, retry_after: str | None = None, times: int = 1, skip: int = 0) -> None:
        """Refuse the next calls of *method*, but *skip* the first of them."""
        self._add(Fault(method, status=status, reason=reason, retry_after=retry_after, times=times, skip=skip))

    def slow(self, method: str, seconds: float, *, times: int = 1) -> None:
        """Let the next answers of *method* take their time."""
        self._add(Fault(method, seconds=seconds, times=times))

    def hang_up(self, method: str, when: str = "before", *, times: int = 1) -> None:
        """End the connection of the next calls, *before* or *after* the work was done."""
        self._add(Fault(method, hang_up=when, times=times))

    def clear(self) -> None:
        """Let all be well."""
        with self._lock:
            self.down, self.page_size = False, None
            self._queue.clear()

    def next_for(self, method: str) -> Fault | None:
        """Return what goes wrong with this call of *method*, the oldest order first."""
        with self._lock:
            for fault in self._queue:
                if fault.method == method or (fault.method == "*" and method.startswith("calendar.")):
                    if fault.skip > 0:
                        fault.skip -= 1
                        return None
                    fault.times -= 1
                    if fault.times <= 0:
                        self._queue.remove(fault)
                    return fault
        return None

    def _add(self, fault: Fault) -> None:
        with self._lock:
            self._queue.append(fault)
