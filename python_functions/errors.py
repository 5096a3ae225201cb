"""Refusals of the Data API as exceptions: one tree, named by the words of the error register."""

# ruff: noqa: N818 - each is named as its word in the error register says, which is how people speak of it.

import json
from datetime import datetime
from typing import Any, ClassVar, Self

# What PostgreSQL and PostgREST say by themselves, before a verb of ours is reached.
STATUS_OF_FOREIGN_CODES = {
    "42501": 403,
    "PGRST116": 406,
    "PGRST202": 404,
    "PGRST205": 404,
    "PGRST301": 401,
    "PGRST302": 401,
    "PGRST303": 401,
}


class BookingError(Exception):
    """
    A request that the database, or the way to it, refused.

    *status* is the HTTP status, *name* the stable word (``slot_taken``), *detail* a sentence for people and *hint* what
    to do next (for conflicts over time: JSON, see `SlotConflict`).
    """

    word: ClassVar[str | None] = None
    by_word: ClassVar[dict[str, type["BookingError"]]] = {}

    def __init__(self, status: int, name: str, detail: str = "", hint: str = "") -> None:
        """Keep the four fields; the exception's text is made of them."""
        self.status, self.name, self.detail, self.hint = status, name, detail, hint
        super().__init__(f"{name} ({status}): {detail}".rstrip(": "))

    def __init_subclass__(cls) -> None:
        """Enter a subclass that names a word into the register."""
        super().__init_subclass__()
        if cls.word is not None:
            BookingError.by_word[cls.word] = cls

    @classmethod
    def from_answer(cls, answer: dict[str, Any]) -> Self:
        """
        Build the fitting error from the Data API's body ``{code, message, details, hint}``.

        The code tells the status: ``PTnnn`` is nnn, and a bare number is the HTTP status of an answer that was no JSON.
        Answers of 500 and above do not come here: see `DataApiUnavailable`.
        """
        code = str(answer.get("code") or "")
        name = str(answer.get("message") or "unknown_error")
        kind = cls.by_word.get(name, BookingError if cls.word is not None else cls)
        return kind(_status(code), name, str(answer.get("details") or ""), str(answer.get("hint") or ""))

    @property
    def retry_after(self) -> int | None:
        """Seconds after which the same may be asked again; None when nothing is known."""
        seconds = self._hint_json().get("retry_after_seconds")
        return int(seconds) if seconds is not None else None

    def _hint_json(self) -> dict[str, Any]:
        try:
            hint = json.loads(self.hint)
        except ValueError:
            return {}
        return hint if isinstance(hint, dict) else {}


class SlotConflict(BookingError):
    """Somebody else has the time.  The hint says when to try again and what is free instead."""

    @property
    def alternatives(self) -> list[datetime]:
        """Other starts that were free at the time of the answer."""
        return [datetime.fromisoformat(start) for start in self._hint_json().get("alternatives", [])]


class SlotTaken(SlotConflict):
    """Another booking or hold covers the time."""

    word = "slot_taken"


class SlotFull(SlotConflict):
    """Every seat of the slot is taken."""

    word = "slot_full"


class ClientBusy(SlotConflict):
    """The client already has a booking at that time."""

    word = "client_busy"


class HoldExpired(BookingError):
    """The hold ran out before it was confirmed."""

    word = "hold_expired"


class TokenInvalid(BookingError):
    """The link's token is unknown, altered or revoked."""

    word = "token_invalid"


class TokenExpired(BookingError):
    """The link's time is over."""

    word = "token_expired"


class ChangedMeanwhile(BookingError):
    """Somebody saved it since it was read; the hint is JSON and has what there is now."""

    word = "changed_meanwhile"


class TooLateToChange(BookingError):
    """The service's notice for changes by the client has begun."""

    word = "too_late_to_change"


class NotFound(BookingError):
    """It does not exist, or the caller may not see it."""

    word = "not_found"


class NotAllowed(BookingError):
    """The caller may not do that."""

    word = "not_allowed"


class TooManyRequests(BookingError):
    """The caller asked too often."""

    word = "too_many_requests"


class DataApiUnavailable(BookingError):
    """The Data API gave no usable answer: not reached, timed out, or failed within.  The request may or may not have been carried out."""


def _status(code: str) -> int:
    if code.startswith("PT") and code[2:].isdigit():
        return int(code[2:])
    if code.isdigit() and len(code) == 3:  # noqa: PLR2004 - the length of an HTTP status
        return int(code)
    return STATUS_OF_FOREIGN_CODES.get(code, 400)
