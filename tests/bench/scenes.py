"""The races: what fifty callers want at once, who may have it, and how the tables tell who has it."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from tests.bench.callers import Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

    from tests.bench.callers import Caller

    # What one caller does, from the starting shot on; the answers are all that the caller heard.
    Deed = Callable[[Caller], list[Answer]]

ORGANIZATION = uuid5(NAMESPACE_URL, "bench/races")
# The longest wait for the cancellation that frees the time.
PATIENCE_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One race about one practitioner's time.  *prepare* makes a round's deeds for a number of callers."""

    title: str
    prepare: Callable[[Scene, Caller, datetime, int], list[Deed]]
    seats: int = 1
    step: int = 30
    approval: bool = False
    loser: str = "slot_taken"

    @property
    def whose(self) -> dict[str, str]:
        """The ids of the scene's own practitioner and service, as verbs want them."""
        return {name: str(uuid5(ORGANIZATION, f"{name}/{self.title}")) for name in ("practitioner_id", "service_id")}


def contested(number: int) -> datetime:
    """The time that round *number* is about: 10:00 UTC on a day of its own, so that rounds do not meet."""
    return datetime.now(UTC).replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=3 + number)


def book(caller: Caller, scene: Scene, starts_at: datetime) -> list[Answer]:
    """Hold a time and confirm it, as a client nobody has seen before; the answers, the last one telling."""
    held = caller("request_hold", **scene.whose, starts_at=starts_at)
    if held.word != "ok":
        return [held]
    client = {"name": "Racer", "email": f"{secrets.token_hex(8)}@race.example", "phone": "+1 514 555 0100", "consent": True}
    return [held, caller("confirm_hold", hold_key=held.body["hold_key"], client=client)]


def booked(caller: Caller, scene: Scene, starts_at: datetime) -> str:
    """Book, which must succeed; the booking's id."""
    *_, last = book(caller, scene, starts_at)
    if last.word != "ok":
        raise RuntimeError(f"Could not prepare the race “{scene.title}”: {last.word}")
    return last.body["booking_id"]


def link(owner: psycopg.Connection, booking_id: str) -> str:
    """Make a client's link to the booking; its token."""
    token = secrets.token_urlsafe(32)
    owner.execute(
        """
        insert into app.booking_tokens (token_hash, organization_id, booking_id, expires_at)
        select app.token_hash(%s), organization_id, booking_id, now() + interval '1 year' from app.bookings where booking_id = %s
        """,
        [hashlib.sha256(token.encode()).hexdigest(), booking_id],
    )
    return token


def _all_book(scene: Scene, _owner: Caller, at: datetime, callers: int) -> list[Deed]:
    return [lambda caller: book(caller, scene, at)] * callers


def _half_a_step_apart(scene: Scene, _owner: Caller, at: datetime, callers: int) -> list[Deed]:
    starts = [at + timedelta(minutes=scene.step * (n % 2)) for n in range(callers)]
    return [lambda caller, start=start: book(caller, scene, start) for start in starts]


def _last_seat(scene: Scene, owner: Caller, at: datetime, callers: int) -> list[Deed]:
    for _ in range(scene.seats - 1):
        booked(owner, scene, at)
    return _all_book(scene, owner, at, callers)


def _all_move(scene: Scene, owner: Caller, at: datetime, callers: int) -> list[Deed]:
    # Each has an own booking by now, all on days after the last round's.
    midnight = at.replace(hour=0) + timedelta(days=100 + 3 * (at - contested(0)).days)
    tokens = [link(owner.connection, booked(owner, scene, midnight + timedelta(minutes=30 * n))) for n in range(callers)]
    return [lambda caller, token=token: [caller("reschedule_by_token", token=token, starts_at=at)] for token in tokens]


def _one_cancels(scene: Scene, owner: Caller, at: datetime, callers: int) -> list[Deed]:
    token, free = link(owner.connection, booked(owner, scene, at)), Event()

    def cancel(caller: Caller) -> list[Answer]:
        try:
            answer = caller("cancel_by_token", token=token, reason="race")
        finally:
            free.set()
        return [Answer(word="cancelled" if answer.word == "ok" else answer.word, body=None, seconds=answer.seconds)]

    def rebook(caller: Caller) -> list[Answer]:
        early = book(caller, scene, at)
        if early[-1].word == "ok":
            return early
        # Perhaps refused before the time was free: once it is, everybody tries once more, and now exactly one gets it.
        free.wait(PATIENCE_SECONDS)
        return [*early, *book(caller, scene, at)]

    return [cancel, *[rebook] * (callers - 1)]


SCENES = (
    Scene(title="the same slot", prepare=_all_book),
    Scene(title="overlapping starts, 10:00 and 10:15", step=15, prepare=_half_a_step_apart),
    Scene(title="a service that needs approval", approval=True, prepare=_all_book),
    Scene(title="fifty bookings moved to one slot", prepare=_all_move),
    Scene(title="one cancels, the rest book", prepare=_one_cancels),
    Scene(title="the last seat of four", seats=4, loser="slot_full", prepare=_last_seat),
)
