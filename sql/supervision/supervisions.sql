-- supervisions: who looks over whose shoulder.
--
-- Room: supervision
-- Owns: app.supervisions
create table app.supervisions (
  supervision_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  supervisor_id uuid not null,
  practitioner_id uuid not null,
  may_read_notes boolean not null default false,
  since timestamptz not null default app.now(),
  ended_at timestamptz,

  constraint supervisions_pkey primary key (supervision_id, organization_id),
  constraint supervisions_name_a_supervisor foreign key (supervisor_id, organization_id)
  references app.members (member_id, organization_id) on delete restrict,
  constraint supervisions_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete restrict,
  constraint supervisions_end_after_they_began check (ended_at >= since)
);

comment on table app.supervisions is
  'A supervisor, who is a member, reads the bookings and clients of a practitioner, and changes nothing.  Ended ones are the history: a change of may_read_notes'
  ' ends one and begins another.';
comment on column app.supervisions.may_read_notes is 'Whether the supervisor reads the practitioner''s notes as well.';

create unique index supervisions_open_once on app.supervisions (supervisor_id, practitioner_id, organization_id) where ended_at is null;
create index supervisions_by_practitioner on app.supervisions (practitioner_id, organization_id);
create index supervisions_by_organization on app.supervisions (organization_id);

create trigger _900_audit after insert or update or delete on app.supervisions
for each row execute function private.audit_row('supervision', 'supervision_id');

alter table app.supervisions enable row level security;
-- Nobody is supervised without knowing: both see it, and the admins.  The subquery is under the policies of members.
create policy supervisions_select_by_party on app.supervisions for select to authenticated
using (
  organization_id = any ((select private.organizations_where('members:write'))::uuid[])
  or practitioner_id = any ((select private.my_practitioner_ids('members:read'))::uuid[])
  or supervisor_id in (select m.member_id from app.members as m where m.user_id = (select auth.uid()) and m.suspended_at is null)
);
grant select on app.supervisions to authenticated;
