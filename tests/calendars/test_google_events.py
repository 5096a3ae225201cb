"""Booked time in a calendar at Google: it stands there once, as it is, and nobody's own calendar is touched."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from python_functions.calendars.errors import AuthorizationLost, CalendarGone, Refused
from tests.calendars.conftest import HOUR, TEN, Account, booked


@pytest.mark.req("SC-2.2", "SC-2.5", "SC-4.1", "CP-13.1", "CP-13.2", "CP-13.3", "CP-13.5")
def test_booked_time_stands_in_the_calendar_beside_the_own_one(account: Account) -> None:
    event = booked()
    remote_id = account.put(event)

    (found,) = account.ada.events()
    assert found["id"] == remote_id == event.key.hex
    assert {
        "summary": "Coaching Session",
        "location": "https://meet.jit.si/2f9c",
        "start": {"dateTime": "2026-12-01T10:00:00-05:00", "timeZone": "America/Toronto"},
        "end": {"dateTime": "2026-12-01T11:00:00-05:00", "timeZone": "America/Toronto"},
        "status": "confirmed",
        "visibility": "private",
        "reminders": {"useDefault": True},
        "creator": {"email": "ada@example.test"},
        "attendees": [{"email": "ben@example.test", "responseStatus": "needsAction"}],
        "source": {"title": "Coaching Session", "url": event.url},
        "extendedProperties": {
            "private": {
                "bookfast_booking_id": str(event.key),
                "bookfast_organization_id": "o",
                "bookfast_uid": event.uid,
                "bookfast_category": "Coaching Session",
            }
        },
    }.items() <= found.items()
    assert "transparency" not in found, "it takes time"
    assert account.ada.events("primary") == []
    assert account.google.store.mails == []
    assert account.calls() == ["events.insert"]


@pytest.mark.req("SC-2.3", "CP-13.4", "CP-13.6")
def test_a_move_and_a_cancellation_follow_and_guests_are_told_where_that_is_chosen(account: Account) -> None:
    event = booked()
    remote_id = account.put(event, send_updates=True)
    account.put(replace(event, starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR, sequence=1), send_updates=True)
    (found,) = account.ada.events()
    account.calendar.remove_event(account.calendar_id, remote_id, send_updates=True)

    assert found["start"]["dateTime"] == "2026-12-01T11:00:00-05:00"
    assert account.ada.events() == []
    assert [(mail.kind, mail.recipient) for mail in account.google.store.mails] == [(kind, "ben@example.test") for kind in ("invited", "updated", "cancelled")]
    assert account.calls() == ["events.insert", "events.patch", "events.delete"], "one request for each change"


def test_doing_it_again_changes_nothing_and_what_was_removed_lives_again(account: Account) -> None:
    event = booked()
    remote_id = account.put(event)
    assert account.put(event) == remote_id
    for _ in range(2):
        account.calendar.remove_event(account.calendar_id, remote_id, send_updates=False)
    assert account.ada.events() == []

    account.put(event)
    assert [found["id"] for found in account.ada.events()] == [remote_id]
    account.ada.remove(remote_id)
    account.put(replace(event, sequence=3))
    assert [found["id"] for found in account.ada.events()] == [remote_id]


def test_one_that_is_said_to_be_there_and_is_not_is_made(account: Account) -> None:
    remote_id = account.put(booked(sequence=2))

    assert [found["id"] for found in account.ada.events()] == [remote_id]
    assert account.calls() == ["events.patch", "events.insert"]


def test_what_people_add_of_their_own_stays(account: Account) -> None:
    event = booked()
    remote_id = account.put(event)
    answered = [{"email": "ben@example.test", "responseStatus": "accepted"}]
    account.ada.change(remote_id, colorId="7", attendees=answered)
    account.ada.shift(remote_id, minutes=45)
    account.put(event)

    (found,) = account.ada.events()
    assert (found["colorId"], found["attendees"]) == ("7", answered)
    assert found["start"]["dateTime"] == "2026-12-01T10:00:00-05:00", "put back, though Google had counted the move"

    account.put(replace(event, attendee="cleo@example.test", sequence=1))
    account.put(replace(event, attendee=None, sequence=2, location=None))
    (found,) = account.ada.events()
    assert (found["attendees"], found["location"]) == ([], "")


@pytest.mark.req("SC-4.3")
@pytest.mark.parametrize("method", ["events.insert", "events.patch"])
def test_an_answer_that_gets_lost_leads_to_no_second_event(account: Account, method: str) -> None:
    account.google.faults.hang_up(f"calendar.{method}", "after")
    event = booked(sequence=int(method == "events.patch"))
    if event.sequence:
        account.put(replace(event, sequence=0))
    remote_id = account.put(event)

    assert [found["id"] for found in account.ada.events()] == [remote_id]


def test_two_writers_of_one_event_make_one_event(account: Account) -> None:
    keys = [uuid4() for _ in range(10)]
    others = account.provider.open(account.refresh_token)
    with ThreadPoolExecutor(4) as pool:
        for key in keys:
            event = booked(key=key)
            writers = [pool.submit(each.put_event, account.calendar_id, event, send_updates=True) for each in (account.calendar, others)]
            assert {writer.result(10).remote_id for writer in writers} == {key.hex}

    assert sorted(found["id"] for found in account.ada.events()) == sorted(key.hex for key in keys)
    assert [mail.kind for mail in account.google.store.mails].count("invited") == len(keys)


@pytest.mark.req("SC-2.2")
@pytest.mark.parametrize("calendar_id", ["primary", "ada@example.test", "holidays@example.test", ""])
def test_nobodys_own_calendar_is_ever_written_to(account: Account, calendar_id: str) -> None:
    remote_id = account.ada.add(TEN, TEN + HOUR)
    with pytest.raises(Refused):
        account.calendar.put_event(calendar_id, booked(), send_updates=False)
    with pytest.raises(Refused):
        account.calendar.remove_event(calendar_id, remote_id, send_updates=False)

    assert account.calls() == [], "nothing is even asked"
    assert len(account.ada.events("primary")) == 1


@pytest.mark.req("SC-2.1", "SC-2.2")
def test_what_people_allow_us_opens_nothing_that_we_did_not_make(account: Account) -> None:
    """Even a mistake of ours could not read or write what stands in anybody's own calendars: the scopes do not suffice."""
    theirs = account.google.store.add_calendar("ada@example.test", "Family").calendar_id
    with pytest.raises(AuthorizationLost):
        account.calendar.put_event(theirs, booked(), send_updates=False)
    with pytest.raises(AuthorizationLost):
        account.calendar.changes("primary", None)


def test_a_calendar_that_its_owner_deleted_is_told_as_gone(account: Account) -> None:
    remote_id = account.put(booked())
    account.ada.delete_calendar()

    for sequence in (0, 1):
        with pytest.raises(CalendarGone):
            account.put(booked(sequence=sequence))
    with pytest.raises(CalendarGone):
        account.calendar.changes(account.calendar_id, None)
    account.calendar.remove_event(account.calendar_id, remote_id, send_updates=False)


def test_what_google_does_not_take_is_refused_for_good(account: Account) -> None:
    with pytest.raises(Refused, match="400 timeRangeEmpty"):
        account.put(replace(booked(), ends_at=TEN - timedelta(minutes=1)))
    with pytest.raises(Refused, match="400 invalid"):
        account.put(booked(attendee="nobody"))
    assert account.calls() == ["events.insert"] * 2
