"""Rows of `claim_events` for tests, shaped as the database makes them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

ORGANIZATION_ID = str(uuid4())


def booking_row(topic: str = "booking.confirmed", recipient: str = "client", **changes: dict[str, Any]) -> dict[str, Any]:
    """Return the event *topic* to *recipient*; a keyword such as client={"locale": "fr-CA"} changes that part of its payload."""
    payload: dict[str, Any] = {
        "booking": {
            "booking_id": str(uuid4()),
            "reference": "K7QM42XD",
            "status": "confirmed",
            "starts_at": "2026-12-01T15:00:00+00:00",
            "ends_at": "2026-12-01T15:50:00+00:00",
            "previous_starts_at": None,
            "previous_ends_at": None,
            "time_zone": "America/Toronto",
            "ics_uid": "5f0c1a52-1f5e-4a53-bb0c-0d1d8d0c7a11@bookfast",
            "ics_sequence": 0,
            "cancel_reason": None,
            "cancelled_by": None,
            "approval_expires_at": None,
            "note": None,
            "changed_at": "2026-11-21T05:00:00.123456+00:00",
        },
        "organization": organization(),
        "practitioner": {
            "practitioner_id": str(uuid4()),
            "display_name": "Ada Tremblay",
            "email": "ada@harbour.example",
            "time_zone": "America/Toronto",
            "locale": "en-CA",
        },
        "client": {
            "name": "Benoît Desjardins",
            "email": "ben@client.example",
            "phone": "+1 514 555 0199",
            "time_zone": "America/Toronto",
            "locale": "en-CA",
        },
        "service": {"service_id": str(uuid4()), "name": "Grief counselling", "duration_minutes": 50},
        "place": {"kind": "in_person", "address": "12 Harbour Street, Halifax", "video_url": None},
        "token_expires_at": "2026-12-31T15:50:00+00:00",
    }
    for part, values in changes.items():
        payload[part] = {**payload.get(part, {}), **values} if isinstance(values, dict) else values
    return _row(topic, recipient, payload)


def series_row(topic: str = "series.confirmed", recipient: str = "client", *, changes: int = 6, **parts: dict[str, Any]) -> dict[str, Any]:
    """Return the event *topic* about a weekly series of *changes* bookings; a keyword changes that part of its payload."""
    single = booking_row(recipient=recipient, **parts)["payload"]
    starts = [datetime(2026, 12, 1, 15, tzinfo=UTC) + timedelta(weeks=week) for week in range(changes)]
    over = topic.endswith(("cancelled", "declined", "expired", "passed_on"))
    bookings = [{"booking_id": str(uuid4()), "starts_at": str(start), "ends_at": str(start + timedelta(minutes=50))} for start in starts]
    series = {
        "series_id": str(uuid4()),
        "recurrence": f"FREQ=WEEKLY;COUNT={changes}",
        "starts_local": "2026-12-01T10:00:00",
        "time_zone": "America/Toronto",
        "ics_uid": "5f0c1a52-1f5e-4a53-bb0c-0d1d8d0c7a12@bookfast",
        "ics_sequence": 0,
        "instances": changes,
        "excluded": [],
        "occurrences": []
        if over
        else [
            {**each, "recurrence_id": f"{start - timedelta(hours=5):%Y-%m-%dT%H:%M:%S}", "status": "confirmed"}
            for each, start in zip(bookings, starts, strict=True)
        ],
        "changes": [
            {
                **each,
                "reference": "K7QM42XD",
                "change": topic.split(".")[1],
                "status": "cancelled" if over else "confirmed",
                "previous_starts_at": str(start - timedelta(days=1)) if topic == "series.rescheduled" else None,
            }
            for each, start in zip(bookings, starts, strict=True)
        ],
        "changed_at": "2026-11-21T05:00:00.123456+00:00",
    }
    payload = {name: value for name, value in single.items() if name != "booking"} | {"series": series, "linked_booking_id": bookings[0]["booking_id"]}
    return _row(topic, recipient, payload)


def invitation_row() -> dict[str, Any]:
    """Return the event that invites Eve."""
    invitation = {
        "invitation_id": str(uuid4()),
        "email": "eve@harbour.example",
        "name": "Eve Roy",
        "role": "practitioner",
        "expires_at": "2026-12-05T17:00:00+00:00",
    }
    return _row("member.invited", "invitee", {"invitation": invitation, "organization": organization()})


def join_row(topic: str, *, locale: str = "en-CA") -> dict[str, Any]:
    """Return the event that tells Cleo that Eve would like to join, or Eve of the answer."""
    request = {"request_id": str(uuid4()), "name": "Eve Roy", "email": "eve@people.example", "message": "I speak Cree.", "reason": None}
    admin = {"name": "Cléo Tran", "email": "cleo@harbour.example"} if topic == "join.requested" else None
    return _row(topic, "admin" if admin else "invitee", {"request": request, "organization": organization() | {"locale": locale}, "admin": admin})


def waitlist_row(topic: str, *, locale: str = "en-CA") -> dict[str, Any]:
    """Return the event that tells Ben of his wish, or of a time that came free for it."""
    wish: dict[str, Any] = {"entry_id": str(uuid4()), "from_date": "2026-12-01", "to_date": "2026-12-05"}
    if topic == "waitlist.offered":
        wish |= {
            "offer_id": str(uuid4()),
            "starts_at": "2026-12-01T15:00:00+00:00",
            "ends_at": "2026-12-01T15:50:00+00:00",
            "expires_at": "2026-11-21T17:00:00+00:00",
        }
    payload = {
        "waitlist": wish,
        "organization": organization(),
        "practitioner": {"practitioner_id": str(uuid4()), "display_name": "Dr. Ada Moreau"} if "offer_id" in wish else None,
        "client": {"name": "Ben Roy", "email": "ben@client.example", "time_zone": "America/Toronto", "locale": locale},
        "service": {"service_id": str(uuid4()), "name": "First session", "duration_minutes": 50},
        "token_expires_at": "2027-01-05T00:00:00+00:00",
    }
    return _row(topic, "client", payload)


def practice_row(topic: str, recipient: str = "host", **changes: dict[str, Any]) -> dict[str, Any]:
    """Return the event *topic* about a practice room of Ada's with Benoît; a keyword changes that part of its payload."""
    host = {"name": "Ada Tremblay", "email": "ada@harbour.example", "time_zone": "America/Toronto", "locale": "en-CA"}
    guest = {"name": "Benoît Desjardins", "email": "ben@client.example", "time_zone": "America/Toronto", "locale": "en-CA"}
    party, other = (host, guest) if recipient == "host" else (guest, host)
    payload: dict[str, Any] = {
        "practice_room": {
            "room_id": str(uuid4()),
            "title": "Market sizing",
            "starts_at": "2026-12-01T15:00:00+00:00",
            "ends_at": "2026-12-01T16:00:00+00:00",
            "previous_starts_at": "2026-11-30T14:00:00+00:00" if topic.endswith("rescheduled") else None,
            "previous_ends_at": "2026-11-30T15:00:00+00:00" if topic.endswith("rescheduled") else None,
            "ics_uid": "5f0c1a52-1f5e-4a53-bb0c-0d1d8d0c7a13@bookfast",
            "ics_sequence": 0,
            "changed_at": "2026-11-21T05:00:00.123456+00:00",
            "video_url": "https://meet.jit.si/5f0c1a521f5e4a53bb0c0d1d8d0c7a13",
            "reason": None,
            "changed_by": "guest" if topic.endswith("booked") else "host",
        },
        "organization": organization(),
        "party": party,
        "other": {"name": other["name"], "time_zone": other["time_zone"]},
    }
    for part, values in changes.items():
        payload[part] = payload[part] | values
    return _row(topic, recipient, payload)


def warning_row(*, locale: str = "en-CA", **warning: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the event that warns Ada that Ben's address takes no mail."""
    dead = {
        "address": "ben@client.example",
        "reason": "General",
        "bounced_at": "2026-11-21T05:00:00+00:00",
        "to": "client",
        "name": "Ben Roy",
        "phone": "+1 514 555 0199",
        "reference": "K7M2QX",
        "starts_at": "2026-12-01T15:00:00+00:00",
        "ends_at": "2026-12-01T15:50:00+00:00",
    }
    practitioner = {"practitioner_id": str(uuid4()), "display_name": "Dr. Ada Moreau", "email": "ada@harbour.example", "locale": locale}
    return _row("mail.bounced", "practitioner", {"warning": dead | warning, "organization": organization(), "practitioner": practitioner})


def webhook_row(*, locale: str = "en-CA", because: str = "failing") -> dict[str, Any]:
    """Return the event that tells Cleo that a webhook was switched off."""
    webhook = {"endpoint_id": str(uuid4()), "because": because, "host": "hooks.ledger.example", "description": "Our ledger"}
    admin = {"name": "Cléo Tran", "email": "cleo@harbour.example"}
    return _row("webhook.disabled", "admin", {"webhook": webhook, "organization": organization() | {"locale": locale}, "admin": admin})


def support_row(*, locale: str = "en-CA") -> dict[str, Any]:
    """Return the event that tells Cleo that the platform's support asks to look in."""
    support = {"support_id": str(uuid4()), "reason": "The calendar feed is empty since Monday.", "minutes": 90}
    admin = {"name": "Cléo Tran", "email": "cleo@harbour.example"}
    return _row("support.requested", "admin", {"support": support, "organization": organization() | {"locale": locale}, "admin": admin})


def calendar_row(topic: str = "calendar.revoked", recipient: str = "practitioner", *, locale: str = "en-CA", **calendar: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the event that tells Ada, or Cleo, that a calendar is lost."""
    lost = {"connection_id": str(uuid4()), "provider": "google", "on_unreachable": "open", "failing_since": "2026-11-21T09:12:00+00:00"}
    practitioner = {"practitioner_id": str(uuid4()), "display_name": "Dr. Ada Moreau", "email": "ada@harbour.example", "locale": locale}
    cleo = {"name": "Cléo Tran", "email": "cleo@harbour.example"}
    person = {"practitioner": practitioner, "admin": None} if recipient == "practitioner" else {"practitioner": None, "admin": cleo}
    return _row(topic, recipient, {"calendar": lost | calendar, "organization": organization() | {"locale": locale}, **person})


def calendar_change_row(topic: str = "calendar_change.asked", *, locale: str = "en-CA", **change: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the event that tells Ada what becomes of an event that she moved in her calendar."""
    moved = {"change_id": str(uuid4()), "booking_id": str(uuid4()), "kind": "move", "reference": "K3Q7-M2XD", "starts_at": "2026-12-01T15:00:00+00:00"}
    moved |= {"ends_at": "2026-12-01T15:50:00+00:00", "to_starts_at": "2026-12-01T17:00:00+00:00", "to_ends_at": "2026-12-01T17:50:00+00:00"}
    moved |= {"because": "slot_taken"} if topic == "calendar_change.put_back" else {}
    practitioner = {
        "practitioner_id": str(uuid4()),
        "display_name": "Dr. Ada Moreau",
        "email": "ada@harbour.example",
        "locale": locale,
        "time_zone": "America/Toronto",
    }
    return _row(topic, "practitioner", {"change": moved | change, "organization": organization() | {"locale": locale}, "practitioner": practitioner})


def organization() -> dict[str, Any]:
    """Return a discreet practice in Toronto."""
    return {
        "organization_id": ORGANIZATION_ID,
        "name": "Harbour Street Practice",
        "slug": "harbour-street",
        "discreet": True,
        "reply_to": "desk@harbour.example",
        "locale": "en-CA",
        "time_zone": "America/Toronto",
    }


def _row(topic: str, recipient: str, payload: dict[str, Any]) -> dict[str, Any]:
    return {
        "event_id": str(uuid4()),
        "organization_id": ORGANIZATION_ID,
        "topic": topic,
        "recipient": recipient,
        "attempt": 1,
        "created_at": "2026-11-21T05:00:01+00:00",
        "payload": payload,
    }
