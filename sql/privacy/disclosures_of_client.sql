-- disclosures_of_client: who saw what of a client, when.
--
-- Room:   privacy
-- Caller: a member with privacy:manage
-- Reads:  app.disclosures, app.members, app.audit_log, app.webhook_deliveries, app.webhook_endpoints
-- Locks:  the client
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create type app.disclosure as (at timestamptz, who text, name text, role text, what text, detail text);

comment on type app.disclosure is
  'who: user:<uuid> or service:webhook; name and role: as the organization knows them now, or null; what: record, export, webhook, or the audit log''s action;'
  ' detail: the booking, note or address behind it.';

create function private.disclosures_of_client(p_client_id uuid)
returns setof app.disclosure
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_client constant app.clients := app.client_to_protect(p_client_id);
  v_person constant app.person := app.person(v_client);
begin
  return query
  with seen as (
    select d.at, 'user:' || d.user_id as who, d.what, null::text as detail
    from app.disclosures as d where (d.client_id, d.organization_id) = (p_client_id, v_client.organization_id)
    union all
    -- Reads of notes and conversations, which are audited one by one; and whatever the practice did with the record.
    select a.at, a.actor, a.action, a.entity_id
    from app.audit_log as a
    where a.organization_id = v_client.organization_id and a.entity_id = any (v_person.words) and a.action like '%.read'
    union all
    select w.finished_at, 'service:webhook', 'webhook', w.event_type || ' → ' || e.url
    from app.webhook_deliveries as w
    join app.webhook_endpoints as e on (e.endpoint_id, e.organization_id) = (w.endpoint_id, w.organization_id)
    where w.organization_id = v_client.organization_id and w.subject_id = any (v_person.subjects) and w.status = 'delivered'
  )
  select s.at, s.who, m.display_name, m.role, s.what, s.detail
  from seen as s
  left join app.members as m on m.organization_id = v_client.organization_id and 'user:' || m.user_id = s.who
  -- What clients do with their own record is no disclosure.
  where s.who is distinct from 'user:' || v_client.user_id and s.who not like 'client:%'
  order by s.at desc, m.display_name, s.what;
end;
$$;

comment on function private.disclosures_of_client(uuid) is 'Definer: the log of reads is no role''s to read; app.client_to_protect authorises.  See api.disclosures_of_client.';
grant execute on function private.disclosures_of_client(uuid) to authenticated;

create function api.disclosures_of_client(client_id uuid)
returns table (at timestamptz, who text, name text, role text, what text, detail text)
language sql
volatile
security invoker
set search_path = ''
as $$
  select * from private.disclosures_of_client(disclosures_of_client.client_id);
$$;

comment on function api.disclosures_of_client(uuid) is
  'Who of the practice, and which system of others, saw what of the client, newest first: records opened, exports, notes read, webhooks of the last 30 days.';
grant execute on function api.disclosures_of_client(uuid) to authenticated;
