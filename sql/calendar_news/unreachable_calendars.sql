-- unreachable_calendars: whose calendars nobody could read for a while offers nothing, if the practitioner wished so.
--
-- Room:   calendar_news
-- Reads:  app.busy_calendars, app.calendar_connections, app.calendar_reads, app.members, app.practitioners
-- Writes: app.busy_spans, app.next_slots
create function app.unreachable_grace()
returns interval
language sql
immutable
security invoker
return interval '30 minutes';

comment on function app.unreachable_grace() is
  'How old what we know of busy time may be before a calendar counts as unreachable: twice as long as a calendar of which we hear goes unasked.';

create function app.practitioner_of(p_connection app.calendar_connections)
returns uuid
language sql
stable
security invoker
set search_path = ''
as $$
  select p.practitioner_id
  from app.members as m
  join app.practitioners as p on (p.member_id, p.organization_id) = (m.member_id, m.organization_id)
  where (m.user_id, m.organization_id) = (p_connection.user_id, p_connection.organization_id);
$$;

comment on function app.practitioner_of(app.calendar_connections) is 'The profile of the connection''s owner, or null: who has none is never booked.';

create function app.settle_unreachable(p_connection app.calendar_connections)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_known_at timestamptz := coalesce((
    select r.busy_read_at from app.calendar_reads as r where (r.connection_id, r.organization_id) = (p_connection.connection_id, p_connection.organization_id)
  ), p_connection.connected_at);
begin
  -- Of one that was revoked nothing will be read again until it is connected once more: there is nothing to wait for.
  if p_connection.on_unreachable = 'closed'
    and (p_connection.status = 'revoked' or (p_connection.status = 'connected' and v_known_at < app.now() - app.unreachable_grace()))
    and exists (select from app.busy_calendars as c where c.connection_id = p_connection.connection_id and c.chosen) then
    -- Without the practitioner's lock: whoever marks a failure has other locks, and what was booked a moment ago was booked in time.
    insert into app.busy_spans (organization_id, practitioner_id, source_id, span, kind)
    select p_connection.organization_id, p.practitioner_id, p_connection.connection_id, tstzrange(app.now(), 'infinity'), 'unreachable'
    from app.practitioner_of(p_connection) as p (practitioner_id)
    where p.practitioner_id is not null
      and not exists (select from app.busy_spans as s where s.source_id = p_connection.connection_id and s.kind = 'unreachable');
  elsif p_connection.on_unreachable = 'open' then
    delete from app.busy_spans as s where s.source_id = p_connection.connection_id and s.kind = 'unreachable';
  end if;
end;
$$;

comment on function app.settle_unreachable(app.calendar_connections) is
  'Closes the practitioner''s time where on_unreachable says so and busy time was not read within the grace, or access was revoked; opens it again where'
  ' on_unreachable no longer does.'
  '  What was read last keeps counting in both cases.';
