"""What stands in a message's fields is read as it was written, however long, in every script (RFC 2047)."""

from __future__ import annotations

from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from python_functions.mail.policy import LONGEST_LINE, MAIL

WORDS = st.sampled_from(["Dr.", "Zoé", "Lafrenière-O’Sullivan", "à", "6", "(Couples", "counselling)", "—", '"x"', "rendez-vous", "東京", "🙂", "o,", "<b>"])
TEXTS = st.lists(WORDS, min_size=1, max_size=25).map(" ".join)


def written(subject: str, name: str) -> bytes:
    message = EmailMessage(policy=MAIL)
    message["Subject"] = subject
    message["To"] = Address(name, addr_spec="zoe@client.example")
    # As the senders write it.
    return message.as_bytes(policy=SMTP)


@given(subject=TEXTS, name=TEXTS)
def test_subject_and_name_come_out_as_they_went_in(subject: str, name: str) -> None:
    """By two readers, but for the name: Python 3.11's new one puts spaces between encoded words of a name, which RFC 2047, 6.2 forbids."""
    raw = written(subject, name)
    read = message_from_bytes(raw, policy=default)
    assert (read["Subject"], read["To"].addresses[0].addr_spec) == (subject, "zoe@client.example")
    plain = message_from_bytes(raw)
    assert decoded(plain["Subject"]) == subject
    shown, address = parseaddr("".join(plain["To"].splitlines()))
    assert (decoded(shown), address) == (name, "zoe@client.example")


def decoded(value: str) -> str:
    return str(make_header(decode_header("".join(value.splitlines()))))


@given(subject=TEXTS, name=TEXTS)
def test_no_line_is_too_long(subject: str, name: str) -> None:
    raw = written(subject, name)
    assert raw.isascii()
    assert max(len(line) for line in raw.splitlines()) <= LONGEST_LINE + 2


@pytest.mark.parametrize("name", ["Ben", "Zoé"])
def test_a_server_that_takes_letters_beyond_ascii_gets_them(name: str) -> None:
    """RFC 6532, for an address that has them too."""
    message = EmailMessage(policy=MAIL)
    message["To"] = Address(name, username="zoé", domain="client.example")
    assert f"To: {name} <zoé@client.example>" in message.as_bytes(policy=SMTP.clone(utf8=True)).decode()
