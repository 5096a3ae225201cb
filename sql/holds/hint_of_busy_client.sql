-- hint_of_busy_client: where else a client could go whose hold cannot be confirmed.
--
-- Room:   holds
-- Reads:  app.bookings, app.slot_claims, app.clients
create function app.hint_of_busy_client(p_hold app.holds, p_client jsonb)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_claim app.slot_claims;
  v_offering app.offering;
  v_client_id uuid;
begin
  select c.* into v_claim from app.slot_claims as c where (c.claim_id, c.organization_id) = (p_hold.claim_id, p_hold.organization_id);
  v_offering := app.offering(v_claim.practitioner_id, p_hold.service_id, p_promised => true);
  v_offering.duration := upper(v_claim.slot) - lower(v_claim.slot);
  if p_hold.moves_booking_id is null then
    v_client_id := app.known_client(
      p_hold.organization_id, (app.client_details(p_client, p_hold.time_zone)).email, case when not app.may_manage(v_offering) then (select auth.uid()) end
    );
  else
    select b.client_id into v_client_id from app.bookings as b where (b.booking_id, b.organization_id) = (p_hold.moves_booking_id, p_hold.organization_id);
  end if;
  return app.client_busy_hint(v_offering, v_client_id, v_claim.slot, array[v_claim.occupant], p_hold.moves_booking_id);
end;
$$;

comment on function app.hint_of_busy_client(app.holds, jsonb) is 'The hint of client_busy for a single hold; the time that it still has counts as free.';
