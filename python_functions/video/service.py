"""The seam: what a provider of video rooms has to do that is not done within the database."""

from datetime import datetime
from typing import Protocol


class VideoService(Protocol):
    """
    A provider's rooms.  Safe to share between threads.

    Every method may raise `VideoError`, and after a bounded time it has either answered or raised.
    """

    def make(self, name: str, *, opens_at: datetime, closes_at: datetime) -> str:
        """
        Let there be a room of that *name* which lets people in between these instants and nobody before or after; returns its address.

        One that is there already is changed, so doing it again, or twice at once, leads to one room.
        """

    def remove(self, name: str) -> None:
        """Let there be no such room; none is done."""

    def token(self, name: str, *, closes_at: datetime, party: str, is_owner: bool) -> str:
        """Return what lets one person into the room until *closes_at*, and not a second longer.  *party* is what events call the person: no name."""
