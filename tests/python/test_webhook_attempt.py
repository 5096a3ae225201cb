"""One attempt at a webhook against real HTTPS receivers: signed so that theirs believe it, and ended in time whatever they do."""

from __future__ import annotations

import ipaddress
import json
import socket
import ssl
import threading
import time
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from webhooks.outbound.attempt import MOST_OF_AN_ANSWER, Attempts, Verdict, retry_after
from webhooks.outbound.reach import Reach

from .receivers import Authority, Receiver, answering, drip, receiving, speaking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from .receivers import Request

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
SECRETS = ["whsec_" + b64encode(bytes([number] * 32)).decode() for number in (1, 2)]
PAYLOAD = {"type": "booking.created", "timestamp": "2027-01-05T15:00:00+00:00", "data": {"booking_id": "b", "client": {"name": "Zoë Ñandú 🌱"}}}
SECONDS = 1


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.made_in(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def receiver(authority: Authority) -> Iterator[Receiver]:
    with receiving(authority) as receiver:
        yield receiver


def attempt(url: str, authority: Authority, *, secrets: list[str] | None = None, **settings: Any) -> Verdict:  # noqa: ANN401
    """Make one attempt that may reach this machine."""
    port = int(url.rsplit(":", 1)[1].split("/", maxsplit=1)[0])
    settings = {"seconds": SECONDS, "tls": authority.client_context(), "reach": Reach(LOOPBACK, frozenset({port}))} | settings
    return Attempts(settings.pop("reach"), **settings).make("delivery-1", url=url, secrets=secrets or SECRETS[:1], payload=PAYLOAD)


def test_a_receiver_with_the_secret_believes_it(receiver: Receiver, authority: Authority) -> None:
    verdict = attempt(receiver.url("/in?tenant=7"), authority)
    (request,) = receiver.requests

    assert (verdict.error, verdict.response_status) == ("", 204)
    assert Webhook(SECRETS[0]).verify(request.body, request.headers) == PAYLOAD
    assert request.path == "/in?tenant=7"
    assert request.headers["host"] == f"localhost:{receiver.port}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["webhook-id"] == "delivery-1"
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRETS[1]).verify(request.body, request.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRETS[0]).verify(request.body.replace(b'"b"', b'"c"'), request.headers)


def test_while_a_secret_is_rotated_both_are_believed(receiver: Receiver, authority: Authority) -> None:
    attempt(receiver.url(), authority, secrets=SECRETS)
    (request,) = receiver.requests
    assert len(request.headers["webhook-signature"].split(" ")) == 2
    for secret in SECRETS:
        assert Webhook(secret).verify(request.body, request.headers) == PAYLOAD


def test_each_attempt_has_the_same_id_and_a_time_of_its_own(receiver: Receiver, authority: Authority) -> None:
    before = int(time.time())
    attempt(receiver.url(), authority)
    attempt(receiver.url(), authority)
    one, other = receiver.requests
    assert one.headers["webhook-id"] == other.headers["webhook-id"]
    assert one.body == other.body
    assert before <= int(one.headers["webhook-timestamp"]) <= int(other.headers["webhook-timestamp"]) <= time.time()


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_takes_it(receiver: Receiver, authority: Authority, status: int) -> None:
    receiver.answer = answering(status)
    assert attempt(receiver.url(), authority).error == ""


@pytest.mark.parametrize("status", [400, 401, 404, 410, 429, 500, 503, 599])
def test_nothing_else_does(receiver: Receiver, authority: Authority, status: int) -> None:
    receiver.answer = answering(status)
    verdict = attempt(receiver.url(), authority)
    assert (verdict.error, verdict.response_status) == (f"HTTP {status}", status)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(receiver: Receiver, authority: Authority, status: int) -> None:
    receiver.answer = answering(status, Location="/other")
    verdict = attempt(receiver.url(), authority)
    assert verdict.error == f"HTTP {status}: redirects are not followed."
    assert [request.path for request in receiver.requests] == ["/in"]


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [
        ("120", 120, 120),
        ("99999999999999", 86400, 86400),
        ("-1", None, None),
        ("soon", None, None),
        ("٣", None, None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0),
        ("", None, None),
    ],
)
def test_what_the_receiver_asks_for_is_understood(value: str, least: int | None, most: int | None) -> None:
    seconds = retry_after(value)
    assert seconds is None if least is None else least <= seconds <= most


def test_a_moment_to_wait_for_is_understood() -> None:
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    assert 3500 <= (retry_after(in_an_hour) or 0) <= 3600


def test_who_asks_for_patience_is_heard(receiver: Receiver, authority: Authority) -> None:
    receiver.answer = answering(429, Retry_After="30")
    assert attempt(receiver.url(), authority).retry_after_seconds == 30


def test_an_endless_answer_is_not_read_to_its_end(receiver: Receiver, authority: Authority) -> None:
    """Nobody needs more than the status; the body is cut, and the connection with it."""
    sent: list[int] = []
    cut = threading.Event()

    def endless(_: Request, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")
                sent.append(4096)
        except OSError:
            cut.set()

    receiver.answer = endless
    assert attempt(receiver.url(), authority).error == ""
    assert cut.wait(5)
    # What the sockets between us had room for.
    assert sum(sent) < MOST_OF_AN_ANSWER + 32 * 2**20


def within(seconds: float, act: Callable[[], Verdict]) -> Verdict:
    """Return what *act* does, which has to be done in time."""
    started = time.monotonic()
    verdict = act()
    assert time.monotonic() - started < seconds
    return verdict


def test_a_receiver_that_never_answers_is_left(authority: Authority) -> None:
    over = threading.Event()
    with receiving(authority) as receiver:
        receiver.answer = lambda *_: over.wait(20) and None
        verdict = within(SECONDS + 2, lambda: attempt(receiver.url(), authority))
        over.set()
    assert verdict == Verdict(error="No answer within 1 seconds.", duration_ms=verdict.duration_ms)


@pytest.mark.parametrize("part", ["headers", "body"])
def test_a_receiver_that_answers_a_byte_at_a_time_is_left(authority: Authority, part: str) -> None:
    """Each read would be in time; all of them together are not."""

    def slow(_: Request, handler: BaseHTTPRequestHandler) -> None:
        if part == "body":
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
        drip(handler.connection, b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200, every=0.1)

    with receiving(authority) as receiver:
        receiver.answer = slow
        verdict = within(SECONDS + 2, lambda: attempt(receiver.url(), authority))
    assert verdict.error == "No answer within 1 seconds."


def test_a_receiver_that_does_not_finish_its_handshake_is_left(authority: Authority) -> None:
    over = threading.Event()
    with speaking(lambda _: over.wait(20) and None) as port:
        verdict = within(SECONDS + 2, lambda: attempt(f"https://localhost:{port}/", authority))
        over.set()
    assert verdict.error == "No answer within 1 seconds."


def test_a_receiver_that_is_away_is_told_apart(authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert attempt(f"https://localhost:{port}/", authority).error == "No connection."


def test_a_receiver_that_hangs_up_is_told_apart(receiver: Receiver, authority: Authority) -> None:
    receiver.answer = lambda _, handler: handler.connection.shutdown(socket.SHUT_RDWR)
    assert attempt(receiver.url(), authority).error in {"The answer was not HTTP.", "The connection broke."}


@pytest.mark.parametrize("said", [b"220 mail.example ESMTP\r\n\r\n", b"HTTP/1.1 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: " + b"x" * 200_000])
def test_what_is_not_http_is_told_apart(receiver: Receiver, authority: Authority, said: bytes) -> None:
    receiver.answer = lambda _, handler: handler.wfile.write(said)
    assert attempt(receiver.url(), authority).error == "The answer was not HTTP."


def test_a_certificate_that_nobody_vouches_for_is_refused(receiver: Receiver, tmp_path: Path) -> None:
    other = Authority.made_in(tmp_path)
    assert attempt(receiver.url(), other).error.startswith("The certificate was not accepted: ")
    assert receiver.requests == []


def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    authority = Authority.made_in(tmp_path, names=("other.example",))
    with receiving(authority) as receiver:
        verdict = attempt(receiver.url(), authority)
    assert "Hostname mismatch" in verdict.error
    assert receiver.requests == []


def test_plain_http_is_no_tls(authority: Authority) -> None:
    with receiving(None) as receiver:
        assert attempt(receiver.url(), authority).error == "TLS could not be agreed on."
    assert receiver.requests == []


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1:DeprecationWarning")
def test_old_tls_is_refused(tmp_path: Path) -> None:
    authority = Authority.made_in(tmp_path)
    authority.server_context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    authority.server_context.maximum_version = ssl.TLSVersion.TLSv1_1
    with receiving(authority) as receiver:
        assert attempt(receiver.url(), authority).error == "TLS could not be agreed on."


# Where it may go ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]"],  # noqa: S104
)
def test_this_machine_is_not_reached_however_it_is_written(receiver: Receiver, authority: Authority, host: str) -> None:
    """By a name, by any spelling of its address, mapped or unspecified."""
    verdict = attempt(receiver.url(host=host), authority, reach=Reach((), frozenset({receiver.port})))
    assert verdict.error in {"The host's name leads to an address that is not public.", "The host's name cannot be resolved."}
    assert receiver.requests == []


def test_other_ports_are_not_tried(receiver: Receiver, authority: Authority) -> None:
    assert attempt(receiver.url(), authority, reach=Reach(LOOPBACK)).error == f"Port {receiver.port} is not allowed."
    assert receiver.requests == []


def test_a_name_that_changes_its_mind_is_asked_once(receiver: Receiver, authority: Authority) -> None:
    """DNS rebinding: what was checked is what is connected to, under the name for SNI, certificate and Host."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"]])
    asked: list[str] = []

    def rebinding(host: str, _: int) -> list[str]:
        asked.append(host)
        return next(answers)

    seen: list[str | None] = []
    authority.server_context.sni_callback = lambda _, name, __: seen.append(name)
    verdict = attempt(receiver.url(host="hooks.example"), authority, resolve=rebinding)
    authority.server_context.sni_callback = None

    assert (verdict.error, asked, seen) == ("", ["hooks.example"], ["hooks.example"])
    assert receiver.requests[0].headers["host"] == f"hooks.example:{receiver.port}"
    # The next attempt asks again, and refuses what the name says now.
    assert attempt(receiver.url(host="hooks.example"), authority, resolve=rebinding).error == "The host's name leads to an address that is not public."
    assert len(receiver.requests) == 1


def test_the_second_address_is_tried_when_the_first_is_away(receiver: Receiver, authority: Authority) -> None:
    verdict = attempt(receiver.url(host="hooks.example"), authority, resolve=lambda *_: ["127.0.0.2", "127.0.0.1"])
    assert verdict.error == ""


def test_a_resolver_that_hangs_is_left(authority: Authority) -> None:
    over = threading.Event()
    verdict = within(SECONDS + 2, lambda: attempt("https://hooks.example:8443/", authority, resolve=lambda *_: over.wait(20) and []))
    over.set()
    assert verdict.error == "No answer within 1 seconds."


def test_a_name_that_does_not_exist_is_told_apart(authority: Authority) -> None:
    def unknown(*_: object) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    assert attempt("https://hooks.invalid:8443/", authority, resolve=unknown).error == "The host's name cannot be resolved."


def test_no_proxy_of_the_environment_is_used(receiver: Receiver, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would resolve the name again."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert attempt(receiver.url(), authority).error == ""


def test_nothing_that_the_receiver_says_is_kept(receiver: Receiver, authority: Authority) -> None:
    """Its answer may quote what it was sent."""

    def echo(request: Request, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(422, "Zoë".encode().decode("latin-1"))
        handler.send_header("Content-Length", str(len(request.body)))
        handler.end_headers()
        handler.wfile.write(request.body)

    receiver.answer = echo
    verdict = attempt(receiver.url(), authority)
    assert verdict.error == "HTTP 422"
    assert json.loads(receiver.requests[0].body) == PAYLOAD
