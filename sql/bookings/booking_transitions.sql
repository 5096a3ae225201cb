-- booking_transitions: the state machine's only definition (BM-R16).
--
-- Room: bookings
-- Owns: app.booking_transitions
create table app.booking_transitions (
  from_status text not null,
  action text not null,
  to_status text not null,
  actors text[] not null,

  constraint booking_transitions_pkey primary key (from_status, action),
  constraint booking_transitions_know_their_actors check (actors <@ array['client', 'practitioner', 'admin', 'system'] and cardinality(actors) > 0)
);

comment on table app.booking_transitions is
  'From which status which action leads where, and who may take it.  new is the state before the first.  Every change of a booking''s status or time'
  ' is held against this table by a trigger, whichever code path makes it.';

insert into app.booking_transitions (from_status, action, to_status, actors) values
  ('new', 'book', 'confirmed', '{client, practitioner, admin}'),
  ('new', 'request', 'pending', '{client}'),
  ('pending', 'approve', 'confirmed', '{practitioner, admin}'),
  ('pending', 'decline', 'cancelled', '{practitioner, admin}'),
  ('pending', 'expire', 'cancelled', '{system}'),
  ('pending', 'cancel', 'cancelled', '{client, practitioner, admin}'),
  ('confirmed', 'reschedule', 'rescheduled', '{client, practitioner, admin}'),
  ('rescheduled', 'reschedule', 'rescheduled', '{client, practitioner, admin}'),
  ('confirmed', 'cancel', 'cancelled', '{client, practitioner, admin}'),
  ('rescheduled', 'cancel', 'cancelled', '{client, practitioner, admin}'),
  ('confirmed', 'complete', 'completed', '{practitioner, admin}'),
  ('rescheduled', 'complete', 'completed', '{practitioner, admin}'),
  ('confirmed', 'miss', 'no_show', '{practitioner, admin}'),
  ('rescheduled', 'miss', 'no_show', '{practitioner, admin}');

alter table app.booking_transitions enable row level security;
create policy booking_transitions_select_by_all on app.booking_transitions for select to anon, authenticated, service_role using (true);
grant select on app.booking_transitions to anon, authenticated, service_role;
