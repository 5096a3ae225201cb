"""What one worker counts: attempts by topic and provider, how long messages took, and whether the provider rests."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from python_functions.config import Endpoint, MailFolder, MailProvider, PostmarkAccount, ResendAccount, SesAccount
from python_functions.metrics.listener import Listener
from python_functions.metrics.rounds import RoundMetrics

# Two seconds are promised; what waits for quiet, or was tried again, comes later.
COMMIT_TO_ACCEPTED = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 1800, 3600, 21600, 86400)
HANDING_OVER = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class WorkerMetrics(RoundMetrics):
    """
    The figures of the worker for mail, in a registry of their own, into which the process' other workers count as well.

    They begin at nought with the process, as Prometheus expects of counters.  What has to be true over all workers and
    restarts is asked of the database instead (see `outbox`).
    """

    def __init__(self, provider: str = "none") -> None:
        """*provider* is the word that every figure about sending bears."""
        self._provider = provider
        self.registry = CollectorRegistry()
        super().__init__(self.registry, prefix="bookfast_worker", things="Messages")
        ProcessCollector(namespace="bookfast_worker", registry=self.registry)
        self._attempts = Counter(
            "bookfast_mail_attempts",
            "Attempts at messages, by how they ended: delivered, queued (to be tried again), failed (given up), deleted.",
            ["topic", "provider", "status"],
            registry=self.registry,
        )
        self._commit_to_accepted = Histogram(
            "bookfast_mail_commit_to_accepted_seconds",
            "From the change's transaction to the provider's yes, by the database's clock.",
            ["topic", "provider"],
            buckets=COMMIT_TO_ACCEPTED,
            registry=self.registry,
        )
        self._handing_over = Histogram(
            "bookfast_mail_handing_over_seconds",
            "One attempt, from composing to the provider's answer.",
            ["provider"],
            buckets=HANDING_OVER,
            registry=self.registry,
        )
        self._rounds = Counter("bookfast_worker_rounds", "Times that the worker asked for messages.", registry=self.registry)
        self._left = Counter("bookfast_worker_left_to_lease", "Messages given back unsent, for another attempt when their lease ends.", registry=self.registry)
        self._last_round = Gauge("bookfast_worker_last_round_timestamp_seconds", "When the worker last asked and was answered.", registry=self.registry)

    def watch(self, resting_seconds: Callable[[], float]) -> None:
        """Show the provider's circuit breaker: for how long it is still left alone, 0 while it may be used."""
        gauge = Gauge("bookfast_mail_provider_resting_seconds", "How long the provider is still left alone.", ["provider"], registry=self.registry)
        gauge.labels(self._provider).set_function(resting_seconds)

    def round_made(self, claimed: int) -> None:
        """Count an answered question for messages, and the *claimed* ones."""
        super().round_made(claimed)
        self._rounds.inc()
        self._last_round.set_to_current_time()

    def left_to_lease(self) -> None:
        """Count a message that was claimed and not tried."""
        self._left.inc()

    def attempted(self, *, seconds: float) -> None:
        """Count one attempt's time, whatever came of it."""
        self._handing_over.labels(self._provider).observe(seconds)

    def ended(self, topic: str, *, status: str, seconds_since_commit: float | None) -> None:
        """Count what the database made of the attempt; *seconds_since_commit* is known of delivered ones."""
        self._attempts.labels(topic, self._provider, status).inc()
        if seconds_since_commit is not None:
            self._commit_to_accepted.labels(topic, self._provider).observe(seconds_since_commit)

    def serve(self, address: Endpoint) -> Listener:
        """Serve the figures at *address* until the listener is closed.  Raises `OSError` when the address is taken or not ours."""
        return Listener(self.registry, address)


def word_for(provider: MailProvider) -> str:
    """The provider's word in figures, which is its word in MAIL_PROVIDER."""
    match provider:
        case ResendAccount():
            return "resend"
        case PostmarkAccount():
            return "postmark"
        case SesAccount():
            return "ses"
        case MailFolder():
            return "folder"
        case _:
            return "smtp"
