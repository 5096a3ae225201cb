"""Notes by way of the edge, under the callers' own tokens: what each reads and writes, and that nobody else ever could."""

from __future__ import annotations

import json
import subprocess
from base64 import b64encode
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import pytest

from python_functions import keys as keys_command
from python_functions.app import create_app
from python_functions.config import Config
from python_functions.data_api import DataApi
from python_functions.envelope.master import master_keys, new_master_key
from python_functions.stack.binaries import embedded_bin

from .racing import at_once
from .scenes import ben_books, forget_made_up_keys
from .test_idempotency import in_sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from tests.conftest import Stack

    from .conftest import Watch
    from .desk import Desk
    from .world import World

SENTINEL = "dreams of a heron at the ferry"


class Edge:
    """The edge, as the web app asks it."""

    def __init__(self, stack: Stack, world: World) -> None:
        """Ask *stack*'s edge for the people of *world*."""
        self._stack, self._world = stack, world
        self.http = httpx.Client(base_url=stack.edge_url, trust_env=False, timeout=20)

    def headers(self, name: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._world.people[name].access_token}", "Origin": self._stack.web_url}

    def save(self, name: str, booking_id: str, content: str = SENTINEL, **given: Any) -> httpx.Response:  # noqa: ANN401
        note = {"booking_id": booking_id, "note_id": str(uuid4()), "version": 0, "visibility": "private", "content": content} | given
        return self.http.post("/notes", json=note, headers=self.headers(name))

    def read(self, name: str, booking_id: str) -> httpx.Response:
        return self.http.get("/notes", params={"booking_id": booking_id}, headers=self.headers(name))

    def contents(self, name: str, booking_id: str) -> list[str | None]:
        return [note["content"] for note in self.read(name, booking_id).raise_for_status().json()["notes"]]


@pytest.fixture
def edge(stack: Stack, world: World, owner: psycopg.Connection) -> Iterator[Edge]:
    """The stack's own edge.  Data keys that other tests made up are no keys, and their notes are in the way."""
    forget_made_up_keys(owner)
    asking = Edge(stack, world)
    yield asking
    asking.http.close()


@pytest.fixture
def booking_id(world: World, desk: Desk) -> str:
    """A booking of ben's with ada."""
    return ben_books(world, desk)["booking_id"]


@pytest.mark.req("CP-4.8", "CP-4.9", "DR-4.2", "TS-14")
def test_who_writes_and_who_reads(world: World, edge: Edge, booking_id: str, entries: Any) -> None:  # noqa: ANN401
    """Private: ada and the admin.  Shared: ben too.  A draft: whoever writes it.  A colleague, and other practices: nobody."""
    private = edge.save("ada", booking_id, "ada, for herself: été").raise_for_status().json()
    shared = edge.save("ada", booking_id, "ada, for ben", visibility="shared").raise_for_status().json()
    by_ben = edge.save("ben", booking_id, "ben, for ada", visibility="shared").raise_for_status().json()
    edge.save("ben", booking_id, "ben, not yet", visibility="shared").raise_for_status()
    for name, note in (("ada", private), ("ada", shared), ("ben", by_ben)):
        world.caller(name).call("sign_note", note_id=note["note_id"], expected_version=1)
    assert edge.contents("ada", booking_id) == ["ada, for herself: été", "ada, for ben", "ben, for ada"]
    assert edge.contents("cleo", booking_id) == ["ada, for herself: été", "ada, for ben", "ben, for ada"]
    assert edge.contents("ben", booking_id) == ["ada, for ben", "ben, for ada", "ben, not yet"]
    for name, status, word in (("noah", 403, "not_allowed"), ("eve", 404, "not_found"), ("ines", 404, "not_found")):
        for answer in (edge.read(name, booking_id), edge.save(name, booking_id, visibility="shared")):
            refusal = answer.json()
            assert (answer.status_code, refusal["message"]) in {(status, word), (404, "not_found")}
            assert set(refusal) == {"code", "message", "details", "hint"}
    assert edge.save("ben", booking_id).json()["message"] == "not_allowed"
    actor = {name: f"user:{world.people[name].user_id}" for name in ("ada", "cleo", "ben")}
    assert entries(private["note_id"]) == [
        (actor["ada"], "note.created"), (actor["ada"], "note.signed"), (actor["ada"], "note.read"), (actor["cleo"], "note.read"),
    ]  # fmt: skip
    assert (actor["ben"], "note.read") in entries(shared["note_id"])


@pytest.mark.req("TS-13", "TS-14")
def test_nothing_that_was_written_is_anywhere_to_be_read(stack: Stack, world: World, edge: Edge, booking_id: str) -> None:
    """Not in the database with its audit log, its outbox and its answers kept, nor in a log, nor in its base64 or JSON spelling."""
    told = f"{SENTINEL} {uuid4().hex}"
    note = edge.save("ada", booking_id, told, idempotency_key=str(uuid4())).raise_for_status().json()
    stale = edge.save("ada", booking_id, told, note_id=note["note_id"], version=7)
    assert stale.status_code == 409
    world.caller("ada").call("sign_note", note_id=note["note_id"], expected_version=1)
    assert edge.save("ada", booking_id, told, note_id=note["note_id"], version=1).status_code == 409
    assert edge.contents("ada", booking_id) == [told]
    edge.save("ada", booking_id, told * 1000)
    edge.http.post("/notes", content=json.dumps({"content": told}), headers=edge.headers("ada"))
    edge.http.post("/notes", content=f'{{"content": "{told}"', headers=edge.headers("ada"))
    dump = subprocess.run([embedded_bin() / "pg_dump", "--data-only", "--inserts", stack.database_url], capture_output=True, check=True).stdout
    logs = b"".join(path.read_bytes() for path in stack.settings.logs.glob("*"))
    assert note["note_id"].encode() in dump
    for spelling in (told.encode(), told.encode().hex().encode(), b64encode(told.encode())[:40], b"heron at the ferry"):
        assert spelling not in dump
        assert spelling not in logs


def test_two_windows_lose_nothing(edge: Edge, booking_id: str) -> None:
    """The second is told what the first has saved, and for whom, and decides."""
    note = edge.save("ada", booking_id, "one").json()
    again = {"note_id": note["note_id"], "version": 1}
    assert edge.save("ada", booking_id, "two, here", visibility="shared", **again).json()["version"] == 2
    late = edge.save("ada", booking_id, "two, there", **again)
    assert (late.status_code, late.json()["message"]) == (409, "changed_meanwhile")
    assert json.loads(late.json()["hint"]) == {"note_id": note["note_id"], "version": 2, "visibility": "shared", "content": "two, here"}
    assert edge.contents("ada", booking_id) == ["two, here"]


def test_a_repeated_save_repeats_the_answer(edge: Edge, booking_id: str, nothing_written: Watch) -> None:
    """Though each is sealed anew; other words under the same key are refused."""
    sent = {"note_id": str(uuid4()), "idempotency_key": str(uuid4())}
    first = edge.save("ada", booking_id, "once", **sent).raise_for_status().json()
    with nothing_written():
        assert edge.save("ada", booking_id, "once", **sent).json() == first
        assert edge.save("ada", booking_id, "twice", **sent).json()["message"] == "idempotency_mismatch"


@pytest.mark.parametrize(
    "change", ["sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)", "sealed = set_byte(sealed, 0, 2)", "visibility = 'shared'", "version = 2"]
)
@pytest.mark.req("TS-14")
def test_what_was_altered_is_not_shown(edge: Edge, booking_id: str, owner: psycopg.Connection, change: str) -> None:
    """By somebody with the database's own rights; the notes beside it are readable."""
    altered = edge.save("ada", booking_id, "mine").json()["note_id"]
    edge.save("ada", booking_id, "whole")
    owner.execute(f"update app.notes set {change} where note_id = %s", [altered])  # type: ignore[arg-type]  # noqa: S608
    assert edge.contents("ada", booking_id) == [None, "whole"]


@pytest.mark.req("TS-14")
def test_what_was_moved_is_not_shown(world: World, desk: Desk, edge: Edge, booking_id: str, owner: psycopg.Connection) -> None:
    """One note's ciphertext in another's place, within a booking or over two, opens nothing; nor can ada bring it in by the verb."""
    one, two = (edge.save("ada", booking_id, text).json()["note_id"] for text in ("one", "two"))
    owner.execute("update app.notes as n set sealed = o.sealed from app.notes as o where n.note_id = %s and o.note_id = %s", [two, one])
    assert edge.contents("ada", booking_id) == ["one", None]
    ada, other = world.caller("ada"), ben_books(world, desk)["booking_id"]
    (sealed, _) = ada.call("read_notes", booking_id=booking_id)["notes"]
    ada.call("save_note", booking_id=other, note_id=str(uuid4()), key_id=sealed["key_id"], sealed=sealed["sealed"])
    assert edge.contents("ada", other) == [None]


@pytest.mark.req("TS-14")
def test_keys_change_while_notes_are_read(stack: Stack, edge: Edge, booking_id: str, owner: psycopg.Connection, world: World) -> None:
    """A new master key, then a new data key: the stack's edge reads all along, and what is new has the new key."""
    organization_id = world.riverside.organization_id
    edge.save("ada", booking_id, "before").raise_for_status()
    api, old, new = DataApi.connect(stack.supabase_url, key=stack.supabase_secret_key), stack.env["ENVELOPE_MASTER_KEYS"], new_master_key("second")
    assert keys_command.rewrap(api, master_keys(f"{new} {old}")) >= 1
    assert set(keys_command.status(api)) == {"second"}
    late = create_app(Config.from_env(stack.env | {"ENVELOPE_MASTER_KEYS": f"{new} {old}"})).test_client()
    asked = {"query_string": {"booking_id": booking_id}, "headers": edge.headers("ada")}
    assert [note["content"] for note in late.get("/notes", **asked).json["notes"]] == ["before"]
    without = create_app(Config.from_env(stack.env | {"ENVELOPE_MASTER_KEYS": new_master_key("third")})).test_client().get("/notes", **asked)
    assert (without.status_code, without.json["message"]) == (503, "key_unavailable")
    assert without.json["hint"].endswith("the master key second.")
    # Back again, for the stack's own edge.
    assert keys_command.rewrap(api, master_keys(f"{old} {new}")) >= 1
    before = {row["key_id"] for row in owner.execute("select key_id from app.notes where booking_id = %s", [booking_id]).fetchall()}
    keys_command.rotate(api, master_keys(old), [organization_id])
    edge.save("ada", booking_id, "after").raise_for_status()
    used = {row["key_id"] for row in owner.execute("select key_id from app.notes where booking_id = %s", [booking_id]).fetchall()}
    assert edge.contents("ada", booking_id) == ["before", "after"]
    assert len(used) == 2 > len(before)
    logged = [
        row["action"]
        for row in owner.execute("select action from app.audit_log where entity = 'data_key' and organization_id = %s", [organization_id]).fetchall()
    ]
    assert {"data_key.created", "data_key.rewrapped", "data_key.retired"} <= set(logged)


def test_only_pages_of_ours_may_ask(stack: Stack, edge: Edge, booking_id: str) -> None:
    """By the browser's rules: exactly the web app's origin, with no cookie, and nothing is kept on the way."""
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    preflight = edge.http.options("/notes", headers=asked | {"Origin": stack.web_url})
    assert (preflight.status_code, preflight.headers["Access-Control-Allow-Origin"]) == (204, stack.web_url)
    assert preflight.headers["Access-Control-Allow-Headers"] == "authorization, content-type"
    assert "Access-Control-Allow-Credentials" not in preflight.headers
    for origin in ("https://evil.example", f"{stack.web_url}.evil.example", "null", stack.web_url.replace("127.0.0.1", "localhost")):
        assert "Access-Control-Allow-Origin" not in edge.http.options("/notes", headers=asked | {"Origin": origin}).headers
        assert "Access-Control-Allow-Origin" not in edge.http.get("/notes", headers={"Origin": origin}).headers
    answer = edge.read("ada", booking_id)
    assert answer.headers["Access-Control-Allow-Origin"] == stack.web_url
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in edge.http.get("/healthz", headers={"Origin": stack.web_url}).headers


def test_nobody_is_let_in_by_the_edges_own_rights(stack: Stack, edge: Edge, booking_id: str) -> None:
    """Without a token, with a forged one, or with a key in its place."""
    for sent in ({}, {"Authorization": "Bearer"}, {"Authorization": "Basic eDp5"}, {"Authorization": f"Bearer {stack.supabase_publishable_key}"}):
        answer = edge.http.get("/notes", params={"booking_id": booking_id}, headers=sent)
        assert (answer.status_code, answer.json()["message"]) == (401, "not_signed_in")
    forged = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.AA"
    for sent in ({"booking_id": booking_id}, {"booking_id": str(uuid4())}):
        assert edge.http.get("/notes", params=sent, headers={"Authorization": f"Bearer {forged}"}).status_code == 401


@pytest.mark.parametrize(
    "given",
    [
        {"content": ""}, {"content": " \n"}, {"content": "x" * 20_001}, {"content": 7}, {"version": -1}, {"version": "1"}, {"version": True},
        {"visibility": "public"}, {"note_id": "mine"}, {"note_id": None}, {"booking_id": None}, {"addendum_to": 5}, {"idempotency_key": 5},
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused_in_words(edge: Edge, given: dict[str, Any]) -> None:
    """Before anybody is asked for a key."""
    answer = edge.save("ada", **({"booking_id": str(uuid4())} | given))
    assert (answer.status_code, answer.json()["message"]) == (400, "invalid_argument")


@pytest.mark.parametrize("given", [{"content": "half a heron \ud83d"}, {"idempotency_key": "a key of \ud83d"}])
def test_half_a_character_is_refused_in_words(edge: Edge, booking_id: str, given: dict[str, Any]) -> None:
    """As JSON can spell it, and nothing can keep it."""
    note = {"booking_id": booking_id, "note_id": str(uuid4()), "version": 0, "visibility": "private", "content": SENTINEL} | given
    answer = edge.http.post("/notes", content=json.dumps(note), headers=edge.headers("ada") | {"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["message"]) == (400, "invalid_argument")


def test_an_edge_without_keys_says_so(stack: Stack, edge: Edge, booking_id: str) -> None:
    """Everything else works on."""
    bare = create_app(Config.from_env(stack.env | {"ENVELOPE_MASTER_KEYS": ""})).test_client()
    answer = bare.get("/notes", query_string={"booking_id": booking_id}, headers=edge.headers("ada"))
    assert (answer.status_code, answer.json["message"]) == (503, "notes_not_configured")
    assert bare.get("/healthz").status_code == 200
    away = create_app(Config.from_env(stack.env | {"SUPABASE_URL": "http://127.0.0.1:9"})).test_client()
    answer = away.get("/notes", query_string={"booking_id": booking_id}, headers=edge.headers("ada"))
    assert (answer.status_code, answer.json["message"]) == (503, "unavailable")


@pytest.mark.req("TS-14")
def test_saving_and_signing_at_once_ends_in_one_of_both(world: World, desk: Desk, stack: Stack, edge: Edge) -> None:
    """What is signed is what was read: either the save came first and the signature is refused, or the other way round."""
    for _ in range(5):
        booking_id = ben_books(world, desk)["booking_id"]
        note = {"note_id": edge.save("ada", booking_id, "one").json()["note_id"]}
        (sealed,) = world.caller("ada").call("read_notes", booking_id=booking_id)["notes"]
        save = {"booking_id": booking_id, "key_id": sealed["key_id"], "sealed": sealed["sealed"], "expected_version": 1}
        told = at_once(stack.database_url, [in_sql(world, "ada", "save_note", note | save), in_sql(world, "ada", "sign_note", note | {"expected_version": 1})])
        assert sorted(told) in (["changed_meanwhile", "ok"], ["illegal_transition", "ok"])
