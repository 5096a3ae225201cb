-- is_free_booking: nobody is just changing a booking.
--
-- Room:  calendar_sync
-- Reads: app.bookings
-- Locks: the booking's key, shared, if it is free
create function app.is_free_booking(p_booking_id uuid, p_organization_id uuid)
returns boolean
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform from app.bookings as b where (b.booking_id, b.organization_id) = (p_booking_id, p_organization_id) for key share skip locked;
  return found or not exists (select from app.bookings as b where (b.booking_id, b.organization_id) = (p_booking_id, p_organization_id));
end;
$$;

comment on function app.is_free_booking(uuid, uuid) is 'Whether nobody has the booking locked to change it; from then on nobody has until the transaction ends.';
