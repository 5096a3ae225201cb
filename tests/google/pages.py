"""A page in place of Google's own: the demo's people look at their calendars there, move an event, delete one."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.google import events
from tests.google.look import page
from tests.google.person import Person

if TYPE_CHECKING:
    from tests.google.server import Google
    from tests.google.store import Calendar


def answer(google: Google, form: dict[str, str] | None) -> tuple[int, dict[str, str], str]:
    """Show every calendar; a form that was sent moves, adds or deletes first."""
    if form is not None:
        _act(google, form)
        return 303, {"Location": "/"}, ""
    with google.store.lock:
        shown = "".join(_calendar(calendar) for calendar in google.store.calendars.values())
    return 200, {}, page("Calendars", shown or "<p>Nobody has an account yet.</p>")


def _act(google: Google, form: dict[str, str]) -> None:
    with google.store.lock:
        calendar = google.store.calendars[form["calendar"]]
        person = Person(calendar.owner, google.store, google.oauth)
        zone = ZoneInfo(calendar.time_zone)
        if form["do"] == "delete":
            person.remove(form["event"], calendar_id=calendar.calendar_id)
        elif form["do"] == "move":
            person.move(form["event"], datetime.fromisoformat(form["starts_at"]).replace(tzinfo=zone), calendar_id=calendar.calendar_id)
        elif form["do"] == "add":
            starts_at, ends_at = (datetime.fromisoformat(form[name]).replace(tzinfo=zone) for name in ("starts_at", "ends_at"))
            person.add(starts_at, ends_at, title=form["title"], calendar_id=calendar.calendar_id)


def _calendar(calendar: Calendar) -> str:
    hidden = f'<input type="hidden" name="calendar" value="{escape(calendar.calendar_id)}">'
    items = []
    for event in calendar.events.values():
        if event["status"] == "cancelled":
            continue
        starts_at, ends_at = (moment.astimezone(ZoneInfo(calendar.time_zone)) for moment in events.span(calendar, event))
        items.append(
            f"<li>{escape(event.get('summary', '(no title)'))}, {starts_at:%a %d %b %H:%M}–{ends_at:%H:%M}"
            f'<form method="post">{hidden}<input type="hidden" name="event" value="{escape(event["id"])}">'
            f'<label>Begins <input type="datetime-local" name="starts_at" value="{starts_at:%Y-%m-%dT%H:%M}" required></label>'
            '<button name="do" value="move">Move</button> <button name="do" value="delete">Delete</button></form></li>'
        )
    add = (
        f'<form method="post">{hidden}<label>Title <input name="title" value="Dentist"></label> '
        '<label>from <input type="datetime-local" name="starts_at" required></label> '
        '<label>to <input type="datetime-local" name="ends_at" required></label> <button name="do" value="add">Add</button></form>'
    )
    return f"<section><h2>{escape(calendar.name)}</h2><p>{escape(calendar.owner)}, {escape(calendar.time_zone)}</p><ul>{''.join(items)}</ul>{add}</section>"
