"""What a booking's event says in a calendar that others may see."""

from typing import Any
from uuid import UUID

import pytest

from python_functions.calendars.booked import Booked, event_of

BOOKING = "7d9f1c3e-0a51-4c1b-9a52-2f2a52b1c001"


def payload(**parts: dict[str, Any] | None) -> dict[str, Any]:
    """Return what `claim_calendar_tasks` says of a booking; keywords change parts of it."""
    said: dict[str, Any] = {
        "wanted": True,
        "booking": {
            "booking_id": BOOKING,
            "reference": "K7QM42XD",
            "starts_at": "2026-12-01T15:00:00+00:00",
            "ends_at": "2026-12-01T15:50:00+00:00",
            "time_zone": "America/Toronto",
            "ics_uid": "5f0c@bookfast",
            "ics_sequence": 2,
        },
        "organization": {"organization_id": "o-1", "name": "Maple", "slug": "maple", "discreet": True, "profile": "therapy"},
        "practitioner": {"display_name": "Ada Lindqvist", "locale": "en-CA"},
        "service": {"name": "Grief counselling", "event_category": None},
        "client": {"name": "Benoît Desjardins", "email": "ben@client.example"},
        "place": {"kind": "online", "address": None, "video_url": "/video/booking/1"},
        "written": None,
    }
    for name, changes in parts.items():
        said[name] = None if changes is None else said[name] | changes
    return {**said, "organization": {**said["organization"], "organization_id": "7d9f1c3e-0a51-4c1b-9a52-2f2a52b1c002"}}


def event(**parts: dict[str, Any] | None) -> Any:  # noqa: ANN401 - a CalendarEvent
    return event_of(Booked.model_validate(payload(**parts)), web_url="https://book.example")


@pytest.mark.req("CP-13.1", "CP-13.5", "SC-2.5")
@pytest.mark.parametrize(
    ("organization", "service", "locale", "title"),
    [
        ({}, {}, "en-CA", "Appointment"),
        ({"profile": "coaching"}, {}, "en-CA", "Coaching Session"),
        ({"profile": "coaching"}, {}, "fr-CA", "Séance de coaching"),
        ({}, {"event_category": "Follow-up"}, "fr-CA", "Follow-up"),
        ({"discreet": False}, {}, "en-CA", "Grief counselling: Benoît Desjardins"),
        ({"discreet": False}, {"event_category": "Follow-up"}, "en-CA", "Follow-up: Benoît Desjardins"),
    ],
)
def test_its_title_says_no_more_than_the_organization_shows(organization: dict[str, Any], service: dict[str, Any], locale: str, title: str) -> None:
    made = event(organization=organization, service=service, practitioner={"locale": locale})
    assert made.title == title
    if organization.get("discreet", True):
        assert not [word for word in ("Grief", "Benoît", "Desjardins") if word in f"{made.title} {made.description} {made.category} {made.location}"]
    assert (made.key, made.uid, made.sequence) == (UUID(BOOKING), "5f0c@bookfast", 2)
    assert made.url == f"https://book.example/at/maple/bookings/{BOOKING}"
    assert made.url in made.description
    assert made.private["booking_id"] == BOOKING


@pytest.mark.req("CP-13.3")
def test_the_client_is_its_guest_until_erased() -> None:
    assert event().attendee == "ben@client.example"
    erased = event(client=None, organization={"discreet": False})
    assert (erased.attendee, erased.title) == (None, "Appointment")


def test_a_video_room_of_ours_is_found_from_any_calendar() -> None:
    assert event().location == "https://book.example/video/booking/1"
    assert event(place={"kind": "in_person", "address": "1 Main St", "video_url": None}).location == "1 Main St"
