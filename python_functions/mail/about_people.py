"""Letters about people: an invitation, requests to join or to look in, a new client; and warnings: whom mail does not reach, which webhook is off."""

from python_functions.mail import when
from python_functions.mail.about_booking import span
from python_functions.mail.draft import Draft
from python_functions.mail.events import ClientPayload, Event, InvitationPayload, JoinPayload, SupportPayload, WarningPayload, WebhookPayload
from python_functions.mail.letter import Button, Letter


def invitation_letter(event: Event, payload: InvitationPayload, *, link: str | None) -> Letter:
    """Invite somebody to join the organization.  Raises `UnknownTopicError`."""
    draft = Draft.of(event)
    invitation, labels = payload.invitation, draft.labels
    until = when.day(invitation.expires_at, zone=draft.zone, locale=draft.locale)
    note = draft.actions["join_note"].format(until=until)
    return draft.letter(
        preview=draft.written["lead"].format(organization=payload.organization.name),
        rows=[(labels["role"], draft.said["roles"].get(invitation.role, invitation.role)), (labels["valid_until"], until)],
        button=Button(draft.actions["join"], link, note, shows_address=True) if link else None,
        footer="invitee",
    )


def join_letter(event: Event, payload: JoinPayload, *, web_url: str) -> Letter:
    """Tell an admin who would like to work here, or whoever asked what the answer is.  Raises `UnknownTopicError`."""
    draft = Draft.of(event)
    request, labels, actions, practice = payload.request, draft.labels, draft.actions, f"{web_url}/at/{payload.organization.slug}"
    if event.topic == "join.requested":
        rows = [(labels["name"], request.name), (labels["email"], request.email), (labels["message"], request.message)]
        button = Button(actions["answer_request"], f"{practice}/members")
    else:
        rows = [(labels["reason"], request.reason)]
        button = Button(actions["open_practice"], practice) if event.topic == "join.approved" else None
    return draft.letter(
        rows=[(label, " ".join(value.split())) for label, value in rows if value], button=button, footer="admin" if payload.admin else "applicant"
    )


def support_letter(event: Event, payload: SupportPayload, *, web_url: str) -> Letter:
    """Tell an admin that the platform's support asks to look in, why and for how long.  Raises `UnknownTopicError`."""
    draft = Draft.of(event)
    support, labels = payload.support, draft.labels
    return draft.letter(
        rows=[(labels["reason"], " ".join(support.reason.split())), (labels["how_long"], when.length(support.minutes, locale=draft.locale))],
        button=Button(draft.actions["answer_request"], f"{web_url}/at/{payload.organization.slug}/permissions"),
        footer="admin",
    )


def client_letter(event: Event, payload: ClientPayload) -> Letter:
    """Tell a practitioner of a new client.  Raises `UnknownTopicError`."""
    draft = Draft.of(event)
    client, labels, subject = payload.client, draft.labels, draft.written["subject"]
    return draft.letter(
        subject=subject if payload.organization.discreet else f"{subject} ({client.name})",
        filled={"client": client.name},
        rows=[(labels["client"], client.name), (labels["email"], client.email), (labels["phone"], client.phone)],
        footer="practitioner",
    )


def warning_letter(event: Event, payload: WarningPayload | WebhookPayload) -> Letter:
    """Tell somebody of the practice what no longer works.  Subject and preview name nobody.  Raises `UnknownTopicError`."""
    return _dead_address(event, payload) if isinstance(payload, WarningPayload) else _disabled_webhook(event, payload)


def _dead_address(event: Event, payload: WarningPayload) -> Letter:
    """Tell the practitioner whom mail does not reach, and how else to reach them."""
    draft = Draft.of(event)
    dead, labels = payload.warning, draft.labels
    own = dead.to == "practitioner"
    rows = [] if own else [(labels["client"], dead.name), (labels["phone"], dead.phone)]
    rows += [(labels["email"], dead.address)]
    if dead.starts_at and dead.ends_at and not own:
        appointment = ", ".join(span(dead.starts_at, dead.ends_at, zone=draft.zone, locale=draft.locale))
        rows += [(labels["appointment"], appointment), (labels["reference"], dead.reference)]
    return draft.letter(lead="lead_own" if own else "lead", rows=rows, footer=event.recipient)


def _disabled_webhook(event: Event, payload: WebhookPayload) -> Letter:
    """Tell an admin which webhook was switched off, and why."""
    draft = Draft.of(event)
    labels, webhook = draft.labels, payload.webhook
    rows = [(labels["webhook"], webhook.host), (labels["description"], webhook.description)]
    return draft.letter(lead=f"lead_{webhook.because}", rows=rows, footer=event.recipient)
