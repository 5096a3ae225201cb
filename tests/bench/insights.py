"""What the figures of a practice cost: reading them among a million bookings, bringing them up to date, and what booking pays for it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg.types.json import Jsonb

from tests.bench.database import practitioner_id, service_id
from tests.bench.report import figure, goal, heading, milliseconds, quantile

ORGANIZATION = f"{0:08d}-0000-4000-8000-{1:012d}"
OFFICE = f"{1000:08d}-0000-4000-8000-{9:012d}"
# As years of work would leave them, until yesterday: each practitioner has half an hour after half an hour; one in ten is cancelled, one in twenty missed.
PAST = """
set session_replication_role = replica;
insert into app.bookings (
  organization_id, practitioner_id, service_id, client_id, status, starts_at, ends_at, client_name, client_email, client_phone, client_time_zone,
  client_locale, client_may_overlap, consented_at, created_by, created_at, updated_at, claim_id, cancelled_at, cancelled_by, completed_at
)
select
  c.organization_id, bench.id(3, n % 200), bench.id(4, n % 4), c.client_id,
  case when n % 10 = 3 then 'cancelled' when n % 20 = 7 then 'no_show' else 'completed' end, s.at, s.at + interval '30 minutes',
  c.name, c.email, c.phone, c.time_zone, c.locale, false, s.at - interval '7 days', 'client:' || c.email, s.at - interval '7 days', s.at,
  case when n % 10 <> 3 then n end, case when n % 10 = 3 then s.at - interval '2 hours' end, case when n % 10 = 3 then 'client' end,
  case when n % 10 <> 3 and n % 20 <> 7 then s.at end
from generate_series(1, {count}) as n
cross join lateral (select date_trunc('day', now(), 'UTC') - make_interval(mins => (30 * (1 + n / 200))::integer) as at) as s
join lateral (select bench.client_of(n % 50000) ->> 'email' as email) as who on true
join app.clients as c on (c.organization_id, c.email) = (bench.id(1, n % 4), who.email);
reset session_replication_role;
analyze app.bookings;
"""
READ = "select api.organization_insights(%s, current_date - 89, current_date)"
# The same bookings by day and practitioner, without anything kept: only what one pass can count.
SLOWLY = """
select count(*) from (
  select b.practitioner_id, (b.starts_at at time zone 'America/Toronto')::date, count(*) filter (where b.status = 'completed'),
    count(*) filter (where b.cancelled_by = 'client'), sum(b.ends_at - b.starts_at) filter (where b.status <> 'cancelled')
  from app.bookings as b where b.organization_id = %s and b.starts_at >= current_date - 179 and b.starts_at < current_date + 1 group by 1, 2
) as days
"""
TRIGGERS = {
    "app.bookings": ("_500_figures_made", "_500_figures_day_made", "_500_figures_day_changed", "_500_figures_day_gone"),
    "app.holds": ("_500_figures_held",),
}


def run(url: str, *, runs: int, bookings: int) -> None:
    """Print what it costs to fill, to read, to count slowly, to keep up, and to book with and without it."""
    heading(f"Figures of a practice among {bookings:,} bookings, 90 days and the 90 before, 50 practitioners (p50 / p95)")
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(PAST.replace("{count}", str(bookings)))
        owner.execute("delete from app.figure_feed")
        began = time.perf_counter()
        days = _keep_up(owner)
        figure("working out the past from nothing", f"{time.perf_counter() - began:.1f} s", f"{days:,} days of practitioners")
        owner.execute("vacuum analyze app.daily_figures")
        slowly = _timed(owner, SLOWLY, max(5, runs // 10))
        owner.execute("select set_config('request.jwt.claim.sub', %s, false)", [OFFICE])
        owner.execute("set role authenticated")
        reads = _timed(owner, READ, runs)
        owner.execute("reset role")
        figure("organization_insights", milliseconds(reads))
        figure("counting the bookings instead", milliseconds(slowly))
        goal("p95 in ms", quantile(reads, 0.95) * 1000, at_most=50)
        with_, without = _booking(url, owner, runs)
        figure("hold + confirm, figures told", milliseconds(with_))
        figure("hold + confirm, nobody told", milliseconds(without))
        goal("median beside nobody told", quantile(with_, 0.5) / quantile(without, 0.5), at_most=1.05)
        waiting = owner.execute("select count(*) from app.figure_feed").fetchone()[0]
        began = time.perf_counter()
        _keep_up(owner)
        figure("refresh_figures after these", f"{(time.perf_counter() - began) * 1000:.1f} ms", f"{waiting} entries")
        idle = _timed(owner, "select api.refresh_figures() where %s <> ''", 20)
        figure("refresh_figures with nothing to hear", milliseconds(idle))


def _keep_up(owner: psycopg.Connection) -> int:
    while True:
        done = owner.execute("select api.refresh_figures()").fetchone()[0]
        if not done["heard"] and not done["days_begun"]:
            return owner.execute("select count(*) from app.daily_figures").fetchone()[0]


def _timed(connection: psycopg.Connection, statement: str, runs: int) -> list[float]:
    times = []
    for _ in range(runs + 3):
        began = time.perf_counter()
        connection.execute(statement, [ORGANIZATION]).fetchall()
        times.append(time.perf_counter() - began)
    # The first ones fill the caches.
    return times[3:]


def _booking(url: str, owner: psycopg.Connection, runs: int) -> tuple[list[float], list[float]]:
    """Time hold and confirm by strangers, in turns of ten with the triggers and ten without."""
    times: dict[bool, list[float]] = {True: [], False: []}
    first = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=200)
    with psycopg.connect(url, autocommit=True) as guest:
        guest.execute("""select set_config('request.headers', '{"x-forwarded-for": "192.0.2.9"}', false)""")
        guest.execute("set role anon")
        for n in range(2 * runs):
            told = n // 10 % 2 == 0
            if n % 10 == 0:
                owner.execute("delete from app.rate_limits")
                for table, triggers in TRIGGERS.items():
                    for trigger in triggers:
                        owner.execute(f"alter table {table} {'enable' if told else 'disable'} trigger {trigger}")
            client = {"name": "Figures", "email": f"figures-{n}@clients.example", "phone": "+1 514 555 0199", "consent": True}
            began = time.perf_counter()
            hold = guest.execute(
                "select api.request_hold(%s, %s, %s) ->> 'hold_key'", [practitioner_id(n % 200), service_id(n % 200), first + timedelta(hours=n // 200)]
            ).fetchone()
            guest.execute("select api.confirm_hold(%s, %s)", [hold[0], Jsonb(client)]).fetchone()
            # The first ones fill the caches.
            if n >= 20:
                times[told].append(time.perf_counter() - began)
    for table, triggers in TRIGGERS.items():
        for trigger in triggers:
            owner.execute(f"alter table {table} enable trigger {trigger}")
    return times[True], times[False]
