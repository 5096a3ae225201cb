"""A booking as an event in its practitioner's calendar, and as discreet as the organization wants it.  Pure: no I/O, no clock."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from python_functions.calendars.service import CalendarEvent
from python_functions.mail.events import Line, Part, Place
from python_functions.mail.place import spoken
from python_functions.mail.when import best_locale
from python_functions.mail.words import words


class _Booking(Part):
    booking_id: UUID
    reference: Line
    starts_at: datetime
    ends_at: datetime
    time_zone: Line
    ics_uid: Line
    ics_sequence: int


class _Organization(Part):
    organization_id: UUID
    name: Line
    slug: Line
    discreet: bool = True
    profile: Line


class _Practitioner(Part):
    display_name: Line
    locale: Line | None = None


class _Service(Part):
    name: Line
    event_category: Line | None = None


class _Client(Part):
    name: Line
    email: Line


class _Written(Part):
    calendar_id: str
    remote_id: str | None = None
    removed: bool = False


class Booked(Part):
    """
    What `claim_calendar_tasks` says of a booking.

    *wanted*: whether it has an event at all; *client* is None once erased; *invited_by*: who told the client's
    calendar of it first, our mail or the provider, and therefore goes on doing so; *written* is None where nobody ever tried to write it.
    """

    wanted: bool
    booking: _Booking
    organization: _Organization
    practitioner: _Practitioner
    service: _Service
    client: _Client | None = None
    place: Place = Place()
    invited_by: Literal["bookfast", "provider"] = "bookfast"
    written: _Written | None = None


def event_of(booked: Booked, *, web_url: str) -> CalendarEvent:
    """
    Return the event that says what *booked* is.

    Calendars are shared, so its title is the kind of event alone while the organization is discreet (the same switch as in our own
    calendar objects).  The other party is its guest, and its address leads to the booking's page, which opens for those who may see it.
    """
    booking, organization = booked.booking, booked.organization
    said = words(best_locale(booked.practitioner.locale).language)
    category = booked.service.event_category or said["calendar"]["category_coaching" if organization.profile == "coaching" else "category"]
    shown = None if organization.discreet else booked.client
    title = said["calendar"]["event_detail"].format(category=booked.service.event_category or booked.service.name, client=shown.name) if shown else category
    url = f"{web_url}/at/{organization.slug}/bookings/{booking.booking_id}"
    return CalendarEvent(
        key=booking.booking_id,
        title=title,
        description=f"{said['calendar']['description_practitioner'].format(reference=booking.reference)}\n{url}",
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        time_zone=booking.time_zone,
        attendee=booked.client.email if booked.client else None,
        category=category,
        url=url,
        location=spoken(booked.place.below(web_url), said, recipient="practitioner"),
        uid=booking.ics_uid,
        sequence=booking.ics_sequence,
        private={"booking_id": str(booking.booking_id), "organization_id": str(organization.organization_id), "sequence": str(booking.ics_sequence)},
    )
