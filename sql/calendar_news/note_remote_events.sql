-- note_remote_events: what became of our events in somebody's own calendar becomes of the bookings, as the organization wishes.
--
-- Room:   calendar_news
-- Caller: the service role
-- Reads:  app.calendar_connections, app.calendar_events, app.organizations
-- Writes: app.audit_log, app.booking_series, app.booking_tokens, app.bookings, app.calendar_changes, app.calendar_tasks, app.calendar_turns, app.next_slots,
--         app.notifications, app.outbox_events, app.resource_claims, app.slot_claims, app.video_rooms, app.webhook_deliveries
-- Locks:  the practitioner, then the bookings
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found
create function private.note_remote_events(p_connection_id uuid, p_calendar_id text, p_events jsonb, p_seen text[], p_listed_at timestamptz)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_connection app.calendar_connections := private.calendar_of_the_service(p_connection_id);
  v_wish text;
  v_event app.remote_event;
  v_found record;
  v_counts jsonb := '{}';
  v_outcome text;
begin
  if jsonb_typeof(p_events) is distinct from 'array' or (p_seen is not null and p_listed_at is null) then
    perform app.fail('invalid_argument', 'Events are a list, and whoever has seen all says when that was.', 'Correct the arguments.');
  end if;
  if v_connection.calendar_id is distinct from p_calendar_id then
    return v_counts; -- Another calendar was made meanwhile.
  end if;
  perform app.act_as('service:calendar');
  select o.on_remote_change into v_wish from app.organizations as o where o.organization_id = v_connection.organization_id;
  for v_event in
    select e.remote_id, e.etag, coalesce(e.cancelled, false), e.starts_at, e.ends_at
    from jsonb_to_recordset(p_events) as e (remote_id text, etag text, cancelled boolean, starts_at timestamptz, ends_at timestamptz)
    where coalesce(e.cancelled, false) or (e.starts_at is not null and e.ends_at is not null)
    union all
    -- Of what was deleted while nobody listened a full list says nothing.
    select e.remote_id, null, true, null, null
    from app.calendar_events as e
    where e.connection_id = p_connection_id and e.removed_at is null and e.remote_id <> all (p_seen) and e.written_at < p_listed_at
      and e.written_ends_at > app.now()
  loop
    v_found := app.change_of_event(v_connection, v_event);
    continue when (v_found.change).change_id is null;
    v_outcome := app.settle_change(v_found.change, v_found.booking, v_wish);
    v_counts := v_counts || jsonb_build_object(v_outcome, coalesce((v_counts ->> v_outcome)::integer, 0) + 1);
  end loop;
  return v_counts;
end;
$$;

comment on function private.note_remote_events(uuid, text, jsonb, text[], timestamptz) is 'Definer: bookings and changes are no role''s to write.  See api.note_remote_events.';
grant execute on function private.note_remote_events(uuid, text, jsonb, text[], timestamptz) to service_role;

create function api.note_remote_events(
  connection_id uuid, calendar_id text, events jsonb, seen text[] default null, listed_at timestamptz default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.note_remote_events(
    note_remote_events.connection_id, note_remote_events.calendar_id, note_remote_events.events, note_remote_events.seen, note_remote_events.listed_at
  );
$$;

comment on function api.note_remote_events(uuid, text, jsonb, text[], timestamptz) is
  'Takes events as a provider has them now, [{remote_id, etag, cancelled, starts_at, ends_at}], and settles what they change: the booking follows, its practitioner'
  ' is asked, or the event is put back.  seen: the ids of all events at listed_at, so that those of ours that are missing count as deleted.  What we wrote ourselves,'
  ' and what was noticed before, changes nothing.  Returns how many came to what: {applied, asked, put_back, refused, same, known}.';
grant execute on function api.note_remote_events(uuid, text, jsonb, text[], timestamptz) to service_role;
