-- lock_practitioner: one at a time for whoever wants a practitioner's time.
--
-- Room: directory
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
  ' that race through an exclusion constraint deadlock.  Taken before any row of the practitioner''s time is touched; never two practitioners in one transaction.';

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
