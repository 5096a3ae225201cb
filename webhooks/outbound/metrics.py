"""What a worker counts of webhooks: attempts by kind of event and outcome, and how long receivers take."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from python_functions.metrics.rounds import RoundMetrics

RECEIVING = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30)


class WebhookMetrics(RoundMetrics):
    """One worker's figures about webhooks, without a word of whose they are."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Count into *registry*."""
        super().__init__(registry, prefix="bookfast_webhook", things="Deliveries")
        self._attempts = Counter(
            "bookfast_webhook_attempts",
            "Attempts at webhook deliveries, by what became of them: delivered, queued (to be tried again), failed, dropped, deleted.",
            ["event_type", "status"],
            registry=registry,
        )
        self._receiving = Histogram("bookfast_webhook_receiving_seconds", "One attempt, up to the receiver's answer.", buckets=RECEIVING, registry=registry)

    def attempted(self, event_type: str, *, status: str, seconds: float) -> None:
        """Count one attempt and its time."""
        self._attempts.labels(event_type, status).inc()
        self._receiving.observe(seconds)
