"""Amazon SNS for tests: a real https server with a certificate of a CA of the test's own, and messages signed as SNS signs them."""

from __future__ import annotations

import ssl
import threading
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REGION = "ca-central-1"
HOST = f"sns.{REGION}.amazonaws.com"
TOPIC = f"arn:aws:sns:{REGION}:123456789012:bookfast-mail"
CERTIFICATE_PATH = "/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"
CERTIFICATE_URL = f"https://{HOST}{CERTIFICATE_PATH}"


@dataclass
class Pair:
    """A key with its certificate."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        """The certificate as SNS offers it."""
        return self.certificate.public_bytes(Encoding.PEM)


@dataclass
class Amazon:
    """What the server has been asked, and what it answers; *pages* are the certificates by path."""

    signer: Pair
    address: tuple[str, int] = ("", 0)
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    pages: dict[str, bytes] = field(default_factory=dict)
    status: int = 200
    asked: list[str] = field(default_factory=list)

    def client(self) -> httpx.Client:
        """Return a client for which the name of SNS leads to this server; nothing else is changed, TLS least of all."""
        return httpx.Client(transport=_Road(self), timeout=5, follow_redirects=False)

    def message(self, kind: str = "Notification", *, version: str = "1", sign_with: Pair | None = None, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return a message as SNS posts it, signed after *changes*."""
        message = {
            "Type": kind,
            "MessageId": str(uuid4()),
            "TopicArn": TOPIC,
            "Message": "{}",
            "Timestamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}.123Z",
            "SignatureVersion": version,
            "SigningCertURL": CERTIFICATE_URL,
        }
        if kind != "Notification":
            token = "2336412f37" * 4
            message |= {"Token": token, "SubscribeURL": f"https://{HOST}/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token={token}"}
        message |= changes
        # Written out once more, from Amazon's page and not from our code.
        if kind == "Notification":
            names = [name for name in ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type") if name in message]
        else:
            names = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
        text = "".join(f"{name}\n{message[name]}\n" for name in names).encode()
        digest = SHA1() if version == "1" else SHA256()  # noqa: S303 - as SNS does
        return {**message, "Signature": b64encode((sign_with or self.signer).key.sign(text, padding.PKCS1v15(), digest)).decode()}


class _Road(httpx.HTTPTransport):
    """Leads the host of SNS to the test's server, and any other nowhere."""

    def __init__(self, amazon: Amazon) -> None:
        super().__init__(verify=amazon.trust)
        self._amazon = amazon

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host != HOST:
            raise httpx.ConnectError(f"No way to {request.url.host}.")
        request.extensions["sni_hostname"] = HOST
        host, port = self._amazon.address
        request.url = request.url.copy_with(host=host, port=port)
        return super().handle_request(request)


@contextmanager
def amazon_at_work(folder: Path) -> Iterator[Amazon]:
    """Serve SNS's certificate and take confirmations; *folder* keeps the server's key."""
    authority = pair("A CA of the test's own")
    server_pair = pair(HOST, issuer=authority, names=[HOST])
    amazon = Amazon(signer=pair("sns.amazonaws.com", issuer=authority))
    amazon.pages[CERTIFICATE_PATH] = amazon.signer.pem
    amazon.trust.load_verify_locations(cadata=authority.pem.decode())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            amazon.asked.append(self.path)
            page = amazon.pages.get(self.path, b"" if self.path.startswith("/?Action=ConfirmSubscription") else None)
            self.send_response(amazon.status if page is not None else 404)
            self.send_header("Content-Length", str(len(page or b"")))
            self.end_headers()
            self.wfile.write(page or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    files = folder / "key.pem", folder / "certificate.pem"
    files[0].write_bytes(server_pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    files[1].write_bytes(server_pair.pem)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(files[1], files[0])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    amazon.address = ("127.0.0.1", server.server_port)
    try:
        yield amazon
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def pair(name: str, *, issuer: Pair | None = None, names: list[str] | None = None, age: timedelta = timedelta(days=1)) -> Pair:
    """Make a key and a certificate of *name*, valid for thirty days from *age* ago, signed by *issuer* or by itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    start = datetime.now(UTC) - age
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), critical=False)
    return Pair(key, builder.sign((issuer.key if issuer else key), SHA256()))
