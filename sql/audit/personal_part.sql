-- personal_part: what of an audited row goes into the half that can be erased.
--
-- Room: audit
create function app.personal_part(p_row jsonb, p_of_client boolean)
returns jsonb
language plpgsql
immutable
security invoker
set search_path = ''
as $$
begin
  -- Most of what is about no client names nobody, which its text tells at once.
  if p_row is null or not p_of_client and p_row::text not like '%@%' and not p_row ?| '{answer,phone,client}' then
    return null;
  end if;
  return (
    select jsonb_object_agg(f.key, f.value) from jsonb_each(p_row) as f
    where case
      when f.key = 'answer' then true
      when jsonb_typeof(f.value) in ('null', 'number', 'boolean') then false
      -- In a row about a client everything is personal that is not known to be an id, a time, a figure or a state: what is added later is on the safe side.
      -- The words after the last underscore are compared as text: a regular expression, for each field of each booking, takes twice as long.
      when p_of_client then (
          strpos(f.key, '_') = 0 or split_part(f.key, '_', -1) not in ('id', 'at', 'on', 'date', 'local', 'units', 'modifiers', 'place')
        ) and f.key not in ('status', 'reference', 'recurrence', 'weekdays', 'ics_uid', 'billing_code', 'overrides', 'cancelled_by', 'topic', 'kind', 'channel',
          'role', 'recipient', 'version', 'document', 'visibility', 'key_id', 'erased', 'kept')
      -- Elsewhere, what looks like an address, and what is known to be of a person.
      else f.value::text like '%@%' or f.key in ('phone', 'client')
    end
  );
end;
$$;

comment on function app.personal_part(jsonb, boolean) is
  'The fields of p_row that may say who somebody is or what they said; null: none.  In PL/pgSQL, whose plans are kept.  p_of_client: whether the row is about a client.';

create function app.personal_digest(p_personal app.audit_personal)
returns bytea
language plpgsql
immutable
security invoker
set search_path = ''
as $$
begin
  return sha256(convert_to(jsonb_build_array(p_personal.salt, p_personal.actor, p_personal.before, p_personal.after)::text, 'UTF8'));
end;
$$;

comment on function app.personal_digest(app.audit_personal) is 'What audit_log.personal_digest says of a half that is as it was written.';
