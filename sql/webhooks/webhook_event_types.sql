-- webhook_event_types: what others may be told of.
--
-- Room: webhooks
-- Owns: app.webhook_event_types
create table app.webhook_event_types (
  event_type text not null,
  meaning text not null,

  constraint webhook_event_types_pkey primary key (event_type),
  constraint webhook_event_types_are_entity_dot_verb check (event_type ~ '^[a-z_]+\.[a-z_]+$')
);

comment on table app.webhook_event_types is 'The kinds of event that an endpoint may choose.  webhook.test cannot be chosen: it is sent when an admin asks for it.';

insert into app.webhook_event_types (event_type, meaning) values
  ('booking.created', 'A booking was made; its status is pending or confirmed.'),
  ('booking.approved', 'A pending booking was confirmed.'),
  ('booking.declined', 'A pending booking was declined by the practice.'),
  ('booking.expired', 'A pending booking was not answered in time.'),
  ('booking.rescheduled', 'A booking has other times; previous_starts_at and previous_ends_at are those it had.'),
  ('booking.handed_over', 'A booking is with another practitioner; previous_practitioner_id is the one it was with.'),
  ('booking.cancelled', 'A booking was cancelled, by either side.'),
  ('booking.completed', 'The session took place.'),
  ('booking.no_show', 'The client did not come.'),
  ('review.created', 'A client reviewed a session: ids and the rating, no text.'),
  ('webhook.test', 'An admin tries the endpoint.');

alter table app.webhook_event_types enable row level security;
create policy webhook_event_types_select_by_all on app.webhook_event_types for select to authenticated, service_role using (true);
grant select on app.webhook_event_types to authenticated, service_role;

create view api.webhook_event_types with (security_invoker = true) as
select t.event_type, t.meaning from app.webhook_event_types as t where t.event_type <> 'webhook.test';

comment on view api.webhook_event_types is 'The kinds of event that a webhook endpoint may choose.';
grant select on api.webhook_event_types to authenticated, service_role;
