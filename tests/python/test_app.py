"""The edge over HTTP: health, and the knock that wakes the worker."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from flask.testing import FlaskClient
from standardwebhooks import Webhook

from python_functions.app import create_app
from python_functions.config import Config
from python_functions.wake import Bell

from .mail_servers import Mailbox, free_port, serving
from .test_config import COMPLETE

SECRET = COMPLETE["WEBHOOK_SECRET"]
BODY = '{"type":"outbox"}'


@pytest.fixture
def config() -> Config:
    closed = f"127.0.0.1:{free_port()}"
    return Config.from_env({**COMPLETE, "SUPABASE_URL": f"http://{closed}", "SMTP_URL": f"smtp://{closed}", "WORKER_WAKE_ADDRESS": closed})


@pytest.fixture
def edge(config: Config) -> FlaskClient:
    return create_app(config).test_client()


@pytest.fixture
def bell(config: Config) -> Iterator[Bell]:
    with Bell() as bell:
        bell.listen(config.worker_wake_address)
        yield bell


def signed(*, secret: str = SECRET, at: datetime | None = None, body: str = BODY) -> dict[str, str]:
    """Return the headers of Standard Webhooks for *body*."""
    at = at or datetime.now(UTC)
    signature = Webhook(secret).sign("msg_1", at, body)
    return {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}


def test_the_process_says_that_it_lives(edge: FlaskClient) -> None:
    assert edge.get("/healthz").json == {"status": "ok"}


def test_it_is_not_ready_while_what_it_needs_is_away(edge: FlaskClient) -> None:
    answer = edge.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert "did not answer" in answer.json["data_api"]
    assert "ConnectionRefusedError" in answer.json["mail"]


def test_each_need_is_told_apart(config: Config) -> None:
    with serving(Mailbox(), port=config.mail_provider.endpoint.port):
        answer = create_app(config).test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["mail"] == "ok"


def test_a_signed_knock_wakes_the_worker(edge: FlaskClient, bell: Bell) -> None:
    assert edge.post("/webhooks/database/wake", data=BODY, headers=signed()).status_code == 204
    assert bell.wait(5)
    assert not bell.wait(0), "one knock wakes once"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(secret="whsec_" + "QUJD" * 8),
        signed(at=datetime.now(UTC) - timedelta(days=1)),
        signed(at=datetime.now(UTC) + timedelta(days=1)),
        signed(body="{}"),
        {**signed(), "webhook-id": "msg_2"},
        {**signed(), "webhook-signature": "nonsense"},
        {**signed(), "webhook-signature": "v1,%%%"},
        {**signed(), "webhook-timestamp": "now"},
    ],
)
def test_a_knock_that_is_not_signed_right_wakes_nobody(edge: FlaskClient, bell: Bell, headers: dict[str, str]) -> None:
    answer = edge.post("/webhooks/database/wake", data=BODY, headers=headers)
    assert answer.status_code == 401
    assert answer.json is not None
    assert answer.json["message"] == "signature_invalid"
    assert not bell.wait(0)


def test_a_knock_of_bytes_that_are_no_text_is_refused(edge: FlaskClient) -> None:
    assert edge.post("/webhooks/database/wake", data=b"\xff\xfe", headers=signed()).status_code == 401


def test_no_worker_is_no_error(edge: FlaskClient) -> None:
    """The worker polls: a knock that nobody hears costs a second, not a mail."""
    assert edge.post("/webhooks/database/wake", data=BODY, headers=signed()).status_code == 204


def test_a_huge_body_and_an_unknown_path_are_refused_in_one_shape(edge: FlaskClient) -> None:
    huge = edge.post("/webhooks/database/wake", data=b"x" * 300_000, headers=signed())
    unknown = edge.get("/nothing")
    assert (huge.status_code, unknown.status_code) == (413, 404)
    assert unknown.json is not None
    assert set(unknown.json) == {"code", "message", "details", "hint"}


def test_a_bell_rung_by_hand_wakes_even_before_the_sleep() -> None:
    with Bell() as bell:
        for _ in range(100_000):
            bell.ring()
        assert bell.wait(0)
        assert not bell.wait(0)
    # A second SIGTERM may come while the worker ends.
    bell.ring()


@pytest.mark.slow
def test_the_process_serves_until_it_is_asked_to_stop_and_names_a_taken_port() -> None:
    listen = f"127.0.0.1:{free_port()}"
    variables = {**os.environ, **COMPLETE, "EDGE_LISTEN": listen}
    command = [sys.executable, "-m", "python_functions.app"]
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True) as edge:
        assert edge.stdout is not None
        assert '"event": "edge started"' in edge.stdout.readline()
        assert httpx.get(f"http://{listen}/healthz").json() == {"status": "ok"}

        second = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=20, check=False)
        assert second.returncode == 2
        assert second.stderr.startswith(f"The edge cannot listen on {listen}: ")

        edge.terminate()
        assert edge.wait(20) == 0
