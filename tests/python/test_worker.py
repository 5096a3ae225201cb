"""SC-1.3 to SC-1.5, DR-5.2: the worker against the real database and real SMTP servers."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import psycopg
import pytest
from standardwebhooks import Webhook

from python_functions import tokens, wake
from python_functions.app import create_app
from python_functions.config import endpoint
from python_functions.data_api import DataApi
from python_functions.delivery import Delivery
from python_functions.errors import BookingError, TokenInvalid
from python_functions.lease import Lease
from python_functions.mail.compose import Composer
from python_functions.senders.breaker import GuardedSender
from python_functions.senders.smtp import SmtpSender
from tests.browser.practice import connect as sign_up_at
from tests.browser.practice import open_practice

from .conftest import Outbox, Visitor, Worker, released, visit
from .gate import gate_before
from .mail_servers import OK, Mailbox, free_port, plain, silent
from .reading import arrived, calendar_of, text_of, to, token_in

if TYPE_CHECKING:
    from python_functions.config import Config
    from tests.conftest import Stack

pytestmark = pytest.mark.slow

StartWorker = Callable[..., Worker]


def test_both_parties_follow_a_booking_through_its_life(visitor_of_member: Visitor, mailbox: Mailbox, outbox: Outbox, start_worker: StartWorker) -> None:
    """SC-1.3 SC-1.4 SC-1.5 BM-R5 BM-R6: the client moves and cancels by the link in the mail, and both calendars follow."""
    visitor = visitor_of_member
    worker = start_worker()
    booking = visitor.book()
    (confirmation,) = arrived(mailbox, visitor.email, 1)
    token = token_in(confirmation)
    visitor.api.call("reschedule_by_token", token=token, starts_at=visitor.slots[1])
    arrived(mailbox, visitor.email, 2)
    visitor.api.call("cancel_by_token", token=token)
    outbox.wait_until(booking["booking_id"], "delivered")
    _, log = worker.finish()

    practitioners = next(each["To"].addresses[0].addr_spec for each in mailbox.messages if each["To"].addresses[0].addr_spec.startswith("cleo-"))
    for address in (visitor.email, practitioners):
        events = [calendar_of(message) for message in arrived(mailbox, address, 3)]
        assert [method for method, _ in events] == ["REQUEST", "REQUEST", "CANCEL"]
        assert [event["SEQUENCE"] for _, event in events] == [0, 1, 2]
        assert len({event["UID"] for _, event in events}) == 1
        assert events[1][1]["DTSTART"].dt == datetime.fromisoformat(visitor.slots[1])
    assert "/manage#" not in "".join(map(text_of, to(practitioners, mailbox.messages)))

    # Logs name ids and kinds, never people.
    # Digits alone would also be found in an id or a time by chance.
    for secret in (visitor.email, practitioners, "Desjardins", "Lindqvist", "514 555", "5145550199", token):
        assert secret not in log
    assert all(json.loads(line)["event"] for line in log.splitlines())


def test_every_mail_of_a_booking_has_a_link_that_works(visitor: Visitor, mailbox: Mailbox, start_worker: StartWorker) -> None:
    """BM-R5 BM-R11 BM-Q1: later mails do not close the links of earlier ones; cancelling closes all of them to changes."""
    start_worker()
    visitor.book()
    first = token_in(arrived(mailbox, visitor.email, 1)[0])
    visitor.api.call("reschedule_by_token", token=first, starts_at=visitor.slots[1])
    second = token_in(arrived(mailbox, visitor.email, 2)[1])

    assert first != second
    for token in (first, second):
        seen = visitor.api.call("booking_by_token", token=token)
        assert datetime.fromisoformat(seen["starts_at"]) == datetime.fromisoformat(visitor.slots[1])
    with pytest.raises(TokenInvalid):
        visitor.api.call("booking_by_token", token=first[:-2] + ("AA" if not first.endswith("AA") else "BB"))

    visitor.api.call("cancel_by_token", token=second)
    assert visitor.api.call("booking_by_token", token=first)["allowed_actions"] == []
    (*_, cancellation) = arrived(mailbox, visitor.email, 3)
    assert "/manage#" not in text_of(cancellation)


def test_asked_to_stop_the_worker_finishes_the_message_in_hand(visitor: Visitor, mailbox: Mailbox, outbox: Outbox, start_worker: StartWorker) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def hold() -> str:
        reached.set()
        go_on.wait(20)
        return OK

    mailbox.answers["DATA"] = hold
    booking = visitor.book()
    worker = start_worker()
    with released(go_on):
        assert reached.wait(20)
        worker.process.terminate()
    code, _ = worker.finish()
    assert code == 0
    assert [row[2] for row in outbox.states(booking["booking_id"])] == ["delivered"]
    assert len(to(visitor.email, mailbox.messages)) == 1


def attempt(config: Config, sender: SmtpSender, visitor: Visitor, outbox: Outbox) -> tuple[str, tuple[object, ...]]:
    """Book, and let one attempt at the message be made by *sender*; return the booking's id and the message's state."""
    booking_id = visitor.book()["booking_id"]
    return booking_id, retry(config, outbox, booking_id, sender=sender)


def retry(config: Config, outbox: Outbox, booking_id: str, *, sender: SmtpSender | None = None) -> tuple[object, ...]:
    """Make one attempt at the booking's first message and return its state."""
    api = DataApi.connect(config.supabase_url, key=config.supabase_secret_key)
    composer = Composer(mail_from=config.mail_from, web_url=config.web_url)
    delivery = Delivery(api=api, composer=composer, sender=GuardedSender(sender or SmtpSender(config.mail_provider)))
    rows = delivery.claim("test", at_most=500, lease_seconds=60)
    (row,) = [each for each in rows if each["payload"]["booking"]["booking_id"] == booking_id]
    delivery.carry_out(row, lease=Lease(60))
    return outbox.states(booking_id)[0]


@pytest.mark.parametrize(
    ("answer", "status"),
    [("550 5.1.1 no such user <ben@client.example>", "failed"), ("450 4.2.1 mailbox busy", "queued")],
)
def test_a_refusal_for_good_fails_and_one_for_now_waits(config: Config, mailbox: Mailbox, visitor: Visitor, outbox: Outbox, answer: str, status: str) -> None:
    """DR-5.2: the database learns what the mail server said, without the address."""
    mailbox.answers["RCPT"] = answer
    _, state = attempt(config, SmtpSender(config.mail_provider), visitor, outbox)
    assert state[2:4] == (status, 1)
    assert answer[:9] in str(state[4])
    assert "ben@client.example" not in str(state[4])


def test_a_mail_server_that_hangs_delays_the_message(config: Config, visitor: Visitor, outbox: Outbox) -> None:
    """DR-5.2."""
    with silent() as endpoint:
        _, state = attempt(config, SmtpSender(plain(endpoint), timeout=0.3), visitor, outbox)
    assert state[2:4] == ("queued", 1)


def test_what_failed_for_now_is_delivered_later_as_the_same_message(
    config: Config, mailbox: Mailbox, visitor: Visitor, outbox: Outbox, start_worker: StartWorker
) -> None:
    """DR-5.2."""
    mailbox.answers["DATA"] = "451 4.3.0 try again later"
    booking_id, _ = attempt(config, SmtpSender(config.mail_provider), visitor, outbox)
    mailbox.answers.clear()
    outbox.end_leases(booking_id)
    start_worker()
    outbox.wait_until(booking_id, "delivered")
    assert outbox.states(booking_id)[0][3] == 2
    assert len(arrived(mailbox, visitor.email, 1)) == 1


def test_after_the_last_attempt_the_message_has_failed(config: Config, mailbox: Mailbox, visitor: Visitor, outbox: Outbox) -> None:
    """DR-5.2: ten attempts, then it is given up and says so."""
    mailbox.answers["DATA"] = "451 4.3.0 try again later"
    booking_id, _ = attempt(config, SmtpSender(config.mail_provider), visitor, outbox)
    for _ in range(8):
        outbox.end_leases(booking_id)
        assert retry(config, outbox, booking_id)[2] == "queued"
    outbox.end_leases(booking_id)
    assert retry(config, outbox, booking_id)[2:4] == ("failed", 10)


def test_messages_of_one_booking_arrive_in_order(visitor: Visitor, mailbox: Mailbox, outbox: Outbox, config: Config, start_worker: StartWorker) -> None:
    """SC-1.4: a first one that has to wait, changes meanwhile: nothing overtakes it, and what nobody had tried to send is told in one mail."""
    mailbox.answers["DATA"] = "451 4.3.0 try again later"
    booking_id, _ = attempt(config, SmtpSender(config.mail_provider), visitor, outbox)
    mailbox.answers.clear()
    token = register_token(config, booking_id)
    visitor.api.call("reschedule_by_token", token=token, starts_at=visitor.slots[1])
    visitor.api.call("reschedule_by_token", token=token, starts_at=visitor.slots[2])
    outbox.end_leases(booking_id)
    worker = start_worker()
    assert [calendar_of(message)[1]["SEQUENCE"] for message in arrived(mailbox, visitor.email, 2)] == [0, 2]
    worker.finish()
    assert [state[:3] for state in outbox.states(booking_id)] == [
        ("booking.confirmed", "client", "delivered"),
        ("booking.rescheduled", "client", "dropped"),
        ("booking.rescheduled", "client", "delivered"),
    ]


def test_moved_twice_in_a_minute_mails_once(stack: Stack, mailbox: Mailbox, outbox: Outbox, config: Config, start_worker: StartWorker) -> None:
    """SC-1.4: the confirmation, and one mail from the time that the client knows to the last one, when the quiet period is over."""
    visitor = visit(stack, open_practice(sign_up_at(stack.supabase_url, stack.supabase_publishable_key), quiet_seconds=2))
    worker = start_worker()
    booking_id = visitor.book()["booking_id"]
    arrived(mailbox, visitor.email, 1)
    token = register_token(config, booking_id)
    visitor.api.call("reschedule_by_token", token=token, starts_at=visitor.slots[1])
    visitor.api.call("reschedule_by_token", token=token, starts_at=visitor.slots[2])
    _, moved = arrived(mailbox, visitor.email, 2)
    visitor.api.call("reschedule_by_token", token=token, starts_at=visitor.slots[1])
    visitor.api.call("cancel_by_token", token=token)
    *_, cancelled = arrived(mailbox, visitor.email, 3)
    worker.finish()

    assert [(method, event["SEQUENCE"]) for method, event in map(calendar_of, (moved, cancelled))] == [("REQUEST", 2), ("CANCEL", 4)]
    # The last move was never told: what is called off is the time that the client knows.
    assert [calendar_of(mail)[1]["DTSTART"].dt for mail in (moved, cancelled)] == [datetime.fromisoformat(visitor.slots[2])] * 2
    at = datetime.fromisoformat(visitor.slots[0]).astimezone(ZoneInfo("America/Toronto"))
    assert f"{at:%-I:%M}" in text_of(moved), "the mail says what the time was before"
    assert [state[2] for state in outbox.states(booking_id)] == ["delivered", "dropped", "delivered", "dropped", "delivered"]


def register_token(config: Config, booking_id: str) -> str:
    """Return a new link's token for the booking, registered as the worker does it."""
    token = tokens.mint()
    api = DataApi.connect(config.supabase_url, key=config.supabase_secret_key)
    expires_at = datetime(datetime.now(UTC).year + 1, 1, 1, tzinfo=UTC)
    api.register_booking_token(booking_id, token_hash=tokens.fingerprint(token), expires_at=expires_at)
    return token


def test_two_workers_send_each_message_once(visitor_of_member: Visitor, mailbox: Mailbox, outbox: Outbox, start_worker: StartWorker) -> None:
    """DR-5.2: side by side, without knowing of each other."""
    start_worker()
    start_worker(WORKER_WAKE_ADDRESS=f"127.0.0.1:{free_port()}")
    ids = [
        Visitor(visitor_of_member.api, visitor_of_member.practice, f"{number}-{visitor_of_member.email}", []).book(start)["booking_id"]
        for number, start in enumerate(visitor_of_member.slots[:8])
    ]
    for booking_id in ids:
        outbox.wait_until(booking_id, "delivered")
    # What others left in the outbox does not count.
    mine = [message for message in mailbox.messages if message["From"].addresses[0].display_name == visitor_of_member.practice.organization_name]
    assert len(mine) == 2 * len(ids)
    assert len({message["Message-ID"] for message in mine}) == 2 * len(ids)


def test_the_worker_waits_for_a_data_api_that_is_away(visitor: Visitor, mailbox: Mailbox, start_worker: StartWorker, stack: Stack) -> None:
    port = free_port()
    visitor.book()
    worker = start_worker(SUPABASE_URL=f"http://127.0.0.1:{port}")
    assert json.loads(worker.read_until("worker waits"))["problem"] == "The Data API is away."
    with gate_before(stack.supabase_url, port=port):
        arrived(mailbox, visitor.email, 1)
        code, _ = worker.finish()
    assert code == 0


def test_a_report_that_does_not_get_through_is_repeated_not_the_mail(
    visitor: Visitor, mailbox: Mailbox, outbox: Outbox, start_worker: StartWorker, stack: Stack
) -> None:
    """DR-5.2: the mail is out when the Data API fails; the worker insists on saying so."""
    booking = visitor.book()
    with gate_before(stack.supabase_url, verb="mark_delivered", refusals=2) as gate:
        start_worker(SUPABASE_URL=gate.url)
        outbox.wait_until(booking["booking_id"], "delivered")
    assert gate.refusals == 0
    assert len(to(visitor.email, mailbox.messages)) == 1


def test_a_database_that_restarts_costs_nothing_but_time(
    visitor: Visitor, mailbox: Mailbox, outbox: Outbox, start_worker: StartWorker, restart_database: Callable[..., None]
) -> None:
    """DR-5.2: mail waits for the database, and the worker goes on by itself."""
    worker = start_worker()
    restart_database(meanwhile=lambda: worker.read_until("worker waits"))
    booking = visitor.book()
    with psycopg.connect(outbox.connection.info.dsn, password=outbox.connection.info.password, autocommit=True) as connection:
        Outbox(connection).wait_until(booking["booking_id"], "delivered")
    assert len(to(visitor.email, mailbox.messages)) == 1


def test_a_request_is_tentative_until_it_is_answered(mailbox: Mailbox, start_worker: StartWorker, stack: Stack) -> None:
    """SC-1.10: TENTATIVE while pending, CONFIRMED after approval; declined, or cancelled by the practice, it is taken away."""
    practice = open_practice(sign_up_at(stack.supabase_url, stack.supabase_publishable_key), requires_approval=True)
    start_worker()
    admin = DataApi(practice.admin)
    guest = visit(stack, practice)
    kept, declined = guest.book(guest.slots[0]), guest.book(guest.slots[2])
    # Each is told before the next happens: what nobody has heard of is superseded.
    arrived(mailbox, guest.email, 2)
    admin.call("decline_booking", booking_id=declined["booking_id"])
    admin.call("approve_booking", booking_id=kept["booking_id"])
    arrived(mailbox, guest.email, 4)
    admin.call("cancel_booking", booking_id=kept["booking_id"], reason="a private reason")
    mails = arrived(mailbox, guest.email, 5)

    lives: dict[str, list[tuple[str, str, int]]] = {}
    for method, event in map(calendar_of, mails):
        lives.setdefault(event["UID"], []).append((method, event["STATUS"], event["SEQUENCE"]))
    assert sorted(lives.values(), key=len) == [
        [("REQUEST", "TENTATIVE", 0), ("CANCEL", "CANCELLED", 1)],
        [("REQUEST", "TENTATIVE", 0), ("REQUEST", "CONFIRMED", 1), ("CANCEL", "CANCELLED", 2)],
    ]
    said = "".join(map(text_of, mails))
    assert "still has to confirm this time" in said
    assert "had to cancel this appointment" in said
    assert "a private reason" not in said


def test_a_knock_at_the_edge_wakes_the_worker(visitor: Visitor, mailbox: Mailbox, config: Config, start_worker: StartWorker) -> None:
    """The mail leaves on the database's signed webhook, although this worker would poll in an hour only."""
    worker = start_worker(WORKER_POLL_SECONDS="3600")
    worker.read_until("worker started")
    visitor.book()
    now = datetime.now(UTC)
    headers = {"webhook-id": "1", "webhook-timestamp": str(int(now.timestamp()))}
    headers["webhook-signature"] = Webhook(config.webhook_secret).sign("1", now, "{}")
    edge = create_app(config).test_client()
    assert edge.post("/webhooks/database/wake", data="{}", headers=headers).status_code == 204
    assert arrived(mailbox, visitor.email, 1)


def test_a_second_worker_at_the_same_address_polls(visitor: Visitor, mailbox: Mailbox, start_worker: StartWorker) -> None:
    start_worker().read_until("worker started")
    second = start_worker()
    assert json.loads(second.read_until("polling only"))["problem"] == "Address already in use"
    visitor.book()
    assert arrived(mailbox, visitor.email, 1)


def test_while_the_provider_is_down_no_message_pays_for_it(
    visitor: Visitor, mailbox: Mailbox, outbox: Outbox, variables: dict[str, str], start_worker: StartWorker
) -> None:
    """DR-5.2 SC-4.3: after five failures in a row the worker claims nothing, so the messages that wait keep all of their attempts."""
    mailbox.answers["MAIL"] = "550 5.7.1 your account is suspended"
    for slot in visitor.slots[:6]:
        visitor.book(slot)
    worker = start_worker()
    worker.read_until("mail provider rests")
    waiting = visitor.book(visitor.slots[6])["booking_id"]
    for _ in range(2):
        wake.ring(endpoint(variables["WORKER_WAKE_ADDRESS"]))
        worker.read_until("mail provider rests")
    assert {(row[2], row[3]) for row in outbox.states(waiting)} == {("queued", 0)}


def test_an_invitation_brings_a_member(visitor: Visitor, mailbox: Mailbox, start_worker: StartWorker, stack: Stack) -> None:
    """DR-7.2: the one-time token in the mail opens the organization to who has it, once."""
    start_worker()
    address = f"eve-{uuid4().hex[:10]}@practice.example"
    organization = visitor.api.rows("organizations", slug=visitor.practice.organization_slug)[0]
    DataApi(visitor.practice.admin).call(
        "invite_member", organization_id=organization["organization_id"], email=address, role="practitioner", display_name="Eve Roy"
    )
    (invitation,) = arrived(mailbox, address, 1)
    eve = sign_up_at(stack.supabase_url, stack.supabase_publishable_key)
    eve.auth.sign_up({"email": address, "password": "correct horse battery"})
    token = token_in(invitation)
    assert DataApi(eve).call("accept_invitation", token=token)["role"] == "practitioner"
    with pytest.raises(BookingError, match="invitation_expired"):
        DataApi(eve).call("accept_invitation", token=token)


def test_the_edge_is_ready_on_the_running_stack(stack: Stack) -> None:
    answer = httpx.get(f"{stack.edge_url}/readyz")
    assert answer.json() == {"data_api": "ok", "mail": "ok"}
    assert answer.status_code == 200


def test_the_worker_names_what_its_environment_lacks(start_worker: StartWorker) -> None:
    worker = start_worker(SMTP_URL="")
    log, _ = worker.process.communicate(timeout=20)
    assert worker.process.returncode == 2
    assert log.startswith("SMTP_URL is not set: it should be ")


def test_ringing_nobody_is_no_error(config: Config) -> None:
    wake.ring(config.worker_wake_address)
