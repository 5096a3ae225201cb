"""How Google says no: an HTTP status, a reason, a sentence."""

from __future__ import annotations

from typing import Any


class Problem(Exception):  # noqa: N818 - an answer of the API, and no failure of ours
    """A refusal, as the API tells it."""

    def __init__(self, status: int, reason: str, message: str, *, headers: dict[str, str] | None = None) -> None:
        """*reason* is the word that clients look at."""
        super().__init__(message)
        self.status, self.reason, self.message, self.headers = status, reason, message, headers or {}

    def body(self) -> dict[str, Any]:
        """The error's JSON."""
        domain = "usageLimits" if self.reason.lower().endswith("limitexceeded") else "calendar" if self.status == 410 else "global"
        return {"error": {"code": self.status, "message": self.message, "errors": [{"domain": domain, "reason": self.reason, "message": self.message}]}}


def invalid(message: str) -> Problem:
    """The request is not as it should be."""
    return Problem(400, "invalid", message)


def not_found() -> Problem:
    """There is no such thing, or not for this account."""
    return Problem(404, "notFound", "Not Found")


def deleted() -> Problem:
    """It was there."""
    return Problem(410, "deleted", "Resource has been deleted")
