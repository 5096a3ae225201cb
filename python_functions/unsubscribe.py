"""Unsubscribing by the link in a mail's header: one click of a mail program (RFC 8058), or a visit to the page with a choice."""

import re
from collections.abc import Callable

import structlog
from flask import Blueprint, Response, redirect

from python_functions.errors import BookingError, DataApiUnavailable

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
RETRY_SECONDS = "60"
# The address itself is a secret: no copy of it anywhere.
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}

log = structlog.get_logger(__name__)


def header_fields(edge_url: str, token: str) -> dict[str, str]:
    """
    Return the header fields by which mail programs offer to unsubscribe with *token* (RFC 2369, RFC 8058).

    One click needs HTTPS; over plain HTTP, which is for trying things out, only the address is named.
    """
    address = {"List-Unsubscribe": f"<{edge_url}/unsubscribe/{token}>"}
    return address | ({"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if edge_url.startswith("https://") else {})


def page_address(web_url: str, token: str) -> str:
    """Return where a person chooses what mail to get; the token travels in the fragment, which reaches no server."""
    return f"{web_url}/unsubscribe#{token}"


def blueprint(*, unsubscribe: Callable[[str], object], web_url: str) -> Blueprint:
    """
    Return the routes POST and GET /unsubscribe/<token>.

    POST, which mail providers send when somebody presses their button, unsubscribes at once by *unsubscribe* and asks
    nothing; it answers 200 for any token, so that nobody learns which exist, and 503 while the Data API is away.  GET changes
    nothing, since scanners of mail follow links too: it leads to the page.  What the body says is of no interest.
    """
    routes = Blueprint("unsubscribe", __name__)

    @routes.post("/unsubscribe/<token>")
    def one_click(token: str) -> Response:
        try:
            if TOKEN.fullmatch(token):
                unsubscribe(token)
        except DataApiUnavailable as error:
            log.warning("unsubscribing waits", error=error.name)
            return _answer("Please try again in a minute.\n", 503, {"Retry-After": RETRY_SECONDS})
        except BookingError as error:
            # A wrong token is answered like a right one.
            log.info("unsubscribing refused", error=error.name)
        return _answer("Done. C\N{RIGHT SINGLE QUOTATION MARK}est fait.\n", 200, {})

    @routes.get("/unsubscribe/<token>")
    def choose(token: str) -> Response:
        answer = redirect(page_address(web_url, token if TOKEN.fullmatch(token) else ""), 303)
        answer.headers |= PRIVATE
        return answer

    return routes


def _answer(text: str, status: int, headers: dict[str, str]) -> Response:
    return Response(text, status=status, mimetype="text/plain", headers=PRIVATE | headers)
