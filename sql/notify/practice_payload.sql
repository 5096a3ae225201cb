-- practice_payload: what a worker needs to write about a practice room, which may be gone by then.
--
-- Room:  notify
create function app.practice_payload(p_event app.outbox_events)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_to text := p_event.recipient;
  v_other text := case p_event.recipient when 'host' then 'guest' else 'host' end;
  v_party app.account_details;
  v_others app.account_details;
begin
  if p_event.topic not like 'practice\_room.%' then
    return null;
  end if;
  v_party := app.account_details(p_event.organization_id, (p_event.data ->> (v_to || '_id'))::uuid);
  v_others := app.account_details(p_event.organization_id, (p_event.data ->> (v_other || '_id'))::uuid);
  return jsonb_build_object(
    'practice_room', p_event.data - array['host_id', 'guest_id', 'host_name', 'guest_name'] || jsonb_build_object('room_id', p_event.subject_id),
    'organization', app.organization_payload(p_event.organization_id),
    -- The one's address, and of the other the name only: what is not here is told nobody.
    'party', jsonb_build_object(
      'name', p_event.data ->> (v_to || '_name'), 'email', v_party.email, 'time_zone', v_party.time_zone, 'locale', v_party.locale
    ),
    'other', jsonb_build_object('name', p_event.data ->> (v_other || '_name'), 'time_zone', v_others.time_zone)
  );
end;
$$;

comment on function app.practice_payload(app.outbox_events) is
  '{practice_room (the event''s own data), organization, party (to whom it goes: name, email, time_zone, locale), other (name, time_zone)}; null about anything else.'
  '  The room itself is not read: a cancellation goes out after it.';
