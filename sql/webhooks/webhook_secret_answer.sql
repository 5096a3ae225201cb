-- webhook_secret_answer: a secret as it is shown, once.
--
-- Room:  webhooks
-- Reads: app.webhook_secrets
create function app.webhook_secret_answer(p_answer jsonb)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object('secret', (
    select s.secret from app.webhook_secrets as s where s.secret_id = (p_answer ->> 'secret_id')::uuid
  ));
$$;

comment on function app.webhook_secret_answer(jsonb) is
  '{secret} for an answer that names its secret_id; null once that secret is forgotten.  For verbs that have just made it, and whoever repeats them with the same key.';
