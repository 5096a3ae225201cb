-- supersede_messages: a newer state says what an older message, which nobody has tried to send, would have said.
--
-- Room:   outbox
-- Reads:  app.outbox_events
-- Writes: app.outbox_events, app.audit_log
create function app.tells_a_state(p_topic text)
returns boolean
language sql
immutable
security invoker
return p_topic ~ '^(booking|series)\.(pending|confirmed|approved|rescheduled|cancelled|declined|expired|changed)$';

comment on function app.tells_a_state(text) is 'Whether a message says how a booking or series stands now, so that the next such message makes it needless.';

create function app.supersede_messages(p_subject_id uuid, p_recipient text)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_event app.outbox_events;
  v_carried jsonb;
begin
  for v_event in
    select e.* from app.outbox_events as e
    where (e.subject_id, e.recipient, e.status) = (p_subject_id, p_recipient, 'queued') and e.attempts = 0 and app.tells_a_state(e.topic)
      and e.transaction_id is distinct from pg_current_xact_id()
    order by e.position
    -- One that a worker is just taking is as good as sent; nobody who changes a booking waits for it.
    for no key update skip locked
  loop
    perform app.end_message(v_event, 'dropped', 'Superseded by a newer one.');
    v_carried := jsonb_build_object(
      'unheard', coalesce(v_carried -> 'unheard', v_event.carried -> 'unheard', to_jsonb(v_event.topic ~ '\.(confirmed|pending)$')),
      'approved', v_event.topic ~ '\.approved$' or coalesce((coalesce(v_carried, v_event.carried) -> 'approved')::boolean, false),
      'previous_starts_at', coalesce(v_carried ->> 'previous_starts_at', v_event.carried ->> 'previous_starts_at', v_event.data ->> 'previous_starts_at'),
      'previous_ends_at', coalesce(v_carried ->> 'previous_ends_at', v_event.carried ->> 'previous_ends_at', v_event.data ->> 'previous_ends_at'),
      'changes', coalesce(v_carried -> 'changes', '[]') || coalesce(v_event.carried -> 'changes', '[]') || coalesce(v_event.data -> 'changes', '[]')
    );
  end loop;
  return v_carried;
end;
$$;

comment on function app.supersede_messages(uuid, text) is
  'Drops the messages about a state of this subject that are queued for this recipient and that nobody has tried to send.  Returns what they had to say, for'
  ' outbox_events.carried, or null: {unheard (the recipient has not heard of the booking at all), approved (nor of the approval), previous_starts_at,'
  ' previous_ends_at (the time that the recipient knows), changes (of a series)}.';
