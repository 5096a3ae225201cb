-- fail_with_hint: refuse, and say when to try again and what else there is.
--
-- Room: core
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
  -- The same four fields, with the header that says when.
  raise sqlstate 'PGRST' using
    message = v_error::text,
    detail = jsonb_build_object(
      'status', substr(v_error ->> 'code', 3)::integer, 'headers', jsonb_build_object('Retry-After', p_hint ->> 'retry_after_seconds')
    )::text;
end;
$$;

comment on function app.fail_with_hint(text, text, jsonb) is
  'Raises what a hint in words cannot help with.  The hint is JSON, for browsers too: {"retry_after_seconds": the header Retry-After, or null for none,'
  ' "alternatives": up to five nearest free starts, …}.';
