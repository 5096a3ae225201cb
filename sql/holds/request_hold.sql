-- request_hold: reserve a slot for a few minutes.
--
-- Room:   holds
-- Caller: anybody for published practitioners; members; with booking_id those who may move it
-- Reads:  app.holds, app.slot_claims
-- Writes: app.slot_claims, app.holds, app.audit_log, app.idempotency_keys
-- Locks:  the idempotency key, the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 slot_taken, PT409 slot_full, PT409 illegal_transition,
--         PT422 outside_availability, PT422 too_soon, PT422 too_far, PT422 too_late_to_change, PT422 not_accepting_clients, PT422 idempotency_mismatch,
--         PT429 too_many_requests
create function private.request_hold(
  p_practitioner_id uuid, p_service_id uuid, p_starts_at timestamptz, p_recurrence text, p_occurrences timestamptz[], p_mode text,
  p_time_zone text, p_hold_seconds integer, p_booking_id uuid, p_key text
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_practitioner_id, p_service_id, p_starts_at, p_time_zone, p_hold_seconds, p_booking_id);
  v_answer jsonb := app.recall_answer('request_hold', p_key, v_arguments);
  v_offering app.offering;
  v_move record;
  v_occupant bigint;
  v_claim app.slot_claims;
  v_hold app.holds;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  perform app.check_slot_arguments(p_starts_at, p_recurrence, p_occurrences, p_mode, p_time_zone, p_hold_seconds);
  if p_booking_id is null then
    v_offering := app.offering(p_practitioner_id, p_service_id);
    perform app.check_accepting_clients(v_offering);
  else
    v_move := private.offering_to_move(p_booking_id, p_practitioner_id, p_service_id, p_starts_at);
    v_offering := v_move.offering;
    v_occupant := v_move.occupant;
  end if;
  perform app.limit_holds(v_offering);

  v_claim := app.claim_slot(
    v_offering, p_starts_at, 'hold', p_expires_at => least(app.now() + make_interval(secs => p_hold_seconds), p_starts_at), p_occupant => v_occupant
  );
  insert into app.holds (hold_key, organization_id, claim_id, service_id, time_zone, moves_booking_id, requester, idempotency_key)
  values (
    replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), v_claim.organization_id, v_claim.claim_id, p_service_id,
    coalesce(p_time_zone, v_offering.time_zone), p_booking_id, case when v_offering.standing = 'public' then app.requester() end, p_key
  )
  returning * into v_hold;
  return app.remember_answer('request_hold', p_key, v_arguments, app.hold_answer(v_hold, v_claim));
end;
$$;

comment on function private.request_hold(uuid, uuid, timestamptz, text, timestamptz[], text, text, integer, uuid, text) is
  'Definer: claims and holds are no role''s to write.  app.offering authorises; private.offering_to_move does for a booking that is to move.';
grant execute on function private.request_hold(uuid, uuid, timestamptz, text, timestamptz[], text, text, integer, uuid, text) to anon, authenticated;

create function api.request_hold(
  practitioner_id uuid, service_id uuid, starts_at timestamptz default null,
  recurrence text default null, occurrences timestamptz[] default null, mode text default 'all_or_nothing', time_zone text default null,
  hold_seconds integer default 300, booking_id uuid default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.request_hold(
    request_hold.practitioner_id, request_hold.service_id, request_hold.starts_at, request_hold.recurrence, request_hold.occurrences,
    request_hold.mode, request_hold.time_zone, request_hold.hold_seconds, request_hold.booking_id, request_hold.idempotency_key
  );
$$;

comment on function api.request_hold(uuid, uuid, timestamptz, text, timestamptz[], text, text, integer, uuid, text) is
  'Holds the slot that begins at starts_at for hold_seconds (30 to 900), its start at the latest.  booking_id: the booking that confirming the hold will move.'
  '  Returns {hold_key, expires_at, holds[{hold_key, starts_at, ends_at, start_offset_minutes, end_offset_minutes}], refused[]}; offsets are those of UTC in'
  ' time_zone (default: the practitioner''s).';
grant execute on function api.request_hold(uuid, uuid, timestamptz, text, timestamptz[], text, text, integer, uuid, text) to anon, authenticated;
