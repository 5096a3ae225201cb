"""CalDAV (RFC 4791) as a calendar service, with iCalendar objects in calendars that the person's own programs show."""

import json
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urljoin
from uuid import NAMESPACE_URL, uuid4, uuid5
from zoneinfo import ZoneInfo

from caldav.elements import cdav, dav
from caldav.elements.base import ValuedBaseElement
from caldav.lib.error import UID_CONFLICT_PRECONDITIONS
from icalendar import Calendar

from python_functions.calendars import caldav_text
from python_functions.calendars.caldav_http import REQUEST_SECONDS, AnsweredWithError, Session
from python_functions.calendars.caldav_server import Found, Server, Text, name_of, within
from python_functions.calendars.errors import CalendarGone, Refused, SyncTokenExpired, Unreachable
from python_functions.calendars.service import CalendarEvent, Changes, Channel, RemoteCalendar, RemoteEvent, Written
from python_functions.ics import PRODUCT
from python_functions.vtimezone import vtimezone
from python_functions.zones import zone_or
from webhooks.outbound.connection import Resolve, resolve
from webhooks.outbound.reach import Reach

TRIES = 4
MOST_PAGES = 200
# What is read of a calendar of ours, and kept of a server's token: more is no practice's, and would fill memory and database.
MOST_EVENTS = 20_000
LONGEST_TOKEN = 2000
# Going through the events of a calendar: thousands take some seconds, and one calendar keeps no worker for longer.
READING_SECONDS = 60
# How the calendars that we make are called in addresses, and how servers call a person's first one.
MADE = "bookfast-"
USUAL = frozenset({"personal", "home", "calendar", "default"})
WRITES = frozenset({"{DAV:}all", "{DAV:}write", "{DAV:}write-content", "{DAV:}bind"})
# A token of ours begins with what it is: the server's own, or the versions that we saw where a server has none (RFC 6578 not spoken).
SYNC, SEEN = "sync:", "seen:"


class Ctag(ValuedBaseElement):
    """The version of a whole calendar, older than sync tokens and more widely known."""

    tag = "{http://calendarserver.org/ns/}getctag"


@dataclass(frozen=True, kw_only=True)
class CalDavAccount:
    """How a person's account is reached.  Never logged: *password* is theirs."""

    url: str
    username: str
    password: str

    def __repr__(self) -> str:
        """Return nothing that is theirs."""
        return "CalDavAccount(…)"


class CalDavService:
    """
    The calendars of one *account*; see `CalendarService`.

    An event's remote id is its name within the calendar, made of its key.  A calendar's id is its address.  What is written over
    something is written over just that which was read before (If-Match), and what other programs added to an event stays.
    """

    def __init__(  # noqa: PLR0913 - each a fact of its own
        self,
        account: CalDavAccount,
        *,
        reach: Reach,
        time_zone: str = "UTC",
        seconds: float = REQUEST_SECONDS,
        tls: ssl.SSLContext | None = None,
        resolve: Resolve = resolve,
    ) -> None:
        """*time_zone* is where whole days begin in calendars that do not say it; *seconds* is for one request."""
        self._account = account
        self._time_zone = time_zone
        self._session = Session(account.username, account.password, reach=reach, seconds=seconds, tls=tls, resolve=resolve)
        self._server = Server(account.url, self._session)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    @property
    def requests(self) -> int:
        """How many requests were made so far."""
        return self._session.requests

    def calendars(self) -> list[RemoteCalendar]:
        """Return every calendar that holds events.  CalDAV knows no primary one: it is the one with a usual name, else the first that is not of our making."""
        wanted = [dav.ResourceType(), dav.DisplayName(), cdav.SupportedCalendarComponentSet(), cdav.CalendarTimeZone(), dav.CurrentUserPrivilegeSet()]
        with self._told():
            found = self._server.properties(self._server.home.url, wanted, depth=1)
        calendars = [each for each in found if _holds_events(each)]
        own = [name_of(each.url) for each in calendars if not name_of(each.url).startswith(MADE)]
        primary = next((name for name in own if name.lower() in USUAL), own[0] if own else None)
        return [self._remote(each, primary=name_of(each.url) == primary) for each in calendars]

    def _remote(self, found: Found, *, primary: bool) -> RemoteCalendar:
        privileges = found.properties.get(dav.CurrentUserPrivilegeSet.tag)
        zone = found.properties.get(cdav.CalendarTimeZone.tag)
        return RemoteCalendar(
            calendar_id=found.url,
            name=found.properties.get(dav.DisplayName.tag) or name_of(found.url),
            primary=primary,
            time_zone=caldav_text.zone_of(zone, default=self._time_zone).key if zone else None,
            writable=not isinstance(privileges, list) or not WRITES.isdisjoint(privileges),
        )

    def create_calendar(self, name: str, time_zone: str, *, mark: str) -> str:
        """Make a calendar, or find again the one that was made with the same *mark*, which is in its address: an answer may have been lost."""
        zone = zone_or(time_zone, default="UTC")
        wanted = [dav.DisplayName(name), cdav.CalendarTimeZone(_zone_text(zone)), within(cdav.SupportedCalendarComponentSet(), cdav.Comp("VEVENT"))]
        with self._told():
            home = self._server.home.url
            steady = uuid5(NAMESPACE_URL, mark).hex[:12]
            for slug in (steady, uuid4().hex[:12]):
                url = urljoin(home, f"{MADE}{slug}/")
                if self._is_calendar(url):
                    return url
                try:
                    self._server.make_calendar(url, wanted)
                except AnsweredWithError as error:
                    # A deleted one may still hold its place, in a bin.
                    if slug == steady and error.status in {HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.CONFLICT}:
                        continue
                    raise Refused(f"The server makes no calendars (HTTP {error.status}).") from error
                self._name(url, name)
                return url
        raise Refused("The server makes no calendars.")

    def _is_calendar(self, url: str) -> bool:
        try:
            return any(_holds_events(found) for found in self._server.properties(url, [dav.ResourceType()]))
        except AnsweredWithError as error:
            if error.status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
                return False
            raise

    def _name(self, url: str, name: str) -> None:
        """Give the calendar its name once more: some servers do not read it when they make one.  One without a name is still a calendar."""
        try:
            found = self._server.properties(url, [dav.DisplayName()])
            if found and found[0].properties.get(dav.DisplayName.tag) != name:
                self._server.change(url, [dav.DisplayName(name)])
        except AnsweredWithError:
            return

    def put_event(self, calendar_id: str, event: CalendarEvent, *, send_updates: bool) -> Written:
        """Let *event* stand in the calendar.  Raises `Refused` where the server is to invite and cannot."""
        with self._told():
            collection = self._server.collection(calendar_id)
            if send_updates and event.attendee and not self._server.invites:
                raise Refused("This calendar server sends no invitations by itself: let Bookfast send them.")
            name = f"{event.key}.ics"
            for _ in range(TRIES):
                there = self._server.get(urljoin(collection, quote(name)))
                entry = caldav_text.written(event, over=there and there.text, organizer=self._organizer(event), invites=send_updates, at=datetime.now(UTC))
                try:
                    return Written(remote_id=name, etag=self._server.put(urljoin(collection, quote(name)), entry, over=there))
                except AnsweredWithError as error:
                    name = self._name_after(error, collection, name, event, there)
        raise Unreachable("The event changes faster than it can be written.")

    def _name_after(self, error: AnsweredWithError, collection: str, name: str, event: CalendarEvent, there: Text | None) -> str:
        """Return under which name to try again after a refusal: another program may have changed the event, or given it another name."""
        if not UID_CONFLICT_PRECONDITIONS.isdisjoint(error.preconditions):
            if other := self._server.by_uid(collection, event.uid):
                if other == name:
                    raise Refused("The server takes the event for another one.") from error
                return other
            if there is not None:  # something else stands where ours belongs
                self._server.delete(urljoin(collection, quote(name)))
                return name
        if error.status == HTTPStatus.PRECONDITION_FAILED:
            return name
        if error.status in {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE} and not self._is_calendar(collection):
            raise CalendarGone("The calendar is not there any more.") from error
        raise Refused(f"The server does not take the event (HTTP {error.status}).") from error

    def _organizer(self, event: CalendarEvent) -> str | None:
        """Return an address of the calendar's owner, where there is somebody to invite."""
        if not event.attendee:
            return None
        names = (*self._server.home.addresses, self._account.username)
        return next((name for name in names if "@" in name), None)

    def remove_event(self, calendar_id: str, remote_id: str, *, send_updates: bool) -> None:  # noqa: ARG002 - the server tells those whom it invited
        """Remove the event."""
        with self._told():
            collection = self._server.collection(calendar_id)
            try:
                self._server.delete(urljoin(collection, quote(remote_id, safe="")))
            except AnsweredWithError as error:
                if error.status not in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
                    raise

    def changes(self, calendar_id: str, sync_token: str | None) -> Changes:
        """Return what changed, by sync-collection (RFC 6578), or by comparing versions where the server has none."""
        with self._told():
            collection = self._server.collection(calendar_id)
            if sync_token is None:
                reports = self._about(collection, [dav.SupportedReportSet()]).get(dav.SupportedReportSet.tag) or []
                sync_token = SYNC if dav.SyncCollection.tag in reports else SEEN
            if sync_token.startswith(SYNC):
                return self._synced(collection, sync_token.removeprefix(SYNC))
            return self._compared(collection, sync_token.removeprefix(SEEN))

    def _synced(self, collection: str, token: str) -> Changes:
        changed: dict[str, str | None] = {}
        for _ in range(MOST_PAGES):
            query = within(dav.SyncCollection(), dav.SyncToken(value=token), dav.SyncLevel(value="1"), within(dav.Prop(), dav.GetEtag()))
            try:
                _, answer = self._server.report(collection, query, depth=0)
            except AnsweredWithError as error:
                if token and dav.ValidSyncToken.tag in error.preconditions:
                    raise SyncTokenExpired("The server does not know the token any more.") from error
                raise
            page = answer.parse_sync_collection()
            changed |= {name_of(each.href): each.etag for each in page.changed if each.etag} | dict.fromkeys(map(name_of, page.deleted))
            if len(changed) > MOST_EVENTS:
                raise Refused("The calendar has too many events.")
            if not page.sync_token or len(page.sync_token) > LONGEST_TOKEN:
                raise Unreachable("The server does not say up to where it told its changes.")
            if not page.truncated or page.sync_token == token:
                return Changes(events=self._events(collection, changed), sync_token=SYNC + page.sync_token)
            token = page.sync_token
        raise Unreachable("The server does not come to an end with its changes.")

    def _compared(self, collection: str, token: str) -> Changes:
        """Compare all versions with those that the *token* has: a mark of the whole calendar, and of each event by name."""
        try:
            mark, seen = json.loads(token or '["", {}]')
        except ValueError as error:
            raise SyncTokenExpired("The token cannot be read.") from error
        now = (self._about(collection, [Ctag()]).get(Ctag.tag) or "")[:LONGEST_TOKEN]
        if now and now == mark:
            return Changes(events=[], sync_token=SEEN + token)
        found = self._server.properties(collection, [dav.GetEtag(), dav.ResourceType()], depth=1)
        if len(found) > MOST_EVENTS:
            raise Refused("The calendar has too many events.")
        etags = {name_of(each.url): each.properties.get(dav.GetEtag.tag) or "" for each in found if not each.properties.get(dav.ResourceType.tag)}
        marks = {name: sha256(etag.encode()).hexdigest()[:16] for name, etag in etags.items()}
        changed: dict[str, str | None] = {name: etags[name] for name in marks if marks[name] != seen.get(name)} | dict.fromkeys(seen.keys() - marks.keys())
        return Changes(events=self._events(collection, changed), sync_token=SEEN + json.dumps([now, marks], separators=(",", ":")))

    def _events(self, collection: str, changed: dict[str, str | None]) -> list[RemoteEvent]:
        """Return the events of what *changed*, as they are now; those without a version are gone."""
        texts = dict(self._server.objects(collection, [name for name, etag in changed.items() if etag is not None]))
        zone = zone_or(self._time_zone, default="UTC")
        events = []
        for name in changed:
            text = texts.get(name)
            event = caldav_text.main_event(text.text) if text else None
            if text is None:
                events.append(RemoteEvent(remote_id=name, etag=None, cancelled=True, starts_at=None, ends_at=None))
            elif event is not None:
                starts_at, ends_at = caldav_text.span_of(event, zone) or (None, None)
                cancelled = str(event.get("status", "")).upper() == "CANCELLED"
                events.append(
                    RemoteEvent(
                        remote_id=name, etag=text.etag, cancelled=cancelled, starts_at=starts_at, ends_at=ends_at, private=caldav_text.private_of(event)
                    )
                )
        return events

    def busy(self, calendar_ids: list[str], starts_at: datetime, ends_at: datetime) -> dict[str, list[tuple[datetime, datetime]]]:
        """
        Return when the person is taken, read from the events themselves.

        Not by free-busy-query: what a server makes of whole days and floating times in it is its own guess of a zone.
        """
        with self._told():
            own = frozenset({*self._server.home.addresses, self._account.username.lower()}) if calendar_ids else frozenset()
            return {calendar_id: self._busy(self._server.collection(calendar_id), starts_at, ends_at, own) for calendar_id in calendar_ids}

    def _busy(self, collection: str, starts_at: datetime, ends_at: datetime, own: frozenset[str]) -> list[tuple[datetime, datetime]]:
        zone = caldav_text.zone_of(self._about(collection, [cdav.CalendarTimeZone()]).get(cdav.CalendarTimeZone.tag), default=self._time_zone)
        wide = timedelta(days=1)
        found = self._server.events_within(collection, cdav.TimeRange(starts_at - wide, ends_at + wide))
        until = time.monotonic() + READING_SECONDS
        spans = []
        for _, text in found:
            if time.monotonic() > until:
                raise Unreachable("The calendar takes too long to read.")
            spans += caldav_text.busy_spans(text.text, starts_at, ends_at, zone=zone, own=own)
        return caldav_text.merged(spans)

    def _about(self, collection: str, wanted: list[Any]) -> dict[str, Any]:
        """Return properties of a calendar.  Raises `CalendarGone`."""
        found = next(iter(self._server.properties(collection, [dav.ResourceType(), *wanted])), None)
        if found is None or not _holds_events(found):
            raise CalendarGone("There is no calendar at this address any more.")
        return found.properties

    def watch(self, calendar_id: str, *, channel_id: str, token: str, address: str, seconds: int) -> Channel | None:  # noqa: ARG002 - as the seam has it
        """Return None: a CalDAV server tells nobody."""
        return None

    def stop(self, channel_id: str, resource_id: str) -> None:
        """Do nothing: there is no channel."""

    def revoke(self) -> None:
        """Do nothing: a password is taken back by who gave it."""

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What nobody expected the server to answer, in the seam's words."""
        try:
            yield
        except AnsweredWithError as error:
            if error.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
                raise CalendarGone("There is no calendar at this address any more.") from error
            if error.status == HTTPStatus.FORBIDDEN:
                raise Refused("The server does not allow it (HTTP 403).") from error
            raise Refused(f"The server refuses (HTTP {error.status}).") from error


def _holds_events(found: Found) -> bool:
    kinds = found.properties.get(dav.ResourceType.tag) or []
    components = found.properties.get(cdav.SupportedCalendarComponentSet.tag)
    return cdav.Calendar.tag in kinds and (not components or "VEVENT" in components)


def _zone_text(zone: ZoneInfo) -> str:
    calendar, now = Calendar(), datetime.now(UTC)
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(vtimezone(zone, first=now, last=now))
    return calendar.to_ical().decode()
