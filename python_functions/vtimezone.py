"""VTIMEZONE components from tz database rules (RFC 5545, 3.6.5).  Pure: no I/O, no clock."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

YEARS_TO_PROVE_A_RULE = 4
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class YearlyRule(NamedTuple):
    """A change of the clock that comes every year: on the *ordinal*-th (-1: last) *weekday* of *month*, from offset to offset."""

    month: int
    ordinal: int
    weekday: int
    before: timedelta
    after: timedelta


def vtimezone(zone: ZoneInfo, *, first: datetime, last: datetime) -> Timezone:
    """
    Return the rules of *zone* that every reader needs for instants between *first* and *last*.

    Each change of the clock from a year before *first* to a year after *last* is an observance of its own, exact and
    without RDATE, which Outlook ignores.  One that recurs for some years by month and weekday carries that as RRULE, so
    that calendars can keep the zone.  Onsets are local time in the offset before the change, as the RFC demands.
    """
    component = Timezone()
    component.add("tzid", zone.key)
    start = datetime(first.year - 1, 1, 1, tzinfo=UTC)
    end = datetime(last.year + 2, 1, 1, tzinfo=UTC)
    changes = _changes(zone, start, end)
    if not changes or changes[0] > first:
        component.add_component(_observance(zone, start, rule=None))
    ruled: set[YearlyRule] = set()
    for change in changes:
        rule = _rule(zone, change)
        if rule not in ruled:
            component.add_component(_observance(zone, change, rule=rule))
        if rule is not None:
            ruled.add(rule)
    return component


# Kept, like the rules below: most messages are about the same few zones and years, and looking through each day took a third of the work on a mail.
@lru_cache(maxsize=512)
def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> tuple[datetime, ...]:
    """Return the instants between *start* and *end* at which the offset of *zone* changes, to the second."""
    changes = []
    day = start
    while day < end:
        following = day + timedelta(days=1)
        if _offset(zone, day) != _offset(zone, following):
            before, after = day, following
            while after - before > timedelta(seconds=1):
                middle = before + (after - before) // 2
                if _offset(zone, middle) == _offset(zone, before):
                    before = middle
                else:
                    after = middle
            changes.append(after.replace(microsecond=0))
        day = following
    return tuple(changes)


def _observance(zone: ZoneInfo, onset: datetime, *, rule: YearlyRule | None) -> TimezoneDaylight | TimezoneStandard:
    before, after = onset - timedelta(seconds=1), onset.astimezone(zone)
    part = TimezoneDaylight() if after.dst() else TimezoneStandard()
    part.add("dtstart", _wall_time_before(zone, onset))
    part.add("tzoffsetfrom", _offset(zone, before))
    part.add("tzoffsetto", _offset(zone, onset))
    part.add("tzname", after.tzname())
    if rule is not None:
        part.add("rrule", {"freq": "yearly", "bymonth": rule.month, "byday": f"{rule.ordinal}{WEEKDAYS[rule.weekday]}"})
    return part


@lru_cache(maxsize=4096)
def _rule(zone: ZoneInfo, onset: datetime) -> YearlyRule | None:
    """Return the yearly rule that this change and those of the next years follow, or None when they follow none."""
    wall = _wall_time_before(zone, onset)
    is_last = (wall + timedelta(days=7)).month != wall.month
    for ordinal in (-1, (wall.day - 1) // 7 + 1) if is_last else ((wall.day - 1) // 7 + 1,):
        years = range(wall.year + 1, wall.year + 1 + YEARS_TO_PROVE_A_RULE)
        if all(_changes_like(zone, onset, wall=_nth_weekday(year, wall, ordinal)) for year in years):
            before, after = _offset(zone, onset - timedelta(seconds=1)), _offset(zone, onset)
            return YearlyRule(wall.month, ordinal, wall.weekday(), before, after)
    return None


def _changes_like(zone: ZoneInfo, onset: datetime, *, wall: datetime) -> bool:
    """Tell whether the clock changes at *wall* just as it does at *onset*, from the same offset to the same."""
    before = _offset(zone, onset - timedelta(seconds=1))
    then = (wall - before).replace(tzinfo=UTC)
    return _offset(zone, then - timedelta(seconds=1)) == before and _offset(zone, then) == _offset(zone, onset)


def _nth_weekday(year: int, like: datetime, ordinal: int) -> datetime:
    """Return the *ordinal*-th (-1: last) such weekday of *like*'s month in *year*, at the same time of day."""
    first = like.replace(year=year, day=1)
    day = first + timedelta(days=(like.weekday() - first.weekday()) % 7)
    if ordinal > 0:
        return day + timedelta(weeks=ordinal - 1)
    while (day + timedelta(days=7)).month == day.month:
        day += timedelta(days=7)
    return day


def _wall_time_before(zone: ZoneInfo, onset: datetime) -> datetime:
    """Return the local time of *onset* by the offset that ends there, without a zone."""
    return (onset + _offset(zone, onset - timedelta(seconds=1))).replace(tzinfo=None)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)
