-- invitations: the way into an organization, by a one-time link in a mail.
--
-- Room: tenancy
-- Owns: app.invitations
create table app.invitations (
  invitation_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  email text not null,
  display_name text not null,
  role text not null,
  token_hash bytea,
  expires_at timestamptz not null default app.now() + interval '7 days',
  accepted_at timestamptz,
  revoked_at timestamptz,
  invited_by uuid default auth.uid(),
  created_at timestamptz not null default app.now(),

  constraint invitations_pkey primary key (invitation_id, organization_id),
  constraint invitations_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint invitations_offer_a_known_role check (role in ('practitioner', 'admin')),
  constraint invitations_email_is_an_address check (app.is_email(email)),
  constraint invitations_have_a_name check (btrim(display_name) <> '' and length(display_name) <= 200 and display_name !~ '[[:cntrl:]]'),
  constraint invitations_keep_only_a_sha256 check (octet_length(token_hash) = 32),
  constraint invitations_end_in_one_way check (accepted_at is null or revoked_at is null)
);

comment on table app.invitations is 'Each is good for one acceptance within seven days.  The token itself is only in the mail.';
comment on column app.invitations.invited_by is 'The account of the admin who asked, or null: the database''s administrator.';
create index invitations_by_token_hash on app.invitations (token_hash);
create index invitations_by_organization on app.invitations (organization_id);

create trigger _900_audit after insert or update or delete on app.invitations
for each row execute function private.audit_row('invitation', 'invitation_id');

alter table app.invitations enable row level security;
create policy invitations_select_by_admin on app.invitations for select to authenticated
using (organization_id = any ((select private.organizations_where('members:write'))::uuid[]));
grant select (invitation_id, organization_id, email, display_name, role, expires_at, accepted_at, revoked_at, invited_by, created_at)
on app.invitations to authenticated, service_role;

create view api.invitations with (security_invoker = true) as
select
  i.invitation_id, i.organization_id, i.email, i.display_name, i.role, i.expires_at, i.accepted_at, i.revoked_at, i.created_at,
  case
    when i.accepted_at is not null then 'accepted'
    when i.revoked_at is not null then 'revoked'
    when i.expires_at <= app.now() then 'expired'
    else 'open'
  end as status,
  i.invited_by,
  (select m.display_name from app.members as m where (m.user_id, m.organization_id) = (i.invited_by, i.organization_id)) as invited_by_name
from app.invitations as i
where (select app.list_required(array['members:write']));

comment on view api.invitations is
  'The invitations of the caller''s organizations, for admins.  status: open, accepted, revoked or expired; invited_by_name: null when that person is no longer a member.';
grant select on api.invitations to authenticated, service_role;
