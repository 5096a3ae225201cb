"""The database's webhook: a signed knock that says there is something in the outbox."""

import binascii
from collections.abc import Callable

import structlog
from flask import Blueprint, Response, request
from standardwebhooks import Webhook, WebhookVerificationError

from webhooks.answers import Answer, refusal

log = structlog.get_logger(__name__)


def blueprint(secret: str, *, wake: Callable[[], None]) -> Blueprint:
    """
    Return the route POST /webhooks/database/wake, which calls *wake* for requests signed with *secret*.

    The signature is that of Standard Webhooks 1.0 and covers id, time (five minutes either way) and body.  Answers 204,
    or 401 `signature_invalid`.  What the body says is of no interest, and a repeated knock does no harm, so nothing is
    remembered.
    """
    routes = Blueprint("database_webhook", __name__)
    verifier = Webhook(secret)

    @routes.post("/webhooks/database/wake")
    def wake_worker() -> Answer:
        try:
            verifier.verify(request.get_data(), dict(request.headers), json_parse=False)
        except (WebhookVerificationError, ValueError, binascii.Error):
            log.warning("webhook refused", path=request.path)
            return refusal(
                401,
                "signature_invalid",
                "The request is not signed with this server's webhook secret, or its time is more than five minutes off.",
                "Sign id, timestamp and body as Standard Webhooks says, with WEBHOOK_SECRET.",
            )
        wake()
        return Response(status=204)

    return routes
