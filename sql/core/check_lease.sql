-- check_lease: what every queue of work asks of a worker that claims, renews or gives back.
--
-- Room:   core
-- Raises: PT400 invalid_argument
create function app.check_lease(p_lease_seconds integer)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if (p_lease_seconds between 5 and 3600) is not true then
    perform app.fail('invalid_argument', 'A lease lasts 5 to 3600 seconds.', 'Correct the arguments.');
  end if;
end;
$$;

comment on function app.check_lease(integer) is
  'Raises PT400 invalid_argument unless a lease lasts 5 to 3600 seconds: long enough to do something in, not so long that what a dead worker had is missed.';

create function app.check_batch(p_batch_size integer, p_lease_seconds integer)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if (p_batch_size between 1 and 500) is not true then
    perform app.fail('invalid_argument', 'A worker takes 1 to 500 things at once.', 'Correct the arguments.');
  end if;
  perform app.check_lease(p_lease_seconds);
end;
$$;

comment on function app.check_batch(integer, integer) is
  'Raises PT400 invalid_argument unless 1 to 500 rows are claimed, for 5 to 3600 seconds.  For queues that do not note who has a row; others ask check_claim.';

create function app.check_claim(p_worker text, p_batch_size integer, p_lease_seconds integer)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if (btrim(p_worker) <> '') is not true then
    perform app.fail('invalid_argument', 'A worker has a name.', 'Correct the arguments.');
  end if;
  perform app.check_batch(p_batch_size, p_lease_seconds);
end;
$$;

comment on function app.check_claim(text, integer, integer) is
  'Raises PT400 invalid_argument unless the worker has a name and check_batch has nothing against the rest.  For queues that note whose a lease is.';

create function app.check_leased(p_ids uuid[])
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_ids is null then
    perform app.fail('invalid_argument', 'What is renewed or given back is named by its ids.', 'Say which.');
  end if;
end;
$$;

comment on function app.check_leased(uuid[]) is 'Raises PT400 invalid_argument for null, which is somebody''s mistake.  An empty list is fine: nothing is renewed or given back.';
