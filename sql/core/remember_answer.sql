-- remember_answer: keep an answer so that a repeated request can repeat it.
--
-- Room:   core
-- Writes: app.idempotency_keys
create function app.idempotency_caller()
returns text
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
begin
  return case when v_user_id is null then 'anon:' || coalesce(app.requester(), 'unknown') else v_user_id::text end;
end;
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
    insert into app.idempotency_keys (caller, verb, key, arguments_hash, answer)
    values (app.idempotency_caller(), p_verb, p_key, sha256(convert_to(p_arguments::text, 'UTF8')), p_answer);
  end if;
  return p_answer;
end;
$$;

comment on function app.remember_answer(text, text, jsonb, jsonb) is 'Stores p_answer under p_key, if there is one, and returns it.';
