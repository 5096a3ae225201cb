-- apply_retention: what an organization no longer keeps goes, a little at a time.
--
-- Room:   privacy
-- Caller: the service role, about once a minute; the database's administrator
-- Reads:  app.retention_switches, app.clients
-- Writes: app.audit_log, app.erasures, app.figure_feed, app.next_slots, app.notes, app.notifications, app.outbox_events, app.practice_rooms,
--         app.practice_rounds, app.retention_switches, app.room_slots, app.slot_claims, app.waitlist_entries, app.waitlist_offers
-- Locks:  the organization's switch; each client that is erased; practice rooms and slots that are free
create function app.end_kept(p_organization_id uuid, p_kind text, p_before timestamptz, p_at_most integer)
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_ids text[] := array(select d.id from app.retention_due(p_organization_id, p_kind, p_before) as d order by d.at limit p_at_most);
  v_client app.clients;
begin
  if p_kind = 'clients' then
    for v_client in
      select c.* from app.clients as c where c.organization_id = p_organization_id and c.client_id = any (v_ids::uuid[]) for no key update skip locked
    loop
      -- Locked only now: meanwhile a hold may have been placed, or an admin may have erased, or the client may have come again.
      continue when not app.client_may_end(v_client, p_before);
      perform app.erase_person(v_client, 'Kept for as long as the organization keeps clients.');
    end loop;
    return cardinality(v_ids);
  elsif p_kind = 'messages' then
    delete from app.outbox_events as e where e.organization_id = p_organization_id and e.event_id = any (v_ids::uuid[]);
  elsif p_kind = 'wishes' then
    delete from app.waitlist_entries as w where w.organization_id = p_organization_id and w.entry_id = any (v_ids::uuid[]);
  elsif p_kind = 'practice' then
    perform app.end_practice(p_organization_id, p_before, v_ids::uuid[]);
  end if;
  -- The words of what went go with it, those of its going included.
  delete from app.audit_personal as p
  where p.organization_id = p_organization_id and p.entry_id in (
    select l.entry_id from app.audit_log as l
    where l.organization_id = p_organization_id and (p_kind = 'audit_words' and l.entry_id = any (v_ids::bigint[]) or p_kind <> 'audit_words' and l.entity_id = any (v_ids))
  );
  return cardinality(v_ids);
end;
$$;

comment on function app.end_kept(uuid, text, timestamptz, integer) is 'Ends up to p_at_most of what app.retention_due finds; returns how many it found.';

create function private.apply_retention()
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_organization_id uuid;
  v_kind record;
  v_done jsonb := '{}';
  v_rows integer;
begin
  perform app.service_role_required();
  perform app.act_as('system:retention');
  -- One organization at a time, whoever has waited longest; several callers take different ones.
  select s.organization_id into v_organization_id from app.retention_switches as s
  where s.applied_at is null or s.applied_at < app.now() - interval '10 minutes'
  order by s.applied_at nulls first limit 1 for update skip locked;
  if not found then
    return v_done;
  end if;
  for v_kind in select r.kind, app.now() - make_interval(days => r.keep_days) as before from api.retention as r where r.organization_id = v_organization_id order by r.kind loop
    v_rows := app.end_kept(v_organization_id, v_kind.kind, v_kind.before, case v_kind.kind when 'clients' then 20 else 500 end);
    if v_rows > 0 then
      v_done := v_done || jsonb_build_object(v_kind.kind, v_rows);
    end if;
  end loop;
  update app.retention_switches as s set applied_at = app.now() where s.organization_id = v_organization_id;
  if v_done <> '{}' then
    perform app.record(v_organization_id, 'organization.retention_applied', v_organization_id::text, null, v_done);
  end if;
  return jsonb_build_object('organization_id', v_organization_id, 'ended', v_done);
end;
$$;

comment on function private.apply_retention() is 'Definer: it writes what no role may; only for the service role.  See api.apply_retention.';
grant execute on function private.apply_retention() to service_role;

create function api.apply_retention()
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.apply_retention();
$$;

comment on function api.apply_retention() is
  'Ends what one organization that switched retention on no longer keeps: up to 500 rows of each kind and 20 clients, every ten minutes at most.  Returns'
  ' {organization_id, ended {kind: rows}}, or {}.  Safe to call as often as one likes, by several at once.';
grant execute on function api.apply_retention() to service_role;
