"""The letter about one booking."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale

from python_functions.mail import when
from python_functions.mail.draft import Draft
from python_functions.mail.events import BookingPayload, Event, Organization
from python_functions.mail.letter import Button, Letter, Time
from python_functions.mail.place import spoken
from python_functions.mail.reader import reader
from python_functions.mail.topics import STATES
from python_functions.mail.words import words
from python_functions.zones import zone_or

OVER = {"cancelled", "attended", "noted"}
CALENDAR_NOTES = {"confirmed": "request", "pending": "request", "moved": "update", "handed_over": "renew", "cancelled": "cancel"}


def booking_letter(event: Event, payload: BookingPayload, *, link: str | None, web_url: str) -> Letter:
    """Write about the booking of *payload*.  Raises `UnknownTopicError`."""
    draft = Draft.of(event)
    locale, zone = draft.locale, draft.zone
    booking, organization, labels, subject = payload.booking, payload.organization, draft.labels, draft.written["subject"]
    filled = {
        "practitioner": payload.practitioner.display_name,
        "client": payload.client.name,
        "answer_by": when.brief(booking.approval_expires_at, zone=zone, locale=locale) if booking.approval_expires_at else "",
    }
    by_other = event.topic == "booking.cancelled" and booking.cancelled_by != "client"
    state = STATES[event.topic]
    day, hours = span(booking.starts_at, booking.ends_at, zone=zone, locale=locale)
    zone_name = when.zone_name(booking.starts_at, zone=zone, locale=locale)
    subject = f"{subject}{'' if subject.endswith('?') else labels['colon']} {when.brief(booking.starts_at, zone=zone, locale=locale)}"
    return draft.letter(
        lead="lead_by_other" if by_other else "lead",
        filled=filled,
        state_label=draft.said["states"].get(state),
        subject=subject if organization.discreet else f"{subject} ({about(event, payload)})",
        preview=", ".join([day, hours, zone_name] if organization.discreet else [day, hours, zone_name, about(event, payload)]),
        time=Time(day=day[:1].upper() + day[1:], hours=hours, zone=zone_name, earlier=_earlier(event, payload, zone=zone, locale=locale)),
        rows=_rows(event, payload, labels, zone=zone, locale=locale),
        button=_button(event, payload, draft.actions, link=link, web_url=web_url),
        calendar_note=_calendar_note(event, state, draft.said["calendar_note"], attached=booking.calendar_object),
        footer=event.recipient,
    )


def _calendar_note(event: Event, state: str, notes: dict[str, str], *, attached: bool) -> str | None:
    """Return what becomes of the appointment in the recipient's calendar; what is not booked time is none of the provider's."""
    if state not in CALENDAR_NOTES:
        return None
    if attached:
        return notes[CALENDAR_NOTES[state]]
    return None if state in {"pending", "cancelled"} else notes["provider" if event.recipient == "client" else "own"]


def span(starts_at: datetime, ends_at: datetime, *, zone: ZoneInfo, locale: Locale) -> tuple[str, str]:
    """Return the day and the hours of a time."""
    return when.day(starts_at, zone=zone, locale=locale), when.hours(starts_at, ends_at, zone=zone, locale=locale)


def choose_again(actions: dict[str, str], organization: Organization, *, web_url: str) -> Button:
    """Return the button that leads to the organization's free times."""
    return Button(actions["again"], f"{web_url}/with/{organization.slug}")


def about(event: Event, payload: BookingPayload) -> str:
    """Return service and other party, for where an organization allows them to be named."""
    who = payload.practitioner.display_name if event.recipient == "client" else payload.client.name
    return f"{payload.service.name}, {who}"


def _earlier(event: Event, payload: BookingPayload, *, zone: ZoneInfo, locale: Locale) -> str | None:
    before = payload.booking.previous_starts_at
    if event.topic != "booking.rescheduled" or before is None:
        return None
    return when.brief(before, zone=zone, locale=locale)


def _rows(event: Event, payload: BookingPayload, labels: dict[str, str], *, zone: ZoneInfo, locale: Locale) -> list[tuple[str, str | None]]:
    booking, service = payload.booking, payload.service
    rows: list[tuple[str, str | None]] = []
    if event.recipient == "client":
        rows += [(labels["with"], payload.practitioner.display_name)]
        other = payload.practitioner.display_name, zone_or(payload.practitioner.time_zone, default=booking.time_zone)
    else:
        rows += [(labels["client"], payload.client.name), (labels["email"], payload.client.email), (labels["phone"], payload.client.phone)]
        other = payload.client.name, zone_or(payload.client.time_zone, default=booking.time_zone)
    rows += [(labels["service"], labels["minutes"].format(service=service.name, minutes=service.duration_minutes))]
    if STATES[event.topic] not in OVER:
        rows += [(labels["where"], spoken(payload.place, words(locale.language), recipient=event.recipient))]
    if booking.starts_at.astimezone(zone).utcoffset() != booking.starts_at.astimezone(other[1]).utcoffset():
        theirs = when.brief(booking.starts_at, zone=other[1], locale=locale)
        rows += [(labels["their_time"].format(name=other[0]), f"{theirs}, {when.zone_name(booking.starts_at, zone=other[1], locale=locale)}")]
    if event.topic == "booking.pending" and event.recipient == "practitioner" and booking.approval_expires_at:
        rows += [(labels["answer_by"], when.brief(booking.approval_expires_at, zone=zone, locale=locale))]
    if not payload.organization.discreet:
        rows += [(labels["reason"], booking.cancel_reason)]
        rows += [(labels["note"], booking.note)] if event.recipient == "practitioner" else []
    rows += [(labels["reference"], booking.reference)]
    return rows


def _button(event: Event, payload: BookingPayload, actions: dict[str, str], *, link: str | None, web_url: str) -> Button | None:
    if STATES[event.topic] == "noted":
        place = "my" if event.recipient == "client" else f"at/{payload.organization.slug}"
        return Button(actions["read_note"], f"{web_url}/{place}/bookings/{payload.booking.booking_id}", actions["read_note_note"])
    if event.recipient != "client":
        return None
    if link is not None and payload.token_expires_at is not None:
        locale, zone = reader(event)
        until = when.day(payload.token_expires_at, zone=zone, locale=locale)
        action = "review" if event.topic == "booking.review_requested" else "manage"
        return Button(actions[action], link, actions[f"{action}_note"].format(until=until))
    if STATES[event.topic] not in OVER:
        return None
    return choose_again(actions, payload.organization, web_url=web_url)
