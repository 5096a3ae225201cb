-- tell_participants: open pages hear at once, and who does not look is written to after a while.
--
-- Room:   messaging
-- Reads:  app.conversation_participants, app.clients, app.members, app.organizations, app.practitioners
-- Writes: app.conversation_participants, app.notifications, app.outbox_events
-- Locks:  the participants, in one order
create function app.broadcast_conversation(p_conversation_id uuid)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  -- To accounts, whose topics are theirs alone: no further topic to authorise, and one for all conversations of a page.
  select app.broadcast('user:' || u.user_id, 'conversation', jsonb_build_object('conversation_id', p_conversation_id))
  from (
    select coalesce(c.user_id, m.user_id) as user_id
    from app.conversation_participants as p
    left join app.clients as c on (c.client_id, c.organization_id) = (p.client_id, p.organization_id)
    left join app.practitioners as pr on (pr.practitioner_id, pr.organization_id) = (p.practitioner_id, p.organization_id)
    left join app.members as m on (m.member_id, m.organization_id) = (pr.member_id, pr.organization_id)
    where p.conversation_id = p_conversation_id and app.closed_because(p) is null
  ) as u
  where u.user_id is not null;
$$;

comment on function app.broadcast_conversation(uuid) is
  'Tells every window of those who take part that something changed, conversation {conversation_id}: nothing of what, or by whom.';

create function app.tell_participants(p_sender app.conversation_participants)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_other app.conversation_participants;
  v_event_id uuid;
begin
  for v_other in
    select p.* from app.conversation_participants as p
    where (p.conversation_id, p.organization_id) = (p_sender.conversation_id, p_sender.organization_id)
      and p.participant_id <> p_sender.participant_id and app.closed_because(p) is null
    order by p.participant_id
    -- Also those for whom a mail waits: whoever is just reading may be about to take it back.
    for no key update
  loop
    continue when v_other.unread_event_id is not null;
    -- Queued now and due after the quiet time: reading until then takes it back.
    insert into app.outbox_events (organization_id, topic, recipient, subject_id, next_attempt_at, data)
    select p_sender.organization_id, 'conversation.unread', case when v_other.client_id is null then 'practitioner' else 'client' end, v_other.participant_id,
      app.now() + make_interval(mins => o.conversation_quiet_minutes), jsonb_strip_nulls(jsonb_build_object(
        'conversation_id', c.conversation_id, 'kind', c.kind, 'practitioner_id', c.practitioner_id, 'client_id', coalesce(v_other.client_id, c.client_id)
      ))
    from app.conversations as c
    join app.organizations as o on o.organization_id = c.organization_id
    where (c.conversation_id, c.organization_id) = (p_sender.conversation_id, p_sender.organization_id)
    returning event_id into v_event_id;
    update app.conversation_participants as p set unread_event_id = v_event_id
    where (p.participant_id, p.organization_id) = (v_other.participant_id, v_other.organization_id);
  end loop;
  perform app.broadcast_conversation(p_sender.conversation_id);
end;
$$;

comment on function app.tell_participants(app.conversation_participants) is
  'After somebody wrote: one message of the outbox for each of the others who has none waiting, and a broadcast.';
