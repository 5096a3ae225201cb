-- link_my_bookings: what was booked without an account, with an address that is now proved to be the caller's, becomes the caller's.
--
-- Room:   links
-- Caller: any signed-in user; of use to those whose address a mail has proved
-- Reads:  app.bookings, app.clients, app.merged_clients
-- Writes: app.audit_log, app.booking_series, app.booking_tokens, app.bookings, app.client_assignments, app.clients, app.idempotency_keys, app.merged_clients,
--         app.outbox_events, app.video_rooms
-- Locks:  the idempotency key, the bookings, the clients
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT422 idempotency_mismatch
create function private.link_my_bookings(p_organization_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments constant jsonb := jsonb_build_array(p_organization_id);
  v_answer jsonb := app.recall_answer('link_my_bookings', p_key, v_arguments);
  v_email text := app.proven_email();
  v_guest app.clients;
  v_linked integer := 0;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  for v_guest in
    select c.* from app.clients as c
    where c.email = v_email and c.user_id is null and (p_organization_id is null or c.organization_id = p_organization_id)
      and (
        c.archived_at is null
        -- A booking that was just being made when the two became one.
        or exists (select from app.merged_clients as m where (m.client_id, m.organization_id) = (c.client_id, c.organization_id))
          and exists (select from app.bookings as b where (b.client_id, b.organization_id) = (c.client_id, c.organization_id))
      )
    order by c.client_id
  loop
    v_linked := v_linked + app.link_client(v_guest, v_email, v_user_id);
  end loop;
  return app.remember_answer('link_my_bookings', p_key, v_arguments, jsonb_build_object('linked', v_linked));
end;
$$;

comment on function private.link_my_bookings(uuid, text) is 'Definer: clients and bookings are no role''s to write; app.proven_email authorises.';
grant execute on function private.link_my_bookings(uuid, text) to authenticated;

create function api.link_my_bookings(organization_id uuid default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.link_my_bookings(link_my_bookings.organization_id, link_my_bookings.idempotency_key);
$$;

comment on function api.link_my_bookings(uuid, text) is
  'Ties what was booked without an account, with the address of the caller''s, to the account: in every organization or in one, if a mail to that address was answered.  A booking'
  ' at a time at which the account has another is left.  Returns {linked: how many bookings}.  Safe to repeat.';
grant execute on function api.link_my_bookings(uuid, text) to authenticated;
