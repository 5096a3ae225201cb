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
  perform app.check_claim(p_worker, p_batch_size, p_lease_seconds);
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
