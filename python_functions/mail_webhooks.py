"""The secrets by which mail providers' webhooks are known: each may have several, so that they can be changed without a gap."""

import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

TOPIC_ARN = re.compile(r"arn:aws(?:-us-gov)?:sns:(?P<region>[a-z]{2}(?:-[a-z]+)+-\d):\d{12}:[A-Za-z0-9_-]{1,256}")
SHORTEST = 16

T = TypeVar("T")


@dataclass(frozen=True)
class PostmarkSecrets:
    """Logins (user:password) of which one has to come as basic authentication, and tokens of which one comes beside it."""

    logins: tuple[str, ...]
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class MailWebhooks:
    """What each provider signs or sends; a provider without secrets has no route."""

    resend: tuple[str, ...]
    postmark: PostmarkSecrets | None
    ses_topics: tuple[str, ...]


class Reader(Protocol):
    """Reads one variable, as `python_functions.config.variable` does."""

    def __call__(self, name: str, parse: Callable[[str], T], default: str | None = None) -> T:
        """Return the variable *name* as *parse* understands it."""


def mail_webhooks(read: Reader) -> MailWebhooks:
    """Read RESEND_WEBHOOK_SECRET, POSTMARK_WEBHOOK_LOGIN with POSTMARK_WEBHOOK_TOKEN, and SES_WEBHOOK_TOPICS, all optional."""
    logins = read("POSTMARK_WEBHOOK_LOGIN", several(login), "")
    tokens = read("POSTMARK_WEBHOOK_TOKEN", several(token) if not logins else required(several(token)), "")
    if tokens and logins == ():
        read("POSTMARK_WEBHOOK_LOGIN", required(several(login)), "")
    return MailWebhooks(
        resend=read("RESEND_WEBHOOK_SECRET", several(signing_secret), "") or (),
        postmark=PostmarkSecrets(logins, tokens) if logins and tokens else None,
        ses_topics=read("SES_WEBHOOK_TOPICS", several(topic), "") or (),
    )


def several(parse: Callable[[str], str]) -> Callable[[str], tuple[str, ...]]:
    """Nothing, or one or more of what *parse* understands, separated by commas."""
    return lambda value: tuple(parse(each.strip()) for each in value.split(",")) if value else ()


def required(parse: Callable[[str], tuple[str, ...]]) -> Callable[[str], tuple[str, ...]]:
    """What *parse* understands, at least one: login and token belong together."""

    def demand(value: str) -> tuple[str, ...]:
        if not value:
            raise ValueError("given together with the other of POSTMARK_WEBHOOK_LOGIN and POSTMARK_WEBHOOK_TOKEN")
        return parse(value)

    return demand


def signing_secret(value: str) -> str:
    """A signing secret as Resend shows it: whsec_ and base64."""
    try:
        size = len(b64decode(value.removeprefix("whsec_"), validate=True))
    except ValueError:
        size = 0
    if not value.startswith("whsec_") or size < SHORTEST:
        raise ValueError("the signing secret that Resend shows, whsec_…; several are separated by commas")
    return value


def login(value: str) -> str:
    """A user and a password of 16 characters or more."""
    user, _, password = value.partition(":")
    if not user or len(password) < SHORTEST or not value.isascii() or not value.isprintable():
        raise ValueError("user:password with a password of 16 plain characters or more; several are separated by commas")
    return value


def token(value: str) -> str:
    """A token of 16 visible characters or more."""
    if len(value) < SHORTEST or not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("16 letters, digits or signs or more, without spaces; several are separated by commas")
    return value


def topic(value: str) -> str:
    """The ARN of an SNS topic."""
    if not TOPIC_ARN.fullmatch(value):
        raise ValueError("the ARN of the SNS topic, such as arn:aws:sns:ca-central-1:123456789012:bookfast-mail; several are separated by commas")
    return value
