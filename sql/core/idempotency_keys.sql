-- idempotency_keys: the answers already given.
--
-- Room:   core
-- Owns:   app.idempotency_keys
-- Writes: app.idempotency_keys
-- Raises: PT400 invalid_argument, PT422 idempotency_mismatch
create table app.idempotency_keys (
  caller text not null,
  verb text not null,
  key text not null,
  arguments_hash bytea not null,
  answer jsonb not null,
  created_at timestamptz not null default app.now(),

  constraint idempotency_keys_pkey primary key (caller, verb, key)
);

comment on table app.idempotency_keys is
  'What each caller was answered under each idempotency key; kept for 24 hours.  No tenant: create_organization has none yet.';
create index idempotency_keys_by_created_at on app.idempotency_keys using brin (created_at);
alter table app.idempotency_keys enable row level security;

create function app.recall_answer(p_verb text, p_key text, p_arguments jsonb)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_caller text := app.idempotency_caller();
  v_known app.idempotency_keys;
begin
  if p_key is null then
    return null;
  end if;
  if length(p_key) not between 8 and 200 then
    perform app.fail('invalid_argument', 'An idempotency key has 8 to 200 characters.', 'Use a fresh UUID for each new intention.');
  end if;

  -- A second call under the same key waits here until the first has committed, then repeats its answer.
  perform pg_advisory_xact_lock(hashtextextended(v_caller || ' ' || p_verb || ' ' || p_key, 1));
  select * into v_known
  from app.idempotency_keys as k
  where (k.caller, k.verb, k.key) = (v_caller, p_verb, p_key);
  if not found then
    return null;
  end if;
  if v_known.created_at <= app.now() - interval '24 hours' then
    delete from app.idempotency_keys as k where (k.caller, k.verb, k.key) = (v_caller, p_verb, p_key);
    return null;
  end if;

  if v_known.arguments_hash <> sha256(convert_to(p_arguments::text, 'UTF8')) then
    perform app.fail(
      'idempotency_mismatch',
      'This idempotency key was already used with other arguments.',
      'Use a new key for a new request; repeat the same arguments to repeat the answer.'
    );
  end if;
  return v_known.answer;
end;
$$;

comment on function app.recall_answer(text, text, jsonb) is
  'The answer stored under p_key for this caller and verb, or null for the first call (or no key).  Raises PT422 idempotency_mismatch.';

create function app.forget_old_keys()
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_forgotten integer;
begin
  with old as (
    select k.caller, k.verb, k.key from app.idempotency_keys as k where k.created_at < app.now() - interval '24 hours' for update skip locked
  )
  delete from app.idempotency_keys as k using old where (k.caller, k.verb, k.key) = (old.caller, old.verb, old.key);
  get diagnostics v_forgotten = row_count;
  return v_forgotten;
end;
$$;

comment on function app.forget_old_keys() is 'Forgets the answers of more than 24 hours ago.  Returns how many.';
