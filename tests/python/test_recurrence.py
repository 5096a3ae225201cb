"""TS-12: the database's recurrence against python-dateutil's, which we did not write, in zones with odd rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import psycopg
import pytest
from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from python_functions.stack.binaries import embedded_bin
from tests.effort import effort

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Stack

EXAMPLES = effort(fast=40, whole=200, explore=1000)
MOST = 104
ZONES = ["America/Toronto", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Apia", "Europe/Dublin"]
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

some_days = st.lists(st.sampled_from(DAYS), min_size=1, max_size=4, unique=True)
numbered_days = st.lists(st.tuples(st.sampled_from([1, 2, 3, 4, 5, -1, -2]), st.sampled_from(DAYS)), min_size=1, max_size=3, unique=True)
month_days = st.lists(st.integers(1, 31) | st.integers(-31, -1), min_size=1, max_size=4, unique=True)
# Times at which clocks change stand beside ordinary ones.
starts = st.builds(
    lambda day, minutes: datetime(2026, 1, 1) + timedelta(days=day, minutes=minutes),  # noqa: DTZ001 - a wall time
    st.integers(0, 3 * 366),
    st.sampled_from([0, 30, 60, 90, 119, 120, 150, 179, 180, 210]) | st.integers(0, 1439),
)


def joined(values: list[object]) -> str:
    return ",".join(map(str, values))


@st.composite
def rules(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 6))}"]
    by_day = draw(st.none() | some_days)
    if frequency == "MONTHLY" and draw(st.booleans()):
        # dateutil takes a mixture of numbered and plain weekdays for "both at once", RFC 5545 for "either": never mixed here.
        by_day = [f"{number}{day}" for number, day in draw(numbered_days)]
    if by_day:
        parts.append(f"BYDAY={joined(by_day)}")
    by_month_day = draw(st.none() | month_days) if frequency != "WEEKLY" else None
    if by_month_day:
        parts.append(f"BYMONTHDAY={joined(by_month_day)}")
    if frequency == "MONTHLY" and (by_day or by_month_day) and draw(st.booleans()):
        parts.append(f"BYSETPOS={joined(draw(st.lists(st.sampled_from([1, 2, 3, 10, -1, -2]), min_size=1, max_size=3, unique=True)))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(DAYS))}")
    return ";".join(draw(st.permutations(parts)))


@pytest.fixture(scope="module")
def database(stack: Stack) -> Iterator[psycopg.Connection]:
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        connection.execute("set time zone 'UTC'")
        yield connection


@cache
def zone_of_the_database(name: str) -> ZoneInfo:
    """Return the zone's rules as this PostgreSQL has them: governments change them, and two copies of the tz database may be of different age."""
    (folder,) = embedded_bin().parent.glob("share/timezone")
    with (folder / name).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """RFC 5545, 3.3.5, is what Python's fold=0 says: the first of two, and the offset before a gap."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def by_dateutil(rule: str, first: datetime) -> list[datetime]:
    """Everything within two years of *first*, one more than a series may have."""
    last = first + relativedelta(years=2)
    found = []
    for each in rrulestr(rule, dtstart=first):
        if each > last or len(found) > MOST:
            break
        found.append(each)
    return found


def by_database(database: psycopg.Connection, rule: str, first: datetime, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    return database.execute(
        "select recurrence_id, starts_at from app.occurrences(%s, app.local_instant(%s, %s), %s)", [rule, first, zone.key, zone.key]
    ).fetchall()


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(rule=rules(), start=starts, name=st.sampled_from(ZONES), ending=st.sampled_from(["count", "day", "instant", "wall"]), share=st.floats(0.01, 1))
def test_a_rule_recurs_as_dateutil_says(database: psycopg.Connection, rule: str, start: datetime, name: str, ending: str, share: float) -> None:
    """Drawn are a rule of any frequency with its parts, the first wall time, the zone, and where and in which of four ways the rule ends."""
    zone = zone_of_the_database(name)
    first = next(iter(by_dateutil(rule, start)), None)
    assume(first is not None)
    # A first appointment is an instant, so its wall time exists.
    first = instant(first, zone).astimezone(zone).replace(tzinfo=None, fold=0)
    expected = by_dateutil(rule, first)
    assume(expected and expected[0] == first)
    expected = expected[: max(1, round(share * min(len(expected), MOST)))]
    last = expected[-1]
    end = {
        "count": f"COUNT={len(expected)}",
        "day": f"UNTIL={last:%Y%m%d}",
        "instant": f"UNTIL={instant(last, zone):%Y%m%dT%H%M%SZ}",
        "wall": f"UNTIL={last:%Y%m%dT%H%M%S}",
    }[ending]

    found = by_database(database, f"{rule};{end}", first, zone)

    assert [local for local, _ in found] == expected
    assert [at for _, at in found] == [instant(local, zone) for local in expected]


@settings(max_examples=EXAMPLES // 10, deadline=None, suppress_health_check=list(HealthCheck))
@given(rule=rules(), start=starts)
def test_a_series_that_is_too_long_is_refused_not_cut(database: psycopg.Connection, rule: str, start: datetime) -> None:
    first = next(iter(by_dateutil(rule, start)), None)
    assume(first is not None)
    possible = len(by_dateutil(rule, first))
    with pytest.raises(psycopg.DatabaseError, match="invalid_argument"):
        by_database(database, f"{rule};COUNT={possible + 1}", first, ZoneInfo("UTC"))
