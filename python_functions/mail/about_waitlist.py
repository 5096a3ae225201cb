"""Letters about a wish on the waitlist."""

from dataclasses import replace

from python_functions.mail import when
from python_functions.mail.about_booking import choose_again, span
from python_functions.mail.draft import Draft
from python_functions.mail.events import Event, Organization, WaitlistPayload
from python_functions.mail.letter import Button, Letter, Time


def waitlist_letter(event: Event, payload: WaitlistPayload, *, link: str | None, web_url: str) -> Letter:
    """Write about the wish of *payload*: that it stands, what came free for it, or that it has ended.  Raises `UnknownTopicError`."""
    draft = Draft.of(event)
    locale, zone = draft.locale, draft.zone
    wish, labels = payload.waitlist, draft.labels
    rows = [(labels["with"], payload.practitioner.display_name)] if payload.practitioner else []
    rows += [(labels["service"], labels["minutes"].format(service=payload.service.name, minutes=payload.service.duration_minutes))]
    filled, time = {}, None
    if wish.starts_at and wish.ends_at and wish.expires_at:
        day, hours = span(wish.starts_at, wish.ends_at, zone=zone, locale=locale)
        time = Time(day=f"{day[:1].upper()}{day[1:]}", hours=hours, zone=when.zone_name(wish.starts_at, zone=zone, locale=locale), earlier=None)
        filled["until"] = when.brief(wish.expires_at, zone=zone, locale=locale)
        rows += [(labels["answer_by"], filled["until"])]
    elif wish.from_date and wish.to_date:
        rows += [(labels["wished_days"], when.days(wish.from_date, wish.to_date, locale=locale))]
    letter = draft.letter(
        lead="lead_unanswered" if wish.because == "unanswered" else "lead",
        filled=filled,
        preview="",
        time=time,
        rows=rows,
        button=_button(event, payload.organization, draft.actions, link=link, web_url=web_url),
        footer="waitlist",
    )
    return replace(letter, preview=letter.lead)


def _button(event: Event, organization: Organization, actions: dict[str, str], *, link: str | None, web_url: str) -> Button | None:
    if event.topic == "waitlist.ended":
        return choose_again(actions, organization, web_url=web_url)
    if link is None:
        return None
    label = "answer_offer" if event.topic == "waitlist.offered" else "see_wish"
    return Button(actions[label], link, actions["wish_note"])
