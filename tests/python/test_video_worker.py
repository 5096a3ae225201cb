"""Rooms at a Daily of our own: made, moved and removed by worker processes on the running stack, and entered through the edge."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from python_functions.app import create_app
from python_functions.config import Config
from python_functions.tokens import fingerprint
from tests.browser.practice import connect as sign_up_at
from tests.browser.practice import open_practice
from tests.daily.server import Daily, RefusalError, serving

from .conftest import PATIENCE, Outbox, Visitor, Worker, released
from .gate import Moment, gate_before

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Stack
    from tests.daily.server import Request

    StartWorker = Callable[..., Worker]

pytestmark = [pytest.mark.slow, pytest.mark.req("SC-1.1")]


@dataclass(frozen=True)
class Office:
    """A practice whose online sessions take place at Daily, and the database's owner looking over the shoulder."""

    visitor: Visitor
    outbox: Outbox
    daily: Daily

    def rooms(self) -> list[dict[str, Any]]:
        """The rooms as the database has them, by when they open."""
        rows = self.outbox.connection.execute("select to_jsonb(r) from app.video_rooms as r where provider = 'daily' order by opens_at, video_room_id")
        return [row for (row,) in rows]

    def wait_until(self, enough: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        """Return the rooms as soon as they are *enough*."""
        deadline = time.monotonic() + PATIENCE
        while not enough(rows := self.rooms()):
            assert time.monotonic() < deadline, [(row["status"], row["revision"], row["done_revision"], row["attempts"], row["last_error"]) for row in rows]
            self._end_leases_of_the_dead()
            # The worker is another process; there is nothing to wait on but the table.
            time.sleep(0.05)
        return rows

    def settled(self, *statuses: str) -> list[dict[str, Any]]:
        """Return the rooms as soon as they have these statuses and nothing is left to do."""

        def are(rows: list[dict[str, Any]]) -> bool:
            return [row["status"] for row in rows] == list(statuses) and all(row["done_revision"] == row["revision"] for row in rows)

        return self.wait_until(are)

    def let_be_due(self) -> None:
        """Let the time come at which everything unfinished is due."""
        self.outbox.connection.execute("update app.video_rooms set next_attempt_at = now() where done_revision < revision")

    def _end_leases_of_the_dead(self) -> None:
        """What a worker asked last, the Data API may do after its death (see `end_leases_of_the_dead`)."""
        leased = "select distinct leased_by from app.video_rooms where leased_by is not null and next_attempt_at > now()"
        for (name,) in self.outbox.connection.execute(leased).fetchall():
            if not Path("/proc", name.split(":")[1]).exists():
                self.outbox.connection.execute("update app.video_rooms set next_attempt_at = now() where leased_by = %s", [name])

    def call(self, verb: str, **arguments: Any) -> Any:  # noqa: ANN401 - JSON
        """Call a verb as the admin."""
        return self.visitor.practice.admin.rpc(verb, arguments).execute().data


@pytest.fixture
def daily() -> Iterator[Daily]:
    with serving() as daily:
        yield daily


@pytest.fixture
def office(visitor: Visitor, outbox: Outbox, daily: Daily) -> Iterator[Office]:
    """A practice of this test's own; its rooms are gone afterwards."""
    outbox.connection.execute("delete from app.video_rooms")
    (organization,) = visitor.practice.admin.table("organization_settings").select("organization_id").execute().data
    outbox.connection.execute("update app.services set location_kind = 'online' where organization_id = %s", [organization["organization_id"]])
    outbox.connection.execute("update app.organizations set video_provider = 'daily' where organization_id = %s", [organization["organization_id"]])
    yield Office(visitor, outbox, daily)
    outbox.connection.execute("delete from app.video_rooms")


@pytest.fixture
def start(start_worker: StartWorker, daily: Daily) -> StartWorker:
    return lambda **changes: start_worker(**daily.variables() | changes)


def seconds(instant: str) -> int:
    return int(datetime.fromisoformat(instant).timestamp())


def signed_in(client: Any) -> dict[str, str]:  # noqa: ANN401 - a client of supabase, whose methods are made at run time
    """Return the headers of whoever is signed in at *client*."""
    return {"Authorization": f"Bearer {client.auth.get_session().access_token}"}


def failing(times: int, status: int, error: str, **headers: str) -> Callable[[Request], None]:
    """Refuse the next so many requests."""
    left = [times]

    def fault(_: Request) -> None:
        if left[0] > 0:
            left[0] -= 1
            raise RefusalError(status, error, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return fault


def test_a_room_is_made_moved_and_removed_with_its_booking(office: Office, daily: Daily, start: StartWorker) -> None:
    worker = start()
    booking = office.visitor.book()
    (room,) = office.settled("ready")
    made = daily.rooms[room["name"]]
    assert (made["privacy"], room["url"]) == ("private", made["url"])
    assert (made["config"]["nbf"], made["config"]["exp"]) == (seconds(room["opens_at"]), seconds(room["closes_at"]))
    assert made["config"]["nbf"] == seconds(booking["starts_at"]) - 900
    assert office.call("booking_place", booking_id=booking["booking_id"])["video_url"] == f"/video/booking/{booking['booking_id']}"
    office.call("reschedule_booking", booking_id=booking["booking_id"], starts_at=office.visitor.slots[2])
    office.settled("ready")
    assert daily.rooms[room["name"]]["config"]["nbf"] == seconds(office.visitor.slots[2]) - 900
    office.call("cancel_booking", booking_id=booking["booking_id"])
    office.settled("ended")
    assert daily.rooms == {}
    path = f"/rooms/{room['name']}"
    assert daily.calls() == ["POST /rooms", "POST /rooms", f"POST {path}", f"DELETE {path}"]
    _, log = worker.finish()
    assert not [word for word in (office.visitor.email, "Benoît", room["name"], room["url"]) if word in log]


def test_moved_before_it_is_made_it_is_made_once_and_cancelled_before_never(office: Office, daily: Daily, start: StartWorker) -> None:
    moved, cancelled = office.visitor.book(), office.visitor.book(office.visitor.slots[1])
    office.call("reschedule_booking", booking_id=moved["booking_id"], starts_at=office.visitor.slots[4])
    office.call("cancel_booking", booking_id=cancelled["booking_id"])
    start()
    office.settled("ended", "ready")
    assert [room["config"]["nbf"] for room in daily.rooms.values()] == [seconds(office.visitor.slots[4]) - 900]
    assert daily.calls() == ["POST /rooms"]


def test_cancelled_while_it_is_being_made_it_is_removed_again(office: Office, daily: Daily, start: StartWorker) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def slowly(_: Request) -> None:
        asked.set()
        go_on.wait(PATIENCE)

    daily.fault = slowly
    booking = office.visitor.book()
    with released(go_on):
        start()
        assert asked.wait(PATIENCE)
        office.call("cancel_booking", booking_id=booking["booking_id"])
        # Another worker would see it at once; this one is still waiting for its first answer.
        go_on.set()
        office.settled("ended")
    assert daily.rooms == {}


@pytest.mark.parametrize(
    ("verb", "moment", "asked"), [("claim_video_rooms", "after", 1), ("mark_video_room_done", "before", 3), ("mark_video_room_done", "after", 1)]
)
def test_killed_at_each_step_the_worker_leaves_one_room(
    office: Office, daily: Daily, start: StartWorker, stack: Stack, verb: str, moment: Moment, asked: int
) -> None:
    office.visitor.book()
    with gate_before(stack.supabase_url, verb=verb, moment=moment) as gate:
        worker = start(SUPABASE_URL=gate.url)
        assert gate.reached.wait(PATIENCE)
        worker.kill()
    office.let_be_due()
    start()
    office.settled("ready")
    assert (len(daily.rooms), len(daily.asked)) == (1, asked)


def test_two_workers_make_each_room_once(office: Office, daily: Daily, start: StartWorker) -> None:
    for starts_at in office.visitor.slots[:6]:
        office.visitor.book(starts_at)
    start()
    start()
    office.settled(*["ready"] * 6)
    assert (len(daily.rooms), daily.calls()) == (6, ["POST /rooms"] * 6)


def test_an_hour_without_daily_loses_no_booking_and_is_told_once(office: Office, daily: Daily, start: StartWorker) -> None:
    """429 waits as long as it was asked, an error of Daily's longer each time; after an hour the practitioner hears of it, and it is tried further."""
    daily.fault = failing(1, 429, "rate-limit-error", Retry_After="300")
    booking = office.visitor.book()
    start()
    (room,) = office.wait_until(lambda rows: rows[0]["last_error"] is not None)
    assert (room["status"], room["last_error"]) == ("wanted", "Daily answered 429.")
    assert 290 < seconds(room["next_attempt_at"]) - time.time() < 310
    daily.fault = failing(2, 503, "server-error")
    office.outbox.connection.execute("update app.video_rooms set failing_since = now() - interval '61 minutes'")
    for attempt in (2, 3):
        office.let_be_due()
        (room,) = office.wait_until(lambda rows, attempt=attempt: rows[0]["attempts"] == attempt and rows[0]["leased_by"] is None)
        assert room["status"] == "failed"
    place = office.call("booking_place", booking_id=booking["booking_id"])
    assert (place["video"], place["video_url"]) == ("follows", f"/video/booking/{booking['booking_id']}")
    assert office.visitor.practice.admin.table("bookings").select("status").eq("booking_id", booking["booking_id"]).execute().data == [{"status": "confirmed"}]
    office.let_be_due()
    office.settled("ready")
    assert office.call("booking_place", booking_id=booking["booking_id"])["video"] == "ready"


def test_without_an_account_it_fails_at_once(office: Office, start: StartWorker) -> None:
    office.visitor.book()
    start(DAILY_API_KEY="")
    (room,) = office.wait_until(lambda rows: rows[0]["status"] == "failed")
    assert "DAILY_API_KEY" in room["last_error"]


def test_only_the_parties_come_in_and_only_at_their_time(office: Office, daily: Daily, start: StartWorker, stack: Stack) -> None:
    edge = create_app(Config.from_env({**stack.env, **daily.variables()})).test_client()
    booking = office.visitor.book()
    asked = {"kind": "booking", "id": booking["booking_id"]}
    token = f"token-of-{uuid4().hex}"
    office.outbox.connection.execute(
        "insert into app.booking_tokens (organization_id, booking_id, token_hash, expires_at)"
        " select organization_id, booking_id, decode(%s, 'hex'), now() + interval '30 days' from app.bookings where booking_id = %s",
        [fingerprint(token), booking["booking_id"]],
    )
    early = edge.post("/api/video", json={"token": token})
    assert (early.status_code, early.get_json()["status"], "url" in early.get_json()) == (200, "early", False)
    # The time comes.
    office.outbox.connection.execute("update app.video_rooms set opens_at = now() - interval '1 minute'")
    start()
    office.settled("ready")
    ways = edge.post("/api/video", json={"token": token}).get_json()
    assert ways["status"] == "open"
    assert daily.admits(ways["url"]) == "client"
    assert {(each["is_owner"], each["exp"], each["eject_at_token_exp"]) for each in daily.tokens.values()} == {(False, seconds(ways["closes_at"]), True)}
    stranger = open_practice(sign_up_at(stack.supabase_url, stack.supabase_publishable_key)).admin
    refused = {
        "no token": edge.post("/api/video", json=asked),
        "a wrong token": edge.post("/api/video", json={"token": "x" * 43}),
        "a stranger": edge.post("/api/video", json=asked, headers=signed_in(stranger)),
        "an admin": edge.post("/api/video", json=asked, headers=signed_in(office.visitor.practice.admin)),
        "no body": edge.post("/api/video", data="{"),
    }
    assert {who: (answer.status_code, answer.get_json()["message"]) for who, answer in refused.items()} == {
        "no token": (401, "not_signed_in"),
        "a wrong token": (403, "token_invalid"),
        "a stranger": (404, "not_found"),
        "an admin": (403, "not_allowed"),
        "no body": (400, "invalid_argument"),
    }
    assert len(daily.tokens) == 1
    office.outbox.connection.execute(
        "update app.practitioners as p set member_id = m.member_id from app.members as m"
        " where p.practitioner_id = %s and m.organization_id = p.organization_id",
        [office.visitor.practice.practitioner_id],
    )
    theirs = edge.post("/api/video", json=asked, headers=signed_in(office.visitor.practice.admin)).get_json()
    assert daily.admits(theirs["url"]) == "practitioner"
    assert [each["is_owner"] for each in daily.tokens.values()] == [False, True]
    # Moved, the way that was open leads nowhere; cancelled, there is none.
    office.call("reschedule_booking", booking_id=booking["booking_id"], starts_at=office.visitor.slots[3])
    office.settled("ready")
    assert daily.admits(ways["url"]) is None
    assert edge.post("/api/video", json={"token": token}).get_json()["status"] == "early"
    office.call("cancel_booking", booking_id=booking["booking_id"])
    assert edge.post("/api/video", json={"token": token}).get_json() == {"status": "none"}
