"""The account at Daily: read from the environment, one for the whole installation."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

LEAST_BYTES = 16

T = TypeVar("T")


@dataclass(frozen=True)
class DailyAccount:
    """An account at Daily; *base_url* is its API, *webhook_secrets* are what its webhooks are signed with, in bytes."""

    api_key: str | None
    base_url: str
    webhook_secrets: tuple[bytes, ...]


class Reader(Protocol):
    """Reads one variable, as `python_functions.config.variable` does."""

    def __call__(self, name: str, parse: Callable[[str], T], default: str | None = None) -> T:
        """Return the variable *name* as *parse* understands it."""


def daily_account(read: Reader, *, url: Callable[[str], str]) -> DailyAccount:
    """Read DAILY_API_KEY, DAILY_API_URL and DAILY_WEBHOOK_SECRET, all optional."""
    return DailyAccount(
        api_key=read("DAILY_API_KEY", api_key, "") or None,
        base_url=read("DAILY_API_URL", url, "https://api.daily.co/v1"),
        webhook_secrets=read("DAILY_WEBHOOK_SECRET", webhook_secrets, "") or (),
    )


def api_key(value: str) -> str:
    """Nothing, or a key of visible characters."""
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("the API key that Daily's dashboard shows under Developers")
    return value


def webhook_secrets(value: str) -> tuple[bytes, ...]:
    """Nothing, or one or more secrets (the `hmac` of POST /webhooks) in base64, separated by commas."""
    try:
        secrets = tuple(b64decode(each.strip(), validate=True) for each in value.split(",")) if value else ()
    except ValueError:
        secrets = (b"",)
    if any(len(secret) < LEAST_BYTES for secret in secrets):
        raise ValueError("the hmac that Daily gave for the webhook, in base64; several are separated by commas")
    return secrets
