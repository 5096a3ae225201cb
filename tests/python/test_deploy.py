"""The check of a deployment, against servers on this machine that speak old and new TLS, and against what is no deployment."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
import warnings
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from typing import TYPE_CHECKING, ClassVar

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from python_functions.deploy.__main__ import is_local, main, peer
from python_functions.deploy.database import database_findings, privileges
from python_functions.deploy.region import region_findings
from python_functions.deploy.secrets import secret_findings
from python_functions.deploy.tls import Peer, plain_postgres, tls_findings
from python_functions.deploy.web import exposed_schemas, plain_http, strict_transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import Stack


def certificate(folder: Path, *, days: int = 90, name: str = "127.0.0.1") -> Path:
    """A certificate of its own authority, with its key, in one file."""
    key, subject, now = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bookfast test")]), datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=200))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{days}-{name}.pem"
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(built.public_bytes(serialization.Encoding.PEM) + secret)
    return file


@pytest.fixture
def serve() -> Iterator[Callable[..., int]]:
    """`serve(pem, least, most, before)`: the port of a server that speaks these versions after the dialogue *before*."""
    listening: list[socket.socket] = []

    def start(pem: Path, *, least: ssl.TLSVersion, most: ssl.TLSVersion, before: Callable[[socket.socket], object] = lambda _plain: None) -> int:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version, context.maximum_version = least, most
        context.load_cert_chain(pem)
        listener = socket.create_server(("127.0.0.1", 0))
        listening.append(listener)

        def answer() -> None:
            while True:
                try:
                    plain, _ = listener.accept()
                except OSError:
                    return
                try:
                    before(plain)
                    with context.wrap_socket(plain, server_side=True) as spoken:
                        spoken.recv(1)
                except OSError:
                    plain.close()

        threading.Thread(target=answer, daemon=True).start()
        return int(listener.getsockname()[1])

    yield start
    for listener in listening:
        listener.close()


def faults(found: list) -> list[str]:
    """What is refused."""
    return [finding.fault for finding in found if finding.fault]


@pytest.mark.req("BM-R12")
@pytest.mark.parametrize(
    ("least", "most", "spoken"),
    [
        (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3, []),
        (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_3, []),
        (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_3, ["TLSv1", "TLSv1.1"]),
        (ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ["TLSv1.1"]),
    ],
)
def test_old_tls_is_found_out(serve: Callable[..., int], tmp_path: Path, least: ssl.TLSVersion, most: ssl.TLSVersion, spoken: list[str]) -> None:
    """By a handshake that offers nothing else; a server of today refuses it."""
    pem = certificate(tmp_path)
    port = serve(pem, least=least, most=most)

    found = tls_findings(Peer("the edge", "127.0.0.1", port, ca=str(pem)))

    assert [f"127.0.0.1:{port} speaks {version}" for version in spoken] == faults(found)
    assert len(found) == 3


@pytest.mark.req("BM-R12")
def test_only_old_tls_is_no_tls(serve: Callable[..., int], tmp_path: Path) -> None:
    """Neither refused where it should be, nor usable."""
    pem = certificate(tmp_path)
    port = serve(pem, least=ssl.TLSVersion.TLSv1, most=ssl.TLSVersion.TLSv1_1)

    assert len(faults(tls_findings(Peer("the edge", "127.0.0.1", port, ca=str(pem))))) == 3


@pytest.mark.req("BM-R12")
def test_a_certificate_must_be_trusted_named_and_fresh(serve: Callable[..., int], tmp_path: Path) -> None:
    """Nobody's authority, another's name, and one that ends next week."""
    modern = {"least": ssl.TLSVersion.TLSv1_2, "most": ssl.TLSVersion.TLSv1_3}
    good, other, short, late = (certificate(tmp_path), certificate(tmp_path, name="127.0.0.9"), certificate(tmp_path, days=7), certificate(tmp_path, days=-1))

    def said(pem: Path, *, ca: Path | None) -> str:
        return " ".join(faults(tls_findings(Peer("the edge", "127.0.0.1", serve(pem, **modern), ca=ca and str(ca)))))

    assert "self-signed" in said(good, ca=None)
    assert "IP address mismatch" in said(other, ca=other)
    assert "ends on" in said(short, ca=short)
    assert "expired" in said(late, ca=late)


@pytest.mark.req("BM-R12")
def test_mail_and_database_are_asked_in_their_own_words(serve: Callable[..., int], tmp_path: Path) -> None:
    """STARTTLS, and PostgreSQL's request for TLS; without them nothing is secret."""
    pem, modern = certificate(tmp_path), {"least": ssl.TLSVersion.TLSv1_2, "most": ssl.TLSVersion.TLSv1_3}

    def smtp(offers: bytes) -> Callable[[socket.socket], object]:
        def speak(plain: socket.socket) -> None:
            plain.sendall(b"220 mail\r\n")
            plain.recv(1024)
            plain.sendall(b"250-mail\r\n250 " + offers + b"\r\n")
            plain.recv(1024)
            plain.sendall(b"220 go\r\n")

        return speak

    def postgres(says: bytes) -> Callable[[socket.socket], object]:
        return lambda plain: (plain.recv(8), plain.sendall(says))

    def found(dialogue: str, before: Callable[[socket.socket], object]) -> list[str]:
        return faults(tls_findings(Peer("it", "127.0.0.1", serve(pem, **modern, before=before), dialogue, str(pem))))

    assert found("smtp", smtp(b"STARTTLS")) == []
    assert "offers no TLS" in found("smtp", smtp(b"SIZE"))[0]
    assert found("postgres", postgres(b"S")) == []
    assert "offers no TLS" in found("postgres", postgres(b"N"))[0]


@pytest.mark.req("BM-R12")
def test_a_database_that_takes_passwords_in_the_clear_is_refused(serve: Callable[..., int], tmp_path: Path) -> None:
    """Offering TLS is not demanding it."""

    def answering(words: bytes) -> Peer:
        def speak(plain: socket.socket) -> None:
            plain.recv(1024)
            plain.sendall(words)
            plain.close()

        return Peer("the database", "127.0.0.1", serve(certificate(tmp_path), least=ssl.TLSVersion.TLSv1_2, most=ssl.TLSVersion.TLSv1_3, before=speak))

    assert plain_postgres(answering(b"R" + struct.pack("!ii", 8, 10))).fault
    assert plain_postgres(answering(b"E\0\0\0\0SFATAL\0Mno pg_hba.conf entry for host, no encryption\0\0")).fault is None
    assert plain_postgres(answering(b"")).fault is None


class Page(BaseHTTPRequestHandler):
    """Answers as *told*, whatever is asked."""

    told: ClassVar[tuple[int, dict[str, str], bytes]] = (200, {}, b"")

    def do_GET(self) -> None:
        """Answer."""
        status, headers, body = self.told
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def http() -> Iterator[Callable[..., int]]:
    """`http(status, headers, body)`: the port of a server that answers so."""
    servers = []

    def start(status: int = 200, headers: dict[str, str] | None = None, body: bytes = b"") -> int:
        server = HTTPServer(("127.0.0.1", 0), type("Told", (Page,), {"told": (status, headers or {}, body)}))
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return server.server_port

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.req("BM-R12")
def test_plain_http_leads_away_and_browsers_are_told_to_stay(http: Callable[..., int]) -> None:
    """A redirect to https, or nobody there; HSTS for half a year."""
    minute, year = {"Strict-Transport-Security": "max-age=60"}, {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}

    assert plain_http("the edge", "https://127.0.0.1", port=http(301, {"Location": "https://127.0.0.1/"})).fault is None
    assert plain_http("the edge", "https://127.0.0.1", port=http(302, {"Location": "http://127.0.0.1/"})).fault
    assert plain_http("the edge", "https://127.0.0.1", port=http(200)).fault
    assert strict_transport("the edge", f"http://127.0.0.1:{http(200, year)}").fault is None
    assert strict_transport("the edge", f"http://127.0.0.1:{http(200, minute)}").fault
    assert strict_transport("the edge", f"http://127.0.0.1:{http(200)}").fault


@pytest.mark.req("BM-R12", "BM-R10")
def test_a_schema_that_answers_is_refused(http: Callable[..., int]) -> None:
    """Only api may be named."""
    closed = http(406, {}, b'{"code": "PGRST106"}')
    assert faults(exposed_schemas(f"http://127.0.0.1:{closed}", "key")) == []
    assert len(faults(exposed_schemas(f"http://127.0.0.1:{http(200, {}, b'[]')}", "key"))) == 3


@pytest.mark.req("BM-R13")
def test_the_region_is_canadian_or_a_reason_is_printed(http: Callable[..., int]) -> None:
    """Asked of the platform where it can be, else as somebody says; nothing known is refused."""
    edge = {"BOOKFAST_EDGE_REGION": "ca-central-1", "MAIL_PROVIDER": "ses", "SES_REGION": "ca-central-1", "SUPABASE_URL": "https://abc.supabase.co"}

    def platform(region: str) -> dict[str, str]:
        told = json.dumps({"region": region}).encode()
        return edge | {"SUPABASE_ACCESS_TOKEN": "t", "SUPABASE_MANAGEMENT_URL": f"http://127.0.0.1:{http(200, {}, told)}"}

    assert faults(region_findings(platform("ca-central-1"))) == []
    assert "us-east-1, as" in faults(region_findings(platform("us-east-1") | {"BOOKFAST_REGION": "ca-central-1"}))[0]
    assert faults(region_findings(edge | {"BOOKFAST_REGION": "ca-central-1"})) == []
    assert "not known" in faults(region_findings(edge))[0]
    assert len(faults(region_findings({"MAIL_PROVIDER": "resend"}))) == 3
    assert "“assessed on 3 May”" in str(region_findings(platform("eu-west-1") | {"BOOKFAST_REGION_OVERRIDE": "assessed on 3 May"})[0])


@pytest.mark.req("BM-R12")
def test_everybodys_keys_are_refused(tmp_path: Path) -> None:
    """The demo's, a local stack's, short ones and one for two purposes; none is printed."""
    (tmp_path / ".bookfast").mkdir()
    (tmp_path / ".bookfast" / "keys.json").write_text(json.dumps({"secret": "l" * 40}))
    own = {"SUPABASE_SECRET_KEY": "a" * 40, "SUPABASE_PUBLISHABLE_KEY": "b" * 40, "WEBHOOK_SECRET": "c" * 40, "ENVELOPE_MASTER_KEYS": "d" * 44}
    demo = "e30.eyJpc3MiOiAic3VwYWJhc2UtZGVtbyJ9.x"

    def said(**changes: str) -> str:
        return " ".join(str(finding) for finding in secret_findings(own | changes, tmp_path))

    assert "REFUSED" not in said()
    assert "the demo's" in said(SUPABASE_SECRET_KEY=demo)
    assert "a local stack's" in said(WEBHOOK_SECRET="l" * 40)
    assert "not set" in said(ENVELOPE_MASTER_KEYS="")
    everything, nothing = ("e30." + urlsafe_b64encode(json.dumps({"role": role}).encode()).decode() + ".x" for role in ("service_role", "anon"))
    assert "every browser" in said(SUPABASE_PUBLISHABLE_KEY=everything)
    assert "every browser" in said(SUPABASE_PUBLISHABLE_KEY="sb_secret_" + "q" * 40)
    assert "it is the publishable key" in said(SUPABASE_SECRET_KEY=nothing + "n" * 40)
    assert "REFUSED" not in said(SUPABASE_SECRET_KEY=everything + "e" * 40, SUPABASE_PUBLISHABLE_KEY=nothing)
    assert "fewer than" in said(WEBHOOK_SECRET="short")  # noqa: S106 - it is refused
    assert "1 are the same" in said(WEBHOOK_SECRET="a" * 40)
    assert "a" * 20 not in said()


def test_privileges_are_compared_and_nothing_else() -> None:
    """Of a dump only grants, policies and row-level security of our schemas."""
    dump = [
        "-- Name: TABLE clients; Type: ACL; Schema: app; Owner: postgres",
        "GRANT SELECT ON TABLE app.clients TO authenticated;",
        "GRANT ALL ON TABLE app.clients TO dashboard_user;",
        "-- Name: clients; Type: TABLE; Schema: app; Owner: postgres",
        "CREATE TABLE app.clients ();",
        "-- Name: TABLE users; Type: ACL; Schema: auth; Owner: postgres",
        "GRANT SELECT ON TABLE auth.users TO anon;",
    ]
    assert privileges(dump) == ["GRANT SELECT ON TABLE app.clients TO authenticated;"]


@pytest.mark.req("BM-R12", "TS-5")
def test_a_table_in_the_open_is_refused(stack: Stack) -> None:
    """The running database is well; one table more in public, without row-level security and granted, is not."""
    assert faults(database_findings(stack.database_url)) == []
    with psycopg.connect(stack.database_url, autocommit=True) as owner:
        owner.execute("create table public.left_open (name text)")
        try:
            owner.execute("grant select on public.left_open to anon")
            assert len([fault for fault in faults(database_findings(stack.database_url)) if "public.left_open" in fault]) == 2
        finally:
            owner.execute("drop table public.left_open")


@pytest.mark.req("BM-R12", "BM-R13")
def test_the_embedded_stack_is_no_deployment(capsys: pytest.CaptureFixture[str]) -> None:
    """It says why, and looks no further; without anything set it names what is missing."""
    here = {
        "SUPABASE_URL": "http://127.0.0.1:54321",
        "EDGE_URL": "http://127.0.0.1:54330",
        "WEB_URL": "http://127.0.0.1:54340",
        "DATABASE_URL": "postgresql://postgres:secret-word@127.0.0.1:54322/postgres",
    }
    assert main(here) == 2
    said = capsys.readouterr().out
    assert "not a deployment" in said
    assert "127.0.0.1:54321" in said
    assert "secret-word" not in said
    assert main({}) == 2
    assert "SUPABASE_URL" in capsys.readouterr().out
    assert not is_local("https://abc.supabase.co")
    assert is_local("http://example.com")
    assert is_local("http://203.0.113.5")
    assert peer("mail", "smtp://user:word@mail.example") == Peer("mail", "mail.example", 587, "smtp")
    assert peer("database", "postgresql://u:p@db.example/postgres").port == 5432
