"""The same key and the same arguments repeat the answer and change nothing; other arguments are refused; keys are each caller's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from psycopg.types.json import Jsonb

from .desk import details
from .racing import at_once, in_turn
from .scenes import SCENES, ben_books
from .sentences import assert_told

if TYPE_CHECKING:
    import psycopg

    from tests.conftest import Stack

    from .callers import Caller
    from .conftest import Watch
    from .desk import Desk
    from .racing import Act
    from .world import World

NOBODYS = str(UUID(int=0))

# Who calls, and an argument that makes it another request.
VERBS: dict[str, tuple[str, dict[str, Any]]] = {
    "create_organization": ("eve", {"name": "Oak"}),
    "invite_member": ("cleo", {"display_name": "Somebody else"}),
    "accept_invitation": ("eve", {"token": "Another"}),
    "revoke_invitation": ("cleo", {"invitation_id": NOBODYS}),
    "resend_invitation": ("cleo", {"invitation_id": NOBODYS}),
    "change_member_role": ("cleo", {"role": "practitioner"}),
    "change_role_permission": ("cleo", {"granted": False}),
    "open_support_access": ("root", {"minutes": 30}),
    "allow_support_access": ("cleo", {"support_id": NOBODYS}),
    "end_support_access": ("cleo", {"support_id": NOBODYS}),
    "suspend_member": ("cleo", {"member_id": NOBODYS}),
    "reactivate_member": ("cleo", {"member_id": NOBODYS}),
    "assign_practitioner": ("cleo", {"client_id": NOBODYS}),
    "end_assignment": ("cleo", {"client_id": NOBODYS}),
    "begin_supervision": ("cleo", {"may_read_notes": True}),
    "end_supervision": ("cleo", {"supervision_id": NOBODYS}),
    "save_onboarding_step": ("cleo", {"step": {"kind": "document", "title": "Other", "body": "Other"}}),
    "publish_onboarding_step": ("cleo", {"step_id": NOBODYS}),
    "retire_onboarding_step": ("cleo", {"step_id": NOBODYS}),
    "join_organization": ("ben", {"practitioner_id": NOBODYS}),
    "answer_onboarding_step": ("ben", {"version": 2}),
    "withdraw_consent": ("ben", {"consent_id": NOBODYS}),
    "change_display_name": ("ada", {"display_name": "Other"}),
    "leave_organization": ("eve", {"organization_id": NOBODYS}),
    "withdraw_join_request": ("eve", {"request_id": NOBODYS}),
    "request_to_join": ("ines", {"message": "Other"}),
    "approve_join_request": ("cleo", {"request_id": NOBODYS}),
    "decline_join_request": ("cleo", {"reason": "Other"}),
    "hand_over_client": ("cleo", {"bookings": "cancel"}),
    "request_hold": ("anon", {"hold_seconds": 60}),
    "extend_hold": ("anon", {"hold_key": "Another"}),
    "release_hold": ("anon", {"hold_key": "Another"}),
    "confirm_hold": ("anon", {"note": "Other"}),
    "create_booking": ("ada", {"note": "Other"}),
    "reschedule_booking": ("ada", {"starts_at": "2030-01-01T15:00:00Z"}),
    "cancel_booking": ("ben", {"reason": "Other"}),
    "approve_booking": ("ada", {"booking_id": NOBODYS}),
    "decline_booking": ("ada", {"reason": "Other"}),
    "complete_booking": ("ada", {"booking_id": NOBODYS}),
    "mark_no_show": ("ada", {"booking_id": NOBODYS}),
    "cancel_series": ("ben", {"reason": "Other"}),
    "reschedule_series": ("ada", {"shift": "2 hours"}),
    "change_availability": ("ada", {"reason": "Other"}),
    "close_day": ("ada", {"reason": "Other"}),
    "reschedule_by_token": ("anon", {"starts_at": "2030-01-01T15:00:00Z"}),
    "cancel_by_token": ("anon", {"reason": "Other"}),
    "claim_booking": ("ben", {"token": "Another"}),
    "link_my_bookings": ("ben", {"organization_id": NOBODYS}),
    "join_waitlist": ("anon", {"to_date": "2030-12-31"}),
    "leave_waitlist": ("ada", {"entry_id": NOBODYS}),
    "accept_waitlist_offer": ("anon", {"offer_id": NOBODYS}),
    "decline_waitlist_offer": ("anon", {"offer_id": NOBODYS}),
    "set_notification_preference": ("ada", {"wanted": True}),
    "unsubscribe_by_token": ("anon", {"wanted": True}),
    "register_webhook_endpoint": ("cleo", {"url": "https://other.example/in"}),
    "change_webhook_endpoint": ("cleo", {"detail": False}),
    "rotate_webhook_secret": ("cleo", {"endpoint_id": NOBODYS}),
    "disable_webhook_endpoint": ("cleo", {"endpoint_id": NOBODYS}),
    "enable_webhook_endpoint": ("cleo", {"endpoint_id": NOBODYS}),
    "delete_webhook_endpoint": ("cleo", {"endpoint_id": NOBODYS}),
    "send_test_webhook": ("cleo", {"endpoint_id": NOBODYS}),
    "replay_webhook_delivery": ("cleo", {"delivery_id": NOBODYS}),
    "clear_mail_address": ("cleo", {"address_id": NOBODYS}),
    "retry_message": ("cleo", {"event_id": NOBODYS}),
    "begin_calendar_connection": ("ada", {"provider": "caldav"}),
    "change_calendar_connection": ("ada", {"invites_by": "provider"}),
    "end_calendar_connection": ("ada", {"connection_id": NOBODYS}),
    "create_calendar_feed": ("ada", {"detail": True}),
    "revoke_calendar_feed": ("cleo", {"feed_id": NOBODYS}),
    "choose_busy_calendars": ("noah", {"calendar_ids": []}),
    "decide_calendar_change": ("ada", {"decision": "apply"}),
    "review_booking": ("ben", {"rating": 1}),
    "review_by_token": ("anon", {"rating": 1}),
    "answer_review": ("ada", {"answer": "Other"}),
    "hide_review": ("cleo", {"reason": "Other"}),
    "show_review": ("cleo", {"review_id": NOBODYS}),
    "withdraw_review": ("ben", {"review_id": NOBODYS}),
    "save_note": ("ada", {"visibility": "private"}),
    "sign_note": ("ada", {"expected_version": 2}),
    "discard_draft": ("ada", {"note_id": NOBODYS}),
    "note_visit": ("anon", {"kind": "visited"}),
    "open_conversation": ("ada", {"client_id": NOBODYS}),
    "open_group_conversation": ("ada", {"booking_id": NOBODYS}),
    "join_conversation": ("ben", {"shown_as": "B."}),
    "leave_conversation": ("ben", {"conversation_id": NOBODYS}),
    "send_message": ("ben", {"body": "Other"}),
    "retract_message": ("ada", {"message_id": NOBODYS}),
    "mark_conversation_read": ("ben", {"up_to": 0}),
    "erase_client": ("cleo", {"reason": "Other"}),
    "set_retention": ("cleo", {"keep_days": {"messages": 500}}),
    "ask_for_erasure": ("ben", {"organization_id": NOBODYS}),
    "place_legal_hold": ("cleo", {"reason": "Other"}),
    "lift_legal_hold": ("cleo", {"reason": "Other"}),
    "create_practice_room": ("ben", {"title": "Other"}),
    "update_practice_room": ("ada", {"title": "Other"}),
    "book_practice_room": ("ben", {"room_id": NOBODYS}),
    "delete_practice_room": ("ada", {"reason": "Other"}),
    "renew_practice_link": ("ada", {"room_id": NOBODYS}),
    "set_practice_stages": ("cleo", {"stages": ["one", "two"]}),
    "start_round": ("ben", {"candidate": "host"}),
    "finish_round": ("ada", {"assessment": "Other"}),
    "create_room_slot": ("ada", {"title": "Other"}),
    "book_room_slot": ("ben", {"slot_id": NOBODYS}),
    "delete_room_slot": ("ada", {"slot_id": NOBODYS}),
    "mark_notifications_read": ("ada", {"up_to": "2031-01-01T00:00:00Z"}),
}


# What is shown once, and kept nowhere: a repeated request cannot repeat it.
SECRETS = {"create_calendar_feed": "token", "create_practice_room": "link_token", "renew_practice_link": "link_token"}


def without_secret(verb: str, answer: Any) -> Any:  # noqa: ANN401 - whatever the verb answers
    """The *answer* as a repeated request hears it."""
    return answer | {SECRETS[verb]: None} if verb in SECRETS else answer


def in_sql(world: World, name: str, verb: str, arguments: dict[str, Any]) -> Act:
    """The call of *verb* on a connection of its own, by whoever *name* is."""
    person = None if name == "anon" else world.people[name]
    claims = {"sub": person.user_id, "email": person.email} if person else {}
    as_json = {
        argument for argument, value in arguments.items() if isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict))
    }
    sent = {argument: Jsonb(value) if argument in as_json else value for argument, value in arguments.items()}
    named = ", ".join(f"{argument} => %({argument})s" for argument in sent)

    def one(connection: psycopg.Connection) -> list[tuple[Any, ...]]:
        with connection.transaction():
            connection.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps(claims)])
            connection.execute(f"set local role {'authenticated' if person else 'anon'}")
            return connection.execute(f"select * from api.{verb}({named})", sent).fetchall()  # noqa: S608 - our own names

    return one


def test_every_verb_that_takes_a_key_is_tried(owner: psycopg.Connection) -> None:
    """A verb that is new has to have its line above."""
    verbs = owner.execute("select proname from pg_proc where pronamespace = 'api'::regnamespace and 'idempotency_key' = any (proargnames)").fetchall()
    assert {row["proname"] for row in verbs} == VERBS.keys()


@pytest.mark.req("TS-10")
@pytest.mark.one_of(5)
@pytest.mark.parametrize("verb", VERBS)
def test_a_repeated_request_repeats_the_answer(world: World, desk: Desk, nothing_written: Watch, verb: str) -> None:
    """Exactly once, however often it is sent."""
    name, other = VERBS[verb]
    caller, arguments, key = world.caller(name), SCENES[verb](world, desk), {"idempotency_key": str(uuid4())}
    answer = caller.call(verb, **arguments, **key)
    with nothing_written():
        assert caller.call(verb, **arguments, **key) == without_secret(verb, answer)
        assert_told(caller.refused(verb, **(arguments | other), **key), "idempotency_mismatch", "already used with other arguments")


@pytest.mark.req("TS-10")
@pytest.mark.one_of(13)
@pytest.mark.parametrize("verb", VERBS)
def test_two_first_calls_at_once_are_one(world: World, desk: Desk, stack: Stack, nothing_written: Watch, verb: str) -> None:
    """The second waits for the first, before it has any answer to repeat, and then repeats it."""
    name, other = VERBS[verb]
    arguments = SCENES[verb](world, desk) | {"idempotency_key": str(uuid4())}
    once = in_sql(world, name, verb, arguments)
    first, second = in_turn(stack.database_url, once, once)
    assert first.word == "ok"
    assert second.word == "ok"
    assert second.rows == [tuple(without_secret(verb, each) for each in row) for row in first.rows]
    with nothing_written():
        assert at_once(stack.database_url, [once, in_sql(world, name, verb, arguments | other)]) == ["ok", "idempotency_mismatch"]


@pytest.mark.req("TS-10")
@pytest.mark.one_of(13)
@pytest.mark.parametrize("verb", VERBS)
def test_one_key_for_two_requests_at_once(world: World, desk: Desk, stack: Stack, verb: str) -> None:
    """The second waits and is refused, whatever it asked for."""
    name, other = VERBS[verb]
    arguments = SCENES[verb](world, desk) | {"idempotency_key": str(uuid4())}
    calls = [in_sql(world, name, verb, sent) for sent in (arguments, arguments | other)]
    assert [told.word for told in in_turn(stack.database_url, *calls)] == ["ok", "idempotency_mismatch"]


@pytest.mark.req("TS-10")
def test_no_secret_is_kept_with_a_key(world: World, desk: Desk, anon: Caller, owner: psycopg.Connection) -> None:
    """Who reads the table of answers finds no link and no key of a hold that was sent along."""
    token, hold_key, key = desk.token(ben_books(world, desk)["booking_id"]), desk.hold()["hold_key"], {"idempotency_key": str(uuid4())}
    anon.call("cancel_by_token", token=token, **key)
    anon.call("extend_hold", hold_key=hold_key, **key)
    kept = [str(row) for row in owner.execute("select * from app.idempotency_keys where key = %s", list(key.values())).fetchall()]
    assert len(kept) == len(("cancel_by_token", "extend_hold"))
    assert not [row for row in kept if token in row or hold_key in row]


@pytest.mark.req("TS-10")
@pytest.mark.parametrize(
    ("verb", "made_up"), [("release_hold", {"hold_key": "0" * 32}), ("extend_hold", {"hold_key": "0" * 32}), ("cancel_by_token", {"token": "made up"})]
)
def test_a_key_for_nothing_leaves_no_trace(world: World, stack: Stack, nothing_written: Watch, verb: str, made_up: dict[str, str]) -> None:
    """Strangers cannot fill the table of answers by calls that do nothing."""
    with nothing_written():
        at_once(stack.database_url, [in_sql(world, "anon", verb, made_up | {"idempotency_key": str(uuid4())})])


@pytest.mark.req("TS-10", "BM-R11")
def test_a_replaced_link_repeats_nothing(world: World, desk: Desk, anon: Caller) -> None:
    """The answer is the booking as the link shows it; a link that shows nothing any more has no answer to repeat."""
    booking_id = ben_books(world, desk)["booking_id"]
    sent = {"token": desk.token(booking_id), "starts_at": world.next_start(), "idempotency_key": str(uuid4())}
    anon.call("reschedule_by_token", **sent)
    desk.let_token_expire(booking_id)
    assert_told(anon.refused("reschedule_by_token", **sent), "token_expired")


@pytest.mark.req("TS-10")
def test_two_users_may_use_the_same_key(world: World, desk: Desk, ada: Caller, cleo: Caller, anon: Caller, ben: Caller) -> None:
    """Neither hears what the other was answered; nor do two strangers at different places, nor two verbs."""
    key = {"idempotency_key": str(uuid4())}
    by_ada, by_cleo = (caller.call("create_booking", **SCENES["create_booking"](world, desk), **key) for caller in (ada, cleo))
    held = [caller.call("request_hold", **SCENES["request_hold"](world, desk), **key)["hold_key"] for caller in (anon, ben, world.caller(), ada)]
    assert by_ada["booking_id"] != by_cleo["booking_id"]
    assert len(set(held)) == len(held)


@pytest.mark.req("TS-10")
def test_a_refused_request_does_not_use_up_its_key(world: World, desk: Desk, anon: Caller) -> None:
    """The corrected form goes through under the key of the wrong one."""
    hold_key, key = desk.hold(anon)["hold_key"], {"idempotency_key": str(uuid4())}
    assert_told(anon.refused("confirm_hold", hold_key=hold_key, client=details(phone=""), **key), "invalid_argument", "phone number")
    assert anon.call("confirm_hold", hold_key=hold_key, client=details(), **key)["status"] == "confirmed"
    assert world


@pytest.mark.req("TS-10")
def test_a_key_is_forgotten_after_a_day(world: World, desk: Desk, ada: Caller, owner: psycopg.Connection) -> None:
    """Then it stands for a new request."""
    key = str(uuid4())
    first = ada.call("create_booking", **SCENES["create_booking"](world, desk), idempotency_key=key)
    owner.execute("update app.idempotency_keys set created_at = created_at - interval '24 hours' where key = %s", [key])
    second = ada.call("create_booking", **SCENES["create_booking"](world, desk), idempotency_key=key)
    assert first["booking_id"] != second["booking_id"]


@pytest.mark.req("TS-10")
@pytest.mark.parametrize("verb", ["request_hold", "create_booking"])
def test_the_answer_is_repeated_though_the_service_is_gone(world: World, desk: Desk, cleo: Caller, nothing_written: Watch, verb: str) -> None:
    """Whoever lost the first answer on the way gets it, even if nobody could book that service any more."""
    within = {"organization_id": world.riverside.organization_id}
    service_id = cleo.insert("services", **within, name="Brief", duration_minutes=60, step_minutes=60, max_advance_days=400)["service_id"]
    offer = {"practitioner_id": world.riverside.practitioners["ada"], "service_id": service_id}
    cleo.insert("practitioner_services", **within, **offer)
    arguments = SCENES[verb](world, desk) | offer | {"idempotency_key": str(uuid4())}
    ada = world.caller("ada")
    answer = ada.call(verb, **arguments)
    cleo.view("services").update({"archived_at": "2026-01-01T00:00:00Z"}).eq("service_id", service_id).execute()
    with nothing_written():
        assert ada.call(verb, **arguments) == answer


@pytest.mark.req("TS-10")
def test_another_ones_key_opens_nothing(world: World, desk: Desk, eve: Caller, nothing_written: Watch) -> None:
    """Somebody who knows the key of a request does not hear its answer."""
    ada, key = world.caller("ada"), {"idempotency_key": str(uuid4())}
    arguments = {"booking_id": ben_books(world, desk)["booking_id"]}
    ada.call("cancel_booking", **arguments, **key)
    with nothing_written():
        assert_told(eve.refused("cancel_booking", **arguments, **key), "not_found", "No booking")
