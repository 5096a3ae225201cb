-- practice_host: who may host, when, and under which title.
--
-- Room:   practice_rooms
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found, PT422 too_far, PT422 too_soon
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
