-- views: webhook endpoints and their deliveries as the Data API shows them.
--
-- Room:  webhooks
-- Reads: app.webhook_endpoints, app.webhook_subscriptions, app.webhook_deliveries
create view api.webhook_endpoints with (security_invoker = true) as
select
  e.endpoint_id, e.organization_id, e.url, e.description, e.detail,
  (
    select coalesce(array_agg(s.event_type order by s.event_type), '{}')
    from app.webhook_subscriptions as s
    where (s.endpoint_id, s.organization_id) = (e.endpoint_id, e.organization_id)
  ) as event_types,
  e.status, e.disabled_because, e.disabled_at, e.failing_since, e.resting_until, e.created_by, e.created_at
from app.webhook_endpoints as e;

comment on view api.webhook_endpoints is 'Where the caller''s organizations are told what happens, for their admins.  Without the secrets, which are shown once.';
grant select on api.webhook_endpoints to authenticated;

create view api.webhook_deliveries with (security_invoker = true) as
select
  d.delivery_id, d.organization_id, d.endpoint_id, d.position, d.event_type, d.subject_id, d.data, d.status, d.attempts,
  case when d.status = 'queued' then d.next_attempt_at end as next_attempt_at,
  d.response_status, d.duration_ms, d.last_error, d.created_at, d.finished_at
from app.webhook_deliveries as d;

comment on view api.webhook_deliveries is
  'What was sent to the endpoints of the caller''s organizations in the last 30 days, or will be, for their admins; newest last by position.  response_status,'
  ' duration_ms and last_error are of the last attempt; a delivery that was taken keeps no error.';
grant select on api.webhook_deliveries to authenticated;
