"""CP-4.6 CP-11.6 CP-11.8: what the database has to tell after an appointment, of a new client and of a wish that ended, as it reaches people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from .every_mail import composed, text_of
from .test_series_mail import CLIENT, Practice, next_june

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from tests.conftest import Stack


@pytest.fixture
def practice(stack: Stack) -> Iterator[Practice]:
    """A practice within a transaction that is rolled back."""
    with psycopg.connect(stack.database_url) as connection:
        yield Practice(connection, "America/Toronto")
        connection.rollback()


def mails(practice: Practice, *topics: str) -> dict[tuple[str, str], EmailMessage]:
    """Return the mails of these topics by topic and recipient, composed from what a worker would be given."""
    rows = practice.connection.execute(
        "select e.event_id::text, e.organization_id::text, e.topic, e.recipient, 1, app.event_payload(e) || app.unsubscribe_payload(e)"
        " from app.outbox_events as e where e.organization_id = %s and e.topic = any (%s)",
        [practice.organization_id, list(topics)],
    ).fetchall()
    names = ("event_id", "organization_id", "topic", "recipient", "attempt", "payload")
    return {(row[2], row[3]): composed(dict(zip(names, row, strict=True))) for row in rows}


def client_of(practice: Practice) -> str:
    """Make Gil a client; return his id."""
    return practice.one(
        "insert into app.clients (organization_id, name, email, phone, time_zone)"
        " values (%s, 'Gil Guest', 'gil@client.example', '+1 416 555 0100', 'America/Toronto') returning client_id",
        practice.organization_id,
    )


def complete_one(practice: Practice) -> None:
    """Book an appointment, let it be past, and say that the client came."""
    booking = practice.one("select api.create_booking(%s, %s, %s, %s)", practice.practitioner_id, practice.service_id, next_june(10), CLIENT)
    # What time does, past the guards.
    practice.one("select set_config('session_replication_role', 'replica', true)")
    practice.one(
        "update app.bookings set starts_at = app.now() - interval '1 hour', ends_at = app.now() - interval '10 minutes' where booking_id = %s returning 1",
        booking["booking_id"],
    )
    practice.one("select set_config('session_replication_role', 'origin', true)")
    practice.one("select (api.complete_booking(%s)).status", booking["booking_id"])


@pytest.mark.req("CP-11.6")
def test_both_are_told_that_it_took_place(practice: Practice) -> None:
    complete_one(practice)
    told = mails(practice, "booking.completed", "booking.review_requested")
    assert set(told) == {("booking.completed", "client"), ("booking.completed", "practitioner")}
    assert str(told["booking.completed", "client"]["Subject"]).startswith("Your appointment took place: ")
    assert "#" not in text_of(told["booking.completed", "client"]).split("\n-- ")[0], "nothing is left to change"
    for message in told.values():
        assert "text/calendar" not in [part.get_content_type() for part in message.walk()]
        assert message["List-Unsubscribe"]


@pytest.mark.req("CP-4.6")
def test_then_the_client_is_asked_how_it_was(practice: Practice) -> None:
    practice.one("update app.organizations set ask_for_reviews = true where organization_id = %s returning 1", practice.organization_id)
    complete_one(practice)
    told = mails(practice, "booking.completed", "booking.review_requested")
    assert set(told) == {("booking.review_requested", "client"), ("booking.completed", "practitioner")}
    asked = told["booking.review_requested", "client"]
    assert str(asked["Subject"]).startswith("How was your appointment? ")
    assert "marked as attended" in text_of(asked)
    assert "/review#" in text_of(asked), "and the link leads to the question"


@pytest.mark.req("CP-11.8")
def test_a_practitioner_hears_of_a_new_client(practice: Practice) -> None:
    practice.one("select set_config('request.jwt.claims', '', true)")
    client_id = client_of(practice)
    practice.one(
        "insert into app.client_assignments (organization_id, client_id, practitioner_id) values (%s, %s, %s) returning 1",
        *(practice.organization_id, client_id, practice.practitioner_id),
    )
    ((message,)) = mails(practice, "client.assigned").values()
    assert message["Subject"] == "You have a new client"
    assert "gil@client.example" in text_of(message)


@pytest.mark.parametrize(("days", "sentence"), [(-3, "they are past now"), (30, "were not answered")])
def test_who_waits_hears_that_the_wish_has_ended(practice: Practice, days: int, sentence: str) -> None:
    client_id = client_of(practice)
    entry_id = practice.one(
        "insert into app.waitlist_entries (organization_id, service_id, client_id, client, from_date, to_date)"
        " values (%s, %s, %s, %s, current_date - 5, current_date + %s) returning entry_id",
        *(practice.organization_id, practice.service_id, client_id, CLIENT, days),
    )
    practice.one("update app.waitlist_entries set status = 'ended' where entry_id = %s returning 1", entry_id)
    ((message,)) = mails(practice, "waitlist.ended").values()
    assert message["Subject"] == "Your place on the waitlist has ended"
    assert sentence in text_of(message)
    assert "/waitlist#" not in text_of(message)
