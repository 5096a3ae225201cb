-- refresh_figures: the days' figures hear what has happened.
--
-- Room:   insights
-- Caller: the service role, every few seconds; the database's administrator
-- Reads:  app.figure_feed, app.organizations
-- Writes: app.daily_figures, app.daily_mail, app.figure_days, app.figure_feed, app.past_hours
-- Locks:  one at a time; another call finds nothing to do
-- Raises: PT403 not_allowed
create function private.refresh_figures()
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_fed app.figure_feed[];
  v_organization_id uuid;
  v_begun integer;
begin
  perform app.service_role_required();
  -- Of two at once the one that read earlier might write later.
  if not pg_try_advisory_xact_lock(hashtextextended('app.daily_figures', 0)) then
    return '{"heard": 0, "days_begun": 0}';
  end if;
  v_begun := app.begin_days(20);

  -- What is taken here was committed, and is read again below by statements that see at least as much; what comes later has an entry of its own.
  with taken as (
    delete from app.figure_feed as f
    using (select n.feed_id, n.organization_id from app.figure_feed as n order by n.feed_id limit 1000) as first
    where (f.feed_id, f.organization_id) = (first.feed_id, first.organization_id)
    returning f.*
  )
  select coalesce(array_agg(t::app.figure_feed), '{}') into v_fed from taken as t;

  for v_organization_id in select distinct n.organization_id from unnest(v_fed) as n where n.word = 'zone' loop
    perform app.move_zone(v_organization_id);
  end loop;
  perform app.add_counts(v_fed);
  perform app.count_made(app.days_of_feed(v_fed, 'made'));
  perform app.count_reviews(app.days_of_feed(v_fed, 'reviewed'));
  perform app.work_out_days(app.days_of_feed(v_fed, 'day'));

  -- Three years are kept.
  if v_begun > 0 then
    delete from app.daily_figures as f where f.day < (app.now() at time zone 'UTC')::date - 1100;
    delete from app.daily_mail as f where f.day < (app.now() at time zone 'UTC')::date - 1100;
    delete from app.past_hours as f where f.day < (app.now() at time zone 'UTC')::date - 1100;
  end if;
  return jsonb_build_object('heard', cardinality(v_fed), 'days_begun', v_begun);
end;
$$;

comment on function private.refresh_figures() is 'Definer: it writes what no role may.  See api.refresh_figures.';
grant execute on function private.refresh_figures() to service_role;

create function app.days_of_feed(p_fed app.figure_feed[], p_word text)
returns app.practitioner_day[]
language sql
stable
security invoker
set search_path = ''
as $$
  select array_agg(distinct (n.practitioner_id, n.organization_id, (n.at at time zone o.time_zone)::date)::app.practitioner_day)
  from unnest(p_fed) as n
  join app.organizations as o on o.organization_id = n.organization_id
  where n.word = p_word and (n.at at time zone o.time_zone)::date <= (app.now() at time zone o.time_zone)::date;
$$;

comment on function app.days_of_feed(app.figure_feed[], text) is 'Which days are to be worked out anew; not those that have not begun.';

create function api.refresh_figures()
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.refresh_figures();
$$;

comment on function api.refresh_figures() is
  'Brings the days'' figures up to date with what was booked, changed and sent since.  Returns {heard, days_begun}; while heard is 1000, or days_begun 20, there is more.'
  '  Safe to call as often as one likes, by several at once.';
grant execute on function api.refresh_figures() to service_role;
