-- event_of_the_service: one event of the outbox, for the service role only.
--
-- Room:   outbox
-- Reads:  app.outbox_events
-- Raises: PT403 not_allowed, PT404 not_found
create function app.service_role_required()
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  -- The grants say it first; this holds when somebody widens them by mistake.
  if current_setting('role', true) not in ('service_role', 'none') then
    perform app.fail('not_allowed', 'Only the service role may do this.', 'Use the secret key, on a server.');
  end if;
end;
$$;

comment on function app.service_role_required() is 'Raises PT403 not_allowed unless the service role or the database''s own administrator asks.';
grant execute on function app.service_role_required() to service_role;

create function private.event_of_the_service(p_event_id uuid)
returns app.outbox_events
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_event app.outbox_events;
begin
  perform app.service_role_required();
  select * into v_event from app.outbox_events as e where e.event_id = p_event_id for no key update;
  if not found then
    perform app.fail('not_found', format('No outbox event %s.', p_event_id), 'Mark only events that claim_events gave you.');
  end if;
  return v_event;
end;
$$;

comment on function private.event_of_the_service(uuid) is 'Definer: the outbox is no role''s to read.  Locks the event and returns it, or raises PT404 not_found.';
