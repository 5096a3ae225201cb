"""SC-1.3 SC-1.4 SC-1.5 SC-1.10: one mail about everything that happens to a series at once, whose calendar is what the database has."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from python_functions.mail.compose import Composer
from python_functions.mail.events import Event
from tests.effort import effort

if TYPE_CHECKING:
    from email.message import EmailMessage

    from tests.conftest import Stack

EXAMPLES = effort(fast=5, whole=20, explore=50)
TORONTO = ZoneInfo("America/Toronto")
CLIENT = '{"name": "Gil Guest", "email": "gil@client.example", "phone": "+1 416 555 0100", "consent": true}'
ZONES = st.sampled_from(["America/Toronto", "America/St_Johns", "Australia/Lord_Howe"])
RULES = st.sampled_from(
    ["FREQ=WEEKLY;COUNT=8", "FREQ=DAILY;INTERVAL=9;COUNT=10", "FREQ=WEEKLY;INTERVAL=2;UNTIL={until}", "FREQ=MONTHLY;COUNT=5", "FREQ=DAILY;COUNT=1"]
)
DEEDS = st.lists(
    st.tuples(st.sampled_from(["move one", "cancel one", "move all", "move some", "cancel some"]), st.integers(0, 9), st.integers(-3, 3).filter(bool)),
    max_size=5,
)


class Practice:
    """One practitioner whose every hour is bookable, within a transaction that is rolled back."""

    def __init__(self, connection: psycopg.Connection, zone: str) -> None:
        """Make it, and sign its practitioner in."""
        self.connection = connection
        self.organization_id = self.one("insert into app.organizations (slug, name, time_zone) values ('series', 'Series', %s) returning organization_id", zone)
        user_id = self.one("select gen_random_uuid()")
        member_id = self.one(
            "insert into app.members (organization_id, user_id, role, email, display_name)"
            " values (%s, %s, 'practitioner', 'ada@practice.example', 'Ada') returning member_id",
            self.organization_id,
            user_id,
        )
        self.practitioner_id = self.one(
            "update app.practitioners set published = true, time_zone = %s where member_id = %s returning practitioner_id", zone, member_id
        )
        self.service_id = self.one(
            "insert into app.services (organization_id, name, duration_minutes, max_advance_days) values (%s, 'Talk', 50, 731) returning service_id",
            self.organization_id,
        )
        self.one(
            "insert into app.practitioner_services (practitioner_id, service_id, organization_id) values (%s, %s, %s) returning 1",
            self.practitioner_id,
            self.service_id,
            self.organization_id,
        )
        self.one(
            "with r as (insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local)"
            " select %s, %s, d, '00:00', '24:00' from generate_series(1, 7) as d returning 1) select count(*) from r",
            self.organization_id,
            self.practitioner_id,
        )
        self.one("select set_config('request.jwt.claims', jsonb_build_object('sub', %s::uuid, 'role', 'authenticated')::text, true)", user_id)

    def one(self, statement: str, *values: object) -> Any:  # noqa: ANN401 - whatever the first column holds
        """Return the first column of the first row."""
        row = self.connection.execute(statement, values).fetchone()
        return row and row[0]

    def series(self, rule: str, starts_local: datetime, zone: str) -> str:
        """Book a series; return its id."""
        answer = self.one(
            "select api.create_booking(%s, %s, %s::timestamp at time zone %s, %s, recurrence => %s)",
            *(self.practitioner_id, self.service_id, starts_local, zone, CLIENT, rule),
        )
        return answer["series_id"]

    def live(self, series_id: str) -> list[tuple[str, datetime]]:
        """Return the bookings that take place, in order."""
        return self.connection.execute(
            "select booking_id::text, starts_at from app.bookings where series_id = %s and status <> 'cancelled' order by starts_at", [series_id]
        ).fetchall()

    def newest(self, series_id: str, recipient: str = "client") -> Event:
        """Return the newest message about the series, as a worker would claim it now."""
        row = self.connection.execute(
            "select e.event_id::text, e.organization_id::text, e.topic, e.recipient, 1, app.event_payload(e) from app.outbox_events as e"
            " where e.subject_id = %s and e.recipient = %s order by e.position desc limit 1",
            [series_id, recipient],
        ).fetchone()
        assert row is not None
        return Event.from_row(dict(zip(("event_id", "organization_id", "topic", "recipient", "attempt", "payload"), row, strict=True)))

    def tick_over(self) -> None:
        """End what counts as one transaction, without ending it: what follows is told in a message of its own."""
        self.connection.execute("update app.outbox_events set transaction_id = null where transaction_id is not null")


def mail(event: Event) -> EmailMessage:
    composer = Composer(mail_from=Address("Bookfast", addr_spec="bookings@bookfast.example"), web_url="https://book.example")
    return message_from_bytes(composer.compose(event, token="a-token", sent_at=datetime.now(UTC)).as_bytes(), policy=default)  # noqa: S106


def calendar_part(message: EmailMessage) -> bytes | None:
    """Return the calendar object of the alternative, or None for a mail without one."""
    return next((each.get_payload(decode=True) for each in message.walk() if each.get_content_type() == "text/calendar"), None)


def calendar_of(message: EmailMessage) -> Calendar:
    return Calendar.from_ical(calendar_part(message))


def expanded(calendar: Calendar) -> list[datetime]:
    """What a calendar shows: the rule without its exceptions, each exception in place of its instance (RFC 5545, 3.8.4.4)."""
    if calendar["METHOD"] == "CANCEL":
        return []
    master, *exceptions = calendar.walk("VEVENT")
    zone = ZoneInfo(master["DTSTART"].params["TZID"])
    first = master["DTSTART"].dt.replace(tzinfo=None)
    excluded = {each.dt.replace(tzinfo=None) for each in master["EXDATE"].dts} if "EXDATE" in master else set()
    shown = {local: local.replace(tzinfo=zone, fold=0) for local in rrulestr(master["RRULE"].to_ical().decode(), dtstart=first) if local not in excluded}
    for exception in exceptions:
        assert (exception["UID"], exception["SEQUENCE"]) == (master["UID"], master["SEQUENCE"])
        assert exception["RECURRENCE-ID"].dt.replace(tzinfo=None) in shown
        shown[exception["RECURRENCE-ID"].dt.replace(tzinfo=None)] = exception["DTSTART"].dt
    return sorted(each.astimezone(UTC) for each in shown.values())


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(rule=RULES, zone=ZONES, in_days=st.integers(2, 200), at=st.sampled_from([time(2, 30), time(9), time(1, 45), time(23)]), deeds=DEEDS)
def test_calendars_show_what_the_database_has(stack: Stack, rule: str, zone: str, in_days: int, at: time, deeds: list[tuple[str, int, int]]) -> None:
    """
    Whatever happens to a series, the newest message alone brings a calendar to its present state, and SEQUENCE only rises.

    Drawn are the rule, the zone, the first day and hour (within gaps and doubled hours too), and up to five changes of one date, some or all.
    """
    start = datetime.combine(datetime.now(UTC).date() + timedelta(days=in_days), at)
    with psycopg.connect(stack.database_url) as connection:
        practice = Practice(connection, zone)
        series_id = practice.series(rule.format(until=f"{start + timedelta(days=90):%Y%m%dT%H%M%S}"), start, zone)
        sequences = []
        for deed, which, days in [("nothing", 0, 0), *deeds]:
            practice.tick_over()
            live = practice.live(series_id)
            if not live:
                break
            booking_id, starts_at = live[which % len(live)]
            with connection.transaction(force_rollback=False):
                do(practice, deed, series_id=series_id, booking_id=booking_id, starts_at=starts_at, days=days)
            calendar = calendar_of(mail(practice.newest(series_id)))
            assert expanded(calendar) == [each.astimezone(UTC) for _, each in practice.live(series_id)]
            sequences.append(calendar.walk("VEVENT")[0]["SEQUENCE"])
        assert sequences == sorted(sequences)
        connection.rollback()


def do(practice: Practice, deed: str, *, series_id: str, booking_id: str, starts_at: datetime, days: int) -> None:
    """Change the series as *deed* says; what is refused changes nothing."""
    shift, from_date = timedelta(days=days), starts_at.date()
    try:
        with practice.connection.transaction():
            if deed == "move one":
                practice.one("select (api.reschedule_booking(%s, %s)).status", booking_id, starts_at + shift)
            elif deed == "cancel one":
                practice.one("select (api.cancel_booking(%s)).status", booking_id)
            elif deed == "move all":
                practice.one("select api.reschedule_series(%s, shift => %s, mode => 'available_only')", series_id, shift)
            elif deed == "move some":
                practice.one("select api.reschedule_series(%s, %s, shift => %s, mode => 'available_only')", series_id, from_date, shift)
            elif deed == "cancel some":
                practice.one("select api.cancel_series(%s, %s)", series_id, from_date)
    except psycopg.DatabaseError as error:
        if not (error.sqlstate or "").startswith(("PT", "PGRST")):
            raise


@pytest.fixture
def practice(stack: Stack) -> Any:  # noqa: ANN401 - an iterator of Practice
    with psycopg.connect(stack.database_url) as connection:
        yield Practice(connection, "America/Toronto")
        connection.rollback()


def next_june(hour: int) -> datetime:
    return datetime(datetime.now(UTC).year + 1, 6, 1, hour)  # noqa: DTZ001 - a wall time


def test_a_series_is_one_mail_with_every_date(practice: Practice) -> None:
    """SC-1.3 CP-4.2: twelve bookings, one mail to each party, one invitation."""
    series_id = practice.series("FREQ=WEEKLY;COUNT=12", next_june(10), "America/Toronto")
    count = practice.one("select count(*) from app.outbox_events where organization_id = %s", practice.organization_id)
    message = mail(practice.newest(series_id))
    text = message.get_body(("plain",)).get_content()
    assert count == 2
    assert str(message["Subject"]) == "Your 12 appointments are confirmed"
    assert text.count("10:00") == 12
    assert "manage#a-token" in text
    assert len(calendar_of(message).walk("VEVENT")) == 1
    to_practitioner = mail(practice.newest(series_id, "practitioner"))
    assert str(to_practitioner["Subject"]) == "12 new appointments"
    assert "/manage#" not in to_practitioner.as_string()


def test_one_of_a_series_is_told_like_a_single_one(practice: Practice) -> None:
    """SC-1.4: the reader sees one appointment that moved; the calendar gets the series with one exception."""
    series_id = practice.series("FREQ=WEEKLY;COUNT=3", next_june(10), "America/Toronto")
    practice.tick_over()
    booking_id, starts_at = practice.live(series_id)[1]
    practice.one("select (api.reschedule_booking(%s, %s)).status", booking_id, starts_at + timedelta(hours=3))
    event = practice.newest(series_id)
    message = mail(event)
    master, exception = calendar_of(message).walk("VEVENT")
    assert event.topic == "series.rescheduled"
    assert str(message["Subject"]).startswith("Your appointment has moved: ")
    assert exception["RECURRENCE-ID"].dt == starts_at
    assert exception["DTSTART"].dt == starts_at + timedelta(hours=3)
    assert (master["SEQUENCE"], exception["SEQUENCE"]) == (1, 1)
    first = practice.one("select reference from app.bookings where series_id = %s order by recurrence_id limit 1", series_id)
    assert first in master["DESCRIPTION"], "the calendar's event is the whole series, whatever its newest message is about"


def test_the_end_of_a_series_takes_it_out_of_calendars(practice: Practice) -> None:
    """SC-1.5."""
    series_id = practice.series("FREQ=WEEKLY;COUNT=3", next_june(10), "America/Toronto")
    practice.tick_over()
    practice.one("select api.cancel_series(%s)", series_id)
    message = mail(practice.newest(series_id))
    calendar = calendar_of(message)
    assert calendar["METHOD"] == "CANCEL"
    assert (calendar.walk("VEVENT")[0]["STATUS"], calendar.walk("VEVENT")[0]["SEQUENCE"]) == ("CANCELLED", 1)
    assert str(message["Subject"]) == "3 of your appointments are cancelled"
    assert "/manage#" not in message.as_string()


def test_discreet_series_name_nobody(practice: Practice) -> None:
    series_id = practice.series("FREQ=WEEKLY;COUNT=3", next_june(10), "America/Toronto")
    message = mail(practice.newest(series_id, "practitioner"))
    (event,) = calendar_of(message).walk("VEVENT")
    for seen in (str(message["Subject"]), str(event["SUMMARY"]), str(event["DESCRIPTION"])):
        assert "Gil" not in seen
        assert "Talk" not in seen
