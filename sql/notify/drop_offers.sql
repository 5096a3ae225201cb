-- drop_offers: an offer that has ended is not sent.
--
-- Room:   notify
-- Reads:  app.outbox_events, app.waitlist_offers
-- Writes: app.outbox_events, app.audit_log
create function app.drop_offers(p_event_ids uuid[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  select app.end_message(e, 'dropped', 'The offer has ended.')
  from app.outbox_events as e
  join app.waitlist_offers as o on (o.offer_id, o.organization_id) = ((e.data ->> 'offer_id')::uuid, e.organization_id)
  where e.event_id = any (p_event_ids) and e.status = 'queued' and e.topic = 'waitlist.offered' and (o.status <> 'open' or o.expires_at <= app.now());
$$;

comment on function app.drop_offers(uuid[]) is
  'Drops those of the messages, locked by the caller, that offer a time which is not to be had by them any more.';
