"""Webhooks from a booking to a real HTTPS receiver: worker processes on the running stack, killed, doubled, kept waiting and refused."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from standardwebhooks import Webhook

from tests.browser.practice import connect as sign_up_at
from tests.browser.practice import open_practice

from .conftest import PATIENCE, Outbox, Visitor, Worker, end_leases_of_the_dead, released, visit
from .gate import Moment, gate_before
from .reading import arrived
from .receivers import Authority, Receiver, answering, receiving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Stack

    from .mail_servers import Mailbox
    from .receivers import Request

    StartWorker = Callable[..., Worker]

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Office:
    """The admin of a practice, and the database's owner looking over the shoulder."""

    visitor: Visitor
    outbox: Outbox

    def call(self, verb: str, **arguments: Any) -> Any:  # noqa: ANN401 - JSON
        """Call a verb as the admin."""
        return self.visitor.practice.admin.rpc(verb, arguments).execute().data

    def register(self, url: str, *event_types: str, detail: bool = False) -> dict[str, Any]:
        """Register an endpoint for *event_types*, or for all."""
        (organization,) = self._rows("organization_settings")
        kinds = list(event_types) or [row["event_type"] for row in self._rows("webhook_event_types")]
        return self.call("register_webhook_endpoint", organization_id=organization["organization_id"], url=url, event_types=kinds, detail=detail)

    def deliveries(self) -> list[dict[str, Any]]:
        """The log of deliveries, oldest first."""
        return sorted(self._rows("webhook_deliveries"), key=lambda row: row["position"])

    def endpoints(self) -> list[dict[str, Any]]:
        """The endpoints as the admin sees them."""
        return self._rows("webhook_endpoints")

    def wait_for(self, *statuses: str) -> list[dict[str, Any]]:
        """Return the log as soon as the deliveries have these statuses, in order."""
        return self.wait_until(lambda rows: tuple(row["status"] for row in rows) == statuses)

    def wait_until(self, enough: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        """Return the log as soon as it is *enough*."""
        deadline = time.monotonic() + PATIENCE
        while not enough(rows := self.deliveries()):
            assert time.monotonic() < deadline, [(row["event_type"], row["status"], row["attempts"], row["last_error"]) for row in rows]
            end_leases_of_the_dead(self.outbox.connection, "webhook_deliveries")
            # The worker is another process; there is nothing to wait on but the table.
            time.sleep(0.05)
        return rows

    def let_be_due(self) -> None:
        """Let the time come at which everything unfinished is due, and no endpoint rests."""
        self.outbox.connection.execute("update app.webhook_deliveries set next_attempt_at = now() where status = 'queued'")
        self.outbox.connection.execute("update app.webhook_endpoints set resting_until = null")

    def _rows(self, view: str) -> list[dict[str, Any]]:
        return self.visitor.practice.admin.table(view).select("*").execute().data


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.made_in(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def receiver(authority: Authority) -> Iterator[Receiver]:
    with receiving(authority) as receiver:
        yield receiver


@pytest.fixture
def office(visitor: Visitor, outbox: Outbox) -> Iterator[Office]:
    """A practice of this test's own; what it registers is gone afterwards."""
    yield Office(visitor, outbox)
    outbox.connection.execute("delete from app.webhook_endpoints")


@pytest.fixture
def start(start_worker: StartWorker, authority: Authority, receiver: Receiver) -> StartWorker:
    """Start workers that trust the test's CA and may reach this machine's receivers."""

    def start(*others: Receiver, **changes: str) -> Worker:
        ports = " ".join(str(each.port) for each in (receiver, *others))
        reach = {"SSL_CERT_FILE": str(authority.ca_file), "WEBHOOK_NETWORKS": "127.0.0.0/8", "WEBHOOK_PORTS": ports}
        return start_worker(**reach | changes)

    return start


def told(request: Request, secret: str) -> dict[str, Any]:
    """What a request says, if it is signed with *secret*."""
    return Webhook(secret).verify(request.body, request.headers)


def test_a_booking_s_life_is_told_in_order(office: Office, receiver: Receiver, start: StartWorker) -> None:
    """Signed, thin, one after the other; the admin's log says the same; the worker's log says nothing of whom or where."""
    endpoint = office.register(receiver.url("/in?key=in-the-address"))
    worker = start()
    booking = office.visitor.book()
    receiver.wait_for(1)
    office.call("reschedule_booking", booking_id=booking["booking_id"], starts_at=office.visitor.slots[2])
    receiver.wait_for(2)
    office.call("cancel_booking", booking_id=booking["booking_id"], reason="A private reason")
    rows = office.wait_for("delivered", "delivered", "delivered")
    code, log = worker.finish()

    events = [told(request, endpoint["secret"]) for request in receiver.requests]
    assert [event["type"] for event in events] == ["booking.created", "booking.rescheduled", "booking.cancelled"]
    assert [event["data"]["status"] for event in events] == ["confirmed", "rescheduled", "cancelled"]
    assert [event["data"]["booking_id"] for event in events] == [booking["booking_id"]] * 3
    assert [event["data"]["sequence"] for event in events] == sorted(event["data"]["sequence"] for event in events)
    assert [request.headers["webhook-id"] for request in receiver.requests] == [row["delivery_id"] for row in rows]
    assert {(row["attempts"], row["response_status"], row["last_error"]) for row in rows} == {(1, 204, None)}
    assert all(row["duration_ms"] >= 0 for row in rows)
    said = b"".join(request.body for request in receiver.requests).decode()
    assert not [word for word in ("Benoît", "Desjardins", office.visitor.email, "private", "First conversation", "Lindqvist") if word in said]
    assert code == 0
    assert not [word for word in ("Benoît", "Desjardins", office.visitor.email, "in-the-address", endpoint["secret"], str(receiver.port)) if word in log]


def test_names_are_sent_where_the_organization_chose_detail(office: Office, receiver: Receiver, start: StartWorker) -> None:
    endpoint = office.register(receiver.url(), detail=True)
    start()
    office.visitor.book()
    (request,) = receiver.wait_for(1)
    data = told(request, endpoint["secret"])["data"]
    assert (data["client"]["name"], data["client"]["email"], data["service"]["name"]) == ("Benoît Desjardins", office.visitor.email, "First conversation")
    assert "Benoît" not in json.dumps(office.wait_for("delivered"), ensure_ascii=False)


@pytest.mark.req("SC-4.3")
def test_a_receiver_that_was_down_gets_it_later_under_the_same_id(office: Office, receiver: Receiver, start: StartWorker) -> None:
    endpoint = office.register(receiver.url())
    receiver.answer = answering(503, Retry_After="3600")
    start()
    office.visitor.book()
    (failed,) = office.wait_until(lambda rows: rows[0]["last_error"] is not None)
    assert (failed["status"], failed["response_status"], failed["last_error"]) == ("queued", 503, "HTTP 503")
    waits = office.outbox.connection.execute(
        "select next_attempt_at - now() > interval '59 minutes' from app.webhook_deliveries where delivery_id = %s", [failed["delivery_id"]]
    ).fetchone()
    assert waits == (True,)

    receiver.answer = answering(200)
    office.let_be_due()
    (row,) = office.wait_for("delivered")
    first, second = receiver.requests
    assert (row["attempts"], row["last_error"]) == (2, None)
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert told(second, endpoint["secret"])
    assert office.endpoints()[0]["failing_since"] is None


def test_gone_is_gone(office: Office, receiver: Receiver, start: StartWorker, mailbox: Mailbox) -> None:
    """410 switches the endpoint off, and the admin is told; nothing is sent any more."""
    office.register(receiver.url())
    receiver.answer = answering(410)
    start()
    office.visitor.book()
    office.wait_for("failed")
    (endpoint,) = office.endpoints()
    assert (endpoint["status"], endpoint["disabled_because"]) == ("disabled", "gone")
    (warning,) = mailbox.wait_for(lambda mails: any(mail["Subject"] == "A webhook was switched off" for mail in mails)) and [
        mail for mail in mailbox.messages if mail["Subject"] == "A webhook was switched off"
    ]
    assert warning["To"].addresses[0].addr_spec.startswith("cleo-")
    office.visitor.book(office.visitor.slots[1])
    assert len(office.deliveries()) == 1


def test_an_admin_sends_it_again(office: Office, receiver: Receiver, start: StartWorker) -> None:
    """A replay has the id of the first, so that a receiver can tell."""
    office.register(receiver.url())
    start()
    office.visitor.book()
    (row,) = office.wait_for("delivered")
    office.call("replay_webhook_delivery", delivery_id=row["delivery_id"])
    first, second = receiver.wait_for(2)
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == row["delivery_id"]


def test_a_test_is_sent_and_both_secrets_sign_it(office: Office, receiver: Receiver, start: StartWorker) -> None:
    old = office.register(receiver.url(), "booking.created")
    new = office.call("rotate_webhook_secret", endpoint_id=old["endpoint_id"])
    start()
    office.call("send_test_webhook", endpoint_id=old["endpoint_id"])
    (request,) = receiver.wait_for(1)
    assert told(request, old["secret"]) == told(request, new["secret"])
    assert told(request, new["secret"])["type"] == "webhook.test"


@pytest.mark.req("BM-R10", "TS-5")
def test_a_practice_hears_of_its_own_only(office: Office, receiver: Receiver, authority: Authority, start: StartWorker, stack: Stack) -> None:
    theirs = visit(stack, open_practice(sign_up_at(stack.supabase_url, stack.supabase_publishable_key)))
    with receiving(authority) as other:
        mine, their_office = office.register(receiver.url()), Office(theirs, office.outbox)
        their_endpoint = their_office.register(other.url())
        start(other)
        of_mine, of_theirs = office.visitor.book(), theirs.book()
        assert told(receiver.wait_for(1)[0], mine["secret"])["data"]["booking_id"] == of_mine["booking_id"]
        assert told(other.wait_for(1)[0], their_endpoint["secret"])["data"]["booking_id"] == of_theirs["booking_id"]
        office.wait_for("delivered")
        their_office.wait_for("delivered")
        assert (len(receiver.requests), len(other.requests)) == (1, 1)


def test_without_the_operator_s_leave_this_machine_is_not_reached(office: Office, receiver: Receiver, start: StartWorker) -> None:
    office.register(receiver.url())
    start(WEBHOOK_NETWORKS="")
    office.visitor.book()
    (row,) = office.wait_until(lambda rows: rows[0]["last_error"] is not None)
    assert (row["last_error"], row["response_status"]) == ("The host's name leads to an address that is not public.", None)
    assert receiver.requests == []


def test_a_receiver_that_hangs_holds_up_neither_mail_nor_others(
    office: Office, receiver: Receiver, authority: Authority, start: StartWorker, mailbox: Mailbox
) -> None:
    """Eight events to one that never answers, and then one to another, and mail."""
    over = threading.Event()
    receiver.answer = lambda *_: over.wait(PATIENCE) and None
    with released(over), receiving(authority) as other:
        office.register(receiver.url(), "booking.created")
        start(other)
        for slot in office.visitor.slots[:8]:
            office.visitor.book(slot)
        receiver.wait_for(4)
        office.register(other.url(), "booking.created")
        began = time.monotonic()
        office.visitor.book(office.visitor.slots[8])
        other.wait_for(1)
        arrived(mailbox, office.visitor.email, 9)
        assert time.monotonic() - began < 10
        assert len(receiver.requests) == 4


def test_two_workers_send_each_once(office: Office, receiver: Receiver, start: StartWorker) -> None:
    """Forty events, two processes: none is lost, none doubled, and a booking's stay in order."""
    endpoint = office.register(receiver.url())
    bookings = [office.visitor.book(slot)["booking_id"] for slot in office.visitor.slots[:10]]
    for booking_id in bookings[:5]:
        office.call("cancel_booking", booking_id=booking_id)
    for _ in range(10):
        office.call("send_test_webhook", endpoint_id=endpoint["endpoint_id"])
    start()
    start()
    office.wait_for(*["delivered"] * 25)

    ids = [request.headers["webhook-id"] for request in receiver.requests]
    assert len(ids) == len(set(ids)) == 25
    events = [told(request, endpoint["secret"]) for request in receiver.requests]
    for booking_id in bookings[:5]:
        assert [event["type"] for event in events if event["data"].get("booking_id") == booking_id] == ["booking.created", "booking.cancelled"]


@pytest.mark.parametrize(
    ("verb", "moment", "copies"),
    [("claim_webhook_deliveries", "after", 1), ("mark_webhook_delivered", "before", 2), ("mark_webhook_delivered", "after", 1)],
)
def test_killed_at_each_step_the_worker_loses_nothing(
    office: Office, receiver: Receiver, start: StartWorker, stack: Stack, verb: str, moment: Moment, copies: int
) -> None:
    """SIGKILL: at worst it comes twice, with the same id."""
    office.register(receiver.url())
    office.visitor.book()
    with gate_before(stack.supabase_url, verb=verb, moment=moment) as gate:
        worker = start(SUPABASE_URL=gate.url)
        assert gate.reached.wait(PATIENCE)
        worker.kill()
    office.let_be_due()
    start()
    office.wait_for("delivered")
    assert len(receiver.requests) == copies
    assert len({request.headers["webhook-id"] for request in receiver.requests}) == 1


def test_killed_while_the_receiver_thinks_the_worker_loses_nothing(office: Office, receiver: Receiver, start: StartWorker) -> None:
    over = threading.Event()
    office.register(receiver.url())
    office.visitor.book()
    receiver.answer = lambda *_: over.wait(PATIENCE) and None
    with released(over):
        worker = start()
        receiver.wait_for(1)
        worker.kill()
    receiver.answer = answering(204)
    office.let_be_due()
    start()
    (row,) = office.wait_for("delivered")
    assert row["attempts"] >= 2
    assert len({request.headers["webhook-id"] for request in receiver.requests}) == 1


def test_asked_to_stop_the_worker_finishes_what_it_has_in_hand(office: Office, receiver: Receiver, start: StartWorker) -> None:
    thought = threading.Event()

    def think(request: Request, handler: Any) -> None:  # noqa: ANN401
        thought.wait(PATIENCE)
        answering(204)(request, handler)

    receiver.answer = think
    office.register(receiver.url())
    office.visitor.book()
    worker = start()
    receiver.wait_for(1)
    worker.process.terminate()
    thought.set()
    code, _ = worker.finish()
    assert code == 0
    assert [row["status"] for row in office.deliveries()] == ["delivered"]


def test_an_endpoint_deleted_while_it_thinks_is_no_trouble(office: Office, receiver: Receiver, start: StartWorker) -> None:
    thought = threading.Event()

    def think(request: Request, handler: Any) -> None:  # noqa: ANN401
        thought.wait(PATIENCE)
        answering(204)(request, handler)

    receiver.answer = think
    endpoint = office.register(receiver.url())
    office.visitor.book()
    worker = start()
    receiver.wait_for(1)
    office.call("delete_webhook_endpoint", endpoint_id=endpoint["endpoint_id"])
    thought.set()
    assert '"status": "deleted"' in worker.read_until("webhook")
    receiver.answer = answering(204)
    office.register(receiver.url())
    office.visitor.book(office.visitor.slots[1])
    office.wait_for("delivered")
