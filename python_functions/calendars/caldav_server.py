"""A person's account at a CalDAV server: where their calendars are, and the requests of WebDAV in the words of the library `caldav`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from caldav.elements import cdav, dav
from caldav.elements.base import BaseElement
from caldav.lib.error import DAVError
from caldav.response import DAVResponse, PropfindResult

from python_functions.calendars.caldav_http import AnsweredWithError, Session
from python_functions.calendars.caldav_text import address_of
from python_functions.calendars.errors import Refused, Unreachable

MULTIGET = 50
ICALENDAR = {"Content-Type": "text/calendar; charset=utf-8"}
ASKS = {"Content-Type": "application/xml; charset=utf-8", "Accept": "application/xml, text/xml"}
WELL_KNOWN = "/.well-known/caldav"  # RFC 6764, 5
# What says that there is nothing here, or nothing of the kind.
NOT_HERE = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.GONE, HTTPStatus.NOT_IMPLEMENTED})


@dataclass(frozen=True)
class Home:
    """Where a person's calendars are, and the mail addresses by which the server knows them."""

    url: str
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """One resource: its address and its properties by name, those it has."""

    url: str
    properties: dict[str, Any]


@dataclass(frozen=True)
class Text:
    """A calendar object as it stands, in which version."""

    text: str
    etag: str | None


class Server:
    """One account.  What an answer means that is no success is the caller's to say (`AnsweredWithError`); the rest is the seam's errors."""

    def __init__(self, url: str, session: Session) -> None:
        """*url* as the person wrote it: of the server, of their principal, or of their calendars."""
        self.url = url if "://" in url else f"https://{url}"
        self._session = session

    @cached_property
    def home(self) -> Home:
        """Find where the calendars are (RFC 6764, 6).  Raises `Refused` where the address leads to no account."""
        own = (dav.CurrentUserPrincipal(), cdav.CalendarHomeSet(), cdav.CalendarUserAddressSet())
        for start in (self.url, urljoin(self.url, WELL_KNOWN)):
            found = self._account_at(start, own)
            if found is not None and not home_of(found) and found.properties.get(dav.CurrentUserPrincipal.tag):
                found = self._account_at(urljoin(found.url, found.properties[dav.CurrentUserPrincipal.tag]), own[1:])
            if found is not None and (home := home_of(found)):
                addresses = found.properties.get(cdav.CalendarUserAddressSet.tag) or []
                told = [address_of(uri) for uri in ([addresses] if isinstance(addresses, str) else addresses)]
                return Home(_folder(urljoin(found.url, home)), tuple(filter(None, told)))
        raise Refused("There is no CalDAV account at this address.")

    def _account_at(self, url: str, wanted: Iterable[BaseElement]) -> Found | None:
        try:
            return next(iter(self.properties(url, wanted)), None)
        except AnsweredWithError as error:
            if error.status in NOT_HERE:
                return None
            raise

    @cached_property
    def invites(self) -> bool:
        """Whether the server invites attendees by itself (RFC 6638, 2)."""
        return "calendar-auto-schedule" in self._session.request("OPTIONS", self.home.url).headers.get("dav", "")

    def collection(self, calendar_id: str) -> str:
        """
        Return the address of a calendar, with its slash.

        Raises `Refused` for one on a server to which the person's password was never given, whoever wrote down its id.
        """
        if origin(calendar_id) != origin(self.url) and origin(calendar_id) != origin(self.home.url):
            raise Refused("The calendar is not on this account's server.")
        return _folder(calendar_id)

    def properties(self, url: str, wanted: Iterable[BaseElement], *, depth: int = 0) -> list[Found]:
        """Return the *wanted* properties of what is at *url*, and with *depth* 1 of what is in it."""
        base, answer = self._ask("PROPFIND", url, within(dav.Propfind(), within(dav.Prop(), *wanted)), depth=depth)
        with _legible():
            found: list[PropfindResult] = answer.parse_propfind()
        if depth == 0 and found and found[0].status == HTTPStatus.NOT_FOUND:
            raise AnsweredWithError(HTTPStatus.NOT_FOUND)
        return [Found(urljoin(base, quote(each.href)), each.properties) for each in found if each.status != HTTPStatus.NOT_FOUND]

    def report(self, url: str, query: BaseElement, *, depth: int | None = 1) -> tuple[str, DAVResponse]:
        """Return the answer to a REPORT, and the address that its references are relative to."""
        return self._ask("REPORT", url, query, depth=depth)

    def objects(self, collection: str, names: list[str]) -> Iterator[tuple[str, Text]]:
        """Return those of the calendar objects *names* that are there, by name."""
        for first in range(0, len(names), MULTIGET):
            hrefs = [dav.Href(value=urlsplit(urljoin(collection, quote(name))).path) for name in names[first : first + MULTIGET]]
            query = within(cdav.CalendarMultiGet(), within(dav.Prop(), dav.GetEtag(), cdav.CalendarData()), *hrefs)
            yield from self._texts(*self.report(collection, query, depth=None))

    def events_within(self, collection: str, time_range: cdav.TimeRange) -> Iterator[tuple[str, Text]]:
        """Return the calendar objects that have an event in *time_range*, by name."""
        query = events_that(time_range, dav.GetEtag(), cdav.CalendarData())
        yield from self._texts(*self.report(collection, query))

    def by_uid(self, collection: str, uid: str) -> str | None:
        """Return the name of the calendar object that has the *uid*."""
        _, answer = self.report(collection, events_that(within(cdav.PropFilter("UID"), cdav.TextMatch(uid)), dav.GetEtag()))
        with _legible():
            return next((name_of(found.href) for found in answer.parse_calendar_query() if found.status != HTTPStatus.NOT_FOUND), None)

    def get(self, url: str) -> Text | None:
        """Return the calendar object at *url*; None where there is none."""
        try:
            answer = self._session.request("GET", url, headers={"Accept": "text/calendar"})
        except AnsweredWithError as error:
            if error.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
                return None
            raise
        return Text(answer.text, answer.headers.get("etag"))

    def put(self, url: str, text: str, *, over: Text | None) -> str | None:
        """Let *text* stand at *url*, *over* just what was seen there or where nothing was; returns its version if the server says it."""
        condition = {"If-None-Match": "*"} if over is None else {"If-Match": over.etag} if over.etag else {}
        return self._session.request("PUT", url, data=text.encode(), headers=ICALENDAR | condition).headers.get("etag")

    def delete(self, url: str) -> None:
        """Remove what is at *url*."""
        self._session.request("DELETE", url)

    def make_calendar(self, url: str, wanted: Iterable[BaseElement]) -> None:
        """Make a calendar at *url* (RFC 4791, 5.3.1)."""
        self._session.request("MKCALENDAR", url, data=str(within(cdav.Mkcalendar(), _set(wanted))).encode(), headers=ASKS)

    def change(self, url: str, wanted: Iterable[BaseElement]) -> None:
        """Change properties of what is at *url*."""
        self._session.request("PROPPATCH", url, data=str(within(dav.PropertyUpdate(), _set(wanted))).encode(), headers=ASKS)

    def _ask(self, method: str, url: str, query: BaseElement, *, depth: int | None) -> tuple[str, DAVResponse]:
        headers = ASKS if depth is None else ASKS | {"Depth": str(depth)}
        answer = self._session.request(method, url, data=str(query).encode(), headers=headers)
        if answer.status_code != HTTPStatus.MULTI_STATUS:
            raise Unreachable("The server does not answer as a CalDAV server.")
        with _legible():
            return answer.url, DAVResponse(answer)

    def _texts(self, _base: str, answer: DAVResponse) -> Iterator[tuple[str, Text]]:
        with _legible():
            found = answer.parse_calendar_query()
        return ((name_of(each.href), Text(each.calendar_data, each.etag)) for each in found if each.calendar_data)


class _legible:  # noqa: N801 - read as words
    """What cannot be read is no answer.  To lxml, what is no XML is a SyntaxError."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, (DAVError, SyntaxError, AssertionError, ValueError)):
            raise Unreachable("The server's answer cannot be read.") from error


def within(element: BaseElement, *children: BaseElement) -> BaseElement:
    """Return *element* with *children* in it."""
    return element.append(children)


def events_that(match: BaseElement, *wanted: BaseElement) -> BaseElement:
    """Return the query for what is *wanted* of the events that *match*."""
    events = within(cdav.CompFilter("VCALENDAR"), within(cdav.CompFilter("VEVENT"), match))
    return within(cdav.CalendarQuery(), within(dav.Prop(), *wanted), within(cdav.Filter(), events))


def _set(wanted: Iterable[BaseElement]) -> BaseElement:
    return within(dav.Set(), within(dav.Prop(), *wanted))


def home_of(found: Found) -> str | None:
    """Return where an account's calendars are: the first place, where there are several."""
    home = found.properties.get(cdav.CalendarHomeSet.tag)
    return home[0] if isinstance(home, list) and home else home or None


def origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port of *url*."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError as error:
        raise Refused("The address cannot be used.") from error


def name_of(href: str) -> str:
    """Return what a resource is called within its collection."""
    return unquote(urlsplit(href).path.rstrip("/").rsplit("/", 1)[-1])


def _folder(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"
