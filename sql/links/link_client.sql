-- link_client: a client without an account becomes the account's, with all that it has.
--
-- Room:   links
-- Reads:  app.bookings, app.clients, app.merged_clients
-- Writes: app.audit_log, app.booking_series, app.booking_tokens, app.bookings, app.client_assignments, app.clients, app.merged_clients, app.outbox_events,
--         app.video_rooms
-- Locks:  the bookings, then the clients
create function app.merge_client(p_from app.clients, p_into uuid)
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_booking app.bookings;
  v_moved integer := 0;
begin
  -- Bookings before clients, in the order in which series are changed.
  perform from app.bookings as b where (b.client_id, b.organization_id) = (p_from.client_id, p_from.organization_id) order by b.starts_at, b.booking_id for update;
  perform from app.clients as c where c.client_id in (p_from.client_id, p_into) and c.organization_id = p_from.organization_id order by c.client_id for no key update;
  for v_booking in
    select b.* from app.bookings as b where (b.client_id, b.organization_id) = (p_from.client_id, p_from.organization_id) order by b.starts_at, b.booking_id
  loop
    begin
      update app.bookings as b set client_id = p_into where (b.booking_id, b.organization_id) = (v_booking.booking_id, v_booking.organization_id);
      v_moved := v_moved + 1;
    exception when exclusion_violation then
      -- The account has another booking then: this one is left, with its link in the mail.
      null;
    end;
  end loop;
  update app.booking_series as s
  set client_id = p_into
  where (s.client_id, s.organization_id) = (p_from.client_id, p_from.organization_id)
    and not exists (
      select from app.bookings as b
      where (b.series_id, b.organization_id) = (s.series_id, s.organization_id) and b.client_id = p_from.client_id
    );
  insert into app.merged_clients as m (client_id, organization_id, into_client_id)
  values (p_from.client_id, p_from.organization_id, p_into)
  on conflict (client_id, organization_id) do update set into_client_id = p_into, merged_at = app.now();
  update app.clients as c
  set archived_at = app.now()
  where (c.client_id, c.organization_id) = (p_from.client_id, p_from.organization_id) and c.archived_at is null
    and not exists (select from app.bookings as b where (b.client_id, b.organization_id) = (c.client_id, c.organization_id));
  return v_moved;
end;
$$;

comment on function app.merge_client(app.clients, uuid) is
  'Moves all that a client without an account has to another client of the same person, and archives the emptied one.  Returns how many bookings moved.  Internal:'
  ' authorises nobody.';

create function app.link_client(p_guest app.clients, p_email text, p_user_id uuid)
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_own uuid := app.known_client(p_guest.organization_id, p_email, p_user_id);
begin
  if v_own = p_guest.client_id then
    -- Another call has just adopted it.
    return 0;
  elsif v_own is not null then
    return app.merge_client(p_guest, v_own);
  end if;
  v_own := case when p_guest.archived_at is null then app.adopt_client(p_guest.organization_id, p_email, p_user_id) end;
  return (select count(*)::integer from app.bookings as b where (b.client_id, b.organization_id) = (v_own, p_guest.organization_id));
end;
$$;

comment on function app.link_client(app.clients, text, uuid) is 'Adopts a client without an account, or merges it into the account''s; how many bookings came along.';
