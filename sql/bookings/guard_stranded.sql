-- guard_stranded: hours do not vanish under bookings (CP-3.3, CP-3.4).
--
-- Room:   bookings
-- Reads:  app.bookings, app.slot_claims, app.availability_rules, app.availability_exceptions
-- Locks:  the practitioner
-- Raises: PT409 rule_in_use
create function private.guard_stranded()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_practitioner_id uuid := coalesce(new.practitioner_id, old.practitioner_id);
  v_zone text := (select p.time_zone from app.practitioners as p where p.practitioner_id = v_practitioner_id);
  v_stranded text;
begin
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
    and (
      at.span <@ (
        select range_agg(w.opens) from app.availability_windows(v_practitioner_id, v_zone, at.first_day - 1, at.last_day) as w
      ) is not true
      or not isempty(app.time_off(v_practitioner_id, at.span))
    );
  if v_stranded is not null then
    perform app.fail(
      'rule_in_use', format('Bookings would be left outside the hours: %s.', v_stranded), 'Move or cancel them first, then change the hours.'
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
