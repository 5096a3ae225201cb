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
      set looks = p.looks + 1, look_at = app.now() + app.backoff(p.looks + 1, '5 seconds', 2, '1 hour')
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
