"""Channels: who watches what, and the real HTTP requests that tell them of changes, also those that are lost, doubled, or late."""

from __future__ import annotations

import queue
import re
import threading
import time
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from tests.google.problems import Problem, not_found

if TYPE_CHECKING:
    from tests.google.store import Calendar

DEFAULT_SECONDS = 7 * 24 * 3600
MOST_SECONDS = 30 * 24 * 3600
AGAIN_AFTER = (0.2, 0.5, 1, 2)
BUSY = {500, 502, 503, 504}


@dataclass
class Channel:
    """Somebody who watches the events of a calendar."""

    channel_id: str
    resource_id: str
    calendar_id: str
    address: str
    token: str | None
    ends: float
    grant: object
    number: int = 0


@dataclass(frozen=True)
class Push:
    """A message to a channel, and how its address answered; None while it is under way, 0 where nobody did."""

    channel_id: str
    number: int
    state: str
    status: int | None


@dataclass
class Pushes:
    """All channels.  The next messages may be lost or doubled; those that are held come when they are released, the last one first."""

    root: str
    lose: int = 0
    double: int = 0
    holding: bool = False
    # Google asks that the address's domain be verified as the application's own.
    verified: bool = True
    channels: dict[str, Channel] = field(default_factory=dict)
    sent: list[Push] = field(default_factory=list)
    lost: int = 0
    _held: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    _queue: queue.Queue[tuple[str, dict[str, str], str] | None] = field(default_factory=queue.Queue)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def watch(self, calendar: Calendar, body: dict[str, Any], grant: object) -> dict[str, Any]:
        """calendar.events.watch: the first message of a channel has the state sync."""
        channel_id, address, token = body.get("id", ""), body.get("address", ""), body.get("token")
        parts = urlsplit(address)
        if not re.fullmatch(r"[A-Za-z0-9\-_+/=]{1,64}", channel_id):
            raise Problem(400, "channelIdInvalid", "Channel id is invalid.")
        if body.get("type") not in {"web_hook", "webhook"}:
            raise Problem(400, "channelUnknown", "Unknown channel type.")
        if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost"}:
            raise Problem(400, "push.webhookUrlNotHttps", f"WebHook callback must be HTTPS: {address}")
        if not self.verified:
            raise Problem(401, "push.webhookUrlUnauthorized", f"Unauthorized WebHook callback channel: {address}")
        if len(token or "") > 256:
            raise Problem(400, "channelTokenInvalid", "Channel token is too long.")
        with self._lock:
            if channel_id in self.channels:
                raise Problem(400, "channelIdNotUnique", f"Channel id {channel_id} not unique")
            seconds = min(int(body.get("params", {}).get("ttl", DEFAULT_SECONDS)), MOST_SECONDS)
            if "expiration" in body:
                seconds = min(int(body["expiration"]) / 1000 - time.time(), MOST_SECONDS)
            resource_id = f"r{abs(hash(calendar.calendar_id)):x}"
            channel = Channel(channel_id, resource_id, calendar.calendar_id, address, token, time.time() + seconds, grant)
            self.channels[channel_id] = channel
            self._send(channel, "sync")
        answer = {
            "kind": "api#channel",
            "id": channel_id,
            "resourceId": resource_id,
            "resourceUri": self._uri(channel),
            "expiration": str(int(channel.ends * 1000)),
        }
        return {**answer, "token": token} if token else answer

    def stop(self, body: dict[str, Any]) -> None:
        """calendar.channels.stop."""
        with self._lock:
            channel = self.channels.get(body.get("id", ""))
            if channel is None or channel.resource_id != body.get("resourceId"):
                raise not_found()
            del self.channels[channel.channel_id]

    def changed(self, calendar_id: str) -> None:
        """Tell everybody who watches the calendar, as long as their channel has not ended."""
        with self._lock:
            for channel in list(self.channels.values()):
                if channel.ends <= time.time() or getattr(channel.grant, "revoked", False):
                    del self.channels[channel.channel_id]
                elif channel.calendar_id == calendar_id:
                    self._send(channel, "exists")

    def hold(self) -> None:
        """Keep the messages that come from now on."""
        with self._lock:
            self.holding = True

    def release(self) -> None:
        """Send what was kept, the last one first."""
        with self._lock:
            self.holding = False
            for each in reversed(self._held):
                self._queue.put(each)
            self._held.clear()

    def expire(self) -> None:
        """End every channel, as their time does; nobody is told."""
        with self._lock:
            self.channels.clear()

    def run(self) -> None:
        """Send messages one after the other, until `close`.  An address that is busy is asked again a few times, as Google does."""
        client: httpx.Client | None = None
        while (message := self._queue.get()) is not None:
            client = client or httpx.Client(timeout=10)
            self._deliver(client, *message)
            self._queue.task_done()
        if client is not None:
            client.close()

    def close(self) -> None:
        """Send nothing more."""
        self._queue.put(None)

    def settle(self) -> None:
        """Wait until everything that is under way has arrived or failed."""
        self._queue.join()

    def _deliver(self, client: httpx.Client, address: str, headers: dict[str, str], state: str) -> None:
        status = 0
        for pause in (*AGAIN_AFTER, 0):
            try:
                status = client.post(address, headers=headers).status_code
            except httpx.HTTPError:
                break
            if status not in BUSY:
                break
            time.sleep(pause)
        self.sent.append(Push(headers["X-Goog-Channel-ID"], int(headers["X-Goog-Message-Number"]), state, status))

    def _send(self, channel: Channel, state: str) -> None:
        channel.number += 1 if state == "sync" else 10
        headers = {
            "X-Goog-Channel-ID": channel.channel_id,
            "X-Goog-Message-Number": str(channel.number),
            "X-Goog-Resource-ID": channel.resource_id,
            "X-Goog-Resource-State": state,
            "X-Goog-Resource-URI": self._uri(channel),
            "X-Goog-Channel-Expiration": formatdate(channel.ends, usegmt=True),
        }
        if channel.token:
            headers["X-Goog-Channel-Token"] = channel.token
        message = (channel.address, headers, state)
        if self.lose > 0:
            self.lose, self.lost = self.lose - 1, self.lost + 1
            return
        copies = 2 if self.double > 0 else 1
        self.double = max(0, self.double - 1)
        for _ in range(copies):
            if self.holding:
                self._held.append(message)
            else:
                self._queue.put(message)

    def _uri(self, channel: Channel) -> str:
        return f"{self.root}/calendar/v3/calendars/{channel.calendar_id}/events?alt=json&unique={uuid4().hex[:8]}"
