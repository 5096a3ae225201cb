"""GET /calendar/<token>.ics: a practitioner's bookings for any calendar app that can subscribe to an address."""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from typing import Any

import structlog
from flask import Blueprint, Response, request

from python_functions import tokens
from python_functions.errors import BookingError, NotFound, TooManyRequests
from python_functions.feed import Feed, feed_calendar

TOKEN = re.compile(r"[0-9a-f]{64}")
RETRY_SECONDS = "60"
# Raised with every change of what feed_calendar makes of the same bookings, so that nobody keeps what an older release made.
REVISION = 1
# The address itself is a secret.  Calendars may keep what they read for five minutes and ask by its tag afterwards.
HEADERS = {"Cache-Control": "private, max-age=300", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff"}

log = structlog.get_logger(__name__)


def blueprint(read: Callable[..., dict[str, Any]], *, web_url: str) -> Blueprint:
    """
    Return the route GET (and HEAD) /calendar/<token>.ics, which asks *read* (`DataApi.read_calendar_feed`).

    200 with the calendar, its ETag and Last-Modified; 304 when If-None-Match names that tag (then nothing is even rendered), or
    nothing has changed since If-Modified-Since; 404, always the same, for a token that is altered, unknown or revoked; 429 and
    503 with Retry-After.  The token appears in no log.
    """
    routes = Blueprint("calendar_feed", __name__)
    # The tz database is a part of what is rendered.
    suffix = f"{REVISION}.{version('tzdata')}"

    @routes.get("/calendar/<token>.ics")
    def calendar(token: str) -> Response:
        if not TOKEN.fullmatch(token):
            return _plain("No such calendar.\n", 404)
        known = {tag.removesuffix(f"-{suffix}") for tag in request.if_none_match.as_set(include_weak=True) if tag.endswith(f"-{suffix}")}
        try:
            found = read(tokens.fingerprint(token), known_version=next(iter(sorted(known)), None), requester=_requester())
        except NotFound:
            return _plain("No such calendar.\n", 404)
        except TooManyRequests as error:
            return _plain("Too many requests.\n", 429, {"Retry-After": str(error.retry_after or RETRY_SECONDS)})
        except BookingError as error:
            # Whatever else is wrong is not the asker's fault: an app that heard 404 might drop the calendar for good.
            log.warning("calendar feed waits", error=error.name)
            return _plain("Please try again in a minute.\n", 503, {"Retry-After": RETRY_SECONDS})
        answer = _answer(found, web_url)
        answer.set_etag(f"{found['version']}-{suffix}")
        answer.last_modified = datetime.fromisoformat(found["changed_at"])
        answer.make_conditional(request)
        log.info("calendar feed", feed_id=found["feed_id"], status=answer.status_code)
        return answer

    return routes


def _answer(found: dict[str, Any], web_url: str) -> Response:
    """Return the calendar; without a body when the asker has this version, which `make_conditional` then says."""
    body = feed_calendar(Feed.model_validate(found["calendar"]), web_url=web_url) if found["calendar"] is not None else b""
    return Response(body, mimetype="text/calendar", headers={**HEADERS, "Content-Disposition": 'inline; filename="calendar.ics"'})


def _plain(text: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(text, status=status, mimetype="text/plain", headers=HEADERS | {"Cache-Control": "no-store"} | (headers or {}))


def _requester() -> str | None:
    """Return a hash of the address that asks, by which the database counts wrong tokens."""
    return hashlib.sha256(request.remote_addr.encode()).hexdigest()[:32] if request.remote_addr else None
