"""The seam: what every provider's sender can do, and the three ways in which sending fails."""

from email.message import EmailMessage
from typing import Protocol


class Sender(Protocol):
    """A way of one message to its one recipient.  Safe to share between threads."""

    def send(self, message: EmailMessage) -> str:
        """
        Deliver *message* to the one recipient in To, and return what the provider said when it took it.

        Sending the same Message-ID again is safe where the provider knows idempotency keys, and else leads to a double
        with the same Message-ID.  Raises `MailRefusedError`, `MailDelayedError` or `ProviderDownError`.
        """

    def check(self) -> None:
        """Ask the provider whether it would take a message from us, without sending one.  Raises `ProviderDownError`."""

    def release(self) -> None:
        """Give back what is kept open for further messages, such as idle connections: there is nothing to send just now."""


class MailError(Exception):
    """The provider did not take the message.  The text says at which step and why, without addresses."""


class MailRefusedError(MailError):
    """It will not work later either: the provider refuses this recipient or this message for good."""


class MailDelayedError(MailError):
    """It may work later: the provider cannot take this message just now."""


class ProviderDownError(MailDelayedError):
    """It may work later, and no other message fares better now: the provider is not reached, is busy, or refuses us."""
