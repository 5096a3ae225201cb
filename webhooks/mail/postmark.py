"""Postmark's webhooks, which are not signed: basic authentication, and a token in a header of our own (https://postmarkapp.com/developer/api/webhooks-api)."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, request

from python_functions.mail_webhooks import PostmarkSecrets
from webhooks.answers import Answer
from webhooks.mail.intake import BadBodyError, bad_body, forged, keep, read_object

TOKEN_HEADER = "X-Bookfast-Webhook-Token"  # noqa: S105 - a name
# What makes a report without a number of its own one report.
IDENTITY = ("RecordType", "MessageID", "Recipient", "Email", "Type", "DeliveredAt", "BouncedAt", "ReceivedAt", "ChangedAt")


def blueprint(secrets: PostmarkSecrets, *, note: Callable[..., dict[str, Any]]) -> Blueprint:
    """
    Return the route POST /webhooks/mail/postmark for requests with one of the logins and one of the tokens of *secrets*.

    Nothing in them says when they were sent, so a report is known again by what it says, for as long as reports are kept.
    """
    routes = Blueprint("postmark_webhook", __name__)

    @routes.post("/webhooks/mail/postmark")
    def report() -> Answer:
        basic = request.authorization
        login = f"{basic.username}:{basic.password}" if basic is not None and basic.type == "basic" else ""
        # Both are compared, whatever the first says: the time tells nothing.
        known = [_is_one_of(login, secrets.logins), _is_one_of(request.headers.get(TOKEN_HEADER, ""), secrets.tokens)]
        if not all(known):
            hint = f"Send POSTMARK_WEBHOOK_LOGIN as basic authentication and POSTMARK_WEBHOOK_TOKEN as {TOKEN_HEADER}."
            return forged(hint, {"WWW-Authenticate": "Basic"})
        try:
            payload = read_object(request.get_data())
        except BadBodyError:
            return bad_body()
        return keep(note, "postmark", identity(payload), payload)

    return routes


def identity(payload: dict[str, Any]) -> str:
    """Return what is the same in every sending of the report *payload*, and in no other report."""
    if isinstance(payload.get("ID"), int):
        return f"{str(payload.get('RecordType'))[:40]}:{payload['ID']}"[:200]
    words = json.dumps([payload.get(name) for name in IDENTITY], sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()


def _is_one_of(given: str, secrets: Iterable[str]) -> bool:
    return any(hmac.compare_digest(given.encode(), secret.encode()) for secret in secrets)
