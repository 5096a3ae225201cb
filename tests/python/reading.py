"""Reading mails as their recipients do."""

import re
from email.message import EmailMessage

from icalendar import Calendar, Component

from .mail_servers import Mailbox

LINK = re.compile(r"/(manage|join)#([A-Za-z0-9_-]{43})\s")


def to(address: str, messages: list[EmailMessage]) -> list[EmailMessage]:
    """Return the messages to *address*."""
    return [each for each in messages if each["To"].addresses[0].addr_spec == address]


def arrived(mailbox: Mailbox, address: str, count: int) -> list[EmailMessage]:
    """Return the messages to *address* as soon as there are *count*."""
    return to(address, mailbox.wait_for(lambda messages: len(to(address, messages)) >= count))


def text_of(message: EmailMessage) -> str:
    """Return the plain text."""
    return next(each for each in message.walk() if each.get_content_type() == "text/plain").get_content()


def calendar_of(message: EmailMessage) -> tuple[str, Component]:
    """Return the method and the event of the calendar object in the message's alternative."""
    raw = next(each for each in message.walk() if each.get_content_type() == "text/calendar").get_payload(decode=True)
    calendar = Calendar.from_ical(raw)
    (event,) = calendar.walk("VEVENT")
    return calendar["METHOD"], event


def token_in(message: EmailMessage) -> str:
    """Return the token of the link in the text."""
    found = LINK.search(text_of(message))
    assert found
    return found.group(2)
