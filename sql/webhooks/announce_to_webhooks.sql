-- announce_to_webhooks: endpoints are told of a booking, in the transaction of the change.
--
-- Room:   webhooks
-- Reads:  app.webhook_endpoints, app.webhook_subscriptions
-- Writes: app.webhook_deliveries
-- Locks:  the endpoints, against deletion
create function app.announce_to_webhooks()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_before app.bookings := case when tg_op = 'UPDATE' then old end;
  v_type text;
begin
  -- All that a booking of an organization without endpoints pays.
  if not exists (select from app.webhook_endpoints as e where e.organization_id = new.organization_id and e.status = 'active') then
    return null;
  end if;
  v_type := case when tg_op = 'INSERT' then 'booking.created' else coalesce(app.booking_topic(v_before, new), 'booking.' || new.status) end;
  insert into app.webhook_deliveries (organization_id, endpoint_id, event_type, subject_id, data)
  select new.organization_id, e.endpoint_id, v_type, new.booking_id, jsonb_strip_nulls(jsonb_build_object(
    'booking_id', new.booking_id, 'reference', new.reference, 'organization_id', new.organization_id, 'practitioner_id', new.practitioner_id,
    'service_id', new.service_id, 'client_id', new.client_id, 'series_id', new.series_id, 'status', new.status,
    'starts_at', new.starts_at, 'ends_at', new.ends_at,
    'previous_starts_at', case when v_type = 'booking.rescheduled' then v_before.starts_at end,
    'previous_ends_at', case when v_type = 'booking.rescheduled' then v_before.ends_at end,
    'previous_practitioner_id', case when v_type = 'booking.handed_over' then v_before.practitioner_id end,
    'cancelled_by', new.cancelled_by
  ))
  from app.webhook_endpoints as e
  join app.webhook_subscriptions as s on (s.endpoint_id, s.organization_id) = (e.endpoint_id, e.organization_id)
  where e.organization_id = new.organization_id and e.status = 'active' and s.event_type = v_type
  -- One that is just being deleted is passed over: a booking neither waits for that nor fails by it.
  for key share of e skip locked;
  return null;
end;
$$;

comment on function app.announce_to_webhooks() is
  'Trigger: one delivery to each active endpoint that chose the kind of event.  data has ids, status and times, in no case a name or a reason.';

create trigger _800_announce_to_webhooks after insert on app.bookings
for each row execute function app.announce_to_webhooks();
create trigger _800_announce_change_to_webhooks after update of status, starts_at, ends_at, practitioner_id on app.bookings
for each row when (
  (old.status, old.starts_at, old.ends_at, old.practitioner_id) is distinct from (new.status, new.starts_at, new.ends_at, new.practitioner_id)
)
execute function app.announce_to_webhooks();
