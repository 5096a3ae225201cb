-- choose_event_types: what an endpoint is told.
--
-- Room:   webhooks
-- Reads:  app.webhook_event_types
-- Writes: app.webhook_subscriptions
-- Raises: PT400 invalid_argument
create function app.choose_event_types(p_endpoint app.webhook_endpoints, p_event_types text[])
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_unknown text;
begin
  select t.name into v_unknown
  from unnest(p_event_types) as t (name)
  where not exists (select from app.webhook_event_types as k where k.event_type = t.name and k.event_type <> 'webhook.test')
  limit 1;
  if found or coalesce(cardinality(p_event_types), 0) = 0 then
    perform app.fail(
      'invalid_argument', format('“%s” is no kind of event that can be chosen.', coalesce(left(v_unknown, 50), 'Nothing')),
      'Choose at least one of webhook_event_types.'
    );
  end if;
  delete from app.webhook_subscriptions as s
  where (s.endpoint_id, s.organization_id) = (p_endpoint.endpoint_id, p_endpoint.organization_id) and s.event_type <> all (p_event_types);
  insert into app.webhook_subscriptions (endpoint_id, organization_id, event_type)
  select distinct p_endpoint.endpoint_id, p_endpoint.organization_id, t.name from unnest(p_event_types) as t (name)
  on conflict do nothing;
end;
$$;

comment on function app.choose_event_types(app.webhook_endpoints, text[]) is 'Lets the endpoint be told these kinds and no others.  Raises PT400 invalid_argument.';
