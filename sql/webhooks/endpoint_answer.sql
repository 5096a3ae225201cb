-- endpoint_answer: an endpoint as its admins see it.
--
-- Room:  webhooks
-- Reads: app.webhook_endpoints, app.webhook_subscriptions
create function app.endpoint_answer(p_endpoint_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'endpoint_id', e.endpoint_id, 'organization_id', e.organization_id, 'url', e.url, 'description', e.description, 'detail', e.detail,
    'event_types', (
      select coalesce(jsonb_agg(s.event_type order by s.event_type), '[]')
      from app.webhook_subscriptions as s
      where (s.endpoint_id, s.organization_id) = (e.endpoint_id, e.organization_id)
    ),
    'status', e.status, 'disabled_because', e.disabled_because
  )
  from app.webhook_endpoints as e
  where e.endpoint_id = p_endpoint_id;
$$;

comment on function app.endpoint_answer(uuid) is '{endpoint_id, organization_id, url, description, detail, event_types, status, disabled_because}: as audited, too.';
