"""What the outbox asks of the database: taking messages and saying how they went, by 1, 2 and 4 workers, and with many queued."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
from psycopg.types.json import Jsonb

from tests.bench.report import figure, heading, milliseconds, quantile
from tests.bench.series import OFFICE

BOOK = "select api.create_booking(bench.id(3, %(n)s %% 200), bench.id(4, %(n)s %% 4), bench.start_of(%(n)s), bench.client_of(%(n)s))"
# Each booking is told to two, who hear four times of it.
STORY = """
insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
select e.organization_id, 'booking.rescheduled', e.recipient, e.subject_id, e.data
from app.outbox_events as e cross join generate_series(1, 3) as n order by n, e.position
"""
AGAIN = "update app.outbox_events set status = 'queued', finished_at = null, leased_by = null, attempts = 0, next_attempt_at = now()"
# Somebody was handed a newer message before the older one about the same thing had ended.
OUT_OF_ORDER = """
with told as (
  select e.subject_id, e.recipient, e.position, a.action, a.entry_id
  from app.outbox_events as e join app.audit_log as a on a.entity_id = e.event_id::text
  where a.entry_id > %s and a.action in ('message.attempted', 'message.delivered')
)
select count(*) from told as older join told as newer using (subject_id, recipient)
where older.position < newer.position and older.action = 'message.delivered' and newer.action = 'message.attempted' and newer.entry_id < older.entry_id
"""
MANY = """
insert into app.outbox_events (organization_id, topic, recipient, subject_id, data, next_attempt_at)
select o.id, 'member.invited', 'invitee', gen_random_uuid(), '{}', now() - interval '1 hour'
from (select n, gen_random_uuid() as id from generate_series(1, %(tenants)s) as n) as o cross join generate_series(1, %(each)s) as m
"""
CLAIM = "select event_id, organization_id from api.claim_events(%s, 50, 3600)"


def run(url: str, *, messages: int, queued: int) -> bool:
    """Print the cost of *messages*, and of a batch among *queued* others; false when one was taken twice or out of order."""
    right = True
    with psycopg.connect(url, autocommit=True) as owner:
        heading(f"Outbox in SQL ({messages:,} messages about {messages // 8:,} bookings, durable commits)")
        owner.execute("select set_config('request.jwt.claim.sub', %s, false)", [OFFICE])
        for number in range(messages // 8):
            owner.execute(BOOK, {"n": number})
        owner.execute(STORY)
        for workers in (1, 2, 4):
            owner.execute(AGAIN)
            owner.execute("vacuum analyze app.outbox_events")
            right &= _drain(url, owner, workers=workers, messages=messages)
        heading(f"A batch of 50, and one organization's only message, while {queued:,} others wait (p50 / p95)")
        for title, tenants in (("of one organization", 1), ("of a thousand organizations", 1000)):
            owner.execute("truncate app.outbox_events")
            owner.execute(MANY, {"tenants": tenants, "each": queued // tenants})
            owner.execute("vacuum analyze app.outbox_events")
            _among_many(url, owner, title=title)
    return right


def _drain(url: str, owner: psycopg.Connection, *, workers: int, messages: int) -> bool:
    before = owner.execute("select coalesce(max(entry_id), 0) from app.audit_log").fetchone()[0]
    began = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        done = list(pool.map(lambda number: _work(url, f"worker {number}"), range(workers)))
    took = time.perf_counter() - began
    claims, marks = ([each for one in done for each in one[part]] for part in (0, 1))
    doubled = len(marks) - messages
    late = owner.execute(OUT_OF_ORDER, [before]).fetchone()[0]
    figure(f"{workers} worker{'s' * (workers > 1)}", f"{messages / took:,.0f}/s", f"doubled {doubled}, out of order {late}")
    figure("  claim_events of up to 50", milliseconds(claims))
    figure("  mark_delivered", milliseconds(marks))
    return (doubled, late) == (0, 0)


def _work(url: str, worker: str) -> tuple[list[float], list[float]]:
    """Take and end what is due until nothing is; return how long each call took."""
    claims, marks = [], []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set role service_role")
        empty = 0
        # What others have in hand may still hold something back.
        while empty < 20:
            began = time.perf_counter()
            rows = connection.execute(CLAIM, [worker]).fetchall()
            claims.append(time.perf_counter() - began)
            empty = 0 if rows else empty + 1
            if not rows:
                time.sleep(0.02)
            for event_id, _ in rows:
                began = time.perf_counter()
                connection.execute("select api.mark_delivered(%s, 'ok')", [event_id])
                marks.append(time.perf_counter() - began)
    return claims, marks


def _among_many(url: str, owner: psycopg.Connection, *, title: str) -> None:
    times, batches = [], []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set role service_role")
        for _ in range(20):
            (mine,) = owner.execute(
                "insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)"
                " values (gen_random_uuid(), 'member.invited', 'invitee', gen_random_uuid(), %s) returning organization_id",
                [Jsonb({})],
            ).fetchone()
            for batch in range(1, 1000):
                began = time.perf_counter()
                rows = connection.execute(CLAIM, ["a worker"]).fetchall()
                times.append(time.perf_counter() - began)
                if mine in {organization for _, organization in rows}:
                    batches.append(batch)
                    break
    figure(title, milliseconds(times))
    figure("  batches until the one message is taken", f"{quantile(batches, 0.5):.0f} / {max(batches)}", "median and most of 20")
