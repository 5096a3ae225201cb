-- check_erasure: whether a client may be erased now.
--
-- Room:   privacy
-- Reads:  app.legal_holds, app.bookings
-- Raises: PT409 illegal_transition
create function app.check_erasure(p_client app.clients)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_hold app.legal_holds;
  v_coming text;
begin
  select * into v_hold from app.legal_holds as h where (h.client_id, h.organization_id) = (p_client.client_id, p_client.organization_id) and h.lifted_at is null;
  if found then
    perform app.fail(
      'illegal_transition', format('A legal hold of %s is open for this client: nothing may be erased.', v_hold.placed_at::date),
      'Lift the hold first, if you may.'
    );
  end if;
  select string_agg(b.reference, ', ' order by b.starts_at) into v_coming
  from app.bookings as b
  where (b.client_id, b.organization_id) = (p_client.client_id, p_client.organization_id)
    and b.status in ('pending', 'confirmed', 'rescheduled') and b.ends_at > app.now();
  if v_coming is not null then
    perform app.fail('illegal_transition', format('This client has bookings to come: %s.', v_coming), 'Cancel them first, or wait until they are over.');
  end if;
end;
$$;

comment on function app.check_erasure(app.clients) is 'Refuses under a legal hold and with bookings to come, which it names.';
