-- check_open_place: who may take the other place, and until when (SC-1.2, SC-3.1).
--
-- Room:   practice_rooms
-- Raises: PT403 not_allowed, PT409 slot_taken, PT422 too_soon
create function app.check_open_place(p_user_id uuid, p_host_id uuid, p_taken boolean, p_starts_at timestamptz)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_user_id = p_host_id then
    perform app.fail('not_allowed', 'This is your own time to practise.', 'Wait until somebody books it.');
  elsif p_taken then
    perform app.fail('slot_taken', 'Somebody else has booked this time to practise.', 'Choose another one.');
  elsif p_starts_at <= app.now() then
    perform app.fail('too_soon', 'This time to practise has begun already.', 'Choose another one.');
  end if;
end;
$$;

comment on function app.check_open_place(uuid, uuid, boolean, timestamptz) is
  'Refuses the host, whoever comes second, and whoever comes too late; for a room and for a slot alike.  The caller has locked what it asks about.';
