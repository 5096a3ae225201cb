"""Figures for whoever watches: on the edge's /metrics, for those who may, and without a name in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx
import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from python_functions.app import create_app
from python_functions.config import Config, ConfigError, Endpoint
from python_functions.metrics.worker import WorkerMetrics

from .conftest import Outbox, Visitor, Worker
from .mail_servers import Mailbox, free_port
from .reading import arrived
from .test_config import COMPLETE

if TYPE_CHECKING:
    from tests.conftest import Stack

TOKEN = "correct-horse-battery"  # noqa: S105 - a test's own

StartWorker = Callable[..., Worker]


def figures(text: str) -> dict[tuple[str, ...], float]:
    """Return each sample by its name and the values of its labels."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def alone(**variables: str) -> Config:
    """What an edge knows that reaches neither a Data API nor a worker."""
    closed = f"127.0.0.1:{free_port()}"
    return Config.from_env({**COMPLETE, "SUPABASE_URL": f"http://{closed}", "WORKER_METRICS_ADDRESS": closed, **variables})


def test_who_is_away_is_told_instead_of_old_figures() -> None:
    answer = create_app(alone()).test_client().get("/metrics")
    assert answer.status_code == 200
    assert figures(answer.text) == {("bookfast_data_api_up",): 0, ("bookfast_worker_up",): 0}


@pytest.mark.parametrize(
    ("token", "address", "headers", "status"),
    [
        ("", "127.0.0.1", {}, 200),
        ("", "::1", {}, 200),
        ("", "203.0.113.9", {}, 401),
        # A proxy on this machine: the caller is not from here.
        ("", "127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 401),
        ("", "127.0.0.1", {"Forwarded": "for=203.0.113.9"}, 401),
        ("", "203.0.113.9", {"Authorization": "Bearer "}, 401),
        (TOKEN, "203.0.113.9", {"Authorization": f"Bearer {TOKEN}"}, 200),
        (TOKEN, "203.0.113.9", {"Authorization": f"Bearer {TOKEN}!"}, 401),
        (TOKEN, "203.0.113.9", {"Authorization": f"Basic {TOKEN}"}, 401),
        (TOKEN, "127.0.0.1", {}, 401),
        (TOKEN, "127.0.0.1", {"Authorization": "Bearer \xff"}, 401),
    ],
)
def test_who_may_look(token: str, address: str, headers: dict[str, str], status: int) -> None:
    edge = create_app(alone(METRICS_TOKEN=token)).test_client()
    answer = edge.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status
    assert status == 200 or (answer.headers["WWW-Authenticate"] == "Bearer" and "bookfast" not in answer.text)


@pytest.mark.parametrize("token", ["short", "sixteen letters, but with spaces", "é" * 16])
def test_a_token_that_is_none_is_refused_by_name(token: str) -> None:
    with pytest.raises(ConfigError, match=r"^METRICS_TOKEN cannot be used: it should be "):
        Config.from_env({**COMPLETE, "METRICS_TOKEN": token})


def test_a_worker_counts_by_topic_and_provider() -> None:
    metrics = WorkerMetrics("postmark")
    metrics.watch(lambda: 12.5)
    metrics.ended("booking.confirmed", status="delivered", seconds_since_commit=1.5)
    metrics.ended("booking.confirmed", status="queued", seconds_since_commit=None)
    counted = figures(generate_latest(metrics.registry).decode())
    assert counted["bookfast_mail_attempts_total", "postmark", "delivered", "booking.confirmed"] == 1
    assert counted["bookfast_mail_attempts_total", "postmark", "queued", "booking.confirmed"] == 1
    assert counted["bookfast_mail_commit_to_accepted_seconds_count", "postmark", "booking.confirmed"] == 1
    assert counted["bookfast_mail_commit_to_accepted_seconds_bucket", "1.0", "postmark", "booking.confirmed"] == 0
    assert counted["bookfast_mail_commit_to_accepted_seconds_bucket", "2.0", "postmark", "booking.confirmed"] == 1
    assert counted["bookfast_mail_provider_resting_seconds", "postmark"] == 12.5


def test_the_workers_figures_are_served_until_it_stops() -> None:
    address = Endpoint("127.0.0.1", free_port())
    with WorkerMetrics().serve(address):
        assert "bookfast_worker_rounds_total" in httpx.get(f"http://{address}/metrics").text
        with pytest.raises(OSError, match="in use"):
            WorkerMetrics().serve(address)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://{address}/metrics")


@pytest.mark.slow
@pytest.mark.req("DR-8.1", "SC-4.2")
def test_one_look_at_the_edge_tells_what_became_of_the_mail(
    visitor: Visitor, mailbox: Mailbox, outbox: Outbox, config: Config, stack: Stack, start_worker: StartWorker
) -> None:
    """Queue, age, sent and failed by topic and provider, and the time from commit to the provider's yes."""
    edge = create_app(config).test_client()
    mailbox.answers["RCPT"] = "550 5.1.1 no such user"
    refused = visitor.book()["booking_id"]
    waiting = figures(edge.get("/metrics").text)
    assert waiting["bookfast_outbox_messages", "due", "booking.confirmed"] >= 1
    assert waiting["bookfast_outbox_oldest_due_seconds",] > 0
    assert waiting["bookfast_worker_up",] == 0

    start_worker()
    outbox.wait_until(refused, "failed")
    mailbox.answers.clear()
    sent = visitor.book(visitor.slots[1])["booking_id"]
    outbox.wait_until(sent, "delivered")
    arrived(mailbox, visitor.email, 1)
    text = edge.get("/metrics").text
    told = figures(text)
    assert (told["bookfast_data_api_up",], told["bookfast_worker_up",]) == (1, 1)
    assert told["bookfast_outbox_ended_last_day", "failed", "booking.confirmed"] >= 1
    assert told["bookfast_outbox_ended_last_day", "delivered", "booking.confirmed"] >= 1
    assert told["bookfast_mail_attempts_total", "smtp", "failed", "booking.confirmed"] >= 1
    # This worker may have found messages of other tests, which had waited for one for a while.
    (all_waited,) = outbox.connection.execute(
        "select extract(epoch from sum(finished_at - created_at))::float8 from app.outbox_events where (topic, status) = ('booking.confirmed', 'delivered')"
    ).fetchone() or (0,)
    assert 0 < told["bookfast_mail_commit_to_accepted_seconds_sum", "smtp", "booking.confirmed"] <= all_waited + 1
    assert told["bookfast_mail_provider_resting_seconds", "smtp"] == 0
    for name in (visitor.email, visitor.practice.organization_slug, visitor.practice.organization_name, "Desjardins", stack.supabase_secret_key):
        assert name not in text
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text), "no id of anything either"
