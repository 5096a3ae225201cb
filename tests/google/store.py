"""What our Google keeps: accounts, calendars and their events, each with the version at which it changed last."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests.google.faults import Faults
from tests.google.problems import not_found

if TYPE_CHECKING:
    from tests.google.oauth import Client, Grant
    from tests.google.push import Pushes


@dataclass
class Calendar:
    """A calendar.  *versions* tells when (in the calendar's own count) an event changed; tokens from before *oldest* are too old."""

    calendar_id: str
    name: str
    time_zone: str
    owner: str
    description: str = ""
    made_by: str | None = None
    version: int = 0
    oldest: int = 0
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    @property
    def primary(self) -> bool:
        """Whether it is the account's own."""
        return self.calendar_id == self.owner

    def resource(self) -> dict[str, Any]:
        """It as a Calendar."""
        found = {"kind": "calendar#calendar", "etag": f'"{self.version}"', "id": self.calendar_id, "summary": self.name, "timeZone": self.time_zone}
        return {**found, "description": self.description} if self.description else found

    def entry(self) -> dict[str, Any]:
        """It as a CalendarListEntry."""
        return {**self.resource(), "kind": "calendar#calendarListEntry", "accessRole": "owner", "selected": True, **({"primary": True} if self.primary else {})}

    def keep(self, event: dict[str, Any]) -> dict[str, Any]:
        """Let *event* be what stands under its id, as of now."""
        self.version += 1
        event = {**event, "etag": f'"{self.version:016d}"', "updated": stamp(datetime.now(UTC))}
        self.events[event["id"]] = event
        self.versions[event["id"]] = self.version
        return event


@dataclass(frozen=True)
class Mail:
    """What Google would have sent to an attendee: kind is invited, updated or cancelled."""

    kind: str
    recipient: str
    event_id: str


@dataclass(frozen=True)
class Call:
    """One request: of which method, with which parameters and body, and how it was answered."""

    method: str
    parameters: dict[str, Any]
    body: Any
    status: int


@dataclass
class Store:
    """Everything.  Whoever reads or writes holds the *lock*."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    calendars: dict[str, Calendar] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    grants: list[Grant] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    mails: list[Mail] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    pushes: Pushes | None = None

    def open_account(self, email: str, time_zone: str) -> None:
        """Let there be an account with its own calendar."""
        with self.lock:
            self.accounts[email] = time_zone
            self.calendars[email] = Calendar(email, email, time_zone, email)

    def add_calendar(self, owner: str, name: str, *, time_zone: str | None = None, description: str = "", made_by: str | None = None) -> Calendar:
        """Let the *owner* have a further calendar."""
        with self.lock:
            calendar_id = f"c_{uuid4().hex}@group.calendar.google.com"
            made = Calendar(calendar_id, name, time_zone or self.accounts[owner], owner, description, made_by)
            self.calendars[calendar_id] = made
            return made

    def calendar_of(self, owner: str, calendar_id: str) -> Calendar:
        """Return the calendar as its *owner* names it."""
        found = self.calendars.get(owner if calendar_id == "primary" else calendar_id)
        if found is None or found.owner != owner:
            raise not_found()
        return found

    def changed(self, calendar: Calendar) -> None:
        """Tell whoever watches the calendar."""
        if self.pushes is not None:
            self.pushes.changed(calendar.calendar_id)

    def count(self) -> Counter[str]:
        """How often each method was called."""
        with self.lock:
            return Counter(call.method for call in self.calls)


def stamp(moment: datetime) -> str:
    """Return *moment* as Google writes it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
