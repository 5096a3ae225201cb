"""The ways in which a video provider fails us.  No text here carries a name, a link or a key: they are logged and kept as they are."""


class VideoError(Exception):
    """The provider did not do what was asked; *retryable* where the same may work later."""

    def __init__(self, detail: str, *, retryable: bool = True, retry_after: int | None = None) -> None:
        """*retry_after*: the seconds for which the provider asked to be left alone; None where it said nothing."""
        super().__init__(detail)
        self.retryable = retryable
        self.retry_after = retry_after
