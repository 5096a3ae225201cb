-- delivery_of_the_service: one delivery and its endpoint, locked for the service role only.
--
-- Room:   webhooks
-- Reads:  app.webhook_deliveries, app.webhook_endpoints
-- Locks:  the endpoint, then the delivery
-- Raises: PT403 not_allowed, PT404 not_found
create function private.delivery_of_the_service(p_delivery_id uuid)
returns app.webhook_deliveries
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_delivery app.webhook_deliveries;
begin
  perform app.service_role_required();
  perform from app.webhook_endpoints as e
  where e.endpoint_id = (select d.endpoint_id from app.webhook_deliveries as d where d.delivery_id = p_delivery_id)
  for no key update;
  select * into v_delivery from app.webhook_deliveries as d where d.delivery_id = p_delivery_id for no key update;
  if not found then
    perform app.fail('not_found', format('No webhook delivery %s.', p_delivery_id), 'Its endpoint was deleted meanwhile: there is nothing to mark.');
  end if;
  return v_delivery;
end;
$$;

comment on function private.delivery_of_the_service(uuid) is 'Definer: deliveries are no role''s to read.  Locks and returns it, or raises PT404 not_found.';
