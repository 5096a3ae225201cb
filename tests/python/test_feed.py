"""A practitioner's bookings as one calendar: read alike by three parsers, discreet, and the same octets for the same bookings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from python_functions.feed import Feed, feed_calendar

from .test_calendars_judged import INSTANTS, NAMES, ODD_ZONES, one_line

if TYPE_CHECKING:
    from .judges.bench import Judges

AT = datetime(2026, 12, 1, 15, tzinfo=UTC)


def session(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return an event as the database tells it to the discreet."""
    return {
        "event_id": str(uuid4()),
        "starts_at": AT.isoformat(),
        "ends_at": (AT + timedelta(minutes=50)).isoformat(),
        "tentative": False,
        "ics_sequence": 2,
        "changed_at": "2026-11-21T05:00:00.123456+00:00",
        "taken": 1,
        "seats": 1,
        "reference": "K7QM42XD",
    } | changes


def feed(*events: dict[str, Any], **changes: Any) -> Feed:  # noqa: ANN401
    calendar = {"organization": "Harbour Street Practice", "time_zone": "America/Toronto", "locale": "en-CA", "detail": False, "events": list(events)}
    return Feed.model_validate(calendar | changes)


def test_the_discreet_feed_says_when_and_no_more(judges: Judges) -> None:
    group = session(taken=3, seats=8, reference=None, starts_at=(AT + timedelta(days=1)).isoformat(), ends_at=(AT + timedelta(days=1, hours=1)).isoformat())
    reading = judges.read(feed_calendar(feed(session(tentative=True), group)))
    assert sorted(event.summary for event in reading.events) == ["Appointment (3 of 8)", "Appointment K7QM42XD"]
    assert {(event.location, event.conference, event.organizer, event.attendees) for event in reading.events} == {(None, None, None, ())}
    assert sorted(str(event.status) for event in reading.events) == ["CONFIRMED", "TENTATIVE"]
    assert reading.shown == ((AT, AT + timedelta(minutes=50)), (AT + timedelta(days=1), AT + timedelta(days=1, hours=1)))
    assert reading.method is None


def test_the_detailed_feed_names_service_people_and_place(judges: Judges) -> None:
    online = {"kind": "online", "address": None, "video_url": "https://video.example/ada"}
    single = session(service="Grief counselling", clients=["Benoît"], place=online)
    group = session(service="Yoga", clients=["Ben", "Zoë"], taken=2, seats=8, reference=None)
    events = {event.summary: event for event in judges.read(feed_calendar(feed(single, group, locale="fr-CA", detail=True))).events}
    assert events["Grief counselling\N{NO-BREAK SPACE}: Benoît"].conference == "https://video.example/ada"
    assert events["Yoga (2 sur 8)"].description == "Ben\nZoë"


def test_a_room_of_ours_is_found_below_the_web_address(judges: Judges) -> None:
    online = {"kind": "online", "address": None, "video_url": "/video/booking/1", "video": "ready"}
    (event,) = judges.read(feed_calendar(feed(session(service="Yoga", clients=["Ben"], place=online), detail=True), web_url="https://book.example")).events
    assert (event.location, event.conference) == ("https://book.example/video/booking/1",) * 2


def test_an_empty_feed_is_a_calendar_too(judges: Judges) -> None:
    reading = judges.read(feed_calendar(feed()), without="libical")  # Which wants something within, as RFC 5545 had it before its erratum.
    assert reading.events == ()


def test_the_calendar_says_how_often_to_look() -> None:
    """RFC 7986, 5.7, and what Outlook reads instead."""
    raw = feed_calendar(feed(session()))
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n" in raw
    assert b"X-PUBLISHED-TTL:PT15M\r\n" in raw
    assert Calendar.from_ical(raw)["NAME"] == "Harbour Street Practice"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(starts=st.lists(INSTANTS, min_size=1, max_size=8, unique=True), zone=st.sampled_from(ODD_ZONES), service=NAMES, client=NAMES)
def test_any_bookings_are_read_alike(judges: Judges, starts: list[datetime], zone: str, service: str, client: str) -> None:
    """Whatever the zone, the names and the times; and twice the same octets, by which an ETag may stand for them."""
    events = [session(starts_at=start.isoformat(), ends_at=(start + timedelta(minutes=50)).isoformat(), service=service, clients=[client]) for start in starts]
    raw = feed_calendar(feed(*events, time_zone=zone))
    reading = judges.read(raw)
    assert raw == feed_calendar(feed(*events, time_zone=zone))
    assert reading.shown == tuple(sorted((start, start + timedelta(minutes=50)) for start in starts))
    assert {event.summary for event in reading.events} == {f"{one_line(service)}: {one_line(client)}"}
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
