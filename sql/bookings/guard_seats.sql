-- guard_seats: seats do not vanish under those who have booked them.
--
-- Room:   bookings
-- Reads:  app.bookings, app.slot_claims, app.practitioner_services, app.practitioners
-- Locks:  the practitioners, in order
-- Raises: PT409 rule_in_use
create function app.fail_overfull(p_slots text)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_slots is not null then
    perform app.fail('rule_in_use', format('More seats are taken already: %s.', p_slots), 'Move or cancel some of these bookings first.');
  end if;
end;
$$;

comment on function app.fail_overfull(text) is 'Raises PT409 rule_in_use when there is anything to name.';

create function app.overfull_slots(p_practitioner_ids uuid[], p_service_number integer, p_capacity integer, p_rule app.availability_rules)
returns text
language sql
stable
security invoker
set search_path = ''
as $$
  select string_agg(format('%s on %s', slot.seats, to_char(slot.starts_local, 'YYYY-MM-DD HH24:MI')), ', ' order by slot.starts_local)
  from (
    select lower(c.slot) at time zone p.time_zone as starts_local, count(*) as seats
    from app.slot_claims as c
    join app.practitioners as p on p.practitioner_id = c.practitioner_id
    where c.practitioner_id = any (p_practitioner_ids)
      and c.blocked && tstzrange(app.now(), null) and not c.overbooked
      and (p_service_number is null or c.service_number = p_service_number)
      and (c.expires_at is null or c.expires_at > app.now())
      and (p_rule.rule_id is null or (
        extract(isodow from lower(c.slot) at time zone p.time_zone) = p_rule.weekday
        and (lower(c.slot) at time zone p.time_zone)::time >= p_rule.starts_local and (lower(c.slot) at time zone p.time_zone)::time < p_rule.ends_local
        and (lower(c.slot) at time zone p.time_zone)::date between coalesce(p_rule.valid_from, '-infinity') and coalesce(p_rule.valid_until, 'infinity')
      ))
    group by c.practitioner_id, c.slot_key, c.slot, p.time_zone
    having count(*) > p_capacity
  ) as slot;
$$;

comment on function app.overfull_slots(uuid[], integer, integer, app.availability_rules) is 'The coming slots that have more takers than p_capacity, of a service or within a rule; null: none.';

create function private.guard_seats()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_practitioner_ids uuid[];
  v_id uuid;
begin
  if tg_table_name = 'availability_rules' then
    perform app.lock_practitioner(new.practitioner_id);
    perform app.fail_overfull(app.overfull_slots(array[new.practitioner_id], null, new.capacity, new));
    return null;
  end if;
  v_practitioner_ids := array(select ps.practitioner_id from app.practitioner_services as ps where ps.service_id = new.service_id order by ps.practitioner_id);
  -- The one place that waits for several practitioners: in one order, and whoever books never waits for a second one.
  foreach v_id in array v_practitioner_ids loop
    perform app.lock_practitioner(v_id);
  end loop;
  perform app.fail_overfull(app.overfull_slots(v_practitioner_ids, new.service_number, new.capacity, null));
  return null;
end;
$$;

comment on function private.guard_seats() is 'Trigger: refuses fewer seats than coming slots have takers.  Definer, since claims are no role''s to read.';

create trigger _200_guard_seats after update of capacity on app.services
for each row when (new.capacity < old.capacity) execute function private.guard_seats();

create trigger _200_guard_seats after insert or update on app.availability_rules
for each row when (new.capacity is not null) execute function private.guard_seats();
