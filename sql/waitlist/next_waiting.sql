-- next_waiting: the first wish that a practitioner's free time fits.
--
-- Room:  waitlist
-- Reads: app.waitlist_entries, app.waitlist_offers, app.services, app.practitioners, app.bookings
-- Locks: the wish
create function app.waitlist_offering(p_practitioner_id uuid, p_service_id uuid)
returns app.offering
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_offering app.offering := app.offering(p_practitioner_id, p_service_id, p_promised => true);
begin
  -- Whoever frees the time, the one who waits is a client: notice, window and daily limit hold.  Ten minutes more, so that there is time to answer.
  v_offering.standing := 'public';
  v_offering.min_notice := v_offering.min_notice + interval '10 minutes';
  return v_offering;
end;
$$;

comment on function app.waitlist_offering(uuid, uuid) is 'The rules under which a time is offered to those who wait.';

create function app.next_waiting(p_practitioner_id uuid, p_span tstzrange, out entry app.waitlist_entries, out starts_at timestamptz)
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_first record;
begin
  select e as wish, f.starts_at as at into v_first
  from app.practitioners as p
  join app.practitioner_services as ps on (ps.practitioner_id, ps.organization_id) = (p.practitioner_id, p.organization_id) and ps.active
  join app.services as s on (s.service_id, s.organization_id) = (ps.service_id, ps.organization_id)
  -- By ps alone: in whatever order the joins are made, nobody is asked for a service that is not offered.
  cross join lateral app.waitlist_offering(ps.practitioner_id, ps.service_id) as o
  cross join lateral (
    -- Fenced, so that the slots are computed once for each service, not for each wish.
    select slot.starts_at, slot.ends_at, slot.starts_at at time zone p.time_zone as local, slot.ends_at at time zone p.time_zone as ends_local
    from app.free_slots(o, lower(p_span) - interval '1 day', upper(p_span) + interval '1 day') as slot
    where tstzrange(slot.starts_at - o.buffer_before, slot.ends_at + o.buffer_after) && p_span
    offset 0
  ) as f
  join app.waitlist_entries as e
    on (e.service_id, e.organization_id) = (s.service_id, s.organization_id)
    and e.status = 'waiting'
    and f.local::date between e.from_date and e.to_date
    and (e.weekdays is null or extract(isodow from f.local)::integer = any (e.weekdays))
    and (e.from_local is null or f.local >= f.local::date + e.from_local)
    and (e.until_local is null or f.ends_local <= f.local::date + e.until_local)
  where p.practitioner_id = p_practitioner_id
    and o.offered
    and exists (
      select from app.waitlist_entries as any_of
      where any_of.service_id = s.service_id and any_of.status = 'waiting'
    )
    and (e.practitioner_id = p_practitioner_id or e.practitioner_id is null and p.published and p.accepting_clients)
    -- Who let a time pass makes way for the next, a quarter of an hour later included.
    and not exists (
      select from app.waitlist_offers as before
      where (before.entry_id, before.practitioner_id) = (e.entry_id, p_practitioner_id)
        and before.starts_at < f.ends_at and before.ends_at > f.starts_at
    )
    -- Nobody is offered a time at which they are elsewhere.
    and (o.client_may_overlap or not exists (
      select from app.bookings as b
      where (b.client_id, b.organization_id) = (e.client_id, e.organization_id)
        and b.status in ('pending', 'confirmed', 'rescheduled')
        and b.starts_at < f.ends_at and b.ends_at > f.starts_at
    ))
  order by e.position, f.starts_at
  limit 1
  -- A wish that somebody changes at this moment is passed over: two practitioners never offer to it at once.
  for update of e skip locked;
  if found then
    entry := v_first.wish;
    starts_at := v_first.at;
  end if;
end;
$$;

comment on function app.next_waiting(uuid, tstzrange) is
  'The first in order for whom the practitioner has a free slot that touches p_span, locked, and that slot; nulls: nobody.  Call it under the practitioner''s lock.';
