-- calendar_changes: what somebody did to our events in their own calendar, and what became of it.
--
-- Room: calendar_news
-- Owns: app.calendar_changes
create table app.calendar_changes (
  change_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  connection_id uuid not null,
  practitioner_id uuid not null,
  booking_id uuid not null,
  kind text not null,
  from_starts_at timestamptz not null,
  to_starts_at timestamptz,
  to_ends_at timestamptz,
  version text not null,
  status text not null,
  reason text,
  detail text,
  noticed_at timestamptz not null default app.now(),
  settled_at timestamptz,
  settled_by text,

  constraint calendar_changes_pkey primary key (change_id, organization_id),
  constraint calendar_changes_are_of_a_connection foreign key (connection_id, organization_id)
  references app.calendar_connections (connection_id, organization_id) on delete cascade,
  constraint calendar_changes_are_of_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade,
  constraint calendar_changes_are_of_a_booking foreign key (booking_id, organization_id)
  references app.bookings (booking_id, organization_id) on delete cascade,
  constraint calendar_changes_kind_is_known check (kind in ('move', 'cancel')),
  constraint calendar_changes_moves_say_where_to check ((kind = 'move') = (to_starts_at is not null and to_ends_at is not null)),
  constraint calendar_changes_know_their_state check (status in ('asked', 'applied', 'put_back', 'refused', 'overtaken')),
  constraint calendar_changes_settled_say_when_and_by_whom check (
    (status = 'asked') = (settled_at is null) and (status = 'asked') = (settled_by is null)
  ),
  constraint calendar_changes_are_noticed_once unique (connection_id, booking_id, version)
);

comment on table app.calendar_changes is
  'asked: its practitioner is to decide; applied: the booking followed; put_back: the event was restored; refused: our rules would not have it, so the event was'
  ' restored, reason and detail say why; overtaken: the booking or the event changed once more, the session took place, or the'
  ' calendar was disconnected, before anybody decided.';
comment on column app.calendar_changes.version is 'Of the event, as it was found: seen again, after a crash or by two workers, it is the same change.';
comment on column app.calendar_changes.reason is 'Why it was refused or put back: a word of the register, or null.';

create index calendar_changes_by_practitioner on app.calendar_changes (practitioner_id, noticed_at);
create index calendar_changes_by_booking on app.calendar_changes (booking_id, organization_id);
create unique index calendar_changes_by_booking_one_asked on app.calendar_changes (booking_id) where status = 'asked';

alter table app.calendar_changes enable row level security;
create policy calendar_changes_select_by_practitioner_or_admin on app.calendar_changes for select to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('sessions:read'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
);
grant select on app.calendar_changes to authenticated;

create view api.calendar_changes with (security_invoker = true) as
select
  c.change_id, c.organization_id, c.practitioner_id, c.booking_id, b.reference, b.client_name, s.name as service_name, c.kind, c.from_starts_at,
  c.to_starts_at, c.to_ends_at, c.status, c.reason, c.detail, c.noticed_at, c.settled_at
from app.calendar_changes as c
join app.bookings as b on (b.booking_id, b.organization_id) = (c.booking_id, c.organization_id)
join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id);

comment on view api.calendar_changes is
  'What was moved or deleted in the calendars of the practitioners whose bookings the caller manages, and what became of it: asked, applied, put_back, refused or'
  ' overtaken.  Decided by decide_calendar_change.';
grant select on api.calendar_changes to authenticated;

create trigger _100_by_verbs_only instead of insert or update or delete on api.calendar_changes
for each row execute function app.bookings_change_by_verbs();
