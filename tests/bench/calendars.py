"""Calendars: how many requests a change costs at a provider, and how long it takes until the other side has it."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from python_functions.calendars.google import GoogleProvider
from python_functions.calendars.google_app import SCOPES, GoogleApp
from python_functions.calendars.service import CalendarEvent
from tests.bench.report import figure, goal, heading, milliseconds
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
        calendar = service.create_calendar("Ada's practice", "America/Toronto")
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
