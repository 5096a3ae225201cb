"""What a refusal must look like: the register's status, the word, a sentence for people, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .callers import Refusal

STATUS = {
    "invalid_argument": 400,
    "not_signed_in": 401,
    "not_allowed": 403,
    "token_invalid": 403,
    "not_found": 404,
    "slot_taken": 409,
    "slot_full": 409,
    "client_busy": 409,
    "illegal_transition": 409,
    "hold_conflict": 409,
    "rule_overlaps": 409,
    "rule_in_use": 409,
    "practitioner_full": 409,
    "hold_expired": 410,
    "token_expired": 410,
    "invitation_expired": 410,
    "outside_availability": 422,
    "too_soon": 422,
    "too_far": 422,
    "too_late_to_change": 422,
    "consent_required": 422,
    "not_accepting_clients": 422,
    "onboarding_required": 422,
    "idempotency_mismatch": 422,
    "too_many_requests": 429,
}


def assert_told(refusal: Refusal, word: str, sentence: str = "") -> None:
    """All four fields are there, and *sentence* is a part of what people are told."""
    assert (refusal.status, refusal.code, refusal.message) == (STATUS[word], f"PT{STATUS[word]}", word)
    assert sentence in (refusal.details or "")
    assert len((refusal.details or "").split()) >= 3
    assert refusal.hint
