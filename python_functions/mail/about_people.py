"""Letters about people: an invitation, requests to join or to look in, a new client; and warnings: whom mail does not reach, which webhook is off."""

from python_functions.mail import when
from python_functions.mail.about_booking import span
from python_functions.mail.events import ClientPayload, Event, InvitationPayload, JoinPayload, SupportPayload, WarningPayload, WebhookPayload
from python_functions.mail.letter import Button, Letter
from python_functions.mail.reader import frame, reader, sentences
from python_functions.mail.topics import STATES


def invitation_letter(event: Event, payload: InvitationPayload, *, link: str | None) -> Letter:
    """Invite somebody to join the organization.  Raises `UnknownTopicError`."""
    locale, zone = reader(event)
    said, written = sentences(event, locale)
    invitation, name = payload.invitation, payload.organization.name
    until = when.day(invitation.expires_at, zone=zone, locale=locale)
    note = said["actions"]["join_note"].format(until=until)
    return Letter(
        locale=locale,
        state=STATES[event.topic],
        subject=written["subject"].format(organization=name),
        preview=written["lead"].format(organization=name),
        headline=written["headline"].format(organization=name),
        lead=written["lead"].format(organization=name),
        rows=[
            (said["labels"]["role"], said["roles"].get(invitation.role, invitation.role)),
            (said["labels"]["valid_until"], until),
        ],
        button=Button(said["actions"]["join"], link, note, shows_address=True) if link else None,
        footer=said["footer"]["invitee"].format(organization=name),
        frame=frame(payload.organization, said),
        labels=said["labels"],
    )


def join_letter(event: Event, payload: JoinPayload, *, web_url: str) -> Letter:
    """Tell an admin who would like to work here, or whoever asked what the answer is.  Raises `UnknownTopicError`."""
    locale, _ = reader(event)
    said, written = sentences(event, locale)
    request, organization, labels = payload.request, payload.organization, said["labels"]
    place = {"organization": organization.name}
    if event.topic == "join.requested":
        rows = [(labels["name"], request.name), (labels["email"], request.email), (labels["message"], request.message)]
        button = Button(said["actions"]["answer_request"], f"{web_url}/at/{organization.slug}/members", None, shows_address=False)
    else:
        rows = [(labels["reason"], request.reason)]
        to_practice = Button(said["actions"]["open_practice"], f"{web_url}/at/{organization.slug}", None, shows_address=False)
        button = to_practice if event.topic == "join.approved" else None
    return Letter(
        locale=locale,
        state=STATES[event.topic],
        subject=written["subject"].format(**place),
        preview=written["preview"].format(**place),
        headline=written["headline"].format(**place),
        lead=written["lead"].format(**place),
        rows=[(label, " ".join(value.split())) for label, value in rows if value],
        button=button,
        footer=said["footer"]["admin" if payload.admin else "applicant"].format(**place),
        frame=frame(organization, said),
        labels=labels,
    )


def support_letter(event: Event, payload: SupportPayload, *, web_url: str) -> Letter:
    """Tell an admin that the platform's support asks to look in, why and for how long.  Raises `UnknownTopicError`."""
    locale, _ = reader(event)
    said, written = sentences(event, locale)
    support, organization, labels = payload.support, payload.organization, said["labels"]
    place = {"organization": organization.name}
    return Letter(
        locale=locale,
        state=STATES[event.topic],
        subject=written["subject"].format(**place),
        preview=written["preview"].format(**place),
        headline=written["headline"].format(**place),
        lead=written["lead"].format(**place),
        rows=[(labels["reason"], " ".join(support.reason.split())), (labels["how_long"], when.length(support.minutes, locale=locale))],
        button=Button(said["actions"]["answer_request"], f"{web_url}/at/{organization.slug}/permissions", None, shows_address=False),
        footer=said["footer"]["admin"].format(**place),
        frame=frame(organization, said),
        labels=labels,
    )


def client_letter(event: Event, payload: ClientPayload) -> Letter:
    """Tell a practitioner of a new client.  Raises `UnknownTopicError`."""
    locale, _ = reader(event)
    said, written = sentences(event, locale)
    client, organization, labels = payload.client, payload.organization, said["labels"]
    rows = [(labels["client"], client.name), (labels["email"], client.email), (labels["phone"], client.phone)]
    return Letter(
        locale=locale,
        state=STATES[event.topic],
        subject=written["subject"] if organization.discreet else f"{written['subject']} ({client.name})",
        preview=written["preview"].format(organization=organization.name),
        headline=written["headline"],
        lead=written["lead"].format(client=client.name, organization=organization.name),
        rows=[(label, value) for label, value in rows if value],
        footer=said["footer"]["practitioner"].format(organization=organization.name),
        frame=frame(organization, said),
        labels=labels,
    )


def warning_letter(event: Event, payload: WarningPayload | WebhookPayload) -> Letter:
    """Tell somebody of the practice what no longer works.  Subject and preview name nobody.  Raises `UnknownTopicError`."""
    return _dead_address(event, payload) if isinstance(payload, WarningPayload) else _disabled_webhook(event, payload)


def _dead_address(event: Event, payload: WarningPayload) -> Letter:
    """Tell the practitioner whom mail does not reach, and how else to reach them."""
    locale, zone = reader(event)
    said, written = sentences(event, locale)
    dead, labels = payload.warning, said["labels"]
    own = dead.to == "practitioner"
    rows = [] if own else [(labels["client"], dead.name), (labels["phone"], dead.phone)]
    rows += [(labels["email"], dead.address)]
    if dead.starts_at and dead.ends_at and not own:
        rows += [(labels["appointment"], ", ".join(span(dead.starts_at, dead.ends_at, zone=zone, locale=locale))), (labels["reference"], dead.reference)]
    return Letter(
        locale=locale,
        state=STATES[event.topic],
        subject=written["subject"],
        preview=written["preview"],
        headline=written["headline"],
        lead=written["lead_own" if own else "lead"],
        rows=[(label, value) for label, value in rows if value],
        footer=said["footer"][event.recipient].format(organization=payload.organization.name),
        frame=frame(payload.organization, said),
        labels=labels,
    )


def _disabled_webhook(event: Event, payload: WebhookPayload) -> Letter:
    """Tell an admin which webhook was switched off, and why."""
    locale, _ = reader(event)
    said, written = sentences(event, locale)
    labels, webhook = said["labels"], payload.webhook
    rows = [(labels["webhook"], webhook.host), (labels["description"], webhook.description)]
    return Letter(
        locale=locale,
        state=STATES[event.topic],
        subject=written["subject"],
        preview=written["preview"],
        headline=written["headline"],
        lead=written[f"lead_{webhook.because}"],
        rows=[(label, value) for label, value in rows if value],
        footer=said["footer"][event.recipient].format(organization=payload.organization.name),
        frame=frame(payload.organization, said),
        labels=labels,
    )
