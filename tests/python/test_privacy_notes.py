"""An export opens notes by the edge: what cannot be opened stays sealed, and what could be by another try stops it."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from python_functions.errors import BookingError
from python_functions.privacy.__main__ import Caller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Edge = Callable[[int, str], Caller]


@pytest.fixture
def edge() -> Iterator[Edge]:
    """Makes callers whose edge answers with that status and body, over HTTP."""
    servers = []

    def answering(status: int, body: str) -> Caller:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body.encode())

        server = HTTPServer(("127.0.0.1", 0), Answer)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        environ = {"SUPABASE_URL": "http://127.0.0.1:9", "SUPABASE_PUBLISHABLE_KEY": "a key that nobody asks for", "BOOKFAST_TOKEN": "a token"}
        return Caller(environ | {"EDGE_URL": f"http://127.0.0.1:{server.server_port}"}, password=str)

    yield answering
    for server in servers:
        server.shutdown()
        server.server_close()


def refused(word: str, status: int) -> str:
    return json.dumps({"code": str(status), "message": word, "details": "A sentence.", "hint": "What to do."})


def test_opened_notes_are_handed_out(edge: Edge) -> None:
    assert edge(200, '{"notes": [{"note_id": "n", "content": "Slept well."}]}').notes("b") == [{"note_id": "n", "content": "Slept well."}]


@pytest.mark.parametrize(("status", "word"), [(503, "notes_not_configured"), (403, "not_allowed"), (404, "not_found")])
def test_what_cannot_be_opened_stays_sealed(edge: Edge, status: int, word: str) -> None:
    assert edge(status, refused(word, status)).notes("b") == []


@pytest.mark.parametrize(("status", "body"), [(503, refused("unavailable", 503)), (503, refused("key_unavailable", 503)), (502, "<h1>Bad Gateway</h1>")])
def test_what_another_try_may_open_stops_the_export(edge: Edge, status: int, body: str) -> None:
    with pytest.raises(BookingError) as refusal:
        edge(status, body).notes("b")
    assert refusal.value.hint
