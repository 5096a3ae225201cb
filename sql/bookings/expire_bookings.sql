-- expire_bookings: nobody approved them in time.
--
-- Room:  bookings
-- Reads: app.bookings
-- Writes: app.audit_log, app.booking_series, app.bookings, app.outbox_events, app.slot_claims
-- Locks: the practitioner, then the booking, for each booking that expires
create function app.expire_bookings()
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_booking app.bookings;
  v_expired integer := 0;
begin
  -- Never waits while it holds a lock: a practitioner who is busy, and a booking that somebody is using, are left to the next tick.
  for v_booking in
    select b.* from app.bookings as b
    where b.status = 'pending' and b.approval_expires_at <= app.now()
    order by b.practitioner_id
    limit 500
  loop
    if app.try_lock_practitioner(v_booking.practitioner_id) then
      select b.* into v_booking from app.bookings as b where b.booking_id = v_booking.booking_id for update skip locked;
      if v_booking.status = 'pending' then
        perform app.end_booking(v_booking, 'expire', 'system', null);
        v_expired := v_expired + 1;
      end if;
    end if;
  end loop;
  return v_expired;
end;
$$;

comment on function app.expire_bookings() is 'Ends the bookings that waited for approval in vain, 500 at most.  Returns how many.';
