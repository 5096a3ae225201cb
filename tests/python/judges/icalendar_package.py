"""Reads calendar objects by the Python package icalendar, and expands rules by dateutil."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from dateutil.rrule import rrulestr
from icalendar import Calendar, Component

if TYPE_CHECKING:
    from datetime import datetime, tzinfo


def read(raw: bytes) -> dict[str, Any]:
    """Return what `reading_of` takes.  Raises `ValueError` for what is no calendar object."""
    calendar = Calendar.from_ical(raw)
    if problems := [error for component in calendar.walk() for error in component.errors]:
        return {"problem": str(problems)}
    return Reader(calendar).read()


class Reader:
    """Reads one calendar object by the time zones that it brings along: by itself the package takes those of the machine."""

    def __init__(self, calendar: Calendar) -> None:
        """Make the zones of *calendar*."""
        self._calendar = calendar
        self._zones = {str(each["TZID"]): each.to_tz(lookup_tzid=False) for each in calendar.walk("VTIMEZONE")}

    def read(self) -> dict[str, Any]:
        """Return what `reading_of` takes."""
        events = self._calendar.walk("VEVENT")
        return {"method": _text(self._calendar, "METHOD"), "events": [self._event(each) for each in events], "shown": self._shown(events)}

    def _event(self, event: Component) -> dict[str, Any]:
        attendees = event.get("ATTENDEE", [])
        attendees = attendees if isinstance(attendees, list) else [attendees]
        organizer = event.get("ORGANIZER")
        return {
            "uid": str(event["UID"]),
            "sequence": int(event["SEQUENCE"]),
            "stamp": self._time(event, "DTSTAMP"),
            "recurrence_id": self._time(event, "RECURRENCE-ID"),
            "starts_at": self._time(event, "DTSTART"),
            "ends_at": self._end(event),
            "status": _text(event, "STATUS"),
            "summary": _text(event, "SUMMARY"),
            "description": _text(event, "DESCRIPTION"),
            "location": _text(event, "LOCATION"),
            "conference": _text(event, "CONFERENCE"),
            "organizer": _text(event, "ORGANIZER"),
            "organizer_name": organizer.params.get("CN") if organizer is not None else None,
            "attendees": [str(each) for each in attendees],
            "attendee_names": [each.params.get("CN") for each in attendees],
            "alarms": len(event.walk("VALARM")),
        }

    def _shown(self, events: list[Component]) -> list[tuple[float, float, str | None]]:
        """Return what a calendar shows: each rule without its exclusions, each exception in place of its instance (RFC 5545, 3.8.4.4)."""
        exceptions = {(str(each["UID"]), self._time(each, "RECURRENCE-ID")): each for each in events if "RECURRENCE-ID" in each}
        spans: list[tuple[float, float, str | None]] = []
        for event in events:
            if "RECURRENCE-ID" in event or event.get("STATUS") == "CANCELLED":
                continue
            length = self._end(event) - self._time(event, "DTSTART")
            for start in self._instances(event):
                exception = exceptions.get((str(event["UID"]), start))
                span = (self._time(exception, "DTSTART"), self._end(exception)) if exception else (start, start + length)
                spans.append((*span, _text(exception or event, "STATUS")))
        return spans

    def _instances(self, event: Component) -> list[float]:
        if "RRULE" not in event:
            return [self._time(event, "DTSTART")]
        own = self._zones.get(event["DTSTART"].params.get("TZID"), UTC)
        first = event["DTSTART"].dt.replace(tzinfo=None)
        listed = event.get("EXDATE", [])
        excluded = {each.dt.replace(tzinfo=None) for exdate in (listed if isinstance(listed, list) else [listed]) for each in exdate.dts}
        return [_instant(each, own) for each in rrulestr(event["RRULE"].to_ical().decode(), dtstart=first) if each not in excluded]

    def _time(self, component: Component, name: str) -> float | None:
        if name not in component:
            return None
        own = self._zones.get(component[name].params.get("TZID"), UTC)
        return _instant(component[name].dt.replace(tzinfo=None), own)

    def _end(self, event: Component) -> float:
        return self._time(event, "DTEND") if "DTEND" in event else self._time(event, "DTSTART") + event["DURATION"].dt.total_seconds()


def _text(component: Component, name: str) -> str | None:
    return str(component[name]) if name in component else None


def _instant(local: datetime, own: tzinfo) -> float:
    return (local - own.utcoffset(local)).replace(tzinfo=UTC).timestamp()
