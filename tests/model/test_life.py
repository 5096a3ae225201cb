"""
A practice's life, as random as Hypothesis can make it: several people, every verb that claims or frees time, and a clock that moves.

Before each step the tables say what the answer must be; after it they must keep every promise of `invariants`.
"""

from __future__ import annotations

import hashlib
import secrets
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tests.effort import effort

from .invariants import WRONG_AFTER_TICK, what_is_wrong
from .news import News
from .practice import BEGINNING, ZONE, Practice, change, guest, open_practice, starts, tell
from .reference import DAY, Reference, instant_of, minute_of

if TYPE_CHECKING:
    from tests.contract.racing import Told
    from tests.databases_with_a_clock import Databases

LIVE = ("pending", "confirmed", "rescheduled")
# Of the messages that a life brings about: they do not say how a booking stands now.
TELLS_NO_STATE = ("reminder", "completed", "review_requested", "assigned")

who = st.sampled_from(["ada", "dan"])
what = st.sampled_from(["talk", "talk", "group", "visit", "in a room"])
# Which of what there is: spread evenly, as small numbers would choose the same ones again and again.
any_number = st.integers(0, 2**32 - 1).map(lambda number: number * 2654435761 % 2**32 >> 8)
guests = st.integers(0, 5)


class Life(RuleBasedStateMachine):
    """
    One practice from its opening on, in a database of its own.

    So the same steps always find the same: nobody else is there, the clock is the life's own, what the database draws by lot has a seed, and
    rows are chosen in the order in which they came to be.
    """

    databases: Databases

    @initialize()
    def open(self) -> None:
        """Open the practice, the only one that there is."""
        self._open = ExitStack()
        self.connection = self._open.enter_context(psycopg.connect(self._open.enter_context(self.databases.fresh()), autocommit=True))
        self.connection.execute("set time zone 'UTC'")
        self.connection.execute("select setseed(0.5)")
        self.now = BEGINNING
        self._set_clock()
        self.practice: Practice = open_practice(self.connection)
        self.cleo = self.practice.users["cleo"]
        self.news = News(self.connection, self.practice)
        # Keys of holds that were given, and what is behind each: one time or several.
        self.keys: list[str] = []
        self.closed = 0
        # What every practice has on a usual day: so that steps meet each other from the first one on.
        for number, (who, what, rule_text) in enumerate(
            [("ada", "talk", "FREQ=WEEKLY;COUNT=4"), ("ada", "group", None), ("dan", "in a room", None), ("dan", "visit", None)]
        ):
            self.book(who, what, 9 + 4 * number, number, rule_text)

    def teardown(self) -> None:
        """Let nothing of it be left."""
        if hasattr(self, "_open"):
            self._open.close()

    # Holds and what becomes of them ------------------------------------------------------------------------------------------------------------------

    @rule(who=who, what=what, number=any_number, seconds=st.sampled_from([30, 300, 900]), as_ben=st.booleans())
    def hold(self, who: str, what: str, number: int, seconds: int, *, as_ben: bool) -> None:
        """A hold is had if, and only if, the reference offers the time."""
        at = self._start(number, who, what)
        offered = self._offers(who, what, at)
        user = self.practice.users["ben"] if as_ben else None
        told = self._tell("request_hold", user=user, **self._offer(who, what), starts_at=at, hold_seconds=seconds)
        assert (told.word == "ok") == offered, f"{told.word}, and the reference says {offered}"
        if told.word == "ok":
            self.keys.append(told.rows[0][0]["hold_key"])

    @rule(
        who=who,
        what=what,
        number=any_number,
        count=st.integers(2, 5),
        mode=st.sampled_from(["all_or_nothing", "available_only", "propose"]),
        weekly=st.booleans(),
    )
    def hold_series(self, who: str, what: str, number: int, count: int, mode: str, *, weekly: bool) -> None:
        """Each date is judged as it would be alone; wall time stays across the change of the clocks."""
        first = self._start(number, who, what)
        dates = [first + timedelta(days=n * (7 if weekly else 1)) for n in range(count)]
        offered = [self._offers(who, what, date) for date in dates]
        rule_text = f"FREQ={'WEEKLY' if weekly else 'DAILY'};COUNT={count}"
        told = self._tell("request_hold", **self._offer(who, what), starts_at=first, recurrence=rule_text, mode=mode)
        if (mode == "all_or_nothing" and not all(offered)) or (mode == "available_only" and not any(offered)):
            assert told.word != "ok", "some of it is not offered"
            return
        assert told.word == "ok", told.word
        answer = told.rows[0][0]
        assert [datetime.fromisoformat(one["starts_at"]) for one in answer["refused"]] == [date for date, is_ in zip(dates, offered, strict=True) if not is_]
        assert [datetime.fromisoformat(one["starts_at"]) for one in answer["holds"]] == [date for date, is_ in zip(dates, offered, strict=True) if is_]
        if mode != "propose":
            self.keys += [answer["hold_key"], *(one["hold_key"] for one in answer["holds"])]

    @rule(number=any_number, guest_number=guests, as_ben=st.booleans(), twice=st.booleans())
    def confirm(self, number: int, guest_number: int, *, as_ben: bool, twice: bool) -> None:
        """A live hold becomes a booking unless the client is elsewhere; with a key, asking again is answered the same and changes nothing."""
        key = self._key(number)
        behind = self._behind(key)
        live = [row for row in behind if row["kind"] == "hold" and row["expires_at"] > self.now]
        user = self.practice.users["ben"] if as_ben else None
        arguments = {"hold_key": key, "client": Jsonb(guest(guest_number)), "idempotency_key": secrets.token_hex(8)}
        told = self._tell("confirm_hold", user=user, **arguments)
        if any(row["moves_booking_id"] for row in behind):
            assert told.word in {"ok", "not_signed_in", "not_found", "hold_expired", "hold_conflict", "illegal_transition", "client_busy"}, told.word
        elif not live:
            assert told.word in {"hold_expired", "hold_conflict"}, told.word
        elif told.word != "ok":
            assert told.word in {"client_busy", "hold_expired"}, told.word
            # Refused for good: its time is free at once.
            assert not [row for row in self._behind(key) if row["kind"] == "hold"], "what cannot succeed is released (TS-9)"
        if told.word == "ok" and twice:
            before = self._audited()
            assert self._tell("confirm_hold", user=user, **arguments).rows == told.rows
            assert self._audited() == before

    @rule(number=any_number, verb=st.sampled_from(["extend_hold", "release_hold"]))
    def extend_or_release(self, number: int, verb: str) -> None:
        """A hold that was released is gone; one that lapsed cannot be extended."""
        key = self._key(number)
        live = [row for row in self._behind(key) if row["kind"] == "hold" and row["expires_at"] > self.now]
        told = self._tell(verb, hold_key=key)
        if verb == "release_hold":
            assert told.word == "ok", told.word
            assert not [row for row in self._behind(key) if row["kind"] == "hold"]
        elif not live:
            assert told.word in {"hold_expired", "hold_conflict"}, told.word
        else:
            assert told.word in {"ok", "too_many_requests", "hold_expired"}, told.word

    @rule(who=who, what=what, number=any_number, guest_number=guests, rule_text=st.sampled_from([None, None, "FREQ=WEEKLY;COUNT=3", "FREQ=DAILY;COUNT=3"]))
    def book(self, who: str, what: str, number: int, guest_number: int, rule_text: str | None) -> None:
        """A guest holds and confirms at once: what is held can only be lost to the guest's own other bookings."""
        arguments = {} if rule_text is None else {"recurrence": rule_text, "mode": "available_only"}
        held = self._tell("request_hold", **self._offer(who, what), starts_at=self._start(number, who, what), **arguments)
        if held.word == "ok":
            key = held.rows[0][0]["hold_key"]
            times = [(datetime.fromisoformat(one["starts_at"]), datetime.fromisoformat(one["ends_at"])) for one in held.rows[0][0]["holds"]]
            mine = [
                row
                for row in self._bookings()
                if row["client_email"] == guest(guest_number)["email"] and row["status"] in LIVE and not row["client_may_overlap"]
            ]
            elsewhere = what != "group" and any(row["starts_at"] < ends and begins < row["ends_at"] for row in mine for begins, ends in times)
            told = self._tell("confirm_hold", hold_key=key, client=Jsonb(guest(guest_number)))
            assert told.word == ("client_busy" if elsewhere else "ok"), told.word

    # Bookings ------------------------------------------------------------------------------------------------------------------------------------------

    @rule(
        who=who,
        what=what,
        number=any_number,
        guest_number=guests,
        overbook=st.sampled_from([False, False, True]),
        rule_text=st.sampled_from([None, None, "FREQ=WEEKLY;COUNT=3"]),
    )
    def create(self, who: str, what: str, number: int, guest_number: int, rule_text: str | None, *, overbook: bool) -> None:
        """The admin books at short notice too, and on top of others only by asking for that."""
        at = self._start(number, who, what)
        dates = [at + timedelta(weeks=n) for n in range(3 if rule_text else 1)]
        offered = all(self._offers(who, what, date, to_a_member=True) for date in dates)
        arguments = {"client": Jsonb(guest(guest_number)), "recurrence": rule_text, "overbook": overbook}
        told = self._tell("create_booking", user=self.cleo, **self._offer(who, what), starts_at=at, **arguments)
        if overbook and rule_text is None:
            assert (told.word == "ok") == (at >= self.now), told.word
        elif not overbook:
            assert told.word == "client_busy" or (told.word == "ok") == offered, told.word

    @rule(number=any_number, to=any_number, by=st.sampled_from(["cleo", "cleo", "cleo", "ada", "dan", "ben"]))
    def reschedule(self, number: int, to: int, by: str) -> None:
        """The admin moves what is live to any time that is offered, its own present time aside."""
        booking = self._booking(number)
        whose, name = self._of(booking)
        at, length = self._start(to, whose, name), booking["ends_at"] - booking["starts_at"]
        offered = self._offers(whose, name, at, own=self._occupants([booking]), to_a_member=True, length=length)
        told = self._tell("reschedule_booking", user=self.practice.users[by], booking_id=booking["booking_id"], starts_at=at)
        if by == "cleo" and booking["status"] not in {"confirmed", "rescheduled"}:
            assert told.word == "illegal_transition", told.word
        elif by == "cleo" and at != booking["starts_at"]:
            assert told.word == "client_busy" or (told.word == "ok") == offered, told.word
        if told.word != "ok":
            assert self._booking_of(booking) == booking, "refused, so nothing moved"

    @rule(number=any_number, to=any_number)
    def hold_a_move(self, number: int, to: int) -> None:
        """A hold for another time of a booking, which keeps its own until that is confirmed."""
        booking = self._booking(number)
        arguments = {"practitioner_id": booking["practitioner_id"], "service_id": booking["service_id"], "booking_id": booking["booking_id"]}
        told = self._tell("request_hold", user=self.cleo, starts_at=self._start(to, *self._of(booking)), **arguments)
        if told.word == "ok":
            key = told.rows[0][0]["hold_key"]
            event("a hold that moves")
            assert self._tell("confirm_hold", user=self.cleo, hold_key=key).word in {"ok", "client_busy"}

    @rule(number=any_number, verb=st.sampled_from(["cancel_booking", "approve_booking", "decline_booking", "complete_booking", "mark_no_show"]))
    def settle(self, number: int, verb: str) -> None:
        """The state machine as the design draws it: what it lacks is refused, and asking twice for what is reached is no error."""
        booking = self._booking(number)
        was, begun = booking["status"], booking["starts_at"] <= self.now
        told = self._tell(verb, user=self.cleo, booking_id=booking["booking_id"])
        becomes = {
            "cancel_booking": "cancelled" if was in LIVE else None,
            "approve_booking": "confirmed" if was == "pending" and min(booking["approval_expires_at"], booking["starts_at"]) > self.now else None,
            "decline_booking": "cancelled" if was == "pending" else None,
            "complete_booking": "completed" if was in {"confirmed", "rescheduled"} and begun else None,
            "mark_no_show": "no_show" if was in {"confirmed", "rescheduled"} and begun else None,
        }[verb]
        reached = {
            "cancel_booking": "cancelled",
            "approve_booking": "confirmed",
            "decline_booking": "cancelled",
            "complete_booking": "completed",
            "mark_no_show": "no_show",
        }
        event(f"{verb} of {was}: {told.word}")
        assert (told.word == "ok") == (becomes is not None or was == reached[verb]), (verb, was, told.word)
        assert self._booking_of(booking)["status"] == (becomes or was)

    @rule(number=any_number, to=any_number, cancels=st.booleans())
    def by_link(self, number: int, to: int, *, cancels: bool) -> None:
        """The client, by a link: what has begun is no longer the client's to change."""
        booking = self._booking(number)
        token = secrets.token_urlsafe(32)
        hashed = hashlib.sha256(token.encode()).hexdigest()
        registered = self._tell(
            "register_booking_token", role="service_role", booking_id=booking["booking_id"], token_hash=hashed, expires_at=self.now + timedelta(days=90)
        )
        verb, arguments = ("cancel_by_token", {}) if cancels else ("reschedule_by_token", {"starts_at": self._start(to, *self._of(booking))})
        told = self._tell(verb, token=token, **arguments)
        if registered.word == "ok" and booking["starts_at"] <= self.now and booking["status"] != "cancelled":
            assert told.word in {"too_late_to_change", "illegal_transition"}, told.word
        if told.word == "ok" and booking["status"] != "cancelled":
            event(f"by link: {'cancelled' if cancels else 'moved'}")

    # Series --------------------------------------------------------------------------------------------------------------------------------------------

    @rule(number=any_number, from_day=st.none() | st.integers(0, 10))
    def cancel_series(self, number: int, from_day: int | None) -> None:
        """What is to come is cancelled, from a day on; what has been stays."""
        series = self._series()[number % len(self._series())]
        from_date = None if from_day is None else (self.now + timedelta(days=from_day)).date()
        told = self._tell("cancel_series", user=self.cleo, series_id=series, from_date=from_date)
        assert told.word == "ok", told.word
        left = [row for row in self._bookings() if row["series_id"] == series and row["status"] in LIVE and row["starts_at"] > self.now]
        assert all(from_date is not None and row["starts_at"].astimezone(ZONE).date() < from_date for row in left)

    @rule(
        number=any_number,
        shift=st.sampled_from(["30 minutes", "1 hour", "-1 hour", "1 day", "-1 day", "7 days"]),
        mode=st.sampled_from(["all_or_nothing", "available_only", "propose"]),
    )
    def reschedule_series(self, number: int, shift: str, mode: str) -> None:
        """All of what is to come moves, or nothing, or what can."""
        series = self._series()[number % len(self._series())]
        before = {row["booking_id"]: row["starts_at"] for row in self._bookings() if row["series_id"] == series}
        told = self._tell("reschedule_series", user=self.cleo, series_id=series, shift=shift, mode=mode)
        event(f"reschedule_series, {mode}: {told.word}")
        after = {row["booking_id"]: row["starts_at"] for row in self._bookings() if row["series_id"] == series}
        moved = {booking for booking in before if before[booking] != after[booking]}
        listed = {row["booking_id"] for row in told.rows[0][0]["bookings"]} if told.word == "ok" else set()
        assert {str(booking) for booking in moved} == listed
        if mode == "propose":
            assert not moved

    # What the practice changes, and time ----------------------------------------------------------------------------------------------------------------

    @rule(capacity=st.integers(1, 4))
    def change_seats(self, capacity: int) -> None:
        """Seats that are taken are not taken away."""
        told = change(
            self.connection,
            "update api.services set capacity = %(capacity)s where service_id = %(service)s returning 1",
            user=self.cleo,
            capacity=capacity,
            service=self.practice.services["group"],
        )
        assert told.word in {"ok", "rule_in_use"}, told.word
        crowded = self.connection.execute(
            "select 1 from app.bookings where service_id = %s and starts_at > %s and not overbooked and status <> 'cancelled'"
            " group by practitioner_id, starts_at, ends_at having count(*) > %s",
            [self.practice.services["group"], self.now, capacity],
        ).fetchall()
        assert not (crowded and told.word == "ok"), "more have booked than there are seats"

    @precondition(lambda self: self.closed < 2)
    @rule(who=who, day=st.integers(0, 9), stranded=st.sampled_from(["refuse", "keep", "cancel"]))
    def close_day(self, who: str, day: int, stranded: str) -> None:
        """A day is closed only with an answer to what becomes of its bookings."""
        date = (self.now.astimezone(ZONE) + timedelta(days=day)).date()
        coming = [
            row
            for row in self._bookings()
            if str(row["practitioner_id"]) == self.practice.practitioners[who] and row["status"] in LIVE and row["starts_at"] > self.now
            and not row["overbooked"] and row["starts_at"].astimezone(ZONE).date() == date
        ]  # fmt: skip
        self.closed += 1
        told = self._tell("close_day", user=self.cleo, practitioner_id=self.practice.practitioners[who], from_date=date, stranded=stranded)
        assert told.word == "ok" or (stranded == "refuse" and coming and told.word == "rule_in_use"), told.word
        if stranded == "cancel":
            assert all(self._booking_of(row)["status"] == "cancelled" for row in coming if not row["outside_hours"])

    @rule(step=st.sampled_from([timedelta(seconds=20), timedelta(minutes=6), timedelta(minutes=6), timedelta(hours=3), timedelta(hours=20)]))
    def wait(self, step: timedelta) -> None:
        """Time passes, and nobody does anything."""
        self.now += step
        self._set_clock()

    @rule(
        count=st.integers(1, 20),
        fates=st.lists(st.sampled_from(["taken", "taken", "taken", "later", "never", "given back", "lost"]), min_size=1, max_size=20),
    )
    def work(self, count: int, fates: list[str]) -> None:
        """A worker takes what is due and tries: some of it is taken, some refused, and now and then the worker dies with it in hand."""
        told = self._tell("claim_events", role="service_role", worker="a model", batch_size=count, lease_seconds=60)
        assert told.word == "ok", told.word
        claimed = {row[0] for row in told.rows}
        for number, event_id in enumerate(row["event_id"] for row in self._messages() if row["event_id"] in claimed):
            fate = fates[number % len(fates)]
            if fate == "taken":
                done = self._tell("mark_delivered", role="service_role", event_id=event_id)
            elif fate == "given back":
                done = self._tell("return_events", role="service_role", worker="a model", event_ids=[event_id])
            elif fate in {"later", "never"}:
                done = self._tell("mark_failed", role="service_role", event_id=event_id, error="Refused.", retryable=fate == "later")
            assert fate == "lost" or done.word == "ok"

    @rule(number=any_number)
    def retry(self, number: int) -> None:
        """An admin lets a failed message be tried again, unless a newer one about the same thing stands; of one that has not failed there is nothing to try."""
        messages = self._messages()
        all_failed = [row for row in messages if row["status"] == "failed"]
        if not all_failed:
            told = self._tell("retry_message", user=self.cleo, event_id=messages[number % len(messages)]["event_id"])
            assert told.word == "illegal_transition", told.word
            return
        failed = all_failed[number % len(all_failed)]
        newer = self._rows(
            "select from app.outbox_events where subject_id = %s and recipient = %s and position > %s and status in ('queued', 'delivered')"
            " and split_part(topic, '.', 2) <> all (%s)",
            failed["subject_id"], failed["recipient"], failed["position"], [*TELLS_NO_STATE],
        )  # fmt: skip
        told = self._tell("retry_message", user=self.cleo, event_id=failed["event_id"])
        of_state = failed["topic"].split(".")[1] not in TELLS_NO_STATE
        assert told.word == ("illegal_transition" if newer and of_state else "ok"), told.word

    @rule()
    def tick(self) -> None:
        """What time has brought about is done, and told."""
        told = self._tell("tick", role="service_role")
        assert told.word == "ok", told.word
        assert not what_is_wrong(self.connection, self.practice.organization, WRONG_AFTER_TICK)

    @invariant()
    def every_promise_is_kept(self) -> None:
        """Read from the tables themselves."""
        if hasattr(self, "practice"):
            assert not what_is_wrong(self.connection, self.practice.organization)

    @invariant()
    def open_pages_hear_what_changes_for_them(self) -> None:
        """Whatever is offered no more, or again, or with other seats, was told; what time alone brings about is not."""
        if hasattr(self, "news"):
            assert self.news.untold(self.now) == []

    # What the tables say --------------------------------------------------------------------------------------------------------------------------------

    def _set_clock(self) -> None:
        self.connection.execute("select set_config('tests.now', %s, false)", [self.now.isoformat()])

    def _tell(self, verb: str, /, **arguments: Any) -> Told:  # noqa: ANN401
        told = tell(self.connection, verb, **arguments)
        event(f"{verb}: {told.word}")
        return told

    def _start(self, number: int, who: str = "ada", what: str = "talk") -> datetime:
        """Return any time of the next days; as often as not one that is offered, if there is one."""
        if number % 2:
            reference = Reference(self.connection, practitioner=self.practice.practitioners[who], service=self.practice.services[what], now=self.now)
            first = minute_of(self.now)
            if offered := list(reference.offered(first, first + 4 * DAY)):
                return instant_of(offered[number // 2 % len(offered)]).astimezone(ZONE)
        possible = starts(self.now)
        return possible[number // 2 % len(possible)]

    def _offer(self, who: str, what: str) -> dict[str, str]:
        return {"practitioner_id": self.practice.practitioners[who], "service_id": self.practice.services[what]}

    def _offers(self, who: str, what: str, at: datetime, *, own: tuple[int, ...] = (), to_a_member: bool = False, length: timedelta | None = None) -> bool:
        reference = Reference(self.connection, practitioner=self.practice.practitioners[who], service=self.practice.services[what], now=self.now)
        if length is not None:
            reference.service["duration_minutes"] = length // timedelta(minutes=1)
        start = minute_of(at)
        return start in reference.offered(start, start + 1, own=own, to_a_member=to_a_member)

    def _rows(self, statement: str, *arguments: Any) -> list[dict[str, Any]]:  # noqa: ANN401
        return self.connection.cursor(row_factory=dict_row).execute(statement, arguments).fetchall()

    def _key(self, number: int) -> str:
        """Return one of the keys that were given, or, when none was, one that opens nothing."""
        return self.keys[number % len(self.keys)] if self.keys else "0" * 64

    def _behind(self, key: str) -> list[dict[str, Any]]:
        return self._rows(
            "select c.kind, c.expires_at, h.moves_booking_id from app.holds as h join app.slot_claims as c using (claim_id)"
            " where %s in (h.hold_key, h.series_key)",
            key,
        )

    def _bookings(self) -> list[dict[str, Any]]:
        return self._rows("select * from app.bookings where organization_id = %s order by reference", self.practice.organization)

    def _booking(self, number: int) -> dict[str, Any]:
        bookings = self._bookings()
        return bookings[number % len(bookings)]

    def _booking_of(self, booking: dict[str, Any]) -> dict[str, Any]:
        return self._rows("select * from app.bookings where booking_id = %s", booking["booking_id"])[0]

    def _of(self, booking: dict[str, Any]) -> tuple[str, str]:
        """Return the names of the booking's practitioner and service."""
        whose = next(who for who, practitioner in self.practice.practitioners.items() if practitioner == str(booking["practitioner_id"]))
        return whose, self.practice.service_named(booking["service_id"])

    def _messages(self) -> list[dict[str, Any]]:
        return self._rows("select * from app.outbox_events where organization_id = %s order by position", self.practice.organization)

    def _series(self) -> list[Any]:
        return list(dict.fromkeys(row["series_id"] for row in self._bookings() if row["series_id"]))

    def _occupants(self, bookings: list[dict[str, Any]]) -> tuple[int, ...]:
        rows = self._rows("select occupant from app.slot_claims where claim_id = any (%s)", [row["claim_id"] for row in bookings])
        return tuple(row["occupant"] for row in rows)

    def _audited(self) -> int:
        return self._rows("select count(*) from app.audit_log where organization_id = %s", self.practice.organization)[0]["count"]


@pytest.mark.req("BM-R9", "BM-R16", "TS-2", "TS-9", "CP-5.7", "CP-15.2", "CP-15.3", "CP-15.4")
@pytest.mark.timeout(900)
def test_every_promise_is_kept_whatever_people_do(databases: Databases) -> None:
    """A dozen lives of forty steps; each step is a verb, who calls it and with what, a worker's round with the fate of each message, or time that passes."""
    machine = type("Life", (Life,), {"databases": databases})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=effort(fast=4, whole=12, explore=60),
            stateful_step_count=effort(fast=25, whole=40, explore=60),
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        ),
    )
