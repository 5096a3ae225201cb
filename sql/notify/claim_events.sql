-- claim_events: lease some messages to a worker.
--
-- Room:   notify
-- Caller: the service role
-- Reads:  app.outbox_events
-- Writes: app.outbox_events, app.audit_log
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function app.give_up_events()
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  -- A message whose worker dies each time comes back by its lease, not by mark_failed.
  with lost as (
    select e.event_id, e.organization_id
    from app.outbox_events as e
    where e.status = 'queued' and e.next_attempt_at <= app.now() and e.attempts >= 10
    for update skip locked
  ), given_up as (
    update app.outbox_events as e
    set status = 'failed', finished_at = app.now(), last_error = 'No worker came back from it.', leased_by = null
    from lost
    where (e.event_id, e.organization_id) = (lost.event_id, lost.organization_id)
    returning e.*
  )
  select app.record(
    g.organization_id, 'message.failed', g.event_id::text, null, jsonb_build_object('topic', g.topic, 'recipient', g.recipient, 'attempt', g.attempts)
  )
  from given_up as g;
$$;

comment on function app.give_up_events() is 'Fails the due messages that were claimed ten times, so that they hold nothing back.';

create function private.claim_events(p_worker text, p_batch_size integer, p_lease_seconds integer)
returns table (event_id uuid, organization_id uuid, topic text, recipient text, attempt integer, created_at timestamptz, payload jsonb)
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  if (btrim(p_worker) <> '' and p_batch_size between 1 and 500 and p_lease_seconds between 5 and 3600) is not true then
    perform app.fail('invalid_argument', 'A worker has a name, takes 1 to 500 events and leases them for 5 to 3600 seconds.', 'Correct the arguments.');
  end if;
  perform app.give_up_events();
  perform app.drop_reminders();
  perform app.drop_unwanted();
  return query
  with due as (
    select e.event_id, e.organization_id
    from app.outbox_events as e
    where e.status = 'queued'
      and e.next_attempt_at <= app.now()
      -- Messages to one recipient about one thing go out in order: the first unfinished one holds back the rest.
      and not exists (
        select from app.outbox_events as earlier
        where (earlier.subject_id, earlier.recipient) = (e.subject_id, e.recipient)
          and earlier.position < e.position
          and earlier.status = 'queued'
      )
    order by e.next_attempt_at
    limit p_batch_size
    for update skip locked
  ), leased as (
    update app.outbox_events as e
    set next_attempt_at = app.now() + make_interval(secs => p_lease_seconds), leased_by = p_worker, attempts = e.attempts + 1
    from due
    where (e.event_id, e.organization_id) = (due.event_id, due.organization_id)
    returning e.*
  )
  select l.event_id, l.organization_id, l.topic, l.recipient, l.attempts, l.created_at,
    app.event_payload(l::app.outbox_events) || app.unsubscribe_payload(l::app.outbox_events)
  from leased as l
  order by l.position;
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
