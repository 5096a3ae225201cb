"""Connecting a calendar by way of the edge, in the caller's own name, at a Google that speaks OAuth 2 as the real one does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlsplit
from uuid import uuid4

import httpx
import pytest

from python_functions import keys as keys_command
from python_functions.app import create_app
from python_functions.calendars.accounts import accounts_of
from python_functions.calendars.errors import AuthorizationLost
from python_functions.calendars.google_app import SCOPES
from python_functions.config import Config
from python_functions.data_api import DataApi
from python_functions.envelope.master import master_keys, new_master_key
from tests.dav.radicale_server import radicale
from tests.google.server import Google, serving

from .scenes import FORGET_HASTE, forget_made_up_keys

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import psycopg
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.conftest import Stack

    from .world import World

pytestmark = pytest.mark.slow

ADDRESS = "ada@gmail.test"


@pytest.fixture(scope="module")
def google(stack: Stack) -> Iterator[Google]:
    with serving(redirects=(f"{stack.web_url}/calendar/connected",), strict=False) as google:
        yield google


class Member:
    """Somebody at the page of their calendar."""

    def __init__(self, stack: Stack, world: World, google: Google, owner: psycopg.Connection) -> None:
        """The edge of *stack*, with *google*."""
        self._world, self.google, self.owner, self.stack = world, google, owner, stack
        self.config = Config.from_env(stack.env | google.variables)
        self.edge: FlaskClient = create_app(self.config).test_client()
        self.organization_id = world.riverside.organization_id

    def ask(self, path: str, *, by: str = "ada", method: str = "POST", edge: FlaskClient | None = None, **body: Any) -> TestResponse:  # noqa: ANN401
        headers = {"Authorization": f"Bearer {self._world.people[by].access_token}", "Origin": self.stack.web_url}
        return (edge or self.edge).open(path, method=method, json=body or None, headers=headers)

    def sets_out(self, by: str = "ada") -> str:
        """Press the button, and return Google's address."""
        answer = self.ask("/api/calendar/connect", by=by, organization_id=self.organization_id, provider="google")
        assert answer.status_code == 200, answer.text
        return answer.json["authorization_url"]

    def comes_back(self, by: str = "ada") -> dict[str, str]:
        """Follow the way through Google, and return what it says at the end."""
        self.google.person(f"{by}@gmail.test")
        answer = httpx.get(self.sets_out(by), trust_env=False)
        assert answer.status_code == 302, answer.text
        address = urlsplit(answer.headers["Location"])
        assert f"{address.scheme}://{address.netloc}{address.path}" == f"{self.stack.web_url}/calendar/connected"
        return dict(parse_qsl(address.query))

    def says(self, answer: dict[str, str], by: str = "ada") -> tuple[int, str]:
        """Post *answer*, and return the status and the word."""
        heard = self.ask("/api/auth/google/callback", by=by, **answer)
        return heard.status_code, heard.json.get("message", heard.json.get("status"))

    def row(self) -> dict[str, Any]:
        """What is kept of the living connection, by the owner of the tables."""
        found = self.owner.execute(
            "select to_jsonb(c) as row from app.calendar_connections as c where user_id = %s and status <> 'ended'", [self._world.people["ada"].user_id]
        ).fetchone()
        return found["row"] if found else {}


@pytest.fixture
def member(stack: Stack, world: World, google: Google, owner: psycopg.Connection) -> Iterator[Member]:
    forget_made_up_keys(owner)
    owner.execute(FORGET_HASTE)
    google.faults.clear()
    google.oauth.answer, google.oauth.granted = "allow", None
    yield Member(stack, world, google, owner)
    owner.execute("delete from app.calendar_connections where organization_id = %s", [world.riverside.organization_id])


@pytest.mark.req("SC-2.1", "SC-2.5")
def test_a_member_connects_a_calendar(member: Member, world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Offline, by PKCE, with the least scopes; what is kept is sealed, and told to nobody but who holds the key."""
    address = member.sets_out()
    asked = {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}
    assert (asked["access_type"], asked["prompt"]) == ("offline", "consent")
    assert (asked["code_challenge_method"], asked["scope"].split()) == ("S256", list(SCOPES))
    answer = member.comes_back()
    heard = member.ask("/api/auth/google/callback", **answer)
    assert heard.status_code == 200, heard.text
    assert (heard.json["status"], heard.json["account"], heard.json["provider"]) == ("connected", ADDRESS, "google")
    assert heard.headers["Access-Control-Allow-Origin"] == member.stack.web_url
    row = member.row()
    (grant,) = [each for each in member.google.store.grants if each.account == ADDRESS and not each.revoked]
    assert grant.refresh_token not in str(row)
    log = member.owner.execute("select string_agg(concat(before, after), '') as said from app.audit_log where entity = 'calendar_connection'").fetchone()[
        "said"
    ]
    assert ADDRESS not in log
    assert row["sealed"] not in log
    # The worker opens it; moved into another row it stays shut.
    accounts = accounts_of(member.config, DataApi.connect(member.stack.supabase_url, key=member.stack.supabase_secret_key))
    assert [each.calendar_id for each in accounts.open(row).calendars() if each.primary] == [ADDRESS]
    with pytest.raises(Exception, match="altered, or stands where"):
        accounts.open(row | {"user_id": world.people["noah"].user_id})
    assert grant.refresh_token not in caplog.text


@pytest.mark.req("SC-2.1")
def test_a_state_is_good_once_for_whom_it_was_made(member: Member, world: World) -> None:
    """Used, forged, somebody else's or old: nothing is connected, and the code is not even shown to Google."""
    answer = member.comes_back()
    assert member.says(answer, by="noah") == (403, "token_invalid")
    assert member.says(answer, by="eve") == (403, "token_invalid")
    assert member.says(answer | {"state": answer["state"][:-6] + "AAAAAA"}) == (403, "token_invalid")
    assert member.says(answer | {"state": "never was one"}) == (403, "token_invalid")
    assert member.says(answer) == (200, "connected")
    assert member.says(answer) == (403, "token_invalid")
    late = member.comes_back()
    member.owner.execute(
        "update app.calendar_attempts set created_at = created_at - interval '1 hour', expires_at = expires_at - interval '1 hour' where taken_at is null"
    )
    assert member.says(late) == (410, "token_expired")
    for by in ("ben", "eve"):
        refused = member.ask("/api/calendar/connect", by=by, organization_id=member.organization_id, provider="google")
        assert (refused.status_code, refused.json["message"]) == (404, "not_found")
    assert member.edge.post("/api/calendar/connect", json={"organization_id": member.organization_id, "provider": "google"}).status_code == 401
    assert not world.caller("ada").rows("calendar_connections", account=f"noah{ADDRESS}")


@pytest.mark.req("SC-2.1")
def test_what_google_or_its_people_refuse(member: Member) -> None:
    """Consent refused, or left out in part, or for an hour only: told in words, and nothing is connected."""
    member.google.oauth.answer = "refuse"
    denied = member.comes_back()
    assert denied["error"] == "access_denied"
    assert member.says(denied) == (403, "not_allowed")
    assert member.says(denied) == (403, "token_invalid")
    member.google.oauth.answer, member.google.oauth.granted = "allow", frozenset(SCOPES[:1])
    partly = member.comes_back()
    heard = member.ask("/api/auth/google/callback", **partly)
    assert (heard.status_code, heard.json["message"]) == (403, "not_allowed")
    assert "Not everything was allowed" in heard.json["details"]
    member.google.oauth.granted = None
    online = member.comes_back()
    member.google.oauth.codes[online["code"]].offline = False
    heard = member.ask("/api/auth/google/callback", **online)
    assert (heard.status_code, "longer than an hour" in heard.json["details"]) == (403, True)
    assert member.says(member.comes_back() | {"code": "4/made-up"}) == (403, "token_invalid")
    assert not member.row()


@pytest.mark.req("SC-2.1", "SC-4.3")
def test_google_does_not_answer(member: Member) -> None:
    """Nothing is lost: the same answer can be given once more, and connects; disconnecting works all the same."""
    answer = member.comes_back()
    for trouble in (lambda: member.google.faults.fail("token", 503), lambda: member.google.faults.hang_up("token")):
        trouble()
        heard = member.ask("/api/auth/google/callback", **answer)
        assert (heard.status_code, heard.json["message"]) == (503, "calendar_unreachable")
        assert "nothing is lost" in heard.json["hint"]
    assert member.says(answer) == (200, "connected")
    connection_id = member.row()["connection_id"]
    path = f"/api/calendar/connections/{connection_id}"
    assert member.ask(path, by="noah", method="DELETE").status_code == 404
    member.google.faults.down = True
    ended = member.ask(path, method="DELETE")
    member.google.faults.clear()
    assert (ended.status_code, ended.json["status"], ended.json["revoked"]) == (200, "ended", False)
    assert not member.row()
    assert member.owner.execute("select sealed from app.calendar_connections where connection_id = %s", [connection_id]).fetchone() == {"sealed": None}
    assert member.ask(path, method="DELETE").json["revoked"] is None


@pytest.mark.req("SC-2.1", "SC-2.5")
def test_revoked_is_noticed_told_and_mended(member: Member) -> None:
    """Also: a master key is changed in between, a refresh token is exchanged for another, and the end is told to Google."""
    assert member.says(member.comes_back()) == (200, "connected")
    api = DataApi.connect(member.stack.supabase_url, key=member.stack.supabase_secret_key)
    first, old, new = member.row(), member.stack.env["ENVELOPE_MASTER_KEYS"], new_master_key("second")
    assert keys_command.rewrap(api, master_keys(f"{new} {old}")) >= 1
    config = Config.from_env(member.stack.env | member.google.variables | {"ENVELOPE_MASTER_KEYS": f"{new} {old}"})
    member.google.oauth.rotate = True
    accounts_of(config, api).open(first).calendars()
    member.google.oauth.rotate = False
    assert keys_command.rewrap(api, master_keys(f"{old} {new}")) >= 1
    second = member.row()
    assert second["sealed"] != first["sealed"]
    assert accounts_of(member.config, api).open(second).calendars()
    member.google.person(ADDRESS).withdraw()
    with pytest.raises(AuthorizationLost):
        accounts_of(member.config, api).open(second).calendars()
    api.call("mark_calendar_revoked", connection_id=second["connection_id"], sealed=second["sealed"])
    assert (member.row()["status"], member.row()["sealed"]) == ("revoked", None)
    assert member.says(member.comes_back()) == (200, "connected")
    assert member.row()["connection_id"] == first["connection_id"]
    ended = member.ask(f"/api/calendar/connections/{first['connection_id']}", method="DELETE")
    assert (ended.json["status"], ended.json["revoked"]) == ("ended", True)
    assert all(each.revoked for each in member.google.store.grants if each.account == ADDRESS and each.refresh_token)


@pytest.mark.req("SC-2.5", "SC-4.3")
def test_two_workers_exchange_what_opens_a_calendar(member: Member) -> None:
    """The second comes too late with what the first has exchanged: that is no revocation; and what one exchanges again and again is kept each time."""
    assert member.says(member.comes_back()) == (200, "connected")
    api = DataApi.connect(member.stack.supabase_url, key=member.stack.supabase_secret_key)
    before = member.row()
    first, second = (accounts_of(member.config, api).open(before) for _ in range(2))
    member.google.oauth.rotate = True
    try:
        for _ in range(2):
            first.calendars()
            member.google.person(ADDRESS).expire_access()
        with pytest.raises(AuthorizationLost):
            second.calendars()
    finally:
        member.google.oauth.rotate = False
    told = api.call("mark_calendar_revoked", connection_id=before["connection_id"], sealed=before["sealed"])
    assert (told["status"], member.row()["sealed"] != before["sealed"]) == ("connected", True)
    assert accounts_of(member.config, api).open(member.row()).calendars()


@pytest.mark.req("SC-2.6")
def test_a_calendar_by_caldav(member: Member, tmp_path: Path) -> None:
    """Tried at once: a wrong password connects nothing; disconnecting asks the server nothing, since there is nothing to give back."""
    with radicale(tmp_path) as server:
        networks = {"WEBHOOK_NETWORKS": "127.0.0.0/8", "WEBHOOK_PORTS": str(urlsplit(server.url).port)}
        config = Config.from_env(member.stack.env | networks)
        edge = create_app(config).test_client()
        given = {"organization_id": member.organization_id, "provider": "caldav", "url": server.url, "username": server.username}
        wrong = member.ask("/api/calendar/connect", edge=edge, **given, password=server.password[::-1])
        assert (wrong.status_code, wrong.json["message"]) == (403, "not_allowed")
        assert not member.row()
        right = member.ask("/api/calendar/connect", edge=edge, **given, password=server.password)
        assert (right.status_code, right.json["status"], right.json["account"]) == (200, "connected", f"{server.username} (127.0.0.1)")
        row = member.row()
        assert server.password not in str(row)
        accounts = accounts_of(config, DataApi.connect(member.stack.supabase_url, key=member.stack.supabase_secret_key))
        assert accounts.open(row).create_calendar("Bookfast", "America/Toronto", mark="ada")
        ended = member.ask(f"/api/calendar/connections/{row['connection_id']}", edge=edge, method="DELETE")
        assert (ended.json["status"], member.row()) == ("ended", {})


def test_an_edge_without_keys_or_google_says_so(member: Member) -> None:
    bodies = {"organization_id": member.organization_id, "provider": "google"}
    for variables, word in (({"ENVELOPE_MASTER_KEYS": ""}, "ENVELOPE_MASTER_KEYS"), ({"GOOGLE_CLIENT_ID": ""}, "GOOGLE_CLIENT_ID")):
        bare = create_app(Config.from_env(member.stack.env | member.google.variables | variables)).test_client()
        answer = member.ask("/api/calendar/connect", edge=bare, **bodies)
        assert (answer.status_code, answer.json["message"]) == (503, "calendars_not_configured")
        assert word in answer.json["hint"]
    for body in (
        {},
        bodies | {"provider": "outlook"},
        bodies | {"organization_id": "riverside"},
        bodies | {"provider": "caldav", "url": "ftp://x", "username": "a", "password": "b"},
    ):
        answer = member.ask("/api/calendar/connect", **body)
        assert (answer.status_code, answer.json["message"]) == (400, "invalid_argument")


def test_what_stands_in_our_own_network_is_told_to_nobody(member: Member) -> None:
    """A name that leads there and one that leads nowhere are one answer: otherwise whoever may connect a calendar could try out which names there are."""
    answers = []
    for host in ("127.0.0.1", "localhost", "nobody.invalid"):
        given = {"provider": "caldav", "url": f"https://{host}/dav/", "username": "ada", "password": uuid4().hex}
        answer = member.ask("/api/calendar/connect", organization_id=member.organization_id, **given)
        assert given["password"] not in answer.text
        answers.append((answer.status_code, answer.json))
    assert answers[0][0] == 400
    assert answers == answers[:1] * 3
