-- confirm_series: all the holds of a series become bookings, or none does.
--
-- Room:   holds
-- Reads:  app.holds, app.series_holds, app.slot_claims
-- Writes: app.slot_claims, app.booking_series, app.bookings, app.clients, app.outbox_events, app.audit_log
-- Locks:  the claims
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT409 hold_conflict, PT410 hold_expired, PT422 consent_required, PT422 onboarding_required, PT429 too_many_requests
create function app.take_held_series(p_claim_ids bigint[])
returns app.claimed_series
language sql
volatile
security invoker
set search_path = ''
as $$
  with taken as (
    update app.slot_claims as c
    set kind = 'booking', expires_at = null
    where c.claim_id = any (p_claim_ids)
    returning c.*
  )
  select row(array_agg(t::app.slot_claims order by lower(t.slot)), array_agg(h.recurrence_id order by lower(t.slot)), '[]')::app.claimed_series
  from taken as t
  join app.holds as h on (h.claim_id, h.organization_id) = (t.claim_id, t.organization_id);
$$;

comment on function app.take_held_series(bigint[]) is 'The locked claims of a series of holds, now bookings'', in order of time.';

create function app.confirm_series(p_series app.series_holds, p_client jsonb, p_note text, p_overrides jsonb)
returns app.bookings[]
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_offering app.offering := app.offering(p_series.practitioner_id, p_series.service_id, p_promised => true);
  v_client app.client_details := app.client_details(p_client, p_series.time_zone);
  v_taken app.claimed_series := app.take_held_series(app.live_claims(p_series.hold_key));
  -- Messages: what the rule has is one.
  v_more integer := (select count(*) filter (where r is null) + bool_or(r is not null)::integer from unnest(v_taken.recurrence_ids) as r);
begin
  return app.insert_series(
    v_offering, v_taken, p_series.recurrence, p_series.starts_local,
    v_client, app.party_who_confirms(v_offering, v_client, p_overrides, v_more), p_note, p_overrides
  );
end;
$$;

comment on function app.confirm_series(app.series_holds, jsonb, text, jsonb) is 'Books every claim of the series.  Lets bookings_client_is_in_one_place through as 23P01.';

create function app.lapsed_of_series(p_series app.series_holds)
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  return p_series.held - cardinality(app.live_claims(p_series.hold_key));
end;
$$;

comment on function app.lapsed_of_series(app.series_holds) is
  'How many of a locked series'' holds have lapsed; locks those that are left.  Raises PT409 hold_conflict, PT410 hold_expired when none is.';
