-- audit_booking: one entry for each change of a booking (BM-R9).
--
-- Room:   bookings
-- Writes: app.audit_log
create function app.audit_booking()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_before app.bookings := case when tg_op <> 'INSERT' then old end;
begin
  if tg_op = 'DELETE' then
    perform app.record(old.organization_id, 'booking.deleted', old.booking_id::text, to_jsonb(old), null);
  else
    perform app.record(
      new.organization_id,
      coalesce(
        case when tg_op = 'INSERT' then 'booking.created' end,
        app.booking_topic(v_before, new),
        case when v_before.status is distinct from new.status then 'booking.' || new.status end,
        'booking.changed'
      ),
      new.booking_id::text,
      case when tg_op = 'UPDATE' then jsonb_strip_nulls(to_jsonb(old)) end,
      jsonb_strip_nulls(to_jsonb(new))
    );
  end if;
  return null;
end;
$$;

comment on function app.audit_booking() is
  'Trigger.  Actions: booking.created, .approved, .declined, .expired, .rescheduled, .cancelled, .completed, .no_show, .changed, .deleted;'
  ' before and after are the rows without their nulls.';

create trigger _900_audit after insert or update or delete on app.bookings
for each row execute function app.audit_booking();
