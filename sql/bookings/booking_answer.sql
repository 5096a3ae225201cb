-- booking_answer: what confirm_hold and create_booking answer.
--
-- Room: bookings
create function app.booking_summary(p_booking app.bookings)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'booking_id', p_booking.booking_id, 'reference', p_booking.reference, 'status', p_booking.status,
    'starts_at', p_booking.starts_at, 'ends_at', p_booking.ends_at
  );
end;
$$;

comment on function app.booking_summary(app.bookings) is '{booking_id, reference, status, starts_at, ends_at}.';

create function app.booking_answer(p_booking app.bookings)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_one jsonb := app.booking_summary(p_booking);
begin
  return v_one || jsonb_build_object('series_id', p_booking.series_id, 'bookings', jsonb_build_array(v_one));
end;
$$;

comment on function app.booking_answer(app.bookings) is 'The summary of one booking, with series_id and, in bookings[], itself.';

create function app.series_answer(p_bookings app.bookings[])
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select app.booking_answer(p_bookings[1]) || jsonb_build_object('bookings', jsonb_agg(app.booking_summary(b) order by b.starts_at))
  from unnest(p_bookings) as b;
$$;

comment on function app.series_answer(app.bookings[]) is 'The summary of the first of a series, with series_id and, in bookings[], all of them in order.';
