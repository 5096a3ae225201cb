-- told_message: what a message says, with what those it supersedes had to say.
--
-- Room: bookings
create function app.told_message(p_event app.outbox_events)
returns app.outbox_events
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_event app.outbox_events := p_event;
  v_kinds text[];
begin
  if p_event.carried is null then
    return p_event;
  end if;
  if p_event.topic like 'series.%' then
    v_event.data := p_event.data || jsonb_build_object('changes', app.told_changes((p_event.carried -> 'changes') || (p_event.data -> 'changes'), p_event.recipient));
    select array_agg(distinct c ->> 'change') into v_kinds from jsonb_array_elements(v_event.data -> 'changes') as c;
    v_event.topic := 'series.' || case when cardinality(v_kinds) = 1 then v_kinds[1] else 'changed' end;
  elsif p_event.topic = 'booking.rescheduled' and p_event.carried -> 'unheard' = 'true' then
    v_event.topic := 'booking.confirmed';
    v_event.data := p_event.data || '{"previous_starts_at": null, "previous_ends_at": null}';
  elsif p_event.topic = 'booking.rescheduled' then
    v_event.topic := case when p_event.carried -> 'approved' = 'true' then 'booking.approved' else p_event.topic end;
    v_event.data := p_event.data || app.known_time(p_event.carried, 'previous');
  elsif p_event.data ->> 'status' = 'cancelled' and p_event.carried -> 'unheard' = 'false' then
    v_event.data := p_event.data || app.known_time(p_event.carried, 'present');
  end if;
  return v_event;
end;
$$;

comment on function app.told_message(app.outbox_events) is
  'The message as it is sent: from what the recipient knows to what is.  Whoever never heard of a booking is told of it, not of its move; what ends, ends at'
  ' the time that the recipient knows.';
