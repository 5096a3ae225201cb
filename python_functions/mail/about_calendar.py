"""Letters about a member's own calendar elsewhere: it is connected no more, has not answered for long, or says otherwise than we do."""

from python_functions.mail import when
from python_functions.mail.about_booking import span
from python_functions.mail.events import CalendarChangePayload, CalendarPayload, Event
from python_functions.mail.letter import Button, Letter
from python_functions.mail.reader import frame, reader, sentences
from python_functions.mail.topics import STATES


def calendar_letter(event: Event, payload: CalendarPayload, *, web_url: str) -> Letter:
    """Tell a member what became of the own calendar, and what it means for bookings.  Raises `UnknownTopicError`."""
    locale, zone = reader(event)
    said, written = sentences(event, locale)
    calendar, organization, labels = payload.calendar, payload.organization, said["labels"]
    rows = [(labels["calendar"], said["calendars"][calendar.provider])]
    if (since := calendar.failing_since) and event.topic == "calendar.failing":
        rows += [(labels["since"], f"{when.day(since, zone=zone, locale=locale)}, {when.clock(since, zone=zone, locale=locale)}")]
    rows += [(labels["free_time"], said["calendars"][calendar.on_unreachable])]
    return Letter(
        locale=locale,
        state=STATES[event.topic],
        subject=written["subject"],
        preview=written["preview"],
        headline=written["headline"],
        lead=written["lead"],
        rows=rows,
        button=Button(said["actions"]["open_calendar"], f"{web_url}/at/{organization.slug}/settings", None, shows_address=False),
        footer=said["footer"]["calendar"].format(organization=organization.name),
        frame=frame(organization, said),
        labels=labels,
    )


def calendar_change_letter(event: Event, payload: CalendarChangePayload, *, web_url: str) -> Letter:
    """Ask a practitioner what is to become of a booking whose event was moved or deleted, or say that it was put back.  Raises `UnknownTopicError`."""
    locale, zone = reader(event)
    said, written = sentences(event, locale)
    change, organization, labels = payload.change, payload.organization, said["labels"]
    asked = event.topic == "calendar_change.asked"
    rows = [(labels["appointment"], ", ".join(span(change.starts_at, change.ends_at, zone=zone, locale=locale)))]
    if change.to_starts_at and change.to_ends_at:
        rows += [(labels["in_your_calendar"], ", ".join(span(change.to_starts_at, change.to_ends_at, zone=zone, locale=locale)))]
    if change.because:
        rows += [(labels["reason"], said["refusals"].get(change.because, said["refusals"]["other"]))]
    page = "calendar" if asked else f"bookings/{change.booking_id}"
    return Letter(
        locale=locale,
        state=STATES[event.topic],
        subject=written["subject"],
        preview=written["preview"],
        headline=written["headline"],
        lead=written[f"lead_{change.kind}"],
        rows=[*rows, (labels["reference"], change.reference)],
        button=Button(said["actions"]["decide" if asked else "open_booking"], f"{web_url}/at/{organization.slug}/{page}", None, shows_address=False),
        footer=said["footer"]["calendar"].format(organization=organization.name),
        frame=frame(organization, said),
        labels=labels,
    )
