-- fail: refuse with a word of the register.
--
-- Room:  core
-- Reads: app.error_words
create function app.error_body(p_word text, p_detail text, p_hint text)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object('code', 'PT' || w.http_status, 'message', w.word, 'details', p_detail, 'hint', p_hint)
  from app.error_words as w
  where w.word = p_word;
$$;

comment on function app.error_body(text, text, text) is
  'The body {code, message, details, hint} that the Data API answers for an error; null for a word that is not registered.';
grant execute on function app.error_body(text, text, text) to anon, authenticated, service_role;

create function app.fail(p_word text, p_detail text, p_hint text default null)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_error jsonb := app.error_body(p_word, p_detail, p_hint);
begin
  if v_error is null then
    raise exception 'error word % is not in app.error_words', p_word;
  end if;
  raise exception using
    errcode = v_error ->> 'code',
    message = p_word,
    detail = p_detail,
    hint = coalesce(p_hint, '');
end;
$$;

comment on function app.fail(text, text, text) is
  'Raises SQLSTATE PTnnn.  p_word: a word of app.error_words; p_detail: a sentence for people; p_hint: what to do next.  Never returns.';
grant execute on function app.fail(text, text, text) to anon, authenticated, service_role;
