"""Letters: what a mail says to one person, in that person's language and time zone.  Pure: no I/O, no clock."""

from dataclasses import replace

from python_functions.mail.about_booking import booking_letter
from python_functions.mail.about_calendar import calendar_change_letter, calendar_letter
from python_functions.mail.about_conversation import conversation_letter
from python_functions.mail.about_people import client_letter, invitation_letter, join_letter, support_letter, warning_letter
from python_functions.mail.about_practice import practice_letter
from python_functions.mail.about_series import series_letter
from python_functions.mail.about_waitlist import waitlist_letter
from python_functions.mail.events import (
    BookingPayload,
    CalendarChangePayload,
    CalendarPayload,
    ClientPayload,
    ConversationPayload,
    Event,
    InvitationPayload,
    JoinPayload,
    PracticePayload,
    SeriesPayload,
    SupportPayload,
    WaitlistPayload,
    WarningPayload,
    WebhookPayload,
)
from python_functions.mail.letter import Button, Letter
from python_functions.mail.words import words


def letter(event: Event, *, link: str | None, web_url: str) -> Letter:  # noqa: C901, PLR0911 - one for each kind of payload
    """
    Write what *event* means to its recipient.

    *link* is the address with the recipient's token, or None when the mail carries none.  Subject and preview name
    neither people nor services unless the organization switched that on, and so for the reason and the note in the body.
    Raises `UnknownTopicError`.
    """
    match event.payload:
        case InvitationPayload() as payload:
            return invitation_letter(event, payload, link=link)
        case JoinPayload() as payload:
            return join_letter(event, payload, web_url=web_url)
        case SupportPayload() as payload:
            return support_letter(event, payload, web_url=web_url)
        case ClientPayload() | ConversationPayload() as payload:
            return _about_client(event, payload, web_url=web_url)
        case WarningPayload() | WebhookPayload() as payload:
            return warning_letter(event, payload)
        case CalendarPayload() as payload:
            return calendar_letter(event, payload, web_url=web_url)
        case CalendarChangePayload() as payload:
            return calendar_change_letter(event, payload, web_url=web_url)
        case PracticePayload() as payload:
            return practice_letter(event, payload, web_url=web_url)
        case WaitlistPayload() as payload:
            return waitlist_letter(event, payload, link=link, web_url=web_url)
        case BookingPayload() as payload:
            return booking_letter(event, payload, link=link, web_url=web_url)
        case SeriesPayload() as payload:
            return _about_series(event, payload, link=link, web_url=web_url)


def with_way_out(written: Letter, event: Event, *, url: str) -> Letter:
    """Return the letter *written* with a link in its footer that switches such mail off."""
    said = words(written.locale.language)["unsubscribe"]
    label = said.get(event.unsubscribe.kind if event.unsubscribe else "", said["other"])
    return replace(written, unsubscribe=Button(label, url))


def _about_client(event: Event, payload: ClientPayload | ConversationPayload, *, web_url: str) -> Letter:
    if isinstance(payload, ConversationPayload):
        return conversation_letter(event, payload, web_url=web_url)
    return client_letter(event, payload)


def _about_series(event: Event, payload: SeriesPayload, *, link: str | None, web_url: str) -> Letter:
    if (one := payload.of_one()) is None:
        return series_letter(event, payload, link=link, web_url=web_url)
    topic = f"booking.{payload.series.changes[0].change}"
    return booking_letter(event.model_copy(update={"topic": topic, "payload": one}), one, link=link, web_url=web_url)
