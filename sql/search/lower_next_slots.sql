-- lower_next_slots: whatever may free time lowers the bound, in the same transaction.
--
-- Room:   search
-- Reads:  app.practitioner_services
-- Writes: app.next_slots
-- Locks:  app.next_slots, by service, then practitioner
create function private.lower_next_slots()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  -- A buffer, a day's limit and the length of a service reach back two days at most.
  v_bound timestamptz := lower(old.blocked) - interval '2 days';
  -- What a savepoint undoes is undone in the setting, too.
  v_lowered text := coalesce(current_setting('app.next_slots_lowered', true), '');
  v_first boolean := strpos(v_lowered, old.practitioner_id::text) = 0;
begin
  if v_first then
    perform from app.next_slots as n where n.practitioner_id = old.practitioner_id order by n.service_id for update;
    -- Of hundreds at once not all need be remembered.
    if length(v_lowered) < 10000 then
      v_lowered := set_config('app.next_slots_lowered', v_lowered || ' ' || old.practitioner_id, true);
    end if;
  end if;
  -- Written although it may stand lower already: the count tells tick.  Once for each transaction, which has the row: a series frees one time after the other.
  update app.next_slots as n
  set not_before = least(n.not_before, v_bound), changes = n.changes + 1, looked_at = null
  where n.practitioner_id = old.practitioner_id and (v_first or n.not_before > v_bound or n.looked_at is not null);
  return null;
end;
$$;

comment on function private.lower_next_slots() is
  'Trigger, after a booking''s claim is deleted or moved.  Not for holds: the bound never counts on them, so that one may lapse by the clock alone.'
  '  Definer, since no role may write bounds.';

create trigger _500_next_slots_freed after delete on app.slot_claims
for each row when (old.kind <> 'hold') execute function private.lower_next_slots();
create trigger _500_next_slots_moved after update of slot, blocked on app.slot_claims
for each row when (old.kind <> 'hold') execute function private.lower_next_slots();

create function private.forget_next_slots()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_row jsonb := to_jsonb(coalesce(new, old));
begin
  if tg_table_name = 'practitioner_services' then
    insert into app.next_slots (practitioner_id, service_id, organization_id)
    values (new.practitioner_id, new.service_id, new.organization_id)
    on conflict do nothing;
    return null;
  end if;
  perform from app.next_slots as n
  where case when tg_table_name = 'services' then n.service_id = (v_row ->> 'service_id')::uuid else n.practitioner_id = (v_row ->> 'practitioner_id')::uuid end
  order by n.service_id, n.practitioner_id
  for update;
  update app.next_slots as n
  set not_before = '-infinity', changes = n.changes + 1, looked_at = null
  where case when tg_table_name = 'services' then n.service_id = (v_row ->> 'service_id')::uuid else n.practitioner_id = (v_row ->> 'practitioner_id')::uuid end;
  -- A rule or an exception may also pass from one practitioner to another.
  if tg_op = 'UPDATE' and to_jsonb(old) ->> 'practitioner_id' <> v_row ->> 'practitioner_id' then
    update app.next_slots as n
    set not_before = '-infinity', changes = n.changes + 1, looked_at = null
    where n.practitioner_id = (to_jsonb(old) ->> 'practitioner_id')::uuid;
  end if;
  return null;
end;
$$;

comment on function private.forget_next_slots() is
  'Trigger, after a change of hours, zone or service: nothing is known of the next slot any more.  Definer, since no role may write bounds.';

create trigger _500_next_slots after insert or update or delete on app.availability_rules for each row execute function private.forget_next_slots();
create trigger _500_next_slots after insert or update or delete on app.availability_exceptions for each row execute function private.forget_next_slots();
create trigger _500_next_slots after update of time_zone on app.practitioners for each row execute function private.forget_next_slots();
create trigger _500_next_slots after insert on app.practitioner_services for each row execute function private.forget_next_slots();
create trigger _500_next_slots after update of
duration_minutes, step_minutes, buffer_before_minutes, buffer_after_minutes, capacity, min_notice_minutes, max_advance_days, daily_limit
on app.services for each row execute function private.forget_next_slots();
