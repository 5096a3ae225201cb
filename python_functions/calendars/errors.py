"""The ways in which a calendar fails us.  No text here carries a title, an address or a credential: they are logged and kept as they are."""

# ruff: noqa: N818 - each says what happened, and what comes of it.


class CalendarError(Exception):
    """A calendar, or the way to it, did not do what was asked.  Those who raise it raise one of its children."""


class Unreachable(CalendarError):
    """Nothing was heard, or the provider has trouble of its own: later it may work, and until then nothing of it is known."""

    def __init__(self, detail: str, *, retry_after: float | None = None) -> None:
        """*retry_after*: the seconds for which the provider asked to be left alone; None where it said nothing."""
        super().__init__(detail)
        self.retry_after = retry_after


class Throttled(Unreachable):
    """The provider is well, and has had enough of us: the same works later, and asking sooner makes it worse."""


class OutOfReach(Unreachable):
    """
    The address leads nowhere, for now, or to where nobody's calendar may lead us.

    Which of the two is for our log: told to whoever wrote the address down, it would tell them the names of our own network.
    """


class AuthorizationLost(CalendarError):
    """The provider does not let us in any more (revoked, expired, another password, a scope too few): only the owner can mend it, by connecting anew."""


class SyncTokenExpired(CalendarError):
    """The token of `changes` is too old: forget it, and ask for everything by `changes(calendar_id, None)`."""


class CalendarGone(CalendarError):
    """There is no such calendar, or not any more: its owner deleted it.  A new one may be made."""


class Refused(CalendarError):
    """The provider does not take this request and will not take it later either; the text says why as far as it may be told."""
