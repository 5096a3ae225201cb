"""Channels at Google: they tell of every change, and can be ended; what they tell arrives as real requests."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from python_functions.calendars.errors import CalendarGone, Refused
from tests.calendars.conftest import Account, booked

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "kept by Google, and told with every message"  # noqa: S105 - of these tests only


@dataclass
class Ear:
    """An address for pushes, and the headers of all that came."""

    address: str
    heard: list[dict[str, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def numbers(self) -> list[int]:
        """Return the messages' numbers as they came."""
        return [int(each["x-goog-message-number"]) for each in self.heard]


@contextmanager
def ear() -> Iterator[Ear]:
    """Listen on a port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.heard.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(found.answers.pop(0) if found.answers else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep no log."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    found = Ear(f"http://127.0.0.1:{server.server_address[1]}/api/google/webhook")
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def listening() -> Iterator[Ear]:
    """Give an address that listens."""
    with ear() as found:
        yield found


@pytest.mark.req("SC-2.4", "SC-2.5")
def test_a_change_is_told_with_our_channel_and_our_token_until_it_is_stopped(account: Account, listening: Ear) -> None:
    channel_id = str(uuid4())
    channel = account.calendar.watch(account.calendar_id, channel_id=channel_id, token=TOKEN, address=listening.address, seconds=3600)
    assert channel is not None
    assert abs(channel.expires_at - datetime.now(UTC) - timedelta(hours=1)) < timedelta(minutes=1)
    remote_id = account.put(booked())
    account.ada.shift(remote_id, minutes=15)
    account.google.pushes.settle()
    account.calendar.stop(channel_id, channel.resource_id)
    account.calendar.stop(channel_id, channel.resource_id)
    account.ada.remove(remote_id)
    account.google.pushes.settle()

    assert [each["x-goog-resource-state"] for each in listening.heard] == ["sync", "exists", "exists"]
    assert {(each["x-goog-channel-id"], each["x-goog-channel-token"], each["x-goog-resource-id"]) for each in listening.heard} == {
        (channel_id, TOKEN, channel.resource_id)
    }


@pytest.mark.req("SC-2.4")
def test_pushes_get_lost_come_twice_late_and_again_after_a_refusal(account: Account, listening: Ear) -> None:
    pushes = account.google.pushes
    account.calendar.watch(account.calendar_id, channel_id="c", token=TOKEN, address=listening.address, seconds=60)
    remote_id = account.put(booked())
    pushes.lose = 1
    account.ada.shift(remote_id, minutes=15)
    pushes.double = 1
    account.ada.shift(remote_id, minutes=15)
    pushes.hold()
    account.ada.shift(remote_id, minutes=15)
    account.ada.shift(remote_id, minutes=15)
    pushes.release()
    pushes.settle()
    assert listening.numbers() == [1, 11, 31, 31, 51, 41]

    listening.answers = [503]
    account.ada.shift(remote_id, minutes=15)
    pushes.settle()
    assert listening.numbers()[6:] == [61, 61]
    pushes.expire()
    account.ada.shift(remote_id, minutes=15)
    pushes.settle()
    assert len(listening.heard) == 8


@pytest.mark.req("SC-2.4")
def test_where_google_cannot_tell_we_are_told_to_poll(account: Account) -> None:
    def watch(address: str, channel_id: str = "x") -> object:
        return account.calendar.watch(account.calendar_id, channel_id=channel_id, token=TOKEN, address=address, seconds=60)

    assert watch("http://edge.example/api/google/webhook") is None, "no HTTPS"
    account.google.pushes.verified = False
    assert watch("https://edge.example/api/google/webhook") is None, "a domain that is not verified"
    account.google.pushes.verified = True
    account.google.faults.fail("calendar.events.watch", 400, "pushNotSupportedForRequestedResource")
    assert watch("https://edge.example/api/google/webhook") is None
    assert account.calendar.watch("ada@example.test", channel_id="x", token=TOKEN, address="http://127.0.0.1:1/x", seconds=60) is None, "of her own calendar"
    assert watch("http://127.0.0.1:1/x") is not None
    with pytest.raises(Refused, match="channelIdNotUnique"):
        watch("http://127.0.0.1:1/x")
    account.ada.delete_calendar()
    with pytest.raises(CalendarGone):
        watch("http://127.0.0.1:1/x", "y")
