-- room_answer: what a verb answers about a room.
--
-- Room:   practice_rooms
-- Reads:  app.practice_rooms, app.practice_rounds
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found, PT422 too_far, PT422 too_soon
create function app.room_answer(p_room app.practice_rooms)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'room_id', p_room.room_id, 'organization_id', p_room.organization_id, 'title', p_room.title, 'is_private', p_room.is_private,
    'stage', p_room.stage, 'status', case when p_room.guest_id is null then 'open' else 'booked' end,
    'starts_at', p_room.starts_at, 'ends_at', p_room.ends_at, 'host_name', p_room.host_name, 'guest_name', p_room.guest_name,
    'my_role', case (select auth.uid()) when p_room.host_id then 'host' when p_room.guest_id then 'guest' end
  );
$$;

comment on function app.room_answer(app.practice_rooms) is
  '{room_id, organization_id, title, is_private, stage, status, starts_at, ends_at, host_name, guest_name, my_role}.';

create function app.round_answer(p_round app.practice_rounds)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'round_id', p_round.round_id, 'room_id', p_round.room_id, 'organization_id', p_round.organization_id, 'number', p_round.number,
    'candidate', p_round.candidate, 'started_at', p_round.started_at, 'finished_at', p_round.finished_at
  );
$$;

comment on function app.round_answer(app.practice_rounds) is
  '{round_id, room_id, organization_id, number, candidate, started_at, finished_at}: not what was said, which would outlive its round among the idempotency keys.';

create function app.practice_host(p_organization_id uuid)
returns app.account_details
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_account app.account_details := app.account_details(p_organization_id, app.sign_in_required());
begin
  if v_account.belongs is not true then
    perform app.fail('not_found', 'No organization that you belong to.', 'Choose one where you work or are a client.');
  end if;
  return v_account;
end;
$$;

comment on function app.practice_host(uuid) is 'Authorises: the caller as an active member or a client of the organization.';

create function app.check_practice_time(p_starts_at timestamptz, p_minutes integer)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_starts_at is null or p_minutes is null or p_minutes not between 5 and 480 or p_starts_at <> date_trunc('minute', p_starts_at, 'UTC') then
    perform app.fail('invalid_argument', 'A practice room begins at a whole minute and lasts from 5 to 480 minutes.', 'Correct the time and send it again.');
  end if;
  if p_starts_at <= app.now() then
    perform app.fail('too_soon', 'This time is past.', 'Choose a time to come.');
  end if;
  if p_starts_at > app.now() + interval '366 days' then
    perform app.fail('too_far', 'Practice rooms are offered for a year at most.', 'Choose an earlier time.');
  end if;
end;
$$;

comment on function app.check_practice_time(timestamptz, integer) is 'Refuses times past, beyond a year, or not in whole minutes.';

create function app.practice_title(p_title text)
returns text
language plpgsql
immutable
security invoker
set search_path = ''
as $$
begin
  if length(btrim(p_title)) > 200 or p_title ~ '[[:cntrl:]]' then
    perform app.fail('invalid_argument', 'The title has more than 200 characters or a line break.', 'Shorten it and try again.');
  end if;
  return nullif(btrim(p_title), '');
end;
$$;

comment on function app.practice_title(text) is 'Trimmed; null when it says nothing.';
