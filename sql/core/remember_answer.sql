-- remember_answer: keep an answer so that a repeated request can repeat it.
--
-- Room:   core
-- Writes: app.idempotency_keys
create function app.idempotency_caller()
returns text
language sql
stable
security invoker
set search_path = ''
as $$
  select coalesce((select auth.uid())::text, 'anon:' || coalesce(app.requester(), 'unknown'));
$$;

comment on function app.idempotency_caller() is 'Whose idempotency keys these are: the user, or the hashed requester.';

create function app.remember_answer(p_verb text, p_key text, p_arguments jsonb, p_answer jsonb)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if p_key is not null then
    -- An older key that outlived its 24 hours is overwritten: it no longer counts.
    insert into app.idempotency_keys as k (caller, verb, key, arguments_hash, answer)
    values (app.idempotency_caller(), p_verb, p_key, sha256(convert_to(p_arguments::text, 'UTF8')), p_answer)
    on conflict (caller, verb, key) do update
    set arguments_hash = excluded.arguments_hash, answer = excluded.answer, created_at = excluded.created_at;
  end if;
  return p_answer;
end;
$$;

comment on function app.remember_answer(text, text, jsonb, jsonb) is 'Stores p_answer under p_key, if there is one, and returns it.';
