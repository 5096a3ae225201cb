"""A gate before the Data API: an HTTP proxy that can hold one verb's call for ever, so that a test can act at exactly that moment."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

import httpx

HOP_BY_HOP = {"connection", "content-length", "content-encoding", "transfer-encoding", "host", "accept-encoding"}

Moment = Literal["before", "after", "until", "never"]


@dataclass
class Gate:
    """
    Where the gate stands, and which call it holds.

    A call held *before* never reaches the Data API; one held *after* has been carried out, but its answer never arrives; one
    held *until* `go_on` is set is late, and nothing else.
    With *refusals*, so many calls of the verb are answered 503 instead, and later ones pass.
    """

    url: str
    verb: str | None = None
    moment: Moment = "before"
    refusals: int = 0
    reached: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)

    def concerns(self, path: str) -> bool:
        """Return whether a call of *path* is one of the verb's."""
        return self.verb is not None and path.endswith(f"/rpc/{self.verb}")

    def refuses(self, path: str) -> bool:
        """Return True when this call is to be answered 503, and count it."""
        if not self.concerns(path) or self.refusals == 0:
            return False
        self.refusals -= 1
        self.reached.set()
        return True

    def passes(self, path: str, moment: Moment) -> bool:
        """Return True when the call may go on; else hold it until the test is over and return False."""
        if self.concerns(path) and (self.moment, moment) == ("until", "before"):
            self.reached.set()
            self.go_on.wait()
            return True
        if not self.concerns(path) or moment != self.moment:
            return True
        self.reached.set()
        self.closing.wait()
        return False


@contextmanager
def gate_before(upstream: str, *, verb: str | None = None, moment: Moment = "before", refusals: int = 0, port: int = 0) -> Iterator[Gate]:
    """Serve a gate before *upstream* on a port of 127.0.0.1; see `Gate` for what it does to calls of *verb*."""
    client = httpx.Client(base_url=upstream, timeout=10)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if gate.refuses(self.path):
                self._answer(httpx.Response(503, text="The house is being rebuilt."))
                return
            if not gate.passes(self.path, "before"):
                return
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            answer = client.request(self.command, self.path, content=body, headers=headers)
            if gate.passes(self.path, "after"):
                self._answer(answer)

        def _answer(self, answer: httpx.Response) -> None:
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                if name.lower() not in HOP_BY_HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_POST  # noqa: N815 - so named by the library

        def log_message(self, *_: object) -> None:
            """Keep the test's output to itself."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    gate = Gate(f"http://127.0.0.1:{server.server_address[1]}", verb, "never" if refusals else moment, refusals)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield gate
    finally:
        gate.go_on.set()
        gate.closing.set()
        server.shutdown()
        server.server_close()
        client.close()
