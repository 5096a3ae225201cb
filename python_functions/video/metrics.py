"""What a worker counts of video rooms."""

from prometheus_client import CollectorRegistry, Counter, Histogram

ASKING = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)


class VideoMetrics:
    """One worker's figures about video rooms, without a word of whose they are."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Count into *registry*."""
        self._errands = Counter(
            "bookfast_video_errands",
            "Rooms that the provider was asked to make or remove, by outcome: done, changed (due again at once), failed, dropped, forgotten.",
            ["errand", "outcome"],
            registry=registry,
        )
        self._asking = Histogram("bookfast_video_asking_seconds", "One errand, up to the provider's answer.", buckets=ASKING, registry=registry)
        self._claimed = Counter("bookfast_video_claimed", "Rooms that the worker was given.", registry=registry)
        self._pauses = Counter("bookfast_video_pauses", "Rounds in which the Data API was away or refused the worker.", registry=registry)

    def round_made(self, claimed: int) -> None:
        """Count the *claimed* rooms of an answered question."""
        self._claimed.inc(claimed)

    def paused(self) -> None:
        """Count a round that the Data API did not answer, or refused."""
        self._pauses.inc()

    def asked(self, errand: str, *, outcome: str, seconds: float) -> None:
        """Count one errand and its time."""
        self._errands.labels(errand, outcome).inc()
        self._asking.observe(seconds)
