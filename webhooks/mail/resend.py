"""Resend's webhooks, signed by Svix as Standard Webhooks says (https://resend.com/docs/webhooks/verify-webhooks-requests)."""

import binascii
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, request
from standardwebhooks import Webhook, WebhookVerificationError

from webhooks.answers import Answer
from webhooks.mail.intake import BadBodyError, bad_body, forged, keep, read_object

PARTS = ("id", "timestamp", "signature")


def blueprint(secrets: Sequence[str], *, note: Callable[..., dict[str, Any]]) -> Blueprint:
    """Return the route POST /webhooks/mail/resend for what is signed with one of *secrets*, five minutes ago at most."""
    routes = Blueprint("resend_webhook", __name__)
    verifiers = [Webhook(secret) for secret in secrets]

    @routes.post("/webhooks/mail/resend")
    def report() -> Answer:
        body = request.get_data()
        # Svix keeps its own names of the headers beside the standard's.
        headers = {f"webhook-{part}": request.headers.get(f"svix-{part}") or request.headers.get(f"webhook-{part}", "") for part in PARTS}
        if not any(_verifies(verifier, body, headers) for verifier in verifiers):
            return forged("Sign the request with the secret in RESEND_WEBHOOK_SECRET.")
        try:
            return keep(note, "resend", headers["webhook-id"], read_object(body))
        except BadBodyError:
            return bad_body()

    return routes


def _verifies(verifier: Webhook, body: bytes, headers: dict[str, str]) -> bool:
    try:
        verifier.verify(body, headers, json_parse=False)
    except (WebhookVerificationError, ValueError, binascii.Error):
        return False
    return True
