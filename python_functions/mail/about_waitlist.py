"""Letters about a wish on the waitlist."""

from python_functions.mail import when
from python_functions.mail.about_booking import choose_again, span
from python_functions.mail.events import Event, Organization, WaitlistPayload
from python_functions.mail.letter import Button, Letter, Time
from python_functions.mail.reader import frame, reader, sentences
from python_functions.mail.topics import STATES


def waitlist_letter(event: Event, payload: WaitlistPayload, *, link: str | None, web_url: str) -> Letter:
    """Write about the wish of *payload*: that it stands, what came free for it, or that it has ended.  Raises `UnknownTopicError`."""
    locale, zone = reader(event)
    said, written = sentences(event, locale)
    wish, labels, name = payload.waitlist, said["labels"], payload.organization.name
    rows = [(labels["with"], payload.practitioner.display_name)] if payload.practitioner else []
    rows += [(labels["service"], labels["minutes"].format(service=payload.service.name, minutes=payload.service.duration_minutes))]
    filled = {"organization": name}
    time = None
    if wish.starts_at and wish.ends_at and wish.expires_at:
        day, hours = span(wish.starts_at, wish.ends_at, zone=zone, locale=locale)
        time = Time(day=f"{day[:1].upper()}{day[1:]}", hours=hours, zone=when.zone_name(wish.starts_at, zone=zone, locale=locale), earlier=None)
        filled["until"] = when.brief(wish.expires_at, zone=zone, locale=locale)
        rows += [(labels["answer_by"], filled["until"])]
    elif wish.from_date and wish.to_date:
        rows += [(labels["wished_days"], when.days(wish.from_date, wish.to_date, locale=locale))]
    lead = written["lead_unanswered" if wish.because == "unanswered" else "lead"].format(**filled)
    return Letter(
        locale=locale,
        state=STATES[event.topic],
        subject=written["subject"].format(**filled),
        preview=lead,
        headline=written["headline"].format(**filled),
        lead=lead,
        time=time,
        rows=rows,
        button=_button(event, payload.organization, said["actions"], link=link, web_url=web_url),
        footer=said["footer"]["waitlist"].format(organization=name),
        frame=frame(payload.organization, said),
        labels=labels,
    )


def _button(event: Event, organization: Organization, actions: dict[str, str], *, link: str | None, web_url: str) -> Button | None:
    if event.topic == "waitlist.ended":
        return choose_again(actions, organization, web_url=web_url)
    if link is None:
        return None
    label = "answer_offer" if event.topic == "waitlist.offered" else "see_wish"
    return Button(actions[label], link, actions["wish_note"], shows_address=False)
