"""Handing a message to an SMTP server, and telling what may be tried again from what may not."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP

from python_functions.config import SmtpServer
from python_functions.senders.parts import discreet
from python_functions.senders.sender import MailDelayedError, MailError, MailRefusedError, ProviderDownError

GOODBYE_SECONDS = 1
# First digits of replies (RFC 5321, 4.2.1).
ACCEPTED = 2
PERMANENT = 5


class SmtpSender:
    """Sends messages to one server, one connection for each.  Safe to share between threads."""

    def __init__(self, server: SmtpServer, *, timeout: float = 10) -> None:
        """Every single answer of the server may take *timeout* seconds."""
        self._server = server
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
            with self._session() as smtp:
                return _hand_over(smtp, message)
        except smtplib.SMTPResponseException as error:
            raise ProviderDownError(f"The mail server refused us: {_reply(error.smtp_code, error.smtp_error)}.") from error
        except smtplib.SMTPServerDisconnected as error:
            raise ProviderDownError(f"The mail server hung up, or was silent for {self._timeout:g} s.") from error
        except (OSError, smtplib.SMTPException) as error:
            raise ProviderDownError(f"The mail server cannot be used: {type(error).__name__}.") from error

    def check(self) -> None:
        """Greet the server and leave.  Raises `ProviderDownError` when it cannot be used."""
        try:
            with self._session() as smtp:
                smtp.noop()
        except (OSError, smtplib.SMTPException) as error:
            raise ProviderDownError(f"The mail server cannot be used: {type(error).__name__}.") from error

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        smtp = self._connect()
        try:
            yield smtp
        finally:
            # The message is taken or not by now: a server that is rude at the end changes nothing about that.
            with suppress(OSError, smtplib.SMTPException):
                if smtp.sock is not None:
                    smtp.sock.settimeout(GOODBYE_SECONDS)
                    smtp.quit()
            smtp.close()

    def _connect(self) -> smtplib.SMTP:
        host, port = self._server.endpoint.host, self._server.endpoint.port
        name = socket.gethostname()
        if self._server.tls == "implicit":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, name, timeout=self._timeout, context=ssl.create_default_context())
        else:
            smtp = smtplib.SMTP(host, port, name, timeout=self._timeout)
        try:
            smtp.ehlo_or_helo_if_needed()
            if self._server.tls == "starttls":
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if self._server.username:
                smtp.login(self._server.username, self._server.password or "")
        except BaseException:
            smtp.close()
            raise
        return smtp


def _hand_over(smtp: smtplib.SMTP, message: EmailMessage) -> str:
    sender, recipient = (message[header].addresses[0].addr_spec for header in ("From", "To"))
    wide = not (sender + recipient).isascii()
    if wide and not smtp.has_extn("smtputf8"):
        raise MailRefusedError("The mail server cannot write to addresses outside ASCII.")
    _expect("sender", smtp.mail(sender, ["SMTPUTF8", "BODY=8BITMIME"] if wide else []), refusal=ProviderDownError)
    _expect("recipient", smtp.rcpt(recipient), refusal=MailRefusedError)
    try:
        answer = smtp.data(message.as_bytes(policy=SMTP.clone(utf8=wide)))
    except smtplib.SMTPDataError as error:
        answer = error.smtp_code, error.smtp_error
    _expect("message", answer, refusal=MailRefusedError)
    return _reply(*answer)


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
