-- tell_slots_changed: open pages hear that free times have changed, once for each transaction and practitioner.
--
-- Room: live
create function private.tell_slots_changed()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_noted text := coalesce(current_setting('app.slots_changed', true), '');
  v_change record;
begin
  if v_noted = '' then
    return null;
  end if;
  perform set_config('app.slots_changed', '', true);
  if v_noted = '*' then
    return null;
  end if;
  -- One time taken or freed, which is what mostly happens, needs no query.
  if strpos(substr(v_noted, 2), ' ') = 0 and right(v_noted, 1) <> '*' then
    perform app.broadcast(
      'practitioner:' || substr(v_noted, 2, 36) || ':slots', 'slots_changed',
      jsonb_build_object('practitioner_id', substr(v_noted, 2, 36), 'days', jsonb_build_array(substr(v_noted, 39)))
    );
    return null;
  end if;
  for v_change in
    select
      split_part(e.entry, '/', 1) as practitioner_id,
      case when bool_and(split_part(e.entry, '/', 2) <> '*') then jsonb_agg(split_part(e.entry, '/', 2) order by e.entry) end as days
    from unnest(string_to_array(ltrim(v_noted), ' ')) as e (entry)
    group by 1
  loop
    perform app.broadcast(
      'practitioner:' || v_change.practitioner_id || ':slots', 'slots_changed',
      jsonb_build_object('practitioner_id', v_change.practitioner_id, 'days', v_change.days)
    );
  end loop;
  return null;
end;
$$;

comment on function private.tell_slots_changed() is
  'Trigger, at the end of the transaction: broadcasts slots_changed {practitioner_id, days} to practitioner:<id>:slots.  days are UTC dates; null means any day.'
  '  What is free, and for whom, is not said: whoever hears it asks available_slots.  Definer, since no caller may broadcast.';

-- The first change of a transaction queues it, which is enough: it tells all that was noted by then.  Named to come after what a release sets off
-- (_800_offer_…), so that an offer from the waitlist is told together with the release.
create constraint trigger _800_tell_taken_or_freed after insert or delete on app.slot_claims deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_moved after update of slot, blocked on app.slot_claims deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_hours after insert or update or delete on app.availability_rules deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_hours after insert or update or delete on app.availability_exceptions deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_busy after insert or delete on app.busy_spans deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_offer after insert or update or delete on app.practitioner_services deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_profile after update of time_zone, published, archived_at on app.practitioners deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_service after update of
duration_minutes, step_minutes, buffer_before_minutes, buffer_after_minutes, capacity, min_notice_minutes, max_advance_days, daily_limit, archived_at
on app.services deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_resources after insert or update or delete on app.resource_claims deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_resources after insert or update of kind, archived_at or delete on app.resources deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
create constraint trigger _800_tell_resources after insert or update or delete on app.service_needs deferrable initially deferred
for each row when (coalesce(current_setting('app.slots_changed', true), '') = '') execute function private.tell_slots_changed();
