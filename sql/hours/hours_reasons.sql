-- hours_reasons: why a time is not offered, claims aside.
--
-- Room:  hours
-- Reads: app.availability_rules, app.availability_exceptions, app.slot_claims
create type app.slot_reason as (reason text, detail text, source jsonb);

comment on type app.slot_reason is 'reason: a word of the register; detail: a sentence; source: what it comes from, {kind, …} with its id, reference or setting.';

create function app.window_reasons(p_offering app.offering, p_starts_at timestamptz)
returns setof app.slot_reason
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_slot tstzrange := tstzrange(p_starts_at, p_starts_at + p_offering.duration);
  v_day date := (p_starts_at at time zone p_offering.time_zone)::date;
  v_open tstzmultirange;
  v_on_grid boolean;
  v_hours text;
begin
  select
    range_agg(w.opens),
    bool_or(p_starts_at <@ w.opens and app.is_multiple(p_starts_at - lower(w.opens), p_offering.step)),
    string_agg(format('%s–%s', to_char(lower(w.opens) at time zone p_offering.time_zone, 'HH24:MI'), to_char(upper(w.opens) at time zone p_offering.time_zone, 'HH24:MI')),
      ', ' order by w.opens) filter (where (lower(w.opens) at time zone p_offering.time_zone)::date = v_day and not isempty(w.opens))
  into v_open, v_on_grid, v_hours
  from app.availability_windows(
    p_offering.practitioner_id, p_offering.time_zone, v_day - 1, (upper(v_slot) at time zone p_offering.time_zone)::date
  ) as w;
  if v_slot <@ v_open is not true then
    return next row('outside_availability', coalesce(
      format('The hours on %s are %s; the appointment would last until %s.', to_char(v_day, 'YYYY-MM-DD'), v_hours,
        to_char(upper(v_slot) at time zone p_offering.time_zone, 'HH24:MI')),
      format('There are no hours on %s.', to_char(v_day, 'YYYY-MM-DD'))
    ), jsonb_build_object('kind', 'availability_rules', 'rule_ids', (
      select coalesce(jsonb_agg(r.rule_id order by r.starts_local), '[]') from app.availability_rules as r
      where r.practitioner_id = p_offering.practitioner_id and r.weekday = extract(isodow from v_day)
        and v_day >= coalesce(r.valid_from, '-infinity') and v_day <= coalesce(r.valid_until, 'infinity')
    )))::app.slot_reason;
  elsif v_on_grid is not true then
    return next row(
      'outside_availability', format('Appointments begin every %s, counted from the opening of the hours.', app.spoken(p_offering.step)),
      jsonb_build_object('kind', 'service', 'service_id', p_offering.service_id, 'setting', 'step_minutes')
    )::app.slot_reason;
  end if;
  return query
  select 'outside_availability', format('Time off from %s to %s%s.',
    to_char(e.starts_at at time zone p_offering.time_zone, 'YYYY-MM-DD HH24:MI'), to_char(e.ends_at at time zone p_offering.time_zone, 'YYYY-MM-DD HH24:MI'),
    case when e.reason <> '' then ': ' || e.reason else '' end), jsonb_build_object('kind', 'availability_exception', 'exception_id', e.exception_id)
  from app.availability_exceptions as e
  where e.practitioner_id = p_offering.practitioner_id and e.kind = 'time_off' and tstzrange(e.starts_at, e.ends_at) && v_slot
  order by e.starts_at;
end;
$$;

comment on function app.window_reasons(app.offering, timestamptz) is 'What the weekly hours, the grid of starts and time off have against a slot that begins at p_starts_at.';

create function app.setting_reasons(p_offering app.offering, p_starts_at timestamptz)
returns setof app.slot_reason
language sql
stable
security invoker
set search_path = ''
as $$
  select r.reason, r.detail, jsonb_build_object('kind', 'service', 'service_id', p_offering.service_id, 'setting', r.setting)
  from (values
    (1, 'too_soon', case when p_starts_at < app.now() then 'This time is past.' else format('This service needs %s notice.', app.spoken(p_offering.min_notice)) end,
      'min_notice_minutes', p_starts_at < app.earliest_start(p_offering)),
    (2, 'too_far', format('Bookings open %s ahead.', app.spoken(p_offering.max_advance)), 'max_advance_days', p_starts_at >= app.latest_start(p_offering)),
    (3, 'outside_availability', format('The limit of %s a day is reached.', p_offering.daily_limit), 'daily_limit',
      p_offering.daily_limit is not null and (p_starts_at at time zone p_offering.time_zone)::date = any (
        app.full_days(p_offering, tstzrange(p_starts_at - interval '2 days', p_starts_at + interval '2 days'), '{}')
      ))
  ) as r (n, reason, detail, setting, holds)
  where r.holds
  order by r.n;
$$;

comment on function app.setting_reasons(app.offering, timestamptz) is 'What notice, booking window and daily limit of the service have against it.';
