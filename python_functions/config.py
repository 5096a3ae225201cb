"""The configuration of edge and worker: one object, read once from the environment, that refuses by variable name."""

import ipaddress
import logging
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import Literal, Protocol, Self, TypeVar, cast
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from python_functions.calendars.google_app import GoogleApp
from python_functions.envelope.master import OwnMasterKeys, master_keys
from python_functions.mail_webhooks import MailWebhooks, mail_webhooks
from python_functions.video.settings import DailyAccount, daily_account

DEFAULT_MAIL_FROM = "Bookfast <bookings@bookfast.example>"

DEFAULT_EDGE_LISTEN = "127.0.0.1:54330"

Tls = Literal["never", "starttls", "implicit"]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
T = TypeVar("T")


class ConfigError(Exception):
    """A variable of the environment is missing or cannot be used.  The text names it and says what it should be."""


@dataclass(frozen=True)
class Endpoint:
    """A host name or address with its port."""

    host: str
    port: int

    def __str__(self) -> str:
        """Return ``host:port``, with brackets around an IPv6 address."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed over, and how."""

    endpoint: Endpoint
    tls: Tls
    username: str | None
    password: str | None


@dataclass(frozen=True)
class ResendAccount:
    """An account at Resend; *base_url* is its API."""

    api_key: str
    base_url: str


@dataclass(frozen=True)
class PostmarkAccount:
    """A server at Postmark; *base_url* is its API."""

    server_token: str
    base_url: str


@dataclass(frozen=True)
class SesAccount:
    """Amazon SES in a *region*; the credentials are found by AWS's own rules.  *endpoint_url* is None for AWS's own."""

    region: str
    endpoint_url: str | None


@dataclass(frozen=True)
class MailFolder:
    """A folder that takes each message as a file."""

    path: str


MailProvider = SmtpServer | ResendAccount | PostmarkAccount | SesAccount | MailFolder


@dataclass(frozen=True)
class Config:
    """What the edge and the worker have to know.  Durations are seconds."""

    supabase_url: str
    supabase_secret_key: str
    edge_listen: Endpoint
    edge_url: str
    web_url: str
    mail_provider: MailProvider
    mail_from: Address
    webhook_secret: str
    webhook_networks: tuple[Network, ...]
    webhook_ports: frozenset[int]
    mail_webhooks: MailWebhooks
    daily: DailyAccount
    # Supabase Storage, where files of conversations lie; None where the stack has none.
    storage_url: str | None
    worker_wake_address: Endpoint
    worker_metrics_address: Endpoint
    metrics_token: str | None
    # Our application at Google; None where nobody can connect a calendar there.
    google: GoogleApp | None
    # How often a calendar is asked for changes though its provider tells us of them.
    calendar_look_seconds: float
    # Both or neither: what the encryption of notes and of calendars' credentials needs.
    master_keys: OwnMasterKeys | None
    supabase_publishable_key: str | None
    worker_lease_seconds: float
    worker_poll_seconds: float
    log_level: int

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        """
        Read every variable at once.

        Raises `ConfigError` that names all variables that are missing or unusable, one sentence for each.
        """
        complaints: list[str] = []

        def read(name: str, parse: Callable[[str], T], default: str | None = None) -> T:
            try:
                return variable(environ, name, parse, default=default)
            except ConfigError as complaint:
                complaints.append(str(complaint))
                return cast("T", None)

        config = cls(
            supabase_url=read("SUPABASE_URL", url),
            supabase_secret_key=read("SUPABASE_SECRET_KEY", key),
            edge_listen=read("EDGE_LISTEN", endpoint, _own_address(environ.get("EDGE_URL"))),
            edge_url=read("EDGE_URL", url),
            web_url=read("WEB_URL", url),
            mail_provider=mail_provider(read),
            mail_from=read("MAIL_FROM", mailbox, DEFAULT_MAIL_FROM),
            webhook_secret=read("WEBHOOK_SECRET", webhook_secret),
            webhook_networks=read("WEBHOOK_NETWORKS", networks, ""),
            webhook_ports=read("WEBHOOK_PORTS", ports, "443"),
            mail_webhooks=mail_webhooks(read),
            daily=daily_account(read, url=url),
            storage_url=read("STORAGE_URL", optional(url), "") or None,
            worker_wake_address=read("WORKER_WAKE_ADDRESS", endpoint, "127.0.0.1:54331"),
            worker_metrics_address=read("WORKER_METRICS_ADDRESS", endpoint, "127.0.0.1:54332"),
            metrics_token=read("METRICS_TOKEN", optional(metrics_token), "") or None,
            google=google_app(read),
            calendar_look_seconds=read("CALENDAR_LOOK_SECONDS", seconds, "60"),
            master_keys=read("ENVELOPE_MASTER_KEYS", some(master_keys), ""),
            supabase_publishable_key=read("SUPABASE_PUBLISHABLE_KEY", _publishable_key(environ), "") or None,
            worker_lease_seconds=read("WORKER_LEASE_SECONDS", seconds, "60"),
            worker_poll_seconds=read("WORKER_POLL_SECONDS", seconds, "1"),
            log_level=read("LOG_LEVEL", log_level, "info"),
        )
        if complaints:
            raise ConfigError("\n".join(complaints))
        return config


class Reader(Protocol):
    """Reads one variable, as `variable` does."""

    def __call__(self, name: str, parse: Callable[[str], T], default: str | None = None) -> T:
        """Return the variable *name* as *parse* understands it."""


def mail_provider(read: Reader) -> MailProvider:
    """MAIL_PROVIDER (smtp unless it says otherwise) with the variables that this provider needs, and no other."""
    match read("MAIL_PROVIDER", one_of("smtp", "resend", "postmark", "ses", "folder"), "smtp"):
        case "resend":
            return ResendAccount(read("RESEND_API_KEY", secret), read("RESEND_URL", url, "https://api.resend.com"))
        case "postmark":
            return PostmarkAccount(read("POSTMARK_SERVER_TOKEN", secret), read("POSTMARK_URL", url, "https://api.postmarkapp.com"))
        case "ses":
            return SesAccount(read("SES_REGION", secret, "ca-central-1"), read("SES_URL", optional(url), "") or None)
        case "folder":
            return MailFolder(read("MAIL_FOLDER", folder))
        case _:
            return read("SMTP_URL", smtp_server)


def google_app(read: Reader) -> GoogleApp | None:
    """GOOGLE_CLIENT_ID with its secret, and where Google is; None without them."""
    client_id = read("GOOGLE_CLIENT_ID", optional(secret), "")
    if not client_id:
        return None
    return GoogleApp(
        client_id=client_id,
        client_secret=read("GOOGLE_CLIENT_SECRET", secret),
        api_url=read("GOOGLE_API_URL", url, GoogleApp.api_url),
        auth_url=read("GOOGLE_AUTH_URL", url, GoogleApp.auth_url),
        token_url=read("GOOGLE_TOKEN_URL", url, GoogleApp.token_url),
    )


def variable(environ: Mapping[str, str], name: str, parse: Callable[[str], T], *, default: str | None = None) -> T:
    """
    Return the variable *name* as *parse* understands it.

    An empty variable counts as missing, and a missing one as its *default*.  *parse* refuses by a `ValueError` that
    completes the sentence "it should be …".  Raises `ConfigError`.
    """
    value = environ.get(name, "").strip() or default or ""
    try:
        return parse(value)
    except ValueError as error:
        problem = "cannot be used" if value else "is not set"
        raise ConfigError(f"{name} {problem}: it should be {error}.") from error


def _publishable_key(environ: Mapping[str, str]) -> Callable[[str], str]:
    """Whatever is done in a caller's own name needs the key."""
    return key if any(environ.get(name, "").strip() for name in ("ENVELOPE_MASTER_KEYS", "DAILY_API_KEY")) else optional(key)


def key(value: str) -> str:
    """A key of the Data API."""
    if not value:
        raise ValueError("the key that `make env` or the project's settings show")
    return value


def url(value: str) -> str:
    """An http or https address, such as http://127.0.0.1:54321."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("an http or https address, such as http://127.0.0.1:54321")
    return value.rstrip("/")


def one_of(*words: str) -> Callable[[str], str]:
    """One of the *words*."""

    def parse(value: str) -> str:
        if value not in words:
            raise ValueError(f"one of {', '.join(words)}")
        return value

    return parse


def secret(value: str) -> str:
    """What the provider's own pages show."""
    if not value:
        raise ValueError("what the provider's settings show")
    return value


def metrics_token(value: str) -> str:
    """A token of at least 16 visible characters."""
    if not value.isascii() or not value.isprintable() or " " in value or len(value) < 16:  # noqa: PLR2004 - what cannot be guessed by asking
        raise ValueError("at least 16 letters, digits or signs, without spaces")
    return value


def optional(parse: Callable[[str], str]) -> Callable[[str], str]:
    """Nothing, or what *parse* understands."""
    return lambda value: parse(value) if value else ""


def some(parse: Callable[[str], T]) -> Callable[[str], T | None]:
    """Nothing, or what *parse* understands."""
    return lambda value: parse(value) if value else None


def folder(value: str) -> str:
    """An existing folder."""
    if not value or not Path(value).is_dir():
        raise ValueError("a folder that exists")
    return value


def endpoint(value: str) -> Endpoint:
    """A host and port, such as 127.0.0.1:54331."""
    parts = urlsplit(f"//{value}")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or port is None:
        raise ValueError("a host and port, such as 127.0.0.1:54331")
    return Endpoint(host, port)


def mailbox(value: str) -> Address:
    """A mail address with or without a name, such as Bookfast <bookings@bookfast.example>."""
    name, address = parseaddr(value)
    try:
        mail = Address(display_name=name, addr_spec=address)
    except Exception as error:
        raise ValueError("a mail address, such as Bookfast <bookings@bookfast.example>") from error
    if not mail.domain:
        raise ValueError("a mail address with a domain, such as Bookfast <bookings@bookfast.example>")
    return mail


def webhook_secret(value: str) -> str:
    """A Standard Webhooks secret: whsec_ and 24 to 64 bytes in base64."""
    try:
        size = len(b64decode(value.removeprefix("whsec_"), validate=True))
    except ValueError:
        size = 0
    if not value.startswith("whsec_") or not 24 <= size <= 64:  # noqa: PLR2004 - Standard Webhooks 1.0, "Signature scheme"
        raise ValueError("whsec_ and 24 to 64 bytes in base64")
    return value


def networks(value: str) -> tuple[Network, ...]:
    """Networks with blanks between, such as 10.20.0.0/16 fd00:20::/32; none where there is nothing."""
    try:
        return tuple(ipaddress.ip_network(network) for network in value.split())
    except ValueError as error:
        raise ValueError("networks with blanks between, such as 10.20.0.0/16 fd00:20::/32") from error


def ports(value: str) -> frozenset[int]:
    """Ports with blanks between, such as 443 8443."""
    words = value.split()
    if not all(word.isascii() and word.isdigit() and 0 < int(word) < 2**16 for word in words):
        raise ValueError("ports with blanks between, such as 443 8443")
    return frozenset(int(word) for word in words)


def seconds(value: str) -> float:
    """A number of seconds above 0."""
    try:
        number = float(value)
    except ValueError:
        number = 0
    if not 0 < number < float("inf"):
        raise ValueError("a number of seconds above 0")
    return number


def log_level(value: str) -> int:
    """One of debug, info, warning and error."""
    level = logging.getLevelNamesMapping().get(value.upper())
    if level is None:
        raise ValueError("one of debug, info, warning and error")
    return level


def smtp_server(value: str) -> SmtpServer:
    """
    An address such as smtp://127.0.0.1:54325, smtp://user:password@mail.example:587 or smtps://mail.example:465.

    smtps speaks TLS from the first byte.  smtp demands STARTTLS, except from a server on this machine (a loopback
    address) or where ?tls=never says so, and never shows a password to a server without TLS elsewhere.
    """
    parts = urlsplit(value)
    mode = parse_qs(parts.query).get("tls", [""])[0]
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or mode not in {"", "never"}:
        raise ValueError("smtp://host:port or smtps://host:port, with user:password@ where needed and ?tls=never for a trusted network")
    return SmtpServer(
        endpoint=Endpoint(parts.hostname, parts.port or (465 if parts.scheme == "smtps" else 587)),
        tls=_tls(parts, mode),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def _tls(parts: SplitResult, mode: str) -> Tls:
    if parts.scheme == "smtps":
        return "implicit"
    return "never" if mode == "never" or _is_loopback(parts.hostname or "") else "starttls"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _own_address(edge_url: str | None) -> str:
    """Return where the edge listens unless EDGE_LISTEN says otherwise: at EDGE_URL itself when that is on this machine."""
    parts = urlsplit(edge_url or "")
    return parts.netloc if parts.port and _is_loopback(parts.hostname or "") else DEFAULT_EDGE_LISTEN
