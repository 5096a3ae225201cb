"""HTTP APIs of mail providers for tests: a real server in this process that keeps what it is asked and answers as told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Asked:
    """One request: its headers with lower-case names, its JSON body."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class MailApi:
    """Answers every request with *status* and *answer*; where it *hangs*, it says nothing until the test is over."""

    status: int = 200
    answer: dict[str, Any] = field(default_factory=dict)
    hangs: bool = False
    asked: list[Asked] = field(default_factory=list)
    url: str = ""


@contextmanager
def serving(api: MailApi) -> Iterator[MailApi]:
    """Serve *api* on a free port of 127.0.0.1, and say where in its `url`."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            api.asked.append(Asked(self.command, self.path, headers, json.loads(self.rfile.read(length) or b"{}")))
            if api.hangs:
                over.wait()
                return
            body = json.dumps(api.answer).encode()
            self.send_response(api.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    api.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield api
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()
