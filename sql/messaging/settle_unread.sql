-- settle_unread: who has read everything is not written to.
--
-- Room:   messaging
-- Reads:  app.clients, app.conversation_messages, app.members, app.outbox_events, app.practitioners
-- Writes: app.audit_log, app.conversation_participants, app.notifications, app.outbox_events
create function app.settle_unread(p_participant app.conversation_participants)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_event app.outbox_events;
begin
  if p_participant.unread_event_id is null or exists (
    select from app.conversation_messages as m
    where (m.conversation_id, m.organization_id) = (p_participant.conversation_id, p_participant.organization_id)
      and m.position > p_participant.read_position and m.sender_id <> p_participant.participant_id and m.retracted_at is null
  ) then
    return;
  end if;
  for v_event in
    select e.* from app.outbox_events as e
    where (e.event_id, e.organization_id) = (p_participant.unread_event_id, p_participant.organization_id) and e.status = 'queued' and e.attempts = 0
    -- One that a worker is just taking is as good as sent; nobody who reads waits for it.
    for no key update skip locked
  loop
    perform app.end_message(v_event, 'dropped', 'It was read before anything was sent.');
  end loop;
  update app.notifications as n set read_at = app.now()
  where n.event_id = p_participant.unread_event_id and n.read_at is null
    and n.user_id = (
      select coalesce(c.user_id, m.user_id)
      from (values (p_participant.client_id, p_participant.practitioner_id)) as p (client_id, practitioner_id)
      left join app.clients as c on (c.client_id, c.organization_id) = (p.client_id, p_participant.organization_id)
      left join app.practitioners as pr on (pr.practitioner_id, pr.organization_id) = (p.practitioner_id, p_participant.organization_id)
      left join app.members as m on (m.member_id, m.organization_id) = (pr.member_id, pr.organization_id)
    );
  update app.conversation_participants as p set unread_event_id = null
  where (p.participant_id, p.organization_id) = (p_participant.participant_id, p_participant.organization_id);
end;
$$;

comment on function app.settle_unread(app.conversation_participants) is
  'When nothing waits for this participant, whom the caller has locked: drops the mail that would have said so, unless it is under way, and marks the notification read.';
