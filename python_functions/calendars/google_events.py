"""Our events as Google's, and back.  Pure: no I/O, no clock."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from python_functions.calendars.service import CalendarEvent, RemoteEvent

OURS = "bookfast_"
UID, CATEGORY = "uid", "category"


def remote_id_of(key: UUID) -> str:
    """Return the id under which an event stands for good: hex digits are base32hex, which is what Google allows."""
    return key.hex


def body_of(event: CalendarEvent) -> dict[str, Any]:
    """
    Return the Event that says what *event* is.

    It takes time, is shown to nobody but its owner and its guest, and reminds as its owner's calendars do.  Our invitation's UID and
    the category have no place of their own there, and stand among the private properties; all of ours bear our name, since every
    application of the person's has its own there.
    """
    private = {OURS + name: value for name, value in {**event.private, UID: event.uid, CATEGORY: event.category}.items() if value is not None}
    body = {
        "summary": event.title,
        "description": event.description,
        "location": event.location or "",
        "start": _when(event.starts_at, event.time_zone),
        "end": _when(event.ends_at, event.time_zone),
        "status": "confirmed",
        "transparency": "opaque",
        "visibility": "private",
        "reminders": {"useDefault": True},
        "guestsCanInviteOthers": False,
        "guestsCanModify": False,
        "attendees": [{"email": event.attendee}] if event.attendee else [],
        "extendedProperties": {"private": private},
    }
    return {**body, "source": {"title": event.title, "url": event.url}} if event.url else body


def read_event(item: dict[str, Any], zone: ZoneInfo) -> RemoteEvent:
    """Return an Event of a list as what we need of it; *zone* is its calendar's."""
    return RemoteEvent(
        remote_id=item["id"],
        etag=item.get("etag"),
        cancelled=item.get("status") == "cancelled",
        starts_at=_moment(item.get("start"), zone),
        ends_at=_moment(item.get("end"), zone),
        private=_private(item.get("extendedProperties", {}).get("private", {})),
    )


def moment_of(text: str) -> datetime:
    """Return an instant of Google's in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def _private(properties: dict[str, str]) -> dict[str, str]:
    ours = {name.removeprefix(OURS): value for name, value in properties.items() if name.startswith(OURS)}
    return {name: value for name, value in ours.items() if name not in {UID, CATEGORY}}


def _when(moment: datetime, time_zone: str) -> dict[str, str]:
    return {"dateTime": moment.astimezone(ZoneInfo(time_zone)).isoformat(timespec="seconds"), "timeZone": time_zone}


def _moment(when: dict[str, str] | None, zone: ZoneInfo) -> datetime | None:
    if when and "dateTime" in when:
        moment = datetime.fromisoformat(when["dateTime"])
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(when["timeZone"]) if when.get("timeZone") else zone)).astimezone(UTC)
    if when and "date" in when:
        return datetime.combine(date.fromisoformat(when["date"]), time(), zone).astimezone(UTC)
    return None
