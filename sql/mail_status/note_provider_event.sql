-- note_provider_event: a provider's report is kept, and looked at later.
--
-- Room:   mail_status
-- Caller: the service role
-- Writes: app.provider_events
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.note_provider_event(p_provider text, p_provider_event_id text, p_payload jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_noted boolean;
begin
  perform app.service_role_required();
  if (
    p_provider in ('resend', 'postmark', 'ses') and length(p_provider_event_id) between 1 and 200 and jsonb_typeof(p_payload) = 'object'
  ) is not true then
    perform app.fail('invalid_argument', 'A report comes from resend, postmark or ses, has an id and is an object.', 'Correct the arguments.');
  end if;
  insert into app.provider_events (provider, provider_event_id, payload)
  values (p_provider, p_provider_event_id, p_payload)
  on conflict do nothing
  returning true into v_noted;
  return jsonb_build_object('noted', coalesce(v_noted, false));
end;
$$;

comment on function private.note_provider_event(text, text, jsonb) is 'Definer: reports are no role''s to read or write.  See api.note_provider_event.';
grant execute on function private.note_provider_event(text, text, jsonb) to service_role;

create function api.note_provider_event(provider text, provider_event_id text, payload jsonb)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.note_provider_event(note_provider_event.provider, note_provider_event.provider_event_id, note_provider_event.payload);
$$;

comment on function api.note_provider_event(text, text, jsonb) is
  'Keeps what resend, postmark or ses reports of a mail, once for each id; tick makes of it what it means.  Whoever calls has checked that it is genuine.'
  '  Returns {noted}: false when it was known.';
grant execute on function api.note_provider_event(text, text, jsonb) to service_role;
