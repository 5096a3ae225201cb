"""A finished message taken apart, for providers that build the MIME themselves.  Pure."""

import re
from base64 import b64encode
from dataclasses import dataclass
from email.message import EmailMessage

ADDRESS = re.compile(r"[^\s<>\"']+@[^\s<>\"',]+")
LONGEST_REPLY = 300

# What a provider writes by itself, or has a field of its own for.
OWN_FIELDS = {"from", "to", "reply-to", "subject", "date", "mime-version", "content-type", "content-transfer-encoding"}


@dataclass(frozen=True)
class Attachment:
    """One file; *content_type* with its parameters, so that calendars keep their method."""

    filename: str
    content_type: str
    content: bytes

    @property
    def base64(self) -> str:
        """The content as providers' JSON wants it."""
        return b64encode(self.content).decode()


@dataclass(frozen=True)
class Parts:
    """Text, HTML and files of a message, its addresses as a header would say them, and the headers beyond."""

    sender: str
    recipient: str
    reply_to: str | None
    subject: str
    text: str
    html: str
    attachments: list[Attachment]
    headers: dict[str, str]


def parts_of(message: EmailMessage) -> Parts:
    """
    Take *message* apart.

    Of a calendar that is there twice, as an alternative and as a file, the alternative's content type is kept with the
    file's name: providers that build the MIME have one place for it, and its method is what Gmail and Outlook look for.
    """
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    invitation = message.get_body(("calendar",))
    files = [
        Attachment(
            filename=part.get_filename("attachment"),
            content_type=str((invitation if invitation is not None and part.get_content_subtype() == "ics" else part)["Content-Type"]),
            content=part.get_payload(decode=True),
        )
        for part in message.iter_attachments()
    ]
    return Parts(
        sender=str(message["From"]),
        recipient=str(message["To"]),
        reply_to=str(message["Reply-To"]) if message["Reply-To"] else None,
        subject=str(message["Subject"]),
        text=text.get_content() if text is not None else "",
        html=html.get_content() if html is not None else "",
        attachments=files,
        headers={name: str(value) for name, value in message.items() if name.lower() not in OWN_FIELDS},
    )


def message_key(message: EmailMessage) -> str:
    """What is the same in every attempt at *message*, and in no other: its Message-ID without brackets."""
    return str(message["Message-ID"]).strip("<> ")


def message_tag(message: EmailMessage) -> str:
    """The event's id, which providers give back in their reports when it was a mail's tag: what is before the @ in its Message-ID."""
    return message_key(message).partition("@")[0]


def discreet(text: str) -> str:
    """A provider's words in one line of at most 300 characters, with every address in them blotted out."""
    return ADDRESS.sub("(address)", " ".join(text.split()))[:LONGEST_REPLY]
