-- conversation_people: by which names those in a conversation see each other, and who may write.
--
-- Room:  messaging
-- Reads: app.conversations, app.conversation_participants, app.practitioners, app.clients, app.bookings
create function private.conversation_people(p_conversation_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_clients uuid[] := private.my_client_ids();
  v_practitioners uuid[] := private.my_practitioner_ids('conversations:write');
  v_me uuid := (
    select p.participant_id from app.conversation_participants as p
    where p.conversation_id = p_conversation_id and (p.client_id = any (v_clients) or p.practitioner_id = any (v_practitioners))
    order by p.practitioner_id limit 1
  );
begin
  -- Asked by itself: what everybody else reads below has one plan then, which is kept.
  if v_me is null then
    perform from app.conversations as c
    join app.bookings as b
      on (b.practitioner_id, b.service_id, b.starts_at, b.organization_id) = (c.practitioner_id, c.service_id, c.starts_at, c.organization_id)
    where c.conversation_id = p_conversation_id and b.client_id = any (v_clients) and b.status <> 'cancelled';
    if not found then
      return null;
    end if;
  end if;
  return (
    select jsonb_agg(jsonb_build_object(
      'participant_id', p.participant_id, 'role', case when p.client_id is null then 'practitioner' else 'client' end,
      'name', coalesce(pr.display_name, p.shown_as, cl.name), 'is_me', p.participant_id is not distinct from v_me,
      'read_position', case when c.kind = 'direct' then p.read_position end, 'left', p.left_at is not null
    ) order by p.client_id is not null, p.joined_at, p.participant_id)
    from app.conversations as c
    join app.conversation_participants as p on (p.conversation_id, p.organization_id) = (c.conversation_id, c.organization_id)
    left join app.practitioners as pr on (pr.practitioner_id, pr.organization_id) = (p.practitioner_id, p.organization_id)
    left join app.clients as cl on (cl.client_id, cl.organization_id) = (p.client_id, p.organization_id)
    where c.conversation_id = p_conversation_id
      -- Who is only invited learns whose group it is, and not who is in it.
      and (v_me is not null or p.practitioner_id is not null)
  );
end;
$$;

comment on function private.conversation_people(uuid) is
  '[{participant_id, role, name, is_me, read_position (of a direct one), left}], the practitioner first; null for a stranger.  Definer, since the names of others stand'
  ' in tables that they may not read; tells those who take part, and to those who are invited only who the practitioner is.';
grant execute on function private.conversation_people(uuid) to authenticated;

create function private.closed_because(p_conversation_id uuid)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_me app.conversation_participants;
begin
  select p.* into v_me
  from app.conversation_participants as p
  where p.conversation_id = p_conversation_id
    and (p.client_id = any (private.my_client_ids()) or p.practitioner_id = any (private.my_practitioner_ids('conversations:write')))
  order by p.practitioner_id limit 1;
  return case when v_me.participant_id is null then 'not_joined' else app.closed_because(v_me) end;
end;
$$;

comment on function private.closed_because(uuid) is
  'app.closed_because for the caller; not_joined for who takes no part.  Definer, since the reasons stand in tables that a client may not read.';
grant execute on function private.closed_because(uuid) to authenticated;
