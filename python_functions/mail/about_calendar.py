"""Letters about a member's own calendar elsewhere: it is connected no more, or has not answered for long."""

from python_functions.mail import when
from python_functions.mail.events import CalendarPayload, Event
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
        button=Button(said["actions"]["open_calendar"], f"{web_url}/at/{organization.slug}/calendar", None, shows_address=False),
        footer=said["footer"]["calendar"].format(organization=organization.name),
        frame=frame(organization, said),
        labels=labels,
    )
