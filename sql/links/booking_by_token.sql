-- booking_by_token: a booking as its client sees it by link.
--
-- Room:   links
-- Caller: whoever has the token
-- Reads:  app.booking_tokens, app.bookings, app.organizations, app.practitioners, app.services, app.booking_transitions
-- Writes: app.rate_limits
-- Raises: PT403 token_invalid, PT410 token_expired, PT429 too_many_requests
create function app.booking_for_client(p_booking app.bookings)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'reference', p_booking.reference, 'status', p_booking.status, 'starts_at', p_booking.starts_at, 'ends_at', p_booking.ends_at,
    'time_zone', p_booking.client_time_zone,
    'organization', jsonb_build_object('name', o.name, 'slug', o.slug)
  ) || case
    when p_booking.status = 'cancelled' then jsonb_build_object('allowed_actions', '[]'::jsonb)
    else jsonb_build_object(
      'practitioner', jsonb_build_object(
        'practitioner_id', p.practitioner_id, 'display_name', p.display_name, 'slug', p.slug, 'time_zone', p.time_zone
      ),
      'service', jsonb_build_object('service_id', s.service_id, 'name', s.name, 'duration_minutes', s.duration_minutes),
      'place', app.place_of_booking(p_booking),
      'client', jsonb_build_object('name', p_booking.client_name),
      'allowed_actions', case when app.now() < app.changeable_until(p_booking) then (
        select coalesce(jsonb_agg(t.action order by t.action desc), '[]')
        from app.booking_transitions as t
        where t.from_status = p_booking.status and 'client' = any (t.actors)
      ) else '[]' end,
      'policy', jsonb_build_object('change_notice_minutes', s.change_notice_minutes, 'changeable_until', app.changeable_until(p_booking))
    )
  end
  from app.organizations as o
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (p_booking.practitioner_id, p_booking.organization_id)
  join app.services as s on (s.service_id, s.organization_id) = (p_booking.service_id, p_booking.organization_id)
  where o.organization_id = p_booking.organization_id;
$$;

comment on function app.booking_for_client(app.bookings) is
  '{reference, status, starts_at, ends_at, time_zone, organization, practitioner, service, place, client, allowed_actions[], policy}; of a cancelled booking, no more than that.';

create function private.booking_by_token(p_token text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  -- The token authorises.
  v_booking app.bookings := app.booking_of_token(p_token);
begin
  return case when v_booking.booking_id is null then app.fail_token() else app.booking_for_client(v_booking) end;
end;
$$;

comment on function private.booking_by_token(text) is 'Definer: bookings are no role''s to read without an account; the token authorises.';
grant execute on function private.booking_by_token(text) to anon, authenticated;

create function api.booking_by_token(token text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.booking_by_token(booking_by_token.token);
$$;

comment on function api.booking_by_token(text) is
  'The booking that the link opens: {reference, status, starts_at, ends_at, time_zone, organization, practitioner, service, place, client, allowed_actions[], policy};'
  ' of a cancelled booking only that it is.';
grant execute on function api.booking_by_token(text) to anon, authenticated;
