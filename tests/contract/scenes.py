"""For each verb a scene in which it makes sense, and the arguments that are right there."""

from __future__ import annotations

import hashlib
import itertools
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from .desk import details
from .world import token_and_hash

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

    from .callers import Caller
    from .desk import Desk
    from .world import World


def ben_books(world: World, desk: Desk, **held: Any) -> dict[str, Any]:  # noqa: ANN401
    """A booking of ben, who is signed in, with ada."""
    return desk.book(world.caller("ben"), client=details(email=world.people["ben"].email), **held)


def in_a_month() -> str:
    """When a link's token might expire."""
    return (datetime.now(UTC) + timedelta(days=30)).isoformat()


def in_two_years() -> str:
    """A day that no other test books."""
    return f"{datetime.now(UTC) + timedelta(days=720):%F}"


def _create_organization(_world: World, _desk: Desk) -> dict[str, Any]:
    return {"name": "Elm", "slug": f"elm-{uuid4().hex[:8]}", "time_zone": "America/Halifax"}


def _invite_member(world: World, _desk: Desk) -> dict[str, Any]:
    guest = {"email": f"{uuid4().hex}@people.example", "role": "practitioner", "display_name": "Guest"}
    return {"organization_id": world.riverside.organization_id} | guest


def _elsewhere_invited(world: World) -> str:
    # At an organization made for it, so that nobody of the two practices changes sides.
    founder = world.caller(world.new_account())
    organization = founder.call("create_organization", **_create_organization(world, None))  # type: ignore[arg-type]
    guest = {"email": "guest@people.example", "role": "practitioner", "display_name": "Guest"}
    return founder.call("invite_member", organization_id=organization["organization_id"], **guest)["invitation_id"]


def _invitation(world: World, desk: Desk) -> dict[str, Any]:
    return {"invitation_id": world.caller("cleo").call("invite_member", **_invite_member(world, desk))["invitation_id"]}


def _member(world: World, desk: Desk) -> dict[str, Any]:
    statement = "insert into app.members (organization_id, user_id, role, email, display_name) values (%s, %s, 'practitioner', %s, 'Guest') returning member_id"
    member = desk.owner.execute(statement, [world.riverside.organization_id, uuid4(), f"{uuid4().hex}@people.example"])
    return {"member_id": str(member.fetchone()["member_id"])}


def _suspended_member(world: World, desk: Desk) -> dict[str, Any]:
    member = _member(world, desk)
    world.caller("cleo").call("suspend_member", **member)
    return member


def _accept_invitation(world: World, _desk: Desk) -> dict[str, Any]:
    return {"token": world.invitation_token(_elsewhere_invited(world))}


def _register_invitation_token(world: World, _desk: Desk) -> dict[str, Any]:
    return {"invitation_id": _elsewhere_invited(world), "token_hash": token_and_hash()[1], "expires_at": in_a_month()}


def _assign_practitioner(world: World, desk: Desk) -> dict[str, Any]:
    booking_id = desk.book()["booking_id"]
    client_id = world.caller("service").rows("bookings", booking_id=booking_id)[0]["client_id"]
    return {"client_id": client_id, "practitioner_id": world.riverside.practitioners["ada"]}


def _end_assignment(world: World, desk: Desk) -> dict[str, Any]:
    given = _assign_practitioner(world, desk)
    world.caller("cleo").call("assign_practitioner", **given)
    return {"client_id": given["client_id"]}


def _open_support(world: World, desk: Desk) -> dict[str, Any]:
    # One request at a time.
    desk.owner.execute("delete from app.support_grants where organization_id = %s", [world.riverside.organization_id])
    return {"organization_id": world.riverside.organization_id, "reason": "They ask why a mail was not sent.", "minutes": 60}


def new_support(world: World, desk: Desk) -> dict[str, Any]:
    """The platform asks to look into Riverside."""
    return {"support_id": world.caller("root").call("open_support_access", **_open_support(world, desk))["support_id"]}


def new_supervision(world: World, desk: Desk) -> dict[str, Any]:
    """Somebody new is to supervise ada."""
    return {"supervisor_id": _member(world, desk)["member_id"], "practitioner_id": world.riverside.practitioners["ada"]}


def _supervision(world: World, desk: Desk) -> dict[str, Any]:
    return {"supervision_id": world.caller("cleo").call("begin_supervision", **new_supervision(world, desk))["supervision_id"]}


def _change_role_permission(world: World, _desk: Desk) -> dict[str, Any]:
    # As it is by default: nobody else's test is to find another practice.
    return {"organization_id": world.riverside.organization_id, "role": "practitioner", "permission": "sessions:overbook", "granted": True}


def joining() -> dict[str, Any]:
    """What somebody types who becomes a client."""
    return {name: value for name, value in details().items() if name != "email"}


def _onboarding_step(world: World, _desk: Desk) -> dict[str, Any]:
    step = {"kind": "consent", "title": "Care", "body": "We keep notes."}
    return {"organization_id": world.riverside.organization_id, "step": step}


def _step(world: World, desk: Desk) -> dict[str, Any]:
    return {"step_id": world.caller("cleo").call("save_onboarding_step", **_onboarding_step(world, desk))["step_id"]}


def _elsewhere(world: World, desk: Desk) -> tuple[dict[str, Any], dict[str, Any]]:
    # A practice made for it, which asks for a consent: nobody of the two practices becomes a client of the other.
    founder = world.caller(world.new_account())
    organization = founder.call("create_organization", **_create_organization(world, desk))
    step = _onboarding_step(world, desk) | {"organization_id": organization["organization_id"]}
    asked = {"step_id": founder.call("save_onboarding_step", **step)["step_id"]}
    return organization, asked | {"version": founder.call("publish_onboarding_step", **asked)["version"]}


def _join_organization(world: World, desk: Desk) -> dict[str, Any]:
    return {"organization_slug": _elsewhere(world, desk)[0]["slug"], "details": joining()}


def _asked(world: World, desk: Desk) -> tuple[dict[str, Any], dict[str, Any]]:
    organization, asked = _elsewhere(world, desk)
    world.caller("ben").call("join_organization", organization_slug=organization["slug"], details=joining())
    return organization, asked | {"answer": {"value": True}}


def _my_onboarding(world: World, desk: Desk) -> dict[str, Any]:
    return {"organization_id": _asked(world, desk)[0]["organization_id"]}


def _consent(world: World, desk: Desk) -> dict[str, Any]:
    _, asked = _asked(world, desk)
    world.caller("ben").call("answer_onboarding_step", **asked)
    return {"consent_id": world.caller("ben").rows("consents", step_id=asked["step_id"])[0]["consent_id"]}


def _client_of_ada(world: World, desk: Desk) -> dict[str, Any]:
    given = _assign_practitioner(world, desk)
    world.caller("cleo").call("assign_practitioner", **given)
    return {"client_id": given["client_id"]}


def _hand_over(world: World, desk: Desk) -> dict[str, Any]:
    given = _assign_practitioner(world, desk)
    world.caller("cleo").call("assign_practitioner", **given)
    return {"client_id": given["client_id"], "to_practitioner_id": world.riverside.practitioners["noah"]}


def _client(world: World, desk: Desk) -> dict[str, Any]:
    """Somebody who booked with ada."""
    return {"client_id": world.caller("service").rows("bookings", booking_id=desk.book()["booking_id"])[0]["client_id"]}


def _client_of_the_past(world: World, desk: Desk) -> dict[str, Any]:
    """Somebody who has nothing to come."""
    booking_id = desk.book()["booking_id"]
    world.caller("cleo").call("cancel_booking", booking_id=booking_id)
    return {"client_id": world.caller("service").rows("bookings", booking_id=booking_id)[0]["client_id"], "reason": "Asked by letter"}


def _where_only_ben_is_a_client(world: World, desk: Desk) -> dict[str, Any]:
    fresh = {"name": "Fresh", "slug": f"fresh-{uuid4().hex[:8]}", "time_zone": "America/Toronto"}
    where = {"organization_id": world.caller(world.new_account()).call("create_organization", **fresh)["organization_id"]}
    desk.owner.execute(
        "insert into app.clients (organization_id, user_id, name, email, phone, time_zone) values (%s, %s, 'Ben', %s, '+1 514 555 0199', 'UTC')",
        (where["organization_id"], world.people["ben"].user_id, world.people["ben"].email),
    )
    return where


def _client_on_hold(world: World, desk: Desk) -> dict[str, Any]:
    client = _client(world, desk)
    world.caller("cleo").call("place_legal_hold", **client, reason="A claim")
    return client | {"reason": "Settled"}


def _join_request(world: World, desk: Desk) -> dict[str, Any]:
    # Somebody new asks each time: nobody of the two practices changes sides.
    return {"request_id": world.caller(world.new_account()).call("request_to_join", **asking(world, desk))["request_id"]}


def asking(world: World, _desk: Desk) -> dict[str, Any]:
    """Somebody would like to work at Riverside."""
    return {"organization_slug": world.riverside.slug, "display_name": "Pat Roy", "message": "I speak Cree."}


def _asked_elsewhere(world: World, desk: Desk) -> dict[str, Any]:
    founder = world.caller(world.new_account())
    organization = founder.call("create_organization", **_create_organization(world, desk))
    return {"organization_slug": organization["slug"], "display_name": "Pat Roy"}


def _join_request_of_eve(world: World, desk: Desk) -> dict[str, Any]:
    eve = world.people["eve"]
    founder = world.caller(world.new_account())
    organization = founder.call("create_organization", **_create_organization(world, desk))
    # By the owner, since nobody asks as often as tests do.
    desk.owner.execute("update app.join_requests set status = 'withdrawn', decided_at = now() where user_id = %s and status = 'open'", [eve.user_id])
    made = desk.owner.execute(
        "insert into app.join_requests (organization_id, user_id, email, display_name) values (%s, %s, %s, 'Eve') returning request_id",
        [organization["organization_id"], eve.user_id, eve.email],
    )
    return {"request_id": str(made.fetchone()["request_id"])}


def _leave_organization(world: World, desk: Desk) -> dict[str, Any]:
    # Another practice of eve's, in which she is not the only admin.
    organization_id = world.caller("eve").call("create_organization", **_create_organization(world, desk))["organization_id"]
    statement = "insert into app.members (organization_id, user_id, role, email, display_name) values (%s, %s, 'admin', %s, 'Guest')"
    desk.owner.execute(statement, [organization_id, uuid4(), f"{uuid4().hex}@people.example"])
    return {"organization_id": organization_id}


def _change_display_name(world: World, _desk: Desk) -> dict[str, Any]:
    return {"organization_id": world.riverside.organization_id, "display_name": "Somebody"}


def _explain_slot(world: World, _desk: Desk) -> dict[str, Any]:
    return world.riverside.offer("ada", "talk") | {"starts_at": in_a_month()[:16] + ":00Z"}


def _change_of_hours(world: World, _desk: Desk) -> dict[str, Any]:
    # Hours long past, in which nobody has a booking.
    extra = {"change": "add_exception", "kind": "extra_hours", "starts_at": "2020-01-01T09:00:00Z", "ends_at": "2020-01-01T10:00:00Z"}
    return {"practitioner_id": world.riverside.practitioners["ada"], "changes": [extra]}


def _close_day(world: World, _desk: Desk) -> dict[str, Any]:
    return {"practitioner_id": world.riverside.practitioners["ada"], "from_date": "2020-01-02"}


def _search_practitioners(_world: World, _desk: Desk) -> dict[str, Any]:
    return {"organization_slug": "riverside", "sort": "soonest"}


def _available_slots(world: World, _desk: Desk) -> dict[str, Any]:
    return world.riverside.offer("ada", "talk") | {"from_date": "2030-01-01", "to_date": "2030-01-02"}


def _request_hold(world: World, _desk: Desk) -> dict[str, Any]:
    return world.riverside.offer("ada", "talk") | {"starts_at": world.next_start()}


def _hold_key(_world: World, desk: Desk) -> dict[str, Any]:
    return {"hold_key": desk.hold()["hold_key"]}


def _confirm_hold(world: World, desk: Desk) -> dict[str, Any]:
    return _hold_key(world, desk) | {"client": details()}


def _booking(world: World, desk: Desk) -> dict[str, Any]:
    return {"booking_id": ben_books(world, desk)["booking_id"]}


def _booking_to_see(world: World, desk: Desk) -> dict[str, Any]:
    # Whoever booked at Riverside in another test belongs to it since, as a client.
    strangers = [world.people[name].user_id for name in ("ines", "eve")]
    statement = "update app.clients set archived_at = now() where organization_id = %s and user_id = any (%s) and archived_at is null"
    desk.owner.execute(statement, [world.riverside.organization_id, strangers])
    return _booking(world, desk)


def _client_of_ben(world: World, desk: Desk) -> dict[str, Any]:
    booking_id = _booking_to_see(world, desk)["booking_id"]
    return {"client_id": world.caller("service").rows("bookings", booking_id=booking_id)[0]["client_id"]}


def _of_ada(world: World, _desk: Desk) -> dict[str, Any]:
    return {"practitioner_id": world.riverside.practitioners["ada"]}


def _reschedule_booking(world: World, desk: Desk) -> dict[str, Any]:
    return _booking(world, desk) | {"starts_at": world.next_start()}


def _series(world: World, desk: Desk) -> dict[str, Any]:
    starts = sorted(world.next_start() for _ in range(2))
    return {"series_id": ben_books(world, desk, starts_at=starts[0], occurrences=starts)["series_id"]}


def _pending(world: World, desk: Desk) -> dict[str, Any]:
    return {"booking_id": ben_books(world, desk, service="approved")["booking_id"]}


def _begun(world: World, desk: Desk) -> dict[str, Any]:
    booking = _booking(world, desk)
    desk.let_begin(booking["booking_id"])
    return booking


def _token(world: World, desk: Desk) -> dict[str, Any]:
    return {"token": desk.token(_booking(world, desk)["booking_id"])}


def _join_waitlist(world: World, _desk: Desk) -> dict[str, Any]:
    return world.riverside.offer("ada", "talk") | {"from_date": in_two_years(), "to_date": in_two_years(), "client": details()}


def _wish(world: World, desk: Desk) -> dict[str, Any]:
    return {"entry_id": world.caller().call("join_waitlist", **_join_waitlist(world, desk))["entry_id"]}


def _register_waitlist_token(world: World, desk: Desk) -> dict[str, Any]:
    return _wish(world, desk) | {"token_hash": token_and_hash()[1], "expires_at": in_a_month()}


def _wish_by_token(world: World, desk: Desk) -> dict[str, Any]:
    token, token_hash = token_and_hash()
    world.caller("service").call("register_waitlist_token", **_register_waitlist_token(world, desk) | {"token_hash": token_hash})
    return {"token": token}


def _preference(world: World, desk: Desk) -> dict[str, Any]:
    _booking(world, desk)
    desk.forget_strangers()
    return {"organization_id": world.riverside.organization_id, "kind": "reminder", "channel": "mail", "wanted": False}


def _register_unsubscribe_token(world: World, desk: Desk) -> dict[str, Any]:
    # That one is on the list can be done without.
    return {"event_id": desk.event_of(_wish(world, desk)["entry_id"]), "token_hash": token_and_hash()[1]}


def _unsubscribe_token(world: World, desk: Desk) -> dict[str, Any]:
    token, token_hash = token_and_hash()
    world.caller("service").call("register_unsubscribe_token", **_register_unsubscribe_token(world, desk) | {"token_hash": token_hash})
    return {"token": token}


def _mail_address(world: World, desk: Desk) -> dict[str, Any]:
    statement = "insert into app.mail_addresses (organization_id, address, bounced_at) values (%s, %s, now()) returning address_id"
    marked = desk.owner.execute(statement, [world.riverside.organization_id, f"{uuid4().hex}@people.example"])
    return {"address_id": str(marked.fetchone()["address_id"])}


def _offer(world: World, desk: Desk) -> dict[str, Any]:
    # A time is held, wished for by nobody else, and given back.
    desk.owner.execute("update app.waitlist_entries set status = 'left' where status = 'waiting'")
    hold, visitor = desk.hold(), world.caller()
    (held,) = hold["holds"]
    # For just this hour on the practitioner's clock, so that it waits for nothing that other tests give back.
    local = datetime.fromisoformat(held["starts_at"]) + timedelta(minutes=held["start_offset_minutes"])
    wish = {"from_date": f"{local:%F}", "to_date": f"{local:%F}", "from_local": f"{local:%T}", "until_local": f"{local.hour + 1}:00"}
    entry_id = visitor.call("join_waitlist", **world.riverside.offer("ada", "talk"), **wish, client=details())["entry_id"]
    visitor.call("release_hold", hold_key=hold["hold_key"])
    token, token_hash = token_and_hash()
    world.caller("service").call("register_waitlist_token", entry_id=entry_id, token_hash=token_hash, expires_at=in_a_month())
    return {"token": token, "offer_id": visitor.call("waitlist_by_token", token=token)["offer"]["offer_id"]}


def _claim_booking(world: World, desk: Desk) -> dict[str, Any]:
    return {"token": desk.token(desk.book(practitioner="omar", tenant=world.hill)["booking_id"])}


def _video_room(world: World, desk: Desk) -> dict[str, Any]:
    room = desk.owner.execute(
        """
        insert into app.video_rooms (organization_id, subject_kind, subject_id, provider, name, span, opens_at, closes_at)
        values (%s, 'practice_room', gen_random_uuid(), 'daily', 'bookfast-test', '[2030-01-01 15:00+00,2030-01-01 16:00+00)',
          '2030-01-01 14:45+00', '2030-01-01 16:30+00')
        returning video_room_id
        """,
        [world.riverside.organization_id],
    ).fetchone()
    assert room
    return {"video_room_id": str(room["video_room_id"])}


def _slots_by_token(world: World, desk: Desk) -> dict[str, Any]:
    return _token(world, desk) | {"from_date": "2030-01-01", "to_date": "2030-01-02"}


def _reschedule_by_token(world: World, desk: Desk) -> dict[str, Any]:
    return _token(world, desk) | {"starts_at": world.next_start()}


def _slots_of_booking(world: World, desk: Desk) -> dict[str, Any]:
    return _booking(world, desk) | {"from_date": "2030-01-01", "to_date": "2030-01-02"}


def _register_booking_token(world: World, desk: Desk) -> dict[str, Any]:
    return _booking(world, desk) | {"token_hash": token_and_hash()[1], "expires_at": in_a_month()}


def _event(world: World, desk: Desk) -> dict[str, Any]:
    return {"event_id": desk.event_of(_booking(world, desk)["booking_id"])}


def _mark_failed(world: World, desk: Desk) -> dict[str, Any]:
    return _event(world, desk) | {"error": "The server hung up.", "retryable": False}


def _failed_message(world: World, desk: Desk) -> dict[str, Any]:
    arguments = _event(world, desk)
    desk.owner.execute("update app.outbox_events set status = 'failed', finished_at = now() where event_id = %(event_id)s", arguments)
    return arguments


def _register_webhook_endpoint(world: World, desk: Desk) -> dict[str, Any]:
    # There is room for twenty.
    desk.owner.execute("delete from app.webhook_endpoints where organization_id = %s", [world.riverside.organization_id])
    return {"organization_id": world.riverside.organization_id, "url": "https://hooks.example/in", "event_types": ["booking.created"]}


def _endpoint(world: World, desk: Desk) -> dict[str, Any]:
    return {"endpoint_id": world.caller("cleo").call("register_webhook_endpoint", **_register_webhook_endpoint(world, desk))["endpoint_id"]}


def _disabled_endpoint(world: World, desk: Desk) -> dict[str, Any]:
    endpoint = _endpoint(world, desk)
    world.caller("cleo").call("disable_webhook_endpoint", **endpoint)
    return endpoint


def _delivery(world: World, desk: Desk) -> dict[str, Any]:
    return {"delivery_id": world.caller("cleo").call("send_test_webhook", **_endpoint(world, desk))["delivery_id"]}


def _ended_delivery(world: World, desk: Desk) -> dict[str, Any]:
    delivery = _delivery(world, desk)
    world.caller("service").call("mark_webhook_delivered", **delivery, response_status=204)
    return delivery


def _calendar_task(world: World, desk: Desk) -> dict[str, Any]:
    """A task that a test has, of a connection that ended: nobody else takes it."""
    organization_id = world.riverside.organization_id
    connection = desk.owner.execute(
        "insert into app.calendar_connections (organization_id, user_id, provider, account, status, ended_at, ended_by)"
        " select organization_id, user_id, 'caldav', 'ada', 'ended', now(), 'a test' from app.members where organization_id = %s order by user_id limit 1"
        " returning connection_id",
        [organization_id],
    ).fetchone()["connection_id"]
    task = desk.owner.execute(
        "insert into app.calendar_tasks (organization_id, connection_id, kind, leased_by, next_attempt_at)"
        " values (%s, %s, 'prepare', 'a test', now() + interval '1 hour')"
        " returning task_id",
        [organization_id, connection],
    ).fetchone()["task_id"]
    return {"task_id": str(task), "worker": "a test"}


def calendar_of_noah(world: World, desk: Desk) -> dict[str, Any]:
    """A calendar that noah has connected just now, with one that says when he is busy; the former one is ended."""
    of_noah = [world.riverside.organization_id, world.people["noah"].user_id]
    desk.owner.execute(
        "update app.calendar_connections set status = 'ended', sealed = null, data_key_id = null, ended_at = now(), ended_by = 'a test'"
        " where organization_id = %s and user_id = %s and status <> 'ended'",
        of_noah,
    )
    connection = desk.owner.execute(
        "insert into app.calendar_connections (organization_id, user_id, provider, account, calendar_id, sealed, data_key_id)"
        " values (%s, %s, 'caldav', 'noah', 'made', 'sealed', %s) returning connection_id, organization_id",
        [*of_noah, data_key(world)],
    ).fetchone()
    desk.owner.execute(
        "insert into app.busy_calendars (connection_id, organization_id, calendar_id, name, is_primary)"
        " values (%(connection_id)s, %(organization_id)s, 'mine', 'Mine', true)",
        connection,
    )
    # Nobody is to look for it.
    desk.owner.execute("delete from app.calendar_tasks where connection_id = %(connection_id)s", connection)
    return {"connection_id": str(connection["connection_id"])}


def calendar_change(world: World, desk: Desk) -> dict[str, Any]:
    """Of a booking with ada: its event was moved in a calendar, and she is asked."""
    change = desk.owner.execute(
        "insert into app.calendar_changes (organization_id, connection_id, practitioner_id, booking_id, kind, from_starts_at, version, status)"
        " select organization_id, %s, practitioner_id, booking_id, 'cancel', starts_at, booking_id::text, 'asked' from app.bookings where booking_id = %s"
        " returning change_id",
        [calendar_of_noah(world, desk)["connection_id"], desk.book()["booking_id"]],
    ).fetchone()
    return {"change_id": str(change["change_id"])}


def calendar_channel(world: World, desk: Desk) -> dict[str, Any]:
    """A channel on noah's calendar that is kept already."""
    channel = {"channel_id": str(uuid4()), "token_hash": token_and_hash()[1]}
    world.caller("service").call("keep_calendar_channel", **calendar_of_noah(world, desk), **channel, calendar_id="made")
    return channel


def _feed(world: World, desk: Desk) -> dict[str, Any]:
    return {"feed_id": _new_feed(world, desk)["feed_id"]}


def _create_calendar_feed(world: World, _desk: Desk) -> dict[str, Any]:
    # Each makes room for the next: there are ten at most.
    by_ada = {"practitioner_id": world.riverside.practitioners["ada"]}
    for old in world.caller("ada").rows("calendar_feeds", **by_ada):
        world.caller("ada").call("revoke_calendar_feed", feed_id=old["feed_id"])
    return by_ada


def _new_feed(world: World, desk: Desk) -> dict[str, Any]:
    return world.caller("ada").call("create_calendar_feed", **_create_calendar_feed(world, desk))


def _read_calendar_feed(world: World, desk: Desk) -> dict[str, Any]:
    return {"token_hash": hashlib.sha256(_new_feed(world, desk)["token"].encode()).hexdigest()}


FORGET_HASTE = "delete from app.rate_limits where bucket like 'calendars connected by %'"


def calendar_attempt(world: World, desk: Desk) -> dict[str, Any]:
    """The state with which Ada has set out to connect a calendar."""
    desk.owner.execute(FORGET_HASTE)
    state = {"state_hash": hashlib.sha256(uuid4().bytes).hexdigest()}
    world.caller("ada").call("begin_calendar_connection", organization_id=world.riverside.organization_id, provider="google", **state)
    return state


def _begin_calendar_connection(world: World, desk: Desk) -> dict[str, Any]:
    desk.owner.execute(FORGET_HASTE)
    return {"organization_id": world.riverside.organization_id, "provider": "google", "state_hash": hashlib.sha256(uuid4().bytes).hexdigest()}


def _taken_attempt(world: World, desk: Desk) -> dict[str, Any]:
    return {"attempt_id": world.caller("ada").call("take_calendar_attempt", **calendar_attempt(world, desk))["attempt_id"]}


def _complete_calendar_connection(world: World, desk: Desk) -> dict[str, Any]:
    return _taken_attempt(world, desk) | {"account": "ada@calendar.example", "key_id": data_key(world), "sealed": b64encode(b"s" * 40).decode()}


def calendar_connection(world: World, desk: Desk) -> dict[str, Any]:
    """Ada's calendar, connected."""
    return {"connection_id": world.caller("service").call("complete_calendar_connection", **_complete_calendar_connection(world, desk))["connection_id"]}


def _ended_connection(world: World, desk: Desk) -> dict[str, Any]:
    connection = calendar_connection(world, desk)
    world.caller("ada").call("end_calendar_connection", **connection)
    return connection


def attended(world: World, desk: Desk) -> dict[str, Any]:
    """A booking of ben's with ada that took place."""
    booking = _begun(world, desk)
    world.caller("ada").call("complete_booking", **booking)
    return booking


def reviewed(world: World, desk: Desk) -> dict[str, Any]:
    """What ben says of such a booking."""
    return {"review_id": world.caller("ben").call("review_booking", **attended(world, desk), rating=4, comment="I felt heard.")["review_id"]}


def _hidden_review(world: World, desk: Desk) -> dict[str, Any]:
    review = reviewed(world, desk)
    world.caller("cleo").call("hide_review", **review, reason="It names somebody.")
    return review


def _token_of_attended(world: World, desk: Desk) -> dict[str, Any]:
    return {"token": desk.token(attended(world, desk)["booking_id"])}


def data_key(world: World) -> str:
    """The id of Riverside's current data key, or of one made for it; nobody unwraps it here."""
    made_up = {"key_id": str(uuid4()), "master_key_id": "m1", "wrapped": b64encode(b"x" * 61).decode()}
    return world.caller("service").call("register_data_key", organization_id=world.riverside.organization_id, **made_up)["key_id"]


def forget_made_up_keys(owner: psycopg.Connection) -> None:
    """Let such keys be gone, with what they are said to have sealed: the edge cannot open it."""
    owner.execute("select set_config('app.erasing_notes', 'yes', false)")
    owner.execute("delete from app.notes where key_id in (select key_id from app.data_keys where master_key_id = 'm1')")
    owner.execute("select set_config('app.erasing_notes', '', false)")
    owner.execute("delete from app.calendar_attempts where data_key_id in (select key_id from app.data_keys where master_key_id = 'm1')")
    owner.execute("delete from app.calendar_connections where data_key_id in (select key_id from app.data_keys where master_key_id = 'm1')")
    owner.execute("delete from app.data_keys where master_key_id = 'm1'")


def _data_key(world: World, _desk: Desk) -> dict[str, Any]:
    return {"organization_id": world.riverside.organization_id, "key_id": data_key(world)}


def _save_note(world: World, desk: Desk) -> dict[str, Any]:
    sealed = {"key_id": data_key(world), "sealed": b64encode(b"s" * 40).decode(), "visibility": "shared"}
    return _booking(world, desk) | {"note_id": str(uuid4())} | sealed


def _draft(world: World, desk: Desk) -> dict[str, Any]:
    return {"note_id": world.caller("ada").call("save_note", **_save_note(world, desk))["note_id"]}


def _bens_seat(world: World, desk: Desk) -> dict[str, Any]:
    return {"booking_id": ben_books(world, desk, service="group")["booking_id"]}


def _open_conversation(world: World, desk: Desk) -> dict[str, Any]:
    booking = world.caller("service").rows("bookings", booking_id=ben_books(world, desk)["booking_id"])[0]
    return {"practitioner_id": booking["practitioner_id"], "client_id": booking["client_id"]}


def conversation(world: World, desk: Desk) -> dict[str, Any]:
    """The conversation of ben and ada."""
    return world.caller("ada").call("open_conversation", **_open_conversation(world, desk))


def _group(world: World, desk: Desk) -> dict[str, Any]:
    return world.caller("ada").call("open_group_conversation", **_bens_seat(world, desk))


def _joined_group(world: World, desk: Desk) -> dict[str, Any]:
    group = _group(world, desk)
    world.caller("ben").call("join_conversation", **group)
    return group


def _retract_message(world: World, desk: Desk) -> dict[str, Any]:
    return {"message_id": world.caller("ada").call("send_message", **conversation(world, desk), body="Not for you")["message_id"]}


def _mark_conversation_read(world: World, desk: Desk) -> dict[str, Any]:
    talk = conversation(world, desk)
    return talk | {"up_to": world.caller("ada").call("send_message", **talk, body="Hello")["position"]}


_PRACTICE = itertools.count()


def practice_time() -> str:
    """Ten minutes of a night in which nobody works and nothing else is practised."""
    day, turn = divmod(next(_PRACTICE), 24)
    night = datetime.now(UTC).replace(hour=3, minute=0, second=0, microsecond=0)
    return (night + timedelta(days=2 + day % 360, minutes=10 * turn)).isoformat()


def new_room(world: World, desk: Desk, **columns: Any) -> dict[str, Any]:  # noqa: ANN401
    """An open practice room of ada's, and ben a client who may book it."""
    # Nobody makes as many in a minute as these tests do.
    desk.owner.execute("delete from app.rate_limits where bucket like 'practice%'")
    if not world.caller("ben").rows("memberships", organization_id=world.riverside.organization_id):
        ben_books(world, desk)
    return world.caller("ada").call("create_practice_room", **_practice(world), **columns)


def _practice(world: World) -> dict[str, Any]:
    return {"organization_id": world.riverside.organization_id, "starts_at": practice_time(), "duration_minutes": 10}


def _practice_room(world: World, desk: Desk) -> dict[str, Any]:
    return {"room_id": new_room(world, desk)["room_id"]}


def booked_room(world: World, desk: Desk) -> dict[str, Any]:
    """A practice room of ada's with ben."""
    return {"room_id": world.caller("ben").call("book_practice_room", **_practice_room(world, desk))["room_id"]}


def running_round(world: World, desk: Desk) -> dict[str, Any]:
    """The first round of ada and ben."""
    return {"round_id": world.caller("ada").call("start_round", **booked_room(world, desk), candidate="guest")["round_id"]}


def room_slot(world: World, desk: Desk) -> dict[str, Any]:
    """A time that ada offers."""
    _practice_room(world, desk)
    return {"slot_id": world.caller("ada").call("create_room_slot", **_practice(world))["slot_id"]}


def _private_room(world: World, desk: Desk) -> dict[str, Any]:
    return {"room_id": new_room(world, desk, is_private=True)["room_id"]}


def _practice_list(world: World, desk: Desk) -> dict[str, Any]:
    _practice_room(world, desk)
    return {"organization_id": world.riverside.organization_id}


SCENES: dict[str, Callable[[World, Desk], dict[str, Any]]] = {
    "create_organization": _create_organization,
    "invite_member": _invite_member,
    "accept_invitation": _accept_invitation,
    "register_invitation_token": _register_invitation_token,
    "revoke_invitation": _invitation,
    "resend_invitation": _invitation,
    "change_member_role": lambda world, desk: _member(world, desk) | {"role": "admin"},
    "change_role_permission": _change_role_permission,
    "open_support_access": _open_support,
    "allow_support_access": new_support,
    "end_support_access": new_support,
    "suspend_member": _member,
    "reactivate_member": _suspended_member,
    "assign_practitioner": _assign_practitioner,
    "end_assignment": _end_assignment,
    "begin_supervision": new_supervision,
    "end_supervision": _supervision,
    "save_onboarding_step": _onboarding_step,
    "publish_onboarding_step": _step,
    "retire_onboarding_step": _step,
    "join_organization": _join_organization,
    "my_onboarding": _my_onboarding,
    "answer_onboarding_step": lambda world, desk: _asked(world, desk)[1],
    "withdraw_consent": _consent,
    "client_onboarding": _client_of_ada,
    "change_display_name": _change_display_name,
    "leave_organization": _leave_organization,
    "request_to_join": _asked_elsewhere,
    "withdraw_join_request": _join_request_of_eve,
    "approve_join_request": _join_request,
    "decline_join_request": _join_request,
    "hand_over_client": _hand_over,
    "preview_hand_over": _hand_over,
    "available_slots": _available_slots,
    "search_practitioners": _search_practitioners,
    "request_hold": _request_hold,
    "extend_hold": _hold_key,
    "release_hold": _hold_key,
    "confirm_hold": _confirm_hold,
    "create_booking": lambda world, desk: _request_hold(world, desk) | {"client": details()},
    "reschedule_booking": _reschedule_booking,
    "cancel_booking": _booking,
    "explain_slot": _explain_slot,
    "preview_availability_change": _change_of_hours,
    "change_availability": _change_of_hours,
    "close_day": _close_day,
    "cancel_series": _series,
    "reschedule_series": lambda world, desk: _series(world, desk) | {"shift": "1 hour"},
    "approve_booking": _pending,
    "decline_booking": _pending,
    "complete_booking": _begun,
    "mark_no_show": _begun,
    "booking_history": _booking_to_see,
    "booking_place": _booking_to_see,
    "video_of_booking": _booking_to_see,
    "video_by_token": _token,
    "claim_video_rooms": lambda _world, _desk: {"worker": "a test", "batch_size": 1},
    "renew_video_rooms": lambda _world, _desk: {"worker": "a test", "video_room_ids": []},
    "return_video_rooms": lambda _world, _desk: {"worker": "a test", "video_room_ids": []},
    "mark_video_room_done": lambda world, desk: _video_room(world, desk) | {"revision": 1, "wanted": True, "url": "https://bookfast.daily.co/room"},
    "mark_video_room_failed": lambda world, desk: _video_room(world, desk) | {"revision": 1, "error": "HTTP 500"},
    "note_video_event": lambda _world, _desk: {"name": "bookfast-none", "event": "began", "at": "2030-01-01T15:00:00Z"},
    "client_profile": _client_of_ben,
    "client_bookings": _client_of_ben,
    "recent_activity": _of_ada,
    "practitioner_figures": _of_ada,
    "booking_by_token": _token,
    "slots_of_booking": _slots_of_booking,
    "slots_by_token": _slots_by_token,
    "reschedule_by_token": _reschedule_by_token,
    "cancel_by_token": _token,
    "claim_booking": _claim_booking,
    "link_my_bookings": lambda _world, _desk: {},
    "join_waitlist": _join_waitlist,
    "leave_waitlist": _wish,
    "waitlist_by_token": _wish_by_token,
    "accept_waitlist_offer": _offer,
    "decline_waitlist_offer": _offer,
    "retry_message": _failed_message,
    "create_calendar_feed": _create_calendar_feed,
    "revoke_calendar_feed": _feed,
    "read_calendar_feed": _read_calendar_feed,
    "begin_calendar_connection": _begin_calendar_connection,
    "take_calendar_attempt": calendar_attempt,
    "return_calendar_attempt": _taken_attempt,
    "complete_calendar_connection": _complete_calendar_connection,
    "change_calendar_connection": lambda world, desk: calendar_connection(world, desk) | {"on_unreachable": "closed"},
    "end_calendar_connection": calendar_connection,
    "take_ended_credentials": _ended_connection,
    "keep_calendar_credentials": lambda world, desk: calendar_connection(world, desk) | {"key_id": data_key(world), "sealed": "bmV3", "instead_of": "c2VhbGVk"},
    "mark_calendar_revoked": lambda world, desk: calendar_connection(world, desk) | {"sealed": "c2VhbGVk"},
    "review_booking": lambda world, desk: attended(world, desk) | {"rating": 5, "comment": "Thank you.", "recommend": 9},
    "review_by_token": lambda world, desk: _token_of_attended(world, desk) | {"rating": 5},
    "review_of_token": _token_of_attended,
    "bookings_to_review": lambda _world, _desk: {},
    "practitioner_reviews": _of_ada,
    "answer_review": lambda world, desk: reviewed(world, desk) | {"answer": "Thank you for coming."},
    "hide_review": lambda world, desk: reviewed(world, desk) | {"reason": "It names somebody."},
    "show_review": _hidden_review,
    "withdraw_review": reviewed,
    "data_key": _data_key,
    "register_data_key": lambda world, _desk: (
        {"organization_id": world.riverside.organization_id, "key_id": str(uuid4()), "master_key_id": "m1", "wrapped": b64encode(b"x" * 61).decode()}
    ),
    "data_keys_to_rewrap": lambda _world, _desk: {"master_key_id": "m2"},
    "rewrap_data_key": lambda world, _desk: (
        {"key_id": data_key(world), "from_master_key_id": "m1", "to_master_key_id": "m1", "wrapped": b64encode(b"y" * 61).decode()}
    ),
    "read_notes": _booking,
    "save_note": _save_note,
    "sign_note": lambda world, desk: _draft(world, desk) | {"expected_version": 1},
    "discard_draft": _draft,
    "export_client": _client,
    "export_my_data": lambda _world, _desk: {},
    "erase_client": _client_of_the_past,
    "ask_for_erasure": _where_only_ben_is_a_client,
    "place_legal_hold": lambda world, desk: _client(world, desk) | {"reason": "A claim"},
    "lift_legal_hold": _client_on_hold,
    "set_retention": lambda world, _desk: {"organization_id": world.riverside.organization_id, "switched_on": False, "keep_days": {"messages": 400}},
    "preview_retention": lambda world, _desk: {"organization_id": world.riverside.organization_id},
    "apply_retention": lambda _world, _desk: {},
    "client_record": _client,
    "disclosures_of_client": _client,
    "breach_report": lambda world, _desk: {
        "organization_id": world.riverside.organization_id,
        "from_time": "2026-01-01T00:00:00Z",
        "to_time": in_a_month(),
    },
    "mark_notifications_read": lambda _world, _desk: {"up_to": "2030-01-01T00:00:00Z"},
    "set_notification_preference": _preference,
    "preferences_by_token": _unsubscribe_token,
    "unsubscribe_by_token": _unsubscribe_token,
    "clear_mail_address": _mail_address,
    "note_provider_event": lambda _world, _desk: {"provider": "ses", "provider_event_id": uuid4().hex, "payload": {}},
    "register_unsubscribe_token": _register_unsubscribe_token,
    "register_waitlist_token": _register_waitlist_token,
    "register_booking_token": _register_booking_token,
    "claim_events": lambda _world, _desk: {"worker": "a test", "batch_size": 1},
    "mark_delivered": _event,
    "mark_failed": _mark_failed,
    "renew_leases": lambda world, desk: {"worker": "a test", "event_ids": [_event(world, desk)["event_id"]]},
    "return_events": lambda world, desk: {"worker": "a test", "event_ids": [_event(world, desk)["event_id"]]},
    "outbox_metrics": lambda _world, _desk: {},
    "register_webhook_endpoint": _register_webhook_endpoint,
    "change_webhook_endpoint": lambda world, desk: _endpoint(world, desk) | {"detail": True},
    "rotate_webhook_secret": _endpoint,
    "disable_webhook_endpoint": _endpoint,
    "enable_webhook_endpoint": _disabled_endpoint,
    "delete_webhook_endpoint": _endpoint,
    "send_test_webhook": _endpoint,
    "replay_webhook_delivery": _ended_delivery,
    "claim_webhook_deliveries": lambda _world, _desk: {"worker": "a test", "batch_size": 1},
    "mark_webhook_delivered": lambda world, desk: _delivery(world, desk) | {"response_status": 200},
    "mark_webhook_failed": lambda world, desk: _delivery(world, desk) | {"error": "HTTP 500"},
    "renew_webhook_leases": lambda _world, _desk: {"worker": "a test", "delivery_ids": []},
    "return_webhook_deliveries": lambda _world, _desk: {"worker": "a test", "delivery_ids": []},
    "claim_calendar_tasks": lambda _world, _desk: {"worker": "a test", "batch_size": 1},
    "renew_calendar_tasks": lambda _world, _desk: {"worker": "a test", "task_ids": []},
    "return_calendar_tasks": lambda _world, _desk: {"worker": "a test", "task_ids": []},
    "mark_calendar_task_done": _calendar_task,
    "mark_calendar_task_failed": lambda world, desk: _calendar_task(world, desk) | {"error": "unreachable"},
    "mark_calendar_gone": lambda world, desk: _calendar_task(world, desk) | {"calendar_id": "gone"},
    "choose_busy_calendars": lambda world, desk: calendar_of_noah(world, desk) | {"calendar_ids": ["mine"]},
    "read_busy_time": calendar_of_noah,
    "save_busy_time": lambda world, desk: calendar_of_noah(world, desk) | {"calendar_ids": [], "busy": []},
    "read_calendar_changes": calendar_of_noah,
    "note_remote_events": lambda world, desk: calendar_of_noah(world, desk) | {"calendar_id": "made", "events": []},
    "save_sync_token": lambda world, desk: calendar_of_noah(world, desk) | {"calendar_id": "made", "sync_token": "t"},
    "calendar_channels_due": calendar_of_noah,
    "keep_calendar_channel": lambda world, desk: (
        calendar_of_noah(world, desk) | {"channel_id": str(uuid4()), "calendar_id": "made", "token_hash": token_and_hash()[1]}
    ),
    "drop_calendar_channel": lambda world, desk: {"channel_id": calendar_channel(world, desk)["channel_id"]},
    "note_calendar_push": calendar_channel,
    "take_ended_channels": calendar_of_noah,
    "decide_calendar_change": lambda world, desk: calendar_change(world, desk) | {"decision": "put_back"},
    "organization_insights": lambda world, _desk: {"organization_id": world.riverside.organization_id, "from_date": "2026-01-01", "to_date": "2026-01-31"},
    "practitioner_dashboard": lambda world, desk: _of_ada(world, desk) | {"organization_id": world.riverside.organization_id},
    "my_dashboard": lambda _world, _desk: {},
    "note_visit": lambda world, _desk: {"kind": "shown", "practitioner_ids": [world.riverside.practitioners["ada"]]},
    "refresh_figures": lambda _world, _desk: {},
    "open_conversation": _open_conversation,
    "open_group_conversation": _bens_seat,
    "join_conversation": _group,
    "leave_conversation": _joined_group,
    "send_message": lambda world, desk: conversation(world, desk) | {"body": "Good morning"},
    "retract_message": _retract_message,
    "claim_attachment_deletions": lambda _world, _desk: {"batch_size": 1},
    "mark_attachments_deleted": lambda _world, _desk: {"paths": []},
    "mark_conversation_read": _mark_conversation_read,
    "create_practice_room": lambda world, desk: _practice_list(world, desk) | _practice(world) | {"is_private": True},
    "update_practice_room": lambda world, desk: _practice_room(world, desk) | {"title": "Case practice"},
    "book_practice_room": _practice_room,
    "delete_practice_room": booked_room,
    "list_open_rooms": _practice_list,
    "renew_practice_link": _private_room,
    "room_by_link": lambda world, desk: {"link_token": new_room(world, desk, is_private=True)["link_token"]},
    "set_practice_stages": lambda world, _desk: {
        "organization_id": world.riverside.organization_id,
        "stages": ["waiting", "briefing", "interview", "feedback", "done"],
    },
    "video_of_practice_room": booked_room,
    "start_round": lambda world, desk: booked_room(world, desk) | {"candidate": "guest", "case_brief": "A market that shrinks"},
    "finish_round": lambda world, desk: running_round(world, desk) | {"transcript": "What was said", "assessment": "Well structured"},
    "create_room_slot": lambda world, desk: _practice_list(world, desk) | _practice(world),
    "list_room_slots": _practice_list,
    "book_room_slot": room_slot,
    "delete_room_slot": room_slot,
    "tick": lambda _world, _desk: {},
}


def new_practitioner(cleo: Caller, world: World, *, hours: list[dict[str, Any]], **columns: Any) -> dict[str, str]:  # noqa: ANN401
    """Somebody at Riverside who offers "talk" within *hours*; returns the two arguments that book them."""
    within = {"organization_id": world.riverside.organization_id}
    profile = {"slug": f"p-{uuid4().hex[:8]}", "display_name": "Pat", "time_zone": "America/Toronto", "published": True} | columns
    offer = {
        "practitioner_id": cleo.insert("practitioners", **within, **profile)["practitioner_id"],
        "service_id": world.riverside.services["talk"],
    }
    cleo.insert("practitioner_services", **within, **offer)
    for rule in hours:
        cleo.insert("availability_rules", **within, practitioner_id=offer["practitioner_id"], **rule)
    return offer
