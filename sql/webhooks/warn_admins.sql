-- warn_admins: those who can mend an endpoint hear that it was switched off.
--
-- Room:   webhooks
-- Reads:  app.members, app.role_permissions
-- Writes: app.outbox_events
create function app.warn_admins(p_endpoint app.webhook_endpoints, p_because text)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  -- A message to each, about the member: an endpoint's would have to wait for one another.
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
  select m.organization_id, 'webhook.disabled', 'admin', m.member_id, jsonb_build_object(
    'endpoint_id', p_endpoint.endpoint_id, 'because', p_because, 'description', p_endpoint.description,
    -- The rest of the address may have a key in it.
    'host', substring(p_endpoint.url from '^https://([^/?]+)')
  )
  from app.members as m
  where m.organization_id = p_endpoint.organization_id and m.suspended_at is null
    and app.role_may(m.organization_id, m.role, 'webhooks:manage');
$$;

comment on function app.warn_admins(app.webhook_endpoints, text) is
  'Queues a mail to everybody who may manage webhooks: the endpoint is off because it is gone, or has failed for three days.';
