-- fail_taken: refuse a time that somebody else has, with a way on.
--
-- Room:   availability
-- Reads:  app.slot_claims
create function app.fail_with_hint(p_word text, p_sentence text, p_hint jsonb)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_error jsonb := app.error_body(p_word, p_sentence, p_hint::text);
begin
  if p_hint ->> 'retry_after_seconds' is null then
    perform app.fail(p_word, p_sentence, p_hint::text);
  end if;
  -- A hold may still lapse: the same four fields, with the header that says when.
  raise sqlstate 'PGRST' using
    message = v_error::text,
    detail = jsonb_build_object(
      'status', substr(v_error ->> 'code', 3)::integer, 'headers', jsonb_build_object('Retry-After', p_hint ->> 'retry_after_seconds')
    )::text;
end;
$$;

comment on function app.fail_with_hint(text, text, jsonb) is
  'Raises a conflict over time.  The hint is JSON: {"retry_after_seconds": when a hold there lapses or null, "alternatives": up to five nearest free starts, …}.';

create function app.fail_taken(p_offering app.offering, p_attempt app.claim_attempt)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform app.fail_with_hint(p_attempt.refusal, p_attempt.reason, jsonb_build_object(
    'retry_after_seconds', app.retry_after_seconds(p_attempt.claim), 'alternatives', app.alternatives(p_offering, lower((p_attempt.claim).slot))
  ));
end;
$$;

comment on function app.fail_taken(app.offering, app.claim_attempt) is 'Raises slot_full or slot_taken, with when to try again and where else.';
