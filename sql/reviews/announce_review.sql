-- announce_review: the practitioner hears of a new review, and so do endpoints.
--
-- Room:   reviews
-- Reads:  app.bookings, app.members, app.practitioners, app.webhook_endpoints, app.webhook_subscriptions
-- Writes: app.notifications, app.webhook_deliveries
-- Locks:  the endpoints, against deletion
create function app.announce_review()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_notification app.notifications;
begin
  insert into app.notifications (organization_id, user_id, event_id, topic, recipient, subject_id, booking_id, starts_at, ends_at)
  select new.organization_id, m.user_id, new.review_id, 'review.created', 'practitioner', new.review_id, new.booking_id, b.starts_at, b.ends_at
  from app.bookings as b
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (b.practitioner_id, b.organization_id)
  join app.members as m on (m.member_id, m.organization_id) = (p.member_id, p.organization_id)
  where (b.booking_id, b.organization_id) = (new.booking_id, new.organization_id) and m.suspended_at is null
  returning * into v_notification;
  if found then
    perform app.broadcast('user:' || v_notification.user_id, 'notification', to_jsonb(v_notification) - array['user_id', 'event_id', 'read_at']);
  end if;

  insert into app.webhook_deliveries (organization_id, endpoint_id, event_type, subject_id, data)
  select new.organization_id, e.endpoint_id, 'review.created', new.review_id, jsonb_build_object(
    'review_id', new.review_id, 'booking_id', new.booking_id, 'organization_id', new.organization_id, 'practitioner_id', new.practitioner_id,
    'rating', new.rating
  )
  from app.webhook_endpoints as e
  join app.webhook_subscriptions as s on (s.endpoint_id, s.organization_id) = (e.endpoint_id, e.organization_id)
  where e.organization_id = new.organization_id and e.status = 'active' and s.event_type = 'review.created'
  for key share of e skip locked;
  return null;
end;
$$;

comment on function app.announce_review() is
  'Trigger: within the app and without mail, since a review can wait.  Neither the notification nor what endpoints get has a word of the text or says who wrote it.';

create trigger _800_announce_review after insert on app.reviews
for each row execute function app.announce_review();
