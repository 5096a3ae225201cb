"""What a client or practitioner types wrongly is refused with a sentence, nothing is written, and the time stays held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .desk import details
from .sentences import assert_told

if TYPE_CHECKING:
    from .callers import Caller
    from .conftest import Watch
    from .desk import Desk
    from .world import World


@pytest.mark.parametrize(
    ("changes", "word", "sentence"),
    [
        ({"name": ""}, "invalid_argument", "name is missing"),
        ({"name": "   "}, "invalid_argument", "name is missing"),
        ({"name": None}, "invalid_argument", "name is missing"),
        ({"name": "K" * 201}, "invalid_argument", "more than 200 characters"),
        ({"name": "Kim\r\nBcc: all@example.com"}, "invalid_argument", "line break"),
        ({"email": ""}, "invalid_argument", "e-mail address is missing"),
        ({"email": "kim"}, "invalid_argument", "“kim” is not an e-mail address"),
        ({"email": "kim@example.com,eve@example.com"}, "invalid_argument", "is not an e-mail address"),
        ({"email": "a" * 250 + "@example.com"}, "invalid_argument", "is not an e-mail address"),
        ({"phone": ""}, "invalid_argument", "phone number is missing"),
        ({"phone": "call me"}, "invalid_argument", "“call me” is not a phone number"),
        ({"phone": 15145550199}, None, ""),
        ({"consent": False}, "consent_required", "needs the client's consent"),
        ({"consent": "true"}, "consent_required", "needs the client's consent"),
        ({"consent": None}, "consent_required", "needs the client's consent"),
        ({"time_zone": "Mars/Olympus"}, "invalid_argument", "is not an IANA time zone"),
        ({"locale": "klingon"}, "invalid_argument", "is not a locale"),
    ],
)
@pytest.mark.req("BM-R17")
def test_details_with_a_mistake_keep_the_hold(
    world: World, desk: Desk, ada: Caller, nothing_written: Watch, changes: dict[str, Any], word: str | None, sentence: str
) -> None:
    """The client corrects the form and the time is still there; a practitioner who books owes the same details."""
    anon, client = world.caller(), details(**changes)
    hold_key = desk.hold(anon)["hold_key"]
    if word is not None:
        manual = world.riverside.offer("ada", "talk") | {"starts_at": world.next_start(), "client": client}
        with nothing_written():
            assert_told(anon.refused("confirm_hold", hold_key=hold_key, client=client), word, sentence)
            assert_told(ada.refused("create_booking", **manual), word, sentence)
        client = details()
    assert anon.call("confirm_hold", hold_key=hold_key, client=client)["status"] == "confirmed"


@pytest.mark.parametrize("client", [None, "Kim", [], {}, 7])
def test_a_client_that_is_no_object(desk: Desk, anon: Caller, nothing_written: Watch, client: Any) -> None:  # noqa: ANN401
    """Whatever JSON comes, the answer is a sentence."""
    hold_key = desk.hold(anon)["hold_key"]
    with nothing_written():
        assert_told(anon.refused("confirm_hold", hold_key=hold_key, client=client), "invalid_argument", "missing")


def test_a_note_of_ten_kilobytes(world: World, desk: Desk, anon: Caller, ada: Caller, nothing_written: Watch) -> None:
    """Too long for a booking's note and for a cancellation's reason."""
    hold_key, booked = desk.hold(anon)["hold_key"], desk.book()
    token, long = desk.token(booked["booking_id"]), "x" * 10240
    manual = world.riverside.offer("ada", "talk") | {"starts_at": world.next_start(), "client": details()}
    with nothing_written():
        assert_told(anon.refused("confirm_hold", hold_key=hold_key, client=details(), note=long), "invalid_argument", "2,000 characters")
        assert_told(ada.refused("create_booking", **manual, note=long), "invalid_argument", "2,000 characters")
        assert_told(ada.refused("cancel_booking", booking_id=booked["booking_id"], reason=long), "invalid_argument", "2,000 characters")
        assert_told(anon.refused("cancel_by_token", token=token, reason=long), "invalid_argument", "2,000 characters")
