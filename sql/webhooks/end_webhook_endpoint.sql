-- end_webhook_endpoint: an endpoint is switched off, and what waits for it dropped.
--
-- Room:   webhooks
-- Writes: app.audit_log, app.outbox_events, app.webhook_deliveries, app.webhook_endpoints
create function app.end_webhook_endpoint(p_endpoint app.webhook_endpoints, p_because text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  update app.webhook_endpoints as e
  set status = 'disabled', disabled_because = p_because, disabled_at = app.now()
  where (e.endpoint_id, e.organization_id) = (p_endpoint.endpoint_id, p_endpoint.organization_id);
  update app.webhook_deliveries as d
  set status = 'dropped', finished_at = app.now(), leased_by = null, last_error = 'The endpoint was switched off.'
  where (d.endpoint_id, d.organization_id) = (p_endpoint.endpoint_id, p_endpoint.organization_id) and d.status = 'queued';
  if p_because <> 'by_admin' then
    perform app.warn_admins(p_endpoint, p_because);
  end if;
  perform app.record(p_endpoint.organization_id, 'webhook_endpoint.disabled', p_endpoint.endpoint_id::text, null, jsonb_build_object('because', p_because));
end;
$$;

comment on function app.end_webhook_endpoint(app.webhook_endpoints, text) is
  'Disables an endpoint that the caller has locked, because of by_admin, gone or failing; of the latter two its admins are told.';
