-- figure_days: how far a practitioner's days have come, and which hours they had.
--
-- Room: insights
-- Owns: app.figure_days, app.past_hours
create table app.figure_days (
  practitioner_id uuid not null,
  organization_id uuid not null,
  day date not null,

  constraint figure_days_pkey primary key (practitioner_id, organization_id),
  constraint figure_days_are_of_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade on update cascade
);

comment on table app.figure_days is 'day: the last one that has begun for the figures; the next is due when it begins in the organization''s time zone.';
alter table app.figure_days enable row level security;

create table app.past_hours (
  practitioner_id uuid not null,
  organization_id uuid not null,
  day date not null,
  hours tstzmultirange not null,

  constraint past_hours_pkey primary key (practitioner_id, organization_id, day),
  constraint past_hours_are_of_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade on update cascade
);

comment on table app.past_hours is
  'The weekly hours of a day as they stood when it was over: who changes the hours changes what is to come, not how busy the past was.  Time off and extra hours have dates'
  ' of their own, and count whenever they are entered.';
alter table app.past_hours enable row level security;

create function app.day_span(p_day date, p_zone text)
returns tstzrange
language sql
stable
security invoker
set search_path = ''
as $$
  select tstzrange(s.begins, greatest(s.begins, app.local_instant(p_day + 1, p_zone))) from app.local_instant(p_day, p_zone) as s (begins);
$$;

comment on function app.day_span(date, text) is 'From its first instant to the first of the next: 23 or 25 hours where the clocks change; empty where the zone left the day out.';

create function app.weekly_hours(p_practitioner_id uuid, p_span tstzrange, p_zone text)
returns tstzmultirange
language sql
stable
security invoker
set search_path = ''
as $$
  select coalesce(range_agg(w.opens), '{}') * tstzmultirange(p_span)
  from app.availability_rules as r
  cross join lateral app.rule_windows(r, p_span, p_zone) as w (opens)
  where r.practitioner_id = p_practitioner_id and not isempty(p_span);
$$;

comment on function app.weekly_hours(uuid, tstzrange, text) is 'What the weekly hours, as they are now, open within the span.  p_zone: the practitioner''s.';

create function app.minutes_of(p_times tstzmultirange)
returns integer
language sql
immutable
security invoker
set search_path = ''
as $$
  select coalesce(sum(extract(epoch from upper(t) - lower(t))) / 60, 0)::integer from unnest(p_times) as t;
$$;

comment on function app.minutes_of(tstzmultirange) is 'Their length; what overlaps counts once.';
