-- fail_client_busy: the client is somewhere else at that time.
--
-- Room:   bookings
-- Raises: PT409 client_busy
create function app.fail_client_busy(p_when text default null)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform app.fail('client_busy', format('The client already has another booking %s.', coalesce('on ' || p_when, 'at this time')), 'Choose another time, or move the other booking first.');
end;
$$;

comment on function app.fail_client_busy(text) is 'Says in words what the constraint bookings_client_is_in_one_place refused.';
