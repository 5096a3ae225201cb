-- my_dashboard: what is next for a client, in one answer (CP-7.1, CP-7.3, CP-7.4).
--
-- Room:   insights
-- Caller: whoever is signed in
-- Reads:  api.bookings, api.notifications
create function api.my_dashboard()
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'upcoming', (
      select coalesce(jsonb_agg(to_jsonb(b) order by b.starts_at, b.booking_id), '[]')
      from (
        select
          b.booking_id, b.organization_id, b.reference, b.status, b.starts_at, b.ends_at, b.practitioner_id, b.practitioner_name, b.service_id, b.service_name,
          b.time_zone, b.note, b.cancelled_at, b.cancelled_by, b.cancel_reason, b.approval_expires_at
        from api.bookings as b
        where b.client_id = any ((select private.my_client_ids())::uuid[]) and b.status in ('pending', 'confirmed', 'rescheduled') and b.ends_at > app.now()
        order by b.starts_at, b.booking_id limit 5
      ) as b
    ),
    'past_count', (
      select count(*) from api.bookings as b
      where b.client_id = any ((select private.my_client_ids())::uuid[]) and (b.status in ('cancelled', 'completed', 'no_show') or b.ends_at <= app.now())
    ),
    'unread', (select count(*) from api.notifications as n where n.read_at is null),
    'to_review', (select count(*) from api.bookings_to_review() as r where r.asked)
  );
$$;

comment on function api.my_dashboard() is
  '{upcoming: the next five bookings that the caller has as a client, anywhere; past_count: of those that are over or were cancelled; unread: of notifications;'
  ' to_review: of appointments about which a practice that asks has heard nothing}.';
grant execute on function api.my_dashboard() to authenticated;
