-- drop_invitation_mail: an invitation that is withdrawn or sent anew is not mailed as it was.
--
-- Room:   tenancy
-- Reads:  app.outbox_events
-- Writes: app.outbox_events, app.audit_log
create function app.drop_invitation_mail(p_invitation_id uuid, p_because text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_event app.outbox_events;
begin
  -- One that a worker is just sending is as good as sent: what it registers is replaced, or refused.
  for v_event in
    select e.* from app.outbox_events as e
    where (e.subject_id, e.recipient, e.status) = (p_invitation_id, 'invitee', 'queued')
    for no key update skip locked
  loop
    perform app.end_message(v_event, 'dropped', p_because);
  end loop;
end;
$$;

comment on function app.drop_invitation_mail(uuid, text) is 'Ends the queued mail about an invitation, for a reason that admins read in the list of messages.';
