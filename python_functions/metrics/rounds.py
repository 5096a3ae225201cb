"""What every worker counts of its rounds: how much it was given, and how often the Data API let it wait."""

from prometheus_client import CollectorRegistry, Counter


class RoundMetrics:
    """One worker's rounds.  A subclass for each queue adds what is its own, without a word of whose it is."""

    def __init__(self, registry: CollectorRegistry, *, prefix: str, things: str) -> None:
        """Count into *registry*: how many *things* were claimed, and how often nothing could be, as *prefix*_claimed and *prefix*_pauses."""
        self._claimed = Counter(f"{prefix}_claimed", f"{things} that the worker was given.", registry=registry)
        self._pauses = Counter(f"{prefix}_pauses", "Rounds in which the Data API was away or refused the worker.", registry=registry)

    def round_made(self, claimed: int) -> None:
        """Count the *claimed* things of an answered question."""
        self._claimed.inc(claimed)

    def paused(self) -> None:
        """Count a round that the Data API did not answer, or refused."""
        self._pauses.inc()
