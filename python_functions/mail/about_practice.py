"""The letter and the calendar entry about a practice room."""

from python_functions import ics
from python_functions.mail import when
from python_functions.mail.draft import Draft
from python_functions.mail.events import Event, PracticePayload
from python_functions.mail.letter import Button, Letter, Time
from python_functions.mail.reader import language_tag, reader
from python_functions.mail.topics import STATES
from python_functions.mail.words import words
from python_functions.zones import zone_or

STATUSES: dict[str, ics.Status] = {"confirmed": "CONFIRMED", "moved": "CONFIRMED", "cancelled": "CANCELLED"}
CALENDAR_NOTES = {"confirmed": "request", "moved": "update", "cancelled": "cancel"}


def practice_letter(event: Event, payload: PracticePayload, *, web_url: str) -> Letter:
    """Write about the practice room of *payload*.  Raises `UnknownTopicError`."""
    draft = Draft.of(event)
    locale, zone = draft.locale, draft.zone
    room, organization, labels = payload.practice_room, payload.organization, draft.labels
    state = STATES[event.topic]
    day = when.day(room.starts_at, zone=zone, locale=locale)
    hours = when.hours(room.starts_at, room.ends_at, zone=zone, locale=locale)
    zone_name = when.zone_name(room.starts_at, zone=zone, locale=locale)
    subject = f"{draft.written['subject']}{labels['colon']} {when.brief(room.starts_at, zone=zone, locale=locale)}"
    about = ", ".join(part for part in (room.title, payload.other.name) if part)
    other = payload.other.name or labels["somebody"]
    rows = [(labels["with"], payload.other.name), (labels["title"], room.title)]
    if state != "cancelled":
        rows += [(labels["where"], _video(payload, web_url=web_url))]
    theirs = zone_or(payload.other.time_zone, default=organization.time_zone)
    if payload.other.name and room.starts_at.astimezone(zone).utcoffset() != room.starts_at.astimezone(theirs).utcoffset():
        time = f"{when.brief(room.starts_at, zone=theirs, locale=locale)}, {when.zone_name(room.starts_at, zone=theirs, locale=locale)}"
        rows += [(labels["their_time"].format(name=payload.other.name), time)]
    if not organization.discreet:
        rows += [(labels["reason"], room.reason)]
    # Whoever has changed it knows; to the other it is news.
    lead = "lead_own" if room.changed_by == event.recipient else "lead"
    moved = state == "moved" and room.previous_starts_at is not None
    return draft.letter(
        lead=lead if room.changed_by else "lead_neither",
        filled={"other": other},
        subject=subject if organization.discreet else f"{subject} ({about})",
        preview=", ".join([day, hours, zone_name] if organization.discreet else [day, hours, zone_name, about]),
        time=Time(
            day=day[:1].upper() + day[1:],
            hours=hours,
            zone=zone_name,
            earlier=when.brief(room.previous_starts_at, zone=zone, locale=locale) if moved and room.previous_starts_at else None,
        ),
        rows=rows,
        button=_button(draft.actions, room_id=str(room.room_id), gone=state == "cancelled", web_url=web_url),
        calendar_note=draft.said["calendar_note"][CALENDAR_NOTES[state]],
        footer="practice",
    )


def practice_appointment(event: Event, payload: PracticePayload, *, web_url: str) -> ics.Appointment:
    """Return what a calendar has to know of it, in the zone of whoever is written to; discreet where the organization is."""
    locale, zone = reader(event)
    said, room = words(locale.language), payload.practice_room
    summary = said["calendar"]["summary_practice" if payload.organization.discreet else "summary_practice_with"]
    video = _video(payload, web_url=web_url)
    return ics.Appointment(
        uid=room.ics_uid,
        sequence=room.ics_sequence,
        status=STATUSES[STATES[event.topic]],
        starts_at=room.starts_at,
        ends_at=room.ends_at,
        zone=zone,
        changed_at=room.changed_at,
        summary=summary.format(other=payload.other.name or said["labels"]["somebody"]),
        description=said["calendar"]["description_practice"].format(organization=payload.organization.name),
        language=language_tag(locale),
        location=video,
        conference=video,
        conference_label=said["places"]["conference"],
    )


def _video(payload: PracticePayload, *, web_url: str) -> str | None:
    url = payload.practice_room.video_url
    # A page of ours, which asks who comes and lets them in.
    return f"{web_url}{url}" if url and url.startswith("/") else url


def _button(actions: dict[str, str], *, room_id: str, gone: bool, web_url: str) -> Button:
    if gone:
        return Button(actions["practise_again"], f"{web_url}/my/rooms")
    return Button(actions["open_room"], f"{web_url}/my/rooms/{room_id}", actions["open_room_note"])
