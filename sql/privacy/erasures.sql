-- erasures: who was erased, when, by whom and why; and who has asked for it.
--
-- Room: privacy
-- Owns: app.erasures, app.erasure_requests
create table app.erasures (
  client_id uuid not null,
  organization_id uuid not null,
  erased_at timestamptz not null default app.now(),
  erased_by text not null default app.actor(),
  reason text not null,
  rows_changed jsonb not null,

  constraint erasures_pkey primary key (client_id, organization_id),
  constraint erasures_name_a_client foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint erasures_say_why check (app.is_short_text(reason, 500))
);

comment on table app.erasures is 'The proof that erasure was carried out: an id that means nobody any more.  After a backup is restored, whoever is here is erased again.';
comment on column app.erasures.rows_changed is '{table: rows}';

alter table app.erasures enable row level security;
create policy erasures_select_by_admin on app.erasures for select to authenticated
using (organization_id = any ((select private.organizations_where('privacy:manage'))::uuid[]));
grant select on app.erasures to authenticated, service_role;

create table app.erasure_requests (
  client_id uuid not null,
  organization_id uuid not null,
  asked_at timestamptz not null default app.now(),

  constraint erasure_requests_pkey primary key (client_id, organization_id),
  constraint erasure_requests_name_a_client foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict
);

comment on table app.erasure_requests is 'Clients who ask to be erased.  The law gives the organization 30 days to answer (PIPEDA 4.9.4, Law 25, GDPR 12(3): a month).';

create trigger _900_audit after insert or update or delete on app.erasure_requests
for each row execute function private.audit_row('erasure_request', 'client_id');

alter table app.erasure_requests enable row level security;
create policy erasure_requests_select_by_admin on app.erasure_requests for select to authenticated
using (organization_id = any ((select private.organizations_where('privacy:manage'))::uuid[]));
create policy erasure_requests_select_by_self on app.erasure_requests for select to authenticated
using (client_id = any ((select private.my_client_ids())::uuid[]));
grant select on app.erasure_requests to authenticated, service_role;

create view api.erasures with (security_invoker = true) as
select e.client_id, e.organization_id, e.erased_at, e.erased_by, e.reason, e.rows_changed from app.erasures as e;

comment on view api.erasures is 'Who was erased, for those with privacy:manage.';
grant select on api.erasures to authenticated, service_role;

create view api.erasure_requests with (security_invoker = true) as
select r.client_id, r.organization_id, c.name as client_name, r.asked_at, r.asked_at + interval '30 days' as answer_by
from app.erasure_requests as r
join app.clients as c on (c.client_id, c.organization_id) = (r.client_id, r.organization_id)
where not exists (select from app.erasures as e where (e.client_id, e.organization_id) = (r.client_id, r.organization_id));

comment on view api.erasure_requests is 'Requests that wait, for those with privacy:manage; the client sees the own one.';
grant select on api.erasure_requests to authenticated, service_role;

insert into app.personal_data (table_name, found_by, exported_from, left_out, erasure, replacement, because) values
  ('erasures', 't.client_id = p.client_id', null, '{}', 'keep', null, 'The proof of erasure; there is nothing of it before.'),
  ('erasure_requests', 't.client_id = p.client_id', 'app.erasure_requests', '{}', 'keep', null, 'That and when erasure was asked for.');
