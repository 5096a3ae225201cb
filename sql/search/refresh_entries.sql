-- refresh_entries: an entry of the directory follows whatever it is gathered from.
--
-- Room:   search
-- Reads:  app.practitioners, app.organizations, app.specialties, app.practitioner_specialties, app.services, app.practitioner_services
-- Writes: app.directory_entries
-- Locks:  app.directory_entries, by practitioner_id
create function app.refresh_entries(p_practitioner_ids uuid[])
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  -- First the rows, then, in a statement that sees what others have committed meanwhile, what to write: so no simultaneous change is lost.
  insert into app.directory_entries (practitioner_id, organization_id, name, location, words)
  select p.practitioner_id, p.organization_id, '', '', ''
  from app.practitioners as p where p.practitioner_id = any (p_practitioner_ids)
  order by p.practitioner_id
  on conflict do nothing;
  perform from app.directory_entries as e where e.practitioner_id = any (p_practitioner_ids) order by e.practitioner_id for update;

  update app.directory_entries as e
  set name = app.plain_text(p.display_name),
      location = app.plain_text(p.location),
      words = setweight(to_tsvector('simple', app.plain_text(p.display_name)), 'A')
        || setweight(to_tsvector('simple', app.plain_text(coalesce((
          select string_agg(s.name, ' ' order by s.specialty_id)
          from app.practitioner_specialties as ps
          join app.specialties as s on (s.specialty_id, s.organization_id) = (ps.specialty_id, ps.organization_id)
          where (ps.practitioner_id, ps.organization_id) = (p.practitioner_id, p.organization_id)
        ), '') || ' ' || coalesce((
          select string_agg(s.name, ' ' order by s.service_id)
          from app.practitioner_services as ps
          join app.services as s on (s.service_id, s.organization_id) = (ps.service_id, ps.organization_id)
          where (ps.practitioner_id, ps.organization_id) = (p.practitioner_id, p.organization_id) and ps.active and s.archived_at is null
        ), ''))), 'B')
        || setweight(to_tsvector('simple', app.plain_text(p.location || ' ' || o.name)), 'C')
        || setweight(to_tsvector('simple', app.plain_text(p.bio)), 'D')
  from app.practitioners as p
  join app.organizations as o on o.organization_id = p.organization_id
  where (p.practitioner_id, p.organization_id) = (e.practitioner_id, e.organization_id)
    and e.practitioner_id = any (p_practitioner_ids);
end;
$$;

comment on function app.refresh_entries(uuid[]) is 'Gathers the entries of these practitioners anew.';

create function private.refresh_entries()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_row jsonb := to_jsonb(coalesce(new, old));
begin
  perform app.refresh_entries(case tg_table_name
    when 'services' then array(select ps.practitioner_id from app.practitioner_services as ps where ps.service_id = (v_row ->> 'service_id')::uuid)
    when 'specialties' then array(select ps.practitioner_id from app.practitioner_specialties as ps where ps.specialty_id = (v_row ->> 'specialty_id')::uuid)
    when 'organizations' then array(select p.practitioner_id from app.practitioners as p where p.organization_id = (v_row ->> 'organization_id')::uuid)
    else array[(v_row ->> 'practitioner_id')::uuid]
  end);
  return null;
end;
$$;

comment on function private.refresh_entries() is 'Trigger, after a change of what an entry is gathered from.  Definer, since no role may write entries.';

create trigger _500_entry after insert or update of display_name, bio, location on app.practitioners for each row execute function private.refresh_entries();
create trigger _500_entry after insert or update of active on app.practitioner_services for each row execute function private.refresh_entries();
create trigger _500_entry after insert or delete on app.practitioner_specialties for each row execute function private.refresh_entries();
create trigger _500_entry after update of name, archived_at on app.services for each row execute function private.refresh_entries();
create trigger _500_entry after update of name on app.specialties for each row execute function private.refresh_entries();
create trigger _500_entry after update of name on app.organizations for each row execute function private.refresh_entries();
