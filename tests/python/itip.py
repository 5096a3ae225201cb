"""A calendar as RFC 5546 has it: what an attendee's calendar shows after the messages that reached it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from .judges.reading import Reading


@dataclass
class ItipCalendar:
    """
    An attendee's calendar.  Of each UID it keeps the newest object, a cancelled one too (RFC 5546, 2.1.5).

    Newer is the higher SEQUENCE, and of two alike the later DTSTAMP.  Of two that are alike in both, the one that is there stays, or, with
    *takes_equals*, the other comes in its place: the RFC leaves it open, and clients differ.
    """

    takes_equals: bool = False
    _objects: dict[str, Reading] = field(default_factory=dict)

    def receive(self, reading: Reading) -> None:
        """Apply a REQUEST or CANCEL.  One about a whole UID replaces all that is known of it, its exceptions included (3.2.2, 3.2.5)."""
        assert reading.method in {"REQUEST", "CANCEL"}
        (uid,) = {event.uid for event in reading.events}
        known = self._objects.get(uid)
        if known is not None and (_age(reading) < _age(known) or (_age(reading) == _age(known) and not self.takes_equals)):
            return
        if known is None and reading.method == "CANCEL":
            # Of something that this calendar never had: kept, so that a late REQUEST does not bring it back.
            assert not reading.instances
        self._objects[uid] = reading

    def shown(self) -> list[tuple[datetime, datetime, str | None]]:
        """Return what its owner sees: start, end and status of every instance."""
        return sorted(instance for reading in self._objects.values() if reading.method == "REQUEST" for instance in reading.instances)


def _age(reading: Reading) -> tuple[int, datetime]:
    """Return by what objects are told apart: all VEVENTs of ours share it."""
    ((sequence, stamp),) = {(event.sequence, event.stamp) for event in reading.events}
    return sequence, stamp
