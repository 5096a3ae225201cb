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

create function app.forget_old_counts()
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  with old as (
    select r.bucket, r.minute from app.rate_limits as r where r.minute < app.now() - interval '5 minutes' for update skip locked
  )
  delete from app.rate_limits as r using old where (r.bucket, r.minute) = (old.bucket, old.minute);
$$;

comment on function app.forget_old_counts() is 'Forgets the counts of minutes that are past, but for those that somebody else is just clearing away.';
