-- event_person: who the recipient of a message is.
--
-- Room:  notifications
-- Reads: app.outbox_events, app.bookings, app.booking_series, app.waitlist_entries, app.clients, app.practitioners, app.members, app.join_requests
create type app.event_person as (
  user_id uuid,
  email text,
  suspended boolean,
  is_own_address boolean
);

comment on type app.event_person is
  'user_id: the account, or null; email: where mail goes, as app.event_payload has it, in lower case; suspended: whether it is a member who may do nothing at present;'
  ' is_own_address: whether email is the one that the account is known by, not one given for a single booking.';

create function app.event_person(p_event app.outbox_events)
returns app.event_person
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_client_id uuid;
  v_email text;
  v_practitioner_id uuid;
  v_person app.event_person;
begin
  -- What most messages are, those about a booking, takes one look-up: whoever books waits for it.
  if p_event.recipient = 'client' then
    select c.user_id, lower(b.client_email), false, lower(b.client_email) = c.email into v_person
    from app.bookings as b
    join app.clients as c on (c.client_id, c.organization_id) = (b.client_id, b.organization_id)
    where (b.booking_id, b.organization_id) = (p_event.subject_id, p_event.organization_id);
    if found then
      return v_person;
    end if;
  end if;
  if p_event.recipient = 'client' or p_event.recipient = 'practitioner' and p_event.data ->> 'practitioner_id' is null then
    select p.client_id, p.email, p.practitioner_id into v_client_id, v_email, v_practitioner_id
    from (
      select b.client_id, b.client_email as email, b.practitioner_id
      from app.bookings as b
      where (b.booking_id, b.organization_id) = (p_event.subject_id, p_event.organization_id)
      union all
      select s.client_id, b.client_email as email, s.practitioner_id
      from app.booking_series as s
      left join app.bookings as b on (b.series_id, b.organization_id) = (s.series_id, s.organization_id)
      where (s.series_id, s.organization_id) = (p_event.subject_id, p_event.organization_id)
      union all
      select e.client_id, e.client ->> 'email', e.practitioner_id
      from app.waitlist_entries as e
      where (e.entry_id, e.organization_id) = (p_event.subject_id, p_event.organization_id)
    ) as p
    limit 1;
  end if;

  if p_event.recipient = 'practitioner' then
    select m.user_id, lower(m.email), m.suspended_at is not null, true into v_person
    from app.practitioners as p
    join app.members as m on (m.member_id, m.organization_id) = (p.member_id, p.organization_id)
    where p.practitioner_id = coalesce((p_event.data ->> 'practitioner_id')::uuid, v_practitioner_id) and p.organization_id = p_event.organization_id;
  elsif p_event.recipient = 'client' then
    select c.user_id, lower(coalesce(v_email, c.email)), false, lower(coalesce(v_email, c.email)) = c.email into v_person
    from app.clients as c
    where c.client_id = coalesce(v_client_id, (p_event.data ->> 'client_id')::uuid) and c.organization_id = p_event.organization_id;
  elsif p_event.recipient = 'admin' then
    select m.user_id, lower(m.email), m.suspended_at is not null, true into v_person
    from app.members as m
    where (m.member_id, m.organization_id) = (p_event.subject_id, p_event.organization_id);
  elsif p_event.recipient in ('host', 'guest') then
    select a.user_id, a.email, a.suspended, true into v_person
    from app.account_details(p_event.organization_id, (p_event.data ->> (p_event.recipient || '_id'))::uuid) as a
    where a.user_id is not null;
  elsif p_event.topic like 'join.%' then
    select r.user_id, lower(r.email), false, true into v_person
    from app.join_requests as r
    where (r.request_id, r.organization_id) = (p_event.subject_id, p_event.organization_id);
  end if;
  return v_person;
end;
$$;

comment on function app.event_person(app.outbox_events) is
  'The account and address behind a message''s recipient; nulls for an invitee, who is nobody yet, but not for one who has asked to join.  A message to a practitioner names'
  ' practitioner_id in its data, one about something else than a booking, series or wish client_id; one to an admin is about the member.';
