-- create_room_slot: say when one would practise, without waiting there (SC-3.1).
--
-- Room:   practice_rooms
-- Caller: who belongs to the organization
-- Reads:  app.room_slots
-- Writes: app.audit_log, app.idempotency_keys, app.rate_limits, app.room_slots
-- Locks:  the idempotency key
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found, PT409 slot_taken, PT422 idempotency_mismatch, PT422 too_far, PT422 too_soon,
--         PT429 too_many_requests
create function private.create_room_slot(p_organization_id uuid, p_starts_at timestamptz, p_duration_minutes integer, p_title text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_organization_id, p_starts_at, p_duration_minutes, p_title);
  v_answer jsonb := app.recall_answer('create_room_slot', p_key, v_arguments);
  v_host app.account_details;
  v_slot app.room_slots;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_host := app.practice_host(p_organization_id);
  perform app.limit_rate('practice:' || v_user_id, 30);
  perform app.check_practice_time(p_starts_at, p_duration_minutes);
  -- Two of one host at the same moment would wait for one another in the constraint.
  perform app.lock_people(array[v_user_id]);
  insert into app.room_slots (organization_id, host_id, host_name, title, starts_at, ends_at)
  values (
    p_organization_id, v_user_id, v_host.name, app.practice_title(p_title), p_starts_at, p_starts_at + make_interval(mins => p_duration_minutes)
  )
  returning * into v_slot;
  return app.remember_answer('create_room_slot', p_key, v_arguments, app.slot_answer(v_slot));
exception when exclusion_violation then
  perform app.fail('slot_taken', 'You offer this time already.', 'Choose another time, or delete the other slot.');
end;
$$;

comment on function private.create_room_slot(uuid, timestamptz, integer, text, text) is 'Definer: slots are no role''s to write.  See api.create_room_slot.';
grant execute on function private.create_room_slot(uuid, timestamptz, integer, text, text) to authenticated;

create function app.slot_answer(p_slot app.room_slots)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'slot_id', p_slot.slot_id, 'organization_id', p_slot.organization_id, 'title', p_slot.title, 'status', case when p_slot.room_id is null then 'open' else 'booked' end,
    'starts_at', p_slot.starts_at, 'ends_at', p_slot.ends_at, 'host_name', p_slot.host_name, 'room_id', p_slot.room_id
  );
$$;

comment on function app.slot_answer(app.room_slots) is '{slot_id, organization_id, title, status, starts_at, ends_at, host_name, room_id}.';

create function api.create_room_slot(
  organization_id uuid, starts_at timestamptz, duration_minutes integer default 60, title text default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.create_room_slot(
    create_room_slot.organization_id, create_room_slot.starts_at, create_room_slot.duration_minutes, create_room_slot.title, create_room_slot.idempotency_key
  );
$$;

comment on function api.create_room_slot(uuid, timestamptz, integer, text, text) is
  'Offers a time, 5 to 480 minutes, that becomes a room when somebody books it; until then it takes no time of its host.  Returns the slot as app.slot_answer has it.';
grant execute on function api.create_room_slot(uuid, timestamptz, integer, text, text) to authenticated;
