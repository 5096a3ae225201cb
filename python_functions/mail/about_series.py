"""The letter about several bookings of a series at once: every date that changed, in order."""

from zoneinfo import ZoneInfo

from babel import Locale

from python_functions.mail import when
from python_functions.mail.about_booking import choose_again, span
from python_functions.mail.draft import Draft
from python_functions.mail.events import Change, Event, SeriesPayload
from python_functions.mail.letter import Button, Date, Letter
from python_functions.mail.place import spoken
from python_functions.mail.topics import STATES


def series_letter(event: Event, payload: SeriesPayload, *, link: str | None, web_url: str) -> Letter:
    """Write about the changes of *payload*.  Raises `UnknownTopicError`."""
    draft = Draft.of(event)
    locale, zone = draft.locale, draft.zone
    organization, changes, labels = payload.organization, sorted(payload.series.changes, key=lambda each: each.starts_at), draft.labels
    answer_by = min((each.approval_expires_at for each in changes if each.approval_expires_at), default=None)
    filled = {
        "count": len(changes),
        "practitioner": payload.practitioner.display_name,
        "client": payload.client.name,
        "answer_by": when.brief(answer_by, zone=zone, locale=locale) if answer_by else "",
    }
    by_other = event.topic == "series.cancelled" and changes[0].cancelled_by != "client"
    state = STATES[event.topic]
    who = payload.practitioner.display_name if event.recipient == "client" else payload.client.name
    subject = draft.written["subject"].format(organization=organization.name, **filled)
    first, last = (when.day(each.starts_at, zone=zone, locale=locale) for each in (changes[0], changes[-1]))
    where = spoken(payload.place, draft.said, recipient=event.recipient)
    named = f"{payload.service.name}, {who}"
    return draft.letter(
        lead="lead_by_other" if by_other else "lead",
        filled=filled,
        state_label=draft.said["states_of_several"].get(state),
        subject=subject if organization.discreet else f"{subject} ({named})",
        preview=f"{first} \N{EN DASH} {last}" if organization.discreet else f"{first} \N{EN DASH} {last}, {named}",
        dates=[_date(each, labels, zone=zone, locale=locale) for each in changes],
        rows=[
            (labels["with" if event.recipient == "client" else "client"], who),
            (labels["service"], labels["minutes"].format(service=payload.service.name, minutes=payload.service.duration_minutes)),
            (labels["where"], None if state == "cancelled" else where),
            # More than one where the clocks change in between.
            (labels["time_zone"], "; ".join(dict.fromkeys(when.zone_name(each.starts_at, zone=zone, locale=locale) for each in changes))),
        ],
        button=_button(event, payload, draft.actions, link=link, web_url=web_url),
        calendar_note=_calendar_note(event, payload, state, draft.said["calendar_note"]),
        footer=event.recipient,
    )


def _calendar_note(event: Event, payload: SeriesPayload, state: str, notes: dict[str, str]) -> str | None:
    if payload.series.calendar_object:
        return notes["series" if payload.series.occurrences else "series_cancel"]
    return None if state in {"pending", "cancelled"} else notes["provider_series" if event.recipient == "client" else "own"]


def _date(change: Change, labels: dict[str, str], *, zone: ZoneInfo, locale: Locale) -> Date:
    day, hours = span(change.starts_at, change.ends_at, zone=zone, locale=locale)
    before = change.previous_starts_at if change.change == "rescheduled" else None
    note = f"{labels['earlier_time']}{labels['colon']} {when.brief(before, zone=zone, locale=locale)}" if before else None
    return Date(text=f"{day[:1].upper()}{day[1:]}, {hours}", note=note, over=change.status == "cancelled")


def _button(event: Event, payload: SeriesPayload, actions: dict[str, str], *, link: str | None, web_url: str) -> Button | None:
    if event.recipient != "client":
        return None
    if link is not None and payload.token_expires_at is not None:
        return Button(actions["manage_next"], link, actions["manage_next_note"])
    return choose_again(actions, payload.organization, web_url=web_url)
