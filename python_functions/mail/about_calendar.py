"""Letters about a member's own calendar elsewhere: it is connected no more, has not answered for long, or says otherwise than we do."""

from python_functions.mail import when
from python_functions.mail.about_booking import span
from python_functions.mail.draft import Draft
from python_functions.mail.events import CalendarChangePayload, CalendarPayload, Event
from python_functions.mail.letter import Button, Letter


def calendar_letter(event: Event, payload: CalendarPayload, *, web_url: str) -> Letter:
    """Tell a member what became of the own calendar, and what it means for bookings.  Raises `UnknownTopicError`."""
    draft = Draft.of(event)
    calendar, labels = payload.calendar, draft.labels
    rows = [(labels["calendar"], draft.said["calendars"][calendar.provider])]
    if (since := calendar.failing_since) and event.topic == "calendar.failing":
        rows += [(labels["since"], f"{when.day(since, zone=draft.zone, locale=draft.locale)}, {when.clock(since, zone=draft.zone, locale=draft.locale)}")]
    rows += [(labels["free_time"], draft.said["calendars"][calendar.on_unreachable])]
    button = Button(draft.actions["open_calendar"], f"{web_url}/at/{payload.organization.slug}/settings")
    return draft.letter(rows=rows, button=button, footer="calendar")


def calendar_change_letter(event: Event, payload: CalendarChangePayload, *, web_url: str) -> Letter:
    """Ask a practitioner what is to become of a booking whose event was moved or deleted, or say that it was put back.  Raises `UnknownTopicError`."""
    draft = Draft.of(event)
    change, labels, refusals = payload.change, draft.labels, draft.said["refusals"]
    rows = [(labels["appointment"], ", ".join(span(change.starts_at, change.ends_at, zone=draft.zone, locale=draft.locale)))]
    if change.to_starts_at and change.to_ends_at:
        rows += [(labels["in_your_calendar"], ", ".join(span(change.to_starts_at, change.to_ends_at, zone=draft.zone, locale=draft.locale)))]
    if change.because:
        rows += [(labels["reason"], refusals.get(change.because, refusals["other"]))]
    action, page = ("decide", "calendar") if event.topic == "calendar_change.asked" else ("open_booking", f"bookings/{change.booking_id}")
    return draft.letter(
        lead=f"lead_{change.kind}",
        rows=[*rows, (labels["reference"], change.reference)],
        button=Button(draft.actions[action], f"{web_url}/at/{payload.organization.slug}/{page}"),
        footer="calendar",
    )
