-- series_to_change: one series, and what its caller is to it.
--
-- Room:   series
-- Reads:  app.booking_series, app.bookings, app.practitioners, app.members, app.clients
-- Locks:  the practitioner, then the bookings
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition
create function private.series_to_change(p_series_id uuid, p_from_date date, out series app.booking_series, out party text)
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.sign_in_required();
  select s.* into series from app.booking_series as s where s.series_id = p_series_id;
  select app.party(p.organization_id, p.member_id) into party
  from app.practitioners as p
  where (p.practitioner_id, p.organization_id) = (series.practitioner_id, series.organization_id);
  -- The strongest standing counts: who works there and is the client too may still do the work.
  if party is distinct from 'admin' and party is distinct from 'practitioner' and exists (
    select from app.bookings as b
    where (b.series_id, b.organization_id) = (series.series_id, series.organization_id) and b.client_id = any (private.my_client_ids())
  ) then
    party := 'client';
  end if;
  if party is null then
    perform app.fail('not_found', format('No series %s that you may see.', p_series_id), 'Check which account you are signed in with.');
  end if;
  if party = 'member' then
    perform app.fail('not_allowed', 'Only its practitioner, if the role includes “sessions:write”, and admins change this series.', 'Ask one of them.');
  end if;
  if p_from_date not between date '2000-01-01' and date '2126-01-01' then
    perform app.fail('invalid_argument', 'from_date is not a date of this century.', 'Send a day, or leave it out for all that is to come.');
  end if;
  perform app.lock_practitioner(series.practitioner_id);
  perform app.same_practitioner_required(
    series.practitioner_id, (select s.practitioner_id from app.booking_series as s where (s.series_id, s.organization_id) = (p_series_id, series.organization_id))
  );
end;
$$;

comment on function private.series_to_change(uuid, date) is
  'The series, its practitioner locked, and the caller''s party: admin, practitioner or client.  To a stranger it does not exist.'
  '  Definer: bookings are changed by verbs only.';

create function app.bookings_to_change(p_series app.booking_series, p_party text, p_from_date date)
returns setof app.bookings
language sql
volatile
security invoker
set search_path = ''
as $$
  select b.*
  from app.bookings as b
  where (b.series_id, b.organization_id) = (p_series.series_id, p_series.organization_id)
    and b.status in ('pending', 'confirmed', 'rescheduled')
    and b.starts_at > app.now()
    and (p_from_date is null or b.starts_at >= app.local_instant(p_from_date, p_series.time_zone))
    -- Links get passed on: a booking that another account has claimed is that account's.
    and (p_party <> 'client' or b.client_id = any (private.my_client_ids()))
  order by b.starts_at, b.booking_id
  for update;
$$;

comment on function app.bookings_to_change(app.booking_series, text, date) is
  'The live bookings of the series to come, from p_from_date on in the series'' zone, in order and locked; of a client only the own ones.';
