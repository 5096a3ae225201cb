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
