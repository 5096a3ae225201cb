-- next_slots: before which instant a practitioner certainly has no free time for a service.
--
-- Room: search
-- Owns: app.next_slots
create table app.next_slots (
  practitioner_id uuid not null,
  service_id uuid not null,
  organization_id uuid not null,
  not_before timestamptz not null default '-infinity',
  changes bigint not null default 0,
  looked_at timestamptz,

  constraint next_slots_pkey primary key (practitioner_id, service_id, organization_id),
  constraint next_slots_name_an_offer foreign key (practitioner_id, service_id, organization_id)
  references app.practitioner_services (practitioner_id, service_id, organization_id) on delete cascade on update cascade
) with (fillfactor = 80);

comment on table app.next_slots is
  'A lower bound of the next slot that the public may take: right at every moment, near the truth most of the time.  What may free time lowers it in its own'
  ' transaction; what takes time need not touch it; tick raises it again.  Search walks in its order and computes the slots themselves.';
comment on column app.next_slots.not_before is 'No slot begins earlier, live holds and resources left aside; -infinity: not looked at since the hours changed.';
comment on column app.next_slots.changes is 'Rises with whatever may free time, so that tick sees that it looked too early.';
comment on column app.next_slots.looked_at is 'When tick last computed the bound; null: something was freed since, or never.';

create index next_slots_by_bound on app.next_slots (not_before, practitioner_id, service_id);
create index next_slots_by_service on app.next_slots (service_id, practitioner_id);

alter table app.next_slots enable row level security;
