"""The feed's address as a calendar app asks it: over HTTP, on the running stack."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from python_functions.app import create_app
from python_functions.config import Config
from python_functions.data_api import DataApi
from python_functions.errors import NotAllowed

from .test_config import COMPLETE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

    from tests.conftest import Stack

    from .conftest import Visitor
    from .judges.bench import Judges

SECRET = "0" * 64


@pytest.fixture
def calendar_app(stack: Stack) -> Iterator[httpx.Client]:
    """Ask the stack's edge as Outlook or Apple Calendar do."""
    with httpx.Client(base_url=stack.edge_url, trust_env=False) as client:
        yield client


@pytest.fixture
def token(visitor: Visitor) -> str:
    """Make a feed of the visitor's practice."""
    answer = visitor.practice.admin.rpc("create_calendar_feed", {"practitioner_id": visitor.practice.practitioner_id}).execute().data
    return answer["token"]


@pytest.mark.req("SC-1.10", "SC-2.6")
def test_a_calendar_app_subscribes(calendar_app: httpx.Client, token: str, visitor: Visitor, judges: Judges) -> None:
    """Book, move, cancel: the calendar follows, and asks cheaply while nothing happens."""
    address = f"/calendar/{token}.ics"
    empty = calendar_app.get(address)
    booked = visitor.book()
    first = calendar_app.get(address)
    (event,) = judges.read(first.content).events
    assert (empty.status_code, first.status_code) == (200, 200)
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert first.headers["Cache-Control"] == "private, max-age=300"
    assert event.starts_at == datetime.fromisoformat(booked["starts_at"])
    assert event.summary == f"Appointment {booked['reference']}"
    assert visitor.email not in first.text
    assert "Desjardins" not in first.text
    assert first.headers["ETag"] != empty.headers["ETag"]

    again = calendar_app.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert calendar_app.get(address, headers={"If-None-Match": f'"other", W/{first.headers["ETag"]}'}).status_code == 304
    assert calendar_app.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    assert calendar_app.get(address, headers={"If-Modified-Since": empty.headers["Last-Modified"]}).status_code == 200

    visitor.practice.admin.rpc("cancel_booking", {"booking_id": booked["booking_id"]}).execute()
    gone = calendar_app.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert gone.status_code == 200
    assert b"VEVENT" not in gone.content
    assert gone.headers["ETag"] != first.headers["ETag"]
    assert parsedate_to_datetime(gone.headers["Last-Modified"]) > parsedate_to_datetime(first.headers["Last-Modified"])


def test_a_head_says_the_same_without_the_calendar(calendar_app: httpx.Client, token: str) -> None:
    got, head = calendar_app.get(f"/calendar/{token}.ics"), calendar_app.head(f"/calendar/{token}.ics")
    assert head.content == b""
    assert (head.status_code, head.headers["ETag"], head.headers["Content-Length"]) == (200, got.headers["ETag"], got.headers["Content-Length"])


def test_a_revoked_and_a_wrong_token_are_told_the_same(calendar_app: httpx.Client, token: str, visitor: Visitor) -> None:
    """404 without a hint at what is wrong; at once after revoking, whatever was cached."""
    tag = calendar_app.get(f"/calendar/{token}.ics").headers["ETag"]
    (row,) = visitor.practice.admin.table("calendar_feeds").select("feed_id").eq("practitioner_id", visitor.practice.practitioner_id).execute().data
    visitor.practice.admin.rpc("revoke_calendar_feed", {"feed_id": row["feed_id"]}).execute()
    wrong = (token, SECRET, "x", f"{token}0", token[:-1], token.replace(token[0], "Z"), "%00")
    answers = [calendar_app.get(f"/calendar/{each}.ics", headers={"If-None-Match": tag}) for each in wrong]
    told = {(answer.status_code, answer.text, answer.headers["Content-Type"], answer.headers.get("ETag")) for answer in answers}
    assert told == {(404, "No such calendar.\n", "text/plain; charset=utf-8", None)}


@pytest.mark.slow
def test_who_tries_tokens_is_slowed_down(calendar_app: httpx.Client, connect: Callable[..., psycopg.Connection]) -> None:
    """429 with Retry-After, after sixty wrong ones a minute."""
    try:
        statuses = [calendar_app.get(f"/calendar/{number:064x}.ics") for number in range(125)]
        refused = [answer for answer in statuses if answer.status_code == 429]
        assert {answer.status_code for answer in statuses} == {404, 429}
        assert 1 <= int(refused[0].headers["Retry-After"]) <= 60
    finally:
        connect(autocommit=True).execute("delete from app.rate_limits where bucket like 'feeds tried from %'")


def test_no_log_has_the_token(calendar_app: httpx.Client, token: str, stack: Stack) -> None:
    """The address is a secret."""
    for path in (f"/calendar/{token}.ics", f"/calendar/{token[:-1]}.ics", f"/calendar/{token}", f"/calendar/{token}.ics?x={token}"):
        calendar_app.get(path)
    logs = "".join(path.read_text(errors="replace") for path in stack.settings.logs.rglob("*.log"))
    assert logs
    assert token[:-1] not in logs
    assert hashlib.sha256(token.encode()).hexdigest() not in logs


def test_an_error_of_ours_does_not_log_the_address_either(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Flask by itself logs the path of a request that failed."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(DataApi, "read_calendar_feed", fail)
    answer = create_app(Config.from_env(COMPLETE)).test_client().get(f"/calendar/{SECRET}.ics")
    written = "".join((*capfd.readouterr(), caplog.text))
    assert answer.status_code == 500
    assert "RuntimeError at test_calendar_feed.py" in written
    assert SECRET not in written


def test_what_is_wrong_on_our_side_is_not_told_as_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A calendar app that hears 404 may drop the calendar for good."""

    def refuse(*_: object, **__: object) -> None:
        raise NotAllowed(403, "not_allowed")

    monkeypatch.setattr(DataApi, "read_calendar_feed", refuse)
    assert create_app(Config.from_env(COMPLETE)).test_client().get(f"/calendar/{SECRET}.ics").status_code == 503


def test_while_the_data_api_is_away_the_calendar_waits() -> None:
    """503 with Retry-After, so that apps keep what they have."""
    edge = create_app(Config.from_env({**COMPLETE, "SUPABASE_URL": "http://127.0.0.1:9"})).test_client()
    answer = edge.get(f"/calendar/{SECRET}.ics")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


def test_a_series_is_there_with_each_date(calendar_app: httpx.Client, token: str, visitor: Visitor, judges: Judges) -> None:
    """Calendars differ in what they make of rules in feeds, so each date is an event."""
    starts = datetime.fromisoformat(visitor.slots[0])
    client: dict[str, Any] = {"name": "Gil", "email": visitor.email, "phone": "+1 514 555 0199", "consent": True}
    practice = visitor.practice
    answer = practice.admin.rpc(
        "create_booking",
        {
            "practitioner_id": practice.practitioner_id,
            "service_id": practice.service_id,
            "starts_at": starts.astimezone(UTC).isoformat(),
            "client": client,
            "recurrence": "FREQ=WEEKLY;COUNT=8",
        },
    ).execute()
    reading = judges.read(calendar_app.get(f"/calendar/{token}.ics").content)
    assert len(answer.data["bookings"]) == len(reading.shown) == 8
    assert reading.shown[-1][0] - reading.shown[0][0] in {timedelta(weeks=7), timedelta(weeks=7, hours=1), timedelta(weeks=7, hours=-1)}
