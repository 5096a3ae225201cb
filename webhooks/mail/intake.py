"""What all providers' routes share: reading a body, keeping a report, and why one is refused."""

import json
import math
from collections.abc import Callable
from typing import Any

import structlog
from flask import Response, request

from python_functions.errors import BookingError, DataApiUnavailable
from webhooks.answers import Answer, refusal, unavailable

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
BAD_REQUEST = 400

log = structlog.get_logger(__name__)


class BadBodyError(ValueError):
    """The body is no JSON object that could be kept."""


def read_object(body: bytes | str) -> dict[str, Any]:
    """Return the JSON object in *body*.  Raises `BadBodyError`."""
    try:
        value = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadBodyError(type(error).__name__) from error
    if not isinstance(value, dict):
        raise BadBodyError("no object")
    return value


def keep(note: Callable[..., dict[str, Any]], provider: str, event_id: str, payload: dict[str, Any]) -> Answer:
    """
    Keep a genuine report: 204, or 503 when that is not possible now.

    What PostgreSQL cannot keep in text (U+0000, half a surrogate pair) is replaced; a number beyond all bounds is refused.
    """
    try:
        noted = note(provider=provider, provider_event_id=event_id, payload=_storable(payload))["noted"]
    except (BadBodyError, RecursionError):
        return bad_body()
    except BookingError as error:
        log.warning("mail report not kept", provider=provider, error=error.name)
        if error.status == BAD_REQUEST and not isinstance(error, DataApiUnavailable):
            return bad_body()
        return unavailable()
    log.info("mail report kept", provider=provider, new=noted)
    return Response(status=204)


def bad_body() -> Answer:
    """Say that the body is of no form that we know."""
    log.warning("mail report refused", path=request.path, problem="body")
    return refusal(400, "invalid_argument", "The body is no JSON object.", "Send what the provider's webhooks send.")


def forged(hint: str, headers: dict[str, str] | None = None) -> Answer:
    """Say that the request is not known to be genuine; never which part of it is wrong."""
    log.warning("mail report refused", path=request.path, problem="signature")
    detail = "The request does not prove that it comes from the provider, or is too old."
    return refusal(401, "signature_invalid", detail, hint, headers=headers)


def _refuse(constant: str) -> None:
    raise BadBodyError(constant)


def _storable(value: Any) -> Any:  # noqa: ANN401 - JSON
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", REPLACEMENT)
        case dict():
            return {_storable(name): _storable(each) for name, each in value.items()}
        case list():
            return [_storable(each) for each in value]
        case float() if not math.isfinite(value):
            raise BadBodyError("number")
    return value
