"""What a worker counts of webhooks: attempts by kind of event and outcome, and how long receivers take."""

from prometheus_client import CollectorRegistry, Counter, Histogram

RECEIVING = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30)


class WebhookMetrics:
    """One worker's figures about webhooks, without a word of whose they are."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Count into *registry*."""
        self._attempts = Counter(
            "bookfast_webhook_attempts",
            "Attempts at webhook deliveries, by what became of them: delivered, queued (to be tried again), failed, dropped, deleted.",
            ["event_type", "status"],
            registry=registry,
        )
        self._receiving = Histogram("bookfast_webhook_receiving_seconds", "One attempt, up to the receiver's answer.", buckets=RECEIVING, registry=registry)
        self._claimed = Counter("bookfast_webhook_claimed", "Deliveries that the worker was given.", registry=registry)
        self._pauses = Counter("bookfast_webhook_pauses", "Rounds in which the Data API was away or refused the worker.", registry=registry)

    def round_made(self, claimed: int) -> None:
        """Count the *claimed* deliveries of an answered question."""
        self._claimed.inc(claimed)

    def paused(self) -> None:
        """Count a round that the Data API did not answer, or refused."""
        self._pauses.inc()

    def attempted(self, event_type: str, *, status: str, seconds: float) -> None:
        """Count one attempt and its time."""
        self._attempts.labels(event_type, status).inc()
        self._receiving.observe(seconds)
