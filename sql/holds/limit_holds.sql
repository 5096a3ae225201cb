-- limit_holds: nobody blocks a practitioner's day with holds, nor does anybody by way of many.
--
-- Room:   holds
-- Reads:  app.holds, app.slot_claims, app.clients, app.client_assignments, app.bookings
-- Raises: PT422 not_accepting_clients, PT429 too_many_requests
create function app.limit_holds(p_offering app.offering, p_wanted integer)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_requester text := case when p_offering.standing = 'public' then app.requester() end;
  v_held record;
begin
  if v_requester is null then
    return; -- Members are trusted; plain SQL has no requester.
  end if;
  -- Counted without a lock: requests of the same moment may overshoot, while a waiting room behind one address never queues.
  select count(distinct coalesce(h.series_key, h.hold_key)) as requests, count(*) as slots
  into v_held
  from app.holds as h
  join app.slot_claims as c on (c.claim_id, c.organization_id) = (h.claim_id, h.organization_id)
  where h.requester = v_requester and c.kind = 'hold' and c.expires_at > app.now();
  if v_held.requests >= 10 or v_held.slots > 0 and v_held.slots + p_wanted > 120 then
    perform app.fail(
      'too_many_requests', format('%s times are already held from this place.', v_held.slots), 'Book or release some of them, or wait until they lapse.'
    );
  end if;
  if 100 <= (
    select count(distinct coalesce(h.series_key, h.hold_key))
    from app.slot_claims as c
    join app.holds as h on (h.claim_id, h.organization_id) = (c.claim_id, c.organization_id)
    where (c.organization_id, c.practitioner_id) = (p_offering.organization_id, p_offering.practitioner_id)
      and c.blocked && tstzrange(app.now(), app.latest_start(p_offering)) and not c.overbooked
      and c.expires_at > app.now()
  ) then
    perform app.fail('too_many_requests', 'Many people are booking with this practitioner right now.', 'Try again in a few minutes.');
  end if;
end;
$$;

comment on function app.limit_holds(app.offering, integer) is
  'At most ten live anonymous requests of 120 slots together from one network address, and a hundred requests on one practitioner; a series is one request.  Members, and plain SQL, are not counted.';

create function app.limit_bookings(p_organization_id uuid, p_email text, p_more integer)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  -- What a rule makes is one mail; every other booking is one by itself.
  if 20 < p_more + (
    select count(distinct case when b.recurrence_id is null then b.booking_id else b.series_id end)
    from app.bookings as b
    where b.client_id = app.known_client(p_organization_id, p_email, null)
      and b.starts_at > app.now() and b.status in ('pending', 'confirmed', 'rescheduled')
  ) then
    perform app.fail(
      'too_many_requests', 'Without an account, twenty appointments to come can be booked under one address; a series by a rule counts as one.',
      'Sign in, or ask the practice to book more.'
    );
  end if;
end;
$$;

comment on function app.limit_bookings(uuid, text, integer) is
  'At most twenty coming bookings, p_more included and a series by a rule counted once, under one address without an account: nobody''s mailbox is flooded by strangers.';

create function app.check_accepting_clients(p_offering app.offering)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_offering.accepting_clients or p_offering.standing <> 'public' then
    return;
  end if;
  -- Those who are clients of this practitioner already stay welcome.
  if not exists (
    select from app.clients as c
    join app.client_assignments as a on (a.client_id, a.organization_id) = (c.client_id, c.organization_id) and a.ended_at is null
    where (c.user_id, c.organization_id) = ((select auth.uid()), p_offering.organization_id)
      and a.practitioner_id = p_offering.practitioner_id
      and c.archived_at is null
  ) then
    perform app.fail('not_accepting_clients', 'This practitioner takes no new clients at present.', 'Choose another practitioner, or ask the practice.');
  end if;
end;
$$;

comment on function app.check_accepting_clients(app.offering) is 'Raises PT422 not_accepting_clients unless the caller may book for or as a client of the practitioner.';
