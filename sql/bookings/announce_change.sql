-- announce_change: a change of a booking supersedes what its parties were not yet told of it.
--
-- Room:   bookings
-- Reads:  app.organizations
-- Writes: app.outbox_events, app.audit_log
create function app.quiet_until(p_organization_id uuid, p_first_start timestamptz)
returns timestamptz
language sql
stable
security invoker
set search_path = ''
as $$
  -- A tenth of the time that is left at most, so that the last hour is not spent waiting.
  select app.now() + greatest(interval '0', least(make_interval(secs => o.message_quiet_seconds), (p_first_start - app.now()) / 10))
  from app.organizations as o
  where o.organization_id = p_organization_id;
$$;

comment on function app.quiet_until(uuid, timestamptz) is
  'Until when a message about a change of time waits for the next change.  p_first_start: the earlier of the old and the new time.';

create function app.useless_after(p_starts_at timestamptz)
returns timestamptz
language sql
stable
security invoker
return case when p_starts_at > app.now() then p_starts_at end;

comment on function app.useless_after(timestamptz) is
  'When a message about a booking means nothing any more: at its start; null for what is said later, such as that it took place.';

create function app.announce_change(p_before app.bookings, p_after app.bookings, p_topic text, p_recipient text, p_data jsonb)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_carried jsonb := app.supersede_messages(p_after.booking_id, p_recipient);
  v_unheard boolean := coalesce((v_carried -> 'unheard')::boolean, false);
  v_news boolean := v_unheard or coalesce((v_carried -> 'approved')::boolean, false);
  v_event app.outbox_events;
begin
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data, carried, useless_after, next_attempt_at)
  values (
    p_after.organization_id, p_topic, p_recipient, p_after.booking_id, p_data, v_carried, app.useless_after(p_after.starts_at),
    case
      when p_topic = 'booking.rescheduled' and not v_news then app.quiet_until(p_after.organization_id, least(p_before.starts_at, p_after.starts_at))
      else app.now()
    end
  )
  returning * into v_event;
  if v_unheard and p_after.status = 'cancelled' and p_after.cancelled_by = p_recipient then
    perform app.end_message(v_event, 'dropped', 'Made and ended by the recipient''s own side before anything was sent.');
  elsif not v_news and p_topic = 'booking.rescheduled'
    and ((v_carried ->> 'previous_starts_at')::timestamptz, (v_carried ->> 'previous_ends_at')::timestamptz) = (p_after.starts_at, p_after.ends_at) then
    perform app.end_message(v_event, 'dropped', 'The change was taken back before anything was sent.');
  end if;
end;
$$;

comment on function app.announce_change(app.bookings, app.bookings, text, text, jsonb) is
  'Writes one party''s message.  Changes of time wait for the quiet period, all else leaves at once.  Where nothing is left to be told, the message is'
  ' written and dropped: not in a mail, but in the log and in the app.';
