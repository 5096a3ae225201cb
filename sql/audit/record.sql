-- record: write one audit entry.
--
-- Room:   audit
-- Writes: app.audit_log
create function app.record(
  p_organization_id uuid, p_action text, p_entity_id text, p_before jsonb default null, p_after jsonb default null
)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_actor text := app.actor();
  v_entry_id bigint;
  v_personal app.audit_personal;
begin
  v_personal.client_id := coalesce(p_after ->> 'client_id', p_before ->> 'client_id');
  v_personal.before := app.personal_part(p_before, v_personal.client_id is not null);
  v_personal.after := app.personal_part(p_after, v_personal.client_id is not null);
  if v_actor like 'client:%@%' then
    v_personal.actor := v_actor;
    v_actor := 'client:withheld';
  end if;
  if num_nonnulls(v_personal.before, v_personal.after, v_personal.actor) = 0 then
    insert into app.audit_log (organization_id, actor, action, entity, entity_id, before, after)
    values (p_organization_id, v_actor, p_action, split_part(p_action, '.', 1), p_entity_id, p_before, p_after);
    return;
  end if;

  v_personal.salt := gen_random_uuid();
  if v_personal.client_id is null then
    v_personal.email := lower(coalesce(p_after ->> 'email', p_before ->> 'email', p_after ->> 'address', p_before ->> 'address'));
  end if;
  insert into app.audit_log (organization_id, actor, action, entity, entity_id, before, after, personal_digest)
  values (
    p_organization_id, v_actor, p_action, split_part(p_action, '.', 1), p_entity_id,
    p_before - array(select jsonb_object_keys(v_personal.before)), p_after - array(select jsonb_object_keys(v_personal.after)),
    app.personal_digest(v_personal)
  )
  returning entry_id into v_entry_id;
  insert into app.audit_personal (entry_id, organization_id, client_id, email, actor, before, after, salt)
  values (
    v_entry_id, p_organization_id, v_personal.client_id, v_personal.email, v_personal.actor, v_personal.before, v_personal.after, v_personal.salt
  );
end;
$$;

comment on function app.record(uuid, text, text, jsonb, jsonb) is
  'Appends an entry.  p_action: <entity>.<verb in the past tense>; p_before and p_after: the row as it was and is.'
  '  What of it says who somebody is goes into app.audit_personal.';
