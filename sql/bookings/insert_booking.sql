-- insert_booking: a claim becomes a booking.
--
-- Room:   bookings
-- Reads:  app.booking_transitions
-- Writes: app.audit_log, app.booking_series, app.bookings, app.clients, app.outbox_events
-- Raises: PT400 invalid_argument
create function app.insert_booking(
  p_offering app.offering, p_claim app.slot_claims, p_client app.client_details, p_party text, p_note text, p_overrides jsonb,
  p_series app.booking_series default null, p_recurrence_id timestamp default null
)
returns app.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_booking app.bookings;
  v_client_id uuid;
  v_billing app.billing;
  v_status text := app.next_status('new', case when p_offering.requires_approval and p_party = 'client' then 'request' else 'book' end, p_party);
begin
  if length(p_note) > 2000 then
    perform app.fail('invalid_argument', 'The note has more than 2,000 characters.', 'Shorten it and send the form again; the time stays held meanwhile.');
  end if;
  if octet_length(p_overrides::text) > 4000 then
    perform app.fail('invalid_argument', 'The overrides have more than 4,000 characters.', 'Send only what differs for this booking.');
  end if;
  if p_offering.billing_code is not null or p_overrides ? 'billing' then
    v_billing := app.billing_of(
      p_offering.organization_id, p_offering.billing_code, p_offering.billing_place, extract(epoch from p_offering.duration)::integer / 60, p_offering.capacity, p_overrides
    );
  end if;
  v_client_id := coalesce(
    p_client.client_id, app.client_of_details(p_offering.organization_id, p_client, case when p_party = 'client' then auth.uid() end)
  );
  perform app.lock_client(v_client_id, p_offering.organization_id);
  insert into app.bookings as b (
    organization_id, practitioner_id, service_id, client_id, claim_id, status, starts_at, ends_at,
    client_name, client_email, client_phone, client_time_zone, client_locale, client_may_overlap, overbooked, consented_at,
    note, overrides, approval_expires_at, series_id, recurrence_id, ics_uid,
    billing_code, billing_units, billing_modifiers, billing_place
  )
  values (
    p_offering.organization_id, p_offering.practitioner_id, p_offering.service_id, v_client_id, p_claim.claim_id, v_status,
    lower(p_claim.slot), upper(p_claim.slot), p_client.name, p_client.email, p_client.phone, p_client.time_zone, p_client.locale,
    p_offering.client_may_overlap or p_claim.overbooked, p_claim.overbooked, app.now(),
    nullif(btrim(p_note), ''), p_overrides,
    case when v_status = 'pending' then least(app.now() + p_offering.approval_time, lower(p_claim.slot)) end,
    p_series.series_id, p_recurrence_id,
    case when p_recurrence_id is null then gen_random_uuid()::text || '@bookfast' else p_series.ics_uid end,
    v_billing.code, v_billing.units, v_billing.modifiers, v_billing.place
  )
  returning * into v_booking;
  return v_booking;
end;
$$;

comment on function app.insert_booking(app.offering, app.slot_claims, app.client_details, text, text, jsonb, app.booking_series, timestamp) is
  'Writes the booking for a claim of kind booking.  p_party: client, practitioner or admin.  Lets bookings_client_is_in_one_place through as 23P01.';
