"""Radicale on a free port of this machine, with passwords, and with the faults that a test asks for."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
from icalendar import Calendar, Component
from radicale import config
from radicale.app import Application
from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from ssl import SSLContext

    Answer = tuple[str, list[tuple[str, str]], bytes]


@dataclass
class Radicale:
    """The server at *url*.  While *fault* answers to a method and path, that is the answer; *seen* has each request's method and path."""

    url: str
    username: str = "ada@example.org"
    password: str = "correct horse"  # noqa: S105 - of nothing but this server
    fault: Callable[[str, str, bytes], Answer | None] | None = None
    seen: list[tuple[str, str]] = field(default_factory=list)

    def request(self, method: str, path: str, text: str = "", **headers: str) -> httpx.Response:
        """Do what the person's own calendar program does."""
        answer = httpx.request(method, self.url + quote(path), content=text.encode(), headers=headers, auth=(self.username, self.password))
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer

    def make_calendar(self, name: str) -> str:
        """Make a calendar of the person's own, and return its address."""
        path = f"/{self.username}/{name}/"
        self.request("MKCALENDAR", path)
        return self.url + quote(path)

    def event(self, calendar_id: str, name: str) -> Component:
        """Return the event *name* as the person's program sees it."""
        answer = self.request("GET", httpx.URL(calendar_id).path + name)
        return next(iter(Calendar.from_ical(answer.text).walk("VEVENT")))

    def put(self, calendar_id: str, name: str, lines: str) -> None:
        """Put an event of these *lines* into a calendar, as the person's program does."""
        text = (
            f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//elsewhere//EN\nBEGIN:VEVENT\nUID:{name}\nDTSTAMP:20260101T000000Z\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n"
        )
        self.request("PUT", httpx.URL(calendar_id).path + name, text.replace("\n", "\r\n"), **{"Content-Type": "text/calendar"})

    def change(self, calendar_id: str, name: str, change: Callable[[Any], None]) -> None:
        """Change an event as the person's program does: what it does not know stays."""
        path = httpx.URL(calendar_id).path + name
        calendar = Calendar.from_ical(self.request("GET", path).text)
        change(next(iter(calendar.walk("VEVENT"))))
        self.request("PUT", path, calendar.to_ical().decode(), **{"Content-Type": "text/calendar"})


class Quiet(WSGIRequestHandler):
    """Keeps connections, and its words to itself."""

    protocol_version = "HTTP/1.1"

    def log(self, *_: object) -> None:
        pass


@contextmanager
def radicale(folder: Path, *, port: int = 0, tls: SSLContext | None = None) -> Iterator[Radicale]:
    """Serve what is in *folder* while the context lasts, by *tls* if there is one."""
    logging.getLogger("radicale").setLevel(logging.CRITICAL)
    known = folder / "users"
    known.parent.mkdir(parents=True, exist_ok=True)
    server = Radicale(url="")
    known.write_text(f"{server.username}:{server.password}\n")
    settings = config.load()
    settings.update(
        {
            "auth": {"type": "htpasswd", "htpasswd_filename": str(known), "htpasswd_encryption": "plain", "delay": "0"},
            "storage": {"filesystem_folder": str(folder / "collections")},
        },
        "tests",
    )
    application = Application(settings)

    def serve(environ: dict[str, Any], start: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        server.seen.append((method, path))
        if server.fault:
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = BytesIO(body)
            if answer := server.fault(method, path, body):
                status, headers, text = answer
                start(status, headers)
                return [text]
        return application(environ, start)

    served = make_server("127.0.0.1", port, serve, threaded=True, request_handler=Quiet, ssl_context=tls)
    server.url = f"{'https://localhost' if tls else 'http://127.0.0.1'}:{served.server_port}"
    thread = threading.Thread(target=served.serve_forever, name="radicale", daemon=True)
    thread.start()
    try:
        yield server
    finally:
        served.shutdown()
        served.server_close()
        thread.join(5)
