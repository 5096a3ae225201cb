-- create_series: a member books all the times of a rule for a client.
--
-- Room:   bookings
-- Writes: app.audit_log, app.booking_series, app.bookings, app.clients, app.outbox_events, app.resource_claims, app.slot_claims
-- Locks:  the practitioner
-- Raises: PT400 invalid_argument, PT404 not_found, PT409 slot_taken, PT409 slot_full, PT422 outside_availability, PT422 too_soon, PT422 too_far, PT422 consent_required
create function app.create_series(
  p_offering app.offering, p_starts_at timestamptz, p_recurrence text, p_overbook boolean, p_client jsonb, p_note text, p_overrides jsonb
)
returns app.bookings[]
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_wanted app.occurrence[] := app.wanted_occurrences(p_recurrence, null, p_starts_at, p_offering.time_zone);
  v_claimed app.claimed_series := app.claim_occurrences(p_offering, v_wanted, 'booking', p_overbook => p_overbook);
begin
  if v_claimed.refused <> '[]' then
    perform app.fail_conflicts(v_claimed.refused, cardinality(v_wanted));
  end if;
  return app.insert_series(
    p_offering, v_claimed, p_recurrence, p_starts_at at time zone p_offering.time_zone,
    app.client_of_member(p_client, p_offering.organization_id, p_offering.practitioner_id, p_offering.time_zone), p_offering.standing, p_note, p_overrides
  );
end;
$$;

comment on function app.create_series(app.offering, timestamptz, text, boolean, jsonb, text, jsonb) is
  'Books every occurrence, or none and names every conflict.  Internal: app.check_may_book_for has authorised.';
