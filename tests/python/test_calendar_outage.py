"""Bookings and a calendar at Google that is away, lets nobody in, or loses what it answers: in the end both say the same, and nobody is written to twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.calendars.office import Clerk, Office, begins, later, open_office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Stack
    from tests.google.server import Google

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("worker_variables")]


@pytest.fixture
def office(stack: Stack, google: Google) -> Iterator[Office]:
    """A practice with a calendar, and the stack's own worker out of the way."""
    with psycopg.connect(stack.database_url, autocommit=True) as owner:
        office = open_office(stack, google, owner)
        yield office
        owner.execute("delete from app.calendar_connections where connection_id = %s", [office.connection_id])


@pytest.mark.req("SC-2.2", "SC-2.3", "SC-4.3", "CP-13.4", "CP-13.6")
def test_an_hour_without_google_loses_nothing_and_writes_each_booking_once(office: Office, google: Google) -> None:
    clerk = Clerk(office)
    before = [office.book(3, hour) for hour in (9, 10, 11)]
    clerk.work()
    assert office.times() == {booking["booking_id"]: begins(booking) for booking in before}
    google.faults.down = True
    moved = office.call("reschedule_booking", booking_id=before[0]["booking_id"], starts_at=later(before[0], 24))
    moved = office.call("reschedule_booking", booking_id=before[0]["booking_id"], starts_at=later(before[0], 48))
    office.call("cancel_booking", booking_id=before[1]["booking_id"])
    new = office.book(6)
    # Asked about every ten minutes for an hour.
    for _ in range(6):
        clerk.work()
        office.let_pass()
    assert office.tasks()["queued"] == 3, "given up is nothing"
    assert "failed" not in office.tasks()

    google.faults.clear()
    google.store.calls.clear()
    office.let_pass()
    clerk.work()
    assert office.times() == {each["booking_id"]: begins(each) for each in (moved, before[2], new)}
    assert google.store.count() == {"calendar.events.patch": 1, "calendar.events.delete": 1, "calendar.events.insert": 1}, "two moves are one change by then"
    assert office.tasks().keys() == {"done"}
    assert office.ada.events("primary") == []


@pytest.mark.req("SC-4.3", "SC-2.3")
def test_answers_that_get_lost_and_two_workers_lead_to_one_event_each(office: Office, google: Google) -> None:
    clerks = [Clerk(office), Clerk(office)]
    google.faults.hang_up("calendar.calendars.insert", "after")
    clerks[0].work()
    office.let_pass()
    bookings = [office.book(3 + number // 3, 9 + number % 3) for number in range(6)]
    google.faults.hang_up("calendar.events.insert", "after", times=2)
    for _ in range(4):
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(Clerk.work, clerks))
        office.let_pass()

    assert len(office.ada.calendars()) == 2, "her own, and one for booked time"
    assert office.times() == {booking["booking_id"]: begins(booking) for booking in bookings}
    assert office.tasks().keys() == {"done"}


@pytest.mark.req("SC-2.1", "SC-2.5")
def test_an_access_token_that_ends_is_replaced_and_a_withdrawn_grant_is_told(office: Office, google: Google) -> None:
    clerk = Clerk(office)
    first = office.book(3)
    clerk.work()
    office.ada.expire_access()
    second = office.book(4)
    clerk.work()
    assert set(office.times()) == {first["booking_id"], second["booking_id"]}

    office.ada.withdraw()
    office.call("cancel_booking", booking_id=first["booking_id"])
    clerk.work()
    (told,) = office.practice.admin.table("calendar_connections").select("status").eq("connection_id", office.connection_id).execute().data
    assert told["status"] == "revoked"
    office.let_pass()
    google.store.calls.clear()
    clerk.work()
    assert google.store.count().total() == 0, "nobody knocks at a closed door"


@pytest.mark.req("SC-4.3")
def test_what_google_asks_us_to_wait_is_waited_by_the_queue(office: Office, google: Google) -> None:
    clerk = Clerk(office)
    clerk.work()
    google.faults.fail("calendar.events.insert", 429, "rateLimitExceeded", retry_after="900")
    office.book(3)
    clerk.work()
    (waits,) = office.owner.execute(
        "select min(next_attempt_at) - now() from app.calendar_tasks where connection_id = %s and kind = 'put_event' and status = 'queued'",
        [office.connection_id],
    ).fetchone() or (timedelta(),)
    assert timedelta(minutes=14) < waits <= timedelta(minutes=16)
    clerk.work()
    assert google.store.count()["calendar.events.insert"] == 1, "and not once more meanwhile"


@pytest.mark.req("SC-2.2")
def test_a_calendar_that_its_owner_deleted_is_made_anew_with_everything_in_it(office: Office) -> None:
    clerk = Clerk(office)
    bookings = [office.book(3, hour) for hour in (9, 10)]
    clerk.work()
    office.ada.delete_calendar()
    bookings.append(office.book(4))
    for _ in range(4):
        clerk.work()
        office.let_pass()
    assert office.times() == {booking["booking_id"]: begins(booking) for booking in bookings}
