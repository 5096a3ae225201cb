"""The reader of a mail: in which language and zone, and within which frame, something is said."""

from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale

from python_functions.mail import when
from python_functions.mail.colours import palette
from python_functions.mail.events import (
    CalendarChangePayload,
    CalendarPayload,
    ClientPayload,
    ConversationPayload,
    Event,
    InvitationPayload,
    JoinPayload,
    Organization,
    PracticePayload,
    SeriesPayload,
    SupportPayload,
    WaitlistPayload,
    WarningPayload,
    WebhookPayload,
)
from python_functions.mail.letter import Frame, UnknownTopicError
from python_functions.mail.words import words
from python_functions.zones import zone_or


def reader(event: Event) -> tuple[Locale, ZoneInfo]:  # noqa: PLR0911 - one for each kind of payload
    """Return the language and the zone of *event*'s recipient."""
    payload = event.payload
    organization = payload.organization
    if isinstance(payload, (InvitationPayload, JoinPayload, SupportPayload, WebhookPayload)):
        return when.best_locale(organization.locale), zone_or(organization.time_zone, default="UTC")
    if isinstance(payload, (CalendarPayload, CalendarChangePayload)):
        own = payload.practitioner
        return when.best_locale(own and own.locale, organization.locale), zone_or(own and own.time_zone, default=organization.time_zone)
    if isinstance(payload, PracticePayload):
        return when.best_locale(payload.party.locale, organization.locale), zone_or(payload.party.time_zone, default=organization.time_zone)
    if isinstance(payload, WaitlistPayload):
        return when.best_locale(payload.client.locale, organization.locale), zone_or(payload.client.time_zone, default=organization.time_zone)
    person = payload.client if event.recipient == "client" and not isinstance(payload, WarningPayload) else payload.practitioner
    if person is None:  # A group has many clients; the one who is written to is always named.
        return when.best_locale(organization.locale), zone_or(organization.time_zone, default="UTC")
    locale = when.best_locale(person.locale, organization.locale)
    if isinstance(payload, (ClientPayload, ConversationPayload, WarningPayload)):
        return locale, zone_or(person.time_zone, default=organization.time_zone)
    own = payload.series.time_zone if isinstance(payload, SeriesPayload) else payload.booking.time_zone
    return locale, zone_or(person.time_zone, default=own)


def language_tag(locale: Locale) -> str:
    """Return *locale* as a BCP 47 tag: fr-CA."""
    return str(locale).replace("_", "-")


def sentences(event: Event, locale: Locale) -> tuple[dict[str, Any], dict[str, str]]:
    """Return all words of the language, and those for *event*'s topic and recipient.  Raises `UnknownTopicError`."""
    said = words(locale.language)
    try:
        return said, said[event.recipient][event.topic]
    except KeyError as error:
        raise UnknownTopicError(f"No letter for {event.topic} to the {event.recipient}.") from error


def frame(organization: Organization, said: dict[str, Any]) -> Frame:
    """Return what stands around a letter of *organization*."""
    return Frame(
        organization=organization.name,
        logo_url=organization.logo_url,
        palette=palette(organization.brand_color),
        sent_by=said["footer"]["sent_by"].format(organization=organization.name),
        closing=(organization.mail_footer or "").split("\n") if organization.mail_footer else [],
        postal_address=organization.postal_address.split("\n") if organization.postal_address else [],
    )
