-- full_days: the local days on which a service's daily limit is reached.
--
-- Room:  availability
-- Reads: app.slot_claims
create function app.full_days(p_offering app.offering, p_span tstzrange, p_own_occupants bigint[])
returns date[]
language sql
stable
security invoker
set search_path = ''
as $$
  select coalesce(array_agg(full_day.date), '{}')
  from (
    select (lower(c.slot) at time zone p_offering.time_zone)::date as date
    from app.slot_claims as c
    where (c.organization_id, c.practitioner_id) = (p_offering.organization_id, p_offering.practitioner_id)
      and c.blocked && p_span
      and c.service_number = p_offering.service_number
      and p_offering.daily_limit is not null
      and not app.may_manage(p_offering)
      and (c.expires_at is null or c.expires_at > app.now())
      and c.occupant <> all (p_own_occupants)
    group by 1
    having count(*) >= p_offering.daily_limit
  ) as full_day;
$$;

comment on function app.full_days(app.offering, tstzrange, bigint[]) is
  'Days of the practitioner''s calendar within p_span that have daily_limit bookings or live holds of the service.  Empty without a limit and for those who'
  ' act for the practitioner.  p_own_occupants are not counted: whoever moves a booking has already been counted.';
