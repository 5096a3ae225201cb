"""The paths of earlier clients: the verbs under the caller's own token, with statuses and words of the Data API, whatever is sent."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import pytest

from python_functions.app import create_app
from python_functions.config import Config

from .scenes import joining

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from tests.conftest import Stack

    from .conftest import Watch
    from .world import World

DOCUMENT = Path(__file__).parents[2] / "docs" / "rest.md"
EXAMPLE = re.compile(
    r"```http\n(?P<method>[A-Z]+) (?P<path>\S+)\n(?P<headers>(?:[A-Z]\S+: .+\n)*)(?:\n(?P<body>.+)\n)?```\n\n"
    r"```json\n(?P<status>\d+) (?P<answer>.+)\n```"
)
SHAPE = {"code", "message", "details", "hint"}


class Desk:
    """The edge, asked by people who belong to a practice of their own."""

    def __init__(self, stack: Stack, world: World) -> None:
        """Open a practice with three clients, so that what is listed there is ours."""
        self._world = world
        self.http = httpx.Client(base_url=stack.edge_url, trust_env=False, timeout=20)
        founder = world.caller(world.new_account())
        self.organization = founder.call("create_organization", name="Peers", slug=f"peers-{uuid4().hex[:8]}", time_zone="America/Toronto")
        self.people = {name: world.new_account() for name in ("host", "guest", "another")}
        for name in self.people.values():
            world.caller(name).call("join_organization", organization_slug=self.organization["slug"], details=joining())

    def token(self, who: str) -> str:
        return self._world.people[self.people[who]].access_token

    def ask(self, who: str | None, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:  # noqa: ANN401 - JSON, or what is none
        known = {"Authorization": f"Bearer {self.token(who)}"} if who else {}
        content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        return self.http.request(method, path, content=content, headers=known | {name.replace("_", "-"): value for name, value in headers.items()})

    def make_room(self, who: str = "host", **given: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        answer = self.ask(who, "POST", "/api/practice-room/create", {"starts_at": later()} | given)
        assert answer.status_code == 201, answer.text
        return answer.json()


_HOURS = iter(range(24, 8000, 2))


def later() -> str:
    """An hour to come that nobody here has asked for before."""
    return (datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=next(_HOURS))).isoformat()


@pytest.fixture(scope="module")
def rest(stack: Stack, world: World) -> Iterator[Desk]:
    made = Desk(stack, world)
    yield made
    made.http.close()


def matches(expected: Any, found: Any, known: dict[str, str]) -> bool:  # noqa: ANN401 - JSON
    """Whether *found* says what the document says; names in braces that are new are learnt."""
    if isinstance(expected, dict):
        return all(name in found and matches(value, found[name], known) for name, value in expected.items())
    if isinstance(expected, list):
        return len(expected) == len(found) and all(matches(one, other, known) for one, other in zip(expected, found, strict=True))
    if isinstance(expected, str) and (name := re.fullmatch(r"\{(\w+)\}", expected)):
        return known.setdefault(name[1], found) == found
    return expected == found


@pytest.mark.req("SC-3.1", "SC-1.2")
def test_the_document_says_what_is_answered(rest: Desk) -> None:
    """Each example, in order; and nothing in the document goes by unread."""
    known = {"key": str(uuid4())} | {name: rest.token(name) for name in rest.people}
    examples = list(EXAMPLE.finditer(DOCUMENT.read_text()))
    assert len(examples) == DOCUMENT.read_text().count("```http") > 5
    for example in examples:
        known["time"] = later()

        def filled(text: str | None) -> str:
            return re.sub(r"\{(\w+)\}", lambda name: known.get(name[1], name[0]), text or "")

        headers = dict(line.split(": ", 1) for line in filled(example["headers"]).splitlines())
        answer = rest.http.request(example["method"], filled(example["path"]), content=filled(example["body"]), headers=headers)
        assert answer.status_code == int(example["status"]), answer.text
        assert matches(json.loads(example["answer"]), answer.json(), known), (answer.json(), example["answer"])


@pytest.mark.req("SC-1.2", "CP-12.3")
def test_who_may_what_is_decided_by_the_database(rest: Desk, world: World) -> None:
    """Somebody else's room is not theirs to change, a stranger's eyes see nothing, and whoever belongs to several says which is meant."""
    room = rest.make_room()
    change = {"roomId": room["room_id"], "title": "Mine now"}
    assert rest.ask("guest", "POST", "/api/practice-room/update", change).json()["message"] == "not_allowed"
    assert rest.ask("guest", "DELETE", f"/api/practice-room/{room['room_id']}").status_code in {403, 404}
    rest.people["stranger"] = "eve"
    for method, path, body in (
        ("POST", "/api/practice-room/update", change),
        ("DELETE", f"/api/practice-room/{room['room_id']}", None),
        ("POST", "/api/practice-room/create", {"starts_at": later(), "organization_id": rest.organization["organization_id"]}),
        ("GET", f"/api/slots?status=open&organization_id={rest.organization['organization_id']}", None),
        ("POST", f"/api/slots/{uuid4()}/book", None),
    ):
        answer = rest.ask("stranger", method, path, body)
        assert (answer.status_code, answer.json()["message"]) == (404, "not_found"), path
    rest.people["nobody"] = world.new_account()
    answer = rest.ask("nobody", "GET", "/api/slots?status=open")
    assert (answer.status_code, answer.json()["hint"]) == (400, "Say which one is meant: organization_id.")
    assert rest.ask("host", "DELETE", f"/api/practice-room/{room['room_id']}").json() == {"room_id": room["room_id"], "deleted": True}
    assert rest.ask("host", "DELETE", f"/api/practice-room/{room['room_id']}").status_code == 404


def test_the_same_key_is_the_same_deed(rest: Desk) -> None:
    """Also when the first answer got lost; with another body it is refused, and a private room's link is told once."""
    body, key = {"starts_at": later(), "isPrivate": True}, str(uuid4())
    first, second = (rest.ask("host", "POST", "/api/practice-room/create", body, Idempotency_Key=key) for _ in range(2))
    assert first.json()["room_id"] == second.json()["room_id"]
    assert (bool(first.json()["link_token"]), second.json()["link_token"]) == (True, None)
    other = rest.ask("host", "POST", "/api/practice-room/create", body | {"title": "Another"}, Idempotency_Key=key)
    assert (other.status_code, other.json()["message"]) == (422, "idempotency_mismatch")
    busy = rest.ask("host", "POST", "/api/practice-room/create", body)
    assert (busy.status_code, busy.json()["message"]) == (409, "client_busy")


@pytest.mark.req("BM-R10")
def test_nobody_is_let_in_by_the_edges_own_rights(rest: Desk, stack: Stack, nothing_written: Watch) -> None:
    """Without a token, with a key in its place, with a forged or an old one: always 401 in our words, and nothing is asked."""
    part = lambda value: urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")  # noqa: E731
    head, claims, signature = rest.token("host").split(".")
    old = ".".join((head, part({"sub": str(uuid4()), "role": "service_role", "exp": 1}), signature))
    forged = ".".join((part({"alg": "none", "typ": "JWT"}), claims, "AA"))
    tokens = (None, "Bearer", "Basic eDp5", f"Bearer {stack.supabase_publishable_key}", f"Bearer {old}", f"Bearer {forged}")
    with nothing_written():
        for method, path, body in (
            ("POST", "/api/practice-room/create", {"starts_at": later(), "organization_id": rest.organization["organization_id"]}),
            ("DELETE", f"/api/practice-room/{uuid4()}", None),
            ("GET", "/api/slots?status=open", None),
            ("POST", f"/api/slots/{uuid4()}/book", None),
        ):
            for token in tokens:
                answer = rest.ask(None, method, path, body, **({"Authorization": token} if token else {}))
                assert (answer.status_code, answer.json()["message"]) == (401, "not_signed_in"), (path, token)
                assert answer.headers["WWW-Authenticate"] == "Bearer"
                assert answer.json().keys() == SHAPE


def test_what_is_no_request_is_refused_in_words(rest: Desk, nothing_written: Watch) -> None:
    """Bodies, members, addresses and queries of every wrong kind; none of them comes as far as a table."""
    right = {"starts_at": later()}
    bodies = [
        b"", b"[]", b"null", b'"x"', b"{", b"\xff", b"[" * 9000, {}, {"starts_at": None}, {"starts_at": 7}, {"starts_at": "soon"},
        {"starts_at": "2027-01-01T10:00:00"}, {"starts_at": "2027-13-01T10:00:00Z"}, {"starts_at": "2027-01-01T10:00:30Z"}, right | {"duration_minutes": "60"},
        right | {"duration_minutes": 0}, right | {"duration_minutes": 10**30}, right | {"is_private": "yes"}, right | {"title": 7}, right | {"title": "a\0b"},
        right | {"title": "x" * 201}, right | {"title": "two\nlines"}, right | {"privat": True}, right | {"organization_id": "ours"},
        b'{"starts_at":"2027-01-01T10:00:00Z","title":"\\ud83d"}',
    ]  # fmt: skip
    wrong = [("POST", path, body) for body in bodies for path in ("/api/practice-room/create",)]
    wrong += [("POST", "/api/slots", body) for body in bodies[::4]]
    changes = ({}, {"room_id": "1"}, {"roomId": str(uuid4()), "stage": 1}, {"room_id": str(uuid4()), "colour": "red"})
    wrong += [("POST", "/api/practice-room/update", body) for body in changes]
    queries = ("status=all", "status=%00", "limit_count=x", "limit_count=0", "limit_count=99999", "after=1", "page=2", "organization_id=1")
    wrong += [("GET", f"/api/slots?{query}", None) for query in queries]
    ends = (b"{", b"[]", {"reason": 7}, {"because": "ill"}, {"reason": "x" * 2001})
    wrong += [("DELETE", f"/api/practice-room/{uuid4()}", body) for body in ends]
    wrong += [("DELETE", "/api/practice-room/1", None), ("DELETE", "/api/practice-room/%00", None), ("POST", "/api/slots/1/book", None)]
    with nothing_written():
        for method, path, body in wrong:
            answer = rest.ask("guest", method, path, body)
            assert (answer.status_code, answer.json()["message"]) == (400, "invalid_argument"), (path, body, answer.text)
            assert answer.json().keys() == SHAPE
        for hours, word in ((-1, "too_soon"), (24 * 400, "too_far")):
            instant = (datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)).isoformat()
            answer = rest.ask("guest", "POST", "/api/practice-room/create", {"starts_at": instant})
            assert (answer.status_code, answer.json()["message"]) == (422, word)
        assert rest.ask("guest", "POST", "/api/slots", right | {"title": "x" * 20_000}).status_code == 413
        assert rest.ask("guest", "PUT", "/api/slots", right).status_code == 405
        assert rest.ask("guest", "POST", f"/api/practice-room/{uuid4()}", right).status_code == 405
        assert rest.ask("guest", "GET", "/api/nothing").status_code == 404


@pytest.mark.req("SC-1.5")
def test_why_a_room_will_not_be_is_told_to_both(rest: Desk, owner: psycopg.Connection) -> None:
    """The body of the request may say it; the mails have it."""
    slot = rest.ask("host", "POST", "/api/slots", {"starts_at": later()}).json()
    room = rest.ask("guest", "POST", f"/api/slots/{slot['slot_id']}/book").json()["room"]
    assert rest.ask("host", "DELETE", f"/api/practice-room/{room['room_id']}", {"reason": "I am ill."}).status_code == 200
    told = owner.execute(
        "select data ->> 'reason' as reason from app.outbox_events where subject_id = %s and topic = 'practice_room.cancelled'", [room["room_id"]]
    ).fetchall()
    assert told == [{"reason": "I am ill."}] * 2


def test_who_asks_too_often_is_told_when_to_come_back(rest: Desk, world: World) -> None:
    """As a header, for programs."""
    rest.people["eager"] = world.new_account()
    world.caller(rest.people["eager"]).call("join_organization", organization_slug=rest.organization["slug"], details=joining())
    for _ in range(60):
        answer = rest.ask("eager", "POST", "/api/practice-room/create", {"starts_at": later()})
        if answer.status_code != 201:
            break
    assert (answer.status_code, answer.json()["message"]) == (429, "too_many_requests")
    assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_only_pages_of_ours_may_ask_and_an_edge_that_cannot_says_so(rest: Desk, stack: Stack) -> None:
    """By the browser's rules; and without the publishable key, or without the Data API, in words."""
    asked = {"Access-Control-Request-Method": "DELETE", "Access-Control-Request-Headers": "authorization,idempotency-key"}
    preflight = rest.http.options(f"/api/practice-room/{uuid4()}", headers=asked | {"Origin": stack.web_url})
    assert (preflight.status_code, preflight.headers["Access-Control-Allow-Origin"]) == (204, stack.web_url)
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, POST, DELETE"
    assert preflight.headers["Access-Control-Allow-Headers"] == "authorization, content-type, idempotency-key"
    for origin in ("https://evil.example", f"{stack.web_url}.evil.example", "null"):
        for answer in (rest.http.options("/api/slots", headers=asked | {"Origin": origin}), rest.ask("guest", "GET", "/api/slots", Origin=origin)):
            assert "Access-Control-Allow-Origin" not in answer.headers
    answer = rest.ask("guest", "GET", "/api/slots?status=open", Origin=stack.web_url)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"], answer.headers["Cache-Control"]) == (200, stack.web_url, "no-store")
    headers = {"Authorization": f"Bearer {rest.token('guest')}"}
    keyless = {"ENVELOPE_MASTER_KEYS": "", "SUPABASE_PUBLISHABLE_KEY": ""}
    for changed, word in ((keyless, "rest_not_configured"), ({"SUPABASE_URL": "http://127.0.0.1:9"}, "unavailable")):
        bare = create_app(Config.from_env(stack.env | changed)).test_client()
        answer = bare.get("/api/slots?status=open", headers=headers)
        assert (answer.status_code, answer.json["message"]) == (503, word)
