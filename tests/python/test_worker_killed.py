"""DR-5.2: SIGKILL of the worker at each of its steps.  No mail is lost; at worst one comes twice, with the same Message-ID."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from .conftest import Outbox, Visitor, Worker, released
from .gate import Moment, gate_before
from .mail_servers import OK, Mailbox
from .reading import arrived, token_in

if TYPE_CHECKING:
    from tests.conftest import Stack

pytestmark = pytest.mark.slow

StartWorker = Callable[..., Worker]


@pytest.mark.parametrize(
    ("verb", "moment", "copies"),
    [
        ("claim_events", "after", 1),
        ("register_booking_token", "before", 1),
        ("register_booking_token", "after", 1),
        ("mark_delivered", "before", 2),
        ("mark_delivered", "after", 1),
    ],
)
def test_killed_while_it_talks_to_the_database_the_worker_loses_no_mail(
    visitor: Visitor, mailbox: Mailbox, outbox: Outbox, start_worker: StartWorker, stack: Stack, verb: str, moment: Moment, copies: int
) -> None:
    """DR-5.2: SIGKILL at each step; at worst the mail is doubled, with the same Message-ID."""
    booking = visitor.book()
    with gate_before(stack.supabase_url, verb=verb, moment=moment) as gate:
        worker = start_worker(SUPABASE_URL=gate.url)
        assert gate.reached.wait(20)
        worker.kill()
    outbox.end_leases(booking["booking_id"])
    start_worker()
    outbox.wait_until(booking["booking_id"], "delivered")

    messages = arrived(mailbox, visitor.email, copies)
    assert len(messages) == copies
    assert len({message["Message-ID"] for message in messages}) == 1
    assert all(visitor.api.call("booking_by_token", token=token_in(message)) for message in messages)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_killed_while_it_talks_to_the_mail_server_the_worker_loses_no_mail(
    visitor: Visitor, mailbox: Mailbox, outbox: Outbox, start_worker: StartWorker, step: str
) -> None:
    """DR-5.2: killed after the last byte, before the answer, the mail may come twice; before that, once."""
    reached, go_on = threading.Event(), threading.Event()

    def hold() -> str:
        reached.set()
        go_on.wait(20)
        return OK

    mailbox.answers[step] = hold
    booking = visitor.book()
    with released(go_on):
        worker = start_worker()
        assert reached.wait(20)
        worker.kill()
        mailbox.answers.clear()
    outbox.end_leases(booking["booking_id"])
    start_worker()
    outbox.wait_until(booking["booking_id"], "delivered")

    messages = arrived(mailbox, visitor.email, 1)
    assert len(messages) == (2 if step == "DATA" else 1)
    assert len({message["Message-ID"] for message in messages}) == 1
