-- create_booking: a practitioner or admin books for a client (BM-R4, BM-R17).
--
-- Room:   bookings
-- Caller: a member with sessions:write, for the own profile, or with sessions:manage
-- Writes: app.audit_log, app.booking_series, app.bookings, app.clients, app.idempotency_keys, app.outbox_events, app.resource_claims, app.slot_claims
-- Locks:  the idempotency key, the practitioner
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found, PT409 slot_taken, PT409 slot_full, PT409 client_busy, PT422 outside_availability,
--         PT422 too_soon, PT422 too_far, PT422 consent_required, PT422 idempotency_mismatch
create function private.create_booking(
  p_practitioner_id uuid, p_service_id uuid, p_starts_at timestamptz, p_client jsonb, p_recurrence text,
  p_overbook boolean, p_overrides jsonb, p_note text, p_key text
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_practitioner_id, p_service_id, p_starts_at, p_client, p_overbook, p_overrides, p_note, p_recurrence);
  v_answer jsonb := app.recall_answer('create_booking', p_key, v_arguments);
  v_offering app.offering;
  v_claim app.slot_claims;
  v_client app.client_details;
  v_when text;
  v_hint text;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_offering := app.offering(p_practitioner_id, p_service_id);
  perform app.check_may_book_for(v_offering, p_overbook);
  perform app.check_slot_arguments(p_starts_at, p_recurrence, null, 'all_or_nothing', null, 300);

  begin
    if p_recurrence is null then
      v_claim := app.claim_slot(v_offering, p_starts_at, 'booking', p_overbook => p_overbook);
      v_client := app.client_of_member(p_client, v_offering.organization_id, p_practitioner_id, v_offering.time_zone);
      v_answer := app.booking_answer(app.insert_booking(v_offering, v_claim, v_client, v_offering.standing, p_note, p_overrides));
    else
      v_answer := app.series_answer(app.create_series(v_offering, p_starts_at, p_recurrence, p_overbook, p_client, p_note, p_overrides));
    end if;
  exception when exclusion_violation then
    get stacked diagnostics v_when = pg_exception_detail, v_hint = pg_exception_hint;
    if p_recurrence is not null then
      perform app.fail_client_busy(v_hint::jsonb, v_when);
    end if;
    perform app.fail_client_busy(app.client_busy_hint(
      v_offering, coalesce(v_client.client_id, app.known_client(v_offering.organization_id, v_client.email, null)), v_claim.slot
    ));
  end;
  return app.remember_answer('create_booking', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.create_booking(uuid, uuid, timestamptz, jsonb, text, boolean, jsonb, text, text) is
  'Definer: claims and bookings are no role''s to write.  See api.create_booking.';
grant execute on function private.create_booking(uuid, uuid, timestamptz, jsonb, text, boolean, jsonb, text, text) to authenticated;

create function api.create_booking(
  practitioner_id uuid, service_id uuid, starts_at timestamptz, client jsonb, recurrence text default null,
  overbook boolean default false, overrides jsonb default null, note text default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.create_booking(
    create_booking.practitioner_id, create_booking.service_id, create_booking.starts_at, create_booking.client, create_booking.recurrence,
    coalesce(create_booking.overbook, false), create_booking.overrides, create_booking.note, create_booking.idempotency_key
  );
$$;

comment on function api.create_booking(uuid, uuid, timestamptz, jsonb, text, boolean, jsonb, text, text) is
  'Books for a client {client_id, name, email, phone, consent, time_zone, locale}, with client_id for one who is known, and then only consent is needed besides: confirmed at once, without notice, window and daily limit, within availability.'
  '  overbook: outside availability and on top of other bookings, for those who may.'
  '  recurrence: an RFC 5545 rule that begins at starts_at, in the practitioner''s zone; all of its bookings are made, or none.  Returns {booking_id,'
  ' reference, status, starts_at, ends_at, series_id, bookings[]}.';
grant execute on function api.create_booking(uuid, uuid, timestamptz, jsonb, text, boolean, jsonb, text, text) to authenticated;
