-- retention_due: what is older than an organization keeps it.
--
-- Room:  privacy
-- Reads: app.legal_holds, app.bookings, app.waitlist_entries, app.clients, app.outbox_events, app.audit_log, app.audit_personal, app.erasures,
--        app.notes, app.practice_seats, app.room_slots
create function app.held_subjects(p_organization_id uuid)
returns uuid[]
language sql
stable
security invoker
set search_path = ''
as $$
  -- What was theirs without an account is their account's now, and the hold was placed on the person.
  select coalesce(array_agg(distinct s.subject_id), '{}')
  from app.legal_holds as h
  cross join lateral app.person_now(h.client_id, h.organization_id) as c
  cross join lateral app.rows_of_person(c) as r
  cross join lateral (
    select unnest((app.person(r)).subjects)
    -- The room may be gone: what was written about it says whose it was.
    union all select e.subject_id from app.outbox_events as e where e.topic like 'practice\_room.%' and e.data ->> 'host_id' = r.user_id::text
    union all select e.subject_id from app.outbox_events as e where e.topic like 'practice\_room.%' and e.data ->> 'guest_id' = r.user_id::text
  ) as s (subject_id)
  where h.organization_id = p_organization_id and h.lifted_at is null;
$$;

comment on function app.held_subjects(uuid) is 'Clients under a legal hold, the other rows of the same person, and what is theirs: see app.person; practice rooms, too.';

create function app.last_seen(p_client app.clients)
returns timestamptz
language sql
stable
security invoker
set search_path = ''
as $$
  select greatest(
    p_client.created_at,
    (select max(b.ends_at) from app.bookings as b where (b.client_id, b.organization_id) = (p_client.client_id, p_client.organization_id)),
    (
      select max(n.updated_at) from app.bookings as b
      join app.notes as n on (n.booking_id, n.organization_id) = (b.booking_id, b.organization_id)
      where (b.client_id, b.organization_id) = (p_client.client_id, p_client.organization_id)
    ),
    (select max(upper(s.span)) from app.practice_seats as s where (s.user_id, s.organization_id) = (p_client.user_id, p_client.organization_id)),
    (select max(w.to_date)::timestamptz from app.waitlist_entries as w where (w.client_id, w.organization_id) = (p_client.client_id, p_client.organization_id))
  );
$$;

comment on function app.last_seen(app.clients) is 'The last of a client''s bookings, notes, practice rooms and wishes, those to come included.';

create function app.retention_due(p_organization_id uuid, p_kind text, p_before timestamptz)
returns table (id text, at timestamptz)
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_held constant uuid[] := app.held_subjects(p_organization_id);
begin
  return query execute case p_kind
    when 'messages' then
      'select e.event_id::text, e.finished_at from app.outbox_events as e where e.organization_id = $1 and e.finished_at < $2 and e.subject_id <> all ($3)'
    when 'wishes' then
      'select w.entry_id::text, w.to_date::timestamptz from app.waitlist_entries as w where w.organization_id = $1 and w.to_date < $2::date'
      ' and w.status in (''booked'', ''left'', ''ended'') and w.client_id <> all ($3)'
    when 'practice' then
      'select d.room_id::text, d.at from app.practice_due($1, $2) as d union all'
      ' select s.slot_id::text, s.ends_at from app.room_slots as s where s.organization_id = $1 and s.room_id is null and s.ends_at < $2'
    when 'audit_words' then
      'select p.entry_id::text, l.at from app.audit_log as l join app.audit_personal as p using (entry_id, organization_id)'
      ' where l.organization_id = $1 and l.at < $2 and (p.client_id is null or p.client_id <> all ($3)) and l.entity_id <> all ($3::text[])'
      ' and l.entity_id <> all (array(select e.event_id::text from app.outbox_events as e where e.organization_id = $1 and e.subject_id = any ($3)))'
    else
      'select c.client_id::text, app.last_seen(c) from app.clients as c where c.organization_id = $1 and c.created_at < $2 and c.client_id <> all ($3)'
      ' and app.last_seen(c) < $2 and not exists (select from app.erasures as e where (e.client_id, e.organization_id) = (c.client_id, c.organization_id))'
      ' and not app.shares_held_practice(c)'
  end using p_organization_id, p_before, v_held;
end;
$$;

comment on function app.retention_due(uuid, text, timestamptz) is 'The ids of what ended before p_before and is under no legal hold: of messages, wishes, practice, audit_words or clients.';

create function app.client_may_end(p_client app.clients, p_before timestamptz)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select app.last_seen(p_client) < p_before
    and not exists (select from app.erasures as e where (e.client_id, e.organization_id) = (p_client.client_id, p_client.organization_id))
    and not p_client.client_id = any (app.held_subjects(p_client.organization_id)) and not app.shares_held_practice(p_client);
$$;

comment on function app.client_may_end(app.clients, timestamptz) is 'Whether what app.retention_due found of one client still holds, once the client is locked.';
