-- soonest_possible: in which order practitioners may turn out to have the soonest slot.
--
-- Room:  search
-- Reads: app.next_slots, app.practitioners, app.practitioner_services, app.services, app.organizations, app.availability_rules, app.availability_exceptions
create type app.search_candidate as (practitioner_id uuid, bound timestamptz);

comment on type app.search_candidate is 'Nothing of this practitioner that fits begins before bound.';

create function app.soonest_possible(p_after app.search_candidate, p_limit integer)
returns app.search_candidate[]
language sql
stable
security invoker
set search_path = ''
as $$
  select array_agg(row(c.practitioner_id, c.not_before)::app.search_candidate order by c.not_before, c.practitioner_id, c.service_id)
  from (
    select n.practitioner_id, n.not_before, n.service_id
    from app.next_slots as n
    join app.practitioners as p on (p.practitioner_id, p.organization_id) = (n.practitioner_id, n.organization_id)
    where (n.not_before, n.practitioner_id) > (coalesce(p_after.bound, '-infinity'), coalesce(p_after.practitioner_id, '00000000-0000-0000-0000-000000000000'))
      and p.published and p.archived_at is null
    order by n.not_before, n.practitioner_id, n.service_id
    limit p_limit
  ) as c;
$$;

comment on function app.soonest_possible(app.search_candidate, integer) is
  'The next p_limit of everybody published behind p_after, straight from the index.  Whether an offer is open is seen when its slots are computed.';

create function app.soonest_possible_of_matches(p_request app.search_request)
returns app.search_candidate[]
language sql
stable
security invoker
set search_path = ''
as $$
  with hours as materialized (
    -- Around midnight and in the small hours the clocks may change: there a rule's wall times say too little.
    select r.practitioner_id, min(case when r.weekday = extract(isodow from p_request.on_date) then r.starts_local else '00:00' end) as opens
    from app.availability_rules as r
    where (
      p_request.on_date is null
      or p_request.on_date between coalesce(r.valid_from, '-infinity') and coalesce(r.valid_until, 'infinity')
      and r.weekday = extract(isodow from p_request.on_date)
      or r.weekday = extract(isodow from p_request.on_date - 1) and r.ends_local > '21:00'
    )
    and (
      r.starts_local <= '05:00' or r.starts_local >= '21:00' or r.ends_local <= '05:00'
      or r.starts_local < coalesce(p_request.until_local, '24:00') and r.ends_local > coalesce(p_request.from_local, '00:00')
    )
    group by r.practitioner_id
    union all
    select e.practitioner_id, time '00:00' from app.availability_exceptions as e where e.kind = 'extra_hours' and e.ends_at > app.now()
  ), offers as (
    select n.practitioner_id, p.time_zone, min(n.not_before) as bound, greatest(min(n.not_before), app.now()) at time zone p.time_zone as local
    from app.search_matches(p_request) as m
    join app.next_slots as n on n.practitioner_id = m.practitioner_id
    join app.practitioners as p on (p.practitioner_id, p.organization_id) = (n.practitioner_id, n.organization_id)
    join app.services as s on (s.service_id, s.organization_id) = (n.service_id, n.organization_id)
    where p_request.max_price_cents is null or s.price_cents <= p_request.max_price_cents
    group by n.practitioner_id, p.time_zone
  ), wished as materialized (
    select o.practitioner_id, o.bound, o.local, o.time_zone, greatest(
      case
        when p_request.from_local is null then o.local
        when o.local::time < p_request.from_local then o.local::date + p_request.from_local
        when o.local::time - p_request.until_local >= interval '3 hours' then o.local::date + 1 + p_request.from_local
        else o.local
      end,
      p_request.on_date + h.opens, p_request.on_date + p_request.from_local
    ) as earliest
    from offers as o
    left join (select g.practitioner_id, min(g.opens) as opens from hours as g group by g.practitioner_id) as h on h.practitioner_id = o.practitioner_id
    where (h.practitioner_id is not null or coalesce(p_request.on_date::text, p_request.from_local::text, p_request.until_local::text) is null)
  ), sorted as (
    select w.practitioner_id, case
      when w.earliest = w.local then w.bound
      -- Within a gap of the clocks the instant lies behind later wall times.
      when at.instant at time zone w.time_zone <> w.earliest then at.instant - interval '3 hours'
      else at.instant
    end as bound
    from wished as w
    cross join lateral (select case when w.earliest <> w.local then app.local_instant(w.earliest, w.time_zone) end as instant offset 0) as at
    where p_request.on_date is null or w.local::date <= p_request.on_date
  )
  select array_agg(row(s.practitioner_id, s.bound)::app.search_candidate order by s.bound, s.practitioner_id) from sorted as s;
$$;

comment on function app.soonest_possible_of_matches(app.search_request) is
  'Everybody whom the request may mean, by what the bound, the hours and the wished day and time say of the first slot that could fit.';
