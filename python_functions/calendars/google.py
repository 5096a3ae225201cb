"""Google Calendar behind the seam, by google-api-python-client and its own copy of the discovery document: nothing is loaded to begin with."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

import httplib2
import httpx
from googleapiclient.discovery import Resource, build
from googleapiclient.errors import HttpError
from googleapiclient.http import HttpRequest

from python_functions.calendars.backoff import Patience
from python_functions.calendars.errors import CalendarGone, Refused, SyncTokenExpired, Unreachable
from python_functions.calendars.google_app import GoogleApp
from python_functions.calendars.google_errors import TOO_FEW_SCOPES, meaning, reason_of
from python_functions.calendars.google_events import body_of, moment_of, read_event, remote_id_of
from python_functions.calendars.google_wire import AccessTokens, GoogleWire
from python_functions.calendars.service import CalendarEvent, Changes, Channel, RemoteCalendar, Written

# Calendars that were made beside the account's own one end so; the own one is called by the account's address, or `primary`.
MADE = "@group.calendar.google.com"
DESCRIPTION = "Booked time, kept here by Bookfast."
# Of people's calendars we are told no more than we need: no titles, places, guests.
CALENDARS_FIELDS = "items(id,summary,description,primary,timeZone,accessRole),nextPageToken"
CHANGES_FIELDS = "items(id,etag,status,start,end,extendedProperties/private),timeZone,nextPageToken,nextSyncToken"
WRITTEN_FIELDS = "id,etag,attendees/email"
SECONDS = 10
# A free/busy query takes 50 calendars, and refuses a span that is too long without saying which is.
MOST_CALENDARS = 50
LONGEST_SPAN = timedelta(days=60)
WAYS_OF_WRITING = {"owner", "writer"}


class GoogleProvider:
    """Google for our application: opens accounts, which share its connections and access tokens.  Safe to share between threads."""

    def __init__(self, app: GoogleApp, *, client: httpx.Client | None = None, patience: Patience | None = None) -> None:
        """Every phase of a request may take ten seconds, unless *client* says otherwise; *patience* is how often and how long one asks again."""
        self._app = app
        self._client = client or httpx.Client(timeout=SECONDS, follow_redirects=False)
        self._tokens = AccessTokens()
        self._patience = patience or Patience()

    def open(self, refresh_token: str, *, rotated: Callable[[str], None] | None = None) -> "GoogleCalendar":
        """Return the account that *refresh_token* opens; *rotated* keeps the new one whenever Google gives one.  Asks nobody yet."""
        wire = GoogleWire(self._app, self._client, self._tokens, refresh_token=refresh_token, rotated=rotated)
        return GoogleCalendar(_api(self._app.endpoint), wire, self._patience)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()


class GoogleCalendar:
    """A `CalendarService` for one account at Google."""

    def __init__(self, api: Resource, wire: GoogleWire, patience: Patience) -> None:
        """Ask *api*'s methods over *wire*."""
        self._api, self._wire, self._patience = api, wire, patience

    def calendars(self) -> list[RemoteCalendar]:
        """Return every calendar of the account."""
        return [
            RemoteCalendar(
                calendar_id=each["id"],
                name=each.get("summary", ""),
                primary=each.get("primary", False),
                time_zone=each.get("timeZone"),
                writable=each.get("accessRole") in WAYS_OF_WRITING,
            )
            for each in self._listed()
        ]

    def create_calendar(self, name: str, time_zone: str, *, mark: str) -> str:
        """
        Make a calendar, and return its id.

        Google would make a second one when the answer to the first request is lost.  So one that bears the *mark*, and that
        the account still has, is taken instead: also where somebody comes back after having disconnected.
        """
        description = f"{DESCRIPTION} ({mark})"

        def once() -> str:
            for each in self._listed(Patience(attempts=1)):
                if each.get("description") == description and each.get("accessRole") == "owner" and not each.get("primary"):
                    return each["id"]
            made = self._once(self._api.calendars().insert(body={"summary": name, "timeZone": time_zone, "description": description}, fields="id"))
            return made["id"]

        return self._patience.ask(once)

    def put_event(self, calendar_id: str, event: CalendarEvent, *, send_updates: bool) -> Written:
        """
        Let *event* stand in the calendar: one request where it is as it should be, two where it is not.

        What Google's people added of their own (colour, reminders, the guest's answer) stays.  The sequence is Google's own: it counts
        its owner's moves, too, and refuses a number below its own.
        """
        _must_be_ours(calendar_id)
        remote_id, body, updates = remote_id_of(event.key), body_of(event), _updates(send_updates)
        attempts: list[Callable[[], Written]] = [
            lambda: self._insert(calendar_id, {**body, "id": remote_id}, updates),
            lambda: self._patch(calendar_id, remote_id, body, updates),
        ]
        # A booking that was moved before is there already, as a rule.
        for attempt in reversed(attempts) if event.sequence else attempts:
            try:
                return attempt()
            except _OtherwiseError:
                continue
        raise CalendarGone("Google has no such calendar.")

    def remove_event(self, calendar_id: str, remote_id: str, *, send_updates: bool) -> None:
        """Cancel the event; one that is gone already, with or without its calendar, is done."""
        _must_be_ours(calendar_id)
        request = self._api.events().delete(calendarId=calendar_id, eventId=remote_id, sendUpdates=_updates(send_updates))
        try:
            self._do(request)
        except CalendarGone:
            return

    def changes(self, calendar_id: str, sync_token: str | None) -> Changes:
        """
        Return what changed since *sync_token*, or all there is when it is None, cancelled events included.

        Raises `SyncTokenExpired`, also for a token that Google does not understand, and `CalendarGone`.
        """
        events = []
        page: dict[str, Any] = {}
        while True:
            request = self._api.events().list(
                calendarId=calendar_id,
                syncToken=sync_token,
                pageToken=page.get("nextPageToken"),
                showDeleted=True,
                maxResults=2500,
                fields=CHANGES_FIELDS,
            )
            try:
                page = self._do(request)
            except Refused as error:
                if sync_token is None:
                    raise
                raise SyncTokenExpired("Google does not understand since when.") from error
            zone = ZoneInfo(page.get("timeZone") or "UTC")
            events += [read_event(item, zone) for item in page.get("items", ())]
            if "nextPageToken" not in page:
                return Changes(events=events, sync_token=page.get("nextSyncToken"))

    def busy(self, calendar_ids: list[str], starts_at: datetime, ends_at: datetime) -> dict[str, list[tuple[datetime, datetime]]]:
        """Return for each calendar the spans that are taken, cut to the time asked for; see `CalendarService.busy`."""
        found: dict[str, list[tuple[datetime, datetime]]] = {calendar_id: [] for calendar_id in calendar_ids}
        for lower, upper in _pieces(starts_at, ends_at):
            for first in range(0, len(calendar_ids), MOST_CALENDARS):
                for calendar_id, spans in self._busy(calendar_ids[first : first + MOST_CALENDARS], lower, upper).items():
                    found[calendar_id] += spans
        return {calendar_id: _joined(spans) for calendar_id, spans in found.items()}

    def watch(self, calendar_id: str, *, channel_id: str, token: str, address: str, seconds: int) -> Channel | None:
        """
        Ask to be told at *address*.

        None where Google does not tell of this calendar, not to that address (no HTTPS, a domain that is not verified), or not with what
        people allow us: of calendars that we did not make we may only ask when they are busy.
        """
        channel = {"id": channel_id, "type": "web_hook", "address": address, "token": token, "params": {"ttl": str(seconds)}}
        request = self._api.events().watch(calendarId=calendar_id, body=channel, fields="resourceId,expiration")
        try:
            made = self._do(request, lambda error: None if _cannot_push(error) else meaning(error))
        except _OtherwiseError:
            return None
        return Channel(resource_id=made["resourceId"], expires_at=datetime.fromtimestamp(int(made["expiration"]) / 1000, UTC))

    def stop(self, channel_id: str, resource_id: str) -> None:
        """End a channel; one that is over already is done."""
        try:
            self._do(self._api.channels().stop(body={"id": channel_id, "resourceId": resource_id}))
        except CalendarGone:
            return

    def revoke(self) -> None:
        """Give back what the person granted us; done already is done."""
        self._patience.ask(self._wire.revoke)

    def _insert(self, calendar_id: str, body: dict[str, Any], updates: str) -> Written:
        request = self._api.events().insert(calendarId=calendar_id, body=body, sendUpdates=updates, fields=WRITTEN_FIELDS)
        made = self._do(request, lambda error: None if error.status_code == HTTPStatus.CONFLICT else meaning(error))
        return Written(remote_id=made["id"], etag=made.get("etag"))

    def _patch(self, calendar_id: str, remote_id: str, body: dict[str, Any], updates: str) -> Written:
        guests = body.get("attendees", [])
        kept = {name: value for name, value in body.items() if name != "attendees"}
        written = self._patched(calendar_id, remote_id, kept, updates)
        # Guests are written only where they are others: it would take back what they answered.
        if sorted(each.get("email", "").lower() for each in written.get("attendees", ())) != sorted(each["email"].lower() for each in guests):
            written = self._patched(calendar_id, remote_id, {"attendees": guests}, updates)
        return Written(remote_id=written["id"], etag=written.get("etag"))

    def _patched(self, calendar_id: str, remote_id: str, body: dict[str, Any], updates: str) -> dict[str, Any]:
        request = self._api.events().patch(calendarId=calendar_id, eventId=remote_id, body=body, sendUpdates=updates, fields=WRITTEN_FIELDS)
        return self._do(request, lambda error: None if error.status_code == HTTPStatus.NOT_FOUND else meaning(error))

    def _busy(self, calendar_ids: list[str], lower: datetime, upper: datetime) -> dict[str, list[tuple[datetime, datetime]]]:
        body = {"timeMin": lower.isoformat(), "timeMax": upper.isoformat(), "items": [{"id": each} for each in calendar_ids]}
        answer = self._do(self._api.freebusy().query(body=body))["calendars"]
        for calendar_id in calendar_ids:
            for error in answer.get(calendar_id, {"errors": [{"reason": "missing"}]}).get("errors", ()):
                if error.get("reason") == "notFound":
                    raise CalendarGone("Google has no such calendar any more, or does not show when it is busy.")
                raise Unreachable(f"Google does not know when a calendar is busy: {error.get('reason')}.")
        return {
            calendar_id: [
                (max(lower, moment_of(each["start"])), min(upper, moment_of(each["end"])))
                for each in answer[calendar_id].get("busy", ())
                if moment_of(each["start"]) < upper and moment_of(each["end"]) > lower
            ]
            for calendar_id in calendar_ids
        }

    def _listed(self, patience: Patience | None = None) -> Iterator[dict[str, Any]]:
        page: dict[str, Any] = {}
        while True:
            request = self._api.calendarList().list(pageToken=page.get("nextPageToken"), maxResults=250, fields=CALENDARS_FIELDS)
            page = self._do(request, patience=patience)
            yield from page.get("items", ())
            if "nextPageToken" not in page:
                return

    def _do(self, request: HttpRequest, meaning_of: Callable[[HttpError], Exception | None] = meaning, *, patience: Patience | None = None) -> Any:  # noqa: ANN401 - JSON
        """Return the answer's JSON, with patience.  Where *meaning_of* says None of an error, `_OtherwiseError` is raised."""
        return (patience or self._patience).ask(lambda: self._once(request, meaning_of))

    def _once(self, request: HttpRequest, meaning_of: Callable[[HttpError], Exception | None] = meaning) -> Any:  # noqa: ANN401 - JSON
        try:
            return request.execute(http=self._wire, num_retries=0)
        except HttpError as error:
            # Not "from error": its text quotes the request's address, in which calendars are called by people's own.
            raise meaning_of(error) or _OtherwiseError from None


class _OtherwiseError(Exception):
    """It has to be done in the other way."""


@cache
def _api(endpoint: str) -> Resource:
    """Build the methods once: that takes longer than a request.  Each request says itself over which wire it goes."""
    return build("calendar", "v3", http=httplib2.Http(), static_discovery=True, cache_discovery=False, client_options={"api_endpoint": endpoint})


def _must_be_ours(calendar_id: str) -> None:
    """Refuse to write into anybody's own calendar (SC-2.2), whatever the rows say."""
    if not calendar_id.endswith(MADE):
        raise Refused("We write into calendars of our own making, and never into an account's own.")


def _cannot_push(error: HttpError) -> bool:
    reason = reason_of(error)
    return reason.startswith("push.") or reason in {"pushNotSupportedForRequestedResource", *TOO_FEW_SCOPES}


def _updates(send: bool) -> str:  # noqa: FBT001 - the seam's own word
    return "all" if send else "none"


def _pieces(starts_at: datetime, ends_at: datetime) -> Iterator[tuple[datetime, datetime]]:
    while starts_at < ends_at:
        yield starts_at, min(ends_at, starts_at + LONGEST_SPAN)
        starts_at += LONGEST_SPAN


def _joined(spans: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    joined: list[tuple[datetime, datetime]] = []
    for starts_at, ends_at in sorted(spans):
        if joined and starts_at <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends_at))
        else:
            joined.append((starts_at, ends_at))
    return joined
