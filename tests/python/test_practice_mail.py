"""SC-1.3 SC-1.4 SC-1.5 SC-1.9: what host and guest of a practice room get by mail, and what their calendars make of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from .events import practice_row
from .every_mail import composed, text_of
from .itip import ItipCalendar
from .test_series_mail import Practice

if TYPE_CHECKING:
    from email.message import EmailMessage

    from tests.conftest import Stack

    from .judges.bench import Judges

TOPICS = [(f"practice_room.{change}", party) for change in ("booked", "rescheduled", "cancelled") for party in ("host", "guest")]


def calendars_of(message: EmailMessage) -> list[bytes]:
    """The calendar object, as alternative and as file."""
    return [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() in {"text/calendar", "application/ics"}]


@pytest.mark.req("SC-1.10", "SC-4.1")
@pytest.mark.parametrize(("topic", "party"), TOPICS)
def test_every_object_is_read_alike(judges: Judges, topic: str, party: str) -> None:
    """In the zone of whoever reads it, with the way in, and with one address only: the reader's own."""
    for locale, discreet, zone in (("en-CA", True, "America/St_Johns"), ("fr-CA", False, "Europe/Paris")):
        row = practice_row(topic, party, party={"locale": locale, "time_zone": zone}, organization={"discreet": discreet}, practice_room={"ics_sequence": 3})
        alternative, attached = calendars_of(composed(row))
        reading = judges.read(alternative)
        (event,) = reading.events
        to, other = row["payload"]["party"], row["payload"]["other"]
        cancelled = topic.endswith("cancelled")

        assert attached == alternative
        assert reading.method == ("CANCEL" if cancelled else "REQUEST")
        assert (event.status, event.sequence) == ("CANCELLED" if cancelled else "CONFIRMED", 3)
        assert (event.starts_at, event.ends_at) == (datetime(2026, 12, 1, 15, tzinfo=UTC), datetime(2026, 12, 1, 16, tzinfo=UTC))
        assert event.attendees == (f"mailto:{to['email']}",)
        assert event.organizer == "mailto:bookings@bookfast.example"
        assert event.conference == (None if cancelled else "https://meet.jit.si/5f0c1a521f5e4a53bb0c0d1d8d0c7a13")
        assert f"TZID={zone}".encode() in alternative
        assert (other["name"] in event.summary) == (not discreet)


def test_a_room_behind_our_own_page_has_its_whole_address() -> None:
    """Daily's rooms open by a page of ours; a letter needs all of its address."""
    text = text_of(composed(practice_row("practice_room.booked", practice_room={"video_url": "/video/practice_room/7"})))
    assert "Where: https://book.example/video/practice_room/7" in text
    assert "ben@client.example" not in text


def test_nobodys_time_is_told_of_who_was_erased() -> None:
    """Whose name is gone has no clock either that the reader could want to know of."""
    text = text_of(composed(practice_row("practice_room.cancelled", "host", party={"time_zone": "Europe/Paris"}, other={"name": "", "time_zone": None})))
    assert "Time for" not in text


class Peers(Practice):
    """Ada, and Gil who has an account and is a client of hers."""

    def __init__(self, connection: psycopg.Connection) -> None:
        """Sign Ada in."""
        super().__init__(connection, "America/Toronto")
        self.ada = self.one("select auth.uid()")
        self.gil = self.one(
            "insert into app.clients (organization_id, user_id, name, email, phone, time_zone, locale)"
            " values (%s, gen_random_uuid(), 'Gil Guest', 'gil@client.example', '+1 416 555 0100', 'Europe/Paris', 'fr-CA') returning user_id",
            self.organization_id,
        )

    def act(self, user_id: str, statement: str, *values: object) -> Any:  # noqa: ANN401 - whatever the verb answers
        """Let somebody call a verb."""
        self.one("select set_config('request.jwt.claims', jsonb_build_object('sub', %s::uuid, 'role', 'authenticated')::text, true)", user_id)
        return self.one(statement, *values)

    def mails(self) -> list[tuple[str, EmailMessage]]:
        """What a worker would send to whom, in order."""
        rows = self.connection.execute(
            "select e.event_id::text, e.organization_id::text, e.topic, e.recipient, 1, app.event_payload(e) || app.unsubscribe_payload(e)"
            " from app.outbox_events as e where e.organization_id = %s and e.topic like 'practice%%' order by e.position",
            [self.organization_id],
        ).fetchall()
        names = ("event_id", "organization_id", "topic", "recipient", "attempt", "payload")
        return [(row[3], composed(dict(zip(names, row, strict=True)))) for row in rows]


@pytest.mark.req("SC-1.3", "SC-1.4", "SC-1.5", "SC-1.9")
def test_two_calendars_follow_a_room(stack: Stack, judges: Judges) -> None:
    """Booked, moved and deleted: one entry each, which moves and goes, whatever order the messages come in; nobody reads the other's address."""
    starts = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=20)
    with psycopg.connect(stack.database_url) as connection:
        peers = Peers(connection)
        room = peers.act(peers.ada, "select api.create_practice_room(%s, %s)", peers.organization_id, starts)["room_id"]
        assert peers.mails() == []
        peers.act(peers.gil, "select api.book_practice_room(%s)", room)
        peers.act(peers.ada, "select api.update_practice_room(%s, %s)", room, starts + timedelta(hours=1))
        peers.act(peers.ada, "select api.update_practice_room(%s, %s, 30)", room, starts + timedelta(hours=2))
        before = peers.mails()
        peers.act(peers.gil, "select api.delete_practice_room(%s, 'I am ill.')", room)
        gone = peers.mails()[len(before) :]
        assert peers.one("select count(*) from app.practice_rooms where room_id = %s", room) == 0
        connection.rollback()

    assert str(before[1][1]["Subject"]).startswith("Votre séance de pratique est réservée")
    for party, address, theirs in (("host", "ada@practice.example", "gil@client.example"), ("guest", "gil@client.example", "ada@practice.example")):
        own = [message for to, message in before if to == party]
        (last,) = [message for to, message in gone if to == party]
        for message in (*own, last):
            assert message["To"].addresses[0].addr_spec == address
            assert theirs not in message.as_string() + text_of(message) + calendars_of(message)[0].decode()
        readings, end = [judges.read(calendars_of(message)[0]) for message in own], judges.read(calendars_of(last)[0])
        assert [(reading.method, reading.events[0].sequence) for reading in (*readings, end)] == [("REQUEST", 0), ("REQUEST", 1), ("REQUEST", 2), ("CANCEL", 3)]
        assert len({reading.events[0].uid for reading in (*readings, end)}) == 1
        for arriving in (readings, readings[::-1]):
            calendar = ItipCalendar()
            for reading in arriving:
                calendar.receive(reading)
            assert [(begins, over) for begins, over, _ in calendar.shown()] == [(starts + timedelta(hours=2), starts + timedelta(hours=2, minutes=30))]
            calendar.receive(end)
            assert calendar.shown() == []
