"""Handing a message to an SMTP server, and telling what may be tried again from what may not."""

import smtplib
from email.message import EmailMessage
from email.policy import SMTP

from python_functions.config import SmtpServer
from python_functions.senders.parts import discreet
from python_functions.senders.sender import MailDelayedError, MailError, MailRefusedError, ProviderDownError
from python_functions.senders.smtp_line import Line, Lines

# First digits of replies (RFC 5321, 4.2.1).
ACCEPTED = 2
PERMANENT = 5
CLOSING = 421


class SmtpSender:
    """Sends messages to one server, over connections that are kept until `release`.  Safe to share between threads."""

    def __init__(self, server: SmtpServer, *, timeout: float = 10) -> None:
        """Every single answer of the server may take *timeout* seconds."""
        self._lines = Lines(server, timeout=timeout)
        self._timeout = timeout

    def send(self, message: EmailMessage) -> str:
        """
        Deliver *message* to the one recipient in To, and return what the server said when it took it.

        A 5xx answer to recipient or content raises `MailRefusedError`, a 4xx answer `MailDelayedError`; a timeout, a lost
        connection, and a refusal of our greeting, login or sender raise `ProviderDownError`.  When the connection is lost
        after the last byte nobody can know whether the message was taken: it may be sent again, and the Message-ID shows
        the double.
        """
        try:
            return self._send(message)
        except smtplib.SMTPResponseException as error:
            raise ProviderDownError(f"The mail server refused us: {_reply(error.smtp_code, error.smtp_error)}.") from error
        except smtplib.SMTPServerDisconnected as error:
            raise ProviderDownError(f"The mail server hung up, or was silent for {self._timeout:g} s.") from error
        except (OSError, smtplib.SMTPException) as error:
            raise ProviderDownError(f"The mail server cannot be used: {type(error).__name__}.") from error

    def check(self) -> None:
        """Greet the server and leave.  Raises `ProviderDownError` when it cannot be used."""
        try:
            with self._lines.line(fresh=True) as line:
                line.smtp.noop()
        except (OSError, smtplib.SMTPException) as error:
            raise ProviderDownError(f"The mail server cannot be used: {type(error).__name__}.") from error
        self._lines.release()

    def release(self) -> None:
        """Say goodbye on the connections that are kept."""
        self._lines.release()

    def _send(self, message: EmailMessage) -> str:
        try:
            with self._lines.line() as line:
                return _hand_over(line, message)
        except _ForgottenLineError:
            # Nothing of this message was said yet: the server had hung up on an idle connection, as it may.
            with self._lines.line(fresh=True) as line:
                return _hand_over(line, message)


class _ForgottenLineError(Exception):
    """A kept connection is no good any more."""


def _hand_over(line: Line, message: EmailMessage) -> str:
    smtp = line.smtp
    sender, recipient = (message[header].addresses[0].addr_spec for header in ("From", "To"))
    wide = not (sender + recipient).isascii()
    if wide and not smtp.has_extn("smtputf8"):
        raise MailRefusedError("The mail server cannot write to addresses outside ASCII.")
    _expect("sender", _begin(line, sender, ["SMTPUTF8", "BODY=8BITMIME"] if wide else []), refusal=ProviderDownError)
    _expect("recipient", smtp.rcpt(recipient), refusal=MailRefusedError)
    try:
        answer = smtp.data(message.as_bytes(policy=SMTP.clone(utf8=wide)))
    except smtplib.SMTPDataError as error:
        answer = error.smtp_code, error.smtp_error
    _expect("message", answer, refusal=MailRefusedError)
    return _reply(*answer)


def _begin(line: Line, sender: str, options: list[str]) -> tuple[int, bytes]:
    try:
        answer = line.smtp.mail(sender, options)
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        if line.used:
            raise _ForgottenLineError from error
        raise
    if line.used and answer[0] == CLOSING:
        raise _ForgottenLineError
    return answer


def _expect(step: str, answer: tuple[int, bytes | str], *, refusal: type[MailError]) -> None:
    """Raise *refusal* when the server said a final no to *step*, `MailDelayedError` when it said a temporary one."""
    code, text = answer
    if code // 100 == ACCEPTED:
        return
    kind = refusal if code // 100 == PERMANENT else MailDelayedError
    raise kind(f"The mail server refused the {step}: {_reply(code, text)}.")


def _reply(code: int, text: bytes | str) -> str:
    """Return the server's answer in one line, without addresses."""
    return discreet(f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}")
