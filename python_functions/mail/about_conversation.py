"""The letter that says that something waits to be read: not what, and where the organization is discreet not from whom."""

from python_functions.mail.events import ConversationPayload, Event
from python_functions.mail.letter import Button, Letter
from python_functions.mail.reader import frame, reader, sentences
from python_functions.mail.topics import STATES


def conversation_letter(event: Event, payload: ConversationPayload, *, web_url: str) -> Letter:
    """Tell somebody that messages wait.  Raises `UnknownTopicError`."""
    locale, _ = reader(event)
    said, written = sentences(event, locale)
    organization, conversation = payload.organization, payload.conversation
    to_client = event.recipient == "client"
    page = "my/messages" if to_client else f"at/{organization.slug}/conversations"
    address = f"{web_url}/{page}/{conversation.conversation_id}"
    lead = "lead_group" if conversation.kind == "group" else "lead_discreet" if organization.discreet else "lead"
    return Letter(
        locale=locale,
        state=STATES[event.topic],
        subject=written["subject"],
        preview=written["preview"].format(organization=organization.name),
        headline=written["headline"],
        lead=written[lead].format(
            organization=organization.name, practitioner=payload.practitioner.display_name, client=payload.client.name if payload.client else ""
        ),
        rows=[],
        button=Button(said["actions"]["read_messages"], address, said["actions"]["read_messages_note"], shows_address=False),
        footer=said["footer"]["conversation"].format(organization=organization.name),
        frame=frame(organization, said),
        labels=said["labels"],
    )
