"""Bookings and a calendar at Google that is away, lets nobody in, or loses what it answers: in the end both say the same, and nobody is written to twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

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
        owner.execute("update app.organizations set on_remote_change = 'apply' where organization_id = %s", [office.organization_id])
        yield office
        owner.execute("delete from app.calendar_connections where connection_id = %s", [office.connection_id])


@pytest.mark.req("SC-2.2", "SC-2.3", "SC-4.3", "CP-13.4", "CP-13.6")
def test_an_hour_without_google_loses_nothing_and_writes_each_booking_once(office: Office, google: Google) -> None:
    clerk = Clerk(office)
    before = [office.book(3, hour) for hour in (9, 10, 11)]
    clerk.work()
    (touched,) = [event for event in office.ada.events() if str(UUID(event["id"])) == before[2]["booking_id"]]
    assert office.times() == {booking["booking_id"]: begins(booking) for booking in before}
    google.faults.down = True
    moved = office.call("reschedule_booking", booking_id=before[0]["booking_id"], starts_at=later(before[0], 24))
    moved = office.call("reschedule_booking", booking_id=before[0]["booking_id"], starts_at=later(before[0], 48))
    office.call("cancel_booking", booking_id=before[1]["booking_id"])
    new = office.book(6)
    office.ada.shift(touched["id"], minutes=10 * 24 * 60)
    # Asked about every ten minutes for an hour.
    for _ in range(6):
        clerk.work()
        office.let_pass()
    assert office.tasks()["queued"] == 3, "given up is nothing"
    assert "failed" not in office.tasks()

    google.faults.clear()
    google.store.calls.clear()
    for _ in range(3):
        office.let_pass()
        clerk.work()
    followed = office.now(before[2])
    assert begins(followed) == begins(before[2]) + timedelta(days=10), "what she did meanwhile at Google counts"
    assert office.times() == {each["booking_id"]: begins(each) for each in (moved, followed, new)}
    written = {name: count for name, count in google.store.count().items() if name.rpartition(".")[2] in {"insert", "patch", "delete"}}
    # Two moves are one change by then, and what followed is said once more as it is now; nothing echoes.
    assert written == {"calendar.events.patch": 2, "calendar.events.delete": 1, "calendar.events.insert": 1}
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


@pytest.mark.req("SC-2.4", "SC-4.3")
def test_a_sync_in_the_middle_of_which_the_access_token_ends_misses_nothing(office: Office, google: Google) -> None:
    clerk = Clerk(office)
    bookings = [office.book(3 + number // 3, 9 + number % 3) for number in range(6)]
    clerk.work()
    for event in office.ada.events():
        office.ada.shift(event["id"], minutes=7 * 24 * 60)
    google.faults.page_size = 2
    google.store.calls.clear()
    # The second page is refused, and asked for again with a new token.
    google.faults.fail("calendar.events.list", 401, "authError", skip=1)
    office.let_pass()
    clerk.work()

    assert google.store.count()["calendar.events.list"] >= 4
    assert [begins(office.now(booking)) for booking in bookings] == [begins(booking) + timedelta(days=7) for booking in bookings]
