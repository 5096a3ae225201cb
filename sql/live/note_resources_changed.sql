-- note_resources_changed: a room that one practitioner takes or frees is a room less or more for the others who need one.
--
-- Room:  live
-- Reads: app.practitioner_services, app.resources, app.service_needs
create function app.note_who_needs(p_organization_id uuid, p_kind text, p_span tstzrange)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform app.note_slots_changed(w.practitioner_id, p_span)
  from (
    select distinct o.practitioner_id
    from app.service_needs as n
    join app.practitioner_services as o on (o.service_id, o.organization_id) = (n.service_id, n.organization_id)
    where n.organization_id = p_organization_id and n.kind = p_kind and o.active
  ) as w;
end;
$$;

comment on function app.note_who_needs(uuid, text, tstzrange) is 'Notes, as app.note_slots_changed does, all practitioners with a service that needs things of a kind.';

create function private.note_resources_changed()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  if tg_table_name = 'resource_claims' then
    if tg_op <> 'INSERT' then
      perform app.note_who_needs(r.organization_id, r.kind, old.blocked) from app.resources as r where r.resource_id = old.resource_id;
    end if;
    if tg_op <> 'DELETE' then
      perform app.note_who_needs(r.organization_id, r.kind, new.blocked) from app.resources as r where r.resource_id = new.resource_id;
    end if;
  elsif tg_table_name = 'resources' then
    if tg_op <> 'INSERT' then
      perform app.note_who_needs(old.organization_id, old.kind, null);
    end if;
    if tg_op <> 'DELETE' then
      perform app.note_who_needs(new.organization_id, new.kind, null);
    end if;
  else
    perform app.note_slots_changed(o.practitioner_id, null)
    from app.practitioner_services as o
    where o.service_id = coalesce(new.service_id, old.service_id);
  end if;
  return null;
end;
$$;

comment on function private.note_resources_changed() is
  'Trigger, after rooms and equipment are taken, freed, added, archived or needed.  Bookings that need none fire it never.  Definer, since rooms are written by'
  ' members.';

create trigger _800_note_resources after insert or update or delete on app.resource_claims for each row execute function private.note_resources_changed();
create trigger _800_note_resources after insert or update of kind, archived_at or delete on app.resources
for each row execute function private.note_resources_changed();
create trigger _800_note_resources after insert or update or delete on app.service_needs for each row execute function private.note_resources_changed();
