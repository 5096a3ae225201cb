"""Google's messages that a calendar has changed: verified by channel and token, kept as something to look at, answered at once."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import structlog
from flask import Blueprint, Response, request

from python_functions.errors import BookingError, NotFound
from python_functions.tokens import fingerprint
from webhooks.answers import Answer, refusal, unavailable

# Longer ones are not ours.
LONGEST_TOKEN = 256

log = structlog.get_logger(__name__)


def blueprint(note: Callable[..., dict[str, Any]], *, wake: Callable[[], None]) -> Blueprint:
    """
    Return the route POST /api/google/webhook, which has *note* (`note_calendar_push`) keep what is genuine and calls *wake*.

    A message says only that something changed: what, the worker asks Google.  So messages may come twice, late, in any order or not at
    all.  Answers 204; 404 alike for an unknown channel, another's token, and one that is over; 503 while it cannot be kept, so that
    Google sends it again.
    """
    routes = Blueprint("google_webhook", __name__)

    @routes.post("/api/google/webhook")
    def calendar_changed() -> Answer:
        channel_id, token = _uuid(request.headers.get("X-Goog-Channel-ID", "")), request.headers.get("X-Goog-Channel-Token", "")
        if channel_id is None or not token.isascii() or not 0 < len(token) <= LONGEST_TOKEN:
            return _unknown()
        # The first message of a channel says that it is open.
        changed = request.headers.get("X-Goog-Resource-State") != "sync"
        try:
            # The database compares hashes: how long that takes says nothing of the token.
            note(channel_id=channel_id, token_hash=fingerprint(token), changed=changed)
        except NotFound:
            return _unknown()
        except BookingError as error:
            log.warning("calendar message not kept", error=error.name)
            return unavailable("message")
        if changed:
            wake()
        return Response(status=204)

    return routes


def _uuid(text: str) -> str | None:
    try:
        return str(UUID(text))
    except ValueError:
        return None


def _unknown() -> Answer:
    log.warning("calendar message refused")
    return refusal(404, "not_found", "There is no such channel.", "Stop it.")
