-- set_practice_stages: through which stages practice rooms go here (SC-1.7).
--
-- Room:   practice_rooms
-- Caller: a member with settings:write
-- Writes: app.audit_log, app.idempotency_keys, app.practice_rooms, app.practice_stages
-- Locks:  the idempotency key
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.set_practice_stages(p_organization_id uuid, p_stages text[], p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_organization_id, p_stages);
  v_answer jsonb;
  v_before text[];
  v_now text[];
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('set_practice_stages', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  perform private.permission_required(p_organization_id, 'settings:write');
  if coalesce(cardinality(p_stages), 0) > 0 and (
    cardinality(p_stages) not between 2 and 20 or (select count(distinct s) from unnest(p_stages) as s) <> cardinality(p_stages)
    or exists (select from unnest(p_stages) as s where (s ~ '^[a-z][a-z0-9_]{0,39}$') is not true)
  ) then
    perform app.fail('invalid_argument', 'Stages are 2 to 20 different words in lower case, without spaces.', 'Correct them, or send none for the usual ones.');
  end if;
  perform pg_advisory_xact_lock(hashtextextended('practice stages ' || p_organization_id, 2));
  v_before := app.practice_stages_of(p_organization_id);
  delete from app.practice_stages as s where s.organization_id = p_organization_id;
  insert into app.practice_stages (organization_id, position, stage)
  select p_organization_id, s.position, s.stage from unnest(p_stages) with ordinality as s (stage, position);
  v_now := app.practice_stages_of(p_organization_id);
  -- What has ended stays ended, whatever the end is called.
  if v_now[cardinality(v_now)] <> v_before[cardinality(v_before)] then
    update app.practice_rooms as r set stage = v_now[cardinality(v_now)]
    where r.organization_id = p_organization_id and r.stage = v_before[cardinality(v_before)];
  end if;
  return app.remember_answer('set_practice_stages', p_key, v_arguments, jsonb_build_object(
    'organization_id', p_organization_id, 'stages', v_now
  ));
end;
$$;

comment on function private.set_practice_stages(uuid, text[], text) is 'Definer: stages are no role''s to write.  See api.set_practice_stages.';
grant execute on function private.set_practice_stages(uuid, text[], text) to authenticated;

create function api.set_practice_stages(organization_id uuid, stages text[], idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.set_practice_stages(set_practice_stages.organization_id, set_practice_stages.stages, set_practice_stages.idempotency_key);
$$;

comment on function api.set_practice_stages(uuid, text[], text) is
  'The stages of the organization''s practice rooms, in their order: the first is every new room''s, the last ends it; none: the usual ones.  Rooms keep the stage that they'
  ' have, but for those that have ended, which go on to the new last one.  Returns {organization_id, stages}.';
grant execute on function api.set_practice_stages(uuid, text[], text) to authenticated;
