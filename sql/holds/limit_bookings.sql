-- limit_bookings: nobody's mailbox is flooded by strangers.
--
-- Room:   holds
-- Reads:  app.clients, app.bookings
-- Raises: PT429 too_many_requests
create function app.limit_bookings(p_organization_id uuid, p_email text, p_more integer)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  -- What a rule makes is one mail; every other booking is one by itself.
  if 20 < p_more + (
    select count(distinct case when b.recurrence_id is null then b.booking_id else b.series_id end)
    from app.bookings as b
    where b.client_id = app.known_client(p_organization_id, p_email, null)
      and b.starts_at > app.now() and b.status in ('pending', 'confirmed', 'rescheduled')
  ) then
    perform app.fail(
      'too_many_requests', 'Without an account, twenty appointments to come can be booked under one address; a series by a rule counts as one.',
      'Sign in, or ask the practice to book more.'
    );
  end if;
end;
$$;

comment on function app.limit_bookings(uuid, text, integer) is
  'At most twenty coming bookings, p_more included and a series by a rule counted once, under one address without an account: nobody''s mailbox is flooded by strangers.';
