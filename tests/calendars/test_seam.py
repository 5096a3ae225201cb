"""One promise, two providers: whoever writes bookings out and reads changes back need not know which."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from python_functions.calendars.backoff import Patience
from python_functions.calendars.caldav_service import CalDavAccount, CalDavService
from python_functions.calendars.errors import AuthorizationLost, CalendarGone, SyncTokenExpired, Unreachable
from python_functions.calendars.google import GoogleProvider
from python_functions.calendars.google_app import SCOPES
from tests.calendars.conftest import HOUR, TEN, app_of, booked
from tests.dav.radicale_server import radicale
from tests.google.server import serving
from webhooks.outbound.reach import Reach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from icalendar import Component

    from python_functions.calendars.service import CalendarService

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Desk:
    """An account, as we have it (*service*) and as its owner does."""

    service: CalendarService
    write: Callable[[str, datetime], object]
    move: Callable[[str, str, datetime], None]
    remove: Callable[[str, str], None]
    delete: Callable[[str], None]
    go_down: Callable[[], None]
    shut_out: Callable[[], None]


@contextmanager
def google_desk(_: Path) -> Iterator[Desk]:
    with serving() as google:
        ada = google.person("ada@example.test")
        provider = GoogleProvider(app_of(google), patience=Patience(attempts=2, first=0.01))
        yield Desk(
            provider.open(google.consent("ada@example.test", list(SCOPES))),
            lambda calendar, at: ada.add(at, at + HOUR, calendar_id=calendar),
            lambda calendar, event, at: ada.move(event, at, calendar_id=calendar),
            lambda calendar, event: ada.remove(event, calendar_id=calendar),
            ada.delete_calendar,
            lambda: setattr(google.faults, "down", True),
            ada.withdraw,
        )
        provider.close()


@contextmanager
def caldav_desk(folder: Path) -> Iterator[Desk]:
    with radicale(folder) as server:
        reach = Reach(networks=(ip_network("127.0.0.0/8"),), ports=frozenset({urlsplit(server.url).port or 0}))
        service = CalDavService(CalDavAccount(url=server.url, username=server.username, password=server.password), reach=reach, time_zone="America/Toronto")

        def move(calendar: str, event: str, at: datetime) -> None:
            def moved(found: Component) -> None:
                length = found.decoded("dtend") - found.decoded("dtstart")
                found.DTSTART, found.DTEND = at, at + length

            server.change(calendar, event, moved)

        yield Desk(
            service,
            lambda calendar, at: server.put(calendar, "dentist.ics", f"DTSTART:{at:%Y%m%dT%H%M%SZ}\nDTEND:{at + HOUR:%Y%m%dT%H%M%SZ}"),
            move,
            lambda calendar, event: server.request("DELETE", httpx.URL(calendar).path + event) and None,
            lambda calendar: server.request("DELETE", httpx.URL(calendar).path) and None,
            lambda: setattr(server, "fault", lambda *_: ("503 Service Unavailable", [], b"")),
            lambda: setattr(server, "fault", lambda *_: ("401 Unauthorized", [], b"")),
        )
        service.close()


@pytest.fixture(params=[google_desk, caldav_desk], ids=["google", "caldav"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with request.param(tmp_path) as desk:
        yield desk


@pytest.mark.req("SC-2.6", "SC-2.2", "SC-2.3", "CP-13.4", "CP-13.6")
def test_booked_time_goes_out_and_what_was_moved_comes_back(desk: Desk) -> None:
    service = desk.service
    calendar = service.create_calendar("Ada's practice", "America/Toronto", mark="ada")
    assert calendar == service.create_calendar("Ada's practice", "America/Toronto", mark="ada")
    namesake = service.create_calendar("Ada's practice", "America/Toronto", mark="another organization's")
    assert namesake != calendar, "a name is nobody's alone"
    assert {each.calendar_id: (each.name, each.primary, each.writable) for each in service.calendars()}[calendar] == ("Ada's practice", False, True)

    first, second = booked(), booked(TEN + 3 * HOUR)
    written = service.put_event(calendar, first, send_updates=False)
    assert service.put_event(calendar, first, send_updates=False).remote_id == written.remote_id
    other = service.put_event(calendar, second, send_updates=False)
    everything = service.changes(calendar, None)
    assert {(event.remote_id, event.starts_at, event.cancelled) for event in everything.events} == {
        (written.remote_id, TEN, False),
        (other.remote_id, TEN + 3 * HOUR, False),
    }
    assert all(event.private["organization_id"] == "o" for event in everything.events)
    nothing = service.changes(calendar, everything.sync_token)
    assert nothing.events == []

    desk.move(calendar, written.remote_id, TEN + HOUR)
    desk.remove(calendar, other.remote_id)
    changes = service.changes(calendar, nothing.sync_token)
    told = {event.remote_id: event for event in changes.events}
    assert (told[written.remote_id].starts_at, told[written.remote_id].ends_at) == (TEN + HOUR, TEN + 2 * HOUR)
    assert told[other.remote_id].cancelled

    service.put_event(calendar, replace(first, sequence=1), send_updates=False)
    service.put_event(calendar, second, send_updates=False)
    again = {event.remote_id: (event.starts_at, event.cancelled) for event in service.changes(calendar, changes.sync_token).events}
    assert again == {written.remote_id: (TEN, False), other.remote_id: (TEN + 3 * HOUR, False)}, "put back, and alive again"
    for _ in range(2):
        service.remove_event(calendar, written.remote_id, send_updates=False)
    assert {event.remote_id for event in service.changes(calendar, None).events if not event.cancelled} == {other.remote_id}
    elsewhere = service.create_calendar("Family", "America/Toronto", mark="family")
    desk.write(elsewhere, TEN)
    assert service.busy([elsewhere], TEN + HOUR / 2, TEN + timedelta(days=1)) == {elsewhere: [(TEN + HOUR / 2, TEN + HOUR)]}


@pytest.mark.req("SC-2.6", "SC-2.4", "SC-4.3")
def test_each_way_to_fail_has_its_name(desk: Desk) -> None:
    service = desk.service
    calendar, kept = (service.create_calendar(name, "America/Toronto", mark=name) for name in ("Ada's practice", "Another"))
    written = service.put_event(calendar, booked(), send_updates=False)
    with pytest.raises(SyncTokenExpired):
        service.changes(calendar, "sync:from-another-world")
    desk.delete(calendar)
    attempts: list[Callable[[], object]] = [
        lambda: service.put_event(calendar, booked(), send_updates=False),
        lambda: service.changes(calendar, None),
        lambda: service.busy([kept, calendar], TEN, TEN + HOUR),
    ]
    for attempt in attempts:
        with pytest.raises(CalendarGone):
            attempt()
    service.remove_event(calendar, written.remote_id, send_updates=False)
    desk.shut_out()
    with pytest.raises(AuthorizationLost):
        service.changes(kept, None)
    desk.go_down()
    with pytest.raises(Unreachable):
        service.changes(kept, None)
