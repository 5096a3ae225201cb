-- feed_bookings: what is booked, held, changed and cancelled is heard of.
--
-- Room:   insights
-- Writes: app.figure_feed
create function app.feed_made()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  insert into app.figure_feed (organization_id, practitioner_id, word, at) values (new.organization_id, new.practitioner_id, 'made', new.created_at);
  return null;
end;
$$;

comment on function app.feed_made() is 'Trigger, after a booking is made.';

create trigger _500_figures_made after insert on app.bookings for each row execute function app.feed_made();

create function app.feed_day()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if tg_op <> 'INSERT' then
    perform app.feed_figures(old.organization_id, old.practitioner_id, 'day', old.starts_at, old.ends_at - interval '1 second');
  end if;
  if tg_op = 'INSERT' or tg_op = 'UPDATE' and (old.starts_at, old.ends_at, old.practitioner_id) is distinct from (new.starts_at, new.ends_at, new.practitioner_id) then
    perform app.feed_figures(new.organization_id, new.practitioner_id, 'day', new.starts_at, new.ends_at - interval '1 second');
  end if;
  return null;
end;
$$;

comment on function app.feed_day() is 'Trigger, after a change of a booking whose day has begun or begins soon.  Days further ahead are worked out when they begin.';

create trigger _500_figures_day_made after insert on app.bookings
for each row when (new.starts_at < app.now() + interval '2 days') execute function app.feed_day();
create trigger _500_figures_day_changed after update on app.bookings
for each row when (
  least(old.starts_at, new.starts_at) < app.now() + interval '2 days'
  and (old.status, old.starts_at, old.ends_at, old.practitioner_id) is distinct from (new.status, new.starts_at, new.ends_at, new.practitioner_id)
) execute function app.feed_day();
create trigger _500_figures_day_gone after delete on app.bookings for each row execute function app.feed_day();

create function app.feed_held()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  -- A series is one request.
  if new.series_key is not null and exists (select from app.holds as h where h.series_key = new.series_key and h.hold_key < new.hold_key) then
    return null;
  end if;
  insert into app.figure_feed (organization_id, practitioner_id, word, at)
  select new.organization_id, c.practitioner_id, 'held', new.created_at
  from app.slot_claims as c where (c.claim_id, c.organization_id) = (new.claim_id, new.organization_id);
  return null;
end;
$$;

comment on function app.feed_held() is 'Trigger, after a client held a time, or a series, for a new booking; members, and plain SQL, are not counted.';

create trigger _500_figures_held after insert on app.holds
for each row when (new.requester is not null and new.moves_booking_id is null) execute function app.feed_held();
