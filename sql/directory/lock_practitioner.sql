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
  ' transaction, but by app.lock_practitioners.';

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

create function app.lock_practitioners(p_practitioner_ids uuid[])
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_id uuid;
begin
  for v_id in select distinct i from unnest(p_practitioner_ids) as i order by i loop
    perform app.lock_practitioner(v_id);
  end loop;
end;
$$;

comment on function app.lock_practitioners(uuid[]) is
  'The one place that waits for several practitioners: in one order, before any other lock, and whoever books never waits for a second one.';

create function app.lock_practitioners_of_service(p_service_id uuid)
returns uuid[]
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_practitioner_ids uuid[] := array(select ps.practitioner_id from app.practitioner_services as ps where ps.service_id = p_service_id order by ps.practitioner_id);
begin
  perform app.lock_practitioners(v_practitioner_ids);
  return v_practitioner_ids;
end;
$$;

comment on function app.lock_practitioners_of_service(uuid) is
  'For changes of a service that must not be overtaken by a booking; returns whom it locked.';
