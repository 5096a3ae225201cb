"""What each step of a booking's life costs as the tables grow a thousandfold: the medians must stay where they were."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from tests.bench.database import practitioner_id, service_id
from tests.bench.report import figure, goal, heading, milliseconds, quantile

OFFICE = f"{1000:08d}-0000-4000-8000-{9:012d}"
# Every practitioner is booked out from tomorrow on: each booking with its claim, as the verbs leave them; the rows alone, without mails and audit.
FILL = """
with wanted as (
  select n, nextval('app.claim_ids') as claim_id, bench.start_of(n) as starts_at from generate_series(%(first)s::bigint, %(last)s::bigint) as n
), claimed as (
  insert into app.slot_claims (claim_id, organization_id, practitioner_id, kind, service_number, slot, blocked, seat, capacity, occupant)
  select w.claim_id, s.organization_id, bench.id(3, w.n %% 200), 'booking', s.service_number, at.slot, at.slot, 1, 1, w.claim_id
  from wanted as w
  join app.services as s on s.service_id = bench.id(4, w.n %% 4)
  cross join lateral (select tstzrange(w.starts_at, w.starts_at + interval '30 minutes') as slot) as at
)
insert into app.bookings (
  organization_id, practitioner_id, service_id, client_id, claim_id, status, starts_at, ends_at, client_name, client_email, client_phone,
  client_time_zone, client_locale, client_may_overlap, consented_at
)
select
  c.organization_id, bench.id(3, w.n %% 200), bench.id(4, w.n %% 4), c.client_id, w.claim_id, 'confirmed', w.starts_at, w.starts_at + interval '30 minutes',
  c.name, c.email, c.phone, c.time_zone, c.locale, false, now()
from wanted as w
join app.clients as c on (c.organization_id, c.email) = (bench.id(1, w.n %% 4), bench.client_of(w.n %% 50000) ->> 'email');
"""
STEPS = {
    "available_slots": "select count(*) from api.available_slots(%(practitioner)s, %(service)s, %(day)s, %(day)s::date + 27)",
    "request_hold": "select api.request_hold(%(practitioner)s, %(service)s, %(starts_at)s) ->> 'hold_key'",
    "confirm_hold": "select api.confirm_hold(%(key)s, %(client)s) ->> 'booking_id'",
    "reschedule_booking": "select (api.reschedule_booking(%(booking)s, %(later)s)).booking_id",
    "cancel_booking": "select (api.cancel_booking(%(booking)s)).booking_id",
}


def run(url: str, *, runs: int, most: int) -> None:
    """Print p50 and p95 of each step, commit included, with a thousand bookings and with ten times as many, up to *most*."""
    heading(f"A booking's life as the tables grow (p50 / p95 of {runs}, durable commits)")
    medians: dict[str, list[float]] = {step: [] for step in STEPS}
    there, size = 0, 1000
    while size <= most:
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute("set session_replication_role = replica")
            owner.execute(FILL, {"first": there, "last": size - 1})
            owner.execute("reset session_replication_role")
            owner.execute("vacuum analyze app.slot_claims, app.bookings")
        for step, times in _lives(url, runs=runs, round_=len(medians["request_hold"])).items():
            figure(f"{step}, {size:,} bookings", milliseconds(times))
            medians[step].append(quantile(times, 0.5))
        there, size = size, size * 10
    for step, found in medians.items():
        goal(f"{step}: last median beside the first", found[-1] / found[0], at_most=1.5)


def _lives(url: str, *, runs: int, round_: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {step: [] for step in STEPS}
    # Further ahead than anything that is filled: each life has an hour of its own.
    first = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=200 + 50 * round_)

    with psycopg.connect(url, autocommit=True) as guest, psycopg.connect(url, autocommit=True) as office:
        guest.execute("set role anon")
        office.execute("select set_config('request.jwt.claim.sub', %s, false)", [OFFICE])
        office.execute("set role authenticated")

        def timed(step: str, connection: psycopg.Connection, **arguments: Any) -> Any:  # noqa: ANN401
            began = time.perf_counter()
            answer = connection.execute(STEPS[step], arguments).fetchone()[0]
            times[step].append(time.perf_counter() - began)
            if answer is None:
                message = f"{step} was refused."
                raise RuntimeError(message)
            return answer

        for n in range(10 + runs):
            starts_at = first + timedelta(hours=n // 200)
            whose = {"practitioner": practitioner_id(n % 200), "service": service_id(n % 200)}
            client = {"name": "Growth", "email": f"growth{round_}-{n}@clients.example", "phone": "+1 514 555 0199", "consent": True}
            timed("available_slots", guest, **whose, day=datetime.now(UTC).date() + timedelta(days=1))
            key = timed("request_hold", guest, **whose, starts_at=starts_at)
            booking = timed("confirm_hold", guest, key=key, client=Jsonb(client))
            timed("reschedule_booking", office, booking=booking, later=starts_at + timedelta(minutes=30))
            timed("cancel_booking", office, booking=booking)
    # The first ones fill the caches.
    return {step: taken[10:] for step, taken in times.items()}
