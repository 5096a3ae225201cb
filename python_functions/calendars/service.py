"""The seam: what every provider's calendar can do for one person's account."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class RemoteCalendar:
    """One calendar of the account.  *primary* is the person's own, in which we write nothing; *writable* says whether events may be put there at all."""

    calendar_id: str
    name: str
    primary: bool
    time_zone: str | None
    writable: bool


@dataclass(frozen=True, kw_only=True)
class CalendarEvent:
    """
    Booked time as it is to stand in a calendar: already as discreet as its organization wants it.

    *key* names the event for good, whatever changes; *uid* and *sequence* are those of our own invitation (RFC 5545), so that
    a mail program knows both as one.  *attendee* is the other party's address.  *url* leads back to the booking, *location* is
    a place or the link of a conference.  *private* comes back with every `RemoteEvent`, and nobody else sees it.  Instants are
    aware; *time_zone* is the IANA zone in which they are shown.
    """

    key: UUID
    title: str
    description: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    attendee: str | None = None
    category: str | None = None
    url: str | None = None
    location: str | None = None
    uid: str
    sequence: int = 0
    private: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Written:
    """Where an event stands now, and in which version."""

    remote_id: str
    etag: str | None


@dataclass(frozen=True, kw_only=True)
class RemoteEvent:
    """
    An event as the calendar has it now.  Of one that is *cancelled* often nothing but its id is known.

    *private* is empty for events that are not ours.  An event of whole days begins and ends at midnight of the calendar's zone.
    """

    remote_id: str
    etag: str | None
    cancelled: bool
    starts_at: datetime | None
    ends_at: datetime | None
    private: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What changed in a calendar since a token, and the token to ask with the next time: to be kept only after the events were processed."""

    events: list[RemoteEvent]
    sync_token: str | None


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A way on which the provider tells of changes, until *expires_at*.  Nothing renews it; a second one may overlap the first."""

    resource_id: str
    expires_at: datetime


class CalendarService(Protocol):
    """
    One person's account at a calendar provider.  For one thread at a time.

    Every method may raise `Unreachable`, `Throttled` (a kind of it), `AuthorizationLost` or `Refused` of `errors`, and after a bounded time it has
    either answered or raised.  What a method raises besides stands with it.
    """

    def calendars(self) -> list[RemoteCalendar]:
        """Return every calendar of the account."""

    def create_calendar(self, name: str, time_zone: str, *, mark: str) -> str:
        """
        Make a calendar for booked time beside the person's own ones, and return its id.

        The one that was made with the same *mark*, and that the account still has, is taken instead, whatever it is called; by its name alone none is.
        """

    def put_event(self, calendar_id: str, event: CalendarEvent, *, send_updates: bool) -> Written:
        """
        Let *event* stand in the calendar as it is: created, updated, or revived where it was removed.

        The remote id follows from `event.key`, so doing it again, or twice at once, leads to one event.  With *send_updates* the provider
        invites and tells the attendee, else it tells nobody.  Raises `CalendarGone`, and `Refused` for a calendar that is not one of ours to write in.
        """

    def remove_event(self, calendar_id: str, remote_id: str, *, send_updates: bool) -> None:
        """Cancel the event; one that is gone already, with or without its calendar, is done."""

    def changes(self, calendar_id: str, sync_token: str | None) -> Changes:
        """
        Return what changed since *sync_token*, or all there is when it is None: every page, or an error.

        Raises `SyncTokenExpired` and `CalendarGone`.
        """

    def busy(self, calendar_ids: list[str], starts_at: datetime, ends_at: datetime) -> dict[str, list[tuple[datetime, datetime]]]:
        """
        Return for each calendar the spans (half-open, in order) that are taken within the time from *starts_at* to *ends_at*.

        Ask about calendars other than the one for booked time: whether our own events count is the provider's.  Raises `CalendarGone` where
        one of them cannot be read any more: what is not known is never called free.
        """

    def watch(self, calendar_id: str, *, channel_id: str, token: str, address: str, seconds: int) -> Channel | None:
        """
        Ask to be told at *address* when the calendar changes, for about *seconds*; *token* comes back with every message, as does *channel_id*.

        None where the provider tells nobody: poll instead.  Raises `CalendarGone`.
        """

    def stop(self, channel_id: str, resource_id: str) -> None:
        """End a channel; one that is over already is done."""

    def revoke(self) -> None:
        """Give back what the person granted us, as far as the provider knows such a thing; done already is done."""
