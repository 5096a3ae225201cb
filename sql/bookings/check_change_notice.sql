-- check_change_notice: a client changes a booking only until the service's notice (BM-Q2).
--
-- Room:   bookings
-- Reads:  app.services
-- Raises: PT422 too_late_to_change
create function app.changeable_until(p_booking app.bookings)
returns timestamptz
language sql
stable
security invoker
set search_path = ''
as $$
  select p_booking.starts_at - make_interval(mins => s.change_notice_minutes)
  from app.services as s
  where (s.service_id, s.organization_id) = (p_booking.service_id, p_booking.organization_id);
$$;

comment on function app.changeable_until(app.bookings) is 'Until when the client may move or cancel the booking.';

create function app.check_change_notice(p_booking app.bookings, p_party text, p_action text)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_party = 'client' and app.now() >= app.changeable_until(p_booking) then
    perform app.fail(
      'too_late_to_change',
      case
        when p_booking.starts_at <= app.now() then format('This booking has begun: it can no longer be %s.', app.action_in_words(p_action))
        else format(
          'This booking can be %s until %s before it begins.',
          app.action_in_words(p_action), app.spoken(p_booking.starts_at - app.changeable_until(p_booking))
        )
      end,
      'Please contact the practice.'
    );
  end if;
end;
$$;

comment on function app.check_change_notice(app.bookings, text, text) is 'Raises PT422 too_late_to_change for clients within the notice; members may always.';
