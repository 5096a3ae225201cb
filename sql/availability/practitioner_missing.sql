-- practitioner_missing: what a profile lacks before clients can book with it.
--
-- Room:  availability
-- Reads: app.practitioner_services, app.services, app.availability_rules, app.availability_exceptions, app.places, app.specialties,
--        app.practitioner_specialties
create function app.practitioner_missing(p_practitioner app.practitioners)
returns text[]
language sql
stable
security invoker
set search_path = ''
as $$
  with offered as (
    select s.location_kind from app.practitioner_services as ps
    join app.services as s on (s.service_id, s.organization_id) = (ps.service_id, ps.organization_id)
    where (ps.practitioner_id, ps.organization_id) = (p_practitioner.practitioner_id, p_practitioner.organization_id)
      and ps.active and s.archived_at is null
  )
  select array_remove(array[
    case when not exists (select from offered) then 'services' end,
    case when not exists (
      select from app.availability_rules as r
      where r.practitioner_id = p_practitioner.practitioner_id
        and (r.valid_until is null or r.valid_until >= (app.now() at time zone p_practitioner.time_zone)::date)
      union all
      select from app.availability_exceptions as e
      where e.practitioner_id = p_practitioner.practitioner_id and e.kind = 'extra_hours' and tstzrange(e.starts_at, e.ends_at) && tstzrange(app.now(), null)
    ) then 'hours' end,
    case when btrim(p_practitioner.location) = '' and exists (select from offered as o where o.location_kind = 'in_person') and not exists (
      select from app.places as a where a.practitioner_id = p_practitioner.practitioner_id and a.address is not null
    ) then 'location' end
  ], null);
$$;

comment on function app.practitioner_missing(app.practitioners) is
  'Of services (none is offered), hours (none are to come) and location (in person, but neither in words nor an address) those that are missing.  As the caller sees it.';
grant execute on function app.practitioner_missing(app.practitioners) to authenticated, service_role;

create function app.practitioner_advised(p_practitioner app.practitioners)
returns text[]
language sql
stable
security invoker
set search_path = ''
as $$
  select array_remove(array[
    case when btrim(p_practitioner.bio) = '' then 'bio' end,
    case when p_practitioner.languages = '{}' then 'languages' end,
    case when exists (select from app.specialties as s where s.organization_id = p_practitioner.organization_id) and not exists (
      select from app.practitioner_specialties as ps
      where (ps.practitioner_id, ps.organization_id) = (p_practitioner.practitioner_id, p_practitioner.organization_id)
    ) then 'specialties' end
  ], null);
$$;

comment on function app.practitioner_advised(app.practitioners) is 'Of bio, languages and specialties those that would help clients to choose, and are empty.';
grant execute on function app.practitioner_advised(app.practitioners) to authenticated, service_role;
