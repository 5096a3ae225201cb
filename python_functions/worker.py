"""The worker: claims messages, webhooks and calendar tasks that are due, carries them out, and lets the database tick."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

import structlog

from python_functions import attachments, logs
from python_functions.calendars.accounts import accounts_of
from python_functions.calendars.errands import CalendarErrands
from python_functions.calendars.metrics import CalendarMetrics
from python_functions.calendars.pushing import prepare, put_event
from python_functions.calendars.syncing import Syncing
from python_functions.config import Config, ConfigError
from python_functions.data_api import DataApi
from python_functions.delivery import Delivery
from python_functions.errands import Errands
from python_functions.mail.compose import Composer
from python_functions.metrics.rounds import RoundMetrics
from python_functions.metrics.worker import WorkerMetrics, word_for
from python_functions.rounds import Repeated, Worker
from python_functions.senders.breaker import GuardedSender
from python_functions.senders.choose import sender_for
from python_functions.video.daily import Daily
from python_functions.video.errands import VideoErrands
from python_functions.video.metrics import VideoMetrics
from python_functions.wake import Bell
from webhooks.outbound.attempt import Attempts
from webhooks.outbound.errands import WebhookErrands
from webhooks.outbound.metrics import WebhookMetrics
from webhooks.outbound.reach import Reach

TICK_SECONDS = 10
RETENTION_SECONDS = 60
DELETIONS_SECONDS = 30
# So much the database takes in one call, which therefore ends soon.
FIGURES_AT_ONCE, DAYS_AT_ONCE = 1_000, 20

# By name: started with -m this module is called __main__.
log = structlog.get_logger("python_functions.worker")


def main() -> int:
    """Run a worker until SIGTERM or SIGINT.  Returns the exit code: 2 when the configuration cannot be used."""
    try:
        config = Config.from_env(os.environ)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    logs.set_up(config.log_level)
    with ExitStack() as running:
        run(config, running)
    return 0


def run(config: Config, running: ExitStack) -> None:
    """Work until a signal to stop; what is opened for it is left to *running* to be closed."""
    api = DataApi.connect(config.supabase_url, key=config.supabase_secret_key)
    metrics = WorkerMetrics(word_for(config.mail_provider))
    sender = GuardedSender(sender_for(config.mail_provider))
    metrics.watch(sender.resting_seconds)
    delivery = Delivery(
        api=api, composer=Composer(mail_from=config.mail_from, web_url=config.web_url, edge_url=config.edge_url), sender=sender, metrics=metrics
    )
    bell = running.enter_context(Bell())
    try:
        bell.listen(config.worker_wake_address)
    except OSError as error:
        log.warning("polling only", address=str(config.worker_wake_address), problem=error.strerror or type(error).__name__)
    try:
        running.enter_context(metrics.serve(config.worker_metrics_address))
    except OSError as error:
        log.warning("no figures", address=str(config.worker_metrics_address), problem=error.strerror or type(error).__name__)
    worker = Worker(delivery, bell=bell, metrics=metrics, lease_seconds=config.worker_lease_seconds, poll_seconds=config.worker_poll_seconds)
    webhooks = running.enter_context(webhook_worker(config, metrics))
    videos = running.enter_context(video_worker(config, metrics))
    calendars = running.enter_context(calendar_worker(config, metrics))

    def stop(*_: object) -> None:
        for each in (worker, webhooks, videos, *calendars):
            each.stop()

    for stop_signal in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop_signal, stop)

    def tick() -> None:
        done = api.tick()
        if any(done.values()):
            log.info("tick", **done)
            # What it has queued is due.
            bell.ring()

    if config.storage_url:
        storage = attachments.Storage(config.storage_url, key=config.supabase_secret_key)
        running.enter_context(Repeated(DELETIONS_SECONDS, attachments.deletions(api, storage)))
    # In a thread of its own: what time alone brings about must not hold up the mail, nor the other way round.
    with Repeated(TICK_SECONDS, tick, at_once=True), Repeated(TICK_SECONDS, figures(api)), Repeated(RETENTION_SECONDS, retention(api)):
        worker.run()


def figures(api: DataApi) -> Callable[[], None]:
    """Return what lets the days' figures hear all that has happened."""

    def refresh_figures() -> None:
        while True:
            done = api.refresh_figures()
            if done["heard"] < FIGURES_AT_ONCE and done["days_begun"] < DAYS_AT_ONCE:
                return

    return refresh_figures


def retention(api: DataApi) -> Callable[[], None]:
    """Return what lets the database end a little of what an organization no longer keeps."""

    def apply_retention() -> None:
        if ended := api.apply_retention().get("ended"):
            log.info("retention", **ended)

    return apply_retention


@contextmanager
def webhook_worker(config: Config, metrics: WorkerMetrics) -> Iterator[Worker]:
    """
    Have a worker for webhooks at work beside the one for mail, with threads, a bell and a Data API of its own.

    So a receiver that is slow holds up no mail, nor a mail provider a webhook.  At the end what it has in hand is finished.
    """
    counts = WebhookMetrics(metrics.registry)
    api = DataApi.connect(config.supabase_url, key=config.supabase_secret_key)
    errands = WebhookErrands(api, Attempts(Reach(config.webhook_networks, config.webhook_ports)), counts)
    with beside("webhooks", errands, counts, config) as worker:
        yield worker


@contextmanager
def video_worker(config: Config, metrics: WorkerMetrics) -> Iterator[Worker]:
    """Have a worker for video rooms at work beside the one for mail, as for webhooks: a provider that is down holds nothing else up."""
    counts = VideoMetrics(metrics.registry)
    account = config.daily
    service = Daily(account.api_key, base_url=account.base_url) if account.api_key else None
    errands = VideoErrands(DataApi.connect(config.supabase_url, key=config.supabase_secret_key), service, counts)
    with beside("video", errands, counts, config) as worker:
        yield worker


@contextmanager
def beside(name: str, errands: Errands, counts: RoundMetrics, config: Config) -> Iterator[Worker]:
    """Have a worker at *errands* in a thread called *name*.  At the end what it has in hand is finished."""
    with Bell() as bell:
        worker = Worker(errands, bell=bell, metrics=counts, lease_seconds=config.worker_lease_seconds, poll_seconds=config.worker_poll_seconds)
        at_work = threading.Thread(target=worker.run, name=name)
        at_work.start()
        try:
            yield worker
        finally:
            worker.stop()
            at_work.join()


@contextmanager
def calendar_worker(config: Config, metrics: WorkerMetrics) -> Iterator[list[Worker]]:
    """
    Have a worker for members' own calendars at work beside the others, as `webhook_worker` does for webhooks.

    No worker where no master key is configured: then nobody can have connected one.
    """
    counts = CalendarMetrics(metrics.registry)
    api = DataApi.connect(config.supabase_url, key=config.supabase_secret_key)
    accounts = accounts_of(config, api)
    if accounts is None:
        yield []
        return
    reading = Syncing(api, f"{config.edge_url}/api/google/webhook", config.calendar_look_seconds)
    handlers = {
        "prepare": prepare,
        "put_event": partial(put_event, web_url=config.web_url),
        "busy": reading.busy,
        "sync": reading.sync,
        "watch": reading.watch,
    }
    with beside("calendars", CalendarErrands(api, accounts.open, handlers, counts), counts, config) as worker:
        yield [worker]


if __name__ == "__main__":
    sys.exit(main())
