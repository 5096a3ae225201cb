-- tick: what time alone brings about.
--
-- Room:   notify
-- Caller: the service role, every few seconds; the database's administrator
-- Writes: app.audit_log, app.booking_reminders, app.booking_series, app.booking_tokens, app.bookings, app.calendar_attempts, app.calendar_connections,
--         app.holds, app.idempotency_keys, app.mail_addresses, app.next_slots, app.notifications, app.outbox_events, app.provider_events, app.rate_limits,
--         app.resource_claims, app.series_holds, app.slot_claims, app.support_grants, app.unsubscribe_tokens, app.video_rooms, app.waitlist_entries,
--         app.waitlist_offers, app.waitlist_releases, app.webhook_deliveries, app.webhook_secrets
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
  v_bookings integer;
  v_keys integer;
  v_reminders integer;
begin
  perform app.service_role_required();
  perform app.act_as('system:tick');
  v_bookings := app.expire_bookings();
  perform app.tick_waitlist();
  v_holds := app.end_lapsed_holds();
  v_keys := app.forget_old_keys();
  perform app.forget_old_counts();
  v_reminders := app.enqueue_reminders();
  perform app.prune_notifications();
  perform app.prune_webhooks();
  perform app.end_past_video_rooms();
  perform app.apply_provider_events();
  perform app.prune_provider_events();
  perform app.tighten_next_slots(50);
  perform app.end_lapsed_support();
  perform app.forget_calendar_attempts();
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
  ' counts and attempts to connect calendars, works out what mail providers have reported.  Returns {holds_expired, bookings_expired, keys_purged,'
  ' reminders_queued}.'
  '  Safe to call as often as one likes, by several at once.';
grant execute on function api.tick() to service_role;
