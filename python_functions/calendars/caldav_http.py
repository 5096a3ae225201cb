"""HTTP to a CalDAV server that a stranger named: each connection goes where it was checked to go, and each request ends in time."""

import ssl
import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx
from caldav.lib.error import parse_preconditions

from python_functions.calendars.errors import AuthorizationLost, OutOfReach, Refused, Throttled, Unreachable
from webhooks.outbound.attempt import retry_after, words_for
from webhooks.outbound.connection import CheckedBackend, Deadline, Resolve, resolve
from webhooks.outbound.reach import NotReachableError, Reach

REQUEST_SECONDS = 20
# What an account is opened for ends in time, too: a server that takes long for each of hundreds of requests would keep a worker for an hour.
REQUESTS_OF_ALL = 10
MOST_OF_AN_ANSWER = 32 * 1024 * 1024
MOST_REDIRECTS = 5
# Only what asks may be sent on to another address; what writes goes where it was said to go.
MAY_BE_SENT_ON = frozenset({"GET", "PROPFIND", "OPTIONS"})


@dataclass
class AnsweredWithError(Exception):
    """The server answered with *status*, for a reason that is only told apart by who asked; *preconditions* as in RFC 4918, 16."""

    status: int
    preconditions: frozenset[str] = frozenset()


class BeginsAnew(Deadline):
    """A deadline that begins anew with each request, so that a connection can be used again."""

    def __init__(self, seconds: float) -> None:
        """Let each request take *seconds*."""
        self._seconds = seconds
        super().__init__(seconds)

    def begin(self) -> None:
        """Let it be as far away as it was at first."""
        super().__init__(self._seconds)


class Checked(httpx.BaseTransport):
    """Sends requests over connections that `CheckedBackend` opened: by TLS anywhere that *reach* admits, in the clear only to the operator's own networks."""

    def __init__(self, reach: Reach, *, seconds: float, tls: ssl.SSLContext | None, resolve: Resolve) -> None:
        """*seconds* is what one request may take in all, its answer's body included."""
        self._deadline = BeginsAnew(seconds)

        def pool(reach: Reach) -> httpcore.ConnectionPool:
            backend = CheckedBackend(reach, self._deadline, resolve=resolve)
            return httpcore.ConnectionPool(tls or httpx.create_ssl_context(), max_connections=2, keepalive_expiry=10, retries=0, network_backend=backend)

        self._pools = {"https": pool(reach), "http": pool(replace(reach, public=False))}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request* once.  Raises httpcore's errors and `NotReachableError`."""
        pool = self._pools.get(request.url.scheme)
        if pool is None:
            raise NotReachableError("The address is neither https nor http.")
        self._deadline.begin()
        url = httpcore.URL(scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path)
        answer = pool.handle_request(httpcore.Request(request.method, url, headers=request.headers.raw, content=request.stream, extensions={}))
        # What is packed can be a thousand times as large as what is counted below.
        if any(name.lower() == b"content-encoding" and value.lower() != b"identity" for name, value in answer.headers):
            answer.close()
            raise Unreachable("The server packs its answers, which nobody asked it to.")
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream))  # type: ignore[arg-type]

    def close(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:  # noqa: ANN401 - httpcore's own
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        taken = 0
        for part in self._stream:
            taken += len(part)
            if taken > MOST_OF_AN_ANSWER:
                raise Refused("The answer is too large.")
            yield part

    def close(self) -> None:
        self._stream.close()


class Password(httpx.Auth):
    """Shows name and password as the server wants them: Basic at once (it goes by TLS), Digest where a server asks for nothing else."""

    def __init__(self, username: str, password: str) -> None:
        """Nothing is sent before the first request."""
        self._basic = httpx.BasicAuth(username, password)
        self._digest = httpx.DigestAuth(username, password)
        self._digests = False

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send *request* with what let us in the last time."""
        if not self._digests:
            answer = yield from _one(self._basic.auth_flow(request))
            offers = [offer.lower() for offer in answer.headers.get_list("www-authenticate")]
            if answer.status_code != HTTPStatus.UNAUTHORIZED or not any(offer.startswith("digest") for offer in offers):
                return
            self._digests = True
            del request.headers["authorization"]
        yield from self._digest.auth_flow(request)


def _one(flow: Generator[httpx.Request, httpx.Response, None]) -> Generator[httpx.Request, httpx.Response, httpx.Response]:
    return (yield next(flow))


class Session:
    """
    What the library `caldav` sends its requests by, instead of its own session.

    No cookies, no proxies, no settings of the machine.  What fails for reasons that are the same for every request is raised here
    in the seam's words; what needs to be told apart as `AnsweredWithError`.  The library sees answers that succeeded.
    """

    def __init__(  # noqa: PLR0913 - each a fact of its own
        self, username: str, password: str, *, reach: Reach, seconds: float = REQUEST_SECONDS, tls: ssl.SSLContext | None = None, resolve: Resolve = resolve
    ) -> None:
        """Reach only what *reach* admits, resolved by *resolve*, its certificate judged by *tls*; all requests together may take ten times *seconds*."""
        self._seconds = seconds
        self._until = time.monotonic() + REQUESTS_OF_ALL * seconds
        self._auth = Password(username, password)
        unpacked = {"Accept-Encoding": "identity"}
        self._client = httpx.Client(transport=Checked(reach, seconds=seconds, tls=tls, resolve=resolve), headers=unpacked, trust_env=False)
        self.requests = 0

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def request(self, method: str, url: str, *, data: bytes = b"", headers: Mapping[str, str] | None = None, **_: object) -> SimpleNamespace:
        """Send one request as *caldav* asks for it; what else it passes (its own authentication, time limit, proxies) is not used."""
        for _hop in range(MOST_REDIRECTS + 1):
            answer = self._send(method, url, data, headers or {})
            if not (answer.is_redirect and method in MAY_BE_SENT_ON):
                break
            url = _sent_on(url, answer.headers["location"])
        if answer.status_code >= HTTPStatus.MULTIPLE_CHOICES:
            raise failure(answer)
        return SimpleNamespace(
            status_code=answer.status_code, headers=answer.headers, content=answer.content, text=answer.text, reason=answer.reason_phrase, url=url
        )

    def _send(self, method: str, url: str, data: bytes, headers: Mapping[str, str]) -> httpx.Response:
        if time.monotonic() > self._until:
            raise Unreachable("The server takes too long for all that it is asked.")
        self.requests += 1
        self._client.cookies.clear()
        try:
            return self._client.request(method, url, content=data, headers=dict(headers), auth=self._auth)
        except NotReachableError as error:
            raise OutOfReach(str(error)) from error
        except (httpx.InvalidURL, UnicodeError) as error:
            raise Refused("The address cannot be used.") from error
        except (OSError, httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpx.DecodingError) as error:
            raise Unreachable(words_for(error, seconds=self._seconds)) from error


def failure(answer: httpx.Response) -> Exception:
    """Return what an answer that is no success means.  Nothing of its text is kept: it may quote what was sent."""
    status = answer.status_code
    wait = retry_after(answer.headers.get("retry-after", ""))
    if status == HTTPStatus.UNAUTHORIZED:
        return AuthorizationLost("The server does not accept the name and password.")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Throttled("The server asks for fewer requests (HTTP 429).", retry_after=wait)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.NOT_IMPLEMENTED:
        return Unreachable(
            "The server's storage is full (HTTP 507)." if status == HTTPStatus.INSUFFICIENT_STORAGE else f"The server fails (HTTP {status}).", retry_after=wait
        )
    return AnsweredWithError(status, frozenset(parse_preconditions(answer.content)))


def _sent_on(url: str, location: str) -> str:
    """Return where a redirect leads; never from TLS to the clear, where the password would be read on the way."""
    onward = urljoin(url, location)
    if urlsplit(url).scheme == "https" and urlsplit(onward).scheme != "https":
        raise Refused("The server sends us on to an address without TLS.")
    return onward
