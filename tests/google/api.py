"""Calendar v3: one request, checked by the discovery document, carried out, and its answer checked likewise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.google import discovery, events, listing, masks
from tests.google.problems import Problem, invalid, not_found
from tests.google.store import Call

if TYPE_CHECKING:
    from tests.google.oauth import Grant, OAuth
    from tests.google.push import Pushes
    from tests.google.store import Calendar, Store

# With this scope alone, only what the application made itself.
OWN_ONLY = "https://www.googleapis.com/auth/calendar.app.created"


@dataclass(frozen=True)
class Request:
    """What came: *path* still quoted, *query* with all values, *body* as JSON or None."""

    verb: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Api:
    """The API over a store."""

    store: Store
    oauth: OAuth
    pushes: Pushes

    def answer(self, method: discovery.Method, path: dict[str, str], request: Request) -> Any:  # noqa: ANN401 - JSON
        """Carry out the request and return the answer's JSON, None where there is none.  Raises `Problem`."""
        parameters = {**path, **{name: values if method.parameters.get(name, {}).get("repeated") else values[0] for name, values in request.query.items()}}
        status = 200
        try:
            with self.store.lock:
                return self._checked(method, path, request)
        except Problem as problem:
            status = problem.status
            raise
        finally:
            self.store.calls.append(Call(method.method_id, parameters, request.body, status))

    def _checked(self, method: discovery.Method, path: dict[str, str], request: Request) -> Any:  # noqa: ANN401 - JSON
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        grant = self.oauth.grant_of(token if kind.lower() == "bearer" else "")
        for wrong in (discovery.wrong_query(method, request.query), discovery.wrong_body(method, request.body)):
            if wrong:
                self.store.complaints.append(f"request {method.method_id}: {wrong}")
                raise invalid(wrong)
        if not method.scopes & grant.scopes:
            raise Problem(403, "insufficientPermissions", "Request had insufficient authentication scopes.")
        answer = self._carry_out(method, path, request, grant)
        if wrong := discovery.wrong_answer(method, answer):
            self.store.complaints.append(f"answer of {method.method_id}: {wrong}")
            raise Problem(500, "backendError", f"We answer as we should not: {wrong}")
        fields = request.query.get("fields")
        return masks.select(fields[0], answer) if fields and answer is not None else answer

    def _carry_out(self, method: discovery.Method, path: dict[str, str], request: Request, grant: Grant) -> Any:  # noqa: ANN401, C901, PLR0911, PLR0912
        """One case for each method that there is."""
        owner, store, body, query = grant.account, self.store, request.body, request.query
        send = query.get("sendUpdates", ["none"])[0]
        match method.method_id.removeprefix("calendar."):
            case "calendarList.list":
                return listing.calendar_list(store, owner, query)
            case "calendarList.get":
                return store.calendar_of(owner, path["calendarId"]).entry()
            case "freebusy.query":
                return listing.free_busy(store, owner, body)
            case "channels.stop":
                return self.pushes.stop(body)
            case "calendars.insert":
                made = store.add_calendar(
                    owner, body["summary"], time_zone=body.get("timeZone", "UTC"), description=body.get("description", ""), made_by=grant.client_id
                )
                return made.resource()
        calendar = store.calendar_of(owner, path.get("calendarId", ""))
        if method.scopes & grant.scopes == {OWN_ONLY} and calendar.made_by != grant.client_id:
            raise Problem(403, "insufficientPermissions", "Request had insufficient authentication scopes.")
        match method.method_id.removeprefix("calendar."):
            case "calendars.get":
                return calendar.resource()
            case "calendars.delete":
                return self._delete(calendar)
            case "events.list":
                return listing.events(store, calendar, query)
            case "events.get":
                return events.event_of(calendar, path["eventId"])
            case "events.insert":
                return events.insert(store, calendar, body, send_updates=send)
            case "events.import":
                return events.import_(store, calendar, body)
            case "events.update" | "events.patch" as word:
                if_match = request.headers.get("if-match")
                return events.update(store, calendar, path["eventId"], body, send_updates=send, patch=word == "events.patch", if_match=if_match)
            case "events.delete":
                return events.delete(store, calendar, path["eventId"], send_updates=send, if_match=request.headers.get("if-match"))
            case "events.watch":
                return self.pushes.watch(calendar, body, grant)
        raise Problem(501, "notImplemented", f"This Google does not do {method.method_id}.")

    def _delete(self, calendar: Calendar) -> None:
        if calendar.primary:
            raise Problem(403, "cannotDeletePrimaryCalendar", "Cannot delete the primary calendar.")
        del self.store.calendars[calendar.calendar_id]


def method_of(request: Request) -> tuple[discovery.Method, dict[str, str]]:
    """Return the method that the request means.  Raises `Problem`."""
    found = discovery.find(request.verb, request.path)
    if found is None:
        raise not_found()
    return found
