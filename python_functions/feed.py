"""The calendar that a feed's address shows: a practitioner's bookings as one iCalendar object (RFC 5545, RFC 7986).  Pure: no I/O, no clock."""

from datetime import datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event, vDuration

from python_functions.ics import PRODUCT, add_span, conference, legible
from python_functions.mail import when
from python_functions.mail.events import Line, Part, Place
from python_functions.mail.place import spoken
from python_functions.mail.words import words
from python_functions.vtimezone import vtimezone
from python_functions.zones import zone_or

# How often calendars should look: those that heed it at all take hours anyway.
REFRESH = timedelta(minutes=15)


class FeedEvent(Part):
    """One session; *taken* of its *seats* are booked.  *service*, *clients* and *place* are there only where names may be said."""

    event_id: UUID
    starts_at: datetime
    ends_at: datetime
    tentative: bool
    ics_sequence: int
    changed_at: datetime
    taken: int
    seats: int
    reference: Line | None = None
    service: Line | None = None
    clients: tuple[Line, ...] = ()
    place: Place = Place()


class Feed(Part):
    """What `read_calendar_feed` tells: whose bookings, in which language, and how much may be said."""

    organization: Line
    time_zone: Line
    locale: Line | None = None
    detail: bool
    events: tuple[FeedEvent, ...]


def feed_calendar(feed: Feed, *, web_url: str = "") -> bytes:
    """
    Return *feed* as a calendar: the same octets for the same feed.

    Times carry the practitioner's zone with its VTIMEZONE.  There is no attendee, so that no address stands in a calendar that is
    often shared, and no method: a feed is no invitation.  Video rooms that one enters by a page of ours are found at *web_url*.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, feed.organization)
    calendar.add("x-wr-timezone", feed.time_zone)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    zone = zone_or(feed.time_zone, default="UTC")
    if feed.events:
        first, last = min(each.starts_at for each in feed.events), max(each.ends_at for each in feed.events)
        calendar.add_component(vtimezone(zone, first=first, last=last))
    for each in feed.events:
        calendar.add_component(_event(each.model_copy(update={"place": each.place.below(web_url)}), feed))
    return calendar.to_ical()


def _event(session: FeedEvent, feed: Feed) -> Event:
    locale = when.best_locale(feed.locale)
    said = words(locale.language)
    event = Event()
    event.add("uid", f"{session.event_id}@bookfast")
    event.add("sequence", session.ics_sequence)
    event.add("dtstamp", session.changed_at)
    event.add("last-modified", session.changed_at)
    add_span(event, session.starts_at, session.ends_at, zone_or(feed.time_zone, default="UTC"))
    event.add("summary", legible(_summary(session, said["calendar"])))
    if session.service and session.seats > 1:
        event.add("description", legible("\n".join(session.clients)))
    elif session.reference:
        event.add("description", said["calendar"]["feed_reference"].format(reference=session.reference))
    if session.service and (where := spoken(session.place, said, recipient="practitioner")):
        event.add("location", legible(where))
    if session.place.video_url:
        event.add("conference", conference(session.place.video_url, label=said["places"]["conference"], language=locale.language))
    event.add("status", "TENTATIVE" if session.tentative else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    return event


def _summary(session: FeedEvent, said: dict[str, str]) -> str:
    """Name service and client only where both came along; a session of several seats says how many are taken."""
    names = {"reference": session.reference, "service": session.service, "client": ", ".join(session.clients), "taken": session.taken, "seats": session.seats}
    kind = "group" if session.seats > 1 else "single"
    return said[f"feed_{kind}_detail" if session.service else f"feed_{kind}"].format(**names)
