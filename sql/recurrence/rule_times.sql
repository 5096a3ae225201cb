-- rule_times: the wall times at which a rule recurs.
--
-- Room: recurrence
create function app.rule_times(p_rule app.recurrence_rule, p_first timestamp)
returns setof timestamp
language sql
stable
security invoker
set search_path = ''
as $$
  with days as (
    select
      d.day::date as day,
      extract(isodow from d.day)::integer as weekday,
      extract(day from d.day)::integer as month_day,
      extract(day from date_trunc('month', d.day) + interval '1 month - 1 day')::integer as month_length,
      (extract(year from d.day) * 12 + extract(month from d.day))::integer as month
    -- Whole months: BYSETPOS counts from both ends.
    from generate_series(
      date_trunc('month', p_first), date_trunc('month', p_first) + interval '25 months - 1 day', interval '1 day'
    ) as d (day)
  ), first as (
    select
      p_first::date as day, extract(day from p_first)::integer as month_day, extract(isodow from p_first)::integer as weekday,
      (extract(year from p_first) * 12 + extract(month from p_first))::integer as month,
      p_first::date - (extract(isodow from p_first)::integer - p_rule.week_starts_on + 7) % 7 as week
  ), matching as (
    select d.*
    from days as d
    cross join first as f
    where case p_rule.frequency
        when 'DAILY' then mod(d.day - f.day, p_rule.every) = 0
        when 'WEEKLY' then mod(div(d.day - f.week, 7), p_rule.every) = 0
        else mod(d.month - f.month, p_rule.every) = 0
      end
      and case
        when p_rule.month_days <> '{}' then d.month_day = any (p_rule.month_days) or d.month_day - d.month_length - 1 = any (p_rule.month_days)
        when p_rule.frequency = 'MONTHLY' and p_rule.weekdays = '{}' then d.month_day = f.month_day
        else true
      end
      and case
        when p_rule.weekdays <> '{}' then exists (
          select from unnest(p_rule.weekdays, p_rule.ordinals) as by_day (weekday, ordinal)
          where by_day.weekday = d.weekday and by_day.ordinal in (0, (d.month_day + 6) / 7, -((d.month_length - d.month_day + 7) / 7))
        )
        when p_rule.frequency = 'WEEKLY' then d.weekday = f.weekday
        else true
      end
  ), placed as (
    select
      m.day, row_number() over (partition by m.month order by m.day) as position, count(*) over (partition by m.month) as matches
    from matching as m
  )
  select p.day + p_first::time
  from placed as p
  where p.day between p_first::date and (p_first + interval '2 years')::date
    and (p_rule.positions = '{}' or p.position = any (p_rule.positions) or p.position - p.matches - 1 = any (p_rule.positions))
  order by p.day;
$$;

comment on function app.rule_times(app.recurrence_rule, timestamp) is
  'Every wall time of the rule from p_first on, for two years, COUNT and UNTIL aside.  A month that lacks the day is skipped (RFC 5545, 3.3.10).';
