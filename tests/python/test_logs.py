"""Logs name ids and kinds: no address, no name, no token and no link, whatever goes wrong."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import pytest
from postgrest import APIError
from structlog.testing import capture_logs

from python_functions import tokens
from python_functions.app import create_app
from python_functions.config import Config
from python_functions.data_api import DataApi
from python_functions.errors import BookingError
from python_functions.logs import without_people

from .conftest import Outbox, Visitor, addresses
from .events import booking_row
from .mail_servers import Mailbox, free_port
from .reading import LINK, arrived, text_of, token_in
from .test_config import COMPLETE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Stack

    from .conftest import Worker

    StartWorker = Callable[..., Worker]

# Nothing that an id, a time or a path could have by chance.
NAME = 'Zoë-Ünique "O\'Brien" <b>Тест</b> \\n; drop table'
PARTS_OF_NAME = ("Ünique", "O'Brien", "Тест", r"\u00dcnique", r"\u0422\u0435\u0441\u0442")
PHONE = "+1 514 555 0142"
OF_OTHERS = "update app.outbox_events set status = 'dropped', finished_at = now() where status = 'queued' and organization_id <> %s"
NOTE = "because of my grandmother's funeral"
REASON = "a reason nobody else should read"
RUDE = "550 5.1.1 <{address}> ({name}) is unknown, see https://help.example/?who={address}"


@contextmanager
def edge(variables: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Run an edge that logs all it can; give its address, and the list that takes its lines."""
    listen = f"127.0.0.1:{free_port()}"
    lines: list[str] = []
    command = [sys.executable, "-m", "python_functions.app"]
    with subprocess.Popen(command, env={**variables, "EDGE_LISTEN": listen}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        while "edge started" not in (line := process.stdout.readline()):
            assert line, lines
            lines.append(line)
        reader = threading.Thread(target=lambda: lines.extend(process.stdout or ()))
        reader.start()
        try:
            yield f"http://{listen}", lines
        finally:
            process.terminate()
            reader.join(20)


def attempt(call: Callable[[], Any]) -> None:
    """Make a call that is refused; how is of no interest here."""
    with suppress(BookingError, APIError):
        call()


def ask_everything(url: str, *secrets: str) -> None:
    """Ask an edge for whatever it has, with *secrets* wherever one can put them."""
    for one in secrets:
        for path in (f"/unsubscribe/{one}", f"/calendar/{one}.ics", f"/webhooks/database/wake?to={one}", f"/{one}", "/metrics", "/readyz"):
            httpx.post(url + path, content=json.dumps(secrets), headers={"webhook-id": one, "webhook-signature": f"v1,{one}", "webhook-timestamp": "1"})
            httpx.get(url + path, headers={"Authorization": f"Bearer {one}"})


def everything(stack: Stack, **more: str) -> dict[str, str]:
    """Return the logs of all parts of the stack, and *more*."""
    logs = {path.name: path.read_text(errors="replace") for path in stack.settings.logs.iterdir()}
    assert {"postgres.log", "api.log", "edge.log", "mail.log", "supervisord.log"} <= logs.keys()
    return logs | more


@pytest.mark.slow
@pytest.mark.req("DR-5.2", "SC-1.9")
def test_no_log_of_any_part_knows_a_person(
    visitor_of_member: Visitor, mailbox: Mailbox, outbox: Outbox, variables: dict[str, str], start_worker: StartWorker, stack: Stack
) -> None:
    """A booking's whole life, with all that can be refused on the way; then every log is searched for what must not be in it."""
    visitor = visitor_of_member
    api, admin = visitor.api, DataApi(visitor.practice.admin)
    address = f"zoe.odd+{uuid4().hex[:10]}@odd-client.example"
    loud = {**variables, "LOG_LEVEL": "debug"}
    client = {"name": NAME, "email": address, "phone": PHONE, "consent": True, "time_zone": "America/Toronto", "locale": "fr-CA"}
    offer = {"practitioner_id": visitor.practice.practitioner_id, "service_id": visitor.practice.service_id}

    def book(slot: str) -> dict[str, Any]:
        hold = api.call("request_hold", **offer, starts_at=slot)
        attempt(lambda: api.call("confirm_hold", hold_key=hold["hold_key"], client=client | {"time_zone": NAME}))
        attempt(lambda: api.call("confirm_hold", hold_key=hold["hold_key"], client=client | {"consent": False}))
        hold_keys.append(hold["hold_key"])
        return api.call("confirm_hold", hold_key=hold["hold_key"], client=client, note=NOTE)

    hold_keys: list[str] = []
    worker = start_worker(LOG_LEVEL="debug", **addresses())
    booking = book(visitor.slots[0])
    token = token_in(arrived(mailbox, address, 1)[0])
    for refused in ({"request_hold": offer | {"starts_at": visitor.slots[0]}}, {"booking_by_token": {"token": token + "x"}}):
        attempt(lambda refused=refused: [api.call(verb, **arguments) for verb, arguments in refused.items()])
    attempt(lambda: admin.call("create_booking", **offer, starts_at=visitor.slots[0], client=client))
    # The constraint's own words quote the row.
    broken = {
        "organization_id": (organization := api.rows("organizations", slug=visitor.practice.organization_slug)[0]["organization_id"]),
        "slug": "No Slug",
        "display_name": NAME,
        "time_zone": "America/Toronto",
    }
    with pytest.raises(APIError, match="violates check constraint"):
        visitor.practice.admin.table("practitioners").insert(broken).execute()
    api.call("reschedule_by_token", token=token, starts_at=visitor.slots[1])
    arrived(mailbox, address, 2)
    # The mail server quotes what it was given; what other tests left over is not written to anybody whom it would then name.
    outbox.connection.execute(OF_OTHERS, [organization])
    mailbox.answers["RCPT"] = RUDE.format(address=address, name=NAME)
    admin.call("cancel_booking", booking_id=booking["booking_id"], reason=REASON)
    outbox.wait_until(booking["booking_id"], "delivered", "failed")
    mailbox.answers.clear()
    second = book(visitor.slots[2])
    outbox.wait_until(second["booking_id"], "delivered")
    mailbox.answers["DATA"] = f"451 4.3.0 {address} later"
    api.call("cancel_by_token", token=token_in(arrived(mailbox, address, 3)[2]), reason=REASON)
    outbox.wait_until(second["booking_id"], "delivered", "queued")
    mailbox.answers.clear()
    admin.call("invite_member", organization_id=organization, email=f"invited-{address}", role="practitioner", display_name=NAME)
    invitation = token_in(arrived(mailbox, f"invited-{address}", 1)[0])

    unsubscribing = tokens.mint()
    with edge(loud) as (url, edge_log):
        ask_everything(url, token, unsubscribing, address)
    _, worker_log = worker.finish()

    logs = everything(stack, **{"this worker": worker_log, "this edge": "".join(edge_log)})
    assert all(json.loads(line)["event"] for line in worker_log.splitlines())
    assert "550 5.1.1 <(address)>" in worker_log, "what the mail server said is there, without the address"
    assert "webhook refused" in logs["this edge"]
    links = {found.group() for message in mailbox.messages for found in LINK.finditer(text_of(message))}
    people = {message["To"].addresses[0].addr_spec for message in mailbox.messages}
    secrets = [
        address, "odd-client", *PARTS_OF_NAME, PHONE, PHONE.replace(" ", ""), "grandmother", "nobody else should", "Lindqvist", *people,
        token, invitation, unsubscribing, *hold_keys, *links, stack.supabase_secret_key, stack.webhook_secret,
    ]  # fmt: skip
    found = {(name, secret) for name, log in logs.items() for secret in secrets if secret.strip() in log}
    assert (found, len(links) > 2) == (set(), True)


def test_an_accident_at_the_edge_is_logged_by_its_route_and_place() -> None:
    """Flask's own words would have the address, in which a token travels, and the error's text."""
    edge = create_app(Config.from_env(COMPLETE))

    @edge.get("/open/<token>")
    def stumble(token: str) -> str:
        message = f"nobody called {token}@client.example"
        raise ValueError(message)

    with capture_logs() as logged:
        answer = edge.test_client().get("/open/secret-token")
    assert answer.status_code == 500
    assert "secret-token" not in answer.text
    (line,) = logged
    assert re.fullmatch(r"ValueError at test_logs\.py:\d+", line.pop("problem"))
    assert line == {"event": "request failed", "log_level": "error", "method": "GET", "route": "/open/<token>"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("550 ben@client.example unknown", "550 (name) unknown"),
        ("550 Benoît DESJARDINS has moved", "550 (name) has moved"),
        ("451 try again later", "451 try again later"),
    ],
)
def test_what_a_server_says_is_told_without_people(said: str, told: str) -> None:
    assert without_people(said, booking_row(client={"name": "Benoît  Desjardins"})["payload"]) == told
    assert without_people(said, {}) == said
