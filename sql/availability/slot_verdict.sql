-- slot_verdict: whether a start is one that the practitioner offers.
--
-- Room:  availability
-- Reads: app.availability_rules, app.availability_exceptions, app.busy_spans, app.slot_claims
create type app.slot_verdict as (refusal text, reason text, capacity integer);

comment on type app.slot_verdict is 'refusal: a word of the register, or null; reason: a sentence for people; capacity: the seats of the slot.';

create function app.slot_verdict(p_offering app.offering, p_starts_at timestamptz, p_own_occupants bigint[])
returns app.slot_verdict
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_slot tstzrange := tstzrange(p_starts_at, p_starts_at + p_offering.duration);
  v_blocked tstzrange := tstzrange(p_starts_at - p_offering.buffer_before, p_starts_at + p_offering.duration + p_offering.buffer_after);
  v_open tstzmultirange;
  v_on_grid boolean;
  v_capacity integer;
  v_local timestamp := p_starts_at at time zone p_offering.time_zone;
  v_rule app.availability_rules;
  v_opens_at timestamptz;
begin
  if p_starts_at < app.earliest_start(p_offering) then
    return row('too_soon', case
      when p_starts_at < app.now() then 'This time is past.'
      else format('This service needs %s notice.', app.spoken(p_offering.min_notice))
    end, null)::app.slot_verdict;
  end if;
  if p_starts_at >= app.latest_start(p_offering) then
    return row('too_far', format('Bookings open %s ahead.', app.spoken(app.latest_start(p_offering) - app.now())), null)::app.slot_verdict;
  end if;

  -- Around a change of the clocks windows may meet or overlap: only the general way is exact then.
  if app.offset_minutes(p_starts_at - interval '1 day', p_offering.time_zone) = app.offset_minutes(p_starts_at + interval '1 day', p_offering.time_zone) then
    v_rule := app.plain_rule(p_offering.practitioner_id, v_local, v_blocked);
  end if;
  if v_rule.rule_id is not null then
    v_opens_at := app.local_instant(v_local::date + v_rule.starts_local, p_offering.time_zone);
    -- Around a daylight-saving gap the end may come out before the start: such a window is empty.
    v_open := tstzmultirange(tstzrange(
      v_opens_at, greatest(v_opens_at, app.local_instant(v_local::date + v_rule.ends_local, p_offering.time_zone))
    ));
    v_on_grid := app.is_multiple(p_starts_at - v_opens_at, p_offering.step);
    v_capacity := v_rule.capacity;
  end if;
  if v_slot <@ v_open is not true or v_on_grid is not true then
    -- Not plainly a start within one rule: put the windows of the day together.
    select
      range_agg(w.opens),
      bool_or(p_starts_at <@ w.opens and app.is_multiple(p_starts_at - lower(w.opens), p_offering.step)),
      min(w.capacity) filter (where w.opens && v_slot)
    into v_open, v_on_grid, v_capacity
    from (
      select w.opens, w.capacity
      from app.availability_windows(
        p_offering.practitioner_id, p_offering.time_zone,
        (p_starts_at at time zone p_offering.time_zone)::date, (upper(v_slot) at time zone p_offering.time_zone)::date
      ) as w
      offset 0
    ) as w;
  end if;
  if v_slot <@ v_open is not true then
    return row('outside_availability', 'This time is outside the practitioner''s hours.', null)::app.slot_verdict;
  end if;
  if v_on_grid is not true then
    return row('outside_availability', format('Bookings begin every %s, counted from the opening of the hours.', app.spoken(p_offering.step)), null)::app.slot_verdict;
  end if;
  if v_rule.rule_id is null and not isempty(app.time_off(p_offering.practitioner_id, v_slot)) then
    return row('outside_availability', 'The practitioner is away at this time.', null)::app.slot_verdict;
  end if;
  -- Nobody is told whether it is a client or the dentist: this time is taken.
  if v_rule.rule_id is null and exists (
    select from app.busy_spans as s where s.practitioner_id = p_offering.practitioner_id and s.span && v_blocked
  ) then
    return row('slot_taken', 'This slot is now full, please choose another', null)::app.slot_verdict;
  end if;
  if p_offering.daily_limit is not null and (p_starts_at at time zone p_offering.time_zone)::date = any (
    app.full_days(p_offering, tstzrange(p_starts_at - interval '2 days', p_starts_at + interval '2 days'), p_own_occupants)
  ) then
    return row('outside_availability', 'The practitioner''s limit for this day is reached.', null)::app.slot_verdict;
  end if;
  return row(null, null, least(p_offering.capacity, v_capacity))::app.slot_verdict;
end;
$$;

comment on function app.slot_verdict(app.offering, timestamptz, bigint[]) is
  'Whether p_starts_at is a start that the caller is offered, claims aside: those are the constraints'' to judge.';
