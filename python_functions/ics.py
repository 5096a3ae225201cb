"""iCalendar messages for bookings (RFC 5545, 5546).  Pure: no I/O, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, vCalAddress, vText, vUri

from python_functions.vtimezone import vtimezone

PRODUCT = "-//Bookfast//Bookfast//EN"

Status = Literal["TENTATIVE", "CONFIRMED", "CANCELLED"]
BUSY: dict[Status, str] = {"TENTATIVE": "TENTATIVE", "CONFIRMED": "BUSY", "CANCELLED": "FREE"}


@dataclass(frozen=True)
class Party:
    """Someone with a mail address: organizer or attendee."""

    name: str
    email: str


@dataclass(frozen=True)
class Appointment:
    """
    What a calendar has to know of one booking.

    *uid* stays for the booking's life, *sequence* rises with every change of time or status, *changed_at* is when the
    booking last changed, and *zone* is the zone whose wall time the booking keeps.  *location* is for people; *conference* is
    the address of a video call, *conference_label* what it is called.
    """

    uid: str
    sequence: int
    status: Status
    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    changed_at: datetime
    summary: str
    description: str
    language: str
    location: str | None = None
    conference: str | None = None
    conference_label: str = ""


def request(appointment: Appointment, *, organizer: Party, recipient: Party) -> bytes:
    """
    Return the REQUEST that creates or updates *appointment* in *recipient*'s calendar (RFC 5546, 3.2.2).

    Times carry the appointment's zone with its VTIMEZONE; lines are folded at 75 octets.  *recipient* is the only
    attendee, so that no party's address stands in another's calendar, and has accepted already: nobody is asked to reply.
    Raises `ValueError` when the appointment is cancelled: that is `cancel`'s work.
    """
    if appointment.status == "CANCELLED":
        raise ValueError("A cancelled appointment is announced by cancel(), not by request().")
    return _message(appointment, method="REQUEST", organizer=organizer, recipient=recipient)


def cancel(appointment: Appointment, *, organizer: Party, recipient: Party) -> bytes:
    """
    Return the CANCEL that takes *appointment* out of *recipient*'s calendar (RFC 5546, 3.2.5).

    Raises `ValueError` unless the appointment is cancelled.
    """
    if appointment.status != "CANCELLED":
        raise ValueError(f"An appointment that is {appointment.status} is announced by request(), not by cancel().")
    return _message(appointment, method="CANCEL", organizer=organizer, recipient=recipient)


def told(appointment: Appointment, *, organizer: Party, recipient: Party) -> tuple[str, bytes]:
    """Return the iTIP method by which *recipient* hears how *appointment* stands, and the calendar object."""
    if appointment.status == "CANCELLED":
        return "CANCEL", cancel(appointment, organizer=organizer, recipient=recipient)
    return "REQUEST", request(appointment, organizer=organizer, recipient=recipient)


def _message(appointment: Appointment, *, method: str, organizer: Party, recipient: Party) -> bytes:
    zone = vtimezone(appointment.zone, first=appointment.starts_at, last=appointment.ends_at)
    return message(method, [zone, event_of(appointment, organizer=organizer, recipient=recipient)])


def message(method: str, components: Iterable[Component]) -> bytes:
    """Return the calendar object that carries *components* by the iTIP *method*."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    for component in components:
        calendar.add_component(component)
    return calendar.to_ical()


def event_of(appointment: Appointment, *, organizer: Party, recipient: Party) -> Event:
    """Return the VEVENT of *appointment* in *recipient*'s calendar."""
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.changed_at)
    event.add("last-modified", appointment.changed_at)
    add_span(event, appointment.starts_at, appointment.ends_at, appointment.zone)
    event.add("summary", legible(appointment.summary), parameters={"language": appointment.language})
    event.add("description", legible(appointment.description), parameters={"language": appointment.language})
    event.add("status", appointment.status)
    if appointment.location:
        event.add("location", legible(appointment.location), parameters={"language": appointment.language})
    if appointment.conference and appointment.status != "CANCELLED":
        event.add("conference", conference(appointment.conference, label=appointment.conference_label, language=appointment.language))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if appointment.status == "CANCELLED" else "OPAQUE")
    # Outlook takes the busy status from TRANSP, unless this says it better (MS-OXCICAL 2.1.3.1.1.20.25 and .31).
    event.add("x-microsoft-cdo-busystatus", BUSY[appointment.status])
    event.add("organizer", _address(organizer))
    attendee = _address(recipient)
    attendee.params["CUTYPE"] = vText("INDIVIDUAL")
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("ACCEPTED")
    attendee.params["RSVP"] = vText("FALSE")
    event.add("attendee", attendee)
    return event


def comes_twice(instant: datetime, zone: ZoneInfo) -> bool:
    """Tell whether the wall clock of *zone* shows the time of *instant* twice on that day."""
    local = instant.astimezone(zone)
    return local.replace(fold=0).utcoffset() > local.replace(fold=1).utcoffset()


def add_span(event: Event, starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> None:
    """
    Give *event* its start and end as local times of *zone*, or in UTC when the clock shows one of them twice.

    Such a time means its first occurrence (RFC 5545, 3.3.5), but ical.js and libical take the second, so it is never left to them.
    """
    twice = comes_twice(starts_at, zone) or comes_twice(ends_at, zone)
    for name, at in (("dtstart", starts_at), ("dtend", ends_at)):
        event.add(name, at.astimezone(UTC if twice else zone))


def conference(url: str, *, label: str, language: str) -> vUri:
    """Return the video call at *url* as a property's value (RFC 7986, 5.11)."""
    return vUri(url, params={"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": label, "LANGUAGE": language})


def legible(text: str) -> str:
    r"""
    Return *text* as every calendar program reads it alike.

    Without byte order marks, which nobody sees and libical drops at the beginning; and with a slash in "\N", which icalendar writes as a new line.
    """
    return text.replace("\ufeff", "").replace("\\N", "/N")


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    # A parameter holds no quote (RFC 5545, 3.2), and a backslash in it is read as an escape by ical.js and libical.
    address.params["CN"] = vText(legible(party.name).translate(str.maketrans({'"': "'", "\\": "/"})))
    return address
