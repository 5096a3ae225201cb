-- guard_without_calendar: whoever is asked for a calendar takes on nothing new before it is connected.
--
-- Room:   connections
-- Reads:  app.clients
-- Raises: PT403 not_allowed
create function private.guard_without_calendar()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  -- A member may be a client, too, and books as any other.  Whoever has no account is no member.
  if auth.uid() is not null and not exists (
    select from app.clients as c where (c.client_id, c.organization_id, c.user_id) = (new.client_id, new.organization_id, auth.uid())
  ) then
    perform app.calendar_required(new.organization_id);
  end if;
  return new;
end;
$$;

comment on function private.guard_without_calendar() is
  'Trigger: refuses to members without the calendar that is required what puts a time into somebody''s day: to book, approve and move.  Cancelling, declining and'
  ' seeing to what took place stays open, as everything does to clients.  Definer, since it looks for whoever may not.';

create trigger _200_guard_without_calendar before insert on app.bookings
for each row when (new.status in ('pending', 'confirmed')) execute function private.guard_without_calendar();

create trigger _200_guard_without_calendar_to_change before update of status, starts_at on app.bookings
for each row when (
  new.status in ('confirmed', 'rescheduled') and (new.starts_at <> old.starts_at or old.status = 'pending' and new.status <> 'pending')
) execute function private.guard_without_calendar();
