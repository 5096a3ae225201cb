"""Calendars: how many requests a change costs at a provider, and how long it takes until the other side has it."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg

from python_functions.calendars.google import GoogleProvider
from python_functions.calendars.google_app import SCOPES, GoogleApp
from python_functions.calendars.service import CalendarEvent
from tests.bench.report import figure, goal, heading, milliseconds, quantile
from tests.calendars.office import begins, open_office
from tests.google.server import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.google.server import Google

HOUR = timedelta(hours=1)
FIRST = datetime(2027, 1, 4, 14, tzinfo=UTC)


def run_provider(*, events: int) -> None:
    """Print what each kind of change costs at Google: requests, and milliseconds of ours beside a Google on this machine."""
    heading(f"Calendars: one change at Google ({events:,} events; requests, then p50 / p95 with a Google on this machine)")
    with serving() as google:
        provider = GoogleProvider(_app(google))
        service = provider.open(google.consent("ada@example.test", list(SCOPES)))
        calendar = service.create_calendar("Ada's practice", "America/Toronto", mark="ada")
        booked = [_event(number) for number in range(events)]
        moved = [replace(event, starts_at=event.starts_at + HOUR / 2, ends_at=event.ends_at + HOUR / 2, sequence=1) for event in booked]
        _measure(google, "a new booking", (lambda event=event: service.put_event(calendar, event, send_updates=False) for event in booked))
        _measure(google, "the same once more", (lambda event=event: service.put_event(calendar, event, send_updates=False) for event in booked), most=2)
        _measure(google, "moved", (lambda event=event: service.put_event(calendar, event, send_updates=False) for event in moved))
        began = time.perf_counter()
        _count(google)
        changes = service.changes(calendar, None)
        figure(f"a full sync of {events:,}", f"{_count(google)} requests", f"{(time.perf_counter() - began) * 1000:.0f} ms")
        _measure(google, "a sync without news", (lambda: service.changes(calendar, changes.sync_token) for _ in booked[:100]))
        _measure(google, "cancelled", (lambda event=event: service.remove_event(calendar, event.key.hex, send_updates=False) for event in booked))
        provider.close()


def run(env: dict[str, str], *, changes: int) -> None:
    """Print how long after a commit its event is at Google, how long after a move there the booking follows, and with how many requests."""
    heading(f"Calendars: sync lag with the stack's own worker (p50 / p95 of {changes} changes each way)")
    stack = SimpleNamespace(**{name.lower(): value for name, value in env.items()})
    port = urlsplit(env["GOOGLE_API_URL"]).port or 0
    with serving(port, redirects=(f"{env['WEB_URL']}/calendar/connected",)) as google, psycopg.connect(env["DATABASE_URL"], autocommit=True) as owner:
        office = open_office(stack, google, owner)
        owner.execute("update app.organizations set on_remote_change = 'apply' where organization_id = %s", [office.organization_id])
        _until(lambda: len(office.ada.calendars()) > 1 and google.pushes.channels)
        _count(google)
        out, back = [], []
        bookings = []
        for number in range(changes):
            booking = office.book(2 + number // 3, 9 + number % 3)
            began = time.perf_counter()
            out.append(_until(lambda booking=booking: booking["booking_id"] in office.times()) - began)
            bookings.append(booking)
        figure("from a booking's commit to its event", milliseconds(out), f"slowest {max(out):.2f} s")
        goal("  its p95 in seconds", quantile(out, 0.95), at_most=5)
        _until_quiet(google)
        figure("  requests for a change", f"{_writes(google) / changes:.1f}", "besides the looks that Google's messages lead to")
        # Weeks ahead of all of them, so that none is in another's way.
        weeks = timedelta(weeks=4)
        for booking in bookings:
            office.ada.move(UUID(booking["booking_id"]).hex, begins(booking) + weeks)
            began = time.perf_counter()
            back.append(_until(lambda booking=booking: _begins_at(owner, booking) == begins(booking) + weeks) - began)
        figure("from a move at Google to the booking's", milliseconds(back), f"slowest {max(back):.2f} s")
        goal("  its p95 in seconds", quantile(back, 0.95), at_most=60)
        owner.execute("delete from app.calendar_connections where connection_id = %s", [office.connection_id])


def _begins_at(owner: psycopg.Connection, booking: dict[str, Any]) -> datetime:
    (starts_at,) = owner.execute("select starts_at from app.bookings where booking_id = %s", [booking["booking_id"]]).fetchone() or (None,)
    return starts_at


def _until(condition: Callable[[], object], *, seconds: float = 60) -> float:
    """Return when *condition* came to hold.  Google's page and the booking are looked at often: that is what is measured."""
    deadline = time.perf_counter() + seconds
    while not condition():
        if time.perf_counter() > deadline:
            message = f"What was waited for did not come within {seconds:.0f} s."
            raise RuntimeError(message)
        time.sleep(0.01)
    return time.perf_counter()


def _until_quiet(google: Google) -> None:
    """Wait until nobody has asked for two seconds."""
    seen = -1
    while seen != (seen := len(google.store.calls)):
        time.sleep(2)


def _writes(google: Google) -> int:
    with google.store.lock:
        return sum(call.method.rpartition(".")[2] in {"insert", "patch", "update", "delete"} for call in google.store.calls)


def _measure(google: Google, what: str, changes: Iterable[Callable[[], object]], *, most: int = 1) -> None:
    _count(google)
    times = []
    for change in changes:
        began = time.perf_counter()
        change()
        times.append(time.perf_counter() - began)
    figure(what, milliseconds(times))
    goal("  its requests", _count(google) / len(times), at_most=most)


def _count(google: Google) -> int:
    """Return how many requests there were since the last time."""
    with google.store.lock:
        made = Counter(call.method for call in google.store.calls).total()
        google.store.calls.clear()
    return made


def _event(number: int) -> CalendarEvent:
    key = uuid4()
    starts_at = FIRST + number * HOUR
    return CalendarEvent(
        key=key,
        title="Coaching Session",
        description="Booked.",
        starts_at=starts_at,
        ends_at=starts_at + HOUR,
        time_zone="America/Toronto",
        attendee="ben@example.test",
        url=f"https://book.example/bookings/{key}",
        uid=f"{key}@book.example",
        private={"booking_id": str(key)},
    )


def _app(google: Google) -> GoogleApp:
    return GoogleApp(**{name.removeprefix("GOOGLE_").lower(): value for name, value in google.variables.items()})
