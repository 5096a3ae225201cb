-- may_attach: whether somebody may put a file where a message can take it from.
--
-- Room:  messaging
-- Reads: app.conversation_attachments, app.conversation_participants
create function app.attachment_place(p_path text)
returns uuid[]
language sql
immutable
security invoker
set search_path = ''
as $$
  -- Written in one way only: no empty, relative or further part, no capital, no line after it.
  select case
    when p_path ~ '\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}){3}\Z' then string_to_array(p_path, '/')::uuid[]
  end;
$$;

comment on function app.attachment_place(text) is '{organization, conversation, participant, random id} of organization/conversation/participant/id; null for any other path.';

create function private.may_attach(p_path text)
returns boolean
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_place uuid[] := app.attachment_place(p_path);
  v_waiting integer;
begin
  if v_place is null or not exists (
    select from app.conversation_participants as p
    where (p.organization_id, p.conversation_id, p.participant_id) = (v_place[1], v_place[2], v_place[3])
      and (p.client_id = any (private.my_client_ids()) or p.practitioner_id = any (private.my_practitioner_ids('conversations:write')))
      and app.closed_because(p) is null
  ) then
    return false;
  end if;
  -- Who uploads and never sends fills nobody's disk.
  select count(*) into v_waiting
  from storage.objects as o
  where o.bucket_id = 'conversations' and o.name like format('%s/%s/%s/%%', v_place[1], v_place[2], v_place[3])
    and not exists (select from app.conversation_attachments as a where a.path = o.name);
  return v_waiting < 20;
end;
$$;

comment on function private.may_attach(text) is
  'Whether the caller may write in the conversation that the path names, and the path is in the caller''s own folder of it; with 20 files there that were never sent, not.'
  '  For the policy on Storage''s objects.  Definer, since the reasons why somebody may not write stand in tables that a client may not read.';
grant execute on function private.may_attach(text) to authenticated;
