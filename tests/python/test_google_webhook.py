"""Google's messages that a calendar has changed: who is believed, and how fast."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from python_functions.errors import BookingError, DataApiUnavailable, NotFound
from webhooks import google

CHANNEL, TOKEN = str(uuid4()), "t" * 43
HEADERS = {"X-Goog-Channel-ID": CHANNEL, "X-Goog-Channel-Token": TOKEN, "X-Goog-Resource-State": "exists", "X-Goog-Message-Number": "20"}


class Kept(list[dict[str, Any]]):
    """What was kept, as the database would: one channel is known."""

    trouble: BookingError | None = None
    rung = 0

    def note(self, **told: Any) -> dict[str, Any]:  # noqa: ANN401
        """Keep it, or refuse."""
        if self.trouble:
            raise self.trouble
        if (told["channel_id"], told["token_hash"]) != (CHANNEL, sha256(TOKEN.encode()).hexdigest()):
            raise NotFound(404, "not_found")
        self.append(told)
        return {"queued": told["changed"]}

    def ring(self) -> None:
        """Count."""
        self.rung += 1


def post(kept: Kept, **headers: str | None) -> tuple[int, dict[str, Any] | None]:
    """Send a message; a header that is None is left out."""
    app = Flask(__name__)
    app.register_blueprint(google.blueprint(kept.note, wake=kept.ring))
    sent = HEADERS | {name.replace("_", "-"): value for name, value in headers.items()}
    answer = app.test_client().post("/api/google/webhook", headers={name: value for name, value in sent.items() if value is not None})
    return answer.status_code, answer.json


@pytest.mark.req("SC-2.4")
def test_a_genuine_message_is_kept_and_the_worker_woken() -> None:
    """Its content is of no interest; that a channel is open wakes nobody."""
    kept = Kept()
    assert (204, None) == post(kept)
    assert (204, None) == post(kept)
    assert (204, None) == post(kept, X_Goog_Resource_State="sync")
    assert [True, True, False] == [each["changed"] for each in kept]
    assert kept.rung == 2


@pytest.mark.parametrize(
    "forged",
    [
        {"X_Goog_Channel_ID": str(uuid4())},
        {"X_Goog_Channel_ID": "1 or 1"},
        {"X_Goog_Channel_ID": None},
        {"X_Goog_Channel_Token": "another"},
        {"X_Goog_Channel_Token": "x" * 5000},
        {"X_Goog_Channel_Token": None},
    ],
)
def test_forged_ones_are_all_answered_alike(forged: dict[str, str | None]) -> None:
    """Neither whether there is such a channel nor whether its token is another can be told."""
    kept = Kept()
    _, unknown = post(Kept(), X_Goog_Channel_ID=str(uuid4()))
    assert (404, unknown) == post(kept, **forged)
    assert ([], 0) == (list(kept), kept.rung)


def test_what_cannot_be_kept_is_to_be_sent_again() -> None:
    """503 is what Google repeats."""
    kept = Kept()
    kept.trouble = DataApiUnavailable(503, "down")
    status, body = post(kept)
    assert (503, "unavailable") == (status, body and body["message"])
