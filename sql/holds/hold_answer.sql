-- hold_answer: what request_hold answers.
--
-- Room: holds
create function app.held_occurrence(p_hold_key text, p_slot tstzrange, p_time_zone text)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'hold_key', p_hold_key,
    'starts_at', lower(p_slot),
    'ends_at', upper(p_slot),
    'start_offset_minutes', app.offset_minutes(lower(p_slot), p_time_zone),
    'end_offset_minutes', app.offset_minutes(upper(p_slot), p_time_zone)
  );
end;
$$;

comment on function app.held_occurrence(text, tstzrange, text) is 'One entry of holds[].';

create function app.hold_answer(p_hold app.holds, p_claim app.slot_claims)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'hold_key', p_hold.hold_key,
    'expires_at', p_claim.expires_at,
    'holds', jsonb_build_array(app.held_occurrence(p_hold.hold_key, p_claim.slot, p_hold.time_zone)),
    'refused', '[]'::jsonb
  );
end;
$$;

comment on function app.hold_answer(app.holds, app.slot_claims) is 'The answer for a single hold.';

create function app.series_hold_answer(p_series_key text, p_claimed app.claimed_series, p_hold_keys text[], p_time_zone text)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'hold_key', p_series_key,
    'expires_at', min(c.expires_at) filter (where p_series_key is not null),
    'holds', coalesce(jsonb_agg(app.held_occurrence(k.hold_key, c.slot, p_time_zone) order by k.n), '[]'),
    'refused', p_claimed.refused
  )
  from unnest(p_claimed.claims) with ordinality as c (
    claim_id, organization_id, practitioner_id, kind, service_number, slot, blocked, slot_key, seat, capacity, overbooked, occupant, expires_at, n
  )
  left join unnest(p_hold_keys) with ordinality as k (hold_key, n) on k.n = c.n;
$$;

comment on function app.series_hold_answer(text, app.claimed_series, text[], text) is
  'The answer for a series; without a key for one that was only proposed.  expires_at is when the first of its holds lapses.';
