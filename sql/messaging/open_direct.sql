-- open_direct: the one conversation of a client and a practitioner.
--
-- Room:   messaging
-- Reads:  app.conversations
-- Writes: app.audit_log, app.conversation_participants, app.conversations
create function app.open_direct(p_client_id uuid, p_practitioner_id uuid, p_organization_id uuid)
returns uuid
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_id uuid;
begin
  -- Two who open it at once wait here for each other: the index lets one in.
  insert into app.conversations (organization_id, kind, client_id, practitioner_id)
  values (p_organization_id, 'direct', p_client_id, p_practitioner_id)
  on conflict (client_id, practitioner_id, organization_id) where kind = 'direct' do nothing
  returning conversation_id into v_id;
  if v_id is null then
    return (
      select c.conversation_id from app.conversations as c
      where (c.client_id, c.practitioner_id, c.organization_id) = (p_client_id, p_practitioner_id, p_organization_id) and c.kind = 'direct'
    );
  end if;
  insert into app.conversation_participants (organization_id, conversation_id, practitioner_id, client_id)
  values (p_organization_id, v_id, p_practitioner_id, null), (p_organization_id, v_id, null, p_client_id);
  perform app.record(
    p_organization_id, 'conversation.opened', v_id::text, null,
    jsonb_build_object('kind', 'direct', 'client_id', p_client_id, 'practitioner_id', p_practitioner_id)
  );
  return v_id;
end;
$$;

comment on function app.open_direct(uuid, uuid, uuid) is 'The conversation of the two, opened if there was none.  The caller has authorised.';
