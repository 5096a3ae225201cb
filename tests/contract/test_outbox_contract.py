"""What a worker may rely on: one message per party, leased, in order, tried again, and ended once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from .scenes import SCENES
from .sentences import assert_told
from .slots import same

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

    from .callers import Caller
    from .conftest import Entries, Watch
    from .desk import Desk
    from .world import World

    Claim = Callable[..., list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def _empty_outbox(world: World, owner: psycopg.Connection) -> None:
    """Nothing of other tests is due."""
    assert world
    owner.execute("update app.outbox_events set status = 'failed', finished_at = now() where status = 'queued'")


@pytest.fixture
def claim(service: Caller) -> Claim:
    """Claim what is due; returns the events."""
    return lambda **arguments: service.call("claim_events", **({"worker": "a test"} | arguments))


@pytest.mark.req("CP-5.6", "SC-1.3")
def test_a_booking_is_told_to_both_parties(world: World, desk: Desk, claim: Claim) -> None:
    """With all that a mail and a calendar need, and the client's link only for the client."""
    booking = desk.book(note="By the side door.")
    events = {event["recipient"]: event for event in claim()}
    assert events.keys() == {"client", "practitioner"}
    payload = events["client"]["payload"]
    assert {(event["topic"], event["attempt"]) for event in events.values()} == {("booking.confirmed", 1)}
    assert (payload["booking"]["reference"], payload["booking"]["ics_sequence"]) == (booking["reference"], 0)
    assert same(payload["booking"]["starts_at"], booking["starts_at"])
    assert payload["organization"]["discreet"] is True
    assert payload["practitioner"]["email"] == world.people["ada"].email
    assert payload["client"]["time_zone"] == "America/Vancouver"
    expires_at = datetime.fromisoformat(booking["ends_at"]) + timedelta(days=30)
    assert [events[party]["payload"]["token_expires_at"] is None for party in ("client", "practitioner")] == [False, True]
    assert datetime.fromisoformat(payload["token_expires_at"]) == expires_at


@pytest.mark.req("DR-5.2")
def test_a_leased_message_is_nobody_elses_until_the_lease_ends(desk: Desk, claim: Claim) -> None:
    """A worker that dies leaves its messages to the next, under the same id."""
    desk.book()
    first = claim()
    assert claim(worker="another") == []
    desk.let_messages_be_due()
    again = claim(worker="another")
    assert {event["event_id"] for event in again} == {event["event_id"] for event in first}
    assert {event["attempt"] for event in again} == {2}


@pytest.mark.req("DR-5.2")
def test_messages_about_one_booking_stay_in_order(
    world: World,
    desk: Desk,
    claim: Claim,
    service: Caller,
    anon: Caller,
) -> None:
    """The cancellation waits for the change, which waits for the confirmation, whatever is retried meanwhile."""
    booking = desk.book()
    token = desk.token(booking["booking_id"])
    told = []
    for attempt in range(6):
        # Each change comes when the message before it has been tried, so that it supersedes none.
        if attempt == 1:
            anon.call("reschedule_by_token", token=token, starts_at=world.next_start())
        if attempt == 3:
            anon.call("cancel_by_token", token=token)
        desk.let_messages_be_due()
        (event,) = (one for one in claim() if one["recipient"] == "client")
        if attempt % 2 == 0:
            assert service.call("mark_failed", event_id=event["event_id"], error="Greylisted.", retryable=True)["status"] == "queued"
        else:
            service.call("mark_delivered", event_id=event["event_id"], receipt="250 OK")
            told.append((event["topic"], event["payload"]["booking"]["ics_sequence"], event["payload"]["booking"]["status"]))
    assert told == [("booking.confirmed", 0, "confirmed"), ("booking.rescheduled", 1, "rescheduled"), ("booking.cancelled", 2, "cancelled")]


@pytest.mark.req("DR-5.2", "SC-4.2", "SC-4.3")
def test_a_message_is_given_up_after_ten_attempts(
    desk: Desk,
    claim: Claim,
    service: Caller,
    entries: Entries,
) -> None:
    """Each wait is longer than the last, and every attempt is on record."""
    event_id = desk.event_of(desk.book()["booking_id"])
    waits = []
    for _ in range(10):
        desk.let_messages_be_due()
        claim()
        answer = service.call("mark_failed", event_id=event_id, error="The server hung up.", retryable=True)
        if answer["next_attempt_at"]:
            waits.append(datetime.fromisoformat(answer["next_attempt_at"]) - datetime.now(UTC))
    assert answer == {"status": "failed", "next_attempt_at": None}
    assert waits == sorted(waits)
    assert [action for _, action in entries(event_id)] == ["message.attempted", "message.delayed"] * 9 + ["message.attempted", "message.failed"]


def test_ending_a_message_twice(desk: Desk, claim: Claim, service: Caller, nothing_written: Watch) -> None:
    """Delivered stays delivered; one that failed for good is not due again."""
    desk.book()
    sent, refused = claim()
    assert service.call("mark_delivered", event_id=sent["event_id"], receipt="250 OK")["status"] == "delivered"
    assert service.call("mark_failed", event_id=refused["event_id"], error="No such mailbox.", retryable=False)["status"] == "failed"
    with nothing_written():
        assert service.call("mark_delivered", event_id=sent["event_id"])["status"] == "delivered"
        assert service.call("mark_failed", event_id=sent["event_id"], error="Late.", retryable=True)["status"] == "delivered"
        assert service.call("mark_failed", event_id=refused["event_id"], error="Late.", retryable=True)["status"] == "failed"
        assert_told(service.refused("mark_delivered", event_id=str(uuid4())), "not_found", "No outbox event")
        assert_told(service.refused("mark_failed", event_id=str(uuid4()), error="Unknown."), "not_found", "No outbox event")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"worker": " "}, "A worker has a name"),
        ({"worker": None}, "A worker has a name"),
        ({"batch_size": 0}, "A worker takes 1 to 500"),
        ({"batch_size": None}, "A worker takes 1 to 500"),
        ({"lease_seconds": 1}, "A lease lasts 5 to 3600 seconds"),
        ({"lease_seconds": None}, "A lease lasts 5 to 3600 seconds"),
    ],
)
def test_claiming_nonsense(service: Caller, nothing_written: Watch, change: dict[str, Any], told: str) -> None:
    """No nameless worker, no endless batch."""
    with nothing_written():
        assert_told(service.refused("claim_events", **({"worker": "a test"} | change)), "invalid_argument", told)


@pytest.mark.req("DR-7.2")
def test_an_invitation_is_mailed_to_whom_it_names(world: World, cleo: Caller, claim: Claim) -> None:
    """With who asks, and until when."""
    arguments = SCENES["invite_member"](world, None)  # type: ignore[arg-type]
    cleo.call("invite_member", **arguments)
    (event,) = claim()
    assert (event["topic"], event["recipient"]) == ("member.invited", "invitee")
    invitation = event["payload"]["invitation"]
    assert (invitation["email"], invitation["name"], invitation["role"]) == (arguments["email"], "Guest", "practitioner")
    assert event["payload"]["organization"]["name"] == "Riverside"
