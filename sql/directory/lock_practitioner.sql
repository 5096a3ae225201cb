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
