"""What a worker counts of video rooms."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from python_functions.metrics.rounds import RoundMetrics

ASKING = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)


class VideoMetrics(RoundMetrics):
    """One worker's figures about video rooms, without a word of whose they are."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Count into *registry*."""
        super().__init__(registry, prefix="bookfast_video", things="Rooms")
        self._errands = Counter(
            "bookfast_video_errands",
            "Rooms that the provider was asked to make or remove, by outcome: done, changed (due again at once), failed, dropped, forgotten.",
            ["errand", "outcome"],
            registry=registry,
        )
        self._asking = Histogram("bookfast_video_asking_seconds", "One errand, up to the provider's answer.", buckets=ASKING, registry=registry)

    def asked(self, errand: str, *, outcome: str, seconds: float) -> None:
        """Count one errand and its time."""
        self._errands.labels(errand, outcome).inc()
        self._asking.observe(seconds)
