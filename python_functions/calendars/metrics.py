"""What a worker counts of calendars: tasks by kind and outcome, how long they take, and how long a change takes to be written."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from python_functions.metrics.rounds import RoundMetrics

CALLING = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60)
WRITING = (0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 3600, 21600)


class CalendarMetrics(RoundMetrics):
    """One worker's figures about calendars, without a word of whose they are."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Count into *registry*."""
        super().__init__(registry, prefix="bookfast_calendar", things="Calendar tasks")
        self._attempts = Counter(
            "bookfast_calendar_attempts",
            "Attempts at calendar tasks, by what became of them: done, queued (again), failed, revoked, deleted.",
            ["kind", "status"],
            registry=registry,
        )
        self._calling = Histogram("bookfast_calendar_calling_seconds", "One attempt, with all its calls of the provider.", buckets=CALLING, registry=registry)
        self._lag = Histogram(
            "bookfast_calendar_lag_seconds", "From a booking's change until its event was written, or removed.", buckets=WRITING, registry=registry
        )

    def attempted(self, kind: str, *, status: str, seconds: float) -> None:
        """Count one attempt and its time."""
        self._attempts.labels(kind, status).inc()
        self._calling.observe(seconds)

    def written(self, seconds: float) -> None:
        """Count how long after the change its event was as the booking is."""
        self._lag.observe(seconds)
