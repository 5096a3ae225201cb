-- hold_answer: a hold as its holder sees it.
--
-- Room: holds
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
    'holds', jsonb_build_array(jsonb_build_object(
      'hold_key', p_hold.hold_key,
      'starts_at', lower(p_claim.slot),
      'ends_at', upper(p_claim.slot),
      'start_offset_minutes', app.offset_minutes(lower(p_claim.slot), p_hold.time_zone),
      'end_offset_minutes', app.offset_minutes(upper(p_claim.slot), p_hold.time_zone)
    )),
    'refused', '[]'::jsonb
  );
end;
$$;

comment on function app.hold_answer(app.holds, app.slot_claims) is 'The answer of request_hold.';
