"""How long it takes to list free slots, beside the bare multirange query, as bookings grow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg

from tests.bench.database import fill_claims, practitioner_id, service_id
from tests.bench.report import figure, goal, heading, milliseconds, quantile

BARE = """
select tstzmultirange(tstzrange({from_at}, {to_at})) - coalesce(range_agg(c.blocked), '{{}}')
from app.slot_claims as c
where c.organization_id = {organization} and c.practitioner_id = {practitioner} and c.blocked && tstzrange({from_at}, {to_at}) and not c.overbooked
"""


def run(url: str, *, runs: int, others: int) -> None:
    """Print p50 and p95 for one day and four weeks, with 0, 200 and 5,000 own bookings and with *others* of others."""
    heading("Free slots in SQL (p50 / p95)")
    with psycopg.connect(url, autocommit=True) as connection:
        worst: dict[int, float] = {}
        # The hours of a usual week; the rest are open around the clock, to be booked without end.
        connection.execute("delete from app.availability_rules where practitioner_id = any (%s) and weekday > 5", [[practitioner_id(n) for n in range(3)]])
        connection.execute(
            "update app.availability_rules set starts_local = '09:00', ends_local = '17:00' where practitioner_id = any (%s)",
            [[practitioner_id(n) for n in range(3)]],
        )
        for number, own in ((0, 0), (1, 200), (2, 5000)):
            if own:
                fill_claims(url, practitioner_id(number), count=own)
            bare, listed = _times(connection, number, days=28, runs=runs)
            _, day = _times(connection, number, days=1, runs=runs)
            figure(f"bare multirange, four weeks, {own:,} bookings", milliseconds(bare))
            figure(f"available_slots, one day, {own:,} bookings", milliseconds(day))
            figure(f"available_slots, four weeks, {own:,} bookings", milliseconds(listed))
            goal("  p95 beside the bare query", quantile(listed, 0.95) / quantile(bare, 0.95), at_most=3)
            # Whoever else is on the machine shows in a p95 first: the medians say what is ours.
            figure("  median beside the bare query", f"{quantile(listed, 0.5) / quantile(bare, 0.5):.3f}")
            worst[number] = quantile(listed, 0.95)
        each = -(-others // 190)
        for number in range(10, 200):
            fill_claims(url, practitioner_id(number), count=each, hours_apart=1)
        for number, own in ((0, 0), (1, 200), (2, 5000)):
            _, listed = _times(connection, number, days=28, runs=runs)
            figure(f"four weeks, {own:,} own and {each * 190:,} of others", milliseconds(listed))
            goal("  p95 beside that without others", quantile(listed, 0.95) / worst[number], at_most=1.2)


def _times(connection: psycopg.Connection, number: int, *, days: int, runs: int) -> tuple[list[float], list[float]]:
    today = datetime.now(UTC).date() + timedelta(days=2)
    last = today + timedelta(days=days - 1)
    bare = BARE.format(
        from_at=f"timestamptz '{today} 00:00+00'", to_at=f"timestamptz '{last + timedelta(days=1)} 00:00+00'",
        organization=f"'{number % 4:08d}-0000-4000-8000-{1:012d}'", practitioner=f"'{practitioner_id(number)}'",
    )  # fmt: skip
    listed = f"select * from api.available_slots('{practitioner_id(number)}', '{service_id(number)}', '{today}', '{last}')"  # noqa: S608 - our own ids
    return _timed(connection, bare, runs), _timed(connection, listed, runs)


def _timed(connection: psycopg.Connection, statement: str, runs: int) -> list[float]:
    connection.execute("select bench.timed(%s, 10)", [statement])
    return [row[0] for row in connection.execute("select bench.timed(%s, %s)", [statement, runs]).fetchall()]
