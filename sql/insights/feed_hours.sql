-- feed_hours: changed hours, time off and time zones are heard of.
--
-- Room:   insights
-- Reads:  app.practitioners
-- Writes: app.figure_feed
create function private.feed_hours()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  if tg_op <> 'INSERT' then
    perform app.feed_figures(old.organization_id, old.practitioner_id, 'day', app.now());
  end if;
  if tg_op <> 'DELETE' then
    perform app.feed_figures(new.organization_id, new.practitioner_id, 'day', app.now());
  end if;
  return null;
end;
$$;

comment on function private.feed_hours() is 'Trigger, after a change of weekly hours or of a practitioner''s zone: today is worked out anew.  Definer, since no role may write the feed.';

create trigger _500_figures after insert or update or delete on app.availability_rules for each row execute function private.feed_hours();
create trigger _500_figures_zone after update of time_zone on app.practitioners
for each row when (old.time_zone <> new.time_zone) execute function private.feed_hours();

create function private.feed_exception()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_changed app.availability_exceptions;
begin
  foreach v_changed in array case tg_op when 'INSERT' then array[new] when 'DELETE' then array[old] else array[old, new] end loop
    -- Each day that it touches, in whatever zone; not those that have not begun.
    insert into app.figure_feed (organization_id, practitioner_id, word, at)
    select v_changed.organization_id, v_changed.practitioner_id, 'day', least(i.at, v_changed.ends_at - interval '1 second')
    from generate_series(v_changed.starts_at, least(v_changed.ends_at + interval '1 day', app.now() + interval '2 days'), interval '23 hours') as i (at);
  end loop;
  return null;
end;
$$;

comment on function private.feed_exception() is 'Trigger, after a change of time off or extra hours, past ones too.  Definer, since no role may write the feed.';

create trigger _500_figures after insert or update or delete on app.availability_exceptions for each row execute function private.feed_exception();

create function private.feed_zone()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.feed_figures(new.organization_id, null, 'zone', app.now());
  return null;
end;
$$;

comment on function private.feed_zone() is 'Trigger, after an organization moved to another time zone: all its days are other days.  Definer, since no role may write the feed.';

create trigger _500_figures after update of time_zone on app.organizations
for each row when (old.time_zone <> new.time_zone) execute function private.feed_zone();
