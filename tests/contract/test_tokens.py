"""A link's token reaches one booking, says little, wears out, and cannot be guessed at leisure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from .desk import details
from .scenes import in_a_month
from .sentences import assert_told
from .slots import same
from .world import token_and_hash

if TYPE_CHECKING:
    import psycopg

    from .callers import Caller
    from .conftest import Entries, Watch
    from .desk import Desk
    from .world import World

DAYS = {"from_date": "2030-01-01", "to_date": "2030-01-02"}
VERBS = {
    "booking_by_token": {},
    "video_by_token": {},
    "slots_by_token": DAYS,
    "reschedule_by_token": {"starts_at": "2030-01-01T15:00:00Z"},
    "cancel_by_token": {},
}


@pytest.mark.req("BM-R11", "BM-Q1")
def test_a_token_reaches_one_booking_and_says_no_more_than_its_client_needs(world: World, desk: Desk, anon: Caller) -> None:
    """BM-S7: each opens its own; neither says how to reach the client, and none is the reference or the id."""
    first, second = desk.book(client=details(name="Kim")), desk.book(client=details(name="Lou"))
    tokens = [desk.token(booking["booking_id"]) for booking in (first, second)]
    seen = [anon.call("booking_by_token", token=token) for token in tokens]
    assert [one["client"] for one in seen] == [{"name": "Kim"}, {"name": "Lou"}]
    assert [one["reference"] for one in seen] == [first["reference"], second["reference"]]
    keys = {
        "reference",
        "status",
        "starts_at",
        "ends_at",
        "time_zone",
        "organization",
        "practitioner",
        "service",
        "client",
        "place",
        "allowed_actions",
        "policy",
    }
    assert seen[0].keys() == keys
    for name in (first["reference"], first["booking_id"]):
        assert_told(anon.refused("booking_by_token", token=name), "token_invalid", "not valid")
    service = world.caller("service")
    stolen = {"booking_id": second["booking_id"], "token_hash": sha256(tokens[0].encode()).hexdigest(), "expires_at": in_a_month()}
    assert_told(service.refused("register_booking_token", **stolen), "not_found")
    assert anon.call("booking_by_token", token=tokens[0])["reference"] == first["reference"]


@pytest.mark.req("BM-R11")
@pytest.mark.parametrize("verb", VERBS)
def test_altered_unknown_and_expired_tokens(desk: Desk, anon: Caller, nothing_written: Watch, verb: str) -> None:
    """One character more, less or other is as wrong as none at all; too old is told apart, since its holder had the right one."""
    booking_id = desk.book()["booking_id"]
    token = desk.token(booking_id)
    flipped = token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]
    with nothing_written():
        for wrong in (flipped, token + "A", token[:-1], token.swapcase(), " " + token, "", None, "x" * 20000, "' or true --"):
            assert_told(anon.refused(verb, token=wrong, **VERBS[verb]), "token_invalid", "This link is not valid.")
    desk.let_token_expire(booking_id)
    with nothing_written():
        assert_told(anon.refused(verb, token=token, **VERBS[verb]), "token_expired", "expired")


@pytest.mark.req("BM-Q1")
def test_only_the_hash_is_kept(desk: Desk, owner: psycopg.Connection) -> None:
    """Whoever reads the whole database cannot open a link."""
    booking_id = desk.book()["booking_id"]
    token = desk.token(booking_id)
    kept = owner.execute("select token_hash from app.booking_tokens where booking_id = %s", [booking_id]).fetchall()
    assert kept == [{"token_hash": sha256(token.encode()).digest()}]


@pytest.mark.req("BM-R5", "BM-Q1")
def test_a_link_survives_moving_and_is_revoked_by_cancelling(world: World, desk: Desk, anon: Caller, owner: psycopg.Connection) -> None:
    """It follows the booking to a later time; afterwards it only tells that the booking is cancelled."""
    booking, later = desk.book(), world.next_start()
    token = desk.token(booking["booking_id"], days=1)
    anon.call("reschedule_by_token", token=token, starts_at=later)
    (kept,) = owner.execute("select expires_at from app.booking_tokens where booking_id = %s", [booking["booking_id"]]).fetchall()
    assert kept["expires_at"] == datetime.fromisoformat(later) + timedelta(hours=1, days=30)
    assert anon.call("cancel_by_token", token=token, reason=None)["status"] == "cancelled"
    seen = anon.call("booking_by_token", token=token)
    assert seen.keys() == {"reference", "status", "starts_at", "ends_at", "time_zone", "organization", "allowed_actions"}
    assert (seen["status"], seen["allowed_actions"]) == ("cancelled", [])
    assert anon.call("cancel_by_token", token=token)["status"] == "cancelled"
    assert_told(anon.refused("reschedule_by_token", token=token, starts_at=world.next_start()), "illegal_transition", "The booking is cancelled")


@pytest.mark.req("BM-Q2", "DR-3.2", "DR-4.1", "DR-4.3")
def test_late_changes_are_for_the_practice(world: World, desk: Desk, anon: Caller, ben: Caller, nothing_written: Watch) -> None:
    """Within the service's notice the link allows nothing and says why; so for the signed-in client; the practitioner still may."""
    soon = (datetime.now(world.riverside.zone) + timedelta(days=3)).replace(hour=9, minute=0, second=0, microsecond=0)
    starts_at, elsewhere = soon.isoformat(), world.next_start()
    booking_id = desk.book(ben, service="binding", starts_at=starts_at, client=details(email=world.people["ben"].email))["booking_id"]
    token = desk.token(booking_id)
    seen = anon.call("booking_by_token", token=token)
    assert (seen["allowed_actions"], seen["policy"]["change_notice_minutes"]) == ([], 43200)
    assert same(seen["policy"]["changeable_until"], (soon.astimezone(UTC) - timedelta(days=30)).isoformat())
    with nothing_written():
        for refusal in (
            anon.refused("cancel_by_token", token=token),
            anon.refused("reschedule_by_token", token=token, starts_at=elsewhere),
            ben.refused("cancel_booking", booking_id=booking_id),
            ben.refused("reschedule_booking", booking_id=booking_id, starts_at=elsewhere),
        ):
            assert_told(refusal, "too_late_to_change", "until 30 days before it begins")
    assert world.caller("ada").call("cancel_booking", booking_id=booking_id)["status"] == "cancelled"


@pytest.mark.req("BM-R2")
def test_slots_by_token_leave_out_the_own_time(world: World, desk: Desk, anon: Caller) -> None:
    """What overlaps the own time is offered, the own time is not."""
    booking = desk.book(service="buffered", starts_at=world.next_start())
    starts = datetime.fromisoformat(booking["starts_at"])
    day = {"from_date": (starts - timedelta(days=1)).date().isoformat(), "to_date": (starts + timedelta(days=1)).date().isoformat()}
    offered = {datetime.fromisoformat(slot["starts_at"]) for slot in anon.call("slots_by_token", token=desk.token(booking["booking_id"]), **day)}
    assert starts not in offered
    assert starts + timedelta(minutes=15) in offered


@pytest.mark.slow
@pytest.mark.req("BM-R11")
def test_guessing_tokens_is_slow(world: World, desk: Desk, anon: Caller, entries: Entries) -> None:
    """After 120 wrong ones in a minute the same place hears 429, even with a right one; another place is served."""
    booking_id = desk.book()["booking_id"]
    token = desk.token(booking_id)
    answers = []
    # At most one minute ends meanwhile, so that one of the two has more than 120.
    while "too_many_requests" not in answers and len(answers) < 2 * 121:
        answers.append(anon.refused("booking_by_token", token=token_and_hash()[0]).word)
    assert set(answers[:120]) == {"token_invalid"}
    assert_told(anon.refused("booking_by_token", token=token), "too_many_requests", "Too many requests")
    assert world.caller().call("booking_by_token", token=token)["status"] == "confirmed"
    assert [action for _, action in entries(booking_id)] == ["booking.created", "booking.link_issued"]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"token_hash": "abc"}, "invalid_argument"),
        ({"token_hash": "A" * 64}, "invalid_argument"),
        ({"token_hash": None}, "invalid_argument"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "invalid_argument"),
        ({"expires_at": None}, "invalid_argument"),
        ({"booking_id": "7d5e8a52-6a3c-4f0e-9d61-0f6a3f1c2b11"}, "not_found"),
    ],
)
def test_registering_nonsense(desk: Desk, service: Caller, nothing_written: Watch, change: dict[str, str | None], word: str) -> None:
    """The service role, too, is told what is wrong."""
    right = {"booking_id": desk.book()["booking_id"], "token_hash": token_and_hash()[1], "expires_at": in_a_month()}
    with nothing_written():
        assert_told(service.refused("register_booking_token", **right | change), word)
