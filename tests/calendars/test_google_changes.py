"""What changed in a calendar, who else's time is taken, and calendars themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from python_functions.calendars.errors import CalendarGone, SyncTokenExpired, Unreachable
from python_functions.calendars.pushing import prepare
from tests.calendars.conftest import HOUR, TEN, Account, booked


@pytest.mark.req("SC-2.4")
def test_changes_since_a_token_are_all_of_them_and_nothing_else(account: Account) -> None:
    remote_ids = [account.put(booked(TEN + number * HOUR)) for number in range(3)]
    first = account.calendar.changes(account.calendar_id, None)
    account.ada.shift(remote_ids[0], minutes=30)
    account.ada.remove(remote_ids[1])
    mine = account.ada.add(TEN, TEN + HOUR, calendar_id=account.calendar_id, extendedProperties={"private": {"of another application": "x"}})
    second = account.calendar.changes(account.calendar_id, first.sync_token)
    third = account.calendar.changes(account.calendar_id, second.sync_token)

    assert {event.remote_id for event in first.events} == set(remote_ids)
    told = {event.remote_id: event for event in second.events}
    assert set(told) == {*remote_ids[:2], mine}
    moved, removed = told[remote_ids[0]], told[remote_ids[1]]
    assert (moved.starts_at, moved.ends_at, moved.cancelled) == (TEN + HOUR / 2, TEN + HOUR * 1.5, False)
    assert moved.private == {"booking_id": str(UUID(remote_ids[0])), "organization_id": "o"}
    assert removed.cancelled
    assert told[mine].private == {}
    assert third.events == []
    assert second.events[0].etag is not None


def test_every_page_is_read_and_a_change_between_two_pages_comes_with_the_next_token(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    remote_ids = [account.put(booked(TEN + number * HOUR)) for number in range(7)]
    account.google.faults.page_size = 3
    account.calls()
    listed = account.google.store.calendar_of("ada@example.test", account.calendar_id)
    moved = False

    def while_it_is_read(*_: object) -> None:
        nonlocal moved
        if not moved and account.google.store.count()["calendar.events.list"] == 1:
            moved = True
            account.ada.shift(remote_ids[6], minutes=15)

    original = type(account.google.faults).next_for
    monkeypatch.setattr(type(account.google.faults), "next_for", lambda self, method: while_it_is_read() or original(self, method))
    first = account.calendar.changes(account.calendar_id, None)
    second = account.calendar.changes(account.calendar_id, first.sync_token)

    assert moved
    assert listed.version == 8
    assert {event.remote_id for event in [*first.events, *second.events]} == set(remote_ids)
    assert [event.starts_at for event in second.events] == [TEN + 6 * HOUR + timedelta(minutes=15)]
    assert account.calls() == ["events.list"] * 3


def test_a_page_that_fails_gives_no_half_answer(account: Account) -> None:
    for number in range(4):
        account.put(booked(TEN + number * HOUR))
    account.google.faults.page_size = 2
    account.calendar.changes(account.calendar_id, None)
    account.google.faults.slow("calendar.events.list", 0)
    account.google.faults.fail("calendar.events.list", 503, times=4)

    with pytest.raises(Unreachable):
        account.calendar.changes(account.calendar_id, None)
    assert len(account.calendar.changes(account.calendar_id, None).events) == 4


@pytest.mark.req("SC-2.4")
def test_a_token_that_is_too_old_is_told_and_all_can_be_asked_for(account: Account) -> None:
    remote_id = account.put(booked())
    token = account.calendar.changes(account.calendar_id, None).sync_token
    account.ada.forget_changes()

    for stale in (token, "no token at all"):
        with pytest.raises(SyncTokenExpired):
            account.calendar.changes(account.calendar_id, stale)
    anew = account.calendar.changes(account.calendar_id, None)
    assert [event.remote_id for event in anew.events] == [remote_id]
    assert account.calendar.changes(account.calendar_id, anew.sync_token).events == []


def test_of_peoples_own_events_we_learn_when_they_are_and_nothing_else(account: Account) -> None:
    account.ada.add(TEN, TEN + HOUR, title="Oncologist", calendar_id=account.calendar_id, location="Ward 3")
    (event,) = account.calendar.changes(account.calendar_id, None).events

    assert (event.starts_at, event.ends_at) == (TEN, TEN + HOUR)
    asked = account.google.store.calls[-1].parameters["fields"]
    assert "summary" not in asked
    assert "location" not in asked


def test_whole_days_are_those_of_the_calendars_zone(account: Account) -> None:
    account.ada.add(TEN, TEN, calendar_id=account.calendar_id, start={"date": "2026-11-01"}, end={"date": "2026-11-02"})
    (event,) = account.calendar.changes(account.calendar_id, None).events

    assert (event.starts_at, event.ends_at) == (datetime(2026, 11, 1, 4, tzinfo=UTC), datetime(2026, 11, 2, 5, tzinfo=UTC)), "25 hours: the clock goes back"


def test_busy_time_of_many_calendars_over_a_long_time(account: Account) -> None:
    family = account.google.store.add_calendar("ada@example.test", "Family").calendar_id
    account.ada.add(TEN, TEN + HOUR)
    account.ada.add(TEN + HOUR / 2, TEN + 2 * HOUR)
    account.ada.add(TEN + 5 * HOUR, TEN + 6 * HOUR, transparency="transparent")
    days = timedelta(days=59, hours=23)
    account.ada.add(TEN + days, TEN + days + 2 * HOUR, calendar_id=family)
    account.calls()
    found = account.calendar.busy(["ada@example.test", family], TEN + HOUR / 4, TEN + timedelta(days=70))

    assert found["ada@example.test"] == [(TEN + HOUR / 4, TEN + 2 * HOUR)], "joined, and cut to what was asked for"
    assert found[family] == [(TEN + days, TEN + days + 2 * HOUR)], "in one piece, though two questions were needed"
    assert account.calls() == ["freebusy.query"] * 2

    many = [account.google.store.add_calendar("ada@example.test", f"Room {number}").calendar_id for number in range(51)]
    assert account.calendar.busy(many, TEN, TEN + HOUR) == {each: [] for each in many}
    assert account.calls() == ["freebusy.query"] * 2


def test_a_calendar_whose_time_is_not_known_is_never_called_free(account: Account) -> None:
    with pytest.raises(CalendarGone):
        account.calendar.busy(["ada@example.test", "gone@group.calendar.google.com"], TEN, TEN + HOUR)
    account.google.faults.down = True
    with pytest.raises(Unreachable):
        account.calendar.busy(["ada@example.test"], TEN, TEN + HOUR)


@pytest.mark.req("SC-2.2")
def test_the_calendars_of_an_account(account: Account) -> None:
    account.google.faults.page_size = 1
    found = {calendar.name: calendar for calendar in account.calendar.calendars()}

    own, made = found["ada@example.test"], found["Ada's practice"]
    assert (own.calendar_id, own.primary, own.writable, own.time_zone) == ("ada@example.test", True, True, "America/Toronto")
    assert (made.calendar_id, made.primary) == (account.calendar_id, False)


@pytest.mark.req("SC-2.2", "SC-4.3")
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_calendar_is_made_once_whatever_gets_lost(account: Account, when: str) -> None:
    account.google.faults.hang_up("calendar.calendars.insert", when)
    made = account.calendar.create_calendar("Second practice", "Europe/Paris", mark="second")

    assert [(each.calendar_id, each.time_zone) for each in account.ada.calendars() if each.name == "Second practice"] == [(made, "Europe/Paris")]
    assert account.calendar.create_calendar("Second practice", "Europe/Paris", mark="second") == made, "who comes back finds it again"
    theirs = account.google.store.add_calendar("ada@example.test", "Third practice").calendar_id
    assert account.calendar.create_calendar("Third practice", "Europe/Paris", mark="third") != theirs, "one that somebody else made is not ours"


@pytest.mark.req("SC-2.2")
def test_namesakes_of_one_account_have_a_calendar_each(account: Account) -> None:
    lake, namesake = (
        {"organization_id": str(uuid4()), "user_id": str(uuid4()), "organization_name": "Lake Practice", "calendar_name": None, "time_zone": "America/Toronto"}
        for _ in range(2)
    )
    made = [prepare(account.calendar, row)["calendar_id"] for row in (lake, namesake, lake, {**lake, "organization_name": "Lake and River", "user_id": "x"})]

    assert made[0] == made[2]
    assert len(set(made)) == 3, "of two organizations of one name, and of two members of one account"
    assert prepare(account.calendar, {**lake, "organization_name": "Renamed"})["calendar_id"] == made[0]
