"""The way to Google: HTTP for google-api-python-client and google-auth over one pool of connections, with access tokens that are kept while they last."""

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import google.auth.transport
import httplib2
import httpx
from google.auth.exceptions import GoogleAuthError
from google.oauth2.credentials import Credentials

from python_functions.calendars.backoff import seconds_of
from python_functions.calendars.errors import AuthorizationLost, Throttled, Unreachable
from python_functions.calendars.google_app import GoogleApp

UNAUTHORIZED = 401
TOO_MANY = 429
TROUBLE = 500


@dataclass
class Access:
    """
    What one refresh token led to: the refresh token that is good now, and an access token with the (naive UTC) time of its end.

    *kept* is the refresh token that was last kept, and *keep* keeps another in its place.
    """

    refresh_token: str
    kept: str
    keep: Callable[[str], None] | None = None
    token: str | None = None
    expiry: datetime | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class AccessTokens:
    """Access tokens by the refresh token they were got with, so that an hour's work needs one.  Safe to share between threads."""

    _found: dict[bytes, Access] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, refresh_token: str) -> Access:
        """Return what is known for *refresh_token*, also for one that was exchanged for another meanwhile."""
        with self._lock:
            return self._found.setdefault(_name(refresh_token), Access(refresh_token, kept=refresh_token))

    def rotated(self, access: Access) -> None:
        """Let the new refresh token lead to the same access."""
        with self._lock:
            self._found[_name(access.refresh_token)] = access

    def forget(self, access: Access) -> None:
        """Keep nothing of it."""
        with self._lock:
            for name in [name for name, each in self._found.items() if each is access]:
                del self._found[name]


class GoogleWire:
    """
    Authorized HTTP for one account: what google-api-python-client takes for an `httplib2.Http`.

    One request is one request: httplib2's own would send some a second time when a connection breaks, and Google would make two
    calendars of one.  *rotated* is told of a new refresh token before anything is done with it, and
    once more by the next who asks where it could not keep it.
    """

    def __init__(self, app: GoogleApp, client: httpx.Client, tokens: AccessTokens, *, refresh_token: str, rotated: Callable[[str], None] | None = None) -> None:
        """Use *client*'s connections and timeouts."""
        self._app, self._client, self._tokens = app, client, tokens
        self._access = tokens.of(refresh_token)
        with self._access.lock:
            # Whoever comes with one that was exchanged since then does not know what it is kept as by now.
            if rotated is not None and self._access.refresh_token == refresh_token:
                self._access.keep = rotated

    def request(
        self, uri: str, method: str = "GET", body: str | bytes | None = None, headers: Mapping[str, str] | None = None, **_: object
    ) -> tuple[httplib2.Response, bytes]:
        """Carry out one request; an access token that Google does not know is replaced once.  Raises `Unreachable` and `AuthorizationLost`."""
        token = self._token(instead_of=None)
        response = self._send(method, uri, body, {**(headers or {}), "Authorization": f"Bearer {token}"})
        if response.status_code == UNAUTHORIZED:
            token = self._token(instead_of=token)
            response = self._send(method, uri, body, {**(headers or {}), "Authorization": f"Bearer {token}"})
        told = httplib2.Response({**{name.lower(): value for name, value in response.headers.items()}, "status": str(response.status_code)})
        told.reason = response.reason_phrase
        return told, response.content

    def revoke(self) -> None:
        """Give the grant back.  A token that Google does not know any more is given back already."""
        response = self._send("POST", self._app.revoke_url, None, {}, data={"token": self._access.refresh_token})
        self._tokens.forget(self._access)
        _no_trouble(response)

    def _token(self, *, instead_of: str | None) -> str:
        """Return an access token that lasts, another one than *instead_of*.  Threads that need one at once get one."""
        access = self._access
        with access.lock:
            credentials = Credentials(
                access.token,
                refresh_token=access.refresh_token,
                token_uri=self._app.token_url,
                client_id=self._app.client_id,
                client_secret=self._app.client_secret,
                expiry=access.expiry,
            )
            if not credentials.valid or credentials.token == instead_of:
                self._refresh(credentials)
            if access.keep is not None and access.kept != access.refresh_token:
                access.keep(access.refresh_token)
                access.kept = access.refresh_token
            return str(credentials.token)

    def _refresh(self, credentials: Credentials) -> None:
        access = self._access
        try:
            credentials.refresh(self._ask_for_token)
        except GoogleAuthError as error:
            # Without what Google said: it may repeat what it was sent.
            word = error.args[1].get("error") if len(error.args) > 1 and isinstance(error.args[1], dict) else None
            if word in {"invalid_grant", "unauthorized_client"}:
                self._tokens.forget(access)
                raise AuthorizationLost("Google does not let us into this account any more.") from None
            raise Unreachable(f"Google gave no access token: {word or type(error).__name__}.") from None
        access.token, access.expiry = credentials.token, credentials.expiry
        if credentials.refresh_token and credentials.refresh_token != access.refresh_token:
            access.refresh_token = credentials.refresh_token
            self._tokens.rotated(access)

    def _ask_for_token(
        self, url: str, method: str = "GET", body: bytes | None = None, headers: Mapping[str, str] | None = None, **_: object
    ) -> google.auth.transport.Response:
        """What google-auth takes for its transport.  Google's own troubles are told as such here, so that there is one way of asking again: ours."""
        response = self._send(method, url, body, dict(headers or {}))
        _no_trouble(response)
        return _TokenAnswer(response)

    def _send(self, method: str, url: str, body: str | bytes | None, headers: dict[str, str], **more: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own
        try:
            return self._client.request(method, url, content=body, headers=headers, **more)
        except httpx.TimeoutException as error:
            raise Unreachable("Google did not answer in time.") from error
        except httpx.HTTPError as error:
            raise Unreachable(f"Google cannot be reached: {type(error).__name__}.") from error


class _TokenAnswer(google.auth.transport.Response):
    """An answer as google-auth reads it."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self._response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers."""
        return self._response.headers

    @property
    def data(self) -> bytes:
        """The body."""
        return self._response.content


def _no_trouble(response: httpx.Response) -> None:
    after = seconds_of(response.headers.get("Retry-After"))
    if response.status_code == TOO_MANY:
        raise Throttled("Google has enough of our asking for tokens.", retry_after=after)
    if response.status_code >= TROUBLE:
        raise Unreachable(f"Google has trouble with tokens: {response.status_code}.", retry_after=after)


def _name(refresh_token: str) -> bytes:
    return hashlib.sha256(refresh_token.encode()).digest()
