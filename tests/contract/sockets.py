"""A client of Realtime that says exactly what a test tells it to, in either version of the protocol."""

from __future__ import annotations

import itertools
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from websockets.sync.client import ClientConnection, connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Stack

PATIENCE_SECONDS = 10
VERSIONS = ("1.0.0", "2.0.0")
PRIVATE = {"config": {"broadcast": {"ack": False, "self": False}, "presence": {"key": "", "enabled": False}, "postgres_changes": [], "private": True}}


@dataclass(frozen=True)
class Heard:
    """One message from the server, whichever way it was written."""

    topic: str
    event: str
    payload: dict[str, Any]
    ref: str | None = None
    join_ref: str | None = None


@dataclass
class Socket:
    """One open socket; `ask` waits for the answer to what it sent, `hear` for whatever comes next."""

    connection: ClientConnection
    version: str
    refs: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def join(self, topic: str, access_token: str | None = None, **config: Any) -> Heard:  # noqa: ANN401 - JSON
        """Join a private topic, unless *config* says something else; return the answer."""
        payload = {"config": PRIVATE["config"] | config} | ({"access_token": access_token} if access_token else {})
        return self.ask(f"realtime:{topic}", "phx_join", payload)

    def ask(self, topic: str, event: str, payload: dict[str, Any] | None = None) -> Heard:
        """Send a message and return the reply to it; nothing else may come between."""
        ref = self.send(topic, event, payload)
        heard = self.hear()
        assert (heard.event, heard.ref) == ("phx_reply", ref), heard
        return heard

    def send(self, topic: str, event: str, payload: dict[str, Any] | None = None, *, join_ref: str | None = None) -> str:
        """Send a message; return its ref.  A join is its own join_ref."""
        ref = str(next(self.refs))
        join_ref = join_ref or (ref if event == "phx_join" else None)
        if self.version == "2.0.0":
            self.connection.send(json.dumps([join_ref, ref, topic, event, payload or {}]))
        else:
            self.connection.send(json.dumps({"topic": topic, "event": event, "payload": payload or {}, "ref": ref, "join_ref": join_ref}))
        return ref

    def hear(self, *, seconds: float = PATIENCE_SECONDS) -> Heard:
        """Return the next message; raises `TimeoutError` when none comes, `ConnectionClosed` when the server hangs up."""
        frame = self.connection.recv(timeout=seconds)
        if isinstance(frame, bytes):
            return _broadcast(frame)
        if self.version == "2.0.0":
            join_ref, ref, topic, event, payload = json.loads(frame)
            return Heard(topic, event, payload, ref, join_ref)
        parts = json.loads(frame)
        return Heard(parts["topic"], parts["event"], parts["payload"], parts["ref"], parts["join_ref"])


def _broadcast(frame: bytes) -> Heard:
    """Read a broadcast as version 2 writes it: kind 4, three lengths, the encoding, topic, event, metadata, payload."""
    kind, *lengths, encoding = frame[:5]
    assert (kind, encoding) == (4, 1)
    parts, start = [], 5
    for length in lengths:
        parts.append(frame[start : start + length].decode())
        start += length
    topic, event, meta = parts
    payload = {"type": "broadcast", "event": event, "payload": json.loads(frame[start:]), "meta": json.loads(meta)}
    return Heard(topic, "broadcast", payload)


@contextmanager
def socket_to(stack: Stack, *, version: str = "2.0.0", key: str | None = None) -> Iterator[Socket]:
    """Open a socket as every client of Supabase does: by the project's key in the query."""
    query = urlencode({"apikey": key or stack.supabase_publishable_key, "vsn": version})
    url = f"{stack.supabase_url.replace('http', 'ws', 1)}/realtime/v1/websocket?{query}"
    with connect(url, open_timeout=PATIENCE_SECONDS, max_size=None) as connection:
        yield Socket(connection, version)
