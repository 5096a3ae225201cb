"""The demo's calendar, reckoned from the day on which it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from python_functions.zones import zone

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Days:
    """The days on which a practice is open: its weekdays (1 is Monday), and today, whatever day it is."""

    zone: ZoneInfo
    weekdays: frozenset[int]
    now: datetime

    @classmethod
    def of(cls, time_zone: str, *, weekdays: str, now: datetime) -> Days:
        """*weekdays*: their numbers in a row, such as "12345"."""
        return cls(zone(time_zone), frozenset(map(int, weekdays)), now)

    @property
    def today(self) -> date:
        """The day that it is at the practice."""
        return self.now.astimezone(self.zone).date()

    @property
    def opens_today(self) -> bool:
        """Whether its weekly hours have this day; if not, the demo's practices open for once."""
        return self.today.isoweekday() in self.weekdays

    def day(self, number: int) -> date:
        """0: today; 1: the next day of the weekly hours; -1: the last one before today; and so on."""
        day, step = self.today, 1 if number > 0 else -1
        for _ in range(abs(number)):
            day += timedelta(days=step)
            while day.isoweekday() not in self.weekdays:
                day += timedelta(days=step)
        return day

    def at(self, number: int, clock: str) -> datetime:
        """The instant at which the practice's clock shows *clock* ("14:30") on day *number*."""
        return self.on(self.day(number), clock)

    def weeks_before(self, number: int, weeks: int, clock: str) -> datetime:
        """As `at`, so many weeks earlier: where a weekly series begins that comes to day *number*."""
        return self.on(self.day(number) - timedelta(weeks=weeks), clock)

    def on(self, day: date, clock: str) -> datetime:
        """The instant at which the practice's clock shows *clock* on *day*."""
        return datetime.combine(day, time.fromisoformat(clock), self.zone)
