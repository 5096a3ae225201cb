-- set_retention: how long an organization keeps what, and whether what is older goes by itself.
--
-- Room:   privacy
-- Caller: a member with privacy:manage
-- Reads:  app.retention_kinds, app.organizations
-- Writes: app.audit_log, app.idempotency_keys, app.retention_periods, app.retention_switches
-- Locks:  the idempotency key
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.set_retention(p_organization_id uuid, p_switched_on boolean, p_keep_days jsonb, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_organization_id, p_switched_on, p_keep_days);
  v_answer jsonb;
  v_wish record;
  v_kind app.retention_kinds;
  v_floor integer;
begin
  perform private.permission_required(p_organization_id, 'privacy:manage');
  v_answer := app.recall_answer('set_retention', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  if p_switched_on is null or jsonb_typeof(coalesce(p_keep_days, '{}')) <> 'object' then
    perform app.fail('invalid_argument', 'Say whether it is switched on, and the days as an object of kinds.', 'Send {"messages": 365}.');
  end if;
  for v_wish in select w.key, w.value from jsonb_each(coalesce(p_keep_days, '{}')) as w loop
    select k.* into v_kind from app.retention_kinds as k where k.kind = v_wish.key;
    v_floor := (select app.retention_floor(v_kind, o.profile) from app.organizations as o where o.organization_id = p_organization_id);
    if v_kind.kind is null or v_wish.value::text !~ '^[0-9]{1,5}$' or v_wish.value::integer not between 1 and 36525 then
      perform app.fail('invalid_argument', format('“%s” is no kind of data, or %s no number of days.', left(v_wish.key, 40), left(v_wish.value::text, 20)),
        'Use the kinds that the view retention lists, and 1 to 36525 days.');
    elsif v_wish.value::integer < v_floor then
      perform app.fail('invalid_argument', format('“%s” has to be kept for %s days at least.', v_kind.kind, v_floor), coalesce(v_kind.source, 'Choose more days.'));
    end if;
    insert into app.retention_periods as r (organization_id, kind, keep_days) values (p_organization_id, v_kind.kind, v_wish.value::integer)
    on conflict (organization_id, kind) do update set keep_days = excluded.keep_days where r.keep_days <> excluded.keep_days;
  end loop;
  if p_switched_on then
    insert into app.retention_switches (organization_id) values (p_organization_id) on conflict do nothing;
  else
    delete from app.retention_switches as s where s.organization_id = p_organization_id;
  end if;
  v_answer := jsonb_build_object('organization_id', p_organization_id, 'switched_on', p_switched_on, 'keep_days', coalesce(p_keep_days, '{}'));
  perform app.record(p_organization_id, 'organization.retention_set', p_organization_id::text, null, v_answer);
  return app.remember_answer('set_retention', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.set_retention(uuid, boolean, jsonb, text) is 'Definer: periods are no role''s to write; the first statement authorises.  See api.set_retention.';
grant execute on function private.set_retention(uuid, boolean, jsonb, text) to authenticated;

create function api.set_retention(organization_id uuid, switched_on boolean, keep_days jsonb default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.set_retention(set_retention.organization_id, set_retention.switched_on, set_retention.keep_days, set_retention.idempotency_key);
$$;

comment on function api.set_retention(uuid, boolean, jsonb, text) is
  'Sets keep_days {kind: days} for some kinds, never less than the law allows, and whether what is older goes by itself.  Look at preview_retention first.'
  '  Returns {organization_id, switched_on, keep_days}.  Safe to repeat.';
grant execute on function api.set_retention(uuid, boolean, jsonb, text) to authenticated;
