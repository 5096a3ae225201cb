-- claim_occurrences: take the slots of a series, each by the same checks as a single one.
--
-- Room:   availability
-- Reads:  app.slot_claims
-- Writes: app.resource_claims, app.slot_claims
-- Locks:  the practitioner, then app.slot_claims
-- Raises: PT409 slot_taken, PT409 slot_full, PT422 outside_availability, PT422 too_soon, PT422 too_far
create type app.claimed_series as (claims app.slot_claims[], recurrence_ids timestamp[], refused jsonb);

comment on type app.claimed_series is
  'What was claimed, in order, with the recurrence ids beside it; refused: [{starts_at, reason, detail, retry_after_seconds, alternatives}].';

create function app.claim_occurrences(
  p_offering app.offering, p_wanted app.occurrence[], p_kind text, p_hold_seconds integer default null, p_overbook boolean default false
)
returns app.claimed_series
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_claims app.slot_claims[] := '{}';
  v_recurrence_ids timestamp[] := '{}';
  v_refused jsonb := '[]';
  v_wanted app.occurrence;
  v_attempt app.claim_attempt;
begin
  foreach v_wanted in array p_wanted loop
    v_attempt := app.attempt_claim(
      p_offering, v_wanted.starts_at, p_kind, p_overbook => p_overbook,
      p_expires_at => case when p_kind = 'hold' then least(app.now() + make_interval(secs => p_hold_seconds), v_wanted.starts_at) end
    );
    if v_attempt.refusal is null then
      v_claims := v_claims || v_attempt.claim;
      v_recurrence_ids := v_recurrence_ids || v_wanted.recurrence_id;
    else
      v_refused := v_refused || jsonb_build_object(
        'starts_at', v_wanted.starts_at, 'reason', v_attempt.refusal, 'detail', v_attempt.reason,
        'retry_after_seconds', case when v_attempt.refusal in ('slot_taken', 'slot_full') then app.retry_after_seconds(p_offering, v_attempt.claim) end
      );
    end if;
  end loop;
  -- Only now: what the series itself has taken is no alternative.
  select coalesce(jsonb_agg(r.refused || jsonb_build_object('alternatives', app.alternatives(
    p_offering, (r.refused ->> 'starts_at')::timestamptz, p_within => interval '7 days'
  )) order by r.n), '[]')
  into v_refused
  from jsonb_array_elements(v_refused) with ordinality as r (refused, n);
  return row(v_claims, v_recurrence_ids, v_refused)::app.claimed_series;
end;
$$;

comment on function app.claim_occurrences(app.offering, app.occurrence[], text, integer, boolean) is
  'Claims what it can of p_wanted and says of the rest why not.  Whoever wants all or nothing calls app.fail_conflicts.  Internal: authorises nobody.';

create function app.fail_conflicts(p_refused jsonb, p_wanted integer, p_sentence text default '%s of the %s times cannot be had; nothing was changed.')
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_count integer := jsonb_array_length(p_refused);
  v_retry_after integer := (
    select case when count(r ->> 'retry_after_seconds') = v_count then max((r ->> 'retry_after_seconds')::integer) end from jsonb_array_elements(p_refused) as r
  );
begin
  perform app.fail_with_hint(
    p_refused -> 0 ->> 'reason',
    case when p_wanted = 1 then p_refused -> 0 ->> 'detail' else format(p_sentence, v_count, p_wanted) end,
    jsonb_build_object('retry_after_seconds', v_retry_after, 'alternatives', p_refused -> 0 -> 'alternatives', 'conflicts', p_refused)
  );
end;
$$;

comment on function app.fail_conflicts(jsonb, integer, text) is
  'Refuses a series by the word of its first conflict; p_sentence has room for how many, and of how many.  The hint is JSON and names every one:'
  ' {"retry_after_seconds", "alternatives", "conflicts": [{"starts_at", "reason", "detail", "retry_after_seconds", "alternatives"}]}.';
