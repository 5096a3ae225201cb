"""CalDAV against a real Radicale: what we write is there, what its owner changes is told, and every way it fails has its name."""

from __future__ import annotations

import gzip
import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from threading import Event
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from python_functions.calendars import caldav_service
from python_functions.calendars.caldav_service import CalDavAccount, CalDavService
from python_functions.calendars.caldav_text import busy_spans
from python_functions.calendars.errors import AuthorizationLost, CalendarGone, OutOfReach, Refused, SyncTokenExpired, Throttled, Unreachable
from python_functions.calendars.service import CalendarEvent
from tests.python.receivers import Authority
from webhooks.outbound.reach import Reach

from .radicale_server import Radicale, radicale

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# A server of its own; a few seconds in all.
pytestmark = pytest.mark.slow

TORONTO = ZoneInfo("America/Toronto")
NINE = datetime(2027, 3, 12, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)
WRONG = "wrong"
EACH_SECOND = ";".join(f"{part}={','.join(map(str, range(many)))}" for part, many in (("BYHOUR", 24), ("BYMINUTE", 60), ("BYSECOND", 60)))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture(autouse=True)
def _faultless(server: Radicale) -> Iterator[None]:
    yield
    server.fault = None


def open_at(url: str, server: Radicale, *, password: str | None = None, seconds: float = 20, own: bool = True) -> CalDavService:
    port = int(url.rsplit(":", 1)[1].split("/", 1)[0])
    reach = Reach(networks=(ip_network("127.0.0.0/8"),) if own else (), ports=frozenset({443, port}))
    account = CalDavAccount(url=url, username=server.username, password=password or server.password)
    return CalDavService(account, reach=reach, time_zone="America/Toronto", seconds=seconds)


@pytest.fixture
def service(server: Radicale) -> Iterator[CalDavService]:
    service = open_at(server.url, server)
    yield service
    service.close()


@pytest.fixture
def calendar(service: CalDavService) -> str:
    return service.create_calendar(f"Bookfast {uuid4()}", "America/Toronto", mark=str(uuid4()))


def booked(**facts: object) -> CalendarEvent:
    key = uuid4()
    event = CalendarEvent(
        key=key,
        title="Coaching Session",
        description="Booked with Bookfast, été",
        starts_at=NINE,
        ends_at=NINE + HOUR,
        time_zone="America/Toronto",
        attendee="ben@example.org",
        category="Coaching Session",
        url="https://bookfast.example/at/x/bookings/1",
        location="https://meet.jit.si/abc",
        uid=f"{key}@bookfast.example",
        private={"booking_id": "b-1", "organization_id": "o-1"},
    )
    return replace(event, **facts)  # type: ignore[arg-type]


@pytest.mark.req("SC-2.2")
def test_a_calendar_beside_their_own_is_made_once(service: CalDavService, server: Radicale) -> None:
    own = server.make_calendar("Personal")
    name = f"Séances {uuid4()}"
    mark = str(uuid4())
    made = service.create_calendar(name, "America/Toronto", mark=mark)
    assert made == service.create_calendar(name, "America/Toronto", mark=mark)
    found = {calendar.calendar_id: calendar for calendar in service.calendars()}
    assert {made, own} <= found.keys()
    assert [own] == [calendar_id for calendar_id, calendar in found.items() if calendar.primary]
    assert (name, "America/Toronto", True) == (found[made].name, found[made].time_zone, found[made].writable)


@pytest.mark.parametrize("path", ["", "/ada@example.org/", "/.well-known/caldav"])
def test_the_account_is_found_from_what_people_write_down(server: Radicale, path: str) -> None:
    server.make_calendar(f"found-{uuid4()}")
    service = open_at(server.url + path, server)
    assert service.calendars()
    service.close()


@pytest.mark.req("CP-13.1")
@pytest.mark.req("SC-2.3")
def test_an_event_is_written_moved_and_written_again_as_one(service: CalDavService, server: Radicale, calendar: str) -> None:
    event = booked()
    first = service.put_event(calendar, event, send_updates=False)
    there = server.event(calendar, first.remote_id)
    assert (event.uid, 0, "CONFIRMED", "PRIVATE") == (str(there["uid"]), there["sequence"], str(there["status"]), str(there["class"]))
    assert ["Coaching Session"] == [str(category) for category in there["categories"].cats]
    assert ("https://meet.jit.si/abc", event.url, event.title) == (str(there["location"]), str(there["url"]), str(there["summary"]))
    assert (NINE, "America/Toronto") == (there.decoded("dtstart"), there["dtstart"].params["TZID"])
    assert ("mailto:ada@example.org", "mailto:ben@example.org") == (str(there["organizer"]), str(there["attendee"]))
    # Bookfast invites: the server is told to leave it alone.
    assert "NONE" == there["attendee"].params["SCHEDULE-AGENT"] == there["organizer"].params["SCHEDULE-AGENT"]
    assert ("b-1", "o-1") == (str(there["X-BOOKFAST-BOOKING-ID"]), str(there["X-BOOKFAST-ORGANIZATION-ID"]))

    # Their own program adds an alarm and a colour; ours moves the event and leaves those.
    def embellish(event: object) -> None:
        event["color"] = "tomato"  # type: ignore[index]

    server.change(calendar, first.remote_id, embellish)
    moved = replace(event, starts_at=NINE + HOUR, ends_at=NINE + 2 * HOUR, sequence=1, category=None, location=None)
    second = service.put_event(calendar, moved, send_updates=False)
    there = server.event(calendar, second.remote_id)
    assert (first.remote_id, 1, NINE + HOUR, "tomato") == (second.remote_id, there["sequence"], there.decoded("dtstart"), str(there["color"]))
    assert "categories" not in there
    assert "location" not in there
    assert first.etag != second.etag

    service.remove_event(calendar, second.remote_id, send_updates=False)
    service.remove_event(calendar, second.remote_id, send_updates=False)
    revived = service.put_event(calendar, moved, send_updates=False)
    assert 1 == len([event for event in service.changes(calendar, None).events if event.remote_id == revived.remote_id and not event.cancelled])


@pytest.mark.req("SC-2.4")
@pytest.mark.parametrize("spoken", [True, False], ids=["sync-collection", "by comparison"])
def test_changes_are_told_once_and_in_full(service: CalDavService, server: Radicale, calendar: str, *, spoken: bool) -> None:
    if not spoken:
        server.fault = without_sync(server)
    event = booked()
    ours = service.put_event(calendar, event, send_updates=False)
    server.put(calendar, "theirs.ics", "DTSTART:20270312T200000Z\nDURATION:PT30M\nSUMMARY:Dentist")
    first = service.changes(calendar, None)
    told = {change.remote_id: change for change in first.events}
    assert {ours.remote_id, "theirs.ics"} == told.keys()
    assert (NINE, NINE + HOUR, {"booking_id": "b-1", "organization_id": "o-1"}, ours.etag) == (
        told[ours.remote_id].starts_at,
        told[ours.remote_id].ends_at,
        told[ours.remote_id].private,
        told[ours.remote_id].etag,
    )
    assert {} == told["theirs.ics"].private
    nothing = service.changes(calendar, first.sync_token)
    assert [] == nothing.events

    def later(event: object) -> None:
        event["dtstart"].dt += HOUR  # type: ignore[index]
        event["dtend"].dt += HOUR  # type: ignore[index]

    server.change(calendar, ours.remote_id, later)
    server.request("DELETE", calendar.removeprefix(server.url).replace("%40", "@") + "theirs.ics")
    second = service.changes(calendar, nothing.sync_token)
    told = {change.remote_id: change for change in second.events}
    assert (NINE + HOUR, False) == (told[ours.remote_id].starts_at, told[ours.remote_id].cancelled)
    assert (True, None) == (told["theirs.ics"].cancelled, told["theirs.ics"].starts_at)
    # The token of before tells the same again: it is kept only after its events were processed.
    assert second.events == service.changes(calendar, nothing.sync_token).events


def without_sync(server: Radicale) -> Callable[[str, str, bytes], tuple[str, list[tuple[str, str]], bytes] | None]:
    """Make it a server as they were before RFC 6578."""

    def answer(method: str, path: str, body: bytes) -> tuple[str, list[tuple[str, str]], bytes] | None:
        if b"sync-collection" in body:
            return "403 Forbidden", [], b""
        if b"supported-report-set" in body:
            server.fault = None
            text = server.request(method, path, body.decode(), Depth="0").text.replace("sync-collection", "expand-property")
            server.fault = answer
            return "207 Multi-Status", [("Content-Type", "text/xml")], text.encode()
        return None

    return answer


def test_a_token_that_the_server_forgot_is_expired(service: CalDavService, calendar: str) -> None:
    with pytest.raises(SyncTokenExpired):
        service.changes(calendar, "sync:http://radicale.org/ns/sync/" + "0" * 64)
    with pytest.raises(SyncTokenExpired):
        service.changes(calendar, "seen:no json")


def test_busy_time_is_what_the_owner_would_call_busy(service: CalDavService, server: Radicale) -> None:
    own = server.make_calendar(f"busy-{uuid4()}")
    server.put(own, "weekly.ics", "DTSTART;TZID=America/Toronto:20270305T090000\nDTEND;TZID=America/Toronto:20270305T100000\nRRULE:FREQ=WEEKLY;COUNT=4")
    server.put(own, "touching.ics", "DTSTART:20270312T150000Z\nDTEND:20270312T153000Z")
    server.put(own, "holiday.ics", "DTSTART;VALUE=DATE:20270315\nDTEND;VALUE=DATE:20270316")
    server.put(own, "floating.ics", "DTSTART:20270316T090000\nDTEND:20270316T093000")
    server.put(own, "free.ics", "DTSTART:20270317T140000Z\nDTEND:20270317T150000Z\nTRANSP:TRANSPARENT")
    server.put(own, "off.ics", "DTSTART:20270317T140000Z\nDTEND:20270317T150000Z\nSTATUS:CANCELLED")
    server.put(
        own, "no.ics", "DTSTART:20270317T140000Z\nDTEND:20270317T150000Z\nORGANIZER:mailto:x@example.org\nATTENDEE;PARTSTAT=DECLINED:mailto:ada@example.org"
    )
    server.put(own, "ours.ics", "DTSTART:20270317T140000Z\nDTEND:20270317T150000Z\nX-BOOKFAST-BOOKING-ID:b-1")
    server.put(own, "each_second.ics", f"DTSTART:20270311T000000Z\nDURATION:PT1S\nRRULE:FREQ=DAILY;{EACH_SECOND}")
    spans = service.busy([own], datetime(2027, 3, 10, tzinfo=UTC), datetime(2027, 3, 20, tzinfo=UTC))[own]
    assert [
        # The weekly meeting of 12 March keeps its wall time, still before the clocks change, and the next one touches it.
        (datetime(2027, 3, 12, 9, tzinfo=TORONTO), datetime(2027, 3, 12, 10, 30, tzinfo=TORONTO)),
        (datetime(2027, 3, 15, tzinfo=TORONTO), datetime(2027, 3, 16, tzinfo=TORONTO)),
        (datetime(2027, 3, 16, 9, tzinfo=TORONTO), datetime(2027, 3, 16, 9, 30, tzinfo=TORONTO)),
        (datetime(2027, 3, 19, 9, tzinfo=TORONTO), datetime(2027, 3, 19, 10, tzinfo=TORONTO)),
    ] == spans
    assert datetime(2027, 3, 19, 13, tzinfo=UTC) == spans[-1][0]


@pytest.mark.parametrize(
    "lines",
    [
        "DTSTART:20270311T000000Z\nRRULE:FREQ=DAILY\n" + "RRULE:FREQ=DAILY\n" * 20,
        "DTSTART:20270311T000000Z\nRRULE:FREQ=EACHDAY\n",
    ],
)
def test_an_event_that_nobody_could_attend_is_not_called_free(lines: str) -> None:
    text = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\n{lines}END:VEVENT\nEND:VCALENDAR\n"
    with pytest.raises(Unreachable):
        busy_spans(text, NINE, NINE + HOUR, zone=TORONTO, own=frozenset())


def test_each_hour_of_a_working_day_is_not_too_often() -> None:
    text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\nDTSTART:20270312T140000Z\nDURATION:PT30M\nRRULE:FREQ=HOURLY;BYHOUR=14,15,16\nEND:VEVENT\nEND:VCALENDAR\n"
    assert len(busy_spans(text, NINE, NINE + 3 * HOUR, zone=TORONTO, own=frozenset())) == 3


@pytest.mark.parametrize("token", ["", "sync:", "seen:"])
def test_a_calendar_with_more_events_than_a_practice_has_is_not_read(
    service: CalDavService, calendar: str, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    service.put_event(calendar, booked(), send_updates=False)
    monkeypatch.setattr(caldav_service, "MOST_EVENTS", 0)
    with pytest.raises(Refused, match="too many"):
        service.changes(calendar, token or None)


def test_an_answer_that_was_packed_is_not_unpacked(service: CalDavService, server: Radicale) -> None:
    bomb = gzip.compress(b" " * 64 * 1024 * 1024)
    server.fault = lambda _method, _path, _body: ("207 Multi-Status", [("Content-Encoding", "gzip"), ("Content-Type", "application/xml")], bomb)
    with pytest.raises(Unreachable, match="packs"):
        service.calendars()


def test_a_calendar_that_takes_too_long_to_read_is_unreachable(service: CalDavService, server: Radicale, monkeypatch: pytest.MonkeyPatch) -> None:
    own = server.make_calendar(f"busy-{uuid4()}")
    server.put(own, "one.ics", "DTSTART:20270312T150000Z\nDTEND:20270312T153000Z")
    monkeypatch.setattr(caldav_service, "READING_SECONDS", -1)
    with pytest.raises(Unreachable, match="too long"):
        service.busy([own], NINE, NINE + HOUR)


def test_a_calendar_that_its_owner_deleted_is_gone(service: CalDavService, server: Radicale, calendar: str) -> None:
    event = booked()
    written = service.put_event(calendar, event, send_updates=False)
    token = service.changes(calendar, None).sync_token
    server.request("DELETE", calendar.removeprefix(server.url).replace("%40", "@"))
    with pytest.raises(CalendarGone):
        service.put_event(calendar, event, send_updates=False)
    with pytest.raises(CalendarGone):
        service.changes(calendar, token)
    with pytest.raises(CalendarGone):
        service.changes(calendar, None)
    with pytest.raises(CalendarGone):
        service.busy([calendar], NINE, NINE + HOUR)
    service.remove_event(calendar, written.remote_id, send_updates=False)


def test_a_password_that_is_wrong_or_was_changed_is_an_authorization_lost(server: Radicale, calendar: str) -> None:
    service = open_at(server.url, server, password=WRONG)
    for ask in (service.calendars, lambda: service.put_event(calendar, booked(), send_updates=False), lambda: service.changes(calendar, None)):
        with pytest.raises(AuthorizationLost):
            ask()
    service.close()
    assert WRONG not in repr(CalDavAccount(url="", username="", password=WRONG))


@pytest.mark.parametrize(
    ("status", "headers", "kind", "wait"),
    [
        ("429 Too Many Requests", [("Retry-After", "7")], Throttled, 7),
        ("503 Service Unavailable", [("Retry-After", "120")], Unreachable, 120),
        ("507 Insufficient Storage", [], Unreachable, None),
        ("500 Internal Server Error", [], Unreachable, None),
        ("403 Forbidden", [], Refused, None),
        ("404 Not Found", [], CalendarGone, None),
        ("200 OK", [("Content-Type", "text/html")], Unreachable, None),
    ],
)
def test_each_failure_of_the_server_has_its_name(
    service: CalDavService, server: Radicale, calendar: str, status: str, headers: list[tuple[str, str]], kind: type[Exception], wait: float | None
) -> None:
    server.fault = lambda method, _path, _body: (status, headers, b"<p>ada@example.org</p>") if method in {"REPORT", "PROPFIND"} else None
    with pytest.raises(kind) as raised:
        service.changes(calendar, None)
    assert kind is type(raised.value)
    assert wait == getattr(raised.value, "retry_after", None)
    assert "ada" not in str(raised.value)


def test_a_server_that_is_down_or_never_answers_is_unreachable(server: Radicale, tmp_path: Path) -> None:
    over = Event()
    server.fault = lambda _method, _path, _body: ("200 OK", [], b"") if over.wait(30) else None
    hasty = open_at(server.url, server, seconds=0.3)
    with pytest.raises(Unreachable, match="No answer within"):
        hasty.calendars()
    over.set()
    hasty.close()
    with radicale(tmp_path / "down") as gone:
        pass
    service = open_at(gone.url, gone)
    with pytest.raises(Unreachable):
        service.calendars()
    service.close()


def test_a_server_that_always_takes_just_less_than_too_long_is_unreachable(server: Radicale) -> None:
    slow = open_at(server.url, server, seconds=0.6)
    server.fault = lambda _method, _path, _body: time.sleep(0.25)

    def ask_on() -> None:
        for _ in range(100):
            slow.calendars()

    with pytest.raises(Unreachable, match="takes too long for all"):
        ask_on()
    assert slow.requests < 30
    slow.close()


def test_two_programs_that_write_at_once_end_in_one_event(service: CalDavService, server: Radicale, calendar: str) -> None:
    event = booked()
    written = service.put_event(calendar, event, send_updates=False)
    left = [1]

    def between(method: str, _path: str, _body: bytes) -> None:
        """Change the event after it was read and before it is written."""
        if method == "PUT" and left and left.pop():
            server.change(calendar, written.remote_id, lambda event: event.add("comment", "theirs"))

    server.fault = between
    again = service.put_event(calendar, replace(event, sequence=2), send_updates=False)
    there = server.event(calendar, again.remote_id)
    assert (2, "theirs") == (there["sequence"], str(there["comment"]))

    # Another program gave it another name: it stays one event, where it is now.
    text = server.request("GET", f"/{server.username}/{calendar.rstrip('/').rsplit('/', 1)[1]}/{again.remote_id}").text
    service.remove_event(calendar, again.remote_id, send_updates=False)
    server.request("PUT", f"/{server.username}/{calendar.rstrip('/').rsplit('/', 1)[1]}/renamed.ics", text, **{"Content-Type": "text/calendar"})
    assert "renamed.ics" == service.put_event(calendar, replace(event, sequence=3), send_updates=False).remote_id


def test_a_server_that_invites_nobody_is_not_asked_to(service: CalDavService, server: Radicale, calendar: str) -> None:
    with pytest.raises(Refused, match="let Bookfast send them"):
        service.put_event(calendar, booked(), send_updates=True)

    # One that does is left to it: the attendee carries no word to the contrary.
    server.fault = lambda method, _path, _body: ("200 OK", [("DAV", "1, 3, calendar-access, calendar-auto-schedule")], b"") if method == "OPTIONS" else None
    other = open_at(server.url, server)
    written = other.put_event(calendar, booked(), send_updates=True)
    assert "SCHEDULE-AGENT" not in server.event(calendar, written.remote_id)["attendee"].params
    other.close()


def test_no_connection_leads_into_a_network_that_the_operator_did_not_open(server: Radicale) -> None:
    closed = open_at(server.url, server, own=False)
    with pytest.raises(OutOfReach, match="not public"):
        closed.calendars()
    assert closed.requests
    # In the clear a password goes nowhere but into the operator's own networks, not even to a public address.
    public = CalDavAccount(url="http://calendar.example/", username="ada", password=WRONG)
    service = CalDavService(public, reach=Reach(ports=frozenset({80})), resolve=lambda _host, _port: ["93.184.216.34"])
    with pytest.raises(OutOfReach, match="not public"):
        service.calendars()
    # Nor to a host to which the account does not belong, whatever id a calendar claims to have.
    with pytest.raises(Refused, match="not on this account's server"):
        open_at(server.url, server).put_event("https://elsewhere.example/calendar/", booked(attendee=None), send_updates=False)
    # Nor where a redirect leads.
    server.fault = lambda _method, _path, _body: ("302 Found", [("Location", "http://169.254.169.254/")], b"")
    with pytest.raises(OutOfReach):
        open_at(server.url, server).calendars()


def test_by_tls_only_whose_certificate_is_good_learns_the_password(tmp_path: Path) -> None:
    authority = Authority.made_in(tmp_path)
    with radicale(tmp_path / "safe", tls=authority.server_context) as safe:
        port = int(safe.url.rsplit(":", 1)[1])
        account = CalDavAccount(url=f"localhost:{port}", username=safe.username, password=safe.password)
        reach = Reach(networks=(ip_network("127.0.0.0/8"),), ports=frozenset({port}))
        trusting = CalDavService(account, reach=reach, tls=authority.client_context(), resolve=lambda _host, _port: ["127.0.0.1"])
        assert [] == trusting.calendars()
        calls = len(safe.seen)
        with pytest.raises(Unreachable, match="certificate"):
            CalDavService(account, reach=reach, resolve=lambda _host, _port: ["127.0.0.1"]).calendars()
        assert calls == len(safe.seen)
        trusting.close()


def test_nothing_tells_of_changes_by_itself(service: CalDavService, calendar: str) -> None:
    assert service.watch(calendar, channel_id="c", token=WRONG, address="https://bookfast.example/", seconds=60) is None
    service.stop("c", "r")
    service.revoke()


def test_tokens_of_a_server_without_sync_stay_small(service: CalDavService, server: Radicale, calendar: str) -> None:
    server.fault = without_sync(server)
    written = service.put_event(calendar, booked(), send_updates=False)
    token = service.changes(calendar, None).sync_token
    assert token is not None
    mark, seen = json.loads(token.removeprefix("seen:"))
    assert {written.remote_id} == seen.keys()
    before = len(server.seen)
    assert [] == service.changes(calendar, token).events
    assert mark
    assert 1 == len(server.seen) - before
