"""Rules of series (RFC 5545, 3.3.10) in calendars of strangers: how much work they are, and those that began long ago brought near.  Pure."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from math import lcm, prod
from typing import Any

from icalendar import Event

Rule = Mapping[str, list[Any]]

# How often an event of this frequency begins on a day; the parts of a rule that make it more often.
OFTEN = {"SECONDLY": (86400, ()), "MINUTELY": (1440, ()), "HOURLY": (24, ("BYMINUTE", "BYSECOND"))}
DAILY = 1, ("BYHOUR", "BYMINUTE", "BYSECOND")
# A session of each day since 1800 is less, and takes half a second to go through.
MOST_STEPS = 100_000


def times_a_day(rule: Rule) -> int:
    """Return how often an event may begin on a day by *rule*, at most."""
    often, parts = OFTEN.get(_frequency(rule), DAILY)
    return often * prod(len(several(rule.get(part) or [0])) for part in parts)


def several(values: Any) -> list[Any]:  # noqa: ANN401 - icalendar's own
    """Return *values* as a list: one alone stands for itself."""
    return values if isinstance(values, list) else [values]


def bring_near(event: Event, starts_at: datetime, ends_at: datetime) -> None:
    """
    Let the series of *event* begin shortly before *starts_at*, by whole periods of its rule, so that from *starts_at* on it is the same.

    Whoever expands a rule goes through it from its beginning.  Raises `ValueError` for a series that takes too long up to *ends_at* all the same.
    """
    rules = several(event.get("rrule", []))
    if not rules:
        return
    begins, ends = event["dtstart"], event.get("dtend")
    # Its new first day is there whatever the rule says: it must be over by then, in every zone.
    near = starts_at.date() - _length(event) - timedelta(days=3)
    if len(rules) == 1 and _day(begins.dt) < near:
        away = _moved(begins.dt, rules[0], near) - begins.dt
        begins.dt += away
        if ends is not None:
            ends.dt += away
    if sum(_steps(rule, (ends_at.date() - _day(begins.dt)).days) for rule in rules) > MOST_STEPS:
        message = "The series takes too long to go through."
        raise ValueError(message)


def _moved(first: date, rule: Rule, near: date) -> date:
    """Return the last beginning before *near* from which *rule* goes on as it does from *first*; *first* itself for a rule that counts."""
    frequency, interval = _frequency(rule), int(several(rule.get("INTERVAL") or [1])[0])
    if rule.get("COUNT") or interval < 1:
        return first
    if frequency in {"HOURLY", "DAILY", "WEEKLY"}:
        period = 7 * interval if frequency == "WEEKLY" else interval
        return first + timedelta(days=(near - _day(first)).days // period * period)
    # As many years as make whole periods, and have a 29th of February alike.
    years = lcm(4, lcm(12, interval) // 12 if frequency == "MONTHLY" else interval)
    with suppress(ValueError):
        return first.replace(year=first.year + max(0, near.year - 1 - first.year) // years * years)
    return first


def _length(event: Event) -> timedelta:
    """Return how long *event* lasts, or a little longer."""
    if "dtend" in event:
        return timedelta(days=max(0, (_day(event["dtend"].dt) - _day(event["dtstart"].dt)).days) + 1)
    return max(timedelta(days=1), event["duration"].dt if "duration" in event else timedelta(0))


def _steps(rule: Rule, days: int) -> int:
    """Return how many times *rule* is looked at over so many *days*, at most."""
    steps = max(0, days) * times_a_day(rule)
    if rule.get("COUNT") and not any(part.upper().startswith("BY") for part in rule):
        return min(steps, int(several(rule["COUNT"])[0]))
    return steps


def _frequency(rule: Rule) -> str:
    return str(several(rule.get("FREQ", [""]))[0]).upper()


def _day(at: date) -> date:
    return at.date() if isinstance(at, datetime) else at
