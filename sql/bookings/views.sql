-- views: bookings, clients and the audit log as the Data API shows them.
--
-- Room:   bookings
-- Reads:  app.bookings, app.practitioners, app.services, app.clients, app.client_assignments, app.booking_series, app.audit_log, app.audit_personal
-- Raises: PT403 not_allowed
create view api.bookings with (security_invoker = true) as
select
  b.booking_id, b.organization_id, b.reference, b.status, b.starts_at, b.ends_at,
  b.practitioner_id, p.display_name as practitioner_name, p.time_zone,
  b.service_id, s.name as service_name,
  b.client_id, b.client_name, b.client_email, b.client_phone, b.client_time_zone, b.client_locale, b.consented_at,
  b.series_id, b.recurrence_id, b.note, b.overbooked, b.outside_hours, b.overrides, b.billing_code, b.billing_units, b.billing_modifiers, b.billing_place,
  b.approval_expires_at,
  b.cancelled_at, b.cancelled_by, b.cancel_reason, b.completed_at,
  b.ics_uid, b.ics_sequence, b.created_by, b.created_at, b.updated_at
from app.bookings as b
left join app.practitioners as p on (p.practitioner_id, p.organization_id) = (b.practitioner_id, b.organization_id)
left join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id);

comment on view api.bookings is
  'The caller''s bookings: a practitioner''s own, an organization''s for its admins, a client''s own.  time_zone is the practitioner''s.  Changed by verbs only.';
grant select on api.bookings to authenticated, service_role;

create function app.bookings_change_by_verbs()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform app.fail('not_allowed', 'Bookings are changed by verbs only.', 'Use create_booking, reschedule_booking, cancel_booking and the like.');
  return null;
end;
$$;

comment on function app.bookings_change_by_verbs() is
  'Trigger: refuses every direct write.  No role has the privilege either; but for a view that nobody could write, Postgres would not even look at'
  ' privileges and answer with an error of its own, a 500 over HTTP.';

create trigger _100_by_verbs_only instead of insert or update or delete on api.bookings
for each row execute function app.bookings_change_by_verbs();

create view api.booking_series with (security_invoker = true) as
select
  s.series_id, s.organization_id, s.practitioner_id, s.service_id, s.client_id, s.recurrence, s.starts_local, s.time_zone, s.created_by, s.created_at
from app.booking_series as s;

comment on view api.booking_series is 'The series of the caller''s bookings.';
grant select on api.booking_series to authenticated, service_role;

create view api.clients with (security_invoker = true) as
select
  c.client_id, c.organization_id, c.user_id, c.name, c.email, c.phone, c.time_zone, c.locale, c.onboarding_status, c.archived_at, c.created_at,
  (
    select a.practitioner_id from app.client_assignments as a
    where (a.client_id, a.organization_id) = (c.client_id, c.organization_id) and a.ended_at is null
  ) as practitioner_id
from app.clients as c;

comment on view api.clients is
  'A practitioner''s own clients, an organization''s for its admins, oneself.  Admins may update name, email, phone, time_zone, locale and archived_at.';
grant select, update (name, email, phone, time_zone, locale, archived_at) on api.clients to authenticated;
grant select on api.clients to service_role;

create view api.audit_log with (security_invoker = true) as
select
  a.entry_id, a.organization_id, a.at, coalesce(p.actor, a.actor) as actor, a.action, a.entity, a.entity_id,
  a.before || coalesce(p.before, '{}') as before, a.after || coalesce(p.after, '{}') as after
from app.audit_log as a
left join app.audit_personal as p on (p.entry_id, p.organization_id) = (a.entry_id, a.organization_id)
where (select app.list_required(array['audit:read']));

comment on view api.audit_log is 'What happened in the organization, for those with audit:read; refused to those who have it nowhere.  Nobody can change it; what it says of a person goes when the person is erased.';
grant select on api.audit_log to authenticated, service_role;

-- As above: a view of two tables refuses writes by privilege, not by an error of Postgres.
create trigger _100_append_only instead of insert or update or delete on api.audit_log
for each row execute function app.audit_log_is_append_only();
