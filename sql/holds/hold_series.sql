-- hold_series: all the times of a series in one request (TS-7).
--
-- Room:   holds
-- Reads:  app.holds, app.slot_claims
-- Writes: app.audit_log, app.holds, app.rate_limits, app.resource_claims, app.series_holds, app.slot_claims
-- Locks:  the practitioner
-- Raises: PT400 invalid_argument, PT409 slot_taken, PT409 slot_full, PT422 outside_availability, PT422 too_soon, PT422 too_far, PT429 too_many_requests
create function app.keep_series(
  p_offering app.offering, p_claimed app.claimed_series, p_recurrence text, p_first timestamp, p_time_zone text, p_key text
)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_requester text := app.requester_of_hold(p_offering);
  v_series_key text;
  v_hold_keys text[];
begin
  insert into app.series_holds as s (organization_id, practitioner_id, service_id, recurrence, starts_local, time_zone, held)
  values (
    p_offering.organization_id, p_offering.practitioner_id, p_offering.service_id, p_recurrence, p_first, p_time_zone, cardinality(p_claimed.claims)
  )
  returning s.hold_key into v_series_key;
  with kept as (
    insert into app.holds as h (organization_id, claim_id, service_id, time_zone, series_key, recurrence_id, requester, idempotency_key)
    select
      p_offering.organization_id, (p_claimed.claims[n]).claim_id, p_offering.service_id, p_time_zone, v_series_key, p_claimed.recurrence_ids[n],
      v_requester, p_key
    from generate_series(1, cardinality(p_claimed.claims)) as n
    returning h.hold_key, h.claim_id
  )
  -- Claims are numbered in the order in which they were made.
  select array_agg(kept.hold_key order by kept.claim_id) into v_hold_keys from kept;
  return app.series_hold_answer(v_series_key, p_claimed, v_hold_keys, p_time_zone);
end;
$$;

comment on function app.keep_series(app.offering, app.claimed_series, text, timestamp, text, text) is 'Gives the claims of a series their keys; returns the answer.';

create function app.hold_series(
  p_offering app.offering, p_starts_at timestamptz, p_recurrence text, p_occurrences timestamptz[], p_mode text,
  p_time_zone text, p_hold_seconds integer, p_key text
)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_zone text := coalesce(p_time_zone, p_offering.time_zone);
  v_wanted app.occurrence[] := app.wanted_occurrences(p_recurrence, p_occurrences, p_starts_at, p_offering.time_zone);
  v_first timestamp := coalesce(p_starts_at, v_wanted[1].starts_at) at time zone p_offering.time_zone;
  v_claimed app.claimed_series;
begin
  perform app.limit_holds(p_offering, cardinality(v_wanted));
  if p_offering.standing = 'public' then
    -- A proposal leaves nothing behind that could be counted, yet others wait for the practitioner meanwhile.
    perform app.limit_rate('series from ' || r.requester, 60) from app.requester_of_hold(p_offering) as r (requester) where r.requester is not null;
  end if;
  begin
    v_claimed := app.claim_occurrences(p_offering, v_wanted, 'hold', p_hold_seconds);
    if p_mode = 'propose' then
      raise sqlstate 'BF001' using message = 'What was only tried is undone.';
    end if;
  exception when sqlstate 'BF001' then
    return app.series_hold_answer(null, v_claimed, null, v_zone);
  end;
  if v_claimed.refused <> '[]' and (p_mode = 'all_or_nothing' or v_claimed.claims = '{}') then
    perform app.fail_conflicts(v_claimed.refused, cardinality(v_wanted));
  end if;
  return app.keep_series(p_offering, v_claimed, p_recurrence, v_first, v_zone, p_key);
end;
$$;

comment on function app.hold_series(app.offering, timestamptz, text, timestamptz[], text, text, integer, text) is
  'Holds the occurrences as p_mode says: all_or_nothing, available_only, or propose, which claims each to see whether it could, and undoes that.'
  '  Returns the answer of request_hold.';
