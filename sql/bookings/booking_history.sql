-- booking_history: what happened to one booking, for those who see it (BM-R9).
--
-- Room:   bookings
-- Caller: the practitioner, an admin, or the signed-in client
-- Reads:  app.audit_log, app.bookings, app.practitioners, app.members, app.clients
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create type app.history_entry as (
  at timestamptz, action text, actor_role text, actor_name text,
  status_before text, status_after text, starts_at_before timestamptz, starts_at_after timestamptz, ends_at_before timestamptz, ends_at_after timestamptz
);

comment on type app.history_entry is
  'actor_role: client, practitioner (whose booking it is), admin, colleague, system (time, the service) or other; actor_name: null where it is not for the caller to know.';

create function private.booking_history(p_booking_id uuid)
returns setof app.history_entry
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_booking app.bookings;
  v_practitioner app.practitioners;
  v_of_practice boolean;
begin
  select b.* into v_booking from app.bookings as b where b.booking_id = p_booking_id;
  select p.* into v_practitioner from app.practitioners as p where p.practitioner_id = v_booking.practitioner_id;
  v_of_practice := v_booking.practitioner_id = any (private.readable_practitioner_ids())
    or v_booking.organization_id = any (private.organizations_where('sessions:manage'));
  if v_booking.booking_id is null or not (v_of_practice or v_booking.client_id = any (private.my_client_ids())) then
    perform private.fail_unseen(v_booking.organization_id, 'booking', p_booking_id);
  end if;

  return query
  select
    a.at, a.action, acted.as_role,
    case acted.as_role
      when 'client' then v_booking.client_name
      when 'practitioner' then v_practitioner.display_name
      else case when v_of_practice then m.display_name end
    end,
    a.before ->> 'status', a.after ->> 'status', (a.before ->> 'starts_at')::timestamptz, (a.after ->> 'starts_at')::timestamptz,
    (a.before ->> 'ends_at')::timestamptz, (a.after ->> 'ends_at')::timestamptz
  from app.audit_log as a
  left join app.members as m on m.organization_id = a.organization_id and 'user:' || m.user_id = a.actor
  left join app.clients as c on (c.client_id, c.organization_id) = (v_booking.client_id, v_booking.organization_id) and 'user:' || c.user_id = a.actor
  cross join lateral (select case
    when m.member_id = v_practitioner.member_id then 'practitioner'
    when m.role = 'admin' then 'admin'
    when c.client_id is not null or a.actor like 'client:%' then 'client'
    when m.member_id is not null then 'colleague'
    when a.actor ~ '^(system|service):' then 'system'
    else 'other'
  end as as_role) as acted
  where (a.entity_id, a.organization_id, a.entity) = (p_booking_id::text, v_booking.organization_id, 'booking')
    -- Changes of the booking itself; that a link was sent belongs to the messages.
    and a.after ? 'status'
    -- What changed within the practice only, such as how it is billed, is not the client's to read.
    and (
      v_of_practice
      or (a.before ->> 'status', a.before ->> 'starts_at', a.before ->> 'ends_at', a.before ->> 'practitioner_id')
        is distinct from (a.after ->> 'status', a.after ->> 'starts_at', a.after ->> 'ends_at', a.after ->> 'practitioner_id')
    )
  order by a.entry_id;
end;
$$;

comment on function private.booking_history(uuid) is 'Definer: the audit log is for admins; of it this is what those may read who see the booking.  See api.booking_history.';
grant execute on function private.booking_history(uuid) to authenticated;

create function api.booking_history(booking_id uuid)
returns table (
  at timestamptz, action text, actor_role text, actor_name text,
  status_before text, status_after text, starts_at_before timestamptz, starts_at_after timestamptz, ends_at_before timestamptz, ends_at_after timestamptz
)
language sql
stable
security invoker
set search_path = ''
as $$
  select * from private.booking_history(booking_history.booking_id);
$$;

comment on function api.booking_history(uuid) is
  'What happened to a booking, oldest first: when, what (booking.created, .approved, .rescheduled, .cancelled …), by whom, status and times before and after.'
  '  actor_role: client, practitioner, admin, colleague, system or other.  Clients are not told which of the practice''s staff it was, but the practitioner.';
grant execute on function api.booking_history(uuid) to authenticated;
