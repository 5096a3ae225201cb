"""Bad input is refused by a word of the register and a sentence for people, and nothing is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from .sentences import assert_told

if TYPE_CHECKING:
    from .callers import Caller
    from .conftest import Watch
    from .world import World

SOME_ID = "7d5e8a52-6a3c-4f0e-9d61-0f6a3f1c2b11"


@pytest.mark.req("CP-5.5", "CP-14.2")
@pytest.mark.parametrize(
    ("change", "word", "sentence"),
    [
        ({"practitioner_id": SOME_ID}, "not_found", "does not offer this service"),
        ({"service_id": SOME_ID}, "not_found", "does not offer this service"),
        ({"starts_at": None}, "invalid_argument", "starts_at is missing"),
        ({"starts_at": "infinity"}, "invalid_argument", "starts_at is missing"),
        ({"starts_at": "1999-01-01T10:00:00Z"}, "invalid_argument", "this century"),
        ({"recurrence": "FREQ=WEEKLY"}, "invalid_argument", "without end"),
        ({"recurrence": "every Tuesday"}, "invalid_argument", "“EVERY TUESDAY” is not understood"),
        ({"occurrences": []}, "invalid_argument", "occurrences is empty"),
        ({"occurrences": ["2030-01-01T10:00:00Z"]}, "invalid_argument", "not the first of the occurrences"),
        ({"mode": "best_effort"}, "invalid_argument", "all_or_nothing"),
        ({"time_zone": "Mars/Olympus"}, "invalid_argument", "“Mars/Olympus” is not an IANA time zone"),
        ({"hold_seconds": 5}, "invalid_argument", "between 30 and 900"),
        ({"hold_seconds": 100000}, "invalid_argument", "between 30 and 900"),
        ({"idempotency_key": "short"}, "invalid_argument", "8 to 200 characters"),
        ({"idempotency_key": "k" * 201}, "invalid_argument", "8 to 200 characters"),
        ({"booking_id": SOME_ID}, "not_found", "No booking"),
    ],
)
def test_a_hold_with_a_wrong_argument(world: World, ben: Caller, nothing_written: Watch, change: dict[str, Any], word: str, sentence: str) -> None:
    """Unknown ids, instants that are none, numbers out of bounds."""
    arguments = world.riverside.offer("ada", "talk") | {"starts_at": world.next_start()} | change
    with nothing_written():
        assert_told(ben.refused("request_hold", **arguments), word, sentence)


@pytest.mark.req("DR-3.2", "CP-14.3", "CP-3.5")
@pytest.mark.parametrize(
    ("service", "days", "minutes", "word", "sentence"),
    [
        ("talk", 0, 7, "outside_availability", "begin every 1 hour,"),
        ("talk", 0, -12 * 60, "outside_availability", "outside the practitioner's hours"),
        ("talk", -2000, 0, "too_soon", "This time is past"),
        ("early", 0, 0, "too_soon", "needs 10 days notice"),
        ("soon", 30, 0, "too_far", "Bookings open 20 days ahead"),
        ("talk", 6000, 0, "too_far", "Bookings open 400 days ahead"),
    ],
)
def test_a_time_that_is_not_offered(
    world: World, anon: Caller, nothing_written: Watch, service: str, days: int, minutes: int, word: str, sentence: str
) -> None:
    """Off the grid, outside the hours, past, too soon, too far: told apart."""
    base = datetime.now(world.riverside.zone).replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=4 + days)
    starts_at = (base + timedelta(minutes=minutes)).isoformat()
    with nothing_written():
        assert_told(anon.refused("request_hold", **world.riverside.offer("ada", service), starts_at=starts_at), word, sentence)


@pytest.mark.parametrize("days", [(5, 4), (0, 93), (None, 3)])
def test_slots_of_impossible_days(world: World, anon: Caller, days: tuple[int | None, int]) -> None:
    """Backwards, more than three months, or no day at all."""
    first, last = (None if day is None else (datetime.now(UTC) + timedelta(days=day)).date().isoformat() for day in days)
    refusal = anon.refused("available_slots", **world.riverside.offer("ada", "talk"), from_date=first, to_date=last)
    assert_told(refusal, "invalid_argument", "1 to 93 days")


@pytest.mark.parametrize("verb", ["reschedule_booking", "cancel_booking", "approve_booking", "decline_booking", "complete_booking", "mark_no_show"])
def test_a_booking_that_nobody_knows(ada: Caller, nothing_written: Watch, verb: str) -> None:
    """An unknown id is answered with the id, as an unseen one is."""
    unknown, when = str(uuid4()), {"starts_at": "2030-01-01T10:00:00Z"} if verb == "reschedule_booking" else {}
    with nothing_written():
        assert_told(ada.refused(verb, booking_id=unknown, **when), "not_found", f"No booking {unknown} that you may see.")
