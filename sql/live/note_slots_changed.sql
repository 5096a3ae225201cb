-- note_slots_changed: which practitioners' times a transaction changes, and on which days.
--
-- Room:  live
-- Reads: app.practitioner_services
create function app.note_slots_changed(p_practitioner_id uuid, p_span tstzrange)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_noted text := coalesce(current_setting('app.slots_changed', true), '');
  v_day date := (lower(p_span) at time zone 'UTC')::date;
  v_last date := (upper(p_span) at time zone 'UTC')::date;
  v_entry text;
begin
  if v_noted = '*' then
    return;
  end if;
  loop
    v_entry := ' ' || p_practitioner_id || '/' || coalesce(v_day::text, '*');
    if position(v_entry in v_noted) = 0 then
      v_noted := v_noted || v_entry;
    end if;
    exit when v_day is null or v_day >= v_last;
    v_day := v_day + 1;
  end loop;
  -- Hundreds of practitioners at once are a load, which nobody waits for before an open page.
  v_noted := set_config('app.slots_changed', case when length(v_noted) > 30000 then '*' else v_noted end, true);
end;
$$;

comment on function app.note_slots_changed(uuid, tstzrange) is
  'Notes a practitioner and the days (UTC) of a span, or any day where it is null, in a setting of the transaction.  What a savepoint undoes is undone there too.';

create function private.note_slots_changed()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_practitioner_id uuid;
begin
  if tg_table_name = 'slot_claims' then
    if tg_op <> 'INSERT' then
      perform app.note_slots_changed(old.practitioner_id, old.blocked);
    end if;
    if tg_op <> 'DELETE' then
      perform app.note_slots_changed(new.practitioner_id, new.blocked);
    end if;
  elsif tg_table_name = 'services' then
    for v_practitioner_id in select o.practitioner_id from app.practitioner_services as o where o.service_id = new.service_id loop
      perform app.note_slots_changed(v_practitioner_id, null);
    end loop;
  else
    if tg_op <> 'INSERT' then
      perform app.note_slots_changed(old.practitioner_id, null);
    end if;
    if tg_op <> 'DELETE' then
      perform app.note_slots_changed(new.practitioner_id, null);
    end if;
  end if;
  return null;
end;
$$;

comment on function private.note_slots_changed() is
  'Trigger, after what others can see in the free times: time taken or freed, hours, what is offered.  Confirming a hold changes nothing for others, and fires'
  ' none.  Definer, since hours and services are written by members.';

create trigger _800_note_taken_or_freed after insert or delete on app.slot_claims for each row execute function private.note_slots_changed();
create trigger _800_note_moved after update of slot, blocked on app.slot_claims
for each row when (old.blocked <> new.blocked) execute function private.note_slots_changed();
create trigger _800_note_hours after insert or update or delete on app.availability_rules for each row execute function private.note_slots_changed();
create trigger _800_note_hours after insert or update or delete on app.availability_exceptions for each row execute function private.note_slots_changed();
create trigger _800_note_offer after insert or update or delete on app.practitioner_services for each row execute function private.note_slots_changed();
create trigger _800_note_profile after update of time_zone, published, archived_at on app.practitioners
for each row execute function private.note_slots_changed();
create trigger _800_note_service after update of
duration_minutes, step_minutes, buffer_before_minutes, buffer_after_minutes, capacity, min_notice_minutes, max_advance_days, daily_limit, archived_at
on app.services for each row execute function private.note_slots_changed();
