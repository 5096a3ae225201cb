-- limit_holds: nobody blocks a practitioner's day with holds, nor does anybody by way of many.
--
-- Room:   holds
-- Reads:  app.holds, app.slot_claims
-- Raises: PT429 too_many_requests
create function app.requester_of_hold(p_offering app.offering)
returns text
language sql
stable
security invoker
return case when p_offering.standing = 'public' then coalesce('user:' || auth.uid(), app.requester()) end;

comment on function app.requester_of_hold(app.offering) is
  'By whom a hold is counted: the account, so that a clinic full of phones behind one address is many; without one, the hashed address; null: a member, or plain SQL.';

create function app.is_crowded(p_offering app.offering)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select 100 <= count(distinct coalesce(h.series_key, h.hold_key))
  from app.slot_claims as c
  join app.holds as h on (h.claim_id, h.organization_id) = (c.claim_id, c.organization_id)
  where (c.organization_id, c.practitioner_id) = (p_offering.organization_id, p_offering.practitioner_id)
    and c.blocked && tstzrange(app.now(), app.latest_start(p_offering)) and not c.overbooked
    and c.expires_at > app.now();
$$;

comment on function app.is_crowded(app.offering) is 'Whether a hundred requests hold time of the practitioner at present.';

create function app.limit_holds(p_offering app.offering, p_wanted integer)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_requester text := app.requester_of_hold(p_offering);
  v_held record;
begin
  if v_requester is null then
    return; -- Members are trusted; plain SQL has no requester.
  end if;
  -- Counted without a lock: requests of the same moment may overshoot, while a waiting room behind one address never queues.
  select
    count(distinct coalesce(h.series_key, h.hold_key)) as requests, count(*) as slots,
    bool_or(c.practitioner_id = p_offering.practitioner_id) as here,
    ceil(extract(epoch from min(c.expires_at) - app.now()))::integer as next_lapse
  into v_held
  from app.holds as h
  join app.slot_claims as c on (c.claim_id, c.organization_id) = (h.claim_id, h.organization_id)
  where h.requester = v_requester and c.kind = 'hold' and c.expires_at > app.now();
  if v_held.requests >= 10 or v_held.slots > 0 and v_held.slots + p_wanted > 120 then
    perform app.fail_with_hint(
      'too_many_requests', format('%s times are already held from this place or account. Book or release some of them, or wait until they lapse.', v_held.slots),
      jsonb_build_object('retry_after_seconds', v_held.next_lapse)
    );
  end if;
  -- When many want this practitioner, each has one request at a time.  Who has none is never refused: else whoever makes a hundred shuts everybody out.
  if v_held.here and app.is_crowded(p_offering) then
    perform app.fail_with_hint(
      'too_many_requests', 'Many people are booking with this practitioner right now. Book or release the time that you hold, then choose another.',
      jsonb_build_object('retry_after_seconds', v_held.next_lapse)
    );
  end if;
end;
$$;

comment on function app.limit_holds(app.offering, integer) is
  'At most ten live requests of 120 slots together by one account, or from one network address without any, and only one each while a hundred are live on the'
  ' practitioner; a series is one request.  Members, and plain SQL, are not counted.';
