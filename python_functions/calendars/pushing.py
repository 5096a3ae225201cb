"""Writing bookings into a member's own calendar: the dedicated one is made, and each booking's event is let be as the booking is."""

from typing import Any
from uuid import UUID, uuid5

from pydantic import ValidationError

from python_functions.calendars.booked import Booked, event_of
from python_functions.calendars.errors import Refused
from python_functions.calendars.service import CalendarService

Row = dict[str, Any]


def prepare(service: CalendarService, row: Row) -> Row:
    """
    Make the calendar for booked time beside the member's own ones, and return what it is.

    Doing it again takes the one that is there.  Two organizations may have one name, and two people one account: each has its own.
    """
    name = row["calendar_name"] or f"{row['organization_name']} (Bookfast)"
    mark = uuid5(UUID(row["organization_id"]), row["user_id"]).hex
    return {"calendar_id": service.create_calendar(name, row["time_zone"], mark=mark), "calendar_name": name}


def put_event(service: CalendarService, row: Row, *, web_url: str) -> Row | None:
    """
    Let the booking's event be there as the booking is, or not be there, and return what stands there now.

    Doing it again leads to the same one event.  None where nothing ever stood there and nothing is to: then nobody is called.
    """
    if row["payload"] is None:
        return None
    try:
        booked = Booked.model_validate(row["payload"])
    except ValidationError as error:
        raise Refused("The booking was not understood.") from error
    calendar_id, tells = row["calendar_id"], booked.invited_by == "provider"
    if booked.wanted:
        event = event_of(booked, web_url=web_url)
        written = service.put_event(calendar_id, event, send_updates=tells)
        times = {"starts_at": event.starts_at.isoformat(), "ends_at": event.ends_at.isoformat()}
        return {"calendar_id": calendar_id, "remote_id": written.remote_id, "etag": written.etag, "sequence": event.sequence, **times}
    if booked.written is None or booked.written.removed:
        return None
    # Where a worker died before it could say what it wrote, only the provider knows under which id; whoever it tells hears of nothing new.
    remote_id = booked.written.remote_id or service.put_event(calendar_id, event_of(booked, web_url=web_url), send_updates=False).remote_id
    service.remove_event(calendar_id, remote_id, send_updates=tells)
    return {"removed": True}
