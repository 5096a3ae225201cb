-- masked_recipient: where a message goes, so that one recognizes it and nobody else reads it.
--
-- Room:  notify
-- Reads: app.outbox_events, app.invitations
create function app.masked_address(p_address text)
returns text
language sql
immutable
security invoker
set search_path = ''
as $$
  select left(p_address, 1) || '***@' || split_part(p_address, '@', 2);
$$;

comment on function app.masked_address(text) is 'g***@example.com of gil@example.com.';

create function private.masked_recipient(p_event_id uuid)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_event app.outbox_events;
begin
  select e.* into v_event
  from app.outbox_events as e
  where e.event_id = p_event_id
    and (e.organization_id = any (private.organizations_where('messages:read')) or current_setting('role', true) = 'service_role');
  if v_event.topic = 'member.invited' then
    return (
      select app.masked_address(i.email) from app.invitations as i
      where (i.invitation_id, i.organization_id) = (v_event.subject_id, v_event.organization_id)
    );
  end if;
  return app.masked_address((app.event_person(v_event)).email);
end;
$$;

comment on function private.masked_recipient(uuid) is
  'Definer: what a message speaks of is gathered from tables that its reader may not all see.  Null for those without messages:read, and where nobody is there any more.';
grant execute on function private.masked_recipient(uuid) to authenticated, service_role;
