"""Postmark (https://postmarkapp.com/developer/api/email-api)."""

from email.message import EmailMessage
from typing import Any

from python_functions.config import PostmarkAccount
from python_functions.senders.http import HttpApi
from python_functions.senders.parts import message_tag, parts_of

# Error codes that are about recipient or content (https://postmarkapp.com/developer/api/overview#error-codes): an address or a
# header that cannot be, a recipient who bounced or complained, too many attachments.  All others are about our account.
ABOUT_THE_MESSAGE = {300, 406, 411}


class PostmarkSender:
    """Sends by Postmark, which keeps our Message-ID and knows no idempotency key: a lost answer leads to a double."""

    def __init__(self, account: PostmarkAccount, *, timeout: float = 10) -> None:
        """Every phase of a call may take *timeout* seconds."""
        self._api = HttpApi("Postmark", base_url=account.base_url, headers={"X-Postmark-Server-Token": account.server_token}, timeout=timeout)

    def send(self, message: EmailMessage) -> str:
        """Deliver *message*; see `Sender`.  The receipt is Postmark's id of the mail."""
        return str(self._api.post("/email", _body(message), refused=_is_about_the_message).get("MessageID", ""))

    def release(self) -> None:
        """Nothing to do: the client sees to its connections by itself."""

    def check(self) -> None:
        """Ask for the server that the token opens."""
        self._api.get("/server")


def _is_about_the_message(answer: dict[str, Any]) -> bool:
    return answer.get("ErrorCode") in ABOUT_THE_MESSAGE


def _body(message: EmailMessage) -> dict[str, Any]:
    parts = parts_of(message)
    return {
        "From": parts.sender,
        "To": parts.recipient,
        "Subject": parts.subject,
        "TextBody": parts.text,
        "HtmlBody": parts.html,
        # X-PM-KeepID: the Message-ID stays ours.
        "Headers": [{"Name": name, "Value": value} for name, value in {**parts.headers, "X-PM-KeepID": "true"}.items()],
        **({"ReplyTo": parts.reply_to} if parts.reply_to else {}),
        "Metadata": {"event_id": message_tag(message)},
        # Bookings are one person's business: no pixel, no rewritten links.
        "TrackOpens": False,
        "TrackLinks": "None",
        "Attachments": [{"Name": each.filename, "Content": each.base64, "ContentType": each.content_type} for each in parts.attachments],
    }
