"""Errands: what a worker does with the rows of one queue, which the database leases to it one by one."""

import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import structlog

from python_functions.data_api import DataApi
from python_functions.errors import DataApiUnavailable, NotFound
from python_functions.lease import Lease

PAUSE_BETWEEN_REPORTS = 0.5

log = structlog.get_logger(__name__)

Row = dict[str, Any]


@dataclass(frozen=True)
class Queue:
    """
    A queue of the database: the column that names its rows, and the verbs that lease them, keep them leased, and let others have them.

    *thing* is what logs call one of them.
    """

    thing: str
    id_column: str
    claim: str
    renew: str
    give_back: str


@dataclass(frozen=True)
class Errands(ABC):
    """
    The errands of one `rounds.Worker`: a subclass for each queue says how a row is carried out.

    Every method raises `BookingError` where the Data API refuses, and `DataApiUnavailable` where it is away.
    """

    queue: ClassVar[Queue]
    most_in_hand: ClassVar[int] = 16

    api: DataApi

    @abstractmethod
    def carry_out(self, row: Row, *, lease: Lease) -> None:
        """
        Do one thing, which is ours while *lease* holds, and `report` how it went.

        It may be done twice: what a dead worker has done and not told, and what remains untold when the lease ends, is done once more.
        """

    def claim(self, worker: str, *, at_most: int, lease_seconds: float) -> list[Row]:
        """Return up to *at_most* rows that are due, leased to *worker*."""
        return self.api.call(self.queue.claim, worker=worker, batch_size=at_most, lease_seconds=int(lease_seconds))

    def renew(self, worker: str, ids: list[str], *, lease_seconds: float) -> list[str]:
        """Let leases last longer; returns the ids that are still the worker's."""
        return self.api.call(self.queue.renew, worker=worker, lease_seconds=int(lease_seconds), **self._all(ids))

    def give_back(self, worker: str, ids: list[str]) -> None:
        """Let others have what was not tried."""
        self.api.call(self.queue.give_back, worker=worker, **self._all(ids))

    def id_of(self, row: Row) -> str:
        """What `renew` and `give_back` know the row by."""
        return row[self.queue.id_column]

    def leave(self, row: Row) -> None:
        """Leave a row that is not ours any more to whoever gets it when its lease has ended."""
        log.warning(f"{self.queue.thing} left to its lease", **{self.queue.id_column: self.id_of(row)})  # noqa: G004 - one for each queue

    def report(self, verb: str, /, *, lease: Lease, **told: Any) -> Any:  # noqa: ANN401 - JSON
        """
        Tell the database by *verb* how it went, and return its answer: `None` where it knows the row no more.

        While the Data API is away it is told again, until *lease* ends: then raises `DataApiUnavailable`.
        """
        while True:
            try:
                return self.api.call(verb, **told)
            except NotFound:
                return None
            except DataApiUnavailable:
                if lease.remaining() < PAUSE_BETWEEN_REPORTS:
                    raise
                time.sleep(PAUSE_BETWEEN_REPORTS)

    def welcome(self) -> int:
        """How many things may be in hand just now."""
        return self.most_in_hand

    def resting_seconds(self) -> float:
        """For how long nothing may be: never at all, where each row waits for itself."""
        return 0

    def release(self) -> None:  # noqa: B027 - most keep nothing open
        """Nothing is due: close what was kept open for the next row."""

    def _all(self, ids: list[str]) -> dict[str, list[str]]:
        """Return *ids* as the verbs' argument: booking_ids of booking_id."""
        return {f"{self.queue.id_column}s": ids}
