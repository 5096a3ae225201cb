-- place_of: where a session of a service takes place.
--
-- Room:  directory
-- Reads: app.services, app.places
create function app.place_of(p_practitioner_id uuid, p_service_id uuid, p_organization_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'kind', s.location_kind,
    'address', case s.location_kind when 'in_person' then p.address end,
    'video_url', case s.location_kind when 'online' then p.video_url end
  )
  from app.services as s
  left join lateral (
    select
      (array_agg(each.address order by each.service_id nulls last) filter (where each.address is not null))[1] as address,
      (array_agg(each.video_url order by each.service_id nulls last) filter (where each.video_url is not null))[1] as video_url
    from app.places as each
    where (each.practitioner_id, each.organization_id) = (p_practitioner_id, p_organization_id)
      and (each.service_id = p_service_id or each.service_id is null)
  ) as p on true
  where (s.service_id, s.organization_id) = (p_service_id, p_organization_id);
$$;

comment on function app.place_of(uuid, uuid, uuid) is
  '{kind, address, video_url}: address only in person, video_url only online, the service''s own before the practitioner''s, null where none was given.';
