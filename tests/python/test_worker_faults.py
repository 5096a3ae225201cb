"""DR-5.2 SC-4.3: mail servers, databases, disks and clocks that fail under the worker.  No mail is lost, one is doubled at most, the state is true."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import psycopg
import pytest

from python_functions.data_api import DataApi
from python_functions.delivery import Delivery
from python_functions.lease import Lease
from python_functions.mail.compose import Composer
from python_functions.rounds import CONCURRENT
from python_functions.senders.breaker import GuardedSender
from python_functions.senders.sender import MailDelayedError
from python_functions.senders.smtp import SmtpSender
from python_functions.stack.programs import programs_of
from python_functions.stack.supervision import Supervision

from .conftest import Outbox, Visitor, Worker, addresses, released
from .gate import gate_before
from .mail_servers import OK, Mailbox, free_port, hanging_up, serving
from .reading import arrived, calendar_of, to, token_in

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import EmailMessage
    from pathlib import Path

    from python_functions.config import Config
    from tests.conftest import Stack

pytestmark = pytest.mark.slow

StartWorker = Callable[..., Worker]
PATIENCE = 30


def until(condition: Callable[[], object]) -> None:
    """Return when *condition* holds: the worker is another process, and there is nothing to wait on but what it does."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def state(outbox: Outbox, booking: dict[str, str]) -> tuple[str, int, str]:
    """Return status, attempts and last error of the booking's only message."""
    ((_, _, status, attempts, error),) = outbox.states(booking["booking_id"])
    return status, attempts, error or ""


def audited(outbox: Outbox, booking: dict[str, str]) -> list[str]:
    """Return what the audit log says of attempts at the booking's messages, oldest first."""
    return [
        action
        for (action,) in outbox.connection.execute(
            "select a.action from app.audit_log as a join app.outbox_events as e on a.entity_id = e.event_id::text"
            " where e.subject_id = %s and a.action in ('message.delivered', 'message.delayed', 'message.failed') order by a.entry_id",
            [booking["booking_id"]],
        )
    ]


@pytest.fixture
def hand() -> Iterator[tuple[threading.Event, threading.Event, Callable[[], str]]]:
    """Give (reached, go_on, hold): a step of a mail server that holds until the test goes on."""
    reached, go_on = threading.Event(), threading.Event()

    def hold() -> str:
        reached.set()
        go_on.wait(PATIENCE)
        return OK

    with released(go_on):
        yield reached, go_on, hold


@pytest.mark.req("DR-5.2", "SC-4.2")
@pytest.mark.parametrize(
    ("step", "answer", "status"),
    [
        ("MAIL", "421 4.3.2 going down", "queued"),
        ("MAIL", "451 4.7.1 greylisted", "queued"),
        ("MAIL", "550 5.7.1 sender not allowed", "queued"),
        ("RCPT", "450 4.2.1 mailbox busy", "queued"),
        ("RCPT", "550 5.1.1 no such user", "failed"),
        ("DATA", "451 4.3.0 try again later", "queued"),
        ("DATA", "554 5.6.0 content refused", "failed"),
    ],
)
def test_what_a_mail_server_says_decides_and_is_told(
    visitor: Visitor, mailbox: Mailbox, outbox: Outbox, start_worker: StartWorker, step: str, answer: str, status: str
) -> None:
    """A final no about recipient or content fails for good; everything else waits, and goes once the server is well."""
    mailbox.answers[step] = answer
    booking = visitor.book()
    start_worker()
    until(lambda: answer[:9] in state(outbox, booking)[2])
    assert state(outbox, booking)[:2] == (status, 1)
    assert audited(outbox, booking) == ["message.failed" if status == "failed" else "message.delayed"]
    mailbox.answers.clear()
    if status == "queued":
        outbox.end_leases(booking["booking_id"])
        outbox.wait_until(booking["booking_id"], "delivered")
        assert audited(outbox, booking) == ["message.delayed", "message.delivered"]
    assert len(to(visitor.email, mailbox.messages)) == (status == "queued")


@pytest.mark.req("DR-5.2")
@pytest.mark.parametrize("step", [b"EHLO", b"MAIL", b"RCPT", b"DATA", b"MESSAGE-ID"])
def test_a_mail_server_that_hangs_up_before_the_end_has_nothing(
    visitor: Visitor, mailbox: Mailbox, outbox: Outbox, start_worker: StartWorker, step: bytes
) -> None:
    """Up to the middle of the message: it waits, and comes once."""
    booking = visitor.book()
    with hanging_up(step) as endpoint:
        start_worker(SMTP_URL=f"smtp://{endpoint}")
        until(lambda: "hung up" in state(outbox, booking)[2] or "cannot be used" in state(outbox, booking)[2])
        assert state(outbox, booking)[:2] == ("queued", 1)
    with serving(mailbox, port=endpoint.port):
        outbox.end_leases(booking["booking_id"])
        outbox.wait_until(booking["booking_id"], "delivered")
        assert len(arrived(mailbox, visitor.email, 1)) == 1


@pytest.mark.req("DR-5.2")
def test_a_mail_server_that_hangs_up_before_its_answer_may_have_it_twice(visitor: Visitor, mailbox: Mailbox, outbox: Outbox, start_worker: StartWorker) -> None:
    """The one double that nobody can avoid: taken, and the yes lost on the way.  Both have the same Message-ID."""
    mailbox.unanswered = 1
    booking = visitor.book()
    start_worker()
    until(lambda: "hung up" in state(outbox, booking)[2])
    assert state(outbox, booking)[:2] == ("queued", 1)
    outbox.end_leases(booking["booking_id"])
    outbox.wait_until(booking["booking_id"], "delivered")
    one, other = arrived(mailbox, visitor.email, 2)
    assert one["Message-ID"] == other["Message-ID"]
    assert calendar_of(one)[1]["UID"] == calendar_of(other)[1]["UID"]


@pytest.mark.req("DR-5.2")
def test_mail_waits_for_a_mail_server_that_is_down(visitor: Visitor, mailbox: Mailbox, outbox: Outbox, start_worker: StartWorker) -> None:
    """Nobody listens, then somebody does: all of it comes, once."""
    port = free_port()
    bookings = [visitor.book(slot) for slot in visitor.slots[:3]]
    start_worker(SMTP_URL=f"smtp://127.0.0.1:{port}")
    until(lambda: all("ConnectionRefusedError" in state(outbox, each)[2] for each in bookings))
    with serving(mailbox, port=port):
        for each in bookings:
            outbox.end_leases(each["booking_id"])
        for each in bookings:
            outbox.wait_until(each["booking_id"], "delivered")
        assert len(arrived(mailbox, visitor.email, 3)) == 3


@pytest.mark.req("DR-5.2")
def test_a_slow_mail_server_does_not_cost_the_lease(
    visitor: Visitor,
    mailbox: Mailbox,
    outbox: Outbox,
    start_worker: StartWorker,
    hand: tuple[threading.Event, threading.Event, Callable[[], str]],
) -> None:
    """The answer comes after the lease would have ended; another worker is idle all the while.  One mail, one attempt."""
    reached, go_on, mailbox.answers["DATA"] = hand
    booking = visitor.book()
    start_worker(WORKER_LEASE_SECONDS="5")
    assert reached.wait(PATIENCE)
    first_end = lease_end(outbox, booking)
    start_worker(WORKER_LEASE_SECONDS="5", **addresses())
    until(lambda: database_time(outbox) > first_end)
    assert lease_end(outbox, booking) > first_end
    go_on.set()
    outbox.wait_until(booking["booking_id"], "delivered")
    assert state(outbox, booking)[1] == 1
    assert len(to(visitor.email, mailbox.messages)) == 1


def once(hold: Callable[[], str]) -> Callable[[], str]:
    """Return a step that holds the first message only."""
    first = iter([hold])

    def step() -> str:
        answer = next(first, None)
        return answer() if answer else OK

    return step


def lease_end(outbox: Outbox, booking: dict[str, str]) -> datetime:
    """Return when the lease on the booking's message ends."""
    return outbox.connection.execute("select next_attempt_at from app.outbox_events where subject_id = %s", [booking["booking_id"]]).fetchone()[0]


def database_time(outbox: Outbox) -> datetime:
    """Return what time it is for the database."""
    return outbox.connection.execute("select app.now()").fetchone()[0]


@pytest.mark.req("DR-5.2")
def test_a_slow_recipient_holds_nobody_else_up(
    visitor: Visitor,
    mailbox: Mailbox,
    outbox: Outbox,
    start_worker: StartWorker,
    hand: tuple[threading.Event, threading.Event, Callable[[], str]],
) -> None:
    """While one mail is being handed over, those that are booked later go."""
    reached, go_on, hold = hand
    mailbox.answers["DATA"] = once(hold)
    held = visitor.book()
    start_worker()
    assert reached.wait(PATIENCE)
    for slot in visitor.slots[1:4]:
        outbox.wait_until(visitor.book(slot)["booking_id"], "delivered")
    assert state(outbox, held)[0] == "queued"
    go_on.set()
    outbox.wait_until(held["booking_id"], "delivered")


@pytest.mark.req("DR-5.2")
def test_a_worker_that_was_frozen_finds_its_lease_over(visitor: Visitor, mailbox: Mailbox, outbox: Outbox, start_worker: StartWorker, stack: Stack) -> None:
    """Stopped like a machine that sleeps, it wakes when another has sent the mail: it does not send it again."""
    booking = visitor.book()
    with gate_before(stack.supabase_url, verb="register_booking_token", moment="until") as gate:
        frozen = start_worker(SUPABASE_URL=gate.url, WORKER_LEASE_SECONDS="5")
        assert gate.reached.wait(PATIENCE)
        frozen.process.send_signal(signal.SIGSTOP)
        first_end = lease_end(outbox, booking)
        gate.go_on.set()
        start_worker(**addresses())
        outbox.wait_until(booking["booking_id"], "delivered")
        until(lambda: database_time(outbox) > first_end)
        frozen.process.send_signal(signal.SIGCONT)
        assert '"level": "warning"' in frozen.read_until("message left to its lease")
    assert state(outbox, booking)[:2] == ("delivered", 2)
    assert len(to(visitor.email, mailbox.messages)) == 1


@pytest.mark.req("DR-5.2", "SC-1.4")
def test_killed_between_two_messages_the_order_is_kept(visitor: Visitor, mailbox: Mailbox, outbox: Outbox, start_worker: StartWorker, stack: Stack) -> None:
    """The confirmation is out and not marked when the worker dies; the move comes after its double, never before."""
    booking = visitor.book()
    with gate_before(stack.supabase_url, verb="mark_delivered") as gate:
        worker = start_worker(SUPABASE_URL=gate.url)
        assert gate.reached.wait(PATIENCE)
        worker.kill()
    (confirmation,) = arrived(mailbox, visitor.email, 1)
    visitor.api.call("reschedule_by_token", token=token_in(confirmation), starts_at=visitor.slots[1])
    outbox.end_leases(booking["booking_id"])
    start_worker()
    outbox.wait_until(booking["booking_id"], "delivered")
    assert [calendar_of(each)[1]["SEQUENCE"] for each in arrived(mailbox, visitor.email, 3)] == [0, 0, 1]


@pytest.mark.req("DR-5.2")
@pytest.mark.parametrize(("part", "how"), [("postgres", "asked"), ("postgres", "killed"), ("api", "killed")])
def test_what_is_out_when_the_house_falls_is_marked_when_it_stands_again(
    visitor: Visitor,
    mailbox: Mailbox,
    outbox: Outbox,
    start_worker: StartWorker,
    stack: Stack,
    hand: tuple[threading.Event, threading.Event, Callable[[], str]],
    part: str,
    how: str,
) -> None:
    """Database or Data API go away while the mail is handed over: it is marked afterwards, and not sent again."""
    reached, go_on, mailbox.answers["DATA"] = hand
    booking = visitor.book()
    start_worker()
    assert reached.wait(PATIENCE)
    supervision = Supervision(stack.settings)
    (program,) = [each for each in programs_of(stack.settings, stack.keys) if each.name == part]
    if how == "killed":
        os.kill(supervision.pid_of(program), signal.SIGKILL)
    else:
        supervision.stop(program)
    go_on.set()
    until(lambda: to(visitor.email, mailbox.messages))
    supervision.start(program)
    with again(outbox) as afterwards:
        afterwards.wait_until(booking["booking_id"], "delivered")
        assert state(afterwards, booking)[1] == 1
    assert len(to(visitor.email, mailbox.messages)) == 1


@contextmanager
def again(outbox: Outbox) -> Iterator[Outbox]:
    """Look into the outbox by a connection of its own, as soon as the database takes one."""
    deadline = time.monotonic() + PATIENCE
    info = outbox.connection.info
    while True:
        try:
            connection = psycopg.connect(info.dsn, password=info.password, autocommit=True)
            break
        except psycopg.OperationalError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    with connection:
        yield Outbox(connection)


@pytest.mark.req("DR-5.2", "SC-1.4")
@pytest.mark.parametrize("number", [2, 4])
def test_workers_side_by_side_double_nothing_and_keep_the_order(
    visitor: Visitor, mailbox: Mailbox, outbox: Outbox, start_worker: StartWorker, number: int
) -> None:
    """Bookings are made, moved and cancelled while they work: each message once, and each client hears things as they happened."""
    for worker in [start_worker(**addresses()) for _ in range(number)]:
        worker.read_until("worker started")
    bookings = []
    for count, slot in enumerate(visitor.slots[:12]):
        guest = Visitor(visitor.api, visitor.practice, f"{count}-{visitor.email}", visitor.slots)
        bookings.append((guest, guest.book(slot)))
    for count, (guest, _) in enumerate(bookings):
        token = token_in(arrived(mailbox, guest.email, 1)[0])
        if count % 3 == 0:
            guest.api.call("reschedule_by_token", token=token, starts_at=visitor.slots[12 + count])
        elif count % 3 == 1:
            guest.api.call("cancel_by_token", token=token)
    for _, booking in bookings:
        outbox.wait_until(booking["booking_id"], "delivered")
    mine = [each for each in mailbox.messages if each["From"].addresses[0].display_name == visitor.practice.organization_name]
    assert len({each["Message-ID"] for each in mine}) == len(mine) == 12 + 8
    for count, (guest, _) in enumerate(bookings):
        told = [calendar_of(each)[1]["SEQUENCE"] for each in to(guest.email, mine)]
        assert told == ([0] if count % 3 == 2 else [0, 1])


@pytest.fixture
def skew(outbox: Outbox) -> Iterator[Callable[[str], None]]:
    """Set the database's clock off from the worker's, by an interval."""
    connection = outbox.connection

    def set_off(interval: str) -> None:
        connection.execute(f"create or replace function app.now() returns timestamptz language sql stable return now() + interval '{interval}'")

    (right,) = connection.execute("select pg_get_functiondef('app.now'::regproc)").fetchone()
    yield set_off
    connection.execute(right)


@pytest.mark.req("DR-5.2")
@pytest.mark.parametrize("interval", ["-3 hours", "3 hours"])
def test_clocks_that_differ_cost_no_mail(
    visitor: Visitor, mailbox: Mailbox, outbox: Outbox, start_worker: StartWorker, skew: Callable[[str], None], interval: str
) -> None:
    """Leases and waits are the database's, spans are the worker's: nothing is early, late or doubled because one is wrong."""
    skew(interval)
    mailbox.answers["DATA"] = "451 4.3.0 try again later"
    booking = visitor.book()
    worker = start_worker(WORKER_LEASE_SECONDS="5")
    until(lambda: "451" in state(outbox, booking)[2])
    assert 0 < (lease_end(outbox, booking) - database_time(outbox)).total_seconds() < 10
    mailbox.answers.clear()
    outbox.connection.execute("update app.outbox_events set next_attempt_at = app.now() where subject_id = %s", [booking["booking_id"]])
    outbox.wait_until(booking["booking_id"], "delivered")
    worker.finish()
    assert len(to(visitor.email, mailbox.messages)) == 1


@pytest.mark.req("DR-5.2")
def test_a_clock_that_jumps_ahead_may_double_the_mail_in_hand(
    visitor: Visitor,
    mailbox: Mailbox,
    outbox: Outbox,
    start_worker: StartWorker,
    skew: Callable[[str], None],
    hand: tuple[threading.Event, threading.Event, Callable[[], str]],
) -> None:
    """The database takes the lease for over while the mail is handed over: at worst the documented double, with the same Message-ID."""
    reached, go_on, hold = hand
    mailbox.answers["DATA"] = once(hold)
    booking = visitor.book()
    start_worker()
    assert reached.wait(PATIENCE)
    skew("1 hour")
    start_worker(**addresses())
    outbox.wait_until(booking["booking_id"], "delivered")
    go_on.set()
    one, other = arrived(mailbox, visitor.email, 2)
    assert one["Message-ID"] == other["Message-ID"]
    assert state(outbox, booking)[:2] == ("delivered", 2)


@pytest.fixture(params=["a full disk", "a quota"])
def cramped(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, Callable[[], None], Callable[[], None]]]:
    """Give (folder, limit, relief): where mail goes that has no room for it, what a worker process must do before, and what makes room."""
    if request.param == "a quota":
        # Python ignores SIGXFSZ, so a write beyond the limit is an error like any other.
        yield tmp_path, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY)), lambda: None
        return
    mounted = subprocess.run(["/usr/bin/mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", tmp_path], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("SKIPPED: no tmpfs can be mounted here; as root on Linux this test fills a real disk")
    (tmp_path / "ballast").write_bytes(b"x" * 28 * 1024)
    try:
        yield tmp_path, lambda: None, (tmp_path / "ballast").unlink
    finally:
        subprocess.run(["/usr/bin/umount", "--lazy", tmp_path], check=True)


@pytest.mark.req("DR-5.2")
def test_a_disk_that_is_full_takes_no_half_messages(
    visitor: Visitor,
    outbox: Outbox,
    start_worker: StartWorker,
    cramped: tuple[Path, Callable[[], None], Callable[[], None]],
) -> None:
    """The folder has whole messages or none; what found no room waits, and is written when there is some."""
    folder, limit, relief = cramped
    booking = visitor.book()
    worker = start_worker(before=limit, MAIL_PROVIDER="folder", MAIL_FOLDER=str(folder))
    until(lambda: "cannot be written" in state(outbox, booking)[2])
    assert state(outbox, booking)[:2] == ("queued", 1)
    assert [path.name for path in folder.iterdir() if path.name != "ballast"] == []
    worker.kill()
    relief()
    outbox.end_leases(booking["booking_id"])
    start_worker(MAIL_PROVIDER="folder", MAIL_FOLDER=str(folder))
    outbox.wait_until(booking["booking_id"], "delivered")
    (message,) = map(read, folder.glob("*.eml"))
    assert message["To"].addresses[0].addr_spec == visitor.email
    assert calendar_of(message)[0] == "REQUEST"


def read(path: Path) -> EmailMessage:
    """Return the message in the file."""
    return message_from_bytes(path.read_bytes(), policy=default)


@pytest.mark.req("DR-5.2")
def test_asked_to_stop_the_worker_gives_back_what_it_has_not_tried(
    visitor: Visitor,
    mailbox: Mailbox,
    outbox: Outbox,
    start_worker: StartWorker,
    hand: tuple[threading.Event, threading.Event, Callable[[], str]],
) -> None:
    """The eight in hand are finished; the others are due at once, and their attempt does not count."""
    _, go_on, mailbox.answers["DATA"] = hand
    clients = [f"{count}-{visitor.email}" for count in range(12)]
    bookings = {
        client: Visitor(visitor.api, visitor.practice, client, []).book(slot)["booking_id"]
        for client, slot in zip(clients, visitor.slots[: len(clients)], strict=True)
    }
    worker = start_worker()
    until(lambda: sum(outbox.states(each)[0][3] for each in bookings.values()) == len(bookings))
    in_hand = {message["To"].addresses[0].addr_spec for message in mailbox.wait_until_offered(CONCURRENT, seconds=PATIENCE)}
    worker.process.terminate()
    worker.read_until("worker stopping")
    go_on.set()
    code, log = worker.finish()
    assert code == 0
    assert '"event": "worker stopped"' in log
    assert len(in_hand) == CONCURRENT
    assert {client: outbox.states(each)[0][2:4] for client, each in bookings.items()} == {
        client: ("delivered", 1) if client in in_hand else ("queued", 0) for client in clients
    }
    start_worker()
    for each in bookings.values():
        outbox.wait_until(each, "delivered")
    assert len({message["Message-ID"] for message in mailbox.messages}) == len(mailbox.messages)


@pytest.mark.req("DR-5.2")
def test_who_fails_when_the_lease_is_over_says_nothing_about_it(visitor: Visitor, outbox: Outbox, config: Config) -> None:
    """The message is another worker's by then: a late failure would take it out of that one's hands."""
    booking = visitor.book()
    api = DataApi.connect(config.supabase_url, key=config.supabase_secret_key)
    lease = Lease(60)

    class TooSlow(SmtpSender):
        def send(self, message: EmailMessage) -> str:
            lease.lost()
            raise MailDelayedError(str(message["Message-ID"]))

    composer = Composer(mail_from=config.mail_from, web_url=config.web_url)
    delivery = Delivery(api=api, composer=composer, sender=GuardedSender(TooSlow(config.mail_provider)))
    (row,) = [
        each for each in delivery.claim("slow", at_most=500, lease_seconds=60) if each["payload"].get("booking", {}).get("booking_id") == booking["booking_id"]
    ]
    end = lease_end(outbox, booking)
    delivery.carry_out(row, lease=lease)
    assert state(outbox, booking) == ("queued", 1, "")
    assert lease_end(outbox, booking) == end
