"""Series that began long ago, in calendars of strangers: read as they are, from near by, and no longer than there is time for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from python_functions.calendars import caldav_rules, caldav_text
from python_functions.calendars.caldav_text import busy_spans
from python_functions.calendars.errors import Unreachable

TORONTO = ZoneInfo("America/Toronto")
FROM = datetime(2026, 10, 20, tzinfo=UTC)
# Over the end of summer time, and a 29th of February.
TO = datetime(2028, 3, 5, tzinfo=UTC)
BEGAN = {"HOURLY": (2026, 2026), "DAILY": (2018, 2026), "WEEKLY": (2010, 2026), "MONTHLY": (1970, 2026), "YEARLY": (1904, 2026)}
# Each finds a day sooner or later, whatever the interval.
PARTS = {
    "HOURLY": ("", ";BYHOUR=9,10,17", ";BYDAY=MO,TU;BYHOUR=14", ";BYMINUTE=0,30"),
    "DAILY": ("", ";BYDAY=MO,WE,FR", ";BYHOUR=9,15", ";BYMONTH=2,11"),
    "WEEKLY": ("", ";BYDAY=TU,SU;WKST=SU", ";BYDAY=MO,SU", ";BYDAY=SA;BYHOUR=8,9"),
    "MONTHLY": ("", ";BYDAY=2TU,-1FR", ";BYMONTHDAY=-1,29", ";BYDAY=MO,TU;BYSETPOS=-1"),
    "YEARLY": ("", ";BYMONTH=2,10;BYDAY=1SU", ";BYWEEKNO=1,44", ";BYYEARDAY=60,-1"),
}


def series(rule: str, begins: str, more: str = "DURATION:PT30M") -> str:
    return f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\n{begins}\n{more}\nRRULE:{rule}\nEND:VEVENT\nEND:VCALENDAR\n"


@st.composite
def series_of_long_ago(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(sorted(BEGAN)))
    first, last = BEGAN[frequency]
    at = draw(st.datetimes(datetime(first, 1, 1), datetime(last, 9, 1))).replace(minute=0, second=0, microsecond=0)  # noqa: DTZ001 - local
    rule = (
        f"FREQ={frequency};INTERVAL={draw(st.integers(1, 5))}{draw(st.sampled_from(PARTS[frequency]))}{draw(st.sampled_from(('', ';UNTIL=20270601T000000Z')))}"
    )
    if frequency in {"WEEKLY", "MONTHLY", "YEARLY"} and "BYHOUR" not in rule and draw(st.booleans()):
        rule = rule.removesuffix("T000000Z")
        return series(rule, f"DTSTART;VALUE=DATE:{at:%Y%m%d}", f"DTEND;VALUE=DATE:{at + timedelta(days=draw(st.integers(1, 9))):%Y%m%d}")
    skipped = f"DURATION:PT{draw(st.integers(1, 50))}H\nEXDATE;TZID=America/Toronto:{at + timedelta(days=draw(st.integers(0, 20)) * 7):%Y%m%dT%H%M%S}"
    return series(rule, f"DTSTART;TZID=America/Toronto:{at:%Y%m%dT%H%M%S}", skipped)


def read(text: str) -> list[tuple[datetime, datetime]] | str:
    try:
        return sorted(busy_spans(text, FROM, TO, zone=TORONTO, own=frozenset()))
    except Unreachable as error:
        return str(error)


@pytest.mark.req("SC-2.4")
@settings(max_examples=80, deadline=None)
@given(series_of_long_ago())
def test_a_series_read_from_near_by_is_the_same(text: str) -> None:
    with mock.patch.object(caldav_text, "bring_near"):
        whole = read(text)
    assert read(text) == whole


@pytest.mark.parametrize("rule", ["FREQ=HOURLY", "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))), "FREQ=HOURLY;INTERVAL=7"])
def test_each_hour_since_1900_takes_no_longer_than_each_hour_since_yesterday(rule: str) -> None:
    """Counted in what is gone through, not in seconds: somebody else's machine may be slow."""
    with mock.patch.object(caldav_rules, "MOST_STEPS", 100 * 24):
        spans = busy_spans(series(rule, "DTSTART:19000101T000000Z"), FROM, FROM + timedelta(days=60), zone=TORONTO, own=frozenset())
    assert len(spans) >= 60 * 24 // 7


def test_a_series_that_takes_too_long_is_not_called_free() -> None:
    with pytest.raises(Unreachable):
        busy_spans(series("FREQ=HOURLY;COUNT=2000000", "DTSTART:19000101T000000Z"), FROM, TO, zone=TORONTO, own=frozenset())
    assert busy_spans(series("FREQ=DAILY;COUNT=2000", "DTSTART:19000101T000000Z"), FROM, TO, zone=TORONTO, own=frozenset()) == []
