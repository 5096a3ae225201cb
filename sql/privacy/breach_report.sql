-- breach_report: whose data were touched in a time, by somebody or by all.
--
-- Room:   privacy
-- Caller: a member with privacy:manage
-- Reads:  app.audit_log, app.audit_personal, app.disclosures, app.clients, app.members, app.organizations
-- Writes: app.audit_log
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.breach_report(p_organization_id uuid, p_from timestamptz, p_to timestamptz, p_actor text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_clients jsonb;
begin
  perform private.permission_required(p_organization_id, 'privacy:manage');
  if p_from is null or p_to is null or p_from >= p_to then
    perform app.fail('invalid_argument', 'The time that is looked at needs a beginning and a later end.', 'Send from_time and to_time.');
  end if;
  with touched as (
    select s.client_id, a.at, coalesce(p.actor, a.actor) as actor, a.action as what
    from app.audit_log as a
    left join app.audit_personal as p on (p.entry_id, p.organization_id) = (a.entry_id, a.organization_id)
    cross join lateral app.clients_of_entry(a) as s (client_id)
    where a.organization_id = p_organization_id and a.at >= p_from and a.at < p_to and (p_actor is null or coalesce(p.actor, a.actor) = p_actor)
    union all
    select d.client_id, d.at, 'user:' || d.user_id, 'client.' || d.what
    from app.disclosures as d
    where d.organization_id = p_organization_id and d.at >= p_from and d.at < p_to and (p_actor is null or 'user:' || d.user_id = p_actor)
  ), per_client as (
    select
      t.client_id, count(*) as times, min(t.at) as first_at, max(t.at) as last_at, array_agg(distinct t.what order by t.what) as what,
      array_agg(distinct t.actor order by t.actor) as actors
    from touched as t group by t.client_id
  )
  select jsonb_agg(jsonb_build_object(
    'client_id', c.client_id, 'name', c.name, 'email', c.email, 'phone', c.phone, 'locale', c.locale,
    'times', p.times, 'first_at', p.first_at, 'last_at', p.last_at, 'what', p.what, 'actors', p.actors
  ) order by c.name, c.client_id) into v_clients
  from per_client as p
  join app.clients as c on (c.client_id, c.organization_id) = (p.client_id, p_organization_id);

  perform app.record(p_organization_id, 'organization.breach_reported', p_organization_id::text, null, jsonb_build_object(
    'from_at', p_from, 'to_at', p_to, 'by', p_actor, 'clients', coalesce(jsonb_array_length(v_clients), 0)
  ));
  return jsonb_build_object(
    'organization', (select jsonb_build_object('organization_id', o.organization_id, 'name', o.name, 'country', o.country) from app.organizations as o
      where o.organization_id = p_organization_id),
    'from_time', p_from, 'to_time', p_to, 'actor', p_actor, 'reported_at', app.now(),
    'actor_name', (select m.display_name from app.members as m where m.organization_id = p_organization_id and 'user:' || m.user_id = p_actor),
    'clients_of_the_organization', (select count(*) from app.clients as c where c.organization_id = p_organization_id),
    'clients', coalesce(v_clients, '[]')
  );
end;
$$;

comment on function private.breach_report(uuid, timestamptz, timestamptz, text) is 'Definer: it reads what no role may; the first statement authorises.  See api.breach_report.';
grant execute on function private.breach_report(uuid, timestamptz, timestamptz, text) to authenticated;

create function api.breach_report(organization_id uuid, from_time timestamptz, to_time timestamptz, actor text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.breach_report(breach_report.organization_id, breach_report.from_time, breach_report.to_time, breach_report.actor);
$$;

comment on function api.breach_report(uuid, timestamptz, timestamptz, text) is
  'The clients whose records were opened or changed in [from_time, to_time), by actor (user:<uuid> …) or by all, with what a notice needs: how to reach them, what'
  ' was touched, when, by whom.  Lists are not logged: who may open lists may have seen every client in them.';
grant execute on function api.breach_report(uuid, timestamptz, timestamptz, text) to authenticated;
