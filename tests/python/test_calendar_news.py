"""What happens in a practitioner's own calendars comes back: the running stack, a Google and a CalDAV server, and messages that are lost, late or doubled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from python_functions.calendars.syncing import Syncing
from python_functions.errors import BookingError
from tests.dav.radicale_server import radicale

from .conftest import PATIENCE, end_leases_of_the_dead
from .gate import gate_before
from .test_calendar_worker import ADA, Desk, desk, google, start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import Stack

    from .conftest import Worker

    StartWorker = Callable[..., Worker]

pytestmark = pytest.mark.slow

# The practice, the Google and the workers of the tests about the way out.
__all__ = ["desk", "google", "start"]


@pytest.fixture
def news(desk: Desk, variables: dict[str, str]) -> Iterator[Desk]:
    """The same practice, with a worker that reads as well, and an organization that lets bookings follow."""
    reading = Syncing(desk.errands.api, f"{variables['EDGE_URL']}/api/google/webhook")
    handlers = {**desk.errands.handlers, "busy": reading.busy, "sync": reading.sync, "watch": reading.watch}
    desk.errands = replace(desk.errands, handlers=handlers)
    desk.sql("update app.organizations set on_remote_change = 'apply'")
    yield desk
    desk.sql("update app.organizations set on_remote_change = 'ask'")


def connected(desk: Desk) -> str:
    """Let Ada connect her calendar and a client book; returns the booking's id."""
    desk.connect()
    booking_id = desk.book()
    desk.work()
    desk.google.pushes.settle()
    desk.work()
    return booking_id


def heard(desk: Desk) -> int:
    """Let Google's messages arrive and a worker do what they lead to; returns how many tasks that was."""
    desk.google.pushes.settle()
    return desk.work()


def read(desk: Desk) -> None:
    """Let the time come at which everything is looked at again, and do it."""
    desk.sql("update app.calendar_tasks set next_attempt_at = now() where status = 'queued'")
    desk.sql("update app.calendar_turns set resting_until = null")
    desk.work()


def booked(desk: Desk, booking_id: str) -> tuple[str, datetime, int]:
    """Return status, beginning and sequence of the booking."""
    ((status, starts_at, sequence),) = desk.sql("select status, starts_at, ics_sequence from app.bookings where booking_id = %s", booking_id)
    return status, starts_at.astimezone(UTC), sequence


def changes(desk: Desk) -> list[tuple[Any, ...]]:
    """Return (kind, status, reason) of what was noticed, in order."""
    return desk.sql("select kind, status, reason from app.calendar_changes where connection_id = %s order by noticed_at", desk.connection_id)


def offered(desk: Desk, *numbers: int) -> list[bool]:
    """Return which of the first free times are offered now."""
    practice = desk.visitor.practice
    days = [datetime.fromisoformat(desk.visitor.slots[end]).date().isoformat() for end in (0, -1)]
    found = desk.visitor.api.call(
        "available_slots", practitioner_id=practice.practitioner_id, service_id=practice.service_id, from_date=days[0], to_date=days[1]
    )
    starts = {slot["starts_at"] for slot in found}
    return [desk.visitor.slots[number] in starts for number in numbers]


@pytest.mark.req("SC-2.4", "SC-2.5", "SC-4.3")
def test_a_booking_follows_its_event_however_google_s_messages_come(news: Desk) -> None:
    """Moved in the calendar, moved here: by a message, by one that comes twice, late and out of order, or by none at all; and no echo of our own writes."""
    booking_id, pushes = connected(news), news.google.pushes
    (event,) = news.ada.events()
    # Of the own one Google tells only those who may read what is in it, which we never ask for: that one is polled.
    assert [channel.calendar_id for channel in pushes.channels.values()] == [news.ada.secondary().calendar_id]

    news.ada.move(event["id"], news.slot(3))
    assert heard(news) > 0
    assert booked(news, booking_id) == ("rescheduled", news.slot(3), 1)
    # Our own writes are told to us, too, and come to nothing.
    while heard(news):
        pass
    assert changes(news) == [("move", "applied", None)]
    assert news.times() == [news.slot(3)]

    pushes.double = 1
    news.ada.move(event["id"], news.slot(4))
    pushes.hold()
    news.ada.move(event["id"], news.slot(5))
    news.ada.move(event["id"], news.slot(6))
    heard(news)
    pushes.release()
    heard(news)
    assert booked(news, booking_id)[:2] == ("rescheduled", news.slot(6))

    pushes.lose = 1
    news.ada.remove(event["id"])
    assert (heard(news), booked(news, booking_id)[0]) == (0, "rescheduled")
    assert news.sql("select next_attempt_at < now() + interval '61 seconds' from app.calendar_tasks where (kind, status) = ('sync', 'queued')") == [(True,)]
    read(news)
    assert booked(news, booking_id)[0] == "cancelled"
    assert {push.status for push in pushes.sent} == {204}
    ((actor,),) = news.sql("select actor from app.audit_log where action = 'booking.cancelled' and entity_id = %s", booking_id)
    assert actor == "service:calendar"


@pytest.mark.req("SC-2.4")
def test_what_our_rules_refuse_is_put_back_and_its_practitioner_told(news: Desk) -> None:
    """Onto another client's time; and where the practice wants to be asked, nothing happens until somebody has decided."""
    booking_id = connected(news)
    news.book(3)
    heard(news)
    event = next(event for event in news.ada.events() if booking_id in str(event))
    news.ada.move(event["id"], news.slot(3))
    while heard(news):
        pass
    assert changes(news) == [("move", "refused", "slot_taken")]
    assert booked(news, booking_id)[:2] == ("confirmed", news.slot(0))
    assert news.times() == [news.slot(0), news.slot(3)]
    assert news.sql("select data ->> 'because' from app.outbox_events where topic = 'calendar_change.put_back'") == [("slot_taken",)]

    news.sql("update app.organizations set on_remote_change = 'ask'")
    news.ada.move(event["id"], news.slot(5))
    while heard(news):
        pass
    (asked,) = news.visitor.practice.admin.from_("calendar_changes").select("*").eq("status", "asked").execute().data
    assert (asked["booking_id"], datetime.fromisoformat(asked["to_starts_at"])) == (booking_id, news.slot(5))
    assert booked(news, booking_id)[1] == news.slot(0)
    news.call("decide_calendar_change", change_id=asked["change_id"], decision="apply")
    while heard(news):
        pass
    assert booked(news, booking_id)[:2] == ("rescheduled", news.slot(5))
    assert news.times() == [news.slot(3), news.slot(5)]


@pytest.mark.req("SC-2.4")
def test_a_token_that_google_forgot_is_a_full_look_and_nobody_is_missed(news: Desk) -> None:
    """410, in the midst of pages, with an access token that has ended: one was moved, one deleted, while nobody listened."""
    first = connected(news)
    second = news.book(1)
    while heard(news):
        pass
    one, other = news.ada.events()
    news.google.pushes.lose = 100
    news.ada.move(one["id"], news.slot(4))
    news.ada.remove(other["id"])
    news.ada.forget_changes()
    news.ada.expire_access()
    news.google.faults.page_size = 1
    read(news)
    assert (booked(news, first)[:2], booked(news, second)[0]) == (("rescheduled", news.slot(4)), "cancelled")
    assert sorted(changes(news)) == [("cancel", "applied", None), ("move", "applied", None)]


@pytest.mark.req("SC-2.4")
def test_killed_before_the_token_was_saved_a_change_is_read_twice_and_made_once(news: Desk, start: StartWorker, stack: Stack) -> None:
    """And two workers at once make it once, too."""
    booking_id = connected(news)
    (event,) = news.ada.events()
    with gate_before(stack.supabase_url, verb="save_sync_token", moment="before") as gate:
        worker = start(SUPABASE_URL=gate.url)
        news.ada.move(event["id"], news.slot(3))
        assert gate.reached.wait(PATIENCE)
        worker.kill()
    end_leases_of_the_dead(news.outbox.connection, "calendar_tasks")
    read(news)
    while heard(news):
        pass
    assert booked(news, booking_id) == ("rescheduled", news.slot(3), 1)

    news.ada.move(event["id"], news.slot(4))
    news.google.pushes.settle()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda name: news.work(worker=name), ("one", "two")))
    assert booked(news, booking_id) == ("rescheduled", news.slot(4), 2)
    assert len(changes(news)) == 2


@pytest.mark.req("SC-2.4")
def test_busy_time_takes_slots_within_a_minute_and_a_silent_calendar_closes_them_if_so_wished(news: Desk) -> None:
    """The own calendar is chosen at first; what is booked here never counts as busy."""
    connected(news)
    assert offered(news, 0, 1, 2) == [False, True, True]
    dentist = news.ada.add(news.slot(1), news.slot(1) + timedelta(minutes=20))
    assert news.sql("select next_attempt_at <= now() + interval '61 seconds' from app.calendar_tasks where kind = 'busy' and status = 'queued'") == [(True,)]
    read(news)
    assert offered(news, 0, 1, 2) == [False, False, True]
    with pytest.raises(BookingError, match="slot_taken"):
        news.book(1)
    news.ada.remove(dentist, calendar_id=ADA)
    read(news)
    assert offered(news, 1, 2) == [True, True]

    for wish, open_ in (("open", True), ("closed", False)):
        news.sql("update app.calendar_connections set on_unreachable = %s", wish)
        news.sql("update app.calendar_reads set busy_read_at = now() - interval '31 minutes'")
        news.google.faults.down = True
        read(news)
        assert (news.health()[2], offered(news, 1, 2)) == (True, [open_, open_])
    news.google.faults.clear()
    read(news)
    assert (news.health(), offered(news, 1, 2)) == (("connected", None, False), [True, True])


@pytest.mark.req("SC-2.5", "SC-4.3")
def test_channels_are_renewed_before_they_end_and_stopped_with_the_connection(news: Desk) -> None:
    """One that is renewed is stopped once there is another; those of a calendar that is disconnected are left to whoever takes them."""
    connected(news)
    channels = news.google.pushes.channels
    before = set(channels)
    ((left,),) = news.sql("select min(next_attempt_at) - now() from app.calendar_tasks where kind = 'watch' and status = 'queued'")
    assert timedelta(days=5) < left < timedelta(days=6)
    news.sql("update app.calendar_channels set opened_at = now() - interval '6 days', expires_at = now() + interval '20 hours'")
    read(news)
    assert (len(channels), before & set(channels)) == (1, set())
    assert heard(news) == 0, "that channels are open is no news"

    news.sql("update app.calendar_connections set status = 'ended', ended_at = now(), ended_by = 'ada'")
    taken = news.errands.api.call("take_ended_channels", connection_id=news.connection_id)
    assert {each["channel_id"] for each in taken} == set(channels)
    news.ada.shift(news.ada.events()[0]["id"], minutes=60)
    assert heard(news) == 0
    assert news.google.pushes.sent[-1].status == 404


@pytest.mark.req("SC-2.4", "SC-2.6")
def test_a_provider_that_tells_nobody_is_asked_each_minute(news: Desk, tmp_path: Path) -> None:
    """CalDAV: moved there, moved here within a minute; and the same for busy time."""
    with radicale(tmp_path, port=news.dav_port) as server:
        mine = server.make_calendar("mine")
        news.connect(provider="caldav", url=server.url, username=server.username, password=server.password)
        booking_id = news.book()
        news.work()
        news.call("choose_busy_calendars", connection_id=news.connection_id, calendar_ids=[mine])
        ((calendar_id, remote_id),) = news.sql("select calendar_id, remote_id from app.calendar_events where connection_id = %s", news.connection_id)
        name = remote_id.rsplit("/", 1)[-1]
        event = server.event(calendar_id, name)
        length = event.end - event.start
        event["DTSTART"].dt, event["DTEND"].dt = news.slot(3), news.slot(3) + length
        del event["DTSTART"].params["TZID"], event["DTEND"].params["TZID"]
        path = httpx.URL(calendar_id).path
        text = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//elsewhere//EN\r\n" + event.to_ical() + b"END:VCALENDAR\r\n"
        server.request("PUT", path + name, text.decode(), **{"Content-Type": "text/calendar"})
        stamp = "%Y%m%dT%H%M%SZ"
        server.put(mine, "dentist.ics", f"DTSTART:{news.slot(1):{stamp}}\nDTEND:{news.slot(1) + length:{stamp}}\nSUMMARY:Dentist")
        waits = news.sql(
            "select kind, next_attempt_at <= now() + interval '61 seconds' from app.calendar_tasks where status = 'queued' and kind in ('busy', 'sync')"
        )
        assert sorted(waits) == [("busy", True), ("sync", True)]
        read(news)
        assert booked(news, booking_id)[:2] == ("rescheduled", news.slot(3))
        assert offered(news, 0, 1, 2, 3) == [True, False, True, False]
