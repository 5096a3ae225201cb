"""The invariants themselves: each finds the one wrong that is done to a practice in good order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg.types.json import Jsonb

from .invariants import WRONG, WRONG_AFTER_TICK, what_is_wrong
from .practice import BEGINNING, Practice, deliver_all, guest, open_practice, starts, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

# What is wrong, and how it is brought about past every guard: constraints and triggers are off.
DAMAGE = {
    "two slots of one practitioner share time": """
        insert into app.slot_claims (organization_id, practitioner_id, kind, service_number, slot, blocked, seat, capacity, occupant)
        select organization_id, practitioner_id, kind, service_number, tstzrange(lower(slot) + interval '1 minute', upper(slot)), blocked, 1, 1, 0
        from app.slot_claims where kind = 'booking' and {mine} limit 1
    """,
    "a seat is taken twice": """
        insert into app.slot_claims (organization_id, practitioner_id, kind, service_number, slot, blocked, seat, capacity, occupant)
        select organization_id, practitioner_id, kind, service_number, slot, blocked, seat, 2, 0 from app.slot_claims where {mine} and kind = 'booking' limit 1
    """,
    "a slot has more takers than seats": """
        insert into app.slot_claims (organization_id, practitioner_id, kind, service_number, slot, blocked, seat, capacity, occupant)
        select organization_id, practitioner_id, kind, service_number, slot, blocked, 2, 1, 0
        from app.slot_claims where {mine} and kind = 'booking' and capacity = 1 limit 1
    """,
    "a room is given to two practitioners": """
        insert into app.resource_claims (claim_id, organization_id, resource_id, practitioner_id, blocked)
        select 0, organization_id, resource_id, gen_random_uuid(), blocked from app.resource_claims where {mine}
    """,
    "a room is not taken for the time of its claim": """
        update app.resource_claims set blocked = tstzrange(lower(blocked), upper(blocked) - interval '1 minute') where {mine}
    """,
    "a claim lacks the rooms that its service needs": "delete from app.resource_claims where {mine}",
    "a booking and its claim do not say the same": "update app.slot_claims set kind = 'hold', expires_at = app.now() where {mine} and kind = 'booking'",
    "a claim is nobody's, or that of several": "delete from app.holds where {mine}",
    "a cancelled booking still has time, or another has none": "update app.bookings set claim_id = null where {mine}",
    "a client is in two places": """
        update app.bookings set client_id = (select client_id from app.clients where {mine} limit 1), starts_at = app.now() where {mine}
    """,
    "a booking is not of its series": "update app.bookings set ics_uid = 'other' where {mine} and recurrence_id is not null",
    "a calendar's UID is shared by strangers": "update app.bookings set ics_uid = 'same' where {mine} and series_id is null",
    "a change of a booking is missing in the audit log, or told otherwise than it was": "update app.bookings set note = 'unseen' where {mine}",
    "the audit log calls a change by another name": "update app.audit_log set action = 'booking.approved' where {mine} and action = 'booking.created'",
    "an entry of the audit log changes nothing": "update app.audit_log set before = after where {mine} and action = 'booking.cancelled'",
    "a hold is missing in the audit log": "delete from app.audit_log where {mine} and action = 'hold.requested'",
    "a party is not told of a change of a single booking, or told twice, or what is not so": """
        delete from app.outbox_events where {mine} and topic = 'booking.confirmed' and recipient = 'client'
    """,
    "a message is dropped that had to be sent: what a party was told last is not how the booking stands": """
        update app.outbox_events set status = 'dropped', finished_at = app.now() where {mine} and topic = 'booking.confirmed'
    """,
    "a message tells of a change from something else than the party knew": """
        update app.outbox_events set carried = jsonb_set(carried, '{{previous_starts_at}}', to_jsonb(app.now()))
        where {mine} and status = 'queued' and carried is not null
    """,
    "a message was superseded that somebody had tried to send": """
        update app.outbox_events set attempts = 1 where {mine} and last_error like 'Superseded%'
    """,
    "what a superseded message about a series had to say is lost": """
        update app.outbox_events set carried = null where {mine} and topic like 'series.%' and carried is not null
    """,
    "what a party was told last of a booking in a series is not how it stands": """
        update app.outbox_events set status = 'dropped', finished_at = app.now() where {mine} and topic = 'series.rescheduled'
    """,
    "two messages about one thing are in hands at once, or a newer one went first": """
        update app.outbox_events set status = 'queued', finished_at = null where {mine} and topic = 'booking.confirmed'
    """,
    "an attempt at a message is not in the audit log": "delete from app.audit_log where {mine} and action = 'message.delivered'",
    "a party is not told of a change in a series, or told twice, or what is not so": """
        update app.outbox_events set data = jsonb_set(data, '{{changes}}', data -> 'changes' #- '{{0}}') where {mine} and topic like 'series.%'
    """,
    "a party is not told that an appointment took place, or told twice": """
        update app.outbox_events set topic = 'booking.completed' where {mine} and topic = 'booking.confirmed' and recipient = 'client'
    """,
    "a message about a series is called otherwise than what it tells": """
        update app.outbox_events set topic = 'series.changed' where {mine} and topic like 'series.%'
    """,
    "one transaction told a party twice of one series": """
        insert into app.outbox_events (organization_id, topic, recipient, subject_id, transaction_id, data)
        select organization_id, topic, recipient, subject_id, transaction_id, data from app.outbox_events where {mine} and transaction_id is not null
    """,
    "a SEQUENCE did not rise with each change of time or status": "update app.bookings set ics_sequence = 7 where {mine}",
    "somebody with an account is not told within the app what mail says, or told twice, or what is not so": """
        update app.notifications set user_id = gen_random_uuid() where {mine} and topic like 'series.%'
    """,
    "a lapsed hold still has its time": "update app.slot_claims set expires_at = app.now() where {mine} and kind = 'hold'",
    "a booking waits for an approval that can no longer come": "update app.bookings set approval_expires_at = app.now() where {mine} and status = 'pending'",
}
CONSTRAINTS = """
alter table app.audit_log disable trigger all;
alter table app.slot_claims
  drop constraint slot_claims_never_overlap, drop constraint slot_claims_seat_once, drop constraint slot_claims_seats_are_within_capacity;
alter table app.resource_claims drop constraint resource_claims_never_overlap;
alter table app.bookings drop constraint bookings_client_is_in_one_place, drop constraint bookings_hold_a_claim_unless_cancelled;
drop index app.outbox_events_once_for_each_change;
"""


@pytest.fixture(scope="module")
def owner(model_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(model_url, autocommit=True) as connection:
        connection.execute("set time zone 'UTC'")
        connection.execute("select set_config('tests.now', %s, false)", [BEGINNING.isoformat()])
        yield connection


@pytest.fixture(scope="module")
def practice(owner: psycopg.Connection) -> Practice:
    """A practice with some of everything, by its verbs: a series, a group, a room, a request, a cancelled booking and a hold."""
    practice = open_practice(owner)
    taken = iter(starts(BEGINNING)[10:])

    def hold(who: str, what: str, **arguments: str) -> str:
        # The first time from there on that can be had.
        for at in taken:
            told = tell(
                owner, "request_hold", practitioner_id=practice.practitioners[who], service_id=practice.services[what], starts_at=at, **arguments
            )  # fmt: skip
            if told.word == "ok":
                return told.rows[0][0]["hold_key"]
        pytest.fail(f"No time for {what}.")

    wanted = [("ada", "talk", {"recurrence": "FREQ=DAILY;COUNT=2"}), ("ada", "talk", {}), ("dan", "in a room", {}), ("dan", "visit", {}), ("dan", "group", {})]
    for number, (who, what, arguments) in enumerate(wanted):
        told = tell(owner, "confirm_hold", hold_key=hold(who, what, **arguments), client=Jsonb(guest(number)))
        assert told.word == "ok", told.word
    deliver_all(owner)
    booked = owner.execute(
        "select booking_id, series_id is null from app.bookings where organization_id = %s and practitioner_id = %s",
        [practice.organization, practice.practitioners["ada"]],
    ).fetchall()
    # The talk alone, and a date of the series, move twice: the second message supersedes the first.
    for booking_id in (next(one for one, alone in booked if alone), next(one for one, alone in booked if not alone)):
        for _ in range(2):
            move = {"user": practice.users["cleo"], "booking_id": booking_id}
            assert any(tell(owner, "reschedule_booking", **move, starts_at=at).word == "ok" for at in taken)
    last = told.rows[0][0]["booking_id"]
    assert tell(owner, "cancel_booking", user=practice.users["cleo"], booking_id=last).word == "ok"
    deliver_all(owner)
    hold("ada", "talk")
    return practice


def test_a_practice_in_good_order_has_nothing_wrong(owner: psycopg.Connection, practice: Practice) -> None:
    assert not what_is_wrong(owner, practice.organization, WRONG | WRONG_AFTER_TICK)


def test_every_invariant_is_tried() -> None:
    assert list(DAMAGE) == list(WRONG | WRONG_AFTER_TICK)


@pytest.mark.slow
@pytest.mark.parametrize("what", DAMAGE)
def test_a_wrong_is_found(owner: psycopg.Connection, practice: Practice, what: str) -> None:
    with owner.transaction(force_rollback=True):
        owner.execute("set local session_replication_role = replica")
        owner.execute(CONSTRAINTS)
        done = owner.execute(DAMAGE[what].format(mine=f"organization_id = '{practice.organization}'"))
        assert done.rowcount > 0, "nothing was damaged"
        assert what in what_is_wrong(owner, practice.organization, WRONG | WRONG_AFTER_TICK)
