"""Those who call verbs, in SQL or over HTTP: the same words either way, and how long each answer took."""

from __future__ import annotations

import json
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any, Protocol
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a verb said: *word* is "ok", a word of `app.error_words` or, for an accident, the error's own message."""

    word: str
    body: Any
    seconds: float


class Caller(AbstractContextManager, Protocol):
    """Calls a verb by its name with its JSON words; a context, for the connection it holds."""

    def __call__(self, verb: str, **arguments: object) -> Answer: ...


class SqlCaller(Caller):
    """One connection to the database; each call is a transaction.  No request headers, so no limits by address."""

    def __init__(self, url: str) -> None:
        """Connect."""
        self.connection = psycopg.connect(url, autocommit=True)

    def __call__(self, verb: str, **arguments: object) -> Answer:
        """Call a verb that returns JSON."""
        given = [Jsonb(value) if isinstance(value, dict) else value for value in arguments.values()]
        words = sql.SQL(", ").join(sql.SQL("{} => %s").format(sql.Identifier(name)) for name in arguments)
        statement = sql.SQL("select api.{}({})").format(sql.Identifier(verb), words)
        began = time.perf_counter()
        try:
            body = self.connection.execute(statement, given).fetchone()[0]
        except psycopg.Error as error:
            message = error.diag.message_primary or str(error)
            # With a Retry-After header the same fields travel as JSON.
            body = json.loads(message) if error.sqlstate == "PGRST" else {"code": error.sqlstate, "message": message}
        return Answer(word=_word(body), body=body, seconds=time.perf_counter() - began)

    def __exit__(self, *_about: object) -> None:
        """Disconnect."""
        self.connection.close()


class HttpCaller(Caller):
    """
    One visitor's connection to the Data API, from an address of its own: what one place may hold is limited.

    The standard library's client, since a bigger one spends more time on a call than the server does.
    """

    def __init__(self, env: dict[str, str], *, address: str) -> None:
        """Make ready; the connection opens with the first call."""
        where = urlsplit(env["SUPABASE_URL"])
        self.connection = HTTPConnection(where.hostname, where.port, source_address=(address, 0), timeout=60)
        self.headers = {"apikey": env["SUPABASE_PUBLISHABLE_KEY"], "Content-Profile": "api", "Content-Type": "application/json"}

    def __call__(self, verb: str, **arguments: object) -> Answer:
        """Call a verb."""
        began = time.perf_counter()
        try:
            self.connection.request("POST", f"/rest/v1/rpc/{verb}", body=json.dumps(arguments, default=str).encode(), headers=self.headers)
            body = json.loads(self.connection.getresponse().read())
        except (OSError, HTTPException, ValueError) as error:
            self.connection.close()
            body = {"code": "HTTP", "message": f"{type(error).__name__}: {error}"}
        return Answer(word=_word(body), body=body, seconds=time.perf_counter() - began)

    def __exit__(self, *_about: object) -> None:
        """Close the connection."""
        self.connection.close()


def _word(body: object) -> str:
    # Some verbs return an error's four fields and set the status, since what they did must be kept.
    return str(body["message"]) if isinstance(body, dict) and body.get("code") else "ok"
