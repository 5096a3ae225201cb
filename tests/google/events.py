"""Events as Google keeps them: what a written one must be, and what is made of it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tests.google.problems import Problem, deleted, invalid, not_found
from tests.google.store import Calendar, Mail, Store, stamp

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = {
    "status": {"confirmed", "tentative", "cancelled"},
    "transparency": {"opaque", "transparent"},
    "visibility": {"default", "public", "private", "confidential"},
}
# What only Google writes; in a request it means nothing.
ITS_OWN = {"kind", "etag", "created", "updated", "creator", "organizer", "htmlLink", "locked", "privateCopy"}
DEFAULTS = {"transparency": "opaque", "visibility": "default"}


def insert(store: Store, calendar: Calendar, body: dict[str, Any], *, send_updates: str) -> dict[str, Any]:
    """calendar.events.insert."""
    if "id" in body and "iCalUID" in body:
        raise invalid("Only one of id and iCalUID should be supplied.")
    event_id = body.get("id") or uuid4().hex
    if not re.fullmatch(r"[a-v0-9]{5,1024}", event_id):
        raise invalid("Invalid resource id value.")
    if event_id in calendar.events:
        raise Problem(409, "duplicate", "The requested identifier already exists.")
    fresh = {
        "kind": "calendar#event",
        "id": event_id,
        "status": "confirmed",
        "htmlLink": f"https://www.google.com/calendar/event?eid={event_id}",
        "created": stamp(datetime.now(UTC)),
        "creator": {"email": calendar.owner},
        "organizer": {"email": calendar.calendar_id, "displayName": calendar.name, "self": True},
        "iCalUID": f"{event_id}@google.com",
        "sequence": 0,
        "reminders": {"useDefault": True},
        "eventType": "default",
    }
    return _write(store, calendar, fresh, body, kind="invited", send_updates=send_updates)


def import_(store: Store, calendar: Calendar, body: dict[str, Any]) -> dict[str, Any]:
    """calendar.events.import: a private copy under the UID that others know; nobody is told."""
    same = next((event for event in calendar.events.values() if event["iCalUID"] == body["iCalUID"]), None)
    if same is not None:
        return _write(store, calendar, same, body, kind="updated", send_updates="none")
    made = {name: value for name, value in body.items() if name not in {"id", "iCalUID"}}
    event = insert(store, calendar, made, send_updates="none")
    return calendar.keep({**event, "iCalUID": body["iCalUID"]})


def update(store: Store, calendar: Calendar, event_id: str, body: dict[str, Any], *, send_updates: str, patch: bool, if_match: str | None) -> dict[str, Any]:
    """calendar.events.update and calendar.events.patch: a cancelled event lives again where the body says that it is confirmed."""
    old = event_of(calendar, event_id)
    _must_match(old, if_match)
    base = old if patch else {name: value for name, value in old.items() if name in ITS_OWN | {"id", "status", "iCalUID", "sequence", "eventType"}}
    merged = {name: (_merge(old[name], value) if patch and isinstance(value, dict) and name in old else value) for name, value in body.items()}
    return _write(store, calendar, base, merged, kind="updated", send_updates=send_updates, old=old)


def delete(store: Store, calendar: Calendar, event_id: str, *, send_updates: str, if_match: str | None = None) -> None:
    """calendar.events.delete."""
    old = event_of(calendar, event_id)
    if old["status"] == "cancelled":
        raise deleted()
    _must_match(old, if_match)
    calendar.keep({**old, "status": "cancelled"})
    _tell(store, old, "cancelled", send_updates)
    store.changed(calendar)


def event_of(calendar: Calendar, event_id: str) -> dict[str, Any]:
    """Return the event, cancelled ones included."""
    try:
        return calendar.events[event_id]
    except KeyError:
        raise not_found() from None


def span(calendar: Calendar, event: dict[str, Any]) -> tuple[datetime, datetime]:
    """When the event begins and ends."""
    return instant(event["start"], calendar), instant(event["end"], calendar)


def instant(when: dict[str, Any], calendar: Calendar) -> datetime:
    """Return an EventDateTime as an instant."""
    zone = _zone(when.get("timeZone") or calendar.time_zone)
    if "date" in when:
        return datetime.combine(date.fromisoformat(when["date"]), time(), _zone(calendar.time_zone))
    moment = datetime.fromisoformat(when["dateTime"])
    if moment.tzinfo is None and "timeZone" not in when:
        raise Problem(400, "required", "Missing time zone definition for start time.")
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _write(
    store: Store, calendar: Calendar, base: dict[str, Any], body: dict[str, Any], *, kind: str, send_updates: str, old: dict[str, Any] | None = None
) -> dict[str, Any]:
    event = {**base, **{name: value for name, value in body.items() if name not in ITS_OWN}, "id": base["id"], "iCalUID": base["iCalUID"]}
    for check in (_check_words, _check_times, _check_guests, _check_properties):
        check(event, calendar)
    if event["sequence"] < base["sequence"]:
        raise invalid("Invalid sequence value. The specified sequence number is below the current sequence number of the resource.")
    moved = old is not None and "start" in old and span(calendar, old) != span(calendar, event)
    if moved and event["sequence"] == base["sequence"]:
        event["sequence"] += 1
    event = {name: value for name, value in event.items() if DEFAULTS.get(name) != value}
    for end in ("start", "end"):
        if "dateTime" in event[end]:
            local = instant(event[end], calendar).astimezone(_zone(calendar.time_zone))
            event[end] = {"dateTime": local.isoformat(timespec="seconds"), "timeZone": event[end].get("timeZone") or calendar.time_zone}
    kept = calendar.keep(event)
    if kept["status"] == "cancelled":
        kind = "cancelled"
    _tell(store, kept, kind, send_updates)
    store.changed(calendar)
    return kept


def _merge(old: Any, new: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    if not isinstance(old, dict) or {"date", "dateTime"} & set(new):
        return new
    return {**old, **{name: _merge(old.get(name), value) if isinstance(value, dict) else value for name, value in new.items()}}


def _must_match(old: dict[str, Any], if_match: str | None) -> None:
    if if_match not in {None, "*", old["etag"]}:
        raise Problem(412, "conditionNotMet", "Precondition Failed")


def _tell(store: Store, event: dict[str, Any], kind: str, send_updates: str) -> None:
    if send_updates in {"all", "externalOnly"}:
        store.mails += [Mail(kind, guest["email"], event["id"]) for guest in event.get("attendees", ()) if not guest.get("self")]


def _check_words(event: dict[str, Any], _: Calendar) -> None:
    for name, words in WORDS.items():
        if event.get(name, next(iter(words))) not in words:
            raise invalid(f"Invalid {name} value.")
    if "recurrence" in event:
        raise invalid("This Google knows no recurring events.")
    if "source" in event and not re.match(r"https?://[^/]", event["source"].get("url", "")):
        raise invalid("Invalid source URL.")


def _check_times(event: dict[str, Any], calendar: Calendar) -> None:
    for end in ("start", "end"):
        if len({"date", "dateTime"} & set(event.get(end, ()))) != 1:
            raise invalid(f"Invalid {end} time.")
    starts_at, ends_at = span(calendar, event)
    if ends_at <= starts_at:
        raise Problem(400, "timeRangeEmpty", "The specified time range is empty.")


def _check_guests(event: dict[str, Any], calendar: Calendar) -> None:
    guests = event.get("attendees", [])
    for guest in guests:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", guest.get("email", "")):
            raise invalid("Invalid attendee email.")
    if guests:
        event["attendees"] = [{"responseStatus": "needsAction", **guest, **({"self": True} if guest["email"] == calendar.owner else {})} for guest in guests]


def _check_properties(event: dict[str, Any], _: Calendar) -> None:
    """Names of up to 44 and values of up to 1024 characters, 300 in all ("Extended properties" in Google's guide)."""
    for properties in event.get("extendedProperties", {}).values():
        checks: list[Callable[[], bool]] = [lambda p=properties: len(p) <= 300, lambda p=properties: all(len(k) <= 44 and len(v) <= 1024 for k, v in p.items())]
        if not all(check() for check in checks):
            raise invalid("Extended properties are too long.")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise invalid(f"Invalid time zone definition {name}.") from None
