"""Leases: until when something that the database gave out is ours."""

import threading
import time
from collections.abc import Iterable

# Goes on while the machine sleeps, as the database's clock does; where there is no such clock, one that does not.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def now() -> float:
    """Seconds of a clock that nobody sets; only their differences mean something."""
    return time.clock_gettime(_CLOCK)


class Lease:
    """One lease of *seconds*, counted from before it was asked for, so that it ends here no later than in the database."""

    def __init__(self, seconds: float, *, asked_at: float | None = None) -> None:
        """*asked_at* is `now` as it was before the question; without one the lease begins here."""
        self._ends = (now() if asked_at is None else asked_at) + seconds

    def remaining(self) -> float:
        """Seconds until it ends; below 0 when it has."""
        return self._ends - now()

    def holds(self) -> bool:
        """Whether the thing is still ours."""
        return self.remaining() > 0

    def renewed(self, seconds: float, *, asked_at: float) -> None:
        """Let it last *seconds* from *asked_at*."""
        self._ends = asked_at + seconds

    def lost(self) -> None:
        """Let it be over: the database says that the thing is not ours."""
        self._ends = now()


class Hand:
    """What a worker has in hand, each thing with its lease.  Safe to share between threads."""

    def __init__(self, lease_seconds: float) -> None:
        """Begin with empty hands; every lease lasts *lease_seconds*."""
        self._lease_seconds = lease_seconds
        self._leases: dict[str, Lease] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How much is in hand."""
        with self._lock:
            return len(self._leases)

    def take(self, thing: str, *, asked_at: float) -> Lease:
        """Have one more *thing* in hand, and return its lease."""
        lease = Lease(self._lease_seconds, asked_at=asked_at)
        with self._lock:
            self._leases[thing] = lease
        return lease

    def lay_down(self, thing: str) -> None:
        """Be done with *thing*."""
        with self._lock:
            self._leases.pop(thing, None)

    def ageing(self) -> list[str]:
        """The things whose lease has less than two thirds left."""
        with self._lock:
            return [thing for thing, lease in self._leases.items() if 0 < lease.remaining() < self._lease_seconds * 2 / 3]

    def renewed(self, asked: Iterable[str], *, kept: Iterable[str], asked_at: float) -> None:
        """Of the things *asked* for at *asked_at*, the *kept* ones are ours for as long again, and the others are not ours."""
        still_ours = set(kept)
        with self._lock:
            for thing in asked:
                lease = self._leases.get(thing)
                if lease is None:
                    continue
                if thing in still_ours:
                    lease.renewed(self._lease_seconds, asked_at=asked_at)
                else:
                    lease.lost()
