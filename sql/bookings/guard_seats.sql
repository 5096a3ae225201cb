-- guard_seats: seats do not vanish under those who have booked them.
--
-- Room:   bookings
-- Reads:  app.bookings, app.slot_claims, app.practitioner_services, app.practitioners
-- Locks:  the practitioner, or all who offer the service
-- Raises: PT409 rule_in_use
create function app.slots_with_more_takers(p_practitioner_ids uuid[], p_service_number integer, p_capacity integer)
returns table (span tstzrange, time_zone text, told text)
language sql
stable
security invoker
set search_path = ''
as $$
  select c.slot, p.time_zone, format(
    '%s on %s (%s)', count(*), to_char(lower(c.slot) at time zone p.time_zone, 'YYYY-MM-DD HH24:MI'),
    string_agg(coalesce(b.reference, 'held'), ', ' order by b.reference)
  )
  from app.slot_claims as c
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (c.practitioner_id, c.organization_id)
  left join app.bookings as b on (b.claim_id, b.organization_id) = (c.claim_id, c.organization_id)
  where c.practitioner_id = any (p_practitioner_ids)
    and c.blocked && tstzrange(app.now(), null) and lower(c.slot) > app.now() and not c.overbooked
    and (p_service_number is null or c.service_number = p_service_number)
    and (c.expires_at is null or c.expires_at > app.now())
  group by c.practitioner_id, c.slot_key, c.slot, p.time_zone
  having count(*) > p_capacity;
$$;

comment on function app.slots_with_more_takers(uuid[], integer, integer) is
  'The coming slots, of a service or of all, that have more than p_capacity takers; told: how many, when, and the bookings.';

create function private.guard_seats()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_practitioner_ids uuid[];
  v_overfull text;
begin
  if tg_table_name = 'services' then
    -- A statement of its own: the one that counts must see what was committed while this waited.
    v_practitioner_ids := app.lock_practitioners_of_service(new.service_id);
    select string_agg(s.told, '; ' order by s.span)
    into v_overfull
    from app.slots_with_more_takers(v_practitioner_ids, new.service_number, new.capacity) as s;
  else
    perform app.lock_practitioner(new.practitioner_id);
    -- A slot has no more seats than the narrowest of the windows that it lies in, wherever it begins.
    select string_agg(s.told, '; ' order by s.span)
    into v_overfull
    from app.slots_with_more_takers(array[new.practitioner_id], null, new.capacity) as s
    where case tg_table_name
      when 'availability_exceptions' then s.span && tstzrange((to_jsonb(new) ->> 'starts_at')::timestamptz, (to_jsonb(new) ->> 'ends_at')::timestamptz)
      else exists (
        select from app.rule_windows(jsonb_populate_record(null::app.availability_rules, to_jsonb(new)), s.span, s.time_zone) as w where w && s.span
      )
    end;
  end if;
  if v_overfull is not null then
    perform app.fail('rule_in_use', format('More seats are taken already: %s.', v_overfull), 'Move or cancel some of these bookings first.');
  end if;
  return null;
end;
$$;

comment on function private.guard_seats() is 'Trigger: refuses fewer seats than coming slots have takers, naming them.  Definer, since claims are no role''s to read.';

create trigger _200_guard_seats after update of capacity on app.services
for each row when (new.capacity < old.capacity) execute function private.guard_seats();

create trigger _200_guard_seats after insert or update on app.availability_rules
for each row when (new.capacity is not null) execute function private.guard_seats();

create trigger _200_guard_seats after insert or update on app.availability_exceptions
for each row when (new.kind = 'extra_hours' and new.capacity is not null) execute function private.guard_seats();
