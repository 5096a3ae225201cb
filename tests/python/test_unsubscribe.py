"""RFC 8058 and RFC 2369: mail that one can do without says how to end it, and the edge does so at one click."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from flask import Flask

from python_functions import tokens
from python_functions.errors import DataApiUnavailable, TokenInvalid
from python_functions.mail.compose import Composer
from python_functions.mail.events import Event
from python_functions.mail.words import words
from python_functions.senders.parts import parts_of
from python_functions.stack.settings import CHECKOUT
from python_functions.unsubscribe import blueprint

from .events import booking_row
from .reading import arrived, text_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

    from flask.testing import FlaskClient

    from tests.conftest import Stack

    from .conftest import Outbox, Visitor, Worker
    from .mail_servers import Mailbox

TOKEN = "x9dGJ2mWc0qB4n1kZt7yUeRfA3vLhPsO6iXjQwCbNaM"  # noqa: S105 - opens nothing
HOSTS = ["https://edge.example", "https://a-rather-long-name-of-a-practice.bookings.some-provider.example:8443/below/a/path"]


def reminder(*, edge_url: str = HOSTS[0], locale: str = "en-CA", unsubscribe: str | None = TOKEN) -> EmailMessage:
    composer = Composer(mail_from=Address("Bookfast", addr_spec="bookings@bookfast.example"), web_url="https://book.example", edge_url=edge_url)
    row = booking_row("booking.reminder", client={"locale": locale})
    row["payload"]["unsubscribe"] = {"kind": "reminder"}
    return composer.compose(Event.from_row(row), token=None, unsubscribe=unsubscribe, sent_at=datetime(2026, 11, 21, 5, tzinfo=UTC))


@pytest.mark.parametrize("edge_url", HOSTS)
def test_the_fields_stand_in_the_message_word_for_word(edge_url: str) -> None:
    """No reader decodes or unfolds what must be a URL in angle brackets; however long, it stays within a line's 998 octets."""
    octets = reminder(edge_url=edge_url).as_bytes()
    head = octets.split(b"\r\n\r\n")[0].split(b"\r\n")
    assert f"List-Unsubscribe: <{edge_url}/unsubscribe/{TOKEN}>".encode() in head
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert max(map(len, head)) < 998


@pytest.mark.parametrize("edge_url", HOSTS)
def test_providers_that_build_the_message_get_them_too(edge_url: str) -> None:
    headers = parts_of(reminder(edge_url=edge_url)).headers
    assert headers["List-Unsubscribe"] == f"<{edge_url}/unsubscribe/{TOKEN}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_one_click_is_offered_over_https_only() -> None:
    """RFC 8058, 3.1."""
    message = reminder(edge_url="http://127.0.0.1:54330")
    assert message["List-Unsubscribe"] == f"<http://127.0.0.1:54330/unsubscribe/{TOKEN}>"
    assert "List-Unsubscribe-Post" not in message


@pytest.mark.parametrize(("locale", "label"), [("en-CA", "Unsubscribe from reminders"), ("fr-CA", "Se désabonner des rappels")])
def test_the_mail_itself_has_the_link_too(locale: str, label: str) -> None:
    """Behind the #, so that no server's log has it."""
    message = message_from_bytes(reminder(locale=locale).as_bytes(), policy=default)
    page = f"https://book.example/unsubscribe#{TOKEN}"
    plain, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert label in plain
    assert page in plain
    assert f'<a href="{page}">{label}</a>' in html


def test_what_is_essential_has_neither() -> None:
    octets = reminder(unsubscribe=None).as_bytes().lower()
    assert b"list-unsubscribe" not in octets
    assert b"/unsubscribe#" not in octets


def edge(unsubscribe: Callable[[str], Any]) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(blueprint(unsubscribe=unsubscribe, web_url="https://book.example"))
    return app.test_client()


def test_following_the_link_changes_nothing_and_leads_to_the_page() -> None:
    """Scanners of mail follow links."""
    asked: list[str] = []
    for answer in (edge(asked.append).get(f"/unsubscribe/{TOKEN}"), edge(asked.append).head(f"/unsubscribe/{TOKEN}")):
        assert (answer.status_code, answer.headers["Location"]) == (303, f"https://book.example/unsubscribe#{TOKEN}")
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
    assert asked == []


@pytest.mark.parametrize("token", ["nothing", "%0d%0aSet-Cookie:%20a=b", f"{TOKEN}x", "<script>"])
def test_what_is_no_token_reaches_neither_database_nor_page(token: str) -> None:
    asked: list[str] = []
    client = edge(asked.append)
    assert client.get(f"/unsubscribe/{token}").headers["Location"] == "https://book.example/unsubscribe"
    assert client.post(f"/unsubscribe/{token}").status_code == 200
    assert asked == []


def test_every_token_is_answered_alike() -> None:
    def refuse(_token: str) -> None:
        raise TokenInvalid(status=403, name="token_invalid", detail="This link is not valid.", hint="")

    answers = [edge(lambda _token: None).post(f"/unsubscribe/{TOKEN}"), edge(refuse).post(f"/unsubscribe/{TOKEN}"), edge(refuse).post("/unsubscribe/x")]
    assert len({(each.status_code, each.data, str(each.headers)) for each in answers}) == 1


def test_while_the_data_api_is_away_the_provider_is_asked_to_come_back() -> None:
    def away(_token: str) -> None:
        raise DataApiUnavailable(status=503, name="unavailable", detail="", hint="")

    answer = edge(away).post(f"/unsubscribe/{TOKEN}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


@pytest.mark.slow
@pytest.mark.req("CP-4.3", "SC-4.2")
def test_one_click_ends_the_reminders_of_one_practice(
    stack: Stack, visitor: Visitor, outbox: Outbox, mailbox: Mailbox, start_worker: Callable[..., Worker]
) -> None:
    """From the header of a real mail, through the real edge, to the next reminder that is not sent; what is essential still is."""
    worker = start_worker(EDGE_URL=stack.edge_url)
    booking = visitor.book()
    _remind(outbox, booking)
    confirmation, reminded = arrived(mailbox, visitor.email, 2)
    assert confirmation["List-Unsubscribe"] is None
    (address,) = re.findall(r"<(.+)>", reminded["List-Unsubscribe"])
    assert f"unsubscribe#{address.rsplit('/', 1)[1]}" not in text_of(confirmation)

    for sent in (address, address, f"{stack.edge_url}/unsubscribe/{tokens.mint()}"):
        assert httpx.post(sent, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    _remind(outbox, booking)
    visitor.api.call("cancel_by_token", token=text_of(confirmation).split("manage#")[1].split()[0])
    arrived(mailbox, visitor.email, 3)
    _, log = worker.finish()
    assert [(topic, status) for topic, _, status, _, _ in outbox.states(booking["booking_id"])] == [
        ("booking.confirmed", "delivered"),
        ("booking.reminder", "delivered"),
        ("booking.reminder", "dropped"),
        ("booking.cancelled", "delivered"),
    ]
    token = address.rsplit("/", 1)[1]
    assert token not in log
    assert token not in "".join(path.read_text() for path in stack.settings.logs.glob("*.log"))


@pytest.mark.slow
def test_every_kind_that_can_be_switched_off_has_its_words(outbox: Outbox) -> None:
    """In mails and on the page, in both languages: what falls under "other" would be a riddle."""
    found = outbox.connection.execute("select distinct kind from app.message_kinds where not essential").fetchall()
    kinds = {kind for (kind,) in found}
    assert kinds
    page = (CHECKOUT / "web" / "src" / "unsubscribe" / "words.ts").read_text().split("kinds: {")[1:]
    for language, on_the_page in zip(("en", "fr"), page, strict=True):
        assert kinds <= words(language)["unsubscribe"].keys()
        assert kinds <= set(re.findall(r"^\s+(\w+): ", on_the_page.split("}")[0], re.MULTILINE))


def _remind(outbox: Outbox, booking: dict[str, Any]) -> None:
    """Queue what `tick` queues a day ahead."""
    outbox.connection.execute(
        "insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)"
        " select organization_id, 'booking.reminder', 'client', booking_id, jsonb_build_object('status', status, 'starts_at', starts_at, 'ends_at', ends_at,"
        " 'minutes_before', 1440, 'ics_sequence', ics_sequence, 'changed_at', updated_at) from app.bookings where booking_id = %s",
        [booking["booking_id"]],
    )
