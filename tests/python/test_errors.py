"""Refusals of the Data API become exceptions by their word."""

from datetime import UTC, datetime

import pytest

from python_functions.errors import BookingError, HoldExpired, SlotTaken


def test_a_word_names_its_exception() -> None:
    error = BookingError.from_answer(
        {
            "code": "PT409",
            "message": "slot_taken",
            "details": "Somebody was faster.",
            "hint": '{"retry_after_seconds": 120, "alternatives": ["2026-12-01T15:00:00+00:00"]}',
        }
    )
    assert isinstance(error, SlotTaken)
    assert (error.status, error.name, error.detail) == (409, "slot_taken", "Somebody was faster.")
    assert error.retry_after == 120
    assert error.alternatives == [datetime(2026, 12, 1, 15, tzinfo=UTC)]


def test_a_conflict_without_json_in_its_hint_knows_nothing_more() -> None:
    error = BookingError.from_answer({"code": "PT409", "message": "slot_taken", "details": "", "hint": "Choose another."})
    assert isinstance(error, SlotTaken)
    assert (error.retry_after, error.alternatives) == (None, [])


def test_whoever_asks_too_often_is_told_when_to_come_back() -> None:
    error = BookingError.from_answer({"code": "PT429", "message": "too_many_requests", "details": "Wait.", "hint": '{"retry_after_seconds": 42}'})
    assert error.retry_after == 42


def test_an_expired_hold_is_told_from_others() -> None:
    assert isinstance(BookingError.from_answer({"code": "PT410", "message": "hold_expired"}), HoldExpired)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"code": "PT422", "message": "too_soon"}, 422),
        ({"code": "42501", "message": "permission denied for view bookings"}, 403),
        ({"code": "PGRST202", "message": "Could not find the function"}, 404),
        ({"code": "22P02", "message": "invalid input syntax"}, 400),
        ({"message": "JSON could not be generated", "code": 404}, 404),
        ({}, 400),
    ],
)
def test_every_answer_has_a_status(answer: dict[str, object], status: int) -> None:
    assert BookingError.from_answer(answer).status == status
