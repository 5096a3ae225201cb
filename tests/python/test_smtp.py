"""DR-5.2: what may be tried again is told from what may not, against real SMTP servers that refuse and hang."""

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage

import pytest

from python_functions.config import Endpoint, SmtpServer
from python_functions.mail.compose import Composer
from python_functions.mail.events import Event
from python_functions.senders.sender import MailDelayedError, MailRefusedError, ProviderDownError
from python_functions.senders.smtp import SmtpSender

from .events import booking_row
from .mail_servers import Mailbox, free_port, hanging_up, plain, serving, silent

PATIENCE = 0.5


@pytest.fixture
def message() -> EmailMessage:
    composer = Composer(mail_from=Address("Bookfast", addr_spec="bookings@bookfast.example"), web_url="https://book.example")
    return composer.compose(Event.from_row(booking_row()), token=None, sent_at=datetime(2026, 11, 21, 5, tzinfo=UTC))


def test_a_message_arrives_as_it_was_composed(message: EmailMessage) -> None:
    mailbox = Mailbox()
    with serving(mailbox) as endpoint:
        receipt = SmtpSender(plain(endpoint)).send(message)
    (taken,) = mailbox.messages
    assert receipt == "250 2.0.0 taken as 4711"
    assert taken["Message-ID"] == message["Message-ID"]
    assert [each.get_content_type() for each in taken.walk()] == [each.get_content_type() for each in message.walk()]


@pytest.mark.parametrize(
    ("step", "answer", "outcome"),
    [
        ("RCPT", "450 4.2.1 mailbox busy", MailDelayedError),
        ("DATA", "451 4.3.0 try again later", MailDelayedError),
        ("DATA", "421 4.3.2 going down", MailDelayedError),
        ("MAIL", "451 4.7.1 greylisted", MailDelayedError),
        # A refused sender is our fault, not the recipient's: an operator can mend it.
        ("MAIL", "550 5.7.1 sender not allowed", ProviderDownError),
        ("RCPT", "550 5.1.1 no such user", MailRefusedError),
        ("DATA", "554 5.6.0 content refused", MailRefusedError),
    ],
)
def test_a_refusal_is_final_only_where_it_is_about_recipient_or_content(message: EmailMessage, step: str, answer: str, outcome: type[Exception]) -> None:
    """DR-5.2."""
    with serving(Mailbox({step: answer})) as endpoint, pytest.raises(outcome, match=answer[:3]):
        SmtpSender(plain(endpoint)).send(message)


def test_what_the_server_says_is_kept_without_the_address(message: EmailMessage) -> None:
    with serving(Mailbox({"RCPT": "550 5.1.1 <ben@client.example> is unknown"})) as endpoint, pytest.raises(MailRefusedError) as refusal:
        SmtpSender(plain(endpoint)).send(message)
    assert str(refusal.value) == "The mail server refused the recipient: 550 5.1.1 <(address)> is unknown."


def test_a_server_that_hangs_is_given_up_for_now(message: EmailMessage) -> None:
    with silent() as endpoint, pytest.raises(MailDelayedError, match=r"silent for 0\.5 s"):
        SmtpSender(plain(endpoint), timeout=PATIENCE).send(message)


@pytest.mark.parametrize("step", [b"EHLO", b"MAIL", b"RCPT", b"DATA", b"MESSAGE-ID"])
def test_a_server_that_hangs_up_is_given_up_for_now(message: EmailMessage, step: bytes) -> None:
    with hanging_up(step) as endpoint, pytest.raises(MailDelayedError):
        SmtpSender(plain(endpoint), timeout=PATIENCE).send(message)


def test_a_server_that_hangs_up_at_goodbye_has_taken_the_message(message: EmailMessage) -> None:
    """A message that was taken is never reported as failed: that would send it twice."""
    with hanging_up(b"QUIT") as endpoint:
        assert SmtpSender(plain(endpoint), timeout=PATIENCE).send(message).startswith("250")


def test_nobody_listens(message: EmailMessage) -> None:
    sender = SmtpSender(plain(Endpoint("127.0.0.1", free_port())))
    with pytest.raises(MailDelayedError, match="ConnectionRefusedError"):
        sender.send(message)
    with pytest.raises(MailDelayedError, match="ConnectionRefusedError"):
        sender.check()


def test_a_password_is_never_shown_without_tls(message: EmailMessage) -> None:
    """Where STARTTLS is demanded and not offered, nothing is sent."""
    mailbox = Mailbox()
    with serving(mailbox) as endpoint, pytest.raises(MailDelayedError):
        SmtpSender(SmtpServer(endpoint, tls="starttls", username="us", password="secret")).send(message)  # noqa: S106
    assert mailbox.messages == []


def test_an_address_outside_ascii_travels_by_smtputf8() -> None:
    composer = Composer(mail_from=Address("Bookfast", addr_spec="bookings@bookfast.example"), web_url="https://book.example")
    row = booking_row(client={"email": "zoé@exemple.example"})
    wide = composer.compose(Event.from_row(row), token=None, sent_at=datetime(2026, 11, 21, 5, tzinfo=UTC))
    mailbox = Mailbox()
    with serving(mailbox) as endpoint:
        SmtpSender(plain(endpoint)).send(wide)
    (taken,) = mailbox.messages
    # Python's parser keeps the octets of RFC 6532 headers as surrogates.
    assert taken["To"].addresses[0].addr_spec.encode(errors="surrogateescape").decode() == "zoé@exemple.example"


def test_one_connection_serves_many_messages_until_it_is_released(message: EmailMessage) -> None:
    mailbox = Mailbox()
    with serving(mailbox) as endpoint:
        sender = SmtpSender(plain(endpoint))
        for _ in range(3):
            sender.send(message)
        assert mailbox.connections == 1
        sender.release()
        sender.send(message)
        assert mailbox.connections == 2
    assert len(mailbox.messages) == 4


def test_after_a_refusal_the_next_message_has_a_connection_of_its_own(message: EmailMessage) -> None:
    mailbox = Mailbox({"RCPT": "550 5.1.1 no such user"})
    with serving(mailbox) as endpoint:
        sender = SmtpSender(plain(endpoint))
        with pytest.raises(MailRefusedError):
            sender.send(message)
        mailbox.answers.clear()
        assert sender.send(message).startswith("250")
    assert mailbox.connections == 2


def test_a_server_that_hung_up_meanwhile_gets_the_message_on_a_new_connection(message: EmailMessage) -> None:
    """DR-5.2: nothing was said of this message on the old one, so it is no failure and no double."""
    port = free_port()
    sender = SmtpSender(plain(Endpoint("127.0.0.1", port)))
    for mailbox in (Mailbox(), Mailbox()):
        with serving(mailbox, port=port):
            assert sender.send(message).startswith("250")
        assert len(mailbox.messages) == 1


@pytest.mark.parametrize("goodbye", ["421 4.3.2 too many messages", "421 4.4.2 idle for too long"])
def test_a_server_that_has_enough_of_a_connection_gets_a_new_one(message: EmailMessage, goodbye: str) -> None:
    mailbox = Mailbox()
    with serving(mailbox) as endpoint:
        sender = SmtpSender(plain(endpoint))
        sender.send(message)
        said = iter([goodbye])
        mailbox.answers["MAIL"] = lambda: next(said, "250 sender ok")
        assert sender.send(message).startswith("250")
    assert (mailbox.connections, len(mailbox.messages)) == (2, 2)
