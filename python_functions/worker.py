"""The outbox worker: claims messages that are due, delivers them, and lets the database tick."""

import os
import random
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import structlog

from python_functions import logs
from python_functions.config import Config, ConfigError
from python_functions.data_api import DataApi
from python_functions.delivery import Delivery
from python_functions.errors import BookingError, DataApiUnavailable
from python_functions.mail.compose import Composer
from python_functions.metrics.worker import WorkerMetrics, word_for
from python_functions.senders.breaker import GuardedSender
from python_functions.senders.choose import sender_for
from python_functions.wake import Bell

CONCURRENT_MESSAGES = 4
BATCH_SIZE = 2 * CONCURRENT_MESSAGES
TICK_SECONDS = 10
LONGEST_PAUSE = 30

# By name: started with -m this module is called __main__.
log = structlog.get_logger("python_functions.worker")


class Worker:
    """
    One process of the outbox.  Any number may run side by side: the database gives each message to one of them.

    The database also keeps the messages about one booking in order, by giving out only the first unfinished one to each
    recipient; so the messages of a batch may go in any order and at the same time.
    """

    def __init__(self, delivery: Delivery, *, bell: Bell, lease_seconds: float, poll_seconds: float, resting: Callable[[], float]) -> None:
        """
        *lease_seconds* is how long a message is ours, *poll_seconds* how long to sleep when there is none.

        *resting* says for how many seconds the mail provider is to be left alone; meanwhile no message is claimed, since
        each claim counts as one of its attempts.
        """
        self._delivery = delivery
        self._resting = resting
        self._bell = bell
        self._lease_seconds = lease_seconds
        self._poll_seconds = poll_seconds
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._stopping = threading.Event()
        self._next_tick = 0.0
        self._failures = 0

    def stop(self) -> None:
        """Finish the messages in hand and return from `run`.  Safe within a signal handler."""
        self._stopping.set()
        self._bell.ring()

    def run(self) -> None:
        """Work until `stop`.  While the Data API is away, ask again after pauses that grow to half a minute."""
        log.info("worker started", worker=self._name)
        with ThreadPoolExecutor(CONCURRENT_MESSAGES, thread_name_prefix="message") as pool:
            while not self._stopping.is_set():
                self._bell.wait(self._round(pool.map))
        log.info("worker stopped", worker=self._name)

    def _round(self, each: Callable[..., Any]) -> float:
        """Tick when it is time, deliver one batch, and return the seconds to sleep before the next round."""
        try:
            self._tick_when_due()
            if (rest := self._resting()) > 0:
                log.warning("mail provider rests", seconds=round(rest, 1))
                return min(rest, TICK_SECONDS)
            lease_ends = time.monotonic() + self._lease_seconds
            rows = self._delivery.api.claim_events(self._name, batch_size=BATCH_SIZE, lease_seconds=int(self._lease_seconds))
            list(each(lambda row: self._deliver(row, lease_ends=lease_ends), rows))
        except DataApiUnavailable as error:
            return self._pause("The Data API is away.", error)
        except BookingError as error:
            return self._pause("The Data API refuses the worker: check SUPABASE_SECRET_KEY and the migrations.", error)
        self._failures = 0
        self._delivery.metrics.round_made(len(rows))
        return 0 if rows else self._poll_seconds

    def _deliver(self, row: dict[str, Any], *, lease_ends: float) -> None:
        """Deliver one message, unless we are stopping or so late that its lease might end under our hands."""
        late = time.monotonic() > lease_ends - self._lease_seconds / 2
        if self._stopping.is_set() or late:
            log.info("message left to its lease", event_id=row["event_id"], late=late)
            self._delivery.metrics.left_to_lease()
            return
        self._delivery.deliver(row, lease_ends=lease_ends)

    def _tick_when_due(self) -> None:
        if time.monotonic() < self._next_tick:
            return
        done = self._delivery.api.tick()
        self._next_tick = time.monotonic() + TICK_SECONDS
        if any(done.values()):
            log.info("tick", **done)

    def _pause(self, problem: str, error: BookingError) -> float:
        """Return a growing pause with jitter, so that many workers do not come back in step."""
        self._failures += 1
        self._delivery.metrics.paused()
        pause = random.uniform(0.5, 1) * min(LONGEST_PAUSE, 2 ** min(self._failures - 1, 10))  # noqa: S311 - not for secrets
        log.warning("worker waits", problem=problem, error=error.name, detail=error.detail, seconds=round(pause, 1))
        return pause


def main() -> int:
    """Run a worker until SIGTERM or SIGINT.  Returns the exit code: 2 when the configuration cannot be used."""
    try:
        config = Config.from_env(os.environ)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    logs.set_up(config.log_level)
    sender = GuardedSender(sender_for(config.mail_provider))
    metrics = WorkerMetrics(word_for(config.mail_provider))
    metrics.watch(sender.resting_seconds)
    delivery = Delivery(
        api=DataApi.connect(config.supabase_url, key=config.supabase_secret_key),
        composer=Composer(mail_from=config.mail_from, web_url=config.web_url, edge_url=config.edge_url),
        sender=sender,
        metrics=metrics,
    )
    with ExitStack() as open_things:
        bell = open_things.enter_context(Bell())
        try:
            bell.listen(config.worker_wake_address)
        except OSError as error:
            log.warning("polling only", address=str(config.worker_wake_address), problem=error.strerror or type(error).__name__)
        try:
            open_things.enter_context(metrics.serve(config.worker_metrics_address))
        except OSError as error:
            log.warning("no figures", address=str(config.worker_metrics_address), problem=error.strerror or type(error).__name__)
        worker = Worker(
            delivery,
            bell=bell,
            lease_seconds=config.worker_lease_seconds,
            poll_seconds=config.worker_poll_seconds,
            resting=sender.resting_seconds,
        )
        for stop_signal in (signal.SIGTERM, signal.SIGINT):
            signal.signal(stop_signal, lambda *_: worker.stop())
        worker.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
