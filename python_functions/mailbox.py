"""The mailbox of the embedded stack (maildev), read over its REST interface."""

import time
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import httpx

PAUSE = 0.1


class NoMailError(Exception):
    """The mail that was waited for has not come, or the mailbox cannot be read."""


@dataclass(frozen=True)
class ReceivedMail:
    """A message as its reader has it."""

    message: EmailMessage

    @property
    def text(self) -> str:
        """The plain text."""
        return self._part("text/plain").get_content()

    @property
    def calendar(self) -> bytes:
        """The calendar object inside the alternative."""
        return self._part("text/calendar").get_payload(decode=True)

    @property
    def method(self) -> str:
        """The iTIP method that the part's content type names."""
        return self._part("text/calendar")["Content-Type"].params["method"]

    def _part(self, content_type: str) -> EmailMessage:
        for part in self.message.walk():
            if part.get_content_type() == content_type:
                return part
        raise NoMailError(f"The mail {self.message['Subject']!r} has no {content_type} part.")


class Mailbox:
    """All mail that the stack has sent, whoever it is for."""

    def __init__(self, http: httpx.Client) -> None:
        """*http* has the mailbox's address as its base."""
        self._http = http

    def messages_to(self, address: str) -> list[ReceivedMail]:
        """Return the messages to *address*, oldest first.  Raises `NoMailError` when the mailbox does not answer."""
        try:
            listed = self._http.get("/email").raise_for_status().json()
            ids = [each["id"] for each in listed if any(to["address"] == address for to in each["to"])]
            sources = [self._http.get(f"/email/{each}/source").raise_for_status().content for each in ids]
        except httpx.HTTPError as error:
            raise NoMailError(f"The mailbox at {self._http.base_url} does not answer: {type(error).__name__}.") from error
        return [ReceivedMail(message_from_bytes(source, policy=default)) for source in sources]

    def wait_for(self, address: str, *, count: int, seconds: float) -> list[ReceivedMail]:
        """Return the first *count* messages to *address* as soon as they are there; raises `NoMailError` after *seconds*."""
        deadline = time.monotonic() + seconds
        while len(messages := self.messages_to(address)) < count:
            if time.monotonic() > deadline:
                raise NoMailError(f"{len(messages)} of {count} mails to the client arrived, and no other within {seconds:g} s.")
            time.sleep(PAUSE)
        return messages[:count]
