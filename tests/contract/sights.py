"""One row of every kind at Riverside, and how to find it: what the tables of who sees what speak of."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
from psycopg.rows import dict_row

from .desk import Desk, details
from .scenes import booked_room, calendar_change, calendar_connection, calendar_of_noah, data_key, new_room, new_supervision, new_support, room_slot

if TYPE_CHECKING:
    from tests.conftest import Stack

    from .world import World


def _conversations(world: World, desk: Desk) -> tuple[dict[str, Any], dict[str, Any]]:
    """Ben's with ada, in which he said something, and that of her group, which he may join."""
    ben = world.caller("ben")
    booked = desk.book(ben, client=details(email=world.people["ben"].email), service="group")
    talk = ben.call("open_conversation", practitioner_id=world.riverside.practitioners["ada"])
    ben.call("send_message", **talk, body="Good morning")
    return talk, world.caller("ada").call("open_group_conversation", booking_id=booked["booking_id"])


def request_to_join(world: World) -> str:
    """Somebody would like to work at Riverside; the request's id."""
    applicant = world.caller(world.new_account())
    return applicant.call("request_to_join", organization_slug=world.riverside.slug, display_name="Pat Roy")["request_id"]


def sights(world: World, stack: Stack) -> dict[str, dict[str, Any]]:
    """Make a row of every kind at Riverside; return for each question the columns that find its row."""
    with psycopg.connect(stack.database_url, autocommit=True, row_factory=dict_row) as owner:
        desk, cleo, ada = Desk(world, owner), world.caller("cleo"), world.caller("ada")
        desk.forget_strangers()
        of_ben = desk.book(world.caller("ben"), client=details(email=world.people["ben"].email))["booking_id"]
        of_kim = desk.book(practitioner="noah")["booking_id"]
        grouped = desk.book(service="group")
        (talk, group), connected = _conversations(world, desk), calendar_connection(world, desk)
        of_zoe = desk.book(practitioner="eve", tenant=world.hill)["booking_id"]
        clients = {one: world.caller("service").rows("bookings", booking_id=one)[0]["client_id"] for one in (of_ben, of_kim, of_zoe)}
        of_ada = world.caller("service").rows("bookings", booking_id=grouped["booking_id"])[0]
        owner.execute(
            "insert into app.client_assignments (organization_id, client_id, practitioner_id) values (%(organization_id)s, %(client_id)s, %(practitioner_id)s)",
            of_ada,
        )
        step = owner.execute(
            "insert into app.onboarding_steps (organization_id, kind, title, body, required, version)"
            " values (%(organization_id)s, 'consent', 'Care', 'We keep notes.', false, 1) returning step_id, organization_id",
            of_ada,
        ).fetchone()
        owner.execute(
            "insert into app.onboarding_versions (step_id, organization_id, version, title, body, asks_from)"
            " values (%(step_id)s, %(organization_id)s, 1, 'Care', 'We keep notes.', 1)",
            step,
        )
        for agreed in (of_ada | step, {"client_id": clients[of_ben]} | step):
            owner.execute(
                "insert into app.consents (organization_id, client_id, step_id, version) values (%(organization_id)s, %(client_id)s, %(step_id)s, 1)", agreed
            )
        series_id = desk.put_in_series(of_ben)
        reviews = {
            by: str(
                owner.execute(
                    "insert into app.reviews (organization_id, booking_id, practitioner_id, client_id, rating)"
                    " select organization_id, booking_id, practitioner_id, client_id, 4 from app.bookings where booking_id = %s returning review_id",
                    [booking_id],
                ).fetchone()["review_id"]
            )
            for by, booking_id in (("ben", of_ben), ("kim of noah", of_kim), ("kim of ada", grouped["booking_id"]))
        }
        tenant = world.riverside
        within = {"organization_id": tenant.organization_id}
        room = cleo.insert("resources", **within, kind="room", name=uuid4().hex[:8])["resource_id"]
        owner.execute(
            "insert into app.resource_claims (claim_id, organization_id, resource_id, practitioner_id, blocked)"
            " select c.claim_id, c.organization_id, %s, c.practitioner_id, c.blocked"
            " from app.slot_claims as c join app.bookings as b using (claim_id) where b.booking_id = %s",
            (room, of_ben),
        )
        open_room, practised, slot = new_room(world, desk)["room_id"], booked_room(world, desk), room_slot(world, desk)
        supervision, asked_in = cleo.call("begin_supervision", **new_supervision(world, desk)), new_support(world, desk)
        calendars = {"calendar_changes: of ada's": calendar_change(world, desk), "busy_calendars: of noah": calendar_of_noah(world, desk)}
        owner.execute(
            "insert into app.mail_addresses (organization_id, address, bounced_at) values (%s, %s, now())",
            (tenant.organization_id, dead := f"{uuid4().hex}@people.example"),
        )
        owner.execute(
            "insert into app.outbox_events (organization_id, topic, recipient, subject_id, data, status, finished_at)"
            " values (%s, 'booking.reminder', 'client', gen_random_uuid(), '{}', 'dropped', now())",
            (tenant.organization_id,),
        )
    hidden = cleo.insert("practitioners", **within, slug=f"p-{uuid4().hex[:8]}", display_name="Pat", time_zone="UTC")["practitioner_id"]
    archived = cleo.insert("services", **within, name="Old", duration_minutes=60)["service_id"]
    off = cleo.insert("services", **within, name="Off", duration_minutes=60)["service_id"]
    unpublished = {"practitioner_id": hidden, "service_id": tenant.services["talk"]}
    by_ada = {"practitioner_id": tenant.practitioners["ada"]}
    for link in (unpublished, by_ada | {"service_id": archived}, by_ada | {"service_id": off, "active": False}):
        cleo.insert("practitioner_services", **within, **link)
    cleo.view("services").update({"archived_at": "2026-01-01T00:00:00Z"}).eq("service_id", archived).execute()
    specialty = cleo.insert("specialties", **within, slug=f"s-{uuid4().hex[:8]}", name="Sleep")["specialty_id"]
    ada.insert("practitioner_specialties", **within, **by_ada, specialty_id=specialty)
    own_code = uuid4().hex[:5].upper()
    cleo.insert("organization_billing_codes", **within, code=own_code, description="Ours", family="own")
    cleo.insert("service_needs", **within, service_id=off, kind="room")
    place = ada.insert("places", **within, **by_ada, service_id=off, address="1 River Road")["place_id"]
    night = {"starts_at": "2031-05-05T02:00:00Z", "ends_at": "2031-05-05T03:00:00Z"}
    exception = ada.insert("availability_exceptions", **within, **by_ada, kind="time_off", **night)["exception_id"]
    asked = {"email": f"{uuid4().hex}@people.example", "role": "admin", "display_name": "Guest"}
    invitation = cleo.call("invite_member", **within, **asked)["invitation_id"]
    far = f"{datetime.now(UTC) + timedelta(days=720):%F}"
    by_ben = {"from_date": far, "to_date": far, "client": details(email=world.people["ben"].email)}
    wish = world.caller("ben").call("join_waitlist", **tenant.offer("ada", "talk"), **by_ben)["entry_id"]
    hooks = {"url": "https://hooks.example/in", "event_types": ["booking.created"]}
    endpoint = {"endpoint_id": cleo.call("register_webhook_endpoint", **within, **hooks)["endpoint_id"]}
    cleo.call("send_test_webhook", **endpoint)
    notes = {
        name: _note(world, booking_id, visibility=visibility, sign=name != "draft")
        for name, booking_id, visibility in (
            ("shared", of_ben, "shared"),
            ("private", of_ben, "private"),
            ("draft", of_ben, "shared"),
            ("of kim", grouped["booking_id"], "private"),
        )
    }
    return _protected(world, desk, ben=clients[of_ben], kim=clients[of_kim]) | {
        "notes: shared, of ben": notes["shared"],
        "notes: private, of ben": notes["private"],
        "notes: ada's draft": notes["draft"],
        "notes: private, of kim with ada": notes["of kim"],
        "webhook_endpoints: river": endpoint,
        "webhook_deliveries: river": endpoint,
        "webhook_event_types: a kind": {"event_type": "booking.created"},
        "bookings: ben with ada": {"booking_id": of_ben},
        "bookings: kim with noah": {"booking_id": of_kim},
        "bookings: zoe with eve": {"booking_id": of_zoe},
        "conversations: ben with ada": talk,
        "conversations: ada's group": group,
        "conversation_messages: theirs": talk,
        "practice_rooms: open, ada's": {"room_id": open_room},
        "practice_rooms: ada and ben": practised,
        "practice_rounds: theirs": practised,
        "room_slots: open, ada's": slot,
        "waitlist: ben, for ada": {"entry_id": wish},
        "mail_figures: of riverside": within,
        "memberships: in riverside": within,
        "role_permissions: riverside": within | {"role": "admin", "permission": "settings:write"},
        "support_access: to riverside": asked_in,
        "supervisions: of ada": {"supervision_id": supervision["supervision_id"]},
        "mail_addresses: of riverside": {"address": dead},
        "messages: to ben": {"booking_id": of_ben, "recipient": "client"},
        "notifications: to ben": {"booking_id": of_ben, "recipient": "client"},
        "notifications: to ada": {"booking_id": of_ben, "recipient": "practitioner"},
        "notification_preferences": within | {"kind": "reminder", "channel": "mail"},
        "bookings: kim with ada": {"booking_id": of_ada["booking_id"]},
        "clients: kim of ada": {"client_id": of_ada["client_id"]},
        "client_list: kim, cared for by ada": {"client_id": of_ada["client_id"], **by_ada},
        "join_requests: to riverside": {"request_id": request_to_join(world)},
        "client_assignments: kim, ada": {"client_id": of_ada["client_id"], **by_ada},
        "practitioner_places: ada": by_ada,
        "consents: of ben": {"client_id": clients[of_ben], "step_id": step["step_id"]},
        "consents: of kim of ada": {"client_id": of_ada["client_id"], "step_id": step["step_id"]},
        "onboarding_steps: riverside": {"step_id": step["step_id"]},
        "booking_series: of ben": {"series_id": series_id},
        "clients: ben": {"client_id": clients[of_ben]},
        "clients: kim": {"client_id": clients[of_kim]},
        "clients: zoe": {"client_id": clients[of_zoe]},
        "client_list: ben": {"client_id": clients[of_ben]},
        "client_list: kim": {"client_id": clients[of_kim]},
        "client_list: zoe": {"client_id": clients[of_zoe]},
        "audit_log: ben's booking": {"entity_id": of_ben, "action": "booking.created"},
        "organizations: riverside": within,
        "organization_settings: river": within,
        "members: ada": {"user_id": world.people["ada"].user_id, **within},
        "invitations: to riverside": {"invitation_id": invitation},
        "practitioners: published": by_ada,
        "practitioners: unpublished": {"practitioner_id": hidden},
        "services: current": {"service_id": tenant.services["talk"]},
        "services: archived": {"service_id": archived},
        "practitioner_services: open": tenant.offer("ada", "talk"),
        "practitioner_services: off": by_ada | {"service_id": off},
        "practitioner_services: unpub": unpublished,
        "practitioner_services: arch": by_ada | {"service_id": archived},
        "practitioner_specialties: ada": by_ada | {"specialty_id": specialty},
        "offers: talk with ada": tenant.offer("ada", "talk"),
        "offers: unpublished": unpublished,
        "practitioner_readiness: ada": by_ada,
        "specialties: riverside": {"specialty_id": specialty},
        "billing_codes: 90834": within | {"code": "90834"},
        "organization_billing_codes": within | {"code": own_code},
        "resources: a room": {"resource_id": room},
        "calendar_feeds: of ada": {"feed_id": ada.call("create_calendar_feed", **by_ada)["feed_id"]},
        "calendar_connections: of ada": connected,
        "calendar_access: riverside": within,
        **calendars,
        "reviews: ben of ada": {"review_id": reviews["ben"]},
        "reviews: kim of noah": {"review_id": reviews["kim of noah"]},
        "reviews: kim of ada": {"review_id": reviews["kim of ada"]},
        "places: of ada": {"place_id": place},
        "service_needs: of off": {"service_id": off},
        "booking_resources: of ben": {"booking_id": of_ben},
        "rosters: of ada's group": by_ada | {"starts_at": grouped["starts_at"]},
        "availability_rules: ada": by_ada | {"weekday": 1},
        "availability_exceptions: ada": {"exception_id": exception},
    }


def _note(world: World, booking_id: str, *, visibility: str, sign: bool) -> dict[str, Any]:
    note = {"note_id": str(uuid4())}
    sealed = {"key_id": data_key(world), "sealed": b64encode(b"s" * 40).decode(), "visibility": visibility}
    world.caller("ada").call("save_note", booking_id=booking_id, **note, **sealed)
    if sign:
        world.caller("ada").call("sign_note", **note, expected_version=1)
    return note


def _protected(world: World, desk: Desk, *, ben: str, kim: str) -> dict[str, dict[str, Any]]:
    cleo, booking_id = world.caller("cleo"), desk.book()["booking_id"]
    cleo.call("cancel_booking", booking_id=booking_id)
    gone = world.caller("service").rows("bookings", booking_id=booking_id)[0]["client_id"]
    cleo.call("erase_client", client_id=gone, reason="Asked by letter")
    world.caller("ben").call("ask_for_erasure", organization_id=world.riverside.organization_id)
    cleo.call("place_legal_hold", client_id=kim, reason="A claim")
    of_mails = {"retention: of mails": {"organization_id": world.riverside.organization_id, "kind": "messages"}}
    return of_mails | {"legal_holds: a claim": {"client_id": kim}, "erasures: of somebody": {"client_id": gone}, "erasure_requests: of ben": {"client_id": ben}}
