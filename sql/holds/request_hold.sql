-- request_hold: reserve a slot for a few minutes.
--
-- Room:   holds
-- Caller: anybody for published practitioners; members; with booking_id those who may move it
-- Reads:  app.holds, app.slot_claims
-- Writes: app.audit_log, app.holds, app.idempotency_keys, app.rate_limits, app.resource_claims, app.series_holds, app.slot_claims
-- Locks:  the idempotency key, the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 slot_taken, PT409 slot_full, PT409 illegal_transition,
--         PT422 outside_availability, PT422 too_soon, PT422 too_far, PT422 too_late_to_change, PT422 not_accepting_clients, PT422 onboarding_required, PT422 idempotency_mismatch,
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
  v_arguments jsonb := jsonb_build_array(p_practitioner_id, p_service_id, p_starts_at, p_time_zone, p_hold_seconds, p_booking_id)
    || case when p_recurrence is null and p_occurrences is null then '[]' else jsonb_build_array(p_recurrence, p_occurrences, p_mode) end;
  v_answer jsonb := app.recall_answer('request_hold', p_key, v_arguments);
  v_offering app.offering;
  v_move record;
  v_occupant bigint;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  perform app.check_slot_arguments(p_starts_at, p_recurrence, p_occurrences, p_mode, p_time_zone, p_hold_seconds);
  if p_booking_id is null then
    v_offering := app.offering(p_practitioner_id, p_service_id);
    if not v_offering.accepting_clients then
      perform app.check_accepting_clients(v_offering);
    end if;
    if v_offering.requires_onboarding then
      perform app.check_onboarding(v_offering);
    end if;
  else
    v_move := private.offering_to_move(p_booking_id, p_practitioner_id, p_service_id, p_starts_at);
    v_offering := v_move.offering;
    v_occupant := v_move.occupant;
  end if;
  if p_recurrence is null and p_occurrences is null then
    v_answer := app.hold_slot(v_offering, p_starts_at, coalesce(p_time_zone, v_offering.time_zone), p_hold_seconds, p_booking_id, v_occupant, p_key);
  elsif p_booking_id is not null then
    perform app.fail('invalid_argument', 'One booking is moved to one time, not to a series of them.', 'Leave out recurrence and occurrences, or booking_id.');
  else
    v_answer := app.hold_series(v_offering, p_starts_at, p_recurrence, p_occurrences, p_mode, p_time_zone, p_hold_seconds, p_key);
  end if;
  return app.remember_answer('request_hold', p_key, v_arguments, v_answer);
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
  '  recurrence: an RFC 5545 rule that begins at starts_at, in the practitioner''s zone; occurrences: a list of times, alone or as what is wanted of the rule; at'
  ' most 104 within two years.  mode, for those: all_or_nothing names every conflict, available_only holds the rest, propose holds nothing.'
  '  Returns {hold_key, expires_at, holds[{hold_key, starts_at, ends_at, start_offset_minutes, end_offset_minutes}], refused[{starts_at, reason, detail,'
  ' retry_after_seconds, alternatives}]}; the first hold_key is for all of them; offsets are those of UTC in time_zone (default: the practitioner''s).';
grant execute on function api.request_hold(uuid, uuid, timestamptz, text, timestamptz[], text, text, integer, uuid, text) to anon, authenticated;
