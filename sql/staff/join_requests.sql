-- join_requests: who would like to work here, until an admin has answered (DR-1.2).
--
-- Room: staff
-- Owns: app.join_requests
create table app.join_requests (
  request_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  user_id uuid not null default auth.uid(),
  email text not null,
  display_name text not null,
  message text,
  specialty_ids uuid[] not null default '{}',
  status text not null default 'open',
  reason text,
  decided_at timestamptz,
  decided_by uuid,
  created_at timestamptz not null default app.now(),

  constraint join_requests_pkey primary key (request_id, organization_id),
  constraint join_requests_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint join_requests_email_is_an_address check (app.is_email(email)),
  constraint join_requests_have_a_name check (btrim(display_name) <> '' and length(display_name) <= 200 and display_name !~ '[[:cntrl:]]'),
  constraint join_requests_message_is_a_short_text check (app.is_short_text(message, 2000)),
  constraint join_requests_reason_is_a_short_text check (app.is_short_text(reason, 1000)),
  constraint join_requests_status_is_known check (status in ('open', 'approved', 'declined', 'withdrawn')),
  constraint join_requests_say_when_they_ended check ((status = 'open') = (decided_at is null)),
  constraint join_requests_name_few_specialties check (cardinality(specialty_ids) <= 20 and array_position(specialty_ids, null) is null)
);

comment on table app.join_requests is 'One open request for each account and organization; answered ones are its history.';
comment on column app.join_requests.email is 'Of the account, when it asked.';
comment on column app.join_requests.specialty_ids is 'Which of the organization''s specialties the new profile is to have, as far as there still are any.';
comment on column app.join_requests.reason is 'Why it was declined, as the applicant is told; null: not said.';
comment on column app.join_requests.decided_by is 'The account that approved, declined or withdrew it; null: an invitation came first.';

create unique index join_requests_open_once on app.join_requests (organization_id, user_id) where status = 'open';
create index join_requests_by_user on app.join_requests (user_id);

create trigger _900_audit after insert or update or delete on app.join_requests
for each row execute function private.audit_row('join_request', 'request_id');

alter table app.join_requests enable row level security;
create policy join_requests_select_by_applicant on app.join_requests for select to authenticated
using (user_id = (select auth.uid()));
create policy join_requests_select_by_admin on app.join_requests for select to authenticated
using (organization_id = any ((select private.organizations_where('members:write'))::uuid[]));
grant select on app.join_requests to authenticated, service_role;

create view api.join_requests with (security_invoker = true) as
select
  r.request_id, r.organization_id, o.name as organization_name, o.slug as organization_slug, r.user_id = (select auth.uid()) as is_mine,
  r.email, r.display_name, r.message, r.specialty_ids,
  array(
    select s.name from app.specialties as s where s.organization_id = r.organization_id and s.specialty_id = any (r.specialty_ids) order by s.name
  ) as specialties,
  r.status, r.reason, r.created_at, r.decided_at,
  case
    when r.organization_id = any ((select private.organizations_where('members:read'))::uuid[]) then private.name_of_user(r.decided_by, r.organization_id)
  end as decided_by_name
from app.join_requests as r
left join app.organizations as o on o.organization_id = r.organization_id;

comment on view api.join_requests is
  'One''s own requests to work somewhere, and for those with members:write all of the organization.  status: open, approved, declined or withdrawn.';
grant select on api.join_requests to authenticated, service_role;
