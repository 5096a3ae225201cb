"""The server: `with serving() as google:` gives its addresses, and the handles by which a test moves it."""

from __future__ import annotations

import json
import socket
import threading
import time
from base64 import b64decode
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from python_functions.stack.variables import GOOGLE_CLIENT
from tests.google import pages
from tests.google.api import Api, Request, method_of
from tests.google.faults import HungUpError
from tests.google.oauth import Client, OAuth
from tests.google.person import Person
from tests.google.problems import Problem
from tests.google.push import Pushes
from tests.google.store import Call, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.google.discovery import Method
    from tests.google.faults import Faults

CLIENT_ID, CLIENT_SECRET = GOOGLE_CLIENT.values()
REDIRECTS = ("http://127.0.0.1:54340/calendar/connected",)


@dataclass(frozen=True)
class Google:
    """A running Google: *url* is its root; the rest are handles for tests."""

    url: str
    store: Store
    oauth: OAuth
    pushes: Pushes
    client_id: str = CLIENT_ID
    client_secret: str = CLIENT_SECRET

    @property
    def faults(self) -> Faults:
        """What is to go wrong."""
        return self.store.faults

    @property
    def variables(self) -> dict[str, str]:
        """The variables of the environment that lead to this Google instead of the real one."""
        return {
            "GOOGLE_CLIENT_ID": self.client_id,
            "GOOGLE_CLIENT_SECRET": self.client_secret,
            "GOOGLE_API_URL": self.url,
            "GOOGLE_AUTH_URL": f"{self.url}/o/oauth2/v2/auth",
            "GOOGLE_TOKEN_URL": f"{self.url}/token",
        }

    def person(self, email: str, *, time_zone: str = "America/Toronto") -> Person:
        """Return the owner of an account, which is opened where there is none; the last one asked for is the one who is signed in."""
        if email not in self.store.accounts:
            self.store.open_account(email, time_zone)
        self.oauth.account = email
        return Person(email, self.store, self.oauth)

    def allow(self, *redirect_uris: str) -> None:
        """Let the application's people come back to these addresses, too."""
        client = self.store.clients[self.client_id]
        self.store.clients[self.client_id] = Client(client.client_id, client.secret, (*client.redirect_uris, *redirect_uris))

    def consent(self, email: str, scopes: list[str]) -> str:
        """Return a refresh token as if *email* had just allowed the *scopes*."""
        self.person(email)
        (redirect_uri, *_) = self.store.clients[self.client_id].redirect_uris
        with self.store.lock:
            asked = {"client_id": self.client_id, "redirect_uri": redirect_uri, "response_type": "code", "scope": " ".join(scopes)}
            _, headers, _ = self.oauth.authorize({**asked, "access_type": "offline", "prompt": "consent", "answer": "allow"})
            code = dict(parse_qsl(urlsplit(headers["Location"]).query))["code"]
            form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
            return self.oauth.token(form, (self.client_id, self.client_secret))["refresh_token"]


@contextmanager
def serving(port: int = 0, *, redirects: tuple[str, ...] = REDIRECTS, strict: bool = True) -> Iterator[Google]:
    """
    Serve on a port of 127.0.0.1, a free one unless *port* says which.

    At the end every request that was not as the discovery document says is told as an `AssertionError`, unless not *strict*.
    """
    with served(port) as server, server.anew(redirects=redirects, strict=strict) as google:
        yield google


@contextmanager
def served(port: int = 0) -> Iterator[Server]:
    """Serve one Google after the other (see `Server.anew`) on the same port."""
    server = Server(("127.0.0.1", port), _Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        server.hang_up()


class Server(ThreadingHTTPServer):
    """What listens, for whichever Google there is."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    google: Google
    api: Api

    def __init__(self, *arguments: Any) -> None:  # noqa: ANN401 - socketserver's own
        """Listen."""
        super().__init__(*arguments)
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - socketserver's own
        """Remember the connection."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - socketserver's own
        """Forget the connection."""
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that clients keep: who comes next to this port may be another Google."""
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def anew(self, *, redirects: tuple[str, ...] = REDIRECTS, strict: bool = True) -> Iterator[Google]:
        """Be a Google where nobody has an account yet; see `serving`."""
        store, url = Store(), f"http://127.0.0.1:{self.server_address[1]}"
        oauth, pushes = OAuth(store), Pushes(url)
        store.pushes = pushes
        store.clients[CLIENT_ID] = Client(CLIENT_ID, CLIENT_SECRET, redirects)
        self.google, self.api = Google(url, store, oauth, pushes), Api(store, oauth, pushes)
        threading.Thread(target=pushes.run, daemon=True).start()
        try:
            yield self.google
        finally:
            pushes.close()
        if strict and store.complaints:
            raise AssertionError("\n".join(store.complaints))

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up: they are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server
    # Headers and body leave as one segment, so that nobody waits for an acknowledgement between them.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer any request."""
        parts = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            status, headers, body = self._route(parts.path, parts.query, raw)
        except HungUpError:
            self.close_connection = True
            return
        except Problem as problem:
            status, headers, body = problem.status, problem.headers, problem.body()
        self._send(status, headers, body)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 - http.server's names

    def log_message(self, *_: object) -> None:
        """Keep no log."""

    def _route(self, path: str, query: str, raw: bytes) -> tuple[int, dict[str, str], Any]:
        google = self.server.google
        if google.faults.down:
            raise HungUpError
        form = dict(parse_qsl(raw.decode())) if self.headers.get_content_type() == "application/x-www-form-urlencoded" else {}
        match self.command, path:
            case "GET", "/o/oauth2/v2/auth":
                self._trouble("auth")
                with google.store.lock:
                    return google.oauth.authorize(dict(parse_qsl(query)))
            case "POST", "/token":
                return self._oauth("token", form)
            case "POST", "/revoke":
                return self._oauth("revoke", {**dict(parse_qsl(query)), **form})
            case (("GET" | "POST"), "/"):
                return pages.answer(google, form if self.command == "POST" else None)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, path, parse_qs(query, keep_blank_values=True), headers, json.loads(raw) if raw else None)
        method, found = method_of(request)
        return self._api(method, found, request)

    def _api(self, method: Method, path: dict[str, str], request: Request) -> tuple[int, dict[str, str], Any]:
        try:
            lost = self._trouble(method.method_id)
        except Problem as problem:
            self.server.google.store.calls.append(Call(method.method_id, {}, request.body, problem.status))
            raise
        answer = self.server.api.answer(method, path, request)
        if lost:
            raise HungUpError
        # PUT and POST alike answer 200; what has nothing to say is 204.
        return (204 if answer is None else 200), {"ETag": answer["etag"]} if isinstance(answer, dict) and "etag" in answer else {}, answer

    def _oauth(self, endpoint: str, form: dict[str, str]) -> tuple[int, dict[str, str], Any]:
        google = self.server.google
        try:
            lost = self._trouble(endpoint)
            with google.store.lock:
                answer = google.oauth.token(form, self._basic()) if endpoint == "token" else google.oauth.revoke(form.get("token", "")) or {}
        except Problem as problem:
            return problem.status, problem.headers, {"error": problem.reason, "error_description": problem.message}
        if lost:
            raise HungUpError
        return 200, {"Cache-Control": "no-store"}, answer

    def _trouble(self, method: str) -> bool:
        """Let go wrong what is ordered; return whether the answer gets lost."""
        fault = self.server.google.faults.next_for(method)
        if fault is None:
            return False
        if fault.seconds:
            time.sleep(fault.seconds)
        if fault.hang_up == "before":
            raise HungUpError
        if fault.status is not None:
            raise Problem(fault.status, fault.reason, "It goes wrong, as ordered.", headers={"Retry-After": fault.retry_after} if fault.retry_after else {})
        return fault.hang_up == "after"

    def _basic(self) -> tuple[str, str] | None:
        kind, _, value = self.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "basic":
            return None
        name, _, secret = b64decode(value).decode().partition(":")
        return name, secret

    def _send(self, status: int, headers: dict[str, str], body: Any) -> None:  # noqa: ANN401 - JSON or a page
        content = b"" if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8" if isinstance(body, str) else "application/json; charset=UTF-8")
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
