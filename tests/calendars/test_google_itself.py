"""The Google of the tests is as strict as the discovery document and OAuth 2 are: else it would prove nothing."""

from __future__ import annotations

import base64
import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import httpx
import pytest

from tests.calendars.conftest import HOUR, TEN, Account, booked
from tests.google import discovery
from tests.google.server import REDIRECTS, Google, serving

VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
CALENDAR = "https://www.googleapis.com/auth/calendar"


@cache
def http() -> httpx.Client:
    """One client for all: reading the certificates of the world takes longer than most of these tests."""
    return httpx.Client()


def authorize(google: Google, **changes: str | None) -> httpx.Response:
    asked = {
        "client_id": google.client_id,
        "redirect_uri": REDIRECTS[0],
        "response_type": "code",
        "scope": CALENDAR,
        "state": "s&=é",
        "access_type": "offline",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }
    return http().get(google.variables["GOOGLE_AUTH_URL"], params={name: value for name, value in asked.items() if value is not None})


def words(response: httpx.Response) -> dict[str, str]:
    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"{REDIRECTS[0]}?")
    return dict(parse_qsl(urlsplit(response.headers["Location"]).query))


def exchange(google: Google, good: str, **changes: str) -> httpx.Response:
    form = {
        "grant_type": "authorization_code",
        "code": good,
        "redirect_uri": REDIRECTS[0],
        "code_verifier": VERIFIER,
        "client_id": google.client_id,
        "client_secret": google.client_secret,
        **changes,
    }
    return http().post(google.variables["GOOGLE_TOKEN_URL"], data=form)


@pytest.mark.req("SC-2.1")
def test_a_code_is_good_once_and_with_its_verifier_only(google: Google) -> None:
    google.person("ada@example.test")
    back = words(authorize(google))
    assert (back["state"], back["scope"]) == ("s&=é", CALENDAR)
    wrong: list[dict[str, str]] = [
        {"code_verifier": "x" * 64},
        {"code_verifier": ""},
        {"redirect_uri": "http://127.0.0.1:1/"},
        {"client_secret": "no"},
        {"code": "4/no"},
    ]
    assert [exchange(google, back["code"], **change).json()["error"] for change in wrong] == [
        "invalid_grant",
        "invalid_grant",
        "redirect_uri_mismatch",
        "invalid_client",
        "invalid_grant",
    ]
    tokens = exchange(google, back["code"]).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    listed = f"{google.url}/calendar/v3/users/me/calendarList"
    assert http().get(listed, headers=headers).json()["items"][0]["id"] == "ada@example.test"

    assert exchange(google, back["code"]).json()["error"] == "invalid_grant"
    assert http().get(listed, headers=headers).status_code == 401, "a code that comes twice ends all that came of it (RFC 6749, 4.1.2)"


@pytest.mark.req("SC-2.1")
def test_a_refresh_token_comes_offline_and_with_consent_only(google: Google) -> None:
    google.person("ada@example.test")

    def refresh_token(**changes: str | None) -> str | None:
        return exchange(google, words(authorize(google, **changes))["code"]).json().get("refresh_token")

    assert refresh_token(access_type=None) is None
    assert refresh_token(prompt="consent")
    assert refresh_token() is None, "who came before is asked no more, and gives none"
    token = refresh_token(prompt="consent")
    revoked = [http().post(f"{google.url}/revoke", data={"token": token}).status_code for _ in range(2)]
    assert revoked == [200, 400]


def test_people_may_refuse_or_allow_less_and_mistakes_are_not_sent_back(google: Google) -> None:
    google.person("ada@example.test")
    google.oauth.answer = "refuse"
    assert words(authorize(google)) == {"error": "access_denied", "state": "s&=é"}
    google.oauth.answer = "ask"
    asked = authorize(google)
    assert asked.status_code == 200
    assert all(word in asked.text for word in ('value="allow"', 'value="refuse"', 'value="ada@example.test"', 'value="s&amp;=é"'))
    assert words(authorize(google, answer="allow", login_hint="new@example.test"))["code"]
    assert "new@example.test" in google.store.accounts
    google.oauth.answer, google.oauth.granted = "allow", frozenset({"b"})
    assert words(authorize(google, scope="a b"))["scope"] == "b"
    for change in (
        {"redirect_uri": "http://evil.example/"},
        {"client_id": "x"},
        {"code_challenge_method": "plain"},
        {"response_type": "token"},
        {"scope": None},
    ):
        assert authorize(google, **change).status_code == 400


def test_a_request_that_is_not_as_the_document_says_is_refused_and_told() -> None:
    with serving(strict=False) as google:
        google.consent("ada@example.test", [CALENDAR])
        headers = {"Authorization": f"Bearer {google.store.grants[0].new_access(60)}"}
        event = {"start": {"dateTime": TEN.isoformat()}, "end": {"dateTime": (TEN + HOUR).isoformat()}}
        events = f"{google.url}/calendar/v3/calendars/primary/events"

        def ask(method: str, url: str, **request: object) -> int:
            return http().request(method, url, headers=headers, **request).status_code  # type: ignore[arg-type]

        assert ask("POST", events, json=event) == 200
        assert [
            ask("POST", events, json={**event, "sumary": "x"}),
            ask("POST", events, json={**event, "sequence": "1"}),
            ask("POST", events, json={**event, "attendees": [{"mail": "x"}]}),
            ask("POST", events, json={"start": event["start"]}),
            ask("POST", events, json={**event, "start": {"dateTime": "tomorrow"}}),
            ask("POST", events, json=event, params={"sendUpdates": "some"}),
            ask("GET", events, params={"maxresults": "3"}),
            ask("GET", events, params={"maxResults": "0"}),
            ask("GET", events, params={"timeMin": "2026-12-01"}),
            ask("GET", events, json={}),
        ] == [400] * 10
        assert len(google.store.complaints) == 10
        assert [ask("GET", f"{google.url}/calendar/v3/nothing"), ask("PUT", events), ask("GET", f"{events}/unknown")] == [404] * 3
        assert [ask("POST", events, json={**event, "id": "UPPER"}), ask("POST", events, json={**event, "id": "abcde", "iCalUID": "x"})] == [400, 400]


def test_whoever_uses_it_hears_at_the_end_what_was_not_as_it_should_be() -> None:
    def use() -> None:
        with serving() as google:
            google.consent("ada@example.test", [CALENDAR])
            token = google.store.grants[0].new_access(60)
            http().get(f"{google.url}/calendar/v3/calendars/primary/events?maxresults=3", headers={"Authorization": f"Bearer {token}"})

    with pytest.raises(AssertionError, match="maxresults"):
        use()


def test_an_answer_that_is_not_as_the_document_says_would_be_told_too() -> None:
    assert discovery.wrong("Event", {"id": "a", "start": {"dateTime": "2026-12-01T10:00:00Z"}}) is None
    assert [discovery.wrong("Event", each) for each in ({"id": 1}, {"start": {"dateTime": "x"}}, {"whatever": 1}, [])] == [
        "Event.id should be of type string",
        "Event.start.dateTime: 'x' is no date-time of RFC 3339",
        "Event has no whatever",
        "Event should be of type object",
    ]


def test_versions_guard_a_change_where_they_are_named(account: Account) -> None:
    event = booked()
    remote_id = account.put(event)
    url = f"{account.google.url}/calendar/v3/calendars/{account.calendar_id}/events/{remote_id}"
    headers = {"Authorization": f"Bearer {account.google.store.grants[0].new_access(60)}"}
    etag = http().get(url, headers=headers).json()["etag"]
    answers = [http().patch(url, headers={**headers, "If-Match": etag}, json={"summary": "x"}).status_code for _ in range(2)]
    answers.append(http().delete(url, headers={**headers, "If-Match": etag}).status_code)
    assert answers == [200, 412, 412]
    whole = {"start": {"dateTime": TEN.isoformat()}, "end": {"dateTime": (TEN + HOUR).isoformat()}}
    replaced = http().put(url, headers=headers, json=whole).json()
    assert ("summary" in replaced, "extendedProperties" in replaced, replaced["iCalUID"]) == (False, False, f"{remote_id}@google.com")
    imported = [http().post(url.rpartition("/")[0] + "/import", headers=headers, json={**whole, "iCalUID": event.uid}).json() for _ in range(2)]
    assert imported[0]["id"] == imported[1]["id"] != remote_id
    found = http().get(url.rpartition("/")[0], headers=headers, params={"iCalUID": event.uid}).json()["items"]
    assert [each["id"] for each in found] == [imported[0]["id"]]


def test_many_at_once_lose_nothing(account: Account) -> None:
    keys = [uuid4() for _ in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: account.provider.open(account.refresh_token).put_event(account.calendar_id, booked(key=key), send_updates=False), keys))
    account.google.faults.page_size = 7
    assert {event.remote_id for event in account.calendar.changes(account.calendar_id, None).events} == {key.hex for key in keys}


def test_somebody_may_move_an_event_on_the_demos_page(account: Account) -> None:
    remote_id = account.put(booked())
    assert "Coaching Session" in http().get(account.google.url).text
    form = {"calendar": account.calendar_id, "event": remote_id}
    for change in (
        {"do": "move", "starts_at": "2026-12-01T14:30"},
        {"do": "add", "title": "Gym", "starts_at": "2026-12-01T20:00", "ends_at": "2026-12-01T21:00"},
    ):
        assert http().post(account.google.url, data={**form, **change}).status_code == 303
    moved, added = account.ada.events()
    assert (moved["start"]["dateTime"], added["summary"]) == ("2026-12-01T14:30:00-05:00", "Gym")
    http().post(account.google.url, data={**form, "do": "delete"})
    assert [event["summary"] for event in account.ada.events()] == ["Gym"]


def test_an_access_token_ends(google: Google) -> None:
    google.oauth.access_seconds = 0.01
    google.consent("ada@example.test", [CALENDAR])
    (token,) = google.store.grants[0].access
    time.sleep(0.02)
    assert http().get(f"{google.url}/calendar/v3/users/me/calendarList", headers={"Authorization": f"Bearer {token}"}).status_code == 401
