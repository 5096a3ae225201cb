"""Daily's webhooks: that people met, and who came (https://docs.daily.co/reference/rest-api/webhooks)."""

import hmac
import json
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import structlog
from flask import Blueprint, Response, request

from python_functions.errors import BookingError
from webhooks.answers import Answer, refusal, unavailable

# Daily repeats a report for a quarter of an hour.  That one is kept twice, or in another order, does no harm in any case.
OLDEST_SECONDS = 3600
MILLISECONDS_FROM = 10**11
ROOM_PREFIX = "bookfast-"
PARTIES = ("practitioner", "client", "host", "guest")
# Kind of report: what we call it, and the field that says when it happened.
KINDS = {"meeting.started": ("began", "start_ts"), "meeting.ended": ("over", "end_ts"), "participant.joined": ("came", "joined_at")}

log = structlog.get_logger(__name__)


def blueprint(secrets: Sequence[bytes], *, note: Callable[..., Any]) -> Blueprint:
    """
    Return the route POST /webhooks/daily, which has *note* keep what is signed with one of *secrets*, an hour ago at most.

    X-Webhook-Signature is base64 of HMAC-SHA256 over X-Webhook-Timestamp, a dot and the body, and is checked before the body is read.
    Answers 200, as Daily demands, also for reports that are none of ours; 400, 401 or 503 as the routes of mail providers do.
    """
    routes = Blueprint("daily_webhook", __name__)

    @routes.post("/webhooks/daily")
    def report() -> Answer:
        body = request.get_data()
        at, signature = request.headers.get("X-Webhook-Timestamp", ""), request.headers.get("X-Webhook-Signature", "")
        if not at and not signature and _is_trial(body):
            # So Daily tries an address before it knows the secret; there is nothing in it to believe.
            return Response(status=200)
        if not _is_recent(at) or not any(hmac.compare_digest(_signature(secret, at, body), signature.encode()) for secret in secrets):
            log.warning("video report refused", problem="signature")
            detail = "The request is not signed with this server's secret, or is too old."
            return refusal(401, "signature_invalid", detail, "Sign it with the secret in DAILY_WEBHOOK_SECRET.")
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            return refusal(400, "invalid_argument", "The body is no JSON object.", "Send what Daily's webhooks send.")
        return _keep(note, said)

    return routes


def _keep(note: Callable[..., Any], said: dict[str, Any]) -> Answer:
    payload = said.get("payload")
    event, when = KINDS.get(str(said.get("type")), (None, ""))
    if event is None or not isinstance(payload, dict) or not str(payload.get("room")).startswith(ROOM_PREFIX):
        return Response(status=200)
    try:
        at = datetime.fromtimestamp(float(payload[when]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return refusal(400, "invalid_argument", f"The payload's {when} is no time.", "Send what Daily's webhooks send.")
    party = payload.get("user_id") if payload.get("user_id") in PARTIES else None
    try:
        note(name=str(payload["room"])[:100], event=event, at=at.isoformat(), party=party)
    except BookingError as error:
        log.warning("video report not kept", error=error.name)
        return unavailable()
    log.info("video report kept", report=event)
    return Response(status=200)


def _signature(secret: bytes, at: str, body: bytes) -> bytes:
    return b64encode(hmac.digest(secret, at.encode("latin-1", "replace") + b"." + body, "sha256"))


def _is_recent(at: str) -> bool:
    """Tell whether *at*, Unix time in seconds or milliseconds, is about now."""
    if not (at.isascii() and at.isdigit() and len(at) <= len("1700000000000")):
        return False
    seconds = int(at) / (1000 if int(at) >= MILLISECONDS_FROM else 1)
    return abs(time.time() - seconds) <= OLDEST_SECONDS


def _is_trial(body: bytes) -> bool:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and set(said) == {"test"}
