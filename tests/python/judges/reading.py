"""What a judge read in a calendar object: the same shape whoever read it, so that readings can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class EventRead:
    """
    One VEVENT.  Every time is an instant in UTC, as the reader worked it out from the VTIMEZONE sent along.

    Readings with another *recurrence_id* are equal: it is a wall time that only has to be what the same reader makes of the rule.
    """

    uid: str
    sequence: int
    stamp: datetime
    recurrence_id: datetime | None = field(compare=False)
    starts_at: datetime
    ends_at: datetime
    status: str | None
    summary: str
    description: str
    location: str | None
    conference: str | None
    organizer: str | None
    organizer_name: str | None
    attendees: tuple[str, ...]
    attendee_names: tuple[str | None, ...]
    alarms: int


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A calendar object: its method, its events as written, and what a calendar shows for them: start, end and status of each instance."""

    method: str | None
    events: tuple[EventRead, ...]
    instances: tuple[tuple[datetime, datetime, str | None], ...]

    @property
    def shown(self) -> tuple[tuple[datetime, datetime], ...]:
        """The spans alone."""
        return tuple((start, end) for start, end, _ in self.instances)


def reading_of(found: dict[str, Any]) -> Reading:
    """Return the reading in *found*, whose times are seconds since 1970."""
    events = (EventRead(**{name: _instant(value) if name in TIMES else _plain(value) for name, value in each.items()}) for each in found["events"])
    return Reading(
        method=found["method"],
        events=tuple(sorted(events, key=lambda each: (each.uid, each.recurrence_id or EARLIEST))),
        instances=tuple(sorted((_instant(start), _instant(end), status) for start, end, status in found["shown"])),
    )


TIMES = {"stamp", "recurrence_id", "starts_at", "ends_at"}
EARLIEST = datetime.min.replace(tzinfo=UTC)


def _instant(seconds: float | None) -> Any:  # noqa: ANN401 - a datetime, or None for what is not there
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON
    return tuple(value) if isinstance(value, list) else value
