"""What row-level security costs on a page of bookings."""

from __future__ import annotations

import psycopg

from tests.bench.report import figure, goal, heading, milliseconds, quantile

MEMBER = "00000007-0000-4000-8000-000000000009"
PAGE = """
select * from api.bookings where practitioner_id = '00000007-0000-4000-8000-000000000003' and starts_at >= now() order by starts_at limit 50
"""
# As an import would: the rows alone, without the messages and the audit of a million bookings.
BOOKINGS = """
set session_replication_role = replica;
insert into app.bookings (
  organization_id, practitioner_id, service_id, client_id, status, starts_at, ends_at, client_name, client_email, client_phone,
  client_time_zone, client_locale, client_may_overlap, consented_at, cancelled_at, cancelled_by
)
select
  c.organization_id, bench.id(3, n % 200), bench.id(4, n % 4), c.client_id, 'cancelled', bench.start_of(n), bench.start_of(n) + interval '30 minutes',
  c.name, c.email, c.phone, c.time_zone, c.locale, false, now(), now(), 'client'
from generate_series(1, {count}) as n
join lateral (select bench.client_of(n % 50000) ->> 'email' as email) as who on true
join app.clients as c on (c.organization_id, c.email) = (bench.id(1, n % 4), who.email);
reset session_replication_role;
analyze app.bookings;
"""


def run(url: str, *, runs: int, bookings: int) -> None:
    """Print the time of a page for a practitioner under the policies, and for the owner, whom none binds."""
    heading(f"A page of api.bookings among {bookings:,} (p50 / p95)")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(BOOKINGS.replace("{count}", str(bookings)))
        free = _timed(connection, runs)
        connection.execute("select set_config('request.jwt.claim.sub', %s, false)", [MEMBER])
        connection.execute("set role authenticated")
        bound = _timed(connection, runs)
        rows = len(connection.execute(PAGE).fetchall())
        connection.execute("reset role")
    figure(f"owner, no policy, {rows} rows", milliseconds(free))
    figure(f"practitioner, under the policies, {rows} rows", milliseconds(bound))
    goal("median under the policies beside none", quantile(bound, 0.5) / quantile(free, 0.5), at_most=1.3)


def _timed(connection: psycopg.Connection, runs: int) -> list[float]:
    connection.execute("select bench.timed(%s, 10)", [PAGE])
    return [row[0] for row in connection.execute("select bench.timed(%s, %s)", [PAGE, runs]).fetchall()]
