-- next_status: where an action leads, for whoever asks.
--
-- Room:   bookings
-- Reads:  app.booking_transitions
-- Raises: PT403 not_allowed, PT409 illegal_transition
create function app.next_status(p_from text, p_action text, p_party text)
returns text
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_transition app.booking_transitions;
begin
  select * into v_transition from app.booking_transitions as t where (t.from_status, t.action) = (p_from, p_action);
  if not found then
    perform app.fail(
      'illegal_transition', format('The booking is %s: it cannot be %s.', replace(p_from, '_', '-'), app.action_in_words(p_action)),
      'Reload the booking to see its present state.'
    );
  end if;
  if p_party <> all (v_transition.actors) then
    perform app.fail('not_allowed', format('This booking cannot be %s by its %s.', app.action_in_words(p_action), p_party), 'Ask the practitioner.');
  end if;
  return v_transition.to_status;
end;
$$;

comment on function app.next_status(text, text, text) is 'The status after p_action by p_party (client, practitioner, admin or system).';

create function app.action_in_words(p_action text)
returns text
language sql
immutable
security invoker
return case p_action
  when 'approve' then 'approved'
  when 'decline' then 'declined'
  when 'expire' then 'let expire'
  when 'cancel' then 'cancelled'
  when 'reschedule' then 'moved'
  when 'complete' then 'marked as attended'
  when 'miss' then 'marked as missed'
  else p_action
end;

comment on function app.action_in_words(text) is 'The past participle of an action of app.booking_transitions, for sentences.';
