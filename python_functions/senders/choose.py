"""Which sender a configuration means."""

from typing import assert_never

from python_functions.config import MailFolder, MailProvider, PostmarkAccount, ResendAccount, SesAccount, SmtpServer
from python_functions.senders.folder import FolderSender
from python_functions.senders.postmark import PostmarkSender
from python_functions.senders.resend import ResendSender
from python_functions.senders.sender import Sender
from python_functions.senders.ses import SesSender
from python_functions.senders.smtp import SmtpSender


def sender_for(provider: MailProvider, *, timeout: float = 10) -> Sender:
    """Return the sender of *provider*.  Opens no connection; *timeout* is seconds for each answer."""
    match provider:
        case SmtpServer():
            return SmtpSender(provider, timeout=timeout)
        case ResendAccount():
            return ResendSender(provider, timeout=timeout)
        case PostmarkAccount():
            return PostmarkSender(provider, timeout=timeout)
        case SesAccount():
            return SesSender(provider, timeout=timeout)
        case MailFolder():
            return FolderSender(provider)
        case never:
            assert_never(never)
