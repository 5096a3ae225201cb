-- check_wish: what a wish must look like, and how many are too many.
--
-- Room:   waitlist
-- Reads:  app.waitlist_entries
-- Raises: PT400 invalid_argument, PT429 too_many_requests
create function app.check_wish(p_from_date date, p_to_date date, p_weekdays integer[], p_from_local time, p_until_local time)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_today date := (app.now() at time zone 'UTC')::date;
  v_wrong text := case
    when p_from_date is null or p_to_date is null then 'from_date and to_date are needed.'
    when p_from_date > p_to_date then 'from_date is after to_date.'
    when p_to_date < v_today - 1 then 'These days are past.'
    when p_to_date > v_today + 731 or p_from_date < v_today - 366 then 'Wishes are kept for two years ahead.'
    when p_weekdays is not null and (cardinality(p_weekdays) = 0 or not p_weekdays <@ array[1, 2, 3, 4, 5, 6, 7])
      then 'weekdays are numbers from 1 (Monday) to 7 (Sunday).'
    when p_from_local >= p_until_local then 'from_local must be before until_local.'
  end;
begin
  if v_wrong is not null then
    perform app.fail('invalid_argument', v_wrong, 'Correct it and send the form again.');
  end if;
end;
$$;

comment on function app.check_wish(date, date, integer[], time, time) is 'Raises PT400 invalid_argument with what is wrong.';

create function app.limit_wishes(p_client_id uuid, p_requester text)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if 5 <= (select count(*) from app.waitlist_entries as e where e.client_id = p_client_id and e.status in ('waiting', 'offered'))
    or 20 <= (
      select count(*) from app.waitlist_entries as e
      where e.requester = p_requester and (e.status in ('waiting', 'offered') or e.created_at > app.now() - interval '1 day')
    )
  then
    perform app.fail('too_many_requests', 'There are as many wishes on the list already as one person may have.', 'Withdraw one of them first.');
  end if;
end;
$$;

comment on function app.limit_wishes(uuid, text) is
  'At most five open wishes of one client, and twenty (open, or of the last day) from one network address without an account.';
