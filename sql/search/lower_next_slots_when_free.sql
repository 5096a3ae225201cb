-- lower_next_slots_when_free: busy time that a calendar gives back lowers the bound, in the same transaction.
--
-- Room:   search
-- Writes: app.next_slots
-- Locks:  app.next_slots, by practitioner, then service
create function private.lower_next_slots_when_free()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform from app.next_slots as n
  where n.practitioner_id in (select f.practitioner_id from freed as f)
  order by n.practitioner_id, n.service_id
  for update;
  -- As where a booking is cancelled: buffers, a day's limit and the length of a service reach back two days at most.
  update app.next_slots as n
  set not_before = least(n.not_before, f.first - interval '2 days'), changes = n.changes + 1, looked_at = null
  from (select freed.practitioner_id, min(lower(freed.span)) as first from freed group by 1) as f
  where n.practitioner_id = f.practitioner_id;
  return null;
end;
$$;

comment on function private.lower_next_slots_when_free() is
  'Trigger, once for each statement that removed busy spans: a calendar gives back many at once.  Definer, since no role may write bounds.';

create trigger _500_next_slots_freed after delete on app.busy_spans
referencing old table as freed for each statement execute function private.lower_next_slots_when_free();
