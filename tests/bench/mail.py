"""Mail on its real path: how many messages 1, 2 and 4 workers deliver, and how long one takes from commit to mailbox."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import psycopg
from prometheus_client.parser import text_string_to_metric_families
from psycopg.types.json import Jsonb
from standardwebhooks import Webhook

from python_functions.stack.cluster import free_ports
from tests.bench.mail_sink import sink
from tests.bench.report import figure, goal, heading, milliseconds, quantile
from tests.bench.series import OFFICE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.bench.mail_sink import Arrival, Sink

BOOK = "select api.create_booking(bench.id(3, %(n)s %% 200), bench.id(4, %(n)s %% 4), bench.start_of(%(n)s), %(client)s)"
# Each booking is told to two, who hear four times of it.  As if each had been tried before: what nobody has tried may be superseded.
STORY = """
insert into app.outbox_events (organization_id, topic, recipient, subject_id, data, attempts)
select
  e.organization_id, 'booking.rescheduled', e.recipient, e.subject_id,
  e.data || jsonb_build_object(
    'status', 'rescheduled', 'ics_sequence', n, 'previous_starts_at', e.data -> 'starts_at', 'previous_ends_at', e.data -> 'ends_at'
  ),
  1
from app.outbox_events as e
cross join generate_series(1, 3) as n
order by n, e.position
"""
AGAIN = """
update app.outbox_events
set status = 'queued', finished_at = null, receipt = null, leased_by = null, last_error = null, attempts = 1, next_attempt_at = now()
"""
A_MINUTE_OF_QUIET = 60


def run(env: dict[str, str], *, messages: int, bookings: int) -> bool:
    """Print throughput over *messages* and latency over *bookings*; False when a message was lost, doubled or out of order."""
    right = True
    with sink() as mailbox, psycopg.connect(env["DATABASE_URL"], autocommit=True) as owner, _office(env) as office:
        variables = {**os.environ, **env, "SMTP_URL": mailbox.url, "LOG_LEVEL": "warning"}
        heading(f"Mail: throughput of the worker ({messages:,} messages about {messages // 8:,} bookings, SMTP)")
        for number in range(messages // 8):
            office.execute(BOOK, {"n": number, "client": _client(number)})
        owner.execute(STORY)
        owner.execute("analyze")
        for workers in (1, 2, 4):
            owner.execute(AGAIN)
            owner.execute("vacuum analyze app.outbox_events")
            right &= _throughput(mailbox, variables, workers=workers, messages=messages)
        owner.execute("update app.outbox_events set status = 'failed', finished_at = now() where status = 'queued'")

        heading(f"Mail: from commit to mailbox (p50 / p95 of {bookings} bookings, one idle worker)")
        for title, wake in (("polling once a second, nothing wakes", _nobody), ("the database's webhook wakes", _knock(env))):
            with _workers(variables, 1):
                times = _latency(office, mailbox, bookings=bookings, wake=wake)
            figure(title, milliseconds(times), f"slowest {max(times):.2f} s")
            goal("  its p95 in seconds", quantile(times, 0.95), at_most=2)
    return right


def _throughput(mailbox: Sink, variables: dict[str, str], *, workers: int, messages: int) -> bool:
    with _workers(variables, workers) as figures:
        deadline = time.monotonic() + 60 + messages / 10
        while mailbox.count() < messages and time.monotonic() < deadline:
            time.sleep(0.2)
        # A double would come now.
        time.sleep(1)
        busy = figures()
    arrived = mailbox.take()
    took = arrived[-1].at - arrived[0].at if arrived else 1
    figure(f"{workers} worker{'s' * (workers > 1)}", f"{len(arrived) / took:,.0f}/s", f"{busy * 1000:.1f} ms an attempt")
    doubles = sum(count - 1 for count in Counter(each.message_id for each in arrived).values())
    figure("  lost, doubled, out of order", f"{messages - len(arrived) + doubles}, {doubles}, {_out_of_order(arrived)}")
    return (len(arrived), doubles, _out_of_order(arrived)) == (messages, 0, 0)


def _out_of_order(arrived: list[Arrival]) -> int:
    lives: dict[tuple[str, str], list[int]] = {}
    for each in arrived:
        lives.setdefault((each.uid, each.recipient), []).append(each.sequence)
    return sum(later <= earlier for life in lives.values() for earlier, later in itertools.pairwise(life))


def _latency(office: psycopg.Connection, mailbox: Sink, *, bookings: int, wake: Callable[[], object]) -> list[float]:
    """Book now and then, and return for each booking how long its client's mail took from the commit."""
    mailbox.take()
    committed: dict[str, float] = {}
    first = next(NUMBERS)
    dice = random.Random(first)  # noqa: S311 - not for secrets
    for number in itertools.islice(NUMBERS, bookings):
        client = _client(number)
        office.execute(BOOK, {"n": number, "client": client})
        committed[client.obj["email"]] = time.time()
        wake()
        # Callers come as they like, not in step with the worker's rounds.
        time.sleep(dice.uniform(0.05, 0.35))
    deadline = time.monotonic() + A_MINUTE_OF_QUIET
    while mailbox.count() < 2 * bookings and time.monotonic() < deadline:
        time.sleep(0.1)
    arrived = {each.recipient: each.at for each in mailbox.take()}
    if missing := committed.keys() - arrived.keys():
        message = f"{len(missing)} of {bookings} mails did not come within a minute."
        raise RuntimeError(message)
    return [arrived[email] - at for email, at in committed.items()]


# Far from those of the throughput; no two bookings want the same time.
NUMBERS = itertools.count(100_000)


def _client(number: int) -> Jsonb:
    typed = {"name": f"Client {number}", "email": f"mail{number}@clients.example", "phone": "+1 514 555 0199", "consent": True}
    return Jsonb(typed | {"time_zone": "America/Toronto", "locale": "en-CA" if number % 2 else "fr-CA"})


def _nobody() -> None:
    """Nothing tells the worker."""


def _knock(env: dict[str, str]) -> Callable[[], None]:
    """Return what the database's webhook does: a signed request to the edge."""
    client = httpx.Client(base_url=env["EDGE_URL"], trust_env=False)
    webhook = Webhook(env["WEBHOOK_SECRET"])

    def knock() -> None:
        now = datetime.now(UTC)
        headers = {"webhook-id": str(now), "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": webhook.sign(str(now), now, "{}")}
        client.post("/webhooks/database/wake", content="{}", headers=headers).raise_for_status()

    return knock


@contextmanager
def _office(env: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(env["DATABASE_URL"], autocommit=True) as office:
        office.execute("select set_config('request.jwt.claim.sub', %s, false)", [OFFICE])
        office.execute("set role authenticated")
        yield office


@contextmanager
def _workers(variables: dict[str, str], number: int) -> Iterator[Callable[[], float]]:
    """Run workers; give a function that tells how many seconds an attempt took them on average."""
    with ExitStack() as running:
        addresses = []
        for each in range(number):
            wake, metrics = free_ports(2)
            own = {"WORKER_METRICS_ADDRESS": f"127.0.0.1:{metrics}"} | ({"WORKER_WAKE_ADDRESS": f"127.0.0.1:{wake}"} if each else {})
            addresses.append(own["WORKER_METRICS_ADDRESS"])
            running.enter_context(_process([sys.executable, "-m", "python_functions.worker"], variables | own))
        yield lambda: _mean(addresses)


@contextmanager
def _process(command: list[str], variables: dict[str, str]) -> Iterator[None]:
    with subprocess.Popen(command, env=variables) as process:
        try:
            yield
        finally:
            process.terminate()


def _mean(addresses: list[str]) -> float:
    samples: Counter[str] = Counter()
    for address in addresses:
        text = httpx.get(f"http://{address}/metrics", trust_env=False).text
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                samples[sample.name] += sample.value
    return samples["bookfast_mail_handing_over_seconds_sum"] / max(1, samples["bookfast_mail_handing_over_seconds_count"])
