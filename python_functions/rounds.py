"""The rounds of a worker: claim what is due, have it carried out by a few threads, keep its leases, give back what is not tried."""

import os
import random
import secrets
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog

from python_functions import lease as leases
from python_functions.errands import Errands, Row
from python_functions.errors import BookingError, DataApiUnavailable
from python_functions.lease import Hand, Lease
from python_functions.logs import where
from python_functions.metrics.rounds import RoundMetrics
from python_functions.wake import Bell

CONCURRENT = 8
# One more in hand for each that is carried out, so that no thread waits for the next claim.
MOST_IN_HAND = 2 * CONCURRENT
LONGEST_PAUSE = 30
LONGEST_REST = 10

log = structlog.get_logger(__name__)


class Worker:
    """
    One worker.  Any number may run side by side: the database gives each row to one of them.

    The database also keeps the messages about one booking in order, by giving out only the first unfinished one to each
    recipient; so what is in hand may go in any order and at the same time.  A slow one holds nobody else up: new rows are
    claimed as soon as half of the hand is empty, and leases are renewed as long as something is at work on them.
    """

    def __init__(self, errands: Errands, *, bell: Bell, metrics: RoundMetrics, lease_seconds: float, poll_seconds: float) -> None:
        """*lease_seconds* is how long a row is ours without renewal, *poll_seconds* how long to sleep when there is none."""
        self._errands = errands
        self._bell = bell
        self._metrics = metrics
        self._lease_seconds = lease_seconds
        self._poll_seconds = poll_seconds
        # Not only the process: a container that is started again has the same name and number, and is somebody else.
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._hand = Hand(lease_seconds)
        self._untried: list[str] = []
        self._trouble: BookingError | None = None
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._failures = 0

    def stop(self) -> None:
        """Finish what is being carried out, give back the rest, and return from `run`.  Safe within a signal handler."""
        self._stopping.set()
        self._bell.ring()

    def run(self) -> None:
        """Work until `stop`.  While the Data API is away, ask again after pauses that grow to half a minute."""
        log.info("worker started", worker=self.name)
        with Repeated(self._lease_seconds / 4, self._keep_leases):
            with ThreadPoolExecutor(CONCURRENT, thread_name_prefix="errand") as pool:
                while not self._stopping.is_set():
                    self._bell.wait(self._round(pool))
                log.info("worker stopping", worker=self.name, in_hand=len(self._hand))
            self._return_untried()
        self._errands.release()
        log.info("worker stopped", worker=self.name)

    def _round(self, pool: ThreadPoolExecutor) -> float:
        """Claim as much as there is room for, and return the seconds to sleep unless something ends before."""
        self._return_untried()
        if trouble := self._take_trouble():
            return self._pause(trouble)
        if (rest := self._errands.resting_seconds()) > 0:
            log.warning("mail provider rests", seconds=round(rest, 1))
            return min(rest, LONGEST_REST)
        room = min(MOST_IN_HAND, self._errands.welcome()) - len(self._hand)
        if room < min(MOST_IN_HAND / 2, self._errands.welcome()):
            return self._poll_seconds
        asked_at = leases.now()
        try:
            rows = self._errands.claim(self.name, at_most=room, lease_seconds=self._lease_seconds)
        except BookingError as error:
            return self._pause(error)
        self._failures = 0
        self._metrics.round_made(len(rows))
        for row in rows:
            lease = self._hand.take(self._errands.id_of(row), asked_at=asked_at)
            pool.submit(self._carry_out, row, lease)
        if rows:
            return 0
        if not len(self._hand):
            self._errands.release()
        return self._poll_seconds

    def _carry_out(self, row: Row, lease: Lease) -> None:
        """Carry out one row, unless we are stopping or resting, or it waited for a thread until it was ours no more: then nothing of it was tried."""
        row_id = self._errands.id_of(row)
        try:
            if self._stopping.is_set() or self._errands.resting_seconds() > 0:
                with self._lock:
                    self._untried.append(row_id)
            elif lease.holds():
                self._errands.carry_out(row, lease=lease)
            else:
                self._errands.leave(row)
        except BookingError as error:
            with self._lock:
                self._trouble = error
        except Exception as error:  # noqa: BLE001 - a defect in one row's way must not end a thread in silence
            log.error("row left to its lease", **{self._errands.queue.id_column: row_id}, problem=where(error))  # noqa: TRY400 - a traceback may quote what people wrote
        finally:
            self._hand.lay_down(row_id)
            self._bell.ring()

    def _return_untried(self) -> None:
        with self._lock:
            untried, self._untried = self._untried, []
        if not untried:
            return
        try:
            self._errands.give_back(self.name, untried)
        except BookingError as error:
            # They are due again when their leases end.
            log.warning("rows left to their leases", count=len(untried), error=error.name)

    def _keep_leases(self) -> None:
        """Renew the leases of what has been in hand for a while."""
        ageing = self._hand.ageing()
        if not ageing:
            return
        asked_at = leases.now()
        kept = self._errands.renew(self.name, ageing, lease_seconds=self._lease_seconds)
        self._hand.renewed(ageing, kept=kept, asked_at=asked_at)

    def _take_trouble(self) -> BookingError | None:
        with self._lock:
            trouble, self._trouble = self._trouble, None
        return trouble

    def _pause(self, error: BookingError) -> float:
        """Return a growing pause with jitter, so that many workers do not come back in step."""
        self._failures += 1
        self._metrics.paused()
        away = isinstance(error, DataApiUnavailable)
        problem = "The Data API is away." if away else "The Data API refuses the worker: check SUPABASE_SECRET_KEY and the migrations."
        pause = random.uniform(0.5, 1) * min(LONGEST_PAUSE, 2 ** min(self._failures - 1, 10))  # noqa: S311 - not for secrets
        log.warning("worker waits", problem=problem, error=error.name, detail=error.detail, seconds=round(pause, 1))
        return pause


class Repeated:
    """A thread that does a deed again and again, with the same pause between; a context, which ends it."""

    def __init__(self, seconds: float, deed: Callable[[], object], *, at_once: bool = False) -> None:
        """Do *deed* every *seconds*, first *at_once* or after a pause.  What the database refuses is logged and tried again next time."""
        self._seconds = seconds
        self._first_pause = 0 if at_once else seconds
        self._deed = deed
        # Of a partial, the deed that it is a part of.
        self._name: str = getattr(deed, "func", deed).__name__
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)

    def __enter__(self) -> None:
        """Begin."""
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        """End, and wait for a deed that is being done."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        pause = self._first_pause
        while not self._over.wait(pause):
            pause = self._seconds
            try:
                self._deed()
            except BookingError as error:
                log.warning("repeated deed failed", deed=self._name, error=error.name, detail=error.detail)
            except Exception as error:  # noqa: BLE001 - a defect in one turn must not end all later ones in silence
                log.error("repeated deed failed", deed=self._name, problem=where(error))  # noqa: TRY400 - as above
