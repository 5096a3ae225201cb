-- guard_booking: no code path goes round the state machine.
--
-- Room:   bookings
-- Reads:  app.booking_transitions
-- Raises: PT409 illegal_transition
create function app.guard_booking()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_from text := case when tg_op = 'INSERT' then 'new' else old.status end;
  v_moved boolean := tg_op = 'UPDATE' and (new.starts_at, new.ends_at) is distinct from (old.starts_at, old.ends_at);
  v_handed_over boolean := tg_op = 'UPDATE' and new.practitioner_id <> old.practitioner_id;
begin
  if (v_from <> new.status or v_moved) and not exists (
    select from app.booking_transitions as t
    where t.from_status = v_from
      and t.to_status = new.status
      and (t.action = 'reschedule') = v_moved
  ) then
    perform app.fail(
      'illegal_transition', format('A booking that is %s cannot become %s%s.', v_from, new.status, case when v_moved then ' at another time' else '' end),
      'Reload the booking to see its present state.'
    );
  end if;
  if v_handed_over and (v_moved or v_from <> new.status or new.status not in ('pending', 'confirmed', 'rescheduled')) then
    perform app.fail('illegal_transition', 'Only an appointment to come is handed over, as it is.', 'Reload the booking to see its present state.');
  end if;
  if tg_op = 'UPDATE' then
    -- The clock stands where the transaction began, which may be before a change that it waited for.
    new.updated_at := greatest(old.updated_at, app.now());
    if v_from <> new.status or v_moved or v_handed_over then
      new.ics_sequence := old.ics_sequence + 1;
    end if;
  end if;
  return new;
end;
$$;

comment on function app.guard_booking() is 'Trigger: refuses what app.booking_transitions does not have, and keeps updated_at and ics_sequence.';

create trigger _100_guard before insert or update on app.bookings
for each row execute function app.guard_booking();
