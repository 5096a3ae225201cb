-- guard_stranded: hours do not vanish under bookings (CP-3.3, CP-3.4).
--
-- Room:   bookings
-- Reads:  app.bookings, app.slot_claims, app.availability_rules, app.availability_exceptions
-- Locks:  the practitioner
-- Raises: PT409 rule_in_use
create type app.hours_taken as (everything boolean, span tstzrange, weekday integer);

comment on type app.hours_taken is 'Where a change may have taken hours away: everywhere, within a span, or on a weekday (ISO 8601).';

create function app.hours_taken(p_table text, p_old jsonb, p_new jsonb)
returns app.hours_taken
language sql
stable
security invoker
set search_path = ''
as $$
  select row(
    p_table = 'practitioners',
    (
      select range_merge(range_agg(taken.span))
      from (values (p_old, 'extra_hours'), (p_new, 'time_off')) as side (row, kind)
      cross join lateral (select tstzrange((side.row ->> 'starts_at')::timestamptz, (side.row ->> 'ends_at')::timestamptz) as span) as taken
      where side.row ->> 'kind' = side.kind
    ),
    (p_old ->> 'weekday')::integer
  )::app.hours_taken;
$$;

comment on function app.hours_taken(text, jsonb, jsonb) is 'What a change of a rule, an exception or a practitioner''s zone may have taken away.';

create function private.guard_stranded()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_practitioner_id uuid := coalesce(new.practitioner_id, old.practitioner_id);
  v_taken app.hours_taken := app.hours_taken(tg_table_name, to_jsonb(old), to_jsonb(new));
  v_zone text := (select p.time_zone from app.practitioners as p where p.practitioner_id = v_practitioner_id);
  v_stranded text;
begin
  -- change_availability counts and treats the stranded bookings itself.
  if current_setting('app.stranded', true) = 'counted' then
    return null;
  end if;
  perform app.lock_practitioner(v_practitioner_id);
  select string_agg(
    format('%s on %s', b.reference, to_char(b.starts_at at time zone v_zone, 'YYYY-MM-DD HH24:MI')), ', ' order by b.starts_at
  )
  into v_stranded
  from app.bookings as b
  cross join lateral (
    select
      (b.starts_at at time zone v_zone)::date as first_day,
      (b.ends_at at time zone v_zone)::date as last_day,
      tstzrange(b.starts_at, b.ends_at) as span
  ) as at
  where b.practitioner_id = v_practitioner_id
    and b.starts_at > app.now()
    and b.status in ('pending', 'confirmed', 'rescheduled')
    and not b.overbooked
    -- Only what this change touches: a booking that stood outside the hours before is no reason to refuse.
    and (
      v_taken.everything
      or v_taken.span && at.span
      or v_taken.weekday in (extract(isodow from at.first_day), extract(isodow from at.last_day))
    )
    and (
      at.span <@ (
        select range_agg(w.opens) from app.availability_windows(v_practitioner_id, v_zone, at.first_day - 1, at.last_day) as w
      ) is not true
      or not isempty(app.time_off(v_practitioner_id, at.span))
    );
  if v_stranded is not null then
    perform app.fail(
      'rule_in_use', format('Bookings would be left outside the hours: %s.', v_stranded), 'Move or cancel them first, or use change_availability and say how to treat them.'
    );
  end if;
  return null;
end;
$$;

comment on function private.guard_stranded() is
  'Trigger, after a change of hours, exceptions or time zone: refuses it when a coming booking no longer fits, and names each with reference and local time.'
  '  Definer, since a practitioner''s bookings count whoever changes the hours.';

create trigger _200_guard_stranded after update or delete on app.availability_rules
for each row execute function private.guard_stranded();

create trigger _200_guard_stranded after insert or update or delete on app.availability_exceptions
for each row execute function private.guard_stranded();

create trigger _200_guard_stranded after update of time_zone on app.practitioners
for each row when (new.time_zone <> old.time_zone) execute function private.guard_stranded();
