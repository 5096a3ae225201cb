"""What Daily posts: taken when genuine, however often; refused when forged, old or broken; none of ours is passed over."""

from __future__ import annotations

import hmac
import json
import time
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask

from python_functions.config import Config, ConfigError
from python_functions.errors import DataApiUnavailable
from webhooks import daily

from .test_config import COMPLETE

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

OLD_SECRET, NEW_SECRET = b"the secret of last year", b"the secret of this year"
STARTED = {"start_ts": 1793000000.672, "meeting_id": "m", "room": "bookfast-1"}
JOINED = {"joined_at": 1793000001, "session_id": "s", "room": "bookfast-1", "user_id": "client", "user_name": "Benoît", "owner": False}


@dataclass
class Desk:
    """Keeps reports as `note_video_event` is told them."""

    told: list[dict[str, Any]] = field(default_factory=list)
    away: bool = False

    def note(self, **report: Any) -> bool:  # noqa: ANN401
        """See `api.note_video_event`."""
        if self.away:
            raise DataApiUnavailable(503, "unavailable", "away")
        self.told.append(report)
        return True


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def edge(desk: Desk) -> FlaskClient:
    secrets = Config.from_env(
        {**COMPLETE, "DAILY_WEBHOOK_SECRET": ", ".join(b64encode(each).decode() for each in (NEW_SECRET, OLD_SECRET))}
    ).daily.webhook_secrets
    app = Flask(__name__)
    app.register_blueprint(daily.blueprint(secrets, note=desk.note))
    return app.test_client()


def post(edge: FlaskClient, body: str, *, secret: bytes = NEW_SECRET, at: str | None = None, **changes: str) -> TestResponse:
    """Post *body* as Daily does."""
    at = at or str(int(time.time()))
    signature = b64encode(hmac.digest(secret, f"{at}.{body}".encode(), "sha256")).decode()
    headers = {"X-Webhook-Timestamp": at, "X-Webhook-Signature": signature}
    return edge.post("/webhooks/daily", data=body, headers=headers | {name.replace("_", "-"): value for name, value in changes.items()})


def event(kind: str, payload: dict[str, Any]) -> str:
    return json.dumps({"version": "1.0.0", "type": kind, "id": f"{kind}-1", "payload": payload, "event_ts": 1793000002.049})


def test_who_met_is_kept_and_nothing_else_of_them(edge: FlaskClient, desk: Desk) -> None:
    bodies = [event("meeting.started", STARTED), event("participant.joined", JOINED), event("meeting.ended", STARTED | {"end_ts": 1793003600})]
    answers = [post(edge, body, secret=secret, at=at) for body in bodies for secret, at in ((OLD_SECRET, None), (NEW_SECRET, str(int(time.time() * 1000))))]
    assert {answer.status_code for answer in answers} == {200}
    assert [(each["event"], each["party"]) for each in desk.told] == [("began", None)] * 2 + [("came", "client")] * 2 + [("over", None)] * 2
    assert desk.told[0] == {"name": "bookfast-1", "event": "began", "at": "2026-10-26T07:33:20.672000+00:00", "party": None}
    assert "Benoît" not in str(desk.told)


@pytest.mark.parametrize(
    "forgery",
    [
        {"secret": b"somebody else's secret."},
        {"seconds": -3700},
        {"seconds": 3700},
        {"at": "soon"},
        {"at": "١٧٩٣٠٠٠٠٠٠".encode().decode("latin-1")},
        {"X_Webhook_Signature": ""},
        {"X_Webhook_Signature": "%%%é"},
        {"X_Webhook_Timestamp": "1793003600"},
        {"X_Webhook_Timestamp": ""},
    ],
)
def test_what_daily_did_not_sign_lately_is_refused_unread(edge: FlaskClient, desk: Desk, forgery: dict[str, Any]) -> None:
    # The clock is read now, and not when the tests were collected.
    late = {"at": str(int(time.time()) + forgery["seconds"])} if "seconds" in forgery else forgery
    for body in (event("meeting.started", STARTED), "{", '{"test": "test"}'):
        answer = post(edge, body, **late)
        assert (answer.status_code, answer.get_json()["message"]) == (401, "signature_invalid")
    assert desk.told == []


def test_a_trial_an_unknown_kind_and_a_room_of_others_are_none_of_ours(edge: FlaskClient, desk: Desk) -> None:
    assert edge.post("/webhooks/daily", data='{"test": "test"}').status_code == 200
    assert edge.post("/webhooks/daily", data=event("meeting.started", STARTED)).status_code == 401
    foreign = [event("recording.started", STARTED), event("meeting.started", STARTED | {"room": "standup"}), event("meeting.started", {}), '{"type": 7}']
    assert {post(edge, body).status_code for body in foreign} == {200}
    assert desk.told == []


def test_what_makes_no_sense_is_refused_and_what_cannot_be_kept_asked_for_again(edge: FlaskClient, desk: Desk) -> None:
    broken = ["", "[]", "[" * 100_000, event("meeting.started", STARTED | {"start_ts": "noon"}), event("meeting.started", STARTED | {"start_ts": 1e300})]
    assert [post(edge, body).status_code for body in broken] == [400] * len(broken)
    desk.away = True
    answer = post(edge, event("meeting.started", STARTED))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


@pytest.mark.parametrize(
    ("name", "value"), [("DAILY_WEBHOOK_SECRET", "not base64!"), ("DAILY_WEBHOOK_SECRET", "c2hvcnQ="), ("DAILY_API_KEY", "a b"), ("DAILY_API_URL", "daily")]
)
def test_a_variable_that_makes_no_sense_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"{name} cannot be used: it should be "):
        Config.from_env({**COMPLETE, "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_x", name: value})


def test_the_key_needs_a_way_to_ask_as_the_caller() -> None:
    with pytest.raises(ConfigError, match="SUPABASE_PUBLISHABLE_KEY is not set"):
        Config.from_env({**COMPLETE, "DAILY_API_KEY": "key"})
