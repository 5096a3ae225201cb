"""What webhooks answer when they take nothing: the Data API's words for an error, with its status."""

from flask import Response

RETRY_SECONDS = "30"

Answer = tuple[dict[str, str], int] | tuple[dict[str, str], int, dict[str, str]] | Response


def refusal(status: int, message: str, details: str, hint: str, *, headers: dict[str, str] | None = None) -> Answer:
    """Refuse with *status*: what is wrong, and what to do."""
    return {"code": str(status), "message": message, "details": details, "hint": hint}, status, headers or {}


def unavailable(thing: str = "report") -> Answer:
    """Say that the same *thing* will be welcome later."""
    return refusal(503, "unavailable", f"The {thing} cannot be kept at the moment.", "Send it again later.", headers={"Retry-After": RETRY_SECONDS})
