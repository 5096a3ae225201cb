"""The letter that says that something waits to be read: not what, and where the organization is discreet not from whom."""

from python_functions.mail.draft import Draft
from python_functions.mail.events import ConversationPayload, Event
from python_functions.mail.letter import Button, Letter


def conversation_letter(event: Event, payload: ConversationPayload, *, web_url: str) -> Letter:
    """Tell somebody that messages wait.  Raises `UnknownTopicError`."""
    draft = Draft.of(event)
    organization, conversation = payload.organization, payload.conversation
    page = "my/messages" if event.recipient == "client" else f"at/{organization.slug}/conversations"
    address = f"{web_url}/{page}/{conversation.conversation_id}"
    return draft.letter(
        lead="lead_group" if conversation.kind == "group" else "lead_discreet" if organization.discreet else "lead",
        filled={"practitioner": payload.practitioner.display_name, "client": payload.client.name if payload.client else ""},
        rows=[],
        button=Button(draft.actions["read_messages"], address, draft.actions["read_messages_note"]),
        footer="conversation",
    )
