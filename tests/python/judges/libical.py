"""Reads calendar objects by libical, the C library of Evolution and KDE; `load` finds it or says how to have it."""

from __future__ import annotations

import ctypes
import ctypes.util
from contextlib import suppress
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_long, c_void_p
from datetime import UTC, datetime, timedelta
from typing import Any

NAMES = ("libical.so.3", "libical.so.4")


class LibicalMissingError(Exception):
    """There is no libical on this machine."""


class IcalTime(Structure):
    """`struct icaltimetype` of libical 3."""

    _fields_ = (*((name, c_int) for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "is_daylight")), ("zone", c_void_p))

    @classmethod
    def of(cls, at: datetime, zone: int) -> IcalTime:
        """Return *at*, an instant in UTC, with libical's own UTC *zone*."""
        return cls(at.year, at.month, at.day, at.hour, at.minute, at.second, 0, 0, zone)


class IcalSpan(Structure):
    """`struct icaltime_span`."""

    _fields_ = (("start", c_long), ("end", c_long), ("is_busy", c_int))


OnRecurrence = CFUNCTYPE(None, c_void_p, POINTER(IcalSpan), c_void_p)

# Properties of value type TEXT, whose escapes libical undoes by another function.
TEXTS = {"UID", "SUMMARY", "DESCRIPTION", "LOCATION"}
# Function -> (result, arguments).
SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "icalparser_parse_string": (c_void_p, [c_char_p]),
    "icalcomponent_string_to_kind": (c_int, [c_char_p]),
    "icalproperty_string_to_kind": (c_int, [c_char_p]),
    "icalcomponent_isa": (c_int, [c_void_p]),
    "icalcomponent_count_errors": (c_int, [c_void_p]),
    "icalrestriction_check": (c_int, [c_void_p]),
    "icalcomponent_get_first_component": (c_void_p, [c_void_p, c_int]),
    "icalcomponent_get_next_component": (c_void_p, [c_void_p, c_int]),
    "icalcomponent_get_first_property": (c_void_p, [c_void_p, c_int]),
    "icalcomponent_get_next_property": (c_void_p, [c_void_p, c_int]),
    "icalcomponent_count_components": (c_int, [c_void_p, c_int]),
    "icalcomponent_as_ical_string": (c_char_p, [c_void_p]),
    "icalcomponent_free": (None, [c_void_p]),
    "icalcomponent_foreach_recurrence": (None, [c_void_p, IcalTime, IcalTime, OnRecurrence, c_void_p]),
    "icalcomponent_get_dtend": (IcalTime, [c_void_p]),
    "icalproperty_get_value_as_string": (c_char_p, [c_void_p]),
    "icalproperty_get_parameter_as_string": (c_char_p, [c_void_p, c_char_p]),
    "icalproperty_get_datetime_with_component": (IcalTime, [c_void_p, c_void_p]),
    "icaltime_as_timet_with_zone": (c_long, [IcalTime, c_void_p]),
    "icaltimezone_get_utc_timezone": (c_void_p, []),
    "icalproperty_get_value": (c_void_p, [c_void_p]),
    "icalvalue_get_text": (c_char_p, [c_void_p]),
}


class Libical:
    """The library, with the few functions that a judge needs."""

    def __init__(self, library: ctypes.CDLL) -> None:
        """Declare them."""
        self._c = library
        for name, (result, arguments) in SIGNATURES.items():
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments

    def read(self, raw: bytes) -> dict[str, Any]:
        """Return what `reading_of` takes, or {problem} for what libical does not accept, restrictions of iTIP (RFC 5546) included."""
        calendar = self._c.icalparser_parse_string(raw)
        if not calendar or self._c.icalcomponent_isa(calendar) != self._kind("VCALENDAR"):
            return {"problem": "no VCALENDAR"}
        try:
            accepted = self._c.icalrestriction_check(calendar)
            if self._c.icalcomponent_count_errors(calendar) or not accepted:
                written = self._c.icalcomponent_as_ical_string(calendar).decode()
                return {"problem": "\n".join(line for line in written.splitlines() if "X-LIC" in line) or "refused by icalrestriction_check"}
            events = list(self._components(calendar, "VEVENT"))
            return {"method": self._text(calendar, "METHOD"), "events": [self._event(each) for each in events], "shown": self._shown(events)}
        finally:
            self._c.icalcomponent_free(calendar)

    def _event(self, event: int) -> dict[str, Any]:
        return {
            "uid": self._text(event, "UID"),
            "sequence": int(self._text(event, "SEQUENCE") or 0),
            "stamp": self._time(event, "DTSTAMP"),
            "recurrence_id": self._time(event, "RECURRENCE-ID"),
            "starts_at": self._time(event, "DTSTART"),
            "ends_at": self._end(event),
            "status": self._text(event, "STATUS"),
            "summary": self._text(event, "SUMMARY"),
            "description": self._text(event, "DESCRIPTION"),
            "location": self._text(event, "LOCATION"),
            "conference": self._text(event, "CONFERENCE"),
            "organizer": self._text(event, "ORGANIZER"),
            "organizer_name": next(iter(self._parameters(event, "ORGANIZER", "CN")), None),
            "attendees": [self._value(each) for each in self._properties(event, "ATTENDEE")],
            "attendee_names": self._parameters(event, "ATTENDEE", "CN"),
            "alarms": self._c.icalcomponent_count_components(event, self._kind("VALARM")),
        }

    def _shown(self, events: list[int]) -> list[tuple[int, int, str | None]]:
        spans: list[tuple[int, int, str | None]] = []
        exceptions = {(self._text(each, "UID"), self._time(each, "RECURRENCE-ID")): each for each in events}
        for event in events:
            if self._time(event, "RECURRENCE-ID") is not None or self._text(event, "STATUS") == "CANCELLED":
                continue
            for start, end in self._recurrences(event):
                exception = exceptions.get((self._text(event, "UID"), start))
                span = (self._time(exception, "DTSTART"), self._end(exception)) if exception else (start, end)
                spans.append((*span, self._text(exception or event, "STATUS")))
        return spans

    def _recurrences(self, event: int) -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        utc = self._c.icaltimezone_get_utc_timezone()
        first = datetime.fromtimestamp(self._time(event, "DTSTART"), UTC)
        collect = OnRecurrence(lambda _, span, __: spans.append((span.contents.start, span.contents.end)))
        self._c.icalcomponent_foreach_recurrence(
            event, IcalTime.of(first - timedelta(days=2), utc), IcalTime.of(first + timedelta(days=365 * 5), utc), collect, None
        )
        return spans

    def _end(self, event: int) -> int:
        at = self._c.icalcomponent_get_dtend(event)
        return self._c.icaltime_as_timet_with_zone(at, at.zone)

    def _kind(self, name: str) -> int:
        return self._c.icalcomponent_string_to_kind(name.encode())

    def _components(self, parent: int, name: str) -> Any:  # noqa: ANN401 - an iterator of handles
        kind = self._kind(name)
        found = self._c.icalcomponent_get_first_component(parent, kind)
        while found:
            yield found
            found = self._c.icalcomponent_get_next_component(parent, kind)

    def _properties(self, component: int, name: str) -> list[int]:
        kind = self._c.icalproperty_string_to_kind(name.encode())
        found = []
        each = self._c.icalcomponent_get_first_property(component, kind)
        while each:
            found.append(each)
            each = self._c.icalcomponent_get_next_property(component, kind)
        return found

    def _parameters(self, component: int, name: str, parameter: str) -> list[str | None]:
        found = (self._c.icalproperty_get_parameter_as_string(each, parameter.encode()) for each in self._properties(component, name))
        return [value.decode().strip('"') if value is not None else None for value in found]

    def _text(self, component: int, name: str) -> str | None:
        found = self._properties(component, name)
        if not found:
            return None
        return self._c.icalvalue_get_text(self._c.icalproperty_get_value(found[0])).decode() if name in TEXTS else self._value(found[0])

    def _value(self, found: int) -> str:
        return self._c.icalproperty_get_value_as_string(found).decode()

    def _time(self, component: int, name: str) -> int | None:
        found = self._properties(component, name)
        if not found:
            return None
        at = self._c.icalproperty_get_datetime_with_component(found[0], component)
        return self._c.icaltime_as_timet_with_zone(at, at.zone)


def load() -> Libical:
    """Return libical.  Raises `LibicalMissingError` where there is none."""
    for name in filter(None, (*NAMES, ctypes.util.find_library("ical"))):
        with suppress(OSError):
            return Libical(ctypes.CDLL(name))
    raise LibicalMissingError("no libical here; to have it judge as well: apt install libical3")
