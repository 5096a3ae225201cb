-- The build order, which is the table of contents.  A room uses only rooms above it.

-- core: schemas, clock, errors, actors, idempotency, rate limits
-- sql/core/schemas.sql
-- schemas: who may see what, by exposure.
--
-- Room: core
-- Owns: schemas api, app, private
create extension if not exists btree_gist with schema extensions;

create schema api;
create schema app;
create schema private;

comment on schema api is 'The contract: views (security_invoker) and functions.  The only schema the Data API exposes.';
comment on schema app is 'Tables, constraints, triggers, policies and internal functions.  Not exposed.';
comment on schema private is 'SECURITY DEFINER functions and nothing else; the first statement of each authorises its caller.  Not exposed.';

-- Nothing to PUBLIC: a function is callable only by those its own file names.
alter default privileges revoke execute on functions from public;

grant usage on schema api, app, private to anon, authenticated, service_role;

-- sql/core/now.sql
-- now: the only reader of the clock.
--
-- Room: core
create function app.now()
returns timestamptz
language sql
stable
security invoker
return pg_catalog.now();

comment on function app.now() is
  'The instant at which the transaction began.  Everything that needs the time asks here, so that a test can set it.';
grant execute on function app.now() to anon, authenticated, service_role;

-- sql/core/error_words.sql
-- error_words: the register of everything that a verb may answer when it refuses.
--
-- Room: core
-- Owns: app.error_words
create table app.error_words (
  word text not null,
  http_status integer not null,
  meaning text not null,

  constraint error_words_pkey primary key (word),
  constraint error_words_are_lower_snake_case check (word ~ '^[a-z]+(_[a-z]+)*$'),
  constraint error_words_have_an_error_status check (http_status between 400 and 499)
);

comment on table app.error_words is
  'One row for each word that an error of ours may carry, with its HTTP status.  The Data API turns SQLSTATE PTnnn into status nnn.';

insert into app.error_words (word, http_status, meaning) values
  ('invalid_argument', 400, 'An argument is missing or not of its form.'),
  ('not_signed_in', 401, 'The verb needs a signed-in user.'),
  ('not_allowed', 403, 'The caller may see the thing, but not do this to it.'),
  ('token_invalid', 403, 'The link is unknown, altered or replaced.'),
  ('not_found', 404, 'Absent, or not for the caller''s eyes: the two are the same.'),
  ('slot_taken', 409, 'Another booking or hold has the time.'),
  ('slot_full', 409, 'Every seat of the slot is taken.'),
  ('client_busy', 409, 'The client has another booking at that time.'),
  ('illegal_transition', 409, 'The state of the booking, or of the thing, does not allow the action.'),
  ('hold_conflict', 409, 'The hold was already used.'),
  ('changed_meanwhile', 409, 'Somebody saved it since it was read.'),
  ('already_rated', 409, 'The booking was rated before.'),
  ('rule_overlaps', 409, 'Two availability rules would overlap.'),
  ('rule_in_use', 409, 'Something depends on it: bookings would be left outside the availability, a practitioner without a specialty.'),
  ('practitioner_full', 409, 'The practitioner cares for as many clients as agreed.'),
  ('hold_expired', 410, 'The hold ended: it expired or was released.'),
  ('token_expired', 410, 'The link is too old.'),
  ('invitation_expired', 410, 'The invitation is too old, or was used or revoked.'),
  ('outside_availability', 422, 'The practitioner does not offer that time.'),
  ('too_soon', 422, 'The time is past or within the notice that the service needs.'),
  ('too_far', 422, 'The time is beyond the booking window.'),
  ('too_late_to_change', 422, 'The booking starts too soon for its client to change it.'),
  ('consent_required', 422, 'The client has not consented.'),
  ('onboarding_required', 422, 'The service is for clients who have answered what the practice asks of new ones.'),
  ('not_accepting_clients', 422, 'The practitioner takes no new clients.'),
  ('idempotency_mismatch', 422, 'The idempotency key was used with other arguments.'),
  ('too_many_requests', 429, 'The caller asked too often.');

alter table app.error_words enable row level security;
create policy error_words_select_by_all on app.error_words for select to anon, authenticated, service_role using (true);
grant select on app.error_words to anon, authenticated, service_role;

-- sql/core/fail.sql
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

-- sql/core/fail_with_hint.sql
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

-- sql/core/fail_with_status.sql
-- fail_with_status: refuse, yet commit.
--
-- Room: core
create function app.fail_with_status(p_word text, p_detail text, p_hint text default null)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_error jsonb := app.error_body(p_word, p_detail, p_hint);
begin
  perform set_config('response.status', substr(v_error ->> 'code', 3), true);
  return v_error;
end;
$$;

comment on function app.fail_with_status(text, text, text) is
  'The error as a returned body with its HTTP status.  For refusals whose side effects must outlive them, which a raised error would roll back:'
  ' counting a wrong token, releasing a hold whose confirmation failed.  Over HTTP nobody can tell the two apart.';

-- sql/core/signed_in_email.sql
-- signed_in_email: the address of the caller's account.
--
-- Room: core
create function app.signed_in_email()
returns text
language sql
stable
security invoker
set search_path = ''
as $$
  select lower(coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
  ));
$$;

comment on function app.signed_in_email() is
  'The e-mail address in the caller''s access token, lower case, or null.'
  '  Nothing is opened by it: an address proves who somebody is only while the project''s Auth demands confirmation.';

-- sql/core/actor.sql
-- actor: who is doing this, in the words of the audit log.
--
-- Room:   core
-- Raises: PT401 not_signed_in
create function app.actor()
returns text
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_named text := current_setting('app.actor', true);
  v_user_id uuid;
begin
  if v_named <> '' then
    return v_named;
  end if;
  v_user_id := auth.uid();
  if v_user_id is not null then
    return 'user:' || v_user_id;
  end if;
  return case current_setting('role', true)
    when 'anon' then 'client:anonymous'
    when 'service_role' then 'service:edge'
    else 'service:' || session_user
  end;
end;
$$;

comment on function app.actor() is
  'user:<uuid>, client:<email>, system:<job> or service:<name>.  A verb that knows better (a link, a hold, a job) says so with app.act_as.';

create function app.act_as(p_actor text)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  select set_config('app.actor', p_actor, true);
$$;

comment on function app.act_as(text) is 'Names the actor for the rest of the transaction.  Internal: no role of the Data API may call it.';

create function app.sign_in_required()
returns uuid
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if (select auth.uid()) is null then
    perform app.fail('not_signed_in', 'Please sign in first.', 'Sign in and try again.');
  end if;
  return (select auth.uid());
end;
$$;

comment on function app.sign_in_required() is 'The signed-in user''s id.  Raises PT401 not_signed_in.';
grant execute on function app.sign_in_required() to anon, authenticated, service_role;

-- sql/core/requester.sql
-- requester: from where a call comes, as a hash.
--
-- Room: core
create function app.requester()
returns text
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_headers text := current_setting('request.headers', true);
  v_address text;
begin
  if v_headers is null or v_headers = '' then
    return null;
  end if;
  v_address := btrim(coalesce(v_headers::jsonb ->> 'cf-connecting-ip', split_part(v_headers::jsonb ->> 'x-forwarded-for', ',', 1)));
  return case when v_address <> '' then substr(encode(sha256(convert_to(v_address, 'UTF8')), 'hex'), 1, 32) end;
end;
$$;

comment on function app.requester() is
  'A hash of the caller''s network address as the gateway in front of the Data API reports it, or null where there is none (plain SQL).';

-- sql/core/rate_limits.sql
-- rate_limits: how often a requester may do a thing.
--
-- Room:   core
-- Owns:   app.rate_limits
-- Writes: app.rate_limits
-- Raises: PT429 too_many_requests
create table app.rate_limits (
  bucket text not null,
  minute timestamptz not null,
  calls integer not null,

  constraint rate_limits_pkey primary key (bucket, minute)
);

comment on table app.rate_limits is
  'Calls per bucket and minute.  No tenant: a bucket is a hashed requester or token, and one requester may reach many tenants.  Emptied by tick.';
alter table app.rate_limits enable row level security;

create function app.limit_rate(p_bucket text, p_per_minute integer)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_calls integer;
begin
  insert into app.rate_limits as r (bucket, minute, calls)
  values (p_bucket, date_trunc('minute', app.now(), 'UTC'), 1)
  on conflict (bucket, minute) do update set calls = r.calls + 1
  returning calls into v_calls;

  if v_calls > p_per_minute then
    perform app.fail_with_hint(
      'too_many_requests', 'Too many requests from this place within a minute. Wait until it is over and try again.',
      jsonb_build_object('retry_after_seconds', 60 - floor(extract(second from app.now()))::integer)
    );
  end if;
end;
$$;

comment on function app.limit_rate(text, integer) is
  'Counts a call against p_bucket and raises PT429 too_many_requests above p_per_minute calls in the running minute.';

-- sql/core/time_zones.sql
-- time_zones: the IANA zones that the database knows, by their exact names.
--
-- Room: core
-- Owns: app.time_zones
create table app.time_zones (
  name text not null,

  constraint time_zones_pkey primary key (name)
);

comment on table app.time_zones is
  'IANA names (Area/Place, and UTC) as the server''s tz database spells them.  Postgres itself also takes POSIX rules and any case, which nobody else'
  ' understands.  When the server''s tz database grows, insert the new names here.';

insert into app.time_zones (name)
select z.name from pg_catalog.pg_timezone_names as z where z.name ~ '^(UTC|[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+)+)$';

alter table app.time_zones enable row level security;
create policy time_zones_select_by_all on app.time_zones for select to anon, authenticated, service_role using (true);
grant select on app.time_zones to anon, authenticated, service_role;

create function app.is_time_zone(p_name text)
returns boolean
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  return exists (select from app.time_zones as z where z.name = p_name);
end;
$$;

comment on function app.is_time_zone(text) is 'Whether p_name is in app.time_zones; false for null.';
grant execute on function app.is_time_zone(text) to anon, authenticated, service_role;

-- sql/core/local_time.sql
-- local_time: local wall time to instants and back (RFC 5545, 3.3.5).
--
-- Room: core
create function app.local_instant(p_local timestamp, p_zone text)
returns timestamptz
language plpgsql
stable
parallel safe
security invoker
set search_path = ''
as $$
declare
  -- AT TIME ZONE takes the second of two equal local times, and the offset before a gap.
  v_plain timestamptz := p_local at time zone p_zone;
  v_earlier timestamptz := v_plain - interval '3 hours';
  -- The same wall time, read with the offset of three hours earlier.
  v_first timestamptz := (p_local - (v_earlier at time zone p_zone - v_earlier at time zone 'UTC')) at time zone 'UTC';
begin
  return case when v_first at time zone p_zone = p_local then least(v_first, v_plain) else v_plain end;
end;
$$;

comment on function app.local_instant(timestamp, text) is
  'The instant of a local wall time.  A time that occurs twice means the first; one that does not exist takes the offset before the gap.';

create function app.offset_minutes(p_instant timestamptz, p_zone text)
returns integer
language sql
stable
security invoker
return extract(epoch from (p_instant at time zone p_zone) - (p_instant at time zone 'UTC'))::integer / 60;

comment on function app.offset_minutes(timestamptz, text) is 'How many minutes the zone''s clocks are ahead of UTC at that instant.';

-- sql/core/spoken.sql
-- spoken: a length of time in words.
--
-- Room: core
create function app.spoken(p_length interval)
returns text
language sql
immutable
security invoker
return regexp_replace(case
  when mod(extract(epoch from p_length), 86400) = 0 then (extract(epoch from p_length) / 86400)::integer || ' days'
  when mod(extract(epoch from p_length), 3600) = 0 then (extract(epoch from p_length) / 3600)::integer || ' hours'
  else ceil(extract(epoch from p_length) / 60)::integer || ' minutes'
end, '^(1 [a-z]+)s$', '\1');

comment on function app.spoken(interval) is 'In days, hours or minutes, whichever comes out whole; minutes are rounded up.';

-- sql/core/emails.sql
-- emails: what counts as an address.
--
-- Room: core
create function app.is_email(p_address text)
returns boolean
language sql
immutable
security invoker
-- The HTML standard's definition of a valid address (4.10.5.1.5), with a dot demanded in the domain; at most 254 octets (RFC 5321, 4.5.3.1).
return p_address ~ '^[A-Za-z0-9.!#$%&''*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$'
and octet_length(p_address) <= 254;

comment on function app.is_email(text) is 'Whether p_address has the form of an e-mail address; null for null.';
grant execute on function app.is_email(text) to anon, authenticated, service_role;

-- sql/core/short_text.sql
-- short_text: what people may type where a few lines are asked for.
--
-- Room: core
create function app.is_short_text(p_text text, p_longest integer)
returns boolean
language sql
immutable
security invoker
return btrim(p_text, E' \n') <> '' and length(p_text) <= p_longest and translate(p_text, E'\n', '') !~ '[[:cntrl:]]';

comment on function app.is_short_text(text, integer) is 'Whether p_text says something, has at most p_longest characters, and no control characters but line'
  ' breaks; null for null.';
grant execute on function app.is_short_text(text, integer) to authenticated, service_role;

-- sql/core/token_hash.sql
-- token_hash: secrets are stored as SHA-256 only.
--
-- Room:   core
-- Raises: PT400 invalid_argument
create function app.token_hash(p_hexadecimal text)
returns bytea
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_hexadecimal is null or p_hexadecimal !~ '^[0-9a-f]{64}$' then
    perform app.fail('invalid_argument', 'A token''s hash is a SHA-256 in 64 lower-case hexadecimal digits.', 'Send sha256(token).hexdigest().');
  end if;
  return decode(p_hexadecimal, 'hex');
end;
$$;

comment on function app.token_hash(text) is 'The 32 bytes of a SHA-256 given in hexadecimal.';

-- sql/core/broadcast.sql
-- broadcast: tell open pages, at once and without a promise.
--
-- Room: core
create function app.broadcast(p_topic text, p_event text, p_payload jsonb)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  -- Realtime belongs to the platform.  A database without it has nobody who listens.
  if to_regprocedure('realtime.send(jsonb,text,text,boolean)') is not null then
    perform realtime.send(p_payload, p_event, p_topic, true);
  end if;
end;
$$;

comment on function app.broadcast(text, text, jsonb) is
  'Sends an event to those who joined a private topic of Realtime; who may is said by the policies on realtime.messages.  It arrives after the commit, once or'
  ' never: whoever needs to know for certain reads the tables.  No personal data in it.  For definers and triggers of definers.';

-- sql/core/remember_answer.sql
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

-- sql/core/idempotency_keys.sql
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


-- recurrence: when a rule of RFC 5545 recurs
-- sql/recurrence/calendar_time.sql
-- calendar_time: dates and times as iCalendar writes them (RFC 5545, 3.3.5).
--
-- Room:   recurrence
-- Raises: PT400 invalid_argument
create function app.calendar_time(p_value text)
returns timestamp
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  return make_timestamp(
    substr(p_value, 1, 4)::integer, substr(p_value, 5, 2)::integer, substr(p_value, 7, 2)::integer,
    substr(p_value, 10, 2)::integer, substr(p_value, 12, 2)::integer, substr(p_value, 14, 2)::integer
  );
exception when datetime_field_overflow then
  perform app.fail('invalid_argument', format('“%s” is no time that exists.', p_value), 'Write it as 20271231T170000.');
  return null;
end;
$$;

comment on function app.calendar_time(text) is 'The time of 20271231T170000.  Raises PT400 invalid_argument where there is no such day or time.';

create function app.listed_instants(p_line text, p_time_zone text)
returns timestamptz[]
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_zone text := coalesce(substring(p_line from '^[A-Z]+;TZID=([^:;]+):'), p_time_zone);
  v_values text := substring(p_line from ':([0-9TZ,]+)$');
begin
  -- The zone is compared as it stands in the table: lines come in upper case.
  v_zone := coalesce((select z.name from app.time_zones as z where upper(z.name) = upper(v_zone)), v_zone);
  if v_values is null or v_values !~ '^\d{8}T\d{6}Z?(,\d{8}T\d{6}Z?)*$' or not app.is_time_zone(v_zone) then
    perform app.fail_recurrence(
      format('“%s” is not understood in a recurrence.', left(p_line, 80)), 'Write dates as EXDATE;TZID=America/Toronto:20271231T170000 or as EXDATE:20271231T220000Z.'
    );
  end if;
  return (
    select array_agg(case when v like '%Z' then app.calendar_time(left(v, 15)) at time zone 'UTC' else app.local_instant(app.calendar_time(v), v_zone) end)
    from unnest(string_to_array(v_values, ',')) as v
  );
end;
$$;

comment on function app.listed_instants(text, text) is 'The instants of an EXDATE or RDATE line; times without a zone are those of p_time_zone.';

-- sql/recurrence/recurrence_rule.sql
-- recurrence_rule: an RRULE (RFC 5545, 3.3.10) as a value, checked part by part.
--
-- Room:   recurrence
-- Raises: PT400 invalid_argument
create type app.recurrence_rule as (
  frequency text, every integer, occurrences integer, until_local timestamp, until_at timestamptz,
  weekdays integer[], ordinals integer[], month_days integer[], positions integer[], week_starts_on integer
);

comment on type app.recurrence_rule is
  'frequency: DAILY, WEEKLY or MONTHLY; every: its interval; occurrences: COUNT; until_local or until_at: UNTIL, inclusive, as wall time or instant;'
  ' weekdays with their ordinals (0: every such day): BYDAY in ISO 8601 numbers; month_days: BYMONTHDAY; positions: BYSETPOS; week_starts_on: WKST.';

create function app.fail_recurrence(p_sentence text, p_hint text default 'Correct the recurrence and send the request again.')
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform app.fail('invalid_argument', p_sentence, p_hint);
end;
$$;

comment on function app.fail_recurrence(text, text) is 'Raises PT400 invalid_argument about a recurrence.';

create function app.weekday_number(p_name text)
returns integer
language sql
immutable
security invoker
return array_position(array['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], p_name);

comment on function app.weekday_number(text) is 'ISO 8601 number of MO, TU, WE, TH, FR, SA, SU; null for anything else.';

create function app.recurrence_rule(p_rule text)
returns app.recurrence_rule
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_rule app.recurrence_rule := row(null, 1, null, null, null, '{}', '{}', '{}', '{}', 1)::app.recurrence_rule;
  v_seen text[] := '{}';
  v_part text;
  v_name text;
  v_value text;
begin
  foreach v_part in array string_to_array(p_rule, ';') loop
    v_name := split_part(v_part, '=', 1);
    v_value := substr(v_part, length(v_name) + 2);
    if v_name = any (v_seen) then
      perform app.fail_recurrence(format('%s stands twice in the recurrence.', v_name));
    end if;
    v_seen := v_seen || v_name;
    if v_name = 'FREQ' and v_value in ('DAILY', 'WEEKLY', 'MONTHLY') then
      v_rule.frequency := v_value;
    elsif v_name = 'INTERVAL' and v_value ~ '^[1-9]\d{0,2}$' then
      v_rule.every := v_value;
    elsif v_name = 'COUNT' and v_value ~ '^[1-9]\d{0,5}$' then
      v_rule.occurrences := v_value;
    elsif v_name = 'UNTIL' and v_value ~ '^\d{8}(T\d{6}Z?)?$' then
      if v_value like '%Z' then
        v_rule.until_at := app.calendar_time(left(v_value, 15)) at time zone 'UTC';
      else
        -- A date alone means all of it.
        v_rule.until_local := app.calendar_time(case when length(v_value) = 8 then v_value || 'T235959' else v_value end);
      end if;
    elsif v_name = 'BYDAY' and v_value ~ '^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU))*$' then
      select array_agg(app.weekday_number(right(d, 2)) order by n), array_agg(coalesce(nullif(left(d, -2), '')::integer, 0) order by n)
      into v_rule.weekdays, v_rule.ordinals
      from unnest(string_to_array(v_value, ',')) with ordinality as day (d, n);
    elsif v_name = 'BYMONTHDAY' and v_value ~ '^[+-]?([1-9]|[12]\d|3[01])(,[+-]?([1-9]|[12]\d|3[01]))*$' then
      v_rule.month_days := string_to_array(v_value, ',')::integer[];
    elsif v_name = 'BYSETPOS' and v_value ~ '^[+-]?([1-9]|[12]\d|3[01])(,[+-]?([1-9]|[12]\d|3[01]))*$' then
      v_rule.positions := string_to_array(v_value, ',')::integer[];
    elsif v_name = 'WKST' and app.weekday_number(v_value) is not null then
      v_rule.week_starts_on := app.weekday_number(v_value);
    else
      perform app.fail_recurrence(
        format('“%s” is not understood in a recurrence.', left(v_part, 80)),
        'Use FREQ (DAILY, WEEKLY, MONTHLY), INTERVAL, COUNT or UNTIL, BYDAY, BYMONTHDAY, BYSETPOS and WKST as RFC 5545 writes them.'
      );
    end if;
  end loop;
  perform app.check_recurrence_rule(v_rule);
  return v_rule;
end;
$$;

comment on function app.recurrence_rule(text) is 'The rule behind an RRULE''s value in upper case, such as FREQ=WEEKLY;BYDAY=TU;COUNT=10.  Raises PT400 invalid_argument.';

-- sql/recurrence/check_recurrence_rule.sql
-- check_recurrence_rule: parts that do not go together.
--
-- Room:   recurrence
-- Raises: PT400 invalid_argument
create function app.check_recurrence_rule(p_rule app.recurrence_rule)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_wrong text := case
    when p_rule.frequency is null then 'A recurrence needs a FREQ: DAILY, WEEKLY or MONTHLY.'
    when p_rule.occurrences is not null and (p_rule.until_local is not null or p_rule.until_at is not null) then
      'A recurrence ends by COUNT or by UNTIL, not by both.'
    when p_rule.occurrences is null and p_rule.until_local is null and p_rule.until_at is null then
      'A recurrence without end cannot be booked: say COUNT or UNTIL.'
    when p_rule.frequency <> 'MONTHLY' and exists (select from unnest(p_rule.ordinals) as o where o <> 0) then
      'A weekday with a number, such as 2TU, needs FREQ=MONTHLY.'
    when p_rule.frequency = 'WEEKLY' and p_rule.month_days <> '{}' then 'BYMONTHDAY does not go with FREQ=WEEKLY.'
    when p_rule.positions <> '{}' and p_rule.frequency <> 'MONTHLY' then 'BYSETPOS needs FREQ=MONTHLY.'
    when p_rule.positions <> '{}' and p_rule.weekdays = '{}' and p_rule.month_days = '{}' then 'BYSETPOS needs BYDAY or BYMONTHDAY beside it.'
  end;
begin
  if v_wrong is not null then
    perform app.fail_recurrence(v_wrong);
  end if;
end;
$$;

comment on function app.check_recurrence_rule(app.recurrence_rule) is 'Raises PT400 invalid_argument with what is wrong (RFC 5545, 3.3.10).';

-- sql/recurrence/rule_times.sql
-- rule_times: the wall times at which a rule recurs.
--
-- Room: recurrence
create function app.rule_times(p_rule app.recurrence_rule, p_first timestamp)
returns setof timestamp
language sql
stable
security invoker
set search_path = ''
as $$
  with days as (
    select
      d.day::date as day,
      extract(isodow from d.day)::integer as weekday,
      extract(day from d.day)::integer as month_day,
      extract(day from date_trunc('month', d.day) + interval '1 month - 1 day')::integer as month_length,
      (extract(year from d.day) * 12 + extract(month from d.day))::integer as month
    -- Whole months: BYSETPOS counts from both ends.
    from generate_series(
      date_trunc('month', p_first), date_trunc('month', p_first) + interval '25 months - 1 day', interval '1 day'
    ) as d (day)
  ), first as (
    select
      p_first::date as day, extract(day from p_first)::integer as month_day, extract(isodow from p_first)::integer as weekday,
      (extract(year from p_first) * 12 + extract(month from p_first))::integer as month,
      p_first::date - (extract(isodow from p_first)::integer - p_rule.week_starts_on + 7) % 7 as week
  ), matching as (
    select d.*
    from days as d
    cross join first as f
    where case p_rule.frequency
        when 'DAILY' then mod(d.day - f.day, p_rule.every) = 0
        when 'WEEKLY' then mod(div(d.day - f.week, 7), p_rule.every) = 0
        else mod(d.month - f.month, p_rule.every) = 0
      end
      and case
        when p_rule.month_days <> '{}' then d.month_day = any (p_rule.month_days) or d.month_day - d.month_length - 1 = any (p_rule.month_days)
        when p_rule.frequency = 'MONTHLY' and p_rule.weekdays = '{}' then d.month_day = f.month_day
        else true
      end
      and case
        when p_rule.weekdays <> '{}' then exists (
          select from unnest(p_rule.weekdays, p_rule.ordinals) as by_day (weekday, ordinal)
          where by_day.weekday = d.weekday and by_day.ordinal in (0, (d.month_day + 6) / 7, -((d.month_length - d.month_day + 7) / 7))
        )
        when p_rule.frequency = 'WEEKLY' then d.weekday = f.weekday
        else true
      end
  ), placed as (
    select
      m.day, row_number() over (partition by m.month order by m.day) as position, count(*) over (partition by m.month) as matches
    from matching as m
  )
  select p.day + p_first::time
  from placed as p
  where p.day between p_first::date and (p_first + interval '2 years')::date
    and (p_rule.positions = '{}' or p.position = any (p_rule.positions) or p.position - p.matches - 1 = any (p_rule.positions))
  order by p.day;
$$;

comment on function app.rule_times(app.recurrence_rule, timestamp) is
  'Every wall time of the rule from p_first on, for two years, COUNT and UNTIL aside.  A month that lacks the day is skipped (RFC 5545, 3.3.10).';

-- sql/recurrence/recurrence_lines.sql
-- recurrence_lines: a recurrence taken apart into its rule and its exceptions.
--
-- Room:   recurrence
-- Raises: PT400 invalid_argument
create function app.recurrence_lines(p_recurrence text, out rule text, out excluded text[], out added text[])
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_lines text[] := array(
    select btrim(line) from unnest(regexp_split_to_array(
      -- Folded lines are one (RFC 5545, 3.1).
      regexp_replace(upper(left(p_recurrence, 10001)), '\r?\n[ \t]', '', 'g'), '[\r\n]+'
    )) as line where btrim(line) <> ''
  );
begin
  if length(p_recurrence) > 10000 then
    perform app.fail_recurrence('The recurrence has more than 10,000 characters.');
  end if;
  excluded := array(select line from unnest(v_lines) as line where line ~ '^EXDATE[;:]');
  added := array(select line from unnest(v_lines) as line where line ~ '^RDATE[;:]');
  rule := string_agg(regexp_replace(line, '^RRULE:', ''), E'\n') from unnest(v_lines) as line where line !~ '^(EXDATE|RDATE)[;:]';
  if rule is null or rule like E'%\n%' then
    perform app.fail_recurrence('A recurrence has exactly one rule.', 'Send one RRULE, with lines EXDATE and RDATE where needed.');
  end if;
end;
$$;

comment on function app.recurrence_lines(text) is 'A recurrence taken apart into its rule and its lines EXDATE and RDATE, all in upper case.';

-- sql/recurrence/occurrences.sql
-- occurrences: when a recurrence takes place, wall time kept across changes of the clocks (TS-12).
--
-- Room:   recurrence
-- Raises: PT400 invalid_argument
create function app.check_first(p_first timestamp, p_times timestamp[])
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_times[1] is distinct from p_first then
    perform app.fail_recurrence('The first appointment does not fit the recurrence.', case
      when p_times[1] is null then 'Choose another recurrence: this one never takes place.'
      else format('The recurrence begins on %s.', to_char(p_times[1], 'YYYY-MM-DD "at" HH24:MI'))
    end);
  end if;
end;
$$;

comment on function app.check_first(timestamp, timestamp[]) is 'Raises PT400 invalid_argument unless the rule begins where the series does.';

create function app.occurrences(p_recurrence text, p_starts_at timestamptz, p_time_zone text)
returns table (recurrence_id timestamp, starts_at timestamptz)
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_lines record := app.recurrence_lines(p_recurrence);
  v_rule app.recurrence_rule := app.recurrence_rule(v_lines.rule);
  v_first timestamp := p_starts_at at time zone p_time_zone;
  v_times timestamp[] := array(
    select t from app.rule_times(v_rule, v_first) as t
    where (v_rule.until_local is null or t <= v_rule.until_local)
      and (v_rule.until_at is null or app.local_instant(t, p_time_zone) <= v_rule.until_at)
    order by t
    limit v_rule.occurrences
  );
  v_excluded timestamptz[] := array(select i from unnest(v_lines.excluded) as line cross join unnest(app.listed_instants(line, p_time_zone)) as i);
  v_added timestamptz[] := array(select i from unnest(v_lines.added) as line cross join unnest(app.listed_instants(line, p_time_zone)) as i);
  v_end timestamp := v_first + interval '2 years';
begin
  if cardinality(v_times) < v_rule.occurrences or v_rule.until_local::date > v_end::date or v_rule.until_at > v_end at time zone p_time_zone then
    perform app.check_first(v_first, v_times);
    perform app.fail_recurrence('A series lasts two years at most.', 'Book the first two years now, and the rest later.');
  end if;
  perform app.check_first(v_first, v_times);
  if cardinality(v_times) + cardinality(v_added) > 104 then
    perform app.fail_recurrence(format('This recurrence has %s appointments; a series has 104 at most.', cardinality(v_times) + cardinality(v_added)));
  end if;
  if exists (select from unnest(v_added) as i where i < p_starts_at or i > v_end at time zone p_time_zone or extract(second from i) <> 0) then
    perform app.fail_recurrence('Each RDATE must be a whole minute, within two years from the first appointment.');
  end if;
  return query
  select ruled.t, ruled.i
  from (
    -- The first is the one that was asked for, also where its wall time occurs twice.
    select t, case when t = v_first then p_starts_at else app.local_instant(t, p_time_zone) end as i from unnest(v_times) as t
    union all
    select distinct null::timestamp, i from unnest(v_added) as i
    where i not in (select app.local_instant(t, p_time_zone) from unnest(v_times) as t) and i <> p_starts_at
  ) as ruled
  where ruled.i <> all (v_excluded)
  order by ruled.i;
end;
$$;

comment on function app.occurrences(text, timestamptz, text) is
  'The occurrences of an RFC 5545 recurrence (a rule, with or without RRULE:, and lines EXDATE and RDATE) that begins at p_starts_at in p_time_zone, in order.'
  '  recurrence_id: the wall time of the rule''s instance, null for an RDATE.  At most 104, within two years.  Raises PT400 invalid_argument.';

-- sql/recurrence/wanted_occurrences.sql
-- wanted_occurrences: the times of a series, from a rule, a list, or both.
--
-- Room:   recurrence
-- Raises: PT400 invalid_argument
create type app.occurrence as (recurrence_id timestamp, starts_at timestamptz);

comment on type app.occurrence is 'recurrence_id: the wall time of the rule''s instance, null where no rule has it.';

create function app.check_listed(p_listed timestamptz[], p_starts_at timestamptz, p_has_rule boolean)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_wrong text := case
    when cardinality(p_listed) = 0 or array_position(p_listed, null) is not null then 'occurrences is empty, or has an empty entry.'
    when cardinality(p_listed) > 104 then format('occurrences has %s times; a series has 104 at most.', cardinality(p_listed))
    when exists (
      select from unnest(p_listed) as o
      where not isfinite(o) or o not between timestamptz '2000-01-01 00:00+00' and timestamptz '2126-01-01 00:00+00' or extract(second from o) <> 0
    ) then 'Each of the occurrences must be a whole minute of this century.'
    when p_listed[cardinality(p_listed)] > p_listed[1] + interval '2 years' then 'A series lasts two years at most.'
    when not p_has_rule and p_starts_at <> p_listed[1] then 'starts_at is not the first of the occurrences.'
  end;
begin
  if v_wrong is not null then
    perform app.fail('invalid_argument', v_wrong, 'Correct the list and send the request again.');
  end if;
end;
$$;

comment on function app.check_listed(timestamptz[], timestamptz, boolean) is 'Raises PT400 invalid_argument with what is wrong with a sorted list of occurrences.';

create function app.wanted_occurrences(p_recurrence text, p_occurrences timestamptz[], p_starts_at timestamptz, p_time_zone text)
returns app.occurrence[]
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_listed timestamptz[] := array(select distinct o from unnest(p_occurrences) as o order by o);
  v_wanted app.occurrence[];
begin
  if p_occurrences is not null then
    perform app.check_listed(v_listed, p_starts_at, p_recurrence is not null);
  end if;
  if p_recurrence is null then
    return array(select row(null, o)::app.occurrence from unnest(v_listed) as o order by o);
  end if;
  v_wanted := array(
    select row(r.recurrence_id, r.starts_at)::app.occurrence
    from app.occurrences(p_recurrence, coalesce(p_starts_at, v_listed[1]), p_time_zone) as r
    order by r.starts_at
  );
  if p_occurrences is not null then
    v_wanted := array(
      select row(w.recurrence_id, l.o)::app.occurrence from unnest(v_listed) as l (o) left join unnest(v_wanted) as w on w.starts_at = l.o order by l.o
    );
  elsif v_wanted = '{}' then
    perform app.fail_recurrence('Nothing is left of the recurrence but its exceptions.');
  end if;
  return v_wanted;
end;
$$;

comment on function app.wanted_occurrences(text, timestamptz[], timestamptz, text) is
  'The occurrences in order, at most 104 within two years.  With both, the list says exactly what is wanted and the rule describes it: the rule''s dates that are not'
  ' listed are its exceptions, and what is listed beside the rule is added.  Raises PT400 invalid_argument.';


-- audit: who changed what, append-only
-- sql/audit/audit_log.sql
-- audit_log: what happened, by whom, and what it was before.
--
-- Room: audit
-- Owns: app.audit_log
create table app.audit_log (
  entry_id bigint generated always as identity,
  organization_id uuid not null,
  at timestamptz not null default app.now(),
  actor text not null default app.actor(),
  action text not null,
  entity text not null,
  entity_id text not null,
  before jsonb,
  after jsonb,
  personal_digest bytea,

  constraint audit_log_pkey primary key (entry_id, organization_id),
  constraint audit_log_names_an_actor check (actor ~ '^(user|client|system|service):.'),
  constraint audit_log_action_is_entity_dot_verb check (action ~ '^[a-z_]+\.[a-z_]+$')
);

comment on table app.audit_log is
  'One entry for each change of state.  Append-only for every role, the owner included.'
  '  No foreign keys on purpose: an entry outlives what it speaks of.';
comment on column app.audit_log.actor is 'user:<uuid>, client:withheld (its address stands in app.audit_personal), system:<job> or service:<name>.';
comment on column app.audit_log.before is 'Without what says who somebody is, which app.audit_personal has and api.audit_log puts back.';
comment on column app.audit_log.personal_digest is 'SHA-256 of the entry''s half in app.audit_personal, null where it has none: stays when that is erased.';

create index audit_log_by_entity on app.audit_log (entity_id, organization_id);
create index audit_log_by_organization_at on app.audit_log using brin (at);

create function app.audit_log_is_append_only()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  raise exception 'The audit log is append-only: % is refused.', lower(tg_op) using errcode = 'insufficient_privilege';
end;
$$;

comment on function app.audit_log_is_append_only() is 'Refuses update, delete and truncate for everybody.';

create trigger _100_append_only before update or delete or truncate on app.audit_log
for each statement execute function app.audit_log_is_append_only();
-- Also when triggers are off for replication.
alter table app.audit_log enable always trigger _100_append_only;

alter table app.audit_log enable row level security;

-- sql/audit/audit_personal.sql
-- audit_personal: what the audit log's entries say of persons, which can be erased while the entries stay.
--
-- Room: audit
-- Owns: app.audit_personal
create table app.audit_personal (
  entry_id bigint not null,
  organization_id uuid not null,
  client_id uuid,
  email text,
  actor text,
  before jsonb,
  after jsonb,
  salt uuid not null default gen_random_uuid(),

  constraint audit_personal_pkey primary key (entry_id, organization_id)
);

comment on table app.audit_personal is
  'The other half of those entries of app.audit_log that speak of a person: the words, where the entry has the ids, times, figures and states.  Written with the'
  ' entry, never changed; erasure deletes it, and the entry stays as it is.  audit_log.personal_digest proves that it is the half that was written.'
  '  No foreign key: an entry is written for each step of a booking.';
comment on column app.audit_personal.client_id is 'The client spoken of, where the row says so.';
comment on column app.audit_personal.email is 'The address spoken of, where no client is named: in lower case.';
comment on column app.audit_personal.actor is 'client:<email>, where that acted; the entry says client:withheld.';
comment on column app.audit_personal.before is 'What of the row before the entry leaves out.';
comment on column app.audit_personal.salt is 'Goes into the digest, so that what was erased cannot be guessed from it.';

create index audit_personal_by_client on app.audit_personal (client_id, organization_id) where client_id is not null;
create index audit_personal_by_email on app.audit_personal (email, organization_id) where email is not null;
create index audit_personal_by_actor on app.audit_personal (actor, organization_id) where actor is not null;

create trigger _100_append_only before update or truncate on app.audit_personal
for each statement execute function app.audit_log_is_append_only();
-- Also when triggers are off for replication.
alter table app.audit_personal enable always trigger _100_append_only;

alter table app.audit_personal enable row level security;

-- sql/audit/personal_part.sql
-- personal_part: what of an audited row goes into the half that can be erased.
--
-- Room: audit
create function app.personal_part(p_row jsonb, p_of_client boolean)
returns jsonb
language sql
immutable
security invoker
set search_path = ''
as $$
  select jsonb_object_agg(f.key, f.value)
  from jsonb_each(p_row) as f
  where case
    when jsonb_typeof(f.value) in ('null', 'number', 'boolean') then false
    -- In a row about a client everything is personal that is not known to be an id, a time, a figure or a state: what is added later is on the safe side.
    when p_of_client then f.key !~ '(_id|_at|_on|_date|_local|_units|_modifiers|_place)$'
      and f.key not in ('status', 'reference', 'recurrence', 'weekdays', 'ics_uid', 'billing_code', 'overrides', 'cancelled_by', 'topic', 'kind', 'channel',
        'role', 'recipient', 'version', 'document', 'visibility', 'key_id', 'erased', 'kept')
    -- Elsewhere, what looks like an address, and what is known to be of a person.
    else f.value::text like '%@%' or f.key in ('phone', 'client')
  end;
$$;

comment on function app.personal_part(jsonb, boolean) is
  'The fields of p_row that may say who somebody is or what they said; null: none.  p_of_client: whether the row is about a client.';

create function app.personal_digest(p_personal app.audit_personal)
returns bytea
language sql
immutable
security invoker
set search_path = ''
as $$
  select sha256(convert_to(jsonb_build_array(p_personal.salt, p_personal.actor, p_personal.before, p_personal.after)::text, 'UTF8'));
$$;

comment on function app.personal_digest(app.audit_personal) is 'What audit_log.personal_digest says of a half that is as it was written.';

-- sql/audit/record.sql
-- record: write one audit entry.
--
-- Room:   audit
-- Writes: app.audit_log
create function app.record(
  p_organization_id uuid, p_action text, p_entity_id text, p_before jsonb default null, p_after jsonb default null
)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_actor text := app.actor();
  v_entry_id bigint;
  v_personal app.audit_personal;
begin
  v_personal.client_id := coalesce(p_after ->> 'client_id', p_before ->> 'client_id');
  v_personal.before := app.personal_part(p_before, v_personal.client_id is not null);
  v_personal.after := app.personal_part(p_after, v_personal.client_id is not null);
  if v_actor like 'client:%@%' then
    v_personal.actor := v_actor;
    v_actor := 'client:withheld';
  end if;
  if num_nonnulls(v_personal.before, v_personal.after, v_personal.actor) = 0 then
    insert into app.audit_log (organization_id, actor, action, entity, entity_id, before, after)
    values (p_organization_id, v_actor, p_action, split_part(p_action, '.', 1), p_entity_id, p_before, p_after);
    return;
  end if;

  v_personal.salt := gen_random_uuid();
  if v_personal.client_id is null then
    v_personal.email := lower(coalesce(p_after ->> 'email', p_before ->> 'email', p_after ->> 'address', p_before ->> 'address'));
  end if;
  insert into app.audit_log (organization_id, actor, action, entity, entity_id, before, after, personal_digest)
  values (
    p_organization_id, v_actor, p_action, split_part(p_action, '.', 1), p_entity_id,
    p_before - array(select jsonb_object_keys(v_personal.before)), p_after - array(select jsonb_object_keys(v_personal.after)),
    app.personal_digest(v_personal)
  )
  returning entry_id into v_entry_id;
  insert into app.audit_personal (entry_id, organization_id, client_id, email, actor, before, after, salt)
  values (
    v_entry_id, p_organization_id, v_personal.client_id, v_personal.email, v_personal.actor, v_personal.before, v_personal.after, v_personal.salt
  );
end;
$$;

comment on function app.record(uuid, text, text, jsonb, jsonb) is
  'Appends an entry.  p_action: <entity>.<verb in the past tense>; p_before and p_after: the row as it was and is.'
  '  What of it says who somebody is goes into app.audit_personal.';

-- sql/audit/audit_row.sql
-- audit_row: the audit trigger of tables that are written through views.
--
-- Room:   audit
-- Writes: app.audit_log
-- Definer, since those who may change a setting may not write the log.
create function private.audit_row()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - 'token_hash' end;
  v_after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - 'token_hash' end;
  v_row jsonb := coalesce(v_after, v_before);
  v_verb text := case tg_op when 'INSERT' then 'created' when 'UPDATE' then 'changed' else 'deleted' end;
begin
  if v_before is distinct from v_after then
    perform app.record((v_row ->> 'organization_id')::uuid, tg_argv[0] || '.' || v_verb, v_row ->> tg_argv[1], v_before, v_after);
  end if;
  return null;
end;
$$;

comment on function private.audit_row() is
  'Trigger.  Arguments: the entity''s word, and the column that identifies it.  Records created, changed or deleted with the row before and after.';


-- outbox: what the outside must be told
-- sql/outbox/outbox_events.sql
-- outbox_events: what the outside must be told, one message to one recipient.
--
-- Room: outbox
-- Owns: app.outbox_events
create table app.outbox_events (
  event_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  position bigint generated always as identity,
  topic text not null,
  recipient text not null,
  subject_id uuid not null,
  transaction_id xid8,
  data jsonb not null,
  status text not null default 'queued',
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default app.now(),
  leased_by text,
  receipt text,
  last_error text,
  carried jsonb,
  useless_after timestamptz,
  attempts_before integer not null default 0,
  tries integer not null default 10,
  created_at timestamptz not null default app.now(),
  finished_at timestamptz,
  mail_status text,
  mail_status_at timestamptz,
  mail_reason text,

  constraint outbox_events_pkey primary key (event_id, organization_id),
  constraint outbox_events_topic_is_entity_dot_verb check (topic ~ '^[a-z_]+\.[a-z_]+$'),
  constraint outbox_events_go_to_a_known_party check (recipient in ('client', 'practitioner', 'invitee', 'admin')),
  constraint outbox_events_know_their_state check (status in ('queued', 'delivered', 'failed', 'dropped')),
  constraint outbox_events_finish_once check ((status = 'queued') = (finished_at is null)),
  constraint outbox_events_mail_status_is_known check (mail_status in ('delayed', 'delivered', 'bounced', 'complained')),
  constraint outbox_events_mail_status_has_its_time check ((mail_status is null) = (mail_status_at is null))
);

comment on table app.outbox_events is
  'Written in the transaction of the change it tells of, delivered at least once by a worker.  event_id is the message''s idempotency key.'
  '  No foreign keys on purpose: a message outlives what it speaks of.';
comment on column app.outbox_events.position is 'Order of announcement.  Messages about one subject to one recipient go out in this order.';
comment on column app.outbox_events.transaction_id is 'For messages that gather all that one transaction changes: that transaction.';
comment on column app.outbox_events.status is 'dropped: there was no sense in sending it; last_error says why.';
comment on column app.outbox_events.carried is 'What messages that this one supersedes had to say, and nobody was told; null: nothing.';
comment on column app.outbox_events.useless_after is 'When it means nothing any more and is not sent; null: it always means something.';
comment on column app.outbox_events.attempts_before is 'How many attempts had been made when somebody last asked to try again.';
comment on column app.outbox_events.tries is 'How many attempts after those it may have, as the organization said when it was claimed.';
comment on column app.outbox_events.data is 'The state at the time of the change: what must not move under the message.  Names and addresses are added when it is claimed.';
comment on column app.outbox_events.next_attempt_at is 'Not before this.  While a worker has the event, the end of its lease.';

comment on column app.outbox_events.receipt is 'The provider''s id of the mail, or what an SMTP server said: by it the provider''s reports find the message.';
comment on column app.outbox_events.mail_status is
  'What the provider has reported since it took the mail, the gravest: delayed, delivered, bounced, complained; null: nothing (yet).  status says how far we got.';
comment on column app.outbox_events.mail_reason is 'The provider''s word for it.';

create unique index outbox_events_once_for_each_change on app.outbox_events (subject_id, recipient, transaction_id) where transaction_id is not null;
-- Each organization has its turn, so each has its own queue.
create index outbox_events_due on app.outbox_events (organization_id, next_attempt_at) where status = 'queued';
-- By hash: a server's words may be longer than a tree's key.
create index outbox_events_by_receipt on app.outbox_events using hash (receipt) where receipt is not null;
create index outbox_events_by_subject on app.outbox_events (subject_id, recipient, position);
create index outbox_events_by_created_at on app.outbox_events using brin (created_at);
-- What ended lately, for whoever watches.
create index outbox_events_by_end on app.outbox_events (finished_at) include (topic, status) where finished_at is not null;

alter table app.outbox_events enable row level security;

-- sql/outbox/message_kinds.sql
-- message_kinds: which messages there are, and which of them one can do without.
--
-- Room: outbox
-- Owns: app.message_kinds
create table app.message_kinds (
  topic text not null,
  recipient text not null,
  kind text not null,
  essential boolean not null,

  constraint message_kinds_pkey primary key (topic, recipient),
  constraint message_kinds_topic_is_entity_dot_verb check (topic ~ '^[a-z_]+\.[a-z_]+$'),
  constraint message_kinds_go_to_a_known_party check (recipient in ('client', 'practitioner', 'invitee', 'admin')),
  constraint message_kinds_kind_is_one_word check (kind ~ '^[a-z_]+$')
);

comment on table app.message_kinds is 'Every topic that is announced, and to whom; a test holds it to the code.  Not a tenant''s: the code writes the topics.';
comment on column app.message_kinds.kind is 'What people decide on: they switch kinds on and off, not topics.';
comment on column app.message_kinds.essential is 'It says what was agreed, offered or ended: by mail it comes, whatever somebody has switched off.';

insert into app.message_kinds (topic, recipient, kind, essential)
select e.entity || '.' || k.change, r.recipient, k.kind, true
from (values
  ('confirmed', 'booking'), ('rescheduled', 'booking'), ('cancelled', 'booking'),
  ('pending', 'request'), ('approved', 'request'), ('declined', 'request'), ('expired', 'request')
) as k (change, kind)
cross join unnest(array['booking', 'series']) as e (entity)
cross join unnest(array['client', 'practitioner']) as r (recipient);

insert into app.message_kinds (topic, recipient, kind, essential) values
  ('series.changed', 'client', 'booking', true),
  ('series.changed', 'practitioner', 'booking', true),
  ('booking.reminder', 'client', 'reminder', false),
  ('booking.reminder', 'practitioner', 'reminder', false),
  ('booking.completed', 'client', 'booking', false),
  ('booking.completed', 'practitioner', 'booking', false),
  ('booking.review_requested', 'client', 'review', false),
  ('client.assigned', 'practitioner', 'client', false),
  ('waitlist.joined', 'client', 'waitlist', false),
  ('waitlist.ended', 'client', 'waitlist', false),
  ('waitlist.offered', 'client', 'waitlist', true),
  ('member.invited', 'invitee', 'invitation', true),
  ('mail.bounced', 'practitioner', 'warning', true),
  ('webhook.disabled', 'admin', 'warning', true);

alter table app.message_kinds enable row level security;
create policy message_kinds_select_by_user on app.message_kinds for select to authenticated using (true);
grant select on app.message_kinds to authenticated, service_role;

-- sql/outbox/event_of_the_service.sql
-- event_of_the_service: one event of the outbox, for the service role only.
--
-- Room:   outbox
-- Reads:  app.outbox_events
-- Raises: PT403 not_allowed, PT404 not_found
create function app.service_role_required()
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  -- The grants say it first; this holds when somebody widens them by mistake.
  if current_setting('role', true) not in ('service_role', 'none') then
    perform app.fail('not_allowed', 'Only the service role may do this.', 'Use the secret key, on a server.');
  end if;
end;
$$;

comment on function app.service_role_required() is 'Raises PT403 not_allowed unless the service role or the database''s own administrator asks.';
grant execute on function app.service_role_required() to service_role;

create function private.event_of_the_service(p_event_id uuid)
returns app.outbox_events
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_event app.outbox_events;
begin
  perform app.service_role_required();
  select * into v_event from app.outbox_events as e where e.event_id = p_event_id for update;
  if not found then
    perform app.fail('not_found', format('No outbox event %s.', p_event_id), 'Mark only events that claim_events gave you.');
  end if;
  return v_event;
end;
$$;

comment on function private.event_of_the_service(uuid) is 'Definer: the outbox is no role''s to read.  Locks the event and returns it, or raises PT404 not_found.';

-- sql/outbox/end_message.sql
-- end_message: a message that is not to be sent, or not again, and why.
--
-- Room:   outbox
-- Writes: app.outbox_events, app.audit_log
create function app.end_message(p_event app.outbox_events, p_status text, p_because text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  update app.outbox_events as e
  set status = p_status, finished_at = app.now(), last_error = left(p_because, 2000), leased_by = null
  where (e.event_id, e.organization_id) = (p_event.event_id, p_event.organization_id);
  perform app.record(
    p_event.organization_id, 'message.' || p_status, p_event.event_id::text, null,
    jsonb_build_object('topic', p_event.topic, 'recipient', p_event.recipient, 'attempt', p_event.attempts, 'because', left(p_because, 2000))
  );
end;
$$;

comment on function app.end_message(app.outbox_events, text, text) is
  'Ends a queued message as failed or dropped, and says why, without personal data.  The caller has locked it.';

-- sql/outbox/supersede_messages.sql
-- supersede_messages: a newer state says what an older message, which nobody has tried to send, would have said.
--
-- Room:   outbox
-- Reads:  app.outbox_events
-- Writes: app.outbox_events, app.audit_log
create function app.tells_a_state(p_topic text)
returns boolean
language sql
immutable
security invoker
return p_topic ~ '^(booking|series)\.(pending|confirmed|approved|rescheduled|cancelled|declined|expired|changed)$';

comment on function app.tells_a_state(text) is 'Whether a message says how a booking or series stands now, so that the next such message makes it needless.';

create function app.supersede_messages(p_subject_id uuid, p_recipient text)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_event app.outbox_events;
  v_carried jsonb;
begin
  for v_event in
    select e.* from app.outbox_events as e
    where (e.subject_id, e.recipient, e.status) = (p_subject_id, p_recipient, 'queued') and e.attempts = 0 and app.tells_a_state(e.topic)
      and e.transaction_id is distinct from pg_current_xact_id()
    order by e.position
    -- One that a worker is just taking is as good as sent; nobody who changes a booking waits for it.
    for no key update skip locked
  loop
    perform app.end_message(v_event, 'dropped', 'Superseded by a newer one.');
    v_carried := jsonb_build_object(
      'unheard', coalesce(v_carried -> 'unheard', v_event.carried -> 'unheard', to_jsonb(v_event.topic ~ '\.(confirmed|pending)$')),
      'approved', v_event.topic ~ '\.approved$' or coalesce((coalesce(v_carried, v_event.carried) -> 'approved')::boolean, false),
      'previous_starts_at', coalesce(v_carried ->> 'previous_starts_at', v_event.carried ->> 'previous_starts_at', v_event.data ->> 'previous_starts_at'),
      'previous_ends_at', coalesce(v_carried ->> 'previous_ends_at', v_event.carried ->> 'previous_ends_at', v_event.data ->> 'previous_ends_at'),
      'changes', coalesce(v_carried -> 'changes', '[]') || coalesce(v_event.carried -> 'changes', '[]') || coalesce(v_event.data -> 'changes', '[]')
    );
  end loop;
  return v_carried;
end;
$$;

comment on function app.supersede_messages(uuid, text) is
  'Drops the messages about a state of this subject that are queued for this recipient and that nobody has tried to send.  Returns what they had to say, for'
  ' outbox_events.carried, or null: {unheard (the recipient has not heard of the booking at all), approved (nor of the approval), previous_starts_at,'
  ' previous_ends_at (the time that the recipient knows), changes (of a series)}.';

-- sql/outbox/mark_delivered.sql
-- mark_delivered: the provider has taken the message.
--
-- Room:   outbox
-- Caller: the service role
-- Reads:  app.outbox_events
-- Writes: app.outbox_events, app.audit_log
-- Raises: PT403 not_allowed, PT404 not_found
create function private.mark_delivered(p_event_id uuid, p_receipt text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_event app.outbox_events := private.event_of_the_service(p_event_id);
begin
  -- Asking twice is no error; a message that was given up and left after all has been delivered.
  if v_event.status <> 'delivered' then
    update app.outbox_events as e
    set status = 'delivered', finished_at = app.now(), receipt = p_receipt, leased_by = null
    where e.event_id = p_event_id
    returning * into v_event;
    perform app.record(
      v_event.organization_id, 'message.delivered', p_event_id::text, null,
      jsonb_build_object('topic', v_event.topic, 'recipient', v_event.recipient, 'attempt', v_event.attempts)
    );
  end if;
  -- By one clock, the database's: a worker's may be off.
  return jsonb_build_object(
    'status', 'delivered', 'next_attempt_at', null, 'seconds', extract(epoch from v_event.finished_at - v_event.created_at)
  );
end;
$$;

comment on function private.mark_delivered(uuid, text) is 'Definer: the outbox is no role''s to write.  See api.mark_delivered.';
grant execute on function private.mark_delivered(uuid, text) to service_role;

create function api.mark_delivered(event_id uuid, receipt text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.mark_delivered(mark_delivered.event_id, mark_delivered.receipt);
$$;

comment on function api.mark_delivered(uuid, text) is
  'Ends an event as delivered; receipt is the provider''s word for it.  Returns {status, next_attempt_at, seconds}; seconds is the time since the change'
  ' that it tells of.  Safe to repeat.';
grant execute on function api.mark_delivered(uuid, text) to service_role;

-- sql/outbox/mark_failed.sql
-- mark_failed: an attempt did not succeed; try again later, or never.
--
-- Room:   outbox
-- Caller: the service role
-- Reads:  app.outbox_events
-- Writes: app.outbox_events, app.audit_log
-- Raises: PT403 not_allowed, PT404 not_found
create function private.mark_failed(p_event_id uuid, p_error text, p_retryable boolean)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_event app.outbox_events := private.event_of_the_service(p_event_id);
  -- Since somebody last asked to try again.
  v_tries integer := greatest(v_event.attempts - v_event.attempts_before, 1);
  -- 5 s, 10 s, 20 s … at most an hour, a fifth more or less so that failures do not return in step.
  v_next timestamptz := app.now() + least(interval '1 hour', interval '5 seconds' * power(2, v_tries - 1)) * (0.8 + 0.4 * random());
  v_late boolean := coalesce(p_retryable and v_next > v_event.useless_after, false);
begin
  if v_event.status <> 'queued' then
    return jsonb_build_object('status', v_event.status, 'next_attempt_at', null);
  end if;
  if v_late or not p_retryable or v_tries >= v_event.tries then
    perform app.end_message(v_event, 'failed', concat_ws(' ', p_error, case when v_late then 'The next attempt would come too late.' end));
    return jsonb_build_object('status', 'failed', 'next_attempt_at', null);
  end if;

  update app.outbox_events as e
  set next_attempt_at = v_next, last_error = left(p_error, 2000), leased_by = null
  where (e.event_id, e.organization_id) = (p_event_id, v_event.organization_id);
  -- What waits behind it need not be looked at before; a message that somebody is changing is left alone.
  with behind as (
    select e.event_id, e.organization_id
    from app.outbox_events as e
    where (e.subject_id, e.recipient, e.status) = (v_event.subject_id, v_event.recipient, 'queued')
      and e.position > v_event.position and e.next_attempt_at < v_next
    for no key update skip locked
  )
  update app.outbox_events as e
  set next_attempt_at = v_next
  from behind
  where (e.event_id, e.organization_id) = (behind.event_id, behind.organization_id);
  perform app.record(
    v_event.organization_id, 'message.delayed', p_event_id::text, null,
    jsonb_build_object('topic', v_event.topic, 'recipient', v_event.recipient, 'attempt', v_event.attempts, 'because', left(p_error, 2000))
  );
  return jsonb_build_object('status', 'queued', 'next_attempt_at', v_next);
end;
$$;

comment on function private.mark_failed(uuid, text, boolean) is 'Definer: the outbox is no role''s to write.  See api.mark_failed.';
grant execute on function private.mark_failed(uuid, text, boolean) to service_role;

create function api.mark_failed(event_id uuid, error text, retryable boolean default true)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.mark_failed(mark_failed.event_id, mark_failed.error, mark_failed.retryable);
$$;

comment on function api.mark_failed(uuid, text, boolean) is
  'Notes a failed attempt: queued again with exponential backoff, or failed for good when it is not retryable, was the last of the
  organization''s message_tries, or when the next would come after the booking''s start.'
  '  error must carry no personal data.  Returns {status, next_attempt_at}.';
grant execute on function api.mark_failed(uuid, text, boolean) to service_role;

-- sql/outbox/renew_leases.sql
-- renew_leases: a worker that is still at some messages keeps them.
--
-- Room:   outbox
-- Caller: the service role
-- Reads:  app.outbox_events
-- Writes: app.outbox_events
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.renew_leases(p_worker text, p_event_ids uuid[], p_lease_seconds integer)
returns setof uuid
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  if (p_event_ids is not null and p_lease_seconds between 5 and 3600) is not true then
    perform app.fail('invalid_argument', 'A lease lasts 5 to 3600 seconds.', 'Correct the arguments.');
  end if;
  return query
  -- One that is locked is just being ended, or taken by another worker.
  with ours as (
    select e.event_id, e.organization_id
    from app.outbox_events as e
    where e.event_id = any(p_event_ids) and e.status = 'queued' and e.leased_by = p_worker
    for update skip locked
  )
  update app.outbox_events as e
  set next_attempt_at = app.now() + make_interval(secs => p_lease_seconds)
  from ours
  where (e.event_id, e.organization_id) = (ours.event_id, ours.organization_id)
  returning e.event_id;
end;
$$;

comment on function private.renew_leases(text, uuid[], integer) is 'Definer: the outbox is no role''s to write.  See api.renew_leases.';
grant execute on function private.renew_leases(text, uuid[], integer) to service_role;

create function api.renew_leases(worker text, event_ids uuid[], lease_seconds integer default 60)
returns setof uuid
language sql
volatile
security invoker
set search_path = ''
as $$
  select r.* from private.renew_leases(renew_leases.worker, renew_leases.event_ids, renew_leases.lease_seconds) as r;
$$;

comment on function api.renew_leases(text, uuid[], integer) is
  'Lets the leases of these messages last lease_seconds from now, where worker still has them.  Returns the ids of those it has: of the others it must'
  ' take its hands.  Safe to repeat.';
grant execute on function api.renew_leases(text, uuid[], integer) to service_role;

-- sql/outbox/return_events.sql
-- return_events: a worker gives messages back that it has not tried.
--
-- Room:   outbox
-- Caller: the service role
-- Reads:  app.outbox_events
-- Writes: app.outbox_events, app.audit_log
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.return_events(p_worker text, p_event_ids uuid[])
returns integer
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_returned integer;
begin
  perform app.service_role_required();
  if p_event_ids is null then
    perform app.fail('invalid_argument', 'Messages are given back by their ids.', 'Say which.');
  end if;
  with ours as (
    select e.event_id, e.organization_id
    from app.outbox_events as e
    where e.event_id = any(p_event_ids) and e.status = 'queued' and e.leased_by = p_worker
    for update skip locked
  ), returned as (
    update app.outbox_events as e
    set next_attempt_at = app.now(), leased_by = null, attempts = e.attempts - 1
    from ours
    where (e.event_id, e.organization_id) = (ours.event_id, ours.organization_id)
    returning e.*
  ), noted as (
    select app.record(
      r.organization_id, 'message.returned', r.event_id::text, null,
      jsonb_build_object('topic', r.topic, 'recipient', r.recipient, 'attempt', r.attempts + 1, 'worker', p_worker)
    )
    from returned as r
  )
  select count(*) into v_returned from noted;
  return v_returned;
end;
$$;

comment on function private.return_events(text, uuid[]) is 'Definer: the outbox is no role''s to write.  See api.return_events.';
grant execute on function private.return_events(text, uuid[]) to service_role;

create function api.return_events(worker text, event_ids uuid[])
returns integer
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.return_events(return_events.worker, return_events.event_ids);
$$;

comment on function api.return_events(text, uuid[]) is
  'Makes these messages due again at once and takes back the attempt that claiming counted, where worker still has them.  Only for messages of which nothing'
  ' was sent.  Returns how many.  Safe to repeat.';
grant execute on function api.return_events(text, uuid[]) to service_role;

-- sql/outbox/outbox_metrics.sql
-- outbox_metrics: how the outbox stands, in numbers without names.
--
-- Room:   outbox
-- Caller: the service role
-- Reads:  app.outbox_events
-- Raises: PT403 not_allowed
create function private.outbox_metrics()
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_waiting jsonb;
  v_ended jsonb;
  v_oldest timestamptz;
  v_due_since timestamptz;
begin
  perform app.service_role_required();
  select coalesce(jsonb_agg(to_jsonb(w) - array['oldest', 'due_since']), '[]'), min(w.oldest), min(w.due_since)
  into v_waiting, v_oldest, v_due_since
  from (
    select
      e.topic,
      case when e.next_attempt_at <= app.now() then 'due' when e.leased_by is not null then 'leased' else 'later' end as state,
      count(*) as messages,
      min(e.created_at) as oldest,
      min(e.next_attempt_at) filter (where e.next_attempt_at <= app.now()) as due_since
    from app.outbox_events as e
    where e.status = 'queued'
    group by 1, 2
    order by 1, 2
  ) as w;
  select coalesce(jsonb_agg(to_jsonb(d)), '[]') into v_ended
  from (
    select e.topic, e.status, count(*) as messages
    from app.outbox_events as e
    where e.finished_at > app.now() - interval '1 day'
    group by 1, 2
    order by 1, 2
  ) as d;
  return jsonb_build_object(
    'waiting', v_waiting,
    'ended', v_ended,
    'oldest_seconds', coalesce(extract(epoch from app.now() - v_oldest), 0),
    'oldest_due_seconds', coalesce(extract(epoch from app.now() - v_due_since), 0)
  );
end;
$$;

comment on function private.outbox_metrics() is 'Definer: the outbox is no role''s to read.  See api.outbox_metrics.';
grant execute on function private.outbox_metrics() to service_role;

create function api.outbox_metrics()
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select private.outbox_metrics();
$$;

comment on function api.outbox_metrics() is
  'Returns {waiting: [{topic, state, messages}], ended: [{topic, status, messages}], oldest_seconds, oldest_due_seconds} over all organizations, without'
  ' naming any.  waiting are the unfinished: due, leased to a worker, or later (quiet, or another attempt); ended those of the last 24 hours.'
  '  oldest_seconds is the age of the oldest unfinished message, oldest_due_seconds for how long the first of those that are due has been.';
grant execute on function api.outbox_metrics() to service_role;


-- tenancy: organizations, members, roles, permissions, invitations
-- sql/tenancy/organizations.sql
-- organizations: the tenants.
--
-- Room: tenancy
-- Owns: app.organizations
create table app.organizations (
  organization_id uuid not null default gen_random_uuid(),
  slug text not null,
  name text not null,
  time_zone text not null,
  country text not null default 'CA',
  locale text not null default 'en-CA',
  discreet boolean not null default true,
  reply_to text,
  profile text not null default 'therapy',
  eight_minute_rule boolean not null default true,
  client_reminders integer[],
  practitioner_reminders integer[],
  waitlist_offer_minutes integer not null default 120,
  brand_color text,
  logo_url text,
  mail_footer text,
  postal_address text,
  ask_for_reviews boolean,
  about text,
  approve_practitioners boolean not null default false,
  message_quiet_seconds integer not null default 60,
  message_tries integer not null default 10,
  suspended_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint organizations_pkey primary key (organization_id),
  constraint organizations_slug_is_unique unique (slug),
  constraint organizations_slug_fits_a_url check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) between 2 and 60),
  constraint organizations_have_a_name check (btrim(name) <> '' and length(name) <= 200 and name !~ '[[:cntrl:]]'),
  constraint organizations_time_zone_exists foreign key (time_zone) references app.time_zones (name) on delete restrict,
  constraint organizations_country_is_iso_3166 check (country ~ '^[A-Z]{2}$'),
  constraint organizations_locale_is_bcp_47 check (locale ~ '^[a-z]{2,3}(-[A-Z]{2})?$'),
  constraint organizations_reply_to_is_an_address check (app.is_email(reply_to)),
  constraint organizations_waitlist_offers_last_ten_minutes_to_a_week check (waitlist_offer_minutes between 10 and 10080),
  constraint organizations_are_quiet_for_ten_minutes_at_most check (message_quiet_seconds between 0 and 600),
  constraint organizations_try_a_message_1_to_20_times check (message_tries between 1 and 20),
  constraint organizations_profile_is_known check (profile in ('therapy', 'medical', 'coaching', 'peer')),
  constraint organizations_remind_48_24_2_or_1_hours_before check (
    client_reminders <@ array[2880, 1440, 120, 60] and practitioner_reminders <@ array[2880, 1440, 120, 60]
  ),
  constraint organizations_brand_color_is_rrggbb check (brand_color ~ '^#[0-9A-Fa-f]{6}$'),
  constraint organizations_logo_is_had_by_https check (logo_url ~ '^https://[A-Za-z0-9.-]+(:[0-9]+)?/[^[:space:][:cntrl:]"<>\\^`{|}]*$' and length(logo_url) <= 500),
  constraint organizations_mail_footer_is_a_short_text check (app.is_short_text(mail_footer, 600)),
  constraint organizations_postal_address_is_a_short_text check (app.is_short_text(postal_address, 300)),
  constraint organizations_about_is_a_short_text check (app.is_short_text(about, 2000))
);

comment on table app.organizations is 'A tenant: a practice, clinic or team.  Every other tenant table carries its id in every key.';
comment on column app.organizations.discreet is 'Whether subjects, previews, calendar entries and webhooks leave out the names of clients and services, and reasons.';
comment on column app.organizations.profile is 'What kind of practice it is; sets the defaults of what it leaves open.';
comment on column app.organizations.eight_minute_rule is 'Whether billing units are rounded as Medicare does; otherwise only whole units count.';
comment on column app.organizations.client_reminders is 'Minutes before the start at which clients are reminded; empty: never; null: 1440 and 120, for coaching 1440 and 60.';
comment on column app.organizations.practitioner_reminders is 'The same for practitioners; null: never, for coaching 1440 and 60.';
comment on column app.organizations.waitlist_offer_minutes is 'How long a client of the waitlist has to accept a time that came free.';
comment on column app.organizations.message_quiet_seconds is 'How long a message about a change of time waits for the next change, which then supersedes it.';
comment on column app.organizations.message_tries is 'How often a message is tried before it is given up.';
comment on column app.organizations.suspended_at is 'Since when the platform keeps the organization closed to the public, or null.';

comment on column app.organizations.brand_color is 'Colour of buttons and marks in mails, #rrggbb.  Mails pick the text upon it, and darken or lighten it where'
  ' it is text, so that any can be read.';
comment on column app.organizations.logo_url is 'An image shown above mails, with the name as its text; null: the name alone.  The same address in every mail:'
  ' it tells nobody who reads.';
comment on column app.organizations.mail_footer is 'What the organization says under each mail, or null: hours, a crisis line, a legal notice.';
comment on column app.organizations.postal_address is 'Where the organization is, as mails name it under their text, or null.';
comment on column app.organizations.about is 'What the organization''s public page says of it, or null.';
comment on column app.organizations.approve_practitioners is 'Whether only admins publish profiles; otherwise practitioners do, once their own is complete.';
comment on column app.organizations.ask_for_reviews is 'Whether clients are asked for a review once an appointment took place; null: yes, but not for therapy,'
  ' where colleges mostly forbid it.';

create trigger _900_audit after insert or update or delete on app.organizations
for each row execute function private.audit_row('organization', 'organization_id');

alter table app.organizations enable row level security;

-- sql/tenancy/members.sql
-- members: users who work in an organization, and those who run the platform.
--
-- Room: tenancy
-- Owns: app.members, app.super_admins
create table app.members (
  member_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  user_id uuid not null,
  role text not null,
  email text not null,
  display_name text not null,
  suspended_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint members_pkey primary key (member_id, organization_id),
  constraint members_join_an_organization_once unique (user_id, organization_id),
  constraint members_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint members_have_a_known_role check (role in ('practitioner', 'admin')),
  constraint members_email_is_an_address check (app.is_email(email)),
  constraint members_have_a_name check (btrim(display_name) <> '' and length(display_name) <= 200 and display_name !~ '[[:cntrl:]]')
);

comment on table app.members is
  'Who works where, and as what.  Clients are not members: they are rows of clients.'
  '  user_id has no foreign key: the auth schema belongs to the platform, which may keep it elsewhere.';
comment on column app.members.suspended_at is 'Since when the member may do nothing, or null.';

create index members_by_organization on app.members (organization_id);

create trigger _900_audit after insert or update or delete on app.members
for each row execute function private.audit_row('member', 'member_id');

alter table app.members enable row level security;

create table app.super_admins (
  user_id uuid not null,
  created_at timestamptz not null default app.now(),

  constraint super_admins_pkey primary key (user_id)
);

comment on table app.super_admins is
  'Users who run the platform: they see every organization, suspended ones too, and nothing of their bookings.  Named by the database''s administrator only.';

alter table app.super_admins enable row level security;

-- sql/tenancy/permissions.sql
-- permissions: the register of permissions, and what each role may do unless the organization decides otherwise.
--
-- Room: tenancy
-- Owns: app.permissions, app.role_permissions
create table app.permissions (
  permission text not null,
  description text not null,
  kept_by_admins boolean not null default false,
  for_support boolean not null default false,

  constraint permissions_pkey primary key (permission),
  constraint permissions_are_noun_colon_verb check (permission ~ '^[a-z]+:[a-z]+$' or permission = 'view_clients'),
  constraint permissions_are_described check (app.is_short_text(description, 300)),
  constraint permissions_of_support_only_read check (not for_support or permission like '%:read')
);

comment on table app.permissions is 'Everything that can be permitted: one row for each word that policies and verbs ask for.';
comment on column app.permissions.kept_by_admins is 'Whether no organization may withdraw it from its admins: without it nobody could give it back.';
comment on column app.permissions.for_support is
  'Whether the platform''s support has it while an organization lets support in.  Never what shows clients, bookings or notes, nor what changes anything.';

insert into app.permissions (permission, description, kept_by_admins, for_support) values
  ('members:read', 'See who works here, everybody''s profile, services and hours.', true, true),
  ('members:write', 'Invite, suspend and reactivate members, change their roles, and decide who supervises whom.', true, false),
  ('sessions:read', 'See the own bookings.', false, false),
  ('sessions:write', 'Book for clients, and change and cancel bookings.', false, false),
  ('sessions:manage', 'See every booking of the organization and, with sessions:write, change it.', false, false),
  ('sessions:overbook', 'Book outside the hours and on top of other bookings, on purpose.', false, false),
  ('availability:write', 'Change the own hours.', false, false),
  ('profile:write', 'Change the own profile.', false, false),
  ('view_clients', 'See the own clients: those assigned, and those who booked.', false, false),
  ('clients:manage', 'See all clients of the organization, change their details and assign them.', false, false),
  ('settings:write', 'Change the organization, its services and profiles, and what each role may do.', true, false),
  ('audit:read', 'Read the audit log.', false, false),
  ('messages:read', 'See which mails were sent, without their recipients'' full addresses.', false, true),
  ('messages:write', 'Send a failed mail again.', false, false),
  ('webhooks:manage', 'Decide which other systems are told what happens.', false, false),
  ('notes:read', 'Read the private notes of the whole practice.', false, false),
  ('notes:write', 'Write notes about the own bookings.', false, false),
  ('reviews:manage', 'Hide reviews, and show them again.', false, false),
  ('conversations:write', 'Write to clients within the app.', false, false),
  ('insights:read', 'See the organization''s figures.', false, true),
  ('privacy:manage', 'Export and erase a client''s data, and decide how long data is kept.', false, false);

alter table app.permissions enable row level security;
create policy permissions_select_by_all on app.permissions for select to authenticated using (true);
grant select on app.permissions to authenticated;

create table app.role_permissions (
  role text not null,
  permission text not null,

  constraint role_permissions_pkey primary key (role, permission),
  constraint role_permissions_are_for_a_known_role check (role in ('practitioner', 'admin')),
  constraint role_permissions_name_a_permission foreign key (permission) references app.permissions (permission) on delete restrict
);

comment on table app.role_permissions is
  'What a role may do unless app.organization_permissions says otherwise.  sessions:write means the own bookings; sessions:manage those of the whole organization.';

create index role_permissions_by_permission on app.role_permissions (permission);

insert into app.role_permissions (role, permission) values
  ('practitioner', 'members:read'),
  ('practitioner', 'sessions:read'),
  ('practitioner', 'sessions:write'),
  ('practitioner', 'sessions:overbook'),
  ('practitioner', 'availability:write'),
  ('practitioner', 'profile:write'),
  ('practitioner', 'view_clients'),
  ('practitioner', 'notes:write'),
  ('admin', 'members:read'),
  ('admin', 'members:write'),
  ('admin', 'sessions:read'),
  ('admin', 'sessions:write'),
  ('admin', 'sessions:manage'),
  ('admin', 'sessions:overbook'),
  ('admin', 'availability:write'),
  ('admin', 'profile:write'),
  ('admin', 'view_clients'),
  ('admin', 'clients:manage'),
  ('admin', 'settings:write'),
  ('admin', 'audit:read'),
  ('admin', 'messages:read'),
  ('admin', 'messages:write'),
  ('admin', 'notes:read'),
  ('admin', 'notes:write'),
  ('admin', 'webhooks:manage'),
  ('admin', 'reviews:manage');

alter table app.role_permissions enable row level security;
create policy role_permissions_select_by_all on app.role_permissions for select to authenticated using (true);
grant select on app.role_permissions to authenticated;

-- sql/tenancy/organization_permissions.sql
-- organization_permissions: what an organization lets its roles do, where that differs from the defaults.
--
-- Room:  tenancy
-- Owns:  app.organization_permissions
-- Reads: app.members, app.role_permissions
create table app.organization_permissions (
  organization_id uuid not null,
  role text not null,
  permission text not null,
  granted boolean not null,
  changed_at timestamptz not null default app.now(),

  constraint organization_permissions_pkey primary key (organization_id, role, permission),
  constraint organization_permissions_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint organization_permissions_name_a_permission foreign key (permission) references app.permissions (permission) on delete cascade,
  constraint organization_permissions_are_for_a_known_role check (role in ('practitioner', 'admin'))
);

comment on table app.organization_permissions is
  'One row for each difference from app.role_permissions: granted, or withdrawn.  Whatever has no row follows the defaults, those to come included.'
  '  Written by change_role_permission.';

create index organization_permissions_by_permission on app.organization_permissions (permission);

alter table app.organization_permissions enable row level security;
-- The subquery is under the policies of members, by which everybody sees where they work.
create policy organization_permissions_select_by_member on app.organization_permissions for select to authenticated
using (organization_id in (select m.organization_id from app.members as m where m.user_id = (select auth.uid()) and m.suspended_at is null));
grant select on app.organization_permissions to authenticated;

create function app.role_may(p_organization_id uuid, p_role text, p_permission text)
returns boolean
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  return coalesce(
    (
      select c.granted from app.organization_permissions as c
      where (c.organization_id, c.role, c.permission) = (p_organization_id, p_role, p_permission)
    ),
    exists (select from app.role_permissions as d where (d.role, d.permission) = (p_role, p_permission))
  );
end;
$$;

comment on function app.role_may(uuid, text, text) is
  'Whether a role of the organization has a permission: as the organization decided, else by default.  The one place that decides; everything else asks it.';
grant execute on function app.role_may(uuid, text, text) to authenticated;

-- sql/tenancy/organizations_where.sql
-- organizations_where: where the caller may do something.
--
-- Room:  tenancy
-- Reads: app.members, app.organization_permissions, app.role_permissions
create function private.organizations_where(p_permission text)
returns uuid[]
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select coalesce(array_agg(m.organization_id), '{}')
    from app.members as m
    where m.user_id = (select auth.uid())
      and m.suspended_at is null
      and app.role_may(m.organization_id, m.role, p_permission)
  );
end;
$$;

comment on function private.organizations_where(text) is
  'The organizations in which the signed-in user has p_permission.  Definer, since the policies of members ask it.  In PL/pgSQL, whose plans are kept:'
  ' a policy asks once per statement, and that is most of what it costs.'
  '  Speaks of the caller only, so it needs no further authorisation.';
grant execute on function private.organizations_where(text) to authenticated, service_role;

-- sql/tenancy/list_required.sql
-- list_required: whoever may read a list nowhere is told so, instead of being shown an empty one (CP-12.3).
--
-- Room:   tenancy
-- Raises: PT403 not_allowed
create function app.list_required(p_permissions text[])
returns boolean
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_permission text;
begin
  -- The service role is nobody's member, and what a definer reads is not what its caller sees.
  if (select auth.uid()) is null or not row_security_active('app.members') then
    return true;
  end if;
  foreach v_permission in array p_permissions loop
    if private.organizations_where(v_permission) <> '{}' then
      return true;
    end if;
  end loop;
  perform app.fail(
    'not_allowed', format('This list is for members whose role includes “%s”.', array_to_string(p_permissions, '” or “')), 'Ask an admin of your organization.'
  );
  return false;
end;
$$;

comment on function app.list_required(text[]) is
  'For the condition of a view that is nobody''s without a permission: true if the caller has one of them in any organization, whose rows the policies then choose;'
  ' else it raises.  Asked once per statement.  Not for the service role, nor for definers.';
grant execute on function app.list_required(text[]) to authenticated, service_role;

-- sql/tenancy/is_super_admin.sql
-- is_super_admin: whether the caller runs the platform.
--
-- Room:  tenancy
-- Reads: app.super_admins
create function private.is_super_admin()
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select exists (select from app.super_admins as s where s.user_id = (select auth.uid()))
  );
end;
$$;

comment on function private.is_super_admin() is 'Whether the signed-in user runs the platform.  Definer, since policies ask it; speaks of the caller only.';
grant execute on function private.is_super_admin() to authenticated, service_role;

-- sql/tenancy/permission_required.sql
-- permission_required: let the caller pass, or say why not.
--
-- Room:   tenancy
-- Reads:  app.members, app.role_permissions
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.permission_required(p_organization_id uuid, p_permission text)
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform app.sign_in_required();
  if p_organization_id = any (private.organizations_where(p_permission)) then
    return;
  end if;
  if exists (
    select from app.members as m
    where (m.organization_id, m.user_id) = (p_organization_id, (select auth.uid()))
  ) then
    perform app.fail('not_allowed', format('Your role does not include “%s”.', p_permission), 'Ask an admin of your organization.');
  end if;
  perform app.fail('not_found', format('No organization %s that you belong to.', p_organization_id), 'Check which account you are signed in with.');
end;
$$;

comment on function private.permission_required(uuid, text) is
  'Raises unless the signed-in user has p_permission in the organization: to a stranger the organization does not exist.'
  '  Definer, since it reads members for those who may not.';

-- sql/tenancy/policies.sql
-- policies: who sees and changes organizations and members.
--
-- Room: tenancy
create policy organizations_select_by_public on app.organizations for select to anon, authenticated
using (suspended_at is null);

create policy organizations_select_by_member on app.organizations for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]) or (select private.is_super_admin()));

create policy organizations_update_by_admin on app.organizations for update to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]))
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));

create policy members_select_by_member on app.members for select to authenticated
using (
  user_id = (select auth.uid())
  or organization_id = any ((select private.organizations_where('members:read'))::uuid[])
);

grant select (organization_id, slug, name, time_zone, country, locale, profile, about, brand_color, logo_url, suspended_at) on app.organizations to anon;
grant select on app.organizations to authenticated, service_role;
grant update (name, time_zone, country, locale, discreet, reply_to, profile, eight_minute_rule, client_reminders, practitioner_reminders, waitlist_offer_minutes,
  brand_color, logo_url, mail_footer, postal_address, ask_for_reviews, about, approve_practitioners,
  message_quiet_seconds, message_tries) on app.organizations to authenticated;
grant select on app.members to authenticated, service_role;

-- sql/tenancy/views.sql
-- views: organizations and members as the Data API shows them.
--
-- Room:  tenancy
-- Reads: app.organizations, app.members
create view api.organizations with (security_invoker = true) as
select o.organization_id, o.slug, o.name, o.time_zone, o.country, o.locale, o.profile, o.about, o.brand_color, o.logo_url
from app.organizations as o;

comment on view api.organizations is 'What everybody may know of an organization.  profile: therapy, medical, coaching or peer.';
grant select on api.organizations to anon, authenticated, service_role;

create view api.organization_settings with (security_invoker = true) as
select o.organization_id, o.slug, o.name, o.time_zone, o.country, o.locale, o.discreet, o.reply_to,
  o.profile, o.eight_minute_rule, o.client_reminders, o.practitioner_reminders, o.waitlist_offer_minutes, o.suspended_at, o.created_at,
  o.brand_color, o.logo_url, o.mail_footer, o.postal_address, o.ask_for_reviews, o.about, o.approve_practitioners,
  o.message_quiet_seconds, o.message_tries
from app.organizations as o
where o.organization_id = any ((select private.organizations_where('settings:write'))::uuid[]) or (select private.is_super_admin());

comment on view api.organization_settings is 'An organization''s settings, for its admins.  Updatable: name, time_zone, country, locale, discreet, reply_to,'
  ' profile, eight_minute_rule, client_reminders, practitioner_reminders, waitlist_offer_minutes,'
  ' brand_color, logo_url, mail_footer, postal_address, ask_for_reviews, about, approve_practitioners, message_quiet_seconds, message_tries.';
grant select, update (name, time_zone, country, locale, discreet, reply_to, profile, eight_minute_rule, client_reminders, practitioner_reminders, waitlist_offer_minutes,
  brand_color, logo_url, mail_footer, postal_address, ask_for_reviews, about, approve_practitioners,
  message_quiet_seconds, message_tries) on api.organization_settings to authenticated;
grant select on api.organization_settings to service_role;

create view api.members with (security_invoker = true) as
select m.member_id, m.organization_id, m.user_id, m.role, m.email, m.display_name, m.suspended_at, m.created_at
from app.members as m
where (select app.list_required(array['members:read']));

comment on view api.members is 'The members of the caller''s organizations; refused to those who have members:read in none.';
grant select on api.members to authenticated, service_role;

-- sql/tenancy/role_permissions.sql
-- role_permissions: what each role may do, as the Data API shows it.
--
-- Room:  tenancy
-- Reads: app.permissions, app.role_permissions, app.organization_permissions
create view api.role_permissions with (security_invoker = true) as
select
  o.organization_id, r.role, p.permission, p.description,
  coalesce(c.granted, d.role is not null) as granted, d.role is not null as by_default, c.granted is not null as changed, c.changed_at,
  r.role = 'admin' and p.kept_by_admins as fixed
from (select unnest((select private.organizations_where('members:read'))::uuid[]) as organization_id) as o
cross join (values ('practitioner'), ('admin')) as r (role)
cross join app.permissions as p
left join app.role_permissions as d on (d.role, d.permission) = (r.role, p.permission)
left join app.organization_permissions as c on (c.organization_id, c.role, c.permission) = (o.organization_id, r.role, p.permission);

comment on view api.role_permissions is
  'What each role may do in the caller''s organizations: granted, whether that is so by default, whether the organization changed it, and fixed: admins keep it.'
  '  For everybody with members:read; changed by change_role_permission.';
grant select on api.role_permissions to authenticated;

-- sql/tenancy/create_organization.sql
-- create_organization: a new tenant whose creator is its admin.
--
-- Room:   tenancy
-- Caller: any signed-in user
-- Writes: app.organizations, app.members, app.idempotency_keys, app.audit_log
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT422 idempotency_mismatch
create function private.create_organization(p_name text, p_slug text, p_time_zone text, p_country text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_name, p_slug, p_time_zone, p_country);
  v_answer jsonb := app.recall_answer('create_organization', p_key, v_arguments);
  v_organization app.organizations;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  if app.is_email(app.signed_in_email()) is not true then
    perform app.fail('invalid_argument', 'The admin of an organization needs an account with an e-mail address.', 'Add one to your account and try again.');
  end if;
  if not app.is_time_zone(p_time_zone) then
    perform app.fail('invalid_argument', format('“%s” is not an IANA time zone.', p_time_zone), 'Use a name such as America/Toronto.');
  end if;

  begin
    insert into app.organizations (name, slug, time_zone, country)
    values (btrim(p_name), p_slug, p_time_zone, p_country)
    returning * into v_organization;
  exception
    when unique_violation then
      perform app.fail('invalid_argument', format('The short name “%s” is taken.', p_slug), 'Choose another slug.');
    when check_violation or not_null_violation then
      perform app.fail(
        'invalid_argument', 'An organization needs a name, a slug such as “riverside-therapy” and a two-letter country.', 'Correct them and try again.'
      );
  end;

  insert into app.members (organization_id, user_id, role, email, display_name)
  values (v_organization.organization_id, v_user_id, 'admin', app.signed_in_email(), split_part(app.signed_in_email(), '@', 1));

  return app.remember_answer(
    'create_organization', p_key, v_arguments,
    jsonb_build_object(
      'organization_id', v_organization.organization_id, 'slug', v_organization.slug, 'name', v_organization.name,
      'time_zone', v_organization.time_zone, 'country', v_organization.country, 'locale', v_organization.locale
    )
  );
end;
$$;

comment on function private.create_organization(text, text, text, text, text) is
  'Definer: nobody may insert organizations or members directly.  See api.create_organization.';
grant execute on function private.create_organization(text, text, text, text, text) to authenticated;

create function api.create_organization(name text, slug text, time_zone text, country text default 'CA', idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.create_organization(
    create_organization.name, create_organization.slug, create_organization.time_zone,
    create_organization.country, create_organization.idempotency_key
  );
$$;

comment on function api.create_organization(text, text, text, text, text) is
  'Makes an organization with the caller as its admin and returns it: {organization_id, slug, name, time_zone, country, locale}.';
grant execute on function api.create_organization(text, text, text, text, text) to authenticated;

-- sql/tenancy/invitations.sql
-- invitations: the way into an organization, by a one-time link in a mail.
--
-- Room: tenancy
-- Owns: app.invitations
create table app.invitations (
  invitation_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  email text not null,
  display_name text not null,
  role text not null,
  token_hash bytea,
  expires_at timestamptz not null default app.now() + interval '7 days',
  accepted_at timestamptz,
  revoked_at timestamptz,
  invited_by uuid default auth.uid(),
  created_at timestamptz not null default app.now(),

  constraint invitations_pkey primary key (invitation_id, organization_id),
  constraint invitations_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint invitations_offer_a_known_role check (role in ('practitioner', 'admin')),
  constraint invitations_email_is_an_address check (app.is_email(email)),
  constraint invitations_have_a_name check (btrim(display_name) <> '' and length(display_name) <= 200 and display_name !~ '[[:cntrl:]]'),
  constraint invitations_keep_only_a_sha256 check (octet_length(token_hash) = 32),
  constraint invitations_end_in_one_way check (accepted_at is null or revoked_at is null)
);

comment on table app.invitations is 'Each is good for one acceptance within seven days.  The token itself is only in the mail.';
comment on column app.invitations.invited_by is 'The account of the admin who asked, or null: the database''s administrator.';
create index invitations_by_token_hash on app.invitations (token_hash);
create index invitations_by_organization on app.invitations (organization_id);

create trigger _900_audit after insert or update or delete on app.invitations
for each row execute function private.audit_row('invitation', 'invitation_id');

alter table app.invitations enable row level security;
create policy invitations_select_by_admin on app.invitations for select to authenticated
using (organization_id = any ((select private.organizations_where('members:write'))::uuid[]));
grant select (invitation_id, organization_id, email, display_name, role, expires_at, accepted_at, revoked_at, invited_by, created_at)
on app.invitations to authenticated, service_role;

create view api.invitations with (security_invoker = true) as
select
  i.invitation_id, i.organization_id, i.email, i.display_name, i.role, i.expires_at, i.accepted_at, i.revoked_at, i.created_at,
  case
    when i.accepted_at is not null then 'accepted'
    when i.revoked_at is not null then 'revoked'
    when i.expires_at <= app.now() then 'expired'
    else 'open'
  end as status,
  i.invited_by,
  (select m.display_name from app.members as m where (m.user_id, m.organization_id) = (i.invited_by, i.organization_id)) as invited_by_name
from app.invitations as i
where (select app.list_required(array['members:write']));

comment on view api.invitations is
  'The invitations of the caller''s organizations, for admins.  status: open, accepted, revoked or expired; invited_by_name: null when that person is no longer a member.';
grant select on api.invitations to authenticated, service_role;

-- sql/tenancy/invite_member.sql
-- invite_member: ask somebody to join, by mail.
--
-- Room:   tenancy
-- Caller: a member with members:write
-- Writes: app.invitations, app.outbox_events, app.idempotency_keys, app.audit_log
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT422 idempotency_mismatch
create function private.invite_member(p_organization_id uuid, p_email text, p_role text, p_display_name text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_organization_id, p_email, p_role, p_display_name);
  v_answer jsonb;
  v_invitation app.invitations;
begin
  perform private.permission_required(p_organization_id, 'members:write');
  v_answer := app.recall_answer('invite_member', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;

  begin
    insert into app.invitations (organization_id, email, role, display_name)
    values (p_organization_id, lower(btrim(p_email)), p_role, btrim(p_display_name))
    returning * into v_invitation;
  exception when check_violation or not_null_violation then
    perform app.fail(
      'invalid_argument', 'An invitation needs an e-mail address, a name and a role: practitioner or admin.', 'Correct them and try again.'
    );
  end;

  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
  values (p_organization_id, 'member.invited', 'invitee', v_invitation.invitation_id, '{}');

  return app.remember_answer(
    'invite_member', p_key, v_arguments,
    jsonb_build_object('invitation_id', v_invitation.invitation_id, 'email', v_invitation.email, 'expires_at', v_invitation.expires_at)
  );
end;
$$;

comment on function private.invite_member(uuid, text, text, text, text) is 'Definer: invitations are no role''s to write.  See api.invite_member.';
grant execute on function private.invite_member(uuid, text, text, text, text) to authenticated;

create function api.invite_member(organization_id uuid, email text, role text, display_name text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.invite_member(
    invite_member.organization_id, invite_member.email, invite_member.role, invite_member.display_name, invite_member.idempotency_key
  );
$$;

comment on function api.invite_member(uuid, text, text, text, text) is
  'Invites a practitioner or admin; the worker mails a one-time link.  Returns {invitation_id, email, expires_at}.';
grant execute on function api.invite_member(uuid, text, text, text, text) to authenticated;

-- sql/tenancy/register_invitation_token.sql
-- register_invitation_token: the hash of the token that the worker puts into an invitation's mail.
--
-- Room:   tenancy
-- Caller: the service role
-- Writes: app.invitations, app.audit_log
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found
create function private.register_invitation_token(p_invitation_id uuid, p_token_hash text, p_expires_at timestamptz)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  if p_expires_at is null or p_expires_at <= app.now() then
    perform app.fail('invalid_argument', 'A token expires in the future.', 'Use expires_at of the event''s payload.');
  end if;
  update app.invitations as i
  set token_hash = app.token_hash(p_token_hash), expires_at = p_expires_at
  where i.invitation_id = p_invitation_id
    and i.accepted_at is null and i.revoked_at is null;
  if not found then
    perform app.fail('not_found', format('No open invitation %s.', p_invitation_id), 'Nothing to send: drop the message.');
  end if;
  return '{}';
end;
$$;

comment on function private.register_invitation_token(uuid, text, timestamptz) is 'Definer: invitations are no role''s to write.';
grant execute on function private.register_invitation_token(uuid, text, timestamptz) to service_role;

create function api.register_invitation_token(invitation_id uuid, token_hash text, expires_at timestamptz)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.register_invitation_token(
    register_invitation_token.invitation_id, register_invitation_token.token_hash, register_invitation_token.expires_at
  );
$$;

comment on function api.register_invitation_token(uuid, text, timestamptz) is
  'Stores the SHA-256 (64 hexadecimal digits) of an invitation''s token, replacing an earlier one.  Returns {}.';
grant execute on function api.register_invitation_token(uuid, text, timestamptz) to service_role;

-- sql/tenancy/accept_invitation.sql
-- accept_invitation: the one-time link becomes a membership.
--
-- Room:   tenancy
-- Caller: any signed-in user who has the token
-- Reads:  app.invitations, app.organizations
-- Writes: app.audit_log, app.idempotency_keys, app.invitations, app.members
-- Locks:  the idempotency key, the invitation
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT403 token_invalid, PT410 invitation_expired, PT422 idempotency_mismatch
create function private.accept_invitation(p_token text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_token);
  v_answer jsonb := app.recall_answer('accept_invitation', p_key, v_arguments);
  v_invitation app.invitations;
  v_member app.members;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  select * into v_invitation
  from app.invitations as i
  where i.token_hash = sha256(convert_to(p_token, 'UTF8'))
  for update;
  if not found then
    perform app.fail('token_invalid', 'This invitation link is not valid.', 'Open the link from the newest mail, or ask for a new invitation.');
  end if;
  if v_invitation.accepted_at is not null or v_invitation.revoked_at is not null or v_invitation.expires_at <= app.now() then
    perform app.fail('invitation_expired', 'This invitation was used, withdrawn or is too old.', 'Ask for a new invitation.');
  end if;

  -- A second link in the same mailbox must not undo what was decided since.
  update app.invitations as i
  set accepted_at = case when i.invitation_id = v_invitation.invitation_id then app.now() end,
      revoked_at = case when i.invitation_id <> v_invitation.invitation_id then app.now() end
  where (i.organization_id, i.email) = (v_invitation.organization_id, v_invitation.email)
    and i.accepted_at is null and i.revoked_at is null;

  -- One who is a member already takes the invited role; an admin stays one, so that no organization loses its last.
  insert into app.members as m (organization_id, user_id, role, email, display_name)
  values (v_invitation.organization_id, v_user_id, v_invitation.role, v_invitation.email, v_invitation.display_name)
  on conflict (user_id, organization_id) do update
  set role = case when m.role = 'admin' then m.role else excluded.role end
  where m.suspended_at is null
  returning * into v_member;
  if v_member.member_id is null then
    perform app.fail('not_allowed', 'Your membership is suspended.', 'Ask an admin of the organization.');
  end if;

  return app.remember_answer('accept_invitation', p_key, v_arguments, jsonb_build_object(
    'member_id', v_member.member_id, 'organization_id', v_member.organization_id, 'role', v_member.role,
    'organization_name', (select o.name from app.organizations as o where o.organization_id = v_member.organization_id)
  ));
end;
$$;

comment on function private.accept_invitation(text, text) is 'Definer: members are no role''s to write.  See api.accept_invitation.';
grant execute on function private.accept_invitation(text, text) to authenticated;

create function api.accept_invitation(token text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.accept_invitation(accept_invitation.token, accept_invitation.idempotency_key);
$$;

comment on function api.accept_invitation(text, text) is
  'Joins the signed-in user to the organization that invited the holder of the token.  Returns {member_id, organization_id, organization_name, role}.';
grant execute on function api.accept_invitation(text, text) to authenticated;

-- sql/tenancy/invitation_to_change.sql
-- invitation_to_change: one invitation, locked for an admin.
--
-- Room:   tenancy
-- Reads:  app.invitations, app.members, app.role_permissions
-- Locks:  the invitation
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition
create function private.invitation_to_change(p_invitation_id uuid)
returns app.invitations
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_invitation app.invitations;
begin
  perform app.sign_in_required();
  select * into v_invitation from app.invitations as i where i.invitation_id = p_invitation_id;
  if v_invitation.invitation_id is null or v_invitation.organization_id <> all (private.organizations_where('members:read')) then
    perform app.fail('not_found', format('No invitation %s that you may see.', p_invitation_id), 'Check which account you are signed in with.');
  end if;
  perform private.permission_required(v_invitation.organization_id, 'members:write');
  select * into v_invitation from app.invitations as i where i.invitation_id = p_invitation_id for no key update;
  if v_invitation.accepted_at is not null then
    perform app.fail('illegal_transition', 'The invitation was accepted; whoever it was for is a member now.', 'Change or suspend the member instead.');
  end if;
  return v_invitation;
end;
$$;

comment on function private.invitation_to_change(uuid) is
  'The invitation, locked and not accepted, if the caller has members:write in its organization.  Definer: invitations are no role''s to write.';

-- sql/tenancy/drop_invitation_mail.sql
-- drop_invitation_mail: an invitation that is withdrawn or sent anew is not mailed as it was.
--
-- Room:   tenancy
-- Reads:  app.outbox_events
-- Writes: app.outbox_events, app.audit_log
create function app.drop_invitation_mail(p_invitation_id uuid, p_because text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_event app.outbox_events;
begin
  -- One that a worker is just sending is as good as sent: what it registers is replaced, or refused.
  for v_event in
    select e.* from app.outbox_events as e
    where (e.subject_id, e.recipient, e.status) = (p_invitation_id, 'invitee', 'queued')
    for no key update skip locked
  loop
    perform app.end_message(v_event, 'dropped', p_because);
  end loop;
end;
$$;

comment on function app.drop_invitation_mail(uuid, text) is 'Ends the queued mail about an invitation, for a reason that admins read in the list of messages.';

-- sql/tenancy/revoke_invitation.sql
-- revoke_invitation: the link in the mail opens nothing any more.
--
-- Room:   tenancy
-- Caller: a member with members:write
-- Writes: app.invitations, app.outbox_events, app.idempotency_keys, app.audit_log
-- Locks:  the idempotency key, the invitation
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.revoke_invitation(p_invitation_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_invitation_id);
  v_answer jsonb := app.recall_answer('revoke_invitation', p_key, v_arguments);
  v_invitation app.invitations;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_invitation := private.invitation_to_change(p_invitation_id);
  -- Asking twice is no error: the second call finds the state already reached.
  if v_invitation.revoked_at is null then
    update app.invitations as i
    set revoked_at = app.now()
    where (i.invitation_id, i.organization_id) = (p_invitation_id, v_invitation.organization_id)
    returning * into v_invitation;
    perform app.drop_invitation_mail(p_invitation_id, 'The invitation was withdrawn.');
  end if;
  return app.remember_answer(
    'revoke_invitation', p_key, v_arguments, jsonb_build_object('invitation_id', p_invitation_id, 'revoked_at', v_invitation.revoked_at)
  );
end;
$$;

comment on function private.revoke_invitation(uuid, text) is 'Definer: invitations are no role''s to write.  See api.revoke_invitation.';
grant execute on function private.revoke_invitation(uuid, text) to authenticated;

create function api.revoke_invitation(invitation_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.revoke_invitation(revoke_invitation.invitation_id, revoke_invitation.idempotency_key);
$$;

comment on function api.revoke_invitation(uuid, text) is
  'Withdraws an invitation that was not accepted; mail that is still queued is not sent.  Returns {invitation_id, revoked_at}.  Safe to repeat.';
grant execute on function api.revoke_invitation(uuid, text) to authenticated;

-- sql/tenancy/resend_invitation.sql
-- resend_invitation: a new mail with a new link, good for seven days; the old link opens nothing any more.
--
-- Room:   tenancy
-- Caller: a member with members:write
-- Writes: app.invitations, app.outbox_events, app.idempotency_keys, app.audit_log
-- Locks:  the idempotency key, the invitation
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.resend_invitation(p_invitation_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_invitation_id);
  v_answer jsonb := app.recall_answer('resend_invitation', p_key, v_arguments);
  v_invitation app.invitations;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_invitation := private.invitation_to_change(p_invitation_id);
  if v_invitation.revoked_at is not null then
    perform app.fail('illegal_transition', 'The invitation was withdrawn.', 'Invite the person anew.');
  end if;
  update app.invitations as i
  set token_hash = null, expires_at = app.now() + interval '7 days'
  where (i.invitation_id, i.organization_id) = (p_invitation_id, v_invitation.organization_id)
  returning * into v_invitation;
  perform app.drop_invitation_mail(p_invitation_id, 'The invitation is sent anew.');
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
  values (v_invitation.organization_id, 'member.invited', 'invitee', p_invitation_id, '{}');
  return app.remember_answer(
    'resend_invitation', p_key, v_arguments,
    jsonb_build_object('invitation_id', p_invitation_id, 'email', v_invitation.email, 'expires_at', v_invitation.expires_at)
  );
end;
$$;

comment on function private.resend_invitation(uuid, text) is 'Definer: invitations are no role''s to write.  See api.resend_invitation.';
grant execute on function private.resend_invitation(uuid, text) to authenticated;

create function api.resend_invitation(invitation_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.resend_invitation(resend_invitation.invitation_id, resend_invitation.idempotency_key);
$$;

comment on function api.resend_invitation(uuid, text) is
  'Sends an invitation once more, expired ones too: the worker mails a new one-time link, and the old one is void at once.  Returns {invitation_id, email, expires_at}.';
grant execute on function api.resend_invitation(uuid, text) to authenticated;

-- sql/tenancy/member_to_change.sql
-- member_to_change: one member, for an admin, while nobody else changes who works in the organization.
--
-- Room:   tenancy
-- Reads:  app.members, app.organizations, app.role_permissions
-- Locks:  the organization
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition
create function private.member_to_change(p_member_id uuid)
returns app.members
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_member app.members;
begin
  perform app.sign_in_required();
  select * into v_member from app.members as m where m.member_id = p_member_id;
  if v_member.member_id is null or v_member.organization_id <> all (private.organizations_where('members:read')) then
    perform app.fail('not_found', format('No member %s that you may see.', p_member_id), 'Check which account you are signed in with.');
  end if;
  perform private.permission_required(v_member.organization_id, 'members:write');
  perform from app.organizations as o where o.organization_id = v_member.organization_id for no key update;
  -- Again: whoever had the lock before may have suspended the caller.
  perform private.permission_required(v_member.organization_id, 'members:write');
  select * into v_member from app.members as m where m.member_id = p_member_id;
  return v_member;
end;
$$;

comment on function private.member_to_change(uuid) is
  'The member, if the caller has members:write in the organization, which is locked: two admins who suspend each other at the same moment must not both succeed.'
  '  Definer: members are no role''s to write.';

create function app.other_admin_required(p_member app.members)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if p_member.role = 'admin' and p_member.suspended_at is null and not exists (
    select from app.members as m
    where m.organization_id = p_member.organization_id and m.member_id <> p_member.member_id and m.role = 'admin' and m.suspended_at is null
  ) then
    perform app.fail('illegal_transition', 'This is the last active admin of the organization.', 'Make somebody else an admin first.');
  end if;
end;
$$;

comment on function app.other_admin_required(app.members) is 'Raises when the organization would be left without an active admin.  The caller has locked the organization.';

create function app.member_answer(p_member app.members)
returns jsonb
language sql
immutable
security invoker
return jsonb_build_object(
  'member_id', p_member.member_id, 'organization_id', p_member.organization_id, 'role', p_member.role, 'suspended_at', p_member.suspended_at
);

comment on function app.member_answer(app.members) is '{member_id, organization_id, role, suspended_at}.';

-- sql/tenancy/change_member_role.sql
-- change_member_role: a member may do more here, or less.
--
-- Room:   tenancy
-- Caller: a member with members:write
-- Writes: app.members, app.idempotency_keys, app.audit_log
-- Locks:  the idempotency key, the organization
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.change_member_role(p_member_id uuid, p_role text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_member_id, p_role);
  v_answer jsonb := app.recall_answer('change_member_role', p_key, v_arguments);
  v_member app.members;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_member := private.member_to_change(p_member_id);
  if p_role is null or p_role not in ('practitioner', 'admin') then
    perform app.fail('invalid_argument', 'A member is a practitioner or an admin.', 'Choose one of the two.');
  end if;
  -- Asking twice is no error: the second call finds the state already reached.
  if v_member.role <> p_role then
    perform app.other_admin_required(v_member);
    update app.members as m
    set role = p_role
    where (m.member_id, m.organization_id) = (p_member_id, v_member.organization_id)
    returning * into v_member;
  end if;
  return app.remember_answer('change_member_role', p_key, v_arguments, app.member_answer(v_member));
end;
$$;

comment on function private.change_member_role(uuid, text, text) is 'Definer: members are no role''s to write.  See api.change_member_role.';
grant execute on function private.change_member_role(uuid, text, text) to authenticated;

create function api.change_member_role(member_id uuid, role text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.change_member_role(change_member_role.member_id, change_member_role.role, change_member_role.idempotency_key);
$$;

comment on function api.change_member_role(uuid, text, text) is
  'Makes a member a practitioner, with a profile to complete if there is none, or an admin; not the last active admin a practitioner.'
  '  Returns {member_id, organization_id, role, suspended_at}.  Safe to repeat.';
grant execute on function api.change_member_role(uuid, text, text) to authenticated;

-- sql/tenancy/change_role_permission.sql
-- change_role_permission: an organization decides what a role may do there.
--
-- Room:   tenancy
-- Caller: a member with settings:write
-- Reads:  app.permissions, app.role_permissions
-- Writes: app.audit_log, app.idempotency_keys, app.organization_permissions
-- Locks:  the idempotency key, the organization
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.change_role_permission(p_organization_id uuid, p_role text, p_permission text, p_granted boolean, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_organization_id, p_role, p_permission, p_granted);
  v_answer jsonb := app.recall_answer('change_role_permission', p_key, v_arguments);
  v_thing jsonb := jsonb_build_object('role', p_role, 'permission', p_permission);
  v_default boolean := exists (select from app.role_permissions as d where (d.role, d.permission) = (p_role, p_permission));
  v_permission app.permissions;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  perform private.permission_required(p_organization_id, 'settings:write');
  select p.* into v_permission from app.permissions as p where p.permission = p_permission;
  if v_permission.permission is null or p_role is null or p_role not in ('practitioner', 'admin') then
    perform app.fail('invalid_argument', 'There is no such role or permission.', 'Choose both from api.role_permissions.');
  end if;
  if p_granted is null then
    perform app.fail('invalid_argument', 'It is missing whether the role may or not.', 'Send granted: true or false.');
  end if;
  if p_role = 'admin' and v_permission.kept_by_admins and not p_granted then
    perform app.fail('not_allowed', format('Admins keep “%s”: without it nobody could give it back.', p_permission), 'Make the person a practitioner instead.');
  end if;

  perform from app.organizations as o where o.organization_id = p_organization_id for no key update;
  -- Again: whoever had the lock before may have taken it from the caller.
  perform private.permission_required(p_organization_id, 'settings:write');
  -- Asking twice is no error: the second call finds the state already reached.
  if app.role_may(p_organization_id, p_role, p_permission) <> p_granted then
    delete from app.organization_permissions as c where (c.organization_id, c.role, c.permission) = (p_organization_id, p_role, p_permission);
    if p_granted <> v_default then
      insert into app.organization_permissions (organization_id, role, permission, granted)
      values (p_organization_id, p_role, p_permission, p_granted);
    end if;
    perform app.record(
      p_organization_id, case when p_granted then 'role_permission.granted' else 'role_permission.withdrawn' end, p_role || ' ' || p_permission,
      v_thing || jsonb_build_object('granted', not p_granted), v_thing || jsonb_build_object('granted', p_granted)
    );
  end if;
  return app.remember_answer(
    'change_role_permission', p_key, v_arguments,
    jsonb_build_object('organization_id', p_organization_id, 'granted', p_granted, 'by_default', v_default, 'changed', p_granted <> v_default) || v_thing
  );
end;
$$;

comment on function private.change_role_permission(uuid, text, text, boolean, text) is
  'Definer: permissions are no role''s to write.  See api.change_role_permission.';
grant execute on function private.change_role_permission(uuid, text, text, boolean, text) to authenticated;

create function api.change_role_permission(organization_id uuid, role text, permission text, granted boolean, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.change_role_permission(
    change_role_permission.organization_id, change_role_permission.role, change_role_permission.permission,
    change_role_permission.granted, change_role_permission.idempotency_key
  );
$$;

comment on function api.change_role_permission(uuid, text, text, boolean, text) is
  'Grants a permission to a role within the organization, or withdraws it; what equals the default follows the defaults again.  Admins keep members:read,'
  ' members:write and settings:write.  In force with the next request.  Returns {organization_id, role, permission, granted, by_default, changed}.  Safe to repeat.';
grant execute on function api.change_role_permission(uuid, text, text, boolean, text) to authenticated;

-- sql/tenancy/suspend_member.sql
-- suspend_member: somebody may do nothing here any more, and is not offered to clients.
--
-- Room:   tenancy
-- Caller: a member with members:write
-- Writes: app.members, app.idempotency_keys, app.audit_log
-- Locks:  the idempotency key, the organization
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.suspend_member(p_member_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_member_id);
  v_answer jsonb := app.recall_answer('suspend_member', p_key, v_arguments);
  v_member app.members;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_member := private.member_to_change(p_member_id);
  -- Asking twice is no error: the second call finds the state already reached.
  if v_member.suspended_at is null then
    perform app.other_admin_required(v_member);
    update app.members as m
    set suspended_at = app.now()
    where (m.member_id, m.organization_id) = (p_member_id, v_member.organization_id)
    returning * into v_member;
  end if;
  return app.remember_answer('suspend_member', p_key, v_arguments, app.member_answer(v_member));
end;
$$;

comment on function private.suspend_member(uuid, text) is 'Definer: members are no role''s to write.  See api.suspend_member.';
grant execute on function private.suspend_member(uuid, text) to authenticated;

create function api.suspend_member(member_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.suspend_member(suspend_member.member_id, suspend_member.idempotency_key);
$$;

comment on function api.suspend_member(uuid, text) is
  'Suspends a member, not the last active admin: the account keeps nothing but what any stranger has, and the profile is no longer public; its bookings stay as they are.'
  '  Returns {member_id, organization_id, role, suspended_at}.  Safe to repeat.';
grant execute on function api.suspend_member(uuid, text) to authenticated;

-- sql/tenancy/reactivate_member.sql
-- reactivate_member: a suspended member may work again.
--
-- Room:   tenancy
-- Caller: a member with members:write
-- Writes: app.members, app.idempotency_keys, app.audit_log
-- Locks:  the idempotency key, the organization
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.reactivate_member(p_member_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_member_id);
  v_answer jsonb := app.recall_answer('reactivate_member', p_key, v_arguments);
  v_member app.members;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_member := private.member_to_change(p_member_id);
  if v_member.suspended_at is not null then
    update app.members as m
    set suspended_at = null
    where (m.member_id, m.organization_id) = (p_member_id, v_member.organization_id)
    returning * into v_member;
  end if;
  return app.remember_answer('reactivate_member', p_key, v_arguments, app.member_answer(v_member));
end;
$$;

comment on function private.reactivate_member(uuid, text) is 'Definer: members are no role''s to write.  See api.reactivate_member.';
grant execute on function private.reactivate_member(uuid, text) to authenticated;

create function api.reactivate_member(member_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.reactivate_member(reactivate_member.member_id, reactivate_member.idempotency_key);
$$;

comment on function api.reactivate_member(uuid, text) is
  'Ends a member''s suspension; the profile stays hidden until it is published again.  Returns {member_id, organization_id, role, suspended_at}.  Safe to repeat.';
grant execute on function api.reactivate_member(uuid, text) to authenticated;


-- billing: codes, units and modifiers
-- sql/billing/billing_codes.sql
-- billing_codes: what insurers call a session (CPT), as it ships and as an organization has it (TS-8).
--
-- Room: billing
-- Owns: app.billing_codes, app.organization_billing_codes
create table app.billing_codes (
  code text not null,
  description text not null,
  family text not null,
  unit_minutes integer,
  least_minutes integer not null default 1,
  most_minutes integer,
  for_groups boolean not null default false,
  telehealth boolean not null default true,
  modifiers text[] not null default '{}',

  constraint billing_codes_pkey primary key (code),
  constraint billing_codes_code_is_five_characters check (code ~ '^[0-9A-Z]{5}$'),
  constraint billing_codes_have_a_description check (btrim(description) <> '' and length(description) <= 300),
  constraint billing_codes_family_is_a_word check (family ~ '^[a-z]+(_[a-z]+)*$' and length(family) <= 60),
  constraint billing_codes_unit_is_minutes check (unit_minutes between 1 and 480),
  constraint billing_codes_least_is_before_most check (least_minutes >= 1 and least_minutes <= most_minutes),
  constraint billing_codes_modifiers_are_two_characters check (array_to_string(modifiers, ' ', '?') ~ '^([0-9A-Z]{2}( [0-9A-Z]{2})*)?$')
);

comment on table app.billing_codes is
  'The codes that every organization starts with, in words of our own.  No tenant: the codes are the same for all.  An organization changes them by rows of its own.';
comment on column app.billing_codes.family is 'Codes of one family differ by length only where unit_minutes is null: the one that fits the session is taken.';
comment on column app.billing_codes.unit_minutes is 'Minutes of one unit for codes that are billed by time; null: one unit for the session.';
comment on column app.billing_codes.least_minutes is 'From so many minutes on; most_minutes: up to so many, null: any.';
comment on column app.billing_codes.for_groups is 'Whether it is for sessions of several clients, and for no others.';
comment on column app.billing_codes.modifiers is 'The modifiers that may stand with it, beside 95 where telehealth is set.';

create table app.organization_billing_codes (
  organization_id uuid not null,
  code text not null,
  description text not null,
  family text not null,
  unit_minutes integer,
  least_minutes integer not null default 1,
  most_minutes integer,
  for_groups boolean not null default false,
  telehealth boolean not null default true,
  modifiers text[] not null default '{}',
  active boolean not null default true,

  constraint organization_billing_codes_pkey primary key (code, organization_id),
  constraint organization_billing_codes_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint organization_billing_codes_code_is_five_characters check (code ~ '^[0-9A-Z]{5}$'),
  constraint organization_billing_codes_have_a_description check (btrim(description) <> '' and length(description) <= 300),
  constraint organization_billing_codes_family_is_a_word check (family ~ '^[a-z]+(_[a-z]+)*$' and length(family) <= 60),
  constraint organization_billing_codes_unit_is_minutes check (unit_minutes between 1 and 480),
  constraint organization_billing_codes_least_is_before_most check (least_minutes >= 1 and least_minutes <= most_minutes),
  constraint organization_billing_codes_modifiers_are_two_characters check (array_to_string(modifiers, ' ', '?') ~ '^([0-9A-Z]{2}( [0-9A-Z]{2})*)?$')
);

comment on table app.organization_billing_codes is 'An organization''s own codes, and its own version of codes that ship.  active: whether it may be used.';

create index organization_billing_codes_by_organization on app.organization_billing_codes (organization_id);

create trigger _900_audit after insert or update or delete on app.organization_billing_codes
for each row execute function private.audit_row('billing_code', 'code');

alter table app.billing_codes enable row level security;
alter table app.organization_billing_codes enable row level security;

insert into app.billing_codes (code, description, family, unit_minutes, least_minutes, most_minutes, for_groups, telehealth, modifiers) values
  ('90832', 'Individual psychotherapy, short session', 'individual_psychotherapy', null, 16, 37, false, true, '{GT,HO,U1,59}'),
  ('90834', 'Individual psychotherapy, usual session', 'individual_psychotherapy', null, 38, 52, false, true, '{GT,HO,U1,59}'),
  ('90837', 'Individual psychotherapy, long session', 'individual_psychotherapy', null, 53, null, false, true, '{GT,HO,U1,59}'),
  ('90846', 'Family psychotherapy without the patient', 'family_without_patient', null, 26, null, false, true, '{GT,HO,U1,59}'),
  ('90847', 'Family psychotherapy with the patient', 'family_with_patient', null, 26, null, false, true, '{GT,HO,U1,59}'),
  ('90853', 'Group psychotherapy', 'group_psychotherapy', null, 16, null, true, true, '{GT,HO,HQ,U1,59}'),
  ('97151', 'Behaviour assessment by a qualified professional', 'behaviour_assessment', 15, 8, null, false, true, '{GT,HN,HO,HP,U1,59}'),
  ('97152', 'Supporting behaviour assessment by a technician', 'supporting_assessment', 15, 8, null, false, false, '{HM,HN,U1,59}'),
  ('97153', 'Behaviour treatment by protocol, by a technician', 'treatment_by_protocol', 15, 8, null, false, true, '{GT,HM,HN,U1,59}'),
  ('97154', 'Group behaviour treatment by protocol, by a technician', 'group_treatment_by_protocol', 15, 8, null, true, false, '{HM,HN,HQ,U1,59}'),
  ('97155', 'Behaviour treatment with change of protocol, by a qualified professional', 'treatment_with_change', 15, 8, null, false, true, '{GT,HN,HO,HP,U1,59}'),
  ('97156', 'Guidance of one family by a qualified professional', 'family_guidance', 15, 8, null, false, true, '{GT,HN,HO,HP,U1,59}'),
  ('97157', 'Guidance of several families by a qualified professional', 'group_family_guidance', 15, 8, null, true, true, '{GT,HN,HO,HP,HQ,U1,59}'),
  ('97158', 'Group behaviour treatment with change of protocol, by a qualified professional', 'group_treatment_with_change', 15, 8, null, true, true, '{GT,HN,HO,HP,HQ,U1,59}'),
  ('0362T', 'Assessment of severe behaviour, with several technicians', 'severe_assessment', 15, 8, null, false, false, '{HN,HO,HP,U1,59}'),
  ('0373T', 'Treatment of severe behaviour, with several technicians', 'severe_treatment', 15, 8, null, false, false, '{HN,HO,HP,U1,59}');

-- sql/billing/views.sql
-- views: billing codes as the Data API shows them.
--
-- Room:  billing
-- Reads: app.billing_codes, app.organization_billing_codes, app.organizations, app.members
create policy billing_codes_select_by_all on app.billing_codes for select to authenticated, service_role using (true);
create policy organization_billing_codes_select_by_member on app.organization_billing_codes for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
create policy organization_billing_codes_insert_by_admin on app.organization_billing_codes for insert to authenticated
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy organization_billing_codes_update_by_admin on app.organization_billing_codes for update to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]))
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy organization_billing_codes_delete_by_admin on app.organization_billing_codes for delete to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
grant select on app.billing_codes to authenticated, service_role;

create view api.billing_codes with (security_invoker = true) as
select
  m.organization_id, c.code, coalesce(o.description, c.description) as description, coalesce(o.family, c.family) as family,
  case when o.code is null then c.unit_minutes else o.unit_minutes end as unit_minutes, coalesce(o.least_minutes, c.least_minutes) as least_minutes,
  case when o.code is null then c.most_minutes else o.most_minutes end as most_minutes, coalesce(o.for_groups, c.for_groups) as for_groups,
  coalesce(o.telehealth, c.telehealth) as telehealth, coalesce(o.modifiers, c.modifiers) as modifiers, coalesce(o.active, true) as active,
  o.code is not null as own
from (select unnest((select private.organizations_where('members:read'))::uuid[]) as organization_id) as m
cross join lateral (
  select s.* from app.billing_codes as s
  union all
  select p.code, p.description, p.family, p.unit_minutes, p.least_minutes, p.most_minutes, p.for_groups, p.telehealth, p.modifiers
  from app.organization_billing_codes as p
  where p.organization_id = m.organization_id and not exists (select from app.billing_codes as s where s.code = p.code)
) as c
left join app.organization_billing_codes as o on (o.organization_id, o.code) = (m.organization_id, c.code);

comment on view api.billing_codes is 'The codes that hold in each of the caller''s organizations: those that ship, as the organization has changed them (own), and its own.';
grant select on api.billing_codes to authenticated;

create view api.organization_billing_codes with (security_invoker = true) as
select
  o.organization_id, o.code, o.description, o.family, o.unit_minutes, o.least_minutes, o.most_minutes, o.for_groups, o.telehealth, o.modifiers, o.active
from app.organization_billing_codes as o;

comment on view api.organization_billing_codes is 'An organization''s own codes and its own version of those that ship; deleting one brings back what ships.  Written by admins.';
grant select on app.organization_billing_codes, api.organization_billing_codes to authenticated, service_role;
grant
insert (organization_id, code, description, family, unit_minutes, least_minutes, most_minutes, for_groups, telehealth, modifiers, active),
update (description, family, unit_minutes, least_minutes, most_minutes, for_groups, telehealth, modifiers, active),
delete on app.organization_billing_codes, api.organization_billing_codes to authenticated;

-- sql/billing/billing_code.sql
-- billing_code: a code as it holds in an organization.
--
-- Room:   billing
-- Reads:  app.billing_codes, app.organization_billing_codes
-- Raises: PT400 invalid_argument
create function app.billing_codes_of(p_organization_id uuid)
returns setof app.billing_codes
language sql
stable
security invoker
set search_path = ''
as $$
  select s.* from app.billing_codes as s
  where not exists (select from app.organization_billing_codes as o where (o.code, o.organization_id) = (s.code, p_organization_id))
  union all
  select o.code, o.description, o.family, o.unit_minutes, o.least_minutes, o.most_minutes, o.for_groups, o.telehealth, o.modifiers
  from app.organization_billing_codes as o
  where o.organization_id = p_organization_id and o.active;
$$;

comment on function app.billing_codes_of(uuid) is 'The codes that may be used in the organization.';

create function app.fail_billing(p_sentence text, p_hint text default 'Correct the billing details and send them again; the time stays held meanwhile.')
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform app.fail('invalid_argument', p_sentence, p_hint);
end;
$$;

comment on function app.fail_billing(text, text) is 'Raises PT400 invalid_argument about billing details.';

create function app.billing_code(p_organization_id uuid, p_code text)
returns app.billing_codes
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_code app.billing_codes;
begin
  select c.* into v_code from app.billing_codes_of(p_organization_id) as c where c.code = p_code;
  if v_code.code is null then
    perform app.fail_billing(format('“%s” is no billing code of this organization.', left(p_code, 20)), 'Choose one of api.billing_codes, or add it there.');
  end if;
  return v_code;
end;
$$;

comment on function app.billing_code(uuid, text) is 'Raises PT400 invalid_argument for a code that is unknown or not active.';

-- sql/billing/derive_billing.sql
-- derive_billing: code, units and modifiers of a session, from its service, length and place, and from what was overridden (TS-8).
--
-- Room:   billing
-- Reads:  app.billing_codes, app.organization_billing_codes, app.organizations
-- Raises: PT400 invalid_argument
create type app.billing as (code text, units integer, modifiers text[], place text);

comment on type app.billing is 'place: office, home, school, telehealth (the client elsewhere than at home) or telehealth_home.';

create function app.billing_units(p_code app.billing_codes, p_minutes integer, p_eight_minute_rule boolean)
returns integer
language sql
immutable
security invoker
return case
  when p_code.unit_minutes is null then 1
  -- Medicare''s rule: what is left over counts as a unit when it is more than half of one, 8 of 15 minutes.
  when p_eight_minute_rule then (p_minutes + p_code.unit_minutes / 2) / p_code.unit_minutes
  else p_minutes / p_code.unit_minutes
end;

comment on function app.billing_units(app.billing_codes, integer, boolean) is
  'Units of a session of p_minutes: by the 8-minute rule (8 to 22 minutes are one unit, 23 to 37 two, …) or in whole units only.';

create function app.check_modifiers(p_code app.billing_codes, p_modifiers text[], p_place text)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_wrong text := case
    when cardinality(p_modifiers) > 4 then 'A code has four modifiers at most.'
    when cardinality(p_modifiers) > (select count(distinct m) from unnest(p_modifiers) as m) then 'A modifier stands twice.'
    when p_modifiers && '{95}' and p_modifiers && '{GT}' then '95 and GT both say telehealth: use one of them.'
    when p_modifiers && '{95,GT}' and p_place not like 'telehealth%' then format('95 and GT are for telehealth, and the place is %s.', p_place)
    when p_modifiers && '{95,GT}' and not p_code.telehealth then format('%s is not for telehealth.', p_code.code)
    else (
      select format('%s does not go with %s.', m, p_code.code) from unnest(p_modifiers) as m where m <> '95' and m <> all (p_code.modifiers) limit 1
    )
  end;
begin
  if v_wrong is not null then
    perform app.fail_billing(v_wrong);
  end if;
end;
$$;

comment on function app.check_modifiers(app.billing_codes, text[], text) is 'Raises PT400 invalid_argument for modifiers that do not go with the code, the place or each other.';

-- sql/billing/billing_of.sql
-- billing_of: how a session is billed.
--
-- Room:   billing
-- Reads:  app.billing_codes, app.organization_billing_codes, app.organizations
-- Raises: PT400 invalid_argument
create function app.overridden_billing(p_overrides jsonb)
returns app.billing
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_billing jsonb := p_overrides -> 'billing';
  v_wrong text := case
    when jsonb_typeof(p_overrides) <> 'object' or jsonb_typeof(v_billing) <> 'object' then 'overrides is an object, and its billing another.'
    when exists (select from jsonb_object_keys(v_billing) as k where k not in ('code', 'units', 'modifiers', 'place')) then 'billing has code, units, modifiers and place.'
    when v_billing ? 'units' and v_billing ->> 'units' !~ '^[1-9]\d?$' then 'units is a number from 1 to 99.'
    when v_billing ? 'modifiers' and (jsonb_typeof(v_billing -> 'modifiers') <> 'array' or v_billing ->> 'modifiers' !~ '^\[("[0-9A-Z]{2}"(, "[0-9A-Z]{2}")*)?\]$')
      then 'modifiers is a list of two characters each.'
    when v_billing ? 'place' and v_billing ->> 'place' not in ('office', 'home', 'school', 'telehealth', 'telehealth_home')
      then 'place is office, home, school, telehealth or telehealth_home.'
  end;
begin
  if v_wrong is not null then
    perform app.fail_billing(v_wrong);
  end if;
  return row(
    v_billing ->> 'code', (v_billing ->> 'units')::integer,
    case when v_billing ? 'modifiers' then array(select jsonb_array_elements_text(v_billing -> 'modifiers')) end, v_billing ->> 'place'
  )::app.billing;
end;
$$;

comment on function app.overridden_billing(jsonb) is 'overrides.billing {code, units, modifiers, place}, checked; what is not there is null.';

create function app.billing_of(p_organization_id uuid, p_code text, p_place text, p_minutes integer, p_seats integer, p_overrides jsonb)
returns app.billing
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_own app.billing := app.overridden_billing(p_overrides);
  v_code app.billing_codes := app.billing_code(p_organization_id, coalesce(v_own.code, p_code));
  v_fitting app.billing_codes;
  v_place text := coalesce(v_own.place, p_place);
  v_units integer;
  v_modifiers text[];
begin
  if p_minutes not between v_code.least_minutes and coalesce(v_code.most_minutes, p_minutes) then
    -- Codes of one family differ by length: what the service has is taken for the family, what somebody chose for this session is not.
    select c.* into v_fitting from app.billing_codes_of(p_organization_id) as c
    where c.family = v_code.family and c.unit_minutes is null and v_code.unit_minutes is null
      and p_minutes between c.least_minutes and coalesce(c.most_minutes, p_minutes)
    order by c.least_minutes desc, c.code
    limit 1;
    if v_own.code is not null or v_fitting.code is null then
      perform app.fail_billing(
        format('%s is for %s minutes, and the session has %s.', v_code.code,
          case when v_code.most_minutes is null then format('%s and more', v_code.least_minutes) else format('%s to %s', v_code.least_minutes, v_code.most_minutes) end, p_minutes),
        coalesce(format('%s fits.', v_fitting.code), 'Choose another code.')
      );
    end if;
    v_code := v_fitting;
  end if;
  if v_code.for_groups <> (p_seats > 1) then
    perform app.fail_billing(format('%s is for %s.', v_code.code, case when v_code.for_groups then 'groups, and the service has one seat' else 'one client, and the service has several seats' end));
  end if;
  v_units := app.billing_units(v_code, p_minutes, (select o.eight_minute_rule from app.organizations as o where o.organization_id = p_organization_id));
  if v_units = 0 or v_own.units > v_units then
    perform app.fail_billing(format('%s minutes are %s units of %s at most.', p_minutes, v_units, v_code.code));
  end if;
  v_modifiers := coalesce(v_own.modifiers, '{}');
  if v_place like 'telehealth%' and v_code.telehealth and not v_modifiers && '{95,GT}' then
    v_modifiers := '{95}'::text[] || v_modifiers;
  end if;
  if v_place like 'telehealth%' and not v_code.telehealth then
    perform app.fail_billing(format('%s is not for telehealth.', v_code.code));
  end if;
  perform app.check_modifiers(v_code, v_modifiers, v_place);
  return row(v_code.code, coalesce(v_own.units, v_units), v_modifiers, v_place)::app.billing;
end;
$$;

comment on function app.billing_of(uuid, text, text, integer, integer, jsonb) is
  'Code, units, modifiers and place of a session of p_minutes with p_seats, for a service with p_code and p_place.  What does not go together raises PT400 invalid_argument with'
  ' the reason.';


-- directory: practitioners, services, specialties
-- sql/directory/practitioners.sql
-- practitioners: those whose time can be booked.
--
-- Room: directory
-- Owns: app.practitioners
create table app.practitioners (
  practitioner_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  member_id uuid,
  slug text not null,
  display_name text not null,
  bio text not null default '',
  location text not null default '',
  languages text[] not null default '{}',
  time_zone text not null,
  locale text not null default 'en-CA',
  published boolean not null default false,
  accepting_clients boolean not null default true,
  max_clients integer,
  archived_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint practitioners_pkey primary key (practitioner_id, organization_id),
  constraint practitioners_slug_is_unique unique (organization_id, slug),
  constraint practitioners_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint practitioners_may_be_members foreign key (member_id, organization_id)
  references app.members (member_id, organization_id) on delete set null (member_id),
  constraint practitioners_slug_fits_a_url check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) between 2 and 80),
  constraint practitioners_have_a_name check (btrim(display_name) <> '' and length(display_name) <= 200 and display_name !~ '[[:cntrl:]]'),
  constraint practitioners_bio_is_short check (length(bio) <= 5000),
  constraint practitioners_location_is_short check (length(location) <= 200 and location !~ '[[:cntrl:]]'),
  constraint practitioners_languages_are_bcp_47 check (
    cardinality(languages) <= 20 and array_position(languages, null) is null
    and array_to_string(languages, ' ') ~ '^([a-z]{2,3}(-[A-Z]{2})?( |$))*$'
  ),
  constraint practitioners_time_zone_exists foreign key (time_zone) references app.time_zones (name) on delete restrict,
  constraint practitioners_locale_is_bcp_47 check (locale ~ '^[a-z]{2,3}(-[A-Z]{2})?$'),
  constraint practitioners_max_clients_is_positive check (max_clients > 0)
);

comment on table app.practitioners is 'A profile whose time can be booked.  Archived, never deleted while bookings speak of it.';
comment on column app.practitioners.member_id is 'Whose profile it is: that member manages its bookings and gets its mail.  Null: admins manage it.';
comment on column app.practitioners.time_zone is 'IANA zone of the weekly hours: they keep their wall time across daylight-saving changes.';
comment on column app.practitioners.location is 'Where, in words for clients: “Montréal, Plateau”.  Empty: not said.';
comment on column app.practitioners.languages is 'Languages of the sessions: en, fr, fr-CA.  The language of mails is locale.';
comment on column app.practitioners.max_clients is 'How many assigned clients at most; null: no limit.';

create unique index practitioners_by_member on app.practitioners (member_id, organization_id);

create trigger _900_audit after insert or update or delete on app.practitioners
for each row execute function private.audit_row('practitioner', 'practitioner_id');

alter table app.practitioners enable row level security;

-- sql/directory/practitioner_ratings.sql
-- practitioner_ratings: how many people rated a practitioner, and what the ratings add up to.
--
-- Room: directory
-- Owns: app.practitioner_ratings
create table app.practitioner_ratings (
  practitioner_id uuid not null,
  organization_id uuid not null,
  rating_count integer not null default 0,
  rating_sum integer not null default 0,

  constraint practitioner_ratings_pkey primary key (practitioner_id, organization_id),
  constraint practitioner_ratings_are_of_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade on update cascade,
  constraint practitioner_ratings_add_up check (rating_count >= 0 and rating_sum between rating_count and 5 * rating_count)
) with (fillfactor = 80);

comment on table app.practitioner_ratings is
  'A row from the first review on.  Written by the triggers of the reviews alone, in the transaction of the change, so that profiles and search read an average'
  ' without counting.';
comment on column app.practitioner_ratings.rating_count is 'Of the reviews that are shown: neither hidden nor withdrawn.';

alter table app.practitioner_ratings enable row level security;
-- Under the policies of the profiles: who sees a profile sees how it is rated.
create policy practitioner_ratings_select_by_all on app.practitioner_ratings for select to anon, authenticated
using (exists (
  select from app.practitioners as p
  where (p.practitioner_id, p.organization_id) = (practitioner_ratings.practitioner_id, practitioner_ratings.organization_id)
));
grant select on app.practitioner_ratings to anon, authenticated, service_role;

create function app.rating_average(p_count integer, p_sum integer)
returns numeric
language sql
immutable
parallel safe
security invoker
return round(p_sum::numeric / nullif(p_count, 0), 2);

comment on function app.rating_average(integer, integer) is 'To two digits; null without a rating.';
grant execute on function app.rating_average(integer, integer) to anon, authenticated, service_role;

-- sql/directory/profile_of_new_practitioner.sql
-- profile_of_new_practitioner: a member who joins as practitioner has a profile to complete.
--
-- Room:   directory
-- Reads:  app.organizations
-- Writes: app.practitioners, app.audit_log
create function private.profile_of_new_practitioner()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  insert into app.practitioners (organization_id, member_id, slug, display_name, time_zone, locale)
  select new.organization_id, new.member_id, 'practitioner-' || substr(new.member_id::text, 1, 8), new.display_name, o.time_zone, o.locale
  from app.organizations as o
  where o.organization_id = new.organization_id
  on conflict do nothing;
  return null;
end;
$$;

comment on function private.profile_of_new_practitioner() is
  'Trigger: an unpublished profile in the organization''s time zone.  Definer, since members are written by verbs of a room above.';

create trigger _500_profile after insert or update of role on app.members
for each row when (new.role = 'practitioner') execute function private.profile_of_new_practitioner();

-- sql/directory/hide_suspended.sql
-- hide_suspended: whoever is suspended is not offered to clients.
--
-- Room:   directory
-- Writes: app.practitioners, app.audit_log
-- Locks:  the profile
create function private.hide_suspended()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  -- Whoever is just publishing it is waited for, and whoever comes after finds the suspension (guard_publishing).
  perform from app.practitioners as p where (p.member_id, p.organization_id) = (new.member_id, new.organization_id) for no key update;
  update app.practitioners as p
  set published = false
  where (p.member_id, p.organization_id) = (new.member_id, new.organization_id) and p.published;
  return null;
end;
$$;

comment on function private.hide_suspended() is
  'Trigger: the profile of a suspended member is no longer published, and stays so when the suspension ends.  Definer, since members are written by verbs of a room above.';

create trigger _500_hide after update of suspended_at on app.members
for each row when (new.suspended_at is not null and old.suspended_at is null) execute function private.hide_suspended();

-- sql/directory/guard_archiving.sql
-- guard_archiving: profiles are archived and brought back by admins (DR-7.1).
--
-- Room:   directory
-- Raises: PT403 not_allowed
create function app.guard_archiving()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if auth.uid() is not null and new.organization_id <> all (private.organizations_where('settings:write')) then
    perform app.fail('not_allowed', 'Profiles are archived and brought back by an admin.', 'Ask an admin of your organization.');
  end if;
  return new;
end;
$$;

comment on function app.guard_archiving() is 'Trigger: whoever writes the own profile neither archives it nor brings it back.';

create trigger _100_guard_archiving before update of archived_at on app.practitioners
for each row when (new.archived_at is distinct from old.archived_at) execute function app.guard_archiving();

-- sql/directory/services.sql
-- services: what can be booked, and under which rules.
--
-- Room: directory
-- Owns: app.services
create table app.services (
  service_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  service_number integer generated always as identity,
  name text not null,
  description text not null default '',
  duration_minutes integer not null,
  step_minutes integer not null default 15,
  buffer_before_minutes integer not null default 0,
  buffer_after_minutes integer not null default 0,
  capacity integer not null default 1,
  min_notice_minutes integer not null default 0,
  max_advance_days integer not null default 90,
  daily_limit integer,
  requires_approval boolean not null default false,
  approval_minutes integer not null default 1440,
  change_notice_minutes integer not null default 0,
  client_may_overlap boolean not null default false,
  requires_onboarding boolean not null default false,
  needs_resources boolean not null default false,
  location_kind text not null default 'in_person',
  billing_code text,
  billing_place text not null default 'office',
  price_cents integer,
  currency text not null default 'CAD',
  archived_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint services_pkey primary key (service_id, organization_id),
  constraint services_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  -- The number is a part of every slot_key, which has 26 bits for it.
  constraint services_number_is_unique unique (service_number),
  constraint services_number_fits_a_slot_key check (service_number between 0 and 67108863),
  constraint services_have_a_name check (btrim(name) <> '' and length(name) <= 200 and name !~ '[[:cntrl:]]'),
  constraint services_description_is_short check (length(description) <= 5000),
  constraint services_last_a_day_at_most check (duration_minutes between 5 and 1440),
  constraint services_step_is_positive check (step_minutes between 5 and 1440),
  constraint services_buffers_are_short check (buffer_before_minutes between 0 and 480 and buffer_after_minutes between 0 and 480),
  constraint services_have_seats check (capacity between 1 and 1000),
  constraint services_notice_is_at_most_a_year check (min_notice_minutes between 0 and 525600),
  constraint services_window_is_at_most_two_years check (max_advance_days between 1 and 731),
  constraint services_daily_limit_is_positive check (daily_limit > 0),
  constraint services_approval_takes_at_most_thirty_days check (approval_minutes between 5 and 43200),
  constraint services_change_notice_is_at_most_thirty_days check (change_notice_minutes between 0 and 43200),
  constraint services_location_kind_is_known check (location_kind in ('in_person', 'online', 'phone', 'at_client')),
  constraint services_billing_place_is_known check (billing_place in ('office', 'home', 'school', 'telehealth', 'telehealth_home')),
  constraint services_price_is_not_negative check (price_cents >= 0),
  constraint services_currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$')
);

comment on table app.services is 'What can be booked.  Durations in minutes, prices in cents.  Archived, never deleted while bookings speak of it.';
comment on column app.services.step_minutes is 'Starts are offered at this distance, counted from the beginning of each availability window.';
comment on column app.services.capacity is 'Seats of one slot.  An availability rule may lower it.';
comment on column app.services.min_notice_minutes is 'A client books at least so long ahead.';
comment on column app.services.max_advance_days is 'A client books at most so far ahead: the booking window.';
comment on column app.services.daily_limit is 'Bookings of this service per practitioner and local day, held ones included; null: no limit.';
comment on column app.services.approval_minutes is 'A pending booking expires after so long, at its start at the latest.';
comment on column app.services.change_notice_minutes is 'A client may move or cancel until so long before the start; 0: until the start (BM-Q2).';
comment on column app.services.client_may_overlap is 'Whether a client may have another booking at the same time.';
comment on column app.services.requires_onboarding is 'Whether only those book it who are clients with an account and have answered what the practice requires of them.';

comment on column app.services.location_kind is 'How people meet: at the practitioner''s address, by the video link (see places), by phone, or where the client is.';
comment on column app.services.billing_code is 'The code by which its sessions are billed, or null; of a family whose codes differ by length, any.';
comment on column app.services.needs_resources is 'Whether service_needs has something for it; kept by a trigger there, so that others need not look.';

create index services_by_organization on app.services (organization_id);

create trigger _900_audit after insert or update or delete on app.services
for each row execute function private.audit_row('service', 'service_id');

alter table app.services enable row level security;

-- sql/directory/guard_billing_code.sql
-- guard_billing_code: what a service is billed by fits it, so that no client is ever refused for it.
--
-- Room:   directory
-- Reads:  app.billing_codes, app.organization_billing_codes, app.organizations, app.services
-- Raises: PT400 invalid_argument, PT409 rule_in_use
create function private.guard_billing_code()
returns trigger
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform app.billing_of(new.organization_id, new.billing_code, new.billing_place, new.duration_minutes, new.capacity, null);
  return new;
end;
$$;

comment on function private.guard_billing_code() is 'Trigger: refuses a code that the organization does not have, or that does not fit length, seats or place.'
  '  Definer, since codes are not every writer''s to read.';

create trigger _100_guard_billing_code before insert or update of billing_code, billing_place, duration_minutes, capacity on app.services
for each row when (new.billing_code is not null) execute function private.guard_billing_code();

create function private.guard_billed_services()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_service app.services;
  v_reason text;
begin
  for v_service in
    select s.* from app.services as s
    where s.organization_id = coalesce(new.organization_id, old.organization_id) and s.billing_code is not null and s.archived_at is null
  loop
    begin
      perform app.billing_of(
        v_service.organization_id, v_service.billing_code, v_service.billing_place, v_service.duration_minutes, v_service.capacity, null
      );
    exception when sqlstate 'PT400' then
      get stacked diagnostics v_reason = pg_exception_detail;
      perform app.fail('rule_in_use', format('“%s” could no longer be billed. %s', v_service.name, v_reason), 'Change the service first.');
    end;
  end loop;
  return null;
end;
$$;

comment on function private.guard_billed_services() is 'Trigger: refuses a change of codes or of rounding under which a service could not be billed.  Definer,'
  ' as above; volatile, to see the change.';

create trigger _200_guard_billed_services after insert or update or delete on app.organization_billing_codes
for each row execute function private.guard_billed_services();

create trigger _200_guard_billed_services after update of eight_minute_rule on app.organizations
for each row when (new.eight_minute_rule <> old.eight_minute_rule) execute function private.guard_billed_services();

-- sql/directory/practitioner_services.sql
-- practitioner_services: who offers what.
--
-- Room: directory
-- Owns: app.practitioner_services
create table app.practitioner_services (
  practitioner_id uuid not null,
  service_id uuid not null,
  organization_id uuid not null,
  active boolean not null default true,
  created_at timestamptz not null default app.now(),

  constraint practitioner_services_pkey primary key (practitioner_id, service_id, organization_id),
  constraint practitioner_services_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade,
  constraint practitioner_services_name_a_service foreign key (service_id, organization_id)
  references app.services (service_id, organization_id) on delete cascade
);

comment on table app.practitioner_services is 'Switched off by active, not deleted: bookings refer to it.';
create index practitioner_services_by_service on app.practitioner_services (service_id, organization_id);

create trigger _900_audit after insert or update or delete on app.practitioner_services
for each row execute function private.audit_row('practitioner_service', 'service_id');

alter table app.practitioner_services enable row level security;

-- sql/directory/specialties.sql
-- specialties: an organization's taxonomy, and which practitioner has which.
--
-- Room: directory
-- Owns: app.specialties, app.practitioner_specialties
create table app.specialties (
  specialty_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  slug text not null,
  name text not null,

  constraint specialties_pkey primary key (specialty_id, organization_id),
  constraint specialties_slug_is_unique unique (organization_id, slug),
  constraint specialties_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint specialties_slug_fits_a_url check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  constraint specialties_have_a_name check (btrim(name) <> '' and length(name) <= 200)
);

comment on table app.specialties is 'What the practitioners of an organization can be searched by.';

create trigger _900_audit after insert or update or delete on app.specialties
for each row execute function private.audit_row('specialty', 'specialty_id');

alter table app.specialties enable row level security;

create table app.practitioner_specialties (
  practitioner_id uuid not null,
  specialty_id uuid not null,
  organization_id uuid not null,

  constraint practitioner_specialties_pkey primary key (practitioner_id, specialty_id, organization_id),
  constraint practitioner_specialties_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade,
  constraint practitioner_specialties_name_a_specialty foreign key (specialty_id, organization_id)
  references app.specialties (specialty_id, organization_id) on delete cascade
);

create trigger _900_audit after insert or delete on app.practitioner_specialties
for each row execute function private.audit_row('practitioner_specialty', 'specialty_id');

comment on table app.practitioner_specialties is 'Which practitioner has which specialty.';
create index practitioner_specialties_by_specialty on app.practitioner_specialties (specialty_id, organization_id);
alter table app.practitioner_specialties enable row level security;

-- sql/directory/my_practitioner_ids.sql
-- my_practitioner_ids: the profiles that the signed-in user may act for.
--
-- Room:  directory
-- Reads: app.practitioners, app.members
create function private.my_practitioner_ids(p_permission text)
returns uuid[]
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select coalesce(array_agg(p.practitioner_id), '{}')
    from app.members as m
    join app.practitioners as p on (p.member_id, p.organization_id) = (m.member_id, m.organization_id)
    where m.user_id = (select auth.uid())
      and m.suspended_at is null
      and app.role_may(m.organization_id, m.role, p_permission)
  );
end;
$$;

comment on function private.my_practitioner_ids(text) is
  'The signed-in user''s own profiles where the role has p_permission.  Definer, since policies ask it; speaks of the caller only.';
grant execute on function private.my_practitioner_ids(text) to authenticated, service_role;

-- sql/directory/places.sql
-- places: where a practitioner's sessions take place.
--
-- Room: directory
-- Owns: app.places
create table app.places (
  place_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  practitioner_id uuid not null,
  service_id uuid,
  address text,
  video_url text,
  created_at timestamptz not null default app.now(),

  constraint places_pkey primary key (place_id, organization_id),
  constraint places_are_of_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade,
  constraint places_may_be_for_one_offered_service foreign key (practitioner_id, service_id, organization_id)
  references app.practitioner_services (practitioner_id, service_id, organization_id) on delete cascade,
  constraint places_are_one_for_each_service unique nulls not distinct (practitioner_id, service_id, organization_id),
  constraint places_say_something check (num_nonnulls(address, video_url) > 0),
  constraint places_address_is_one_short_line check (btrim(address) <> '' and length(address) <= 300 and address !~ '[[:cntrl:]]'),
  constraint places_video_url_is_https check (
    video_url ~ '^https://[[:alnum:]][-.[:alnum:]]*(:[0-9]+)?(/[^[:space:][:cntrl:]"<>\\^`{|}]*)?$' and length(video_url) <= 500
  )
);

comment on table app.places is
  'Address and video link, of all a practitioner''s sessions or of one service.  Not public: told to members, and to clients with their booking.'
  '  A booking has the place of now, so a corrected address is right in the next message, the feed and on the client''s page.';
comment on column app.places.service_id is 'Null: wherever the service has no place of its own.';
comment on column app.places.address is 'For services whose location_kind is in_person, in one line, as maps understand it.';
comment on column app.places.video_url is 'For services whose location_kind is online.';

create index places_by_service on app.places (service_id, organization_id);

create trigger _900_audit after insert or update or delete on app.places
for each row execute function private.audit_row('place', 'place_id');

alter table app.places enable row level security;
create policy places_select_by_member on app.places for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
create policy places_insert_by_admin_or_self on app.places for insert to authenticated
with check (
  practitioner_id = any ((select private.my_practitioner_ids('profile:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('settings:write'))::uuid[])
);
create policy places_update_by_admin_or_self on app.places for update to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('profile:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('settings:write'))::uuid[])
)
with check (
  practitioner_id = any ((select private.my_practitioner_ids('profile:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('settings:write'))::uuid[])
);
create policy places_delete_by_admin_or_self on app.places for delete to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('profile:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('settings:write'))::uuid[])
);

create view api.places with (security_invoker = true) as
select p.place_id, p.organization_id, p.practitioner_id, p.service_id, p.address, p.video_url from app.places as p;

comment on view api.places is
  'Addresses and video links of a practitioner''s sessions, for members.  Written by the practitioner and admins.  Which of the two a booking has, if any,'
  ' its service''s location_kind says.';
grant select on app.places, api.places to authenticated, service_role;
grant insert (organization_id, practitioner_id, service_id, address, video_url), update (address, video_url), delete
on app.places, api.places to authenticated;

-- sql/directory/place_of.sql
-- place_of: where a session of a service takes place.
--
-- Room:  directory
-- Reads: app.services, app.places
create function app.place_of(p_practitioner_id uuid, p_service_id uuid, p_organization_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'kind', s.location_kind,
    'address', case s.location_kind when 'in_person' then p.address end,
    'video_url', case s.location_kind when 'online' then p.video_url end
  )
  from app.services as s
  left join lateral (
    select
      (array_agg(each.address order by each.service_id nulls last) filter (where each.address is not null))[1] as address,
      (array_agg(each.video_url order by each.service_id nulls last) filter (where each.video_url is not null))[1] as video_url
    from app.places as each
    where (each.practitioner_id, each.organization_id) = (p_practitioner_id, p_organization_id)
      and (each.service_id = p_service_id or each.service_id is null)
  ) as p on true
  where (s.service_id, s.organization_id) = (p_service_id, p_organization_id);
$$;

comment on function app.place_of(uuid, uuid, uuid) is
  '{kind, address, video_url}: address only in person, video_url only online, the service''s own before the practitioner''s, null where none was given.';

-- sql/directory/policies.sql
-- policies: the public sees what is published, members see all of their organization, admins change it.
--
-- Room: directory
--
-- The subqueries are under the policies of what they ask, so that a suspended organization or an unpublished profile takes all that hangs on it along.
create policy practitioners_select_by_public on app.practitioners for select to anon, authenticated
using (published and archived_at is null and exists (select from app.organizations as o where o.organization_id = practitioners.organization_id));
create policy practitioners_select_by_member on app.practitioners for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
create policy practitioners_insert_by_admin on app.practitioners for insert to authenticated
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy practitioners_update_by_admin_or_self on app.practitioners for update to authenticated
using (
  organization_id = any ((select private.organizations_where('settings:write'))::uuid[])
  or practitioner_id = any ((select private.my_practitioner_ids('profile:write'))::uuid[])
)
with check (
  organization_id = any ((select private.organizations_where('settings:write'))::uuid[])
  or practitioner_id = any ((select private.my_practitioner_ids('profile:write'))::uuid[])
);

create policy services_select_by_public on app.services for select to anon, authenticated
using (archived_at is null and exists (select from app.organizations as o where o.organization_id = services.organization_id));
create policy services_select_by_member on app.services for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
create policy services_insert_by_admin on app.services for insert to authenticated
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy services_update_by_admin on app.services for update to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]))
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));

-- Under the policies above: a link is public where both of its ends are.
create policy practitioner_services_select_by_public on app.practitioner_services for select to anon, authenticated
using (
  active
  and exists (
    select from app.practitioners as p
    where (p.practitioner_id, p.organization_id) = (practitioner_services.practitioner_id, practitioner_services.organization_id)
  )
  and exists (
    select from app.services as s
    where (s.service_id, s.organization_id) = (practitioner_services.service_id, practitioner_services.organization_id)
  )
);
create policy practitioner_services_select_by_member on app.practitioner_services for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
create policy practitioner_services_insert_by_admin on app.practitioner_services for insert to authenticated
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy practitioner_services_update_by_admin on app.practitioner_services for update to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]))
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));

create policy specialties_select_by_all on app.specialties for select to anon, authenticated
using (exists (select from app.organizations as o where o.organization_id = specialties.organization_id));
create policy specialties_insert_by_admin on app.specialties for insert to authenticated
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy specialties_update_by_admin on app.specialties for update to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]))
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy specialties_delete_by_admin on app.specialties for delete to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy practitioner_specialties_select_by_all on app.practitioner_specialties for select to anon, authenticated
using (exists (
  select from app.practitioners as p
  where (p.practitioner_id, p.organization_id) = (practitioner_specialties.practitioner_id, practitioner_specialties.organization_id)
));
create policy practitioner_specialties_insert_by_admin_or_self on app.practitioner_specialties for insert to authenticated
with check (
  organization_id = any ((select private.organizations_where('settings:write'))::uuid[])
  or practitioner_id = any ((select private.my_practitioner_ids('profile:write'))::uuid[])
);
create policy practitioner_specialties_delete_by_admin_or_self on app.practitioner_specialties for delete to authenticated
using (
  organization_id = any ((select private.organizations_where('settings:write'))::uuid[])
  or practitioner_id = any ((select private.my_practitioner_ids('profile:write'))::uuid[])
);

-- sql/directory/views.sql
-- views: the directory as the Data API shows it.
--
-- Room:  directory
-- Reads: app.practitioners, app.services, app.practitioner_services, app.specialties, app.practitioner_specialties, app.organizations,
--        app.practitioner_ratings
create view api.practitioners with (security_invoker = true) as
select
  p.practitioner_id, p.organization_id,
  (select o.slug from app.organizations as o where o.organization_id = p.organization_id) as organization_slug,
  (select o.name from app.organizations as o where o.organization_id = p.organization_id) as organization_name,
  p.slug, p.display_name, p.bio, p.location, p.languages, p.time_zone, p.locale, p.published, p.accepting_clients,
  array(
    select s.name from app.practitioner_specialties as ps
    join app.specialties as s on (s.specialty_id, s.organization_id) = (ps.specialty_id, ps.organization_id)
    where (ps.practitioner_id, ps.organization_id) = (p.practitioner_id, p.organization_id)
    order by s.name
  ) as specialties,
  p.max_clients, p.archived_at, p.archived_at is null as active, p.member_id,
  coalesce((
    select r.rating_count from app.practitioner_ratings as r where (r.practitioner_id, r.organization_id) = (p.practitioner_id, p.organization_id)
  ), 0) as rating_count,
  (
    select app.rating_average(r.rating_count, r.rating_sum)
    from app.practitioner_ratings as r where (r.practitioner_id, r.organization_id) = (p.practitioner_id, p.organization_id)
  ) as rating_average
from app.practitioners as p;

comment on view api.practitioners is
  'Profiles: published ones for everybody, all of an organization for its members.  Updatable by the practitioner and admins.'
  '  rating_average: of 1 to 5, null before the first review.';
grant select on app.practitioners, api.practitioners to anon, authenticated, service_role;
grant insert (organization_id, member_id, slug, display_name, bio, location, languages, time_zone, locale, published, accepting_clients, max_clients),
update (slug, display_name, bio, location, languages, time_zone, locale, published, accepting_clients, max_clients, archived_at)
on app.practitioners, api.practitioners to authenticated;

create view api.services with (security_invoker = true) as
select
  s.service_id, s.organization_id, s.name, s.description, s.duration_minutes, s.step_minutes,
  s.buffer_before_minutes, s.buffer_after_minutes, s.capacity, s.min_notice_minutes, s.max_advance_days, s.daily_limit,
  s.requires_approval, s.approval_minutes, s.change_notice_minutes, s.client_may_overlap, s.requires_onboarding, s.price_cents, s.currency,
  s.billing_code, s.billing_place, s.location_kind,
  s.archived_at, s.archived_at is null as active
from app.services as s;

comment on view api.services is 'What can be booked.  Durations in minutes, price in cents.  Written by admins.';
grant select on app.services, api.services to anon, authenticated, service_role;
grant insert (
  organization_id, name, description, duration_minutes, step_minutes, buffer_before_minutes, buffer_after_minutes, capacity, min_notice_minutes,
  max_advance_days, daily_limit, requires_approval, approval_minutes, change_notice_minutes, client_may_overlap, requires_onboarding, price_cents, currency,
  billing_code, billing_place, location_kind
), update (
  name, description, duration_minutes, step_minutes, buffer_before_minutes, buffer_after_minutes, capacity, min_notice_minutes,
  max_advance_days, daily_limit, requires_approval, approval_minutes, change_notice_minutes, client_may_overlap, requires_onboarding, price_cents, currency, billing_code, billing_place,
  location_kind, archived_at
) on app.services, api.services to authenticated;

create view api.practitioner_services with (security_invoker = true) as
select ps.practitioner_id, ps.service_id, ps.organization_id, ps.active
from app.practitioner_services as ps;

comment on view api.practitioner_services is 'Who offers what.  Written by admins.';
grant select on app.practitioner_services, api.practitioner_services to anon, authenticated, service_role;
grant insert (practitioner_id, service_id, organization_id, active), update (active)
on app.practitioner_services, api.practitioner_services to authenticated;

create view api.specialties with (security_invoker = true) as
select s.specialty_id, s.organization_id, s.slug, s.name from app.specialties as s;

comment on view api.specialties is 'The taxonomy of each organization.  Written by admins; deleted only while no practitioner has it (rule_in_use).';
grant select on app.specialties, api.specialties to anon, authenticated, service_role;
grant insert (organization_id, slug, name), update (slug, name), delete on app.specialties, api.specialties to authenticated;

create view api.practitioner_specialties with (security_invoker = true) as
select ps.practitioner_id, ps.specialty_id, ps.organization_id from app.practitioner_specialties as ps;

comment on view api.practitioner_specialties is 'Which practitioner has which specialty.  Inserted and deleted by the practitioner and admins.';
grant select on app.practitioner_specialties, api.practitioner_specialties to anon, authenticated, service_role;
grant insert (practitioner_id, specialty_id, organization_id), delete on app.practitioner_specialties, api.practitioner_specialties to authenticated;

-- sql/directory/guard_specialty.sql
-- guard_specialty: what a practitioner is found by is not deleted.
--
-- Room:   directory
-- Reads:  app.organizations, app.practitioner_specialties
-- Raises: PT409 rule_in_use
create function app.guard_specialty()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  -- With its organization it may go.
  if exists (
    select from app.practitioner_specialties as ps
    where (ps.specialty_id, ps.organization_id) = (old.specialty_id, old.organization_id)
  ) and exists (select from app.organizations as o where o.organization_id = old.organization_id) then
    perform app.fail('rule_in_use', format('Practitioners still have “%s”.', old.name), 'Take it from them first, or rename it.');
  end if;
  return old;
end;
$$;

comment on function app.guard_specialty() is 'Trigger: refuses to delete a specialty that practitioners have.';

create trigger _100_guard_use before delete on app.specialties
for each row execute function app.guard_specialty();

-- sql/directory/offers.sql
-- offers: everything that the public may book, with whom and for how much.
--
-- Room:  directory
-- Reads: app.practitioner_services, app.practitioners, app.services, app.organizations
create view api.offers with (security_invoker = true) as
select
  ps.organization_id, o.slug as organization_slug,
  ps.practitioner_id, p.slug as practitioner_slug, p.display_name as practitioner_name, p.location, p.languages, p.time_zone, p.accepting_clients,
  ps.service_id, s.name as service_name, s.description, s.duration_minutes, s.capacity, s.price_cents, s.currency, s.location_kind,
  s.requires_approval, s.min_notice_minutes, s.max_advance_days, s.change_notice_minutes, s.requires_onboarding
from app.practitioner_services as ps
join app.practitioners as p on (p.practitioner_id, p.organization_id) = (ps.practitioner_id, ps.organization_id)
join app.services as s on (s.service_id, s.organization_id) = (ps.service_id, ps.organization_id)
join app.organizations as o on ps.organization_id = o.organization_id
where ps.active and p.published and p.archived_at is null and s.archived_at is null and o.suspended_at is null;

comment on view api.offers is
  'One row for each service of each published practitioner: what a public page lists in one read.  The same for everybody, members too.  location is what the'
  ' practitioner says in words; addresses are told with a booking.';
grant select on api.offers to anon, authenticated, service_role;

-- sql/directory/standing.sql
-- standing: what the caller is to a practitioner, and as whom the caller changes what is booked there.
--
-- Room:  directory
-- Reads: app.members, app.role_permissions
create function app.standing(p_organization_id uuid, p_member_id uuid)
returns text
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
begin
  if v_user_id is null then
    return 'public';
  end if;
  return coalesce((
    select case
      when app.role_may(m.organization_id, m.role, 'sessions:manage') then 'admin'
      when m.member_id = p_member_id then 'practitioner'
      else 'member'
    end
    from app.members as m
    where (m.organization_id, m.user_id) = (p_organization_id, v_user_id)
      and m.suspended_at is null
  ), 'public');
end;
$$;

comment on function app.standing(uuid, uuid) is
  'admin: may manage every booking of the organization; practitioner: p_member_id is the caller; member: works there; public: everybody else.';

create function app.party(p_organization_id uuid, p_member_id uuid)
returns text
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_standing text := app.standing(p_organization_id, p_member_id);
begin
  return case
    when v_standing = 'public' then null
    when p_organization_id = any (private.organizations_where('sessions:write')) then v_standing
    else 'member'
  end;
end;
$$;

comment on function app.party(uuid, uuid) is
  'As whom the caller changes bookings of a practitioner: admin or practitioner, with sessions:write; member: works there and may not; null: everybody else.';

-- sql/directory/offering.sql
-- offering: a practitioner and a service that belong together, with all the rules of booking them.
--
-- Room:   directory
-- Reads:  app.practitioners, app.services, app.practitioner_services, app.organizations, app.members
-- Raises: PT404 not_found
create type app.offering as (
  organization_id uuid, practitioner_id uuid, service_id uuid, service_number integer, time_zone text,
  duration interval, step interval, buffer_before interval, buffer_after interval, capacity integer,
  min_notice interval, max_advance interval, daily_limit integer,
  requires_approval boolean, approval_time interval, change_notice interval, client_may_overlap boolean,
  accepting_clients boolean, requires_onboarding boolean, needs_resources boolean, billing_code text, billing_place text, offered boolean, standing text
);

comment on type app.offering is
  'offered: whether new bookings are taken; standing: what the caller is to this practitioner: admin, practitioner (the own profile), member (of the organization) or public.';

create function app.offering(p_practitioner_id uuid, p_service_id uuid, p_promised boolean default false)
returns app.offering
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_offering app.offering;
begin
  select
    p.organization_id, p.practitioner_id, s.service_id, s.service_number, p.time_zone,
    make_interval(mins => s.duration_minutes), make_interval(mins => s.step_minutes),
    make_interval(mins => s.buffer_before_minutes), make_interval(mins => s.buffer_after_minutes), s.capacity,
    make_interval(mins => s.min_notice_minutes), make_interval(days => s.max_advance_days), s.daily_limit,
    s.requires_approval, make_interval(mins => s.approval_minutes), make_interval(mins => s.change_notice_minutes), s.client_may_overlap,
    p.accepting_clients, s.requires_onboarding, s.needs_resources, s.billing_code, s.billing_place, now.offered, standing.is
  into v_offering
  from app.practitioners as p
  join app.practitioner_services as ps on (ps.practitioner_id, ps.organization_id) = (p.practitioner_id, p.organization_id)
  join app.services as s on (s.service_id, s.organization_id) = (ps.service_id, ps.organization_id)
  join app.organizations as o on o.organization_id = p.organization_id
  cross join lateral (select app.standing(p.organization_id, p.member_id) as is) as standing
  cross join lateral (select ps.active and s.archived_at is null and p.archived_at is null and o.suspended_at is null as offered) as now
  where p.practitioner_id = p_practitioner_id
    and ps.service_id = p_service_id
    and (
      p_promised
      or (now.offered and (p.published or standing.is <> 'public'))
    );

  if v_offering.practitioner_id is null then
    perform app.fail(
      'not_found', 'This practitioner does not offer this service.', 'Choose a practitioner and one of the services shown there.'
    );
  end if;
  return v_offering;
end;
$$;

comment on function app.offering(uuid, uuid, boolean) is
  'The rules under which the caller books p_service_id with p_practitioner_id.  Raises PT404 not_found when either is unknown, archived,'
  ' suspended or, to the public, unpublished.  p_promised: something was already held or booked, so it counts although it is no longer offered.';

-- sql/directory/lock_practitioner.sql
-- lock_practitioner: one at a time for whoever wants a practitioner's time.
--
-- Room:  directory
-- Reads: app.practitioner_services
create function app.lock_practitioner(p_practitioner_id uuid)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(p_practitioner_id::text, 0));
end;
$$;

comment on function app.lock_practitioner(uuid) is
  'Until the end of the transaction.  Keeps the peace, not the promise: the constraints refuse a double booking even without it, but callers'
  ' that race through an exclusion constraint deadlock.  Taken before any row of the practitioner''s time is touched; never two practitioners in one'
  ' transaction, but by the function below.';

create function app.try_lock_practitioner(p_practitioner_id uuid)
returns boolean
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  return pg_try_advisory_xact_lock(hashtextextended(p_practitioner_id::text, 0));
end;
$$;

comment on function app.try_lock_practitioner(uuid) is 'The same lock, if it is free: for jobs that touch many practitioners, which must not wait for one while they have another.';

create function app.lock_practitioners_of_service(p_service_id uuid)
returns uuid[]
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_practitioner_ids uuid[] := array(select ps.practitioner_id from app.practitioner_services as ps where ps.service_id = p_service_id order by ps.practitioner_id);
  v_id uuid;
begin
  foreach v_id in array v_practitioner_ids loop
    perform app.lock_practitioner(v_id);
  end loop;
  return v_practitioner_ids;
end;
$$;

comment on function app.lock_practitioners_of_service(uuid) is
  'For changes of a service that must not be overtaken by a booking; returns whom it locked.  The one place that waits for several practitioners: in one order, before'
  ' any other lock, and whoever books never waits for a second one.';


-- resources: rooms and equipment
-- sql/resources/resources.sql
-- resources: rooms and equipment, of which there are only so many.
--
-- Room: resources
-- Owns: app.resources
create table app.resources (
  resource_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  kind text not null,
  name text not null,
  archived_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint resources_pkey primary key (resource_id, organization_id),
  constraint resources_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint resources_name_is_unique_within_the_kind unique (organization_id, kind, name),
  constraint resources_kind_is_a_word check (kind ~ '^[a-z0-9]+(_[a-z0-9]+)*$' and length(kind) <= 60),
  constraint resources_have_a_name check (btrim(name) <> '' and length(name) <= 200 and name !~ '[[:cntrl:]]')
);

comment on table app.resources is 'What a booking may need beside the practitioner.  Those of one kind stand for each other; a thing without its like is a kind of its own.';
comment on column app.resources.kind is 'Such as room, large_room or projector: what a service says that it needs.';
comment on column app.resources.archived_at is 'Since when it is no longer given to new bookings, or null.';

create trigger _900_audit after insert or update or delete on app.resources
for each row execute function private.audit_row('resource', 'resource_id');

alter table app.resources enable row level security;

-- sql/resources/service_needs.sql
-- service_needs: how many of which kind a booking of a service takes.
--
-- Room:   resources
-- Owns:   app.service_needs
-- Reads:  app.services
-- Writes: app.services, app.audit_log
create table app.service_needs (
  service_id uuid not null,
  organization_id uuid not null,
  kind text not null,
  quantity integer not null default 1,

  constraint service_needs_pkey primary key (service_id, kind, organization_id),
  constraint service_needs_are_of_a_service foreign key (service_id, organization_id)
  references app.services (service_id, organization_id) on delete cascade,
  constraint service_needs_kind_is_a_word check (kind ~ '^[a-z0-9]+(_[a-z0-9]+)*$' and length(kind) <= 60),
  constraint service_needs_quantity_is_small check (quantity between 1 and 20)
);

comment on table app.service_needs is 'One slot of the service takes so many of each kind for its whole length, buffers included, whatever its seats.  Coming'
  ' bookings follow a change, or it is refused.';

create function private.derive_needs_resources()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_service_id uuid := coalesce(new.service_id, old.service_id);
begin
  update app.services as s
  set needs_resources = not s.needs_resources
  where s.service_id = v_service_id
    and s.needs_resources <> exists (select from app.service_needs as n where n.service_id = v_service_id);
  return null;
end;
$$;

comment on function private.derive_needs_resources() is 'Trigger: keeps services.needs_resources.  Definer, since nobody may write that column.';

create trigger _500_derive after insert or delete on app.service_needs
for each row execute function private.derive_needs_resources();

create trigger _900_audit after insert or update or delete on app.service_needs
for each row execute function private.audit_row('service_need', 'service_id');

alter table app.service_needs enable row level security;

-- sql/resources/views.sql
-- views: resources and needs as the Data API shows them; members see them, admins change them.
--
-- Room:  resources
-- Reads: app.resources, app.service_needs
create policy resources_select_by_member on app.resources for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
create policy resources_insert_by_admin on app.resources for insert to authenticated
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy resources_update_by_admin on app.resources for update to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]))
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));

create policy service_needs_select_by_member on app.service_needs for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
create policy service_needs_insert_by_admin on app.service_needs for insert to authenticated
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy service_needs_update_by_admin on app.service_needs for update to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]))
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy service_needs_delete_by_admin on app.service_needs for delete to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));

create view api.resources with (security_invoker = true) as
select r.resource_id, r.organization_id, r.kind, r.name, r.archived_at, r.created_at from app.resources as r;

comment on view api.resources is 'Rooms and equipment.  Written by admins; archiving one that coming bookings have is refused with rule_in_use, which names them.';
grant select on app.resources, api.resources to authenticated, service_role;
grant insert (organization_id, kind, name), update (kind, name, archived_at) on app.resources, api.resources to authenticated;

create view api.service_needs with (security_invoker = true) as
select n.service_id, n.organization_id, n.kind, n.quantity from app.service_needs as n;

comment on view api.service_needs is 'How many resources of which kind a booking of a service takes.  Written by admins.  Coming bookings get what is newly'
  ' needed; if one cannot, the change is refused with rule_in_use, which names it.';
grant select on app.service_needs, api.service_needs to authenticated, service_role;
grant insert (service_id, organization_id, kind, quantity), update (quantity), delete on app.service_needs, api.service_needs to authenticated;


-- people: clients, assignments
-- sql/people/clients.sql
-- clients: those who book, as an organization knows them.
--
-- Room:   people
-- Owns:   app.clients
-- Raises: PT403 not_allowed
create table app.clients (
  client_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  user_id uuid,
  name text not null,
  email text not null,
  phone text not null,
  time_zone text not null,
  locale text not null default 'en-CA',
  onboarding_status text not null default 'pending',
  archived_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint clients_pkey primary key (client_id, organization_id),
  constraint clients_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint clients_have_a_name check (btrim(name) <> '' and length(name) <= 200),
  constraint clients_email_is_an_address_in_lower_case check (app.is_email(email) and email = lower(email)),
  constraint clients_time_zone_exists foreign key (time_zone) references app.time_zones (name) on delete restrict,
  constraint clients_locale_is_bcp_47 check (locale ~ '^[a-z]{2,3}(-[A-Z]{2})?$'),
  constraint clients_onboarding_status_is_known check (onboarding_status in ('pending', 'complete'))
);

comment on table app.clients is
  'A client of one organization.  Archived, never erased by mistake.  What a visitor types never overwrites a row: bookings keep what was typed.'
  '  A person who books first without and then with an account is two clients, until the person proves to be both.';
comment on column app.clients.user_id is 'The account that the client signs in with, or null: clients need none.';
comment on column app.clients.onboarding_status is 'Whether everything that the organization requires of new clients is answered; of those with an account.  Kept by triggers of onboarding.';
comment on column app.clients.archived_at is 'Since when the client is no longer one; the same address or account makes a new row then.';

create unique index clients_by_email on app.clients (organization_id, email) where archived_at is null and user_id is null;
-- For whoever proves an address: in which organizations it was given without an account.
create index clients_without_account on app.clients (email) where user_id is null;
create unique index clients_by_user on app.clients (user_id, organization_id) where archived_at is null;

create trigger _900_audit after insert or update or delete on app.clients
for each row execute function private.audit_row('client', 'client_id');

create function app.clients_are_never_deleted()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform app.fail('not_allowed', 'Clients are archived, not deleted.', 'Set archived_at instead.');
  return null;
end;
$$;

comment on function app.clients_are_never_deleted() is 'Trigger: refuses every delete.';
create trigger _100_never_deleted before delete on app.clients
for each row execute function app.clients_are_never_deleted();

alter table app.clients enable row level security;

-- sql/people/my_client_ids.sql
-- my_client_ids: the clients that the signed-in user is.
--
-- Room:  people
-- Reads: app.clients
create function private.my_client_ids()
returns uuid[]
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select coalesce(array_agg(c.client_id), '{}')
    from app.clients as c
    where c.user_id = (select auth.uid())
      and c.archived_at is null
  );
end;
$$;

comment on function private.my_client_ids() is 'One per organization that the user is a client of.  Definer, since policies ask it; speaks of the caller only.';
grant execute on function private.my_client_ids() to authenticated, service_role;

-- sql/people/fail_unseen.sql
-- fail_unseen: refuse one thing to somebody who may not see it (CP-12.6, CP-12.7).
--
-- Room:   people
-- Reads:  app.members, app.clients
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.fail_unseen(p_organization_id uuid, p_thing text, p_id uuid)
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
begin
  if exists (select from app.members as m where (m.organization_id, m.user_id) = (p_organization_id, v_user_id) and m.suspended_at is null)
    or exists (select from app.clients as c where (c.organization_id, c.user_id) = (p_organization_id, v_user_id) and c.archived_at is null) then
    perform app.fail('not_allowed', format('This %s is not yours to see.', p_thing), 'Ask the practitioner, or an admin of the organization.');
  end if;
  perform app.fail('not_found', format('No %s %s that you may see.', p_thing, p_id), 'Check which account you are signed in with.');
end;
$$;

comment on function private.fail_unseen(uuid, text, uuid) is
  'Raises: 403 for who belongs to the organization, as a member or a client, 404 for everybody else, for whom nothing of it exists.  The organization is null for'
  ' what is absent.  Definer: members and clients are not the caller''s to read.';

-- sql/people/memberships.sql
-- memberships: where the signed-in user works or is a client, and what they may do there.
--
-- Room:  people
-- Reads: app.members, app.organizations, app.permissions, app.role_permissions, app.organization_permissions, app.practitioners, app.clients
create view api.memberships with (security_invoker = true) as
select
  o.organization_id, o.slug as organization_slug, o.name as organization_name, o.time_zone, o.locale, o.profile, b.role, b.permissions,
  b.member_id, b.practitioner_id, b.practitioner_slug, b.client_id, b.onboarding_status
from (
  select
    m.organization_id, m.role, array(select p.permission from app.permissions as p where app.role_may(m.organization_id, m.role, p.permission) order by p.permission) as permissions,
    m.member_id, p.practitioner_id, p.slug as practitioner_slug, null::uuid as client_id, null::text as onboarding_status
  from app.members as m
  left join app.practitioners as p on (p.member_id, p.organization_id) = (m.member_id, m.organization_id) and p.archived_at is null
  where m.user_id = (select auth.uid()) and m.suspended_at is null
  union all
  select c.organization_id, 'client', '{}'::text[], null, null, null, c.client_id, c.onboarding_status
  from app.clients as c
  where c.user_id = (select auth.uid()) and c.archived_at is null
) as b
join app.organizations as o on b.organization_id = o.organization_id and o.suspended_at is null;

comment on view api.memberships is
  'Where the caller belongs: one row for each organization and role (practitioner, admin, client), with the permissions that the role has there and the caller''s own profile there.'
  '  onboarding_status: pending or complete, of a client.  Empty for a new account.';
grant select on api.memberships to authenticated;

-- sql/people/client_details.sql
-- client_details: what a client types, checked.
--
-- Room:   people
-- Raises: PT400 invalid_argument, PT422 consent_required
create type app.client_details as (name text, email text, phone text, time_zone text, locale text);

comment on type app.client_details is 'Checked and trimmed; the e-mail address in lower case.';

create function app.client_details(p_client jsonb, p_default_time_zone text)
returns app.client_details
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_client app.client_details := row(
    btrim(p_client ->> 'name'), lower(btrim(p_client ->> 'email')), btrim(p_client ->> 'phone'),
    coalesce(nullif(p_client ->> 'time_zone', ''), p_default_time_zone), coalesce(nullif(p_client ->> 'locale', ''), 'en-CA')
  );
  v_wrong text := case
    when p_client is null or jsonb_typeof(p_client) <> 'object' then 'The client''s details are missing.'
    when coalesce(v_client.name, '') = '' then 'The client''s name is missing.'
    when length(v_client.name) > 200 or v_client.name ~ '[[:cntrl:]]' then 'The client''s name has more than 200 characters or a line break.'
    when coalesce(v_client.email, '') = '' then 'The client''s e-mail address is missing.'
    when not app.is_email(v_client.email) then format('“%s” is not an e-mail address.', left(v_client.email, 100))
    when coalesce(v_client.phone, '') = '' then 'The client''s phone number is missing.'
    when v_client.phone !~ '^\+?[0-9 ().x/-]{5,40}$' or v_client.phone !~ '([0-9].*){5}' then format('“%s” is not a phone number.', left(v_client.phone, 60))
    when v_client.time_zone <> p_default_time_zone and not app.is_time_zone(v_client.time_zone)
      then format('“%s” is not an IANA time zone.', left(v_client.time_zone, 60))
    when v_client.locale !~ '^[a-z]{2,3}(-[A-Z]{2})?$' then format('“%s” is not a locale such as fr-CA.', left(v_client.locale, 20))
  end;
begin
  if v_wrong is not null then
    perform app.fail('invalid_argument', v_wrong, 'Correct it and send the form again; the time stays held meanwhile.');
  end if;
  if p_client -> 'consent' is distinct from 'true'::jsonb then
    perform app.fail('consent_required', 'A booking needs the client''s consent.', 'Ask the client to agree, then send consent: true.');
  end if;
  return v_client;
end;
$$;

comment on function app.client_details(jsonb, text) is
  'Checks {name, email, phone, consent, time_zone, locale}: the first three and consent are demanded of everybody, members included (BM-R17).';

-- sql/people/client_of_details.sql
-- client_of_details: the row of clients for whoever books.
--
-- Room:   people
-- Reads:  app.clients
-- Writes: app.clients, app.audit_log
create function app.known_client(p_organization_id uuid, p_email text, p_user_id uuid)
returns uuid
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  -- An account has a client of its own; without one, the address stands for the client.  The two never meet here: an address that somebody signed up
  -- with, or typed, proves nothing, so it must not open what was booked under it before.
  if p_user_id is null then
    return (
      select c.client_id from app.clients as c
      where (c.organization_id, c.email) = (p_organization_id, p_email) and c.user_id is null and c.archived_at is null
    );
  end if;
  return (
    select c.client_id from app.clients as c
    where (c.user_id, c.organization_id) = (p_user_id, p_organization_id) and c.archived_at is null
  );
end;
$$;

comment on function app.known_client(uuid, text, uuid) is 'The active client of this account, or without an account of this address; null: there is none.';

create function app.client_of_details(p_organization_id uuid, p_details app.client_details, p_user_id uuid)
returns uuid
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_client_id uuid := app.known_client(p_organization_id, p_details.email, p_user_id);
begin
  if v_client_id is null then
    insert into app.clients as c (organization_id, user_id, name, email, phone, time_zone, locale)
    values (p_organization_id, p_user_id, p_details.name, p_details.email, p_details.phone, p_details.time_zone, p_details.locale)
    on conflict do nothing
    returning c.client_id into v_client_id;
  end if;
  -- Nothing returned: somebody else made it at the same moment.
  return coalesce(v_client_id, app.known_client(p_organization_id, p_details.email, p_user_id));
end;
$$;

create function app.lock_client(p_client_id uuid, p_organization_id uuid)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform from app.clients as c where (c.client_id, c.organization_id) = (p_client_id, p_organization_id) for no key update;
end;
$$;

comment on function app.lock_client(uuid, uuid) is
  'One at a time for a client''s bookings, after the practitioner''s lock: two that race through bookings_client_is_in_one_place might deadlock.';

comment on function app.client_of_details(uuid, app.client_details, uuid) is
  'The id of the active client with this account, or without any account and with this address; made if absent.  An existing row keeps its own name, phone and zone.'
  '  p_user_id: the account that books for itself, or null.';

-- sql/people/joined_client.sql
-- joined_client: the client that an account is, made or found.
--
-- Room:   people
-- Reads:  app.clients
-- Writes: app.audit_log, app.client_assignments, app.clients
create function app.confirmed_email()
returns text
language sql
stable
security invoker
set search_path = ''
as $$
  select lower(u.email) from auth.users as u where u.id = auth.uid() and u.email_confirmed_at is not null and app.is_email(u.email);
$$;

comment on function app.confirmed_email() is
  'The caller''s address, where Auth calls it confirmed.  A project whose Auth demands no confirmation calls every address so: see app.proven_email.';

create function app.proven_email()
returns text
language sql
stable
security invoker
set search_path = ''
as $$
  select lower(u.email) from auth.users as u
  where u.id = auth.uid() and app.is_email(u.email)
    -- Without a mail that was answered, an address is what somebody typed: Auth sets email_confirmed_at by itself where it demands no confirmation.
    and u.confirmation_sent_at <= u.email_confirmed_at;
$$;

comment on function app.proven_email() is
  'The caller''s address, if a mail to it was answered: only then may it open what was booked under it without an account.';

create function app.adopt_client(p_organization_id uuid, p_email text, p_user_id uuid)
returns uuid
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_client_id uuid;
begin
  update app.clients as c
  set user_id = p_user_id
  where (c.organization_id, c.email) = (p_organization_id, p_email) and c.user_id is null and c.archived_at is null
  returning c.client_id into v_client_id;
  return v_client_id;
end;
$$;

comment on function app.adopt_client(uuid, text, uuid) is
  'What an address was a client with is the account''s from now on, with all that hangs on it; null: nothing was.  p_email: app.proven_email(), and nothing else.';

create function app.joined_client(p_organization_id uuid, p_details app.client_details, p_user_id uuid)
returns uuid
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_client_id uuid := app.known_client(p_organization_id, p_details.email, p_user_id);
begin
  if v_client_id is null and app.proven_email() = p_details.email then
    v_client_id := app.adopt_client(p_organization_id, p_details.email, p_user_id);
  end if;
  v_client_id := coalesce(v_client_id, app.client_of_details(p_organization_id, p_details, p_user_id));
  -- Who joins speaks for the own row, other than a visitor who types an address.
  update app.clients as c
  set name = p_details.name, phone = p_details.phone, time_zone = p_details.time_zone, locale = p_details.locale
  where (c.client_id, c.organization_id) = (v_client_id, p_organization_id)
    and (c.name, c.phone, c.time_zone, c.locale) is distinct from (p_details.name, p_details.phone, p_details.time_zone, p_details.locale);
  return v_client_id;
end;
$$;

comment on function app.joined_client(uuid, app.client_details, uuid) is
  'The account''s client in the organization: the one that it is, else the one that its proven address was, else a new one; with the details as given now.';

-- sql/people/client_assignments.sql
-- client_assignments: which practitioner cares for which client.
--
-- Room: people
-- Owns: app.client_assignments
create table app.client_assignments (
  assignment_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  client_id uuid not null,
  practitioner_id uuid not null,
  assigned_at timestamptz not null default app.now(),
  assigned_by uuid default auth.uid(),
  reason text,
  ended_at timestamptz,
  ended_by uuid,
  end_reason text,

  constraint client_assignments_pkey primary key (assignment_id, organization_id),
  constraint client_assignments_name_a_client foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint client_assignments_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete restrict,
  constraint client_assignments_end_after_they_began check (ended_at >= assigned_at),
  constraint client_assignments_reasons_are_short check (app.is_short_text(reason, 500) and app.is_short_text(end_reason, 500)),
  constraint client_assignments_say_who_ended_them_once_ended check (ended_at is not null or num_nonnulls(ended_by, end_reason) = 0)
);

comment on table app.client_assignments is 'One open assignment per client; ended ones are its history.';
comment on column app.client_assignments.assigned_by is 'The account that asked for it, or null: the service, or the database''s administrator.';
comment on column app.client_assignments.reason is 'Why the client came to this practitioner; for members only.';
comment on column app.client_assignments.end_reason is 'Why it ended; for members only.';

create unique index client_assignments_open_by_client on app.client_assignments (client_id, organization_id) where ended_at is null;
create index client_assignments_by_practitioner on app.client_assignments (practitioner_id, organization_id) where ended_at is null;

create index client_assignments_by_client on app.client_assignments (client_id, organization_id);

create trigger _900_audit after insert or update or delete on app.client_assignments
for each row execute function private.audit_row('client_assignment', 'client_id');

alter table app.client_assignments enable row level security;

-- sql/people/announce_client.sql
-- announce_client: tell a practitioner whom they are to care for.
--
-- Room:   people
-- Reads:  app.practitioners
-- Writes: app.outbox_events
create function app.announce_client()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
  select new.organization_id, 'client.assigned', 'practitioner', new.client_id, jsonb_build_object(
    'client_id', new.client_id, 'practitioner_id', new.practitioner_id, 'assigned_at', new.assigned_at
  )
  from app.practitioners as p
  where (p.practitioner_id, p.organization_id) = (new.practitioner_id, new.organization_id) and p.member_id is not null;
  return null;
end;
$$;

comment on function app.announce_client() is 'Trigger: one message to the practitioner, where a member stands behind the profile.';

create trigger _800_announce after insert on app.client_assignments
for each row execute function app.announce_client();

-- sql/people/take_client_place.sql
-- take_client_place: a practitioner's free place for a client, or a refusal.
--
-- Room:   people
-- Reads:  app.practitioners
-- Writes: app.audit_log, app.client_assignments, app.outbox_events
-- Locks:  the practitioner, then the client
-- Raises: PT400 invalid_argument, PT404 not_found, PT409 practitioner_full, PT422 not_accepting_clients
create function app.current_clients(p_practitioner_id uuid)
returns integer
language sql
stable
security invoker
set search_path = ''
as $$
  select count(*)::integer from app.client_assignments as a where a.practitioner_id = p_practitioner_id and a.ended_at is null;
$$;

comment on function app.current_clients(uuid) is 'How many clients the practitioner cares for: the open assignments.';

create function app.end_client_place(p_client_id uuid, p_organization_id uuid, p_reason text)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  update app.client_assignments as a
  set ended_at = greatest(a.assigned_at, app.now()), ended_by = auth.uid(), end_reason = p_reason
  where (a.client_id, a.organization_id) = (p_client_id, p_organization_id) and a.ended_at is null;
$$;

comment on function app.end_client_place(uuid, uuid, text) is 'Ends the client''s present assignment, if there is one.';

create function app.assignment_reason(p_reason text)
returns text
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if app.is_short_text(nullif(btrim(p_reason), ''), 500) is false then
    perform app.fail('invalid_argument', 'The reason has more than 500 characters, or control characters.', 'Shorten it and try again.');
  end if;
  return nullif(btrim(p_reason), '');
end;
$$;

comment on function app.assignment_reason(text) is 'The reason, trimmed; null when it says nothing.';

create function app.take_client_place(p_client_id uuid, p_practitioner_id uuid, p_organization_id uuid, p_reason text)
returns boolean
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_reason text := app.assignment_reason(p_reason);
  v_practitioner app.practitioners;
begin
  -- One at a time per practitioner, so that two assignments cannot both take the last place; and per client, who has one practitioner.
  perform app.lock_practitioner(p_practitioner_id);
  perform app.lock_client(p_client_id, p_organization_id);
  -- Read with the lock in hand: the agreed number may have changed while this waited.
  select p.* into v_practitioner from app.practitioners as p where (p.practitioner_id, p.organization_id) = (p_practitioner_id, p_organization_id);
  if v_practitioner.practitioner_id is null or v_practitioner.archived_at is not null then
    perform app.fail('not_found', 'No such practitioner in this organization.', 'Choose another practitioner.');
  end if;
  if exists (
    select from app.client_assignments as a
    where (a.client_id, a.practitioner_id) = (p_client_id, p_practitioner_id) and a.ended_at is null
  ) then
    return false;
  end if;
  if not v_practitioner.accepting_clients then
    perform app.fail('not_accepting_clients', 'This practitioner takes no new clients at present.', 'Choose another practitioner.');
  end if;
  if v_practitioner.max_clients <= app.current_clients(p_practitioner_id) then
    perform app.fail(
      'practitioner_full', format('This practitioner already cares for the agreed number of clients: %s.', v_practitioner.max_clients),
      'Choose another practitioner, or raise max_clients.'
    );
  end if;
  perform app.end_client_place(p_client_id, p_organization_id, v_reason);
  insert into app.client_assignments (organization_id, client_id, practitioner_id, reason)
  values (p_organization_id, p_client_id, p_practitioner_id, v_reason);
  return true;
end;
$$;

comment on function app.take_client_place(uuid, uuid, uuid, text) is
  'Ends the client''s present assignment and begins one with the practitioner, if there is room: the one place that decides who is taken on (CP-2.3, CP-14.4).'
  '  False: the practitioner has the client already, and nothing is written.  Internal: authorises nobody; the client exists.';

-- sql/people/assign_practitioner.sql
-- assign_practitioner: give a client to a practitioner who has room.
--
-- Room:   people
-- Caller: a member with clients:manage
-- Reads:  app.clients, app.practitioners
-- Writes: app.audit_log, app.client_assignments, app.idempotency_keys, app.outbox_events
-- Locks:  the idempotency key, the practitioner, then the client
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 practitioner_full, PT422 not_accepting_clients,
--         PT422 idempotency_mismatch
create function private.assign_practitioner(p_client_id uuid, p_practitioner_id uuid, p_reason text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_answer constant jsonb := jsonb_build_object('client_id', p_client_id, 'practitioner_id', p_practitioner_id);
  v_arguments constant jsonb := jsonb_build_array(p_client_id, p_practitioner_id, p_reason);
  v_practitioner app.practitioners;
begin
  perform app.sign_in_required();
  if app.recall_answer('assign_practitioner', p_key, v_arguments) is not null then
    return v_answer;
  end if;
  select p.* into v_practitioner
  from app.practitioners as p
  join app.clients as c on c.organization_id = p.organization_id
  where p.practitioner_id = p_practitioner_id and p.archived_at is null
    and c.client_id = p_client_id and c.archived_at is null
    and p.organization_id = any (private.organizations_where('members:read'));
  if not found then
    perform app.fail('not_found', 'No such active client and practitioner in your organization.', 'Choose both from your lists.');
  end if;
  perform private.permission_required(v_practitioner.organization_id, 'clients:manage');

  perform app.take_client_place(p_client_id, p_practitioner_id, v_practitioner.organization_id, p_reason);
  -- What was asked for is what is answered.
  return app.remember_answer('assign_practitioner', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.assign_practitioner(uuid, uuid, text, text) is 'Definer: assignments are no role''s to write.  See api.assign_practitioner.';
grant execute on function private.assign_practitioner(uuid, uuid, text, text) to authenticated;

create function api.assign_practitioner(client_id uuid, practitioner_id uuid, reason text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.assign_practitioner(
    assign_practitioner.client_id, assign_practitioner.practitioner_id, assign_practitioner.reason, assign_practitioner.idempotency_key
  );
$$;

comment on function api.assign_practitioner(uuid, uuid, text, text) is
  'Ends the client''s present assignment and begins one with the practitioner, within max_clients; the reason is for members.  Returns {client_id, practitioner_id}.  Safe to repeat.';
grant execute on function api.assign_practitioner(uuid, uuid, text, text) to authenticated;

-- sql/people/end_assignment.sql
-- end_assignment: a client is in nobody's care any more.
--
-- Room:   people
-- Caller: a member with clients:manage, or the practitioner who cares for the client
-- Reads:  app.clients, app.practitioners
-- Writes: app.audit_log, app.client_assignments, app.idempotency_keys
-- Locks:  the idempotency key, then the client
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.end_assignment(p_client_id uuid, p_reason text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_answer constant jsonb := jsonb_build_object('client_id', p_client_id, 'practitioner_id', null);
  v_arguments constant jsonb := jsonb_build_array(p_client_id, p_reason);
  v_client app.clients;
begin
  perform app.sign_in_required();
  if app.recall_answer('end_assignment', p_key, v_arguments) is not null then
    return v_answer;
  end if;
  select c.* into v_client from app.clients as c where c.client_id = p_client_id and c.organization_id = any (private.organizations_where('members:read'));
  if not found then
    perform app.fail('not_found', 'No such client in your organization.', 'Choose one from your list.');
  end if;
  perform app.lock_client(p_client_id, v_client.organization_id);
  if not exists (
    select from app.client_assignments as a
    where (a.client_id, a.organization_id) = (p_client_id, v_client.organization_id) and a.ended_at is null
      and a.practitioner_id = any (private.my_practitioner_ids('sessions:write'))
  ) then
    perform private.permission_required(v_client.organization_id, 'clients:manage');
  end if;
  perform app.end_client_place(p_client_id, v_client.organization_id, app.assignment_reason(p_reason));
  return app.remember_answer('end_assignment', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.end_assignment(uuid, text, text) is 'Definer: assignments are no role''s to write.  See api.end_assignment.';
grant execute on function private.end_assignment(uuid, text, text) to authenticated;

create function api.end_assignment(client_id uuid, reason text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.end_assignment(end_assignment.client_id, end_assignment.reason, end_assignment.idempotency_key);
$$;

comment on function api.end_assignment(uuid, text, text) is
  'Ends the client''s present assignment, whose place is free at once; bookings stay as they are.  Returns {client_id, practitioner_id: null}.  Safe to repeat.';
grant execute on function api.end_assignment(uuid, text, text) to authenticated;

-- sql/people/end_with_client.sql
-- end_with_client: an archived client takes nobody's place.
--
-- Room:   people
-- Writes: app.audit_log, app.client_assignments
create function private.end_with_client()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.end_client_place(new.client_id, new.organization_id, 'The client was archived.');
  return null;
end;
$$;

comment on function private.end_with_client() is 'Trigger.  Definer: admins archive clients, and assignments are no role''s to write.';

create trigger _500_end_assignment after update of archived_at on app.clients
for each row when (new.archived_at is not null and old.archived_at is null) execute function private.end_with_client();

-- sql/people/practitioner_places.sql
-- practitioner_places: who takes new clients and, for those concerned, how many more.
--
-- Room:  people
-- Reads: app.practitioners, app.client_assignments, app.members, app.role_permissions
create function private.practitioner_places(p_practitioner_id uuid, out takes_new_clients boolean, out current_clients integer)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_practitioner app.practitioners;
  v_clients integer := app.current_clients(p_practitioner_id);
begin
  select p.* into v_practitioner from app.practitioners as p where p.practitioner_id = p_practitioner_id;
  takes_new_clients := v_practitioner.accepting_clients and v_practitioner.archived_at is null and v_clients < coalesce(v_practitioner.max_clients, v_clients + 1);
  if app.standing(v_practitioner.organization_id, v_practitioner.member_id) in ('admin', 'practitioner') then
    current_clients := v_clients;
  end if;
end;
$$;

comment on function private.practitioner_places(uuid) is
  'Definer: assignments are not everybody''s to count.  To the public whether there is room, to the practitioner and admins also how many clients there are.';
grant execute on function private.practitioner_places(uuid) to anon, authenticated, service_role;

create view api.practitioner_places with (security_invoker = true) as
select
  p.practitioner_id, p.organization_id, p.display_name, p.accepting_clients, n.takes_new_clients,
  n.current_clients,
  case when n.current_clients is not null then p.max_clients end as max_clients,
  case when n.current_clients is not null and p.max_clients is not null then greatest(0, p.max_clients - n.current_clients) end as free_places
from app.practitioners as p
cross join lateral private.practitioner_places(p.practitioner_id) as n
where p.archived_at is null;

comment on view api.practitioner_places is
  'One row for each profile that the caller may see.  takes_new_clients, for everybody: the practitioner is accepting and not full.  current_clients, max_clients and'
  ' free_places for the practitioner and admins, null for others; free_places is null without a limit, too.';
grant select on api.practitioner_places to anon, authenticated, service_role;

-- sql/people/assignment_history.sql
-- assignment_history: who cared for whom, from when to when, and why.
--
-- Room:  people
-- Reads: app.client_assignments, app.clients, app.practitioners, app.members
create function private.name_of_user(p_user_id uuid, p_organization_id uuid)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return coalesce(
    (select m.display_name from app.members as m where (m.user_id, m.organization_id) = (p_user_id, p_organization_id)),
    (select c.name from app.clients as c where (c.user_id, c.organization_id) = (p_user_id, p_organization_id) order by c.archived_at nulls first limit 1)
  );
end;
$$;

comment on function private.name_of_user(uuid, uuid) is
  'How the organization knows an account; null: not.  Definer: a view that shows who did something asks it, for rows that the caller may see.';
grant execute on function private.name_of_user(uuid, uuid) to authenticated, service_role;

create view api.client_assignments with (security_invoker = true) as
select
  a.assignment_id, a.organization_id, a.client_id, c.name as client_name, a.practitioner_id, p.display_name as practitioner_name,
  a.assigned_at, a.ended_at, a.ended_at is null as is_present,
  case when m.reads then private.name_of_user(a.assigned_by, a.organization_id) end as assigned_by_name,
  case when m.reads then a.reason end as reason,
  case when m.reads then private.name_of_user(a.ended_by, a.organization_id) end as ended_by_name,
  case when m.reads then a.end_reason end as end_reason
from app.client_assignments as a
left join app.clients as c on (c.client_id, c.organization_id) = (a.client_id, a.organization_id)
left join app.practitioners as p on (p.practitioner_id, p.organization_id) = (a.practitioner_id, a.organization_id)
cross join lateral (select a.organization_id = any ((select private.organizations_where('members:read'))::uuid[]) as reads) as m;

comment on view api.client_assignments is
  'The assignments of the caller''s clients, present and past; a practitioner''s own, all of them for admins, one''s own for clients, who see neither reasons nor who asked.'
  '  Changed by assign_practitioner, end_assignment and hand_over_client.';
grant select on api.client_assignments to authenticated, service_role;


-- onboarding: what a practice asks of new clients, and how they join
-- sql/onboarding/onboarding_steps.sql
-- onboarding_steps: what a practice asks of a new client, as its admins write it.
--
-- Room: onboarding
-- Owns: app.onboarding_steps, app.onboarding_versions
create function app.is_step(p_kind text, p_title text, p_body text, p_url text, p_answer_type text, p_choices text[])
returns boolean
language sql
immutable
security invoker
return coalesce(
  btrim(p_title) <> '' and length(p_title) <= 200 and p_title !~ '[[:cntrl:]]'
  and (p_body = '' or app.is_short_text(p_body, 20000))
  and (p_url is null or p_url ~ '^https://[^[:space:][:cntrl:]"<>\\^`{|}]+$' and length(p_url) <= 500)
  and case p_kind
    when 'consent' then p_body <> '' and p_answer_type is null
    when 'document' then (p_body <> '' or p_url is not null) and p_answer_type is null
    when 'question' then p_answer_type in ('short_text', 'long_text', 'yes_no', 'choice', 'number', 'date')
  end
  and (p_answer_type is not distinct from 'choice') = (p_choices is not null)
  and (p_choices is null or cardinality(p_choices) between 2 and 20 and array_position(p_choices, null) is null and length(array_to_string(p_choices, '')) <= 2000),
  false
);

comment on function app.is_step(text, text, text, text, text, text[]) is
  'Whether a step says what its kind must say: a consent its text, a document a text or an https address, a question what kind of answer it wants.';

create table app.onboarding_steps (
  step_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  kind text not null,
  title text not null,
  body text not null default '',
  url text,
  answer_type text,
  choices text[],
  required boolean not null default true,
  position integer not null default 0,
  version integer not null default 0,
  retired_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint onboarding_steps_pkey primary key (step_id, organization_id),
  constraint onboarding_steps_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint onboarding_steps_kind_is_known check (kind in ('consent', 'question', 'document')),
  constraint onboarding_steps_say_what_their_kind_must check (app.is_step(kind, title, body, url, answer_type, choices)),
  constraint onboarding_steps_position_is_small check (position between 0 and 1000),
  constraint onboarding_steps_version_counts check (version >= 0)
);

comment on table app.onboarding_steps is
  'A consent, an intake question or a document to accept: the working copy.  Clients see what was published, see onboarding_versions.';
comment on column app.onboarding_steps.version is 'What clients are asked at present; 0: never published.';
comment on column app.onboarding_steps.retired_at is 'Since when nobody is asked any more; what was answered stays.';

create index onboarding_steps_by_organization on app.onboarding_steps (organization_id, position);

create trigger _900_audit after insert or update or delete on app.onboarding_steps
for each row execute function private.audit_row('onboarding_step', 'step_id');

create table app.onboarding_versions (
  step_id uuid not null,
  organization_id uuid not null,
  version integer not null,
  title text not null,
  body text not null,
  url text,
  answer_type text,
  choices text[],
  asks_from integer not null,
  published_at timestamptz not null default app.now(),
  published_by text not null default app.actor(),

  constraint onboarding_versions_pkey primary key (step_id, organization_id, version),
  constraint onboarding_versions_are_of_a_step foreign key (step_id, organization_id)
  references app.onboarding_steps (step_id, organization_id) on delete cascade,
  constraint onboarding_versions_count_from_one check (version > 0 and asks_from between 1 and version)
);

comment on table app.onboarding_versions is 'Every text that clients were shown.  Never changed: a consent names the version that it was given to.';
comment on column app.onboarding_versions.asks_from is 'The first version whose answers still count: of a consent or document this one, of a question that was only reworded an earlier one.';

alter table app.onboarding_steps enable row level security;
alter table app.onboarding_versions enable row level security;

-- sql/onboarding/consents.sql
-- consents: who agreed to what, when, and until when.
--
-- Room:   onboarding
-- Owns:   app.consents
-- Raises: PT403 not_allowed
create table app.consents (
  consent_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  client_id uuid not null,
  step_id uuid not null,
  version integer not null,
  given_at timestamptz not null default app.now(),
  actor text not null default app.actor(),
  withdrawn_at timestamptz,
  withdrawn_by text,

  constraint consents_pkey primary key (consent_id, organization_id),
  constraint consents_are_a_clients foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint consents_are_to_a_text foreign key (step_id, organization_id, version)
  references app.onboarding_versions (step_id, organization_id, version) on delete restrict,
  constraint consents_are_withdrawn_after_they_were_given check (withdrawn_at >= given_at),
  constraint consents_say_who_withdrew_them check ((withdrawn_at is null) = (withdrawn_by is null))
);

comment on table app.consents is
  'The history of consents, and of documents accepted: one row for each time a client agreed to a version of a text.  A row changes once, when it is withdrawn.';
comment on column app.consents.actor is 'Who agreed, in the words of the audit log.';

create unique index consents_standing_by_client on app.consents (client_id, step_id, version, organization_id) where withdrawn_at is null;
create index consents_by_client on app.consents (client_id, organization_id);
create index consents_by_version on app.consents (step_id, organization_id, version);

create trigger _900_audit after insert or update or delete on app.consents
for each row execute function private.audit_row('consent', 'consent_id');

create function app.guard_consent()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if old.withdrawn_at is not null
    or (new.consent_id, new.organization_id, new.step_id, new.version, new.given_at, new.actor)
      is distinct from (old.consent_id, old.organization_id, old.step_id, old.version, old.given_at, old.actor) then
    perform app.fail('not_allowed', 'What was agreed to, and when, is not rewritten.', 'Withdraw the consent, or ask for a new one.');
  end if;
  return new;
end;
$$;

comment on function app.guard_consent() is
  'Trigger: a consent is withdrawn once and otherwise stays as it was given; that its client turned out to be another row of the same person may be set right.';

create trigger _100_guard before update on app.consents
for each row execute function app.guard_consent();

alter table app.consents enable row level security;

-- sql/onboarding/intake_answers.sql
-- intake_answers: what clients answered to a practice's questions.
--
-- Room:   onboarding
-- Owns:   app.intake_answers
-- Writes: app.audit_log
create table app.intake_answers (
  answer_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  client_id uuid not null,
  step_id uuid not null,
  version integer not null,
  answer jsonb not null,
  answered_at timestamptz not null default app.now(),
  actor text not null default app.actor(),

  constraint intake_answers_pkey primary key (answer_id, organization_id),
  constraint intake_answers_are_a_clients foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint intake_answers_are_to_a_question foreign key (step_id, organization_id, version)
  references app.onboarding_versions (step_id, organization_id, version) on delete restrict,
  constraint intake_answers_are_one_value check (jsonb_typeof(answer) in ('string', 'number', 'boolean'))
);

comment on table app.intake_answers is
  'Every answer ever given; the newest counts.  Members read them by client_onboarding only, which keeps a record of who looked.';

create index intake_answers_by_client on app.intake_answers (client_id, organization_id, step_id, answered_at);
create index intake_answers_by_version on app.intake_answers (step_id, organization_id, version);

create function app.audit_answer()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_row app.intake_answers := coalesce(new, old);
begin
  perform app.record(
    v_row.organization_id, 'intake_answer.' || case tg_op when 'INSERT' then 'created' when 'UPDATE' then 'changed' else 'deleted' end,
    v_row.answer_id::text, null, to_jsonb(v_row) - 'answer'
  );
  return null;
end;
$$;

comment on function app.audit_answer() is 'Trigger: one entry for each answer, without what was answered: that is health information, and erased with it.';

create trigger _900_audit after insert or update or delete on app.intake_answers
for each row execute function app.audit_answer();

alter table app.intake_answers enable row level security;

-- sql/onboarding/open_steps.sql
-- open_steps: what a client has still to answer.
--
-- Room:   onboarding
-- Reads:  app.onboarding_steps, app.onboarding_versions, app.consents, app.intake_answers
-- Writes: app.audit_log, app.client_assignments, app.clients
-- Locks:  the organization's onboarding
create function app.open_steps(p_client_id uuid, p_organization_id uuid)
returns setof app.onboarding_steps
language sql
stable
security invoker
set search_path = ''
as $$
  select s.*
  from app.onboarding_steps as s
  join app.onboarding_versions as v on (v.step_id, v.organization_id, v.version) = (s.step_id, s.organization_id, s.version)
  where s.organization_id = p_organization_id
    and s.retired_at is null
    and not exists (
      select from app.consents as c
      where (c.client_id, c.step_id, c.organization_id) = (p_client_id, s.step_id, s.organization_id) and c.version >= v.asks_from and c.withdrawn_at is null
    )
    and not exists (
      select from app.intake_answers as a
      where (a.client_id, a.step_id, a.organization_id) = (p_client_id, s.step_id, s.organization_id) and a.version >= v.asks_from
    );
$$;

comment on function app.open_steps(uuid, uuid) is 'The published steps that the client has not answered in a version that still counts, optional ones too.';

create function app.onboarding_is_open(p_client_id uuid, p_organization_id uuid)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select exists (select from app.open_steps(p_client_id, p_organization_id) as s where s.required);
$$;

comment on function app.onboarding_is_open(uuid, uuid) is 'Whether a required step is unanswered.';

create function app.lock_onboarding(p_organization_id uuid, p_alone boolean)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if p_alone then
    perform pg_advisory_xact_lock(hashtextextended(p_organization_id::text, 3));
  else
    perform pg_advisory_xact_lock_shared(hashtextextended(p_organization_id::text, 3));
  end if;
end;
$$;

comment on function app.lock_onboarding(uuid, boolean) is
  'Clients answer side by side; who changes the steps waits for them, and they for that, so that nobody is complete by steps that have just changed.';

create function app.settle_onboarding(p_organization_id uuid, p_client_id uuid)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  update app.clients as c
  set onboarding_status = case c.onboarding_status when 'pending' then 'complete' else 'pending' end
  where c.organization_id = p_organization_id
    and (p_client_id is null or c.client_id = p_client_id)
    and c.user_id is not null and c.archived_at is null
    and (c.onboarding_status = 'pending') <> app.onboarding_is_open(c.client_id, c.organization_id);
$$;

comment on function app.settle_onboarding(uuid, uuid) is 'Sets pending or complete right, of one client or (null) of all who have an account.';

create function app.settle_after_answer()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform app.settle_onboarding(new.organization_id, new.client_id);
  return null;
end;
$$;

create trigger _500_settle after insert or update on app.consents for each row execute function app.settle_after_answer();
create trigger _500_settle after insert on app.intake_answers for each row execute function app.settle_after_answer();
comment on function app.settle_after_answer() is 'Trigger: an answer or a withdrawal may complete a client''s onboarding, or open it again.';

-- sql/onboarding/settle_after_change.sql
-- settle_after_change: when a practice asks for something else, who has answered everything is told anew.
--
-- Room:   onboarding
-- Writes: app.audit_log, app.client_assignments, app.clients
create function app.settle_after_change()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if (new.version, new.retired_at, new.required) is distinct from (old.version, old.retired_at, old.required) then
    perform app.settle_onboarding(new.organization_id, null);
  end if;
  return null;
end;
$$;

comment on function app.settle_after_change() is 'Trigger: a step that is published anew, retired, or no longer required changes who is pending.';

create trigger _500_settle after update on app.onboarding_steps
for each row execute function app.settle_after_change();

-- sql/onboarding/policies.sql
-- policies: admins see the steps and all consents, clients what they agreed to and answered.
--
-- Room: onboarding
create policy onboarding_steps_select_by_admin on app.onboarding_steps for select to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));

create policy onboarding_versions_select_by_member on app.onboarding_versions for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
-- What one agreed to stays readable.
create policy onboarding_versions_select_by_client on app.onboarding_versions for select to authenticated
using (exists (
  select from app.consents as c
  where (c.step_id, c.organization_id, c.version) = (onboarding_versions.step_id, onboarding_versions.organization_id, onboarding_versions.version)
));

create policy consents_select_by_self on app.consents for select to authenticated
using (client_id = any ((select private.my_client_ids())::uuid[]));
create policy consents_select_by_admin on app.consents for select to authenticated
using (organization_id = any ((select private.organizations_where('clients:manage'))::uuid[]));
-- Of those in one's care.
create policy consents_select_by_practitioner on app.consents for select to authenticated
using (exists (
  select from app.client_assignments as a
  where (a.client_id, a.organization_id) = (consents.client_id, consents.organization_id)
    and a.ended_at is null
    and a.practitioner_id = any ((select private.my_practitioner_ids('sessions:read'))::uuid[])
));

create policy intake_answers_select_by_self on app.intake_answers for select to authenticated
using (client_id = any ((select private.my_client_ids())::uuid[]));
grant select on app.onboarding_steps, app.onboarding_versions, app.consents to authenticated, service_role;
grant select on app.intake_answers to authenticated;

-- sql/onboarding/views.sql
-- views: the steps as admins edit them, and the history of consents.
--
-- Room:  onboarding
-- Reads: app.onboarding_steps, app.onboarding_versions, app.consents, app.clients
create view api.onboarding_steps with (security_invoker = true) as
select
  s.step_id, s.organization_id, s.kind, s.title, s.body, s.url, s.answer_type, s.choices, s.required, s.position, s.version, s.retired_at, s.created_at,
  v.published_at,
  v.version is null or (v.title, v.body, v.url, v.answer_type, v.choices) is distinct from (s.title, s.body, s.url, s.answer_type, s.choices) as is_changed
from app.onboarding_steps as s
left join app.onboarding_versions as v on (v.step_id, v.organization_id, v.version) = (s.step_id, s.organization_id, s.version);

comment on view api.onboarding_steps is
  'What a practice asks of new clients, for its admins: the working copy.  version: what clients are asked at present, 0 if never published; is_changed: whether the'
  ' working copy says something else.  Changed by save_onboarding_step, publish_onboarding_step and retire_onboarding_step.';
grant select on api.onboarding_steps to authenticated, service_role;

create view api.consents with (security_invoker = true) as
select
  c.consent_id, c.organization_id, c.client_id, c.step_id, c.version, v.title, v.body, v.url, c.given_at, c.actor, c.withdrawn_at, c.withdrawn_by
from app.consents as c
join app.onboarding_versions as v on (v.step_id, v.organization_id, v.version) = (c.step_id, c.organization_id, c.version);

comment on view api.consents is
  'Who agreed to which text, when, and when that was withdrawn: the own ones for a client, of those in one''s care for a practitioner, all of them for admins.';
grant select on api.consents to authenticated, service_role;

-- sql/onboarding/step_to_change.sql
-- step_to_change: one step, for an admin, while nobody answers.
--
-- Room:   onboarding
-- Reads:  app.onboarding_steps
-- Locks:  the organization's onboarding, then the step
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.step_to_change(p_step_id uuid)
returns app.onboarding_steps
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_step app.onboarding_steps;
begin
  perform app.sign_in_required();
  select s.* into v_step from app.onboarding_steps as s where s.step_id = p_step_id;
  if not found then
    perform app.fail('not_found', 'No such step in your organization.', 'Reload the list.');
  end if;
  perform private.permission_required(v_step.organization_id, 'settings:write');
  perform app.lock_onboarding(v_step.organization_id, true);
  select s.* into v_step from app.onboarding_steps as s where s.step_id = p_step_id for update;
  return v_step;
end;
$$;

comment on function private.step_to_change(uuid) is 'Definer: steps are changed by verbs only.  To a stranger the step does not exist.';

create function app.step_answer(p_step_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'step_id', s.step_id, 'version', s.version, 'is_changed', s.is_changed, 'retired_at', s.retired_at,
    'pending_clients', (
      select count(*) from app.clients as c
      where c.organization_id = s.organization_id and c.user_id is not null and c.archived_at is null and c.onboarding_status = 'pending'
    )
  )
  from api.onboarding_steps as s
  where s.step_id = p_step_id;
$$;

comment on function app.step_answer(uuid) is 'What the verbs that change a step return.  pending_clients: how many clients with an account have something to answer now.';

-- sql/onboarding/save_onboarding_step.sql
-- save_onboarding_step: an admin writes what new clients are to be asked.
--
-- Room:   onboarding
-- Caller: a member with settings:write
-- Reads:  app.onboarding_steps
-- Writes: app.audit_log, app.client_assignments, app.clients, app.idempotency_keys, app.onboarding_steps
-- Locks:  the idempotency key, the organization's onboarding, the step
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.save_onboarding_step(p_organization_id uuid, p_step jsonb, p_step_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments constant jsonb := jsonb_build_array(p_organization_id, p_step, p_step_id);
  v_answer jsonb;
  v_step app.onboarding_steps;
  v_new app.onboarding_steps;
begin
  perform private.permission_required(p_organization_id, 'settings:write');
  v_answer := app.recall_answer('save_onboarding_step', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  if p_step_id is not null then
    v_step := private.step_to_change(p_step_id);
    if v_step.organization_id <> p_organization_id then
      perform app.fail('not_found', 'No such step in your organization.', 'Reload the list.');
    end if;
  end if;
  begin
    v_new := jsonb_populate_record(null::app.onboarding_steps, p_step);
  exception when others then
    perform app.fail('invalid_argument', 'The step is not {kind, title, body, url, answer_type, choices, required, position}.', 'Send each field in its form.');
  end;
  v_new.kind := coalesce(v_step.kind, v_new.kind);
  v_new.title := btrim(v_new.title);
  v_new.body := coalesce(v_new.body, '');
  v_new.url := nullif(btrim(v_new.url), '');
  v_new.position := coalesce(v_new.position, v_step.position, (
    select coalesce(max(s.position), 0) + 1 from app.onboarding_steps as s where s.organization_id = p_organization_id
  ));
  if not app.is_step(v_new.kind, v_new.title, v_new.body, v_new.url, v_new.answer_type, v_new.choices) or v_new.position not between 0 and 1000 then
    perform app.fail(
      'invalid_argument', 'A step needs a title of at most 200 characters; a consent its text, a document a text or an https address, a question the kind of its answer.',
      'Complete it and save again.'
    );
  end if;
  if v_step.step_id is null then
    insert into app.onboarding_steps as s (organization_id, kind, title, body, url, answer_type, choices, required, position)
    values (
      p_organization_id, v_new.kind, v_new.title, v_new.body, v_new.url, v_new.answer_type, v_new.choices, coalesce(v_new.required, true), v_new.position
    )
    returning s.* into v_step;
  else
    update app.onboarding_steps as s
    set title = v_new.title, body = v_new.body, url = v_new.url, answer_type = v_new.answer_type, choices = v_new.choices,
        required = coalesce(v_new.required, s.required), position = v_new.position
    where (s.step_id, s.organization_id) = (v_step.step_id, p_organization_id);
  end if;
  return app.remember_answer('save_onboarding_step', p_key, v_arguments, app.step_answer(v_step.step_id));
end;
$$;

comment on function private.save_onboarding_step(uuid, jsonb, uuid, text) is 'Definer: steps are no role''s to write.  See api.save_onboarding_step.';
grant execute on function private.save_onboarding_step(uuid, jsonb, uuid, text) to authenticated;

create function api.save_onboarding_step(organization_id uuid, step jsonb, step_id uuid default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.save_onboarding_step(
    save_onboarding_step.organization_id, save_onboarding_step.step, save_onboarding_step.step_id, save_onboarding_step.idempotency_key
  );
$$;

comment on function api.save_onboarding_step(uuid, jsonb, uuid, text) is
  'Writes the working copy of a step {kind: consent, question or document, title, body, url, answer_type, choices, required, position}; step_id null: a new one.'
  '  Clients are asked once it is published.  required and position hold at once.  Returns {step_id, version, is_changed, retired_at, pending_clients}.';
grant execute on function api.save_onboarding_step(uuid, jsonb, uuid, text) to authenticated;

-- sql/onboarding/publish_onboarding_step.sql
-- publish_onboarding_step: clients are asked this from now on.
--
-- Room:   onboarding
-- Caller: a member with settings:write
-- Reads:  app.onboarding_steps, app.onboarding_versions
-- Writes: app.audit_log, app.client_assignments, app.clients, app.idempotency_keys, app.onboarding_steps, app.onboarding_versions
-- Locks:  the idempotency key, the organization's onboarding, the step
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.publish_onboarding_step(p_step_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments constant jsonb := jsonb_build_array(p_step_id);
  v_answer jsonb;
  v_step app.onboarding_steps;
  v_last app.onboarding_versions;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('publish_onboarding_step', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  v_step := private.step_to_change(p_step_id);
  select v.* into v_last
  from app.onboarding_versions as v
  where (v.step_id, v.organization_id, v.version) = (v_step.step_id, v_step.organization_id, v_step.version);
  if v_last.version is null
    or (v_last.title, v_last.body, v_last.url, v_last.answer_type, v_last.choices)
      is distinct from (v_step.title, v_step.body, v_step.url, v_step.answer_type, v_step.choices) then
    insert into app.onboarding_versions (step_id, organization_id, version, title, body, url, answer_type, choices, asks_from)
    values (
      v_step.step_id, v_step.organization_id, v_step.version + 1, v_step.title, v_step.body, v_step.url, v_step.answer_type, v_step.choices,
      -- Nobody agrees to a text unseen.  A question that is only reworded keeps its answers.
      case
        when v_step.kind = 'question' and (v_last.answer_type, v_last.choices) is not distinct from (v_step.answer_type, v_step.choices) then v_last.asks_from
        else v_step.version + 1
      end
    );
    v_step.version := v_step.version + 1;
  end if;
  update app.onboarding_steps as s
  set version = v_step.version, retired_at = null
  where (s.step_id, s.organization_id) = (v_step.step_id, v_step.organization_id);
  return app.remember_answer('publish_onboarding_step', p_key, v_arguments, app.step_answer(p_step_id));
end;
$$;

comment on function private.publish_onboarding_step(uuid, text) is 'Definer: versions are no role''s to write; private.step_to_change authorises.';
grant execute on function private.publish_onboarding_step(uuid, text) to authenticated;

create function api.publish_onboarding_step(step_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.publish_onboarding_step(publish_onboarding_step.step_id, publish_onboarding_step.idempotency_key);
$$;

comment on function api.publish_onboarding_step(uuid, text) is
  'Makes the working copy what clients are asked: a new version if it says something else, and then everybody is asked again; only a reworded question keeps its'
  ' answers.  Brings a retired step back.  Returns {step_id, version, is_changed, retired_at, pending_clients}.  Safe to repeat.';
grant execute on function api.publish_onboarding_step(uuid, text) to authenticated;

-- sql/onboarding/retire_onboarding_step.sql
-- retire_onboarding_step: clients are not asked this any more.
--
-- Room:   onboarding
-- Caller: a member with settings:write
-- Reads:  app.onboarding_steps
-- Writes: app.audit_log, app.client_assignments, app.clients, app.idempotency_keys, app.onboarding_steps
-- Locks:  the idempotency key, the organization's onboarding, the step
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.retire_onboarding_step(p_step_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments constant jsonb := jsonb_build_array(p_step_id);
  v_answer jsonb;
  v_step app.onboarding_steps;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('retire_onboarding_step', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  v_step := private.step_to_change(p_step_id);
  update app.onboarding_steps as s
  set retired_at = app.now()
  where (s.step_id, s.organization_id) = (v_step.step_id, v_step.organization_id) and s.retired_at is null;
  return app.remember_answer('retire_onboarding_step', p_key, v_arguments, app.step_answer(p_step_id));
end;
$$;

comment on function private.retire_onboarding_step(uuid, text) is 'Definer: steps are no role''s to write; private.step_to_change authorises.';
grant execute on function private.retire_onboarding_step(uuid, text) to authenticated;

create function api.retire_onboarding_step(step_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.retire_onboarding_step(retire_onboarding_step.step_id, retire_onboarding_step.idempotency_key);
$$;

comment on function api.retire_onboarding_step(uuid, text) is
  'Asks nobody any more; what was answered and agreed to stays.  Publishing brings the step back.  Returns {step_id, version, is_changed, retired_at, pending_clients}.';
grant execute on function api.retire_onboarding_step(uuid, text) to authenticated;

-- sql/onboarding/my_onboarding.sql
-- my_onboarding: what a practice asks of the signed-in client, and what was answered.
--
-- Room:   onboarding
-- Caller: a client of the organization
-- Reads:  app.clients, app.onboarding_steps, app.onboarding_versions, app.consents, app.intake_answers
-- Raises: PT401 not_signed_in, PT404 not_found
create function app.steps_of_client(p_client app.clients)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'step_id', s.step_id, 'kind', s.kind, 'required', s.required, 'version', s.version,
    'title', v.title, 'body', v.body, 'url', v.url, 'answer_type', v.answer_type, 'choices', v.choices,
    'is_open', s.step_id in (select o.step_id from app.open_steps(p_client.client_id, p_client.organization_id) as o),
    'answer', a.answer, 'answered_at', coalesce(a.answered_at, c.given_at),
    'consent_id', c.consent_id, 'agreed_version', c.version, 'withdrawn_at', c.withdrawn_at
  ) order by s.position, s.created_at, s.step_id), '[]')
  from app.onboarding_steps as s
  join app.onboarding_versions as v on (v.step_id, v.organization_id, v.version) = (s.step_id, s.organization_id, s.version)
  left join lateral (
    select a.answer, a.answered_at from app.intake_answers as a
    where (a.client_id, a.organization_id, a.step_id) = (p_client.client_id, p_client.organization_id, s.step_id)
    order by a.answered_at desc, a.version desc limit 1
  ) as a on true
  left join lateral (
    select c.* from app.consents as c
    where (c.client_id, c.organization_id, c.step_id) = (p_client.client_id, p_client.organization_id, s.step_id)
    order by c.withdrawn_at is null desc, c.version desc, c.given_at desc limit 1
  ) as c on true
  where s.organization_id = p_client.organization_id and s.retired_at is null;
$$;

comment on function app.steps_of_client(app.clients) is
  'Every published step with the client''s newest answer, or the standing or else last consent.  Internal: authorises nobody.';

create function private.my_onboarding(p_organization_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_client app.clients;
begin
  perform app.sign_in_required();
  select c.* into v_client
  from app.clients as c
  where c.client_id = any (private.my_client_ids()) and c.organization_id = p_organization_id;
  if not found then
    perform app.fail('not_found', 'You are not a client there.', 'Become a client on the practice''s page first.');
  end if;
  return jsonb_build_object('client_id', v_client.client_id, 'status', v_client.onboarding_status, 'steps', app.steps_of_client(v_client));
end;
$$;

comment on function private.my_onboarding(uuid) is 'Definer: clients see of the steps what was published.  Speaks of the caller only.';
grant execute on function private.my_onboarding(uuid) to authenticated;

create function api.my_onboarding(organization_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select private.my_onboarding(my_onboarding.organization_id);
$$;

comment on function api.my_onboarding(uuid) is
  'What the practice asks of the signed-in client: {client_id, status: pending or complete, steps[{step_id, kind, required, version, title, body, url, answer_type, choices,'
  ' is_open, answer, answered_at, consent_id, agreed_version, withdrawn_at}]}.';
grant execute on function api.my_onboarding(uuid) to authenticated;

-- sql/onboarding/answer_fits.sql
-- answer_fits: what counts as an answer to a step, and what comes of it.
--
-- Room:  onboarding
-- Reads: app.clients, app.onboarding_steps
create function app.answer_fits(p_answer jsonb, p_answer_type text, p_choices text[])
returns boolean
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_text text := p_answer #>> '{}';
begin
  return coalesce(case p_answer_type
    when 'short_text' then jsonb_typeof(p_answer) = 'string' and app.is_short_text(v_text, 200)
    when 'long_text' then jsonb_typeof(p_answer) = 'string' and app.is_short_text(v_text, 5000)
    when 'yes_no' then jsonb_typeof(p_answer) = 'boolean'
    when 'choice' then jsonb_typeof(p_answer) = 'string' and v_text = any (p_choices)
    when 'number' then jsonb_typeof(p_answer) = 'number' and length(v_text) <= 20
    when 'date' then jsonb_typeof(p_answer) = 'string' and v_text ~ '^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$' and v_text::date is not null
    else p_answer = 'true'
  end, false);
exception when datetime_field_overflow then
  return false;
end;
$$;

comment on function app.answer_fits(jsonb, text, text[]) is 'Whether an answer is of the kind that the question wants; to a consent or document the only one is true.';

create function app.onboarding_answer(p_client_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'client_id', c.client_id, 'status', c.onboarding_status,
    'open_steps', (select count(*) filter (where s.required) from app.open_steps(c.client_id, c.organization_id) as s)
  )
  from app.clients as c
  where c.client_id = p_client_id;
$$;

comment on function app.onboarding_answer(uuid) is 'What the verbs by which a client answers return; open_steps counts the required ones.';

-- sql/onboarding/answer_onboarding_step.sql
-- answer_onboarding_step: a client agrees, accepts or answers.
--
-- Room:   onboarding
-- Caller: a client of the organization
-- Reads:  app.clients, app.onboarding_steps, app.onboarding_versions
-- Writes: app.audit_log, app.client_assignments, app.clients, app.consents, app.idempotency_keys, app.intake_answers
-- Locks:  the idempotency key, the organization's onboarding, the client
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.answer_onboarding_step(p_step_id uuid, p_version integer, p_answer jsonb, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments constant jsonb := jsonb_build_array(p_step_id, p_version, p_answer);
  v_answer jsonb;
  v_client_id uuid;
  v_step app.onboarding_steps;
  v_asked app.onboarding_versions;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('answer_onboarding_step', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  select c.client_id, c.organization_id into v_client_id, v_step.organization_id
  from app.clients as c
  join app.onboarding_steps as s on s.organization_id = c.organization_id and s.step_id = p_step_id and s.version > 0
  where c.client_id = any (private.my_client_ids());
  if not found then
    perform app.fail('not_found', 'No such step for you.', 'Reload the page.');
  end if;
  perform app.lock_onboarding(v_step.organization_id, false);
  perform app.lock_client(v_client_id, v_step.organization_id);
  select s.* into v_step from app.onboarding_steps as s where s.step_id = p_step_id;
  if v_step.version <> coalesce(p_version, v_step.version - 1) or v_step.retired_at is not null then
    perform app.fail('illegal_transition', 'The practice has changed this step meanwhile.', 'Reload the page and read it again.');
  end if;
  select v.* into v_asked from app.onboarding_versions as v where (v.step_id, v.version) = (p_step_id, p_version);
  if not app.answer_fits(p_answer, v_asked.answer_type, v_asked.choices) then
    perform app.fail('invalid_argument', 'This is no answer to the step.', 'Agree with true; answer a question in the form that it asks for.');
  end if;
  if v_step.kind = 'question' then
    insert into app.intake_answers (organization_id, client_id, step_id, version, answer)
    values (v_step.organization_id, v_client_id, p_step_id, p_version, p_answer);
  else
    -- Agreeing twice is agreeing once.
    insert into app.consents (organization_id, client_id, step_id, version)
    values (v_step.organization_id, v_client_id, p_step_id, p_version)
    on conflict do nothing;
  end if;
  return app.remember_answer('answer_onboarding_step', p_key, v_arguments, app.onboarding_answer(v_client_id));
end;
$$;

comment on function private.answer_onboarding_step(uuid, integer, jsonb, text) is 'Definer: answers are no role''s to write.  See api.answer_onboarding_step.';
grant execute on function private.answer_onboarding_step(uuid, integer, jsonb, text) to authenticated;

create function api.answer_onboarding_step(step_id uuid, version integer, answer jsonb, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.answer_onboarding_step(
    answer_onboarding_step.step_id, answer_onboarding_step.version, answer_onboarding_step.answer, answer_onboarding_step.idempotency_key
  );
$$;

comment on function api.answer_onboarding_step(uuid, integer, jsonb, text) is
  'Agrees to a consent or document (answer: true) or answers a question: text, true or false, a number, a choice, a date as YYYY-MM-DD.  version: the one that was read.'
  '  Returns {client_id, status, open_steps}.';
grant execute on function api.answer_onboarding_step(uuid, integer, jsonb, text) to authenticated;

-- sql/onboarding/withdraw_consent.sql
-- withdraw_consent: a client does not agree any more.
--
-- Room:   onboarding
-- Caller: the client who agreed
-- Reads:  app.consents, app.onboarding_steps
-- Writes: app.audit_log, app.client_assignments, app.clients, app.consents, app.idempotency_keys
-- Locks:  the idempotency key, the organization's onboarding, the client, the consent
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.withdraw_consent(p_consent_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments constant jsonb := jsonb_build_array(p_consent_id);
  v_answer jsonb;
  v_consent app.consents;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('withdraw_consent', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  select c.* into v_consent from app.consents as c where c.consent_id = p_consent_id and c.client_id = any (private.my_client_ids());
  if not found then
    perform app.fail('not_found', 'No such consent of yours.', 'Reload the page.');
  end if;
  if exists (select from app.onboarding_steps as s where s.step_id = v_consent.step_id and s.kind = 'document') then
    perform app.fail('illegal_transition', 'That a document was accepted cannot be undone.', 'Write to the practice if you no longer agree with it.');
  end if;
  perform app.lock_onboarding(v_consent.organization_id, false);
  perform app.lock_client(v_consent.client_id, v_consent.organization_id);
  update app.consents as c
  set withdrawn_at = greatest(c.given_at, app.now()), withdrawn_by = app.actor()
  where (c.consent_id, c.organization_id) = (v_consent.consent_id, v_consent.organization_id) and c.withdrawn_at is null;
  return app.remember_answer('withdraw_consent', p_key, v_arguments, app.onboarding_answer(v_consent.client_id));
end;
$$;

comment on function private.withdraw_consent(uuid, text) is 'Definer: consents are no role''s to write; only the own one.';
grant execute on function private.withdraw_consent(uuid, text) to authenticated;

create function api.withdraw_consent(consent_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.withdraw_consent(withdraw_consent.consent_id, withdraw_consent.idempotency_key);
$$;

comment on function api.withdraw_consent(uuid, text) is
  'Withdraws the caller''s own consent; the record of it stays, with when it ended, and the step is open again.  Returns {client_id, status, open_steps}.  Safe to repeat.';
grant execute on function api.withdraw_consent(uuid, text) to authenticated;

-- sql/onboarding/client_onboarding.sql
-- client_onboarding: what a client answered, for those who care for the client.
--
-- Room:   onboarding
-- Caller: a member with clients:manage, or the practitioner who cares for the client
-- Reads:  app.clients, app.client_assignments, app.onboarding_steps, app.onboarding_versions, app.consents, app.intake_answers
-- Writes: app.audit_log
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.client_onboarding(p_client_id uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_client app.clients;
begin
  perform app.sign_in_required();
  select c.* into v_client from app.clients as c where c.client_id = p_client_id and c.organization_id = any (private.organizations_where('members:read'));
  if not found then
    perform app.fail('not_found', 'No such client in your organization.', 'Choose one from your list.');
  end if;
  if not exists (
    select from app.client_assignments as a
    where (a.client_id, a.organization_id) = (v_client.client_id, v_client.organization_id) and a.ended_at is null
      and a.practitioner_id = any (private.my_practitioner_ids('sessions:read'))
  ) then
    perform private.permission_required(v_client.organization_id, 'clients:manage');
  end if;
  perform app.record(v_client.organization_id, 'intake.read', v_client.client_id::text);
  return jsonb_build_object(
    'client_id', v_client.client_id, 'has_account', v_client.user_id is not null, 'status', v_client.onboarding_status,
    'steps', app.steps_of_client(v_client)
  );
end;
$$;

comment on function private.client_onboarding(uuid) is 'Definer: answers are health information, which members read by this function only; it records who looked.';
grant execute on function private.client_onboarding(uuid) to authenticated;

create function api.client_onboarding(client_id uuid)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.client_onboarding(client_onboarding.client_id);
$$;

comment on function api.client_onboarding(uuid) is
  'A client''s onboarding with the answers, as my_onboarding has it, and has_account.  Each call is recorded in the audit log as intake.read.';
grant execute on function api.client_onboarding(uuid) to authenticated;

-- sql/onboarding/join_organization.sql
-- join_organization: somebody with an account becomes a client of a practice (CP-6.1 to 6.7).
--
-- Room:   onboarding
-- Caller: any signed-in user whose address Auth has confirmed
-- Reads:  app.organizations, app.practitioners, app.clients, app.client_assignments
-- Writes: app.audit_log, app.client_assignments, app.clients, app.idempotency_keys, app.outbox_events
-- Locks:  the idempotency key, the practitioner, the client
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT409 practitioner_full,
--         PT422 consent_required, PT422 not_accepting_clients, PT422 idempotency_mismatch
create function private.join_organization(p_slug text, p_details jsonb, p_practitioner_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments constant jsonb := jsonb_build_array(p_slug, p_details, p_practitioner_id);
  v_answer jsonb := app.recall_answer('join_organization', p_key, v_arguments);
  v_organization app.organizations;
  v_email text := app.confirmed_email();
  v_client_id uuid;
  v_present uuid;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  select o.* into v_organization from app.organizations as o where o.slug = p_slug and o.suspended_at is null;
  if not found then
    perform app.fail('not_found', 'No such practice.', 'Check the address of the page.');
  end if;
  if v_email is null then
    perform app.fail('not_allowed', 'Your e-mail address is not confirmed yet.', 'Open the link in the mail that was sent to you, then try again.');
  end if;
  if p_practitioner_id is not null then
    perform app.lock_practitioner(p_practitioner_id);
    if not exists (
      select from app.practitioners as p
      where (p.practitioner_id, p.organization_id) = (p_practitioner_id, v_organization.organization_id) and p.published and p.archived_at is null
    ) then
      perform app.fail('not_found', 'No such practitioner in this practice.', 'Choose another practitioner, or none.');
    end if;
  end if;
  v_client_id := app.joined_client(
    v_organization.organization_id, app.client_details(p_details || jsonb_build_object('email', v_email), v_organization.time_zone), v_user_id
  );
  select a.practitioner_id into v_present
  from app.client_assignments as a
  where (a.client_id, a.organization_id) = (v_client_id, v_organization.organization_id) and a.ended_at is null;
  if v_present <> p_practitioner_id then
    perform app.fail('illegal_transition', 'You are in the care of another practitioner of this practice.', 'Ask the practice if you would like to change.');
  end if;
  if p_practitioner_id is not null then
    begin
      perform app.take_client_place(v_client_id, p_practitioner_id, v_organization.organization_id, null);
    exception when sqlstate 'PT409' then
      perform app.fail(
        'practitioner_full', 'This practitioner has no free place at present.', 'Choose another practitioner, or none: the practice then finds somebody for you.'
      );
    end;
  end if;
  return app.remember_answer('join_organization', p_key, v_arguments, app.onboarding_answer(v_client_id) || jsonb_build_object(
    'organization_id', v_organization.organization_id, 'practitioner_id', coalesce(p_practitioner_id, v_present)
  ));
end;
$$;

comment on function private.join_organization(text, jsonb, uuid, text) is 'Definer: clients and assignments are no role''s to write.  See api.join_organization.';
grant execute on function private.join_organization(text, jsonb, uuid, text) to authenticated;

create function api.join_organization(organization_slug text, details jsonb, practitioner_id uuid default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.join_organization(
    join_organization.organization_slug, join_organization.details, join_organization.practitioner_id, join_organization.idempotency_key
  );
$$;

comment on function api.join_organization(text, jsonb, uuid, text) is
  'Makes the signed-in user a client with details {name, phone, consent, time_zone, locale} and the account''s address, cared for by practitioner_id if there is a free'
  ' place, else refused; null: an admin assigns somebody.  Returns {client_id, status, open_steps, organization_id, practitioner_id}.  Safe to repeat.';
grant execute on function api.join_organization(text, jsonb, uuid, text) to authenticated;

-- sql/onboarding/check_onboarding.sql
-- check_onboarding: some services are for those who have answered what the practice asks of new clients.
--
-- Room:   onboarding
-- Reads:  app.clients, app.onboarding_steps
-- Raises: PT422 onboarding_required
create function app.check_onboarding(p_offering app.offering)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_client app.clients;
begin
  -- Members book for whom they know, on paper or on the phone.
  if not p_offering.requires_onboarding or p_offering.standing <> 'public' then
    return;
  end if;
  select c.* into v_client
  from app.clients as c
  where (c.user_id, c.organization_id) = ((select auth.uid()), p_offering.organization_id) and c.archived_at is null;
  if not found then
    perform app.fail(
      'onboarding_required', 'This service is for clients of the practice.',
      case when (select auth.uid()) is null then 'Create an account or sign in, become a client on the practice''s page, then book.'
        else 'Become a client on the practice''s page, then book.' end
    );
  end if;
  if app.onboarding_is_open(v_client.client_id, v_client.organization_id) then
    perform app.fail(
      'onboarding_required', 'The practice asks you for something before you book this service.', 'Answer what is open in your first steps there, then book.'
    );
  end if;
end;
$$;

comment on function app.check_onboarding(app.offering) is
  'Raises PT422 onboarding_required unless the service demands nothing, the caller works there, or is a client with nothing required left to answer.';


-- supervision: who looks over whose shoulder
-- sql/supervision/supervisions.sql
-- supervisions: who looks over whose shoulder.
--
-- Room: supervision
-- Owns: app.supervisions
create table app.supervisions (
  supervision_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  supervisor_id uuid not null,
  practitioner_id uuid not null,
  may_read_notes boolean not null default false,
  since timestamptz not null default app.now(),
  ended_at timestamptz,

  constraint supervisions_pkey primary key (supervision_id, organization_id),
  constraint supervisions_name_a_supervisor foreign key (supervisor_id, organization_id)
  references app.members (member_id, organization_id) on delete restrict,
  constraint supervisions_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete restrict,
  constraint supervisions_end_after_they_began check (ended_at >= since)
);

comment on table app.supervisions is
  'A supervisor, who is a member, reads the bookings and clients of a practitioner, and changes nothing.  Ended ones are the history: a change of may_read_notes'
  ' ends one and begins another.';
comment on column app.supervisions.may_read_notes is 'Whether the supervisor reads the practitioner''s notes as well.';

create unique index supervisions_open_once on app.supervisions (supervisor_id, practitioner_id, organization_id) where ended_at is null;
create index supervisions_by_practitioner on app.supervisions (practitioner_id, organization_id);
create index supervisions_by_organization on app.supervisions (organization_id);

create trigger _900_audit after insert or update or delete on app.supervisions
for each row execute function private.audit_row('supervision', 'supervision_id');

alter table app.supervisions enable row level security;
-- Nobody is supervised without knowing: both see it, and the admins.  The subquery is under the policies of members.
create policy supervisions_select_by_party on app.supervisions for select to authenticated
using (
  organization_id = any ((select private.organizations_where('members:write'))::uuid[])
  or practitioner_id = any ((select private.my_practitioner_ids('members:read'))::uuid[])
  or supervisor_id in (select m.member_id from app.members as m where m.user_id = (select auth.uid()) and m.suspended_at is null)
);
grant select on app.supervisions to authenticated;

-- sql/supervision/supervised_practitioner_ids.sql
-- supervised_practitioner_ids: whose bookings the caller reads as their supervisor, and as anybody.
--
-- Room:  supervision
-- Reads: app.supervisions, app.members, app.organization_permissions, app.role_permissions
create function private.supervised_practitioner_ids(p_notes boolean)
returns uuid[]
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select coalesce(array_agg(s.practitioner_id), '{}')
    from app.members as m
    join app.supervisions as s on (s.supervisor_id, s.organization_id) = (m.member_id, m.organization_id)
    where m.user_id = (select auth.uid())
      and m.suspended_at is null
      and s.ended_at is null
      and (s.may_read_notes or not p_notes)
      and app.role_may(m.organization_id, m.role, 'sessions:read')
  );
end;
$$;

comment on function private.supervised_practitioner_ids(boolean) is
  'The practitioners whom the signed-in user supervises now; p_notes: only those whose notes the user may read.  Never to change anything.'
  '  Definer, since policies ask it; speaks of the caller only.';
grant execute on function private.supervised_practitioner_ids(boolean) to authenticated, service_role;

create function private.readable_practitioner_ids()
returns uuid[]
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return private.my_practitioner_ids('sessions:read') || private.supervised_practitioner_ids(false);
end;
$$;

comment on function private.readable_practitioner_ids() is
  'The practitioners whose bookings the signed-in user reads: the own profiles, and those supervised.  Definer, since policies ask it; speaks of the caller only.';
grant execute on function private.readable_practitioner_ids() to authenticated, service_role;

-- sql/supervision/views.sql
-- views: supervisions as the Data API shows them.
--
-- Room:  supervision
-- Reads: app.supervisions, app.members, app.practitioners
create view api.supervisions with (security_invoker = true) as
select
  s.supervision_id, s.organization_id, s.supervisor_id, m.display_name as supervisor_name,
  s.practitioner_id, p.display_name as practitioner_name, s.may_read_notes, s.since, s.ended_at
from app.supervisions as s
left join app.members as m on (m.member_id, m.organization_id) = (s.supervisor_id, s.organization_id)
left join app.practitioners as p on (p.practitioner_id, p.organization_id) = (s.practitioner_id, s.organization_id);

comment on view api.supervisions is 'Who supervises whom, and who did: for both of them and for those with members:write.';
grant select on api.supervisions to authenticated;

-- sql/supervision/begin_supervision.sql
-- begin_supervision: a member may read a practitioner's bookings, and notes if so decided.
--
-- Room:   supervision
-- Caller: a member with members:write
-- Reads:  app.members, app.practitioners
-- Writes: app.audit_log, app.idempotency_keys, app.supervisions
-- Locks:  the idempotency key, the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function app.supervision_answer(p_supervision app.supervisions)
returns jsonb
language sql
immutable
security invoker
return to_jsonb(p_supervision);

comment on function app.supervision_answer(app.supervisions) is
  '{supervision_id, organization_id, supervisor_id, practitioner_id, may_read_notes, since, ended_at}.';

create function private.begin_supervision(p_supervisor_id uuid, p_practitioner_id uuid, p_may_read_notes boolean, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_supervisor_id, p_practitioner_id, p_may_read_notes);
  v_answer jsonb := app.recall_answer('begin_supervision', p_key, v_arguments);
  v_supervisor app.members;
  v_practitioner app.practitioners;
  v_supervision app.supervisions;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  select p.* into v_practitioner
  from app.practitioners as p
  where p.practitioner_id = p_practitioner_id and p.archived_at is null and p.organization_id = any (private.organizations_where('members:read'));
  select m.* into v_supervisor
  from app.members as m
  where (m.member_id, m.organization_id) = (p_supervisor_id, v_practitioner.organization_id) and m.suspended_at is null;
  if v_supervisor.member_id is null then
    perform app.fail('not_found', 'No such active member and practitioner in your organization.', 'Choose both from your lists.');
  end if;
  perform private.permission_required(v_practitioner.organization_id, 'members:write');
  if v_practitioner.member_id = p_supervisor_id then
    perform app.fail('invalid_argument', 'Nobody supervises themselves.', 'Choose another supervisor.');
  end if;

  perform app.lock_practitioner(p_practitioner_id);
  select s.* into v_supervision
  from app.supervisions as s
  where (s.supervisor_id, s.practitioner_id) = (p_supervisor_id, p_practitioner_id) and s.ended_at is null;
  -- Asking twice is no error: the second call finds the state already reached.
  if v_supervision.supervision_id is null or v_supervision.may_read_notes <> p_may_read_notes then
    update app.supervisions as s set ended_at = greatest(s.since, app.now()) where s.supervision_id = v_supervision.supervision_id;
    insert into app.supervisions (organization_id, supervisor_id, practitioner_id, may_read_notes)
    values (v_practitioner.organization_id, p_supervisor_id, p_practitioner_id, p_may_read_notes)
    returning * into v_supervision;
  end if;
  return app.remember_answer('begin_supervision', p_key, v_arguments, app.supervision_answer(v_supervision));
end;
$$;

comment on function private.begin_supervision(uuid, uuid, boolean, text) is 'Definer: supervisions are no role''s to write.  See api.begin_supervision.';
grant execute on function private.begin_supervision(uuid, uuid, boolean, text) to authenticated;

create function api.begin_supervision(supervisor_id uuid, practitioner_id uuid, may_read_notes boolean default false, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.begin_supervision(
    begin_supervision.supervisor_id, begin_supervision.practitioner_id, coalesce(begin_supervision.may_read_notes, false), begin_supervision.idempotency_key
  );
$$;

comment on function api.begin_supervision(uuid, uuid, boolean, text) is
  'Lets a member read the bookings and clients of a practitioner of the same organization, and the notes if may_read_notes; asked again with another'
  ' may_read_notes, it ends the one and begins the other.  Returns {supervision_id, organization_id, supervisor_id, practitioner_id, may_read_notes, since, ended_at}.'
  '  Safe to repeat.';
grant execute on function api.begin_supervision(uuid, uuid, boolean, text) to authenticated;

-- sql/supervision/end_supervision.sql
-- end_supervision: a supervisor reads no more.
--
-- Room:   supervision
-- Caller: a member with members:write
-- Reads:  app.members
-- Writes: app.audit_log, app.idempotency_keys, app.supervisions
-- Locks:  the idempotency key, the supervision
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.end_supervision(p_supervision_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_supervision_id);
  v_answer jsonb := app.recall_answer('end_supervision', p_key, v_arguments);
  v_supervision app.supervisions;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  select s.* into v_supervision
  from app.supervisions as s
  where s.supervision_id = p_supervision_id and s.organization_id = any (private.organizations_where('members:read'));
  if not found then
    perform app.fail('not_found', format('No supervision %s that you may see.', p_supervision_id), 'Check which account you are signed in with.');
  end if;
  perform private.permission_required(v_supervision.organization_id, 'members:write');
  -- Asking twice is no error: the second call finds the state already reached.
  update app.supervisions as s
  set ended_at = greatest(s.since, app.now())
  where s.supervision_id = p_supervision_id and s.ended_at is null;
  select s.* into v_supervision from app.supervisions as s where s.supervision_id = p_supervision_id;
  return app.remember_answer('end_supervision', p_key, v_arguments, app.supervision_answer(v_supervision));
end;
$$;

comment on function private.end_supervision(uuid, text) is 'Definer: supervisions are no role''s to write.  See api.end_supervision.';
grant execute on function private.end_supervision(uuid, text) to authenticated;

create function api.end_supervision(supervision_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.end_supervision(end_supervision.supervision_id, end_supervision.idempotency_key);
$$;

comment on function api.end_supervision(uuid, text) is
  'Ends a supervision at once; it stays as history.  Returns {supervision_id, organization_id, supervisor_id, practitioner_id, may_read_notes, since, ended_at}.'
  '  Safe to repeat.';
grant execute on function api.end_supervision(uuid, text) to authenticated;


-- availability: rules, exceptions, claims, slots
-- sql/availability/availability_rules.sql
-- availability_rules: the weekly hours.
--
-- Room: availability
-- Owns: app.availability_rules
create table app.availability_rules (
  rule_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  practitioner_id uuid not null,
  weekday smallint not null,
  starts_local time not null,
  ends_local time not null,
  valid_from date,
  valid_until date,
  capacity integer,
  created_at timestamptz not null default app.now(),

  constraint availability_rules_pkey primary key (rule_id, organization_id),
  constraint availability_rules_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade,
  constraint availability_rules_weekday_is_iso_8601 check (weekday between 1 and 7),
  constraint availability_rules_start_before_end check (starts_local < ends_local),
  constraint availability_rules_keep_whole_minutes check (
    extract(second from starts_local) = 0 and extract(second from ends_local) = 0
  ),
  constraint availability_rules_valid_from_before_until check (valid_from <= valid_until),
  constraint availability_rules_capacity_is_positive check (capacity > 0),
  -- The guard trigger says this in words; the constraint holds it.
  constraint availability_rules_never_overlap exclude using gist (
    organization_id with =, practitioner_id with =, weekday with =,
    int4range((extract(epoch from starts_local) / 60)::integer, (extract(epoch from ends_local) / 60)::integer) with &&,
    daterange(valid_from, valid_until, '[]') with &&
  )
);

comment on table app.availability_rules is
  'Weekly hours in the practitioner''s time zone.  Wall time: they stay where they are on the clock when daylight saving begins or ends.';
comment on column app.availability_rules.weekday is 'ISO 8601: 1 is Monday, 7 is Sunday.';
comment on column app.availability_rules.ends_local is 'Exclusive; 24:00 is the end of the day.';
comment on column app.availability_rules.capacity is 'At most so many seats of one slot within these hours, whatever the service has; null: as the service.';

create index availability_rules_by_practitioner on app.availability_rules (practitioner_id, weekday);

create trigger _900_audit after insert or update or delete on app.availability_rules
for each row execute function private.audit_row('availability_rule', 'rule_id');

alter table app.availability_rules enable row level security;

-- sql/availability/availability_exceptions.sql
-- availability_exceptions: time off, and extra hours.
--
-- Room: availability
-- Owns: app.availability_exceptions
create table app.availability_exceptions (
  exception_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  practitioner_id uuid not null,
  kind text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  capacity integer,
  reason text not null default '',
  created_at timestamptz not null default app.now(),

  constraint availability_exceptions_pkey primary key (exception_id, organization_id),
  constraint availability_exceptions_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade,
  constraint availability_exceptions_are_time_off_or_extra_hours check (kind in ('time_off', 'extra_hours')),
  constraint availability_exceptions_start_before_end check (starts_at < ends_at),
  constraint availability_exceptions_keep_whole_minutes check (
    extract(second from starts_at at time zone 'UTC') = 0 and extract(second from ends_at at time zone 'UTC') = 0
  ),
  constraint availability_exceptions_extra_hours_last_a_day_at_most check (kind = 'time_off' or ends_at - starts_at <= interval '24 hours'),
  constraint availability_exceptions_capacity_is_positive check (capacity > 0),
  constraint availability_exceptions_reason_is_short check (length(reason) <= 500)
);

comment on table app.availability_exceptions is 'time_off takes hours away, extra_hours adds some; where both speak, time off wins.';
comment on column app.availability_exceptions.reason is 'For members only; never shown to clients.';

create index availability_exceptions_by_span on app.availability_exceptions
using gist (practitioner_id, tstzrange(starts_at, ends_at));

create trigger _900_audit after insert or update or delete on app.availability_exceptions
for each row execute function private.audit_row('availability_exception', 'exception_id');

alter table app.availability_exceptions enable row level security;

-- sql/availability/guard_rules.sql
-- guard_rules: two rules never overlap, and say so in words.
--
-- Room:   availability
-- Reads:  app.availability_rules
-- Locks:  the practitioner
-- Raises: PT409 rule_overlaps
create function private.guard_rule_overlap()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_other app.availability_rules;
begin
  -- This runs before the policies refuse strangers, and must tell them nothing.
  if current_setting('role', true) <> 'none'
    and new.practitioner_id <> all (private.my_practitioner_ids('availability:write'))
    and new.organization_id <> all (private.organizations_where('sessions:manage')) then
    return new;
  end if;
  if new.valid_from > new.valid_until then
    return new; -- The table's own check says so.
  end if;
  perform app.lock_practitioner(new.practitioner_id);
  select r.* into v_other
  from app.availability_rules as r
  where (r.organization_id, r.practitioner_id, r.weekday) = (new.organization_id, new.practitioner_id, new.weekday)
    and r.rule_id <> new.rule_id
    and r.starts_local < new.ends_local and new.starts_local < r.ends_local
    and daterange(r.valid_from, r.valid_until, '[]') && daterange(new.valid_from, new.valid_until, '[]')
  limit 1;
  if found then
    perform app.fail(
      'rule_overlaps',
      format(
        'These hours overlap the ones from %s to %s on the same day.',
        to_char(v_other.starts_local, 'HH24:MI'), to_char(v_other.ends_local, 'HH24:MI')
      ),
      'Change those, or choose hours beside them.'
    );
  end if;
  return new;
end;
$$;

comment on function private.guard_rule_overlap() is
  'Trigger.  Definer, since a rule must not overlap one that the writer may not see.  The constraint availability_rules_never_overlap holds without it.';

create trigger _100_guard before insert or update on app.availability_rules
for each row execute function private.guard_rule_overlap();

-- sql/availability/policies.sql
-- policies: members see their organization's hours; a practitioner changes the own, an admin all.
--
-- Room: availability
create policy availability_rules_select_by_member on app.availability_rules for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
create policy availability_rules_insert_by_admin_or_self on app.availability_rules for insert to authenticated
with check (
  practitioner_id = any ((select private.my_practitioner_ids('availability:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
);
create policy availability_rules_update_by_admin_or_self on app.availability_rules for update to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('availability:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
)
with check (
  practitioner_id = any ((select private.my_practitioner_ids('availability:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
);
create policy availability_rules_delete_by_admin_or_self on app.availability_rules for delete to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('availability:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
);

create policy availability_exceptions_select_by_member on app.availability_exceptions for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
create policy availability_exceptions_insert_by_admin_or_self on app.availability_exceptions for insert to authenticated
with check (
  practitioner_id = any ((select private.my_practitioner_ids('availability:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
);
create policy availability_exceptions_update_by_admin_or_self on app.availability_exceptions for update to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('availability:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
)
with check (
  practitioner_id = any ((select private.my_practitioner_ids('availability:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
);
create policy availability_exceptions_delete_by_admin_or_self on app.availability_exceptions for delete to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('availability:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
);

-- sql/availability/views.sql
-- views: weekly hours and exceptions as the Data API shows them.
--
-- Room:  availability
-- Reads: app.availability_rules, app.availability_exceptions
create view api.availability_rules with (security_invoker = true) as
select
  r.rule_id, r.organization_id, r.practitioner_id, r.weekday, r.starts_local, r.ends_local, r.valid_from, r.valid_until, r.capacity
from app.availability_rules as r;

comment on view api.availability_rules is
  'Weekly hours, in the practitioner''s wall time; weekday 1 is Monday.  Written by the practitioner and admins.  A change that would strand bookings is'
  ' refused with rule_in_use, which names them.';
grant select on app.availability_rules, api.availability_rules to authenticated, service_role;
grant
insert (organization_id, practitioner_id, weekday, starts_local, ends_local, valid_from, valid_until, capacity),
update (weekday, starts_local, ends_local, valid_from, valid_until, capacity),
delete on app.availability_rules, api.availability_rules to authenticated;

create view api.availability_exceptions with (security_invoker = true) as
select e.exception_id, e.organization_id, e.practitioner_id, e.kind, e.starts_at, e.ends_at, e.capacity, e.reason
from app.availability_exceptions as e;

comment on view api.availability_exceptions is
  'Time off and extra hours.  Written by the practitioner and admins.  A change that would strand bookings is refused with rule_in_use, which names them.';
grant select on app.availability_exceptions, api.availability_exceptions to authenticated, service_role;
grant
insert (organization_id, practitioner_id, kind, starts_at, ends_at, capacity, reason),
update (kind, starts_at, ends_at, capacity, reason),
delete on app.availability_exceptions, api.availability_exceptions to authenticated;

-- sql/availability/practitioner_missing.sql
-- practitioner_missing: what a profile lacks before clients can book with it.
--
-- Room:  availability
-- Reads: app.practitioner_services, app.services, app.availability_rules, app.availability_exceptions, app.places, app.specialties,
--        app.practitioner_specialties
create function app.practitioner_missing(p_practitioner app.practitioners)
returns text[]
language sql
stable
security invoker
set search_path = ''
as $$
  with offered as (
    select s.location_kind from app.practitioner_services as ps
    join app.services as s on (s.service_id, s.organization_id) = (ps.service_id, ps.organization_id)
    where (ps.practitioner_id, ps.organization_id) = (p_practitioner.practitioner_id, p_practitioner.organization_id)
      and ps.active and s.archived_at is null
  )
  select array_remove(array[
    case when not exists (select from offered) then 'services' end,
    case when not exists (
      select from app.availability_rules as r
      where r.practitioner_id = p_practitioner.practitioner_id
        and (r.valid_until is null or r.valid_until >= (app.now() at time zone p_practitioner.time_zone)::date)
      union all
      select from app.availability_exceptions as e
      where e.practitioner_id = p_practitioner.practitioner_id and e.kind = 'extra_hours' and tstzrange(e.starts_at, e.ends_at) && tstzrange(app.now(), null)
    ) then 'hours' end,
    case when btrim(p_practitioner.location) = '' and exists (select from offered as o where o.location_kind = 'in_person') and not exists (
      select from app.places as a where a.practitioner_id = p_practitioner.practitioner_id and a.address is not null
    ) then 'location' end
  ], null);
$$;

comment on function app.practitioner_missing(app.practitioners) is
  'Of services (none is offered), hours (none are to come) and location (in person, but neither in words nor an address) those that are missing.  As the caller sees it.';
grant execute on function app.practitioner_missing(app.practitioners) to authenticated, service_role;

create function app.practitioner_advised(p_practitioner app.practitioners)
returns text[]
language sql
stable
security invoker
set search_path = ''
as $$
  select array_remove(array[
    case when btrim(p_practitioner.bio) = '' then 'bio' end,
    case when p_practitioner.languages = '{}' then 'languages' end,
    case when exists (select from app.specialties as s where s.organization_id = p_practitioner.organization_id) and not exists (
      select from app.practitioner_specialties as ps
      where (ps.practitioner_id, ps.organization_id) = (p_practitioner.practitioner_id, p_practitioner.organization_id)
    ) then 'specialties' end
  ], null);
$$;

comment on function app.practitioner_advised(app.practitioners) is 'Of bio, languages and specialties those that would help clients to choose, and are empty.';
grant execute on function app.practitioner_advised(app.practitioners) to authenticated, service_role;

-- sql/availability/guard_publishing.sql
-- guard_publishing: nobody publishes a suspended member; one's own profile is published once complete, where admins have not kept that (DR-1.2, DR-7.1).
--
-- Room:   availability
-- Reads:  app.organizations, app.members
-- Raises: PT403 not_allowed, PT409 illegal_transition
create function app.guard_publishing()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_missing text[];
begin
  if exists (
    select from app.members as m
    where (m.member_id, m.organization_id) = (new.member_id, new.organization_id) and m.suspended_at is not null
  ) then
    perform app.fail('illegal_transition', 'This member is suspended, and whoever is suspended is not offered to clients.', 'Reactivate the member first.');
  end if;
  if auth.uid() is null or new.organization_id = any (private.organizations_where('settings:write')) then
    return new;
  end if;
  if (select o.approve_practitioners from app.organizations as o where o.organization_id = new.organization_id) then
    perform app.fail('not_allowed', 'In this organization an admin publishes profiles.', 'Ask an admin of your organization.');
  end if;
  v_missing := app.practitioner_missing(new);
  if v_missing <> '{}' then
    perform app.fail(
      'illegal_transition', format('The profile is not complete: %s.', array_to_string(v_missing, ', ')), 'Complete it, or ask an admin to publish it as it is.'
    );
  end if;
  return new;
end;
$$;

comment on function app.guard_publishing() is 'Trigger: nobody publishes a suspended member; whoever is no admin publishes a complete profile only, and none where the organization approves them.';

create trigger _100_guard_publishing before update of published on app.practitioners
for each row when (new.published and not old.published) execute function app.guard_publishing();

create trigger _100_guard_publishing_at_once before insert on app.practitioners
for each row when (new.published) execute function app.guard_publishing();

-- sql/availability/practitioner_readiness.sql
-- practitioner_readiness: which profiles can be published, and what the others lack.
--
-- Room:  availability
-- Reads: app.practitioners, app.organizations
create view api.practitioner_readiness with (security_invoker = true) as
select
  p.practitioner_id, p.organization_id, p.member_id, p.slug, p.display_name, p.published, p.created_at,
  app.practitioner_missing(p) as missing, app.practitioner_advised(p) as advised, o.approve_practitioners
from app.practitioners as p
join app.organizations as o on p.organization_id = o.organization_id
where p.archived_at is null
  and p.organization_id = any ((select private.organizations_where('members:read'))::uuid[]);

comment on view api.practitioner_readiness is
  'The profiles of the caller''s organizations.  missing: services, hours, location; while it is not empty, and where approve_practitioners is set, only an admin'
  ' publishes (practitioners.published).  advised: bio, languages, specialties.';
grant select on api.practitioner_readiness to authenticated, service_role;

-- sql/availability/slot_claims.sql
-- slot_claims: every occupation of a practitioner's time, whether a hold, a booking or a practice room.
--
-- Room: availability
-- Owns: app.slot_claims
create function app.slot_key(p_service_number integer, p_slot tstzrange)
returns bigint
language plpgsql
immutable
parallel safe
security invoker
set search_path = ''
as $$
declare
  v_start numeric := extract(epoch from lower(p_slot) - timestamptz '2000-01-01 00:00:00+00') / 60;
  v_length numeric := extract(epoch from upper(p_slot) - lower(p_slot)) / 60;
begin
  if lower_inc(p_slot) and not upper_inc(p_slot)
    and v_start = trunc(v_start) and v_length = trunc(v_length)
    and v_length between 1 and 1440 and v_start between 0 and 66795839 then
    -- 26 bits of service, 26 bits of minutes since 2000 (until 2127), 11 bits of minutes: exact, so no two slots share a key.
    return (p_service_number::bigint << 37) | (v_start::bigint << 11) | v_length::bigint;
  end if;
  return null;
end;
$$;

comment on function app.slot_key(integer, tstzrange) is
  'The number that identifies exactly one (service, start, end); null unless the slot is half-open, in whole minutes, a day long at most and before 2127.';

create sequence app.claim_ids as bigint;

create table app.slot_claims (
  claim_id bigint not null default nextval('app.claim_ids'),
  organization_id uuid not null,
  practitioner_id uuid not null,
  kind text not null,
  service_number integer not null,
  slot tstzrange not null,
  blocked tstzrange not null,
  slot_key bigint not null generated always as (app.slot_key(service_number, slot)) stored,
  seat integer,
  capacity integer not null,
  overbooked boolean not null default false,
  occupant bigint not null,
  expires_at timestamptz,

  constraint slot_claims_pkey primary key (claim_id, organization_id),
  constraint slot_claims_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete restrict,
  constraint slot_claims_are_of_a_known_kind check (kind in ('hold', 'booking', 'practice_room')),
  constraint slot_claims_expire_only_as_holds check ((kind = 'hold') = (expires_at is not null)),
  constraint slot_claims_block_their_slot check (slot <@ blocked),
  constraint slot_claims_seats_are_within_capacity check (seat between 1 and capacity),
  constraint slot_claims_lack_a_seat_only_when_overbooked check ((seat is null) = overbooked),
  -- The promise.  Different slots of one practitioner never overlap, buffers included.
  constraint slot_claims_never_overlap exclude using gist (
    organization_id with =, practitioner_id with =, slot_key with <>, occupant with <>, blocked with &&
  ) where (not overbooked),
  -- The promise, for seats.  One slot never exceeds its seats.
  constraint slot_claims_seat_once unique (organization_id, practitioner_id, slot_key, seat)
) with (fillfactor = 85);

comment on table app.slot_claims is
  'No code path goes round its two constraints.  A deliberate double booking is a claim with overbooked set: it has no seat and stands'
  ' outside both, and only a verb that checks the permission and is audited sets it.  Locks: app.lock_practitioner, then this table.';
comment on column app.slot_claims.slot is 'What the client gets: [start, end) in whole minutes; anything else has no slot_key, and so no place here.';
comment on column app.slot_claims.blocked is 'The slot with the service''s buffers around it.';
comment on column app.slot_claims.occupant is
  'Who occupies the time: the claim itself, but a hold that is to move a booking has the occupant of that booking, whose present time it may overlap.';
comment on column app.slot_claims.expires_at is
  'When a hold lapses.  Not indexed on purpose: confirming clears it, and so stays a heap-only update that no index notices.';

create index slot_claims_overbooked_by_span on app.slot_claims using gist (practitioner_id, blocked) where (overbooked);

alter table app.slot_claims enable row level security;

-- sql/availability/resource_claims.sql
-- resource_claims: which claim has which room or thing.
--
-- Room: availability
-- Owns: app.resource_claims
create table app.resource_claims (
  claim_id bigint not null,
  organization_id uuid not null,
  resource_id uuid not null,
  practitioner_id uuid not null,
  blocked tstzrange not null,

  constraint resource_claims_pkey primary key (claim_id, resource_id, organization_id),
  constraint resource_claims_are_of_a_claim foreign key (claim_id, organization_id)
  references app.slot_claims (claim_id, organization_id) on delete cascade,
  constraint resource_claims_name_a_resource foreign key (resource_id, organization_id)
  references app.resources (resource_id, organization_id) on delete restrict,
  -- The promise.  Two practitioners never have the same thing at once.  One practitioner's slots are kept apart by slot_claims_never_overlap, so that all
  -- seats of one session may share a room.
  constraint resource_claims_never_overlap exclude using gist (
    organization_id with =, resource_id with =, practitioner_id with <>, blocked with &&
  )
);

comment on table app.resource_claims is 'Lives and dies with its claim, hold or booking alike.  Locks: the practitioner, then app.lock_resources, then this table.';
comment on column app.resource_claims.blocked is 'Of the claim: the slot with the service''s buffers.';

create index resource_claims_by_resource on app.resource_claims (resource_id);

alter table app.resource_claims enable row level security;

-- sql/availability/availability_windows.sql
-- availability_windows: weekly hours and extra hours as instants.
--
-- Room:  availability
-- Reads: app.availability_rules, app.availability_exceptions
create function app.availability_windows(p_practitioner_id uuid, p_zone text, p_from date, p_to date)
returns table (opens tstzrange, capacity integer)
language sql
stable
security invoker
begin atomic
  select tstzrange(span.starts_at, greatest(span.starts_at, span.ends_at)), span.capacity
  from (
    select
      app.local_instant(day.date + r.starts_local, p_zone) as starts_at,
      app.local_instant(day.date + r.ends_local, p_zone) as ends_at,
      r.capacity
    from (select p_from + n as date from generate_series(0, p_to - p_from) as n) as day
    join app.availability_rules as r
      on r.practitioner_id = p_practitioner_id
      and r.weekday = extract(isodow from day.date)
      and day.date >= coalesce(r.valid_from, '-infinity')
      and day.date <= coalesce(r.valid_until, 'infinity')
    -- A fence: without it each use of a column below would work out its instant again.
    offset 0
  ) as span
  union all
  select tstzrange(e.starts_at, e.ends_at), e.capacity
  from app.availability_exceptions as e
  where e.practitioner_id = p_practitioner_id
    and e.kind = 'extra_hours'
    and tstzrange(e.starts_at, e.ends_at) && tstzrange(app.local_instant(p_from, p_zone), app.local_instant(p_to + 1, p_zone));
end;

comment on function app.availability_windows(uuid, text, date, date) is
  'The windows that open on the local days p_from to p_to, each with the greatest number of seats it allows (null: any).'
  '  Starts of slots are counted from the beginning of each window.  A window inside a daylight-saving gap is empty.';

create function app.rule_windows(p_rule app.availability_rules, p_span tstzrange, p_zone text)
returns setof tstzrange
language sql
stable
security invoker
set search_path = ''
as $$
  select tstzrange(span.starts_at, greatest(span.starts_at, span.ends_at))
  from (
    select app.local_instant(day.date + p_rule.starts_local, p_zone) as starts_at, app.local_instant(day.date + p_rule.ends_local, p_zone) as ends_at
    from (
      select (lower(p_span) at time zone p_zone)::date + n as date
      from generate_series(-1, (upper(p_span) at time zone p_zone)::date - (lower(p_span) at time zone p_zone)::date) as n
    ) as day
    where p_rule.weekday = extract(isodow from day.date) and day.date between coalesce(p_rule.valid_from, '-infinity') and coalesce(p_rule.valid_until, 'infinity')
  ) as span;
$$;

comment on function app.rule_windows(app.availability_rules, tstzrange, text) is 'The windows that one rule opens on the local days of p_span, and the day before.';

-- sql/availability/bookable_span.sql
-- bookable_span: how soon and how far ahead a caller may book.
--
-- Room:  availability
-- Reads: nothing but the offering
create function app.may_manage(p_offering app.offering)
returns boolean
language sql
immutable
security invoker
return p_offering.standing in ('admin', 'practitioner');

comment on function app.may_manage(app.offering) is
  'Whether the caller acts for the practitioner.  Notice, window and daily limit are for clients; availability and the constraints for everybody.';

create function app.earliest_start(p_offering app.offering)
returns timestamptz
language sql
stable
security invoker
return app.now() + case when app.may_manage(p_offering) then interval '0' else p_offering.min_notice end;

comment on function app.earliest_start(app.offering) is 'The first instant at which the caller may let a booking begin.';

create function app.latest_start(p_offering app.offering)
returns timestamptz
language sql
stable
security invoker
return app.now() + case when app.may_manage(p_offering) then interval '731 days' else p_offering.max_advance end;

comment on function app.latest_start(app.offering) is 'The instant from which on the caller may not let a booking begin.';

-- sql/availability/busy_time.sql
-- busy_time: what is taken from a practitioner's time.
--
-- Room:  availability
-- Reads: app.availability_exceptions, app.slot_claims
create function app.time_off(p_practitioner_id uuid, p_span tstzrange)
returns tstzmultirange
language sql
stable
security invoker
set search_path = ''
as $$
  select coalesce(range_agg(tstzrange(e.starts_at, e.ends_at)), '{}')
  from app.availability_exceptions as e
  where e.practitioner_id = p_practitioner_id
    and e.kind = 'time_off'
    and tstzrange(e.starts_at, e.ends_at) && p_span;
$$;

comment on function app.time_off(uuid, tstzrange) is 'The practitioner''s time off that touches p_span.';

create function app.busy_time(p_offering app.offering, p_span tstzrange, p_own_occupants bigint[])
returns tstzmultirange
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  -- Two branches, for the two partial indexes.
  return (
    select coalesce(range_agg(taken.blocked), '{}')
    from (
      select c.blocked, c.expires_at, c.occupant
      from app.slot_claims as c
      where (c.organization_id, c.practitioner_id) = (p_offering.organization_id, p_offering.practitioner_id)
        and c.blocked && p_span and not c.overbooked
      union all
      select c.blocked, c.expires_at, c.occupant
      from app.slot_claims as c
      where c.practitioner_id = p_offering.practitioner_id and c.blocked && p_span and c.overbooked
    ) as taken
    where (taken.expires_at is null or taken.expires_at > app.now())
      and taken.occupant <> all (p_own_occupants)
  );
end;
$$;

comment on function app.busy_time(app.offering, tstzrange, bigint[]) is
  'Everything that bookings and live holds block within p_span, buffers included, but for the claims of p_own_occupants.';

create function app.shared_slots(p_offering app.offering, p_span tstzrange, p_own_occupants bigint[])
returns table (starts_at timestamptz, taken integer)
language sql
stable
security invoker
set search_path = ''
as $$
  select lower(shared.slot), shared.taken
  from (
    select c.slot, c.slot_key, count(*)::integer as taken
    from app.slot_claims as c
    where (c.organization_id, c.practitioner_id) = (p_offering.organization_id, p_offering.practitioner_id)
      and c.blocked && p_span
      and not c.overbooked
      and c.service_number = p_offering.service_number
      and upper(c.slot) - lower(c.slot) = p_offering.duration
      and (c.expires_at is null or c.expires_at > app.now())
      and c.occupant <> all (p_own_occupants)
    group by c.slot, c.slot_key
  ) as shared
  where not exists (
    select from app.slot_claims as other
    where other.practitioner_id = p_offering.practitioner_id
      and other.blocked && tstzrange(lower(shared.slot) - p_offering.buffer_before, upper(shared.slot) + p_offering.buffer_after)
      and (other.slot_key <> shared.slot_key or other.overbooked)
      and (other.expires_at is null or other.expires_at > app.now())
      and other.occupant <> all (p_own_occupants)
  );
$$;

comment on function app.shared_slots(app.offering, tstzrange, bigint[]) is
  'The slots of the service that have takers, and how many, unless something else has come into their way: an overbooking, or a buffer that grew.';

-- sql/availability/full_days.sql
-- full_days: the local days on which a service's daily limit is reached.
--
-- Room:  availability
-- Reads: app.slot_claims
create function app.full_days(p_offering app.offering, p_span tstzrange, p_own_occupants bigint[])
returns date[]
language sql
stable
security invoker
set search_path = ''
as $$
  select coalesce(array_agg(full_day.date), '{}')
  from (
    select (lower(c.slot) at time zone p_offering.time_zone)::date as date
    from app.slot_claims as c
    where (c.organization_id, c.practitioner_id) = (p_offering.organization_id, p_offering.practitioner_id)
      and c.blocked && p_span
      and c.service_number = p_offering.service_number
      and p_offering.daily_limit is not null
      and not app.may_manage(p_offering)
      and (c.expires_at is null or c.expires_at > app.now())
      and c.occupant <> all (p_own_occupants)
    group by 1
    having count(*) >= p_offering.daily_limit
  ) as full_day;
$$;

comment on function app.full_days(app.offering, tstzrange, bigint[]) is
  'Days of the practitioner''s calendar within p_span that have daily_limit bookings or live holds of the service.  Empty without a limit and for those who'
  ' act for the practitioner.  p_own_occupants are not counted: whoever moves a booking has already been counted.';

-- sql/availability/check_slot_arguments.sql
-- check_slot_arguments: what a request for a hold must look like.
--
-- Room:   availability
-- Raises: PT400 invalid_argument
create function app.check_slot_arguments(
  p_starts_at timestamptz, p_recurrence text, p_occurrences timestamptz[], p_mode text, p_time_zone text, p_hold_seconds integer
)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_wrong text := case
    when p_starts_at is null and p_occurrences is null or not isfinite(p_starts_at) then 'starts_at is missing.'
    when p_starts_at not between timestamptz '2000-01-01 00:00+00' and timestamptz '2126-01-01 00:00+00' then 'starts_at is not a date of this century.'
    when extract(second from p_starts_at) <> 0 then 'starts_at must be a whole minute.'
    when p_mode in ('all_or_nothing', 'available_only', 'propose') is not true then 'mode must be all_or_nothing, available_only or propose.'
    when p_mode <> 'all_or_nothing' and p_recurrence is null and p_occurrences is null then 'A single time is all or nothing: mode is for series.'
    when p_time_zone is not null and not app.is_time_zone(p_time_zone) then format('“%s” is not an IANA time zone.', left(p_time_zone, 60))
    when coalesce(p_hold_seconds, 0) not between 30 and 900 then 'hold_seconds must be between 30 and 900.'
  end;
begin
  if v_wrong is not null then
    perform app.fail('invalid_argument', v_wrong, 'Correct the request and send it again.');
  end if;
end;
$$;

comment on function app.check_slot_arguments(timestamptz, text, timestamptz[], text, text, integer) is 'Raises PT400 invalid_argument with what is wrong.';
grant execute on function app.check_slot_arguments(timestamptz, text, timestamptz[], text, text, integer) to anon, authenticated;

create function app.check_days(p_from_date date, p_to_date date)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if (p_from_date between date '2000-01-01' and date '2126-01-01' and p_to_date between p_from_date and p_from_date + 92) is not true then
    perform app.fail('invalid_argument', 'Slots are listed for 1 to 93 days: from_date must not be after to_date.', 'Ask for fewer days at once.');
  end if;
end;
$$;

comment on function app.check_days(date, date) is 'Raises PT400 invalid_argument unless the dates name 1 to 93 days of this century.';

-- sql/availability/resources_busy.sql
-- resources_busy: when what a service needs is elsewhere.
--
-- Room:  availability
-- Reads: app.service_needs, app.resources, app.resource_claims, app.slot_claims
create type app.resource_busy as (kind text, quantity integer, busy tstzmultirange);

comment on type app.resource_busy is 'One resource of a needed kind: how many of the kind are needed, and when others have this one.';

create function app.resources_busy(p_offering app.offering, p_span tstzrange)
returns app.resource_busy[]
language sql
stable
security invoker
set search_path = ''
as $$
  -- A kind of which there is nothing is a need that is never met.
  select coalesce(array_agg(row(n.kind, n.quantity, case when r.resource_id is null then '{(,)}' else coalesce((
    select range_agg(rc.blocked)
    from app.resource_claims as rc
    join app.slot_claims as c on (c.claim_id, c.organization_id) = (rc.claim_id, rc.organization_id)
    where (rc.organization_id, rc.resource_id) = (r.organization_id, r.resource_id)
      and rc.practitioner_id <> p_offering.practitioner_id and rc.blocked && p_span
      and (c.expires_at is null or c.expires_at > app.now())
  ), '{}') end)::app.resource_busy), '{}')
  from app.service_needs as n
  left join app.resources as r on (r.organization_id, r.kind) = (n.organization_id, n.kind) and r.archived_at is null
  where (n.service_id, n.organization_id) = (p_offering.service_id, p_offering.organization_id)
    and p_offering.needs_resources;
$$;

comment on function app.resources_busy(app.offering, tstzrange) is 'Every resource of the kinds that the service needs, with the times within p_span at which'
  ' other practitioners have it.';

create function app.needs_met(p_resources app.resource_busy[], p_blocked tstzrange)
returns boolean
language sql
immutable
security invoker
set search_path = ''
as $$
  select coalesce(bool_and(kind.free >= kind.quantity), true)
  from (
    select r.quantity, count(*) filter (where not r.busy && p_blocked) as free
    from unnest(p_resources) as r
    group by r.kind, r.quantity
  ) as kind;
$$;

comment on function app.needs_met(app.resource_busy[], tstzrange) is 'Whether enough of each needed kind is free for the whole of p_blocked.';

-- sql/availability/free_slots.sql
-- free_slots: rules minus exceptions minus claims, cut into starts.
--
-- Room:  availability
-- Reads: app.availability_rules, app.availability_exceptions, app.slot_claims
create function app.free_slots(p_offering app.offering, p_from timestamptz, p_until timestamptz, p_own_occupants bigint[] default '{}')
returns table (starts_at timestamptz, ends_at timestamptz, seats_left integer)
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_first timestamptz := greatest(p_from, app.earliest_start(p_offering));
  v_until timestamptz := least(p_until, app.latest_start(p_offering));
  -- Two days more on both sides hold every slot, buffer and local day that the span touches.
  v_around tstzrange := tstzrange(least(v_first, v_until) - interval '2 days', v_until + interval '2 days');
  v_windows tstzrange[];
  v_capacities integer[];
  v_open tstzmultirange;
  v_busy tstzmultirange;
  v_full_days date[];
  v_resources app.resource_busy[] := case when p_offering.needs_resources then app.resources_busy(p_offering, v_around) end;
begin
  if v_until <= v_first then
    return;
  end if;
  select array_agg(w.opens), array_agg(w.capacity), range_agg(w.opens) into v_windows, v_capacities, v_open
  from app.availability_windows(
    p_offering.practitioner_id, p_offering.time_zone,
    (v_first at time zone p_offering.time_zone)::date - 1, (v_until at time zone p_offering.time_zone)::date + 1
  ) as w;
  v_open := v_open - app.time_off(p_offering.practitioner_id, v_around);
  v_busy := app.busy_time(p_offering, v_around, p_own_occupants);
  v_full_days := case when p_offering.daily_limit is null then '{}' else app.full_days(p_offering, v_around, p_own_occupants) end;

  return query
  with starts as (
    select distinct s as at
    from unnest(v_windows) as w (opens)
    cross join lateral generate_series(lower(w.opens), upper(w.opens) - interval '1 minute', p_offering.step) as s
    where s >= v_first and s < v_until
  ), candidates as (
    select s.at, 0 as taken
    from starts as s
    where not v_busy && tstzrange(s.at - p_offering.buffer_before, s.at + p_offering.duration + p_offering.buffer_after)
    union all
    -- Slots of this service that others have begun to fill: those claims are no obstacle.
    select s.at, c.taken
    from app.shared_slots(p_offering, v_around, p_own_occupants) as c
    join starts as s on s.at = c.starts_at
    where p_offering.capacity > 1
  )
  select c.at, c.at + p_offering.duration, allowed.seats - c.taken
  from candidates as c
  cross join lateral (
    select case
      when p_offering.capacity = 1 then 1
      else least(p_offering.capacity, (
        select min(w.capacity) from unnest(v_windows, v_capacities) as w (opens, capacity)
        where w.opens && tstzrange(c.at, c.at + p_offering.duration)
      ))
    end as seats
  ) as allowed
  where tstzrange(c.at, c.at + p_offering.duration) <@ v_open
    and allowed.seats > c.taken
    and (c.at at time zone p_offering.time_zone)::date <> all (v_full_days)
    and (v_resources is null or app.needs_met(v_resources, tstzrange(c.at - p_offering.buffer_before, c.at + p_offering.duration + p_offering.buffer_after)))
  order by c.at;
end;
$$;

comment on function app.free_slots(app.offering, timestamptz, timestamptz, bigint[]) is
  'The slots that the caller may take, with p_from <= start < p_until, in order.  p_own_occupants: whose claims are no obstacle.'
  '  What it offers, claim_slot grants, and nothing else.';

-- sql/availability/slots_of_days.sql
-- slots_of_days: the free slots of some days, as the verbs of later rooms ask for them.
--
-- Room:   availability
-- Caller: anybody for published practitioners, members for all of their organization
-- Reads:  app.slot_claims, app.availability_rules, app.availability_exceptions
-- Raises: PT400 invalid_argument, PT404 not_found
create function private.slots_of_days(
  p_practitioner_id uuid, p_service_id uuid, p_from_date date, p_to_date date, p_time_zone text, p_own_occupants bigint[]
)
returns table (starts_at timestamptz, ends_at timestamptz, seats_left integer)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_offering app.offering := app.offering(p_practitioner_id, p_service_id);
  v_zone text := coalesce(p_time_zone, v_offering.time_zone);
begin
  perform app.check_days(p_from_date, p_to_date);
  if not app.is_time_zone(v_zone) then
    perform app.fail('invalid_argument', format('“%s” is not an IANA time zone.', v_zone), 'Use a name such as America/Toronto.');
  end if;
  return query
  select f.starts_at, f.ends_at, f.seats_left
  from app.free_slots(v_offering, app.local_instant(p_from_date, v_zone), app.local_instant(p_to_date + 1, v_zone), p_own_occupants) as f;
end;
$$;

comment on function private.slots_of_days(uuid, uuid, date, date, text, bigint[]) is
  'Definer: claims are no role''s to read.  app.offering lets only those see an unpublished practitioner who may.';
grant execute on function private.slots_of_days(uuid, uuid, date, date, text, bigint[]) to anon, authenticated, service_role;

-- sql/availability/plain_rule.sql
-- plain_rule: the usual case, that one weekly rule and no exception speaks of a slot.
--
-- Room:  availability
-- Reads: app.availability_rules, app.availability_exceptions
create function app.plain_rule(p_practitioner_id uuid, p_starts_local timestamp, p_slot tstzrange)
returns app.availability_rules
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_rule app.availability_rules;
begin
  if exists (
    select from app.availability_exceptions as e
    where e.practitioner_id = p_practitioner_id and tstzrange(e.starts_at, e.ends_at) && p_slot
  ) then
    return null;
  end if;
  select r.* into v_rule
  from app.availability_rules as r
  where r.practitioner_id = p_practitioner_id
    and r.weekday = extract(isodow from p_starts_local)::smallint
    and p_starts_local::time >= r.starts_local and p_starts_local::time < r.ends_local
    and p_starts_local::date >= coalesce(r.valid_from, '-infinity')
    and p_starts_local::date <= coalesce(r.valid_until, 'infinity');
  return v_rule;
end;
$$;

comment on function app.plain_rule(uuid, timestamp, tstzrange) is
  'The rule in whose local hours p_starts_local lies, if no exception touches p_slot; otherwise null.  Spares the common case the work of availability_windows.';

create function app.is_multiple(p_length interval, p_of interval)
returns boolean
language sql
immutable
parallel safe
security invoker
return mod(extract(epoch from p_length), extract(epoch from p_of)) = 0;

comment on function app.is_multiple(interval, interval) is 'Whether p_length is a whole multiple of p_of.';

-- sql/availability/slot_verdict.sql
-- slot_verdict: whether a start is one that the practitioner offers.
--
-- Room:  availability
-- Reads: app.availability_rules, app.availability_exceptions, app.slot_claims
create type app.slot_verdict as (refusal text, reason text, capacity integer);

comment on type app.slot_verdict is 'refusal: a word of the register, or null; reason: a sentence for people; capacity: the seats of the slot.';

create function app.slot_verdict(p_offering app.offering, p_starts_at timestamptz, p_own_occupants bigint[])
returns app.slot_verdict
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_slot tstzrange := tstzrange(p_starts_at, p_starts_at + p_offering.duration);
  v_open tstzmultirange;
  v_on_grid boolean;
  v_capacity integer;
  v_local timestamp := p_starts_at at time zone p_offering.time_zone;
  v_rule app.availability_rules;
  v_opens_at timestamptz;
begin
  if p_starts_at < app.earliest_start(p_offering) then
    return row('too_soon', case
      when p_starts_at < app.now() then 'This time is past.'
      else format('This service needs %s notice.', app.spoken(p_offering.min_notice))
    end, null)::app.slot_verdict;
  end if;
  if p_starts_at >= app.latest_start(p_offering) then
    return row('too_far', format('Bookings open %s ahead.', app.spoken(app.latest_start(p_offering) - app.now())), null)::app.slot_verdict;
  end if;

  -- Around a change of the clocks windows may meet or overlap: only the general way is exact then.
  if app.offset_minutes(p_starts_at - interval '1 day', p_offering.time_zone) = app.offset_minutes(p_starts_at + interval '1 day', p_offering.time_zone) then
    v_rule := app.plain_rule(p_offering.practitioner_id, v_local, v_slot);
  end if;
  if v_rule.rule_id is not null then
    v_opens_at := app.local_instant(v_local::date + v_rule.starts_local, p_offering.time_zone);
    -- Around a daylight-saving gap the end may come out before the start: such a window is empty.
    v_open := tstzmultirange(tstzrange(
      v_opens_at, greatest(v_opens_at, app.local_instant(v_local::date + v_rule.ends_local, p_offering.time_zone))
    ));
    v_on_grid := app.is_multiple(p_starts_at - v_opens_at, p_offering.step);
    v_capacity := v_rule.capacity;
  end if;
  if v_slot <@ v_open is not true or v_on_grid is not true then
    -- Not plainly a start within one rule: put the windows of the day together.
    select
      range_agg(w.opens),
      bool_or(p_starts_at <@ w.opens and app.is_multiple(p_starts_at - lower(w.opens), p_offering.step)),
      min(w.capacity) filter (where w.opens && v_slot)
    into v_open, v_on_grid, v_capacity
    from (
      select w.opens, w.capacity
      from app.availability_windows(
        p_offering.practitioner_id, p_offering.time_zone,
        (p_starts_at at time zone p_offering.time_zone)::date, (upper(v_slot) at time zone p_offering.time_zone)::date
      ) as w
      offset 0
    ) as w;
  end if;
  if v_slot <@ v_open is not true then
    return row('outside_availability', 'This time is outside the practitioner''s hours.', null)::app.slot_verdict;
  end if;
  if v_on_grid is not true then
    return row('outside_availability', format('Bookings begin every %s, counted from the opening of the hours.', app.spoken(p_offering.step)), null)::app.slot_verdict;
  end if;
  if v_rule.rule_id is null and not isempty(app.time_off(p_offering.practitioner_id, v_slot)) then
    return row('outside_availability', 'The practitioner is away at this time.', null)::app.slot_verdict;
  end if;
  if p_offering.daily_limit is not null and (p_starts_at at time zone p_offering.time_zone)::date = any (
    app.full_days(p_offering, tstzrange(p_starts_at - interval '2 days', p_starts_at + interval '2 days'), p_own_occupants)
  ) then
    return row('outside_availability', 'The practitioner''s limit for this day is reached.', null)::app.slot_verdict;
  end if;
  return row(null, null, least(p_offering.capacity, v_capacity))::app.slot_verdict;
end;
$$;

comment on function app.slot_verdict(app.offering, timestamptz, bigint[]) is
  'Whether p_starts_at is a start that the caller is offered, claims aside: those are the constraints'' to judge.';

-- sql/availability/write_claim.sql
-- write_claim: the only writer of slot_claims.
--
-- Room:   availability
-- Reads:  app.slot_claims
-- Writes: app.slot_claims
create function app.free_seat(p_claim app.slot_claims)
returns integer
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_slot_key bigint := app.slot_key(p_claim.service_number, p_claim.slot);
begin
  if p_claim.overbooked then
    return null;
  end if;
  -- Overbooked claims stand outside the constraints, yet they take time: nobody is put on top of one unasked.
  if exists (
    select from app.slot_claims as c
    where c.practitioner_id = p_claim.practitioner_id and c.blocked && p_claim.blocked and c.overbooked and c.occupant <> p_claim.occupant
  ) then
    return null;
  end if;
  -- Seats are counted, not only numbered: where the capacity was lowered, takers may sit on higher numbers.
  if p_claim.capacity <= (
    select count(*) from app.slot_claims as c
    where (c.organization_id, c.practitioner_id, c.slot_key) = (p_claim.organization_id, p_claim.practitioner_id, v_slot_key)
      and c.seat is not null and c.claim_id <> p_claim.claim_id
  ) then
    return null;
  end if;
  if p_claim.capacity = 1 then
    return 1;
  end if;
  return (
    select min(s.seat)
    from generate_series(1, p_claim.capacity) as s (seat)
    where not exists (
      select from app.slot_claims as c
      where (c.organization_id, c.practitioner_id, c.slot_key, c.seat) = (p_claim.organization_id, p_claim.practitioner_id, v_slot_key, s.seat)
        and c.claim_id <> p_claim.claim_id
    )
  );
end;
$$;

comment on function app.free_seat(app.slot_claims) is 'The lowest free seat of the claim''s slot, or null: none is free, or the claim needs none.';

create function app.write_claim(p_claim app.slot_claims, p_moves boolean)
returns app.slot_claims
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_claim app.slot_claims;
begin
  if p_moves then
    update app.slot_claims as c
    set service_number = p_claim.service_number, slot = p_claim.slot, blocked = p_claim.blocked,
        seat = p_claim.seat, capacity = p_claim.capacity, overbooked = p_claim.overbooked
    where c.claim_id = p_claim.claim_id
    returning * into v_claim;
  else
    insert into app.slot_claims as c (
      claim_id, organization_id, practitioner_id, kind, service_number, slot, blocked, seat, capacity, overbooked, occupant, expires_at
    )
    values (
      p_claim.claim_id, p_claim.organization_id, p_claim.practitioner_id, p_claim.kind, p_claim.service_number, p_claim.slot, p_claim.blocked,
      p_claim.seat, p_claim.capacity, p_claim.overbooked, p_claim.occupant, p_claim.expires_at
    )
    returning * into v_claim;
  end if;
  return v_claim;
end;
$$;

comment on function app.write_claim(app.slot_claims, boolean) is 'Inserts the claim, or moves the one with its id.  Lets the constraints'' errors through.';

-- sql/availability/remove_lapsed_holds.sql
-- remove_lapsed_holds: a constraint cannot read the clock, so whoever wants the time removes what has lapsed.
--
-- Room:   availability
-- Reads:  app.slot_claims
-- Writes: app.slot_claims
create function app.remove_lapsed_holds(p_practitioner_id uuid, p_span tstzrange)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  -- Waits for a tick that is just deleting them, and then finds nothing left to delete.
  delete from app.slot_claims as c
  where c.practitioner_id = p_practitioner_id and c.blocked && p_span and not c.overbooked and c.expires_at <= app.now();
end;
$$;

comment on function app.remove_lapsed_holds(uuid, tstzrange) is 'Deletes the lapsed holds that block p_span.';

-- sql/availability/take_resources.sql
-- take_resources: a claim gets all that its service needs, or is not made.
--
-- Room:   availability
-- Reads:  app.service_needs, app.services, app.resources, app.resource_claims, app.slot_claims
-- Writes: app.resource_claims, app.slot_claims
-- Locks:  the organization's resources
create function app.lock_resources(p_organization_id uuid)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(p_organization_id::text, 2));
end;
$$;

comment on function app.lock_resources(uuid) is
  'One at a time for whoever wants rooms or equipment of an organization, until the end of the transaction.  Keeps the peace, as app.lock_practitioner does, which is'
  ' taken before.  One lock for all kinds, so that a transaction that claims twice, for different services, cannot take them in the wrong order.';

create function app.free_resources(p_claim app.slot_claims, p_kind text, p_present uuid[])
returns setof uuid
language sql
stable
security invoker
set search_path = ''
as $$
  select r.resource_id
  from app.resources as r
  cross join lateral (
    select exists (
      select from app.resource_claims as mine
      where (mine.organization_id, mine.resource_id, mine.practitioner_id) = (r.organization_id, r.resource_id, p_claim.practitioner_id)
        and mine.blocked && p_claim.blocked
    ) as there
  ) as practitioner
  where r.organization_id = p_claim.organization_id and r.kind = p_kind and r.archived_at is null
    and not exists (
      select from app.resource_claims as taken
      where (taken.organization_id, taken.resource_id) = (r.organization_id, r.resource_id)
        and taken.practitioner_id <> p_claim.practitioner_id and taken.blocked && p_claim.blocked
    )
  -- The seats of one session share what the first one took, a double booking is where the practitioner is, and whoever moves changes rooms only if need be.
  order by practitioner.there desc, r.resource_id = any (p_present) desc, r.name, r.resource_id;
$$;

comment on function app.free_resources(app.slot_claims, text, uuid[]) is
  'The resources of a kind that no colleague has during the claim: first those that the practitioner has then anyway, then p_present.';

create function app.take_resources(p_claim app.slot_claims)
returns boolean
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_need app.service_needs;
  v_present uuid[];
  v_taken integer;
begin
  with present as (
    delete from app.resource_claims as rc where (rc.claim_id, rc.organization_id) = (p_claim.claim_id, p_claim.organization_id) returning rc.resource_id
  )
  select coalesce(array_agg(p.resource_id), '{}') into v_present from present as p;
  for v_need in
    select n.*
    from app.service_needs as n
    join app.services as s on (s.service_id, s.organization_id) = (n.service_id, n.organization_id)
    where s.service_number = p_claim.service_number
  loop
    perform app.lock_resources(p_claim.organization_id);
    -- A constraint cannot read the clock: holds of others that have lapsed give back what they took.  Those that somebody is just using are let be: to wait
    -- for a row with this lock in hand could be to wait for somebody who waits for it.
    delete from app.slot_claims as c
    where c.claim_id in (
      select lapsed.claim_id
      from app.resources as r
      join app.resource_claims as rc on (rc.organization_id, rc.resource_id) = (r.organization_id, r.resource_id)
      join app.slot_claims as lapsed on (lapsed.claim_id, lapsed.organization_id) = (rc.claim_id, rc.organization_id)
      where (r.organization_id, r.kind) = (p_claim.organization_id, v_need.kind) and rc.blocked && p_claim.blocked and lapsed.expires_at <= app.now()
      for update of lapsed skip locked
    );
    insert into app.resource_claims (claim_id, organization_id, resource_id, practitioner_id, blocked)
    select p_claim.claim_id, p_claim.organization_id, free, p_claim.practitioner_id, p_claim.blocked
    from app.free_resources(p_claim, v_need.kind, v_present) as free
    limit v_need.quantity;
    get diagnostics v_taken = row_count;
    if v_taken < v_need.quantity then
      return false;
    end if;
  end loop;
  return true;
end;
$$;

comment on function app.take_resources(app.slot_claims) is
  'Gives the written claim the resources that its service needs now, instead of those it had; false when there are not enough, and then the caller undoes the claim.';

-- sql/availability/claim_attempt.sql
-- claim_attempt: how it went with a slot.
--
-- Room: availability
create type app.claim_attempt as (claim app.slot_claims, refusal text, reason text);

comment on type app.claim_attempt is 'The claim that was made or wanted; refusal: why it was not made, a word of the register, or null; reason: a sentence for people.';

-- sql/availability/in_the_way.sql
-- in_the_way: when a claim that was refused might be had after all.
--
-- Room:   availability
-- Reads:  app.slot_claims, app.resource_claims, app.resources, app.service_needs, app.services
create function app.taken_word(p_claim app.slot_claims)
returns text
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  -- Full: the very same slot has all its takers.  Taken: something else is there.
  return case
    when p_claim.capacity > 1 and p_claim.capacity <= (
      select count(*) from app.slot_claims as c
      where (c.organization_id, c.practitioner_id) = (p_claim.organization_id, p_claim.practitioner_id)
        and c.slot_key = app.slot_key(p_claim.service_number, p_claim.slot)
    ) then 'slot_full'
    else 'slot_taken'
  end;
end;
$$;

comment on function app.taken_word(app.slot_claims) is 'slot_full or slot_taken, for a claim that the constraints refuse.';

create function app.resources_free_at(p_claim app.slot_claims)
returns timestamptz
language sql
stable
security invoker
set search_path = ''
as $$
  select max(coalesce((
    -- The quantity-th resource of the kind to be let go.
    select coalesce((
      select max(coalesce(c.expires_at, 'infinity'))
      from app.resource_claims as rc
      join app.slot_claims as c on (c.claim_id, c.organization_id) = (rc.claim_id, rc.organization_id)
      where (rc.organization_id, rc.resource_id) = (r.organization_id, r.resource_id)
        and rc.practitioner_id <> p_claim.practitioner_id and rc.blocked && p_claim.blocked
    ), '-infinity') as at
    from app.resources as r
    where (r.organization_id, r.kind) = (n.organization_id, n.kind) and r.archived_at is null
    order by at
    offset n.quantity - 1
    limit 1
  ), 'infinity'))
  from app.service_needs as n
  join app.services as s on (s.service_id, s.organization_id) = (n.service_id, n.organization_id)
  where s.service_number = p_claim.service_number;
$$;

comment on function app.resources_free_at(app.slot_claims) is
  'When all that the service needs is there, if nobody extends a hold or takes it first; infinity: bookings have it; null or -infinity: it is there already.';

create function app.retry_after_seconds(p_offering app.offering, p_claim app.slot_claims)
returns integer
language sql
stable
security invoker
set search_path = ''
as $$
  with obstacles as (
    select coalesce(c.expires_at, 'infinity') as ends_at, c.slot_key = app.slot_key(p_claim.service_number, p_claim.slot) and not c.overbooked as shares
    from app.slot_claims as c
    where (c.organization_id, c.practitioner_id) = (p_claim.organization_id, p_claim.practitioner_id)
      and c.blocked && p_claim.blocked and (c.occupant <> p_claim.occupant or c.slot_key = app.slot_key(p_claim.service_number, p_claim.slot))
  ), free as (
    select greatest(
      -- What overlaps must be gone; of those who share the very slot, as many as make one seat free.
      (select max(o.ends_at) from obstacles as o where not o.shares),
      (
        select o.ends_at from obstacles as o
        where o.shares
        order by o.ends_at
        offset greatest(0, (select count(*) from obstacles as s where s.shares) - p_claim.capacity)
        limit case when p_claim.capacity <= (select count(*) from obstacles as s where s.shares) then 1 else 0 end
      ),
      app.resources_free_at(p_claim)
    ) as at
  )
  select ceil(extract(epoch from f.at - app.now()))::integer
  from free as f
  -- Infinity: a booking does not lapse.  And what is too late then for the caller is not worth the wait.
  where f.at > app.now() and f.at < 'infinity' and f.at + (app.earliest_start(p_offering) - app.now()) <= lower(p_claim.slot);
$$;

comment on function app.retry_after_seconds(app.offering, app.slot_claims) is
  'In how many seconds the last of those holds may lapse that keep the claim from being made; null: a booking does too, or it would be too late then.';

-- sql/availability/alternatives.sql
-- alternatives: what else is free.
--
-- Room:   availability
-- Reads:  app.slot_claims
create function app.alternatives(
  p_offering app.offering, p_starts_at timestamptz, p_own_occupants bigint[] default '{}', p_not_during tstzmultirange default '{}',
  p_within interval default '31 days'
)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_reach interval;
  v_nearest jsonb;
  -- The times that whoever moves has already are no alternatives, but neither are they in the way.
  v_own_starts timestamptz[] := case when p_own_occupants = '{}' then '{}' else array(
    select lower(c.slot) from app.slot_claims as c
    where (c.organization_id, c.practitioner_id) = (p_offering.organization_id, p_offering.practitioner_id) and c.occupant = any (p_own_occupants)
  ) end;
begin
  -- Evenly to both sides, so that what is found is nearer than all that is not; further only where the days around are full.
  foreach v_reach in array array[interval '3 days', p_within] loop
    select coalesce(jsonb_agg(near.starts_at order by near.starts_at), '[]') into v_nearest
    from (
      select f.starts_at
      from app.free_slots(p_offering, p_starts_at - v_reach, p_starts_at + v_reach + interval '1 minute', p_own_occupants) as f
      where f.starts_at <> p_starts_at and f.starts_at <> all (v_own_starts) and not tstzrange(f.starts_at, f.ends_at) && p_not_during
      order by abs(extract(epoch from f.starts_at - p_starts_at)), f.starts_at
      limit 5
    ) as near;
    exit when jsonb_array_length(v_nearest) = 5;
  end loop;
  return v_nearest;
end;
$$;

comment on function app.alternatives(app.offering, timestamptz, bigint[], tstzmultirange, interval) is
  'Up to five free starts within p_within, the nearest in time to p_starts_at, in order.  p_own_occupants: whose claims are to move, and so are no obstacle;'
  ' p_not_during: when the client is elsewhere;'
  ' p_within: 3 days or more; a month costs some milliseconds, so whoever asks about a whole series asks for less.';

-- sql/availability/fail_taken.sql
-- fail_taken: refuse a time that somebody else has, with a way on.
--
-- Room:   availability
-- Reads:  app.slot_claims
create function app.fail_taken(p_offering app.offering, p_attempt app.claim_attempt)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform app.fail_with_hint(p_attempt.refusal, p_attempt.reason, jsonb_build_object(
    'retry_after_seconds', app.retry_after_seconds(p_offering, p_attempt.claim),
    'alternatives', app.alternatives(p_offering, lower((p_attempt.claim).slot), array[(p_attempt.claim).occupant])
  ));
end;
$$;

comment on function app.fail_taken(app.offering, app.claim_attempt) is 'Raises slot_full or slot_taken, with when to try again and where else.';

-- sql/availability/attempt_claim.sql
-- attempt_claim: take a slot, or move a claim to it, or say why not.
--
-- Room:   availability
-- Reads:  app.services, app.slot_claims
-- Writes: app.resource_claims, app.slot_claims
-- Locks:  the practitioner, then the organization's resources and app.slot_claims
create function app.attempt_claim(
  p_offering app.offering, p_starts_at timestamptz, p_kind text,
  p_expires_at timestamptz default null, p_moved app.slot_claims default null, p_occupant bigint default null, p_overbook boolean default false
)
returns app.claim_attempt
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_claim app.slot_claims;
  v_written app.slot_claims;
  v_lacks_resources boolean := false;
  v_verdict app.slot_verdict;
begin
  perform app.lock_practitioner(p_offering.practitioner_id);
  -- The offering was read before the lock: what the service seats and needs may have changed while this waited.
  select s.capacity, s.needs_resources into p_offering.capacity, p_offering.needs_resources
  from app.services as s
  where (s.service_id, s.organization_id) = (p_offering.service_id, p_offering.organization_id);
  if p_offering.needs_resources then
    perform app.lock_resources(p_offering.organization_id);
  end if;
  v_claim.claim_id := coalesce(p_moved.claim_id, nextval('app.claim_ids'));
  v_claim.organization_id := p_offering.organization_id;
  v_claim.practitioner_id := p_offering.practitioner_id;
  v_claim.kind := p_kind;
  v_claim.service_number := p_offering.service_number;
  v_claim.slot := tstzrange(p_starts_at, p_starts_at + p_offering.duration);
  v_claim.blocked := tstzrange(p_starts_at - p_offering.buffer_before, p_starts_at + p_offering.duration + p_offering.buffer_after);
  v_claim.occupant := coalesce(p_moved.occupant, p_occupant, v_claim.claim_id);
  v_claim.expires_at := p_expires_at;
  v_claim.overbooked := p_overbook;
  v_claim.capacity := p_offering.capacity;

  if p_overbook and p_starts_at < app.now() then
    return row(v_claim, 'too_soon', 'This time is past.')::app.claim_attempt;
  end if;
  if not p_overbook then
    v_verdict := app.slot_verdict(p_offering, p_starts_at, array[v_claim.occupant]);
    if v_verdict.refusal is not null then
      return row(v_claim, v_verdict.refusal, v_verdict.reason)::app.claim_attempt;
    end if;
    v_claim.capacity := v_verdict.capacity;
  end if;

  for v_attempt in 1..2 loop
    v_claim.seat := app.free_seat(v_claim);
    if p_overbook or v_claim.seat is not null then
      begin
        v_written := app.write_claim(v_claim, p_moved.claim_id is not null);
        -- What moves may still have what its service needed once.
        if not (p_offering.needs_resources or p_moved.claim_id is not null) or app.take_resources(v_written) then
          return row(v_written, null, null)::app.claim_attempt;
        end if;
        v_lacks_resources := true;
        raise exclusion_violation;
      exception when exclusion_violation or unique_violation then
        null; -- The time is taken, by the constraints or for want of a room; whether by a lapsed hold is seen below.
      end;
    end if;
    -- A constraint cannot read the clock: what has lapsed is removed by whoever wants the time.  Then once more, whether or not this found any: a
    -- tick may have removed it between the two looks.
    perform app.remove_lapsed_holds(p_offering.practitioner_id, v_claim.blocked);
  end loop;
  return row(v_claim, app.taken_word(v_claim), case
    when v_lacks_resources then 'No room or equipment is free for this time, please choose another'
    else 'This slot is now full, please choose another'
  end)::app.claim_attempt;
end;
$$;

comment on function app.attempt_claim(app.offering, timestamptz, text, timestamptz, app.slot_claims, bigint, boolean) is
  'As claim_slot, but says why it was refused instead of raising.  Internal: authorises nobody.';

-- sql/availability/claim_slot.sql
-- claim_slot: take a slot, or move a claim to it; the constraints decide.
--
-- Room:   availability
-- Reads:  app.slot_claims
-- Writes: app.resource_claims, app.slot_claims
-- Locks:  the practitioner, the kinds of resources, then app.slot_claims
-- Raises: PT409 slot_taken, PT409 slot_full, PT422 outside_availability, PT422 too_soon, PT422 too_far
create function app.claim_slot(
  p_offering app.offering, p_starts_at timestamptz, p_kind text,
  p_expires_at timestamptz default null, p_moved app.slot_claims default null, p_occupant bigint default null, p_overbook boolean default false
)
returns app.slot_claims
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_attempt app.claim_attempt := app.attempt_claim(p_offering, p_starts_at, p_kind, p_expires_at, p_moved, p_occupant, p_overbook);
begin
  if v_attempt.refusal in ('slot_taken', 'slot_full') then
    perform app.fail_taken(p_offering, v_attempt);
  elsif v_attempt.refusal is not null then
    perform app.fail(v_attempt.refusal, v_attempt.reason, 'Choose one of the offered times.');
  end if;
  return v_attempt.claim;
end;
$$;

comment on function app.claim_slot(app.offering, timestamptz, text, timestamptz, app.slot_claims, bigint, boolean) is
  'Claims the slot that begins at p_starts_at, checking that it is offered; returns the claim.  p_moved: the claim to move there, which keeps its old time'
  ' until the new one is had, in the same statement.  p_occupant: of the booking that a hold is to move.  p_overbook: outside availability and'
  ' constraints, for callers who have checked the permission.  Internal: authorises nobody.';

-- sql/availability/claim_occurrences.sql
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


-- bookings: the state machine and its verbs
-- sql/bookings/booking_transitions.sql
-- booking_transitions: the state machine's only definition (BM-R16).
--
-- Room: bookings
-- Owns: app.booking_transitions
create table app.booking_transitions (
  from_status text not null,
  action text not null,
  to_status text not null,
  actors text[] not null,

  constraint booking_transitions_pkey primary key (from_status, action),
  constraint booking_transitions_know_their_actors check (actors <@ array['client', 'practitioner', 'admin', 'system'] and cardinality(actors) > 0)
);

comment on table app.booking_transitions is
  'From which status which action leads where, and who may take it.  new is the state before the first.  Every change of a booking''s status or time'
  ' is held against this table by a trigger, whichever code path makes it.';

insert into app.booking_transitions (from_status, action, to_status, actors) values
  ('new', 'book', 'confirmed', '{client, practitioner, admin}'),
  ('new', 'request', 'pending', '{client}'),
  ('pending', 'approve', 'confirmed', '{practitioner, admin}'),
  ('pending', 'decline', 'cancelled', '{practitioner, admin}'),
  ('pending', 'expire', 'cancelled', '{system}'),
  ('pending', 'cancel', 'cancelled', '{client, practitioner, admin}'),
  ('confirmed', 'reschedule', 'rescheduled', '{client, practitioner, admin}'),
  ('rescheduled', 'reschedule', 'rescheduled', '{client, practitioner, admin}'),
  ('confirmed', 'cancel', 'cancelled', '{client, practitioner, admin}'),
  ('rescheduled', 'cancel', 'cancelled', '{client, practitioner, admin}'),
  ('confirmed', 'complete', 'completed', '{practitioner, admin}'),
  ('rescheduled', 'complete', 'completed', '{practitioner, admin}'),
  ('confirmed', 'miss', 'no_show', '{practitioner, admin}'),
  ('rescheduled', 'miss', 'no_show', '{practitioner, admin}');

alter table app.booking_transitions enable row level security;
create policy booking_transitions_select_by_all on app.booking_transitions for select to anon, authenticated, service_role using (true);
grant select on app.booking_transitions to anon, authenticated, service_role;

-- sql/bookings/booking_reference.sql
-- booking_reference: a short name for people.
--
-- Room: bookings
create function app.booking_reference(p_number bigint)
returns text
language plpgsql
immutable
security invoker
set search_path = ''
as $$
declare
  -- Multiplying by an odd number modulo 2^35 is a bijection: no two numbers share a reference, and neighbours do not look alike.
  v_rest bigint := mod(mod(p_number, 34359738368) * 195225787, 34359738368);
  v_reference text := '';
begin
  for v_digit in 1..7 loop
    -- Crockford's base 32, which has no I, L, O or U.
    v_reference := v_reference || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + (v_rest & 31)::integer, 1);
    v_rest := v_rest >> 5;
  end loop;
  return v_reference;
end;
$$;

comment on function app.booking_reference(bigint) is 'Seven letters and digits, easy to say and to type, unique per number up to 2^35.';

-- sql/bookings/booking_series.sql
-- booking_series: bookings that were made together.
--
-- Room: bookings
-- Owns: app.booking_series
create table app.booking_series (
  series_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  practitioner_id uuid not null,
  service_id uuid not null,
  client_id uuid not null,
  recurrence text,
  starts_local timestamp not null,
  time_zone text not null,
  ics_uid text not null default gen_random_uuid()::text || '@bookfast',
  ics_sequence integer not null default 0,
  created_by text not null default app.actor(),
  created_at timestamptz not null default app.now(),

  constraint booking_series_pkey primary key (series_id, organization_id),
  constraint booking_series_are_of_an_offered_service foreign key (practitioner_id, service_id, organization_id)
  references app.practitioner_services (practitioner_id, service_id, organization_id) on delete restrict,
  constraint booking_series_have_a_client foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint booking_series_time_zone_exists foreign key (time_zone) references app.time_zones (name) on delete restrict
);

comment on table app.booking_series is
  'What bookings made together have in common.  Each booking stands for itself: it moves, ends and is paid for alone.  Which ones still take place is read from bookings.';
comment on column app.booking_series.recurrence is 'The RRULE (RFC 5545) as it was asked for, or null for a list of times.';
comment on column app.booking_series.starts_local is 'Wall time of the rule''s first instance, in time_zone: DTSTART.';
comment on column app.booking_series.time_zone is 'The practitioner''s: where wall time stays when the clocks change (TS-12).';
comment on column app.booking_series.ics_sequence is 'RFC 5546 SEQUENCE of the series'' one calendar event: rises with every change of any of its bookings.';

create index booking_series_by_practitioner on app.booking_series (practitioner_id);
create index booking_series_by_client on app.booking_series (client_id);

create trigger _900_audit after insert or update or delete on app.booking_series
for each row execute function private.audit_row('booking_series', 'series_id');

alter table app.booking_series enable row level security;

-- sql/bookings/bookings.sql
-- bookings: what was agreed, between whom, for when.
--
-- Room: bookings
-- Owns: app.bookings
create sequence app.booking_numbers as bigint;

create table app.bookings (
  booking_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  practitioner_id uuid not null,
  service_id uuid not null,
  client_id uuid not null,
  series_id uuid,
  recurrence_id timestamp,
  claim_id bigint,
  reference text not null default app.booking_reference(nextval('app.booking_numbers')),
  status text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  client_name text not null,
  client_email text not null,
  client_phone text not null,
  client_time_zone text not null,
  client_locale text not null,
  client_may_overlap boolean not null,
  overbooked boolean not null default false,
  outside_hours boolean not null default false,
  consented_at timestamptz not null,
  note text,
  overrides jsonb,
  billing_code text,
  billing_units integer,
  billing_modifiers text[],
  billing_place text,
  approval_expires_at timestamptz,
  cancelled_at timestamptz,
  cancelled_by text,
  cancel_reason text,
  completed_at timestamptz,
  ics_uid text not null default gen_random_uuid()::text || '@bookfast',
  ics_sequence integer not null default 0,
  created_by text not null default app.actor(),
  created_at timestamptz not null default app.now(),
  updated_at timestamptz not null default app.now(),

  constraint bookings_pkey primary key (booking_id, organization_id),
  constraint bookings_reference_is_unique unique (organization_id, reference),
  constraint bookings_are_of_an_offered_service foreign key (practitioner_id, service_id, organization_id)
  references app.practitioner_services (practitioner_id, service_id, organization_id) on delete restrict,
  constraint bookings_have_a_client foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint bookings_may_be_of_a_series foreign key (series_id, organization_id)
  references app.booking_series (series_id, organization_id) on delete restrict,
  constraint bookings_recur_within_a_series check (recurrence_id is null or series_id is not null),
  constraint bookings_have_a_claim foreign key (claim_id, organization_id)
  references app.slot_claims (claim_id, organization_id) on delete restrict,
  constraint bookings_start_before_end check (starts_at < ends_at),
  constraint bookings_status_is_known check (status in ('pending', 'confirmed', 'rescheduled', 'cancelled', 'completed', 'no_show')),
  constraint bookings_hold_a_claim_unless_cancelled check ((status = 'cancelled') = (claim_id is null)),
  constraint bookings_cancelled_says_when_and_by_whom check (
    (status = 'cancelled') = (cancelled_at is not null) and (status = 'cancelled') = (cancelled_by is not null)
  ),
  constraint bookings_cancelled_by_a_known_party check (cancelled_by in ('client', 'practitioner', 'system')),
  constraint bookings_completed_says_when check ((status = 'completed') = (completed_at is not null)),
  constraint bookings_pending_expire check ((status = 'pending') <= (approval_expires_at is not null)),
  constraint bookings_are_billed_whole_or_not check (num_nulls(billing_code, billing_units, billing_modifiers, billing_place) in (0, 4)),
  constraint bookings_note_is_short check (length(note) <= 2000),
  constraint bookings_cancel_reason_is_short check (length(cancel_reason) <= 2000),
  -- A client is not in two places at once.
  constraint bookings_client_is_in_one_place exclude using gist (
    organization_id with =, client_id with =, tstzrange(starts_at, ends_at) with &&
  ) where (status in ('pending', 'confirmed', 'rescheduled') and not client_may_overlap)
);

comment on table app.bookings is
  'Keeps its id, ics_uid and links when it is rescheduled.  completed, no_show and cancelled are final.  The client''s details are those given for this'
  ' booking; clients has the ones the organization keeps.';
comment on column app.bookings.reference is 'Short, for people, unique in the organization; no secret.';
comment on column app.bookings.claim_id is 'The time it occupies; null once cancelled.';
comment on column app.bookings.recurrence_id is
  'The wall time of the rule''s instance in the series'' zone (RFC 5545, RECURRENCE-ID), also once it has moved; null: not by a rule.';
comment on column app.bookings.ics_uid is 'Of the series for what its rule has, otherwise the booking''s own.';
comment on column app.bookings.client_may_overlap is 'Of the service at the time of booking, or set by overbooking.';
comment on column app.bookings.outside_hours is 'Whether it was kept on purpose when the hours around it went away; until it moves.';
comment on column app.bookings.overrides is 'What the practitioner set differently for this booking: {billing: {code, units, modifiers, place}}; null: nothing.';
comment on column app.bookings.billing_code is 'How the session is billed (TS-8), derived when it was booked; null: the service has no code.';
comment on column app.bookings.ics_sequence is 'RFC 5546 SEQUENCE: rises with every change of time or status that calendars must know.';
comment on column app.bookings.cancelled_by is 'client, practitioner (or an admin) or system (an approval that never came).';

create index bookings_by_practitioner on app.bookings (practitioner_id, starts_at);
create index bookings_by_practitioner_and_change on app.bookings (practitioner_id, updated_at);
create index bookings_by_organization on app.bookings (organization_id, starts_at);
create index bookings_by_client on app.bookings (client_id, starts_at);
create index bookings_pending_by_expiry on app.bookings (approval_expires_at) where status = 'pending';
create unique index bookings_by_series_one_for_each_instance on app.bookings (series_id, recurrence_id) where series_id is not null;
create index bookings_by_claim on app.bookings (claim_id);

alter table app.bookings enable row level security;

-- sql/bookings/guard_booking.sql
-- guard_booking: no code path goes round the state machine.
--
-- Room:   bookings
-- Reads:  app.booking_transitions
-- Raises: PT409 illegal_transition
create function app.guard_booking()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_from text := case when tg_op = 'INSERT' then 'new' else old.status end;
  v_moved boolean := tg_op = 'UPDATE' and (new.starts_at, new.ends_at) is distinct from (old.starts_at, old.ends_at);
begin
  if (v_from <> new.status or v_moved) and not exists (
    select from app.booking_transitions as t
    where t.from_status = v_from
      and t.to_status = new.status
      and (t.action = 'reschedule') = v_moved
  ) then
    perform app.fail(
      'illegal_transition', format('A booking that is %s cannot become %s%s.', v_from, new.status, case when v_moved then ' at another time' else '' end),
      'Reload the booking to see its present state.'
    );
  end if;
  if tg_op = 'UPDATE' then
    -- The clock stands where the transaction began, which may be before a change that it waited for.
    new.updated_at := greatest(old.updated_at, app.now());
    if v_from <> new.status or v_moved then
      new.ics_sequence := old.ics_sequence + 1;
    end if;
  end if;
  return new;
end;
$$;

comment on function app.guard_booking() is 'Trigger: refuses what app.booking_transitions does not have, and keeps updated_at and ics_sequence.';

create trigger _100_guard before insert or update on app.bookings
for each row execute function app.guard_booking();

-- sql/bookings/told_changes.sql
-- told_changes: of several changes of a series, what its parties are told.
--
-- Room: bookings
create function app.known_time(p_change jsonb, p_as text)
returns jsonb
language sql
immutable
security invoker
set search_path = ''
as $$
  select case
    when p_change ->> 'previous_starts_at' is null then '{}'
    when p_as = 'previous' then jsonb_build_object('previous_starts_at', p_change -> 'previous_starts_at', 'previous_ends_at', p_change -> 'previous_ends_at')
    else jsonb_build_object(
      'starts_at', p_change -> 'previous_starts_at', 'ends_at', p_change -> 'previous_ends_at', 'previous_starts_at', null, 'previous_ends_at', null
    )
  end;
$$;

comment on function app.known_time(jsonb, text) is 'The time before a change, which its recipient knows, as the previous time or as the present one; {} where there is none.';

create function app.told_changes(p_changes jsonb, p_recipient text)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  with ordered as (
    select c.change, c.change ->> 'booking_id' as booking_id, c.position
    from jsonb_array_elements(p_changes) with ordinality as c (change, position)
  ), each as (
    select
      max(o.position) as position,
      (array_agg(o.change order by o.position desc))[1] as last,
      (array_agg(o.change ->> 'change' order by o.position))[1] as first,
      bool_or(o.change ->> 'change' = 'approved') as approved,
      (array_agg(o.change order by o.position) filter (where o.change ->> 'change' = 'rescheduled'))[1] as moved
    from ordered as o
    group by o.booking_id
  ), told as (
    select e.position, case
      -- Never heard of: the first news, with the newest times.
      when e.last ->> 'change' = 'rescheduled' and e.first in ('confirmed', 'pending')
        then e.last || '{"change": "confirmed", "previous_starts_at": null, "previous_ends_at": null}'
      when e.last ->> 'change' = 'rescheduled' and e.approved then e.last || '{"change": "approved"}' || app.known_time(e.moved, 'previous')
      when e.last ->> 'change' = 'rescheduled' then e.last || app.known_time(e.moved, 'previous')
      -- What ends, ends at the time that the recipient knows.
      when e.last ->> 'status' = 'cancelled' and e.first not in ('confirmed', 'pending') and e.moved is not null then e.last || app.known_time(e.moved, 'present')
      else e.last
    end as change
    from each as e
    where not (e.first in ('confirmed', 'pending') and e.last ->> 'status' = 'cancelled' and e.last ->> 'cancelled_by' = p_recipient)
  )
  select coalesce(jsonb_agg(t.change order by t.position), '[]')
  from told as t
  where (t.change ->> 'change', (t.change ->> 'previous_starts_at')::timestamptz) is distinct from ('rescheduled', (t.change ->> 'starts_at')::timestamptz);
$$;

comment on function app.told_changes(jsonb, text) is
  'Of several changes of a series'' bookings, in order, what the recipient is told: one for each booking, from what was known to what is; none for those that are as they were.';

-- sql/bookings/told_message.sql
-- told_message: what a message says, with what those it supersedes had to say.
--
-- Room: bookings
create function app.told_message(p_event app.outbox_events)
returns app.outbox_events
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_event app.outbox_events := p_event;
  v_kinds text[];
begin
  if p_event.carried is null then
    return p_event;
  end if;
  if p_event.topic like 'series.%' then
    v_event.data := p_event.data || jsonb_build_object('changes', app.told_changes((p_event.carried -> 'changes') || (p_event.data -> 'changes'), p_event.recipient));
    select array_agg(distinct c ->> 'change') into v_kinds from jsonb_array_elements(v_event.data -> 'changes') as c;
    v_event.topic := 'series.' || case when cardinality(v_kinds) = 1 then v_kinds[1] else 'changed' end;
  elsif p_event.topic = 'booking.rescheduled' and p_event.carried -> 'unheard' = 'true' then
    v_event.topic := 'booking.confirmed';
    v_event.data := p_event.data || '{"previous_starts_at": null, "previous_ends_at": null}';
  elsif p_event.topic = 'booking.rescheduled' then
    v_event.topic := case when p_event.carried -> 'approved' = 'true' then 'booking.approved' else p_event.topic end;
    v_event.data := p_event.data || app.known_time(p_event.carried, 'previous');
  elsif p_event.data ->> 'status' = 'cancelled' and p_event.carried -> 'unheard' = 'false' then
    v_event.data := p_event.data || app.known_time(p_event.carried, 'present');
  end if;
  return v_event;
end;
$$;

comment on function app.told_message(app.outbox_events) is
  'The message as it is sent: from what the recipient knows to what is.  Whoever never heard of a booking is told of it, not of its move; what ends, ends at'
  ' the time that the recipient knows.';

-- sql/bookings/announce_change.sql
-- announce_change: a change of a booking supersedes what its parties were not yet told of it.
--
-- Room:   bookings
-- Reads:  app.organizations
-- Writes: app.outbox_events, app.audit_log
create function app.quiet_until(p_organization_id uuid, p_first_start timestamptz)
returns timestamptz
language sql
stable
security invoker
set search_path = ''
as $$
  -- A tenth of the time that is left at most, so that the last hour is not spent waiting.
  select app.now() + greatest(interval '0', least(make_interval(secs => o.message_quiet_seconds), (p_first_start - app.now()) / 10))
  from app.organizations as o
  where o.organization_id = p_organization_id;
$$;

comment on function app.quiet_until(uuid, timestamptz) is
  'Until when a message about a change of time waits for the next change.  p_first_start: the earlier of the old and the new time.';

create function app.useless_after(p_starts_at timestamptz)
returns timestamptz
language sql
stable
security invoker
set search_path = ''
as $$
  select case when p_starts_at > app.now() then p_starts_at end;
$$;

comment on function app.useless_after(timestamptz) is
  'When a message about a booking means nothing any more: at its start; null for what is said later, such as that it took place.';

create function app.announce_change(p_before app.bookings, p_after app.bookings, p_topic text, p_recipient text, p_data jsonb)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_carried jsonb := app.supersede_messages(p_after.booking_id, p_recipient);
  v_unheard boolean := coalesce((v_carried -> 'unheard')::boolean, false);
  v_news boolean := v_unheard or coalesce((v_carried -> 'approved')::boolean, false);
  v_event app.outbox_events;
begin
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data, carried, useless_after, next_attempt_at)
  values (
    p_after.organization_id, p_topic, p_recipient, p_after.booking_id, p_data, v_carried, app.useless_after(p_after.starts_at),
    case
      when p_topic = 'booking.rescheduled' and not v_news then app.quiet_until(p_after.organization_id, least(p_before.starts_at, p_after.starts_at))
      else app.now()
    end
  )
  returning * into v_event;
  if v_unheard and p_after.status = 'cancelled' and p_after.cancelled_by = p_recipient then
    perform app.end_message(v_event, 'dropped', 'Made and ended by the recipient''s own side before anything was sent.');
  elsif not v_news and p_topic = 'booking.rescheduled'
    and ((v_carried ->> 'previous_starts_at')::timestamptz, (v_carried ->> 'previous_ends_at')::timestamptz) = (p_after.starts_at, p_after.ends_at) then
    perform app.end_message(v_event, 'dropped', 'The change was taken back before anything was sent.');
  end if;
end;
$$;

comment on function app.announce_change(app.bookings, app.bookings, text, text, jsonb) is
  'Writes one party''s message.  Changes of time wait for the quiet period, all else leaves at once.  Where nothing is left to be told, the message is'
  ' written and dropped: not in a mail, but in the log and in the app.';

-- sql/bookings/announce_series.sql
-- announce_series: one message about everything that one transaction changes in a series.
--
-- Room:   bookings
-- Reads:  app.organizations, app.practitioners
-- Writes: app.booking_series, app.outbox_events, app.audit_log
create function app.announced_parties(p_booking app.bookings)
returns setof text
language sql
stable
security invoker
set search_path = ''
as $$
  select r.recipient
  from (values ('client'), ('practitioner')) as r (recipient)
  where r.recipient = 'client'
    or exists (select from app.practitioners as p where p.practitioner_id = p_booking.practitioner_id and p.member_id is not null);
$$;

comment on function app.announced_parties(app.bookings) is 'Who is told of a booking: the client, and the practitioner where a member stands behind the profile.';

create function app.announce_series(p_before app.bookings, p_after app.bookings, p_topic text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_topic text := 'series.' || split_part(p_topic, '.', 2);
  v_change jsonb := jsonb_build_object(
    'booking_id', p_after.booking_id, 'reference', p_after.reference, 'change', split_part(p_topic, '.', 2), 'status', p_after.status,
    'starts_at', p_after.starts_at, 'ends_at', p_after.ends_at, 'previous_starts_at', p_before.starts_at, 'previous_ends_at', p_before.ends_at,
    'approval_expires_at', p_after.approval_expires_at, 'cancelled_by', p_after.cancelled_by, 'cancel_reason', p_after.cancel_reason
  );
begin
  -- SEQUENCE rises once for all that a transaction changes; what makes the series is its beginning, 0.
  if p_before.booking_id is not null then
    update app.booking_series as s
    set ics_sequence = s.ics_sequence + 1
    where (s.series_id, s.organization_id) = (p_after.series_id, p_after.organization_id)
      and not exists (
        select from app.outbox_events as e where e.subject_id = s.series_id and e.recipient = 'client' and e.transaction_id = pg_current_xact_id()
      );
  end if;
  insert into app.outbox_events as e (organization_id, topic, recipient, subject_id, transaction_id, data, carried, useless_after, next_attempt_at)
  select
    p_after.organization_id, v_topic, r.recipient, p_after.series_id, pg_current_xact_id(),
    jsonb_build_object('changes', jsonb_build_array(v_change), 'changed_at', p_after.updated_at), r.carried, app.useless_after(p_after.starts_at),
    case
      when p_topic = 'booking.rescheduled' and coalesce(r.carried @> '{"unheard": false, "approved": false}', true)
        then app.quiet_until(p_after.organization_id, least(p_before.starts_at, p_after.starts_at))
      else app.now()
    end
  from (
    select recipient, case when p_before.booking_id is not null then app.supersede_messages(p_after.series_id, recipient) end as carried
    from app.announced_parties(p_after) as recipient
  ) as r
  on conflict (subject_id, recipient, transaction_id) where transaction_id is not null do update
  set topic = case when e.topic = excluded.topic then e.topic else 'series.changed' end,
      data = e.data || jsonb_build_object('changes', e.data -> 'changes' || v_change),
      useless_after = greatest(e.useless_after, excluded.useless_after),
      next_attempt_at = least(e.next_attempt_at, excluded.next_attempt_at);
end;
$$;

comment on function app.announce_series(app.bookings, app.bookings, text) is
  'Tells each party once for each transaction, whatever it changes: the first change writes the message, the others add to its data.changes'
  ' [{booking_id, reference, change, status, starts_at, ends_at, previous_starts_at, previous_ends_at, approval_expires_at, cancelled_by, cancel_reason}].  The'
  ' calendar of the whole series is joined when a worker claims it.';

-- sql/bookings/announce_booking.sql
-- announce_booking: tell both parties, in the transaction of the change.
--
-- Room:   bookings
-- Reads:  app.practitioners
-- Writes: app.outbox_events, app.booking_series, app.audit_log
create function app.booking_topic(p_before app.bookings, p_after app.bookings)
returns text
language sql
stable
security invoker
return case
  when (p_before).booking_id is null then 'booking.' || p_after.status
  when (p_before.starts_at, p_before.ends_at) <> (p_after.starts_at, p_after.ends_at) then 'booking.rescheduled'
  when p_before.status = p_after.status then null
  when p_before.status = 'pending' and p_after.status = 'confirmed' then 'booking.approved'
  when p_after.status = 'cancelled' and p_after.cancelled_by = 'system' then 'booking.expired'
  when p_after.status = 'cancelled' and p_before.status = 'pending' and p_after.cancelled_by = 'practitioner' then 'booking.declined'
  when p_after.status = 'cancelled' then 'booking.cancelled'
end;

comment on function app.booking_topic(app.bookings, app.bookings) is 'What the parties are told about a change, or null: attendance is nobody''s mail.';

create function app.announce_booking()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_before app.bookings := case when tg_op = 'UPDATE' then old end;
  v_topic text := app.booking_topic(v_before, new);
  v_data jsonb;
  v_recipient text;
begin
  if v_topic is null then
    return null;
  end if;
  if new.recurrence_id is not null then
    perform app.announce_series(v_before, new, v_topic);
    return null;
  end if;
  v_data := jsonb_build_object(
    'status', new.status, 'starts_at', new.starts_at, 'ends_at', new.ends_at,
    'previous_starts_at', v_before.starts_at, 'previous_ends_at', v_before.ends_at,
    'ics_sequence', new.ics_sequence, 'changed_at', new.updated_at
  );
  if tg_op = 'INSERT' then
    insert into app.outbox_events (organization_id, topic, recipient, subject_id, data, useless_after)
    select new.organization_id, v_topic, recipient, new.booking_id, v_data, app.useless_after(new.starts_at) from app.announced_parties(new) as recipient;
  else
    for v_recipient in select app.announced_parties(new) loop
      perform app.announce_change(v_before, new, v_topic, v_recipient, v_data);
    end loop;
  end if;
  return null;
end;
$$;

comment on function app.announce_booking() is
  'Trigger: one message to each party; about a booking that a rule made, one about its series.  What must not move under the message is in'
  ' data; names and addresses are added when a worker claims it.';

create trigger _800_announce after insert or update on app.bookings
for each row execute function app.announce_booking();

-- sql/bookings/announce_completion.sql
-- announce_completion: tell both parties that an appointment took place, and ask the client how it was.
--
-- Room:   bookings
-- Reads:  app.organizations, app.practitioners
-- Writes: app.outbox_events
create function app.asks_for_reviews(p_organization_id uuid)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select coalesce(o.ask_for_reviews, o.profile <> 'therapy') from app.organizations as o where o.organization_id = p_organization_id;
$$;

comment on function app.asks_for_reviews(uuid) is 'Whether the organization asks its clients for reviews.';

create function app.announce_completion()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, useless_after, data)
  select
    new.organization_id,
    -- One mail, not two: the question says that the appointment took place.
    case when recipient = 'client' and app.asks_for_reviews(new.organization_id) then 'booking.review_requested' else 'booking.completed' end,
    recipient, new.booking_id, new.ends_at + interval '14 days',
    jsonb_build_object(
      'status', new.status, 'starts_at', new.starts_at, 'ends_at', new.ends_at, 'ics_sequence', new.ics_sequence, 'changed_at', new.updated_at
    )
  from app.announced_parties(new) as recipient
  -- Whoever brings old records up to date tells nobody.
  where new.ends_at > app.now() - interval '14 days';
  return null;
end;
$$;

comment on function app.announce_completion() is
  'Trigger: one message to each party, about the booking itself also where a rule made it, since no calendar changes.';

create trigger _800_announce_completion after update on app.bookings
for each row when (new.status = 'completed' and old.status <> 'completed') execute function app.announce_completion();

-- sql/bookings/audit_booking.sql
-- audit_booking: one entry for each change of a booking (BM-R9).
--
-- Room:   bookings
-- Writes: app.audit_log
create function app.audit_booking()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_before app.bookings := case when tg_op <> 'INSERT' then old end;
begin
  if tg_op = 'DELETE' then
    perform app.record(old.organization_id, 'booking.deleted', old.booking_id::text, to_jsonb(old), null);
  else
    perform app.record(
      new.organization_id,
      coalesce(
        case when tg_op = 'INSERT' then 'booking.created' end,
        app.booking_topic(v_before, new),
        case when v_before.status is distinct from new.status then 'booking.' || new.status end,
        'booking.changed'
      ),
      new.booking_id::text,
      case when tg_op = 'UPDATE' then jsonb_strip_nulls(to_jsonb(old)) end,
      jsonb_strip_nulls(to_jsonb(new))
    );
  end if;
  return null;
end;
$$;

comment on function app.audit_booking() is
  'Trigger.  Actions: booking.created, .approved, .declined, .expired, .rescheduled, .cancelled, .completed, .no_show, .changed, .deleted;'
  ' before and after are the rows without their nulls.';

create trigger _900_audit after insert or update or delete on app.bookings
for each row execute function app.audit_booking();

-- sql/bookings/guard_stranded.sql
-- guard_stranded: hours do not vanish under bookings (CP-3.3, CP-3.4).
--
-- Room:   bookings
-- Reads:  app.bookings, app.slot_claims, app.availability_rules, app.availability_exceptions
-- Locks:  the practitioner
-- Raises: PT409 rule_in_use
create type app.hours_taken as (everything boolean, span tstzrange, weekday integer);

comment on type app.hours_taken is 'Where a change may have taken hours away: everywhere, within a span, or on a weekday (ISO 8601).';

create function app.hours_taken(p_table text, p_old jsonb, p_new jsonb)
returns app.hours_taken
language sql
stable
security invoker
set search_path = ''
as $$
  select row(
    p_table = 'practitioners',
    (
      select range_merge(range_agg(taken.span))
      from (values (p_old, 'extra_hours'), (p_new, 'time_off')) as side (row, kind)
      cross join lateral (select tstzrange((side.row ->> 'starts_at')::timestamptz, (side.row ->> 'ends_at')::timestamptz) as span) as taken
      where side.row ->> 'kind' = side.kind
    ),
    (p_old ->> 'weekday')::integer
  )::app.hours_taken;
$$;

comment on function app.hours_taken(text, jsonb, jsonb) is 'What a change of a rule, an exception or a practitioner''s zone may have taken away.';

create function private.guard_stranded()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_practitioner_id uuid := coalesce(new.practitioner_id, old.practitioner_id);
  v_taken app.hours_taken := app.hours_taken(tg_table_name, to_jsonb(old), to_jsonb(new));
  v_zone text := (select p.time_zone from app.practitioners as p where p.practitioner_id = v_practitioner_id);
  v_stranded text;
begin
  -- change_availability counts and treats the stranded bookings itself.
  if current_setting('app.stranded', true) = 'counted' then
    return null;
  end if;
  perform app.lock_practitioner(v_practitioner_id);
  select string_agg(
    format('%s on %s', b.reference, to_char(b.starts_at at time zone v_zone, 'YYYY-MM-DD HH24:MI')), ', ' order by b.starts_at
  )
  into v_stranded
  from app.bookings as b
  cross join lateral (
    select
      (b.starts_at at time zone v_zone)::date as first_day,
      (b.ends_at at time zone v_zone)::date as last_day,
      tstzrange(b.starts_at, b.ends_at) as span
  ) as at
  where b.practitioner_id = v_practitioner_id
    and b.starts_at > app.now()
    and b.status in ('pending', 'confirmed', 'rescheduled')
    and not b.overbooked
    -- Only what this change touches: a booking that stood outside the hours before is no reason to refuse.
    and (
      v_taken.everything
      or v_taken.span && at.span
      or v_taken.weekday in (extract(isodow from at.first_day), extract(isodow from at.last_day))
    )
    and (
      at.span <@ (
        select range_agg(w.opens) from app.availability_windows(v_practitioner_id, v_zone, at.first_day - 1, at.last_day) as w
      ) is not true
      or not isempty(app.time_off(v_practitioner_id, at.span))
    );
  if v_stranded is not null then
    perform app.fail(
      'rule_in_use', format('Bookings would be left outside the hours: %s.', v_stranded), 'Move or cancel them first, or use change_availability and say how to treat them.'
    );
  end if;
  return null;
end;
$$;

comment on function private.guard_stranded() is
  'Trigger, after a change of hours, exceptions or time zone: refuses it when a coming booking no longer fits, and names each with reference and local time.'
  '  Definer, since a practitioner''s bookings count whoever changes the hours.';

create trigger _200_guard_stranded after update or delete on app.availability_rules
for each row execute function private.guard_stranded();

create trigger _200_guard_stranded after insert or update or delete on app.availability_exceptions
for each row execute function private.guard_stranded();

create trigger _200_guard_stranded after update of time_zone on app.practitioners
for each row when (new.time_zone <> old.time_zone) execute function private.guard_stranded();

-- sql/bookings/guard_seats.sql
-- guard_seats: seats do not vanish under those who have booked them.
--
-- Room:   bookings
-- Reads:  app.bookings, app.slot_claims, app.practitioner_services, app.practitioners
-- Locks:  the practitioner, or all who offer the service
-- Raises: PT409 rule_in_use
create function app.slots_with_more_takers(p_practitioner_ids uuid[], p_service_number integer, p_capacity integer)
returns table (span tstzrange, time_zone text, told text)
language sql
stable
security invoker
set search_path = ''
as $$
  select c.slot, p.time_zone, format(
    '%s on %s (%s)', count(*), to_char(lower(c.slot) at time zone p.time_zone, 'YYYY-MM-DD HH24:MI'),
    string_agg(coalesce(b.reference, 'held'), ', ' order by b.reference)
  )
  from app.slot_claims as c
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (c.practitioner_id, c.organization_id)
  left join app.bookings as b on (b.claim_id, b.organization_id) = (c.claim_id, c.organization_id)
  where c.practitioner_id = any (p_practitioner_ids)
    and c.blocked && tstzrange(app.now(), null) and lower(c.slot) > app.now() and not c.overbooked
    and (p_service_number is null or c.service_number = p_service_number)
    and (c.expires_at is null or c.expires_at > app.now())
  group by c.practitioner_id, c.slot_key, c.slot, p.time_zone
  having count(*) > p_capacity;
$$;

comment on function app.slots_with_more_takers(uuid[], integer, integer) is
  'The coming slots, of a service or of all, that have more than p_capacity takers; told: how many, when, and the bookings.';

create function private.guard_seats()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_practitioner_ids uuid[];
  v_overfull text;
begin
  if tg_table_name = 'services' then
    -- A statement of its own: the one that counts must see what was committed while this waited.
    v_practitioner_ids := app.lock_practitioners_of_service(new.service_id);
    select string_agg(s.told, '; ' order by s.span)
    into v_overfull
    from app.slots_with_more_takers(v_practitioner_ids, new.service_number, new.capacity) as s;
  else
    perform app.lock_practitioner(new.practitioner_id);
    -- A slot has no more seats than the narrowest of the windows that it lies in, wherever it begins.
    select string_agg(s.told, '; ' order by s.span)
    into v_overfull
    from app.slots_with_more_takers(array[new.practitioner_id], null, new.capacity) as s
    where case tg_table_name
      when 'availability_exceptions' then s.span && tstzrange((to_jsonb(new) ->> 'starts_at')::timestamptz, (to_jsonb(new) ->> 'ends_at')::timestamptz)
      else exists (
        select from app.rule_windows(jsonb_populate_record(null::app.availability_rules, to_jsonb(new)), s.span, s.time_zone) as w where w && s.span
      )
    end;
  end if;
  if v_overfull is not null then
    perform app.fail('rule_in_use', format('More seats are taken already: %s.', v_overfull), 'Move or cancel some of these bookings first.');
  end if;
  return null;
end;
$$;

comment on function private.guard_seats() is 'Trigger: refuses fewer seats than coming slots have takers, naming them.  Definer, since claims are no role''s to read.';

create trigger _200_guard_seats after update of capacity on app.services
for each row when (new.capacity < old.capacity) execute function private.guard_seats();

create trigger _200_guard_seats after insert or update on app.availability_rules
for each row when (new.capacity is not null) execute function private.guard_seats();

create trigger _200_guard_seats after insert or update on app.availability_exceptions
for each row when (new.kind = 'extra_hours' and new.capacity is not null) execute function private.guard_seats();

-- sql/bookings/guard_resource.sql
-- guard_resource: a room does not vanish under bookings.
--
-- Room:   bookings
-- Reads:  app.bookings, app.practitioners, app.resource_claims, app.slot_claims
-- Locks:  the organization's resources
-- Raises: PT409 rule_in_use
create function private.guard_resource()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_stranded text;
begin
  perform app.lock_resources(old.organization_id);
  select string_agg(format('%s on %s', coalesce(b.reference, 'a time held'), to_char(lower(c.slot) at time zone p.time_zone, 'YYYY-MM-DD HH24:MI')), ', ' order by c.slot)
  into v_stranded
  from app.resource_claims as rc
  join app.slot_claims as c on (c.claim_id, c.organization_id) = (rc.claim_id, rc.organization_id)
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (c.practitioner_id, c.organization_id)
  left join app.bookings as b on (b.claim_id, b.organization_id) = (c.claim_id, c.organization_id)
  where (rc.organization_id, rc.resource_id) = (old.organization_id, old.resource_id)
    and upper(c.slot) > app.now() and (c.expires_at is null or c.expires_at > app.now());
  if v_stranded is not null then
    perform app.fail('rule_in_use', format('“%s” is booked: %s.', old.name, v_stranded), 'Move or cancel these bookings first; what is only held comes free within minutes.');
  end if;
  return new;
end;
$$;

comment on function private.guard_resource() is 'Trigger: refuses to archive a resource, or make another kind of it, while coming bookings or holds have it.'
  '  Definer, since claims are no role''s to read.';

create trigger _100_guard before update of kind, archived_at on app.resources
for each row when (new.kind <> old.kind or new.archived_at is not null and old.archived_at is null) execute function private.guard_resource();

-- sql/bookings/guard_needs.sql
-- guard_needs: when a service needs something else, its coming bookings get that too, or the change is refused.
--
-- Room:   bookings
-- Reads:  app.bookings, app.services, app.slot_claims
-- Writes: app.resource_claims, app.slot_claims
-- Locks:  the practitioners who offer the service, the organization's resources, then the claims of the service
-- Raises: PT409 rule_in_use
create function private.guard_needs()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_need app.service_needs := coalesce(new, old);
  v_claim app.slot_claims;
  v_stranded text[] := '{}';
begin
  perform app.lock_practitioners_of_service(v_need.service_id);
  perform app.lock_resources(v_need.organization_id);
  for v_claim in
    select c.*
    from app.slot_claims as c
    join app.services as s on s.service_number = c.service_number
    where (s.service_id, s.organization_id) = (v_need.service_id, v_need.organization_id)
      and c.organization_id = v_need.organization_id and upper(c.slot) > app.now() and (c.expires_at is null or c.expires_at > app.now())
    order by lower(c.slot), c.claim_id
    for update of c
  loop
    if not app.take_resources(v_claim) then
      v_stranded := v_stranded || format('%s on %s', coalesce(
        (select b.reference from app.bookings as b where (b.claim_id, b.organization_id) = (v_claim.claim_id, v_claim.organization_id)), 'a time held'
      ), to_char(lower(v_claim.slot) at time zone (
        select p.time_zone from app.practitioners as p where p.practitioner_id = v_claim.practitioner_id
      ), 'YYYY-MM-DD HH24:MI'));
    end if;
  end loop;
  if v_stranded <> '{}' then
    perform app.fail(
      'rule_in_use', format('Not enough of the kind “%s” is free for coming bookings: %s.', v_need.kind, array_to_string(v_stranded, ', ')),
      'Add more of that kind, or move or cancel these bookings first.'
    );
  end if;
  return null;
end;
$$;

comment on function private.guard_needs() is
  'Trigger, after a change of what a service needs: coming bookings and holds get it in the order of their times, or give back what is no longer needed.  Refused when one'
  ' cannot, naming it.  Definer, since claims are no role''s to write.';

create trigger _200_guard after insert or update of quantity or delete on app.service_needs
for each row execute function private.guard_needs();

-- sql/bookings/policies.sql
-- policies: a practitioner sees the own bookings, an admin all of the organization, a client the own.
--
-- Room: bookings
create policy bookings_select_by_party on app.bookings for select to authenticated
using (
  practitioner_id = any ((select private.readable_practitioner_ids())::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
  or client_id = any ((select private.my_client_ids())::uuid[])
);
grant select on app.bookings to authenticated, service_role;

create policy booking_series_select_by_party on app.booking_series for select to authenticated
using (exists (
  select from app.bookings as b
  where (b.series_id, b.organization_id) = (booking_series.series_id, booking_series.organization_id)
));
grant select on app.booking_series to authenticated, service_role;

create policy clients_select_by_self on app.clients for select to authenticated
using (user_id = (select auth.uid()));
create policy clients_select_by_admin on app.clients for select to authenticated
using (organization_id = any ((select private.organizations_where('clients:manage'))::uuid[]));
-- The own ones: assigned to the practitioner, or booked with.
create policy clients_select_by_practitioner on app.clients for select to authenticated
using (
  organization_id = any ((select private.organizations_where('view_clients'))::uuid[])
  and (
    exists (
      select from app.client_assignments as a
      where (a.client_id, a.organization_id) = (clients.client_id, clients.organization_id)
        and a.ended_at is null
        and a.practitioner_id = any ((select private.readable_practitioner_ids())::uuid[])
    )
    or exists (
      select from app.bookings as b
      where (b.client_id, b.organization_id) = (clients.client_id, clients.organization_id)
        and b.practitioner_id = any ((select private.readable_practitioner_ids())::uuid[])
    )
  )
);
create policy clients_update_by_admin on app.clients for update to authenticated
using (organization_id = any ((select private.organizations_where('clients:manage'))::uuid[]))
with check (organization_id = any ((select private.organizations_where('clients:manage'))::uuid[]));
grant select on app.clients to authenticated, service_role;
grant update (name, email, phone, time_zone, locale, archived_at) on app.clients to authenticated;

create policy client_assignments_select_by_party on app.client_assignments for select to authenticated
using (
  practitioner_id = any ((select private.readable_practitioner_ids())::uuid[])
  or organization_id = any ((select private.organizations_where('clients:manage'))::uuid[])
  or client_id = any ((select private.my_client_ids())::uuid[])
);
grant select on app.client_assignments to authenticated, service_role;

create policy audit_log_select_by_admin on app.audit_log for select to authenticated
using (organization_id = any ((select private.organizations_where('audit:read'))::uuid[]));
grant select on app.audit_log to authenticated, service_role;
create policy audit_personal_select_by_admin on app.audit_personal for select to authenticated
using (organization_id = any ((select private.organizations_where('audit:read'))::uuid[]));
grant select on app.audit_personal to authenticated, service_role;

-- sql/bookings/views.sql
-- views: bookings, clients and the audit log as the Data API shows them.
--
-- Room:   bookings
-- Reads:  app.bookings, app.practitioners, app.services, app.clients, app.client_assignments, app.booking_series, app.audit_log, app.audit_personal
-- Raises: PT403 not_allowed
create view api.bookings with (security_invoker = true) as
select
  b.booking_id, b.organization_id, b.reference, b.status, b.starts_at, b.ends_at,
  b.practitioner_id, p.display_name as practitioner_name, p.time_zone,
  b.service_id, s.name as service_name,
  b.client_id, b.client_name, b.client_email, b.client_phone, b.client_time_zone, b.client_locale, b.consented_at,
  b.series_id, b.recurrence_id, b.note, b.overbooked, b.outside_hours, b.overrides, b.billing_code, b.billing_units, b.billing_modifiers, b.billing_place,
  b.approval_expires_at,
  b.cancelled_at, b.cancelled_by, b.cancel_reason, b.completed_at,
  b.ics_uid, b.ics_sequence, b.created_by, b.created_at, b.updated_at
from app.bookings as b
left join app.practitioners as p on (p.practitioner_id, p.organization_id) = (b.practitioner_id, b.organization_id)
left join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id);

comment on view api.bookings is
  'The caller''s bookings: a practitioner''s own, an organization''s for its admins, a client''s own.  time_zone is the practitioner''s.  Changed by verbs only.';
grant select on api.bookings to authenticated, service_role;

create function app.bookings_change_by_verbs()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform app.fail('not_allowed', 'Bookings are changed by verbs only.', 'Use create_booking, reschedule_booking, cancel_booking and the like.');
  return null;
end;
$$;

comment on function app.bookings_change_by_verbs() is
  'Trigger: refuses every direct write.  No role has the privilege either; but for a view that nobody could write, Postgres would not even look at'
  ' privileges and answer with an error of its own, a 500 over HTTP.';

create trigger _100_by_verbs_only instead of insert or update or delete on api.bookings
for each row execute function app.bookings_change_by_verbs();

create view api.booking_series with (security_invoker = true) as
select
  s.series_id, s.organization_id, s.practitioner_id, s.service_id, s.client_id, s.recurrence, s.starts_local, s.time_zone, s.created_by, s.created_at
from app.booking_series as s;

comment on view api.booking_series is 'The series of the caller''s bookings.';
grant select on api.booking_series to authenticated, service_role;

create view api.clients with (security_invoker = true) as
select
  c.client_id, c.organization_id, c.user_id, c.name, c.email, c.phone, c.time_zone, c.locale, c.onboarding_status, c.archived_at, c.created_at,
  (
    select a.practitioner_id from app.client_assignments as a
    where (a.client_id, a.organization_id) = (c.client_id, c.organization_id) and a.ended_at is null
  ) as practitioner_id
from app.clients as c;

comment on view api.clients is
  'A practitioner''s own clients, an organization''s for its admins, oneself.  Admins may update name, email, phone, time_zone, locale and archived_at.';
grant select, update (name, email, phone, time_zone, locale, archived_at) on api.clients to authenticated;
grant select on api.clients to service_role;

create view api.audit_log with (security_invoker = true) as
select
  a.entry_id, a.organization_id, a.at, coalesce(p.actor, a.actor) as actor, a.action, a.entity, a.entity_id,
  a.before || coalesce(p.before, '{}') as before, a.after || coalesce(p.after, '{}') as after
from app.audit_log as a
left join app.audit_personal as p on (p.entry_id, p.organization_id) = (a.entry_id, a.organization_id)
where (select app.list_required(array['audit:read']));

comment on view api.audit_log is 'What happened in the organization, for those with audit:read; refused to those who have it nowhere.  Nobody can change it; what it says of a person goes when the person is erased.';
grant select on api.audit_log to authenticated, service_role;

-- sql/bookings/rosters.sql
-- rosters: who comes to a session of several seats.
--
-- Room:  bookings
-- Reads: app.bookings, app.practitioners, app.services
create view api.rosters with (security_invoker = true) as
select
  b.organization_id, b.practitioner_id, p.display_name as practitioner_name, p.time_zone, b.service_id, s.name as service_name,
  b.starts_at, b.ends_at, s.capacity, count(*)::integer as taken,
  jsonb_agg(jsonb_build_object(
    'booking_id', b.booking_id, 'reference', b.reference, 'status', b.status, 'client_id', b.client_id,
    'client_name', b.client_name, 'client_email', b.client_email, 'client_phone', b.client_phone
  ) order by b.client_name, b.booking_id) as seats
from app.bookings as b
join app.practitioners as p on (p.practitioner_id, p.organization_id) = (b.practitioner_id, b.organization_id)
join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id)
where s.capacity > 1
  and b.status <> 'cancelled'
  -- Clients see their own bookings, and not who else comes.
  and (
    b.practitioner_id = any ((select private.readable_practitioner_ids())::uuid[])
    or b.organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
  )
group by b.organization_id, b.practitioner_id, p.display_name, p.time_zone, b.service_id, s.name, b.starts_at, b.ends_at, s.capacity;

comment on view api.rosters is
  'Each session of a service with several seats, and who has them: seats [{booking_id, reference, status, client_id, client_name, client_email, client_phone}].'
  '  For the practitioner and admins only; each client has a link and a booking of the own.';
grant select on api.rosters to authenticated;

-- sql/bookings/booking_resources.sql
-- booking_resources: which room and equipment each booking has.
--
-- Room:  bookings
-- Reads: app.bookings, app.resource_claims, app.resources
create policy resource_claims_select_by_member on app.resource_claims for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
grant select on app.resource_claims to authenticated, service_role;

create view api.booking_resources with (security_invoker = true) as
select b.booking_id, b.organization_id, b.practitioner_id, b.starts_at, b.ends_at, r.resource_id, r.kind, r.name
from app.bookings as b
join app.resource_claims as rc on (rc.claim_id, rc.organization_id) = (b.claim_id, b.organization_id)
join app.resources as r on (r.resource_id, r.organization_id) = (rc.resource_id, rc.organization_id);

comment on view api.booking_resources is
  'Where a booking takes place and what it has: for members, of the bookings that they see.  Which one of a kind a booking has may change when it moves.';
grant select on api.booking_resources to authenticated, service_role;

-- sql/bookings/booking_seen.sql
-- booking_seen: a booking as its caller may see it.
--
-- Room:   bookings
-- Reads:  api.bookings
-- Raises: PT404 not_found
create function app.booking_seen(p_booking_id uuid)
returns api.bookings
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_booking api.bookings;
begin
  select * into v_booking from api.bookings as b where b.booking_id = p_booking_id;
  if not found then
    perform app.fail('not_found', format('No booking %s that you may see.', p_booking_id), 'Check which account you are signed in with.');
  end if;
  return v_booking;
end;
$$;

comment on function app.booking_seen(uuid) is 'The row of api.bookings under the caller''s policies.';
grant execute on function app.booking_seen(uuid) to authenticated, service_role;

-- sql/bookings/practitioner_to_read.sql
-- practitioner_to_read: whose bookings the caller may read.
--
-- Room:   bookings
-- Reads:  app.practitioners, app.members, app.role_permissions
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.practitioner_to_read(p_practitioner_id uuid, p_supervised boolean default true)
returns app.practitioners
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_practitioner app.practitioners;
begin
  perform app.sign_in_required();
  select p.* into v_practitioner from app.practitioners as p where p.practitioner_id = p_practitioner_id;
  if v_practitioner.practitioner_id is null or app.standing(v_practitioner.organization_id, v_practitioner.member_id) = 'public' then
    perform app.fail('not_found', format('No practitioner %s that you may see.', p_practitioner_id), 'Check which account you are signed in with.');
  end if;
  if p_practitioner_id <> all (case when p_supervised then private.readable_practitioner_ids() else private.my_practitioner_ids('sessions:read') end)
    and v_practitioner.organization_id <> all (private.organizations_where('sessions:manage')) then
    perform app.fail('not_allowed', 'Only the practitioner, supervisors and admins see these bookings.', 'Ask one of them.');
  end if;
  return v_practitioner;
end;
$$;

comment on function private.practitioner_to_read(uuid, boolean) is
  'The practitioner, if the caller may read all bookings with them, as the policies of bookings and calendar_feeds say.  p_supervised: supervisors may.  Definer: the verbs behind it read and write past them.';

-- sql/bookings/client_list.sql
-- client_list: clients, with when each came last and comes next.
--
-- Room:  bookings
-- Reads: app.clients, app.client_assignments, app.practitioners, app.bookings
create view api.client_list with (security_invoker = true) as
select
  c.client_id, c.organization_id, c.user_id is not null as has_account, c.name, c.email, c.phone, c.time_zone, c.locale,
  c.archived_at, c.created_at, c.onboarding_status,
  a.practitioner_id, p.display_name as practitioner_name,
  (
    select count(*)::integer from app.bookings as b
    where (b.client_id, b.organization_id) = (c.client_id, c.organization_id) and b.status <> 'cancelled'
  ) as bookings_count,
  (
    select max(b.starts_at) from app.bookings as b
    where (b.client_id, b.organization_id) = (c.client_id, c.organization_id) and b.status <> 'cancelled' and b.starts_at <= app.now()
  ) as last_starts_at,
  next.starts_at as next_starts_at, next.booking_id as next_booking_id
from app.clients as c
left join app.client_assignments as a on (a.client_id, a.organization_id) = (c.client_id, c.organization_id) and a.ended_at is null
left join app.practitioners as p on (p.practitioner_id, p.organization_id) = (a.practitioner_id, a.organization_id)
left join lateral (
  select b.starts_at, b.booking_id from app.bookings as b
  where (b.client_id, b.organization_id) = (c.client_id, c.organization_id)
    and b.status in ('pending', 'confirmed', 'rescheduled') and b.starts_at > app.now()
  order by b.starts_at limit 1
) as next on true
-- Clients are listed to themselves.
where case
  when (select private.my_client_ids()) <> '{}' then true
  else (select app.list_required(array['view_clients', 'clients:manage']))
end;

comment on view api.client_list is
  'The clients of api.clients, as a list shows them.  bookings_count (without the cancelled), last_starts_at and next_starts_at count what the caller sees: a'
  ' practitioner''s own bookings, all of them for admins.  Refused to whoever is no client and has neither view_clients nor clients:manage anywhere.  practitioner_name: whoever cares for the client, or null.';
grant select on api.client_list to authenticated, service_role;

-- sql/bookings/client_to_read.sql
-- client_to_read: whose profile and bookings the caller may ask for (CP-12.1, CP-12.6, CP-12.7).
--
-- Room:   bookings
-- Reads:  app.clients, app.client_assignments, app.bookings
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.client_to_read(p_client_id uuid)
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_client app.clients;
  v_own uuid[];
begin
  select c.* into v_client from app.clients as c where c.client_id = p_client_id;
  if v_client.user_id = v_user_id or v_client.organization_id = any (private.organizations_where('clients:manage')) then
    return;
  end if;
  if v_client.organization_id = any (private.organizations_where('view_clients')) then
    v_own := private.readable_practitioner_ids();
    if exists (
      select from app.client_assignments as a
      where (a.client_id, a.organization_id) = (p_client_id, v_client.organization_id) and a.ended_at is null and a.practitioner_id = any (v_own)
    ) or exists (
      select from app.bookings as b
      where (b.client_id, b.organization_id) = (p_client_id, v_client.organization_id) and b.practitioner_id = any (v_own)
    ) then
      return;
    end if;
  end if;
  perform private.fail_unseen(v_client.organization_id, 'client', p_client_id);
end;
$$;

comment on function private.client_to_read(uuid) is
  'Raises unless the caller is the client, cares for or supervises the care of the client, or has clients:manage: the policies of clients, with an answer for those'
  ' whom they keep out.  Definer: who is asked about may not be the caller''s to read.';
grant execute on function private.client_to_read(uuid) to authenticated;

-- sql/bookings/client_profile.sql
-- client_profile: one client, by id.
--
-- Room:   bookings
-- Caller: the client, the practitioner or a supervisor with view_clients, or a member with clients:manage
-- Reads:  api.client_list
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function api.client_profile(client_id uuid)
returns setof api.client_list
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform private.client_to_read(client_profile.client_id);
  return query
  select c.* from api.client_list as c
  where c.client_id = client_profile.client_id;
end;
$$;

comment on function api.client_profile(uuid) is
  'One client, as api.client_list has it.  Refused to colleagues who do not care for the client, and to other clients; to strangers the client does not exist.';
grant execute on function api.client_profile(uuid) to authenticated;

-- sql/bookings/client_bookings.sql
-- client_bookings: the bookings of one client.
--
-- Room:   bookings
-- Caller: the client, the practitioner or a supervisor with view_clients, or a member with clients:manage
-- Reads:  api.bookings
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function api.client_bookings(client_id uuid)
returns setof api.bookings
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform private.client_to_read(client_bookings.client_id);
  return query
  select b.* from api.bookings as b
  where b.client_id = client_bookings.client_id
  order by b.starts_at desc, b.booking_id;
end;
$$;

comment on function api.client_bookings(uuid) is
  'A client''s bookings that the caller may see, latest first, as api.bookings has them: a practitioner''s own, an organization''s for its admins.  Refused to colleagues who do not care for the client, and to other clients; to strangers the client does not exist.';
grant execute on function api.client_bookings(uuid) to authenticated;

-- sql/bookings/booking_history.sql
-- booking_history: what happened to one booking, for those who see it (BM-R9).
--
-- Room:   bookings
-- Caller: the practitioner, an admin, or the signed-in client
-- Reads:  app.audit_log, app.bookings, app.practitioners, app.members, app.clients
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create type app.history_entry as (
  at timestamptz, action text, actor_role text, actor_name text,
  status_before text, status_after text, starts_at_before timestamptz, starts_at_after timestamptz, ends_at_before timestamptz, ends_at_after timestamptz
);

comment on type app.history_entry is
  'actor_role: client, practitioner (whose booking it is), admin, colleague, system (time, the service) or other; actor_name: null where it is not for the caller to know.';

create function private.booking_history(p_booking_id uuid)
returns setof app.history_entry
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_booking app.bookings;
  v_practitioner app.practitioners;
  v_of_practice boolean;
begin
  select b.* into v_booking from app.bookings as b where b.booking_id = p_booking_id;
  select p.* into v_practitioner from app.practitioners as p where p.practitioner_id = v_booking.practitioner_id;
  v_of_practice := v_booking.practitioner_id = any (private.readable_practitioner_ids())
    or v_booking.organization_id = any (private.organizations_where('sessions:manage'));
  if v_booking.booking_id is null or not (v_of_practice or v_booking.client_id = any (private.my_client_ids())) then
    perform private.fail_unseen(v_booking.organization_id, 'booking', p_booking_id);
  end if;

  return query
  select
    a.at, a.action, acted.as_role,
    case acted.as_role
      when 'client' then v_booking.client_name
      when 'practitioner' then v_practitioner.display_name
      else case when v_of_practice then m.display_name end
    end,
    a.before ->> 'status', a.after ->> 'status', (a.before ->> 'starts_at')::timestamptz, (a.after ->> 'starts_at')::timestamptz,
    (a.before ->> 'ends_at')::timestamptz, (a.after ->> 'ends_at')::timestamptz
  from app.audit_log as a
  left join app.members as m on m.organization_id = a.organization_id and 'user:' || m.user_id = a.actor
  left join app.clients as c on (c.client_id, c.organization_id) = (v_booking.client_id, v_booking.organization_id) and 'user:' || c.user_id = a.actor
  cross join lateral (select case
    when m.member_id = v_practitioner.member_id then 'practitioner'
    when m.role = 'admin' then 'admin'
    when c.client_id is not null or a.actor like 'client:%' then 'client'
    when m.member_id is not null then 'colleague'
    when a.actor ~ '^(system|service):' then 'system'
    else 'other'
  end as as_role) as acted
  where (a.entity_id, a.organization_id, a.entity) = (p_booking_id::text, v_booking.organization_id, 'booking')
    -- Changes of the booking itself; that a link was sent belongs to the messages.
    and a.after ? 'status'
    -- What changed within the practice only, such as how it is billed, is not the client's to read.
    and (
      v_of_practice
      or (a.before ->> 'status', a.before ->> 'starts_at', a.before ->> 'ends_at') is distinct from (a.after ->> 'status', a.after ->> 'starts_at', a.after ->> 'ends_at')
    )
  order by a.entry_id;
end;
$$;

comment on function private.booking_history(uuid) is 'Definer: the audit log is for admins; of it this is what those may read who see the booking.  See api.booking_history.';
grant execute on function private.booking_history(uuid) to authenticated;

create function api.booking_history(booking_id uuid)
returns table (
  at timestamptz, action text, actor_role text, actor_name text,
  status_before text, status_after text, starts_at_before timestamptz, starts_at_after timestamptz, ends_at_before timestamptz, ends_at_after timestamptz
)
language sql
stable
security invoker
set search_path = ''
as $$
  select * from private.booking_history(booking_history.booking_id);
$$;

comment on function api.booking_history(uuid) is
  'What happened to a booking, oldest first: when, what (booking.created, .approved, .rescheduled, .cancelled …), by whom, status and times before and after.'
  '  actor_role: client, practitioner, admin, colleague, system or other.  Clients are not told which of the practice''s staff it was, but the practitioner.';
grant execute on function api.booking_history(uuid) to authenticated;

-- sql/bookings/booking_place.sql
-- booking_place: where a booking takes place, for those who see it.
--
-- Room:   bookings
-- Caller: the practitioner, an admin, or the signed-in client
-- Reads:  app.bookings, app.services, app.places
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.booking_place(p_booking_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_booking app.bookings;
begin
  select b.* into v_booking
  from app.bookings as b
  where b.booking_id = p_booking_id;
  if (
    v_booking.practitioner_id = any (private.readable_practitioner_ids())
    or v_booking.organization_id = any (private.organizations_where('sessions:manage'))
    or v_booking.client_id = any (private.my_client_ids())
  ) is not true then
    perform private.fail_unseen(v_booking.organization_id, 'booking', p_booking_id);
  end if;
  if v_booking.status = 'cancelled' then
    return null;
  end if;
  return app.place_of(v_booking.practitioner_id, v_booking.service_id, v_booking.organization_id);
end;
$$;

comment on function private.booking_place(uuid) is 'Definer: places are not public, but their clients'' to know.  See api.booking_place.';
grant execute on function private.booking_place(uuid) to authenticated;

create function api.booking_place(booking_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select private.booking_place(booking_place.booking_id);
$$;

comment on function api.booking_place(uuid) is
  'Where the booking takes place, as its link shows it: {kind, address, video_url}, the address only in person, the link only online, null where none was given;'
  ' null when the booking is cancelled.';
grant execute on function api.booking_place(uuid) to authenticated;

-- sql/bookings/recent_activity.sql
-- recent_activity: what a practitioner's clients have booked, moved and cancelled lately (CP-8.4).
--
-- Room:   bookings
-- Caller: the practitioner, or an admin
-- Reads:  app.audit_log, app.bookings, app.clients, app.services
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create type app.activity as (
  at timestamptz, activity text, booking_id uuid, bookings integer, reference text, status text, client_id uuid, client_name text, service_name text,
  starts_at timestamptz, previous_starts_at timestamptz
);

comment on type app.activity is 'activity: booked, moved or cancelled; bookings: how many at once, of which booking_id and the rest tell the first.';

create function private.recent_activity(p_practitioner_id uuid, p_limit_count integer)
returns setof app.activity
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_practitioner app.practitioners := private.practitioner_to_read(p_practitioner_id);
begin
  if p_limit_count is null or p_limit_count not between 1 and 100 then
    perform app.fail('invalid_argument', 'One asks for 1 to 100 activities.', 'Use a limit_count between 1 and 100.');
  end if;
  return query
  -- Whatever a client did to a booking was a change of it, so it is among those changed last.
  with changed as (
    select b.*, c.user_id from app.bookings as b
    join app.clients as c on (c.client_id, c.organization_id) = (b.client_id, b.organization_id)
    where b.practitioner_id = p_practitioner_id
    order by b.updated_at desc limit 10 * p_limit_count
  ), done as (
    select
      a.at, substr(a.action, 9) as deed, c.booking_id, c.series_id, c.reference, c.status, c.client_id, c.client_name, c.service_id,
      (a.after ->> 'starts_at')::timestamptz as starts_at, (a.before ->> 'starts_at')::timestamptz as previous_starts_at,
      row_number() over together as number, count(*) over (partition by a.at, a.action, coalesce(c.series_id, c.booking_id)) as together
    from changed as c
    join app.audit_log as a on (a.entity_id, a.organization_id) = (c.booking_id::text, c.organization_id)
    where a.action in ('booking.created', 'booking.rescheduled', 'booking.cancelled') and (a.actor like 'client:%' or a.actor = 'user:' || c.user_id)
    window together as (partition by a.at, a.action, coalesce(c.series_id, c.booking_id) order by a.after ->> 'starts_at', c.booking_id)
  )
  select
    d.at, case d.deed when 'created' then 'booked' when 'rescheduled' then 'moved' else 'cancelled' end, d.booking_id, d.together::integer, d.reference,
    d.status, d.client_id, d.client_name, s.name, d.starts_at, case d.deed when 'rescheduled' then d.previous_starts_at end
  from done as d
  join app.services as s on (s.service_id, s.organization_id) = (d.service_id, v_practitioner.organization_id)
  where d.number = 1
  order by d.at desc, d.starts_at limit p_limit_count;
end;
$$;

comment on function private.recent_activity(uuid, integer) is 'Definer: the audit log is for admins; private.practitioner_to_read authorises.  See api.recent_activity.';
grant execute on function private.recent_activity(uuid, integer) to authenticated;

create function api.recent_activity(practitioner_id uuid, limit_count integer default 20)
returns table (
  at timestamptz, activity text, booking_id uuid, bookings integer, reference text, status text, client_id uuid, client_name text, service_name text,
  starts_at timestamptz, previous_starts_at timestamptz
)
language sql
stable
security invoker
set search_path = ''
as $$
  select * from private.recent_activity(recent_activity.practitioner_id, recent_activity.limit_count);
$$;

comment on function api.recent_activity(uuid, integer) is
  'What clients did lately, newest first; not what the practice did itself.  activity: booked, moved or cancelled; starts_at as it was after that; status as it is now.'
  '  What one client did at once to a series is one activity of several bookings.';
grant execute on function api.recent_activity(uuid, integer) to authenticated;

-- sql/bookings/practitioner_figures.sql
-- practitioner_figures: how much there is to do (CP-8.2, CP-8.3).
--
-- Room:   bookings
-- Caller: the practitioner, or an admin
-- Reads:  app.bookings, app.clients, app.client_assignments
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create type app.figures as (
  active_clients integer, week_begins date, this_week integer, this_week_done integer, next_14_days integer, waiting_for_approval integer
);

comment on type app.figures is 'In the practitioner''s time zone; the week begins on Monday.';

create function private.practitioner_figures(p_practitioner_id uuid)
returns app.figures
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_practitioner app.practitioners := private.practitioner_to_read(p_practitioner_id);
  v_monday date := date_trunc('week', app.now() at time zone v_practitioner.time_zone)::date;
  v_week tstzrange := tstzrange(v_monday::timestamp at time zone v_practitioner.time_zone, (v_monday + 7)::timestamp at time zone v_practitioner.time_zone);
  v_figures app.figures;
begin
  select
    count(distinct b.client_id), v_monday, count(*) filter (where b.starts_at <@ v_week), count(*) filter (where b.starts_at <@ v_week and b.ends_at <= app.now()),
    count(*) filter (where b.starts_at >= app.now() and b.starts_at < app.now() + interval '14 days'),
    count(*) filter (where b.status = 'pending' and b.approval_expires_at > app.now())
  into v_figures
  from app.bookings as b
  where b.practitioner_id = p_practitioner_id and b.status <> 'cancelled' and b.starts_at >= app.now() - interval '90 days';

  v_figures.active_clients := v_figures.active_clients + (
    select count(*) from app.client_assignments as a
    join app.clients as c on (c.client_id, c.organization_id) = (a.client_id, a.organization_id) and c.archived_at is null
    where (a.practitioner_id, a.organization_id) = (p_practitioner_id, v_practitioner.organization_id) and a.ended_at is null
      and not exists (
        select from app.bookings as b
        where b.client_id = a.client_id and b.practitioner_id = p_practitioner_id and b.status <> 'cancelled' and b.starts_at >= app.now() - interval '90 days'
      )
  );
  return v_figures;
end;
$$;

comment on function private.practitioner_figures(uuid) is 'Definer, for speed; private.practitioner_to_read authorises.  See api.practitioner_figures.';
grant execute on function private.practitioner_figures(uuid) to authenticated;

create function api.practitioner_figures(practitioner_id uuid)
returns table (active_clients integer, week_begins date, this_week integer, this_week_done integer, next_14_days integer, waiting_for_approval integer)
language sql
stable
security invoker
set search_path = ''
as $$
  select f.* from private.practitioner_figures(practitioner_figures.practitioner_id) as f;
$$;

comment on function api.practitioner_figures(uuid) is
  'One row.  active_clients: assigned to the practitioner, or with a booking in the last 90 days or to come; the other figures count bookings that are not cancelled,'
  ' in the practitioner''s time zone, the week from Monday.';
grant execute on function api.practitioner_figures(uuid) to authenticated;

-- sql/bookings/next_status.sql
-- next_status: where an action leads, for whoever asks.
--
-- Room:   bookings
-- Reads:  app.booking_transitions
-- Raises: PT403 not_allowed, PT409 illegal_transition
create function app.next_status(p_from text, p_action text, p_party text)
returns text
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_transition app.booking_transitions;
begin
  select * into v_transition from app.booking_transitions as t where (t.from_status, t.action) = (p_from, p_action);
  if not found then
    perform app.fail(
      'illegal_transition', format('The booking is %s: it cannot be %s.', replace(p_from, '_', '-'), app.action_in_words(p_action)),
      'Reload the booking to see its present state.'
    );
  end if;
  if p_party <> all (v_transition.actors) then
    perform app.fail('not_allowed', format('This booking cannot be %s by its %s.', app.action_in_words(p_action), p_party), 'Ask the practitioner.');
  end if;
  return v_transition.to_status;
end;
$$;

comment on function app.next_status(text, text, text) is 'The status after p_action by p_party (client, practitioner, admin or system).';

create function app.action_in_words(p_action text)
returns text
language sql
immutable
security invoker
return case p_action
  when 'approve' then 'approved'
  when 'decline' then 'declined'
  when 'expire' then 'let expire'
  when 'cancel' then 'cancelled'
  when 'reschedule' then 'moved'
  when 'complete' then 'marked as attended'
  when 'miss' then 'marked as missed'
  else p_action
end;

comment on function app.action_in_words(text) is 'The past participle of an action of app.booking_transitions, for sentences.';

-- sql/bookings/booking_of_party.sql
-- booking_of_party: one booking, and what its caller is to it, for those who may change it.
--
-- Room:   bookings
-- Reads:  app.bookings, app.practitioners, app.clients, app.members
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.booking_of_party(p_booking_id uuid, out booking app.bookings, out party text)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_member_id uuid;
begin
  select b.* into booking from app.bookings as b where b.booking_id = p_booking_id;
  select p.member_id into v_member_id from app.practitioners as p where p.practitioner_id = booking.practitioner_id;
  -- The strongest standing counts: who works there and is the client too may still do the work.
  if booking.booking_id is not null then
    party := app.party(booking.organization_id, v_member_id);
    if party is distinct from 'admin' and party is distinct from 'practitioner'
      and exists (select from app.clients as c where c.client_id = booking.client_id and c.user_id = v_user_id) then
      party := 'client';
    end if;
  end if;
  if party is null then
    perform app.fail('not_found', format('No booking %s that you may see.', p_booking_id), 'Check which account you are signed in with.');
  end if;
  if party = 'member' then
    perform app.fail('not_allowed', 'Only its practitioner, if the role includes “sessions:write”, and admins change this booking.', 'Ask one of them.');
  end if;
end;
$$;

comment on function private.booking_of_party(uuid) is
  'The booking, not locked, and the caller''s party: admin, practitioner or client.  To a stranger it does not exist.'
  '  Definer: who is asked about may not be the caller''s to read.';

-- sql/bookings/booking_to_change.sql
-- booking_to_change: one booking, locked, and what its caller is to it.
--
-- Room:   bookings
-- Reads:  app.bookings
-- Locks:  the practitioner, then the booking
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.booking_to_change(p_booking_id uuid, out booking app.bookings, out party text)
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_found record := private.booking_of_party(p_booking_id);
begin
  booking := v_found.booking;
  party := v_found.party;
  -- In this order everywhere: the practitioner's time first, then the row.
  perform app.lock_practitioner(booking.practitioner_id);
  select b.* into booking from app.bookings as b where b.booking_id = p_booking_id for update;
end;
$$;

comment on function private.booking_to_change(uuid) is
  'The booking, locked, and the caller''s party: admin, practitioner or client.  To a stranger it does not exist.'
  '  Definer: bookings are changed by verbs only; private.booking_of_party authorises.';

-- sql/bookings/check_change_notice.sql
-- check_change_notice: a client changes a booking only until the service's notice (BM-Q2).
--
-- Room:   bookings
-- Reads:  app.services
-- Raises: PT422 too_late_to_change
create function app.changeable_until(p_booking app.bookings)
returns timestamptz
language sql
stable
security invoker
set search_path = ''
as $$
  select p_booking.starts_at - make_interval(mins => s.change_notice_minutes)
  from app.services as s
  where (s.service_id, s.organization_id) = (p_booking.service_id, p_booking.organization_id);
$$;

comment on function app.changeable_until(app.bookings) is 'Until when the client may move or cancel the booking.';

create function app.check_change_notice(p_booking app.bookings, p_party text, p_action text)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_party = 'client' and app.now() >= app.changeable_until(p_booking) then
    perform app.fail(
      'too_late_to_change',
      case
        when p_booking.starts_at <= app.now() then format('This booking has begun: it can no longer be %s.', app.action_in_words(p_action))
        else format(
          'This booking can be %s until %s before it begins.',
          app.action_in_words(p_action), app.spoken(p_booking.starts_at - app.changeable_until(p_booking))
        )
      end,
      'Please contact the practice.'
    );
  end if;
end;
$$;

comment on function app.check_change_notice(app.bookings, text, text) is 'Raises PT422 too_late_to_change for clients within the notice; members may always.';

-- sql/bookings/fail_client_busy.sql
-- fail_client_busy: the client is somewhere else at that time.
--
-- Room:   bookings
-- Reads:  app.bookings, app.clients
-- Raises: PT409 client_busy
create function app.client_busy_hint(
  p_offering app.offering, p_client_id uuid, p_slot tstzrange, p_own_occupants bigint[] default '{}', p_moved_booking_id uuid default null
)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  -- Where else the client is, is for the client and for admins.  Others learn what they cannot but learn: that it is not this time.
  v_sees_all boolean := p_offering.standing = 'admin'
    or exists (select from app.clients as c where c.client_id = p_client_id and c.user_id = (select auth.uid()));
  v_elsewhere tstzmultirange := (
    select range_agg(tstzrange(b.starts_at, b.ends_at))
    from app.bookings as b
    where b.client_id = p_client_id and b.starts_at > lower(p_slot) - interval '32 days' and b.starts_at < lower(p_slot) + interval '32 days'
      and b.status in ('pending', 'confirmed', 'rescheduled') and not b.client_may_overlap
      and (v_sees_all or b.booking_id = p_moved_booking_id)
  );
begin
  return jsonb_build_object('retry_after_seconds', null, 'alternatives', app.alternatives(
    p_offering, lower(p_slot), p_own_occupants, tstzmultirange(p_slot) + coalesce(v_elsewhere, '{}')
  ));
end;
$$;

comment on function app.client_busy_hint(app.offering, uuid, tstzrange, bigint[], uuid) is
  'The hint for a client who is busy during p_slot: the nearest free starts that do not touch it, nor, if the caller may see them, the client''s other bookings.'
  '  p_own_occupants, p_moved_booking_id: of the booking that was to move.';

create function app.fail_client_busy(p_hint jsonb default null, p_when text default null)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform app.fail(
    'client_busy', format('The client already has another booking %s.', coalesce('on ' || p_when, 'at this time')),
    coalesce(p_hint::text, 'Move the other booking first.')
  );
end;
$$;

comment on function app.fail_client_busy(jsonb, text) is
  'Says in words what the constraint bookings_client_is_in_one_place refused.  p_hint: of app.client_busy_hint; null: no time was asked for.';

-- sql/bookings/insert_booking.sql
-- insert_booking: a claim becomes a booking.
--
-- Room:   bookings
-- Reads:  app.booking_transitions
-- Writes: app.audit_log, app.booking_series, app.bookings, app.clients, app.outbox_events
-- Raises: PT400 invalid_argument
create function app.insert_booking(
  p_offering app.offering, p_claim app.slot_claims, p_client app.client_details, p_party text, p_note text, p_overrides jsonb,
  p_series app.booking_series default null, p_recurrence_id timestamp default null
)
returns app.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_booking app.bookings;
  v_client_id uuid;
  v_billing app.billing;
  v_status text := app.next_status('new', case when p_offering.requires_approval and p_party = 'client' then 'request' else 'book' end, p_party);
begin
  if length(p_note) > 2000 then
    perform app.fail('invalid_argument', 'The note has more than 2,000 characters.', 'Shorten it and send the form again; the time stays held meanwhile.');
  end if;
  if octet_length(p_overrides::text) > 4000 then
    perform app.fail('invalid_argument', 'The overrides have more than 4,000 characters.', 'Send only what differs for this booking.');
  end if;
  if p_offering.billing_code is not null or p_overrides ? 'billing' then
    v_billing := app.billing_of(
      p_offering.organization_id, p_offering.billing_code, p_offering.billing_place, extract(epoch from p_offering.duration)::integer / 60, p_offering.capacity, p_overrides
    );
  end if;
  v_client_id := app.client_of_details(p_offering.organization_id, p_client, case when p_party = 'client' then (select auth.uid()) end);
  perform app.lock_client(v_client_id, p_offering.organization_id);
  insert into app.bookings as b (
    organization_id, practitioner_id, service_id, client_id, claim_id, status, starts_at, ends_at,
    client_name, client_email, client_phone, client_time_zone, client_locale, client_may_overlap, overbooked, consented_at,
    note, overrides, approval_expires_at, series_id, recurrence_id, ics_uid,
    billing_code, billing_units, billing_modifiers, billing_place
  )
  values (
    p_offering.organization_id, p_offering.practitioner_id, p_offering.service_id, v_client_id, p_claim.claim_id, v_status,
    lower(p_claim.slot), upper(p_claim.slot), p_client.name, p_client.email, p_client.phone, p_client.time_zone, p_client.locale,
    p_offering.client_may_overlap or p_claim.overbooked, p_claim.overbooked, app.now(),
    nullif(btrim(p_note), ''), p_overrides,
    case when v_status = 'pending' then least(app.now() + p_offering.approval_time, lower(p_claim.slot)) end,
    p_series.series_id, p_recurrence_id,
    case when p_recurrence_id is null then gen_random_uuid()::text || '@bookfast' else p_series.ics_uid end,
    v_billing.code, v_billing.units, v_billing.modifiers, v_billing.place
  )
  returning * into v_booking;
  return v_booking;
end;
$$;

comment on function app.insert_booking(app.offering, app.slot_claims, app.client_details, text, text, jsonb, app.booking_series, timestamp) is
  'Writes the booking for a claim of kind booking.  p_party: client, practitioner or admin.  Lets bookings_client_is_in_one_place through as 23P01.';

-- sql/bookings/booking_answer.sql
-- booking_answer: what confirm_hold and create_booking answer.
--
-- Room: bookings
create function app.booking_summary(p_booking app.bookings)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'booking_id', p_booking.booking_id, 'reference', p_booking.reference, 'status', p_booking.status,
    'starts_at', p_booking.starts_at, 'ends_at', p_booking.ends_at
  );
end;
$$;

comment on function app.booking_summary(app.bookings) is '{booking_id, reference, status, starts_at, ends_at}.';

create function app.booking_answer(p_booking app.bookings)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_one jsonb := app.booking_summary(p_booking);
begin
  return v_one || jsonb_build_object('series_id', p_booking.series_id, 'bookings', jsonb_build_array(v_one));
end;
$$;

comment on function app.booking_answer(app.bookings) is 'The summary of one booking, with series_id and, in bookings[], itself.';

create function app.series_answer(p_bookings app.bookings[])
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select app.booking_answer(p_bookings[1]) || jsonb_build_object('bookings', jsonb_agg(app.booking_summary(b) order by b.starts_at))
  from unnest(p_bookings) as b;
$$;

comment on function app.series_answer(app.bookings[]) is 'The summary of the first of a series, with series_id and, in bookings[], all of them in order.';

-- sql/bookings/insert_series.sql
-- insert_series: the claims of a series become bookings, all of them or none.
--
-- Room:   bookings
-- Reads:  app.booking_transitions
-- Writes: app.booking_series, app.bookings, app.clients, app.outbox_events, app.audit_log
-- Raises: PT400 invalid_argument
create function app.rule_of_recurrence(p_recurrence text)
returns text
language sql
stable
security invoker
set search_path = ''
as $$
  select l.rule from app.recurrence_lines(p_recurrence) as l where p_recurrence is not null;
$$;

comment on function app.rule_of_recurrence(text) is 'The RRULE''s value alone: which of its instances take place is told by the bookings.';

create function app.insert_series(
  p_offering app.offering, p_claimed app.claimed_series, p_recurrence text, p_first timestamp,
  p_client app.client_details, p_party text, p_note text, p_overrides jsonb
)
returns app.bookings[]
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_series app.booking_series;
  v_bookings app.bookings[] := '{}';
  v_slot tstzrange;
begin
  insert into app.booking_series as s (organization_id, practitioner_id, service_id, client_id, recurrence, starts_local, time_zone)
  values (
    p_offering.organization_id, p_offering.practitioner_id, p_offering.service_id,
    app.client_of_details(p_offering.organization_id, p_client, case when p_party = 'client' then (select auth.uid()) end),
    app.rule_of_recurrence(p_recurrence), p_first, p_offering.time_zone
  )
  returning s.* into v_series;
  for v_n in 1..cardinality(p_claimed.claims) loop
    v_slot := (p_claimed.claims[v_n]).slot;
    v_bookings := v_bookings || app.insert_booking(
      p_offering, p_claimed.claims[v_n], p_client, p_party, p_note, p_overrides, v_series, p_claimed.recurrence_ids[v_n]
    );
  end loop;
  return v_bookings;
exception when exclusion_violation then
  -- Here the series still has its claims: none of its own times is an alternative.
  raise exclusion_violation using
    message = 'client_busy', detail = to_char(lower(v_slot) at time zone p_client.time_zone, 'YYYY-MM-DD "at" HH24:MI'),
    hint = app.client_busy_hint(p_offering, v_series.client_id, v_slot)::text;
end;
$$;

comment on function app.insert_series(app.offering, app.claimed_series, text, timestamp, app.client_details, text, text, jsonb) is
  'Writes the series and its bookings.  p_first: wall time of the rule''s first instance.  Lets bookings_client_is_in_one_place through as 23P01, whose detail says when and'
  ' whose hint is that of client_busy.';

-- sql/bookings/move_booking.sql
-- move_booking: the new time is had before the old one is let go.
--
-- Room:   bookings
-- Reads:  app.slot_claims
-- Writes: app.audit_log, app.booking_series, app.bookings, app.outbox_events, app.resource_claims, app.slot_claims
-- Raises: PT403 not_allowed, PT409 illegal_transition, PT409 slot_taken, PT409 slot_full, PT409 client_busy, PT422 too_late_to_change,
--         PT422 outside_availability, PT422 too_soon, PT422 too_far
create function app.move_booking(p_booking app.bookings, p_party text, p_starts_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_status text := app.next_status(p_booking.status, 'reschedule', p_party);
  v_offering app.offering;
  v_claim app.slot_claims;
begin
  perform app.check_slot_arguments(p_starts_at, null, null, 'all_or_nothing', null, 300);
  perform app.check_change_notice(p_booking, p_party, 'reschedule');
  if p_starts_at = p_booking.starts_at then
    return; -- Asking twice is no error: the booking is there already.
  end if;

  v_offering := app.offering_of_booking(p_booking, p_party);
  select c.* into v_claim from app.slot_claims as c where (c.claim_id, c.organization_id) = (p_booking.claim_id, p_booking.organization_id);
  v_claim := app.claim_slot(v_offering, p_starts_at, 'booking', p_moved => v_claim);
  perform app.put_booking(p_booking, v_claim, v_status);
exception when exclusion_violation then
  perform app.fail_client_busy(app.client_busy_hint(v_offering, p_booking.client_id, v_claim.slot, array[v_claim.occupant], p_booking.booking_id));
end;
$$;

comment on function app.move_booking(app.bookings, text, timestamptz) is
  'Moves a locked booking by the same checks as a new one; one update moves its claim, so that the old time is kept if the new one is not to be had.';

create function app.put_booking(p_booking app.bookings, p_claim app.slot_claims, p_status text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform app.lock_client(p_booking.client_id, p_booking.organization_id);
  update app.bookings as b
  set status = p_status, claim_id = p_claim.claim_id, starts_at = lower(p_claim.slot), ends_at = upper(p_claim.slot), overbooked = p_claim.overbooked,
      outside_hours = false,
      -- No longer double-booked on purpose: the client is in one place again, as the service has it.
      client_may_overlap = case
        when p_booking.overbooked and not p_claim.overbooked then (select s.client_may_overlap from app.services as s where s.service_id = p_booking.service_id)
        else b.client_may_overlap
      end
  where (b.booking_id, b.organization_id) = (p_booking.booking_id, p_booking.organization_id);
end;
$$;

comment on function app.put_booking(app.bookings, app.slot_claims, text) is 'Lets a booking have the claim''s time, in p_status.  Lets'
  ' bookings_client_is_in_one_place through as 23P01.';

create function app.offering_of_booking(p_booking app.bookings, p_party text)
returns app.offering
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_offering app.offering := app.offering(p_booking.practitioner_id, p_booking.service_id, p_promised => true);
begin
  -- What was promised to the client is the old time, not a new one.
  if p_party = 'client' and not v_offering.offered then
    perform app.fail('outside_availability', 'No new times are offered for this booking any more.', 'Keep the time it has, or contact the practice.');
  end if;
  -- By link there is no account; and a booking keeps the length that was agreed, whatever the service has become.
  v_offering.standing := case when p_party = 'client' then 'public' else p_party end;
  v_offering.duration := p_booking.ends_at - p_booking.starts_at;
  return v_offering;
end;
$$;

comment on function app.offering_of_booking(app.bookings, text) is 'The rules under which p_party moves the booking.';

-- sql/bookings/end_booking.sql
-- end_booking: cancel, decline or let expire; the time is free at once.
--
-- Room:   bookings
-- Writes: app.audit_log, app.booking_series, app.bookings, app.outbox_events, app.slot_claims
-- Raises: PT403 not_allowed, PT409 illegal_transition, PT422 too_late_to_change, PT400 invalid_argument
create function app.end_booking(p_booking app.bookings, p_action text, p_party text, p_reason text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if p_booking.status = 'cancelled' then
    -- Asking twice is no error, for those who may ask at all.
    perform app.next_status('pending', p_action, p_party);
    return;
  end if;
  if length(p_reason) > 2000 then
    perform app.fail('invalid_argument', 'The reason has more than 2,000 characters.', 'Shorten it and try again.');
  end if;
  perform app.next_status(p_booking.status, p_action, p_party);
  perform app.check_change_notice(p_booking, p_party, p_action);

  update app.bookings as b
  set status = 'cancelled', claim_id = null, cancelled_at = app.now(),
      cancelled_by = case when p_party in ('client', 'system') then p_party else 'practitioner' end,
      cancel_reason = nullif(btrim(p_reason), '')
  where (b.booking_id, b.organization_id) = (p_booking.booking_id, p_booking.organization_id);
  delete from app.slot_claims as c where (c.claim_id, c.organization_id) = (p_booking.claim_id, p_booking.organization_id);
end;
$$;

comment on function app.end_booking(app.bookings, text, text, text) is
  'Cancels a locked booking and deletes its claim.  p_action: cancel, decline or expire; p_party: client, practitioner, admin or system.';

-- sql/bookings/check_may_book_for.sql
-- check_may_book_for: who books in a practitioner's name, and who may overbook.
--
-- Room:   bookings
-- Reads:  app.members, app.role_permissions
-- Raises: PT403 not_allowed
create function app.check_may_book_for(p_offering app.offering, p_overbook boolean)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if not app.may_manage(p_offering) or p_offering.organization_id <> all (private.organizations_where('sessions:write')) then
    perform app.fail('not_allowed', 'Only the practitioner and admins book for clients.', 'Use request_hold and confirm_hold to book for yourself.');
  end if;
  if p_overbook and p_offering.organization_id <> all (private.organizations_where('sessions:overbook')) then
    perform app.fail('not_allowed', 'Your role does not include double booking on purpose.', 'Choose a free time, or ask an admin.');
  end if;
end;
$$;

comment on function app.check_may_book_for(app.offering, boolean) is 'Raises PT403 not_allowed for those who may not book, or not overbook, with this practitioner.';

-- sql/bookings/create_series.sql
-- create_series: a member books all the times of a rule for a client.
--
-- Room:   bookings
-- Writes: app.audit_log, app.booking_series, app.bookings, app.clients, app.outbox_events, app.resource_claims, app.slot_claims
-- Locks:  the practitioner
-- Raises: PT400 invalid_argument, PT409 slot_taken, PT409 slot_full, PT422 outside_availability, PT422 too_soon, PT422 too_far, PT422 consent_required
create function app.create_series(
  p_offering app.offering, p_starts_at timestamptz, p_recurrence text, p_overbook boolean, p_client jsonb, p_note text, p_overrides jsonb
)
returns app.bookings[]
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_wanted app.occurrence[] := app.wanted_occurrences(p_recurrence, null, p_starts_at, p_offering.time_zone);
  v_claimed app.claimed_series := app.claim_occurrences(p_offering, v_wanted, 'booking', p_overbook => p_overbook);
begin
  if v_claimed.refused <> '[]' then
    perform app.fail_conflicts(v_claimed.refused, cardinality(v_wanted));
  end if;
  return app.insert_series(
    p_offering, v_claimed, p_recurrence, p_starts_at at time zone p_offering.time_zone,
    app.client_details(p_client, p_offering.time_zone), p_offering.standing, p_note, p_overrides
  );
end;
$$;

comment on function app.create_series(app.offering, timestamptz, text, boolean, jsonb, text, jsonb) is
  'Books every occurrence, or none and names every conflict.  Internal: app.check_may_book_for has authorised.';

-- sql/bookings/create_booking.sql
-- create_booking: a practitioner or admin books for a client (BM-R4, BM-R17).
--
-- Room:   bookings
-- Caller: a member with sessions:write, for the own profile, or with sessions:manage
-- Writes: app.audit_log, app.booking_series, app.bookings, app.clients, app.idempotency_keys, app.outbox_events, app.resource_claims, app.slot_claims
-- Locks:  the idempotency key, the practitioner
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found, PT409 slot_taken, PT409 slot_full, PT409 client_busy, PT422 outside_availability,
--         PT422 too_soon, PT422 too_far, PT422 consent_required, PT422 idempotency_mismatch
create function private.create_booking(
  p_practitioner_id uuid, p_service_id uuid, p_starts_at timestamptz, p_client jsonb, p_recurrence text,
  p_overbook boolean, p_overrides jsonb, p_note text, p_key text
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_practitioner_id, p_service_id, p_starts_at, p_client, p_overbook, p_overrides, p_note, p_recurrence);
  v_answer jsonb := app.recall_answer('create_booking', p_key, v_arguments);
  v_offering app.offering;
  v_claim app.slot_claims;
  v_client app.client_details;
  v_when text;
  v_hint text;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_offering := app.offering(p_practitioner_id, p_service_id);
  perform app.check_may_book_for(v_offering, p_overbook);
  perform app.check_slot_arguments(p_starts_at, p_recurrence, null, 'all_or_nothing', null, 300);

  begin
    if p_recurrence is null then
      v_claim := app.claim_slot(v_offering, p_starts_at, 'booking', p_overbook => p_overbook);
      v_client := app.client_details(p_client, v_offering.time_zone);
      v_answer := app.booking_answer(app.insert_booking(v_offering, v_claim, v_client, v_offering.standing, p_note, p_overrides));
    else
      v_answer := app.series_answer(app.create_series(v_offering, p_starts_at, p_recurrence, p_overbook, p_client, p_note, p_overrides));
    end if;
  exception when exclusion_violation then
    get stacked diagnostics v_when = pg_exception_detail, v_hint = pg_exception_hint;
    if p_recurrence is not null then
      perform app.fail_client_busy(v_hint::jsonb, v_when);
    end if;
    perform app.fail_client_busy(app.client_busy_hint(v_offering, app.known_client(v_offering.organization_id, v_client.email, null), v_claim.slot));
  end;
  return app.remember_answer('create_booking', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.create_booking(uuid, uuid, timestamptz, jsonb, text, boolean, jsonb, text, text) is
  'Definer: claims and bookings are no role''s to write.  See api.create_booking.';
grant execute on function private.create_booking(uuid, uuid, timestamptz, jsonb, text, boolean, jsonb, text, text) to authenticated;

create function api.create_booking(
  practitioner_id uuid, service_id uuid, starts_at timestamptz, client jsonb, recurrence text default null,
  overbook boolean default false, overrides jsonb default null, note text default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.create_booking(
    create_booking.practitioner_id, create_booking.service_id, create_booking.starts_at, create_booking.client, create_booking.recurrence,
    coalesce(create_booking.overbook, false), create_booking.overrides, create_booking.note, create_booking.idempotency_key
  );
$$;

comment on function api.create_booking(uuid, uuid, timestamptz, jsonb, text, boolean, jsonb, text, text) is
  'Books for a client {name, email, phone, consent, time_zone, locale}: confirmed at once, without notice, window and daily limit, within availability.'
  '  overbook: outside availability and on top of other bookings, for those who may.'
  '  recurrence: an RFC 5545 rule that begins at starts_at, in the practitioner''s zone; all of its bookings are made, or none.  Returns {booking_id,'
  ' reference, status, starts_at, ends_at, series_id, bookings[]}.';
grant execute on function api.create_booking(uuid, uuid, timestamptz, jsonb, text, boolean, jsonb, text, text) to authenticated;

-- sql/bookings/reschedule_booking.sql
-- reschedule_booking: to another time, by the same checks as a new booking (BM-R2).
--
-- Room:   bookings
-- Caller: the practitioner, an admin, or the signed-in client
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events, app.resource_claims, app.slot_claims
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT409 slot_taken, PT409 slot_full,
--         PT409 client_busy, PT422 too_late_to_change, PT422 outside_availability, PT422 too_soon, PT422 too_far, PT422 idempotency_mismatch
create function private.reschedule_booking(p_booking_id uuid, p_starts_at timestamptz, p_key text)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_booking_id, p_starts_at);
  v_found record;
begin
  perform app.sign_in_required();
  if app.recall_answer('reschedule_booking', p_key, v_arguments) is not null then
    return;
  end if;
  v_found := private.booking_to_change(p_booking_id);
  perform app.move_booking(v_found.booking, v_found.party, p_starts_at);
  perform app.remember_answer('reschedule_booking', p_key, v_arguments, '{}');
end;
$$;

comment on function private.reschedule_booking(uuid, timestamptz, text) is 'Definer: bookings are no role''s to write; private.booking_to_change authorises.';
grant execute on function private.reschedule_booking(uuid, timestamptz, text) to authenticated;

create function api.reschedule_booking(booking_id uuid, starts_at timestamptz, idempotency_key text default null)
returns api.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform private.reschedule_booking(reschedule_booking.booking_id, reschedule_booking.starts_at, reschedule_booking.idempotency_key);
  return app.booking_seen(reschedule_booking.booking_id);
end;
$$;

comment on function api.reschedule_booking(uuid, timestamptz, text) is
  'Moves the booking and returns it.  Its id, reference, calendar UID and client link stay.  Safe to repeat.';
grant execute on function api.reschedule_booking(uuid, timestamptz, text) to authenticated;

-- sql/bookings/cancel_booking.sql
-- cancel_booking: it will not take place; the time is free at once (BM-R3, BM-R8).
--
-- Room:   bookings
-- Caller: the practitioner, an admin, or the signed-in client
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events, app.slot_claims
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 too_late_to_change,
--         PT422 idempotency_mismatch
create function private.cancel_booking(p_booking_id uuid, p_reason text, p_key text)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_booking_id, p_reason);
  v_found record;
begin
  perform app.sign_in_required();
  if app.recall_answer('cancel_booking', p_key, v_arguments) is not null then
    return;
  end if;
  v_found := private.booking_to_change(p_booking_id);
  perform app.end_booking(v_found.booking, 'cancel', v_found.party, p_reason);
  perform app.remember_answer('cancel_booking', p_key, v_arguments, '{}');
end;
$$;

comment on function private.cancel_booking(uuid, text, text) is 'Definer: bookings are no role''s to write; private.booking_to_change authorises.';
grant execute on function private.cancel_booking(uuid, text, text) to authenticated;

create function api.cancel_booking(booking_id uuid, reason text default null, idempotency_key text default null)
returns api.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform private.cancel_booking(cancel_booking.booking_id, cancel_booking.reason, cancel_booking.idempotency_key);
  return app.booking_seen(cancel_booking.booking_id);
end;
$$;

comment on function api.cancel_booking(uuid, text, text) is 'Cancels the booking, with an optional reason, and returns it.  Safe to repeat.';
grant execute on function api.cancel_booking(uuid, text, text) to authenticated;

-- sql/bookings/decline_booking.sql
-- decline_booking: pending -> cancelled; the time is free at once.
--
-- Room:   bookings
-- Caller: the practitioner or an admin
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events, app.slot_claims
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.decline_booking(p_booking_id uuid, p_reason text, p_key text)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_booking_id, p_reason);
  v_found record;
begin
  perform app.sign_in_required();
  if app.recall_answer('decline_booking', p_key, v_arguments) is not null then
    return;
  end if;
  v_found := private.booking_to_change(p_booking_id);
  perform app.end_booking(v_found.booking, 'decline', v_found.party, p_reason);
  perform app.remember_answer('decline_booking', p_key, v_arguments, '{}');
end;
$$;

comment on function private.decline_booking(uuid, text, text) is 'Definer: bookings are no role''s to write; private.booking_to_change authorises.';
grant execute on function private.decline_booking(uuid, text, text) to authenticated;

create function api.decline_booking(booking_id uuid, reason text default null, idempotency_key text default null)
returns api.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform private.decline_booking(decline_booking.booking_id, decline_booking.reason, decline_booking.idempotency_key);
  return app.booking_seen(decline_booking.booking_id);
end;
$$;

comment on function api.decline_booking(uuid, text, text) is 'Declines a pending booking, with an optional reason, and returns it.  Safe to repeat.';
grant execute on function api.decline_booking(uuid, text, text) to authenticated;

-- sql/bookings/settle_booking.sql
-- settle_booking: a member says how it stands: approved, attended or missed.
--
-- Room:   bookings
-- Caller: the practitioner or an admin
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.settle_booking(p_booking_id uuid, p_action text, p_key text)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_verb text := case p_action when 'miss' then 'mark_no_show' else p_action || '_booking' end;
  v_arguments jsonb := jsonb_build_array(p_booking_id);
  v_found record;
  v_booking app.bookings;
  v_status text := case p_action when 'approve' then 'confirmed' when 'complete' then 'completed' when 'miss' then 'no_show' end;
begin
  perform app.sign_in_required();
  if v_status is null then
    perform app.fail('invalid_argument', format('“%s” settles nothing.', p_action), 'Use approve, complete or miss.');
  end if;
  if app.recall_answer(v_verb, p_key, v_arguments) is not null then
    return;
  end if;
  v_found := private.booking_to_change(p_booking_id);
  v_booking := v_found.booking;
  if v_booking.status = v_status and v_found.party <> 'client' then
    perform app.remember_answer(v_verb, p_key, v_arguments, '{}');
    return; -- Asking twice is no error: the state is reached.
  end if;
  v_status := app.next_status(v_booking.status, p_action, v_found.party);
  if p_action = 'approve' and least(v_booking.approval_expires_at, v_booking.starts_at) <= app.now() then
    perform app.fail('illegal_transition', 'The time to approve this booking has passed.', 'Offer the client another time.');
  end if;
  if p_action in ('complete', 'miss') and v_booking.starts_at > app.now() then
    perform app.fail('illegal_transition', 'This booking has not begun yet.', 'Say who came once it has begun; cancel it if it will not take place.');
  end if;
  update app.bookings as b
  set status = v_status, completed_at = case when v_status = 'completed' then app.now() end
  where (b.booking_id, b.organization_id) = (v_booking.booking_id, v_booking.organization_id);
  perform app.remember_answer(v_verb, p_key, v_arguments, '{}');
end;
$$;

comment on function private.settle_booking(uuid, text, text) is 'Definer: bookings are no role''s to write; private.booking_to_change authorises.';
grant execute on function private.settle_booking(uuid, text, text) to authenticated;

-- sql/bookings/approve_booking.sql
-- approve_booking: pending -> confirmed.
--
-- Room:   bookings
-- Caller: the practitioner or an admin
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function api.approve_booking(booking_id uuid, idempotency_key text default null)
returns api.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform private.settle_booking(approve_booking.booking_id, 'approve', approve_booking.idempotency_key);
  return app.booking_seen(approve_booking.booking_id);
end;
$$;

comment on function api.approve_booking(uuid, text) is 'Approves a pending booking and returns it.  Safe to repeat.';
grant execute on function api.approve_booking(uuid, text) to authenticated;

-- sql/bookings/complete_booking.sql
-- complete_booking: confirmed or rescheduled -> completed.
--
-- Room:   bookings
-- Caller: the practitioner or an admin
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function api.complete_booking(booking_id uuid, idempotency_key text default null)
returns api.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform private.settle_booking(complete_booking.booking_id, 'complete', complete_booking.idempotency_key);
  return app.booking_seen(complete_booking.booking_id);
end;
$$;

comment on function api.complete_booking(uuid, text) is 'Marks a booking that has begun as attended and returns it.  Safe to repeat.';
grant execute on function api.complete_booking(uuid, text) to authenticated;

-- sql/bookings/mark_no_show.sql
-- mark_no_show: confirmed or rescheduled -> no_show.
--
-- Room:   bookings
-- Caller: the practitioner or an admin
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function api.mark_no_show(booking_id uuid, idempotency_key text default null)
returns api.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform private.settle_booking(mark_no_show.booking_id, 'miss', mark_no_show.idempotency_key);
  return app.booking_seen(mark_no_show.booking_id);
end;
$$;

comment on function api.mark_no_show(uuid, text) is 'Marks a booking that has begun as missed by its client and returns it.  Safe to repeat.';
grant execute on function api.mark_no_show(uuid, text) to authenticated;


-- holds: a slot reserved for a few minutes, then booked
-- sql/holds/new_hold_key.sql
-- new_hold_key: a secret that nobody guesses.
--
-- Room: holds
create function app.new_hold_key()
returns text
language sql
volatile
security invoker
return replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');

comment on function app.new_hold_key() is '64 hexadecimal digits of two random UUIDs: 244 random bits.';

-- sql/holds/series_holds.sql
-- series_holds: one key for all the holds of a series (TS-7).
--
-- Room: holds
-- Owns: app.series_holds
create table app.series_holds (
  hold_key text not null default app.new_hold_key(),
  organization_id uuid not null,
  practitioner_id uuid not null,
  service_id uuid not null,
  recurrence text,
  starts_local timestamp not null,
  time_zone text not null,
  held integer not null,
  created_at timestamptz not null default app.now(),

  constraint series_holds_pkey primary key (hold_key, organization_id),
  constraint series_holds_are_of_an_offered_service foreign key (practitioner_id, service_id, organization_id)
  references app.practitioner_services (practitioner_id, service_id, organization_id) on delete cascade,
  constraint series_holds_key_has_128_bits check (length(hold_key) >= 32),
  constraint series_holds_count_what_they_hold check (held >= 0)
);

comment on table app.series_holds is 'Holds that were requested together and are confirmed together.  Kept for a day, like holds.';
comment on column app.series_holds.time_zone is 'Of the holder, for offsets and mails; the rule itself recurs in the practitioner''s zone.';
comment on column app.series_holds.starts_local is 'Wall time of the rule''s first instance in the practitioner''s zone.';
comment on column app.series_holds.held is 'How many occurrences it should have: those that lapsed are missing, those that were released or confirmed alone are not.';

create index series_holds_by_practitioner on app.series_holds (practitioner_id);

alter table app.series_holds enable row level security;

-- sql/holds/holds.sql
-- holds: who may turn which claim into a booking.
--
-- Room: holds
-- Owns: app.holds
create table app.holds (
  hold_key text not null default app.new_hold_key(),
  organization_id uuid not null,
  claim_id bigint not null,
  service_id uuid not null,
  time_zone text not null,
  moves_booking_id uuid,
  series_key text,
  recurrence_id timestamp,
  held_by text not null default app.actor(),
  requester text,
  idempotency_key text,
  extensions integer not null default 0,
  created_at timestamptz not null default app.now(),

  constraint holds_pkey primary key (hold_key, organization_id),
  constraint holds_have_a_claim foreign key (claim_id, organization_id)
  references app.slot_claims (claim_id, organization_id) on delete cascade,
  constraint holds_may_be_of_a_series foreign key (series_key, organization_id)
  references app.series_holds (hold_key, organization_id) on delete cascade,
  constraint holds_key_has_128_bits check (length(hold_key) >= 32),
  constraint holds_are_extended_ten_times_at_most check (extensions between 0 and 10)
);

comment on table app.holds is
  'A hold belongs to whoever knows its key.  When it lapses stands in its claim.  A confirmed hold stays for a day, so that confirming twice can be told'
  ' from confirming too late.';
comment on column app.holds.moves_booking_id is 'The booking that confirming this hold moves, or null for a new booking.';
comment on column app.holds.series_key is 'The key of all the holds that were requested together, or null for a single one.';
comment on column app.holds.requester is 'app.requester_of_hold(): how many one account, or one place without any, has is limited; null for members.';

create index holds_by_claim on app.holds (claim_id, organization_id);
create index holds_by_series on app.holds (series_key) where series_key is not null;
create index holds_by_requester on app.holds (requester) where requester is not null;

alter table app.holds enable row level security;

-- sql/holds/audit_holds.sql
-- audit_holds: one entry for each change of a hold.
--
-- Room:   holds
-- Writes: app.audit_log
create function app.audit_hold()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_claim app.slot_claims := case when tg_op = 'DELETE' then old else new end;
begin
  perform app.record(
    v_claim.organization_id,
    case tg_op
      when 'INSERT' then 'hold.requested'
      when 'UPDATE' then 'hold.extended'
      else case when old.expires_at <= app.now() then 'hold.expired' else 'hold.released' end
    end,
    v_claim.claim_id::text,
    case when tg_op <> 'INSERT' then to_jsonb(old) end,
    case when tg_op <> 'DELETE' then to_jsonb(new) end
  );
  return null;
end;
$$;

comment on function app.audit_hold() is
  'Trigger.  entity_id is the claim''s: the hold''s key is a secret.  Confirming writes no entry here; it writes booking.created, whose claim_id is the hold''s.';

create trigger _900_audit_requested after insert on app.slot_claims
for each row when (new.kind = 'hold') execute function app.audit_hold();

create trigger _900_audit_extended after update on app.slot_claims
for each row when (new.kind = 'hold') execute function app.audit_hold();

create trigger _900_audit_ended after delete on app.slot_claims
for each row when (old.kind = 'hold') execute function app.audit_hold();

-- sql/holds/available_slots.sql
-- available_slots: the free slots of some days, the caller's own hold included.
--
-- Room:   holds
-- Caller: anybody for published practitioners, members for all of their organization
-- Reads:  app.holds, app.slot_claims
-- Raises: PT400 invalid_argument, PT404 not_found
create function private.occupants_of_hold(p_hold_key text)
returns bigint[]
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(array_agg(c.occupant), '{}')
  from app.holds as h
  join app.slot_claims as c on (c.claim_id, c.organization_id) = (h.claim_id, h.organization_id)
  where p_hold_key in (h.hold_key, h.series_key) and c.kind = 'hold';
$$;

comment on function private.occupants_of_hold(text) is
  'Whose claims are no obstacle to the holder of a hold or of a whole series; empty for an unknown key.  Definer: holds are no role''s to read; knowing the key authorises.';
grant execute on function private.occupants_of_hold(text) to anon, authenticated, service_role;

create function api.available_slots(
  practitioner_id uuid, service_id uuid, from_date date, to_date date, time_zone text default null, hold_key text default null
)
returns table (starts_at timestamptz, ends_at timestamptz, seats_left integer)
language sql
stable
security invoker
set search_path = ''
as $$
  select s.starts_at, s.ends_at, s.seats_left
  from private.slots_of_days(
    available_slots.practitioner_id, available_slots.service_id, available_slots.from_date, available_slots.to_date,
    available_slots.time_zone, private.occupants_of_hold(available_slots.hold_key)
  ) as s;
$$;

comment on function api.available_slots(uuid, uuid, date, date, text, text) is
  'The slots that the caller may take, from from_date to to_date inclusive (at most 93 days), as days of time_zone (default: the practitioner''s).'
  '  hold_key: the caller''s own hold or series of holds, whose slots count as free.';
grant execute on function api.available_slots(uuid, uuid, date, date, text, text) to anon, authenticated, service_role;

-- sql/holds/slots_of_booking.sql
-- slots_of_booking: where a booking could be moved to, by those who have it.
--
-- Room:   holds
-- Caller: the practitioner, an admin, or the signed-in client
-- Reads:  app.bookings, app.slot_claims
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 outside_availability
create function private.slots_of_booking(p_booking_id uuid, p_from_date date, p_to_date date, p_time_zone text)
returns table (starts_at timestamptz, ends_at timestamptz, seats_left integer)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_found record := private.booking_of_party(p_booking_id);
  v_booking app.bookings := v_found.booking;
  v_offering app.offering;
  v_zone text;
begin
  perform app.next_status(v_booking.status, 'reschedule', v_found.party);
  perform app.check_days(p_from_date, p_to_date);
  v_offering := app.offering_of_booking(v_booking, v_found.party);
  v_zone := coalesce(p_time_zone, v_offering.time_zone);
  if not app.is_time_zone(v_zone) then
    perform app.fail('invalid_argument', format('“%s” is not an IANA time zone.', left(v_zone, 60)), 'Use a name such as America/Toronto.');
  end if;
  return query
  select f.starts_at, f.ends_at, f.seats_left
  from app.free_slots(
    v_offering, app.local_instant(p_from_date, v_zone), app.local_instant(p_to_date + 1, v_zone),
    array(select c.occupant from app.slot_claims as c where c.claim_id = v_booking.claim_id)
  ) as f
  where f.starts_at <> v_booking.starts_at;
end;
$$;

comment on function private.slots_of_booking(uuid, date, date, text) is 'Definer: claims are no role''s to read; private.booking_of_party authorises.';
grant execute on function private.slots_of_booking(uuid, date, date, text) to authenticated;

create function api.slots_of_booking(booking_id uuid, from_date date, to_date date, time_zone text default null)
returns table (starts_at timestamptz, ends_at timestamptz, seats_left integer)
language sql
stable
security invoker
set search_path = ''
as $$
  select s.starts_at, s.ends_at, s.seats_left
  from private.slots_of_booking(slots_of_booking.booking_id, slots_of_booking.from_date, slots_of_booking.to_date, slots_of_booking.time_zone) as s;
$$;

comment on function api.slots_of_booking(uuid, date, date, text) is
  'The slots to which the caller may move the booking, from from_date to to_date inclusive (at most 93 days), as days of time_zone (default: the'
  ' practitioner''s).  The booking''s own time is not listed, but is no obstacle to slots that overlap it.';
grant execute on function api.slots_of_booking(uuid, date, date, text) to authenticated;

-- sql/holds/limit_holds.sql
-- limit_holds: nobody blocks a practitioner's day with holds, nor does anybody by way of many.
--
-- Room:   holds
-- Reads:  app.holds, app.slot_claims
-- Raises: PT429 too_many_requests
create function app.requester_of_hold(p_offering app.offering)
returns text
language sql
stable
security invoker
set search_path = ''
as $$
  select case when p_offering.standing = 'public' then coalesce('user:' || (select auth.uid()), app.requester()) end;
$$;

comment on function app.requester_of_hold(app.offering) is
  'By whom a hold is counted: the account, so that a clinic full of phones behind one address is many; without one, the hashed address; null: a member, or plain SQL.';

create function app.is_crowded(p_offering app.offering)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select 100 <= count(distinct coalesce(h.series_key, h.hold_key))
  from app.slot_claims as c
  join app.holds as h on (h.claim_id, h.organization_id) = (c.claim_id, c.organization_id)
  where (c.organization_id, c.practitioner_id) = (p_offering.organization_id, p_offering.practitioner_id)
    and c.blocked && tstzrange(app.now(), app.latest_start(p_offering)) and not c.overbooked
    and c.expires_at > app.now();
$$;

comment on function app.is_crowded(app.offering) is 'Whether a hundred requests hold time of the practitioner at present.';

create function app.limit_holds(p_offering app.offering, p_wanted integer)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_requester text := app.requester_of_hold(p_offering);
  v_held record;
begin
  if v_requester is null then
    return; -- Members are trusted; plain SQL has no requester.
  end if;
  -- Counted without a lock: requests of the same moment may overshoot, while a waiting room behind one address never queues.
  select
    count(distinct coalesce(h.series_key, h.hold_key)) as requests, count(*) as slots,
    bool_or(c.practitioner_id = p_offering.practitioner_id) as here,
    ceil(extract(epoch from min(c.expires_at) - app.now()))::integer as next_lapse
  into v_held
  from app.holds as h
  join app.slot_claims as c on (c.claim_id, c.organization_id) = (h.claim_id, h.organization_id)
  where h.requester = v_requester and c.kind = 'hold' and c.expires_at > app.now();
  if v_held.requests >= 10 or v_held.slots > 0 and v_held.slots + p_wanted > 120 then
    perform app.fail_with_hint(
      'too_many_requests', format('%s times are already held from this place or account. Book or release some of them, or wait until they lapse.', v_held.slots),
      jsonb_build_object('retry_after_seconds', v_held.next_lapse)
    );
  end if;
  -- When many want this practitioner, each has one request at a time.  Who has none is never refused: else whoever makes a hundred shuts everybody out.
  if v_held.here and app.is_crowded(p_offering) then
    perform app.fail_with_hint(
      'too_many_requests', 'Many people are booking with this practitioner right now. Book or release the time that you hold, then choose another.',
      jsonb_build_object('retry_after_seconds', v_held.next_lapse)
    );
  end if;
end;
$$;

comment on function app.limit_holds(app.offering, integer) is
  'At most ten live requests of 120 slots together by one account, or from one network address without any, and only one each while a hundred are live on the'
  ' practitioner; a series is one request.  Members, and plain SQL, are not counted.';

-- sql/holds/limit_bookings.sql
-- limit_bookings: nobody's mailbox is flooded by strangers.
--
-- Room:   holds
-- Reads:  app.clients, app.bookings
-- Raises: PT429 too_many_requests
create function app.limit_bookings(p_organization_id uuid, p_email text, p_more integer)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  -- What a rule makes is one mail; every other booking is one by itself.
  if 20 < p_more + (
    select count(distinct case when b.recurrence_id is null then b.booking_id else b.series_id end)
    from app.bookings as b
    where b.client_id = app.known_client(p_organization_id, p_email, null)
      and b.starts_at > app.now() and b.status in ('pending', 'confirmed', 'rescheduled')
  ) then
    perform app.fail(
      'too_many_requests', 'Without an account, twenty appointments to come can be booked under one address; a series by a rule counts as one.',
      'Sign in, or ask the practice to book more.'
    );
  end if;
end;
$$;

comment on function app.limit_bookings(uuid, text, integer) is
  'At most twenty coming bookings, p_more included and a series by a rule counted once, under one address without an account: nobody''s mailbox is flooded by strangers.';

-- sql/holds/check_accepting_clients.sql
-- check_accepting_clients: new clients are for those who take some.
--
-- Room:   holds
-- Reads:  app.clients, app.client_assignments
-- Raises: PT422 not_accepting_clients
create function app.check_accepting_clients(p_offering app.offering)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_offering.accepting_clients or p_offering.standing <> 'public' then
    return;
  end if;
  -- Those who are clients of this practitioner already stay welcome.
  if not exists (
    select from app.clients as c
    join app.client_assignments as a on (a.client_id, a.organization_id) = (c.client_id, c.organization_id) and a.ended_at is null
    where (c.user_id, c.organization_id) = ((select auth.uid()), p_offering.organization_id)
      and a.practitioner_id = p_offering.practitioner_id
      and c.archived_at is null
  ) then
    perform app.fail('not_accepting_clients', 'This practitioner takes no new clients at present.', 'Choose another practitioner, or ask the practice.');
  end if;
end;
$$;

comment on function app.check_accepting_clients(app.offering) is 'Raises PT422 not_accepting_clients unless the caller may book for or as a client of the practitioner.';

-- sql/holds/hold_answer.sql
-- hold_answer: what request_hold answers.
--
-- Room: holds
create function app.held_occurrence(p_hold_key text, p_slot tstzrange, p_time_zone text)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'hold_key', p_hold_key,
    'starts_at', lower(p_slot),
    'ends_at', upper(p_slot),
    'start_offset_minutes', app.offset_minutes(lower(p_slot), p_time_zone),
    'end_offset_minutes', app.offset_minutes(upper(p_slot), p_time_zone)
  );
end;
$$;

comment on function app.held_occurrence(text, tstzrange, text) is 'One entry of holds[].';

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
    'holds', jsonb_build_array(app.held_occurrence(p_hold.hold_key, p_claim.slot, p_hold.time_zone)),
    'refused', '[]'::jsonb
  );
end;
$$;

comment on function app.hold_answer(app.holds, app.slot_claims) is 'The answer for a single hold.';

create function app.series_hold_answer(p_series_key text, p_claimed app.claimed_series, p_hold_keys text[], p_time_zone text)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'hold_key', p_series_key,
    'expires_at', min(c.expires_at) filter (where p_series_key is not null),
    'holds', coalesce(jsonb_agg(app.held_occurrence(k.hold_key, c.slot, p_time_zone) order by k.n), '[]'),
    'refused', p_claimed.refused
  )
  from unnest(p_claimed.claims) with ordinality as c (
    claim_id, organization_id, practitioner_id, kind, service_number, slot, blocked, slot_key, seat, capacity, overbooked, occupant, expires_at, n
  )
  left join unnest(p_hold_keys) with ordinality as k (hold_key, n) on k.n = c.n;
$$;

comment on function app.series_hold_answer(text, app.claimed_series, text[], text) is
  'The answer for a series; without a key for one that was only proposed.  expires_at is when the first of its holds lapses.';

-- sql/holds/live_claims.sql
-- live_claims: the claims behind a key, locked, or the reason why there are none.
--
-- Room:   holds
-- Reads:  app.holds, app.slot_claims
-- Raises: PT409 hold_conflict, PT410 hold_expired
create function app.fail_hold(p_hold_key text)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if exists (
    select from app.holds as h
    join app.slot_claims as c on (c.claim_id, c.organization_id) = (h.claim_id, h.organization_id)
    where p_hold_key in (h.hold_key, h.series_key) and c.kind = 'booking'
  ) then
    perform app.fail('hold_conflict', 'This hold was already confirmed.', 'Look for the confirmation in the mail; nothing more is to be done.');
  end if;
  perform app.fail('hold_expired', 'The time is no longer held: the hold lapsed or was released.', 'Choose a time again; what you typed is not lost.');
end;
$$;

comment on function app.fail_hold(text) is 'Says why the hold or series of holds behind a key is not live.  An unknown key is answered like a lapsed one.';

create function app.live_claims(p_hold_key text)
returns bigint[]
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_claim_ids bigint[] := array(
    select c.claim_id
    from app.holds as h
    join app.slot_claims as c on (c.claim_id, c.organization_id) = (h.claim_id, h.organization_id)
    where p_hold_key in (h.hold_key, h.series_key) and c.kind = 'hold' and c.expires_at > app.now()
    -- In one order, so that two who extend, confirm or release the same series wait for each other.
    order by c.claim_id
    for update of c
  );
begin
  if v_claim_ids = '{}' then
    perform app.fail_hold(p_hold_key);
  end if;
  return v_claim_ids;
end;
$$;

comment on function app.live_claims(text) is 'Ids of the claims that a hold, or all holds of a series, still have; locked.  Raises PT409 hold_conflict, PT410'
  ' hold_expired when there are none.';

-- sql/holds/release_claims.sql
-- release_claims: what is held no longer blocks anybody.
--
-- Room:   holds
-- Reads:  app.holds, app.slot_claims
-- Writes: app.slot_claims, app.series_holds, app.audit_log
-- Locks:  the series of holds, then its claims
create function app.release_claims(p_hold_key text)
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_released integer;
begin
  delete from app.slot_claims as c
  where c.kind = 'hold' and c.claim_id in (
    select mine.claim_id
    from app.holds as h
    join app.slot_claims as mine on (mine.claim_id, mine.organization_id) = (h.claim_id, h.organization_id)
    where p_hold_key in (h.hold_key, h.series_key) and mine.kind = 'hold'
    order by mine.claim_id
    for update of mine
  );
  get diagnostics v_released = row_count;
  return v_released;
end;
$$;

comment on function app.release_claims(text) is 'Deletes what a hold, or all holds of a series, still claim; returns how many claims that were.';

create function app.leave_series(p_series_key text)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  -- Not below nothing: whoever confirms one that is gone is told so by what follows.
  update app.series_holds as s set held = greatest(s.held - 1, 0) where s.hold_key = p_series_key;
$$;

comment on function app.leave_series(text) is
  'One occurrence is no longer of the series of holds: it was released or confirmed alone.  Does nothing for null.  Call it before the claim is touched.';

create function app.lock_series_hold(p_hold_key text)
returns app.series_holds
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_series app.series_holds;
begin
  select s.* into v_series from app.series_holds as s where s.hold_key = p_hold_key for update;
  return v_series;
end;
$$;

comment on function app.lock_series_hold(text) is
  'The series of holds with this key, locked, or null.  Always before its claims: those who confirm, extend or release it, or one of it, wait here for each other.';

-- sql/holds/offering_to_move.sql
-- offering_to_move: under which rules, and as whom, a hold moves a booking.
--
-- Room:   holds
-- Reads:  app.bookings, app.slot_claims
-- Locks:  the practitioner, then the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 too_late_to_change
create function private.offering_to_move(
  p_booking_id uuid, p_practitioner_id uuid, p_service_id uuid, p_starts_at timestamptz, out offering app.offering, out occupant bigint
)
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_found record := private.booking_to_change(p_booking_id);
  v_booking app.bookings := v_found.booking;
begin
  perform app.next_status(v_booking.status, 'reschedule', v_found.party);
  perform app.check_change_notice(v_booking, v_found.party, 'reschedule');
  if (v_booking.practitioner_id, v_booking.service_id) is distinct from (p_practitioner_id, p_service_id) then
    perform app.fail('invalid_argument', 'A booking is moved within its own practitioner and service.', 'Cancel it and book the other service instead.');
  end if;
  if v_booking.starts_at = p_starts_at then
    perform app.fail('invalid_argument', 'The booking is at this time already.', 'Choose another time, or leave it as it is.');
  end if;
  offering := app.offering_of_booking(v_booking, v_found.party);
  select c.occupant into occupant from app.slot_claims as c where (c.claim_id, c.organization_id) = (v_booking.claim_id, v_booking.organization_id);
end;
$$;

comment on function private.offering_to_move(uuid, uuid, uuid, timestamptz) is
  'Definer: claims are no role''s to read; private.booking_to_change authorises.  What the hold claims may overlap the booking''s present time.';

-- sql/holds/hold_slot.sql
-- hold_slot: one time.
--
-- Room:   holds
-- Reads:  app.holds, app.slot_claims
-- Writes: app.audit_log, app.holds, app.resource_claims, app.slot_claims
-- Locks:  the practitioner
-- Raises: PT409 slot_taken, PT409 slot_full, PT422 outside_availability, PT422 too_soon, PT422 too_far, PT429 too_many_requests
create function app.hold_slot(
  p_offering app.offering, p_starts_at timestamptz, p_time_zone text, p_hold_seconds integer, p_moves_booking_id uuid, p_occupant bigint, p_key text
)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_claim app.slot_claims;
  v_hold app.holds;
begin
  perform app.limit_holds(p_offering, 1);
  v_claim := app.claim_slot(
    p_offering, p_starts_at, 'hold', p_expires_at => least(app.now() + make_interval(secs => p_hold_seconds), p_starts_at), p_occupant => p_occupant
  );
  insert into app.holds (organization_id, claim_id, service_id, time_zone, moves_booking_id, requester, idempotency_key)
  values (
    v_claim.organization_id, v_claim.claim_id, p_offering.service_id, p_time_zone, p_moves_booking_id,
    app.requester_of_hold(p_offering), p_key
  )
  returning * into v_hold;
  return app.hold_answer(v_hold, v_claim);
end;
$$;

comment on function app.hold_slot(app.offering, timestamptz, text, integer, uuid, bigint, text) is
  'Holds one slot and returns the answer of request_hold.  p_occupant: of the booking that it is to move.  Internal: authorises nobody.';

-- sql/holds/hold_series.sql
-- hold_series: all the times of a series in one request (TS-7).
--
-- Room:   holds
-- Reads:  app.holds, app.slot_claims
-- Writes: app.audit_log, app.holds, app.rate_limits, app.resource_claims, app.series_holds, app.slot_claims
-- Locks:  the practitioner
-- Raises: PT400 invalid_argument, PT409 slot_taken, PT409 slot_full, PT422 outside_availability, PT422 too_soon, PT422 too_far, PT429 too_many_requests
create function app.keep_series(
  p_offering app.offering, p_claimed app.claimed_series, p_recurrence text, p_first timestamp, p_time_zone text, p_key text
)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_requester text := app.requester_of_hold(p_offering);
  v_series_key text;
  v_hold_keys text[];
begin
  insert into app.series_holds as s (organization_id, practitioner_id, service_id, recurrence, starts_local, time_zone, held)
  values (
    p_offering.organization_id, p_offering.practitioner_id, p_offering.service_id, p_recurrence, p_first, p_time_zone, cardinality(p_claimed.claims)
  )
  returning s.hold_key into v_series_key;
  with kept as (
    insert into app.holds as h (organization_id, claim_id, service_id, time_zone, series_key, recurrence_id, requester, idempotency_key)
    select
      p_offering.organization_id, (p_claimed.claims[n]).claim_id, p_offering.service_id, p_time_zone, v_series_key, p_claimed.recurrence_ids[n],
      v_requester, p_key
    from generate_series(1, cardinality(p_claimed.claims)) as n
    returning h.hold_key, h.claim_id
  )
  -- Claims are numbered in the order in which they were made.
  select array_agg(kept.hold_key order by kept.claim_id) into v_hold_keys from kept;
  return app.series_hold_answer(v_series_key, p_claimed, v_hold_keys, p_time_zone);
end;
$$;

comment on function app.keep_series(app.offering, app.claimed_series, text, timestamp, text, text) is 'Gives the claims of a series their keys; returns the answer.';

create function app.hold_series(
  p_offering app.offering, p_starts_at timestamptz, p_recurrence text, p_occurrences timestamptz[], p_mode text,
  p_time_zone text, p_hold_seconds integer, p_key text
)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_zone text := coalesce(p_time_zone, p_offering.time_zone);
  v_wanted app.occurrence[] := app.wanted_occurrences(p_recurrence, p_occurrences, p_starts_at, p_offering.time_zone);
  v_first timestamp := coalesce(p_starts_at, v_wanted[1].starts_at) at time zone p_offering.time_zone;
  v_claimed app.claimed_series;
begin
  perform app.limit_holds(p_offering, cardinality(v_wanted));
  if p_offering.standing = 'public' then
    -- A proposal leaves nothing behind that could be counted, yet others wait for the practitioner meanwhile.
    perform app.limit_rate('series from ' || r.requester, 60) from app.requester_of_hold(p_offering) as r (requester) where r.requester is not null;
  end if;
  begin
    v_claimed := app.claim_occurrences(p_offering, v_wanted, 'hold', p_hold_seconds);
    if p_mode = 'propose' then
      raise sqlstate 'BF001' using message = 'What was only tried is undone.';
    end if;
  exception when sqlstate 'BF001' then
    return app.series_hold_answer(null, v_claimed, null, v_zone);
  end;
  if v_claimed.refused <> '[]' and (p_mode = 'all_or_nothing' or v_claimed.claims = '{}') then
    perform app.fail_conflicts(v_claimed.refused, cardinality(v_wanted));
  end if;
  return app.keep_series(p_offering, v_claimed, p_recurrence, v_first, v_zone, p_key);
end;
$$;

comment on function app.hold_series(app.offering, timestamptz, text, timestamptz[], text, text, integer, text) is
  'Holds the occurrences as p_mode says: all_or_nothing, available_only, or propose, which claims each to see whether it could, and undoes that.'
  '  Returns the answer of request_hold.';

-- sql/holds/request_hold.sql
-- request_hold: reserve a slot for a few minutes.
--
-- Room:   holds
-- Caller: anybody for published practitioners; members; with booking_id those who may move it
-- Reads:  app.holds, app.slot_claims
-- Writes: app.audit_log, app.holds, app.idempotency_keys, app.rate_limits, app.resource_claims, app.series_holds, app.slot_claims
-- Locks:  the idempotency key, the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 slot_taken, PT409 slot_full, PT409 illegal_transition,
--         PT422 outside_availability, PT422 too_soon, PT422 too_far, PT422 too_late_to_change, PT422 not_accepting_clients, PT422 onboarding_required, PT422 idempotency_mismatch,
--         PT429 too_many_requests
create function private.request_hold(
  p_practitioner_id uuid, p_service_id uuid, p_starts_at timestamptz, p_recurrence text, p_occurrences timestamptz[], p_mode text,
  p_time_zone text, p_hold_seconds integer, p_booking_id uuid, p_key text
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_practitioner_id, p_service_id, p_starts_at, p_time_zone, p_hold_seconds, p_booking_id)
    || case when p_recurrence is null and p_occurrences is null then '[]' else jsonb_build_array(p_recurrence, p_occurrences, p_mode) end;
  v_answer jsonb := app.recall_answer('request_hold', p_key, v_arguments);
  v_offering app.offering;
  v_move record;
  v_occupant bigint;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  perform app.check_slot_arguments(p_starts_at, p_recurrence, p_occurrences, p_mode, p_time_zone, p_hold_seconds);
  if p_booking_id is null then
    v_offering := app.offering(p_practitioner_id, p_service_id);
    perform app.check_accepting_clients(v_offering);
    perform app.check_onboarding(v_offering);
  else
    v_move := private.offering_to_move(p_booking_id, p_practitioner_id, p_service_id, p_starts_at);
    v_offering := v_move.offering;
    v_occupant := v_move.occupant;
  end if;
  if p_recurrence is null and p_occurrences is null then
    v_answer := app.hold_slot(v_offering, p_starts_at, coalesce(p_time_zone, v_offering.time_zone), p_hold_seconds, p_booking_id, v_occupant, p_key);
  elsif p_booking_id is not null then
    perform app.fail('invalid_argument', 'One booking is moved to one time, not to a series of them.', 'Leave out recurrence and occurrences, or booking_id.');
  else
    v_answer := app.hold_series(v_offering, p_starts_at, p_recurrence, p_occurrences, p_mode, p_time_zone, p_hold_seconds, p_key);
  end if;
  return app.remember_answer('request_hold', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.request_hold(uuid, uuid, timestamptz, text, timestamptz[], text, text, integer, uuid, text) is
  'Definer: claims and holds are no role''s to write.  app.offering authorises; private.offering_to_move does for a booking that is to move.';
grant execute on function private.request_hold(uuid, uuid, timestamptz, text, timestamptz[], text, text, integer, uuid, text) to anon, authenticated;

create function api.request_hold(
  practitioner_id uuid, service_id uuid, starts_at timestamptz default null,
  recurrence text default null, occurrences timestamptz[] default null, mode text default 'all_or_nothing', time_zone text default null,
  hold_seconds integer default 300, booking_id uuid default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.request_hold(
    request_hold.practitioner_id, request_hold.service_id, request_hold.starts_at, request_hold.recurrence, request_hold.occurrences,
    request_hold.mode, request_hold.time_zone, request_hold.hold_seconds, request_hold.booking_id, request_hold.idempotency_key
  );
$$;

comment on function api.request_hold(uuid, uuid, timestamptz, text, timestamptz[], text, text, integer, uuid, text) is
  'Holds the slot that begins at starts_at for hold_seconds (30 to 900), its start at the latest.  booking_id: the booking that confirming the hold will move.'
  '  recurrence: an RFC 5545 rule that begins at starts_at, in the practitioner''s zone; occurrences: a list of times, alone or as what is wanted of the rule; at'
  ' most 104 within two years.  mode, for those: all_or_nothing names every conflict, available_only holds the rest, propose holds nothing.'
  '  Returns {hold_key, expires_at, holds[{hold_key, starts_at, ends_at, start_offset_minutes, end_offset_minutes}], refused[{starts_at, reason, detail,'
  ' retry_after_seconds, alternatives}]}; the first hold_key is for all of them; offsets are those of UTC in time_zone (default: the practitioner''s).';
grant execute on function api.request_hold(uuid, uuid, timestamptz, text, timestamptz[], text, text, integer, uuid, text) to anon, authenticated;

-- sql/holds/extend_hold.sql
-- extend_hold: more time for the details (WCAG 2.2.1).
--
-- Room:   holds
-- Caller: whoever knows the key
-- Reads:  app.holds, app.series_holds, app.slot_claims
-- Writes: app.audit_log, app.holds, app.idempotency_keys, app.slot_claims
-- Locks:  the idempotency key, the series of holds, then its claims
-- Raises: PT409 hold_conflict, PT410 hold_expired, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.extend_hold(p_hold_key text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_hold_key);
  v_answer jsonb := app.recall_answer('extend_hold', p_key, v_arguments);
  v_series app.series_holds;
  v_claim_ids bigint[];
  v_extended integer;
  v_expires_at timestamptz;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_series := app.lock_series_hold(p_hold_key);
  v_claim_ids := app.live_claims(p_hold_key);
  if cardinality(v_claim_ids) < v_series.held then
    -- It cannot be confirmed any more: to hold on to the rest would only block others.
    perform app.fail('hold_expired', 'Some of these times are no longer held.', 'Choose the times again; what you typed is not lost.');
  end if;
  update app.holds as h set extensions = h.extensions + 1 where h.claim_id = any (v_claim_ids) and h.extensions < 10;
  get diagnostics v_extended = row_count;
  if v_extended < cardinality(v_claim_ids) then
    perform app.fail('too_many_requests', 'This hold was extended ten times already.', 'Confirm it before it lapses, or release it and choose again.');
  end if;
  with extended as (
    update app.slot_claims as c
    set expires_at = least(greatest(c.expires_at, app.now() + interval '300 seconds'), lower(c.slot))
    where c.claim_id = any (v_claim_ids)
    returning c.expires_at
  )
  select min(e.expires_at) into v_expires_at from extended as e;
  return app.remember_answer('extend_hold', p_key, v_arguments, jsonb_build_object('expires_at', v_expires_at));
end;
$$;

comment on function private.extend_hold(text, text) is 'Definer: holds are no role''s to write; knowing the key authorises.';
grant execute on function private.extend_hold(text, text) to anon, authenticated;

create function api.extend_hold(hold_key text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.extend_hold(extend_hold.hold_key, extend_hold.idempotency_key);
$$;

comment on function api.extend_hold(text, text) is
  'Holds the slot, or all slots of a series, for 300 more seconds from now, its start at the latest, up to ten times.  Returns {expires_at}.';
grant execute on function api.extend_hold(text, text) to anon, authenticated;

-- sql/holds/release_hold.sql
-- release_hold: give a slot back at once.
--
-- Room:   holds
-- Caller: whoever knows the key
-- Reads:  app.holds, app.slot_claims
-- Writes: app.audit_log, app.idempotency_keys, app.series_holds, app.slot_claims
-- Locks:  the idempotency key, the series of holds, then its claims
-- Raises: PT400 invalid_argument, PT422 idempotency_mismatch
create function private.release_hold(p_hold_key text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_hold_key);
  v_answer jsonb := app.recall_answer('release_hold', p_key, v_arguments);
  v_series_key text;
  v_released boolean;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- The key authorises.  Releasing twice is no error; a confirmed hold is a booking, and stays.
  v_series_key := (select h.series_key from app.holds as h where h.hold_key = p_hold_key);
  perform app.lock_series_hold(coalesce(v_series_key, p_hold_key));
  v_released := app.release_claims(p_hold_key) > 0;
  if v_released and v_series_key is not null then
    perform app.leave_series(v_series_key);
  end if;
  -- Anybody may ask with keys made up, as often as they like: nothing is written for a call that released nothing.
  return app.remember_answer('release_hold', case when v_released then p_key end, v_arguments, jsonb_build_object('released', v_released));
end;
$$;

comment on function private.release_hold(text, text) is 'Definer: holds are no role''s to write; knowing the key authorises.';
grant execute on function private.release_hold(text, text) to anon, authenticated;

create function api.release_hold(hold_key text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.release_hold(release_hold.hold_key, release_hold.idempotency_key);
$$;

comment on function api.release_hold(text, text) is
  'Ends a hold, all holds of a series, or one of them.  Returns {released}: false when there was none to end.  Safe to repeat.';
grant execute on function api.release_hold(text, text) to anon, authenticated;

-- sql/holds/confirm_new.sql
-- confirm_new: a hold becomes a booking.
--
-- Room:   holds
-- Reads:  app.holds, app.bookings, app.slot_claims
-- Writes: app.audit_log, app.booking_series, app.bookings, app.clients, app.outbox_events, app.series_holds, app.slot_claims
-- Raises: PT403 not_allowed, PT422 onboarding_required
create function app.take_held(p_hold app.holds)
returns app.slot_claims
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_claim app.slot_claims;
begin
  -- Compare and swap: of two that confirm, extend, release or clean up at once, one finds the hold.
  update app.slot_claims as c
  set kind = 'booking', expires_at = null
  where (c.claim_id, c.organization_id) = (p_hold.claim_id, p_hold.organization_id)
    and c.kind = 'hold' and c.expires_at > app.now()
  returning c.* into v_claim;
  if not found then
    perform app.fail_hold(p_hold.hold_key);
  end if;
  return v_claim;
end;
$$;

comment on function app.take_held(app.holds) is 'The hold''s claim, now a booking''s.  Raises PT409 hold_conflict, PT410 hold_expired.';

create function app.party_who_confirms(p_offering app.offering, p_client app.client_details, p_overrides jsonb, p_more integer)
returns text
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if app.may_manage(p_offering) then
    return p_offering.standing;
  end if;
  if p_overrides is not null then
    perform app.fail('not_allowed', 'Only the practitioner and admins override how a booking is recorded.', 'Leave overrides out.');
  end if;
  if (select auth.uid()) is null then
    -- Without an account, the address is all that is known of who acts.
    perform app.act_as('client:' || p_client.email);
    perform app.limit_bookings(p_offering.organization_id, p_client.email, p_more);
  end if;
  perform app.check_onboarding(p_offering);
  return 'client';
end;
$$;

comment on function app.party_who_confirms(app.offering, app.client_details, jsonb, integer) is
  'p_more: how many bookings it will be, a series by a rule counted once.  Returns client, practitioner or admin; from here on a visitor acts as the address given.';

create function app.confirm_new(p_hold app.holds, p_client jsonb, p_note text, p_overrides jsonb)
returns app.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_claim app.slot_claims;
  v_offering app.offering;
  v_client app.client_details;
begin
  -- The series first, then the claim: as whoever confirms all of it.
  if p_hold.series_key is not null then
    perform app.leave_series(p_hold.series_key);
  end if;
  v_claim := app.take_held(p_hold);
  v_offering := app.offering(v_claim.practitioner_id, p_hold.service_id, p_promised => true);
  v_client := app.client_details(p_client, p_hold.time_zone);
  return app.insert_booking(v_offering, v_claim, v_client, app.party_who_confirms(v_offering, v_client, p_overrides, 1), p_note, p_overrides);
end;
$$;

comment on function app.confirm_new(app.holds, jsonb, text, jsonb) is
  'Books the held claim.  Does not ask again whether the time is offered: a live hold is a promise.';

-- sql/holds/confirm_move.sql
-- confirm_move: a hold becomes the new time of the booking that it was made for.
--
-- Room:   holds
-- Reads:  app.bookings, app.slot_claims
-- Writes: app.audit_log, app.booking_series, app.bookings, app.outbox_events, app.slot_claims
-- Locks:  the practitioner, then the booking
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT409 hold_conflict, PT410 hold_expired
create function private.confirm_move(p_hold app.holds)
returns app.bookings
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_found record := private.booking_to_change(p_hold.moves_booking_id);
  v_booking app.bookings := v_found.booking;
  v_status text := app.next_status(v_booking.status, 'reschedule', v_found.party);
begin
  perform app.put_booking(v_booking, app.take_held(p_hold), v_status);
  delete from app.slot_claims as c where (c.claim_id, c.organization_id) = (v_booking.claim_id, v_booking.organization_id);
  select b.* into v_booking from app.bookings as b where b.booking_id = p_hold.moves_booking_id;
  return v_booking;
end;
$$;

comment on function private.confirm_move(app.holds) is
  'Gives the booking the held claim and deletes its old one.  Definer: bookings are no role''s to write; private.booking_to_change authorises.';

-- sql/holds/confirm_series.sql
-- confirm_series: all the holds of a series become bookings, or none does.
--
-- Room:   holds
-- Reads:  app.holds, app.series_holds, app.slot_claims
-- Writes: app.slot_claims, app.booking_series, app.bookings, app.clients, app.outbox_events, app.audit_log
-- Locks:  the claims
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT409 hold_conflict, PT410 hold_expired, PT422 consent_required, PT422 onboarding_required, PT429 too_many_requests
create function app.take_held_series(p_claim_ids bigint[])
returns app.claimed_series
language sql
volatile
security invoker
set search_path = ''
as $$
  with taken as (
    update app.slot_claims as c
    set kind = 'booking', expires_at = null
    where c.claim_id = any (p_claim_ids)
    returning c.*
  )
  select row(array_agg(t::app.slot_claims order by lower(t.slot)), array_agg(h.recurrence_id order by lower(t.slot)), '[]')::app.claimed_series
  from taken as t
  join app.holds as h on (h.claim_id, h.organization_id) = (t.claim_id, t.organization_id);
$$;

comment on function app.take_held_series(bigint[]) is 'The locked claims of a series of holds, now bookings'', in order of time.';

create function app.confirm_series(p_series app.series_holds, p_client jsonb, p_note text, p_overrides jsonb)
returns app.bookings[]
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_offering app.offering := app.offering(p_series.practitioner_id, p_series.service_id, p_promised => true);
  v_client app.client_details := app.client_details(p_client, p_series.time_zone);
  v_taken app.claimed_series := app.take_held_series(app.live_claims(p_series.hold_key));
  -- Messages: what the rule has is one.
  v_more integer := (select count(*) filter (where r is null) + bool_or(r is not null)::integer from unnest(v_taken.recurrence_ids) as r);
begin
  return app.insert_series(
    v_offering, v_taken, p_series.recurrence, p_series.starts_local,
    v_client, app.party_who_confirms(v_offering, v_client, p_overrides, v_more), p_note, p_overrides
  );
end;
$$;

comment on function app.confirm_series(app.series_holds, jsonb, text, jsonb) is 'Books every claim of the series.  Lets bookings_client_is_in_one_place through as 23P01.';

create function app.lapsed_of_series(p_series app.series_holds)
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  return p_series.held - cardinality(app.live_claims(p_series.hold_key));
end;
$$;

comment on function app.lapsed_of_series(app.series_holds) is
  'How many of a locked series'' holds have lapsed; locks those that are left.  Raises PT409 hold_conflict, PT410 hold_expired when none is.';

-- sql/holds/hint_of_busy_client.sql
-- hint_of_busy_client: where else a client could go whose hold cannot be confirmed.
--
-- Room:   holds
-- Reads:  app.bookings, app.slot_claims, app.clients
create function app.hint_of_busy_client(p_hold app.holds, p_client jsonb)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_claim app.slot_claims;
  v_offering app.offering;
  v_client_id uuid;
begin
  select c.* into v_claim from app.slot_claims as c where (c.claim_id, c.organization_id) = (p_hold.claim_id, p_hold.organization_id);
  v_offering := app.offering(v_claim.practitioner_id, p_hold.service_id, p_promised => true);
  v_offering.duration := upper(v_claim.slot) - lower(v_claim.slot);
  if p_hold.moves_booking_id is null then
    v_client_id := app.known_client(
      p_hold.organization_id, (app.client_details(p_client, p_hold.time_zone)).email, case when not app.may_manage(v_offering) then (select auth.uid()) end
    );
  else
    select b.client_id into v_client_id from app.bookings as b where (b.booking_id, b.organization_id) = (p_hold.moves_booking_id, p_hold.organization_id);
  end if;
  return app.client_busy_hint(v_offering, v_client_id, v_claim.slot, array[v_claim.occupant], p_hold.moves_booking_id);
end;
$$;

comment on function app.hint_of_busy_client(app.holds, jsonb) is 'The hint of client_busy for a single hold; the time that it still has counts as free.';

-- sql/holds/confirm_hold.sql
-- confirm_hold: a hold becomes a booking, or moves the one it was made for.
--
-- Room:   holds
-- Caller: whoever knows the key
-- Reads:  app.holds, app.series_holds, app.slot_claims, app.bookings
-- Writes: app.slot_claims, app.series_holds, app.booking_series, app.bookings, app.clients, app.audit_log, app.outbox_events, app.idempotency_keys
-- Locks:  the idempotency key, the practitioner (to move), the series of holds, its claims, the client
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 client_busy, PT409 illegal_transition, PT409 hold_conflict,
--         PT410 hold_expired, PT422 onboarding_required, PT422 consent_required, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.confirm_hold(p_hold_key text, p_client jsonb, p_note text, p_overrides jsonb, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_hold_key, p_client, p_note, p_overrides);
  v_answer jsonb := app.recall_answer('confirm_hold', p_key, v_arguments);
  v_hold app.holds;
  v_series app.series_holds;
  v_lapsed integer;
  v_when text;
  v_hint text;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- The key authorises.
  select h.* into v_hold from app.holds as h where h.hold_key = p_hold_key;
  select s.* into v_series from app.series_holds as s where s.hold_key = p_hold_key and v_hold.hold_key is null for update;
  -- What cannot succeed is released: somebody else may have the time at once (TS-9).  Refusals below are returned, not raised, so that the release stays.
  if v_series.hold_key is not null then
    v_lapsed := app.lapsed_of_series(v_series);
    if v_lapsed > 0 then
      perform app.release_claims(p_hold_key);
      return app.fail_with_status(
        'hold_expired', format('%s of these %s times are no longer held, so none was booked.', v_lapsed, v_series.held),
        'Choose the times again; what you typed is not lost.'
      );
    end if;
  end if;
  begin
    if v_series.hold_key is not null then
      v_answer := app.series_answer(app.confirm_series(v_series, p_client, p_note, p_overrides));
    elsif v_hold.moves_booking_id is not null then
      v_answer := app.booking_answer(private.confirm_move(v_hold));
    else
      v_answer := app.booking_answer(app.confirm_new(v_hold, p_client, p_note, p_overrides));
    end if;
  exception when exclusion_violation then
    get stacked diagnostics v_when = pg_exception_detail, v_hint = pg_exception_hint;
    if v_series.hold_key is null then
      v_hint := app.hint_of_busy_client(v_hold, p_client)::text;
    end if;
    perform app.leave_series(v_hold.series_key);
    perform app.release_claims(p_hold_key);
    return app.fail_with_status(
      'client_busy', format('You already have another booking %s.', case when v_series.hold_key is null then 'at this time' else 'on ' || v_when end), v_hint
    );
  end;
  return app.remember_answer('confirm_hold', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.confirm_hold(text, jsonb, text, jsonb, text) is 'Definer: bookings are no role''s to write; knowing the key authorises.';
grant execute on function private.confirm_hold(text, jsonb, text, jsonb, text) to anon, authenticated;

create function api.confirm_hold(
  hold_key text, client jsonb default null, note text default null, overrides jsonb default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.confirm_hold(
    confirm_hold.hold_key, confirm_hold.client, confirm_hold.note, confirm_hold.overrides, confirm_hold.idempotency_key
  );
$$;

comment on function api.confirm_hold(text, jsonb, text, jsonb, text) is
  'Books the held slot for client {name, email, phone, consent, time_zone, locale}; confirming a live hold succeeds unless the client is elsewhere then.'
  '  The key of a series books all of it, or nothing.  A hold with a booking_id moves that booking and needs no client.  A mistake in the details keeps the hold.'
  '  Returns {booking_id, reference, status, starts_at, ends_at, series_id, bookings[]}.';
grant execute on function api.confirm_hold(text, jsonb, text, jsonb, text) to anon, authenticated;


-- series: bookings that were made together, cancelled and moved together
-- sql/series/series_to_change.sql
-- series_to_change: one series, and what its caller is to it.
--
-- Room:   series
-- Reads:  app.booking_series, app.bookings, app.practitioners, app.members, app.clients
-- Locks:  the practitioner, then the bookings
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.series_to_change(p_series_id uuid, p_from_date date, out series app.booking_series, out party text)
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.sign_in_required();
  select s.* into series from app.booking_series as s where s.series_id = p_series_id;
  select app.party(p.organization_id, p.member_id) into party
  from app.practitioners as p
  where (p.practitioner_id, p.organization_id) = (series.practitioner_id, series.organization_id);
  -- The strongest standing counts: who works there and is the client too may still do the work.
  if party is distinct from 'admin' and party is distinct from 'practitioner' and exists (
    select from app.bookings as b
    where (b.series_id, b.organization_id) = (series.series_id, series.organization_id) and b.client_id = any (private.my_client_ids())
  ) then
    party := 'client';
  end if;
  if party is null then
    perform app.fail('not_found', format('No series %s that you may see.', p_series_id), 'Check which account you are signed in with.');
  end if;
  if party = 'member' then
    perform app.fail('not_allowed', 'Only its practitioner, if the role includes “sessions:write”, and admins change this series.', 'Ask one of them.');
  end if;
  if p_from_date not between date '2000-01-01' and date '2126-01-01' then
    perform app.fail('invalid_argument', 'from_date is not a date of this century.', 'Send a day, or leave it out for all that is to come.');
  end if;
  perform app.lock_practitioner(series.practitioner_id);
end;
$$;

comment on function private.series_to_change(uuid, date) is
  'The series, its practitioner locked, and the caller''s party: admin, practitioner or client.  To a stranger it does not exist.'
  '  Definer: bookings are changed by verbs only.';

create function app.bookings_to_change(p_series app.booking_series, p_party text, p_from_date date)
returns setof app.bookings
language sql
volatile
security invoker
set search_path = ''
as $$
  select b.*
  from app.bookings as b
  where (b.series_id, b.organization_id) = (p_series.series_id, p_series.organization_id)
    and b.status in ('pending', 'confirmed', 'rescheduled')
    and b.starts_at > app.now()
    and (p_from_date is null or b.starts_at >= app.local_instant(p_from_date, p_series.time_zone))
    -- Links get passed on: a booking that another account has claimed is that account's.
    and (p_party <> 'client' or b.client_id = any (private.my_client_ids()))
  order by b.starts_at, b.booking_id
  for update;
$$;

comment on function app.bookings_to_change(app.booking_series, text, date) is
  'The live bookings of the series to come, from p_from_date on in the series'' zone, in order and locked; of a client only the own ones.';

-- sql/series/series_change_answer.sql
-- series_change_answer: what a series' verbs answer.
--
-- Room:  series
-- Reads: app.bookings
create function app.series_change_answer(p_series app.booking_series, p_changed uuid[], p_refused jsonb)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'series_id', p_series.series_id,
    'bookings', coalesce(jsonb_agg(app.booking_summary(b) order by b.starts_at, b.booking_id), '[]'),
    'refused', p_refused
  )
  from app.bookings as b
  where b.organization_id = p_series.organization_id and b.booking_id = any (p_changed);
$$;

comment on function app.series_change_answer(app.booking_series, uuid[], jsonb) is
  '{series_id, bookings[{booking_id, reference, status, starts_at, ends_at}], refused[]}: the bookings that were changed, as they are now.';

-- sql/series/cancel_series.sql
-- cancel_series: what is to come of a series will not take place; its times are free at once.
--
-- Room:   series
-- Caller: the practitioner, an admin, or the signed-in client
-- Reads:  app.booking_series
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events, app.slot_claims
-- Locks:  the idempotency key, the practitioner, the bookings
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 too_late_to_change, PT422 idempotency_mismatch
create function private.cancel_series(p_series_id uuid, p_from_date date, p_reason text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_series_id, p_from_date, p_reason);
  v_answer jsonb;
  v_found record;
  v_booking app.bookings;
  v_cancelled uuid[] := '{}';
  v_refused jsonb := '[]';
  v_word text;
  v_sentence text;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('cancel_series', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  v_found := private.series_to_change(p_series_id, p_from_date);
  for v_booking in select * from app.bookings_to_change(v_found.series, v_found.party, p_from_date) loop
    begin
      perform app.end_booking(v_booking, 'cancel', v_found.party, p_reason);
      v_cancelled := v_cancelled || v_booking.booking_id;
    exception when sqlstate 'PT422' then
      -- Too late for a client.  That one takes place, the later ones still go.
      get stacked diagnostics v_word = message_text, v_sentence = pg_exception_detail;
      v_refused := v_refused || (app.booking_summary(v_booking) || jsonb_build_object('reason', v_word, 'detail', v_sentence));
    end;
  end loop;
  if v_cancelled = '{}' and v_refused <> '[]' then
    perform app.fail(v_word, v_sentence, 'Please contact the practice.');
  end if;
  return app.remember_answer('cancel_series', p_key, v_arguments, app.series_change_answer(v_found.series, v_cancelled, v_refused));
end;
$$;

comment on function private.cancel_series(uuid, date, text, text) is 'Definer: bookings are no role''s to write; private.series_to_change authorises.';
grant execute on function private.cancel_series(uuid, date, text, text) to authenticated;

create function api.cancel_series(series_id uuid, from_date date default null, reason text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.cancel_series(cancel_series.series_id, cancel_series.from_date, cancel_series.reason, cancel_series.idempotency_key);
$$;

comment on function api.cancel_series(uuid, date, text, text) is
  'Cancels the bookings of the series to come, from from_date on (default: all; a day of the series'' zone), with an optional reason.  What a client may no longer'
  ' cancel stays and is listed.  Returns {series_id, bookings[], refused[{booking_id, …, reason, detail}]}; bookings are those cancelled now.  Safe to repeat.';
grant execute on function api.cancel_series(uuid, date, text, text) to authenticated;

-- sql/series/series_change.sql
-- series_change: how the times of a series are to change, and where that takes each.
--
-- Room:   series
-- Raises: PT400 invalid_argument
create type app.series_change as (shift interval, weekday integer, starts_local time);

comment on type app.series_change is
  'shift: of the wall time, alone; or weekday (ISO 8601: 1 is Monday), within the week in which each one is, and starts_local, the new time of day, either or both.';

create function app.check_series_change(p_change app.series_change, p_mode text)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_wrong text := case
    when p_mode is null or p_mode not in ('all_or_nothing', 'available_only', 'propose') then 'mode must be all_or_nothing, available_only or propose.'
    when p_change.shift is null and p_change.weekday is null and p_change.starts_local is null then 'Nothing says how the series is to change.'
    when p_change.shift is not null and (p_change.weekday is not null or p_change.starts_local is not null)
      then 'A series is shifted, or given another weekday or time, not both at once.'
    when extract(year from p_change.shift) <> 0 or extract(month from p_change.shift) <> 0 then 'A shift by months is not the same for every date.'
    when extract(second from p_change.shift) <> 0 or extract(second from p_change.starts_local) <> 0 then 'Appointments begin at whole minutes.'
    when p_change.shift not between interval '-366 days' and interval '366 days' then 'A shift is of a year at most.'
    when p_change.shift = interval '0' then 'A shift by nothing changes nothing.'
    when p_change.weekday not between 1 and 7 then 'weekday must be 1 (Monday) to 7 (Sunday).'
    when p_change.starts_local = time '24:00' then 'The time 24:00 is 00:00 of the next day.'
  end;
begin
  if v_wrong is not null then
    perform app.fail('invalid_argument', v_wrong, 'Send shift, such as “1 day” or “-30 minutes”, or weekday (1 to 7) and starts_local (such as 14:30).');
  end if;
end;
$$;

comment on function app.check_series_change(app.series_change, text) is 'Raises PT400 invalid_argument with what is wrong.';

create function app.changed_start(p_booking app.bookings, p_series app.booking_series, p_change app.series_change)
returns timestamptz
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  -- The rule's own wall time, unless this one was moved by itself: where the clocks skip 02:30 it takes place at 03:30, yet the rule says 02:30.
  v_local timestamp := case
    when app.local_instant(p_booking.recurrence_id, p_series.time_zone) = p_booking.starts_at then p_booking.recurrence_id
    else p_booking.starts_at at time zone p_series.time_zone
  end;
begin
  return app.local_instant(
    case
      when p_change.shift is not null then v_local + p_change.shift
      else v_local::date + coalesce(p_change.weekday - extract(isodow from v_local)::integer, 0) + coalesce(p_change.starts_local, v_local::time)
    end,
    p_series.time_zone
  );
end;
$$;

comment on function app.changed_start(app.bookings, app.booking_series, app.series_change) is
  'When the booking begins after the change: reckoned in wall time of the series'' zone, so that it stays right across changes of the clocks (TS-12).';

-- sql/series/attempt_move.sql
-- attempt_move: move one booking of a series, or say why not.
--
-- Room:   series
-- Reads:  app.bookings
-- Writes: app.audit_log, app.booking_series, app.bookings, app.outbox_events, app.resource_claims, app.slot_claims
create type app.series_move as (booking app.bookings, starts_at timestamptz);

comment on type app.series_move is 'A booking, as it was before the change of its series, and when it is to begin.';

create function app.attempt_move(p_move app.series_move, p_party text)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_state text;
  v_word text;
  v_sentence text;
  v_hint text;
begin
  perform app.move_booking((p_move).booking, p_party, (p_move).starts_at);
  return null;
exception when sqlstate 'PT409' or sqlstate 'PT422' or sqlstate 'PGRST' then
  get stacked diagnostics v_state = returned_sqlstate, v_word = message_text, v_sentence = pg_exception_detail, v_hint = pg_exception_hint;
  if v_state = 'PGRST' then
    v_sentence := v_word::jsonb ->> 'details';
    v_hint := v_word::jsonb ->> 'hint';
    v_word := v_word::jsonb ->> 'message';
  end if;
  return jsonb_build_object(
    'booking_id', ((p_move).booking).booking_id, 'reference', ((p_move).booking).reference,
    'present_starts_at', ((p_move).booking).starts_at, 'starts_at', (p_move).starts_at,
    'reason', v_word, 'detail', v_sentence,
    'retry_after_seconds', case when v_word in ('slot_taken', 'slot_full') then v_hint::jsonb -> 'retry_after_seconds' end
  );
end;
$$;

comment on function app.attempt_move(app.series_move, text) is
  'Null when it moved; otherwise {booking_id, reference, present_starts_at, starts_at, reason, detail, retry_after_seconds}, and nothing changed.  The same checks as'
  ' for a single booking.';

-- sql/series/move_series.sql
-- move_series: the bookings of a series to their new times, in an order that lets them pass over their own old ones.
--
-- Room:   series
-- Reads:  app.bookings
-- Writes: app.audit_log, app.booking_series, app.bookings, app.outbox_events, app.resource_claims, app.slot_claims
-- Raises: PT409 slot_taken, PT409 slot_full, PT409 client_busy, PT409 illegal_transition, PT422 too_late_to_change, PT422 outside_availability, PT422 too_soon,
--         PT422 too_far
create type app.moved_series as (moved uuid[], refused jsonb);

comment on type app.moved_series is 'Which bookings moved; refused: of the others, what app.attempt_move said.';

create function app.move_series(p_moves app.series_move[], p_party text)
returns app.moved_series
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_move app.series_move;
  v_refusal jsonb;
  v_moved uuid[] := '{}';
  v_refused jsonb := '[]';
begin
  -- Who moves later goes last first, who moves earlier first first: then each finds the time left that the next one has now.  No more is needed: all
  -- are shifted alike, or each stays within its own week.
  for v_move in
    select m.*
    from unnest(p_moves) as m
    order by
      m.starts_at > (m.booking).starts_at desc,
      case when m.starts_at > (m.booking).starts_at then -1 else 1 end * extract(epoch from m.starts_at)
  loop
    v_refusal := app.attempt_move(v_move, p_party);
    if v_refusal is null then
      v_moved := v_moved || (v_move.booking).booking_id;
    else
      v_refused := v_refused || v_refusal;
    end if;
  end loop;
  return row(v_moved, (select coalesce(jsonb_agg(r order by r ->> 'starts_at'), '[]') from jsonb_array_elements(v_refused) as r))::app.moved_series;
end;
$$;

comment on function app.move_series(app.series_move[], text) is 'Moves what it can and says of the rest why not.  Whoever wants all or nothing raises then.';

create function app.with_alternatives(p_refused jsonb, p_offering app.offering)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select coalesce(jsonb_agg(
    r.refused || jsonb_build_object('alternatives', app.alternatives(p_offering, (r.refused ->> 'starts_at')::timestamptz, array(
      select c.occupant
      from app.bookings as b
      join app.slot_claims as c on (c.claim_id, c.organization_id) = (b.claim_id, b.organization_id)
      where b.booking_id = (r.refused ->> 'booking_id')::uuid
    ), p_within => interval '7 days')) order by r.n
  ), '[]')
  from jsonb_array_elements(p_refused) with ordinality as r (refused, n);
$$;

comment on function app.with_alternatives(jsonb, app.offering) is
  'What was refused, each with its nearest free starts: asked for after the others have moved, so that no alternative is a time that the series itself takes.';

-- sql/series/reschedule_series.sql
-- reschedule_series: what is to come of a series, to other times; wall time is kept across changes of the clocks (TS-12).
--
-- Room:   series
-- Caller: the practitioner, an admin, or the signed-in client
-- Reads:  app.booking_series, app.bookings
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events, app.resource_claims, app.slot_claims
-- Locks:  the idempotency key, the practitioner, the bookings
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT409 slot_taken, PT409 slot_full,
--         PT409 client_busy, PT422 too_late_to_change, PT422 outside_availability, PT422 too_soon, PT422 too_far, PT422 idempotency_mismatch
create function private.reschedule_series(p_series_id uuid, p_from_date date, p_change app.series_change, p_mode text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_series_id, p_from_date, p_change, p_mode);
  v_answer jsonb;
  v_found record;
  v_offering app.offering;
  v_moves app.series_move[];
  v_done app.moved_series;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('reschedule_series', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  perform app.check_series_change(p_change, p_mode);
  v_found := private.series_to_change(p_series_id, p_from_date);
  v_moves := array(
    select row(b, app.changed_start(b, v_found.series, p_change))::app.series_move
    from app.bookings_to_change(v_found.series, v_found.party, p_from_date) as b
  );
  if v_moves = '{}' then
    perform app.fail('illegal_transition', 'This series has no appointments to come that could be moved.', 'Reload the series to see its present state.');
  end if;
  v_offering := app.offering_of_booking((v_moves[1]).booking, v_found.party);
  begin
    v_done := app.move_series(v_moves, v_found.party);
    v_done.refused := app.with_alternatives(v_done.refused, v_offering);
    v_answer := app.series_change_answer(v_found.series, v_done.moved, v_done.refused);
    if p_mode = 'propose' then
      raise sqlstate 'BF001' using message = 'What was only tried is undone.';
    end if;
  exception when sqlstate 'BF001' then
    v_answer := v_answer || jsonb_build_object('bookings', '[]'::jsonb, 'proposed', v_answer -> 'bookings');
  end;
  if v_done.refused <> '[]' and (p_mode = 'all_or_nothing' or p_mode = 'available_only' and v_done.moved = '{}') then
    perform app.fail_conflicts(v_done.refused, cardinality(v_moves), '%s of the %s appointments cannot be moved; none was.');
  end if;
  return app.remember_answer('reschedule_series', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.reschedule_series(uuid, date, app.series_change, text, text) is
  'Definer: bookings are no role''s to write; private.series_to_change authorises.';
grant execute on function private.reschedule_series(uuid, date, app.series_change, text, text) to authenticated;

create function api.reschedule_series(
  series_id uuid, from_date date default null, shift interval default null, weekday integer default null, starts_local time default null,
  mode text default 'all_or_nothing', idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.reschedule_series(
    reschedule_series.series_id, reschedule_series.from_date,
    row(reschedule_series.shift, reschedule_series.weekday, reschedule_series.starts_local)::app.series_change,
    reschedule_series.mode, reschedule_series.idempotency_key
  );
$$;

comment on function api.reschedule_series(uuid, date, interval, integer, time, text, text) is
  'Moves the bookings of the series to come, from from_date on (default: all), by shift, or to another weekday (1 Monday to 7 Sunday, in the week of each) and'
  ' time of day, as wall time of the series.  mode: all_or_nothing names every conflict, available_only moves the rest, propose moves nothing and lists.'
  '  Returns {series_id, bookings[], refused[{booking_id, present_starts_at, starts_at, reason, detail, alternatives}]}, and proposed[] for propose.';
grant execute on function api.reschedule_series(uuid, date, interval, integer, time, text, text) to authenticated;


-- hours: why a time is offered or not, and changing hours under bookings
-- sql/hours/hours_reasons.sql
-- hours_reasons: why a time is not offered, claims aside.
--
-- Room:  hours
-- Reads: app.availability_rules, app.availability_exceptions, app.slot_claims
create type app.slot_reason as (reason text, detail text, source jsonb);

comment on type app.slot_reason is 'reason: a word of the register; detail: a sentence; source: what it comes from, {kind, …} with its id, reference or setting.';

create function app.window_reasons(p_offering app.offering, p_starts_at timestamptz)
returns setof app.slot_reason
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_slot tstzrange := tstzrange(p_starts_at, p_starts_at + p_offering.duration);
  v_day date := (p_starts_at at time zone p_offering.time_zone)::date;
  v_open tstzmultirange;
  v_on_grid boolean;
  v_hours text;
begin
  select
    range_agg(w.opens),
    bool_or(p_starts_at <@ w.opens and app.is_multiple(p_starts_at - lower(w.opens), p_offering.step)),
    string_agg(format('%s–%s', to_char(lower(w.opens) at time zone p_offering.time_zone, 'HH24:MI'), to_char(upper(w.opens) at time zone p_offering.time_zone, 'HH24:MI')),
      ', ' order by w.opens) filter (where (lower(w.opens) at time zone p_offering.time_zone)::date = v_day and not isempty(w.opens))
  into v_open, v_on_grid, v_hours
  from app.availability_windows(
    p_offering.practitioner_id, p_offering.time_zone, v_day - 1, (upper(v_slot) at time zone p_offering.time_zone)::date
  ) as w;
  if v_slot <@ v_open is not true then
    return next row('outside_availability', coalesce(
      format('The hours on %s are %s; the appointment would last until %s.', to_char(v_day, 'YYYY-MM-DD'), v_hours,
        to_char(upper(v_slot) at time zone p_offering.time_zone, 'HH24:MI')),
      format('There are no hours on %s.', to_char(v_day, 'YYYY-MM-DD'))
    ), jsonb_build_object('kind', 'availability_rules', 'rule_ids', (
      select coalesce(jsonb_agg(r.rule_id order by r.starts_local), '[]') from app.availability_rules as r
      where r.practitioner_id = p_offering.practitioner_id and r.weekday = extract(isodow from v_day)
        and v_day >= coalesce(r.valid_from, '-infinity') and v_day <= coalesce(r.valid_until, 'infinity')
    )))::app.slot_reason;
  elsif v_on_grid is not true then
    return next row(
      'outside_availability', format('Appointments begin every %s, counted from the opening of the hours.', app.spoken(p_offering.step)),
      jsonb_build_object('kind', 'service', 'service_id', p_offering.service_id, 'setting', 'step_minutes')
    )::app.slot_reason;
  end if;
  return query
  select 'outside_availability', format('Time off from %s to %s%s.',
    to_char(e.starts_at at time zone p_offering.time_zone, 'YYYY-MM-DD HH24:MI'), to_char(e.ends_at at time zone p_offering.time_zone, 'YYYY-MM-DD HH24:MI'),
    case when e.reason <> '' then ': ' || e.reason else '' end), jsonb_build_object('kind', 'availability_exception', 'exception_id', e.exception_id)
  from app.availability_exceptions as e
  where e.practitioner_id = p_offering.practitioner_id and e.kind = 'time_off' and tstzrange(e.starts_at, e.ends_at) && v_slot
  order by e.starts_at;
end;
$$;

comment on function app.window_reasons(app.offering, timestamptz) is 'What the weekly hours, the grid of starts and time off have against a slot that begins at p_starts_at.';

create function app.setting_reasons(p_offering app.offering, p_starts_at timestamptz)
returns setof app.slot_reason
language sql
stable
security invoker
set search_path = ''
as $$
  select r.reason, r.detail, jsonb_build_object('kind', 'service', 'service_id', p_offering.service_id, 'setting', r.setting)
  from (values
    (1, 'too_soon', case when p_starts_at < app.now() then 'This time is past.' else format('This service needs %s notice.', app.spoken(p_offering.min_notice)) end,
      'min_notice_minutes', p_starts_at < app.earliest_start(p_offering)),
    (2, 'too_far', format('Bookings open %s ahead.', app.spoken(p_offering.max_advance)), 'max_advance_days', p_starts_at >= app.latest_start(p_offering)),
    (3, 'outside_availability', format('The limit of %s a day is reached.', p_offering.daily_limit), 'daily_limit',
      p_offering.daily_limit is not null and (p_starts_at at time zone p_offering.time_zone)::date = any (
        app.full_days(p_offering, tstzrange(p_starts_at - interval '2 days', p_starts_at + interval '2 days'), '{}')
      ))
  ) as r (n, reason, detail, setting, holds)
  where r.holds
  order by r.n;
$$;

comment on function app.setting_reasons(app.offering, timestamptz) is 'What notice, booking window and daily limit of the service have against it.';

-- sql/hours/claim_reasons.sql
-- claim_reasons: who is in the way of a slot, as far as the caller may know.
--
-- Room:  hours
-- Reads: app.slot_claims, app.service_needs, app.bookings, app.availability_rules, app.availability_exceptions
create function app.claim_reasons(p_offering app.offering, p_starts_at timestamptz, p_sees_bookings boolean)
returns setof app.slot_reason
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_slot tstzrange := tstzrange(p_starts_at, p_starts_at + p_offering.duration);
  v_blocked tstzrange := tstzrange(p_starts_at - p_offering.buffer_before, p_starts_at + p_offering.duration + p_offering.buffer_after);
  v_slot_key bigint := app.slot_key(p_offering.service_number, v_slot);
  v_capacity integer;
  v_taken integer;
begin
  v_capacity := least(p_offering.capacity, (
    select min(w.capacity)
    from app.availability_windows(
      p_offering.practitioner_id, p_offering.time_zone,
      (p_starts_at at time zone p_offering.time_zone)::date - 1, (upper(v_slot) at time zone p_offering.time_zone)::date
    ) as w
    where w.opens && v_slot
  ));
  v_taken := (
    select count(*) from app.slot_claims as c
    where (c.organization_id, c.practitioner_id, c.slot_key) = (p_offering.organization_id, p_offering.practitioner_id, v_slot_key)
      and not c.overbooked and (c.expires_at is null or c.expires_at > app.now())
  );
  if v_capacity > 1 and v_taken >= v_capacity then
    return next row(
      'slot_full', format('All %s seats are taken.', v_capacity), jsonb_build_object('kind', 'service', 'service_id', p_offering.service_id, 'setting', 'capacity')
    )::app.slot_reason;
  end if;
  return query
  select 'slot_taken', format('%s from %s to %s is in the way%s.',
      case when c.kind = 'hold' then 'A hold' when p_sees_bookings then 'Booking ' || b.reference else 'Another booking' end,
      to_char(lower(c.slot) at time zone p_offering.time_zone, 'YYYY-MM-DD HH24:MI'), to_char(upper(c.slot) at time zone p_offering.time_zone, 'HH24:MI'),
      case when not c.slot && v_slot then ', with the time around it' else '' end
    ),
    case
      when c.kind = 'hold' then jsonb_build_object('kind', 'hold', 'expires_at', c.expires_at)
      when p_sees_bookings then jsonb_build_object('kind', 'booking', 'booking_id', b.booking_id, 'reference', b.reference)
      else jsonb_build_object('kind', 'booking')
    end
  from app.slot_claims as c
  left join app.bookings as b on (b.claim_id, b.organization_id) = (c.claim_id, c.organization_id)
  where c.practitioner_id = p_offering.practitioner_id and c.organization_id = p_offering.organization_id and c.blocked && v_blocked
    and (c.expires_at is null or c.expires_at > app.now())
    and (c.slot_key <> v_slot_key or c.overbooked or v_capacity = 1)
  order by lower(c.slot), c.claim_id;
  if p_offering.needs_resources then
    return query
    select 'slot_taken', format('%s of kind %s %s needed, and fewer are free.', n.quantity, n.kind, case n.quantity when 1 then 'is' else 'are' end),
      jsonb_build_object('kind', 'resource', 'needs', n.kind, 'quantity', n.quantity)
    from app.service_needs as n
    where (n.service_id, n.organization_id) = (p_offering.service_id, p_offering.organization_id)
      and not app.needs_met(array(select r from unnest(app.resources_busy(p_offering, v_blocked)) as r where r.kind = n.kind), v_blocked)
    order by n.kind;
  end if;
end;
$$;

comment on function app.claim_reasons(app.offering, timestamptz, boolean) is
  'slot_full where every seat of this very slot is taken, slot_taken for each hold or booking that is in the way.  p_sees_bookings: whether bookings are named.';

-- sql/hours/explain_slot.sql
-- explain_slot: why a time is, or is not, offered to the public.
--
-- Room:   hours
-- Caller: members of the organization
-- Reads:  app.practitioners, app.services, app.slot_claims, app.bookings, app.availability_rules, app.availability_exceptions
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found
create function app.profile_reasons(p_offering app.offering)
returns setof app.slot_reason
language sql
stable
security invoker
set search_path = ''
as $$
  select r.reason, r.detail, jsonb_build_object('kind', 'practitioner', 'practitioner_id', p_offering.practitioner_id, 'setting', r.setting)
  from app.practitioners as p
  cross join lateral (values
    (1, 'not_found', 'The service, the practitioner or the organization takes no new bookings: one of them is archived, suspended or not active.', 'active', not p_offering.offered),
    (2, 'not_found', 'The profile is not published.', 'published', not p.published),
    (3, 'not_accepting_clients', 'No new clients are accepted at present; those assigned to the practitioner may book.', 'accepting_clients', not p.accepting_clients)
  ) as r (n, reason, detail, setting, holds)
  where p.practitioner_id = p_offering.practitioner_id and r.holds
  order by r.n;
$$;

comment on function app.profile_reasons(app.offering) is 'What practitioner, service and organization have against any booking by the public.';

create function private.explain_slot(p_practitioner_id uuid, p_service_id uuid, p_starts_at timestamptz)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_offering app.offering;
  v_sees_bookings boolean;
  v_reasons jsonb;
begin
  perform app.sign_in_required();
  v_offering := app.offering(p_practitioner_id, p_service_id, p_promised => true);
  if v_offering.standing = 'public' then
    perform app.fail('not_found', 'This practitioner does not offer this service.', 'Choose a practitioner and one of the services shown there.');
  end if;
  perform app.check_slot_arguments(p_starts_at, null, null, 'all_or_nothing', null, 300);
  v_sees_bookings := app.may_manage(v_offering);
  -- What members may book themselves is wider; the question is what clients are offered.
  v_offering.standing := 'public';
  select coalesce(jsonb_agg(jsonb_build_object('reason', r.reason, 'detail', r.detail, 'source', r.source) order by r.part, r.n), '[]')
  into v_reasons
  from (
    select 1 as part, p.n, p.reason, p.detail, p.source from app.profile_reasons(v_offering) with ordinality as p (reason, detail, source, n)
    union all
    select 2, s.n, s.reason, s.detail, s.source from app.setting_reasons(v_offering, p_starts_at) with ordinality as s (reason, detail, source, n)
    union all
    select 3, w.n, w.reason, w.detail, w.source from app.window_reasons(v_offering, p_starts_at) with ordinality as w (reason, detail, source, n)
    union all
    select 4, c.n, c.reason, c.detail, c.source from app.claim_reasons(v_offering, p_starts_at, v_sees_bookings) with ordinality as c (reason, detail, source, n)
  ) as r;
  return jsonb_build_object('available', v_reasons = '[]', 'reasons', v_reasons);
end;
$$;

comment on function private.explain_slot(uuid, uuid, timestamptz) is 'Definer: claims are no role''s to read; members only, and bookings are named only to those who manage them.';
grant execute on function private.explain_slot(uuid, uuid, timestamptz) to authenticated;

create function api.explain_slot(practitioner_id uuid, service_id uuid, starts_at timestamptz)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select private.explain_slot(explain_slot.practitioner_id, explain_slot.service_id, explain_slot.starts_at);
$$;

comment on function api.explain_slot(uuid, uuid, timestamptz) is
  'Whether a client who is not yet known could book the slot that begins at starts_at, and every reason why not, in order: {available, reasons[{reason, detail, source}]}.'
  '  source says what the reason comes from: {kind: practitioner | service | availability_rules | availability_exception | hold | booking, and its id or setting}.';
grant execute on function api.explain_slot(uuid, uuid, timestamptz) to authenticated;

-- sql/hours/bookings_outside_hours.sql
-- bookings_outside_hours: what stands where the practitioner does not work.
--
-- Room:  hours
-- Reads: app.bookings, app.practitioners, app.availability_rules, app.availability_exceptions
create function app.bookings_outside_hours(p_practitioner_id uuid)
returns setof app.bookings
language sql
stable
security invoker
set search_path = ''
as $$
  select b.*
  from app.bookings as b
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (b.practitioner_id, b.organization_id)
  cross join lateral (
    select
      (b.starts_at at time zone p.time_zone)::date as first_day,
      (b.ends_at at time zone p.time_zone)::date as last_day,
      tstzrange(b.starts_at, b.ends_at) as span
  ) as at
  where b.practitioner_id = p_practitioner_id
    and b.starts_at > app.now()
    and b.status in ('pending', 'confirmed', 'rescheduled')
    and not b.overbooked
    and (
      at.span <@ (
        select range_agg(w.opens) from app.availability_windows(p_practitioner_id, p.time_zone, at.first_day - 1, at.last_day) as w
      ) is not true
      or not isempty(app.time_off(p_practitioner_id, at.span))
    )
  order by b.starts_at;
$$;

comment on function app.bookings_outside_hours(uuid) is
  'The practitioner''s coming bookings that the present hours do not cover; those that were overbooked stand outside on purpose and are not listed.';

create function app.stranded_summary(p_booking app.bookings)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select app.booking_summary(p_booking) || jsonb_build_object('client_name', p_booking.client_name, 'service_id', p_booking.service_id);
$$;

comment on function app.stranded_summary(app.bookings) is '{booking_id, reference, status, starts_at, ends_at, client_name, service_id}.';

-- sql/hours/practitioner_to_change.sql
-- practitioner_to_change: whose hours the caller may change.
--
-- Room:   hours
-- Reads:  app.practitioners, app.members, app.role_permissions
-- Locks:  the practitioner
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.practitioner_to_change(p_practitioner_id uuid)
returns app.practitioners
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_practitioner app.practitioners;
begin
  perform app.sign_in_required();
  select p.* into v_practitioner from app.practitioners as p where p.practitioner_id = p_practitioner_id;
  if v_practitioner.practitioner_id is null or app.standing(v_practitioner.organization_id, v_practitioner.member_id) = 'public' then
    perform app.fail('not_found', format('No practitioner %s that you may see.', p_practitioner_id), 'Check which account you are signed in with.');
  end if;
  if p_practitioner_id <> all (private.my_practitioner_ids('availability:write'))
    and v_practitioner.organization_id <> all (private.organizations_where('sessions:manage')) then
    perform app.fail('not_allowed', 'Only the practitioner and admins change these hours.', 'Ask one of them.');
  end if;
  perform app.lock_practitioner(p_practitioner_id);
  return v_practitioner;
end;
$$;

comment on function private.practitioner_to_change(uuid) is
  'The practitioner, locked, whose hours the caller may change, as the policies of the views say.  Definer: the verbs behind it write past those policies.';

-- sql/hours/apply_change.sql
-- apply_change: one change of a practitioner's hours, as change_availability takes it.
--
-- Room:   hours
-- Reads:  app.availability_rules, app.availability_exceptions
-- Writes: app.availability_rules, app.availability_exceptions, app.practitioners, app.audit_log
-- Raises: PT400 invalid_argument, PT404 not_found, PT409 rule_overlaps
create function app.fail_change(p_sentence text)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform app.fail('invalid_argument', p_sentence, 'Correct the change and send all of them again; nothing was changed.');
end;
$$;

comment on function app.fail_change(text) is 'Raises PT400 invalid_argument about a change of hours.';

create function app.apply_change(p_practitioner app.practitioners, p_change jsonb)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_whose jsonb := jsonb_build_object('organization_id', p_practitioner.organization_id, 'practitioner_id', p_practitioner.practitioner_id);
  v_rule app.availability_rules;
  v_exception app.availability_exceptions;
  v_changed integer := 1;
begin
  if p_change ? 'rule_id' then
    select r.* into v_rule from app.availability_rules as r
    where r.rule_id = (p_change ->> 'rule_id')::uuid and r.practitioner_id = p_practitioner.practitioner_id;
  elsif p_change ? 'exception_id' then
    select e.* into v_exception from app.availability_exceptions as e
    where e.exception_id = (p_change ->> 'exception_id')::uuid and e.practitioner_id = p_practitioner.practitioner_id;
  end if;
  case p_change ->> 'change'
    when 'add_rule' then
      v_rule := jsonb_populate_record(null::app.availability_rules, p_change || v_whose);
      insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local, valid_from, valid_until, capacity)
      values (
        v_rule.organization_id, v_rule.practitioner_id, v_rule.weekday, v_rule.starts_local, v_rule.ends_local, v_rule.valid_from, v_rule.valid_until, v_rule.capacity
      );
    when 'update_rule' then
      v_rule := jsonb_populate_record(v_rule, p_change || v_whose);
      update app.availability_rules as r
      set weekday = v_rule.weekday, starts_local = v_rule.starts_local, ends_local = v_rule.ends_local, valid_from = v_rule.valid_from,
          valid_until = v_rule.valid_until, capacity = v_rule.capacity
      where r.rule_id = v_rule.rule_id and r.practitioner_id = p_practitioner.practitioner_id;
      get diagnostics v_changed = row_count;
    when 'delete_rule' then
      delete from app.availability_rules as r where r.rule_id = v_rule.rule_id;
      get diagnostics v_changed = row_count;
    when 'add_exception' then
      v_exception := jsonb_populate_record(null::app.availability_exceptions, '{"reason": ""}' || p_change || v_whose);
      insert into app.availability_exceptions (organization_id, practitioner_id, kind, starts_at, ends_at, capacity, reason)
      values (
        v_exception.organization_id, v_exception.practitioner_id, v_exception.kind, v_exception.starts_at, v_exception.ends_at, v_exception.capacity,
        v_exception.reason
      );
    when 'delete_exception' then
      delete from app.availability_exceptions as e where e.exception_id = v_exception.exception_id;
      get diagnostics v_changed = row_count;
    when 'time_zone' then
      update app.practitioners as p set time_zone = p_change ->> 'time_zone' where p.practitioner_id = p_practitioner.practitioner_id;
    else
      perform app.fail_change(format('“%s” is no change of hours.', left(coalesce(p_change ->> 'change', p_change::text), 60)));
  end case;
  if v_changed = 0 then
    perform app.fail('not_found', 'One of the rules or exceptions is not this practitioner''s, or is gone.', 'Reload the hours; nothing was changed.');
  end if;
end;
$$;

comment on function app.apply_change(app.practitioners, jsonb) is
  'change: add_rule, update_rule (rule_id), delete_rule (rule_id), add_exception, delete_exception (exception_id) or time_zone; beside it the columns of'
  ' api.availability_rules or api.availability_exceptions.  Internal: private.practitioner_to_change has authorised.';

-- sql/hours/apply_changes.sql
-- apply_changes: several changes of hours at once, and what they strand.
--
-- Room:   hours
-- Reads:  app.bookings, app.practitioners, app.availability_rules, app.availability_exceptions
-- Writes: app.availability_rules, app.availability_exceptions, app.practitioners, app.audit_log
-- Raises: PT400 invalid_argument, PT404 not_found, PT409 rule_overlaps
create function app.apply_changes(p_practitioner app.practitioners, p_changes jsonb)
returns app.bookings[]
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_outside_before uuid[] := array(select b.booking_id from app.bookings_outside_hours(p_practitioner.practitioner_id) as b);
  v_change jsonb;
  v_constraint text;
begin
  if jsonb_typeof(p_changes) is distinct from 'array' or jsonb_array_length(p_changes) not between 1 and 100 then
    perform app.fail_change('changes must be a list of 1 to 100 changes.');
  end if;
  perform set_config('app.stranded', 'counted', true);
  begin
    -- What goes away makes room for what comes.
    for v_change in select c from jsonb_array_elements(p_changes) with ordinality as l (c, n) order by c ->> 'change' not like 'delete%', n loop
      perform app.apply_change(p_practitioner, v_change);
    end loop;
  exception
    when check_violation or exclusion_violation or foreign_key_violation or not_null_violation then
      get stacked diagnostics v_constraint = constraint_name;
      perform app.fail_change(format('This does not hold: %s.', coalesce(nullif(replace(v_constraint, '_', ' '), ''), 'something is missing')));
    when invalid_text_representation or invalid_parameter_value or datetime_field_overflow or invalid_datetime_format or numeric_value_out_of_range then
      perform app.fail_change(format('A value is not understood: %s.', sqlerrm));
  end;
  perform set_config('app.stranded', '', true);
  -- Only what these changes strand: a booking that stood outside the hours before is no reason to refuse.
  return array(select b from app.bookings_outside_hours(p_practitioner.practitioner_id) as b where b.booking_id <> all (v_outside_before));
end;
$$;

comment on function app.apply_changes(app.practitioners, jsonb) is
  'Applies all of p_changes and returns the coming bookings that are left outside the hours by them.  A constraint that refuses is told by its name, which is a sentence.';

-- sql/hours/treat_stranded.sql
-- treat_stranded: what becomes of bookings that the hours no longer cover (CP-3.3, CP-3.4).
--
-- Room:   hours
-- Reads:  app.bookings, app.members, app.role_permissions
-- Writes: app.audit_log, app.booking_series, app.bookings, app.outbox_events, app.slot_claims
-- Locks:  the bookings
-- Raises: PT409 rule_in_use
create function app.treat_stranded(p_practitioner app.practitioners, p_bookings app.bookings[], p_treatment text, p_reason text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_booking app.bookings;
begin
  if p_treatment = 'refuse' and p_bookings <> '{}' then
    perform app.fail('rule_in_use', format('Bookings would be left outside the hours: %s.', (
      select string_agg(format('%s on %s', b.reference, to_char(b.starts_at at time zone p_practitioner.time_zone, 'YYYY-MM-DD HH24:MI')), ', ' order by b.starts_at)
      from unnest(p_bookings) as b
    )), 'Say how to treat them: stranded “keep” or “cancel”.  Or move them first.');
  end if;
  foreach v_booking in array p_bookings loop
    -- Locked only now: somebody may have cancelled it since.
    select b.* into v_booking from app.bookings as b where b.booking_id = v_booking.booking_id for update;
    if p_treatment = 'cancel' and v_booking.status <> 'cancelled' then
      perform app.end_booking(
        v_booking, 'cancel', case app.standing(p_practitioner.organization_id, p_practitioner.member_id) when 'admin' then 'admin' else 'practitioner' end, p_reason
      );
    elsif p_treatment = 'keep' then
      update app.bookings as b set outside_hours = true where b.booking_id = v_booking.booking_id;
    end if;
  end loop;
end;
$$;

comment on function app.treat_stranded(app.practitioners, app.bookings[], text, text) is
  'refuse: raises PT409 rule_in_use, naming each; keep: they stay, marked outside_hours; cancel: they are cancelled, and both parties are told.';

-- sql/hours/change_availability.sql
-- change_availability: hours change, and the caller says what becomes of the bookings in the way (CP-3.3, CP-3.4).
--
-- Room:   hours
-- Caller: the practitioner or an admin
-- Reads:  app.bookings, app.practitioners, app.availability_rules, app.availability_exceptions
-- Writes: app.audit_log, app.availability_exceptions, app.availability_rules, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events,
--         app.practitioners, app.slot_claims
-- Locks:  the idempotency key, the practitioner, the bookings
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 rule_overlaps, PT409 rule_in_use, PT422 idempotency_mismatch
create function private.change_availability(p_practitioner_id uuid, p_changes jsonb, p_stranded text, p_reason text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_practitioner_id, p_changes, p_stranded, p_reason);
  v_answer jsonb;
  v_practitioner app.practitioners;
  v_stranded app.bookings[];
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('change_availability', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  v_practitioner := private.practitioner_to_change(p_practitioner_id);
  if p_stranded in ('refuse', 'keep', 'cancel') is not true then
    perform app.fail_change('stranded must be refuse, keep or cancel.');
  end if;
  v_stranded := app.apply_changes(v_practitioner, p_changes);
  perform app.treat_stranded(v_practitioner, v_stranded, p_stranded, p_reason);
  return app.remember_answer('change_availability', p_key, v_arguments, jsonb_build_object(
    'practitioner_id', p_practitioner_id, 'treatment', p_stranded,
    'stranded', (select coalesce(jsonb_agg(app.stranded_summary(b) order by b.starts_at), '[]') from unnest(v_stranded) as b)
  ));
end;
$$;

comment on function private.change_availability(uuid, jsonb, text, text, text) is 'Definer: bookings are no role''s to write; private.practitioner_to_change authorises.';
grant execute on function private.change_availability(uuid, jsonb, text, text, text) to authenticated;

create function api.change_availability(
  practitioner_id uuid, changes jsonb, stranded text default 'refuse', reason text default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.change_availability(
    change_availability.practitioner_id, change_availability.changes, change_availability.stranded, change_availability.reason, change_availability.idempotency_key
  );
$$;

comment on function api.change_availability(uuid, jsonb, text, text, text) is
  'Applies changes of hours together: a list of {change: add_rule | update_rule | delete_rule | add_exception | delete_exception | time_zone, rule_id or exception_id,'
  ' and the columns of api.availability_rules or api.availability_exceptions}.  stranded says what becomes of bookings that are left outside the hours: refuse (the'
  ' default) names them and changes nothing, keep leaves them marked outside_hours, cancel cancels them with reason.'
  '  Returns {practitioner_id, treatment, stranded[{booking_id, reference, status, starts_at, ends_at, client_name, service_id}]}.';
grant execute on function api.change_availability(uuid, jsonb, text, text, text) to authenticated;

-- sql/hours/preview_availability_change.sql
-- preview_availability_change: which bookings a change of hours would strand, before anything changes.
--
-- Room:   hours
-- Caller: the practitioner or an admin
-- Reads:  app.bookings, app.practitioners, app.availability_rules, app.availability_exceptions
-- Writes: app.availability_rules, app.availability_exceptions, app.practitioners, app.audit_log
-- Locks:  the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 rule_overlaps
create function private.preview_availability_change(p_practitioner_id uuid, p_changes jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_practitioner app.practitioners := private.practitioner_to_change(p_practitioner_id);
  v_stranded app.bookings[];
begin
  begin
    v_stranded := app.apply_changes(v_practitioner, p_changes);
    raise sqlstate 'BF001' using message = 'What was only tried is undone.';
  exception when sqlstate 'BF001' then
    null; -- What would be stranded is known.
  end;
  return jsonb_build_object(
    'practitioner_id', p_practitioner_id,
    'stranded', (select coalesce(jsonb_agg(app.stranded_summary(b) order by b.starts_at), '[]') from unnest(v_stranded) as b)
  );
end;
$$;

comment on function private.preview_availability_change(uuid, jsonb) is
  'Definer: it tries the change itself, and undoes it, so that the preview cannot differ; private.practitioner_to_change authorises.';
grant execute on function private.preview_availability_change(uuid, jsonb) to authenticated;

create function api.preview_availability_change(practitioner_id uuid, changes jsonb)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.preview_availability_change(preview_availability_change.practitioner_id, preview_availability_change.changes);
$$;

comment on function api.preview_availability_change(uuid, jsonb) is
  'The bookings that change_availability with the same changes would leave outside the hours; changes nothing.  Returns {practitioner_id, stranded[]}, as there.';
grant execute on function api.preview_availability_change(uuid, jsonb) to authenticated;

-- sql/hours/close_day.sql
-- close_day: no work on these days, in one call.
--
-- Room:   hours
-- Caller: the practitioner or an admin
-- Reads:  app.practitioners
-- Writes: app.audit_log, app.availability_exceptions, app.availability_rules, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events,
--         app.practitioners, app.slot_claims
-- Locks:  the idempotency key, the practitioner, the bookings
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 rule_in_use, PT422 idempotency_mismatch
create function private.close_day(p_practitioner_id uuid, p_from_date date, p_to_date date, p_stranded text, p_reason text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_practitioner_id, p_from_date, p_to_date, p_stranded, p_reason);
  v_answer jsonb;
  -- private.change_availability authorises.
  v_zone text := (select p.time_zone from app.practitioners as p where p.practitioner_id = p_practitioner_id);
  v_to_date date := coalesce(p_to_date, p_from_date);
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('close_day', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  if (p_from_date between date '2000-01-01' and date '2126-01-01' and v_to_date between p_from_date and p_from_date + 366) is not true then
    perform app.fail('invalid_argument', 'Name the days to close: from_date, and to_date up to a year later.', 'Correct the dates and try again.');
  end if;
  return app.remember_answer('close_day', p_key, v_arguments, private.change_availability(
    p_practitioner_id,
    jsonb_build_array(jsonb_build_object(
      'change', 'add_exception', 'kind', 'time_off', 'reason', coalesce(p_reason, ''),
      'starts_at', app.local_instant(p_from_date, v_zone), 'ends_at', app.local_instant(v_to_date + 1, v_zone)
    )),
    p_stranded, p_reason, null
  ));
end;
$$;

comment on function private.close_day(uuid, date, date, text, text, text) is
  'Definer: which zone the days are of is asked past the policies; private.change_availability authorises.';
grant execute on function private.close_day(uuid, date, date, text, text, text) to authenticated;

create function api.close_day(
  practitioner_id uuid, from_date date, to_date date default null, stranded text default 'refuse', reason text default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.close_day(
    close_day.practitioner_id, close_day.from_date, close_day.to_date, close_day.stranded, close_day.reason, close_day.idempotency_key
  );
$$;

comment on function api.close_day(uuid, date, date, text, text, text) is
  'Takes time off from from_date to to_date inclusive (default: one day), as days of the practitioner''s zone.  stranded, reason and the answer are as of'
  ' change_availability.';
grant execute on function api.close_day(uuid, date, date, text, text, text) to authenticated;


-- live: what open pages hear at once
-- sql/live/policies.sql
-- policies: who may listen to which topic of Realtime.
--
-- Room: live
--
-- A policy asks for the row's own topic.  realtime.topic() is only a setting, which whoever may run SQL can set.
-- There is no policy to insert: clients listen, the database speaks.  Can be run again: a stack may bring Realtime along later than our migrations.
do $$
begin
  -- Realtime belongs to the platform: a database without it has nobody who listens.
  if to_regclass('realtime.messages') is null then
    return;
  end if;

  -- user:<uuid>: what is for that account alone.
  drop policy if exists messages_select_by_user on realtime.messages;
  create policy messages_select_by_user on realtime.messages for select to authenticated
  using (extension = 'broadcast' and topic = 'user:' || (select auth.uid())::text);

  -- practitioner:<uuid>:slots: whoever may see the practitioner.  The subquery is under the policies of practitioners.
  drop policy if exists messages_select_by_who_sees_the_practitioner on realtime.messages;
  create policy messages_select_by_who_sees_the_practitioner on realtime.messages for select to anon, authenticated
  using (
    extension = 'broadcast'
    and exists (
      select from app.practitioners as p
      where p.practitioner_id = substring(messages.topic from '^practitioner:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):slots$')::uuid
    )
  );
end;
$$;

-- sql/live/note_slots_changed.sql
-- note_slots_changed: which practitioners' times a transaction changes, and on which days.
--
-- Room:  live
-- Reads: app.practitioner_services
create function app.note_slots_changed(p_practitioner_id uuid, p_span tstzrange)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_noted text := coalesce(current_setting('app.slots_changed', true), '');
  v_day date := (lower(p_span) at time zone 'UTC')::date;
  v_last date := (upper(p_span) at time zone 'UTC')::date;
  v_entry text;
begin
  if v_noted = '*' then
    return;
  end if;
  loop
    v_entry := ' ' || p_practitioner_id || '/' || coalesce(v_day::text, '*');
    if position(v_entry in v_noted) = 0 then
      v_noted := v_noted || v_entry;
    end if;
    exit when v_day is null or v_day >= v_last;
    v_day := v_day + 1;
  end loop;
  -- Hundreds of practitioners at once are a load, which nobody waits for before an open page.
  perform set_config('app.slots_changed', case when length(v_noted) > 30000 then '*' else v_noted end, true);
end;
$$;

comment on function app.note_slots_changed(uuid, tstzrange) is
  'Notes a practitioner and the days (UTC) of a span, or any day where it is null, in a setting of the transaction.  What a savepoint undoes is undone there too.';

create function private.note_slots_changed()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_practitioner_id uuid;
begin
  if tg_table_name = 'slot_claims' then
    if tg_op <> 'INSERT' then
      perform app.note_slots_changed(old.practitioner_id, old.blocked);
    end if;
    if tg_op <> 'DELETE' then
      perform app.note_slots_changed(new.practitioner_id, new.blocked);
    end if;
  elsif tg_table_name = 'services' then
    for v_practitioner_id in select o.practitioner_id from app.practitioner_services as o where o.service_id = new.service_id loop
      perform app.note_slots_changed(v_practitioner_id, null);
    end loop;
  else
    if tg_op <> 'INSERT' then
      perform app.note_slots_changed(old.practitioner_id, null);
    end if;
    if tg_op <> 'DELETE' then
      perform app.note_slots_changed(new.practitioner_id, null);
    end if;
  end if;
  return null;
end;
$$;

comment on function private.note_slots_changed() is
  'Trigger, after what others can see in the free times: time taken or freed, hours, what is offered.  Confirming a hold changes nothing for others, and fires'
  ' none.  Definer, since hours and services are written by members.';

create trigger _800_note_taken_or_freed after insert or delete on app.slot_claims for each row execute function private.note_slots_changed();
create trigger _800_note_moved after update of slot, blocked on app.slot_claims
for each row when (old.blocked <> new.blocked) execute function private.note_slots_changed();
create trigger _800_note_hours after insert or update or delete on app.availability_rules for each row execute function private.note_slots_changed();
create trigger _800_note_hours after insert or update or delete on app.availability_exceptions for each row execute function private.note_slots_changed();
create trigger _800_note_offer after insert or update or delete on app.practitioner_services for each row execute function private.note_slots_changed();
create trigger _800_note_profile after update of time_zone, published, archived_at on app.practitioners
for each row execute function private.note_slots_changed();
create trigger _800_note_service after update of
duration_minutes, step_minutes, buffer_before_minutes, buffer_after_minutes, capacity, min_notice_minutes, max_advance_days, daily_limit, archived_at
on app.services for each row execute function private.note_slots_changed();

-- sql/live/note_resources_changed.sql
-- note_resources_changed: a room that one practitioner takes or frees is a room less or more for the others who need one.
--
-- Room:  live
-- Reads: app.practitioner_services, app.resources, app.service_needs
create function app.note_who_needs(p_organization_id uuid, p_kind text, p_span tstzrange)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform app.note_slots_changed(w.practitioner_id, p_span)
  from (
    select distinct o.practitioner_id
    from app.service_needs as n
    join app.practitioner_services as o on (o.service_id, o.organization_id) = (n.service_id, n.organization_id)
    where n.organization_id = p_organization_id and n.kind = p_kind and o.active
  ) as w;
end;
$$;

comment on function app.note_who_needs(uuid, text, tstzrange) is 'Notes, as app.note_slots_changed does, all practitioners with a service that needs things of a kind.';

create function private.note_resources_changed()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  if tg_table_name = 'resource_claims' then
    if tg_op <> 'INSERT' then
      perform app.note_who_needs(r.organization_id, r.kind, old.blocked) from app.resources as r where r.resource_id = old.resource_id;
    end if;
    if tg_op <> 'DELETE' then
      perform app.note_who_needs(r.organization_id, r.kind, new.blocked) from app.resources as r where r.resource_id = new.resource_id;
    end if;
  elsif tg_table_name = 'resources' then
    if tg_op <> 'INSERT' then
      perform app.note_who_needs(old.organization_id, old.kind, null);
    end if;
    if tg_op <> 'DELETE' then
      perform app.note_who_needs(new.organization_id, new.kind, null);
    end if;
  else
    perform app.note_slots_changed(o.practitioner_id, null)
    from app.practitioner_services as o
    where o.service_id = coalesce(new.service_id, old.service_id);
  end if;
  return null;
end;
$$;

comment on function private.note_resources_changed() is
  'Trigger, after rooms and equipment are taken, freed, added, archived or needed.  Bookings that need none fire it never.  Definer, since rooms are written by'
  ' members.';

create trigger _800_note_resources after insert or update or delete on app.resource_claims for each row execute function private.note_resources_changed();
create trigger _800_note_resources after insert or update of kind, archived_at or delete on app.resources
for each row execute function private.note_resources_changed();
create trigger _800_note_resources after insert or update or delete on app.service_needs for each row execute function private.note_resources_changed();

-- sql/live/tell_slots_changed.sql
-- tell_slots_changed: open pages hear that free times have changed, once for each transaction and practitioner.
--
-- Room: live
create function private.tell_slots_changed()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_noted text := coalesce(current_setting('app.slots_changed', true), '');
  v_change record;
begin
  if v_noted = '' then
    return null;
  end if;
  perform set_config('app.slots_changed', '', true);
  if v_noted = '*' then
    return null;
  end if;
  -- One time taken or freed, which is what mostly happens, needs no query.
  if strpos(substr(v_noted, 2), ' ') = 0 and right(v_noted, 1) <> '*' then
    perform app.broadcast(
      'practitioner:' || substr(v_noted, 2, 36) || ':slots', 'slots_changed',
      jsonb_build_object('practitioner_id', substr(v_noted, 2, 36), 'days', jsonb_build_array(substr(v_noted, 39)))
    );
    return null;
  end if;
  for v_change in
    select
      split_part(e.entry, '/', 1) as practitioner_id,
      case when bool_and(split_part(e.entry, '/', 2) <> '*') then jsonb_agg(split_part(e.entry, '/', 2) order by e.entry) end as days
    from unnest(string_to_array(ltrim(v_noted), ' ')) as e (entry)
    group by 1
  loop
    perform app.broadcast(
      'practitioner:' || v_change.practitioner_id || ':slots', 'slots_changed',
      jsonb_build_object('practitioner_id', v_change.practitioner_id, 'days', v_change.days)
    );
  end loop;
  return null;
end;
$$;

comment on function private.tell_slots_changed() is
  'Trigger, at the end of the transaction: broadcasts slots_changed {practitioner_id, days} to practitioner:<id>:slots.  days are UTC dates; null means any day.'
  '  What is free, and for whom, is not said: whoever hears it asks available_slots.  Definer, since no caller may broadcast.';

-- The first change of a transaction queues it, which is enough: it tells all that was noted by then.  Named to come after what a release sets off
-- (_800_offer_…), so that an offer from the waitlist is told together with the release.
create constraint trigger _800_tell_taken_or_freed after insert or delete on app.slot_claims deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_moved after update of slot, blocked on app.slot_claims deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_hours after insert or update or delete on app.availability_rules deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_hours after insert or update or delete on app.availability_exceptions deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_offer after insert or update or delete on app.practitioner_services deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_profile after update of time_zone, published, archived_at on app.practitioners deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_service after update of
duration_minutes, step_minutes, buffer_before_minutes, buffer_after_minutes, capacity, min_notice_minutes, max_advance_days, daily_limit, archived_at
on app.services deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_resources after insert or update or delete on app.resource_claims deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_resources after insert or update of kind, archived_at or delete on app.resources deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_resources after insert or update or delete on app.service_needs deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();


-- links: what a client may do by the link in a mail
-- sql/links/booking_tokens.sql
-- booking_tokens: what opens one booking to its client, without an account.
--
-- Room:   links
-- Owns:   app.booking_tokens
-- Writes: app.booking_tokens
create table app.booking_tokens (
  token_hash bytea not null,
  organization_id uuid not null,
  booking_id uuid not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint booking_tokens_pkey primary key (token_hash, organization_id),
  constraint booking_tokens_open_a_booking foreign key (booking_id, organization_id)
  references app.bookings (booking_id, organization_id) on delete cascade,
  constraint booking_tokens_keep_only_a_sha256 check (octet_length(token_hash) = 32)
);

comment on table app.booking_tokens is
  'SHA-256 of 32 random bytes that only the client''s mail has.  Each mail about a booking carries a token of its own, since the database cannot repeat one;'
  ' all of a booking''s tokens live until 30 days after it, wherever it moves, and end when it is cancelled.';

create index booking_tokens_by_booking on app.booking_tokens (booking_id, organization_id);

alter table app.booking_tokens enable row level security;

create function app.keep_tokens()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  update app.booking_tokens as t
  set expires_at = greatest(t.expires_at, new.ends_at + interval '30 days'),
      revoked_at = case when new.status = 'cancelled' then coalesce(t.revoked_at, app.now()) else t.revoked_at end
  where (t.booking_id, t.organization_id) = (new.booking_id, new.organization_id);
  return null;
end;
$$;

comment on function app.keep_tokens() is 'Trigger: a link follows its booking to a later time, and is revoked when it is cancelled.';

create trigger _500_keep_tokens after update of status, ends_at on app.bookings
for each row execute function app.keep_tokens();

-- sql/links/register_booking_token.sql
-- register_booking_token: the hash of the token that the worker puts into a client's mail.
--
-- Room:   links
-- Caller: the service role
-- Reads:  app.bookings
-- Writes: app.booking_tokens, app.audit_log
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found
create function private.register_booking_token(p_booking_id uuid, p_token_hash text, p_expires_at timestamptz)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_organization_id uuid;
begin
  perform app.service_role_required();
  if p_expires_at is null or p_expires_at <= app.now() then
    perform app.fail('invalid_argument', 'A token expires in the future.', 'Use token_expires_at of the event''s payload.');
  end if;
  insert into app.booking_tokens (token_hash, organization_id, booking_id, expires_at, revoked_at)
  select app.token_hash(p_token_hash), b.organization_id, b.booking_id, p_expires_at, b.cancelled_at
  from app.bookings as b
  where b.booking_id = p_booking_id
  on conflict do nothing
  returning organization_id into v_organization_id;
  if v_organization_id is not null then
    perform app.record(v_organization_id, 'booking.link_issued', p_booking_id::text);
  elsif not exists (
    select from app.booking_tokens as t where (t.token_hash, t.booking_id) = (app.token_hash(p_token_hash), p_booking_id)
  ) then
    perform app.fail('not_found', format('No booking %s to open with this token.', p_booking_id), 'Drop the message.');
  end if;
  return '{}';
end;
$$;

comment on function private.register_booking_token(uuid, text, timestamptz) is 'Definer: tokens are no role''s to write.';
grant execute on function private.register_booking_token(uuid, text, timestamptz) to service_role;

create function api.register_booking_token(booking_id uuid, token_hash text, expires_at timestamptz)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.register_booking_token(
    register_booking_token.booking_id, register_booking_token.token_hash, register_booking_token.expires_at
  );
$$;

comment on function api.register_booking_token(uuid, text, timestamptz) is
  'Stores the SHA-256 (64 hexadecimal digits) of a link''s token.  Returns {}.  Safe to repeat.';
grant execute on function api.register_booking_token(uuid, text, timestamptz) to service_role;

-- sql/links/booking_of_token.sql
-- booking_of_token: the one booking that a token opens.
--
-- Room:   links
-- Reads:  app.booking_tokens, app.bookings
-- Writes: app.rate_limits
-- Raises: PT403 token_invalid, PT410 token_expired, PT429 too_many_requests
create function app.booking_of_token(p_token text)
returns app.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_hash bytea := sha256(convert_to(coalesce(p_token, ''), 'UTF8'));
  v_token app.booking_tokens;
  v_booking app.bookings;
begin
  -- By place, so that nobody tries tokens; by token, so that nobody wears out a booking from many places.
  perform app.limit_rate('tokens from ' || r.requester, 120) from app.requester() as r (requester) where r.requester is not null;
  select * into v_token from app.booking_tokens as t where t.token_hash = v_hash;
  if not found then
    return null;
  end if;
  perform app.limit_rate('token ' || encode(v_hash, 'hex'), 60);
  select * into v_booking from app.bookings as b where (b.booking_id, b.organization_id) = (v_token.booking_id, v_token.organization_id);
  if v_token.expires_at <= app.now() then
    perform app.fail('token_expired', 'This link has expired.', 'Please contact the practice.');
  end if;
  if v_token.revoked_at is not null and v_booking.status <> 'cancelled' then
    return null;
  end if;
  return v_booking;
end;
$$;

comment on function app.booking_of_token(text) is
  'The booking, or null for a token that is unknown, altered or replaced.  The revoked token of a cancelled booking still tells that it is cancelled.';

create function app.fail_token()
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  -- Returned, not raised: the count of wrong tokens must outlive the refusal.
  select app.fail_with_status('token_invalid', 'This link is not valid.', 'Open the link from the newest mail, in full.');
$$;

comment on function app.fail_token() is 'The answer to a token that opens nothing: the same whatever the reason.';

create function app.act_by_link(p_booking app.bookings)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform app.act_as('client:' || p_booking.client_email);
  perform app.lock_practitioner(p_booking.practitioner_id);
  perform from app.bookings as b where (b.booking_id, b.organization_id) = (p_booking.booking_id, p_booking.organization_id) for update;
end;
$$;

comment on function app.act_by_link(app.bookings) is 'The actor is the client of the booking from here on; its locks are taken, in the order of every verb.';

-- sql/links/booking_by_token.sql
-- booking_by_token: a booking as its client sees it by link.
--
-- Room:   links
-- Caller: whoever has the token
-- Reads:  app.booking_tokens, app.bookings, app.organizations, app.practitioners, app.services, app.booking_transitions
-- Writes: app.rate_limits
-- Raises: PT403 token_invalid, PT410 token_expired, PT429 too_many_requests
create function app.booking_for_client(p_booking app.bookings)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'reference', p_booking.reference, 'status', p_booking.status, 'starts_at', p_booking.starts_at, 'ends_at', p_booking.ends_at,
    'time_zone', p_booking.client_time_zone,
    'organization', jsonb_build_object('name', o.name, 'slug', o.slug)
  ) || case
    when p_booking.status = 'cancelled' then jsonb_build_object('allowed_actions', '[]'::jsonb)
    else jsonb_build_object(
      'practitioner', jsonb_build_object(
        'practitioner_id', p.practitioner_id, 'display_name', p.display_name, 'slug', p.slug, 'time_zone', p.time_zone
      ),
      'service', jsonb_build_object('service_id', s.service_id, 'name', s.name, 'duration_minutes', s.duration_minutes),
      'place', app.place_of(p.practitioner_id, s.service_id, o.organization_id),
      'client', jsonb_build_object('name', p_booking.client_name),
      'allowed_actions', case when app.now() < app.changeable_until(p_booking) then (
        select coalesce(jsonb_agg(t.action order by t.action desc), '[]')
        from app.booking_transitions as t
        where t.from_status = p_booking.status and 'client' = any (t.actors)
      ) else '[]' end,
      'policy', jsonb_build_object('change_notice_minutes', s.change_notice_minutes, 'changeable_until', app.changeable_until(p_booking))
    )
  end
  from app.organizations as o
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (p_booking.practitioner_id, p_booking.organization_id)
  join app.services as s on (s.service_id, s.organization_id) = (p_booking.service_id, p_booking.organization_id)
  where o.organization_id = p_booking.organization_id;
$$;

comment on function app.booking_for_client(app.bookings) is
  '{reference, status, starts_at, ends_at, time_zone, organization, practitioner, service, place, client, allowed_actions[], policy}; of a cancelled booking, no more than that.';

create function private.booking_by_token(p_token text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  -- The token authorises.
  v_booking app.bookings := app.booking_of_token(p_token);
begin
  return case when v_booking.booking_id is null then app.fail_token() else app.booking_for_client(v_booking) end;
end;
$$;

comment on function private.booking_by_token(text) is 'Definer: bookings are no role''s to read without an account; the token authorises.';
grant execute on function private.booking_by_token(text) to anon, authenticated;

create function api.booking_by_token(token text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.booking_by_token(booking_by_token.token);
$$;

comment on function api.booking_by_token(text) is
  'The booking that the link opens: {reference, status, starts_at, ends_at, time_zone, organization, practitioner, service, place, client, allowed_actions[], policy};'
  ' of a cancelled booking only that it is.';
grant execute on function api.booking_by_token(text) to anon, authenticated;

-- sql/links/slots_by_token.sql
-- slots_by_token: where a booking could be moved to.
--
-- Room:   links
-- Caller: whoever has the token
-- Reads:  app.booking_tokens, app.bookings, app.slot_claims
-- Writes: app.rate_limits
-- Raises: PT400 invalid_argument, PT403 token_invalid, PT409 illegal_transition, PT410 token_expired, PT429 too_many_requests
create function private.slots_by_token(p_token text, p_from_date date, p_to_date date)
returns table (starts_at timestamptz, ends_at timestamptz, seats_left integer)
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  -- The token authorises.
  v_booking app.bookings := app.booking_of_token(p_token);
begin
  if v_booking.booking_id is null then
    perform app.fail('token_invalid', 'This link is not valid.', 'Open the link from the newest mail, in full.');
  end if;
  perform app.next_status(v_booking.status, 'reschedule', 'client');
  perform app.check_days(p_from_date, p_to_date);
  return query
  select f.starts_at, f.ends_at, f.seats_left
  from app.free_slots(
    app.offering_of_booking(v_booking, 'client'),
    app.local_instant(p_from_date, v_booking.client_time_zone), app.local_instant(p_to_date + 1, v_booking.client_time_zone),
    array(select c.occupant from app.slot_claims as c where c.claim_id = v_booking.claim_id)
  ) as f
  where f.starts_at <> v_booking.starts_at;
end;
$$;

comment on function private.slots_by_token(text, date, date) is 'Definer: claims are no role''s to read; the token authorises.';
grant execute on function private.slots_by_token(text, date, date) to anon, authenticated;

create function api.slots_by_token(token text, from_date date, to_date date)
returns table (starts_at timestamptz, ends_at timestamptz, seats_left integer)
language sql
volatile
security invoker
set search_path = ''
as $$
  select s.starts_at, s.ends_at, s.seats_left
  from private.slots_by_token(slots_by_token.token, slots_by_token.from_date, slots_by_token.to_date) as s;
$$;

comment on function api.slots_by_token(text, date, date) is
  'The slots to which the link''s booking can move, from from_date to to_date inclusive, as days of the client''s time zone.  The booking''s own time is not'
  ' listed, but is no obstacle to slots that overlap it.';
grant execute on function api.slots_by_token(text, date, date) to anon, authenticated;

-- sql/links/reschedule_by_token.sql
-- reschedule_by_token: a client moves the booking by link (BM-R5).
--
-- Room:   links
-- Caller: whoever has the token
-- Reads:  app.booking_tokens, app.bookings
-- Writes: app.audit_log, app.booking_series, app.booking_tokens, app.bookings, app.idempotency_keys, app.outbox_events, app.rate_limits, app.resource_claims,
--         app.slot_claims
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT403 token_invalid, PT409 illegal_transition, PT409 slot_taken, PT409 slot_full, PT409 client_busy,
--         PT410 token_expired, PT422 too_late_to_change, PT422 outside_availability, PT422 too_soon, PT422 too_far, PT422 idempotency_mismatch,
--         PT429 too_many_requests
create function private.reschedule_by_token(p_token text, p_starts_at timestamptz, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_token, p_starts_at);
  v_done boolean := app.recall_answer('reschedule_by_token', p_key, v_arguments) is not null;
  -- The token authorises.
  v_booking app.bookings := app.booking_of_token(p_token);
begin
  if v_booking.booking_id is null then
    return app.fail_token();
  end if;
  if not v_done then
    perform app.act_by_link(v_booking);
    select * into v_booking from app.bookings as b where b.booking_id = v_booking.booking_id;
    perform app.move_booking(v_booking, 'client', p_starts_at);
    perform app.remember_answer('reschedule_by_token', p_key, v_arguments, '{}');
  end if;
  return (select app.booking_for_client(b) from app.bookings as b where b.booking_id = v_booking.booking_id);
end;
$$;

comment on function private.reschedule_by_token(text, timestamptz, text) is 'Definer: bookings are no role''s to write; the token authorises.';
grant execute on function private.reschedule_by_token(text, timestamptz, text) to anon, authenticated;

create function api.reschedule_by_token(token text, starts_at timestamptz, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.reschedule_by_token(reschedule_by_token.token, reschedule_by_token.starts_at, reschedule_by_token.idempotency_key);
$$;

comment on function api.reschedule_by_token(text, timestamptz, text) is
  'Moves the link''s booking by the same checks as a new one, and returns it as booking_by_token does.  The link stays good.  Safe to repeat.';
grant execute on function api.reschedule_by_token(text, timestamptz, text) to anon, authenticated;

-- sql/links/cancel_by_token.sql
-- cancel_by_token: a client cancels the booking by link (BM-R6).
--
-- Room:   links
-- Caller: whoever has the token
-- Reads:  app.booking_tokens, app.bookings
-- Writes: app.audit_log, app.booking_series, app.booking_tokens, app.bookings, app.idempotency_keys, app.outbox_events, app.rate_limits, app.slot_claims
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT403 token_invalid, PT409 illegal_transition, PT410 token_expired, PT422 too_late_to_change,
--         PT422 idempotency_mismatch, PT429 too_many_requests
create function private.cancel_by_token(p_token text, p_reason text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_token, p_reason);
  v_done boolean := app.recall_answer('cancel_by_token', p_key, v_arguments) is not null;
  -- The token authorises.
  v_booking app.bookings := app.booking_of_token(p_token);
begin
  if v_booking.booking_id is null then
    return app.fail_token();
  end if;
  if not v_done then
    perform app.act_by_link(v_booking);
    select * into v_booking from app.bookings as b where b.booking_id = v_booking.booking_id;
    perform app.end_booking(v_booking, 'cancel', 'client', p_reason);
    perform app.remember_answer('cancel_by_token', p_key, v_arguments, '{}');
  end if;
  return (select app.booking_for_client(b) from app.bookings as b where b.booking_id = v_booking.booking_id);
end;
$$;

comment on function private.cancel_by_token(text, text, text) is 'Definer: bookings are no role''s to write; the token authorises.';
grant execute on function private.cancel_by_token(text, text, text) to anon, authenticated;

create function api.cancel_by_token(token text, reason text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.cancel_by_token(cancel_by_token.token, cancel_by_token.reason, cancel_by_token.idempotency_key);
$$;

comment on function api.cancel_by_token(text, text, text) is
  'Cancels the link''s booking, with an optional reason, and returns it as booking_by_token does.  The time is free at once.  Safe to repeat.';
grant execute on function api.cancel_by_token(text, text, text) to anon, authenticated;

-- sql/links/claim_booking.sql
-- claim_booking: whoever has a booking's link ties that booking to the own account.
--
-- Room:   links
-- Caller: any signed-in user who has the token
-- Reads:  app.booking_tokens, app.bookings, app.clients
-- Writes: app.audit_log, app.booking_series, app.booking_tokens, app.bookings, app.clients, app.idempotency_keys, app.outbox_events, app.rate_limits
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 token_invalid, PT403 not_allowed, PT409 client_busy, PT410 token_expired,
--         PT422 idempotency_mismatch, PT429 too_many_requests
create function private.claim_booking(p_token text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_token);
  v_answer jsonb := app.recall_answer('claim_booking', p_key, v_arguments);
  v_booking app.bookings;
  v_owner uuid;
  v_client_id uuid;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- The token authorises, for this one booking and nothing else (BM-R11): it may have been passed on.
  v_booking := app.booking_of_token(p_token);
  if v_booking.booking_id is null then
    return app.fail_token();
  end if;
  perform app.lock_practitioner(v_booking.practitioner_id);
  select b.* into v_booking from app.bookings as b where b.booking_id = v_booking.booking_id for update;
  select c.user_id into v_owner from app.clients as c where (c.client_id, c.organization_id) = (v_booking.client_id, v_booking.organization_id);
  if v_owner <> v_user_id then
    perform app.fail('not_allowed', 'This booking belongs to another account.', 'Sign in with that account.');
  end if;

  if v_owner is null then
    v_client_id := app.client_of_details(
      v_booking.organization_id,
      row(v_booking.client_name, v_booking.client_email, v_booking.client_phone, v_booking.client_time_zone, v_booking.client_locale)::app.client_details,
      v_user_id
    );
    update app.bookings as b set client_id = v_client_id where (b.booking_id, b.organization_id) = (v_booking.booking_id, v_booking.organization_id);
  end if;
  return app.remember_answer(
    'claim_booking', p_key, v_arguments, jsonb_build_object('booking_id', v_booking.booking_id, 'reference', v_booking.reference)
  );
exception when exclusion_violation then
  perform app.fail_client_busy();
end;
$$;

comment on function private.claim_booking(text, text) is 'Definer: clients and bookings are no role''s to write; account and token authorise together.';
grant execute on function private.claim_booking(text, text) to authenticated;

create function api.claim_booking(token text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.claim_booking(claim_booking.token, claim_booking.idempotency_key);
$$;

comment on function api.claim_booking(text, text) is
  'Ties the link''s booking, which was made without an account, to the signed-in one.  Returns {booking_id, reference}.  Safe to repeat.';
grant execute on function api.claim_booking(text, text) to authenticated;


-- search: the directory, searched by words and by the soonest free time
-- sql/search/plain_text.sql
-- plain_text: words as people type them, without accents and capitals.
--
-- Room: search
create extension if not exists unaccent with schema extensions;
create extension if not exists pg_trgm with schema extensions;

create function app.plain_text(p_text text)
returns text
language sql
stable
parallel safe
security invoker
set search_path = ''
as $$
  select lower(extensions.unaccent('extensions.unaccent', p_text));
$$;

comment on function app.plain_text(text) is '“Montréal” becomes “montreal”: what is searched and what is searched for are compared in this form.';

create function app.search_terms(p_query text)
returns tsquery
language sql
stable
parallel safe
security invoker
set search_path = ''
as $$
  select to_tsquery('simple', string_agg('''' || word || ''':*', ' & '))
  from regexp_split_to_table(app.plain_text(p_query), '[^[:alnum:]]+') as word
  where word <> '';
$$;

comment on function app.search_terms(text) is 'Every word that was typed, each as the beginning of a word; null when there is none.';

-- sql/search/directory_entries.sql
-- directory_entries: what can be read of a practitioner, gathered for searching.
--
-- Room: search
-- Owns: app.directory_entries
create table app.directory_entries (
  practitioner_id uuid not null,
  organization_id uuid not null,
  name text not null,
  location text not null,
  words tsvector not null,

  constraint directory_entries_pkey primary key (practitioner_id, organization_id),
  constraint directory_entries_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade on update cascade
);

comment on table app.directory_entries is
  'One row for each practitioner, published or not, derived by triggers in the transaction of the change.  Says what matches, never who may be shown:'
  ' that is asked of the tables themselves at each search.';
comment on column app.directory_entries.name is 'In plain text, for names that were misspelt.';
comment on column app.directory_entries.location is 'In plain text.';
comment on column app.directory_entries.words is 'A: name; B: specialties and services; C: location and organization; D: bio.';

create index directory_entries_by_words on app.directory_entries using gin (words);
create index directory_entries_by_name on app.directory_entries using gin (name extensions.gin_trgm_ops);

alter table app.directory_entries enable row level security;

-- sql/search/refresh_entries.sql
-- refresh_entries: an entry of the directory follows whatever it is gathered from.
--
-- Room:   search
-- Reads:  app.practitioners, app.organizations, app.specialties, app.practitioner_specialties, app.services, app.practitioner_services
-- Writes: app.directory_entries
-- Locks:  app.directory_entries, by practitioner_id
create function app.refresh_entries(p_practitioner_ids uuid[])
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  -- First the rows, then, in a statement that sees what others have committed meanwhile, what to write: so no simultaneous change is lost.
  insert into app.directory_entries (practitioner_id, organization_id, name, location, words)
  select p.practitioner_id, p.organization_id, '', '', ''
  from app.practitioners as p where p.practitioner_id = any (p_practitioner_ids)
  order by p.practitioner_id
  on conflict do nothing;
  perform from app.directory_entries as e where e.practitioner_id = any (p_practitioner_ids) order by e.practitioner_id for update;

  update app.directory_entries as e
  set name = app.plain_text(p.display_name),
      location = app.plain_text(p.location),
      words = setweight(to_tsvector('simple', app.plain_text(p.display_name)), 'A')
        || setweight(to_tsvector('simple', app.plain_text(coalesce((
          select string_agg(s.name, ' ' order by s.specialty_id)
          from app.practitioner_specialties as ps
          join app.specialties as s on (s.specialty_id, s.organization_id) = (ps.specialty_id, ps.organization_id)
          where (ps.practitioner_id, ps.organization_id) = (p.practitioner_id, p.organization_id)
        ), '') || ' ' || coalesce((
          select string_agg(s.name, ' ' order by s.service_id)
          from app.practitioner_services as ps
          join app.services as s on (s.service_id, s.organization_id) = (ps.service_id, ps.organization_id)
          where (ps.practitioner_id, ps.organization_id) = (p.practitioner_id, p.organization_id) and ps.active and s.archived_at is null
        ), ''))), 'B')
        || setweight(to_tsvector('simple', app.plain_text(p.location || ' ' || o.name)), 'C')
        || setweight(to_tsvector('simple', app.plain_text(p.bio)), 'D')
  from app.practitioners as p
  join app.organizations as o on o.organization_id = p.organization_id
  where (p.practitioner_id, p.organization_id) = (e.practitioner_id, e.organization_id)
    and e.practitioner_id = any (p_practitioner_ids);
end;
$$;

comment on function app.refresh_entries(uuid[]) is 'Gathers the entries of these practitioners anew.';

create function private.refresh_entries()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_row jsonb := to_jsonb(coalesce(new, old));
begin
  perform app.refresh_entries(case tg_table_name
    when 'services' then array(select ps.practitioner_id from app.practitioner_services as ps where ps.service_id = (v_row ->> 'service_id')::uuid)
    when 'specialties' then array(select ps.practitioner_id from app.practitioner_specialties as ps where ps.specialty_id = (v_row ->> 'specialty_id')::uuid)
    when 'organizations' then array(select p.practitioner_id from app.practitioners as p where p.organization_id = (v_row ->> 'organization_id')::uuid)
    else array[(v_row ->> 'practitioner_id')::uuid]
  end);
  return null;
end;
$$;

comment on function private.refresh_entries() is 'Trigger, after a change of what an entry is gathered from.  Definer, since no role may write entries.';

create trigger _500_entry after insert or update of display_name, bio, location on app.practitioners for each row execute function private.refresh_entries();
create trigger _500_entry after insert or update of active on app.practitioner_services for each row execute function private.refresh_entries();
create trigger _500_entry after insert or delete on app.practitioner_specialties for each row execute function private.refresh_entries();
create trigger _500_entry after update of name, archived_at on app.services for each row execute function private.refresh_entries();
create trigger _500_entry after update of name on app.specialties for each row execute function private.refresh_entries();
create trigger _500_entry after update of name on app.organizations for each row execute function private.refresh_entries();

-- sql/search/next_slots.sql
-- next_slots: before which instant a practitioner certainly has no free time for a service.
--
-- Room: search
-- Owns: app.next_slots
create table app.next_slots (
  practitioner_id uuid not null,
  service_id uuid not null,
  organization_id uuid not null,
  not_before timestamptz not null default '-infinity',
  changes bigint not null default 0,
  looked_at timestamptz,

  constraint next_slots_pkey primary key (practitioner_id, service_id, organization_id),
  constraint next_slots_name_an_offer foreign key (practitioner_id, service_id, organization_id)
  references app.practitioner_services (practitioner_id, service_id, organization_id) on delete cascade on update cascade
) with (fillfactor = 80);

comment on table app.next_slots is
  'A lower bound of the next slot that the public may take: right at every moment, near the truth most of the time.  What may free time lowers it in its own'
  ' transaction; what takes time need not touch it; tick raises it again.  Search walks in its order and computes the slots themselves.';
comment on column app.next_slots.not_before is 'No slot begins earlier, live holds and resources left aside; -infinity: not looked at since the hours changed.';
comment on column app.next_slots.changes is 'Rises with whatever may free time, so that tick sees that it looked too early.';
comment on column app.next_slots.looked_at is 'When tick last computed the bound; null: something was freed since, or never.';

create index next_slots_by_bound on app.next_slots (not_before, practitioner_id, service_id);
create index next_slots_by_service on app.next_slots (service_id, practitioner_id);

alter table app.next_slots enable row level security;

-- sql/search/lower_next_slots.sql
-- lower_next_slots: whatever may free time lowers the bound, in the same transaction.
--
-- Room:   search
-- Reads:  app.practitioner_services
-- Writes: app.next_slots
-- Locks:  app.next_slots, by service, then practitioner
create function private.lower_next_slots()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  -- A buffer, a day's limit and the length of a service reach back two days at most.  Written although it may stand lower already: the count tells tick.
  perform from app.next_slots as n where n.practitioner_id = old.practitioner_id order by n.service_id for update;
  update app.next_slots as n
  set not_before = least(n.not_before, lower(old.blocked) - interval '2 days'), changes = n.changes + 1, looked_at = null
  where n.practitioner_id = old.practitioner_id;
  return null;
end;
$$;

comment on function private.lower_next_slots() is
  'Trigger, after a booking''s claim is deleted or moved.  Not for holds: the bound never counts on them, so that one may lapse by the clock alone.'
  '  Definer, since no role may write bounds.';

create trigger _500_next_slots_freed after delete on app.slot_claims
for each row when (old.kind <> 'hold') execute function private.lower_next_slots();
create trigger _500_next_slots_moved after update of slot, blocked on app.slot_claims
for each row when (old.kind <> 'hold') execute function private.lower_next_slots();

create function private.forget_next_slots()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_row jsonb := to_jsonb(coalesce(new, old));
begin
  if tg_table_name = 'practitioner_services' then
    insert into app.next_slots (practitioner_id, service_id, organization_id)
    values (new.practitioner_id, new.service_id, new.organization_id)
    on conflict do nothing;
    return null;
  end if;
  perform from app.next_slots as n
  where case when tg_table_name = 'services' then n.service_id = (v_row ->> 'service_id')::uuid else n.practitioner_id = (v_row ->> 'practitioner_id')::uuid end
  order by n.service_id, n.practitioner_id
  for update;
  update app.next_slots as n
  set not_before = '-infinity', changes = n.changes + 1, looked_at = null
  where case when tg_table_name = 'services' then n.service_id = (v_row ->> 'service_id')::uuid else n.practitioner_id = (v_row ->> 'practitioner_id')::uuid end;
  -- A rule or an exception may also pass from one practitioner to another.
  if tg_op = 'UPDATE' and to_jsonb(old) ->> 'practitioner_id' <> v_row ->> 'practitioner_id' then
    update app.next_slots as n
    set not_before = '-infinity', changes = n.changes + 1, looked_at = null
    where n.practitioner_id = (to_jsonb(old) ->> 'practitioner_id')::uuid;
  end if;
  return null;
end;
$$;

comment on function private.forget_next_slots() is
  'Trigger, after a change of hours, zone or service: nothing is known of the next slot any more.  Definer, since no role may write bounds.';

create trigger _500_next_slots after insert or update or delete on app.availability_rules for each row execute function private.forget_next_slots();
create trigger _500_next_slots after insert or update or delete on app.availability_exceptions for each row execute function private.forget_next_slots();
create trigger _500_next_slots after update of time_zone on app.practitioners for each row execute function private.forget_next_slots();
create trigger _500_next_slots after insert on app.practitioner_services for each row execute function private.forget_next_slots();
create trigger _500_next_slots after update of
duration_minutes, step_minutes, buffer_before_minutes, buffer_after_minutes, capacity, min_notice_minutes, max_advance_days, daily_limit
on app.services for each row execute function private.forget_next_slots();

-- sql/search/public_offering.sql
-- public_offering: under which rules a stranger books.
--
-- Room:   search
-- Raises: PT404 not_found
create function app.public_offering(p_practitioner_id uuid, p_service_id uuid)
returns app.offering
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_offering app.offering := app.offering(p_practitioner_id, p_service_id, true);
begin
  v_offering.standing := 'public';
  return v_offering;
end;
$$;

comment on function app.public_offering(uuid, uuid) is
  'The offering as to the public, whoever asks, and whether or not it is open at present: search shows everybody the same times.';

-- sql/search/first_free_slots.sql
-- first_free_slots: the next few slots of a service.
--
-- Room:  search
-- Reads: app.availability_rules, app.availability_exceptions, app.slot_claims
create function app.first_free_slots(
  p_offering app.offering, p_from timestamptz, p_until timestamptz, p_count integer,
  p_from_local time default null, p_until_local time default null, p_own_occupants bigint[] default '{}'
)
returns timestamptz[]
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_from timestamptz := greatest(p_from, app.earliest_start(p_offering));
  v_until timestamptz := least(p_until, app.latest_start(p_offering));
  v_days integer := 1;
  v_to timestamptz;
  v_found timestamptz[] := '{}';
begin
  -- In spans that double: most find what they need within a day of the bound.
  while v_from < v_until and cardinality(v_found) < p_count loop
    v_to := least(v_until, v_from + make_interval(days => v_days));
    v_found := v_found || array(
      select f.starts_at
      from app.free_slots(p_offering, v_from, v_to, p_own_occupants) as f
      where (p_from_local is null or (f.starts_at at time zone p_offering.time_zone)::time >= p_from_local)
        and (p_until_local is null or (f.starts_at at time zone p_offering.time_zone)::time < p_until_local)
      order by f.starts_at
      limit p_count - cardinality(v_found)
    );
    v_from := v_to;
    v_days := v_days * 2;
  end loop;
  return v_found;
end;
$$;

comment on function app.first_free_slots(app.offering, timestamptz, timestamptz, integer, time, time, bigint[]) is
  'The first p_count starts with p_from <= start < p_until, in order, that free_slots offers; only those between p_from_local and p_until_local'
  ' (exclusive) on the practitioner''s clock, if given.';

-- sql/search/tighten_next_slots.sql
-- tighten_next_slots: raise bounds that claims and the clock have left behind.
--
-- Room:   search
-- Reads:  app.slot_claims
-- Writes: app.next_slots
-- Locks:  app.next_slots, for the last statement only; passes over rows that others have
create function app.next_slot_bound(p_practitioner_id uuid, p_service_id uuid)
returns timestamptz
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_offering app.offering := app.public_offering(p_practitioner_id, p_service_id);
  -- Taking the span first: the clock's horizon moves on, and what lies behind it is unknown.
  v_horizon timestamptz := app.latest_start(v_offering);
begin
  -- Holds lapse by the clock, and resources are shared with others: a bound that counted on them would have to be lowered by those.
  v_offering.needs_resources := false;
  return coalesce((
    app.first_free_slots(v_offering, app.now(), v_horizon, 1, p_own_occupants => array(
      select c.occupant from app.slot_claims as c
      where (c.organization_id, c.practitioner_id) = (v_offering.organization_id, v_offering.practitioner_id)
        and c.blocked && tstzrange(app.now(), null) and not c.overbooked and c.kind = 'hold'
    ))
  )[1], v_horizon);
end;
$$;

comment on function app.next_slot_bound(uuid, uuid) is
  'The next slot of the public, as if nothing were held and every resource free; without one, the end of the booking window.';

create function app.tighten_next_slots(p_at_most integer)
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_looked jsonb;
  v_raised integer;
begin
  -- The head of the queue is what searches walk.  Each count is read before its slots: whatever is freed in between makes the last statement pass over.
  select jsonb_agg(to_jsonb(n)) into v_looked
  from (
    select n.practitioner_id, n.service_id, n.organization_id, n.changes
    from app.next_slots as n
    where n.looked_at is null or n.looked_at < app.now() - interval '1 minute' and n.not_before < app.now() + interval '2 days'
    order by n.not_before, n.practitioner_id, n.service_id
    limit p_at_most
  ) as n;

  select jsonb_agg(seen.entry || jsonb_build_object('bound', app.next_slot_bound((seen.entry ->> 'practitioner_id')::uuid, (seen.entry ->> 'service_id')::uuid)))
  into v_looked
  from jsonb_array_elements(v_looked) as seen (entry);

  with looked as (
    select n.practitioner_id, n.service_id, n.organization_id, l.bound
    from jsonb_to_recordset(v_looked) as l (practitioner_id uuid, service_id uuid, organization_id uuid, changes bigint, bound timestamptz)
    join app.next_slots as n
      on (n.practitioner_id, n.service_id, n.organization_id) = (l.practitioner_id, l.service_id, l.organization_id) and n.changes = l.changes
    for update of n skip locked
  )
  update app.next_slots as n
  set not_before = l.bound, looked_at = app.now()
  from looked as l
  where (n.practitioner_id, n.service_id, n.organization_id) = (l.practitioner_id, l.service_id, l.organization_id);
  get diagnostics v_raised = row_count;
  return v_raised;
end;
$$;

comment on function app.tighten_next_slots(integer) is
  'Computes p_at_most bounds anew, those first that searches meet first; returns how many it wrote.  A release that commits meanwhile has changed the count, and'
  ' one that is still under way lowers what is written here: either way the bound stays right.';

-- sql/search/search_request.sql
-- search_request: what is searched for, checked.
--
-- Room:   search
-- Raises: PT400 invalid_argument
create type app.search_request as (
  query text, specialty text, location text, on_date date, organization_slug text, language text, max_price_cents integer,
  from_local time, until_local time, accepting boolean, min_rating numeric, sort text, limit_count integer, after_key text, after_id uuid
);

comment on type app.search_request is 'Words in plain text; after_key and after_id: the sort key and the id of the last row of the page before.';

create function app.search_cursor(p_sort text, p_key text, p_practitioner_id uuid)
returns text
language sql
immutable
parallel safe
security invoker
set search_path = ''
as $$
  select translate(encode(convert_to(p_sort || '|' || p_key || '|' || p_practitioner_id, 'UTF8'), 'base64'), E'+/=\n', '-_');
$$;

comment on function app.search_cursor(text, text, uuid) is 'Where a row stands in its order, in base64url: to clients it means nothing but “go on here”.';

create function app.check_search(p_request app.search_request, p_after text)
returns app.search_request
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_request app.search_request := p_request;
  v_place text[];
  v_wrong text := case
    when coalesce(p_request.limit_count, 0) not between 1 and 50 then 'limit_count must be between 1 and 50.'
    when greatest(length(p_request.query), length(p_request.specialty), length(p_request.location), length(p_request.organization_slug)) > 200
      then 'Words to search for have 200 characters at most.'
    when p_request.language !~ '^[A-Za-z]{2,3}(-[A-Za-z]{2})?$' then 'language must be like fr or fr-CA.'
    when p_request.on_date not between date '2000-01-01' and date '2126-01-01' then 'on_date is not a date of this century.'
    when p_request.max_price_cents < 0 then 'max_price_cents must not be negative.'
    when p_request.min_rating not between 1 and 5 then 'min_rating must be between 1 and 5.'
    when p_request.from_local >= p_request.until_local then 'from_local must be before until_local.'
    when p_request.sort not in ('soonest', 'relevance') then 'sort must be soonest or relevance.'
  end;
begin
  v_request.query := case when p_request.query ~ '[[:alnum:]]' then btrim(app.plain_text(p_request.query)) end;
  v_request.specialty := nullif(btrim(app.plain_text(p_request.specialty)), '');
  v_request.location := nullif(btrim(app.plain_text(p_request.location)), '');
  v_request.language := lower(p_request.language);
  v_request.sort := coalesce(p_request.sort, case when v_request.query is null then 'soonest' else 'relevance' end);
  if v_wrong is null and p_after is not null then
    begin
      v_place := string_to_array(convert_from(decode(rpad(translate(p_after, '-_', '+/'), (length(p_after) + 3) / 4 * 4, '='), 'base64'), 'UTF8'), '|');
      v_request.after_key := v_place[2];
      v_request.after_id := v_place[3]::uuid;
      if v_request.sort = 'soonest' then
        perform v_request.after_key::timestamptz;
      else
        perform v_request.after_key::real;
      end if;
    exception when data_exception or character_not_in_repertoire or untranslatable_character then
      v_place := null;
    end;
    if v_place is null or v_place[1] <> v_request.sort or cardinality(v_place) <> 3 or v_request.after_id is null then
      v_wrong := 'after is not the cursor of a row found in the same order.';
    end if;
  end if;
  if v_wrong is not null then
    perform app.fail('invalid_argument', v_wrong, 'Correct the request and send it again.');
  end if;
  return v_request;
end;
$$;

comment on function app.check_search(app.search_request, text) is
  'The request in plain text, with its order and its place.  Raises PT400 invalid_argument with what is wrong.';

-- sql/search/search_matches.sql
-- search_matches: whom the words, the place and the wishes mean.
--
-- Room:  search
-- Reads: app.directory_entries, app.practitioners, app.organizations, app.specialties, app.practitioner_specialties, app.practitioner_ratings
create function app.search_matches(p_request app.search_request)
returns table (practitioner_id uuid, rank real)
language plpgsql
stable
security invoker
set search_path = ''
-- Each search has other words: a plan for all of them would use no index.
set plan_cache_mode = force_custom_plan
as $$
declare
  v_query text := p_request.query;
  v_terms tsquery := app.search_terms(p_request.query);
  v_place text := '%' || replace(replace(replace(p_request.location, '\', '\\'), '%', '\%'), '_', '\_') || '%';
  v_specialty text := p_request.specialty;
  v_language text := p_request.language;
  v_slug text := p_request.organization_slug;
  v_accepting boolean := p_request.accepting;
  v_rating numeric := p_request.min_rating;
begin
  return query
  select e.practitioner_id, case when v_terms is null then 0 else ts_rank(e.words, v_terms) + extensions.word_similarity(v_query, e.name) end
  from app.directory_entries as e
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (e.practitioner_id, e.organization_id)
  join app.organizations as o on o.organization_id = p.organization_id
  where p.published and p.archived_at is null and o.suspended_at is null
    and (v_terms is null or e.words @@ v_terms or v_query operator(extensions.<%) e.name)
    and (v_place is null or e.location like v_place)
    and (v_slug is null or o.slug = v_slug)
    and (v_accepting is null or p.accepting_clients = v_accepting)
    and (v_language is null or exists (
      select from unnest(p.languages) as l (tag)
      where v_language in (lower(l.tag), split_part(l.tag, '-', 1)) or l.tag = split_part(v_language, '-', 1)
    ))
    and (v_rating is null or exists (
      select from app.practitioner_ratings as r
      where (r.practitioner_id, r.organization_id) = (e.practitioner_id, e.organization_id) and app.rating_average(r.rating_count, r.rating_sum) >= v_rating
    ))
    and (v_specialty is null or e.practitioner_id in (
      select ps.practitioner_id
      from app.specialties as s
      join app.practitioner_specialties as ps on (ps.specialty_id, ps.organization_id) = (s.specialty_id, s.organization_id)
      where s.slug = v_specialty or app.plain_text(s.name) = v_specialty
    ));
end;
$$;

comment on function app.search_matches(app.search_request) is
  'The published practitioners that fit all that needs no calendar.  rank: the words'' weight, and how near the name is to what was typed; 0 without words.';

-- sql/search/soonest_possible.sql
-- soonest_possible: in which order practitioners may turn out to have the soonest slot.
--
-- Room:  search
-- Reads: app.next_slots, app.practitioners, app.practitioner_services, app.services, app.organizations, app.availability_rules, app.availability_exceptions
create type app.search_candidate as (practitioner_id uuid, bound timestamptz);

comment on type app.search_candidate is 'Nothing of this practitioner that fits begins before bound.';

create function app.soonest_possible(p_after app.search_candidate, p_limit integer)
returns app.search_candidate[]
language sql
stable
security invoker
set search_path = ''
as $$
  select array_agg(row(c.practitioner_id, c.not_before)::app.search_candidate order by c.not_before, c.practitioner_id, c.service_id)
  from (
    select n.practitioner_id, n.not_before, n.service_id
    from app.next_slots as n
    join app.practitioners as p on (p.practitioner_id, p.organization_id) = (n.practitioner_id, n.organization_id)
    where (n.not_before, n.practitioner_id) > (coalesce(p_after.bound, '-infinity'), coalesce(p_after.practitioner_id, '00000000-0000-0000-0000-000000000000'))
      and p.published and p.archived_at is null
    order by n.not_before, n.practitioner_id, n.service_id
    limit p_limit
  ) as c;
$$;

comment on function app.soonest_possible(app.search_candidate, integer) is
  'The next p_limit of everybody published behind p_after, straight from the index.  Whether an offer is open is seen when its slots are computed.';

create function app.soonest_possible_of_matches(p_request app.search_request)
returns app.search_candidate[]
language sql
stable
security invoker
set search_path = ''
as $$
  with hours as materialized (
    -- Around midnight and in the small hours the clocks may change: there a rule's wall times say too little.
    select r.practitioner_id, min(case when r.weekday = extract(isodow from p_request.on_date) then r.starts_local else '00:00' end) as opens
    from app.availability_rules as r
    where (
      p_request.on_date is null
      or p_request.on_date between coalesce(r.valid_from, '-infinity') and coalesce(r.valid_until, 'infinity')
      and r.weekday = extract(isodow from p_request.on_date)
      or r.weekday = extract(isodow from p_request.on_date - 1) and r.ends_local > '21:00'
    )
    and (
      r.starts_local <= '05:00' or r.starts_local >= '21:00' or r.ends_local <= '05:00'
      or r.starts_local < coalesce(p_request.until_local, '24:00') and r.ends_local > coalesce(p_request.from_local, '00:00')
    )
    group by r.practitioner_id
    union all
    select e.practitioner_id, time '00:00' from app.availability_exceptions as e where e.kind = 'extra_hours' and e.ends_at > app.now()
  ), offers as (
    select n.practitioner_id, p.time_zone, min(n.not_before) as bound, greatest(min(n.not_before), app.now()) at time zone p.time_zone as local
    from app.search_matches(p_request) as m
    join app.next_slots as n on n.practitioner_id = m.practitioner_id
    join app.practitioners as p on (p.practitioner_id, p.organization_id) = (n.practitioner_id, n.organization_id)
    join app.services as s on (s.service_id, s.organization_id) = (n.service_id, n.organization_id)
    where p_request.max_price_cents is null or s.price_cents <= p_request.max_price_cents
    group by n.practitioner_id, p.time_zone
  ), wished as materialized (
    select o.practitioner_id, o.bound, o.local, o.time_zone, greatest(
      case
        when p_request.from_local is null then o.local
        when o.local::time < p_request.from_local then o.local::date + p_request.from_local
        when o.local::time - p_request.until_local >= interval '3 hours' then o.local::date + 1 + p_request.from_local
        else o.local
      end,
      p_request.on_date + h.opens, p_request.on_date + p_request.from_local
    ) as earliest
    from offers as o
    left join (select g.practitioner_id, min(g.opens) as opens from hours as g group by g.practitioner_id) as h on h.practitioner_id = o.practitioner_id
    where (h.practitioner_id is not null or coalesce(p_request.on_date::text, p_request.from_local::text, p_request.until_local::text) is null)
  ), sorted as (
    select w.practitioner_id, case
      when w.earliest = w.local then w.bound
      -- Within a gap of the clocks the instant lies behind later wall times.
      when at.instant at time zone w.time_zone <> w.earliest then at.instant - interval '3 hours'
      else at.instant
    end as bound
    from wished as w
    cross join lateral (select case when w.earliest <> w.local then app.local_instant(w.earliest, w.time_zone) end as instant offset 0) as at
    where p_request.on_date is null or w.local::date <= p_request.on_date
  )
  select array_agg(row(s.practitioner_id, s.bound)::app.search_candidate order by s.bound, s.practitioner_id) from sorted as s;
$$;

comment on function app.soonest_possible_of_matches(app.search_request) is
  'Everybody whom the request may mean, by what the bound, the hours and the wished day and time say of the first slot that could fit.';

-- sql/search/practitioner_next_slots.sql
-- practitioner_next_slots: the next three slots of a practitioner that fit a request.
--
-- Room:  search
-- Reads: app.next_slots, app.practitioners, app.practitioner_services, app.services, app.organizations
create type app.search_row as (practitioner_id uuid, key text, first_slot timestamptz, rank real, slots jsonb);

comment on type app.search_row is 'One row of a page: its place in the order, and what is shown of its calendar.';

create function app.practitioner_next_slots(p_request app.search_request, p_practitioner_id uuid)
returns app.search_row
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_offer record;
  v_row app.search_row;
  v_third timestamptz;
  v_starts timestamptz[];
begin
  v_row.practitioner_id := p_practitioner_id;
  for v_offer in
    select n.service_id, s.name, make_interval(mins => s.duration_minutes) as duration, n.not_before, p.time_zone
    from app.next_slots as n
    join app.practitioners as p on (p.practitioner_id, p.organization_id) = (n.practitioner_id, n.organization_id)
    join app.organizations as o on o.organization_id = p.organization_id
    join app.practitioner_services as ps
      on (ps.practitioner_id, ps.service_id, ps.organization_id) = (n.practitioner_id, n.service_id, n.organization_id)
    join app.services as s on (s.service_id, s.organization_id) = (n.service_id, n.organization_id)
    where n.practitioner_id = p_practitioner_id
      and p.published and p.archived_at is null and o.suspended_at is null and ps.active and s.archived_at is null
      and (p_request.max_price_cents is null or s.price_cents <= p_request.max_price_cents)
    order by n.not_before, n.service_id
  loop
    v_row.slots := coalesce(v_row.slots, '[]');
    exit when v_third <= v_offer.not_before;
    -- Not within the query: the planner would compute them once more, to estimate how many there are.
    v_starts := app.first_free_slots(
      app.public_offering(p_practitioner_id, v_offer.service_id),
      greatest(v_offer.not_before, case when p_request.on_date is not null then app.local_instant(p_request.on_date, v_offer.time_zone) end),
      least(v_third, case when p_request.on_date is not null then app.local_instant(p_request.on_date + 1, v_offer.time_zone) end),
      3, p_request.from_local, p_request.until_local
    );
    select jsonb_agg(f.slot order by f.slot ->> 'starts_at', f.slot ->> 'service_id') into v_row.slots
    from (
      select each.slot
      from (
        select held.slot from jsonb_array_elements(v_row.slots) as held (slot)
        union all
        select jsonb_build_object(
          'starts_at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'),
          'ends_at', to_char((at + v_offer.duration) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'),
          'service_id', v_offer.service_id, 'service_name', v_offer.name
        )
        from unnest(v_starts) as at
      ) as each
      order by each.slot ->> 'starts_at', each.slot ->> 'service_id'
      limit 3
    ) as f;
    v_row.slots := coalesce(v_row.slots, '[]');
    v_third := (v_row.slots #>> '{2,starts_at}')::timestamptz;
  end loop;
  v_row.first_slot := coalesce((v_row.slots #>> '{0,starts_at}')::timestamptz, 'infinity');
  return v_row;
end;
$$;

comment on function app.practitioner_next_slots(app.search_request, uuid) is
  'first_slot: infinity without a slot that fits; slots: null when nothing of the practitioner that fits is shown to the public at all.';

-- sql/search/search_walk.sql
-- search_walk: the rows of one page, in order.
--
-- Room:  search
-- Reads: app.next_slots
create function app.walk_by_soonest(p_request app.search_request)
returns app.search_row[]
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_timed boolean := coalesce(p_request.on_date::text, p_request.from_local::text, p_request.until_local::text) is not null;
  v_narrowed boolean := v_timed or coalesce(
    p_request.query, p_request.specialty, p_request.location, p_request.organization_slug, p_request.language,
    p_request.max_price_cents::text, p_request.accepting::text, p_request.min_rating::text
  ) is not null;
  v_queue app.search_candidate[] := case when v_narrowed then app.soonest_possible_of_matches(p_request) else app.soonest_possible(null, 64) end;
  v_candidate app.search_candidate;
  v_row app.search_row;
  v_seen uuid[] := '{}';
  v_found app.search_row[] := '{}';
begin
  while v_queue is not null loop
    foreach v_candidate in array v_queue loop
      continue when v_candidate.practitioner_id = any (v_seen);
      -- Whoever comes now stands behind its bound, and so does everybody after: a page that lies wholly before it is complete.
      if cardinality(v_found) >= p_request.limit_count and p_request.limit_count <= (
        select count(*) from unnest(v_found) as f
        where (f.first_slot, f.practitioner_id) < (v_candidate.bound, v_candidate.practitioner_id)
      ) then
        v_queue := null;
        exit;
      end if;
      v_seen := v_seen || v_candidate.practitioner_id;
      v_row := app.practitioner_next_slots(p_request, v_candidate.practitioner_id);
      if v_row.slots is not null
        and (v_row.first_slot < 'infinity' or not v_timed)
        and (p_request.after_id is null or (v_row.first_slot, v_row.practitioner_id) > (p_request.after_key::timestamptz, p_request.after_id)) then
        v_row.key := v_row.first_slot::text;
        v_found := v_found || v_row;
      end if;
    end loop;
    exit when v_narrowed or v_queue is null;
    v_queue := app.soonest_possible(v_candidate, 64);
  end loop;
  return array(
    select row(f.*)::app.search_row from unnest(v_found) as f order by f.first_slot, f.practitioner_id limit p_request.limit_count
  );
end;
$$;

comment on function app.walk_by_soonest(app.search_request) is
  'The page in order of the first slot that fits.  Computes slots only until the bounds of all others lie behind the page: right whatever the bounds, fast when'
  ' they are near.';

create function app.walk_by_relevance(p_request app.search_request)
returns app.search_row[]
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_timed boolean := coalesce(p_request.on_date::text, p_request.from_local::text, p_request.until_local::text) is not null;
  v_match record;
  v_row app.search_row;
  v_found app.search_row[] := '{}';
begin
  for v_match in
    select m.practitioner_id, m.rank
    from app.search_matches(p_request) as m
    where p_request.after_id is null
      or m.rank < p_request.after_key::real
      or m.rank = p_request.after_key::real and m.practitioner_id > p_request.after_id
    order by m.rank desc, m.practitioner_id
  loop
    v_row := app.practitioner_next_slots(p_request, v_match.practitioner_id);
    if v_row.slots is not null and (v_row.first_slot < 'infinity' or not v_timed) then
      v_row.rank := v_match.rank;
      v_row.key := v_match.rank::text;
      v_found := v_found || v_row;
      exit when cardinality(v_found) >= p_request.limit_count;
    end if;
  end loop;
  return v_found;
end;
$$;

comment on function app.walk_by_relevance(app.search_request) is 'The page in order of the words'' weight; slots are computed for what is on it.';

-- sql/search/search_practitioners.sql
-- search_practitioners: who fits, and when they are free next (DR-2.2).
--
-- Room:   search
-- Caller: anybody
-- Reads:  app.practitioners, app.organizations, app.specialties, app.practitioner_specialties, app.next_slots, app.services, app.practitioner_services,
--         app.practitioner_ratings
-- Raises: PT400 invalid_argument
create function private.search_practitioners(p_request app.search_request, p_after text)
returns table (
  practitioner_id uuid, organization_id uuid, organization_slug text, organization_name text, slug text, display_name text, bio text, location text,
  languages text[], specialties text[], time_zone text, accepting_clients boolean, price_from_cents integer, currency text, rank real,
  next_slots jsonb, cursor text, rating_count integer, rating_average numeric
)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_request app.search_request := app.check_search(p_request, p_after);
  v_page app.search_row[];
begin
  -- Not within the query: the planner would walk once more, to estimate how many rows come of it.
  v_page := case v_request.sort when 'soonest' then app.walk_by_soonest(v_request) else app.walk_by_relevance(v_request) end;
  return query
  select
    p.practitioner_id, p.organization_id, o.slug, o.name, p.slug, p.display_name, p.bio, p.location, p.languages,
    array(
      select s.name from app.practitioner_specialties as ps
      join app.specialties as s on (s.specialty_id, s.organization_id) = (ps.specialty_id, ps.organization_id)
      where (ps.practitioner_id, ps.organization_id) = (p.practitioner_id, p.organization_id)
      order by s.name
    ),
    p.time_zone, p.accepting_clients, cheapest.price_cents, cheapest.currency, coalesce(f.rank, 0), f.slots,
    app.search_cursor(v_request.sort, f.key, f.practitioner_id), coalesce(rated.rating_count, 0), app.rating_average(rated.rating_count, rated.rating_sum)
  from unnest(v_page) with ordinality as f (practitioner_id, key, first_slot, rank, slots, n)
  join app.practitioners as p on p.practitioner_id = f.practitioner_id
  join app.organizations as o on o.organization_id = p.organization_id
  left join app.practitioner_ratings as rated on (rated.practitioner_id, rated.organization_id) = (p.practitioner_id, p.organization_id)
  left join lateral (
    select s.price_cents, s.currency
    from app.practitioner_services as ps
    join app.services as s on (s.service_id, s.organization_id) = (ps.service_id, ps.organization_id)
    where (ps.practitioner_id, ps.organization_id) = (p.practitioner_id, p.organization_id)
      and ps.active and s.archived_at is null and s.price_cents is not null
    order by s.price_cents, s.service_id
    limit 1
  ) as cheapest on true
  order by f.n;
end;
$$;

comment on function private.search_practitioners(app.search_request, text) is
  'Definer: the public may not read hours and claims.  Open to everybody, and shows everybody, members too, only what is published.';
grant execute on function private.search_practitioners(app.search_request, text) to anon, authenticated, service_role;

create function api.search_practitioners(
  query text default null, specialty text default null, location text default null, on_date date default null, organization_slug text default null,
  limit_count integer default 20, after text default null, language text default null, max_price_cents integer default null,
  from_local time default null, until_local time default null, accepting boolean default null, sort text default null, min_rating numeric default null
)
returns table (
  practitioner_id uuid, organization_id uuid, organization_slug text, organization_name text, slug text, display_name text, bio text, location text,
  languages text[], specialties text[], time_zone text, accepting_clients boolean, price_from_cents integer, currency text, rank real,
  next_slots jsonb, cursor text, rating_count integer, rating_average numeric
)
language sql
stable
security invoker
set search_path = ''
as $$
  select f.* from private.search_practitioners(row(
    search_practitioners.query, search_practitioners.specialty, search_practitioners.location, search_practitioners.on_date,
    search_practitioners.organization_slug, search_practitioners.language, search_practitioners.max_price_cents, search_practitioners.from_local,
    search_practitioners.until_local, search_practitioners.accepting, search_practitioners.min_rating, search_practitioners.sort, search_practitioners.limit_count, null, null
  )::app.search_request, search_practitioners.after) as f;
$$;

comment on function api.search_practitioners(text, text, text, date, text, integer, text, text, integer, time, time, boolean, text, numeric) is
  'Published practitioners that fit, each with the next three slots that a new client may take: [{starts_at, ends_at, service_id, service_name}].  on_date and'
  ' the times of day (until_local exclusive) are the practitioner''s; with them only those who are free then.  sort: soonest (default) or relevance (default'
  ' with query).  after: the cursor of the last row seen, for the next page.  min_rating: an average of 1 to 5 at least.';
grant execute on function api.search_practitioners(text, text, text, date, text, integer, text, text, integer, time, time, boolean, text, numeric)
to anon, authenticated, service_role;


-- waitlist: wishes for time that may come free, and offers
-- sql/waitlist/waitlist_entries.sql
-- waitlist_entries: who wishes for which time.
--
-- Room: waitlist
-- Owns: app.waitlist_entries
create table app.waitlist_entries (
  entry_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  position bigint not null generated always as identity,
  service_id uuid not null,
  practitioner_id uuid,
  client_id uuid not null,
  client jsonb not null,
  from_date date not null,
  to_date date not null,
  weekdays integer[],
  from_local time,
  until_local time,
  status text not null default 'waiting',
  requester text,
  created_by text not null default app.actor(),
  created_at timestamptz not null default app.now(),

  constraint waitlist_entries_pkey primary key (entry_id, organization_id),
  constraint waitlist_entries_wish_for_a_service foreign key (service_id, organization_id)
  references app.services (service_id, organization_id) on delete cascade,
  constraint waitlist_entries_may_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade,
  constraint waitlist_entries_have_a_client foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint waitlist_entries_from_before_to check (from_date <= to_date),
  constraint waitlist_entries_weekdays_are_iso_8601 check (weekdays <@ array[1, 2, 3, 4, 5, 6, 7] and cardinality(weekdays) > 0),
  constraint waitlist_entries_from_before_until check (from_local < until_local),
  constraint waitlist_entries_know_their_state check (status in ('waiting', 'offered', 'booked', 'left', 'ended'))
);

comment on table app.waitlist_entries is
  'A wish, served in the order of position.  waiting -> offered -> booked; a declined or lapsed offer leads back to waiting, the place is kept.'
  '  left: withdrawn; ended: its days are past, or three offers lapsed unanswered.';
comment on column app.waitlist_entries.practitioner_id is 'Null: whoever is free first.';
comment on column app.waitlist_entries.client is '{name, email, phone, time_zone, locale, consent} as given, checked; the booking is made with them.';
comment on column app.waitlist_entries.from_local is 'The appointment lies within from_local and until_local on the practitioner''s clock; null: any time.';
comment on column app.waitlist_entries.weekdays is 'ISO 8601: 1 is Monday; null: any.';
comment on column app.waitlist_entries.requester is 'For anonymous wishes, app.requester(): how many one place leaves is limited.';

create index waitlist_entries_waiting on app.waitlist_entries (service_id, position) where status = 'waiting';
create index waitlist_entries_waiting_by_organization on app.waitlist_entries (organization_id, to_date) where status = 'waiting';
create index waitlist_entries_by_service on app.waitlist_entries (service_id, organization_id);
create index waitlist_entries_by_practitioner on app.waitlist_entries (practitioner_id);
create index waitlist_entries_by_client on app.waitlist_entries (client_id);
create index waitlist_entries_by_requester on app.waitlist_entries (requester) where requester is not null;

create trigger _900_audit after insert or update or delete on app.waitlist_entries
for each row execute function private.audit_row('waitlist_entry', 'entry_id');

alter table app.waitlist_entries enable row level security;

-- sql/waitlist/waitlist_offers.sql
-- waitlist_offers: which time was offered to whom, until when.
--
-- Room: waitlist
-- Owns: app.waitlist_offers
create table app.waitlist_offers (
  offer_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  entry_id uuid not null,
  practitioner_id uuid not null,
  claim_id bigint not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  expires_at timestamptz not null,
  status text not null default 'open',
  settled_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint waitlist_offers_pkey primary key (offer_id, organization_id),
  constraint waitlist_offers_answer_a_wish foreign key (entry_id, organization_id)
  references app.waitlist_entries (entry_id, organization_id) on delete cascade,
  constraint waitlist_offers_are_with_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade,
  constraint waitlist_offers_start_before_end check (starts_at < ends_at),
  constraint waitlist_offers_know_their_state check (status in ('open', 'accepted', 'declined', 'lapsed', 'withdrawn')),
  constraint waitlist_offers_settle_once check ((status = 'open') = (settled_at is null))
);

comment on table app.waitlist_offers is
  'Each open offer is backed by a hold.  The same time is offered to one wish once: whoever lets it pass makes way for the next, and nobody behind starves.';
comment on column app.waitlist_offers.claim_id is 'Of the hold behind it.  No foreign key on purpose: an offer outlives its claim.';
comment on column app.waitlist_offers.expires_at is
  'What the client is told.  The hold lives two minutes longer: the tick passes the time on before anybody else can take it.';

create unique index waitlist_offers_one_open_each on app.waitlist_offers (entry_id, organization_id) where status = 'open';
create unique index waitlist_offers_never_twice on app.waitlist_offers (entry_id, practitioner_id, starts_at);
create index waitlist_offers_by_practitioner on app.waitlist_offers (practitioner_id, organization_id);
create index waitlist_offers_open_by_expiry on app.waitlist_offers (expires_at) where status = 'open';

create trigger _900_audit after insert or update or delete on app.waitlist_offers
for each row execute function private.audit_row('waitlist_offer', 'offer_id');

alter table app.waitlist_offers enable row level security;

-- sql/waitlist/waitlist_releases.sql
-- waitlist_releases: times that came free while nobody could look who waits for them.
--
-- Room: waitlist
-- Owns: app.waitlist_releases
create table app.waitlist_releases (
  release_id bigint not null generated always as identity,
  organization_id uuid not null,
  practitioner_id uuid not null,
  span tstzrange not null,

  constraint waitlist_releases_pkey primary key (release_id, organization_id),
  constraint waitlist_releases_are_of_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade
);

comment on table app.waitlist_releases is
  'Left to the next tick: whoever frees time without the practitioner''s lock must not wait for it (it might deadlock), and one transaction makes twenty offers'
  ' at most.  Nearly always empty.';
create index waitlist_releases_by_practitioner on app.waitlist_releases (practitioner_id, organization_id);
alter table app.waitlist_releases enable row level security;

-- sql/waitlist/waitlist_tokens.sql
-- waitlist_tokens: what opens one wish to its client, without an account.
--
-- Room: waitlist
-- Owns: app.waitlist_tokens
create table app.waitlist_tokens (
  token_hash bytea not null,
  organization_id uuid not null,
  entry_id uuid not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default app.now(),

  constraint waitlist_tokens_pkey primary key (token_hash, organization_id),
  constraint waitlist_tokens_open_a_wish foreign key (entry_id, organization_id)
  references app.waitlist_entries (entry_id, organization_id) on delete cascade,
  constraint waitlist_tokens_keep_only_a_sha256 check (octet_length(token_hash) = 32)
);

comment on table app.waitlist_tokens is 'SHA-256 of 32 random bytes that only the client''s mail has; each mail about a wish carries one of its own.';
create index waitlist_tokens_by_entry on app.waitlist_tokens (entry_id, organization_id);
alter table app.waitlist_tokens enable row level security;

-- sql/waitlist/views.sql
-- views: the waitlist as the Data API shows it.
--
-- Room:  waitlist
-- Reads: app.waitlist_entries, app.waitlist_offers, app.services
create policy waitlist_entries_select_by_party on app.waitlist_entries for select to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('sessions:read'))::uuid[])
  or practitioner_id is null and organization_id = any ((select private.organizations_where('sessions:read'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
  or client_id = any ((select private.my_client_ids())::uuid[])
);
grant select (
  entry_id, organization_id, position, service_id, practitioner_id, client_id, client, from_date, to_date, weekdays, from_local, until_local, status,
  created_by, created_at
) on app.waitlist_entries to authenticated, service_role;

create policy waitlist_offers_select_by_party on app.waitlist_offers for select to authenticated
using (exists (
  select from app.waitlist_entries as e
  where (e.entry_id, e.organization_id) = (waitlist_offers.entry_id, waitlist_offers.organization_id)
));
grant select on app.waitlist_offers to authenticated, service_role;

create view api.waitlist with (security_invoker = true) as
select
  e.entry_id, e.organization_id, e.position, e.status, e.service_id, e.practitioner_id, e.client_id,
  e.client ->> 'name' as client_name, e.client ->> 'email' as client_email, e.client ->> 'phone' as client_phone,
  e.from_date, e.to_date, e.weekdays, e.from_local, e.until_local, e.created_by, e.created_at,
  o.offer_id, o.practitioner_id as offered_practitioner_id, o.starts_at, o.ends_at, o.expires_at
from app.waitlist_entries as e
left join app.waitlist_offers as o on (o.entry_id, o.organization_id) = (e.entry_id, e.organization_id) and o.status = 'open';

comment on view api.waitlist is
  'Wishes, in the order of position, with what is offered at present: a practitioner''s own and those for anybody, an organization''s for its admins, a client''s own.'
  '  Changed by verbs only.';
grant select on api.waitlist to authenticated, service_role;

-- sql/waitlist/register_waitlist_token.sql
-- register_waitlist_token: the hash of the token that the worker puts into a mail about a wish.
--
-- Room:   waitlist
-- Caller: the service role
-- Reads:  app.waitlist_entries
-- Writes: app.waitlist_tokens, app.audit_log
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found
create function private.register_waitlist_token(p_entry_id uuid, p_token_hash text, p_expires_at timestamptz)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_organization_id uuid;
begin
  perform app.service_role_required();
  if p_expires_at is null or p_expires_at <= app.now() then
    perform app.fail('invalid_argument', 'A token expires in the future.', 'Use token_expires_at of the event''s payload.');
  end if;
  select e.organization_id into v_organization_id from app.waitlist_entries as e where e.entry_id = p_entry_id;
  if not found then
    perform app.fail('not_found', format('No wish %s to open with this token.', p_entry_id), 'Drop the message.');
  end if;
  insert into app.waitlist_tokens (token_hash, organization_id, entry_id, expires_at)
  values (app.token_hash(p_token_hash), v_organization_id, p_entry_id, p_expires_at)
  on conflict do nothing;
  if found then
    perform app.record(v_organization_id, 'waitlist_entry.link_issued', p_entry_id::text);
  end if;
  return '{}';
end;
$$;

comment on function private.register_waitlist_token(uuid, text, timestamptz) is 'Definer: tokens are no role''s to write.';
grant execute on function private.register_waitlist_token(uuid, text, timestamptz) to service_role;

create function api.register_waitlist_token(entry_id uuid, token_hash text, expires_at timestamptz)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.register_waitlist_token(
    register_waitlist_token.entry_id, register_waitlist_token.token_hash, register_waitlist_token.expires_at
  );
$$;

comment on function api.register_waitlist_token(uuid, text, timestamptz) is
  'Stores the SHA-256 (64 hexadecimal digits) of the token of a wish''s link.  Returns {}.  Safe to repeat.';
grant execute on function api.register_waitlist_token(uuid, text, timestamptz) to service_role;

-- sql/waitlist/announce_waitlist.sql
-- announce_waitlist: tell the client, in the transaction of the change.
--
-- Room:   waitlist
-- Writes: app.outbox_events
create function app.announce_wish()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
  values (new.organization_id, 'waitlist.joined', 'client', new.entry_id, jsonb_build_object('from_date', new.from_date, 'to_date', new.to_date));
  return null;
end;
$$;

comment on function app.announce_wish() is 'Trigger: the mail whose link withdraws the wish.';

create trigger _800_announce after insert on app.waitlist_entries
for each row execute function app.announce_wish();

create function app.announce_offer()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, useless_after, data)
  values (new.organization_id, 'waitlist.offered', 'client', new.entry_id, new.expires_at, jsonb_build_object(
    'offer_id', new.offer_id, 'practitioner_id', new.practitioner_id, 'starts_at', new.starts_at, 'ends_at', new.ends_at, 'expires_at', new.expires_at
  ));
  return null;
end;
$$;

comment on function app.announce_offer() is 'Trigger: the mail with the link by which the time is accepted or declined.';

create trigger _800_announce after insert on app.waitlist_offers
for each row execute function app.announce_offer();

create function app.announce_end_of_wish()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
  values (new.organization_id, 'waitlist.ended', 'client', new.entry_id, jsonb_build_object(
    'from_date', new.from_date, 'to_date', new.to_date,
    'because', case when new.to_date < (app.now() at time zone 'UTC')::date then 'past' else 'unanswered' end
  ));
  return null;
end;
$$;

comment on function app.announce_end_of_wish() is
  'Trigger: the mail that nobody need wait any longer: the days are past, or three offers went unanswered.  Who withdrew the wish knows it.';

create trigger _800_announce_end after update on app.waitlist_entries
for each row when (new.status = 'ended' and old.status <> 'ended') execute function app.announce_end_of_wish();

-- sql/waitlist/next_waiting.sql
-- next_waiting: the first wish that a practitioner's free time fits.
--
-- Room:  waitlist
-- Reads: app.waitlist_entries, app.waitlist_offers, app.services, app.practitioners, app.bookings
-- Locks: the wish
create function app.waitlist_offering(p_practitioner_id uuid, p_service_id uuid)
returns app.offering
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_offering app.offering := app.offering(p_practitioner_id, p_service_id, p_promised => true);
begin
  -- Whoever frees the time, the one who waits is a client: notice, window and daily limit hold.  Ten minutes more, so that there is time to answer.
  v_offering.standing := 'public';
  v_offering.min_notice := v_offering.min_notice + interval '10 minutes';
  return v_offering;
end;
$$;

comment on function app.waitlist_offering(uuid, uuid) is 'The rules under which a time is offered to those who wait.';

create function app.next_waiting(p_practitioner_id uuid, p_span tstzrange, out entry app.waitlist_entries, out starts_at timestamptz)
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_first record;
begin
  select e as wish, f.starts_at as at into v_first
  from app.practitioners as p
  join app.practitioner_services as ps on (ps.practitioner_id, ps.organization_id) = (p.practitioner_id, p.organization_id) and ps.active
  join app.services as s on (s.service_id, s.organization_id) = (ps.service_id, ps.organization_id)
  -- By ps alone: in whatever order the joins are made, nobody is asked for a service that is not offered.
  cross join lateral app.waitlist_offering(ps.practitioner_id, ps.service_id) as o
  cross join lateral (
    -- Fenced, so that the slots are computed once for each service, not for each wish.
    select slot.starts_at, slot.ends_at, slot.starts_at at time zone p.time_zone as local, slot.ends_at at time zone p.time_zone as ends_local
    from app.free_slots(o, lower(p_span) - interval '1 day', upper(p_span) + interval '1 day') as slot
    where tstzrange(slot.starts_at - o.buffer_before, slot.ends_at + o.buffer_after) && p_span
    offset 0
  ) as f
  join app.waitlist_entries as e
    on (e.service_id, e.organization_id) = (s.service_id, s.organization_id)
    and e.status = 'waiting'
    and f.local::date between e.from_date and e.to_date
    and (e.weekdays is null or extract(isodow from f.local)::integer = any (e.weekdays))
    and (e.from_local is null or f.local >= f.local::date + e.from_local)
    and (e.until_local is null or f.ends_local <= f.local::date + e.until_local)
  where p.practitioner_id = p_practitioner_id
    and o.offered
    and exists (
      select from app.waitlist_entries as any_of
      where any_of.service_id = s.service_id and any_of.status = 'waiting'
    )
    and (e.practitioner_id = p_practitioner_id or e.practitioner_id is null and p.published and p.accepting_clients)
    -- Who let a time pass makes way for the next, a quarter of an hour later included.
    and not exists (
      select from app.waitlist_offers as before
      where (before.entry_id, before.practitioner_id) = (e.entry_id, p_practitioner_id)
        and before.starts_at < f.ends_at and before.ends_at > f.starts_at
    )
    -- Nobody is offered a time at which they are elsewhere.
    and (o.client_may_overlap or not exists (
      select from app.bookings as b
      where (b.client_id, b.organization_id) = (e.client_id, e.organization_id)
        and b.status in ('pending', 'confirmed', 'rescheduled')
        and b.starts_at < f.ends_at and b.ends_at > f.starts_at
    ))
  order by e.position, f.starts_at
  limit 1
  -- A wish that somebody changes at this moment is passed over: two practitioners never offer to it at once.
  for update of e skip locked;
  if found then
    entry := v_first.wish;
    starts_at := v_first.at;
  end if;
end;
$$;

comment on function app.next_waiting(uuid, tstzrange) is
  'The first in order for whom the practitioner has a free slot that touches p_span, locked, and that slot; nulls: nobody.  Call it under the practitioner''s lock.';

-- sql/waitlist/offer_released.sql
-- offer_released: who waits is offered what came free.
--
-- Room:   waitlist
-- Reads:  app.organizations
-- Writes: app.audit_log, app.holds, app.next_slots, app.outbox_events, app.resource_claims, app.slot_claims, app.waitlist_entries, app.waitlist_offers,
--         app.waitlist_releases
-- Locks:  the practitioner (by the caller), then the wish
create function app.offer_released(p_practitioner_id uuid, p_span tstzrange)
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_actor text := current_setting('app.actor', true);
  v_next record;
  v_entry app.waitlist_entries;
  v_offering app.offering;
  v_deadline timestamptz;
  v_attempt app.claim_attempt;
  v_offered integer := 0;
begin
  perform app.act_as('system:waitlist');
  while v_offered < 20 loop
    v_next := app.next_waiting(p_practitioner_id, p_span * tstzrange(app.now(), null));
    v_entry := v_next.entry;
    exit when v_entry.entry_id is null;
    v_offering := app.waitlist_offering(p_practitioner_id, v_entry.service_id);
    select least(app.now() + make_interval(mins => o.waitlist_offer_minutes), v_next.starts_at - v_offering.min_notice + interval '10 minutes')
    into v_deadline
    from app.organizations as o
    where o.organization_id = v_entry.organization_id;
    v_attempt := app.attempt_claim(
      v_offering, v_next.starts_at, 'hold', p_expires_at => least(v_deadline + interval '2 minutes', v_next.starts_at)
    );
    -- The slots were read under the practitioner's lock: what is free is granted.  Were it not so, the time is simply free to everybody.
    exit when v_attempt.refusal is not null;
    insert into app.holds (organization_id, claim_id, service_id, time_zone)
    values (v_entry.organization_id, (v_attempt.claim).claim_id, v_entry.service_id, v_entry.client ->> 'time_zone');
    insert into app.waitlist_offers (organization_id, entry_id, practitioner_id, claim_id, starts_at, ends_at, expires_at)
    values (
      v_entry.organization_id, v_entry.entry_id, p_practitioner_id, (v_attempt.claim).claim_id,
      v_next.starts_at, v_next.starts_at + v_offering.duration, v_deadline
    );
    update app.waitlist_entries as e set status = 'offered' where (e.entry_id, e.organization_id) = (v_entry.entry_id, v_entry.organization_id);
    v_offered := v_offered + 1;
  end loop;
  perform app.act_as(coalesce(v_actor, ''));
  if v_offered = 20 then
    insert into app.waitlist_releases (organization_id, practitioner_id, span) values (v_entry.organization_id, p_practitioner_id, p_span);
  end if;
  return v_offered;
end;
$$;

comment on function app.offer_released(uuid, tstzrange) is
  'Offers the free slots that touch p_span, in the order of the list, each backed by a hold; at most twenty at once, the rest is the next tick''s.  Returns how many.';

-- sql/waitlist/offer_on_release.sql
-- offer_on_release: whoever frees time offers it to those who wait, in the same transaction.
--
-- Room:   waitlist
-- Reads:  app.waitlist_entries
-- Writes: app.audit_log, app.holds, app.next_slots, app.outbox_events, app.resource_claims, app.slot_claims, app.waitlist_entries, app.waitlist_offers,
--         app.waitlist_releases
-- Locks:  the practitioner, if that needs no waiting
create function app.someone_waits(p_organization_id uuid, p_practitioner_id uuid, p_span tstzrange)
returns boolean
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  return exists (
    select from app.waitlist_entries as e
    where e.organization_id = p_organization_id
      and e.status = 'waiting'
      and (e.practitioner_id = p_practitioner_id or e.practitioner_id is null)
      -- A day of play for the zones.
      and e.to_date >= (lower(p_span) at time zone 'UTC')::date - 1 and e.from_date <= (upper(p_span) at time zone 'UTC')::date + 1
  );
end;
$$;

comment on function app.someone_waits(uuid, uuid, tstzrange) is 'Whether anybody might want time of the practitioner within p_span: the one cheap look that others pay.';

create function private.offer_on_release()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_row jsonb := to_jsonb(case when tg_op = 'INSERT' then new else old end);
  v_organization_id uuid := v_row ->> 'organization_id';
  v_practitioner_id uuid := v_row ->> 'practitioner_id';
  v_span tstzrange := coalesce((v_row ->> 'blocked')::tstzrange, tstzrange(app.now(), app.now() + interval '731 days'));
begin
  if upper(v_span) <= app.now() or not app.someone_waits(v_organization_id, v_practitioner_id, v_span) then
    return null;
  end if;
  -- Whoever freed it without this lock must not wait for it: another may hold it and wait for this very transaction to end.
  if app.try_lock_practitioner(v_practitioner_id) then
    begin
      perform app.offer_released(v_practitioner_id, v_span);
      return null;
    exception when others then
      -- Whoever gives time back is never refused for the sake of those who wait: tick tries again, and fails where operators look.
      raise warning 'The waitlist could not be served: % %', sqlstate, sqlerrm;
    end;
  end if;
  insert into app.waitlist_releases (organization_id, practitioner_id, span) values (v_organization_id, v_practitioner_id, v_span);
  return null;
end;
$$;

comment on function private.offer_on_release() is
  'Trigger, at the end of the transaction: what a verb frees on its way and takes again (a series that moves over its own times, a lapsed hold in the way of a'
  ' new one) was never free.  Definer, since hours are written by members.';

-- Taking and confirming time fire none of these.
create constraint trigger _800_offer_freed after delete on app.slot_claims
deferrable initially deferred for each row execute function private.offer_on_release();

create constraint trigger _800_offer_left after update of slot on app.slot_claims
deferrable initially deferred for each row when (old.slot <> new.slot) execute function private.offer_on_release();

create constraint trigger _800_offer_hours after insert or update on app.availability_rules
deferrable initially deferred for each row execute function private.offer_on_release();

create constraint trigger _800_offer_hours after insert or update or delete on app.availability_exceptions
deferrable initially deferred for each row execute function private.offer_on_release();

-- sql/waitlist/end_offer.sql
-- end_offer: an offer that was not accepted makes way for the next in order.
--
-- Room:   waitlist
-- Reads:  app.waitlist_offers
-- Writes: app.audit_log, app.next_slots, app.outbox_events, app.slot_claims, app.waitlist_entries, app.waitlist_offers
create function app.end_offer(p_offer app.waitlist_offers, p_status text, p_entry_status text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  update app.waitlist_offers as o set status = p_status, settled_at = app.now()
  where (o.offer_id, o.organization_id) = (p_offer.offer_id, p_offer.organization_id);
  update app.waitlist_entries as e set status = case
    -- Who never answers does not hold up the list.
    when p_status = 'lapsed' and 3 <= (select count(*) from app.waitlist_offers as o where o.entry_id = p_offer.entry_id and o.status = 'lapsed') then 'ended'
    else p_entry_status
  end
  where (e.entry_id, e.organization_id) = (p_offer.entry_id, p_offer.organization_id);
  -- The time is free at the end of the transaction, and offered to the next.
  delete from app.slot_claims as c where (c.claim_id, c.organization_id) = (p_offer.claim_id, p_offer.organization_id) and c.kind = 'hold';
end;
$$;

comment on function app.end_offer(app.waitlist_offers, text, text) is
  'Ends a locked open offer as declined, lapsed or withdrawn and frees its time; the wish goes to p_entry_status, or ends with its third unanswered offer.';

-- sql/waitlist/wish_to_change.sql
-- wish_to_change: one wish, and its open offer, locked for whoever may answer.
--
-- Room:   waitlist
-- Reads:  app.waitlist_entries, app.waitlist_offers, app.waitlist_tokens
-- Writes: app.rate_limits
-- Locks:  the practitioner of the open offer, then the wish and the offer
-- Raises: PT401 not_signed_in, PT404 not_found, PT410 token_expired, PT429 too_many_requests
create function app.wish_of_token(p_token text)
returns app.waitlist_entries
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_hash bytea := sha256(convert_to(p_token, 'UTF8'));
  v_token app.waitlist_tokens;
  v_entry app.waitlist_entries;
begin
  perform app.limit_rate('tokens from ' || r.requester, 120) from app.requester() as r (requester) where r.requester is not null;
  select * into v_token from app.waitlist_tokens as t where t.token_hash = v_hash;
  if not found then
    return null;
  end if;
  perform app.limit_rate('token ' || encode(v_hash, 'hex'), 60);
  if v_token.expires_at <= app.now() then
    perform app.fail('token_expired', 'This link has expired.', 'Please contact the practice.');
  end if;
  select * into v_entry from app.waitlist_entries as e where (e.entry_id, e.organization_id) = (v_token.entry_id, v_token.organization_id);
  return v_entry;
end;
$$;

comment on function app.wish_of_token(text) is 'The wish that a link opens, or null.';

create function app.wish_to_change(p_token text, p_entry_id uuid)
returns app.waitlist_entries
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_entry app.waitlist_entries;
begin
  if p_token is not null then
    v_entry := app.wish_of_token(p_token);
    if v_entry.entry_id is null or v_entry.entry_id <> p_entry_id then
      return null;
    end if;
    perform app.act_as('client:' || (v_entry.client ->> 'email'));
  else
    perform app.sign_in_required();
    select * into v_entry from app.waitlist_entries as e where e.entry_id = p_entry_id;
    if (
      v_entry.client_id = any (private.my_client_ids()) or v_entry.organization_id = any (private.organizations_where('sessions:manage'))
      or v_entry.practitioner_id = any (private.my_practitioner_ids('sessions:write'))
    ) is not true then
      perform app.fail('not_found', 'No such wish that you may see.', 'Check which account you are signed in with.');
    end if;
  end if;
  -- One practitioner: a wish has one open offer at most.
  perform app.lock_practitioner(o.practitioner_id) from app.waitlist_offers as o where o.entry_id = v_entry.entry_id and o.status = 'open';
  select * into v_entry from app.waitlist_entries as e where e.entry_id = v_entry.entry_id for update;
  return v_entry;
end;
$$;

comment on function app.wish_to_change(text, uuid) is
  'The wish of a link, or of the signed-in client or member, locked; null for a link that opens nothing or another one.  p_entry_id: null takes the link''s.';

create function app.offer_to_settle(p_entry app.waitlist_entries, p_offer_id uuid)
returns app.waitlist_offers
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_offer app.waitlist_offers;
begin
  select * into v_offer from app.waitlist_offers as o where (o.entry_id, o.offer_id) = (p_entry.entry_id, p_offer_id) for update;
  if not found then
    perform app.fail('not_found', 'There is no such offer for this wish.', 'Open the link from the newest mail.');
  end if;
  return v_offer;
end;
$$;

comment on function app.offer_to_settle(app.waitlist_entries, uuid) is 'The offer of a locked wish, locked.  Raises PT404 not_found.';

-- sql/waitlist/check_wish.sql
-- check_wish: what a wish must look like, and how many are too many.
--
-- Room:   waitlist
-- Reads:  app.waitlist_entries
-- Raises: PT400 invalid_argument, PT429 too_many_requests
create function app.check_wish(p_from_date date, p_to_date date, p_weekdays integer[], p_from_local time, p_until_local time)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_today date := (app.now() at time zone 'UTC')::date;
  v_wrong text := case
    when p_from_date is null or p_to_date is null then 'from_date and to_date are needed.'
    when p_from_date > p_to_date then 'from_date is after to_date.'
    when p_to_date < v_today - 1 then 'These days are past.'
    when p_to_date > v_today + 731 or p_from_date < v_today - 366 then 'Wishes are kept for two years ahead.'
    when p_weekdays is not null and (cardinality(p_weekdays) = 0 or not p_weekdays <@ array[1, 2, 3, 4, 5, 6, 7])
      then 'weekdays are numbers from 1 (Monday) to 7 (Sunday).'
    when p_from_local >= p_until_local then 'from_local must be before until_local.'
  end;
begin
  if v_wrong is not null then
    perform app.fail('invalid_argument', v_wrong, 'Correct it and send the form again.');
  end if;
end;
$$;

comment on function app.check_wish(date, date, integer[], time, time) is 'Raises PT400 invalid_argument with what is wrong.';

create function app.limit_wishes(p_client_id uuid, p_requester text)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if 5 <= (select count(*) from app.waitlist_entries as e where e.client_id = p_client_id and e.status in ('waiting', 'offered'))
    or 20 <= (
      select count(*) from app.waitlist_entries as e
      where e.requester = p_requester and (e.status in ('waiting', 'offered') or e.created_at > app.now() - interval '1 day')
    )
  then
    perform app.fail('too_many_requests', 'There are as many wishes on the list already as one person may have.', 'Withdraw one of them first.');
  end if;
end;
$$;

comment on function app.limit_wishes(uuid, text) is
  'At most five open wishes of one client, and twenty (open, or of the last day) from one network address without an account.';

-- sql/waitlist/join_waitlist.sql
-- join_waitlist: a client leaves a wish.
--
-- Room:   waitlist
-- Caller: anybody, for what they may book
-- Reads:  app.services, app.practitioners, app.waitlist_entries
-- Writes: app.waitlist_entries, app.clients, app.audit_log, app.outbox_events, app.idempotency_keys
-- Locks:  the idempotency key, the client
-- Raises: PT400 invalid_argument, PT404 not_found, PT422 consent_required, PT422 not_accepting_clients, PT422 onboarding_required, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.join_waitlist(
  p_service_id uuid, p_practitioner_id uuid, p_from_date date, p_to_date date, p_weekdays integer[], p_from_local time, p_until_local time,
  p_client jsonb, p_key text
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_service_id, p_practitioner_id, p_from_date, p_to_date, p_weekdays, p_from_local, p_until_local, p_client);
  v_answer jsonb := app.recall_answer('join_waitlist', p_key, v_arguments);
  v_one_id uuid := p_practitioner_id;
  v_offering app.offering;
  v_client app.client_details;
  v_guest boolean;
  v_entry app.waitlist_entries;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  perform app.check_wish(p_from_date, p_to_date, p_weekdays, p_from_local, p_until_local);
  if v_one_id is null then
    select p.practitioner_id into v_one_id
    from app.practitioner_services as ps
    join app.practitioners as p on (p.practitioner_id, p.organization_id) = (ps.practitioner_id, ps.organization_id)
    where ps.service_id = p_service_id and ps.active and p.published and p.accepting_clients and p.archived_at is null
    limit 1;
  end if;
  -- Authorises: to strangers, what is not offered does not exist.
  v_offering := app.offering(v_one_id, p_service_id);
  perform app.check_accepting_clients(v_offering);
  perform app.check_onboarding(v_offering);
  v_client := app.client_details(p_client, v_offering.time_zone);
  v_guest := v_offering.standing = 'public' and (select auth.uid()) is null;
  if v_guest then
    perform app.act_as('client:' || v_client.email);
  end if;
  v_entry.client_id := app.client_of_details(
    v_offering.organization_id, v_client, case when v_offering.standing = 'public' then (select auth.uid()) end
  );
  -- Two wishes of one client at once are counted one after the other.
  perform app.lock_client(v_entry.client_id, v_offering.organization_id);
  perform app.limit_wishes(v_entry.client_id, case when v_guest then app.requester() end);
  insert into app.waitlist_entries as e (
    organization_id, service_id, practitioner_id, client_id, client, from_date, to_date, weekdays, from_local, until_local, requester
  )
  values (
    v_offering.organization_id, p_service_id, p_practitioner_id, v_entry.client_id, to_jsonb(v_client) || '{"consent": true}',
    p_from_date, p_to_date, p_weekdays, p_from_local, p_until_local, case when v_guest then app.requester() end
  )
  returning e.* into v_entry;
  v_answer := jsonb_build_object('entry_id', v_entry.entry_id, 'status', v_entry.status);
  return app.remember_answer('join_waitlist', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.join_waitlist(uuid, uuid, date, date, integer[], time, time, jsonb, text) is
  'Definer: wishes and clients are no role''s to write; app.offering authorises.';
grant execute on function private.join_waitlist(uuid, uuid, date, date, integer[], time, time, jsonb, text) to anon, authenticated;

create function api.join_waitlist(
  service_id uuid, from_date date, to_date date, client jsonb, practitioner_id uuid default null, weekdays integer[] default null,
  from_local time default null, until_local time default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.join_waitlist(
    join_waitlist.service_id, join_waitlist.practitioner_id, join_waitlist.from_date, join_waitlist.to_date, join_waitlist.weekdays,
    join_waitlist.from_local, join_waitlist.until_local, join_waitlist.client, join_waitlist.idempotency_key
  );
$$;

comment on function api.join_waitlist(uuid, date, date, jsonb, uuid, integer[], time, time, text) is
  'Leaves a wish of client {name, email, phone, consent, time_zone, locale}: a time of the service from from_date to to_date, on these weekdays (1 is Monday),'
  ' between these hours on the practitioner''s clock; practitioner_id null: whoever is free first.  Whatever comes free is offered in order.  Returns {entry_id, status}.';
grant execute on function api.join_waitlist(uuid, date, date, jsonb, uuid, integer[], time, time, text) to anon, authenticated;

-- sql/waitlist/leave_waitlist.sql
-- leave_waitlist: a wish is withdrawn.
--
-- Room:   waitlist
-- Caller: whoever has the link; the signed-in client; the practitioner or an admin
-- Reads:  app.waitlist_offers
-- Writes: app.audit_log, app.idempotency_keys, app.next_slots, app.outbox_events, app.rate_limits, app.slot_claims, app.waitlist_entries, app.waitlist_offers
-- Locks:  the idempotency key, the practitioner of the open offer, the wish, the offer
-- Raises: PT401 not_signed_in, PT403 token_invalid, PT404 not_found, PT410 token_expired, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.leave_waitlist(p_entry_id uuid, p_token text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_entry_id, p_token);
  v_answer jsonb := app.recall_answer('leave_waitlist', p_key, v_arguments);
  v_entry app.waitlist_entries;
  v_offer app.waitlist_offers;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- Token or account authorises.
  v_entry := app.wish_to_change(p_token, coalesce(p_entry_id, (app.wish_of_token(p_token)).entry_id));
  if v_entry.entry_id is null then
    return app.fail_token();
  end if;
  select * into v_offer from app.waitlist_offers as o where o.entry_id = v_entry.entry_id and o.status = 'open' for update;
  if found then
    perform app.end_offer(v_offer, 'withdrawn', 'left');
  elsif v_entry.status = 'waiting' then
    update app.waitlist_entries as e set status = 'left' where e.entry_id = v_entry.entry_id;
  end if;
  -- Asking twice is no error; what is booked stays booked.
  select jsonb_build_object('entry_id', e.entry_id, 'status', e.status) into v_answer from app.waitlist_entries as e where e.entry_id = v_entry.entry_id;
  return app.remember_answer('leave_waitlist', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.leave_waitlist(uuid, text, text) is 'Definer: wishes are no role''s to write; app.wish_to_change authorises.';
grant execute on function private.leave_waitlist(uuid, text, text) to anon, authenticated;

create function api.leave_waitlist(entry_id uuid default null, token text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.leave_waitlist(leave_waitlist.entry_id, leave_waitlist.token, leave_waitlist.idempotency_key);
$$;

comment on function api.leave_waitlist(uuid, text, text) is
  'Withdraws the wish of the link, or signed in that of entry_id, and passes on what was offered for it.  Returns {entry_id, status}.  Safe to repeat.';
grant execute on function api.leave_waitlist(uuid, text, text) to anon, authenticated;

-- sql/waitlist/waitlist_by_token.sql
-- waitlist_by_token: a wish, and what is offered for it, as its client sees it by link.
--
-- Room:   waitlist
-- Caller: whoever has the token
-- Reads:  app.waitlist_entries, app.waitlist_offers, app.organizations, app.practitioners, app.services
-- Writes: app.rate_limits
-- Raises: PT403 token_invalid, PT410 token_expired, PT429 too_many_requests
create function private.waitlist_by_token(p_token text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  -- The token authorises.
  v_entry app.waitlist_entries := app.wish_of_token(p_token);
begin
  if v_entry.entry_id is null then
    return app.fail_token();
  end if;
  return (
    select jsonb_build_object(
      'entry_id', v_entry.entry_id, 'status', v_entry.status, 'from_date', v_entry.from_date, 'to_date', v_entry.to_date,
      'weekdays', v_entry.weekdays, 'from_local', v_entry.from_local, 'until_local', v_entry.until_local,
      'time_zone', v_entry.client ->> 'time_zone',
      'organization', jsonb_build_object('name', o.name, 'slug', o.slug),
      'service', jsonb_build_object('service_id', s.service_id, 'name', s.name, 'duration_minutes', s.duration_minutes),
      'offer', (
        select jsonb_build_object(
          'offer_id', f.offer_id, 'starts_at', f.starts_at, 'ends_at', f.ends_at, 'expires_at', f.expires_at,
          'practitioner', jsonb_build_object('practitioner_id', p.practitioner_id, 'display_name', p.display_name, 'time_zone', p.time_zone)
        )
        from app.waitlist_offers as f
        join app.practitioners as p on (p.practitioner_id, p.organization_id) = (f.practitioner_id, f.organization_id)
        where f.entry_id = v_entry.entry_id and f.status = 'open' and f.expires_at > app.now()
      )
    )
    from app.organizations as o
    join app.services as s on (s.service_id, s.organization_id) = (v_entry.service_id, v_entry.organization_id)
    where o.organization_id = v_entry.organization_id
  );
end;
$$;

comment on function private.waitlist_by_token(text) is 'Definer: wishes are no role''s to read without an account; the token authorises.';
grant execute on function private.waitlist_by_token(text) to anon, authenticated;

create function api.waitlist_by_token(token text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.waitlist_by_token(waitlist_by_token.token);
$$;

comment on function api.waitlist_by_token(text) is
  '{entry_id, status, from_date, to_date, weekdays, from_local, until_local, time_zone, organization, service, offer {offer_id, starts_at, ends_at, expires_at,'
  ' practitioner} or null}.';
grant execute on function api.waitlist_by_token(text) to anon, authenticated;

-- sql/waitlist/accept_waitlist_offer.sql
-- accept_waitlist_offer: what was offered becomes a booking.
--
-- Room:   waitlist
-- Caller: whoever has the link; the signed-in client; the practitioner or an admin
-- Reads:  app.waitlist_offers, app.holds
-- Writes: app.audit_log, app.booking_series, app.bookings, app.clients, app.idempotency_keys, app.next_slots, app.outbox_events, app.rate_limits,
--         app.series_holds, app.slot_claims, app.waitlist_entries, app.waitlist_offers
-- Locks:  the idempotency key, the practitioner, the wish, the offer, the claim, the client
-- Raises: PT401 not_signed_in, PT403 token_invalid, PT404 not_found, PT409 client_busy, PT409 hold_conflict, PT410 hold_expired, PT410 token_expired,
--         PT422 onboarding_required, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.accept_waitlist_offer(p_offer_id uuid, p_token text, p_note text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_offer_id, p_token, p_note);
  v_answer jsonb := app.recall_answer('accept_waitlist_offer', p_key, v_arguments);
  v_entry app.waitlist_entries;
  v_offer app.waitlist_offers;
  v_hold app.holds;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- Token or account authorises.
  v_entry := app.wish_to_change(p_token, case
    when p_token is null then (select o.entry_id from app.waitlist_offers as o where o.offer_id = p_offer_id)
    else (app.wish_of_token(p_token)).entry_id
  end);
  if v_entry.entry_id is null then
    return app.fail_token();
  end if;
  v_offer := app.offer_to_settle(v_entry, p_offer_id);
  if v_offer.status = 'accepted' then
    perform app.fail('hold_conflict', 'This time was already accepted.', 'Look for the confirmation in the mail; nothing more is to be done.');
  elsif v_offer.status <> 'open' or v_offer.expires_at <= app.now() then
    perform app.fail('hold_expired', 'This offer has ended.', 'Your place on the list is kept; the next fitting time is offered by mail.');
  end if;
  select h.* into v_hold from app.holds as h where (h.claim_id, h.organization_id) = (v_offer.claim_id, v_offer.organization_id);
  v_answer := app.booking_answer(app.confirm_new(v_hold, v_entry.client, p_note, null));
  update app.waitlist_offers as o set status = 'accepted', settled_at = app.now() where o.offer_id = v_offer.offer_id;
  update app.waitlist_entries as e set status = 'booked' where e.entry_id = v_entry.entry_id;
  return app.remember_answer('accept_waitlist_offer', p_key, v_arguments, v_answer);
exception when exclusion_violation then
  perform app.fail_client_busy();
end;
$$;

comment on function private.accept_waitlist_offer(uuid, text, text, text) is 'Definer: bookings are no role''s to write; app.wish_to_change authorises.';
grant execute on function private.accept_waitlist_offer(uuid, text, text, text) to anon, authenticated;

create function api.accept_waitlist_offer(offer_id uuid, token text default null, note text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.accept_waitlist_offer(
    accept_waitlist_offer.offer_id, accept_waitlist_offer.token, accept_waitlist_offer.note, accept_waitlist_offer.idempotency_key
  );
$$;

comment on function api.accept_waitlist_offer(uuid, text, text, text) is
  'Books the offered time with the details of the wish.  offer_id: the one that the client saw, so that a late click never books another time.'
  '  Returns what confirm_hold does.';
grant execute on function api.accept_waitlist_offer(uuid, text, text, text) to anon, authenticated;

-- sql/waitlist/decline_waitlist_offer.sql
-- decline_waitlist_offer: not this time; the place on the list is kept.
--
-- Room:   waitlist
-- Caller: whoever has the link; the signed-in client; the practitioner or an admin
-- Reads:  app.waitlist_offers
-- Writes: app.audit_log, app.idempotency_keys, app.next_slots, app.outbox_events, app.rate_limits, app.slot_claims, app.waitlist_entries, app.waitlist_offers
-- Locks:  the idempotency key, the practitioner, the wish, the offer
-- Raises: PT401 not_signed_in, PT403 token_invalid, PT404 not_found, PT409 hold_conflict, PT410 token_expired, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.decline_waitlist_offer(p_offer_id uuid, p_token text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_offer_id, p_token);
  v_answer jsonb := app.recall_answer('decline_waitlist_offer', p_key, v_arguments);
  v_entry app.waitlist_entries;
  v_offer app.waitlist_offers;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- Token or account authorises.
  v_entry := app.wish_to_change(p_token, case
    when p_token is null then (select o.entry_id from app.waitlist_offers as o where o.offer_id = p_offer_id)
    else (app.wish_of_token(p_token)).entry_id
  end);
  if v_entry.entry_id is null then
    return app.fail_token();
  end if;
  v_offer := app.offer_to_settle(v_entry, p_offer_id);
  if v_offer.status = 'accepted' then
    perform app.fail('hold_conflict', 'This time was accepted: it is booked.', 'Cancel the booking by the link in its confirmation.');
  elsif v_offer.status = 'open' then
    perform app.end_offer(v_offer, 'declined', 'waiting');
  end if;
  -- Declining what has ended is no error.
  select jsonb_build_object('entry_id', e.entry_id, 'status', e.status) into v_answer from app.waitlist_entries as e where e.entry_id = v_entry.entry_id;
  return app.remember_answer('decline_waitlist_offer', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.decline_waitlist_offer(uuid, text, text) is 'Definer: holds are no role''s to write; app.wish_to_change authorises.';
grant execute on function private.decline_waitlist_offer(uuid, text, text) to anon, authenticated;

create function api.decline_waitlist_offer(offer_id uuid, token text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.decline_waitlist_offer(decline_waitlist_offer.offer_id, decline_waitlist_offer.token, decline_waitlist_offer.idempotency_key);
$$;

comment on function api.decline_waitlist_offer(uuid, text, text) is
  'Lets the offered time go to the next in order; the wish keeps its place and is not offered this time again.  Returns {entry_id, status}.  Safe to repeat.';
grant execute on function api.decline_waitlist_offer(uuid, text, text) to anon, authenticated;

-- sql/waitlist/tick_waitlist.sql
-- tick_waitlist: offers lapse and move on; what nobody could look at is looked at.
--
-- Room:   waitlist
-- Reads:  app.waitlist_offers, app.waitlist_releases
-- Writes: app.audit_log, app.holds, app.next_slots, app.outbox_events, app.resource_claims, app.slot_claims, app.waitlist_entries, app.waitlist_offers,
--         app.waitlist_releases
-- Locks:  the practitioners, as far as they are free, each before its wishes
create function app.tick_waitlist()
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_offer app.waitlist_offers;
  v_release record;
  v_lapsed integer := 0;
begin
  for v_offer in
    select o.* from app.waitlist_offers as o where o.status = 'open' and o.expires_at <= app.now() order by o.practitioner_id, o.expires_at limit 200
  loop
    if app.try_lock_practitioner(v_offer.practitioner_id) then
      -- First the wish, then the offer, as whoever answers; nobody is waited for.
      perform from app.waitlist_entries as e where e.entry_id = v_offer.entry_id for update skip locked;
      if found then
        select o.* into v_offer from app.waitlist_offers as o where o.offer_id = v_offer.offer_id for update skip locked;
        if v_offer.status = 'open' then
          perform app.end_offer(v_offer, 'lapsed', 'waiting');
          v_lapsed := v_lapsed + 1;
        end if;
      end if;
    end if;
  end loop;

  for v_release in
    select r.practitioner_id, range_merge(range_agg(r.span)) as span, array_agg(r.release_id) as ids
    from app.waitlist_releases as r
    group by r.practitioner_id
    order by r.practitioner_id
    limit 50
  loop
    if app.try_lock_practitioner(v_release.practitioner_id) then
      delete from app.waitlist_releases as r where r.practitioner_id = v_release.practitioner_id and r.release_id = any (v_release.ids);
      perform app.offer_released(v_release.practitioner_id, v_release.span);
    end if;
  end loop;

  update app.waitlist_entries as e set status = 'ended'
  where (e.entry_id, e.organization_id) in (
    select past.entry_id, past.organization_id
    from app.waitlist_entries as past
    where past.status = 'waiting' and past.to_date < (app.now() at time zone 'UTC')::date - 1
    limit 500
    for update skip locked
  );
  return v_lapsed;
end;
$$;

comment on function app.tick_waitlist() is 'Passes on offers that nobody answered, serves what was left for the tick, ends wishes whose days are past.  Returns'
  ' how many offers lapsed.';


-- webhooks: what others are told, signed
-- sql/webhooks/webhook_event_types.sql
-- webhook_event_types: what others may be told of.
--
-- Room: webhooks
-- Owns: app.webhook_event_types
create table app.webhook_event_types (
  event_type text not null,
  meaning text not null,

  constraint webhook_event_types_pkey primary key (event_type),
  constraint webhook_event_types_are_entity_dot_verb check (event_type ~ '^[a-z_]+\.[a-z_]+$')
);

comment on table app.webhook_event_types is 'The kinds of event that an endpoint may choose.  webhook.test cannot be chosen: it is sent when an admin asks for it.';

insert into app.webhook_event_types (event_type, meaning) values
  ('booking.created', 'A booking was made; its status is pending or confirmed.'),
  ('booking.approved', 'A pending booking was confirmed.'),
  ('booking.declined', 'A pending booking was declined by the practice.'),
  ('booking.expired', 'A pending booking was not answered in time.'),
  ('booking.rescheduled', 'A booking has other times; previous_starts_at and previous_ends_at are those it had.'),
  ('booking.cancelled', 'A booking was cancelled, by either side.'),
  ('booking.completed', 'The session took place.'),
  ('booking.no_show', 'The client did not come.'),
  ('review.created', 'A client reviewed a session: ids and the rating, no text.'),
  ('webhook.test', 'An admin tries the endpoint.');

alter table app.webhook_event_types enable row level security;
create policy webhook_event_types_select_by_all on app.webhook_event_types for select to authenticated, service_role using (true);
grant select on app.webhook_event_types to authenticated, service_role;

create view api.webhook_event_types with (security_invoker = true) as
select t.event_type, t.meaning from app.webhook_event_types as t where t.event_type <> 'webhook.test';

comment on view api.webhook_event_types is 'The kinds of event that a webhook endpoint may choose.';
grant select on api.webhook_event_types to authenticated, service_role;

-- sql/webhooks/webhook_endpoints.sql
-- webhook_endpoints: where an organization wants to be told what happens.
--
-- Room: webhooks
-- Owns: app.webhook_endpoints, app.webhook_subscriptions
create table app.webhook_endpoints (
  endpoint_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  url text not null,
  description text not null default '',
  detail boolean not null default false,
  status text not null default 'active',
  disabled_because text,
  disabled_at timestamptz,
  failing_since timestamptz,
  failures integer not null default 0,
  resting_until timestamptz,
  claimed_at timestamptz,
  created_by text not null default app.actor(),
  created_at timestamptz not null default app.now(),

  constraint webhook_endpoints_pkey primary key (endpoint_id, organization_id),
  constraint webhook_endpoints_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  -- A host, perhaps a port, no user and no fragment.  Which addresses may be reached is checked by the worker, each time.
  constraint webhook_endpoints_url_is_https check (
    url ~ '^https://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?([/?][^#\\]*)?$' and url !~ '[^\x21-\x7e]' and length(url) <= 2000
  ),
  constraint webhook_endpoints_description_is_short check (length(description) <= 200 and description !~ '[[:cntrl:]]'),
  constraint webhook_endpoints_know_their_state check (status in ('active', 'disabled')),
  constraint webhook_endpoints_disabled_say_when_and_why check (
    (status = 'disabled') = (disabled_at is not null) and (status = 'disabled') = (disabled_because is not null)
  ),
  constraint webhook_endpoints_fail_since_the_first_failure check ((failures = 0) = (failing_since is null)),
  constraint webhook_endpoints_disabled_for_a_known_reason check (disabled_because in ('by_admin', 'gone', 'failing'))
);

comment on table app.webhook_endpoints is 'Changed by verbs only.  Their secrets are in webhook_secrets, what they choose in webhook_subscriptions.';
comment on column app.webhook_endpoints.detail is 'Whether names and contact details are sent along; otherwise ids, status and times only.';
comment on column app.webhook_endpoints.disabled_because is
  'by_admin: by a member; gone: the receiver answered 410; failing: nothing was taken for three days.';
comment on column app.webhook_endpoints.failing_since is 'The first failure after the last success, or null.  While it fails, one delivery at a time tries for all.';
comment on column app.webhook_endpoints.failures is 'How many attempts have failed since the last success.';
comment on column app.webhook_endpoints.resting_until is 'Left alone until then, after failures or because the receiver asked for it; null: not.';
comment on column app.webhook_endpoints.claimed_at is 'When a worker last took deliveries for it: who was served longest ago is next.';

create index webhook_endpoints_by_organization on app.webhook_endpoints (organization_id) where status = 'active';

create table app.webhook_subscriptions (
  endpoint_id uuid not null,
  organization_id uuid not null,
  event_type text not null,

  constraint webhook_subscriptions_pkey primary key (endpoint_id, organization_id, event_type),
  constraint webhook_subscriptions_are_of_an_endpoint foreign key (endpoint_id, organization_id)
  references app.webhook_endpoints (endpoint_id, organization_id) on delete cascade,
  constraint webhook_subscriptions_choose_a_known_kind foreign key (event_type)
  references app.webhook_event_types (event_type) on delete restrict,
  constraint webhook_subscriptions_tests_are_not_chosen check (event_type <> 'webhook.test')
);

comment on table app.webhook_subscriptions is 'Which kinds of event an endpoint is told.';
create index webhook_subscriptions_by_type on app.webhook_subscriptions (event_type, organization_id);

alter table app.webhook_endpoints enable row level security;
alter table app.webhook_subscriptions enable row level security;

create policy webhook_endpoints_select_by_admin on app.webhook_endpoints for select to authenticated
using (organization_id = any ((select private.organizations_where('webhooks:manage'))::uuid[]));
create policy webhook_subscriptions_select_by_admin on app.webhook_subscriptions for select to authenticated
using (organization_id = any ((select private.organizations_where('webhooks:manage'))::uuid[]));
grant select on app.webhook_endpoints to authenticated;
grant select on app.webhook_subscriptions to authenticated;

-- sql/webhooks/webhook_secrets.sql
-- webhook_secrets: what deliveries are signed with.
--
-- Room: webhooks
-- Owns: app.webhook_secrets
-- Writes: app.webhook_secrets
create table app.webhook_secrets (
  secret_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  endpoint_id uuid not null,
  secret text not null,
  valid_until timestamptz,
  created_at timestamptz not null default app.now(),

  constraint webhook_secrets_pkey primary key (secret_id, organization_id),
  constraint webhook_secrets_are_of_an_endpoint foreign key (endpoint_id, organization_id)
  references app.webhook_endpoints (endpoint_id, organization_id) on delete cascade,
  constraint webhook_secrets_are_32_bytes check (secret ~ '^whsec_[A-Za-z0-9+/]{43}=$')
);

comment on table app.webhook_secrets is
  'As they are, since every delivery is signed with them (ARCHITECTURE.md, "Webhooks to others"): read by claim_webhook_deliveries only, granted to no role,'
  ' never audited and in no view.';
comment on column app.webhook_secrets.valid_until is 'Null: the present one.  A rotated one signs beside it until then, and is forgotten.';

create unique index webhook_secrets_one_present_for_each_endpoint on app.webhook_secrets (endpoint_id) where valid_until is null;
create index webhook_secrets_by_endpoint on app.webhook_secrets (endpoint_id);

alter table app.webhook_secrets enable row level security;

create function app.new_webhook_secret(p_endpoint app.webhook_endpoints)
returns app.webhook_secrets
language sql
volatile
security invoker
set search_path = ''
as $$
  insert into app.webhook_secrets (endpoint_id, organization_id, secret)
  select p_endpoint.endpoint_id, p_endpoint.organization_id,
    'whsec_' || encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'base64')
  returning *;
$$;

comment on function app.new_webhook_secret(app.webhook_endpoints) is 'Makes the present secret of an endpoint that has none: 32 bytes made of 244 random bits.';

-- sql/webhooks/webhook_deliveries.sql
-- webhook_deliveries: one event to one endpoint.
--
-- Room: webhooks
-- Owns: app.webhook_deliveries
create table app.webhook_deliveries (
  delivery_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  endpoint_id uuid not null,
  position bigint generated always as identity,
  event_type text not null,
  subject_id uuid not null,
  data jsonb not null,
  status text not null default 'queued',
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default app.now(),
  queued_at timestamptz not null default app.now(),
  leased_by text,
  response_status integer,
  duration_ms integer,
  last_error text,
  created_at timestamptz not null default app.now(),
  finished_at timestamptz,

  constraint webhook_deliveries_pkey primary key (delivery_id, organization_id),
  constraint webhook_deliveries_go_to_an_endpoint foreign key (endpoint_id, organization_id)
  references app.webhook_endpoints (endpoint_id, organization_id) on delete cascade,
  constraint webhook_deliveries_type_is_entity_dot_verb check (event_type ~ '^[a-z_]+\.[a-z_]+$'),
  constraint webhook_deliveries_know_their_state check (status in ('queued', 'delivered', 'failed', 'dropped')),
  constraint webhook_deliveries_finish_once check ((status = 'queued') = (finished_at is null)),
  constraint webhook_deliveries_are_answered_by_http check (response_status between 100 and 999)
);

comment on table app.webhook_deliveries is
  'Written in the transaction of the change it tells of, delivered at least once by a worker, kept for 30 days.  delivery_id is the webhook-id of every attempt.';
comment on column app.webhook_deliveries.subject_id is 'The booking; of a test, the endpoint.  Without a foreign key: the log outlives what it speaks of.';
comment on column app.webhook_deliveries.data is 'Ids, status and times as they were.  Names are joined when a worker claims it, and never kept here.';
comment on column app.webhook_deliveries.status is 'failed: given up after three days; dropped: the endpoint was switched off before.  Both can be replayed.';
comment on column app.webhook_deliveries.next_attempt_at is 'Not before this.  While a worker has it, the end of its lease.';
comment on column app.webhook_deliveries.queued_at is 'When it was queued first, or replayed: three days of attempts are counted from here.';
comment on column app.webhook_deliveries.last_error is 'What was wrong with the last attempt, in words of ours: nothing of what the receiver answered.';

create index webhook_deliveries_waiting_by_endpoint on app.webhook_deliveries (endpoint_id, next_attempt_at, position) where status = 'queued';
create index webhook_deliveries_leased_by_endpoint on app.webhook_deliveries (endpoint_id) where status = 'queued' and leased_by is not null;
create index webhook_deliveries_waiting_by_subject on app.webhook_deliveries (subject_id, endpoint_id, position) where status = 'queued';
create index webhook_deliveries_by_endpoint on app.webhook_deliveries (endpoint_id, position);
create index webhook_deliveries_by_end on app.webhook_deliveries (finished_at) where finished_at is not null;

alter table app.webhook_deliveries enable row level security;
create policy webhook_deliveries_select_by_admin on app.webhook_deliveries for select to authenticated
using (organization_id = any ((select private.organizations_where('webhooks:manage'))::uuid[]));
grant select on app.webhook_deliveries to authenticated;

-- sql/webhooks/views.sql
-- views: webhook endpoints and their deliveries as the Data API shows them.
--
-- Room:  webhooks
-- Reads: app.webhook_endpoints, app.webhook_subscriptions, app.webhook_deliveries
create view api.webhook_endpoints with (security_invoker = true) as
select
  e.endpoint_id, e.organization_id, e.url, e.description, e.detail,
  (
    select coalesce(array_agg(s.event_type order by s.event_type), '{}')
    from app.webhook_subscriptions as s
    where (s.endpoint_id, s.organization_id) = (e.endpoint_id, e.organization_id)
  ) as event_types,
  e.status, e.disabled_because, e.disabled_at, e.failing_since, e.resting_until, e.created_by, e.created_at
from app.webhook_endpoints as e;

comment on view api.webhook_endpoints is 'Where the caller''s organizations are told what happens, for their admins.  Without the secrets, which are shown once.';
grant select on api.webhook_endpoints to authenticated;

create view api.webhook_deliveries with (security_invoker = true) as
select
  d.delivery_id, d.organization_id, d.endpoint_id, d.position, d.event_type, d.subject_id, d.data, d.status, d.attempts,
  case when d.status = 'queued' then d.next_attempt_at end as next_attempt_at,
  d.response_status, d.duration_ms, d.last_error, d.created_at, d.finished_at
from app.webhook_deliveries as d;

comment on view api.webhook_deliveries is
  'What was sent to the endpoints of the caller''s organizations in the last 30 days, or will be, for their admins; newest last by position.  response_status,'
  ' duration_ms and last_error are of the last attempt; a delivery that was taken keeps no error.';
grant select on api.webhook_deliveries to authenticated;

-- sql/webhooks/endpoint_to_change.sql
-- endpoint_to_change: one webhook endpoint, locked for an admin.
--
-- Room:   webhooks
-- Reads:  app.webhook_endpoints, app.members, app.role_permissions
-- Locks:  the endpoint
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.endpoint_to_change(p_endpoint_id uuid)
returns app.webhook_endpoints
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_endpoint app.webhook_endpoints;
begin
  perform app.sign_in_required();
  select * into v_endpoint from app.webhook_endpoints as e where e.endpoint_id = p_endpoint_id;
  if v_endpoint.endpoint_id is null or v_endpoint.organization_id <> all (private.organizations_where('members:read')) then
    perform app.fail('not_found', format('No webhook endpoint %s that you may see.', p_endpoint_id), 'Check which account you are signed in with.');
  end if;
  perform private.permission_required(v_endpoint.organization_id, 'webhooks:manage');
  select * into v_endpoint from app.webhook_endpoints as e where e.endpoint_id = p_endpoint_id for no key update;
  if not found then
    perform app.fail('not_found', 'The webhook endpoint has just been deleted.', 'Register it again if it is still needed.');
  end if;
  return v_endpoint;
end;
$$;

comment on function private.endpoint_to_change(uuid) is
  'The endpoint, locked, if the caller has webhooks:manage in its organization.  Definer: endpoints are no role''s to write.';

-- sql/webhooks/endpoint_answer.sql
-- endpoint_answer: an endpoint as its admins see it.
--
-- Room:  webhooks
-- Reads: app.webhook_endpoints, app.webhook_subscriptions
create function app.endpoint_answer(p_endpoint_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'endpoint_id', e.endpoint_id, 'organization_id', e.organization_id, 'url', e.url, 'description', e.description, 'detail', e.detail,
    'event_types', (
      select coalesce(jsonb_agg(s.event_type order by s.event_type), '[]')
      from app.webhook_subscriptions as s
      where (s.endpoint_id, s.organization_id) = (e.endpoint_id, e.organization_id)
    ),
    'status', e.status, 'disabled_because', e.disabled_because
  )
  from app.webhook_endpoints as e
  where e.endpoint_id = p_endpoint_id;
$$;

comment on function app.endpoint_answer(uuid) is '{endpoint_id, organization_id, url, description, detail, event_types, status, disabled_because}: as audited, too.';

-- sql/webhooks/choose_event_types.sql
-- choose_event_types: what an endpoint is told.
--
-- Room:   webhooks
-- Reads:  app.webhook_event_types
-- Writes: app.webhook_subscriptions
-- Raises: PT400 invalid_argument
create function app.choose_event_types(p_endpoint app.webhook_endpoints, p_event_types text[])
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_unknown text;
begin
  select t.name into v_unknown
  from unnest(p_event_types) as t (name)
  where not exists (select from app.webhook_event_types as k where k.event_type = t.name and k.event_type <> 'webhook.test')
  limit 1;
  if found or coalesce(cardinality(p_event_types), 0) = 0 then
    perform app.fail(
      'invalid_argument', format('“%s” is no kind of event that can be chosen.', coalesce(left(v_unknown, 50), 'Nothing')),
      'Choose at least one of webhook_event_types.'
    );
  end if;
  delete from app.webhook_subscriptions as s
  where (s.endpoint_id, s.organization_id) = (p_endpoint.endpoint_id, p_endpoint.organization_id) and s.event_type <> all (p_event_types);
  insert into app.webhook_subscriptions (endpoint_id, organization_id, event_type)
  select distinct p_endpoint.endpoint_id, p_endpoint.organization_id, t.name from unnest(p_event_types) as t (name)
  on conflict do nothing;
end;
$$;

comment on function app.choose_event_types(app.webhook_endpoints, text[]) is 'Lets the endpoint be told these kinds and no others.  Raises PT400 invalid_argument.';

-- sql/webhooks/webhook_secret_answer.sql
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

-- sql/webhooks/warn_admins.sql
-- warn_admins: those who can mend an endpoint hear that it was switched off.
--
-- Room:   webhooks
-- Reads:  app.members, app.role_permissions
-- Writes: app.outbox_events
create function app.warn_admins(p_endpoint app.webhook_endpoints, p_because text)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  -- A message to each, about the member: an endpoint's would have to wait for one another.
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
  select m.organization_id, 'webhook.disabled', 'admin', m.member_id, jsonb_build_object(
    'endpoint_id', p_endpoint.endpoint_id, 'because', p_because, 'description', p_endpoint.description,
    -- The rest of the address may have a key in it.
    'host', substring(p_endpoint.url from '^https://([^/?]+)')
  )
  from app.members as m
  where m.organization_id = p_endpoint.organization_id and m.suspended_at is null
    and app.role_may(m.organization_id, m.role, 'webhooks:manage');
$$;

comment on function app.warn_admins(app.webhook_endpoints, text) is
  'Queues a mail to everybody who may manage webhooks: the endpoint is off because it is gone, or has failed for three days.';

-- sql/webhooks/end_webhook_endpoint.sql
-- end_webhook_endpoint: an endpoint is switched off, and what waits for it dropped.
--
-- Room:   webhooks
-- Writes: app.audit_log, app.outbox_events, app.webhook_deliveries, app.webhook_endpoints
create function app.end_webhook_endpoint(p_endpoint app.webhook_endpoints, p_because text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  update app.webhook_endpoints as e
  set status = 'disabled', disabled_because = p_because, disabled_at = app.now()
  where (e.endpoint_id, e.organization_id) = (p_endpoint.endpoint_id, p_endpoint.organization_id);
  update app.webhook_deliveries as d
  set status = 'dropped', finished_at = app.now(), leased_by = null, last_error = 'The endpoint was switched off.'
  where (d.endpoint_id, d.organization_id) = (p_endpoint.endpoint_id, p_endpoint.organization_id) and d.status = 'queued';
  if p_because <> 'by_admin' then
    perform app.warn_admins(p_endpoint, p_because);
  end if;
  perform app.record(p_endpoint.organization_id, 'webhook_endpoint.disabled', p_endpoint.endpoint_id::text, null, jsonb_build_object('because', p_because));
end;
$$;

comment on function app.end_webhook_endpoint(app.webhook_endpoints, text) is
  'Disables an endpoint that the caller has locked, because of by_admin, gone or failing; of the latter two its admins are told.';

-- sql/webhooks/register_webhook_endpoint.sql
-- register_webhook_endpoint: an organization wants to be told what happens.
--
-- Room:   webhooks
-- Caller: a member with webhooks:manage
-- Reads:  app.webhook_endpoints, app.webhook_secrets
-- Writes: app.audit_log, app.idempotency_keys, app.webhook_endpoints, app.webhook_secrets, app.webhook_subscriptions
-- Locks:  the idempotency key, the organization
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.register_webhook_endpoint(
  p_organization_id uuid, p_url text, p_event_types text[], p_description text, p_detail boolean, p_key text
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_organization_id, p_url, p_event_types, p_description, p_detail);
  v_answer jsonb;
  v_endpoint app.webhook_endpoints;
  v_secret app.webhook_secrets;
begin
  perform private.permission_required(p_organization_id, 'webhooks:manage');
  v_answer := app.recall_answer('register_webhook_endpoint', p_key, v_arguments);
  if v_answer is not null then
    return v_answer || app.webhook_secret_answer(v_answer);
  end if;
  perform from app.organizations as o where o.organization_id = p_organization_id for no key update;
  if (select count(*) from app.webhook_endpoints as e where e.organization_id = p_organization_id) >= 20 then
    perform app.fail('invalid_argument', 'An organization has up to 20 webhook endpoints.', 'Delete one that is no longer needed.');
  end if;
  begin
    insert into app.webhook_endpoints (organization_id, url, description, detail)
    values (p_organization_id, btrim(p_url), coalesce(btrim(p_description), ''), coalesce(p_detail, false))
    returning * into v_endpoint;
  exception when check_violation or not_null_violation then
    perform app.fail('invalid_argument', 'A webhook needs an https address of up to 2000 characters and a short description.', 'Correct them and try again.');
  end;
  perform app.choose_event_types(v_endpoint, p_event_types);
  v_secret := app.new_webhook_secret(v_endpoint);
  perform app.record(p_organization_id, 'webhook_endpoint.created', v_endpoint.endpoint_id::text, null, app.endpoint_answer(v_endpoint.endpoint_id));
  -- The secret is not kept with the answer: a repeated request reads it where it is.
  v_answer := app.remember_answer('register_webhook_endpoint', p_key, v_arguments, app.endpoint_answer(v_endpoint.endpoint_id) || jsonb_build_object('secret_id', v_secret.secret_id));
  return v_answer || app.webhook_secret_answer(v_answer);
end;
$$;

comment on function private.register_webhook_endpoint(uuid, text, text[], text, boolean, text) is
  'Definer: endpoints are no role''s to write.  See api.register_webhook_endpoint.';
grant execute on function private.register_webhook_endpoint(uuid, text, text[], text, boolean, text) to authenticated;

create function api.register_webhook_endpoint(
  organization_id uuid, url text, event_types text[], description text default '', detail boolean default false, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.register_webhook_endpoint(
    register_webhook_endpoint.organization_id, register_webhook_endpoint.url, register_webhook_endpoint.event_types,
    register_webhook_endpoint.description, register_webhook_endpoint.detail, register_webhook_endpoint.idempotency_key
  );
$$;

comment on function api.register_webhook_endpoint(uuid, text, text[], text, boolean, text) is
  'Registers an https address that is told the chosen kinds of event, and returns it with its secret, which is never shown again: {endpoint_id,'
  ' organization_id, url, description, detail, event_types, status, disabled_because, secret_id, secret}.  detail: names and contact details are sent along.';
grant execute on function api.register_webhook_endpoint(uuid, text, text[], text, boolean, text) to authenticated;

-- sql/webhooks/change_webhook_endpoint.sql
-- change_webhook_endpoint: another address, other kinds of event, more or less detail.
--
-- Room:   webhooks
-- Caller: a member with webhooks:manage
-- Writes: app.audit_log, app.idempotency_keys, app.webhook_endpoints, app.webhook_subscriptions
-- Locks:  the idempotency key, the endpoint
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.change_webhook_endpoint(
  p_endpoint_id uuid, p_url text, p_event_types text[], p_description text, p_detail boolean, p_key text
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_endpoint_id, p_url, p_event_types, p_description, p_detail);
  v_answer jsonb := app.recall_answer('change_webhook_endpoint', p_key, v_arguments);
  v_endpoint app.webhook_endpoints := private.endpoint_to_change(p_endpoint_id);
  v_before jsonb := app.endpoint_answer(p_endpoint_id);
begin
  if v_answer is not null then
    return v_answer;
  end if;
  begin
    update app.webhook_endpoints as e
    set url = coalesce(btrim(p_url), e.url), description = coalesce(btrim(p_description), e.description), detail = coalesce(p_detail, e.detail),
      -- Another address starts afresh.
      failing_since = case when btrim(p_url) is null or btrim(p_url) = e.url then e.failing_since end,
      failures = case when btrim(p_url) is null or btrim(p_url) = e.url then e.failures else 0 end,
      resting_until = case when btrim(p_url) is null or btrim(p_url) = e.url then e.resting_until end
    where e.endpoint_id = p_endpoint_id;
  exception when check_violation then
    perform app.fail('invalid_argument', 'A webhook needs an https address of up to 2000 characters and a short description.', 'Correct them and try again.');
  end;
  if p_event_types is not null then
    perform app.choose_event_types(v_endpoint, p_event_types);
  end if;
  v_answer := app.endpoint_answer(p_endpoint_id);
  if v_before <> v_answer then
    perform app.record(v_endpoint.organization_id, 'webhook_endpoint.changed', p_endpoint_id::text, v_before, v_answer);
  end if;
  return app.remember_answer('change_webhook_endpoint', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.change_webhook_endpoint(uuid, text, text[], text, boolean, text) is
  'Definer: endpoints are no role''s to write.  See api.change_webhook_endpoint.';
grant execute on function private.change_webhook_endpoint(uuid, text, text[], text, boolean, text) to authenticated;

create function api.change_webhook_endpoint(
  endpoint_id uuid, url text default null, event_types text[] default null, description text default null, detail boolean default null,
  idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.change_webhook_endpoint(
    change_webhook_endpoint.endpoint_id, change_webhook_endpoint.url, change_webhook_endpoint.event_types,
    change_webhook_endpoint.description, change_webhook_endpoint.detail, change_webhook_endpoint.idempotency_key
  );
$$;

comment on function api.change_webhook_endpoint(uuid, text, text[], text, boolean, text) is
  'Changes what is given and leaves what is null.  Deliveries that are queued go to the new address.  Returns {endpoint_id, organization_id, url, description,'
  ' detail, event_types, status, disabled_because}.';
grant execute on function api.change_webhook_endpoint(uuid, text, text[], text, boolean, text) to authenticated;

-- sql/webhooks/rotate_webhook_secret.sql
-- rotate_webhook_secret: a new secret, beside which the old one signs for a day.
--
-- Room:   webhooks
-- Caller: a member with webhooks:manage
-- Reads:  app.webhook_secrets
-- Writes: app.audit_log, app.idempotency_keys, app.webhook_secrets
-- Locks:  the idempotency key, the endpoint
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.rotate_webhook_secret(p_endpoint_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_endpoint_id);
  v_answer jsonb := app.recall_answer('rotate_webhook_secret', p_key, v_arguments);
  v_endpoint app.webhook_endpoints := private.endpoint_to_change(p_endpoint_id);
  v_secret app.webhook_secrets;
begin
  if v_answer is not null then
    return v_answer || app.webhook_secret_answer(v_answer);
  end if;
  -- Two signatures at most: who rotates again within the day ends the older one.
  delete from app.webhook_secrets as s where s.endpoint_id = p_endpoint_id and s.valid_until is not null;
  update app.webhook_secrets as s set valid_until = app.now() + interval '24 hours' where s.endpoint_id = p_endpoint_id;
  v_secret := app.new_webhook_secret(v_endpoint);
  perform app.record(v_endpoint.organization_id, 'webhook_endpoint.rotated', p_endpoint_id::text, null, jsonb_build_object('secret_id', v_secret.secret_id));
  v_answer := app.remember_answer('rotate_webhook_secret', p_key, v_arguments, jsonb_build_object(
    'endpoint_id', p_endpoint_id, 'secret_id', v_secret.secret_id, 'previous_valid_until', app.now() + interval '24 hours'
  ));
  return v_answer || app.webhook_secret_answer(v_answer);
end;
$$;

comment on function private.rotate_webhook_secret(uuid, text) is 'Definer: secrets are no role''s to read or write.  See api.rotate_webhook_secret.';
grant execute on function private.rotate_webhook_secret(uuid, text) to authenticated;

create function api.rotate_webhook_secret(endpoint_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.rotate_webhook_secret(rotate_webhook_secret.endpoint_id, rotate_webhook_secret.idempotency_key);
$$;

comment on function api.rotate_webhook_secret(uuid, text) is
  'Gives the endpoint a new secret, which is never shown again.  For 24 hours deliveries carry two signatures, by the new secret and by the one before.  Returns'
  ' {endpoint_id, secret_id, secret, previous_valid_until}.';
grant execute on function api.rotate_webhook_secret(uuid, text) to authenticated;

-- sql/webhooks/disable_webhook_endpoint.sql
-- disable_webhook_endpoint: nothing more is sent there.
--
-- Room:   webhooks
-- Caller: a member with webhooks:manage
-- Writes: app.audit_log, app.idempotency_keys, app.outbox_events, app.webhook_deliveries, app.webhook_endpoints
-- Locks:  the idempotency key, the endpoint
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.disable_webhook_endpoint(p_endpoint_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_endpoint_id);
  v_answer jsonb := app.recall_answer('disable_webhook_endpoint', p_key, v_arguments);
  v_endpoint app.webhook_endpoints := private.endpoint_to_change(p_endpoint_id);
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- Asking twice is no error: the second call finds the state already reached.
  if v_endpoint.status = 'active' then
    perform app.end_webhook_endpoint(v_endpoint, 'by_admin');
  end if;
  return app.remember_answer('disable_webhook_endpoint', p_key, v_arguments, app.endpoint_answer(p_endpoint_id));
end;
$$;

comment on function private.disable_webhook_endpoint(uuid, text) is 'Definer: endpoints are no role''s to write.  See api.disable_webhook_endpoint.';
grant execute on function private.disable_webhook_endpoint(uuid, text) to authenticated;

create function api.disable_webhook_endpoint(endpoint_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.disable_webhook_endpoint(disable_webhook_endpoint.endpoint_id, disable_webhook_endpoint.idempotency_key);
$$;

comment on function api.disable_webhook_endpoint(uuid, text) is
  'Stops telling the endpoint anything; what was queued for it is dropped, and can be replayed once it is enabled again.  Safe to repeat.  Returns {endpoint_id,'
  ' organization_id, url, description, detail, event_types, status, disabled_because}.';
grant execute on function api.disable_webhook_endpoint(uuid, text) to authenticated;

-- sql/webhooks/enable_webhook_endpoint.sql
-- enable_webhook_endpoint: what happens from now on is sent there again.
--
-- Room:   webhooks
-- Caller: a member with webhooks:manage
-- Writes: app.audit_log, app.idempotency_keys, app.webhook_endpoints
-- Locks:  the idempotency key, the endpoint
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.enable_webhook_endpoint(p_endpoint_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_endpoint_id);
  v_answer jsonb := app.recall_answer('enable_webhook_endpoint', p_key, v_arguments);
  v_endpoint app.webhook_endpoints := private.endpoint_to_change(p_endpoint_id);
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- Asking twice is no error: the second call finds the state already reached.
  if v_endpoint.status = 'disabled' then
    update app.webhook_endpoints as e
    set status = 'active', disabled_because = null, disabled_at = null, failing_since = null, failures = 0, resting_until = null
    where e.endpoint_id = p_endpoint_id;
    perform app.record(
      v_endpoint.organization_id, 'webhook_endpoint.enabled', p_endpoint_id::text, jsonb_build_object('disabled_because', v_endpoint.disabled_because), null
    );
  end if;
  return app.remember_answer('enable_webhook_endpoint', p_key, v_arguments, app.endpoint_answer(p_endpoint_id));
end;
$$;

comment on function private.enable_webhook_endpoint(uuid, text) is 'Definer: endpoints are no role''s to write.  See api.enable_webhook_endpoint.';
grant execute on function private.enable_webhook_endpoint(uuid, text) to authenticated;

create function api.enable_webhook_endpoint(endpoint_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.enable_webhook_endpoint(enable_webhook_endpoint.endpoint_id, enable_webhook_endpoint.idempotency_key);
$$;

comment on function api.enable_webhook_endpoint(uuid, text) is
  'Tells the endpoint again what happens from now on; what it missed can be replayed.  Safe to repeat.  Returns {endpoint_id, organization_id, url, description,'
  ' detail, event_types, status, disabled_because}.';
grant execute on function api.enable_webhook_endpoint(uuid, text) to authenticated;

-- sql/webhooks/delete_webhook_endpoint.sql
-- delete_webhook_endpoint: an endpoint goes, with its secrets and its log.
--
-- Room:   webhooks
-- Caller: a member with webhooks:manage
-- Writes: app.audit_log, app.idempotency_keys, app.webhook_endpoints
-- Locks:  the idempotency key, the endpoint
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.delete_webhook_endpoint(p_endpoint_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_answer constant jsonb := jsonb_build_object('endpoint_id', p_endpoint_id);
  v_endpoint app.webhook_endpoints;
  v_before jsonb;
begin
  if app.recall_answer('delete_webhook_endpoint', p_key, v_answer) is not null then
    return v_answer;
  end if;
  v_endpoint := private.endpoint_to_change(p_endpoint_id);
  v_before := app.endpoint_answer(p_endpoint_id);
  delete from app.webhook_endpoints as e where e.endpoint_id = p_endpoint_id;
  perform app.record(v_endpoint.organization_id, 'webhook_endpoint.deleted', p_endpoint_id::text, v_before, null);
  return app.remember_answer('delete_webhook_endpoint', p_key, v_answer, v_answer);
end;
$$;

comment on function private.delete_webhook_endpoint(uuid, text) is 'Definer: endpoints are no role''s to write.  See api.delete_webhook_endpoint.';
grant execute on function private.delete_webhook_endpoint(uuid, text) to authenticated;

create function api.delete_webhook_endpoint(endpoint_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.delete_webhook_endpoint(delete_webhook_endpoint.endpoint_id, delete_webhook_endpoint.idempotency_key);
$$;

comment on function api.delete_webhook_endpoint(uuid, text) is
  'Deletes an endpoint with its secrets and deliveries, sent or not; the audit log keeps that it was there.  Returns {endpoint_id}.';
grant execute on function api.delete_webhook_endpoint(uuid, text) to authenticated;

-- sql/webhooks/send_test_webhook.sql
-- send_test_webhook: an admin tries an endpoint.
--
-- Room:   webhooks
-- Caller: a member with webhooks:manage
-- Writes: app.idempotency_keys, app.rate_limits, app.webhook_deliveries, app.webhook_endpoints
-- Locks:  the idempotency key, the endpoint
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch,
--         PT429 too_many_requests
create function private.send_test_webhook(p_endpoint_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_endpoint_id);
  v_answer jsonb := app.recall_answer('send_test_webhook', p_key, v_arguments);
  v_endpoint app.webhook_endpoints := private.endpoint_to_change(p_endpoint_id);
  v_delivery app.webhook_deliveries;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  if v_endpoint.status <> 'active' then
    perform app.fail('illegal_transition', 'This webhook endpoint is switched off.', 'Enable it first.');
  end if;
  perform app.limit_rate('webhook test ' || p_endpoint_id, 10);
  -- Somebody has put it right, perhaps: what waits goes on as soon as this is taken.
  update app.webhook_endpoints as e set resting_until = null where e.endpoint_id = p_endpoint_id;
  insert into app.webhook_deliveries (organization_id, endpoint_id, event_type, subject_id, data)
  values (v_endpoint.organization_id, p_endpoint_id, 'webhook.test', p_endpoint_id, jsonb_build_object('endpoint_id', p_endpoint_id))
  returning * into v_delivery;
  return app.remember_answer('send_test_webhook', p_key, v_arguments, jsonb_build_object('delivery_id', v_delivery.delivery_id, 'status', v_delivery.status));
end;
$$;

comment on function private.send_test_webhook(uuid, text) is 'Definer: deliveries are no role''s to write.  See api.send_test_webhook.';
grant execute on function private.send_test_webhook(uuid, text) to authenticated;

create function api.send_test_webhook(endpoint_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.send_test_webhook(send_test_webhook.endpoint_id, send_test_webhook.idempotency_key);
$$;

comment on function api.send_test_webhook(uuid, text) is
  'Sends an event of the kind webhook.test to an active endpoint, ten a minute at most; webhook_deliveries shows what came of it.  Returns {delivery_id, status}.';
grant execute on function api.send_test_webhook(uuid, text) to authenticated;

-- sql/webhooks/replay_webhook_delivery.sql
-- replay_webhook_delivery: the same event is sent once more.
--
-- Room:   webhooks
-- Caller: a member with webhooks:manage
-- Reads:  app.webhook_deliveries
-- Writes: app.audit_log, app.idempotency_keys, app.webhook_deliveries, app.webhook_endpoints
-- Locks:  the idempotency key, the endpoint, the delivery
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.replay_webhook_delivery(p_delivery_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_delivery_id);
  v_answer jsonb := app.recall_answer('replay_webhook_delivery', p_key, v_arguments);
  v_delivery app.webhook_deliveries;
  v_endpoint app.webhook_endpoints;
begin
  select * into v_delivery from app.webhook_deliveries as d where d.delivery_id = p_delivery_id;
  if v_delivery.delivery_id is null or v_delivery.organization_id <> all (private.organizations_where('members:read')) then
    perform app.fail('not_found', format('No webhook delivery %s that you may see.', p_delivery_id), 'Deliveries are kept for 30 days.');
  end if;
  v_endpoint := private.endpoint_to_change(v_delivery.endpoint_id);
  if v_answer is not null then
    return v_answer;
  end if;
  if v_endpoint.status <> 'active' then
    perform app.fail('illegal_transition', 'This webhook endpoint is switched off.', 'Enable it first.');
  end if;
  update app.webhook_deliveries as d
  set status = 'queued', attempts = 0, next_attempt_at = app.now(), queued_at = app.now(), finished_at = null, last_error = null
  where d.delivery_id = p_delivery_id and d.status <> 'queued';
  if not found then
    perform app.fail('illegal_transition', 'This delivery is still being tried.', 'Wait until it was delivered or given up.');
  end if;
  update app.webhook_endpoints as e set resting_until = null where e.endpoint_id = v_endpoint.endpoint_id;
  perform app.record(v_delivery.organization_id, 'webhook_delivery.replayed', p_delivery_id::text, jsonb_build_object('status', v_delivery.status), null);
  return app.remember_answer('replay_webhook_delivery', p_key, v_arguments, jsonb_build_object('delivery_id', p_delivery_id, 'status', 'queued'));
end;
$$;

comment on function private.replay_webhook_delivery(uuid, text) is 'Definer: deliveries are no role''s to write.  See api.replay_webhook_delivery.';
grant execute on function private.replay_webhook_delivery(uuid, text) to authenticated;

create function api.replay_webhook_delivery(delivery_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.replay_webhook_delivery(replay_webhook_delivery.delivery_id, replay_webhook_delivery.idempotency_key);
$$;

comment on function api.replay_webhook_delivery(uuid, text) is
  'Queues a delivery that has ended once more, under the same webhook-id, so that a receiver who has it can tell.  Returns {delivery_id, status}.';
grant execute on function api.replay_webhook_delivery(uuid, text) to authenticated;

-- sql/webhooks/announce_to_webhooks.sql
-- announce_to_webhooks: endpoints are told of a booking, in the transaction of the change.
--
-- Room:   webhooks
-- Reads:  app.webhook_endpoints, app.webhook_subscriptions
-- Writes: app.webhook_deliveries
-- Locks:  the endpoints, against deletion
create function app.announce_to_webhooks()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_before app.bookings := case when tg_op = 'UPDATE' then old end;
  v_type text;
begin
  -- All that a booking of an organization without endpoints pays.
  if not exists (select from app.webhook_endpoints as e where e.organization_id = new.organization_id and e.status = 'active') then
    return null;
  end if;
  v_type := case when tg_op = 'INSERT' then 'booking.created' else coalesce(app.booking_topic(v_before, new), 'booking.' || new.status) end;
  insert into app.webhook_deliveries (organization_id, endpoint_id, event_type, subject_id, data)
  select new.organization_id, e.endpoint_id, v_type, new.booking_id, jsonb_strip_nulls(jsonb_build_object(
    'booking_id', new.booking_id, 'reference', new.reference, 'organization_id', new.organization_id, 'practitioner_id', new.practitioner_id,
    'service_id', new.service_id, 'client_id', new.client_id, 'series_id', new.series_id, 'status', new.status,
    'starts_at', new.starts_at, 'ends_at', new.ends_at,
    'previous_starts_at', case when v_type = 'booking.rescheduled' then v_before.starts_at end,
    'previous_ends_at', case when v_type = 'booking.rescheduled' then v_before.ends_at end,
    'cancelled_by', new.cancelled_by
  ))
  from app.webhook_endpoints as e
  join app.webhook_subscriptions as s on (s.endpoint_id, s.organization_id) = (e.endpoint_id, e.organization_id)
  where e.organization_id = new.organization_id and e.status = 'active' and s.event_type = v_type
  -- One that is just being deleted is passed over: a booking neither waits for that nor fails by it.
  for key share of e skip locked;
  return null;
end;
$$;

comment on function app.announce_to_webhooks() is
  'Trigger: one delivery to each active endpoint that chose the kind of event.  data has ids, status and times, in no case a name or a reason.';

create trigger _800_announce_to_webhooks after insert on app.bookings
for each row execute function app.announce_to_webhooks();
create trigger _800_announce_change_to_webhooks after update of status, starts_at, ends_at on app.bookings
for each row when ((old.status, old.starts_at, old.ends_at) is distinct from (new.status, new.starts_at, new.ends_at))
execute function app.announce_to_webhooks();

-- sql/webhooks/webhook_payload.sql
-- webhook_payload: what an endpoint is sent.
--
-- Room:  webhooks
-- Reads: app.bookings, app.practitioners, app.services
create function app.webhook_payload(p_delivery app.webhook_deliveries, p_detail boolean)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'type', p_delivery.event_type,
    'timestamp', p_delivery.created_at,
    -- Of two events about one booking, the one with the higher number came later.
    'data', p_delivery.data || jsonb_build_object('sequence', p_delivery.position) || coalesce((
      select jsonb_build_object(
        'client', jsonb_build_object('name', b.client_name, 'email', b.client_email, 'phone', b.client_phone, 'time_zone', b.client_time_zone, 'locale', b.client_locale),
        'practitioner', jsonb_build_object('display_name', p.display_name, 'time_zone', p.time_zone),
        'service', jsonb_build_object('name', s.name, 'duration_minutes', s.duration_minutes)
      )
      from app.bookings as b
      join app.practitioners as p on (p.practitioner_id, p.organization_id) = (b.practitioner_id, b.organization_id)
      join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id)
      where p_detail and (b.booking_id, b.organization_id) = (p_delivery.subject_id, p_delivery.organization_id)
    ), '{}')
  );
$$;

comment on function app.webhook_payload(app.webhook_deliveries, boolean) is
  '{type, timestamp, data}: data has ids, status, times and sequence; with detail also client {name, email, phone, time_zone, locale}, practitioner'
  ' {display_name, time_zone} and service {name, duration_minutes}, as they are now.  No note and no reason in any case.';

-- sql/webhooks/waiting_endpoints.sql
-- waiting_endpoints: for whom something is due.
--
-- Room:  webhooks
-- Reads: app.webhook_deliveries
create function app.waiting_endpoints()
returns setof uuid
language sql
stable
security invoker
set search_path = ''
as $$
  -- From endpoint to endpoint along the index: one that has a hundred thousand waiting costs one step, like any other.
  with recursive waiting as (
    (
      select d.endpoint_id, d.next_attempt_at from app.webhook_deliveries as d
      where d.status = 'queued' order by d.endpoint_id, d.next_attempt_at limit 1
    )
    union all
    select n.endpoint_id, n.next_attempt_at
    from waiting as w
    cross join lateral (
      select d.endpoint_id, d.next_attempt_at from app.webhook_deliveries as d
      where d.status = 'queued' and d.endpoint_id > w.endpoint_id order by d.endpoint_id, d.next_attempt_at limit 1
    ) as n
  )
  select w.endpoint_id from waiting as w where w.next_attempt_at <= app.now();
$$;

comment on function app.waiting_endpoints() is 'The endpoints for which a delivery is due.';

-- sql/webhooks/lease_deliveries.sql
-- lease_deliveries: some deliveries of one endpoint, for a worker.
--
-- Room:   webhooks
-- Reads:  app.webhook_deliveries, app.webhook_secrets
-- Writes: app.webhook_endpoints, app.webhook_deliveries
-- Locks:  the deliveries, those that are free
create type app.leased_delivery as (
  delivery_id uuid,
  endpoint_id uuid,
  event_type text,
  attempt integer,
  url text,
  secrets text[],
  payload jsonb
);

comment on type app.leased_delivery is 'What a worker needs to make one attempt: where to, signed with which secrets (the present one first), and what is said.';

create function app.lease_deliveries(p_endpoint app.webhook_endpoints, p_worker text, p_most integer, p_lease_seconds integer)
returns setof app.leased_delivery
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  -- A few at once, one of them while the endpoint fails: a slow receiver takes up no more of the workers than that.
  v_share integer := least(p_most, case when p_endpoint.failures = 0 then 4 else 1 end - (
    select count(*) from app.webhook_deliveries as d
    where d.endpoint_id = p_endpoint.endpoint_id and d.status = 'queued' and d.leased_by is not null and d.next_attempt_at > app.now()
  ));
begin
  if v_share <= 0 then
    return;
  end if;
  update app.webhook_endpoints as e set claimed_at = app.now() where e.endpoint_id = p_endpoint.endpoint_id;
  return query
  with due as (
    select d.delivery_id, d.organization_id
    from app.webhook_deliveries as d
    where d.endpoint_id = p_endpoint.endpoint_id and d.status = 'queued' and d.next_attempt_at <= app.now()
      -- One booking's go in order; but what waits for another attempt holds nothing back, since that may take three days.
      and not exists (
        select from app.webhook_deliveries as earlier
        where (earlier.subject_id, earlier.endpoint_id) = (d.subject_id, d.endpoint_id) and earlier.status = 'queued'
          and earlier.position < d.position and (earlier.next_attempt_at <= app.now() or earlier.leased_by is not null)
      )
    order by d.next_attempt_at, d.position
    limit v_share
    for no key update skip locked
  ), leased as (
    update app.webhook_deliveries as d
    set next_attempt_at = app.now() + make_interval(secs => p_lease_seconds), leased_by = p_worker, attempts = d.attempts + 1
    from due
    where (d.delivery_id, d.organization_id) = (due.delivery_id, due.organization_id)
    returning d.*
  )
  select
    l.delivery_id, l.endpoint_id, l.event_type, l.attempts, p_endpoint.url,
    array(
      select s.secret from app.webhook_secrets as s
      where s.endpoint_id = l.endpoint_id and (s.valid_until is null or s.valid_until > app.now()) order by s.valid_until desc
    ),
    app.webhook_payload(l::app.webhook_deliveries, p_endpoint.detail)
  from leased as l
  order by l.position;
end;
$$;

comment on function app.lease_deliveries(app.webhook_endpoints, text, integer, integer) is
  'Leases up to p_most due deliveries of an endpoint that the caller has locked, within its share.';

-- sql/webhooks/claim_webhook_deliveries.sql
-- claim_webhook_deliveries: lease some deliveries to a worker.
--
-- Room:   webhooks
-- Caller: the service role
-- Reads:  app.webhook_endpoints, app.webhook_deliveries, app.webhook_secrets
-- Writes: app.webhook_endpoints, app.webhook_deliveries
-- Locks:  the endpoints, those that are free; then their deliveries
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.claim_webhook_deliveries(p_worker text, p_batch_size integer, p_lease_seconds integer)
returns setof app.leased_delivery
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_endpoint app.webhook_endpoints;
  v_leased app.leased_delivery;
  v_left integer := p_batch_size;
begin
  perform app.service_role_required();
  if (btrim(p_worker) <> '' and p_batch_size between 1 and 500 and p_lease_seconds between 5 and 3600) is not true then
    perform app.fail('invalid_argument', 'A worker has a name, takes 1 to 500 deliveries and leases them for 5 to 3600 seconds.', 'Correct the arguments.');
  end if;
  for v_endpoint in
    select e.* from app.webhook_endpoints as e
    where e.endpoint_id = any (array(select app.waiting_endpoints()))
      and (e.resting_until is null or e.resting_until <= app.now())
    -- Whoever fails comes last, then whoever was served longest ago comes first.
    order by e.failures > 0, e.claimed_at nulls first, e.endpoint_id
    for no key update skip locked
  loop
    exit when v_left <= 0;
    for v_leased in select l.* from app.lease_deliveries(v_endpoint, p_worker, v_left, p_lease_seconds) as l loop
      v_left := v_left - 1;
      return next v_leased;
    end loop;
  end loop;
end;
$$;

comment on function private.claim_webhook_deliveries(text, integer, integer) is 'Definer: deliveries and secrets are no role''s to read.  See api.claim_webhook_deliveries.';
grant execute on function private.claim_webhook_deliveries(text, integer, integer) to service_role;

create function api.claim_webhook_deliveries(worker text, batch_size integer default 8, lease_seconds integer default 60)
returns table (delivery_id uuid, endpoint_id uuid, event_type text, attempt integer, url text, secrets text[], payload jsonb)
language sql
volatile
security invoker
set search_path = ''
as $$
  select d.delivery_id, d.endpoint_id, d.event_type, d.attempt, d.url, d.secrets, d.payload
  from private.claim_webhook_deliveries(
    claim_webhook_deliveries.worker, claim_webhook_deliveries.batch_size, claim_webhook_deliveries.lease_seconds
  ) as d;
$$;

comment on function api.claim_webhook_deliveries(text, integer, integer) is
  'Up to batch_size webhook deliveries that are due, at most four of one endpoint and one of a failing one, leased to worker for lease_seconds; a lease that ends'
  ' without mark_webhook_delivered or mark_webhook_failed makes it due again.  secrets: sign with each, the present one first.';
grant execute on function api.claim_webhook_deliveries(text, integer, integer) to service_role;

-- sql/webhooks/renew_webhook_leases.sql
-- renew_webhook_leases: a worker that is still at some deliveries keeps them.
--
-- Room:   webhooks
-- Caller: the service role
-- Reads:  app.webhook_deliveries
-- Writes: app.webhook_deliveries
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.renew_webhook_leases(p_worker text, p_delivery_ids uuid[], p_lease_seconds integer)
returns setof uuid
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  if (p_delivery_ids is not null and p_lease_seconds between 5 and 3600) is not true then
    perform app.fail('invalid_argument', 'A lease lasts 5 to 3600 seconds.', 'Correct the arguments.');
  end if;
  return query
  -- One that is locked is just being ended, or taken by another worker.
  with ours as (
    select d.delivery_id, d.organization_id
    from app.webhook_deliveries as d
    where d.delivery_id = any(p_delivery_ids) and d.status = 'queued' and d.leased_by = p_worker
    for no key update skip locked
  )
  update app.webhook_deliveries as d
  set next_attempt_at = app.now() + make_interval(secs => p_lease_seconds)
  from ours
  where (d.delivery_id, d.organization_id) = (ours.delivery_id, ours.organization_id)
  returning d.delivery_id;
end;
$$;

comment on function private.renew_webhook_leases(text, uuid[], integer) is 'Definer: deliveries are no role''s to write.  See api.renew_webhook_leases.';
grant execute on function private.renew_webhook_leases(text, uuid[], integer) to service_role;

create function api.renew_webhook_leases(worker text, delivery_ids uuid[], lease_seconds integer default 60)
returns setof uuid
language sql
volatile
security invoker
set search_path = ''
as $$
  select r.* from private.renew_webhook_leases(
    renew_webhook_leases.worker, renew_webhook_leases.delivery_ids, renew_webhook_leases.lease_seconds
  ) as r;
$$;

comment on function api.renew_webhook_leases(text, uuid[], integer) is
  'Lets the leases of these deliveries last lease_seconds from now, where worker still has them.  Returns the ids of those it has.  Safe to repeat.';
grant execute on function api.renew_webhook_leases(text, uuid[], integer) to service_role;

-- sql/webhooks/return_webhook_deliveries.sql
-- return_webhook_deliveries: a worker gives deliveries back that it has not tried.
--
-- Room:   webhooks
-- Caller: the service role
-- Reads:  app.webhook_deliveries
-- Writes: app.webhook_deliveries
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.return_webhook_deliveries(p_worker text, p_delivery_ids uuid[])
returns integer
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_returned integer;
begin
  perform app.service_role_required();
  if p_delivery_ids is null then
    perform app.fail('invalid_argument', 'Deliveries are given back by their ids.', 'Say which.');
  end if;
  with ours as (
    select d.delivery_id, d.organization_id
    from app.webhook_deliveries as d
    where d.delivery_id = any(p_delivery_ids) and d.status = 'queued' and d.leased_by = p_worker
    for no key update skip locked
  )
  update app.webhook_deliveries as d
  set next_attempt_at = app.now(), leased_by = null, attempts = d.attempts - 1
  from ours
  where (d.delivery_id, d.organization_id) = (ours.delivery_id, ours.organization_id);
  get diagnostics v_returned = row_count;
  return v_returned;
end;
$$;

comment on function private.return_webhook_deliveries(text, uuid[]) is 'Definer: deliveries are no role''s to write.  See api.return_webhook_deliveries.';
grant execute on function private.return_webhook_deliveries(text, uuid[]) to service_role;

create function api.return_webhook_deliveries(worker text, delivery_ids uuid[])
returns integer
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.return_webhook_deliveries(return_webhook_deliveries.worker, return_webhook_deliveries.delivery_ids);
$$;

comment on function api.return_webhook_deliveries(text, uuid[]) is
  'Makes these deliveries due again at once and takes back the attempt that claiming counted, where worker still has them.  Only for those of which nothing was'
  ' sent.  Returns how many.  Safe to repeat.';
grant execute on function api.return_webhook_deliveries(text, uuid[]) to service_role;

-- sql/webhooks/delivery_of_the_service.sql
-- delivery_of_the_service: one delivery and its endpoint, locked for the service role only.
--
-- Room:   webhooks
-- Reads:  app.webhook_deliveries, app.webhook_endpoints
-- Locks:  the endpoint, then the delivery
-- Raises: PT403 not_allowed, PT404 not_found
create function private.delivery_of_the_service(p_delivery_id uuid)
returns app.webhook_deliveries
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_delivery app.webhook_deliveries;
begin
  perform app.service_role_required();
  perform from app.webhook_endpoints as e
  where e.endpoint_id = (select d.endpoint_id from app.webhook_deliveries as d where d.delivery_id = p_delivery_id)
  for no key update;
  select * into v_delivery from app.webhook_deliveries as d where d.delivery_id = p_delivery_id for no key update;
  if not found then
    perform app.fail('not_found', format('No webhook delivery %s.', p_delivery_id), 'Its endpoint was deleted meanwhile: there is nothing to mark.');
  end if;
  return v_delivery;
end;
$$;

comment on function private.delivery_of_the_service(uuid) is 'Definer: deliveries are no role''s to read.  Locks and returns it, or raises PT404 not_found.';

-- sql/webhooks/mark_webhook_delivered.sql
-- mark_webhook_delivered: the receiver has taken it.
--
-- Room:   webhooks
-- Caller: the service role
-- Reads:  app.webhook_deliveries, app.webhook_endpoints
-- Writes: app.webhook_deliveries, app.webhook_endpoints
-- Locks:  the endpoint, then the delivery
-- Raises: PT403 not_allowed, PT404 not_found
create function private.mark_webhook_delivered(p_delivery_id uuid, p_response_status integer, p_duration_ms integer)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_delivery app.webhook_deliveries := private.delivery_of_the_service(p_delivery_id);
begin
  -- Asking twice is no error; one that was given up or dropped while it was on its way has arrived after all.
  if v_delivery.status <> 'delivered' then
    update app.webhook_deliveries as d
    set status = 'delivered', finished_at = app.now(), leased_by = null, last_error = null,
        response_status = p_response_status, duration_ms = p_duration_ms
    where d.delivery_id = p_delivery_id;
    update app.webhook_endpoints as e
    set failing_since = null, failures = 0, resting_until = null
    where e.endpoint_id = v_delivery.endpoint_id and e.failures > 0;
  end if;
  return jsonb_build_object('status', 'delivered', 'next_attempt_at', null);
end;
$$;

comment on function private.mark_webhook_delivered(uuid, integer, integer) is 'Definer: deliveries are no role''s to write.  See api.mark_webhook_delivered.';
grant execute on function private.mark_webhook_delivered(uuid, integer, integer) to service_role;

create function api.mark_webhook_delivered(delivery_id uuid, response_status integer, duration_ms integer default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.mark_webhook_delivered(
    mark_webhook_delivered.delivery_id, mark_webhook_delivered.response_status, mark_webhook_delivered.duration_ms
  );
$$;

comment on function api.mark_webhook_delivered(uuid, integer, integer) is
  'Ends a delivery that was answered 2xx, and lets its endpoint count as well.  Returns {status, next_attempt_at}.  Safe to repeat.';
grant execute on function api.mark_webhook_delivered(uuid, integer, integer) to service_role;

-- sql/webhooks/mark_webhook_failed.sql
-- mark_webhook_failed: an attempt did not succeed; try again later, for three days.
--
-- Room:   webhooks
-- Caller: the service role
-- Reads:  app.webhook_deliveries, app.webhook_endpoints
-- Writes: app.audit_log, app.outbox_events, app.webhook_deliveries, app.webhook_endpoints
-- Locks:  the endpoint, then the delivery
-- Raises: PT403 not_allowed, PT404 not_found
create function private.mark_webhook_failed(
  p_delivery_id uuid, p_error text, p_response_status integer, p_duration_ms integer, p_retry_after_seconds integer
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_delivery app.webhook_deliveries := private.delivery_of_the_service(p_delivery_id);
  v_endpoint app.webhook_endpoints;
  v_gone boolean := p_response_status is not distinct from 410;
  v_deadline timestamptz := v_delivery.queued_at + interval '3 days';
  v_last boolean := v_gone or app.now() >= v_deadline - interval '1 minute';
  v_asked interval := make_interval(secs => least(greatest(coalesce(p_retry_after_seconds, 0), 0), 86400));
  -- 5 s, 20 s, 80 s … at most six hours, a fifth more or less so that failures do not return in step; once more at the very end.
  v_delay interval := least(interval '6 hours', interval '5 seconds' * power(4, least(greatest(v_delivery.attempts, 1), 9) - 1)) * (0.8 + 0.4 * random());
begin
  if v_delivery.status <> 'queued' then
    return jsonb_build_object('status', v_delivery.status, 'next_attempt_at', null);
  end if;
  update app.webhook_deliveries as d
  set status = case when v_last then 'failed' else 'queued' end, finished_at = case when v_last then app.now() end,
      next_attempt_at = least(app.now() + greatest(v_delay, v_asked), v_deadline), leased_by = null,
      last_error = left(p_error, 500), response_status = p_response_status, duration_ms = p_duration_ms
  where d.delivery_id = p_delivery_id
  returning * into v_delivery;
  -- The endpoint rests too, ten minutes at most unless it asks for more: one that is down costs the workers little.
  update app.webhook_endpoints as e
  set failing_since = coalesce(e.failing_since, app.now()), failures = e.failures + 1,
      resting_until = app.now() + greatest(least(interval '10 minutes', interval '5 seconds' * power(2, least(e.failures, 10))), v_asked)
  where e.endpoint_id = v_delivery.endpoint_id
  returning * into v_endpoint;
  if v_last then
    perform app.record(
      v_delivery.organization_id, 'webhook_delivery.failed', p_delivery_id::text, null,
      jsonb_build_object('endpoint_id', v_delivery.endpoint_id, 'event_type', v_delivery.event_type, 'attempt', v_delivery.attempts)
    );
    if v_endpoint.status = 'active' and (v_gone or v_endpoint.failing_since <= app.now() - interval '71 hours') then
      perform app.end_webhook_endpoint(v_endpoint, case when v_gone then 'gone' else 'failing' end);
    end if;
  end if;
  return jsonb_build_object('status', v_delivery.status, 'next_attempt_at', case when not v_last then v_delivery.next_attempt_at end);
end;
$$;

comment on function private.mark_webhook_failed(uuid, text, integer, integer, integer) is 'Definer: deliveries are no role''s to write.  See api.mark_webhook_failed.';
grant execute on function private.mark_webhook_failed(uuid, text, integer, integer, integer) to service_role;

create function api.mark_webhook_failed(
  delivery_id uuid, error text, response_status integer default null, duration_ms integer default null, retry_after_seconds integer default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.mark_webhook_failed(
    mark_webhook_failed.delivery_id, mark_webhook_failed.error, mark_webhook_failed.response_status,
    mark_webhook_failed.duration_ms, mark_webhook_failed.retry_after_seconds
  );
$$;

comment on function api.mark_webhook_failed(uuid, text, integer, integer, integer) is
  'Notes a failed attempt: queued again with exponential backoff for three days, then failed; 410 ends delivery and endpoint.  An endpoint that took nothing for three'
  ' days is switched off.  error has nothing of what the receiver answered.  Returns {status, next_attempt_at}.';
grant execute on function api.mark_webhook_failed(uuid, text, integer, integer, integer) to service_role;

-- sql/webhooks/prune_webhooks.sql
-- prune_webhooks: the log is kept for 30 days, a rotated secret for one.
--
-- Room:   webhooks
-- Writes: app.webhook_deliveries, app.webhook_secrets, app.audit_log
create function app.prune_webhooks()
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  with old as (
    select d.delivery_id, d.organization_id from app.webhook_deliveries as d
    where d.finished_at < app.now() - interval '30 days'
    limit 1000
    for update skip locked
  )
  delete from app.webhook_deliveries as d using old where (d.delivery_id, d.organization_id) = (old.delivery_id, old.organization_id);
  delete from app.webhook_secrets as s where s.valid_until <= app.now();
  -- One whose worker dies each time comes back by its lease, not by mark_webhook_failed.
  with lost as (
    select d.delivery_id, d.organization_id from app.webhook_deliveries as d
    where d.status = 'queued' and d.attempts >= 40 and d.leased_by is not null and d.next_attempt_at <= app.now()
    limit 1000
    for update skip locked
  ), given_up as (
    update app.webhook_deliveries as d
    set status = 'failed', finished_at = app.now(), leased_by = null, last_error = 'No worker came back from it.'
    from lost
    where (d.delivery_id, d.organization_id) = (lost.delivery_id, lost.organization_id)
    returning d.*
  )
  select app.record(g.organization_id, 'webhook_delivery.failed', g.delivery_id::text, null, jsonb_build_object(
    'endpoint_id', g.endpoint_id, 'event_type', g.event_type, 'attempt', g.attempts
  ))
  from given_up as g;
$$;

comment on function app.prune_webhooks() is
  'Forgets deliveries that ended 30 days ago and rotated secrets whose day is over, and gives up deliveries from which forty workers did not come back.';


-- notifications: what people with an account are told within the app, and who wants to be told what
-- sql/notifications/notifications.sql
-- notifications: what somebody with an account is told within the app.
--
-- Room: notifications
-- Owns: app.notifications
create table app.notifications (
  notification_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  user_id uuid not null,
  event_id uuid not null,
  topic text not null,
  recipient text not null,
  subject_id uuid not null,
  booking_id uuid,
  starts_at timestamptz,
  ends_at timestamptz,
  previous_starts_at timestamptz,
  changes integer not null default 1,
  read_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint notifications_pkey primary key (notification_id, organization_id),
  constraint notifications_topic_is_entity_dot_verb check (topic ~ '^[a-z_]+\.[a-z_]+$'),
  constraint notifications_go_to_a_known_party check (recipient in ('client', 'practitioner', 'admin')),
  constraint notifications_tell_of_something check (changes > 0)
);

comment on table app.notifications is
  'One for each message of the outbox whose recipient has an account, written in the transaction of the change.  Discreet: ids and times, no name and no reason.'
  '  Never superseded by a newer one, and written whether or not mail goes out.  No foreign keys, as in outbox_events: a booking would pay for each, and all bookings'
  ' of an organization would lock its row.';
comment on column app.notifications.user_id is 'Who is told.  Without a foreign key: the auth schema belongs to the platform.';
comment on column app.notifications.event_id is 'The message of the outbox that says the same by mail.';
comment on column app.notifications.subject_id is 'What topic speaks of: the booking, series, wish, client …';
comment on column app.notifications.booking_id is 'The booking, where it is about one: of a series, when one of its dates changed alone.';
comment on column app.notifications.starts_at is 'Of the booking, or the first that changed in a series.';
comment on column app.notifications.changes is 'How many bookings it tells of.';

create index notifications_by_user on app.notifications (user_id, created_at desc, notification_id desc);
create index notifications_unread_by_user on app.notifications (user_id) where read_at is null;
-- For tick, which forgets them: cheap for whoever books.
create index notifications_by_read_at on app.notifications (read_at) where read_at is not null;
create index notifications_by_created_at on app.notifications using brin (created_at);

alter table app.notifications enable row level security;
create policy notifications_select_by_self on app.notifications for select to authenticated
using (user_id = (select auth.uid()));
grant select on app.notifications to authenticated;

-- sql/notifications/event_person.sql
-- event_person: who the recipient of a message is.
--
-- Room:  notifications
-- Reads: app.outbox_events, app.bookings, app.booking_series, app.waitlist_entries, app.clients, app.practitioners, app.members
create type app.event_person as (
  user_id uuid,
  email text,
  suspended boolean,
  is_own_address boolean
);

comment on type app.event_person is
  'user_id: the account, or null; email: where mail goes, as app.event_payload has it, in lower case; suspended: whether it is a member who may do nothing at present;'
  ' is_own_address: whether email is the one that the account is known by, not one given for a single booking.';

create function app.event_person(p_event app.outbox_events)
returns app.event_person
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_client_id uuid;
  v_email text;
  v_practitioner_id uuid;
  v_person app.event_person;
begin
  select b.client_id, b.client_email, b.practitioner_id into v_client_id, v_email, v_practitioner_id
  from app.bookings as b
  where (b.booking_id, b.organization_id) = (p_event.subject_id, p_event.organization_id);
  if not found then
    select p.client_id, p.email, p.practitioner_id into v_client_id, v_email, v_practitioner_id
    from (
      select s.client_id, b.client_email as email, s.practitioner_id
      from app.booking_series as s
      left join app.bookings as b on (b.series_id, b.organization_id) = (s.series_id, s.organization_id)
      where (s.series_id, s.organization_id) = (p_event.subject_id, p_event.organization_id)
      union all
      select e.client_id, e.client ->> 'email', e.practitioner_id
      from app.waitlist_entries as e
      where (e.entry_id, e.organization_id) = (p_event.subject_id, p_event.organization_id)
    ) as p
    limit 1;
  end if;

  if p_event.recipient = 'practitioner' then
    select m.user_id, lower(m.email), m.suspended_at is not null, true into v_person
    from app.practitioners as p
    join app.members as m on (m.member_id, m.organization_id) = (p.member_id, p.organization_id)
    where p.practitioner_id = coalesce(v_practitioner_id, (p_event.data ->> 'practitioner_id')::uuid) and p.organization_id = p_event.organization_id;
  elsif p_event.recipient = 'client' then
    select c.user_id, lower(coalesce(v_email, c.email)), false, lower(coalesce(v_email, c.email)) = c.email into v_person
    from app.clients as c
    where c.client_id = coalesce(v_client_id, (p_event.data ->> 'client_id')::uuid) and c.organization_id = p_event.organization_id;
  elsif p_event.recipient = 'admin' then
    select m.user_id, lower(m.email), m.suspended_at is not null, true into v_person
    from app.members as m
    where (m.member_id, m.organization_id) = (p_event.subject_id, p_event.organization_id);
  end if;
  return v_person;
end;
$$;

comment on function app.event_person(app.outbox_events) is
  'The account and address behind a message''s recipient; nulls for an invitee, who is nobody yet.  A message about something else than a booking, series or wish'
  ' names practitioner_id or client_id in its data; one to an admin is about the member.';

-- sql/notifications/notification_preferences.sql
-- notification_preferences: who wants to be told of what, and by which way.
--
-- Room:  notifications
-- Owns:  app.notification_preferences
create table app.notification_preferences (
  preference_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  user_id uuid,
  email text,
  kind text not null,
  channel text not null,
  wanted boolean not null,
  decided_at timestamptz not null default app.now(),

  constraint notification_preferences_pkey primary key (preference_id, organization_id),
  constraint notification_preferences_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint notification_preferences_are_an_accounts_or_an_addresss check (num_nonnulls(user_id, email) = 1),
  constraint notification_preferences_email_is_an_address_in_lower_case check (app.is_email(email) and email = lower(email)),
  constraint notification_preferences_name_a_kind check (kind ~ '^[a-z_]+$'),
  constraint notification_preferences_know_their_channel check (channel in ('mail', 'app')),
  constraint notification_preferences_in_the_app_need_an_account check (channel = 'mail' or user_id is not null)
);

comment on table app.notification_preferences is
  'What somebody decided, for one organization, kind of message and channel; without a row everything is wanted.  Mail is sent when'
  ' neither the recipient''s account nor the address said no: an account may have been given somebody else''s address, who unsubscribed by the link in that mail.';
comment on column app.notification_preferences.kind is 'As in app.message_kinds.  By mail, what is essential in it comes all the same.';

create unique index notification_preferences_by_user on app.notification_preferences (user_id, organization_id, kind, channel) where user_id is not null;
create unique index notification_preferences_by_email on app.notification_preferences (email, organization_id, kind) where email is not null;
create index notification_preferences_against_mail on app.notification_preferences (organization_id, kind) where channel = 'mail' and not wanted;

create trigger _900_audit after insert or update or delete on app.notification_preferences
for each row execute function private.audit_row('notification_preference', 'preference_id');

alter table app.notification_preferences enable row level security;

create function app.is_wanted(p_organization_id uuid, p_person app.event_person, p_kind text, p_channel text)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select not exists (
    select from app.notification_preferences as p
    where (p.organization_id, p.kind, p.channel) = (p_organization_id, p_kind, p_channel) and not p.wanted
      and (p.user_id = p_person.user_id or p.email = p_person.email)
  );
$$;

comment on function app.is_wanted(uuid, app.event_person, text, text) is
  'Whether neither account nor address decided against messages of p_kind from the organization by p_channel; says nothing of what is essential.';

-- sql/notifications/decide.sql
-- decide: what there is to decide on, and keeping a decision.
--
-- Room:   notifications
-- Reads:  app.message_kinds
-- Writes: app.audit_log, app.notification_preferences
create function app.kinds_for(p_recipients text[])
returns table (kind text, switchable boolean, keeps_essential boolean)
language sql
stable
security invoker
set search_path = ''
as $$
  select k.kind, not bool_and(k.essential), bool_or(k.essential)
  from app.message_kinds as k
  where k.recipient = any (p_recipients)
  group by k.kind;
$$;

comment on function app.kinds_for(text[]) is
  'The kinds of message that such recipients get.  switchable: something in it may be switched off by mail; keeps_essential: something may not.';
grant execute on function app.kinds_for(text[]) to authenticated;

create function app.decide_for_account(p_organization_id uuid, p_user_id uuid, p_kind text, p_channel text, p_wanted boolean)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  insert into app.notification_preferences as p (organization_id, user_id, kind, channel, wanted)
  values (p_organization_id, p_user_id, p_kind, p_channel, p_wanted)
  on conflict (user_id, organization_id, kind, channel) where user_id is not null
  do update set wanted = excluded.wanted, decided_at = excluded.decided_at where p.wanted <> excluded.wanted;
  -- Wanting it again means so at the address that the account is confirmed for; others speak for themselves.
  update app.notification_preferences as p set wanted = true, decided_at = app.now()
  where p_wanted and not p.wanted and (p.email, p.organization_id, p.kind, p.channel) = (app.signed_in_email(), p_organization_id, p_kind, p_channel);
$$;

comment on function app.decide_for_account(uuid, uuid, text, text, boolean) is 'Keeps what the signed-in user decided.';

create function app.decide_for_address(p_organization_id uuid, p_person app.event_person, p_kind text, p_wanted boolean)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  insert into app.notification_preferences as p (organization_id, email, kind, channel, wanted)
  values (p_organization_id, p_person.email, p_kind, 'mail', p_wanted)
  on conflict (email, organization_id, kind) where email is not null
  do update set wanted = excluded.wanted, decided_at = excluded.decided_at where p.wanted <> excluded.wanted;
  update app.notification_preferences as p set wanted = true, decided_at = app.now()
  where p_wanted and not p.wanted and (p.user_id, p.organization_id, p.kind, p.channel) = (p_person.user_id, p_organization_id, p_kind, 'mail');
$$;

comment on function app.decide_for_address(uuid, app.event_person, text, boolean) is
  'Keeps what was decided by the link in a mail: for its address.  Wanted again, it is so for the account whose own address it is, if p_person has one.';

-- sql/notifications/my_decisions.sql
-- my_decisions: what the signed-in user decided, and what was decided by link for their addresses.
--
-- Room:  notifications
-- Reads: app.notification_preferences, app.members, app.clients
create function private.my_decisions()
returns table (organization_id uuid, kind text, channel text, wanted boolean)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := (select auth.uid());
begin
  return query
  select p.organization_id, p.kind, p.channel, bool_and(p.wanted)
  from app.notification_preferences as p
  where p.user_id = v_user_id
    or (p.email, p.organization_id) in (
      select lower(m.email), m.organization_id from app.members as m where m.user_id = v_user_id
      union all
      select c.email, c.organization_id from app.clients as c where c.user_id = v_user_id
    )
  group by p.organization_id, p.kind, p.channel;
end;
$$;

comment on function private.my_decisions() is
  'wanted: neither the account nor an address of theirs said no.  Definer, since preferences are no role''s to read; speaks of the caller only.';
grant execute on function private.my_decisions() to authenticated;

-- sql/notifications/notify_person.sql
-- notify_person: whoever has an account is told within the app, too.
--
-- Room:   notifications
-- Reads:  app.outbox_events, app.notification_preferences, app.message_kinds
-- Writes: app.notifications
create function private.notify_person()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_event app.outbox_events := new;
  v_person app.event_person := app.event_person(v_event);
  v_change jsonb;
  v_notification app.notifications;
begin
  if v_person.user_id is null or v_person.suspended or exists (
    select from app.notification_preferences as p
    join app.message_kinds as k on k.kind = p.kind and (k.topic, k.recipient) = (new.topic, new.recipient)
    where (p.user_id, p.organization_id) = (v_person.user_id, new.organization_id) and p.channel = 'app' and not p.wanted
  ) then
    return null;
  end if;
  if new.transaction_id is not null then
    -- What the transaction did to the series after its first change stands in the row, not in new.
    select * into v_event from app.outbox_events as e where (e.event_id, e.organization_id) = (new.event_id, new.organization_id);
  end if;
  v_change := coalesce((select c from jsonb_array_elements(v_event.data -> 'changes') as c order by (c ->> 'starts_at')::timestamptz limit 1), v_event.data);
  insert into app.notifications (
    organization_id, user_id, event_id, topic, recipient, subject_id, booking_id, starts_at, ends_at, previous_starts_at, changes
  ) values (
    v_event.organization_id, v_person.user_id, v_event.event_id, v_event.topic, v_event.recipient, v_event.subject_id,
    case
      when jsonb_array_length(v_event.data -> 'changes') > 1 then null
      when v_event.topic like 'booking.%' then v_event.subject_id
      else (v_change ->> 'booking_id')::uuid
    end,
    (v_change ->> 'starts_at')::timestamptz, (v_change ->> 'ends_at')::timestamptz, (v_change ->> 'previous_starts_at')::timestamptz,
    coalesce(jsonb_array_length(v_event.data -> 'changes'), 1)
  )
  returning * into v_notification;
  perform app.broadcast('user:' || v_person.user_id, 'notification', to_jsonb(v_notification) - array['user_id', 'event_id', 'read_at']);
  return null;
end;
$$;

comment on function private.notify_person() is
  'Trigger.  Definer, since at the end of a transaction it is the caller who asks, and a caller may write nothing here.  One look-up for a recipient without an account.';

create trigger _800_notify_person after insert on app.outbox_events
for each row when (new.transaction_id is null) execute function private.notify_person();

-- About a series at the end of the transaction, when all is said.
create constraint trigger _800_notify_person_of_series after insert on app.outbox_events
deferrable initially deferred for each row when (new.transaction_id is not null) execute function private.notify_person();

-- sql/notifications/mark_notifications_read.sql
-- mark_notifications_read: somebody has seen what they were told.
--
-- Room:   notifications
-- Caller: any signed-in user, for the own ones
-- Writes: app.notifications, app.idempotency_keys
-- Locks:  the idempotency key, the notifications
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT422 idempotency_mismatch
create function private.mark_notifications_read(p_notification_ids uuid[], p_up_to timestamptz, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_notification_ids, p_up_to);
  v_answer jsonb := app.recall_answer('mark_notifications_read', p_key, v_arguments);
  v_marked integer;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  if num_nonnulls(p_notification_ids, p_up_to) <> 1 or cardinality(p_notification_ids) > 1000 then
    perform app.fail('invalid_argument', 'Say either which notifications, up to 1000, or until when.', 'Send notification_ids or up_to.');
  end if;
  with seen as (
    select n.notification_id
    from app.notifications as n
    where n.user_id = v_user_id and n.read_at is null and (n.notification_id = any (p_notification_ids) or n.created_at <= p_up_to)
    -- In one order: the same person may have two windows.
    order by n.notification_id
    for update
  )
  update app.notifications as n set read_at = app.now() from seen where n.notification_id = seen.notification_id;
  get diagnostics v_marked = row_count;
  return app.remember_answer('mark_notifications_read', p_key, v_arguments, jsonb_build_object(
    'marked', v_marked, 'unread', (select count(*) from app.notifications as n where n.user_id = v_user_id and n.read_at is null)
  ));
end;
$$;

comment on function private.mark_notifications_read(uuid[], timestamptz, text) is
  'Definer: notifications are no role''s to write.  Touches the caller''s own only, whatever ids are named.  Not audited: what somebody has looked at is their own affair.';
grant execute on function private.mark_notifications_read(uuid[], timestamptz, text) to authenticated;

create function api.mark_notifications_read(
  notification_ids uuid[] default null, up_to timestamptz default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.mark_notifications_read(
    mark_notifications_read.notification_ids, mark_notifications_read.up_to, mark_notifications_read.idempotency_key
  );
$$;

comment on function api.mark_notifications_read(uuid[], timestamptz, text) is
  'Marks the caller''s notifications as read: those named, or all created until up_to.  Returns {marked, unread}.  Safe to repeat; ids of others are passed over.';
grant execute on function api.mark_notifications_read(uuid[], timestamptz, text) to authenticated;

-- sql/notifications/set_notification_preference.sql
-- set_notification_preference: somebody with an account decides what to be told of, and how.
--
-- Room:   notifications
-- Caller: the organization's members and signed-in clients, for themselves
-- Reads:  app.clients, app.members, app.message_kinds
-- Writes: app.audit_log, app.idempotency_keys, app.notification_preferences
-- Locks:  the idempotency key
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.recipients_that_i_am(p_organization_id uuid)
returns text[]
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return array(
    select r.recipient from app.members as m
    join (values ('practitioner', 'practitioner'), ('admin', 'practitioner'), ('admin', 'admin')) as r (role, recipient) on r.role = m.role
    where (m.user_id, m.organization_id) = ((select auth.uid()), p_organization_id) and m.suspended_at is null
    union all
    select 'client' from app.clients as c
    where (c.user_id, c.organization_id) = ((select auth.uid()), p_organization_id) and c.archived_at is null
  );
end;
$$;

comment on function private.recipients_that_i_am(uuid) is
  'As what the signed-in user gets messages from the organization: {practitioner, admin, client}, some of them or none.  An admin may have a practitioner''s'
  ' profile, too.  Definer, since the view asks it; speaks of the caller only.';
grant execute on function private.recipients_that_i_am(uuid) to authenticated;

create function private.set_notification_preference(p_organization_id uuid, p_kind text, p_channel text, p_wanted boolean, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_organization_id, p_kind, p_channel, p_wanted);
  v_answer jsonb := app.recall_answer('set_notification_preference', p_key, v_arguments);
  v_recipients text[] := private.recipients_that_i_am(p_organization_id);
  v_switchable boolean;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  if v_recipients = '{}' then
    perform app.fail('not_found', 'No such organization that writes to you.', 'Check which account you are signed in with.');
  end if;
  select k.switchable into v_switchable from app.kinds_for(v_recipients) as k where k.kind = p_kind;
  if v_switchable is null or (p_channel in ('mail', 'app') and p_wanted is not null) is not true then
    perform app.fail('invalid_argument', 'You are not sent messages of that kind, or not by that channel.', 'Use a row of notification_preferences.');
  end if;
  if p_channel = 'mail' and not p_wanted and not v_switchable then
    perform app.fail(
      'not_allowed', 'Mail that says what was agreed with you cannot be switched off.', 'Switch it off within the app (channel app), or choose another kind.'
    );
  end if;
  perform app.decide_for_account(p_organization_id, v_user_id, p_kind, p_channel, p_wanted);
  return app.remember_answer('set_notification_preference', p_key, v_arguments, jsonb_build_object(
    'organization_id', p_organization_id, 'kind', p_kind, 'channel', p_channel, 'wanted', p_wanted and not exists (
      select from private.my_decisions() as d where (d.organization_id, d.kind, d.channel) = (p_organization_id, p_kind, p_channel) and not d.wanted
    )
  ));
end;
$$;

comment on function private.set_notification_preference(uuid, text, text, boolean, text) is
  'Definer: preferences are no role''s to write.  Touches the caller''s own only.';
grant execute on function private.set_notification_preference(uuid, text, text, boolean, text) to authenticated;

create function api.set_notification_preference(
  organization_id uuid, kind text, channel text, wanted boolean, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.set_notification_preference(
    set_notification_preference.organization_id, set_notification_preference.kind, set_notification_preference.channel,
    set_notification_preference.wanted, set_notification_preference.idempotency_key
  );
$$;

comment on function api.set_notification_preference(uuid, text, text, boolean, text) is
  'Whether the caller wants messages of a kind from an organization by a channel (mail or app).  What is essential in the kind comes by mail all the same; a kind that'
  ' is essential as a whole is refused with PT403 not_allowed.  Returns {organization_id, kind, channel, wanted}, where wanted is still'
  ' false after true when an address of the caller''s that is not their account''s own unsubscribed by link.  Safe to repeat.';
grant execute on function api.set_notification_preference(uuid, text, text, boolean, text) to authenticated;

-- sql/notifications/views.sql
-- views: notifications and preferences as the Data API shows them.
--
-- Room:   notifications
-- Reads:  app.notifications, app.message_kinds, app.members, app.clients
-- Raises: PT403 not_allowed
create view api.notifications with (security_invoker = true) as
select
  n.notification_id, n.organization_id, n.topic,
  (select k.kind from app.message_kinds as k where (k.topic, k.recipient) = (n.topic, n.recipient)) as kind,
  n.recipient, n.subject_id, n.booking_id, n.starts_at, n.ends_at, n.previous_starts_at, n.changes,
  n.read_at, n.created_at
from app.notifications as n;

comment on view api.notifications is
  'What the caller was told, as practitioner or client, in all organizations.  Newest first by (created_at, notification_id), which is also the key of the next page.'
  '  Names are in api.bookings, for those who may see them.  Marked by mark_notifications_read.';
grant select on api.notifications to authenticated;

create view api.notification_preferences with (security_invoker = true) as
select
  o.organization_id, k.kind, c.channel, coalesce(d.wanted, true) as wanted, d.wanted is null as is_default,
  c.channel = 'app' or k.switchable as switchable, c.channel = 'mail' and k.keeps_essential as keeps_essential
from (
  select m.organization_id from app.members as m where m.user_id = (select auth.uid())
  union
  select cl.organization_id from app.clients as cl where cl.user_id = (select auth.uid())
) as o
cross join lateral app.kinds_for(private.recipients_that_i_am(o.organization_id)) as k
cross join (values ('mail'), ('app')) as c (channel)
left join private.my_decisions() as d on (d.organization_id, d.kind, d.channel) = (o.organization_id, k.kind, c.channel);

comment on view api.notification_preferences is
  'What the caller is told of by each of their organizations, and how: kind, channel (mail, app), wanted, is_default.  switchable: whether set_notification_preference'
  ' may switch it off; keeps_essential: some mail of the kind comes all the same.';
grant select on api.notification_preferences to authenticated;

create function app.preferences_change_by_verbs()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform app.fail('not_allowed', 'Preferences are changed by a verb.', 'Use set_notification_preference.');
  return null;
end;
$$;

comment on function app.preferences_change_by_verbs() is
  'Trigger: refuses every direct write, and as for bookings lets Postgres look at privileges, of which no role has any.';

create trigger _100_by_verbs_only instead of insert or update or delete on api.notification_preferences
for each row execute function app.preferences_change_by_verbs();

-- sql/notifications/drop_unwanted.sql
-- drop_unwanted: nobody gets mail that they have switched off.
--
-- Room:   notifications
-- Reads:  app.outbox_events, app.message_kinds, app.notification_preferences
-- Writes: app.outbox_events, app.audit_log
create function app.drop_unwanted(p_event_ids uuid[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  select app.end_message(e, 'dropped', 'The recipient does not want mail of this kind.')
  from app.outbox_events as e
  join app.message_kinds as k on (k.topic, k.recipient) = (e.topic, e.recipient) and not k.essential
  where e.event_id = any (p_event_ids) and e.status = 'queued'
    -- Few decide against anything: only then is it worked out who the recipient is.
    and exists (
      select from app.notification_preferences as p
      where (p.organization_id, p.kind) = (e.organization_id, k.kind) and p.channel = 'mail' and not p.wanted
    )
    and not app.is_wanted(e.organization_id, app.event_person(e), k.kind, 'mail');
$$;

comment on function app.drop_unwanted(uuid[]) is
  'Drops those of the messages, locked by the caller, that are not essential and that their recipient has switched off, by account or by link.  One that a worker has'
  ' in hand may still go.';

-- sql/notifications/unsubscribe_tokens.sql
-- unsubscribe_tokens: what ends the mail that one can do without, by a link in it.
--
-- Room:   notifications
-- Owns:   app.unsubscribe_tokens
-- Writes: app.rate_limits
create table app.unsubscribe_tokens (
  token_hash bytea not null,
  organization_id uuid not null,
  user_id uuid,
  email text not null,
  recipient text not null,
  kind text not null,
  expires_at timestamptz not null default app.now() + interval '180 days',
  created_at timestamptz not null default app.now(),

  constraint unsubscribe_tokens_pkey primary key (token_hash, organization_id),
  constraint unsubscribe_tokens_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint unsubscribe_tokens_keep_only_a_sha256 check (octet_length(token_hash) = 32),
  constraint unsubscribe_tokens_go_to_a_known_party check (recipient in ('client', 'practitioner', 'admin'))
);

comment on table app.unsubscribe_tokens is
  'SHA-256 of 32 random bytes that only one mail has.  Speaks for one person at one organization, and of nothing but mail that is not essential.  Never revoked: what it'
  ' does is undone by it, too.  Good for half a year, three times what CASL asks for.';
comment on column app.unsubscribe_tokens.kind is 'What the mail was: what one click switches off.';
comment on column app.unsubscribe_tokens.user_id is 'The recipient''s account where email is its own, or null.';
create index unsubscribe_tokens_by_expires_at on app.unsubscribe_tokens (expires_at);
alter table app.unsubscribe_tokens enable row level security;

create function app.unsubscribe_token(p_token text)
returns app.unsubscribe_tokens
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_hash bytea := sha256(convert_to(coalesce(p_token, ''), 'UTF8'));
  v_token app.unsubscribe_tokens;
begin
  -- The edge asks for mail providers, from one place for all of them.
  if current_setting('role', true) is distinct from 'service_role' then
    perform app.limit_rate('tokens from ' || r.requester, 120) from app.requester() as r (requester) where r.requester is not null;
  end if;
  select * into v_token from app.unsubscribe_tokens as t where t.token_hash = v_hash and t.expires_at > app.now();
  if found then
    perform app.limit_rate('token ' || encode(v_hash, 'hex'), 60);
  end if;
  return v_token;
end;
$$;

comment on function app.unsubscribe_token(text) is 'The token''s row, or null for one that is unknown, altered or too old: all the same.';

create function app.preferences_of_token(p_token app.unsubscribe_tokens)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'organization', (select jsonb_build_object('name', o.name, 'slug', o.slug) from app.organizations as o where o.organization_id = p_token.organization_id),
    'kind', p_token.kind,
    'kinds', (
      select jsonb_agg(jsonb_build_object(
        'kind', k.kind,
        'wanted', app.is_wanted(p_token.organization_id, row(p_token.user_id, p_token.email, false, true)::app.event_person, k.kind, 'mail'),
        'keeps_essential', k.keeps_essential
      ) order by k.kind <> p_token.kind, k.kind)
      from app.kinds_for(array[p_token.recipient]) as k
      where k.switchable
    )
  );
$$;

comment on function app.preferences_of_token(app.unsubscribe_tokens) is
  '{organization {name, slug}, kind: of the mail, kinds [{kind, wanted, keeps_essential}]: all that may be switched off}.  No address: whoever has the mail knows it.';

-- sql/notifications/register_unsubscribe_token.sql
-- register_unsubscribe_token: the hash of the token that the worker puts into mail that one can do without.
--
-- Room:   notifications
-- Caller: the service role
-- Reads:  app.outbox_events, app.message_kinds
-- Writes: app.unsubscribe_tokens
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found
create function app.unsubscribe_payload(p_event app.outbox_events)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select coalesce(
    (
      select jsonb_build_object('unsubscribe', jsonb_build_object('kind', k.kind))
      from app.message_kinds as k
      where (k.topic, k.recipient) = (p_event.topic, p_event.recipient) and not k.essential
    ),
    '{}'
  );
$$;

comment on function app.unsubscribe_payload(app.outbox_events) is '{unsubscribe {kind}} for a message that its recipient may switch off, else {}.';

create function private.register_unsubscribe_token(p_event_id uuid, p_token_hash text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_event app.outbox_events := private.event_of_the_service(p_event_id);
  v_person app.event_person := app.event_person(v_event);
  v_kind text := app.unsubscribe_payload(v_event) #>> '{unsubscribe,kind}';
begin
  if v_kind is null or v_person.email is null then
    perform app.fail('not_found', 'There is nothing in this message to unsubscribe from.', 'Register tokens only where the payload has unsubscribe.');
  end if;
  insert into app.unsubscribe_tokens (token_hash, organization_id, user_id, email, recipient, kind)
  values (
    app.token_hash(p_token_hash), v_event.organization_id, case when v_person.is_own_address then v_person.user_id end, v_person.email, v_event.recipient, v_kind
  )
  on conflict do nothing;
  return '{}';
end;
$$;

comment on function private.register_unsubscribe_token(uuid, text) is 'Definer: tokens are no role''s to write.  Whom a token speaks for follows from the message.';
grant execute on function private.register_unsubscribe_token(uuid, text) to service_role;

create function api.register_unsubscribe_token(event_id uuid, token_hash text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.register_unsubscribe_token(register_unsubscribe_token.event_id, register_unsubscribe_token.token_hash);
$$;

comment on function api.register_unsubscribe_token(uuid, text) is
  'Stores the SHA-256 (64 hexadecimal digits) of the token by which the message''s recipient unsubscribes from its kind.  Returns {}.  Safe to repeat.';
grant execute on function api.register_unsubscribe_token(uuid, text) to service_role;

-- sql/notifications/preferences_by_token.sql
-- preferences_by_token: what mail the holder of a link gets, of that which can be switched off.
--
-- Room:   notifications
-- Caller: whoever has the token
-- Reads:  app.unsubscribe_tokens, app.organizations, app.message_kinds, app.notification_preferences
-- Writes: app.rate_limits
-- Raises: PT403 token_invalid, PT429 too_many_requests
create function private.preferences_by_token(p_token text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  -- The token authorises.
  v_token app.unsubscribe_tokens := app.unsubscribe_token(p_token);
begin
  return case when v_token.token_hash is null then app.fail_token() else app.preferences_of_token(v_token) end;
end;
$$;

comment on function private.preferences_by_token(text) is 'Definer: preferences are no role''s to read; the token authorises.';
grant execute on function private.preferences_by_token(text) to anon, authenticated;

create function api.preferences_by_token(token text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.preferences_by_token(preferences_by_token.token);
$$;

comment on function api.preferences_by_token(text) is
  '{organization {name, slug}, kind: of the mail with the link, kinds [{kind, wanted, keeps_essential}]}: what its recipient may switch off, and has.';
grant execute on function api.preferences_by_token(text) to anon, authenticated;

-- sql/notifications/unsubscribe_by_token.sql
-- unsubscribe_by_token: no more mail that one can do without (RFC 8058), or some again.
--
-- Room:   notifications
-- Caller: whoever has the token; the edge for a mail provider's one click
-- Reads:  app.unsubscribe_tokens, app.organizations, app.message_kinds
-- Writes: app.audit_log, app.idempotency_keys, app.notification_preferences, app.rate_limits
-- Locks:  the idempotency key
-- Raises: PT400 invalid_argument, PT403 token_invalid, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.unsubscribe_by_token(p_token text, p_kinds text[], p_wanted boolean, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_token, p_kinds, p_wanted);
  v_answer jsonb := app.recall_answer('unsubscribe_by_token', p_key, v_arguments);
  v_token app.unsubscribe_tokens;
  v_kinds text[];
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- The token authorises.
  v_token := app.unsubscribe_token(p_token);
  if v_token.token_hash is null then
    return app.fail_token();
  end if;
  v_kinds := coalesce(p_kinds, array[v_token.kind]);
  if p_wanted is null or not v_kinds <@ array(select k.kind from app.kinds_for(array[v_token.recipient]) as k where k.switchable) then
    perform app.fail('invalid_argument', 'Only mail of the kinds that the link names can be switched off or on.', 'Take kinds from preferences_by_token.');
  end if;
  perform app.act_as(case v_token.recipient when 'client' then 'client:' || v_token.email else 'user:' || v_token.user_id end);
  perform app.decide_for_address(v_token.organization_id, row(v_token.user_id, v_token.email, false, true)::app.event_person, k, p_wanted)
  from (select distinct unnest(v_kinds) order by 1) as chosen (k);
  return app.remember_answer('unsubscribe_by_token', p_key, v_arguments, app.preferences_of_token(v_token));
end;
$$;

comment on function private.unsubscribe_by_token(text, text[], boolean, text) is 'Definer: preferences are no role''s to write; the token authorises.';
grant execute on function private.unsubscribe_by_token(text, text[], boolean, text) to anon, authenticated, service_role;

create function api.unsubscribe_by_token(
  token text, kinds text[] default null, wanted boolean default false, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.unsubscribe_by_token(
    unsubscribe_by_token.token, unsubscribe_by_token.kinds, unsubscribe_by_token.wanted, unsubscribe_by_token.idempotency_key
  );
$$;

comment on function api.unsubscribe_by_token(text, text[], boolean, text) is
  'Switches mail off, or with wanted on again: of the kind that the link came with, or of kinds.  What is essential comes all the same.  Returns as'
  ' preferences_by_token.  Safe to repeat.';
grant execute on function api.unsubscribe_by_token(text, text[], boolean, text) to anon, authenticated, service_role;

-- sql/notifications/prune_notifications.sql
-- prune_notifications: what was read long ago, or never, is forgotten, and so are links too old to work.
--
-- Room:   notifications
-- Writes: app.notifications, app.unsubscribe_tokens
create function app.prune_notifications()
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  with old as (
    select n.notification_id, n.organization_id from app.notifications as n
    where n.read_at < app.now() - interval '180 days'
    limit 1000
    for update skip locked
  )
  delete from app.notifications as n using old where (n.notification_id, n.organization_id) = (old.notification_id, old.organization_id);
  with old as (
    select n.notification_id, n.organization_id from app.notifications as n
    where n.created_at < app.now() - interval '365 days'
    limit 1000
    for update skip locked
  )
  delete from app.notifications as n using old where (n.notification_id, n.organization_id) = (old.notification_id, old.organization_id);
  with old as (
    select t.token_hash, t.organization_id from app.unsubscribe_tokens as t where t.expires_at <= app.now() limit 1000 for update skip locked
  )
  delete from app.unsubscribe_tokens as t using old where (t.token_hash, t.organization_id) = (old.token_hash, old.organization_id);
$$;

comment on function app.prune_notifications() is 'Deletes notifications half a year after they were read, and after a year in any case; a thousand of each at most; links to'
  ' unsubscribe by when they lapse.';


-- mail_status: what mail providers report, and addresses that mail does not reach
-- sql/mail_status/provider_events.sql
-- provider_events: what mail providers have told us, as they told it.
--
-- Room: mail_status
-- Owns: app.provider_events
create table app.provider_events (
  provider text not null,
  provider_event_id text not null,
  position bigint generated always as identity,
  payload jsonb not null,
  received_at timestamptz not null default app.now(),
  look_at timestamptz default app.now(),
  looks integer not null default 0,
  outcome text,

  constraint provider_events_pkey primary key (provider, provider_event_id),
  constraint provider_events_come_from_a_known_provider check (provider in ('resend', 'postmark', 'ses')),
  constraint provider_events_id_is_of_a_sane_length check (length(provider_event_id) between 1 and 200),
  constraint provider_events_are_objects check (jsonb_typeof(payload) = 'object'),
  constraint provider_events_know_their_outcome check (outcome in ('applied', 'ignored', 'no_message', 'not_understood')),
  constraint provider_events_are_looked_at_until_they_have_an_outcome check ((look_at is null) = (outcome is not null))
);

comment on table app.provider_events is
  'Reports about mail, stored before anything is made of them: the provider is answered at once, and what was not understood can be looked at again.'
  '  The key makes a replay harmless.  No tenant: the provider knows none; the message that it speaks of has one.  Forgotten after 30 days, since they name addresses.';
comment on column app.provider_events.provider_event_id is 'The provider''s own id of the report where it has one, else a hash of what makes it one.';
comment on column app.provider_events.look_at is 'When tick looks at it (again); null: it is done with.  A report may come before the worker has said which message it was.';
comment on column app.provider_events.outcome is 'ignored: of no interest; no_message: about mail that is not ours, or forgotten; not_understood: it broke our'
  ' reading, and nothing was changed.';

create index provider_events_due on app.provider_events (look_at, position) where look_at is not null;
create index provider_events_by_received_at on app.provider_events using brin (received_at);

alter table app.provider_events enable row level security;

-- sql/mail_status/mail_addresses.sql
-- mail_addresses: where mail does not arrive, or is not welcome.
--
-- Room: mail_status
-- Owns: app.mail_addresses
create table app.mail_addresses (
  address_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  address text not null,
  bounced_at timestamptz,
  bounce_reason text,
  complained_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint mail_addresses_pkey primary key (address_id, organization_id),
  constraint mail_addresses_are_known_once unique (organization_id, address),
  constraint mail_addresses_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint mail_addresses_are_addresses_in_lower_case check (app.is_email(address) and address = lower(address)),
  constraint mail_addresses_have_done_something check (num_nonnulls(bounced_at, complained_at) > 0)
);

comment on table app.mail_addresses is
  'Only addresses with which something is wrong.  Each organization has its own: what one learned of a person is not for another, and a complaint is about its mail.'
  '  Cleared by clear_mail_address; a client who gives another address is at once reached there.';
comment on column app.mail_addresses.bounced_at is 'Since when a provider says for good that it takes no mail; null: it may.  Nothing at all is sent to it meanwhile.';
comment on column app.mail_addresses.bounce_reason is 'The provider''s word for it, without a text that might name somebody.';
comment on column app.mail_addresses.complained_at is 'Since when its reader calls our mail spam; null: nobody did.  Only what is essential is sent to it.';

create trigger _900_audit after insert or update or delete on app.mail_addresses
for each row execute function private.audit_row('mail_address', 'address_id');

alter table app.mail_addresses enable row level security;
create policy mail_addresses_select_by_admin on app.mail_addresses for select to authenticated
using (organization_id = any ((select private.organizations_where('clients:manage'))::uuid[]));
grant select on app.mail_addresses to authenticated, service_role;

-- sql/mail_status/views.sql
-- views: marked addresses as the Data API shows them.
--
-- Room:  mail_status
-- Reads: app.mail_addresses
create view api.mail_addresses with (security_invoker = true) as
select a.address_id, a.organization_id, a.address, a.bounced_at, a.bounce_reason, a.complained_at, a.created_at
from app.mail_addresses as a;

comment on view api.mail_addresses is
  'Addresses to which an organization''s mail does not arrive (bounced_at: nothing is sent to them) or is not welcome (complained_at: only what is essential is),'
  ' for its admins.  Cleared by clear_mail_address.';
grant select on api.mail_addresses to authenticated, service_role;

-- sql/mail_status/mail_figures.sql
-- mail_figures: how much of an organization's mail arrives.
--
-- Room:  mail_status
-- Reads: app.outbox_events
create view api.mail_figures with (security_invoker = true) as
select
  d.organization_id, d.day, d.taken, d.failed, d.dropped, d.arrived, d.bounced, d.complained,
  round(100.0 * d.arrived / nullif(d.arrived + d.bounced, 0), 1) as arrived_percent
from (
  select
    e.organization_id,
    (e.finished_at at time zone 'UTC')::date as day,
    count(*) filter (where e.status = 'delivered') as taken,
    count(*) filter (where e.status = 'failed') as failed,
    count(*) filter (where e.status = 'dropped') as dropped,
    -- What is called spam has arrived.
    count(*) filter (where e.mail_status in ('delivered', 'complained')) as arrived,
    count(*) filter (where e.mail_status = 'bounced') as bounced,
    count(*) filter (where e.mail_status = 'complained') as complained
  from app.outbox_events as e
  where e.finished_at is not null
  group by e.organization_id, (e.finished_at at time zone 'UTC')::date
) as d;

comment on view api.mail_figures is
  'Messages by the day (UTC) on which they were done with, for those with messages:read: taken by the mail provider, failed and dropped on our side; and of those taken'
  ' what the provider has reported since: arrived, bounced, complained.  arrived_percent is of those reported on, null where none is.';
grant select on api.mail_figures to authenticated, service_role;

-- sql/mail_status/mail_report.sql
-- mail_report: what a provider's report says, in one form for all of them.
--
-- Room: mail_status
create type app.mail_report as (
  status text,
  permanent boolean,
  reason text,
  event_id uuid,
  receipt text,
  address text,
  at timestamptz
);

comment on type app.mail_report is
  'status: delayed, delivered, bounced, complained, or null for what is of no interest; permanent: the address takes no mail at all; reason: the provider''s one word;'
  ' event_id: our message, where the provider gives back what we tagged it with; receipt: the provider''s id of it; address: to whom it went; at: when it happened.';

create function app.uuid_or_null(p_text text)
returns uuid
language sql
immutable
security invoker
return case when p_text ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then p_text::uuid end;

comment on function app.uuid_or_null(text) is 'The UUID that p_text is, or null.';

create function app.timestamp_or_null(p_text text)
returns timestamptz
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_text ~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d' then
    return p_text::timestamptz;
  end if;
  return null;
exception when data_exception then
  return null;
end;
$$;

comment on function app.timestamp_or_null(text) is 'The instant that p_text is in ISO 8601, or null.';

create function app.reason_word(p_text text)
returns text
language sql
immutable
security invoker
return case when p_text ~ '^[A-Za-z0-9 _-]{1,40}$' then p_text end;

comment on function app.reason_word(text) is 'p_text where it is a plain word or two of a provider''s, else null: longer texts quote addresses and servers.';

create function app.bare_address(p_text text)
returns text
language sql
immutable
security invoker
-- «Name <address>» as providers repeat it from the header, or the address alone.
return lower(btrim(coalesce(substring(p_text from '<([^<>]+)>\s*$'), p_text)));

comment on function app.bare_address(text) is 'The address within a mailbox, in lower case.';

-- sql/mail_status/reports_of_providers.sql
-- reports_of_providers: how to read each provider's words.
--
-- Room: mail_status
create function app.report_of_resend(p_payload jsonb)
returns app.mail_report
language sql
stable
security invoker
set search_path = ''
as $$
  -- https://resend.com/docs/webhooks/event-types
  select row(
    case p_payload ->> 'type'
      when 'email.delivered' then 'delivered'
      when 'email.delivery_delayed' then 'delayed'
      when 'email.complained' then 'complained'
      when 'email.bounced' then 'bounced'
      when 'email.suppressed' then 'bounced'
      when 'email.failed' then 'bounced'
    end,
    p_payload ->> 'type' = 'email.suppressed' or (p_payload ->> 'type' = 'email.bounced' and coalesce(d.data #>> '{bounce,type}', 'Permanent') = 'Permanent'),
    coalesce(app.reason_word(d.data #>> '{bounce,subType}'), split_part(p_payload ->> 'type', '.', 2)),
    app.uuid_or_null(coalesce(
      d.data #>> '{tags,event_id}',
      jsonb_path_query_first(d.data, 'lax $.tags[*] ? (@.name == "event_id").value') #>> '{}'
    )),
    nullif(d.data ->> 'email_id', ''),
    app.bare_address(d.data #>> '{to,0}'),
    app.timestamp_or_null(p_payload ->> 'created_at')
  )::app.mail_report
  from (select p_payload -> 'data' as data) as d;
$$;

comment on function app.report_of_resend(jsonb) is 'What a webhook of Resend says.';

create function app.report_of_postmark(p_payload jsonb)
returns app.mail_report
language sql
stable
security invoker
set search_path = ''
as $$
  -- https://postmarkapp.com/developer/webhooks/webhooks-overview and https://postmarkapp.com/developer/api/bounce-api#bounce-types
  select row(
    case
      when p_payload ->> 'RecordType' = 'Delivery' then 'delivered'
      when 'SpamComplaint' in (p_payload ->> 'RecordType', p_payload ->> 'Type') then 'complained'
      when p_payload ->> 'RecordType' <> 'Bounce' then null
      when p_payload ->> 'Type' in ('Transient', 'DnsError') then 'delayed'
      -- Answers of people and their machines, which are no bounces.
      when p_payload ->> 'Type' in ('AutoResponder', 'AddressChange', 'Subscribe', 'Unsubscribe', 'ChallengeVerification', 'OpenRelayTest') then null
      else 'bounced'
    end,
    p_payload ->> 'RecordType' = 'Bounce' and p_payload ->> 'Type' in ('HardBounce', 'BadEmailAddress', 'ManuallyDeactivated'),
    coalesce(app.reason_word(p_payload ->> 'Type'), p_payload ->> 'RecordType'),
    app.uuid_or_null(p_payload #>> '{Metadata,event_id}'),
    nullif(p_payload ->> 'MessageID', ''),
    app.bare_address(coalesce(p_payload ->> 'Email', p_payload ->> 'Recipient')),
    app.timestamp_or_null(coalesce(p_payload ->> 'DeliveredAt', p_payload ->> 'BouncedAt'))
  )::app.mail_report;
$$;

comment on function app.report_of_postmark(jsonb) is 'What a webhook of Postmark says.';

create function app.report_of_ses(p_payload jsonb)
returns app.mail_report
language sql
stable
security invoker
set search_path = ''
as $$
  -- https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html, and event-publishing-retrieving-sns-contents.html for event publishing
  select row(
    case t.type
      when 'Delivery' then 'delivered'
      when 'DeliveryDelay' then 'delayed'
      when 'Complaint' then 'complained'
      when 'Bounce' then 'bounced'
      when 'Reject' then 'bounced'
    end,
    t.type = 'Bounce' and p_payload #>> '{bounce,bounceType}' = 'Permanent',
    coalesce(
      app.reason_word(p_payload #>> '{bounce,bounceSubType}'), app.reason_word(p_payload #>> '{complaint,complaintFeedbackType}'),
      app.reason_word(p_payload #>> '{deliveryDelay,delayType}'), t.type
    ),
    app.uuid_or_null(p_payload #>> '{mail,tags,event_id,0}'),
    nullif(p_payload #>> '{mail,messageId}', ''),
    app.bare_address(p_payload #>> '{mail,destination,0}'),
    app.timestamp_or_null(p_payload #>> array[lower(left(t.type, 1)) || substr(t.type, 2), 'timestamp'])
  )::app.mail_report
  from (select coalesce(p_payload ->> 'eventType', p_payload ->> 'notificationType') as type) as t;
$$;

comment on function app.report_of_ses(jsonb) is 'What Amazon SES says by SNS: a notification, or an event of event publishing.';

-- sql/mail_status/note_provider_event.sql
-- note_provider_event: a provider's report is kept, and looked at later.
--
-- Room:   mail_status
-- Caller: the service role
-- Writes: app.provider_events
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.note_provider_event(p_provider text, p_provider_event_id text, p_payload jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_noted boolean;
begin
  perform app.service_role_required();
  if (
    p_provider in ('resend', 'postmark', 'ses') and length(p_provider_event_id) between 1 and 200 and jsonb_typeof(p_payload) = 'object'
  ) is not true then
    perform app.fail('invalid_argument', 'A report comes from resend, postmark or ses, has an id and is an object.', 'Correct the arguments.');
  end if;
  insert into app.provider_events (provider, provider_event_id, payload)
  values (p_provider, p_provider_event_id, p_payload)
  on conflict do nothing
  returning true into v_noted;
  return jsonb_build_object('noted', coalesce(v_noted, false));
end;
$$;

comment on function private.note_provider_event(text, text, jsonb) is 'Definer: reports are no role''s to read or write.  See api.note_provider_event.';
grant execute on function private.note_provider_event(text, text, jsonb) to service_role;

create function api.note_provider_event(provider text, provider_event_id text, payload jsonb)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.note_provider_event(note_provider_event.provider, note_provider_event.provider_event_id, note_provider_event.payload);
$$;

comment on function api.note_provider_event(text, text, jsonb) is
  'Keeps what resend, postmark or ses reports of a mail, once for each id; tick makes of it what it means.  Whoever calls has checked that it is genuine.'
  '  Returns {noted}: false when it was known.';
grant execute on function api.note_provider_event(text, text, jsonb) to service_role;

-- sql/mail_status/drop_unreachable.sql
-- drop_unreachable: nothing is sent to a dead address, and nothing that is not essential to one that complained.
--
-- Room:   mail_status
-- Reads:  app.outbox_events, app.mail_addresses, app.message_kinds, app.invitations
-- Writes: app.outbox_events, app.audit_log
create function app.drop_unreachable(p_event_ids uuid[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  select app.end_message(e, 'dropped', case
    when a.bounced_at is not null then 'The address takes no mail.' else 'The recipient has called our mail spam, and this is not essential.'
  end)
  from app.outbox_events as e
  cross join lateral (
    select coalesce(
      (app.event_person(e)).email,
      (select lower(i.email) from app.invitations as i where (i.invitation_id, i.organization_id) = (e.subject_id, e.organization_id))
    ) as email
    offset 0
  ) as person
  join app.mail_addresses as a on (a.organization_id, a.address) = (e.organization_id, person.email)
  where e.event_id = any (p_event_ids) and e.status = 'queued'
    -- Few organizations have such an address: only then is it worked out who the recipient is.
    and exists (select from app.mail_addresses as any_address where any_address.organization_id = e.organization_id)
    and (a.bounced_at is not null or exists (
      select from app.message_kinds as k where (k.topic, k.recipient) = (e.topic, e.recipient) and not k.essential
    ));
$$;

comment on function app.drop_unreachable(uuid[]) is
  'Drops those of the messages, locked by the caller, whose recipient''s address is marked.  One that a worker has in hand may still go.';

-- sql/mail_status/mark_address.sql
-- mark_address: a report says that mail does not reach somebody, or is not welcome.
--
-- Room:   mail_status
-- Reads:  app.outbox_events, app.bookings, app.booking_series, app.waitlist_entries
-- Writes: app.audit_log, app.mail_addresses, app.notifications, app.outbox_events
create function app.warn_of_bounce(p_event app.outbox_events, p_address_id uuid)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
  select p_event.organization_id, 'mail.bounced', 'practitioner', p_address_id, jsonb_build_object(
    'practitioner_id', s.practitioner_id, 'booking_id', s.booking_id, 'entry_id', s.entry_id, 'message_id', p_event.event_id,
    'starts_at', s.starts_at, 'ends_at', s.ends_at, 'to', p_event.recipient
  )
  from (
    select b.practitioner_id, b.booking_id, null::uuid as entry_id, b.starts_at, b.ends_at
    from app.bookings as b
    where b.organization_id = p_event.organization_id
      and b.booking_id = case when p_event.topic like 'series.%' then (p_event.data #>> '{changes,0,booking_id}')::uuid else p_event.subject_id end
    union all
    select coalesce((p_event.data ->> 'practitioner_id')::uuid, w.practitioner_id), null, w.entry_id, null, null
    from app.waitlist_entries as w
    where (w.entry_id, w.organization_id) = (p_event.subject_id, p_event.organization_id)
  ) as s
  where s.practitioner_id is not null;
$$;

comment on function app.warn_of_bounce(app.outbox_events, uuid) is
  'Tells the practitioner whom the message was about that its address is dead.  Nobody where there is none: for a wish for anybody, or an invitation,'
  ' admins see it in api.mail_addresses.';

create function app.mark_address(p_event app.outbox_events, p_report app.mail_report)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_address text := case when app.is_email(p_report.address) then p_report.address else (app.event_person(p_event)).email end;
  v_bounced boolean := p_report.status = 'bounced';
  v_before app.mail_addresses;
  v_now app.mail_addresses;
begin
  if app.is_email(v_address) is not true then
    return;
  end if;
  -- An admin may be clearing it: then it is as if it had never been marked.
  select * into v_before from app.mail_addresses as a where (a.organization_id, a.address) = (p_event.organization_id, v_address) for update;
  insert into app.mail_addresses as a (organization_id, address, bounced_at, bounce_reason, complained_at)
  values (
    p_event.organization_id, v_address, case when v_bounced then p_report.at end, case when v_bounced then p_report.reason end,
    case when not v_bounced then p_report.at end
  )
  on conflict (organization_id, address) do update
  set bounced_at = coalesce(a.bounced_at, excluded.bounced_at),
      bounce_reason = coalesce(a.bounce_reason, excluded.bounce_reason),
      complained_at = coalesce(a.complained_at, excluded.complained_at)
  returning * into v_now;
  if v_now.bounced_at is not null and v_before.bounced_at is null then
    perform app.warn_of_bounce(p_event, v_now.address_id);
  end if;
end;
$$;

comment on function app.mark_address(app.outbox_events, app.mail_report) is
  'Marks the address that p_event went to, and warns the practitioner: once, until somebody clears the address.';

-- sql/mail_status/apply_report.sql
-- apply_report: what a report says becomes of its message.
--
-- Room:   mail_status
-- Reads:  app.outbox_events
-- Writes: app.audit_log, app.mail_addresses, app.notifications, app.outbox_events
create function app.apply_report(p_report app.mail_report)
returns text
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_ranks constant text[] := array['delayed', 'delivered', 'bounced', 'complained'];
  v_found uuid;
  v_event app.outbox_events;
begin
  if p_report.status is null then
    return 'ignored';
  end if;
  -- By our own tag first: it is there even when the worker died between sending and telling.
  select e.event_id into v_found from app.outbox_events as e where e.event_id = p_report.event_id;
  if not found then
    select e.event_id into v_found from app.outbox_events as e where e.receipt = p_report.receipt limit 1;
  end if;
  if v_found is null then
    return 'no_message';
  end if;
  -- Whoever has it just now does not make us wait: tick holds other locks.
  select * into v_event from app.outbox_events as e where e.event_id = v_found for update skip locked;
  if not found then
    return 'busy';
  end if;

  -- In whatever order they come: a report that says more stays.
  if coalesce(array_position(v_ranks, v_event.mail_status), 0) < array_position(v_ranks, p_report.status) then
    update app.outbox_events as e
    set mail_status = p_report.status, mail_status_at = p_report.at, mail_reason = p_report.reason
    where (e.event_id, e.organization_id) = (v_event.event_id, v_event.organization_id);
    perform app.record(
      v_event.organization_id, 'mail.' || p_report.status, v_event.event_id::text,
      jsonb_build_object('mail_status', v_event.mail_status),
      jsonb_build_object('mail_status', p_report.status, 'at', p_report.at, 'reason', p_report.reason, 'topic', v_event.topic, 'recipient', v_event.recipient)
    );
  end if;
  if p_report.status = 'complained' or (p_report.status = 'bounced' and p_report.permanent) then
    perform app.mark_address(v_event, p_report);
  end if;
  return 'applied';
end;
$$;

comment on function app.apply_report(app.mail_report) is 'Writes a report to its message.  Returns the outcome, or busy when somebody else has the message.';

-- sql/mail_status/apply_provider_events.sql
-- apply_provider_events: the reports of providers are gone through.
--
-- Room:   mail_status
-- Reads:  app.provider_events
-- Writes: app.audit_log, app.mail_addresses, app.notifications, app.outbox_events, app.provider_events
create function app.apply_provider_events()
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_row app.provider_events;
  v_report app.mail_report;
  v_outcome text;
  v_applied integer := 0;
begin
  -- One at a time: two that look at reports about one address would both warn of it, or wait for each other.
  if not pg_try_advisory_xact_lock(hashtextextended('provider_events', 3)) then
    return 0;
  end if;
  for v_row in
    select * from app.provider_events as p where p.look_at <= app.now() order by p.look_at, p.position limit 250 for update skip locked
  loop
    begin
      v_report := case v_row.provider
        when 'resend' then app.report_of_resend(v_row.payload)
        when 'postmark' then app.report_of_postmark(v_row.payload)
        else app.report_of_ses(v_row.payload)
      end;
      v_report.at := least(coalesce(v_report.at, v_row.received_at), v_row.received_at);
      v_outcome := app.apply_report(v_report);
    exception
    when deadlock_detected or lock_not_available or serialization_failure then
      v_outcome := 'busy';
    when others then
      -- One report that we cannot read must not stop tick.  It is kept as it came, for whoever mends the reading.
      v_outcome := 'not_understood';
      raise warning 'A report of % was not understood: % in look %', v_row.provider, sqlstate, v_row.looks + 1;
    end;
    if v_outcome = 'busy' or (v_outcome = 'no_message' and v_row.received_at > app.now() - interval '1 day') then
      update app.provider_events as p
      set looks = p.looks + 1, look_at = app.now() + least(interval '1 hour', interval '5 seconds' * power(2, least(p.looks, 12)))
      where (p.provider, p.provider_event_id) = (v_row.provider, v_row.provider_event_id);
    else
      update app.provider_events as p set looks = p.looks + 1, look_at = null, outcome = v_outcome
      where (p.provider, p.provider_event_id) = (v_row.provider, v_row.provider_event_id);
      v_applied := v_applied + (v_outcome = 'applied')::integer;
    end if;
  end loop;
  return v_applied;
end;
$$;

comment on function app.apply_provider_events() is
  'Looks at up to 250 reports that are due, in the order in which they came (a tenth of a second; tick has locks in hand meanwhile), and returns how many found their message.'
  '  One whose message is not known yet is looked at again for a day, at growing intervals.';

create function app.prune_provider_events()
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  with old as (
    select p.provider, p.provider_event_id from app.provider_events as p
    where p.received_at < app.now() - interval '30 days'
    limit 1000
    for update skip locked
  )
  delete from app.provider_events as p using old where (p.provider, p.provider_event_id) = (old.provider, old.provider_event_id);
$$;

comment on function app.prune_provider_events() is 'Forgets reports of more than 30 days ago, a thousand at most: they name addresses.';

-- sql/mail_status/clear_mail_address.sql
-- clear_mail_address: mail may go to an address again.
--
-- Room:   mail_status
-- Caller: an admin (clients:manage)
-- Reads:  app.mail_addresses
-- Writes: app.mail_addresses, app.audit_log, app.idempotency_keys
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.clear_mail_address(p_address_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_answer jsonb := app.recall_answer('clear_mail_address', p_key, jsonb_build_array(p_address_id));
  v_address app.mail_addresses;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  select * into v_address from app.mail_addresses as a where a.address_id = p_address_id for update;
  if v_user_id is null or not found or not exists (
    select from app.members as m where (m.organization_id, m.user_id) = (v_address.organization_id, v_user_id)
  ) then
    perform app.fail('not_found', format('No marked address %s that you may see.', p_address_id), 'It may have been cleared already: look at the list again.');
  end if;
  perform private.permission_required(v_address.organization_id, 'clients:manage');
  delete from app.mail_addresses as a where (a.address_id, a.organization_id) = (v_address.address_id, v_address.organization_id);
  return app.remember_answer(
    'clear_mail_address', p_key, jsonb_build_array(p_address_id), jsonb_build_object('address_id', p_address_id, 'cleared', true)
  );
end;
$$;

comment on function private.clear_mail_address(uuid, text) is 'Definer: marked addresses are no role''s to write.  See api.clear_mail_address.';
grant execute on function private.clear_mail_address(uuid, text) to authenticated;

create function api.clear_mail_address(address_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.clear_mail_address(clear_mail_address.address_id, clear_mail_address.idempotency_key);
$$;

comment on function api.clear_mail_address(uuid, text) is
  'Lets mail go to a marked address again, because it was mended or its reader has asked for it.  What was dropped meanwhile is not sent after all.'
  '  Should it bounce again, it is marked again.  Returns {address_id, cleared}.';
grant execute on function api.clear_mail_address(uuid, text) to authenticated;


-- notify: messages for the worker, and what time brings about
-- sql/notify/organization_payload.sql
-- organization_payload: who speaks, in every message.
--
-- Room:  notify
-- Reads: app.organizations
create function app.organization_payload(p_organization_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'organization_id', o.organization_id, 'name', o.name, 'slug', o.slug, 'discreet', o.discreet,
    'reply_to', o.reply_to, 'locale', o.locale, 'time_zone', o.time_zone,
    'brand_color', o.brand_color, 'logo_url', o.logo_url, 'mail_footer', o.mail_footer, 'postal_address', o.postal_address
  )
  from app.organizations as o
  where o.organization_id = p_organization_id;
$$;

comment on function app.organization_payload(uuid) is '{organization_id, name, slug, discreet, reply_to, locale, time_zone, brand_color, logo_url, mail_footer, postal_address}.';

-- sql/notify/series_payload.sql
-- series_payload: what a worker needs to write a message about a series.
--
-- Room:  notify
-- Reads: app.booking_series, app.bookings, app.organizations, app.practitioners, app.members, app.services
create function app.series_calendar(p_series app.booking_series)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  with instances as (
    select o.recurrence_id, o.starts_at
    from app.occurrences(
      p_series.recurrence, app.local_instant(p_series.starts_local, p_series.time_zone), p_series.time_zone
    ) as o
  ), live as (
    select b.* from app.bookings as b where b.series_id = p_series.series_id and b.recurrence_id is not null and b.status <> 'cancelled'
  )
  select jsonb_build_object(
    'series_id', p_series.series_id, 'recurrence', p_series.recurrence, 'starts_local', p_series.starts_local, 'time_zone', p_series.time_zone,
    'ics_uid', p_series.ics_uid, 'ics_sequence', p_series.ics_sequence, 'instances', (select count(*) from instances),
    'excluded', (
      select coalesce(jsonb_agg(i.recurrence_id order by i.recurrence_id), '[]')
      from instances as i where not exists (select from live as l where l.recurrence_id = i.recurrence_id)
    ),
    'occurrences', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'booking_id', l.booking_id, 'reference', l.reference, 'recurrence_id', l.recurrence_id, 'status', l.status, 'starts_at', l.starts_at, 'ends_at', l.ends_at
      ) order by l.recurrence_id), '[]')
      from live as l
    )
  );
$$;

comment on function app.series_calendar(app.booking_series) is
  'The present state of the series'' calendar event: {series_id, recurrence, starts_local, time_zone, ics_uid, ics_sequence, instances (how many the rule has),'
  ' excluded[wall times of instances that do not take place], occurrences[{booking_id, reference, recurrence_id, status, starts_at, ends_at}]}.';

create function app.series_payload(p_event app.outbox_events, p_series app.booking_series)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'series', app.series_calendar(p_series) || p_event.data,
    'organization', app.organization_payload(p_event.organization_id),
    'practitioner', jsonb_build_object(
      'practitioner_id', p.practitioner_id, 'display_name', p.display_name, 'email', m.email, 'time_zone', p.time_zone, 'locale', p.locale
    ),
    'client', jsonb_build_object(
      'name', b.client_name, 'email', b.client_email, 'phone', b.client_phone, 'time_zone', b.client_time_zone, 'locale', b.client_locale
    ),
    'service', jsonb_build_object('service_id', s.service_id, 'name', s.name, 'duration_minutes', s.duration_minutes),
    'place', app.place_of(b.practitioner_id, b.service_id, b.organization_id),
    -- The link opens one booking: the one that changed, or the next to come.
    'linked_booking_id', b.booking_id,
    'token_expires_at', case
      when p_event.recipient = 'client' and b.status <> 'cancelled' then greatest(b.ends_at, app.now()) + interval '30 days'
    end
  )
  from app.bookings as b
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (b.practitioner_id, b.organization_id)
  join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id)
  left join app.members as m on (m.member_id, m.organization_id) = (p.member_id, p.organization_id)
  where b.series_id = p_series.series_id
  order by
    b.status = 'cancelled',
    not (jsonb_array_length(p_event.data -> 'changes') = 1 and b.booking_id = (p_event.data #>> '{changes,0,booking_id}')::uuid),
    b.ends_at < app.now(), b.starts_at
  limit 1;
$$;

comment on function app.series_payload(app.outbox_events, app.booking_series) is
  '{series (as app.series_calendar, with the event''s own changes[] and changed_at), organization, practitioner, client, service, place, linked_booking_id, token_expires_at}.';

-- sql/notify/waitlist_payload.sql
-- waitlist_payload: what a worker needs to write about a wish.
--
-- Room:  notify
-- Reads: app.waitlist_entries, app.practitioners, app.services
create function app.waitlist_payload(p_event app.outbox_events, p_entry app.waitlist_entries)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'waitlist', p_event.data || jsonb_build_object('entry_id', p_entry.entry_id),
    'organization', app.organization_payload(p_event.organization_id),
    'practitioner', (
      select jsonb_build_object('practitioner_id', p.practitioner_id, 'display_name', p.display_name, 'time_zone', p.time_zone)
      from app.practitioners as p
      where (p.practitioner_id, p.organization_id) = (coalesce((p_event.data ->> 'practitioner_id')::uuid, p_entry.practitioner_id), p_entry.organization_id)
    ),
    'client', p_entry.client - 'consent',
    'service', jsonb_build_object('service_id', s.service_id, 'name', s.name, 'duration_minutes', s.duration_minutes),
    -- A wish that has ended has nothing to open.
    'token_expires_at', case when p_entry.status <> 'ended' then greatest(app.now(), p_entry.to_date::timestamp at time zone 'UTC') + interval '30 days' end
  )
  from app.services as s
  where (s.service_id, s.organization_id) = (p_entry.service_id, p_entry.organization_id);
$$;

comment on function app.waitlist_payload(app.outbox_events, app.waitlist_entries) is
  '{waitlist: the event''s data and entry_id, organization, practitioner (null: whoever is free first), client, service, token_expires_at}.';

-- sql/notify/warning_payload.sql
-- warning_payload: what a worker needs to tell a practitioner that an address is dead.
--
-- Room:  notify
-- Reads: app.bookings, app.waitlist_entries, app.practitioners, app.members, app.mail_addresses
create function app.warning_payload(p_event app.outbox_events, p_address app.mail_addresses)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'warning', jsonb_build_object(
      'address', p_address.address, 'reason', p_address.bounce_reason, 'bounced_at', p_address.bounced_at, 'to', p_event.data ->> 'to',
      'name', coalesce(b.client_name, w.client ->> 'name'), 'phone', coalesce(b.client_phone, w.client ->> 'phone'),
      'reference', b.reference, 'starts_at', b.starts_at, 'ends_at', b.ends_at
    ),
    'organization', app.organization_payload(p_event.organization_id),
    'practitioner', jsonb_build_object(
      'practitioner_id', p.practitioner_id, 'display_name', p.display_name, 'email', m.email, 'time_zone', p.time_zone, 'locale', p.locale
    )
  )
  from app.practitioners as p
  left join app.members as m on (m.member_id, m.organization_id) = (p.member_id, p.organization_id)
  left join app.bookings as b on (b.booking_id, b.organization_id) = ((p_event.data ->> 'booking_id')::uuid, p.organization_id)
  left join app.waitlist_entries as w on (w.entry_id, w.organization_id) = ((p_event.data ->> 'entry_id')::uuid, p.organization_id)
  where (p.practitioner_id, p.organization_id) = ((p_event.data ->> 'practitioner_id')::uuid, p_event.organization_id);
$$;

comment on function app.warning_payload(app.outbox_events, app.mail_addresses) is
  '{warning: {address, reason, bounced_at, to, name, phone, reference, starts_at, ends_at}, organization, practitioner}; the names are those of the booking or'
  ' wish that the mail was about.';

-- sql/notify/client_payload.sql
-- client_payload: what a worker needs to write to a practitioner about a new client.
--
-- Room:  notify
-- Reads: app.clients, app.practitioners, app.members
create function app.client_payload(p_event app.outbox_events, p_client app.clients)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'assignment', p_event.data,
    'organization', app.organization_payload(p_event.organization_id),
    'practitioner', jsonb_build_object(
      'practitioner_id', p.practitioner_id, 'display_name', p.display_name, 'email', m.email, 'time_zone', p.time_zone, 'locale', p.locale
    ),
    'client', jsonb_build_object(
      'name', p_client.name, 'email', p_client.email, 'phone', p_client.phone, 'time_zone', p_client.time_zone, 'locale', p_client.locale
    )
  )
  from app.practitioners as p
  left join app.members as m on (m.member_id, m.organization_id) = (p.member_id, p.organization_id)
  where (p.practitioner_id, p.organization_id) = ((p_event.data ->> 'practitioner_id')::uuid, p_event.organization_id);
$$;

comment on function app.client_payload(app.outbox_events, app.clients) is '{assignment: the event''s data, organization, practitioner, client}.';

-- sql/notify/webhook_warning_payload.sql
-- webhook_warning_payload: what a worker needs to tell an admin that an endpoint was switched off.
--
-- Room:  notify
-- Reads: app.members
create function app.webhook_warning_payload(p_event app.outbox_events)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'webhook', p_event.data,
    'organization', app.organization_payload(p_event.organization_id),
    'admin', jsonb_build_object('name', m.display_name, 'email', m.email)
  )
  from app.members as m
  where (m.member_id, m.organization_id) = (p_event.subject_id, p_event.organization_id) and p_event.recipient = 'admin';
$$;

comment on function app.webhook_warning_payload(app.outbox_events) is
  '{webhook: {endpoint_id, because, description, host}, organization, admin: {name, email}}.';

-- sql/notify/event_payload.sql
-- event_payload: what a worker needs to write one message.
--
-- Room:  notify
-- Reads: app.bookings, app.booking_series, app.organizations, app.practitioners, app.members, app.services, app.invitations, app.waitlist_entries,
--        app.clients, app.mail_addresses
create function app.event_payload(p_event app.outbox_events)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'booking', p_event.data || jsonb_build_object(
      'booking_id', b.booking_id, 'reference', b.reference, 'time_zone', p.time_zone, 'ics_uid', b.ics_uid,
      'cancel_reason', b.cancel_reason, 'cancelled_by', b.cancelled_by, 'approval_expires_at', b.approval_expires_at, 'note', b.note
    ),
    'organization', app.organization_payload(p_event.organization_id),
    'practitioner', jsonb_build_object(
      'practitioner_id', p.practitioner_id, 'display_name', p.display_name, 'email', m.email, 'time_zone', p.time_zone, 'locale', p.locale
    ),
    'client', jsonb_build_object(
      'name', b.client_name, 'email', b.client_email, 'phone', b.client_phone, 'time_zone', b.client_time_zone, 'locale', b.client_locale
    ),
    'service', jsonb_build_object('service_id', s.service_id, 'name', s.name, 'duration_minutes', s.duration_minutes),
    'place', app.place_of(b.practitioner_id, b.service_id, b.organization_id),
    'token_expires_at', case
      when p_event.recipient = 'client' and b.status <> 'cancelled' and p_event.topic <> 'booking.completed' then greatest(b.ends_at, app.now()) + interval '30 days'
    end
  )
  from app.bookings as b
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (b.practitioner_id, b.organization_id)
  join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id)
  left join app.members as m on (m.member_id, m.organization_id) = (p.member_id, p.organization_id)
  where (b.booking_id, b.organization_id) = (p_event.subject_id, p_event.organization_id)
  union all
  select app.series_payload(p_event, s)
  from app.booking_series as s
  where (s.series_id, s.organization_id) = (p_event.subject_id, p_event.organization_id)
  union all
  select jsonb_build_object(
    'invitation', jsonb_build_object(
      'invitation_id', i.invitation_id, 'email', i.email, 'name', i.display_name, 'role', i.role, 'expires_at', i.expires_at
    ),
    'organization', app.organization_payload(p_event.organization_id)
  )
  from app.invitations as i
  where (i.invitation_id, i.organization_id) = (p_event.subject_id, p_event.organization_id)
  union all
  select app.waitlist_payload(p_event, e)
  from app.waitlist_entries as e
  where (e.entry_id, e.organization_id) = (p_event.subject_id, p_event.organization_id)
  union all
  select app.warning_payload(p_event, a)
  from app.mail_addresses as a
  where (a.address_id, a.organization_id) = (p_event.subject_id, p_event.organization_id)
  union all
  select app.client_payload(p_event, c)
  from app.clients as c
  where (c.client_id, c.organization_id) = (p_event.subject_id, p_event.organization_id)
  union all
  select w from app.webhook_warning_payload(p_event) as w where w is not null;
$$;

comment on function app.event_payload(app.outbox_events) is
  'The event''s own data, joined with the names and addresses of now.  For a booking: {booking, organization, practitioner, client, service,'
  ' place, token_expires_at}; for a series as app.series_payload says, for a wish as app.waitlist_payload does; for an invitation: {invitation, organization};'
  ' for a client as app.client_payload does, for a dead address as app.warning_payload.';

-- sql/notify/booking_reminders.sql
-- booking_reminders: what became of each reminder, and when one means something.
--
-- Room: notify
-- Owns: app.booking_reminders
create table app.booking_reminders (
  booking_id uuid not null,
  organization_id uuid not null,
  recipient text not null,
  minutes_before integer not null,
  starts_at timestamptz not null,
  dropped_because text,
  decided_at timestamptz not null default app.now(),

  -- Never twice: once for each recipient, distance and start.
  constraint booking_reminders_pkey primary key (booking_id, organization_id, recipient, minutes_before, starts_at),
  constraint booking_reminders_are_of_a_booking foreign key (booking_id, organization_id)
  references app.bookings (booking_id, organization_id) on delete cascade,
  constraint booking_reminders_go_to_a_party check (recipient in ('client', 'practitioner'))
);

comment on table app.booking_reminders is
  'What became of each reminder when its time had come: queued in the outbox, or dropped.  A booking that moves gets new ones, for its new start.';
comment on column app.booking_reminders.dropped_because is 'Why it was not sent, or null.';
alter table app.booking_reminders enable row level security;

create function app.reminder_minutes(p_organization app.organizations, p_recipient text)
returns integer[]
language sql
immutable
security invoker
set search_path = ''
as $$
  select case p_recipient
    when 'client' then coalesce(p_organization.client_reminders, case p_organization.profile when 'coaching' then array[1440, 60] else array[1440, 120] end)
    else coalesce(p_organization.practitioner_reminders, case p_organization.profile when 'coaching' then array[1440, 60] else array[]::integer[] end)
  end;
$$;

comment on function app.reminder_minutes(app.organizations, text) is 'How many minutes ahead the organization reminds its clients or practitioners.';

create function app.reminder_is_late(p_starts_at timestamptz, p_minutes_before integer)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select app.now() > p_starts_at - make_interval(mins => p_minutes_before * 3 / 4);
$$;

comment on function app.reminder_is_late(timestamptz, integer) is
  'Whether a reminder has lost its meaning: more than a quarter of its distance has passed (six hours of a day, half an hour of two).';

-- sql/notify/enqueue_reminders.sql
-- enqueue_reminders: who is reminded of which booking now.
--
-- Room:   notify
-- Reads:  app.organizations, app.bookings, app.practitioners, app.booking_reminders
-- Writes: app.booking_reminders, app.notifications, app.outbox_events
-- Locks:  the bookings, those that are free
create function app.enqueue_reminders()
returns integer
language sql
volatile
security invoker
set search_path = ''
as $$
  with due as (
    select b, r.recipient, m.minutes_before
    from app.organizations as o
    cross join (values ('client'), ('practitioner')) as r (recipient)
    cross join lateral unnest(app.reminder_minutes(o, r.recipient)) as m (minutes_before)
    join app.bookings as b
      on b.organization_id = o.organization_id
      and b.starts_at > app.now() and b.starts_at <= app.now() + make_interval(mins => m.minutes_before)
      and b.status in ('confirmed', 'rescheduled')
    where (r.recipient = 'client' or exists (select from app.practitioners as p where p.practitioner_id = b.practitioner_id and p.member_id is not null))
      and not exists (
        select from app.booking_reminders as known
        where (known.booking_id, known.organization_id, known.recipient, known.minutes_before, known.starts_at)
          = (b.booking_id, b.organization_id, r.recipient, m.minutes_before, b.starts_at)
      )
    limit 1000
    -- One that somebody is changing is left to the next tick: whoever changes it may be waiting for what this tick has in hand.
    for no key update of b skip locked
  ), decided as (
    insert into app.booking_reminders (booking_id, organization_id, recipient, minutes_before, starts_at, dropped_because)
    select (due.b).booking_id, (due.b).organization_id, due.recipient, due.minutes_before, (due.b).starts_at, case
      -- Whoever booked or moved it since then has just had a mail that says when it is.
      when (due.b).updated_at > (due.b).starts_at - make_interval(mins => due.minutes_before) then 'The booking was made or changed after this.'
      when app.reminder_is_late((due.b).starts_at, due.minutes_before) then 'It would have come too late.'
    end
    from due
    on conflict do nothing
    returning *
  ), told as (
    insert into app.outbox_events (organization_id, topic, recipient, subject_id, useless_after, data)
    select d.organization_id, 'booking.reminder', d.recipient, d.booking_id, d.starts_at - make_interval(mins => d.minutes_before * 3 / 4), jsonb_build_object(
      'status', (due.b).status, 'starts_at', d.starts_at, 'ends_at', (due.b).ends_at, 'minutes_before', d.minutes_before,
      'ics_sequence', (due.b).ics_sequence, 'changed_at', (due.b).updated_at
    )
    from decided as d
    join due on ((due.b).booking_id, due.recipient, due.minutes_before) = (d.booking_id, d.recipient, d.minutes_before)
    where d.dropped_because is null
    returning 1
  )
  select count(*)::integer from told;
$$;

comment on function app.enqueue_reminders() is 'Queues the reminders whose time has come, and notes those that mean nothing any more.  Returns how many it queued.';

-- sql/notify/drop_lost.sql
-- drop_lost: what no worker ever came back from is given up.
--
-- Room:   notify
-- Reads:  app.outbox_events, app.organizations
-- Writes: app.outbox_events, app.audit_log
create function app.drop_lost(p_event_ids uuid[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  -- A message whose worker dies each time comes back by its lease, not by mark_failed.
  select app.end_message(e, 'failed', 'No worker came back from it.')
  from app.outbox_events as e
  left join app.organizations as o on o.organization_id = e.organization_id
  where e.event_id = any (p_event_ids) and e.status = 'queued' and e.attempts - e.attempts_before >= coalesce(o.message_tries, 1);
$$;

comment on function app.drop_lost(uuid[]) is
  'Fails those of the messages, locked by the caller, that were claimed as often as the organization tries a message, so that they hold nothing back.';

-- sql/notify/drop_late.sql
-- drop_late: what means nothing any more is not sent.
--
-- Room:   notify
-- Reads:  app.outbox_events, app.message_kinds
-- Writes: app.outbox_events, app.audit_log
create function app.drop_late(p_event_ids uuid[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  select case
    -- What somebody had to know, and was not told in time, an admin must see.
    when k.essential and e.topic ~ '^(booking|series)\.' then app.end_message(e, 'failed', 'The booking began before it could be sent.')
    else app.end_message(e, 'dropped', 'It would come too late.')
  end
  from app.outbox_events as e
  join app.message_kinds as k on (k.topic, k.recipient) = (e.topic, e.recipient)
  where e.event_id = any (p_event_ids) and e.status = 'queued' and e.useless_after < app.now();
$$;

comment on function app.drop_late(uuid[]) is
  'Ends those of the messages, locked by the caller, whose useless_after is past: failed where they said how a booking stands, dropped otherwise.';

-- sql/notify/drop_needless.sql
-- drop_needless: what was taken back before anybody was told is not told.
--
-- Room:   notify
-- Reads:  app.outbox_events
-- Writes: app.outbox_events, app.audit_log
create function app.drop_needless(p_event_ids uuid[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  select app.end_message(e, 'dropped', 'All that it says was taken back before anything was sent.')
  from app.outbox_events as e
  where e.event_id = any (p_event_ids) and e.status = 'queued' and e.carried is not null and e.topic like 'series.%'
    and (app.told_message(e)).data -> 'changes' = '[]';
$$;

comment on function app.drop_needless(uuid[]) is
  'Drops those of the messages about series, locked by the caller, that have superseded others and leave nothing to be told.  A single booking''s are dropped'
  ' when they are written.';

-- sql/notify/drop_reminders.sql
-- drop_reminders: what is queued and means nothing any more is not sent.
--
-- Room:   notify
-- Reads:  app.outbox_events, app.bookings
-- Writes: app.outbox_events, app.audit_log
create function app.drop_reminders(p_event_ids uuid[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  select app.end_message(e, 'dropped', case
    when b.status not in ('confirmed', 'rescheduled') then 'The booking will not take place.'
    when b.starts_at <> (e.data ->> 'starts_at')::timestamptz then 'The booking has moved.'
    else 'It would come too late.'
  end)
  from app.outbox_events as e
  join app.bookings as b on (b.booking_id, b.organization_id) = (e.subject_id, e.organization_id)
  where e.event_id = any (p_event_ids) and e.status = 'queued' and e.topic = 'booking.reminder'
    and (
      b.status not in ('confirmed', 'rescheduled')
      or b.starts_at <> (e.data ->> 'starts_at')::timestamptz
      or app.reminder_is_late(b.starts_at, (e.data ->> 'minutes_before')::integer)
    );
$$;

comment on function app.drop_reminders(uuid[]) is
  'Drops those of the messages, locked by the caller, that remind of a booking which has moved, was cancelled, or is too near.  One that a worker has in hand may still go.';

-- sql/notify/drop_offers.sql
-- drop_offers: an offer that has ended is not sent.
--
-- Room:   notify
-- Reads:  app.outbox_events, app.waitlist_offers
-- Writes: app.outbox_events, app.audit_log
create function app.drop_offers(p_event_ids uuid[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  select app.end_message(e, 'dropped', 'The offer has ended.')
  from app.outbox_events as e
  join app.waitlist_offers as o on (o.offer_id, o.organization_id) = ((e.data ->> 'offer_id')::uuid, e.organization_id)
  where e.event_id = any (p_event_ids) and e.status = 'queued' and e.topic = 'waitlist.offered' and (o.status <> 'open' or o.expires_at <= app.now());
$$;

comment on function app.drop_offers(uuid[]) is
  'Drops those of the messages, locked by the caller, that offer a time which is not to be had by them any more.';

-- sql/notify/pick_events.sql
-- pick_events: which messages are next, in turns over the organizations.
--
-- Room:   notify
-- Reads:  app.outbox_events
-- Locks:  the messages that it returns; passes over those that somebody has
create sequence app.outbox_turns as bigint;

create function app.due_organizations(p_most integer)
returns uuid[]
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  -- In a circle, each time from another place: steps of the golden section reach every part of it as soon as can be, so that nobody waits long for a turn.
  v_start uuid := (lpad(to_hex(floor(((nextval('app.outbox_turns') * 0.6180339887498949) % 1) * 4294967296)::bigint), 8, '0') || '-0000-0000-0000-000000000000')::uuid;
  v_at uuid := v_start;
  v_first timestamptz;
  v_round integer := 1;
  v_due uuid[] := '{}';
begin
  while cardinality(v_due) < p_most loop
    -- One step through the index for each organization, however many messages it has: to its first, which tells whether any is due.
    select e.organization_id, e.next_attempt_at into v_at, v_first
    from app.outbox_events as e
    where e.status = 'queued' and e.organization_id > v_at
    order by e.organization_id, e.next_attempt_at
    limit 1;
    if v_at is null and v_round = 1 then
      v_round := 2;
      v_at := '00000000-0000-0000-0000-000000000000';
    elsif v_at is null or (v_round = 2 and v_at >= v_start) then
      exit;
    elsif v_first <= app.now() then
      v_due := v_due || v_at;
    end if;
  end loop;
  return v_due;
end;
$$;

comment on function app.due_organizations(integer) is 'Organizations that have a message which is due, p_most of them at most, each time from another place in their order.';

create function app.pick_events(p_most integer)
returns uuid[]
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_organizations uuid[] := app.due_organizations(p_most);
  v_each integer := ceil(p_most::numeric / greatest(cardinality(v_organizations), 1));
begin
  return (
    select array_agg(picked.event_id order by picked.turn)
    from (
      select mine.event_id, row_number() over (partition by o.organization_id order by mine.next_attempt_at) as turn
      from unnest(v_organizations) as o (organization_id)
      cross join lateral (
        select e.event_id, e.next_attempt_at
        from app.outbox_events as e
        where e.organization_id = o.organization_id and e.status = 'queued' and e.next_attempt_at <= app.now()
          -- Messages to one recipient about one thing go out in order: the first unfinished one holds back the rest.  Asked for each in turn, until there are enough;
          -- as a join it would be asked for all.
          and (
            select true from app.outbox_events as earlier
            where (earlier.subject_id, earlier.recipient) = (e.subject_id, e.recipient)
              and earlier.position < e.position
              and earlier.status = 'queued'
            limit 1
          ) is null
        order by e.next_attempt_at
        limit v_each
        for update skip locked
      ) as mine
    ) as picked
  );
end;
$$;

comment on function app.pick_events(integer) is
  'Locks messages that are due and returns their ids, or null: the first of each organization, then the second of each, up to an equal share of p_most, so that'
  ' nobody''s thousand messages delay anybody''s one.  Fewer than p_most where some have less than their share: ask again.';

-- sql/notify/claim_events.sql
-- claim_events: lease some messages to a worker.
--
-- Room:   notify
-- Caller: the service role
-- Reads:  app.outbox_events, app.organizations
-- Writes: app.outbox_events, app.audit_log
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function app.lease_events(p_event_ids uuid[], p_worker text, p_lease_seconds integer)
returns uuid[]
language sql
volatile
security invoker
set search_path = ''
as $$
  with leased as (
    update app.outbox_events as e
    set next_attempt_at = app.now() + make_interval(secs => p_lease_seconds), leased_by = p_worker, attempts = e.attempts + 1,
      tries = coalesce((select o.message_tries from app.organizations as o where o.organization_id = e.organization_id), 1)
    where e.event_id = any (p_event_ids) and e.status = 'queued'
    returning e.*
  ), noted as (
    select l.event_id, app.record(
      l.organization_id, 'message.attempted', l.event_id::text, null,
      jsonb_build_object('topic', l.topic, 'recipient', l.recipient, 'attempt', l.attempts, 'worker', p_worker)
    )
    from leased as l
  )
  select coalesce(array_agg(n.event_id order by array_position(p_event_ids, n.event_id)), '{}') from noted as n;
$$;

comment on function app.lease_events(uuid[], text, integer) is
  'Gives those of the messages, locked by the caller, that are still queued to a worker, and notes the attempt.  Returns their ids in the order given.';

create function private.claim_events(p_worker text, p_batch_size integer, p_lease_seconds integer)
returns table (event_id uuid, organization_id uuid, topic text, recipient text, attempt integer, created_at timestamptz, payload jsonb)
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_picked uuid[];
  v_leased uuid[] := '{}';
begin
  perform app.service_role_required();
  if (btrim(p_worker) <> '' and p_batch_size between 1 and 500 and p_lease_seconds between 5 and 3600) is not true then
    perform app.fail('invalid_argument', 'A worker has a name, takes 1 to 500 events and leases them for 5 to 3600 seconds.', 'Correct the arguments.');
  end if;
  -- Again where some were dropped, or few organizations had many: a batch that is not full means that nothing more is due.
  for v_round in 1 .. 5 loop
    v_picked := app.pick_events(p_batch_size - cardinality(v_leased));
    exit when v_picked is null;
    perform app.drop_lost(v_picked);
    perform app.drop_late(v_picked);
    perform app.drop_needless(v_picked);
    perform app.drop_reminders(v_picked);
    perform app.drop_offers(v_picked);
    perform app.drop_unwanted(v_picked);
    perform app.drop_unreachable(v_picked);
    v_leased := v_leased || app.lease_events(v_picked, p_worker, p_lease_seconds);
    exit when cardinality(v_leased) >= p_batch_size;
  end loop;
  return query
  select (told.event).event_id, (told.event).organization_id, (told.message).topic, (told.event).recipient, (told.event).attempts, (told.event).created_at,
    app.event_payload(told.message) || app.unsubscribe_payload(told.message)
  from unnest(v_leased) with ordinality as leased (event_id, turn)
  -- Each by its key, however many others there are.
  cross join lateral (select e as event, app.told_message(e) as message from app.outbox_events as e where e.event_id = leased.event_id offset 0) as told
  order by leased.turn;
end;
$$;

comment on function private.claim_events(text, integer, integer) is 'Definer: the outbox is no role''s to read or write.';
grant execute on function private.claim_events(text, integer, integer) to service_role;

create function api.claim_events(worker text, batch_size integer default 50, lease_seconds integer default 60)
returns table (event_id uuid, organization_id uuid, topic text, recipient text, attempt integer, created_at timestamptz, payload jsonb)
language sql
volatile
security invoker
set search_path = ''
as $$
  select e.event_id, e.organization_id, e.topic, e.recipient, e.attempt, e.created_at, e.payload
  from private.claim_events(claim_events.worker, claim_events.batch_size, claim_events.lease_seconds) as e;
$$;

comment on function api.claim_events(text, integer, integer) is
  'Up to batch_size messages that are due, leased to worker for lease_seconds; a lease that ends without mark_delivered or mark_failed makes the message due'
  ' again.  attempt counts from 1; payload is as app.event_payload makes it, and for what can be switched off'
  ' has unsubscribe {kind}.';
grant execute on function api.claim_events(text, integer, integer) to service_role;

-- sql/notify/masked_recipient.sql
-- masked_recipient: where a message goes, so that one recognizes it and nobody else reads it.
--
-- Room:  notify
-- Reads: app.outbox_events, app.invitations
create function app.masked_address(p_address text)
returns text
language sql
immutable
security invoker
set search_path = ''
as $$
  select left(p_address, 1) || '***@' || split_part(p_address, '@', 2);
$$;

comment on function app.masked_address(text) is 'g***@example.com of gil@example.com.';

create function private.masked_recipient(p_event_id uuid)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_event app.outbox_events;
begin
  select e.* into v_event
  from app.outbox_events as e
  where e.event_id = p_event_id
    and (e.organization_id = any (private.organizations_where('messages:read')) or current_setting('role', true) = 'service_role');
  if v_event.recipient = 'invitee' then
    return (
      select app.masked_address(i.email) from app.invitations as i
      where (i.invitation_id, i.organization_id) = (v_event.subject_id, v_event.organization_id)
    );
  end if;
  return app.masked_address((app.event_person(v_event)).email);
end;
$$;

comment on function private.masked_recipient(uuid) is
  'Definer: what a message speaks of is gathered from tables that its reader may not all see.  Null for those without messages:read, and where nobody is there any more.';
grant execute on function private.masked_recipient(uuid) to authenticated, service_role;

-- sql/notify/messages.sql
-- messages: what became of each message, for those who look after the organization.
--
-- Room:  notify
-- Reads: app.outbox_events, app.bookings, app.message_kinds
create policy outbox_events_select_by_admin on app.outbox_events for select to authenticated
using (organization_id = any ((select private.organizations_where('messages:read'))::uuid[]));
-- Not data and carried: they hold reasons that people gave.
grant select (
  event_id, organization_id, position, topic, recipient, subject_id, status, attempts, next_attempt_at, leased_by, last_error, useless_after, created_at, finished_at,
  mail_status, mail_status_at, mail_reason
) on app.outbox_events to authenticated, service_role;

create view api.messages with (security_invoker = true) as
select
  e.event_id, e.organization_id, e.topic, e.recipient, k.kind, k.essential, private.masked_recipient(e.event_id) as address,
  e.subject_id, b.booking_id, b.reference,
  e.status, e.attempts, e.last_error, e.leased_by is not null as in_hand,
  case when e.status = 'queued' and e.leased_by is null then e.next_attempt_at end as next_attempt_at,
  e.useless_after, e.created_at, e.finished_at, e.mail_status, e.mail_status_at, e.mail_reason
from app.outbox_events as e
left join app.message_kinds as k on (k.topic, k.recipient) = (e.topic, e.recipient)
left join app.bookings as b on (b.booking_id, b.organization_id) = (e.subject_id, e.organization_id);

comment on view api.messages is
  'Every message of the organization, for those with messages:read: queued, delivered (taken by the mail provider), failed (given up: retry_message tries again) or'
  ' dropped (last_error says why).  in_hand: a worker has it now.  address is masked.  mail_status is what the provider has reported since.'
  '  subject_id is the booking, series, wish or invitation.';
grant select on api.messages to authenticated, service_role;

-- sql/notify/retry_message.sql
-- retry_message: an admin lets a message that was given up be tried again.
--
-- Room:   notify
-- Caller: a member with messages:write
-- Reads:  app.outbox_events
-- Writes: app.outbox_events, app.audit_log, app.idempotency_keys
-- Locks:  the idempotency key, the message
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.retry_message(p_event_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_event_id);
  v_event app.outbox_events;
  v_answer jsonb;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('retry_message', p_key, v_arguments);
  select e.* into v_event
  from app.outbox_events as e
  where e.event_id = p_event_id and e.organization_id = any (private.organizations_where('members:read'))
  for no key update;
  if not found then
    perform app.fail('not_found', format('No message %s of your organization.', p_event_id), 'Choose one from the list of messages.');
  end if;
  perform private.permission_required(v_event.organization_id, 'messages:write');
  if v_answer is not null then
    return v_answer;
  end if;
  if v_event.status <> 'failed' then
    perform app.fail(
      'illegal_transition', format('The message is %s; only one that has failed can be tried again.', v_event.status), 'Reload the list of messages.'
    );
  end if;
  -- An old state after a newer one would tell what is no longer so.
  if app.tells_a_state(v_event.topic) and exists (
    select from app.outbox_events as later
    where (later.subject_id, later.recipient) = (v_event.subject_id, v_event.recipient) and later.position > v_event.position
      and app.tells_a_state(later.topic) and later.status in ('queued', 'delivered')
  ) then
    perform app.fail(
      'illegal_transition', 'A newer message about the same thing has gone out or is about to; this one would tell what is no longer so.',
      'Try the newest one again.'
    );
  end if;

  update app.outbox_events as e
  set status = 'queued', finished_at = null, next_attempt_at = app.now(), useless_after = null, attempts_before = e.attempts
  where (e.event_id, e.organization_id) = (v_event.event_id, v_event.organization_id);
  perform app.record(
    v_event.organization_id, 'message.retried', p_event_id::text, jsonb_build_object('status', 'failed', 'attempt', v_event.attempts), jsonb_build_object('status', 'queued')
  );
  return app.remember_answer('retry_message', p_key, v_arguments, jsonb_build_object('event_id', p_event_id, 'status', 'queued'));
end;
$$;

comment on function private.retry_message(uuid, text) is 'Definer: the outbox is no role''s to write.  See api.retry_message.';
grant execute on function private.retry_message(uuid, text) to authenticated;

create function api.retry_message(event_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.retry_message(retry_message.event_id, retry_message.idempotency_key);
$$;

comment on function api.retry_message(uuid, text) is
  'Queues a failed message once more, at once and for as many tries as a new one, even where its booking has begun: that is for a person to judge.  Refused where a'
  ' newer message about the same thing stands.  Returns {event_id, status}.';
grant execute on function api.retry_message(uuid, text) to authenticated;

-- sql/notify/tick.sql
-- tick: what time alone brings about.
--
-- Room:   notify
-- Caller: the service role, every few seconds; the database's administrator
-- Reads:  app.holds, app.slot_claims, app.bookings
-- Writes: app.audit_log, app.booking_reminders, app.booking_series, app.booking_tokens, app.bookings, app.holds, app.idempotency_keys, app.mail_addresses,
--         app.next_slots, app.notifications, app.outbox_events, app.provider_events, app.rate_limits, app.resource_claims, app.series_holds, app.slot_claims,
--         app.unsubscribe_tokens, app.waitlist_entries, app.waitlist_offers, app.waitlist_releases, app.webhook_deliveries, app.webhook_secrets
-- Locks:  the practitioner, then the booking, for each booking that expires
create function private.tick()
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_holds integer;
  v_bookings integer := 0;
  v_keys integer;
  v_reminders integer;
  v_booking app.bookings;
begin
  perform app.service_role_required();
  perform app.act_as('system:tick');

  -- Never waits while it holds a lock: a practitioner who is busy, and a row that somebody is using, are left to the next tick.
  for v_booking in
    select b.* from app.bookings as b
    where b.status = 'pending' and b.approval_expires_at <= app.now()
    order by b.practitioner_id
    limit 500
  loop
    if app.try_lock_practitioner(v_booking.practitioner_id) then
      select b.* into v_booking from app.bookings as b where b.booking_id = v_booking.booking_id for update skip locked;
      if v_booking.status = 'pending' then
        perform app.end_booking(v_booking, 'expire', 'system', null);
        v_bookings := v_bookings + 1;
      end if;
    end if;
  end loop;

  perform app.tick_waitlist();
  with lapsed as (
    select c.claim_id, c.organization_id
    from app.holds as h
    join app.slot_claims as c on (c.claim_id, c.organization_id) = (h.claim_id, h.organization_id)
    where c.kind = 'hold' and c.expires_at <= app.now()
    for update of c skip locked
  )
  delete from app.slot_claims as c using lapsed as l where (c.claim_id, c.organization_id) = (l.claim_id, l.organization_id);
  get diagnostics v_holds = row_count;
  with old as (
    select h.hold_key from app.holds as h where h.created_at < app.now() - interval '1 day' for update skip locked
  )
  delete from app.holds as h using old where h.hold_key = old.hold_key;
  with old as (
    select s.hold_key from app.series_holds as s
    where s.created_at < app.now() - interval '1 day' and not exists (select from app.holds as h where h.series_key = s.hold_key)
    for update skip locked
  )
  delete from app.series_holds as s using old where s.hold_key = old.hold_key;

  with old as (
    select k.caller, k.verb, k.key from app.idempotency_keys as k where k.created_at < app.now() - interval '24 hours' for update skip locked
  )
  delete from app.idempotency_keys as k using old where (k.caller, k.verb, k.key) = (old.caller, old.verb, old.key);
  get diagnostics v_keys = row_count;
  delete from app.rate_limits as r where r.minute < app.now() - interval '5 minutes';
  v_reminders := app.enqueue_reminders();
  perform app.prune_notifications();
  perform app.prune_webhooks();
  perform app.apply_provider_events();
  perform app.prune_provider_events();
  perform app.tighten_next_slots(50);
  return jsonb_build_object('holds_expired', v_holds, 'bookings_expired', v_bookings, 'keys_purged', v_keys, 'reminders_queued', v_reminders);
end;
$$;

comment on function private.tick() is 'Definer: it writes what no role may.  See api.tick.';
grant execute on function private.tick() to service_role;

create function api.tick()
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.tick();
$$;

comment on function api.tick() is
  'Removes lapsed holds, passes on waitlist offers that nobody answered, expires unapproved bookings, queues reminders, forgets old idempotency keys and'
  ' counts, works out what mail providers have reported.  Returns {holds_expired, bookings_expired, keys_purged,'
  ' reminders_queued}.'
  '  Safe to call as often as one likes, by several at once.';
grant execute on function api.tick() to service_role;


-- envelope: keys for what is encrypted outside, wrapped
-- sql/envelope/data_keys.sql
-- data_keys: the keys that an organization's secrets are encrypted with, each wrapped by a master key that the database never sees.
--
-- Room:   envelope
-- Owns:   app.data_keys
-- Raises: PT400 invalid_argument
create table app.data_keys (
  key_id uuid not null,
  organization_id uuid not null,
  master_key_id text not null,
  wrapped bytea not null,
  created_at timestamptz not null default app.now(),
  rewrapped_at timestamptz,
  retired_at timestamptz,

  constraint data_keys_pkey primary key (key_id, organization_id),
  constraint data_keys_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete restrict,
  constraint data_keys_name_a_master_key check (master_key_id ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  -- More than the 32 bytes themselves: a key that nobody wrapped does not get in.
  constraint data_keys_are_wrapped check (octet_length(wrapped) between 48 and 4096)
);

comment on table app.data_keys is
  'Encrypted and decrypted outside only.  An organization has one current key, with which new things are encrypted; retired ones still open what they closed.';
comment on column app.data_keys.master_key_id is 'Which key of the edge''s environment, or of a key service, wraps it.';
comment on column app.data_keys.retired_at is 'Since when nothing new is encrypted with it; null: the current one.';

create unique index data_keys_by_id on app.data_keys (key_id);
create unique index data_keys_by_organization_one_current on app.data_keys (organization_id) where retired_at is null;
create index data_keys_by_master_key on app.data_keys (master_key_id, key_id);

alter table app.data_keys enable row level security;

create function app.data_key_answer(p_key app.data_keys)
returns jsonb
language sql
immutable
security invoker
return case when p_key.key_id is not null then jsonb_build_object(
  'key_id', p_key.key_id, 'organization_id', p_key.organization_id, 'master_key_id', p_key.master_key_id,
  'wrapped', translate(encode(p_key.wrapped, 'base64'), E'\n', ''), 'retired_at', p_key.retired_at
) end;

comment on function app.data_key_answer(app.data_keys) is '{key_id, organization_id, master_key_id, wrapped (base64), retired_at}; null for none.';

create function app.sealed_bytes(p_base64 text, p_least integer, p_most integer)
returns bytea
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_bytes bytea;
begin
  if p_base64 ~ '^[A-Za-z0-9+/]+={0,2}$' and length(p_base64) % 4 = 0 and length(p_base64) <= p_most * 4 / 3 + 4 then
    v_bytes := decode(p_base64, 'base64');
  end if;
  if octet_length(v_bytes) between p_least and p_most then
    return v_bytes;
  end if;
  perform app.fail('invalid_argument', format('Ciphertext is base64 of %s to %s bytes.', p_least, p_most), 'Send what the edge encrypted.');
  return null;
end;
$$;

comment on function app.sealed_bytes(text, integer, integer) is 'The bytes of a ciphertext that came as base64.  Raises PT400 invalid_argument.';

-- sql/envelope/data_key.sql
-- data_key: a wrapped data key, for the edge to unwrap.
--
-- Room:   envelope
-- Caller: the service role
-- Reads:  app.data_keys
-- Raises: PT403 not_allowed
create function private.data_key(p_organization_id uuid, p_key_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  return (
    select app.data_key_answer(k) from app.data_keys as k
    where k.organization_id = p_organization_id
      and case when p_key_id is null then k.retired_at is null else k.key_id = p_key_id end
  );
end;
$$;

comment on function private.data_key(uuid, uuid) is 'Definer: data keys are no role''s to read.  See api.data_key.';
grant execute on function private.data_key(uuid, uuid) to service_role;

create function api.data_key(organization_id uuid, key_id uuid default null)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select private.data_key(data_key.organization_id, data_key.key_id);
$$;

comment on function api.data_key(uuid, uuid) is
  'An organization''s current data key, or the one asked for: {key_id, organization_id, master_key_id, wrapped, retired_at}; null where there is none.';
grant execute on function api.data_key(uuid, uuid) to service_role;

-- sql/envelope/register_data_key.sql
-- register_data_key: an organization's first data key, or the one that replaces it.
--
-- Room:   envelope
-- Caller: the service role
-- Reads:  app.organizations
-- Writes: app.audit_log, app.data_keys
-- Locks:  the organization
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found
create function private.register_data_key(p_organization_id uuid, p_key_id uuid, p_master_key_id text, p_wrapped text, p_replaces uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_wrapped bytea;
  v_key app.data_keys;
begin
  perform app.service_role_required();
  v_wrapped := app.sealed_bytes(p_wrapped, 48, 4096);
  if p_key_id is null or p_master_key_id !~ '^[a-z0-9][a-z0-9._-]{0,63}$' is not false then
    perform app.fail('invalid_argument', 'A data key has an id, and the id of the master key that wraps it.', 'Send both.');
  end if;
  perform from app.organizations as o where o.organization_id = p_organization_id for no key update;
  if not found then
    perform app.fail('not_found', format('No organization %s.', p_organization_id), 'Check the id.');
  end if;
  select k.* into v_key from app.data_keys as k where k.organization_id = p_organization_id and k.retired_at is null;
  -- Somebody was faster: theirs is the current one.
  if v_key.key_id is distinct from p_replaces then
    return app.data_key_answer(v_key);
  end if;
  if v_key.key_id is not null then
    update app.data_keys as k set retired_at = app.now() where k.key_id = v_key.key_id;
    perform app.record(p_organization_id, 'data_key.retired', v_key.key_id::text);
  end if;
  insert into app.data_keys (key_id, organization_id, master_key_id, wrapped)
  values (p_key_id, p_organization_id, p_master_key_id, v_wrapped)
  returning * into v_key;
  perform app.record(p_organization_id, 'data_key.created', p_key_id::text, null, jsonb_build_object('master_key_id', p_master_key_id));
  return app.data_key_answer(v_key);
end;
$$;

comment on function private.register_data_key(uuid, uuid, text, text, uuid) is 'Definer: data keys are no role''s to write.  See api.register_data_key.';
grant execute on function private.register_data_key(uuid, uuid, text, text, uuid) to service_role;

create function api.register_data_key(organization_id uuid, key_id uuid, master_key_id text, wrapped text, replaces uuid default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.register_data_key(
    register_data_key.organization_id, register_data_key.key_id, register_data_key.master_key_id, register_data_key.wrapped, register_data_key.replaces
  );
$$;

comment on function api.register_data_key(uuid, uuid, text, text, uuid) is
  'Makes a wrapped key the organization''s current one, unless there is one other than replaces; returns the current one, as data_key does.';
grant execute on function api.register_data_key(uuid, uuid, text, text, uuid) to service_role;

-- sql/envelope/data_keys_to_rewrap.sql
-- data_keys_to_rewrap: the data keys that are not wrapped by the master key of today.
--
-- Room:   envelope
-- Caller: the service role
-- Reads:  app.data_keys
-- Raises: PT403 not_allowed
create function private.data_keys_to_rewrap(p_master_key_id text, p_after uuid, p_batch_size integer)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  return (
    select coalesce(jsonb_agg(app.data_key_answer(k) order by k.key_id), '[]')
    from (
      select d.* from app.data_keys as d
      where d.master_key_id <> p_master_key_id and (p_after is null or d.key_id > p_after)
      order by d.key_id limit greatest(1, least(coalesce(p_batch_size, 100), 1000))
    ) as k
  );
end;
$$;

comment on function private.data_keys_to_rewrap(text, uuid, integer) is 'Definer: data keys are no role''s to read.  See api.data_keys_to_rewrap.';
grant execute on function private.data_keys_to_rewrap(text, uuid, integer) to service_role;

create function api.data_keys_to_rewrap(master_key_id text, after uuid default null, batch_size integer default 100)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select private.data_keys_to_rewrap(data_keys_to_rewrap.master_key_id, data_keys_to_rewrap.after, data_keys_to_rewrap.batch_size);
$$;

comment on function api.data_keys_to_rewrap(text, uuid, integer) is
  'Up to batch_size data keys, retired ones too, that another master key than this wraps; in the order of their ids, those above after.  As data_key tells them.';
grant execute on function api.data_keys_to_rewrap(text, uuid, integer) to service_role;

-- sql/envelope/rewrap_data_key.sql
-- rewrap_data_key: the same data key, wrapped by another master key.
--
-- Room:   envelope
-- Caller: the service role
-- Reads:  app.data_keys
-- Writes: app.audit_log, app.data_keys
-- Locks:  the data key
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found
create function private.rewrap_data_key(p_key_id uuid, p_from text, p_to text, p_wrapped text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_wrapped bytea;
  v_key app.data_keys;
begin
  perform app.service_role_required();
  v_wrapped := app.sealed_bytes(p_wrapped, 48, 4096);
  if p_to !~ '^[a-z0-9][a-z0-9._-]{0,63}$' is not false then
    perform app.fail('invalid_argument', 'A master key''s id has lower-case letters, digits, dots, dashes.', 'Send the id of the master key that wraps it now.');
  end if;
  select k.* into v_key from app.data_keys as k where k.key_id = p_key_id for update;
  if not found then
    perform app.fail('not_found', format('No data key %s.', p_key_id), 'Send what data_keys_to_rewrap gave you.');
  end if;
  -- Two at the same work: the first has done it.
  if v_key.master_key_id <> p_from or p_from = p_to then
    return app.data_key_answer(v_key);
  end if;
  update app.data_keys as k set master_key_id = p_to, wrapped = v_wrapped, rewrapped_at = app.now() where k.key_id = p_key_id returning k.* into v_key;
  perform app.record(
    v_key.organization_id, 'data_key.rewrapped', p_key_id::text, jsonb_build_object('master_key_id', p_from), jsonb_build_object('master_key_id', p_to)
  );
  return app.data_key_answer(v_key);
end;
$$;

comment on function private.rewrap_data_key(uuid, text, text, text) is 'Definer: data keys are no role''s to write.  See api.rewrap_data_key.';
grant execute on function private.rewrap_data_key(uuid, text, text, text) to service_role;

create function api.rewrap_data_key(key_id uuid, from_master_key_id text, to_master_key_id text, wrapped text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.rewrap_data_key(rewrap_data_key.key_id, rewrap_data_key.from_master_key_id, rewrap_data_key.to_master_key_id, rewrap_data_key.wrapped);
$$;

comment on function api.rewrap_data_key(uuid, text, text, text) is
  'Replaces a data key''s wrapping, if it is still the one of from_master_key_id, and returns the key as data_key does.  What it encrypted stays as it is.  Safe to repeat.';
grant execute on function api.rewrap_data_key(uuid, text, text, text) to service_role;


-- calendars: bookings in other people's calendar apps
-- sql/calendars/calendar_feeds.sql
-- calendar_feeds: private addresses at which a calendar reads a practitioner's bookings.
--
-- Room: calendars
-- Owns: app.calendar_feeds
create table app.calendar_feeds (
  feed_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  practitioner_id uuid not null,
  token_hash bytea not null,
  detail boolean not null,
  created_by uuid not null,
  created_at timestamptz not null default app.now(),
  revoked_at timestamptz,
  last_read_at timestamptz,
  version text,
  changed_at timestamptz,

  constraint calendar_feeds_pkey primary key (feed_id, organization_id),
  constraint calendar_feeds_are_of_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade,
  constraint calendar_feeds_keep_only_a_sha256 check (octet_length(token_hash) = 32),
  constraint calendar_feeds_version_says_since_when check ((version is null) = (changed_at is null))
);

comment on table app.calendar_feeds is
  'Who has the address reads the practitioner''s coming and recent bookings, until it is revoked or whoever made it may no longer read them.  The address'' secret'
  ' is shown once; its SHA-256 is kept.';
comment on column app.calendar_feeds.detail is 'Whether services and clients are named; without effect while the organization is discreet.';
comment on column app.calendar_feeds.created_by is 'The user who made it, and whose right to read these bookings it lives by.';
comment on column app.calendar_feeds.last_read_at is 'To the hour, so that polling calendars write once an hour.';
comment on column app.calendar_feeds.version is 'Of what was last read; changed_at says since when, for HTTP''s Last-Modified.';

create unique index calendar_feeds_by_token on app.calendar_feeds (token_hash);
create index calendar_feeds_by_practitioner on app.calendar_feeds (practitioner_id, organization_id);

alter table app.calendar_feeds enable row level security;
create policy calendar_feeds_select_by_admin_or_self on app.calendar_feeds for select to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('sessions:read'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
);

create view api.calendar_feeds with (security_invoker = true) as
select f.feed_id, f.organization_id, f.practitioner_id, f.detail, f.created_by, f.created_at, f.last_read_at, f.revoked_at
from app.calendar_feeds as f;

comment on view api.calendar_feeds is
  'The calendar feeds of the caller''s own practice, of the whole organization for its admins.  The address is not here: create_calendar_feed shows it once.';
grant select (feed_id, organization_id, practitioner_id, detail, created_by, created_at, last_read_at, revoked_at)
on app.calendar_feeds to authenticated, service_role;
grant select on api.calendar_feeds to authenticated, service_role;

-- sql/calendars/create_calendar_feed.sql
-- create_calendar_feed: a private address for any calendar app.
--
-- Room:   calendars
-- Caller: the practitioner, or a member with sessions:manage
-- Reads:  app.calendar_feeds
-- Writes: app.audit_log, app.calendar_feeds, app.idempotency_keys
-- Locks:  the idempotency key, the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.create_calendar_feed(p_practitioner_id uuid, p_detail boolean, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_practitioner app.practitioners := private.practitioner_to_read(p_practitioner_id, p_supervised => false);
  v_arguments constant jsonb := jsonb_build_array(p_practitioner_id, coalesce(p_detail, false));
  v_answer jsonb := app.recall_answer('create_calendar_feed', p_key, v_arguments);
  -- 244 random bits.
  v_token constant text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
  v_feed app.calendar_feeds;
begin
  if v_answer is not null then
    return v_answer || jsonb_build_object('token', null);
  end if;
  perform app.lock_practitioner(p_practitioner_id);
  if (select count(*) from app.calendar_feeds as f where f.practitioner_id = p_practitioner_id and f.revoked_at is null) >= 10 then
    perform app.fail('invalid_argument', 'A practitioner has up to ten calendar feeds.', 'Revoke one that is no longer read.');
  end if;
  insert into app.calendar_feeds (organization_id, practitioner_id, token_hash, detail, created_by)
  values (v_practitioner.organization_id, p_practitioner_id, sha256(convert_to(v_token, 'UTF8')), coalesce(p_detail, false), auth.uid())
  returning * into v_feed;
  v_answer := jsonb_build_object(
    'feed_id', v_feed.feed_id, 'organization_id', v_feed.organization_id, 'practitioner_id', v_feed.practitioner_id,
    'detail', v_feed.detail, 'created_at', v_feed.created_at
  );
  perform app.record(v_feed.organization_id, 'calendar_feed.created', v_feed.feed_id::text, null, v_answer);
  -- The token is kept nowhere, not even with the answer.
  return app.remember_answer('create_calendar_feed', p_key, v_arguments, v_answer) || jsonb_build_object('token', v_token);
end;
$$;

comment on function private.create_calendar_feed(uuid, boolean, text) is 'Definer: feeds are no role''s to write.  See api.create_calendar_feed.';
grant execute on function private.create_calendar_feed(uuid, boolean, text) to authenticated;

create function api.create_calendar_feed(practitioner_id uuid, detail boolean default false, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.create_calendar_feed(create_calendar_feed.practitioner_id, create_calendar_feed.detail, create_calendar_feed.idempotency_key);
$$;

comment on function api.create_calendar_feed(uuid, boolean, text) is
  'Makes a feed and returns {feed_id, organization_id, practitioner_id, detail, created_at, token}; its address is <edge>/calendar/<token>.ics.  The token is'
  ' shown this once: a repeated request has null in its place.  detail names services and clients, unless the organization is discreet.';
grant execute on function api.create_calendar_feed(uuid, boolean, text) to authenticated;

-- sql/calendars/revoke_calendar_feed.sql
-- revoke_calendar_feed: the address shows nothing from now on.
--
-- Room:   calendars
-- Caller: the practitioner, or a member with sessions:manage
-- Reads:  app.calendar_feeds
-- Writes: app.audit_log, app.calendar_feeds, app.idempotency_keys
-- Locks:  the idempotency key
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.revoke_calendar_feed(p_feed_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_feed app.calendar_feeds;
  v_arguments constant jsonb := jsonb_build_array(p_feed_id);
  v_answer jsonb;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('revoke_calendar_feed', p_key, v_arguments);
  select f.* into v_feed from app.calendar_feeds as f where f.feed_id = p_feed_id;
  if v_feed.feed_id is null or app.standing(v_feed.organization_id, null) = 'public' then
    perform app.fail('not_found', format('No calendar feed %s that you may see.', p_feed_id), 'Check which account you are signed in with.');
  end if;
  perform private.practitioner_to_read(v_feed.practitioner_id, p_supervised => false);
  if v_answer is not null then
    return v_answer;
  end if;
  -- Asking twice is no error.
  update app.calendar_feeds as f set revoked_at = app.now() where f.feed_id = p_feed_id and f.revoked_at is null;
  if found then
    perform app.record(v_feed.organization_id, 'calendar_feed.revoked', p_feed_id::text);
  end if;
  select jsonb_build_object('feed_id', f.feed_id, 'revoked_at', f.revoked_at) into v_answer from app.calendar_feeds as f where f.feed_id = p_feed_id;
  return app.remember_answer('revoke_calendar_feed', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.revoke_calendar_feed(uuid, text) is 'Definer: feeds are no role''s to write.  See api.revoke_calendar_feed.';
grant execute on function private.revoke_calendar_feed(uuid, text) to authenticated;

create function api.revoke_calendar_feed(feed_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.revoke_calendar_feed(revoke_calendar_feed.feed_id, revoke_calendar_feed.idempotency_key);
$$;

comment on function api.revoke_calendar_feed(uuid, text) is 'Ends a feed for good and returns {feed_id, revoked_at}.  Safe to repeat.';
grant execute on function api.revoke_calendar_feed(uuid, text) to authenticated;

-- sql/calendars/feed_calendar.sql
-- feed_calendar: what a calendar shows of a practitioner's bookings.
--
-- Room:  calendars
-- Reads: app.bookings, app.organizations, app.practitioners, app.services
create function app.feed_events(p_practitioner app.practitioners, p_detail boolean)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  with sessions as (
    select
      -- The seats of a session are one event; whatever else is booked stands for itself.
      case
        when s.capacity = 1 or b.overbooked then b.booking_id
        else md5(concat_ws(' ', b.practitioner_id, b.service_id, extract(epoch from b.starts_at), extract(epoch from b.ends_at)))::uuid
      end as event_id,
      b.service_id, b.starts_at, b.ends_at, s.name, s.capacity,
      count(*) as taken, bool_and(b.status = 'pending') as tentative, max(b.ics_sequence) as ics_sequence, max(b.updated_at) as changed_at,
      array_agg(b.reference order by b.reference) as bookings, array_agg(b.client_name order by b.client_name, b.reference) as clients
    from app.bookings as b
    join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id)
    where (b.practitioner_id, b.organization_id) = (p_practitioner.practitioner_id, p_practitioner.organization_id)
      and b.status <> 'cancelled'
      and b.starts_at between app.now() - interval '30 days' and app.now() + interval '365 days'
    group by 1, b.service_id, b.starts_at, b.ends_at, s.name, s.capacity
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'event_id', e.event_id, 'starts_at', e.starts_at, 'ends_at', e.ends_at, 'tentative', e.tentative, 'ics_sequence', e.ics_sequence,
    'changed_at', e.changed_at, 'taken', e.taken, 'seats', e.capacity, 'reference', case when e.capacity = 1 then e.bookings[1] end
  ) || case when p_detail then jsonb_build_object(
    'service', e.name, 'clients', e.clients, 'place', app.place_of(p_practitioner.practitioner_id, e.service_id, p_practitioner.organization_id)
  ) else '{}' end order by e.starts_at, e.event_id), '[]')
  from sessions as e;
$$;

comment on function app.feed_events(app.practitioners, boolean) is
  'The bookings of the last 30 and the next 365 days, each occurrence of a series by itself: [{event_id, starts_at, ends_at, tentative, ics_sequence, changed_at,'
  ' taken, seats, reference}], with detail {service, clients[], place} too.';

create function app.feed_calendar(p_feed app.calendar_feeds)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'organization', o.name, 'time_zone', p.time_zone, 'locale', p.locale, 'detail', p_feed.detail and not o.discreet,
    'events', app.feed_events(p, p_feed.detail and not o.discreet)
  )
  from app.practitioners as p
  join app.organizations as o on o.organization_id = p.organization_id
  where (p.practitioner_id, p.organization_id) = (p_feed.practitioner_id, p_feed.organization_id);
$$;

comment on function app.feed_calendar(app.calendar_feeds) is '{organization, time_zone, locale, detail, events[] as app.feed_events makes them}; the same for the same bookings.';

-- sql/calendars/read_calendar_feed.sql
-- read_calendar_feed: the bookings behind a feed's address.
--
-- Room:   calendars
-- Caller: the service role
-- Reads:  app.calendar_feeds, app.practitioners, app.organizations, app.members, app.role_permissions, app.bookings
-- Writes: app.audit_log, app.calendar_feeds, app.rate_limits
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found, PT429 too_many_requests
create function app.feed_of_token(p_hash bytea)
returns app.calendar_feeds
language sql
stable
security invoker
set search_path = ''
as $$
  -- It lives by the right of whoever made it: a member who left, was suspended or lost the role takes the feed along.
  select f.*
  from app.calendar_feeds as f
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (f.practitioner_id, f.organization_id)
  join app.organizations as o on o.organization_id = f.organization_id
  join app.members as m on (m.organization_id, m.user_id) = (f.organization_id, f.created_by)
  where f.token_hash = p_hash and f.revoked_at is null
    and p.archived_at is null and o.suspended_at is null and m.suspended_at is null
    and app.role_may(m.organization_id, m.role, case when m.member_id = p.member_id then 'sessions:read' else 'sessions:manage' end);
$$;

comment on function app.feed_of_token(bytea) is 'The feed behind a token, or null for one that is unknown, revoked, or whose maker may no longer read these bookings.';

create function private.read_calendar_feed(p_token_hash text, p_known_version text, p_requester text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_feed app.calendar_feeds;
  v_calendar jsonb;
  v_version text;
begin
  perform app.service_role_required();
  v_feed := app.feed_of_token(app.token_hash(p_token_hash));
  if v_feed.feed_id is null then
    perform app.limit_rate('feeds tried from ' || left(p_requester, 64), 60) where p_requester is not null;
    -- Returned, not raised: the count must outlive the refusal.
    return app.fail_with_status('not_found', 'No such calendar.', 'Subscribe to the address that was shown when the feed was made.');
  end if;
  perform app.limit_rate('feed ' || v_feed.feed_id, 60);
  v_calendar := app.feed_calendar(v_feed);
  v_version := left(encode(sha256(convert_to(v_calendar::text, 'UTF8')), 'hex'), 32);
  if v_feed.version is distinct from v_version or v_feed.last_read_at is null or v_feed.last_read_at < app.now() - interval '1 hour' then
    if v_feed.last_read_at is null or v_feed.last_read_at < app.now() - interval '1 hour' then
      perform app.record(v_feed.organization_id, 'calendar_feed.read', v_feed.feed_id::text, null, jsonb_build_object('detail', v_calendar -> 'detail'));
      v_feed.last_read_at := app.now();
    end if;
    update app.calendar_feeds as f
    set version = v_version, last_read_at = v_feed.last_read_at,
        -- Two versions never share a second, which is all that Last-Modified tells.
        changed_at = case when f.version = v_version then f.changed_at else greatest(app.now(), f.changed_at + interval '1 second') end
    where (f.feed_id, f.organization_id) = (v_feed.feed_id, v_feed.organization_id)
    returning f.* into v_feed;
  end if;
  return jsonb_build_object(
    'feed_id', v_feed.feed_id, 'version', v_version, 'changed_at', v_feed.changed_at,
    'calendar', case when p_known_version is distinct from v_version then v_calendar end
  );
end;
$$;

comment on function private.read_calendar_feed(text, text, text) is 'Definer: bookings and feeds are not the service role''s to read and write by themselves.'
  '  See api.read_calendar_feed.';
grant execute on function private.read_calendar_feed(text, text, text) to service_role;

create function api.read_calendar_feed(token_hash text, known_version text default null, requester text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.read_calendar_feed(read_calendar_feed.token_hash, read_calendar_feed.known_version, read_calendar_feed.requester);
$$;

comment on function api.read_calendar_feed(text, text, text) is
  '{feed_id, version, changed_at, calendar}, with a calendar of null for whoever knows this version; as app.feed_calendar makes it.  requester: a hash of the place'
  ' that asks, whose wrong tokens are counted.  Whatever is wrong with a token, the answer is not_found.';
grant execute on function api.read_calendar_feed(text, text, text) to service_role;


-- reviews: what clients say of an appointment that took place
-- sql/reviews/reviews.sql
-- reviews: what clients say of an appointment that took place (DR-6.1).
--
-- Room: reviews
-- Owns: app.reviews
-- Writes: app.practitioner_ratings, app.reviews
create table app.reviews (
  review_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  booking_id uuid not null,
  practitioner_id uuid not null,
  client_id uuid not null,
  rating smallint,
  comment text,
  recommend smallint,
  answer text,
  answered_at timestamptz,
  hidden_at timestamptz,
  hidden_by text,
  hidden_reason text,
  withdrawn_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint reviews_pkey primary key (review_id, organization_id),
  constraint reviews_one_for_each_booking unique (booking_id, organization_id),
  constraint reviews_are_of_a_booking foreign key (booking_id, organization_id)
  references app.bookings (booking_id, organization_id) on delete cascade,
  constraint reviews_are_of_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade on update cascade,
  constraint reviews_are_by_a_client foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete cascade,
  constraint reviews_rate_from_1_to_5 check (rating between 1 and 5),
  constraint reviews_recommend_from_0_to_10 check (recommend between 0 and 10),
  constraint reviews_comment_is_short check (app.is_short_text(comment, 2000)),
  constraint reviews_answer_is_short check (app.is_short_text(answer, 2000)),
  constraint reviews_answer_says_when check ((answer is null) = (answered_at is null)),
  constraint reviews_hidden_says_by_whom_and_why check (num_nulls(hidden_at, hidden_by, hidden_reason) in (0, 3)),
  constraint reviews_hidden_reason_is_short check (app.is_short_text(hidden_reason, 500)),
  constraint reviews_withdrawn_say_nothing check ((withdrawn_at is null) = (rating is not null)),
  constraint reviews_withdrawn_keep_no_word check (withdrawn_at is null or num_nonnulls(comment, recommend, answer) = 0)
);

comment on table app.reviews is
  'One for each attended booking at most: in a group, one for each seat.  Shown to the public without who wrote it.  Hidden by an admin it stays, unseen and uncounted;'
  ' withdrawn by its client only the row stays, so that nobody rates a booking twice.';
comment on column app.reviews.client_id is 'The booking''s: follows when the booking is tied to an account.';
comment on column app.reviews.rating is '1 (bad) to 5 (very good); null once withdrawn.';
comment on column app.reviews.recommend is '0 to 10: how likely the client is to recommend the practice; for the practice''s figures only; null: not said.';
comment on column app.reviews.hidden_by is 'Who hid it, as app.actor says.';

create index reviews_by_practitioner on app.reviews (practitioner_id, created_at desc, review_id desc);
create index reviews_by_organization on app.reviews (organization_id, created_at desc, review_id desc);
create index reviews_by_client on app.reviews (client_id, organization_id);

alter table app.reviews enable row level security;
create policy reviews_select_by_party on app.reviews for select to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('sessions:read'))::uuid[])
  or organization_id = any ((select private.organizations_where('reviews:manage'))::uuid[])
  or client_id = any ((select private.my_client_ids())::uuid[])
);
grant select on app.reviews to authenticated, service_role;

create function app.let_review_follow()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  update app.reviews as r set client_id = new.client_id where (r.booking_id, r.organization_id) = (new.booking_id, new.organization_id);
  return null;
end;
$$;

comment on function app.let_review_follow() is 'Trigger: a review is by whoever the booking''s client is, also once an account took the booking over.';

create trigger _500_review_follows after update of client_id on app.bookings
for each row when (old.client_id <> new.client_id) execute function app.let_review_follow();

-- sql/reviews/count_rating.sql
-- count_rating: the average of a practitioner is right at every moment (CP-9.5).
--
-- Room:   reviews
-- Writes: app.practitioner_ratings
-- Locks:  the review, then app.practitioner_ratings of its practitioner
create function app.count_rating()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_before integer := case when tg_op <> 'INSERT' and old.hidden_at is null then old.rating end;
  v_after integer := case when tg_op <> 'DELETE' and new.hidden_at is null then new.rating end;
  v_review app.reviews := coalesce(new, old);
begin
  if v_before is not distinct from v_after then
    return null;
  end if;
  if tg_op = 'INSERT' then
    insert into app.practitioner_ratings (practitioner_id, organization_id) values (v_review.practitioner_id, v_review.organization_id)
    on conflict do nothing;
  end if;
  -- By differences: each change of a review is counted once, since whoever changes it has its row, and here they queue for the sum.
  update app.practitioner_ratings as p
  set rating_count = p.rating_count + (v_after is not null)::integer - (v_before is not null)::integer,
      rating_sum = p.rating_sum + coalesce(v_after, 0) - coalesce(v_before, 0)
  where (p.practitioner_id, p.organization_id) = (v_review.practitioner_id, v_review.organization_id);
  return null;
end;
$$;

comment on function app.count_rating() is 'Trigger: what a review adds while it is shown.  A verb changes one review, so that two never wait for one another crosswise.';

create trigger _500_rating after insert or delete or update of rating, hidden_at on app.reviews
for each row execute function app.count_rating();

-- sql/reviews/views.sql
-- views: reviews as those see them who were there, and those who answer for the practice.
--
-- Room:  reviews
-- Reads: app.reviews, app.practitioners, app.bookings, app.services
create view api.reviews with (security_invoker = true) as
select
  r.review_id, r.organization_id, r.booking_id, r.practitioner_id, r.client_id,
  (select p.display_name from app.practitioners as p where (p.practitioner_id, p.organization_id) = (r.practitioner_id, r.organization_id)) as practitioner_name,
  (select b.client_name from app.bookings as b where (b.booking_id, b.organization_id) = (r.booking_id, r.organization_id)) as client_name,
  (select b.reference from app.bookings as b where (b.booking_id, b.organization_id) = (r.booking_id, r.organization_id)) as reference,
  (select b.starts_at from app.bookings as b where (b.booking_id, b.organization_id) = (r.booking_id, r.organization_id)) as starts_at,
  (
    select s.name from app.bookings as b
    join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id)
    where (b.booking_id, b.organization_id) = (r.booking_id, r.organization_id)
  ) as service_name,
  r.rating, r.comment, r.recommend, r.answer, r.answered_at, r.hidden_at,
  case when r.organization_id = any ((select private.organizations_where('sessions:read'))::uuid[]) then r.hidden_reason end as hidden_reason,
  r.withdrawn_at, r.created_at
from app.reviews as r;

comment on view api.reviews is
  'The caller''s reviews: those of a practitioner''s own sessions, of an organization for those with reviews:manage, those that a client wrote.  The public reads'
  ' practitioner_reviews.  hidden_reason is for members.  Changed by verbs only.';
grant select on api.reviews to authenticated, service_role;

-- sql/reviews/announce_review.sql
-- announce_review: the practitioner hears of a new review, and so do endpoints.
--
-- Room:   reviews
-- Reads:  app.bookings, app.members, app.practitioners, app.webhook_endpoints, app.webhook_subscriptions
-- Writes: app.notifications, app.webhook_deliveries
-- Locks:  the endpoints, against deletion
create function app.announce_review()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_notification app.notifications;
begin
  insert into app.notifications (organization_id, user_id, event_id, topic, recipient, subject_id, booking_id, starts_at, ends_at)
  select new.organization_id, m.user_id, new.review_id, 'review.created', 'practitioner', new.review_id, new.booking_id, b.starts_at, b.ends_at
  from app.bookings as b
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (b.practitioner_id, b.organization_id)
  join app.members as m on (m.member_id, m.organization_id) = (p.member_id, p.organization_id)
  where (b.booking_id, b.organization_id) = (new.booking_id, new.organization_id) and m.suspended_at is null
  returning * into v_notification;
  if found then
    perform app.broadcast('user:' || v_notification.user_id, 'notification', to_jsonb(v_notification) - array['user_id', 'event_id', 'read_at']);
  end if;

  insert into app.webhook_deliveries (organization_id, endpoint_id, event_type, subject_id, data)
  select new.organization_id, e.endpoint_id, 'review.created', new.review_id, jsonb_build_object(
    'review_id', new.review_id, 'booking_id', new.booking_id, 'organization_id', new.organization_id, 'practitioner_id', new.practitioner_id,
    'rating', new.rating
  )
  from app.webhook_endpoints as e
  join app.webhook_subscriptions as s on (s.endpoint_id, s.organization_id) = (e.endpoint_id, e.organization_id)
  where e.organization_id = new.organization_id and e.status = 'active' and s.event_type = 'review.created'
  for key share of e skip locked;
  return null;
end;
$$;

comment on function app.announce_review() is
  'Trigger: within the app and without mail, since a review can wait.  Neither the notification nor what endpoints get has a word of the text or says who wrote it.';

create trigger _800_announce_review after insert on app.reviews
for each row execute function app.announce_review();

-- sql/reviews/insert_review.sql
-- insert_review: a client rates one booking, once (CP-9.6, CP-14.7).
--
-- Room:   reviews
-- Writes: app.audit_log, app.notifications, app.practitioner_ratings, app.reviews, app.webhook_deliveries
-- Locks:  the ratings of the practitioner
-- Raises: PT400 invalid_argument, PT409 already_rated, PT409 illegal_transition
create function app.insert_review(p_booking app.bookings, p_rating integer, p_comment text, p_recommend integer)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_comment text := nullif(btrim(replace(p_comment, E'\r\n', E'\n'), E' \n\t'), '');
  v_review app.reviews;
  v_wrong text := case
    when p_rating is null or p_rating not between 1 and 5 then 'A rating is a whole number from 1 to 5.'
    when p_recommend not between 0 and 10 then 'recommend is a whole number from 0 to 10.'
    when not app.is_short_text(v_comment, 2000) then 'A comment has at most 2000 characters, and no control characters.'
  end;
begin
  if v_wrong is not null then
    perform app.fail('invalid_argument', v_wrong, 'Correct the review and send it again.');
  end if;
  if p_booking.status <> 'completed' then
    perform app.fail(
      'illegal_transition', 'Only an appointment that took place can be reviewed.', 'The practice marks it as attended once it is over; review it then.'
    );
  end if;
  -- completed is final, so nothing needs to be locked: of two at once the second waits for the first and is told.
  insert into app.reviews (organization_id, booking_id, practitioner_id, client_id, rating, comment, recommend)
  values (p_booking.organization_id, p_booking.booking_id, p_booking.practitioner_id, p_booking.client_id, p_rating, v_comment, p_recommend)
  on conflict on constraint reviews_one_for_each_booking do nothing
  returning * into v_review;
  if not found then
    perform app.fail('already_rated', 'This appointment was reviewed before.', 'Each appointment is reviewed once; the practice has your review.');
  end if;
  perform app.record(
    v_review.organization_id, 'review.created', v_review.review_id::text, null,
    jsonb_build_object('booking_id', v_review.booking_id, 'practitioner_id', v_review.practitioner_id, 'rating', v_review.rating)
  );
  return jsonb_build_object(
    'review_id', v_review.review_id, 'booking_id', v_review.booking_id, 'rating', v_review.rating, 'created_at', v_review.created_at
  );
end;
$$;

comment on function app.insert_review(app.bookings, integer, text, integer) is
  'Returns {review_id, booking_id, rating, created_at}: not the text, which answers to repeated requests need not keep.  Whoever calls it has authorised.';

-- sql/reviews/review_booking.sql
-- review_booking: a signed-in client says how an appointment was (CP-9.2, CP-9.3).
--
-- Room:   reviews
-- Caller: the client
-- Reads:  app.bookings, app.clients, app.practitioners
-- Writes: app.audit_log, app.idempotency_keys, app.notifications, app.practitioner_ratings, app.reviews, app.webhook_deliveries
-- Locks:  the idempotency key, the ratings of the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 already_rated, PT409 illegal_transition,
--         PT422 idempotency_mismatch
create function private.review_booking(p_booking_id uuid, p_rating integer, p_comment text, p_recommend integer, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_booking_id, p_rating, p_comment, p_recommend);
  v_answer jsonb := app.recall_answer('review_booking', p_key, v_arguments);
  v_booking app.bookings;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  select b.* into v_booking
  from app.bookings as b
  join app.clients as c on (c.client_id, c.organization_id) = (b.client_id, b.organization_id)
  where b.booking_id = p_booking_id and c.user_id = v_user_id;
  if not found or v_booking.practitioner_id = any (private.my_practitioner_ids('sessions:read')) then
    -- To a stranger it does not exist.
    perform private.booking_of_party(p_booking_id);
    perform app.fail('not_allowed', 'Only the client reviews an appointment.', 'Practices answer reviews; they write none of themselves.');
  end if;
  v_answer := app.insert_review(v_booking, p_rating, p_comment, p_recommend);
  return app.remember_answer('review_booking', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.review_booking(uuid, integer, text, integer, text) is 'Definer: reviews are no role''s to write.  The client''s account authorises.';
grant execute on function private.review_booking(uuid, integer, text, integer, text) to authenticated;

create function api.review_booking(
  booking_id uuid, rating integer, comment text default null, recommend integer default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.review_booking(
    review_booking.booking_id, review_booking.rating, review_booking.comment, review_booking.recommend, review_booking.idempotency_key
  );
$$;

comment on function api.review_booking(uuid, integer, text, integer, text) is
  'Reviews a completed booking, once: rating 1 to 5, a comment if wanted, and how likely one recommends the practice (0 to 10).  The public sees rating and comment,'
  ' never who wrote them.  Returns {review_id, booking_id, rating, created_at}.  Safe to repeat.';
grant execute on function api.review_booking(uuid, integer, text, integer, text) to authenticated;

-- sql/reviews/review_by_token.sql
-- review_by_token: a client says by the link in a mail how an appointment was (CP-9.1).
--
-- Room:   reviews
-- Caller: whoever has the token
-- Reads:  app.booking_tokens, app.bookings
-- Writes: app.audit_log, app.idempotency_keys, app.notifications, app.practitioner_ratings, app.rate_limits, app.reviews, app.webhook_deliveries
-- Locks:  the idempotency key, the ratings of the practitioner
-- Raises: PT400 invalid_argument, PT403 token_invalid, PT409 already_rated, PT409 illegal_transition, PT410 token_expired, PT422 idempotency_mismatch,
--         PT429 too_many_requests
create function private.review_by_token(p_token text, p_rating integer, p_comment text, p_recommend integer, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_token, p_rating, p_comment, p_recommend);
  v_answer jsonb := app.recall_answer('review_by_token', p_key, v_arguments);
  -- The token authorises.
  v_booking app.bookings := app.booking_of_token(p_token);
begin
  if v_booking.booking_id is null then
    return app.fail_token();
  end if;
  if v_answer is not null then
    return v_answer;
  end if;
  perform app.act_as('client:' || v_booking.client_email);
  v_answer := app.insert_review(v_booking, p_rating, p_comment, p_recommend);
  return app.remember_answer('review_by_token', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.review_by_token(text, integer, text, integer, text) is 'Definer: reviews are no role''s to write; the token authorises.';
grant execute on function private.review_by_token(text, integer, text, integer, text) to anon, authenticated;

create function api.review_by_token(
  token text, rating integer, comment text default null, recommend integer default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.review_by_token(
    review_by_token.token, review_by_token.rating, review_by_token.comment, review_by_token.recommend, review_by_token.idempotency_key
  );
$$;

comment on function api.review_by_token(text, integer, text, integer, text) is
  'Reviews the link''s booking as review_booking does, until 30 days after it.  Safe to repeat.';
grant execute on function api.review_by_token(text, integer, text, integer, text) to anon, authenticated;

-- sql/reviews/review_of_token.sql
-- review_of_token: what a review by link would be of, and whether there is one.
--
-- Room:   reviews
-- Caller: whoever has the token
-- Reads:  app.booking_tokens, app.bookings, app.organizations, app.practitioners, app.reviews, app.services
-- Writes: app.rate_limits
-- Raises: PT403 token_invalid, PT410 token_expired, PT429 too_many_requests
create function private.review_of_token(p_token text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  -- The token authorises.
  v_booking app.bookings := app.booking_of_token(p_token);
begin
  if v_booking.booking_id is null then
    return app.fail_token();
  end if;
  return (
    select jsonb_build_object(
      'status', v_booking.status, 'starts_at', v_booking.starts_at, 'time_zone', v_booking.client_time_zone,
      'organization', jsonb_build_object('name', o.name, 'slug', o.slug),
      'practitioner', jsonb_build_object('display_name', p.display_name, 'slug', p.slug),
      'service', jsonb_build_object('name', s.name),
      'asked', v_booking.status = 'completed' and r.review_id is null and app.asks_for_reviews(v_booking.organization_id),
      'can_review', v_booking.status = 'completed' and r.review_id is null,
      'reviewed_at', r.created_at
    )
    from app.organizations as o
    join app.practitioners as p on (p.practitioner_id, p.organization_id) = (v_booking.practitioner_id, o.organization_id)
    join app.services as s on (s.service_id, s.organization_id) = (v_booking.service_id, o.organization_id)
    left join app.reviews as r on (r.booking_id, r.organization_id) = (v_booking.booking_id, o.organization_id)
    where o.organization_id = v_booking.organization_id
  );
end;
$$;

comment on function private.review_of_token(text) is 'Definer: bookings are no role''s to read without an account; the token authorises.';
grant execute on function private.review_of_token(text) to anon, authenticated;

create function api.review_of_token(token text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.review_of_token(review_of_token.token);
$$;

comment on function api.review_of_token(text) is
  'Whether the link''s booking can be reviewed: {status, starts_at, time_zone, organization, practitioner, service, asked, can_review, reviewed_at}.'
  '  asked: can be, and the organization asks for reviews.  Not what was written: a link may have been passed on.';
grant execute on function api.review_of_token(text) to anon, authenticated;

-- sql/reviews/bookings_to_review.sql
-- bookings_to_review: which appointments a signed-in client may say something about (CP-4.6).
--
-- Room:   reviews
-- Caller: any signed-in user
-- Reads:  app.bookings, app.clients, app.organizations, app.practitioners, app.reviews, app.services
-- Raises: PT401 not_signed_in
create function private.bookings_to_review()
returns table (
  booking_id uuid, organization_id uuid, organization_name text, practitioner_name text, service_name text, starts_at timestamptz, time_zone text, asked boolean
)
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform app.sign_in_required();
  return query
  select b.booking_id, b.organization_id, o.name, p.display_name, s.name, b.starts_at, b.client_time_zone, app.asks_for_reviews(b.organization_id)
  from app.bookings as b
  join app.organizations as o on o.organization_id = b.organization_id
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (b.practitioner_id, b.organization_id)
  join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id)
  where b.client_id = any (private.my_client_ids())
    and b.status = 'completed' and b.ends_at > app.now() - interval '60 days'
    and b.practitioner_id <> all (private.my_practitioner_ids('sessions:read'))
    and not exists (select from app.reviews as r where (r.booking_id, r.organization_id) = (b.booking_id, b.organization_id))
  order by b.starts_at desc
  limit 20;
end;
$$;

comment on function private.bookings_to_review() is 'Definer: whether an organization asks is not the public''s to read.  Speaks of the caller''s own bookings only.';
grant execute on function private.bookings_to_review() to authenticated;

create function api.bookings_to_review()
returns table (
  booking_id uuid, organization_id uuid, organization_name text, practitioner_name text, service_name text, starts_at timestamptz, time_zone text, asked boolean
)
language sql
stable
security invoker
set search_path = ''
as $$
  select b.booking_id, b.organization_id, b.organization_name, b.practitioner_name, b.service_name, b.starts_at, b.time_zone, b.asked
  from private.bookings_to_review() as b;
$$;

comment on function api.bookings_to_review() is
  'The caller''s own appointments of the last 60 days that took place and were not reviewed, newest first, 20 at most.  asked: whether the organization asks its clients.';
grant execute on function api.bookings_to_review() to authenticated;

-- sql/reviews/practitioner_reviews.sql
-- practitioner_reviews: what is said of a practitioner, for everybody (DR-2.1, CP-9.5).
--
-- Room:   reviews
-- Caller: anybody
-- Reads:  app.organizations, app.practitioners, app.reviews
-- Raises: PT400 invalid_argument
create function private.practitioner_reviews(p_practitioner_id uuid, p_limit integer, p_after uuid)
returns table (review_id uuid, rating smallint, comment text, month date, answer text, answered_month date)
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if p_limit is null or p_limit not between 1 and 50 then
    perform app.fail('invalid_argument', 'limit_count must be between 1 and 50.', 'Correct the request and send it again.');
  end if;
  return query
  select
    r.review_id, r.rating, r.comment, date_trunc('month', r.created_at at time zone p.time_zone)::date,
    r.answer, date_trunc('month', r.answered_at at time zone p.time_zone)::date
  from app.reviews as r
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (r.practitioner_id, r.organization_id)
  join app.organizations as o on o.organization_id = r.organization_id
  where r.practitioner_id = p_practitioner_id
    and p.published and p.archived_at is null and o.suspended_at is null
    and r.hidden_at is null and r.withdrawn_at is null
    and (p_after is null or (r.created_at, r.review_id) < (
      select a.created_at, a.review_id from app.reviews as a where a.review_id = p_after and a.practitioner_id = p_practitioner_id
    ))
  order by r.created_at desc, r.review_id desc
  limit p_limit;
end;
$$;

comment on function private.practitioner_reviews(uuid, integer, uuid) is
  'Definer: reviews are the parties'' to read.  Open to everybody, of published profiles only, and says neither who wrote a review nor of which appointment or day.';
grant execute on function private.practitioner_reviews(uuid, integer, uuid) to anon, authenticated, service_role;

create function api.practitioner_reviews(practitioner_id uuid, limit_count integer default 10, after uuid default null)
returns table (review_id uuid, rating smallint, comment text, month date, answer text, answered_month date)
language sql
stable
security invoker
set search_path = ''
as $$
  select r.review_id, r.rating, r.comment, r.month, r.answer, r.answered_month
  from private.practitioner_reviews(practitioner_reviews.practitioner_id, practitioner_reviews.limit_count, practitioner_reviews.after) as r;
$$;

comment on function api.practitioner_reviews(uuid, integer, uuid) is
  'The reviews on a published profile, newest first; month: the first day of the month in which it was written.  after: the review_id of the last row seen, for the'
  ' next page; that review may have been hidden meanwhile.  Average and count are in api.practitioners.';
grant execute on function api.practitioner_reviews(uuid, integer, uuid) to anon, authenticated, service_role;

-- sql/reviews/answer_review.sql
-- answer_review: the practitioner answers in public.
--
-- Room:   reviews
-- Caller: the practitioner
-- Reads:  app.practitioners
-- Writes: app.audit_log, app.idempotency_keys, app.practitioner_ratings, app.reviews
-- Locks:  the idempotency key, the review
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.answer_review(p_review_id uuid, p_answer text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_answer jsonb;
  v_text text := nullif(btrim(replace(p_answer, E'\r\n', E'\n'), E' \n\t'), '');
  v_review app.reviews;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('answer_review', p_key, jsonb_build_array(p_review_id, p_answer));
  select r.* into v_review from app.reviews as r where r.review_id = p_review_id for update;
  if v_review.review_id is null or app.standing(v_review.organization_id, null) = 'public' then
    perform app.fail('not_found', format('No review %s that you may see.', p_review_id), 'Check which account you are signed in with.');
  end if;
  if v_review.practitioner_id <> all (private.my_practitioner_ids('profile:write')) then
    perform app.fail('not_allowed', 'Only the practitioner answers a review.', 'Admins can hide a review, with a reason.');
  end if;
  if v_answer is not null then
    return v_answer;
  end if;
  if not app.is_short_text(v_text, 2000) then
    perform app.fail('invalid_argument', 'An answer has at most 2000 characters, and no control characters.', 'Shorten the answer.');
  end if;
  if v_review.withdrawn_at is not null then
    perform app.fail('illegal_transition', 'The client has withdrawn this review.', 'There is nothing left to answer.');
  end if;
  if v_text is distinct from v_review.answer then
    update app.reviews as r
    set answer = v_text, answered_at = case when v_text is not null then app.now() end
    where (r.review_id, r.organization_id) = (v_review.review_id, v_review.organization_id)
    returning r.* into v_review;
    perform app.record(v_review.organization_id, case when v_text is null then 'review.answer_removed' else 'review.answered' end, p_review_id::text);
  end if;
  return app.remember_answer(
    'answer_review', p_key, jsonb_build_array(p_review_id, p_answer), jsonb_build_object('review_id', v_review.review_id, 'answered_at', v_review.answered_at)
  );
end;
$$;

comment on function private.answer_review(uuid, text, text) is 'Definer: reviews are no role''s to write.  Whose profile it is may answer.';
grant execute on function private.answer_review(uuid, text, text) to authenticated;

create function api.answer_review(review_id uuid, answer text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.answer_review(answer_review.review_id, answer_review.answer, answer_review.idempotency_key);
$$;

comment on function api.answer_review(uuid, text, text) is
  'Puts the practitioner''s answer below a review, in place of an earlier one; an empty answer takes it away.  Returns {review_id, answered_at}.  Safe to repeat.';
grant execute on function api.answer_review(uuid, text, text) to authenticated;

-- sql/reviews/show_hide_review.sql
-- show_hide_review: whether a review is shown.
--
-- Room:   reviews
-- Caller: members with reviews:manage
-- Writes: app.audit_log, app.idempotency_keys, app.practitioner_ratings, app.reviews
-- Locks:  the idempotency key, the review, the ratings of the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.show_hide_review(p_review_id uuid, p_reason text, p_hide boolean, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_verb text := case when p_hide then 'hide_review' else 'show_review' end;
  v_arguments jsonb := jsonb_build_array(p_review_id, p_reason);
  v_answer jsonb;
  v_reason text := nullif(btrim(p_reason, E' \n\t'), '');
  v_before app.reviews;
  v_after app.reviews;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer(v_verb, p_key, v_arguments);
  select r.* into v_before from app.reviews as r where r.review_id = p_review_id for update;
  if v_before.review_id is null or app.standing(v_before.organization_id, null) = 'public' then
    perform app.fail('not_found', format('No review %s that you may see.', p_review_id), 'Check which account you are signed in with.');
  end if;
  perform private.permission_required(v_before.organization_id, 'reviews:manage');
  if v_answer is not null then
    return v_answer;
  end if;
  if p_hide and app.is_short_text(v_reason, 500) is not true then
    perform app.fail('invalid_argument', 'A review is hidden for a reason of at most 500 characters.', 'Say why; the practitioner and the audit log see it.');
  end if;
  if v_before.withdrawn_at is not null then
    perform app.fail('illegal_transition', 'The client has withdrawn this review.', 'It is shown nowhere.');
  end if;
  v_after := v_before;
  -- Asking twice is no error.
  if (v_before.hidden_at is not null) <> p_hide then
    update app.reviews as r
    set hidden_at = case when p_hide then app.now() end, hidden_by = case when p_hide then app.actor() end, hidden_reason = case when p_hide then v_reason end
    where (r.review_id, r.organization_id) = (v_before.review_id, v_before.organization_id)
    returning r.* into v_after;
    perform app.record(
      v_after.organization_id, case when p_hide then 'review.hidden' else 'review.shown' end, p_review_id::text,
      jsonb_build_object('hidden_reason', v_before.hidden_reason), jsonb_build_object('hidden_reason', v_after.hidden_reason)
    );
  end if;
  return app.remember_answer(v_verb, p_key, v_arguments, jsonb_build_object('review_id', v_after.review_id, 'hidden_at', v_after.hidden_at));
end;
$$;

comment on function private.show_hide_review(uuid, text, boolean, text) is 'Definer: reviews are no role''s to write; private.permission_required authorises.';
grant execute on function private.show_hide_review(uuid, text, boolean, text) to authenticated;

-- sql/reviews/hide_review.sql
-- hide_review: a review is shown no more, for a reason that is kept.
--
-- Room:   reviews
-- Caller: members with reviews:manage
-- Writes: app.audit_log, app.idempotency_keys, app.practitioner_ratings, app.reviews
-- Locks:  the idempotency key, the review, the ratings of the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function api.hide_review(review_id uuid, reason text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.show_hide_review(hide_review.review_id, hide_review.reason, true, hide_review.idempotency_key);
$$;

comment on function api.hide_review(uuid, text, text) is
  'Takes a review off the profile and out of the average.  The reason is for members and the audit log.  Returns {review_id, hidden_at}.  Safe to repeat.';
grant execute on function api.hide_review(uuid, text, text) to authenticated;

-- sql/reviews/show_review.sql
-- show_review: a hidden review is shown again.
--
-- Room:   reviews
-- Caller: members with reviews:manage
-- Writes: app.audit_log, app.idempotency_keys, app.practitioner_ratings, app.reviews
-- Locks:  the idempotency key, the review, the ratings of the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function api.show_review(review_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.show_hide_review(show_review.review_id, null, false, show_review.idempotency_key);
$$;

comment on function api.show_review(uuid, text) is
  'Puts a hidden review back on the profile and into the average.  Returns {review_id, hidden_at: null}.  Safe to repeat.';
grant execute on function api.show_review(uuid, text) to authenticated;

-- sql/reviews/withdraw_review.sql
-- withdraw_review: a client takes the own review back.
--
-- Room:   reviews
-- Caller: the client
-- Reads:  app.clients
-- Writes: app.audit_log, app.idempotency_keys, app.practitioner_ratings, app.reviews
-- Locks:  the idempotency key, the review, the ratings of the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.withdraw_review(p_review_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_review_id);
  v_answer jsonb;
  v_review app.reviews;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('withdraw_review', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  select r.* into v_review from app.reviews as r where r.review_id = p_review_id for update;
  if v_review.review_id is null or v_review.client_id <> all (private.my_client_ids()) then
    if app.standing(v_review.organization_id, null) <> 'public' then
      perform app.fail('not_allowed', 'Only the client withdraws a review.', 'Admins can hide it, with a reason.');
    end if;
    perform app.fail('not_found', format('No review %s that you may see.', p_review_id), 'Check which account you are signed in with.');
  end if;
  -- Asking twice is no error.
  if v_review.withdrawn_at is null then
    update app.reviews as r
    set withdrawn_at = app.now(), rating = null, comment = null, recommend = null, answer = null, answered_at = null
    where (r.review_id, r.organization_id) = (v_review.review_id, v_review.organization_id)
    returning r.* into v_review;
    perform app.record(v_review.organization_id, 'review.withdrawn', p_review_id::text);
  end if;
  return app.remember_answer(
    'withdraw_review', p_key, v_arguments, jsonb_build_object('review_id', v_review.review_id, 'withdrawn_at', v_review.withdrawn_at)
  );
end;
$$;

comment on function private.withdraw_review(uuid, text) is 'Definer: reviews are no role''s to write.  The client''s account authorises.';
grant execute on function private.withdraw_review(uuid, text) to authenticated;

create function api.withdraw_review(review_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.withdraw_review(withdraw_review.review_id, withdraw_review.idempotency_key);
$$;

comment on function api.withdraw_review(uuid, text) is
  'Erases what the caller said of an appointment, with the answer to it, for good: rating, comment and recommendation.  The appointment stays reviewed once.'
  '  Returns {review_id, withdrawn_at}.  Safe to repeat.';
grant execute on function api.withdraw_review(uuid, text) to authenticated;


-- notes: what is written about a session, sealed
-- sql/notes/notes.sql
-- notes: what is written about a session, as ciphertext.
--
-- Room:   notes
-- Owns:   app.notes
-- Raises: PT409 illegal_transition
create table app.notes (
  note_id uuid not null,
  organization_id uuid not null,
  booking_id uuid not null,
  addendum_to uuid,
  visibility text not null,
  author_id uuid not null,
  author_role text not null,
  author_name text not null,
  version integer not null default 1,
  key_id uuid not null,
  sealed bytea not null,
  created_at timestamptz not null default app.now(),
  updated_at timestamptz not null default app.now(),
  signed_at timestamptz,

  constraint notes_pkey primary key (note_id, organization_id),
  constraint notes_are_about_a_booking foreign key (booking_id, organization_id)
  references app.bookings (booking_id, organization_id) on delete restrict,
  constraint notes_may_add_to_a_note foreign key (addendum_to, organization_id)
  references app.notes (note_id, organization_id) on delete cascade,
  constraint notes_are_sealed_by_a_data_key foreign key (key_id, organization_id)
  references app.data_keys (key_id, organization_id) on delete restrict,
  constraint notes_visibility_is_known check (visibility in ('private', 'shared')),
  constraint notes_author_role_is_known check (author_role in ('practitioner', 'admin', 'client')),
  constraint notes_of_clients_are_shared check (author_role <> 'client' or visibility = 'shared'),
  constraint notes_add_to_another check (addendum_to <> note_id),
  constraint notes_count_versions check (version > 0),
  constraint notes_are_sealed check (octet_length(sealed) between 30 and 100000)
);

comment on table app.notes is
  'private: the booking''s practitioner, admins with notes:read, and who supervises; shared: the client too.  A draft is its author''s alone.  Signed, it is never'
  ' changed: corrections are addenda.  The edge encrypts; the database never sees what a note says.';
comment on column app.notes.version is 'Rises with every save of the draft; a part of what the ciphertext is bound to.';
comment on column app.notes.author_name is 'As the author was called when the note was begun.';
comment on column app.notes.signed_at is 'Since when it is final, and others read it; null: a draft.';

create unique index notes_by_id on app.notes (note_id);
create index notes_by_booking on app.notes (booking_id, organization_id);
create index notes_by_addendum on app.notes (addendum_to, organization_id);
create index notes_by_key on app.notes (key_id, organization_id);

create function app.guard_note()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if old.signed_at is not null and (tg_op = 'UPDATE' or current_setting('app.erasing_notes', true) is distinct from 'yes') then
    perform app.fail('illegal_transition', 'A signed note stays as it is.', 'Write an addendum.');
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  if (old.organization_id, old.booking_id, old.author_id, old.author_role, old.author_name, old.created_at, old.note_id)
    is distinct from (new.organization_id, new.booking_id, new.author_id, new.author_role, new.author_name, new.created_at, new.note_id)
    or old.addendum_to is distinct from new.addendum_to then
    perform app.fail('illegal_transition', 'Whose note it is, and about what, stays as it is.', 'Write another note.');
  end if;
  return new;
end;
$$;

comment on function app.guard_note() is
  'Trigger: refuses whatever would change a signed note, whoever asks; and that a draft changes hands.  Erasure on a client''s request says so by app.erase_notes.';
create trigger _100_guard before update or delete on app.notes
for each row execute function app.guard_note();

alter table app.notes enable row level security;

-- sql/notes/audit_note.sql
-- audit_note: who wrote, signed and discarded which note, and never what it says.
--
-- Room:   notes
-- Writes: app.audit_log, app.notes
create function app.note_facts(p_note app.notes)
returns jsonb
language sql
stable
security invoker
return jsonb_strip_nulls(jsonb_build_object(
  'booking_id', p_note.booking_id, 'visibility', p_note.visibility, 'version', p_note.version, 'author_role', p_note.author_role,
  'addendum_to', p_note.addendum_to, 'signed_at', p_note.signed_at
));

comment on function app.note_facts(app.notes) is 'What the audit log may know of a note: no content, no ciphertext.';

create function app.audit_note()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform app.record(
    coalesce(new.organization_id, old.organization_id),
    case
      when tg_op = 'INSERT' then 'note.created'
      when tg_op = 'DELETE' and old.signed_at is null then 'note.discarded'
      when tg_op = 'DELETE' then 'note.erased'
      when new.signed_at is distinct from old.signed_at then 'note.signed'
      else 'note.saved'
    end,
    coalesce(new.note_id, old.note_id)::text,
    case when tg_op <> 'INSERT' then app.note_facts(old) end,
    case when tg_op <> 'DELETE' then app.note_facts(new) end
  );
  return null;
end;
$$;

comment on function app.audit_note() is 'Trigger.  Actions: note.created, .saved, .signed, .discarded, .erased; before and after as app.note_facts has them.';
create trigger _900_audit after insert or update or delete on app.notes
for each row execute function app.audit_note();

create function app.erase_notes(p_client_id uuid, p_organization_id uuid)
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_count integer;
begin
  perform set_config('app.erasing_notes', 'yes', true);
  delete from app.notes as n using app.bookings as b
  where (b.booking_id, b.organization_id) = (n.booking_id, n.organization_id)
    and (b.client_id, b.organization_id) = (p_client_id, p_organization_id);
  get diagnostics v_count = row_count;
  perform set_config('app.erasing_notes', '', true);
  return v_count;
end;
$$;

comment on function app.erase_notes(uuid, uuid) is
  'Deletes all notes about a client''s bookings, signed ones too, and says how many.  Internal: for verbs that have made sure that they may be erased.';

-- sql/notes/note_standing.sql
-- note_standing: what the caller may do with the notes on one booking.
--
-- Room:   notes
-- Reads:  app.bookings, app.practitioners, app.members
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.note_standing(p_booking_id uuid, out booking app.bookings, out party text, out reads_private boolean, out writes boolean)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_own boolean;
  v_manages boolean;
  v_supervises boolean;
begin
  perform app.sign_in_required();
  select b.* into booking from app.bookings as b where b.booking_id = p_booking_id;
  v_own := booking.practitioner_id = any (private.my_practitioner_ids('sessions:read'));
  v_manages := booking.organization_id = any (private.organizations_where('sessions:manage'));
  v_supervises := booking.practitioner_id = any (private.supervised_practitioner_ids(true));
  party := case
    when v_own then 'practitioner'
    when v_manages then 'admin'
    when v_supervises then 'supervisor'
    when booking.client_id = any (private.my_client_ids()) then 'client'
  end;
  if party is null then
    if booking.booking_id is not null and app.standing(booking.organization_id, null) <> 'public' then
      perform app.fail('not_allowed', 'This booking is with another practitioner.', 'Ask that practitioner or an admin.');
    end if;
    perform app.fail('not_found', format('No booking %s that you may see.', p_booking_id), 'Check which account you are signed in with.');
  end if;
  reads_private := v_own or v_supervises or (v_manages and booking.organization_id = any (private.organizations_where('notes:read')));
  writes := case party
    when 'supervisor' then false
    when 'practitioner' then booking.practitioner_id = any (private.my_practitioner_ids('notes:write'))
    when 'admin' then booking.organization_id = any (private.organizations_where('notes:write'))
    else true
  end;
end;
$$;

comment on function private.note_standing(uuid) is
  'The booking; the caller''s party: practitioner, admin, supervisor or client; and whether private notes may be read, and notes be written.  The same as the policies say, for verbs.'
  '  Definer: who is asked about may not be the caller''s to read.';

create function app.may_read_note(p_note app.notes, p_reads_private boolean)
returns boolean
language sql
stable
security invoker
return case when p_note.signed_at is null then p_note.author_id = (select auth.uid()) else p_note.visibility = 'shared' or p_reads_private end;

comment on function app.may_read_note(app.notes, boolean) is 'Whether somebody with a standing on the booking may read this note: a draft is its author''s alone.';

-- sql/notes/policies.sql
-- policies: who sees that there is a note; what it says is for read_notes.
--
-- Room: notes
-- Who sees no booking sees no note on it: the bookings below are those that the caller sees.
create policy notes_select_by_party on app.notes for select to authenticated
using (
  case when signed_at is null then author_id = (select auth.uid()) else true end
  and exists (
    select from app.bookings as b
    where (b.booking_id, b.organization_id) = (notes.booking_id, notes.organization_id)
      and (
        b.practitioner_id = any ((select private.my_practitioner_ids('sessions:read'))::uuid[])
        or b.practitioner_id = any ((select private.supervised_practitioner_ids(true))::uuid[])
        or (
          b.organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
          and (
            notes.visibility = 'shared' or notes.signed_at is null
            or b.organization_id = any ((select private.organizations_where('notes:read'))::uuid[])
          )
        )
        or (notes.visibility = 'shared' and b.client_id = any ((select private.my_client_ids())::uuid[]))
      )
  )
);
-- All but what is sealed.
grant select (
  note_id, organization_id, booking_id, addendum_to, visibility, author_id, author_role, author_name, version, created_at, updated_at, signed_at
) on app.notes to authenticated, service_role;

create view api.notes with (security_invoker = true) as
select
  n.note_id, n.organization_id, n.booking_id, b.client_id, b.practitioner_id, b.starts_at, n.addendum_to, n.visibility,
  case when n.signed_at is null then 'draft' else 'signed' end as status,
  n.version, n.author_role, n.author_name, n.author_id = (select auth.uid()) as is_mine, n.created_at, n.updated_at, n.signed_at
from app.notes as n
join app.bookings as b on (b.booking_id, b.organization_id) = (n.booking_id, n.organization_id);

comment on view api.notes is
  'The notes that the caller may read, and the own drafts, without what they say: read_notes says it, and that it did.  starts_at is the booking''s.  Changed by verbs only.';
grant select on api.notes to authenticated, service_role;

-- sql/notes/note_to_change.sql
-- note_to_change: one draft, locked, for its author.
--
-- Room:   notes
-- Reads:  app.bookings, app.notes
-- Locks:  the note
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.note_to_change(p_note_id uuid)
returns app.notes
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_note app.notes;
  v_standing record;
  v_seen boolean := false;
begin
  select n.* into v_note from app.notes as n where n.note_id = p_note_id;
  if found then
    -- Whoever may no longer see the booking is refused here.
    v_standing := private.note_standing(v_note.booking_id);
    v_seen := app.may_read_note(v_note, v_standing.reads_private);
  end if;
  if v_seen and v_note.author_id <> v_user_id then
    perform app.fail('not_allowed', 'Somebody else wrote this note.', 'Write an addendum.');
  end if;
  if v_seen and not v_standing.writes then
    perform app.fail('not_allowed', 'You may read these notes, not write any.', 'Ask an admin of your organization.');
  end if;
  if v_seen then
    select n.* into v_note from app.notes as n where n.note_id = p_note_id for update;
  end if;
  if not v_seen or not found then
    perform app.fail('not_found', format('No note %s that you may see.', p_note_id), 'It may have been discarded in another window.');
  end if;
  return v_note;
end;
$$;

comment on function private.note_to_change(uuid) is
  'The note, locked, if the caller wrote it and may still write on its booking.  Definer: notes are changed by verbs only.';

create function app.check_note_version(p_note app.notes, p_expected_version integer)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_note.version is distinct from p_expected_version then
    perform app.fail_with_hint(
      'changed_meanwhile', 'The note was saved in another window meanwhile.', jsonb_build_object('note_id', p_note.note_id, 'version', p_note.version)
    );
  end if;
end;
$$;

comment on function app.check_note_version(app.notes, integer) is 'Raises PT409 changed_meanwhile with the version that there is, so that two windows lose nothing.';

-- sql/notes/new_note.sql
-- new_note: the first version of a draft.
--
-- Room:   notes
-- Reads:  app.bookings, app.members, app.notes, app.practitioners
-- Writes: app.audit_log, app.notes
-- Locks:  the booking
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found
create function app.new_note(p_note app.notes, p_standing record)
returns app.notes
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_booking app.bookings := p_standing.booking;
  v_note app.notes := p_note;
  v_original app.notes;
begin
  if not p_standing.writes then
    perform app.fail('not_allowed', 'You may read these notes, not write any.', 'Ask an admin of your organization.');
  end if;
  if p_note.addendum_to is not null then
    select n.* into v_original from app.notes as n where (n.note_id, n.booking_id) = (p_note.addendum_to, v_booking.booking_id);
    if v_original.note_id is null or not app.may_read_note(v_original, p_standing.reads_private) then
      perform app.fail('not_found', format('No note %s that you may see.', p_note.addendum_to), 'An addendum belongs to a note on the same booking.');
    end if;
    if v_original.signed_at is null or v_original.addendum_to is not null or v_original.visibility <> p_note.visibility then
      perform app.fail('invalid_argument', 'An addendum is added to a signed note, and read by whoever reads that.', 'Add to the note itself, with its visibility.');
    end if;
  end if;
  -- One at a time, so that they can be counted.
  perform from app.bookings as b where b.booking_id = v_booking.booking_id for no key update;
  if (select count(*) from app.notes as n where n.booking_id = v_booking.booking_id) >= 200
    or exists (select from app.notes as n where n.note_id = p_note.note_id) then
    perform app.fail('invalid_argument', 'A booking has up to 200 notes, each with an id of its own.', 'Add to what is there, or choose a fresh UUID.');
  end if;
  v_note.organization_id := v_booking.organization_id;
  v_note.booking_id := v_booking.booking_id;
  v_note.author_id := auth.uid();
  v_note.author_role := p_standing.party;
  v_note.author_name := case p_standing.party
    when 'practitioner' then (select p.display_name from app.practitioners as p where p.practitioner_id = v_booking.practitioner_id)
    when 'client' then v_booking.client_name
    else (select m.display_name from app.members as m where (m.organization_id, m.user_id) = (v_booking.organization_id, auth.uid()))
  end;
  v_note.version := 1;
  v_note.created_at := app.now();
  v_note.updated_at := app.now();
  insert into app.notes values (v_note.*) returning * into v_note;
  return v_note;
end;
$$;

comment on function app.new_note(app.notes, record) is 'Writes a draft of the caller''s for the first time.  p_standing: of private.note_standing, which has let the caller pass.';

-- sql/notes/read_notes.sql
-- read_notes: the notes on a booking as ciphertext, and an audit entry for each.
--
-- Room:   notes
-- Caller: the practitioner, admins, supervisors, the signed-in client; the edge decrypts for them
-- Reads:  app.bookings, app.notes
-- Writes: app.audit_log
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.read_notes(p_booking_id uuid, p_note_id uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_standing record := private.note_standing(p_booking_id);
  v_note app.notes;
  v_notes jsonb := '[]';
begin
  for v_note in
    select n.* from app.notes as n
    where (n.booking_id, n.organization_id) = (p_booking_id, (v_standing.booking).organization_id)
      and (p_note_id is null or n.note_id = p_note_id)
      and app.may_read_note(n, v_standing.reads_private)
    order by n.created_at, n.note_id
  loop
    perform app.record(
      v_note.organization_id, 'note.read', v_note.note_id::text, null, app.note_facts(v_note) || jsonb_build_object('as', v_standing.party)
    );
    v_notes := v_notes || jsonb_build_array(jsonb_build_object(
      'note_id', v_note.note_id, 'version', v_note.version, 'visibility', v_note.visibility, 'addendum_to', v_note.addendum_to,
      'key_id', v_note.key_id, 'sealed', translate(encode(v_note.sealed, 'base64'), E'\n', '')
    ));
  end loop;
  return jsonb_build_object('organization_id', (v_standing.booking).organization_id, 'booking_id', p_booking_id, 'notes', v_notes);
end;
$$;

comment on function private.read_notes(uuid, uuid) is 'Definer: what is sealed is no role''s to read.  See api.read_notes.';
grant execute on function private.read_notes(uuid, uuid) to authenticated;

create function api.read_notes(booking_id uuid, note_id uuid default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.read_notes(read_notes.booking_id, read_notes.note_id);
$$;

comment on function api.read_notes(uuid, uuid) is
  'The notes on a booking that the caller may read, or one of them: {organization_id, booking_id, notes: [{note_id, version, visibility, addendum_to, key_id, sealed}]},'
  ' oldest first.  Each is entered into the audit log as read by the caller.  The edge''s GET /notes calls it, and decrypts.';
grant execute on function api.read_notes(uuid, uuid) to authenticated;

-- sql/notes/save_note.sql
-- save_note: a draft, sealed by the edge, as far as it is written.
--
-- Room:   notes
-- Caller: the practitioner, an admin, the signed-in client; by the edge, which encrypts
-- Reads:  app.bookings, app.data_keys, app.notes
-- Writes: app.audit_log, app.idempotency_keys, app.notes
-- Locks:  the idempotency key, the note
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 changed_meanwhile, PT409 illegal_transition
--         PT422 idempotency_mismatch
create function private.save_note(p_booking_id uuid, p_note app.notes, p_sealed text, p_content_tag text, p_expected_version integer, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_standing record := private.note_standing(p_booking_id);
  -- Sealed anew, the same words are other bytes; the tag stays.
  v_arguments constant jsonb := jsonb_build_array(
    p_booking_id, p_note.note_id, p_note.visibility, p_note.addendum_to, p_expected_version, coalesce(p_content_tag, p_sealed)
  );
  v_answer jsonb := app.recall_answer('save_note', p_key, v_arguments);
  v_note app.notes := p_note;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_note.sealed := app.sealed_bytes(p_sealed, 30, 100000);
  if v_note.note_id is null or (v_note.visibility in ('private', 'shared')) is not true
    or not exists (select from app.data_keys as k where (k.key_id, k.organization_id) = (v_note.key_id, (v_standing.booking).organization_id)) then
    perform app.fail('invalid_argument', 'A note has an id, is private or shared, and is sealed by a data key of its organization.', 'Save notes by way of the edge.');
  end if;
  if v_note.visibility = 'private' and not v_standing.reads_private then
    perform app.fail('not_allowed', 'Private notes are for the practitioner and for admins who may read them.', 'Write a shared note.');
  end if;
  if coalesce(p_expected_version, 0) = 0 then
    v_note := app.new_note(v_note, v_standing);
  else
    v_note := private.note_to_change(p_note.note_id);
    if v_note.signed_at is not null then
      perform app.fail('illegal_transition', 'A signed note stays as it is.', 'Write an addendum.');
    end if;
    if (v_note.booking_id, v_note.addendum_to) is distinct from (p_booking_id, p_note.addendum_to) or (v_note.addendum_to is not null and v_note.visibility <> p_note.visibility) then
      perform app.fail('invalid_argument', 'A note stays with its booking, and an addendum with its note.', 'Write another note.');
    end if;
    perform app.check_note_version(v_note, p_expected_version);
    update app.notes as n
    set visibility = p_note.visibility, key_id = p_note.key_id, sealed = app.sealed_bytes(p_sealed, 30, 100000), version = n.version + 1, updated_at = app.now()
    where n.note_id = p_note.note_id
    returning n.* into v_note;
  end if;
  return app.remember_answer('save_note', p_key, v_arguments, jsonb_build_object('note_id', v_note.note_id, 'version', v_note.version, 'updated_at', v_note.updated_at));
end;
$$;

comment on function private.save_note(uuid, app.notes, text, text, integer, text) is 'Definer: notes are no role''s to write.  See api.save_note.';
grant execute on function private.save_note(uuid, app.notes, text, text, integer, text) to authenticated;

create function api.save_note(
  booking_id uuid, note_id uuid, key_id uuid, sealed text, content_tag text default null, visibility text default 'private', expected_version integer default 0,
  addendum_to uuid default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.save_note(
    save_note.booking_id,
    row(save_note.note_id, null, null, save_note.addendum_to, save_note.visibility, null, null, null, null, save_note.key_id, null, null, null, null)::app.notes,
    save_note.sealed, save_note.content_tag, save_note.expected_version, save_note.idempotency_key
  );
$$;

comment on function api.save_note(uuid, uuid, uuid, text, text, text, integer, uuid, text) is
  'Saves a draft and returns {note_id, version, updated_at}.  expected_version: the one that was read, 0 for a new note; where another is found, 409 changed_meanwhile.'
  '  sealed and key_id come from the edge''s POST /notes, content_tag too: a keyed digest by which a repeated request is known, though it was sealed anew.';
grant execute on function api.save_note(uuid, uuid, uuid, text, text, text, integer, uuid, text) to authenticated;

-- sql/notes/sign_note.sql
-- sign_note: a draft becomes final, and others read it.
--
-- Room:   notes
-- Caller: its author
-- Reads:  app.bookings, app.notes
-- Writes: app.audit_log, app.idempotency_keys, app.notes
-- Locks:  the idempotency key, the note
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 changed_meanwhile, PT422 idempotency_mismatch
create function private.sign_note(p_note_id uuid, p_expected_version integer, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_note app.notes := private.note_to_change(p_note_id);
  v_arguments constant jsonb := jsonb_build_array(p_note_id, p_expected_version);
  v_answer jsonb := app.recall_answer('sign_note', p_key, v_arguments);
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- What is signed is what was read.
  perform app.check_note_version(v_note, p_expected_version);
  -- Asking twice is no error.
  if v_note.signed_at is null then
    update app.notes as n set signed_at = app.now() where n.note_id = p_note_id returning n.* into v_note;
  end if;
  return app.remember_answer(
    'sign_note', p_key, v_arguments, jsonb_build_object('note_id', v_note.note_id, 'version', v_note.version, 'signed_at', v_note.signed_at)
  );
end;
$$;

comment on function private.sign_note(uuid, integer, text) is 'Definer: notes are no role''s to write.  See api.sign_note.';
grant execute on function private.sign_note(uuid, integer, text) to authenticated;

create function api.sign_note(note_id uuid, expected_version integer, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.sign_note(sign_note.note_id, sign_note.expected_version, sign_note.idempotency_key);
$$;

comment on function api.sign_note(uuid, integer, text) is
  'Signs the caller''s draft in the version that was read, and returns {note_id, version, signed_at}.  Nothing changes it afterwards.  Safe to repeat.';
grant execute on function api.sign_note(uuid, integer, text) to authenticated;

-- sql/notes/discard_draft.sql
-- discard_draft: a draft is thrown away.
--
-- Room:   notes
-- Caller: its author
-- Reads:  app.bookings, app.notes
-- Writes: app.audit_log, app.idempotency_keys, app.notes
-- Locks:  the idempotency key, the note
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.discard_draft(p_note_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments constant jsonb := jsonb_build_array(p_note_id);
  v_answer jsonb;
  v_note app.notes;
begin
  perform app.sign_in_required();
  -- The answers are each caller's own, and say nothing but that it is gone.
  v_answer := app.recall_answer('discard_draft', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  v_note := private.note_to_change(p_note_id);
  if v_note.signed_at is not null then
    perform app.fail('illegal_transition', 'A signed note stays as it is.', 'Write an addendum.');
  end if;
  delete from app.notes as n where n.note_id = p_note_id;
  return app.remember_answer('discard_draft', p_key, v_arguments, jsonb_build_object('note_id', p_note_id));
end;
$$;

comment on function private.discard_draft(uuid, text) is 'Definer: notes are no role''s to write.  See api.discard_draft.';
grant execute on function private.discard_draft(uuid, text) to authenticated;

create function api.discard_draft(note_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.discard_draft(discard_draft.note_id, discard_draft.idempotency_key);
$$;

comment on function api.discard_draft(uuid, text) is 'Deletes the caller''s draft and returns {note_id}.  That there was one stays in the audit log.';
grant execute on function api.discard_draft(uuid, text) to authenticated;

