"""Letters: what a mail says to one person, in that person's language and time zone.  Pure: no I/O, no clock."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel import Locale

from python_functions.mail import when
from python_functions.mail.events import BookingPayload, Change, Event, InvitationPayload, SeriesPayload, WaitlistPayload, WarningPayload
from python_functions.mail.place import spoken
from python_functions.mail.words import words
from python_functions.zones import zone_or

STATES = {
    "booking.confirmed": "confirmed",
    "booking.approved": "confirmed",
    "booking.pending": "pending",
    "booking.rescheduled": "moved",
    "booking.declined": "cancelled",
    "booking.expired": "cancelled",
    "booking.cancelled": "cancelled",
    "booking.reminder": "reminder",
    "series.confirmed": "confirmed",
    "series.approved": "confirmed",
    "series.pending": "pending",
    "series.rescheduled": "moved",
    "series.changed": "moved",
    "series.declined": "cancelled",
    "series.expired": "cancelled",
    "series.cancelled": "cancelled",
    "waitlist.joined": "waiting",
    "waitlist.offered": "offered",
    "member.invited": "invited",
    "mail.bounced": "warning",
}
CALENDAR_NOTES = {"moved": "update", "cancelled": "cancel"}


class UnknownTopicError(Exception):
    """No letter is written for this topic and recipient."""


@dataclass(frozen=True)
class Time:
    """The time a letter is about, in the reader's zone; *earlier* is what it was before the booking moved."""

    day: str
    hours: str
    zone: str
    earlier: str | None


@dataclass(frozen=True)
class Date:
    """One of several times: *text* is day and hours, *note* what it was before; *over*: it does not take place."""

    text: str
    note: str | None
    over: bool


@dataclass(frozen=True)
class Button:
    """The one thing to do.  *note* says what to know about it; *shows_address* prints the link under it as well."""

    label: str
    url: str
    note: str | None
    shows_address: bool


@dataclass(frozen=True)
class Letter:
    """Everything that the templates of a mail show, and nothing that they have to work out."""

    locale: Locale
    state: str
    state_label: str | None
    subject: str
    preview: str
    headline: str
    lead: str
    time: Time | None
    dates: list[Date]
    rows: list[tuple[str, str]]
    button: Button | None
    calendar_note: str | None
    footer: str
    sent_by: str
    organization: str
    labels: dict[str, str]
    unsubscribe: Button | None = None


def letter(event: Event, *, link: str | None, web_url: str) -> Letter:
    """
    Write what *event* means to its recipient.

    *link* is the address with the recipient's token, or None when the mail carries none.  Subject and preview name
    neither people nor services unless the organization switched that on, and so for the reason and the note in the body.
    Raises `UnknownTopicError`.
    """
    payload = event.payload
    if isinstance(payload, InvitationPayload):
        return _invitation(event, payload, link=link)
    if isinstance(payload, WaitlistPayload):
        return _waitlist(event, payload, link=link)
    if isinstance(payload, WarningPayload):
        return _warning(event, payload)
    if isinstance(payload, BookingPayload):
        return _booking(event, payload, link=link, web_url=web_url)
    if (one := payload.of_one()) is not None:
        topic = f"booking.{payload.series.changes[0].change}"
        return _booking(event.model_copy(update={"topic": topic, "payload": one}), one, link=link, web_url=web_url)
    return _series(event, payload, link=link, web_url=web_url)


def with_way_out(written: Letter, event: Event, *, url: str) -> Letter:
    """Return the letter *written* with a link in its footer that switches such mail off."""
    said = words(written.locale.language)["unsubscribe"]
    label = said.get(event.unsubscribe.kind if event.unsubscribe else "", said["other"])
    return replace(written, unsubscribe=Button(label, url, None, shows_address=False))


def reader(event: Event) -> tuple[Locale, ZoneInfo]:
    """Return the language and the zone of *event*'s recipient."""
    payload = event.payload
    if isinstance(payload, InvitationPayload):
        return when.best_locale(payload.organization.locale), zone_or(payload.organization.time_zone, default="UTC")
    if isinstance(payload, WaitlistPayload):
        return when.best_locale(payload.client.locale, payload.organization.locale), zone_or(payload.client.time_zone, default=payload.organization.time_zone)
    if isinstance(payload, WarningPayload):
        own = payload.practitioner
        return when.best_locale(own.locale, payload.organization.locale), zone_or(own.time_zone, default=payload.organization.time_zone)
    person = payload.client if event.recipient == "client" else payload.practitioner
    locale = when.best_locale(person.locale, payload.organization.locale)
    own = payload.series.time_zone if isinstance(payload, SeriesPayload) else payload.booking.time_zone
    return locale, zone_or(person.time_zone, default=own)


def _booking(event: Event, payload: BookingPayload, *, link: str | None, web_url: str) -> Letter:
    locale, zone = reader(event)
    said, sentences = _sentences(event, locale)
    booking, organization = payload.booking, payload.organization
    names = {
        "practitioner": payload.practitioner.display_name,
        "client": payload.client.name,
        "organization": organization.name,
        "answer_by": when.brief(booking.approval_expires_at, zone=zone, locale=locale) if booking.approval_expires_at else "",
    }
    by_other = event.topic == "booking.cancelled" and booking.cancelled_by != "client"
    state = STATES[event.topic]
    day, hours = _span(booking.starts_at, booking.ends_at, zone=zone, locale=locale)
    zone_name = when.zone_name(booking.starts_at, zone=zone, locale=locale)
    return Letter(
        locale=locale,
        state=state,
        state_label=said["states"].get(state),
        subject=_subject(sentences["subject"] + said["labels"]["colon"], event, payload, short=when.brief(booking.starts_at, zone=zone, locale=locale)),
        preview=f"{day}, {hours}, {zone_name}",
        headline=sentences["headline"],
        lead=sentences["lead_by_other" if by_other else "lead"].format(**names),
        time=Time(day=day[:1].upper() + day[1:], hours=hours, zone=zone_name, earlier=_earlier(event, payload, zone=zone, locale=locale)),
        dates=[],
        rows=_rows(event, payload, said["labels"], zone=zone, locale=locale),
        button=_button(event, payload, said["actions"], link=link, web_url=web_url),
        calendar_note=None if state == "reminder" else said["calendar_note"][CALENDAR_NOTES.get(state, "request")],
        footer=said["footer"][event.recipient].format(organization=organization.name),
        sent_by=said["footer"]["sent_by"].format(organization=organization.name),
        organization=organization.name,
        labels=said["labels"],
    )


def _series(event: Event, payload: SeriesPayload, *, link: str | None, web_url: str) -> Letter:
    """Write about several bookings of a series at once: every date that changed, in order."""
    locale, zone = reader(event)
    said, sentences = _sentences(event, locale)
    organization, changes = payload.organization, sorted(payload.series.changes, key=lambda each: each.starts_at)
    names = {
        "count": len(changes),
        "practitioner": payload.practitioner.display_name,
        "client": payload.client.name,
        "organization": organization.name,
        "answer_by": min((when.brief(each.approval_expires_at, zone=zone, locale=locale) for each in changes if each.approval_expires_at), default=""),
    }
    by_other = event.topic == "series.cancelled" and changes[0].cancelled_by != "client"
    state = STATES[event.topic]
    who = payload.practitioner.display_name if event.recipient == "client" else payload.client.name
    subject = sentences["subject"].format(**names)
    where = spoken(payload.place, said, recipient=event.recipient)
    first, last = (when.day(each.starts_at, zone=zone, locale=locale) for each in (changes[0], changes[-1]))
    return Letter(
        locale=locale,
        state=state,
        state_label=said["states"].get(state),
        subject=subject if organization.discreet else f"{subject} ({payload.service.name}, {who})",
        preview=f"{first} – {last}",
        headline=sentences["headline"].format(**names),
        lead=sentences["lead_by_other" if by_other else "lead"].format(**names),
        time=None,
        dates=[_date(each, said["labels"], zone=zone, locale=locale) for each in changes],
        rows=[
            (said["labels"]["with" if event.recipient == "client" else "client"], who),
            (said["labels"]["service"], said["labels"]["minutes"].format(service=payload.service.name, minutes=payload.service.duration_minutes)),
            *([(said["labels"]["where"], where)] if where and state != "cancelled" else []),
            # More than one where the clocks change in between.
            (said["labels"]["time_zone"], "; ".join(dict.fromkeys(when.zone_name(each.starts_at, zone=zone, locale=locale) for each in changes))),
        ],
        button=_series_button(event, payload, said["actions"], link=link, web_url=web_url),
        calendar_note=said["calendar_note"]["series" if payload.series.occurrences else "series_cancel"],
        footer=said["footer"][event.recipient].format(organization=organization.name),
        sent_by=said["footer"]["sent_by"].format(organization=organization.name),
        organization=organization.name,
        labels=said["labels"],
    )


def _date(change: Change, labels: dict[str, str], *, zone: ZoneInfo, locale: Locale) -> Date:
    day, hours = _span(change.starts_at, change.ends_at, zone=zone, locale=locale)
    before = change.previous_starts_at if change.change == "rescheduled" else None
    note = f"{labels['earlier_time']}{labels['colon']} {when.brief(before, zone=zone, locale=locale)}" if before else None
    return Date(text=f"{day[:1].upper()}{day[1:]}, {hours}", note=note, over=change.status == "cancelled")


def _series_button(event: Event, payload: SeriesPayload, actions: dict[str, str], *, link: str | None, web_url: str) -> Button | None:
    if event.recipient != "client":
        return None
    if link is not None and payload.token_expires_at is not None:
        return Button(actions["manage_next"], link, actions["manage_next_note"], shows_address=False)
    return Button(actions["again"], f"{web_url}/?{urlencode({'organization': payload.organization.slug})}", None, shows_address=False)


def _invitation(event: Event, payload: InvitationPayload, *, link: str | None) -> Letter:
    locale, zone = reader(event)
    said, sentences = _sentences(event, locale)
    invitation, name = payload.invitation, payload.organization.name
    until = when.day(invitation.expires_at, zone=zone, locale=locale)
    note = said["actions"]["join_note"].format(until=until)
    return Letter(
        locale=locale,
        state="invited",
        state_label=None,
        subject=sentences["subject"].format(organization=name),
        preview=sentences["lead"].format(organization=name),
        headline=sentences["headline"].format(organization=name),
        lead=sentences["lead"].format(organization=name),
        time=None,
        dates=[],
        rows=[
            (said["labels"]["role"], said["roles"].get(invitation.role, invitation.role)),
            (said["labels"]["valid_until"], until),
        ],
        button=Button(said["actions"]["join"], link, note, shows_address=True) if link else None,
        calendar_note=None,
        footer=said["footer"]["invitee"].format(organization=name),
        sent_by=said["footer"]["sent_by"].format(organization=name),
        organization=name,
        labels=said["labels"],
    )


def _waitlist(event: Event, payload: WaitlistPayload, *, link: str | None) -> Letter:
    locale, zone = reader(event)
    said, sentences = _sentences(event, locale)
    wish, labels, name = payload.waitlist, said["labels"], payload.organization.name
    rows = [(labels["with"], payload.practitioner.display_name)] if payload.practitioner else []
    rows += [(labels["service"], labels["minutes"].format(service=payload.service.name, minutes=payload.service.duration_minutes))]
    filled = {"organization": name}
    time = None
    if wish.starts_at and wish.ends_at and wish.expires_at:
        day, hours = _span(wish.starts_at, wish.ends_at, zone=zone, locale=locale)
        time = Time(day=f"{day[:1].upper()}{day[1:]}", hours=hours, zone=when.zone_name(wish.starts_at, zone=zone, locale=locale), earlier=None)
        filled["until"] = when.brief(wish.expires_at, zone=zone, locale=locale)
        rows += [(labels["answer_by"], filled["until"])]
    actions = said["actions"]
    button = Button(actions["answer_offer" if time else "see_wish"], link, actions["wish_note"], shows_address=False) if link else None
    return Letter(
        locale=locale,
        state=STATES[event.topic],
        state_label=None,
        subject=sentences["subject"].format(**filled),
        preview=sentences["lead"].format(**filled),
        headline=sentences["headline"].format(**filled),
        lead=sentences["lead"].format(**filled),
        time=time,
        dates=[],
        rows=rows,
        button=button,
        calendar_note=None,
        footer=said["footer"]["waitlist"].format(organization=name),
        sent_by=said["footer"]["sent_by"].format(organization=name),
        organization=name,
        labels=labels,
    )


def _warning(event: Event, payload: WarningPayload) -> Letter:
    """Tell the practitioner whom mail does not reach, and how else to reach them.  Subject and preview name nobody."""
    locale, zone = reader(event)
    said, sentences = _sentences(event, locale)
    dead, labels, name = payload.warning, said["labels"], payload.organization.name
    own = dead.to == "practitioner"
    rows = [] if own else [(labels["client"], dead.name), (labels["phone"], dead.phone)]
    rows += [(labels["email"], dead.address)]
    if dead.starts_at and dead.ends_at and not own:
        day, hours = _span(dead.starts_at, dead.ends_at, zone=zone, locale=locale)
        rows += [(labels["appointment"], f"{day}, {hours}"), (labels["reference"], dead.reference)]
    return Letter(
        locale=locale,
        state=STATES[event.topic],
        state_label=None,
        subject=sentences["subject"],
        preview=sentences["preview"],
        headline=sentences["headline"],
        lead=sentences["lead_own" if own else "lead"],
        time=None,
        dates=[],
        rows=[(label, value) for label, value in rows if value],
        button=None,
        calendar_note=None,
        footer=said["footer"][event.recipient].format(organization=name),
        sent_by=said["footer"]["sent_by"].format(organization=name),
        organization=name,
        labels=labels,
    )


def _sentences(event: Event, locale: Locale) -> tuple[dict[str, Any], dict[str, str]]:
    said = words(locale.language)
    try:
        return said, said[event.recipient][event.topic]
    except KeyError as error:
        raise UnknownTopicError(f"No letter for {event.topic} to the {event.recipient}.") from error


def _subject(sentence: str, event: Event, payload: BookingPayload, *, short: str) -> str:
    subject = f"{sentence} {short}"
    if payload.organization.discreet:
        return subject
    who = payload.practitioner.display_name if event.recipient == "client" else payload.client.name
    return f"{subject} ({payload.service.name}, {who})"


def _span(starts_at: datetime, ends_at: datetime, *, zone: ZoneInfo, locale: Locale) -> tuple[str, str]:
    return when.day(starts_at, zone=zone, locale=locale), when.hours(starts_at, ends_at, zone=zone, locale=locale)


def _earlier(event: Event, payload: BookingPayload, *, zone: ZoneInfo, locale: Locale) -> str | None:
    before = payload.booking.previous_starts_at
    if event.topic != "booking.rescheduled" or before is None:
        return None
    return when.brief(before, zone=zone, locale=locale)


def _rows(event: Event, payload: BookingPayload, labels: dict[str, str], *, zone: ZoneInfo, locale: Locale) -> list[tuple[str, str]]:
    booking, service = payload.booking, payload.service
    rows: list[tuple[str, str | None]] = []
    if event.recipient == "client":
        rows += [(labels["with"], payload.practitioner.display_name)]
        other = payload.practitioner.display_name, zone_or(payload.practitioner.time_zone, default=booking.time_zone)
    else:
        rows += [(labels["client"], payload.client.name), (labels["email"], payload.client.email), (labels["phone"], payload.client.phone)]
        other = payload.client.name, zone_or(payload.client.time_zone, default=booking.time_zone)
    rows += [(labels["service"], labels["minutes"].format(service=service.name, minutes=service.duration_minutes))]
    if STATES[event.topic] != "cancelled":
        rows += [(labels["where"], spoken(payload.place, words(reader(event)[0].language), recipient=event.recipient))]
    if booking.starts_at.astimezone(zone).utcoffset() != booking.starts_at.astimezone(other[1]).utcoffset():
        theirs = when.brief(booking.starts_at, zone=other[1], locale=locale)
        rows += [(labels["their_time"].format(name=other[0]), f"{theirs}, {when.zone_name(booking.starts_at, zone=other[1], locale=locale)}")]
    if event.topic == "booking.pending" and event.recipient == "practitioner" and booking.approval_expires_at:
        rows += [(labels["answer_by"], when.brief(booking.approval_expires_at, zone=zone, locale=locale))]
    if not payload.organization.discreet:
        rows += [(labels["reason"], booking.cancel_reason)]
        rows += [(labels["note"], booking.note)] if event.recipient == "practitioner" else []
    rows += [(labels["reference"], booking.reference)]
    return [(label, value) for label, value in rows if value]


def _button(event: Event, payload: BookingPayload, actions: dict[str, str], *, link: str | None, web_url: str) -> Button | None:
    if event.recipient != "client":
        return None
    if link is not None and payload.token_expires_at is not None:
        locale, zone = reader(event)
        until = when.day(payload.token_expires_at, zone=zone, locale=locale)
        return Button(actions["manage"], link, actions["manage_note"].format(until=until), shows_address=False)
    if STATES[event.topic] != "cancelled":
        return None
    return Button(actions["again"], f"{web_url}/?{urlencode({'organization': payload.organization.slug})}", None, shows_address=False)
