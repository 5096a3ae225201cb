"""Resend (https://resend.com/docs/api-reference/emails/send-email)."""

from email.message import EmailMessage
from typing import Any

from python_functions.config import ResendAccount
from python_functions.senders.http import HttpApi, ProviderAnswerError
from python_functions.senders.parts import message_key, message_tag, parts_of
from python_functions.senders.sender import MailDelayedError

# Names of refusals that are about us, though their status is one for messages (https://resend.com/docs/api-reference/errors).
ABOUT_US = {"invalid_from_address", "invalid_idempotency_key", "invalid_access", "missing_api_key"}
RESTRICTED_KEY = "restricted_api_key"
SAME_KEY_OTHER_BODY = "invalid_idempotent_request"
SAME_KEY_AT_WORK = "concurrent_idempotent_requests"


class ResendSender:
    """Sends by Resend, whose idempotency key is the Message-ID: what it took within 24 hours it does not send again."""

    def __init__(self, account: ResendAccount, *, timeout: float = 10) -> None:
        """Every phase of a call may take *timeout* seconds."""
        self._api = HttpApi("Resend", base_url=account.base_url, headers={"Authorization": f"Bearer {account.api_key}"}, timeout=timeout)

    def send(self, message: EmailMessage) -> str:
        """Deliver *message*; see `Sender`.  The receipt is Resend's id of the mail."""
        try:
            answer = self._api.post("/emails", _body(message), headers={"Idempotency-Key": message_key(message)}, refused=_is_about_the_message)
        except ProviderAnswerError as error:
            name = error.answer.get("name")
            if name == SAME_KEY_OTHER_BODY:
                # An earlier attempt was taken, and its answer lost.  This attempt has another Date and link, so it cannot be the same.
                return "taken at an earlier attempt"
            if name == SAME_KEY_AT_WORK:
                raise MailDelayedError("Resend is still at work on an earlier attempt.") from error
            raise
        return str(answer.get("id", ""))

    def release(self) -> None:
        """Nothing to do: the client sees to its connections by itself."""

    def check(self) -> None:
        """Ask for the domains.  A key that may only send is told so, which is well."""
        try:
            self._api.get("/domains")
        except ProviderAnswerError as error:
            if error.answer.get("name") != RESTRICTED_KEY:
                raise


def _is_about_the_message(answer: dict[str, Any]) -> bool:
    return answer.get("name") not in ABOUT_US


def _body(message: EmailMessage) -> dict[str, Any]:
    parts = parts_of(message)
    return {
        "from": parts.sender,
        "to": [parts.recipient],
        "subject": parts.subject,
        "text": parts.text,
        "html": parts.html,
        "headers": parts.headers,
        "tags": [{"name": "event_id", "value": message_tag(message)}],
        **({"reply_to": parts.reply_to} if parts.reply_to else {}),
        "attachments": [{"filename": each.filename, "content": each.base64, "content_type": each.content_type} for each in parts.attachments],
    }
