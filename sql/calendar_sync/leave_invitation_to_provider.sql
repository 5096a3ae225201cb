-- leave_invitation_to_provider: whom the practitioner's calendar invites is not invited twice, nor does an appointment stand twice in that calendar.
--
-- Room:  calendar_sync
-- Reads: app.calendar_connections, app.members, app.outbox_events, app.practitioners
create function app.invited_by(p_subject_id uuid, p_default text)
returns text
language sql
stable
security invoker
set search_path = ''
as $$
  -- Two calendar objects of one appointment would never know of each other: whoever sent the first goes on, whatever is switched later.
  select coalesce((
    select case when e.data -> 'calendar_object' = 'false' then 'provider' else 'bookfast' end
    from app.outbox_events as e
    where e.subject_id = p_subject_id and e.recipient = 'client'
      and e.topic ~ '^(booking|series)\.(pending|confirmed|approved|rescheduled|handed_over|changed)$'
    order by e.position
    limit 1
  ), p_default);
$$;

comment on function app.invited_by(uuid, text) is
  'Who put a booking, or a series, into its client''s calendar: our mail (bookfast) or the practitioner''s calendar provider; p_default where nobody has yet.';

create function app.shows_in_connected_calendar(p_event app.outbox_events)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select exists (
    select from app.connections_of((p_event.data ->> 'practitioner_id')::uuid, p_event.organization_id) as c where c.calendar_id is not null
  )
  -- What a mail of ours put there only another one moves and takes away again.
  and not exists (
    select from app.outbox_events as e
    where e.subject_id = p_event.subject_id and e.recipient = 'practitioner' and e.data ->> 'practitioner_id' = p_event.data ->> 'practitioner_id'
      and e.topic ~ '^(booking|series)\.(pending|confirmed|approved|rescheduled|handed_over|changed)$'
      and e.data -> 'calendar_object' is distinct from 'false'
  );
$$;

comment on function app.shows_in_connected_calendar(app.outbox_events) is
  'Whether the practitioner of a message has a connected calendar that shows what it tells of, and no mail of ours ever put it beside that.';

create function app.leave_invitation_to_provider()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_left boolean;
begin
  -- All that a message of an organization without connected calendars pays.
  if not app.has_connected_calendars(new.organization_id) then
    return new;
  end if;
  -- Decided in the transaction of the change, as the event's task is.  Without a living connection there is nobody to leave it to.
  if new.recipient = 'practitioner' then
    v_left := app.shows_in_connected_calendar(new);
  else
    v_left := exists (
      select from app.connections_of((new.data ->> 'practitioner_id')::uuid, new.organization_id) as c
      where c.calendar_id is not null and app.invited_by(new.subject_id, c.invites_by) = 'provider'
    );
  end if;
  if v_left then
    new.data := new.data || '{"calendar_object": false}';
  end if;
  return new;
end;
$$;

comment on function app.leave_invitation_to_provider() is
  'Trigger: a mail about a booking says all that it always says, with its link, but has no calendar object where the provider sends the client that (SC-2.3), or'
  ' the practitioner''s connected calendar shows it.';

create trigger _500_leave_invitation before insert on app.outbox_events
for each row when (
  new.recipient in ('client', 'practitioner') and new.data ? 'practitioner_id'
  and new.topic ~ '^(booking|series)\.(pending|confirmed|approved|declined|expired|rescheduled|cancelled|handed_over|passed_on|changed)$'
)
execute function app.leave_invitation_to_provider();
