"""A Google, an account there, and our way into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import httpx
import pytest

from python_functions.calendars.backoff import Patience
from python_functions.calendars.google import GoogleCalendar, GoogleProvider
from python_functions.calendars.google_app import SCOPES, GoogleApp
from python_functions.calendars.service import CalendarEvent
from tests.google.server import Google, Server, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.google.person import Person

TEN = datetime(2026, 12, 1, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Waits:
    """A clock that only remembers for how long it was asked to wait."""

    seconds: list[float]

    def patience(self, attempts: int = 4, seconds: float = 8) -> Patience:
        """Return patience by this clock, which always draws the longest pause."""
        return Patience(attempts=attempts, seconds=seconds, sleep=self.seconds.append, draw=lambda: 1.0)


@dataclass(frozen=True)
class Account:
    """Ada's account, as she sees it (*ada*) and as we do (*calendar*); booked time goes into *calendar_id*."""

    google: Google
    provider: GoogleProvider
    ada: Person
    refresh_token: str
    calendar: GoogleCalendar
    calendar_id: str

    def put(self, event: CalendarEvent, *, send_updates: bool = False) -> str:
        """Put *event* into the calendar and return its id there."""
        return self.calendar.put_event(self.calendar_id, event, send_updates=send_updates).remote_id

    def calls(self) -> list[str]:
        """Return which methods were called since the last time, in their order."""
        with self.google.store.lock:
            made = [call.method.removeprefix("calendar.") for call in self.google.store.calls]
            self.google.store.calls.clear()
        return made


@pytest.fixture(scope="session")
def google_server() -> Iterator[Server]:
    """Serve on one port, since the client's methods are built for each address anew."""
    with served() as server:
        yield server


@pytest.fixture
def google(google_server: Server) -> Iterator[Google]:
    """Give a fresh Google; at its end no request may have been other than the discovery document says."""
    with google_server.anew() as google:
        yield google


@pytest.fixture
def waits() -> Waits:
    """Wait in no test."""
    return Waits([])


@pytest.fixture(scope="session")
def connections() -> Iterator[httpx.Client]:
    """Keep connections for all tests: reading the certificates of the world takes longer than most of them."""
    with httpx.Client(timeout=5) as client:
        yield client


@pytest.fixture
def provider(google: Google, waits: Waits, connections: httpx.Client) -> GoogleProvider:
    """Give our application at that Google, which waits by the test's clock."""
    return GoogleProvider(app_of(google), client=connections, patience=waits.patience())


@pytest.fixture
def account(google: Google, provider: GoogleProvider) -> Account:
    """Give Ada's account, with a calendar for booked time."""
    token = google.consent("ada@example.test", list(SCOPES))
    calendar = provider.open(token)
    made = Account(
        google, provider, google.person("ada@example.test"), token, calendar, calendar.create_calendar("Ada's practice", "America/Toronto", mark="ada")
    )
    made.calls()
    return made


def app_of(google: Google) -> GoogleApp:
    """Return our application at *google*."""
    words = {name.removeprefix("GOOGLE_").lower(): value for name, value in google.variables.items()}
    return GoogleApp(**words)


def booked(starts_at: datetime = TEN, *, key: UUID | None = None, sequence: int = 0, attendee: str | None = "ben@example.test", **more: str) -> CalendarEvent:
    """Return an hour of booked time."""
    key = key or uuid4()
    return CalendarEvent(
        key=key,
        title="Coaching Session",
        description="Booked with Ada's practice.",
        starts_at=starts_at,
        ends_at=starts_at + HOUR,
        time_zone="America/Toronto",
        attendee=attendee,
        category="Coaching Session",
        url=f"https://book.example/at/ada/bookings/{key}",
        location="https://meet.jit.si/2f9c",
        uid=f"{key}@bookfast",
        sequence=sequence,
        private={"booking_id": str(key), "organization_id": "o"},
        **more,
    )
