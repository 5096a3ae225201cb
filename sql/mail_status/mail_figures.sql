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
