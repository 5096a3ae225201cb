"""Booked time as iCalendar in a CalDAV calendar, and back.  Pure: no I/O, no clock of its own."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from python_functions.calendars.caldav_rules import bring_near, several, times_a_day
from python_functions.calendars.errors import Unreachable
from python_functions.calendars.service import CalendarEvent
from python_functions.ics import PRODUCT, add_span, legible
from python_functions.vtimezone import vtimezone
from python_functions.zones import zone_or

OURS = "X-BOOKFAST-"
# What is ours of an event; everything else in it (alarms, colours, notes of other programs) is its owner's, and stays.
WRITTEN = ("sequence", "dtstamp", "last-modified", "dtstart", "dtend", "duration", "rrule", "rdate", "exdate", "summary", "description", "status", "transp",
           "class", "location", "url", "categories", "organizer", "attendee", "contact")  # fmt: skip

# No meeting is more often than each hour, and going through some years of it would keep a worker for hours: such an event takes no time.
MOST_A_DAY = 24
# An object is one event or series (RFC 4791, 4.1), which has one rule as a rule.
MOST_RULES = 10

Span = tuple[datetime, datetime]


def written(event: CalendarEvent, *, over: str | None, organizer: str | None, invites: bool, at: datetime) -> str:
    """
    Return the calendar object that lets *event* stand as it is, *over* the one that stands there now.

    With an *organizer* (an address of the calendar's owner) the other party is the attendee, whom the server invites only if *invites*
    (SCHEDULE-AGENT, RFC 6638, 7.1).  Without one there can be no attendee (RFC 5545, 3.8.4.1), and the party is named as the contact.
    """
    zone = zone_or(event.time_zone, default="UTC")
    entry = _kept(over)
    entry["uid"] = vText(event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", at)
    entry.add("last-modified", at)
    add_span(entry, event.starts_at, event.ends_at, zone)
    entry.add("summary", legible(event.title))
    entry.add("description", legible(event.description))
    entry.add("status", "CONFIRMED")
    entry.add("transp", "OPAQUE")
    entry.add("class", "PRIVATE")
    if event.category:
        entry.add("categories", [legible(event.category)])
    if event.location:
        entry.add("location", legible(event.location))
    if event.url:
        entry.add("url", event.url)
    if event.attendee:
        _invite(entry, event.attendee, organizer=organizer, invites=invites)
    for name, value in event.private.items():
        entry.add(OURS + name.upper().replace("_", "-"), value)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add_component(vtimezone(zone, first=event.starts_at, last=event.ends_at))
    calendar.add_component(entry)
    return calendar.to_ical().decode()


def _kept(over: str | None) -> Event:
    """Return what its owner added to the event, or a new one."""
    kept = main_event(over) if over else None
    if kept is None:
        return Event()
    for name in [name for name in kept if name.lower() in WRITTEN or name.upper().startswith(OURS)]:
        del kept[name]
    return kept


def _invite(entry: Event, attendee: str, *, organizer: str | None, invites: bool) -> None:
    if organizer is None:
        entry.add("contact", attendee)
        return
    host = vCalAddress(f"mailto:{organizer}")
    guest = vCalAddress(f"mailto:{attendee}")
    guest.params["ROLE"] = vText("REQ-PARTICIPANT")
    guest.params["PARTSTAT"] = vText("ACCEPTED")
    guest.params["RSVP"] = vText("FALSE")
    if not invites:
        host.params["SCHEDULE-AGENT"] = vText("NONE")
        guest.params["SCHEDULE-AGENT"] = vText("NONE")
    entry.add("organizer", host)
    entry.add("attendee", guest)


def main_event(text: str | None) -> Event | None:
    """Return the event of a calendar object, of a series the one that has its rule; None for what is no event, or cannot be read."""
    try:
        events = [event for event in Calendar.from_ical(text or "").walk("VEVENT") if isinstance(event, Event)]
    except (ValueError, IndexError, KeyError, TypeError):
        return None
    return next((event for event in events if "recurrence-id" not in event), events[0] if events else None)


def private_of(event: Event) -> dict[str, str]:
    """Return what we wrote down beside *event*."""
    return {name[len(OURS) :].lower().replace("-", "_"): str(value) for name, value in event.items() if name.upper().startswith(OURS)}


def span_of(event: Event, zone: ZoneInfo) -> Span | None:
    """Return when *event* is, its floating times and whole days in *zone*; None where it does not say."""
    try:
        begins = event.decoded("dtstart")
        if "dtend" in event:
            ends = event.decoded("dtend")
        elif "duration" in event:
            ends = begins + event.decoded("duration")
        else:  # RFC 5545, 3.6.1: a day, or no time at all
            ends = begins if isinstance(begins, datetime) else begins + timedelta(days=1)
        return instant(begins, zone), instant(ends, zone)
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError):
        return None


def instant(at: date | datetime, zone: ZoneInfo) -> datetime:
    """Return the instant of *at*: a day begins at midnight of *zone*, and a time without a zone is meant there."""
    if not isinstance(at, datetime):
        at = datetime.combine(at, time(), zone)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def zone_of(text: str | None, *, default: str) -> ZoneInfo:
    """Return the zone that a VTIMEZONE (CALDAV:calendar-timezone) names, or *default* where that is no zone of the tz database."""
    try:
        named = next(iter(Calendar.from_ical(text or "").walk("VTIMEZONE")), None)
    except (ValueError, IndexError, KeyError, TypeError):
        named = None
    return zone_or(str(named.tz_name) if isinstance(named, Timezone) else None, default=default)


def busy_spans(text: str, starts_at: datetime, ends_at: datetime, *, zone: ZoneInfo, own: frozenset[str]) -> list[Span]:
    """
    Return when the calendar object *text* takes its owner's time, from *starts_at* to *ends_at*, each occurrence of a series by itself.

    Not by what is cancelled, transparent (RFC 5545, 3.8.2.7), declined by its owner (one of the addresses *own*), or ours: booked time holds
    itself.  Raises `Unreachable` for what cannot be read, or only in more time than there is for it: it may be time that is taken.
    """
    # A day more on either side, for whole days and floating times of a zone far from UTC.
    wide = timedelta(days=1)
    try:
        calendar = Calendar.from_ical(text)
        rules = [rule for event in calendar.walk("VEVENT") for rule in several(event.get("rrule", []))]
        if len(rules) > MOST_RULES:
            raise ValueError  # noqa: TRY301 - one way out for all that cannot be read
        if any(times_a_day(rule) > MOST_A_DAY for rule in rules):
            spans = []
        else:
            for event in calendar.walk("VEVENT"):
                if "recurrence-id" not in event:
                    bring_near(event, starts_at - wide, ends_at + wide)
            found = recurring_ical_events.of(calendar).between(starts_at - wide, ends_at + wide)
            spans = [span_of(event, zone) for event in found if _takes_time(event, own)]
    except Exception as error:
        raise Unreachable("An event of the calendar cannot be read.") from error
    return [(max(begins, starts_at), min(ends, ends_at)) for begins, ends in filter(None, spans) if begins < ends and begins < ends_at and starts_at < ends]


def _takes_time(event: Event, own: frozenset[str]) -> bool:
    if str(event.get("status", "")).upper() == "CANCELLED" or str(event.get("transp", "")).upper() == "TRANSPARENT" or private_of(event):
        return False
    guests = several(event.get("attendee", []))
    return not any(address_of(guest) in own and str(guest.params.get("PARTSTAT", "")).upper() == "DECLINED" for guest in guests)


def address_of(uri: str) -> str | None:
    """Return the mail address of a mailto: address, in small letters."""
    scheme, _, address = str(uri).partition(":")
    return address.lower() if scheme.lower() == "mailto" and "@" in address else None


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return *spans* in order, those that overlap or touch as one."""
    result: list[Span] = []
    for begins, ends in sorted(spans):
        if result and begins <= result[-1][1]:
            result[-1] = (result[-1][0], max(ends, result[-1][1]))
        else:
            result.append((begins, ends))
    return result
