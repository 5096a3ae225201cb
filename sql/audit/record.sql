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
begin
  insert into app.audit_log (organization_id, action, entity, entity_id, before, after)
  values (p_organization_id, p_action, split_part(p_action, '.', 1), p_entity_id, p_before, p_after);
end;
$$;

comment on function app.record(uuid, text, text, jsonb, jsonb) is
  'Appends an entry.  p_action: <entity>.<verb in the past tense>; p_before and p_after: the row as it was and is.';
