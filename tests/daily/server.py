"""Rooms and meeting tokens as Daily's REST API has them: every request is checked, faults happen on demand."""

from __future__ import annotations

import json
import re
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY = "0123456789abcdef" * 4
NAME = re.compile(r"[A-Za-z0-9_-]{1,128}")
# What this application may ask for, of what the reference lists (RoomProperties and the properties of meeting tokens), and as which type.
ROOM_PROPERTIES = {"nbf": int, "exp": int, "eject_at_room_exp": bool, "enable_prejoin_ui": bool, "enable_knocking": bool}
TOKEN_PROPERTIES = {"room_name": str, "nbf": int, "exp": int, "eject_at_token_exp": bool, "is_owner": bool, "user_id": str}
LONGEST_USER_ID = 36


class RefusalError(Exception):
    """An answer other than 200: {error, info}, as the reference's page on errors has them."""

    def __init__(self, status: int, error: str, info: str = "", *, headers: dict[str, str] | None = None) -> None:
        """Keep what is answered."""
        super().__init__(f"{status} {error} {info}")
        self.status, self.body, self.headers = status, {"error": error, "info": info}, headers or {}


@dataclass
class Request:
    """One request that came."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Daily:
    """One domain.  *fault* is asked before each request and may raise a `RefusalError`, or wait."""

    url: str = ""
    rooms: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    fault: Callable[[Request], None] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def variables(self) -> dict[str, str]:
        """Return what makes edge and worker use this domain."""
        return {"DAILY_API_KEY": KEY, "DAILY_API_URL": self.url}

    def calls(self) -> list[str]:
        """Return what was asked, in order: POST /rooms and so on."""
        return [f"{request.method} {request.path}" for request in self.asked]

    def answer(self, request: Request) -> dict[str, Any]:
        """Carry out one request."""
        with self.lock:
            self.asked.append(request)
        if self.fault:
            self.fault(request)
        bearer = request.headers.get("authorization")
        if bearer is None or not bearer.startswith("Bearer "):
            raise RefusalError(400, "authorization-header-error", "missing or malformed")
        if bearer != f"Bearer {KEY}":
            raise RefusalError(401, "authentication-error")
        with self.lock:
            match request.method, request.path.strip("/").split("/"):
                case "POST", ["rooms"]:
                    return self._create(request.body)
                case "GET", ["rooms", name]:
                    return self._room(name)
                case "POST", ["rooms", name]:
                    return self._change(self._room(name), request.body)
                case "DELETE", ["rooms", name]:
                    self._room(name)
                    del self.rooms[name]
                    return {"deleted": True, "name": name}
                case "POST", ["meeting-tokens"]:
                    return self._token(request.body)
        raise RefusalError(404, "not-found")

    def admits(self, way_in: str) -> str | None:
        """Return the user id of whoever opens *way_in* now, None where Daily's page would keep them out."""
        url, _, token = way_in.partition("?t=")
        room = next((room for room in self.rooms.values() if room["url"] == url), None)
        properties = self.tokens.get(token)
        now = time.time()
        if room is None or properties is None or properties.get("room_name") != room["name"]:
            return None
        times = [properties, room["config"]]
        if any(now < each.get("nbf", 0) or now >= each.get("exp", now + 1) for each in times):
            return None
        return str(properties.get("user_id"))

    def _create(self, body: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        wrong = set(body) - {"name", "privacy", "properties"} if isinstance(body, dict) else {"body"}
        if wrong or not NAME.fullmatch(str(body.get("name"))):
            raise RefusalError(400, "invalid-request-error", f"{sorted(wrong) or 'name'}")
        if body["name"] in self.rooms:
            raise RefusalError(400, "invalid-request-error", f"a room named {body['name']} already exists")
        room = {
            "id": str(uuid4()),
            "name": body["name"],
            "api_created": True,
            "privacy": _privacy(body),
            "url": f"https://bookfast.daily.co/{body['name']}",
            "created_at": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
            "config": _checked(body.get("properties", {}), ROOM_PROPERTIES),
        }
        self.rooms[room["name"]] = room
        return room

    def _room(self, name: str) -> dict[str, Any]:
        if name not in self.rooms:
            raise RefusalError(404, "not-found")
        return self.rooms[name]

    @staticmethod
    def _change(room: dict[str, Any], body: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        if not isinstance(body, dict) or set(body) - {"privacy", "properties"}:
            raise RefusalError(400, "invalid-request-error", "unknown parameter")
        room["privacy"] = _privacy(body)
        room["config"] |= _checked(body.get("properties", {}), ROOM_PROPERTIES)
        return room

    def _token(self, body: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        if not isinstance(body, dict) or set(body) != {"properties"}:
            raise RefusalError(400, "invalid-request-error", "properties")
        properties = _checked(body["properties"], TOKEN_PROPERTIES)
        # Daily would take a token without these, which opens every room for ever.
        if not properties.get("room_name") or not properties.get("exp") or len(properties.get("user_id", "")) > LONGEST_USER_ID:
            raise RefusalError(400, "invalid-request-error", "room_name, exp or user_id")
        token = f"token-{uuid4().hex}"
        self.tokens[token] = properties
        return {"token": token}


def _privacy(body: dict[str, Any]) -> str:
    if body.get("privacy") != "private":
        raise RefusalError(400, "invalid-request-error", "a room for one appointment is private")
    return "private"


def _checked(given: Any, known: dict[str, type]) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return *given* if it has nothing but *known* properties, each of its type."""
    if not isinstance(given, dict):
        raise RefusalError(400, "invalid-request-error", "properties")
    for name, value in given.items():
        if name not in known or type(value) is not known[name]:
            raise RefusalError(400, "invalid-request-error", f"property {name}")
    if given.get("nbf", 0) >= given.get("exp", 2**40):
        raise RefusalError(400, "invalid-request-error", "nbf is not before exp")
    return given


@contextmanager
def serving() -> Iterator[Daily]:
    """Serve a domain on a free port of 127.0.0.1."""
    daily = Daily()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = Request(self.command, self.path.removeprefix("/v1"), {name.lower(): value for name, value in self.headers.items()}, None)
            status, headers = 200, {}
            try:
                request.body = json.loads(raw) if raw else None
                body = daily.answer(request)
            except ValueError:
                status, body = 400, {"error": "json-parsing-error", "info": ""}
            except RefusalError as refusal:
                status, body, headers = refusal.status, refusal.body, refusal.headers
                daily.refused.append(f"{request.method} {request.path}: {refusal}")
            except ConnectionError:
                # A fault that breaks the connection off.
                self.close_connection = True
                return
            said = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", "Content-Length": str(len(said)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = do_DELETE = _answer  # noqa: N815 - the names that http.server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    daily.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield daily
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
