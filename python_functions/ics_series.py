"""iCalendar messages for series: one event that recurs, with its exceptions (RFC 5545, 3.8.4.4; RFC 5546).  Pure: no I/O, no clock."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Event, vRecur

from python_functions.ics import Appointment, Party, comes_twice, event_of, message
from python_functions.vtimezone import vtimezone


@dataclass(frozen=True)
class Instance:
    """A booking that takes place; *recurrence_id* is the wall time at which the rule has it."""

    recurrence_id: datetime
    starts_at: datetime
    ends_at: datetime
    status: Literal["TENTATIVE", "CONFIRMED"]


@dataclass(frozen=True)
class RecurringAppointment:
    """
    What a calendar has to know of a series.

    *rule* is an RRULE's value that recurs *instances* times from the wall time *starts_local* of *zone* on; those *excluded*
    do not take place.  *sequence* rises with every change of any occurrence.
    """

    uid: str
    sequence: int
    rule: str
    instances: int
    starts_local: datetime
    zone: ZoneInfo
    minutes: int
    excluded: tuple[datetime, ...]
    occurrences: tuple[Instance, ...]
    changed_at: datetime
    summary: str
    description: str
    language: str
    location: str | None = None
    conference: str | None = None
    conference_label: str = ""


def series_message(series: RecurringAppointment, *, organizer: Party, recipient: Party) -> tuple[str, bytes]:
    """
    Return the iTIP method and the message that brings *series* into *recipient*'s calendar as it stands now.

    REQUEST with the whole state: the rule, an EXDATE for each instance that does not take place, and one more VEVENT with its
    RECURRENCE-ID for each that was moved, has another status, or stands where the clocks change, which readers understand
    in different ways.  Since each message says everything, a lost or late one harms nothing.  CANCEL of the whole UID when
    nothing is left.
    """
    master = _appointment(series)
    if not series.occurrences:
        event = event_of(master, organizer=organizer, recipient=recipient)
        return "CANCEL", message("CANCEL", [vtimezone(series.zone, first=master.starts_at, last=master.ends_at), event])

    event = event_of(master, organizer=organizer, recipient=recipient)
    if not _is_plain(master.starts_at, master.ends_at, series.zone):
        del event["dtstart"], event["dtend"]
        event.add("dtstart", _in_zone(series.starts_local, series.zone))
        event.add("duration", master.ends_at - master.starts_at)
    event.add("rrule", _bounded(series))
    if series.excluded:
        event.add("exdate", [_in_zone(each, series.zone) for each in series.excluded])
    exceptions = [_exception(each, series, master, organizer=organizer, recipient=recipient) for each in series.occurrences if _differs(each, series, master)]
    ends = [each.ends_at for each in series.occurrences] + [_instant(each, series.zone) for each in series.excluded]
    starts = [each.starts_at for each in series.occurrences] + [master.starts_at]
    return "REQUEST", message("REQUEST", [vtimezone(series.zone, first=min(starts), last=max([*ends, master.ends_at])), event, *exceptions])


def _appointment(series: RecurringAppointment) -> Appointment:
    """Return the event as the rule has it: the usual length, and confirmed as soon as one occurrence is."""
    lengths = Counter(each.ends_at - each.starts_at for each in series.occurrences)
    length = lengths.most_common(1)[0][0] if lengths else timedelta(minutes=series.minutes)
    starts_at = _instant(series.starts_local, series.zone)
    statuses = {each.status for each in series.occurrences}
    return Appointment(
        uid=series.uid,
        sequence=series.sequence,
        status="CANCELLED" if not statuses else "CONFIRMED" if "CONFIRMED" in statuses else "TENTATIVE",
        starts_at=starts_at,
        ends_at=starts_at + length,
        zone=series.zone,
        changed_at=series.changed_at,
        summary=series.summary,
        description=series.description,
        language=series.language,
        location=series.location,
        conference=series.conference,
        conference_label=series.conference_label,
    )


def _bounded(series: RecurringAppointment) -> vRecur:
    """Return the rule bounded by COUNT: an UNTIL would have to be in UTC, which not every reader compares as the RFC says."""
    rule = vRecur.from_ical(series.rule)
    rule.pop("UNTIL", None)
    rule["COUNT"] = series.instances
    return rule


def _differs(instance: Instance, series: RecurringAppointment, master: Appointment) -> bool:
    """Tell whether *instance* is not what the rule makes of it, or not what every reader would make of the rule."""
    as_ruled = _instant(instance.recurrence_id, series.zone)
    present = (instance.starts_at, instance.ends_at - instance.starts_at, instance.status)
    if present != (as_ruled, master.ends_at - master.starts_at, master.status):
        return True
    exists = as_ruled.astimezone(series.zone).replace(tzinfo=None) == instance.recurrence_id
    return not exists or not _is_plain(instance.starts_at, instance.ends_at, series.zone)


def _is_plain(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> bool:
    """Tell whether wall time leaves no doubt: the clock shows neither end twice and does not change in between."""
    steady = starts_at.astimezone(zone).utcoffset() == ends_at.astimezone(zone).utcoffset()
    return steady and not comes_twice(starts_at, zone) and not comes_twice(ends_at, zone)


def _exception(instance: Instance, series: RecurringAppointment, master: Appointment, *, organizer: Party, recipient: Party) -> Event:
    moved = Appointment(**{**vars(master), "starts_at": instance.starts_at, "ends_at": instance.ends_at, "status": instance.status})
    event = event_of(moved, organizer=organizer, recipient=recipient)
    event.add("recurrence-id", _in_zone(instance.recurrence_id, series.zone))
    return event


def _in_zone(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the wall time *local* of *zone*: the first of two, and the offset before a gap (RFC 5545, 3.3.5), which is Python's fold=0."""
    return local.replace(tzinfo=zone, fold=0)


def _instant(local: datetime, zone: ZoneInfo) -> datetime:
    return _in_zone(local, zone).astimezone(UTC)
