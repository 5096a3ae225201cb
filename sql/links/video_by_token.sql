-- video_by_token: the client comes to the video room by the link of the mail.
--
-- Room:   links
-- Caller: whoever has the token; by the edge
-- Reads:  app.booking_tokens, app.bookings, app.video_rooms
-- Writes: app.rate_limits
-- Raises: PT403 token_invalid, PT410 token_expired, PT429 too_many_requests
create function private.video_by_token(p_token text)
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
  return case when v_booking.booking_id is null then app.fail_token() else app.video_of_booking(v_booking, 'client') end;
end;
$$;

comment on function private.video_by_token(text) is 'Definer: rooms are no role''s to read; the token authorises.';
grant execute on function private.video_by_token(text) to anon, authenticated, service_role;

create function api.video_by_token(token text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.video_by_token(video_by_token.token);
$$;

comment on function api.video_by_token(text) is 'As video_of_booking, for the client whose link it is.';
grant execute on function api.video_by_token(text) to anon, authenticated, service_role;
