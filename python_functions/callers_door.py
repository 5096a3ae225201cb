"""What routes share that are asked in a caller's own name: the access token, the browser's rules, and refusals in the Data API's shape."""

import re
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Response, jsonify, request

from python_functions.errors import BookingError, DataApiUnavailable

BEARER = re.compile(r"Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)")
PREFLIGHT_SECONDS = "600"
RETRY_SECONDS = "30"
NOT_SIGNED_IN = 401

log = structlog.get_logger(__name__)


def open_to_callers(routes: Blueprint, *, web_url: str, methods: str, headers: str, away: str) -> None:
    """
    Let pages of *web_url*'s origin, and no other, ask *routes* by *methods* with *headers*; nothing of the answers is kept on the way.

    A `BookingError` becomes its status with {code, message, details, hint}, and Retry-After where the hint knows when; a Data API that
    does not answer is 503 `unavailable` with the sentence *away*.
    """
    parts = urlsplit(web_url)
    origin = f"{parts.scheme}://{parts.netloc}"

    @routes.before_request
    def preflight() -> Response | None:
        if request.method != "OPTIONS":
            return None
        answer = Response(status=204)
        if request.headers.get("Origin") == origin:
            answer.headers["Access-Control-Allow-Methods"] = methods
            answer.headers["Access-Control-Allow-Headers"] = headers
            answer.headers["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
        return answer

    @routes.after_request
    def for_pages_of_ours(answer: Response) -> Response:
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Vary"] = "Origin"
        if request.headers.get("Origin") == origin:
            answer.headers["Access-Control-Allow-Origin"] = origin
            answer.headers["Access-Control-Expose-Headers"] = "Retry-After"
        return answer

    @routes.errorhandler(BookingError)
    def refuse(error: BookingError) -> Response:
        if isinstance(error, DataApiUnavailable):
            log.warning("data api away", route=str(request.url_rule), problem=error.detail)
            return refusal(503, "unavailable", away, "Try again in a minute.", {"Retry-After": RETRY_SECONDS})
        if error.status == NOT_SIGNED_IN:
            # What the Data API says of a token that is old or forged are words of its own.
            return refusal(
                NOT_SIGNED_IN, "not_signed_in", "Please sign in first.", "Send a valid access token as Authorization: Bearer.", {"WWW-Authenticate": "Bearer"}
            )
        later = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
        return refusal(error.status, error.name, error.detail, error.hint, later)


def access_token() -> str:
    """Return the caller's access token.  Its signature is for the Data API to judge; without one nothing is asked in anybody's name."""
    found = BEARER.fullmatch(request.headers.get("Authorization", ""))
    if not found:
        raise BookingError(NOT_SIGNED_IN, "not_signed_in", "Please sign in first.", "Send the access token as Authorization: Bearer.")
    return found[1]


def refusal(status: int, message: str, details: str, hint: str, headers: dict[str, str] | None = None) -> Response:
    """Return a refusal as the Data API would word it."""
    answer = jsonify({"code": str(status), "message": message, "details": details, "hint": hint})
    answer.status_code = status
    answer.headers.update(headers or {})
    return answer
