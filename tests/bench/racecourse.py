"""The practice that the races are about, and what its tables say about winners and double bookings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.bench.scenes import ORGANIZATION, SCENES

if TYPE_CHECKING:
    from datetime import datetime

    import psycopg

    from tests.bench.scenes import Scene


def build(owner: psycopg.Connection) -> None:
    """Make one organization with a practitioner and a service for each scene, open around the clock."""
    with owner.transaction():
        owner.execute("select set_config('app.actor', 'system:bench', true)")
        owner.execute(
            "insert into app.organizations (organization_id, slug, name, time_zone) values (%s, 'bench-races', 'Races', 'America/Toronto')", [ORGANIZATION]
        )
        for number, scene in enumerate(SCENES):
            owner.execute(
                """
                with practitioner as (
                  insert into app.practitioners (practitioner_id, organization_id, slug, display_name, time_zone, published)
                  values (%(practitioner_id)s, %(organization)s, 'racer-' || %(number)s, %(title)s, 'America/Toronto', true)
                  returning *
                ), service as (
                  insert into app.services (
                    service_id, organization_id, name, duration_minutes, step_minutes, capacity, requires_approval, max_advance_days
                  )
                  values (%(service_id)s, %(organization)s, %(title)s, 30, %(step)s, %(seats)s, %(approval)s, 731)
                  returning *
                ), offered as (
                  insert into app.practitioner_services (practitioner_id, service_id, organization_id)
                  select p.practitioner_id, s.service_id, s.organization_id from practitioner as p cross join service as s
                )
                insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local, capacity)
                select p.organization_id, p.practitioner_id, weekday, '00:00', '24:00', %(seats)s
                from practitioner as p cross join generate_series(1, 7) as weekday
                """,
                {
                    **scene.whose, "organization": ORGANIZATION, "number": number, "title": scene.title,
                    "step": scene.step, "seats": scene.seats, "approval": scene.approval,
                },
            )  # fmt: skip


def winners(owner: psycopg.Connection, scene: Scene, at: datetime) -> int:
    """Count the claims that lie in the contested time; a hold left behind counts, it keeps others out."""
    return owner.execute(
        "select count(*) from app.slot_claims where practitioner_id = %s and blocked && tstzrange(%s, %s)",
        [scene.whose["practitioner_id"], at, at + timedelta(minutes=45)],
    ).fetchone()[0]


def double_bookings(owner: psycopg.Connection) -> int:
    """
    Count what must not be: pairs of live bookings of one practitioner that overlap without being one slot, and slots with more takers than seats.

    Read from the bookings' own times, not from the claims that the constraints watch over.
    """
    return owner.execute(
        """
        with live as (
          select b.practitioner_id, b.booking_id, b.service_id, b.starts_at, tstzrange(b.starts_at, b.ends_at) as span, s.capacity
          from app.bookings as b
          join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id)
          where b.organization_id = %s and b.status <> 'cancelled'
        )
        select (
          select count(*) from live as a join live as b on a.practitioner_id = b.practitioner_id and a.span && b.span and a.booking_id < b.booking_id
          where (a.service_id, a.starts_at) <> (b.service_id, b.starts_at)
        ) + (
          select count(*) from (select from live group by practitioner_id, service_id, starts_at having count(*) > max(capacity)) as too_many
        )
        """,
        [ORGANIZATION],
    ).fetchone()[0]


def disarm(owner: psycopg.Connection) -> None:
    """Take the constraints and the lock away.  For a scratch database only: it must then double-book."""
    owner.execute("alter table app.slot_claims drop constraint slot_claims_never_overlap, drop constraint slot_claims_seat_once")
    owner.execute("create or replace function app.lock_practitioner(p_practitioner_id uuid) returns void language sql as 'select null'")
