"""SC-1.10: calendar objects, read back by a parser and as raw octets."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Component

from python_functions import ics
from python_functions.vtimezone import vtimezone
from python_functions.zones import zone

OCTETS_OF_A_LINE = 75
NINE_IN_TORONTO = datetime(2026, 12, 1, 14, tzinfo=UTC)
CLINIC = ics.Party('Clinique "Le Port", Inc.', "bookings@bookfast.example")
BEN = ics.Party("Benoît; d’Été: 猫, fils", "ben@client.example")


@pytest.fixture
def appointment() -> ics.Appointment:
    return ics.Appointment(
        uid="5f0c1a52@bookfast",
        sequence=3,
        status="CONFIRMED",
        starts_at=NINE_IN_TORONTO,
        ends_at=NINE_IN_TORONTO + timedelta(minutes=50),
        zone=zone("America/Toronto"),
        changed_at=datetime(2026, 11, 21, 5, tzinfo=UTC),
        summary="Rendez-vous",
        description="Référence K7QM; à bientôt,\nmerci",
        language="fr-CA",
    )


def event_of(calendar: bytes) -> Component:
    (event,) = Calendar.from_ical(calendar).walk("VEVENT")
    return event


def test_a_request_carries_the_minimum_that_calendars_need(appointment: ics.Appointment) -> None:
    """SC-1.10: METHOD, UID, DTSTART/DTEND, SUMMARY, ORGANIZER, ATTENDEE and STATUS, with time zones."""
    calendar = Calendar.from_ical(ics.request(appointment, organizer=CLINIC, recipient=BEN))
    event = event_of(calendar.to_ical())

    assert calendar["METHOD"] == "REQUEST"
    assert calendar["VERSION"] == "2.0"
    assert event["UID"] == "5f0c1a52@bookfast"
    assert event["SEQUENCE"] == 3
    assert event["DTSTAMP"].dt == datetime(2026, 11, 21, 5, tzinfo=UTC)
    assert event["DTSTART"].dt == NINE_IN_TORONTO
    assert event["DTSTART"].params["TZID"] == "America/Toronto"
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=50)
    assert event["SUMMARY"] == "Rendez-vous"
    assert event["DESCRIPTION"] == "Référence K7QM; à bientôt,\nmerci"
    assert event["STATUS"] == "CONFIRMED"
    assert event["ORGANIZER"] == "mailto:bookings@bookfast.example"
    assert event["ORGANIZER"].params["CN"] == "Clinique 'Le Port', Inc."
    assert event["ATTENDEE"] == "mailto:ben@client.example"
    assert event["ATTENDEE"].params["CN"] == BEN.name
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"


def test_a_pending_booking_is_tentative(appointment: ics.Appointment) -> None:
    pending = replace(appointment, status="TENTATIVE")
    assert event_of(ics.request(pending, organizer=CLINIC, recipient=BEN))["STATUS"] == "TENTATIVE"


def test_a_cancel_takes_the_same_event_away(appointment: ics.Appointment) -> None:
    """SC-1.5: METHOD:CANCEL with the same UID and a higher SEQUENCE; no alarm rings for it."""
    cancelled = replace(appointment, status="CANCELLED", sequence=4)
    raw = ics.cancel(cancelled, organizer=CLINIC, recipient=BEN)
    event = event_of(raw)

    assert Calendar.from_ical(raw)["METHOD"] == "CANCEL"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (appointment.uid, 4, "CANCELLED")
    assert b"VALARM" not in raw


def test_request_and_cancel_refuse_each_others_work(appointment: ics.Appointment) -> None:
    with pytest.raises(ValueError, match=r"cancel\(\)"):
        ics.request(replace(appointment, status="CANCELLED"), organizer=CLINIC, recipient=BEN)
    with pytest.raises(ValueError, match=r"request\(\)"):
        ics.cancel(appointment, organizer=CLINIC, recipient=BEN)


def test_no_line_is_longer_than_75_octets_nor_breaks_a_character(appointment: ics.Appointment) -> None:
    """SC-1.10, RFC 5545 3.1: counted in octets, also where one character takes four."""
    long_names = replace(appointment, summary="Rendez-vous chez " + "Zoë–猫🐈" * 30)
    raw = ics.request(long_names, organizer=CLINIC, recipient=BEN)

    lines = raw.split(b"\r\n")
    assert max(len(line) for line in lines) <= OCTETS_OF_A_LINE
    assert all(line.decode("utf-8") is not None for line in lines)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert event_of(raw)["SUMMARY"] == long_names.summary


def test_an_address_in_the_name_cannot_add_a_property(appointment: ics.Appointment) -> None:
    sly = replace(appointment, summary="a\r\nATTENDEE:mailto:eve@x.example")
    assert event_of(ics.request(sly, organizer=CLINIC, recipient=BEN))["ATTENDEE"] == "mailto:ben@client.example"


@pytest.mark.parametrize("name", ["America/Toronto", "Europe/Paris", "Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns", "UTC"])
def test_the_time_zone_sent_along_gives_the_right_offset_on_every_day(name: str) -> None:
    """SC-1.10: a reader that knows only our VTIMEZONE computes what the tz database says."""
    first, last = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
    component = vtimezone(zone(name), first=first, last=last)
    rules = component.to_tz(lookup_tzid=False)

    for hours in range(0, 365 * 24, 7):
        at = first + timedelta(hours=hours)
        local = at.astimezone(zone(name))
        assert rules.utcoffset(local.replace(tzinfo=None, fold=local.fold)) == local.utcoffset(), at


def test_the_zone_changes_at_the_local_time_before_the_change() -> None:
    """RFC 5545, 3.6.5: Toronto springs forward at 02:00, the hour that the old offset shows."""
    at = datetime(2026, 3, 8, 12, tzinfo=UTC)
    text = vtimezone(zone("America/Toronto"), first=at, last=at).to_ical().decode()
    assert "DTSTART:20250309T020000\r\nRRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3" in text
    assert "DTSTART:20251102T020000\r\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11" in text


def test_the_zone_comes_from_the_current_tz_database() -> None:
    """SC-1.10: British Columbia keeps its summer time from 2026 on, which older machines do not know."""
    december = datetime(2026, 12, 1, 15, tzinfo=UTC)
    assert december.astimezone(zone("America/Vancouver")).utcoffset() == timedelta(hours=-7)


def test_the_second_pass_of_a_repeated_hour_is_told_from_the_first(appointment: ics.Appointment) -> None:
    """RFC 5545, 3.3.5: a local time that occurs twice means the first, so the second travels as UTC."""
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    second = first + timedelta(hours=1)
    for start in (first, second):
        twice = replace(appointment, starts_at=start, ends_at=start + timedelta(minutes=20))
        event = event_of(ics.request(twice, organizer=CLINIC, recipient=BEN))
        assert event["DTSTART"].dt.astimezone(UTC) == start
    assert event["DTSTART"].dt.tzinfo in {UTC, ZoneInfo("UTC")}
