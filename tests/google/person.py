"""Somebody at their own calendar, in Google's pages: what they see and do there reaches applications as anything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.google import events
from tests.google.problems import Problem

if TYPE_CHECKING:
    from datetime import datetime

    from tests.google.oauth import OAuth
    from tests.google.store import Calendar, Store


@dataclass(frozen=True)
class Person:
    """The owner of the account *email*."""

    email: str
    store: Store
    oauth: OAuth

    def calendars(self) -> list[Calendar]:
        """Return all calendars, the own one first."""
        with self.store.lock:
            return [calendar for calendar in self.store.calendars.values() if calendar.owner == self.email]

    def secondary(self) -> Calendar:
        """Return the one calendar beside the own one."""
        (found,) = [calendar for calendar in self.calendars() if not calendar.primary]
        return found

    def events(self, calendar_id: str | None = None) -> list[dict[str, Any]]:
        """Return the events that stand in the calendar (the one beside the own one unless *calendar_id* says which), by their beginning."""
        with self.store.lock:
            calendar = self._calendar(calendar_id)
            live = (event for event in calendar.events.values() if event["status"] != "cancelled")
            return sorted(live, key=lambda event: events.span(calendar, event))

    def add(self, starts_at: datetime, ends_at: datetime, *, title: str = "Dentist", calendar_id: str | None = None, **more: Any) -> str:  # noqa: ANN401 - JSON
        """Write an event into the calendar (the own one unless *calendar_id* says which), and return its id."""
        with self.store.lock:
            body = {"summary": title, "start": {"dateTime": starts_at.isoformat()}, "end": {"dateTime": ends_at.isoformat()}, **more}
            return events.insert(self.store, self._calendar(calendar_id or self.email), body, send_updates="none")["id"]

    def move(self, event_id: str, starts_at: datetime, ends_at: datetime | None = None, *, calendar_id: str | None = None) -> None:
        """Drag an event to another time, as long as it was unless *ends_at* says otherwise."""
        with self.store.lock:
            calendar = self._calendar(calendar_id)
            old = events.span(calendar, events.event_of(calendar, event_id))
            ends_at = ends_at or starts_at + (old[1] - old[0])
            self.change(event_id, calendar_id=calendar_id, start={"dateTime": starts_at.isoformat()}, end={"dateTime": ends_at.isoformat()})

    def shift(self, event_id: str, *, minutes: int, calendar_id: str | None = None) -> None:
        """Drag an event by some minutes."""
        with self.store.lock:
            calendar = self._calendar(calendar_id)
            starts_at, _ = events.span(calendar, events.event_of(calendar, event_id))
            self.move(event_id, starts_at + timedelta(minutes=minutes), calendar_id=calendar_id)

    def change(self, event_id: str, *, calendar_id: str | None = None, **body: Any) -> None:  # noqa: ANN401 - JSON
        """Change whatever else an event has."""
        with self.store.lock:
            events.update(self.store, self._calendar(calendar_id), event_id, body, send_updates="none", patch=True, if_match=None)

    def remove(self, event_id: str, *, calendar_id: str | None = None) -> None:
        """Delete an event."""
        with self.store.lock:
            events.delete(self.store, self._calendar(calendar_id), event_id, send_updates="none")

    def delete_calendar(self, calendar_id: str | None = None) -> None:
        """Delete a calendar that is not the own one."""
        with self.store.lock:
            calendar = self._calendar(calendar_id)
            if calendar.primary:
                raise Problem(403, "cannotDeletePrimaryCalendar", "Cannot delete the primary calendar.")
            del self.store.calendars[calendar.calendar_id]

    def forget_changes(self, calendar_id: str | None = None) -> None:
        """Let every sync token of the calendar be too old."""
        with self.store.lock:
            calendar = self._calendar(calendar_id)
            calendar.version += 1
            calendar.oldest = calendar.version

    def withdraw(self) -> None:
        """Take back, at myaccount.google.com, what was allowed to all applications."""
        with self.store.lock:
            for grant in self.store.grants:
                if grant.account == self.email:
                    self.oauth.end(grant)

    def expire_access(self) -> None:
        """Let the access tokens end; the refresh tokens stay good."""
        with self.store.lock:
            for grant in self.store.grants:
                if grant.account == self.email:
                    grant.access.clear()

    def _calendar(self, calendar_id: str | None) -> Calendar:
        return self.store.calendar_of(self.email, calendar_id) if calendar_id else self.secondary()
