"""SC-1.10: every calendar object is read alike by icalendar, ical.js and libical, and says what the event says."""

from __future__ import annotations

import importlib.resources
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from python_functions import ics
from python_functions.ics_series import Instance, RecurringAppointment, series_message
from python_functions.mail.compose import STATUSES
from python_functions.mail.topics import STATES
from python_functions.mail.words import words
from python_functions.zones import zone
from tests.effort import effort

from .events import booking_row, series_row
from .judges.libical import LibicalMissingError, load
from .test_mail import composed, text

if TYPE_CHECKING:
    from .judges.bench import Judges

ODD_ZONES = [
    *("America/Toronto", "America/St_Johns", "America/Vancouver", "America/Regina", "America/Sao_Paulo", "America/Santiago"),
    *("America/Nuuk", "Europe/Paris", "Europe/Dublin", "Africa/Casablanca", "Africa/Cairo", "Asia/Kathmandu", "Asia/Gaza"),
    *("Asia/Tehran", "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati"),
    *("Pacific/Auckland", "Antarctica/Troll", "Etc/GMT+12", "UTC"),
]
TOPICS = sorted({(topic, recipient) for recipient in ("client", "practitioner") for topic in words("en")[recipient] if STATES.get(topic) in STATUSES})
# What people type: any letters but those that no mail can carry.
LETTERS = st.characters(exclude_categories=["Cs", "Cc"])
# Often enough what means something to a calendar, and what nobody sees.
NAMES = st.text(LETTERS | st.sampled_from("\\\\nN\"'^,;: \u00a0\ufeff\u200b\u2028"), min_size=1, max_size=90).filter(lambda name: one_line(name) != "")
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2037, 12, 31)).map(lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC))  # noqa: DTZ001 - made aware


def calendars_of(row: dict[str, Any]) -> list[bytes]:
    """Compose *row*; return the calendar object as alternative and as file."""
    return [part.get_payload(decode=True) for part in composed(row).walk() if part.get_content_type() in {"text/calendar", "application/ics"}]


def test_libical_judges_too() -> None:
    """Say loudly when a judge is missing."""
    try:
        load()
    except LibicalMissingError as error:
        pytest.skip(f"SKIPPED: {error}")


@pytest.mark.req("SC-1.10")
@pytest.mark.one_of(5)
@pytest.mark.parametrize("discreet", [True, False])
@pytest.mark.parametrize("locale", ["en-CA", "fr-CA"])
@pytest.mark.parametrize(("topic", "recipient"), TOPICS)
def test_every_message_is_read_alike(judges: Judges, topic: str, recipient: str, locale: str, discreet: bool) -> None:  # noqa: FBT001 - a parameter of pytest's
    make = series_row if topic.startswith("series.") else booking_row
    row = make(
        topic, recipient, client={"locale": locale}, practitioner={"locale": locale}, organization={"discreet": discreet, "name": 'Clinique "Le Port", Inc.'}
    )
    alternative, attached = calendars_of(row)
    reading = judges.read(alternative)
    (event,) = reading.events
    about = row["payload"].get("series") or row["payload"]["booking"]
    to = row["payload"][recipient]

    assert attached == alternative
    assert (event.uid, event.sequence) == (about["ics_uid"], about["ics_sequence"])
    assert event.starts_at == datetime(2026, 12, 1, 15, tzinfo=UTC)
    assert event.ends_at == event.starts_at + timedelta(minutes=50)
    assert event.organizer == "mailto:bookings@bookfast.example"
    assert event.organizer_name == "Clinique 'Le Port', Inc."
    assert event.attendees == (f"mailto:{to['email']}",)
    assert event.attendee_names == (to.get("name", to.get("display_name")),)
    assert event.alarms == 0
    status = STATUSES[STATES[topic]]
    if topic.startswith("series.") and status != "CANCELLED":
        status = "CONFIRMED"
    assert event.status == status
    assert reading.method == ("CANCEL" if status == "CANCELLED" else "REQUEST")
    assert len(reading.shown) == (0 if status == "CANCELLED" else 6 if topic.startswith("series.") else 1)


PLACES: list[tuple[dict[str, Any], str, str | None, str | None]] = [
    ({"kind": "in_person", "address": "1234, rue d’Été; Montréal"}, "client", "1234, rue d’Été; Montréal", None),
    ({"kind": "in_person"}, "client", None, None),
    ({"kind": "online", "video_url": "https://video.example/r/ada;x,y?a=1&b=2#c"}, "client", *["https://video.example/r/ada;x,y?a=1&b=2#c"] * 2),
    ({"kind": "online"}, "client", "Online", None),
    ({"kind": "phone"}, "practitioner", "By phone", None),
    ({"kind": "at_client"}, "client", "At your place", None),
    ({"kind": "at_client"}, "practitioner", "At the client’s place", None),
]


@pytest.mark.parametrize(("place", "recipient", "location", "conference"), PLACES)
def test_where_people_meet(judges: Judges, place: dict[str, Any], recipient: str, location: str | None, conference: str | None) -> None:
    """LOCATION for every calendar, CONFERENCE for those that know it; and the mail says the same."""
    row = booking_row(recipient=recipient, place={"address": None, "video_url": None} | place)
    (event,) = judges.read(calendars_of(row)[0]).events
    body = text(composed(row))
    assert (event.location, event.conference) == (location, conference)
    assert [line for line in body.splitlines() if line.startswith("Where: ")] == ([f"Where: {location}"] if location else [])
    (cancelled,) = judges.read(calendars_of({**row, "topic": "booking.cancelled"})[0]).events
    assert (cancelled.location, cancelled.conference) == (location, None)


def test_a_room_of_ours_is_found_below_the_web_address_and_its_key_stays_in_the_client_s_mail(judges: Judges) -> None:
    """Calendars are shared: they have the page, which asks who comes; the client's own mail has what lets in without an account."""
    page = "/video/booking/7d0c6a33-8f3e-4c8a-9d52-0a4b1c2d3e4f"
    for make, recipient, token in ((booking_row, "client", "t0ken"), (series_row, "client", "t0ken"), (booking_row, "practitioner", None)):
        row = make(recipient=recipient, place={"kind": "online", "video_url": page, "video": "follows"})
        message = composed(row, token=token)
        address = f"https://book.example{page}"
        assert f"Where: {address}{'#t0ken' if token else ''}" in text(message).splitlines()
        raw = [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() in {"text/calendar", "application/ics"}]
        for calendar in raw:
            assert b"t0ken" not in calendar.replace(b"\r\n ", b"")
        (event,) = judges.read(raw[0]).events
        assert (event.location, event.conference) == (address, address)


def test_outlook_is_told_how_busy(judges: Judges) -> None:
    """It takes that from TRANSP, which knows no "tentative"."""
    for topic, busy in (("booking.confirmed", b"BUSY"), ("booking.pending", b"TENTATIVE"), ("booking.cancelled", b"FREE")):
        raw = calendars_of(booking_row(topic))[0]
        assert judges.read(raw).events
        assert b"X-MICROSOFT-CDO-BUSYSTATUS:" + busy + b"\r\n" in raw


@settings(max_examples=effort(fast=10, whole=60, explore=2000), deadline=None, suppress_health_check=list(HealthCheck))
@given(client=NAMES, practitioner=NAMES, organization=NAMES, service=NAMES)
def test_names_survive_folding_and_quoting(judges: Judges, client: str, practitioner: str, organization: str, service: str) -> None:
    """Names of any script, with quotes, semicolons, backslashes and emoji, come out as they went in, but for the little that no file can carry."""
    row = booking_row(
        client={"name": client},
        practitioner={"display_name": practitioner},
        organization={"name": organization, "discreet": False},
        service={"name": service},
    )
    (raw, _) = calendars_of(row)
    (event,) = judges.read(raw).events
    assert event.summary == shown(f"{one_line(service)} with {one_line(practitioner)}")
    assert shown(f"from {one_line(organization)}.") in event.description
    assert event.organizer_name == named(organization)
    assert event.attendee_names == (named(client),)


def one_line(name: str) -> str:
    return " ".join(name.replace("\ufeff", "").split())


def shown(text: str) -> str:
    r"""Return *text* but for what icalendar takes for a new line."""
    return text.replace("\\N", "/N")


def named(name: str) -> str:
    """A parameter holds no quote and no backslash that all read alike."""
    return one_line(name).replace('"', "'").replace("\\", "/")


@settings(max_examples=effort(fast=25, whole=100, explore=1000), deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(ODD_ZONES), starts_at=INSTANTS, minutes=st.integers(5, 600))
def test_a_time_means_the_same_instant_to_everybody(judges: Judges, name: str, starts_at: datetime, minutes: int) -> None:
    """SC-4.1: whatever the zone, also within the hours that the clocks skip or repeat."""
    reading = judges.read(request_at(name, starts_at, minutes))
    assert reading.shown == ((starts_at, starts_at + timedelta(minutes=minutes)),)


@pytest.mark.one_of(5)
@pytest.mark.parametrize("name", ODD_ZONES)
def test_the_hours_around_each_change_of_the_clock(judges: Judges, name: str) -> None:
    """A quarter of an hour apart through the days on which the offset changes in the next two years."""
    for change in changes_of(name):
        for quarter in range(-12, 13):
            starts_at = change + timedelta(minutes=15 * quarter)
            reading = judges.read(request_at(name, starts_at, 50))
            assert reading.shown == ((starts_at, starts_at + timedelta(minutes=50)),)


@pytest.mark.slow
def test_every_zone_of_the_tz_database(judges: Judges) -> None:
    """Both hemispheres, with rules and without: a day in each month of three years."""
    names = importlib.resources.files("tzdata").joinpath("zones").read_text().split()
    for name in names:
        for month in range(0, 36, 5):
            starts_at = datetime(2026 + month // 12, 1 + month % 12, 15, 12, tzinfo=UTC)
            reading = judges.read(request_at(name, starts_at, 50))
            assert reading.shown == ((starts_at, starts_at + timedelta(minutes=50)),), name


RULES = st.sampled_from(["FREQ=WEEKLY;COUNT=30", "FREQ=DAILY;INTERVAL=9;COUNT=40", "FREQ=MONTHLY;COUNT=12", "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=20"])


@settings(max_examples=effort(fast=16, whole=60, explore=600), deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(ODD_ZONES), day=st.integers(0, 400), hour=st.integers(0, 47), rule=RULES, data=st.data())
def test_series_recur_alike_for_everybody(judges: Judges, name: str, day: int, hour: int, rule: str, data: st.DataObject) -> None:
    """A rule across changes of the clocks, with dates left out and dates that moved."""
    first = datetime(2026, 6, 1) + timedelta(days=day, minutes=30 * hour)  # noqa: DTZ001 - a wall time
    if rule.startswith("FREQ=WEEKLY;BYDAY"):
        first += timedelta(days=-first.weekday())
    if rule.startswith("FREQ=MONTHLY"):
        first = first.replace(day=min(first.day, 28))
    series, expected = a_series(name, first, rule, data)
    _, raw = series_message(series, organizer=ics.Party("Clinic", "c@clinic.example"), recipient=ics.Party("Ben", "b@client.example"))
    # libical 3 goes on from 03:30 for good once the clocks have pushed one instance there from 02:30.
    walls = [*series.excluded, *(each.recurrence_id for each in series.occurrences)]
    pushed = any(wall != wall_time_after_all(wall, name) for wall in walls)
    assert judges.read(raw, without="libical" if pushed else "").shown == expected


def wall_time_after_all(wall: datetime, name: str) -> datetime:
    """Return what the clock shows when *wall* has come, which is later when the clocks skip it."""
    return wall.replace(tzinfo=zone(name)).astimezone(UTC).astimezone(zone(name)).replace(tzinfo=None)


def a_series(name: str, first: datetime, rule: str, data: st.DataObject) -> tuple[RecurringAppointment, tuple[tuple[datetime, datetime], ...]]:
    """Return a series and the spans that calendars have to show."""
    own = zone(name)
    walls = list(rrulestr(rule, dtstart=first))
    left_out = data.draw(st.sets(st.integers(0, len(walls) - 1), max_size=len(walls) - 1))
    moved = data.draw(st.dictionaries(st.integers(0, len(walls) - 1), st.integers(1, 300), max_size=4))
    occurrences = []
    for number, wall in enumerate(walls):
        if number in left_out:
            continue
        starts_at = wall.replace(tzinfo=own).astimezone(UTC) + timedelta(minutes=moved.get(number, 0))
        occurrences.append(Instance(wall, starts_at, starts_at + timedelta(minutes=50), "CONFIRMED"))
    series = RecurringAppointment(
        uid="s@bookfast",
        sequence=1,
        rule=rule,
        instances=len(walls),
        starts_local=first,
        zone=own,
        minutes=50,
        excluded=tuple(walls[number] for number in sorted(left_out)),
        occurrences=tuple(occurrences),
        changed_at=datetime(2026, 5, 1, tzinfo=UTC),
        summary="Appointments",
        description="Reference K7QM42XD",
        language="en-CA",
    )
    return series, tuple(sorted((each.starts_at, each.ends_at) for each in occurrences))


def request_at(name: str, starts_at: datetime, minutes: int) -> bytes:
    appointment = ics.Appointment(
        uid="u@bookfast",
        sequence=0,
        status="CONFIRMED",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        zone=zone(name),
        changed_at=datetime(2026, 1, 1, tzinfo=UTC),
        summary="Appointment",
        description="Reference K7QM42XD",
        language="en-CA",
    )
    return ics.request(appointment, organizer=ics.Party("Clinic", "c@clinic.example"), recipient=ics.Party("Ben", "b@client.example"))


def changes_of(name: str) -> list[datetime]:
    """Return the hours of 2026 to 2028 after which the offset is another."""
    hours = [datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(365 * 24)]
    offsets = [each.astimezone(zone(name)).utcoffset() for each in hours]
    return [hours[number] for number in range(1, len(hours)) if offsets[number - 1] != offsets[number]]
