"""The verbs of the Data API that the edge uses: one method each, on a supabase client with the schema `api`."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Self

import httpx
from postgrest import APIError, SyncPostgrestClient

from python_functions.errors import BookingError, DataApiUnavailable
from supabase import Client, ClientOptions, create_client


class DataApi:
    """
    A caller of the Data API under one key.  Safe to share between threads.

    Every method raises the `BookingError` that the answer names, and `DataApiUnavailable` when there is no answer.
    """

    def __init__(self, client: Client | SyncPostgrestClient) -> None:
        """Use *client*, whose schema has to be `api`."""
        self._client = client

    @classmethod
    def connect(cls, url: str, *, key: str, timeout: float = 10) -> Self:
        """Return a caller of *url* under *key*; each request may take *timeout* seconds.  Sends nothing yet."""
        options = ClientOptions(
            schema="api",
            httpx_client=httpx.Client(timeout=timeout, event_hooks={"response": [_raise_for_server_error]}),
            postgrest_client_retry=False,
            auto_refresh_token=False,
            persist_session=False,
        )
        return cls(create_client(url, key, options=options))

    @classmethod
    def callers(cls, url: str, *, key: str, timeout: float) -> Callable[[str], Self]:
        """
        Return what makes a caller in the name of whoever holds an access token.

        *key* is the publishable one: whatever happens to the token on its way, nothing here ever runs with rights of our own.
        """
        http = httpx.Client(timeout=timeout, event_hooks={"response": [_raise_for_server_error]})

        def as_caller(token: str) -> Self:
            headers = {"apikey": key, "Authorization": f"Bearer {token}"}
            return cls(SyncPostgrestClient(f"{url}/rest/v1", schema="api", headers=headers, http_client=http, retry_enabled=False))

        return as_caller

    def register_booking_token(self, booking_id: str, *, token_hash: str, expires_at: datetime) -> None:
        """Make a link's token good for one booking until *expires_at*; the database sees its SHA-256 only."""
        self.call("register_booking_token", booking_id=booking_id, token_hash=token_hash, expires_at=expires_at.isoformat())

    def register_invitation_token(self, invitation_id: str, *, token_hash: str, expires_at: datetime) -> None:
        """Make a link's token good for one invitation until *expires_at*."""
        self.call("register_invitation_token", invitation_id=invitation_id, token_hash=token_hash, expires_at=expires_at.isoformat())

    def register_waitlist_token(self, entry_id: str, *, token_hash: str, expires_at: datetime) -> None:
        """Make a link's token good for one wish of the waitlist until *expires_at*."""
        self.call("register_waitlist_token", entry_id=entry_id, token_hash=token_hash, expires_at=expires_at.isoformat())

    def note_provider_event(self, *, provider: str, provider_event_id: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Keep what a mail provider reports; the answer's `noted` says whether it was new.  Safe to repeat."""
        return self.call("note_provider_event", provider=provider, provider_event_id=provider_event_id, payload=payload)

    def outbox_metrics(self) -> dict[str, Any]:
        """How the outbox stands: what waits, what ended within a day, how old the oldest is."""
        return self.call("outbox_metrics")

    def register_unsubscribe_token(self, event_id: str, *, token_hash: str) -> None:
        """Make a link's token good for ending mail of the message's kind to its recipient."""
        self.call("register_unsubscribe_token", event_id=event_id, token_hash=token_hash)

    def unsubscribe_by_token(self, token: str) -> None:
        """End mail of the kind that the link came with.  Safe to repeat."""
        self.call("unsubscribe_by_token", token=token)

    def read_calendar_feed(self, token_hash: str, *, known_version: str | None, requester: str | None) -> dict[str, Any]:
        """Return what a feed shows, without its calendar when that is still of *known_version*."""
        return self.call("read_calendar_feed", token_hash=token_hash, known_version=known_version, requester=requester)

    def data_key(self, organization_id: str, *, key_id: str | None = None) -> dict[str, Any] | None:
        """Return an organization's current data key, wrapped, or the one of that id; None when there is none."""
        return self.call("data_key", organization_id=organization_id, key_id=key_id)

    def register_data_key(self, organization_id: str, *, key_id: str, master_key_id: str, wrapped: str, replaces: str | None = None) -> dict[str, Any]:
        """Make a wrapped key the current one unless there is another than *replaces*; returns the current one."""
        arguments = {"key_id": key_id, "master_key_id": master_key_id, "wrapped": wrapped, "replaces": replaces}
        return self.call("register_data_key", organization_id=organization_id, **arguments)

    def data_keys_to_rewrap(self, master_key_id: str, *, after: str | None, batch_size: int) -> list[dict[str, Any]]:
        """Return some of the data keys that another master key wraps, by id."""
        return self.call("data_keys_to_rewrap", master_key_id=master_key_id, after=after, batch_size=batch_size)

    def rewrap_data_key(self, key_id: str, *, from_master_key_id: str, to_master_key_id: str, wrapped: str) -> dict[str, Any]:
        """Store a data key under another master key, if nobody did so before.  Safe to repeat."""
        arguments = {"from_master_key_id": from_master_key_id, "to_master_key_id": to_master_key_id, "wrapped": wrapped}
        return self.call("rewrap_data_key", key_id=key_id, **arguments)

    def tick(self) -> dict[str, Any]:
        """Let the database do what is due by the clock; the answer counts what it did."""
        return self.call("tick")

    def apply_retention(self) -> dict[str, Any]:
        """End a little of what an organization no longer keeps; {} when there is nothing to look at."""
        return self.call("apply_retention")

    def refresh_figures(self) -> dict[str, Any]:
        """Let the days' figures hear what has happened; the answer counts what they heard, 1000 at most at once."""
        return self.call("refresh_figures")

    def ping(self) -> None:
        """Ask for one public row, to learn whether the Data API and its database answer this key."""
        self.rows("organizations", columns="organization_id", limit=1)

    def call(self, verb: str, **arguments: Any) -> Any:  # noqa: ANN401 - JSON
        """Call any verb by its name and return its JSON."""
        return _answer(partial(self._execute, self._client.rpc(verb, arguments)))

    def rows(self, view: str, *, columns: str = "*", limit: int = 1000, **equal: Any) -> list[dict[str, Any]]:  # noqa: ANN401
        """Return up to *limit* rows of *view* whose columns equal the given values."""
        query = self._client.table(view).select(columns).limit(limit)
        for column, value in equal.items():
            query = query.eq(column, value)
        return _answer(partial(self._execute, query))

    @staticmethod
    def _execute(request: Any) -> Any:  # noqa: ANN401 - the builders of postgrest share no public type
        return request.execute().data


def _answer(ask: Callable[[], Any]) -> Any:  # noqa: ANN401 - JSON
    try:
        return ask()
    except APIError as error:
        raise BookingError.from_answer(error.json()) from error
    except httpx.HTTPStatusError as error:
        status = error.response.status_code
        raise DataApiUnavailable(status, "unavailable", f"The Data API answered {status}.") from error
    except httpx.HTTPError as error:
        raise DataApiUnavailable(503, "unavailable", f"The Data API did not answer: {type(error).__name__}.") from error


def _raise_for_server_error(answer: httpx.Response) -> None:
    """Stop answers of 500 and above here: what comes out of the SDK has lost its status, and may be no JSON at all."""
    if answer.is_server_error:
        answer.raise_for_status()
