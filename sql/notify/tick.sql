-- tick: what time alone brings about.
--
-- Room:   notify
-- Caller: the service role, every few seconds; the database's administrator
-- Reads:  app.holds, app.slot_claims, app.bookings
-- Writes: app.audit_log, app.booking_reminders, app.booking_series, app.booking_tokens, app.bookings, app.holds, app.idempotency_keys, app.mail_addresses,
--         app.next_slots, app.notifications, app.outbox_events, app.provider_events, app.rate_limits, app.resource_claims, app.series_holds, app.slot_claims,
--         app.support_grants, app.unsubscribe_tokens, app.video_rooms, app.waitlist_entries, app.waitlist_offers, app.waitlist_releases, app.webhook_deliveries,
--         app.webhook_secrets
-- Locks:  the practitioner, then the booking, for each booking that expires
create function private.tick()
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_holds integer;
  v_bookings integer := 0;
  v_keys integer;
  v_reminders integer;
  v_booking app.bookings;
begin
  perform app.service_role_required();
  perform app.act_as('system:tick');
  -- Never waits while it holds a lock: a practitioner who is busy, and a row that somebody is using, are left to the next tick.
  for v_booking in
    select b.* from app.bookings as b
    where b.status = 'pending' and b.approval_expires_at <= app.now()
    order by b.practitioner_id
    limit 500
  loop
    if app.try_lock_practitioner(v_booking.practitioner_id) then
      select b.* into v_booking from app.bookings as b where b.booking_id = v_booking.booking_id for update skip locked;
      if v_booking.status = 'pending' then
        perform app.end_booking(v_booking, 'expire', 'system', null);
        v_bookings := v_bookings + 1;
      end if;
    end if;
  end loop;

  perform app.tick_waitlist();
  with lapsed as (
    select c.claim_id, c.organization_id
    from app.holds as h
    join app.slot_claims as c on (c.claim_id, c.organization_id) = (h.claim_id, h.organization_id)
    where c.kind = 'hold' and c.expires_at <= app.now()
    for update of c skip locked
  )
  delete from app.slot_claims as c using lapsed as l where (c.claim_id, c.organization_id) = (l.claim_id, l.organization_id);
  get diagnostics v_holds = row_count;
  with old as (
    select h.hold_key from app.holds as h where h.created_at < app.now() - interval '1 day' for update skip locked
  )
  delete from app.holds as h using old where h.hold_key = old.hold_key;
  with old as (
    select s.hold_key from app.series_holds as s
    where s.created_at < app.now() - interval '1 day' and not exists (select from app.holds as h where h.series_key = s.hold_key)
    for update skip locked
  )
  delete from app.series_holds as s using old where s.hold_key = old.hold_key;

  with old as (
    select k.caller, k.verb, k.key from app.idempotency_keys as k where k.created_at < app.now() - interval '24 hours' for update skip locked
  )
  delete from app.idempotency_keys as k using old where (k.caller, k.verb, k.key) = (old.caller, old.verb, old.key);
  get diagnostics v_keys = row_count;
  delete from app.rate_limits as r where r.minute < app.now() - interval '5 minutes';
  v_reminders := app.enqueue_reminders();
  perform app.prune_notifications();
  perform app.prune_webhooks();
  perform app.end_past_video_rooms();
  perform app.apply_provider_events();
  perform app.prune_provider_events();
  perform app.tighten_next_slots(50);
  perform app.end_lapsed_support();
  return jsonb_build_object('holds_expired', v_holds, 'bookings_expired', v_bookings, 'keys_purged', v_keys, 'reminders_queued', v_reminders);
end;
$$;

comment on function private.tick() is 'Definer: it writes what no role may.  See api.tick.';
grant execute on function private.tick() to service_role;

create function api.tick()
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.tick();
$$;

comment on function api.tick() is
  'Removes lapsed holds, passes on waitlist offers that nobody answered, expires unapproved bookings, queues reminders, forgets old idempotency keys and'
  ' counts, works out what mail providers have reported.  Returns {holds_expired, bookings_expired, keys_purged,'
  ' reminders_queued}.'
  '  Safe to call as often as one likes, by several at once.';
grant execute on function api.tick() to service_role;
