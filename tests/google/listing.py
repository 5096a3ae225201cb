"""Lists, page by page, and what changed since: calendar.events.list, calendar.calendarList.list and calendar.freebusy.query."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.google.events import span
from tests.google.problems import Problem, invalid

if TYPE_CHECKING:
    from tests.google.store import Calendar, Store

NOT_WITH_TOKENS = {"iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "timeMin", "timeMax", "updatedMin"}
# What has to be the same in every request of a synchronization.
SAME = ("singleEvents", "eventTypes")


def events(store: Store, calendar: Calendar, query: dict[str, list[str]]) -> dict[str, Any]:
    """calendar.events.list: one page, with the token of the next one or, on the last, the token to synchronize with."""
    one = {name: values[0] for name, values in query.items()}
    token = one.get("syncToken")
    if token and (forbidden := NOT_WITH_TOKENS & set(one)):
        raise invalid(f"{min(forbidden)} cannot be used with a sync token.")
    if token and one.get("showDeleted") == "false":
        raise invalid("showDeleted cannot be false with a sync token.")
    shape = {name: query[name] for name in SAME if name in query}
    since, until, after = 0, calendar.version, 0
    if token:
        since = after = _since(calendar, token, shape)
    if "pageToken" in one:
        since, until, after = _read(
            one["pageToken"], "page", calendar, {name: value for name, value in query.items() if name not in {"pageToken", "maxResults"}}
        )
    wanted = sorted((version, name) for name, version in calendar.versions.items() if after < version <= until)
    shown = [(version, calendar.events[name]) for version, name in wanted if _is_shown(calendar, calendar.events[name], one, query)]
    if one.get("orderBy") == "startTime":
        shown.sort(key=lambda each: span(calendar, each[1])[0])
    size = min(int(one.get("maxResults", "250")), 2500, store.faults.page_size or 2500)
    page, rest = shown[:size], shown[size:]
    answer = {
        "kind": "calendar#events",
        "etag": f'"p{calendar.version}"',
        "summary": calendar.name,
        "timeZone": calendar.time_zone,
        "accessRole": "owner",
        "defaultReminders": [],
        "items": [_bare(event) if token and "showDeleted" not in one and event["status"] == "cancelled" else event for _, event in page],
    }
    if rest:
        asked = {name: value for name, value in query.items() if name not in {"pageToken", "maxResults"}}
        return {**answer, "nextPageToken": _token("page", calendar, asked, [since, until, page[-1][0]])}
    if not NOT_WITH_TOKENS & set(one):
        answer["nextSyncToken"] = _token("sync", calendar, shape, [until])
    return answer


def calendar_list(store: Store, owner: str, query: dict[str, list[str]]) -> dict[str, Any]:
    """calendar.calendarList.list: here every calendar is the account's own, so no role hides any."""
    mine = [calendar for calendar in store.calendars.values() if calendar.owner == owner]
    first = int(query["pageToken"][0]) if "pageToken" in query else 0
    size = min(int(query.get("maxResults", ["100"])[0]), 250, store.faults.page_size or 250)
    answer = {"kind": "calendar#calendarList", "etag": '"l"', "items": [calendar.entry() for calendar in mine[first : first + size]]}
    if first + size < len(mine):
        return {**answer, "nextPageToken": str(first + size)}
    return {**answer, "nextSyncToken": base64.urlsafe_b64encode(f"list {len(mine)}".encode()).decode()}


def free_busy(store: Store, owner: str, body: dict[str, Any]) -> dict[str, Any]:
    """calendar.freebusy.query: at most 50 calendars; one that cannot be read is told as such, beside the others."""
    try:
        lower, upper = (datetime.fromisoformat(body[name]) for name in ("timeMin", "timeMax"))
    except KeyError as error:
        raise Problem(400, "required", f"Missing {error}.") from None
    if upper <= lower:
        raise Problem(400, "timeRangeEmpty", "The specified time range is empty.")
    if upper - lower > timedelta(days=90):
        raise Problem(400, "timeRangeTooLong", "The requested time range is too long.")
    if len(body.get("items", [])) > 50:
        raise Problem(400, "calendarExpansionMax", "Too many calendars requested.")
    found: dict[str, Any] = {}
    for item in body.get("items", []):
        calendar = store.calendars.get(owner if item["id"] == "primary" else item["id"])
        if calendar is None or calendar.owner != owner:
            found[item["id"]] = {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}
        else:
            found[item["id"]] = {"busy": _busy(calendar, lower, upper)}
    return {"kind": "calendar#freeBusy", "timeMin": _utc(lower), "timeMax": _utc(upper), "calendars": found}


def _busy(calendar: Calendar, lower: datetime, upper: datetime) -> list[dict[str, str]]:
    taken = (span(calendar, each) for each in calendar.events.values() if each["status"] != "cancelled" and each.get("transparency") != "transparent")
    merged: list[list[datetime]] = []
    for starts_at, ends_at in sorted(each for each in taken if each[0] < upper and each[1] > lower):
        if merged and starts_at <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], ends_at)
        else:
            merged.append([starts_at, ends_at])
    return [{"start": _utc(starts_at), "end": _utc(ends_at)} for starts_at, ends_at in merged]


def _is_shown(calendar: Calendar, event: dict[str, Any], one: dict[str, str], query: dict[str, list[str]]) -> bool:
    gone = event["status"] == "cancelled"
    if gone and not (one.get("showDeleted") == "true" or "syncToken" in one or "updatedMin" in one):
        return False
    starts_at, ends_at = span(calendar, event)
    private = event.get("extendedProperties", {}).get("private", {})
    pairs = (each.partition("=") for each in query.get("privateExtendedProperty", ()))
    return all(
        (
            "timeMin" not in one or ends_at > datetime.fromisoformat(one["timeMin"]),
            "timeMax" not in one or starts_at < datetime.fromisoformat(one["timeMax"]),
            "updatedMin" not in one or datetime.fromisoformat(event["updated"]) >= datetime.fromisoformat(one["updatedMin"]),
            "iCalUID" not in one or event["iCalUID"] == one["iCalUID"],
            "q" not in one or one["q"].lower() in f"{event.get('summary', '')} {event.get('description', '')} {event.get('location', '')}".lower(),
            all(private.get(name) == value for name, _, value in pairs),
        )
    )


def _bare(event: dict[str, Any]) -> dict[str, Any]:
    """Return what is told of a deleted event when nobody asked for the deleted ones: hardly more than that it is gone."""
    return {name: event[name] for name in ("kind", "etag", "id", "status")}


def _since(calendar: Calendar, token: str, shape: dict[str, list[str]]) -> int:
    try:
        (version,) = _read(token, "sync", calendar, shape)
    except Problem as problem:
        if problem.reason == "shape":
            raise invalid("The request is not as that of the initial synchronization.") from None
        version = -1
    if version < calendar.oldest:
        raise Problem(410, "fullSyncRequired", "Sync token is no longer valid, a full sync is required.")
    return version


def _token(kind: str, calendar: Calendar, shape: object, numbers: list[int]) -> str:
    return base64.urlsafe_b64encode(json.dumps([kind, calendar.calendar_id, shape, numbers]).encode()).decode()


def _read(token: str, kind: str, calendar: Calendar, shape: object) -> list[int]:
    try:
        its_kind, calendar_id, its_shape, numbers = json.loads(base64.urlsafe_b64decode(token))
    except ValueError:
        raise invalid("Invalid token.") from None
    if (its_kind, calendar_id) != (kind, calendar.calendar_id):
        raise invalid("Invalid token.")
    if its_shape != shape:
        raise Problem(400, "shape", "The request is not as that of the first page.")
    return numbers


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
