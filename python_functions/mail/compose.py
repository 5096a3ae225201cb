"""Composing: an event becomes one finished MIME message.  Pure but for the templates it reads; the clock comes in."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from babel import Locale
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from python_functions import ics
from python_functions.ics_series import Instance, RecurringAppointment, series_message
from python_functions.mail.about_practice import practice_appointment
from python_functions.mail.events import (
    BookingPayload,
    CalendarChangePayload,
    CalendarPayload,
    Event,
    InvitationPayload,
    JoinPayload,
    PracticePayload,
    SeriesPayload,
    SupportPayload,
    WaitlistPayload,
    WebhookPayload,
)
from python_functions.mail.letter import Letter
from python_functions.mail.letters import letter, with_way_out
from python_functions.mail.place import spoken
from python_functions.mail.policy import MAIL
from python_functions.mail.reader import language_tag, reader
from python_functions.mail.topics import STATES
from python_functions.mail.words import words
from python_functions.unsubscribe import header_fields, page_address
from python_functions.zones import zone

STATUSES: dict[str, ics.Status] = {"confirmed": "CONFIRMED", "moved": "CONFIRMED", "handed_over": "CONFIRMED", "pending": "TENTATIVE", "cancelled": "CANCELLED"}


class UnusableAddressError(Exception):
    """The recipient has no mail address, or something else in its place."""


class Composer:
    """Writes mails from one sender, with links to one web address."""

    def __init__(self, *, mail_from: Address, web_url: str, edge_url: str | None = None) -> None:
        """
        *mail_from* is sender and, towards calendars, organizer; *web_url* and *edge_url* have no slash at their end.

        Without an *edge_url* mail programs are told no address to unsubscribe at.
        """
        self._from = mail_from
        self._web_url = web_url
        self._edge_url = edge_url
        self._templates = Environment(
            loader=PackageLoader("python_functions.mail"),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def compose(self, event: Event, *, token: str | None, sent_at: datetime, unsubscribe: str | None = None) -> EmailMessage:
        """
        Return the message of *event* to its recipient.

        multipart/mixed of a multipart/alternative (text, HTML, text/calendar with its method) and the same calendar
        object as `invite.ics`.  The alternative comes first, since Outlook reads only the first part; clients that
        ignore calendar alternatives find the attachment.  The Message-ID is the event's, so that a repeated attempt is
        recognised.  *token* goes into the link and nowhere else, and so does *unsubscribe*, the token by which the recipient
        switches such mail off.  Raises `UnusableAddressError` and, for a topic
        without a letter, `UnknownTopicError`.
        """
        written_to = _with_place(event, self._web_url, token=token if event.recipient == "client" else None)
        event = _with_place(event, self._web_url, token=None)
        words_for_reader = letter(written_to, link=self._link(event, token), web_url=self._web_url)
        if unsubscribe is not None:
            words_for_reader = with_way_out(words_for_reader, event, url=page_address(self._web_url, unsubscribe))
        message = self._envelope(event, words_for_reader, sent_at=sent_at)
        if unsubscribe is not None and self._edge_url is not None:
            for name, value in header_fields(self._edge_url, unsubscribe).items():
                message[name] = value
        context = {"letter": words_for_reader, "language": language_tag(words_for_reader.locale)}
        message.set_content(self._render("letter.txt", context), cte="quoted-printable")
        message.add_alternative(self._render("letter.html", context), subtype="html", cte="quoted-printable")
        # A reminder says nothing that the calendar does not know.
        if (
            isinstance(event.payload, (BookingPayload, PracticePayload, SeriesPayload))
            and words_for_reader.state in STATUSES
            and _brings_calendar(event.payload)
        ):
            method, calendar = self._calendar(event, event.payload, to=_party(event))
            message.attach(_calendar_part(calendar, method))
            message.make_mixed()
            message.add_attachment(calendar, maintype="application", subtype="ics", filename="invite.ics")
        message["Content-Language"] = context["language"]
        return message

    def _envelope(self, event: Event, written: Letter, *, sent_at: datetime) -> EmailMessage:
        to = _party(event)
        organization = event.payload.organization
        message = EmailMessage(policy=MAIL)
        message["From"] = Address(organization.name, addr_spec=self._from.addr_spec)
        message["To"] = _mailbox(to)
        if organization.reply_to:
            message["Reply-To"] = Address(organization.name, addr_spec=organization.reply_to)
        message["Subject"] = written.subject
        message["Date"] = format_datetime(sent_at)
        message["Message-ID"] = f"<{event.event_id}@{self._from.domain}>"
        # RFC 3834: out-of-office notices need not answer this.
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        return message

    def _link(self, event: Event, token: str | None) -> str | None:
        if token is None:
            return None
        page = "waitlist" if isinstance(event.payload, WaitlistPayload) else "join" if event.recipient == "invitee" else "manage"
        if event.topic == "booking.review_requested":
            page = "review"
        return f"{self._web_url}/{page}#{token}"

    def _calendar(self, event: Event, payload: BookingPayload | PracticePayload | SeriesPayload, *, to: ics.Party) -> tuple[str, bytes]:
        """Return the iTIP method and the calendar object for the recipient *to*."""
        organizer = ics.Party(payload.organization.name, self._from.addr_spec)
        if isinstance(payload, SeriesPayload):
            return series_message(_recurring(event, payload), organizer=organizer, recipient=to)
        if isinstance(payload, PracticePayload):
            return ics.told(practice_appointment(event, payload, web_url=self._web_url), organizer=organizer, recipient=to)
        booking = payload.booking
        locale, _ = reader(event)
        summary, description = _calendar_texts(event, payload, locale, reference=booking.reference)
        appointment = ics.Appointment(
            uid=booking.ics_uid,
            sequence=booking.ics_sequence,
            # Whoever it is handed over to still has to answer a request.
            status="TENTATIVE" if booking.status == "pending" else STATUSES[STATES[event.topic]],
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            zone=zone(booking.time_zone),
            changed_at=booking.changed_at,
            summary=summary,
            description=description,
            language=language_tag(locale),
            **_where(event, payload, locale),
        )
        return ics.told(appointment, organizer=organizer, recipient=to)

    def _render(self, template: str, context: dict[str, object]) -> str:
        return self._templates.get_template(template).render(context)


def _with_place(event: Event, web_url: str, *, token: str | None) -> Event:
    """Return *event* with the link of its video room in full."""
    if not isinstance(event.payload, (BookingPayload, SeriesPayload)):
        return event
    place = event.payload.place.below(web_url, token=token)
    return event.model_copy(update={"payload": event.payload.model_copy(update={"place": place})})


def _brings_calendar(payload: BookingPayload | PracticePayload | SeriesPayload) -> bool:
    """Tell whether the mail has the calendar object; not where the practitioner's calendar shows it, or invites the client."""
    match payload:
        case SeriesPayload():
            return payload.series.calendar_object
        case BookingPayload():
            return payload.booking.calendar_object
    return True


def _recurring(event: Event, payload: SeriesPayload) -> RecurringAppointment:
    series = payload.series
    locale, _ = reader(event)
    # Of the first that takes place, whatever this message is about: the event is that of the whole series.
    reference = next((each.reference for each in (*series.occurrences, *series.changes) if each.reference), "")
    summary, description = _calendar_texts(event, payload, locale, reference=reference)
    return RecurringAppointment(
        uid=series.ics_uid,
        sequence=series.ics_sequence,
        rule=series.recurrence,
        instances=series.instances,
        starts_local=series.starts_local,
        zone=zone(series.time_zone),
        minutes=payload.service.duration_minutes,
        excluded=tuple(series.excluded),
        occurrences=tuple(
            Instance(each.recurrence_id, each.starts_at, each.ends_at, "TENTATIVE" if each.status == "pending" else "CONFIRMED") for each in series.occurrences
        ),
        changed_at=series.changed_at,
        summary=summary,
        description=description,
        language=language_tag(locale),
        **_where(event, payload, locale),
    )


def _where(event: Event, payload: BookingPayload | SeriesPayload, locale: Locale) -> dict[str, Any]:
    """Return place and video call.  LOCATION has the call's address too: few calendars show CONFERENCE, all make links of what is in LOCATION."""
    said = words(locale.language)
    location = spoken(payload.place, said, recipient=event.recipient)
    return {"location": location, "conference": payload.place.video_url, "conference_label": said["places"]["conference"]}


def _calendar_texts(event: Event, payload: BookingPayload | SeriesPayload, locale: Locale, *, reference: str) -> tuple[str, str]:
    """Return summary and description; calendars are often shared, so neither names anyone while the organization is discreet."""
    said = words(locale.language)["calendar"]
    to_client = event.recipient == "client"
    names = {
        "service": payload.service.name,
        "practitioner": payload.practitioner.display_name,
        "client": payload.client.name,
        "reference": reference,
        "organization": payload.organization.name,
    }
    if payload.organization.discreet:
        summary = said["summary" if to_client else "summary_reference"]
    else:
        summary = said["summary_client" if to_client else "summary_practitioner"]
    description = said["description" if to_client else "description_practitioner"]
    return summary.format(**names), description.format(**names)


def _party(event: Event) -> ics.Party:  # noqa: PLR0911 - one for each kind of payload
    payload = event.payload
    if isinstance(payload, InvitationPayload):
        return ics.Party(payload.invitation.name or "", payload.invitation.email)
    if isinstance(payload, JoinPayload):
        return ics.Party(payload.admin.name, payload.admin.email) if payload.admin else ics.Party(payload.request.name, payload.request.email)
    if isinstance(payload, PracticePayload):
        if not payload.party.email:
            raise UnusableAddressError("The party has no address.")
        return ics.Party(payload.party.name, payload.party.email)
    if isinstance(payload, (SupportPayload, WebhookPayload)):
        return ics.Party(payload.admin.name, payload.admin.email)
    if isinstance(payload, CalendarPayload) and payload.admin:
        return ics.Party(payload.admin.name, payload.admin.email)
    if event.recipient == "client" and not isinstance(payload, (CalendarPayload, CalendarChangePayload)):
        if payload.client is None:
            raise UnusableAddressError("The client is not named.")
        return ics.Party(payload.client.name, payload.client.email)
    if payload.practitioner is None or not payload.practitioner.email:
        raise UnusableAddressError("The practitioner has no address.")
    return ics.Party(payload.practitioner.display_name, payload.practitioner.email)


def _mailbox(party: ics.Party) -> Address:
    # In two pieces, since Address refuses letters beyond ASCII in a whole address although RFC 6531 allows them.
    username, _, domain = party.email.rpartition("@")
    if not username or not domain or len(party.email.split()) != 1:
        raise UnusableAddressError("The recipient's address is no mail address.")
    return Address(party.name, username=username, domain=domain)


def _calendar_part(calendar: bytes, method: str) -> MIMEPart:
    part = MIMEPart(policy=SMTP)
    # base64 keeps the folding and the line ends of RFC 5545 from every hand between here and there.
    part.set_content(calendar, maintype="text", subtype="calendar", cte="base64", params={"method": method, "charset": "UTF-8"})
    return part
