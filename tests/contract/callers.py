"""Somebody who calls the Data API through supabase-py, and what they are answered."""

from __future__ import annotations

import itertools
import json
import secrets
import ssl
from dataclasses import dataclass
from typing import Any

import httpx
from postgrest.exceptions import APIError

from supabase import Client, ClientOptions, create_client

# Each caller has a network address of its own on the loopback net, so that nobody uses up another's rate limit.
# A stack that is kept between runs remembers the addresses of the last one: begin somewhere else.
_ADDRESSES = itertools.count(secrets.randbelow(10_000_000))


@dataclass(frozen=True)
class Refusal:
    """An answer that refuses: its HTTP status and the four fields of its body."""

    status: int
    code: str | None
    message: str
    details: str | None
    hint: str | None
    retry_after: str | None

    @property
    def word(self) -> str:
        """Our error word; "denied" where the grants or policies refuse; otherwise the database's own code."""
        if (self.code or "").startswith("PT"):
            return self.message
        return "denied" if self.code == "42501" else str(self.code)

    @property
    def way_on(self) -> dict[str, Any]:
        """The hint of a conflict over time, which is JSON."""
        return json.loads(self.hint or "")


class Caller:
    """One client of supabase-py, with the last answer it got kept beside it."""

    def __init__(self, url: str, *, key: str, access_token: str | None = None) -> None:
        """*key*: the publishable or the secret one; *access_token*: of a signed-in user."""
        number = next(_ADDRESSES)
        address = f"127.{1 + number // 62500 % 250}.{1 + number // 250 % 250}.{1 + number % 250}"
        self.answer: httpx.Response | None = None
        self.http = httpx.Client(
            # Without the world's certificates, which take longer to read than most calls: the stack speaks plain HTTP.
            transport=httpx.HTTPTransport(local_address=address, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)),
            event_hooks={"response": [self._keep]},
            timeout=30,
        )
        headers = {"Authorization": f"Bearer {access_token}"} if access_token else {}
        self._rest = f"{url}/rest/v1"
        self._headers = {"apikey": key, "Accept-Profile": "api", "Content-Profile": "api"} | headers
        self.client: Client = create_client(
            url, key, options=ClientOptions(schema="api", auto_refresh_token=False, persist_session=False, headers=headers, httpx_client=self.http)
        )

    def _keep(self, answer: httpx.Response) -> None:
        self.answer = answer

    def call(self, verb: str, /, **arguments: Any) -> Any:  # noqa: ANN401 - JSON
        """Call a verb and return what it answers; raises `postgrest.APIError` when it refuses."""
        return self.client.rpc(verb, arguments).execute().data

    def refused(self, verb: str, /, **arguments: Any) -> Refusal:  # noqa: ANN401 - JSON
        """Call a verb that must refuse, and return how it did."""
        return self.refusal_of(self.client.rpc(verb, arguments))

    def view(self, name: str) -> Any:  # noqa: ANN401 - a request builder of supabase-py
        """Begin a request on a view."""
        return self.client.table(name)

    def rows(self, view: str, /, **equal: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
        """All rows of a view that the caller sees, where the columns *equal* what is given."""
        return self.where(self.client.table(view).select("*"), **equal).execute().data

    @staticmethod
    def where(request: Any, **equal: Any) -> Any:  # noqa: ANN401 - a request builder of supabase-py
        """Narrow a request to the rows whose columns *equal* what is given."""
        for column, value in equal.items():
            request = request.eq(column, value)
        return request

    def insert(self, view: str, /, **row: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        """Insert one row through a view and return it."""
        return self.client.table(view).insert(row).execute().data[0]

    def raw(self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own
        """Send what supabase-py would never send; *path* is one below /rest/v1/."""
        return self.http.request(method, f"{self._rest}/{path}", headers=self._headers | (headers or {}), **more)

    def refusal_of(self, request: Any) -> Refusal:  # noqa: ANN401 - a request builder of supabase-py
        """Send a request that must be refused, and return how it was."""
        try:
            data = request.execute().data
        except APIError as error:
            assert self.answer is not None
            return Refusal(self.answer.status_code, error.code, str(error.message), error.details, error.hint, self.answer.headers.get("Retry-After"))
        message = f"It was not refused, but answered {data!r}."
        raise AssertionError(message)

    def outcome_of(self, request: Any) -> str:  # noqa: ANN401 - a request builder of supabase-py
        """Send a request; return "ok", "nothing" when it reached no row, or the word of the refusal."""
        sent: list[Any] = []
        try:
            sent = request.execute().data
        except APIError as error:
            code = error.code or ""
            return str(error.message) if code.startswith("PT") else "denied" if code == "42501" else code
        return "nothing" if sent == [] else "ok"
