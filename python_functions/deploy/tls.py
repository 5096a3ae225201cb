"""Handshakes: which versions of TLS an endpoint speaks, and whether its certificate can be trusted."""

import socket
import ssl
import struct
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from python_functions.deploy.finding import Finding

Dialogue = Literal["direct", "smtp", "postgres"]
SECONDS = 10.0
# Time to renew before browsers and mail servers turn away.
LEAST_VALIDITY = timedelta(days=14)
OLD = {"TLS 1.0": ssl.TLSVersion.TLSv1, "TLS 1.1": ssl.TLSVersion.TLSv1_1}
# What our own side says when it cannot even ask: no proof that the server refuses.
OURS = ("NO_PROTOCOLS_AVAILABLE", "NO_CIPHERS_AVAILABLE", "NO_CIPHER_MATCH")
SSL_REQUEST = struct.pack("!ii", 8, 80877103)


@dataclass(frozen=True)
class Peer:
    """An endpoint that is looked at: *dialogue* is what is said before the handshake, *ca* a file of authorities or None for the system's."""

    name: str
    host: str
    port: int
    dialogue: Dialogue = "direct"
    ca: str | None = None


class NoTlsError(Exception):
    """The endpoint would have gone on without TLS."""


def tls_findings(peer: Peer) -> list[Finding]:
    """Look at the *peer*: old versions are refused, a new one is spoken, the certificate is valid."""
    try:
        return [*(_old(peer, name, version) for name, version in OLD.items()), _new(peer)]
    except NoTlsError:
        return [
            Finding(about=peer.name, fact="", fault=f"{peer.host}:{peer.port} offers no TLS", remedy="Switch TLS on there; nothing may travel in the clear.")
        ]
    except OSError as error:
        return [Finding(about=peer.name, fact="", fault=f"{peer.host}:{peer.port} cannot be reached: {error}", remedy="Check the address and the network.")]


def _old(peer: Peer, name: str, version: ssl.TLSVersion) -> Finding:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    # Today's OpenSSL does not speak the old versions unless it is told that nothing need be secure.
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    about = f"{peer.name} refuses {name}"
    try:
        with _connected(peer) as plain, context.wrap_socket(plain, server_hostname=peer.host) as spoken:
            agreed = spoken.version()
    except ssl.SSLError as error:
        if error.reason in OURS:
            remedy = "Run it with an OpenSSL that can still speak it, such as that of python:3.11-bookworm."
            return Finding(about=about, fact="", fault=f"this machine cannot offer {name}, so it is not known", remedy=remedy)
        return Finding(about=about, fact=error.reason or "refused")
    except (ConnectionResetError, EOFError):
        return Finding(about=about, fact="the connection was closed")
    return Finding(about=about, fact="", fault=f"{peer.host}:{peer.port} speaks {agreed}", remedy="Set the least version there to TLS 1.2.")


def _new(peer: Peer) -> Finding:
    context = ssl.create_default_context(cafile=peer.ca)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    about = f"{peer.name} speaks TLS 1.2 or newer with a valid certificate"
    try:
        with _connected(peer) as plain, context.wrap_socket(plain, server_hostname=peer.host) as spoken:
            agreed, certificate = spoken.version(), spoken.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        remedy = "Renew it, or name its authority: DATABASE_CA=… for the database (the platform's settings offer the file)."
        return Finding(about=about, fact="", fault=f"the certificate of {peer.host} is not valid: {error.verify_message}", remedy=remedy)
    except ssl.SSLError as error:
        return Finding(about=about, fact="", fault=f"no handshake: {error.reason}", remedy="Allow TLS 1.2 and 1.3 there.")
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
    if until - datetime.now(UTC) < LEAST_VALIDITY:
        return Finding(
            about=about, fact="", fault=f"the certificate of {peer.host} ends on {until:%Y-%m-%d}", remedy="Renew it, and see why that is not automatic."
        )
    return Finding(about=about, fact=f"{agreed}, certificate until {until:%Y-%m-%d}")


def plain_postgres(peer: Peer) -> Finding:
    """Whether the database refuses whoever does not ask for TLS."""
    about = f"{peer.name} refuses connections without TLS"
    words = b"user\0bookfast_check\0database\0postgres\0\0"
    try:
        with socket.create_connection((peer.host, peer.port), SECONDS) as plain:
            plain.sendall(struct.pack("!ii", 8 + len(words), 196608) + words)
            answer = plain.recv(1024)
    except OSError as error:
        return Finding(about=about, fact=f"the connection was closed ({error})")
    # R: it asks for a password, and would take it in the clear.  E: it says what it does not like.
    if answer.startswith(b"R") or (answer.startswith(b"E") and not any(word in answer for word in (b"encryption", b"SSL", b"ssl", b"TLS"))):
        return Finding(about=about, fact="", fault="it goes on without TLS", remedy="Enforce SSL in the platform's database settings.")
    return Finding(about=about, fact="it asks for TLS" if answer else "the connection was closed")


def _connected(peer: Peer) -> socket.socket:
    plain = socket.create_connection((peer.host, peer.port), SECONDS)
    try:
        DIALOGUES[peer.dialogue](plain)
    except BaseException:
        plain.close()
        raise
    return plain


def _ask_postgres(plain: socket.socket) -> None:
    plain.sendall(SSL_REQUEST)
    if plain.recv(1) != b"S":
        raise NoTlsError


def _ask_smtp(plain: socket.socket) -> None:
    with plain.makefile("rb") as lines:
        _reply(lines.readline)
        plain.sendall(b"EHLO check.invalid\r\n")
        if not any(line[4:].strip().upper().startswith(b"STARTTLS") for line in _reply(lines.readline)):
            raise NoTlsError
        plain.sendall(b"STARTTLS\r\n")
        if not _reply(lines.readline)[0].startswith(b"220"):
            raise NoTlsError


def _reply(readline: Callable[[], bytes]) -> list[bytes]:
    lines = [readline()]
    while lines[-1][3:4] == b"-":
        lines.append(readline())
    return lines


DIALOGUES: dict[Dialogue, Callable[[socket.socket], None]] = {"direct": lambda _plain: None, "postgres": _ask_postgres, "smtp": _ask_smtp}
