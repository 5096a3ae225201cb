"""SC-1.8: from the provider's report to the practitioner's warning, with a real edge, worker and database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from standardwebhooks import Webhook

from python_functions.data_api import DataApi

from .mail_apis import MailApi, serving
from .mail_servers import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Stack

    from .conftest import Outbox, Visitor, Worker

pytestmark = [pytest.mark.slow, pytest.mark.req("SC-1.8")]

SECRET = "whsec_" + b64encode(b"the secret of this test.").decode()
PATIENCE = 20
ADDRESS = """
select u.email from app.practitioners as p join app.members as m using (member_id, organization_id) join auth.users as u on u.id = m.user_id
where p.practitioner_id = %s
"""


@contextmanager
def edge_at_work(stack: Stack) -> Iterator[tuple[str, list[str]]]:
    """Run an edge that takes Resend's reports; give its address, and at the end what it logged."""
    listen = f"127.0.0.1:{free_port()}"
    variables = {**os.environ, **stack.env, "EDGE_LISTEN": listen, "RESEND_WEBHOOK_SECRET": SECRET, "LOG_LEVEL": "info"}
    log: list[str] = []
    with (
        subprocess.Popen([sys.executable, "-m", "python_functions.app"], env=variables, stdout=subprocess.PIPE, text=True) as edge,
        ThreadPoolExecutor(1) as pool,
    ):
        assert edge.stdout is not None
        edge.stdout.readline()
        # Read all the while: a full pipe would hold the edge up.
        reading = pool.submit(edge.stdout.readlines)
        try:
            yield f"http://{listen}", log
        finally:
            edge.terminate()
            log.extend(reading.result(PATIENCE))


def report(edge: str, kind: str, mail: dict[str, Any], *, message_id: str) -> int:
    """Report on *mail*, a body that Resend was sent, as Resend does."""
    tags = {each["name"]: each["value"] for each in mail["tags"]}
    data = {"email_id": "re_1", "to": mail["to"], "tags": tags, "bounce": {"type": "Permanent", "subType": "General", "message": f"{mail['to'][0]} is unknown"}}
    body = json.dumps({"type": kind, "created_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "data": data})
    now = datetime.now(UTC)
    headers = {"svix-id": message_id, "svix-timestamp": str(int(now.timestamp())), "svix-signature": Webhook(SECRET).sign(message_id, now, body)}
    return httpx.post(f"{edge}/webhooks/mail/resend", content=body, headers=headers, timeout=PATIENCE).status_code


def sent_to(resend: MailApi, address: str, count: int) -> list[dict[str, Any]]:
    """Return the first *count* bodies that Resend was sent for *address*, as soon as they are there."""
    deadline = time.monotonic() + PATIENCE
    while len(found := [asked.body for asked in resend.asked if address in str(asked.body.get("to"))]) < count:
        assert time.monotonic() < deadline, f"{len(found)} of {count} mails"
        # The worker is another process; there is nothing to wait on but what it asks for.
        time.sleep(0.02)
    return found


def test_a_dead_address_is_marked_its_mail_stopped_and_the_practitioner_warned(
    stack: Stack, visitor_of_member: Visitor, outbox: Outbox, start_worker: Callable[..., Worker]
) -> None:
    visitor, service = visitor_of_member, DataApi.connect(stack.supabase_url, key=stack.supabase_secret_key)
    with serving(MailApi(answer={"id": "re_1"})) as resend, edge_at_work(stack) as (edge, log):
        worker = start_worker(MAIL_PROVIDER="resend", RESEND_API_KEY="re_key", RESEND_URL=resend.url)
        booking = visitor.book()
        (mail,) = sent_to(resend, visitor.email, 1)
        outbox.wait_until(booking["booking_id"], "delivered")
        # The worker sends to others' practitioners, too, if their tests left anything to send.
        (practitioner,) = outbox.connection.execute(ADDRESS, [visitor.practice.practitioner_id]).fetchone()

        # The gravest comes first, and everything comes twice.
        first, second = uuid4().hex, uuid4().hex
        assert [report(edge, kind, mail, message_id=each) for kind, each in [("email.bounced", first), ("email.delivered", second)] * 2] == [204] * 4
        service.tick()
        seen = "select mail_status, mail_reason from app.outbox_events where subject_id = %s and recipient = 'client'"
        assert outbox.connection.execute(seen, [booking["booking_id"]]).fetchone() == ("bounced", "General")

        _, warning = sent_to(resend, practitioner, 2)
        assert warning["subject"] == "A message could not be delivered"
        assert visitor.email in warning["text"]
        assert "+1 514 555 0199" in warning["text"]

        # Later mail to the client is not sent; the practitioner's is.
        again = visitor.book(visitor.slots[3])
        sent_to(resend, practitioner, 3)
        outbox.wait_until(again["booking_id"], "delivered", "dropped")
        outbox_rows = {row[1]: row[2:5:2] for row in outbox.states(again["booking_id"])}
        assert outbox_rows["client"] == ("dropped", "The address takes no mail.")
        assert len(sent_to(resend, visitor.email, 1)) == 1
        _, worker_log = worker.finish()
    for secret in (visitor.email, "Desjardins", SECRET):
        assert secret not in "\n".join([*log, worker_log])
    assert sum('"event": "mail report kept"' in line for line in log) == 4


def test_a_flood_of_forgeries_keeps_no_report_out(stack: Stack, visitor: Visitor) -> None:
    mail = {"to": [visitor.email], "tags": [{"name": "event_id", "value": str(uuid4())}]}
    one = uuid4().hex
    forged = {"svix-id": one, "svix-timestamp": str(int(time.time())), "svix-signature": "v1,AAAA"}
    with edge_at_work(stack) as (edge, log), ThreadPoolExecutor(8) as pool, httpx.Client(limits=httpx.Limits(max_connections=8)) as http:
        flood = [pool.submit(http.post, f"{edge}/webhooks/mail/resend", content=b"x" * 100_000, headers=forged, timeout=PATIENCE) for _ in range(400)]
        status = report(edge, "email.delivered", mail, message_id=one)
        refused = {each.result().status_code for each in flood}
    assert (status, refused) == (204, {401})
    assert sum('"event": "mail report kept"' in line for line in log) == 1


def test_while_the_database_is_down_the_provider_is_asked_to_come_again(stack: Stack, visitor: Visitor, restart_database: Callable[..., None]) -> None:
    mail = {"to": [visitor.email], "tags": [{"name": "event_id", "value": str(uuid4())}]}
    one, statuses = uuid4().hex, []
    with edge_at_work(stack) as (edge, _):
        restart_database(meanwhile=lambda: statuses.append(report(edge, "email.delivered", mail, message_id=one)))
        deadline = time.monotonic() + PATIENCE
        while (status := report(edge, "email.delivered", mail, message_id=one)) != 204:
            assert time.monotonic() < deadline, status
            # The Data API finds its way back to the database by itself.
            time.sleep(0.1)
    assert statuses == [503]
    with psycopg.connect(stack.database_url) as owner:
        assert owner.execute("select count(*) from app.provider_events where provider_event_id = %s", [one]).fetchone() == (1,)
