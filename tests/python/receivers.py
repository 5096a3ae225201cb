"""Receivers of webhooks: real HTTPS servers with certificates of a CA made for the test, which answer as a test says."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Answer = Callable[["Request", BaseHTTPRequestHandler], None]

PATIENCE = 60


@dataclass(frozen=True)
class Authority:
    """A CA of one test run: *ca_file* is what a client trusts, *server_context* what its servers show."""

    ca_file: Path
    server_context: ssl.SSLContext

    @classmethod
    def made_in(cls, folder: Path, *, names: tuple[str, ...] = ("localhost", "hooks.example")) -> Authority:
        """Make a CA and one certificate for *names* and 127.0.0.1 in *folder*."""
        ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        ca = _certificate("Test CA", ca_key, by="Test CA", key=ca_key, extensions=[(x509.BasicConstraints(ca=True, path_length=0), True)])
        alternatives = x509.SubjectAlternativeName([*(x509.DNSName(name) for name in names), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        certificate = _certificate("Test receiver", key, by="Test CA", key=ca_key, extensions=[(alternatives, False), (usage, False)])
        ca_file, both = folder / "ca.pem", folder / "server.pem"
        ca_file.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
        private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        both.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(both)
        return cls(ca_file, context)

    def client_context(self) -> ssl.SSLContext:
        """What a client that trusts this CA, and no other, judges by."""
        return ssl.create_default_context(cafile=str(self.ca_file))


def _certificate(
    name: str, subject_key: ec.EllipticCurvePrivateKey, *, by: str, key: ec.EllipticCurvePrivateKey, extensions: list[tuple[x509.ExtensionType, bool]]
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(
        issuer_name=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, by)]),
        subject_name=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]),
        public_key=subject_key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - dt.timedelta(days=1),
        not_valid_after=now + dt.timedelta(days=1),
    )
    identifiers = [
        (x509.SubjectKeyIdentifier.from_public_key(subject_key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), False),
    ]
    for extension, critical in [*extensions, *identifiers]:
        builder = builder.add_extension(extension, critical)
    return builder.sign(key, hashes.SHA256())


@dataclass(frozen=True)
class Request:
    """What a receiver was sent."""

    path: str
    headers: dict[str, str]
    body: bytes


def answering(status: int, **headers: str) -> Answer:
    """Answer with *status* and *headers* (underscores for hyphens)."""

    def answer(_: Request, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


@dataclass
class Receiver:
    """Where it is, what it was sent, and how it answers now."""

    port: int
    answer: Answer = field(default_factory=lambda: answering(204))
    requests: list[Request] = field(default_factory=list)
    came: threading.Condition = field(default_factory=threading.Condition)

    def url(self, path: str = "/in", *, host: str = "localhost") -> str:
        """An address of this receiver."""
        return f"https://{host}:{self.port}{path}"

    def wait_for(self, count: int) -> list[Request]:
        """Return what came as soon as it is *count* requests."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.requests) >= count, PATIENCE), [request.body for request in self.requests]
            return list(self.requests)


@contextmanager
def receiving(authority: Authority | None) -> Iterator[Receiver]:
    """Serve a receiver on a free port of 127.0.0.1, over TLS unless there is no *authority*."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = Request(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            with receiver.came:
                receiver.requests.append(request)
                receiver.came.notify_all()
            with suppress(OSError):  # Whoever asked has gone.
                receiver.answer(request, self)

        do_GET = do_POST  # noqa: N815 - so named by the library

        def log_message(self, *_: object) -> None:
            """Keep the test's output to itself."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def finish_request(self, request: socket.socket, client_address: tuple[str, int]) -> None:
            # In the thread of the request, so that a handshake that hangs holds up no other.
            with suppress(OSError):
                stream = authority.server_context.wrap_socket(request, server_side=True) if authority else request
                super().finish_request(stream, client_address)

        def handle_error(self, *_: object) -> None:
            """A client that goes away is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    receiver = Receiver(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def speaking(say: Callable[[socket.socket], None]) -> Iterator[int]:
    """Listen on a free port of 127.0.0.1, let *say* have each connection, and return the port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=_spoken, args=(say, connection), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()


def _spoken(say: Callable[[socket.socket], None], connection: socket.socket) -> None:
    with connection, suppress(OSError):
        say(connection)


def drip(connection: socket.socket, text: bytes, *, every: float) -> None:
    """Send *text* a byte at a time."""
    for byte in text:
        connection.send(bytes([byte]))
        time.sleep(every)
