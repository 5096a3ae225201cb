-- wake: on a hosted project the database knocks at the edge when a message was queued, so that mail leaves at once and not at the next poll.
--
-- Not part of the ledger: pg_net and Vault are the platform's, and only its projects have them.  Run it once as postgres, after the migrations:
--   1. In Vault, keep two secrets: bookfast_wake_url, https://<edge>/webhooks/database/wake, and bookfast_webhook_secret, the edge's WEBHOOK_SECRET.
--   2. Enable pg_net (Database, Extensions).
--   3. psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/hosted/wake.sql
-- Safe to run again.  To end it: drop trigger _950_wake on app.outbox_events.
--
-- The dashboard's own webhooks send fixed headers and cannot sign.  net.http_post sends what is given to it, after the commit and only then, from a process of
-- its own: the booking pays one insert, and a rolled back one knocks at nobody.  A knock that is lost costs a poll's second.
create or replace function private.hmac_sha256(p_message bytea, p_key bytea)
returns bytea
language plpgsql
immutable
security invoker
set search_path = ''
as $$
declare
  v_key bytea := case when octet_length(p_key) > 64 then sha256(p_key) else p_key end;
  v_inner bytea;
  v_outer bytea;
begin
  v_key := v_key || decode(repeat('00', 64 - octet_length(v_key)), 'hex');
  v_inner := v_key;
  v_outer := v_key;
  for i in 0 .. 63 loop
    v_inner := set_byte(v_inner, i, get_byte(v_key, i) # 54);
    v_outer := set_byte(v_outer, i, get_byte(v_key, i) # 92);
  end loop;
  return sha256(v_outer || sha256(v_inner || p_message));
end;
$$;

comment on function private.hmac_sha256(bytea, bytea) is 'HMAC with SHA-256 (RFC 2104).  Needs no extension.';

create or replace function private.wake_worker()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_url text;
  v_secret text;
  v_id text := 'msg_' || replace(gen_random_uuid()::text, '-', '');
  v_at text := extract(epoch from clock_timestamp())::bigint::text;
begin
  -- Once for each transaction, however many messages it queues.
  if current_setting('app.has_knocked', true) = pg_current_xact_id()::text then
    return null;
  end if;
  perform set_config('app.has_knocked', pg_current_xact_id()::text, true);
  select max(s.decrypted_secret) filter (where s.name = 'bookfast_wake_url'), max(s.decrypted_secret) filter (where s.name = 'bookfast_webhook_secret')
  into v_url, v_secret
  from vault.decrypted_secrets as s
  where s.name in ('bookfast_wake_url', 'bookfast_webhook_secret');
  if v_url is null or v_secret is null then
    raise warning 'No wake-up: Vault lacks bookfast_wake_url or bookfast_webhook_secret.  The worker polls.';
    return null;
  end if;
  perform net.http_post(
    url => v_url,
    body => '{}'::jsonb,
    headers => jsonb_build_object(
      'content-type', 'application/json', 'webhook-id', v_id, 'webhook-timestamp', v_at,
      'webhook-signature', 'v1,' || encode(private.hmac_sha256(convert_to(v_id || '.' || v_at || '.{}', 'UTF8'), decode(replace(v_secret, 'whsec_', ''), 'base64')), 'base64')
    ),
    timeout_milliseconds => 2000
  );
  return null;
exception when others then
  -- A booking is never lost for the sake of a knock: whatever is wrong with the platform's extensions, the worker polls.
  raise warning 'No wake-up: %.  The worker polls.', sqlerrm;
  return null;
end;
$$;

comment on function private.wake_worker() is 'Trigger, definer: it reads the secret that signs.  Knocks at the edge as Standard Webhooks 1.0 says; the body says nothing.';
revoke all on function private.hmac_sha256(bytea, bytea), private.wake_worker() from public;

create or replace trigger _950_wake after insert on app.outbox_events
for each statement execute function private.wake_worker();
