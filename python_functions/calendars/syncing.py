"""Reading members' own calendars: when they are busy, and what became of our events there; and being told as soon as something changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import structlog

from python_functions.calendars.errors import CalendarGone, Refused, SyncTokenExpired, Unreachable
from python_functions.calendars.service import CalendarService, Changes, RemoteEvent
from python_functions.data_api import DataApi
from python_functions.errors import NotFound
from python_functions.tokens import fingerprint, mint

CHANNEL_SECONDS = 7 * 24 * 3600

log = structlog.get_logger(__name__)

Row = dict[str, Any]


@dataclass(frozen=True)
class Syncing:
    """
    The tasks busy, sync and watch of a connection.

    Each may be done twice, by two workers or after a crash, and comes to the same.  Providers tell *address* of changes, where they can;
    since their messages get lost, such calendars are asked every *look_seconds* all the same.
    """

    api: DataApi
    address: str
    look_seconds: float = 60

    def busy(self, service: CalendarService, row: Row) -> Row | None:
        """Read when the connection's owner is busy, and return when to read again."""
        try:
            return self._busy(service, row["connection_id"])
        except NotFound:
            return None

    def sync(self, service: CalendarService, row: Row) -> Row | None:
        """Read what changed in the calendar that we made, and return when to read again.  Raises `CalendarGone` where it is no more."""
        try:
            return self._sync(service, row["connection_id"])
        except NotFound:
            return None

    def watch(self, service: CalendarService, row: Row) -> Row | None:
        """Have a channel for each calendar that matters, stop those that do not, and return when to look again."""
        try:
            return self._watch(service, row["connection_id"])
        except NotFound:
            return None

    def _busy(self, service: CalendarService, connection_id: str) -> Row:
        asked = self.api.call("read_busy_time", connection_id=connection_id)
        if asked["list_calendars"]:
            asked = self._listed(service, connection_id)
        spans = {}
        if asked["calendar_ids"]:
            between = datetime.fromisoformat(asked["starts_at"]), datetime.fromisoformat(asked["ends_at"])
            try:
                spans = service.busy(asked["calendar_ids"], *between)
            except CalendarGone as error:
                # Not the one that we made: one of the owner's own.  The list says which, and the next reading goes without it.
                self._listed(service, connection_id)
                raise Unreachable("A calendar was deleted just now.") from error
        busy = [{"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()} for each in spans.values() for starts_at, ends_at in each]
        saved = self.api.call("save_busy_time", connection_id=connection_id, calendar_ids=asked["calendar_ids"], busy=busy)
        return {"again_seconds": saved["again_seconds"]}

    def _listed(self, service: CalendarService, connection_id: str) -> Row:
        calendars = [{"calendar_id": each.calendar_id, "name": each.name, "is_primary": each.primary} for each in service.calendars()]
        return self.api.call("read_busy_time", connection_id=connection_id, calendars=calendars)

    def _sync(self, service: CalendarService, connection_id: str) -> Row:
        asked = self.api.call("read_calendar_changes", connection_id=connection_id)
        calendar_id, token = asked["calendar_id"], asked["sync_token"]
        changes, whole = self._changes(service, calendar_id, token)
        ours = {"connection_id": connection_id, "calendar_id": calendar_id}
        # One by one: each may move a booking, and a transaction that moves many locks what others lock in another order.
        for event in changes.events:
            self._note(ours, events=[_as_json(event)])
        if whole:
            seen = [event.remote_id for event in changes.events if not event.cancelled]
            self._note(ours, events=[], seen=seen, listed_at=asked["listed_at"])
        # Only now: whoever dies before this reads the same changes again, which then are none.
        saved = self.api.call("save_sync_token", **ours, sync_token=changes.sync_token)
        return {"again_seconds": round(self.look_seconds) if saved["is_told"] else saved["again_seconds"]}

    def _changes(self, service: CalendarService, calendar_id: str, token: str | None) -> tuple[Changes, bool]:
        """Return the changes, and whether they are all that there is."""
        try:
            return service.changes(calendar_id, token), token is None
        except SyncTokenExpired:
            log.info("calendar read anew")
            return service.changes(calendar_id, None), True

    def _note(self, ours: Row, **what: Any) -> None:  # noqa: ANN401 - arguments of the verb
        if settled := self.api.call("note_remote_events", **ours, **what):
            log.info("calendar changes", connection_id=ours["connection_id"], **settled)

    def _watch(self, service: CalendarService, connection_id: str) -> Row:
        for calendar_id in self.api.call("calendar_channels_due", connection_id=connection_id)["open"]:
            self._open(service, connection_id, calendar_id)
        due = self.api.call("calendar_channels_due", connection_id=connection_id)
        for channel in due["stop"]:
            if channel["resource_id"]:
                service.stop(channel["channel_id"], channel["resource_id"])
            self.api.call("drop_calendar_channel", channel_id=channel["channel_id"])
        return {"again_seconds": due["again_seconds"]}

    def _open(self, service: CalendarService, connection_id: str, calendar_id: str) -> None:
        """Open a channel where the provider tells of changes; where it does not, it is asked each minute all the same."""
        channel_id, token = str(uuid4()), mint()
        kept = {"connection_id": connection_id, "channel_id": channel_id, "calendar_id": calendar_id, "token_hash": fingerprint(token)}
        # Before the provider is asked: its first message may come before its answer.
        self.api.call("keep_calendar_channel", **kept)
        try:
            channel = service.watch(calendar_id, channel_id=channel_id, token=token, address=self.address, seconds=CHANNEL_SECONDS)
        except (CalendarGone, Refused) as error:
            log.warning("calendar not watched", connection_id=connection_id, problem=type(error).__name__)
            channel = None
        if channel is None:
            self.api.call("drop_calendar_channel", channel_id=channel_id)
        else:
            self.api.call("keep_calendar_channel", **kept, resource_id=channel.resource_id, expires_at=channel.expires_at.isoformat())


def _as_json(event: RemoteEvent) -> Row:
    return {
        "remote_id": event.remote_id,
        "etag": event.etag,
        "cancelled": event.cancelled,
        "starts_at": event.starts_at.isoformat() if event.starts_at else None,
        "ends_at": event.ends_at.isoformat() if event.ends_at else None,
    }
