"""One attempt at a delivery: signed as Standard Webhooks 1.0 says, sent once, judged by the status of the answer."""

import json
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httpcore
import httpx
from standardwebhooks import Webhook

from webhooks.outbound.connection import CheckedBackend, Deadline, Resolve, resolve
from webhooks.outbound.reach import NotReachableError, Reach

TOTAL_SECONDS = 15
# Nobody needs the answer's body; taking a little of it lets receivers end in peace.
MOST_OF_AN_ANSWER = 16 * 1024
USER_AGENT = "Bookfast-Webhooks/1.0"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What came of an attempt: taken when *error* is empty.  *error* has nothing in it that the receiver said, its status aside."""

    error: str = ""
    response_status: int | None = None
    retry_after_seconds: int | None = None
    duration_ms: int = 0


class Attempts:
    """Makes attempts.  Safe to share between threads: each has a connection of its own, and no cookies, proxies or redirects."""

    def __init__(self, reach: Reach, *, seconds: float = TOTAL_SECONDS, tls: ssl.SSLContext | None = None, resolve: Resolve = resolve) -> None:
        """*seconds* is what one attempt may take in all; *tls* judges certificates, by default as `SSL_CERT_FILE` or certifi say."""
        self._reach = reach
        self._seconds = seconds
        self._tls = tls or httpx.create_ssl_context()
        self._resolve = resolve

    def make(self, delivery_id: str, *, url: str, secrets: Sequence[str], payload: Mapping[str, Any]) -> Verdict:
        """Send *payload* to *url* once, signed with each of *secrets*.  Raises nothing that the receiver could cause."""
        started = time.monotonic()
        try:
            status, headers = self._post(url, *signed(delivery_id, secrets=secrets, payload=payload, at=datetime.now(UTC)))
        except (NotReachableError, OSError, httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, ValueError) as error:
            return Verdict(error=words_for(error, seconds=self._seconds), duration_ms=_milliseconds(started))
        return judged(status, headers, duration_ms=_milliseconds(started))

    def _post(self, url: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        deadline = Deadline(self._seconds)
        backend = CheckedBackend(self._reach, deadline, resolve=self._resolve)
        with (
            httpcore.ConnectionPool(self._tls, max_connections=1, max_keepalive_connections=0, retries=0, network_backend=backend) as pool,
            pool.stream("POST", url, headers=headers, content=body) as answer,
        ):
            taken = 0
            for part in answer.iter_stream():
                taken += len(part)
                if taken > MOST_OF_AN_ANSWER:
                    break
            return answer.status, {name.decode("ascii").lower(): value.decode("latin-1") for name, value in answer.headers}


def signed(delivery_id: str, *, secrets: Sequence[str], payload: Mapping[str, Any], at: datetime) -> tuple[dict[str, str], bytes]:
    """
    Return headers and body of a delivery (Standard Webhooks 1.0, "Webhook headers").

    The id is that of the delivery and stays the same over its attempts; the time is that of this attempt; there is one
    signature for each secret, set apart by blanks.
    """
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return {
        "content-type": "application/json",
        "user-agent": USER_AGENT,
        "webhook-id": delivery_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(delivery_id, at, body) for secret in secrets),
    }, body.encode()


def judged(status: int, headers: Mapping[str, str], *, duration_ms: int) -> Verdict:
    """Return what an answer means: 2xx is taken, nothing else is; redirects are not followed."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Verdict(response_status=status, duration_ms=duration_ms)
    error = f"HTTP {status}"
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        error = f"HTTP {status}: redirects are not followed."
    return Verdict(error=error, response_status=status, retry_after_seconds=retry_after(headers.get("retry-after", "")), duration_ms=duration_ms)


def retry_after(value: str) -> int | None:
    """Return the seconds that a Retry-After header asks for, as a number or a date (RFC 9110, 10.2.3); None when it cannot be understood."""
    if value.isascii() and value.isdigit():
        return min(int(value[:9]), 86400)
    try:
        seconds = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return None
    return int(min(max(seconds, 0), 86400))


def words_for(error: Exception, *, seconds: float) -> str:
    """Return what went wrong in words for the log of deliveries, without addresses of ours and without anything that the receiver said."""
    match error:
        case NotReachableError():
            return str(error)
        case httpcore.TimeoutException():
            return f"No answer within {seconds:g} seconds."
        case httpcore.ConnectError():
            return _no_connection(error.__cause__ or error.__context__)
        case httpcore.NetworkError():
            return "The connection broke."
        case httpcore.ProtocolError():
            return "The answer was not HTTP."
        case _:
            return f"The attempt failed: {type(error).__name__}."


def _no_connection(cause: BaseException | None) -> str:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"The certificate was not accepted: {cause.verify_message}."
    return "TLS could not be agreed on." if isinstance(cause, ssl.SSLError) else "No connection."


def _milliseconds(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
