"""DR-5.2 SC-4.3: every provider gets the whole message, and what it answers is told apart, against servers that speak its API."""

from base64 import b64decode
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from python_functions.config import MailFolder, MailProvider, PostmarkAccount, ResendAccount, SesAccount
from python_functions.mail.compose import Composer
from python_functions.mail.events import Event
from python_functions.senders.choose import sender_for
from python_functions.senders.parts import message_key
from python_functions.senders.sender import MailDelayedError, MailError, MailRefusedError, ProviderDownError

from .events import booking_row
from .mail_apis import MailApi, serving
from .mail_servers import free_port

PATIENCE = 0.5
TAKEN = {"resend": {"id": "re_4711"}, "postmark": {"MessageID": "pm-4711", "ErrorCode": 0}, "ses": {"MessageId": "ses-4711"}}


@pytest.fixture
def message() -> EmailMessage:
    composer = Composer(mail_from=Address("Bookfast", addr_spec="bookings@bookfast.example"), web_url="https://book.example")
    return composer.compose(Event.from_row(booking_row()), token=None, sent_at=datetime(2026, 11, 21, 5, tzinfo=UTC))


@pytest.fixture(autouse=True)
def aws_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "example")


def account(name: str, url: str) -> MailProvider:
    return {"resend": ResendAccount("re_key", url), "postmark": PostmarkAccount("pm-token", url), "ses": SesAccount("ca-central-1", url)}[name]


def attempt(name: str, message: EmailMessage, *, status: int = 200, answer: dict[str, Any] | None = None, hangs: bool = False) -> tuple[str, MailApi]:
    with serving(MailApi(status=status, answer=TAKEN[name] if answer is None else answer, hangs=hangs)) as api:
        return sender_for(account(name, api.url), timeout=PATIENCE).send(message), api


def test_resend_gets_the_message_and_its_key(message: EmailMessage) -> None:
    receipt, api = attempt("resend", message)
    (asked,) = api.asked
    assert receipt == "re_4711"
    assert (asked.method, asked.path, asked.headers["authorization"]) == ("POST", "/emails", "Bearer re_key")
    assert f"<{asked.headers['idempotency-key']}>" == str(message["Message-ID"])
    assert (asked.body["from"], asked.body["to"], asked.body["subject"]) == (str(message["From"]), [str(message["To"])], str(message["Subject"]))
    assert asked.body["text"] == message.get_body(("plain",)).get_content()
    assert asked.body["html"] == message.get_body(("html",)).get_content()
    assert asked.body["headers"]["Auto-Submitted"] == "auto-generated"
    assert asked.body["tags"] == [{"name": "event_id", "value": str(message["Message-ID"])[1:37]}]
    (invitation,) = asked.body["attachments"]
    assert_is_the_invitation(invitation["filename"], invitation["content_type"], invitation["content"], message)


def test_postmark_gets_the_message_and_keeps_its_id(message: EmailMessage) -> None:
    receipt, api = attempt("postmark", message)
    (asked,) = api.asked
    headers = {each["Name"]: each["Value"] for each in asked.body["Headers"]}
    assert receipt == "pm-4711"
    assert (asked.method, asked.path, asked.headers["x-postmark-server-token"]) == ("POST", "/email", "pm-token")
    assert (headers["Message-ID"], headers["X-PM-KeepID"]) == (str(message["Message-ID"]), "true")
    assert asked.body["Metadata"] == {"event_id": str(message["Message-ID"])[1:37]}
    assert (asked.body["TrackOpens"], asked.body["TrackLinks"]) == (False, "None")
    assert asked.body["TextBody"] == message.get_body(("plain",)).get_content()
    (invitation,) = asked.body["Attachments"]
    assert_is_the_invitation(invitation["Name"], invitation["ContentType"], invitation["Content"], message)


def test_ses_gets_the_message_as_it_is(message: EmailMessage) -> None:
    receipt, api = attempt("ses", message)
    (asked,) = api.asked
    sent = message_from_bytes(b64decode(asked.body["Content"]["Raw"]["Data"]), policy=default)
    assert receipt == "ses-4711"
    assert (asked.method, asked.path) == ("POST", "/v2/email/outbound-emails")
    assert "/ca-central-1/ses/aws4_request" in asked.headers["authorization"]
    assert [each.get_content_type() for each in sent.walk()] == [each.get_content_type() for each in message.walk()]
    assert asked.body["EmailTags"] == [{"Name": "event_id", "Value": str(message["Message-ID"])[1:37]}]
    assert asked.body["Destination"] == {"ToAddresses": [message["To"].addresses[0].addr_spec]}


def assert_is_the_invitation(filename: str, content_type: str, content: str, message: EmailMessage) -> None:
    """Gmail and Outlook show an invitation only by the method in its content type (RFC 6047, 2.4)."""
    assert filename == "invite.ics"
    assert content_type.startswith("text/calendar;")
    assert "method" in content_type
    assert "REQUEST" in content_type
    assert b64decode(content) == message.get_body(("calendar",)).get_payload(decode=True)


@pytest.mark.parametrize(
    ("name", "status", "answer", "outcome"),
    [
        ("resend", 422, {"name": "validation_error", "message": "Invalid `to` field"}, MailRefusedError),
        ("resend", 422, {"name": "invalid_from_address", "message": "Invalid `from` field"}, ProviderDownError),
        ("resend", 403, {"name": "invalid_api_key", "message": "API key is invalid"}, ProviderDownError),
        ("resend", 429, {"name": "rate_limit_exceeded", "message": "Too many requests"}, ProviderDownError),
        ("resend", 409, {"name": "concurrent_idempotent_requests", "message": "in progress"}, MailDelayedError),
        ("resend", 500, {"name": "application_error", "message": "Oops"}, ProviderDownError),
        ("postmark", 422, {"ErrorCode": 406, "Message": "Recipient ben@client.example is inactive"}, MailRefusedError),
        ("postmark", 422, {"ErrorCode": 300, "Message": "Invalid 'To' address"}, MailRefusedError),
        ("postmark", 422, {"ErrorCode": 400, "Message": "The sender signature was not found"}, ProviderDownError),
        ("postmark", 401, {"ErrorCode": 10, "Message": "Bad token"}, ProviderDownError),
        ("postmark", 503, {}, ProviderDownError),
        ("ses", 400, {"__type": "MessageRejected", "message": "Address is on the suppression list"}, MailRefusedError),
        ("ses", 400, {"__type": "SendingPausedException", "message": "paused"}, ProviderDownError),
        ("ses", 429, {"__type": "TooManyRequestsException", "message": "slow down"}, ProviderDownError),
        ("ses", 403, {"__type": "UnrecognizedClientException", "message": "no such key"}, ProviderDownError),
    ],
)
def test_what_a_provider_refuses_is_told_apart(message: EmailMessage, name: str, status: int, answer: dict[str, Any], outcome: type[MailError]) -> None:
    """DR-5.2: a final refusal is about recipient or content; what is about us may work later, and rests the provider."""
    with pytest.raises(MailError) as refusal:
        attempt(name, message, status=status, answer=answer)
    # The kind itself, or its nearest child: a delay of one message is none of the whole provider.
    assert outcome in type(refusal.value).__mro__[:2]
    assert "ben@client.example" not in str(refusal.value)


def test_what_resend_took_at_an_attempt_whose_answer_was_lost_is_not_sent_again(message: EmailMessage) -> None:
    receipt, _ = attempt("resend", message, status=409, answer={"name": "invalid_idempotent_request", "message": "Same key, other body"})
    assert receipt == "taken at an earlier attempt"


@pytest.mark.parametrize("name", TAKEN)
def test_a_provider_that_is_silent_or_away_may_answer_later(message: EmailMessage, name: str) -> None:
    with pytest.raises(ProviderDownError):
        attempt(name, message, hangs=True)
    with pytest.raises(ProviderDownError):
        sender_for(account(name, f"http://127.0.0.1:{free_port()}"), timeout=PATIENCE).send(message)


@pytest.mark.parametrize("name", TAKEN)
def test_a_check_sends_nothing(name: str) -> None:
    with serving(MailApi(answer={"SendingEnabled": True})) as api:
        sender_for(account(name, api.url), timeout=PATIENCE).check()
        api.status, api.answer = 500, {}
        with pytest.raises(ProviderDownError):
            sender_for(account(name, api.url), timeout=PATIENCE).check()
    assert {asked.method for asked in api.asked} == {"GET"}


def test_a_key_that_may_only_send_is_well() -> None:
    with serving(MailApi(status=401, answer={"name": "restricted_api_key", "message": "only to send emails"})) as api:
        sender_for(account("resend", api.url)).check()


def test_a_folder_takes_each_message_once(message: EmailMessage, tmp_path: Path) -> None:
    sender = sender_for(MailFolder(str(tmp_path)))
    sender.check()
    assert [sender.send(message), sender.send(message)] == [f"{message_key(message)}.eml"] * 2
    (file,) = tmp_path.iterdir()
    assert message_from_bytes(file.read_bytes(), policy=default)["Message-ID"] == message["Message-ID"]


def test_a_folder_that_is_gone_is_no_lost_mail(message: EmailMessage, tmp_path: Path) -> None:
    sender = sender_for(MailFolder(str(tmp_path / "gone")))
    with pytest.raises(ProviderDownError):
        sender.check()
    with pytest.raises(ProviderDownError, match="cannot be written: No such file"):
        sender.send(message)


def test_a_full_disk_leaves_no_half_message(message: EmailMessage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ProviderDownError, match="No space left"):
        sender_for(MailFolder(str(tmp_path))).send(message)
    assert list(tmp_path.iterdir()) == []
