-- legal_holds: clients whose data are neither erased nor pruned, because a court, a college or a claim may ask for them.
--
-- Room: privacy
-- Owns: app.legal_holds
create table app.legal_holds (
  legal_hold_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  client_id uuid not null,
  reason text not null,
  placed_by uuid not null,
  placed_at timestamptz not null default app.now(),
  lifted_by uuid,
  lifted_at timestamptz,
  lifted_because text,

  constraint legal_holds_pkey primary key (legal_hold_id, organization_id),
  constraint legal_holds_name_a_client foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint legal_holds_say_why check (app.is_short_text(reason, 500)),
  constraint legal_holds_are_lifted_by_somebody_for_a_reason check (num_nonnulls(lifted_by, lifted_at, lifted_because) in (0, 3))
);

comment on table app.legal_holds is 'While a hold is open, neither erasure nor a retention period touches what there is about the client.';
comment on column app.legal_holds.lifted_at is 'Null: it is open.';

create unique index legal_holds_open_by_client on app.legal_holds (client_id, organization_id) where lifted_at is null;
create index legal_holds_by_client on app.legal_holds (client_id, organization_id);

create trigger _900_audit after insert or update or delete on app.legal_holds
for each row execute function private.audit_row('legal_hold', 'legal_hold_id');

alter table app.legal_holds enable row level security;
create policy legal_holds_select_by_admin on app.legal_holds for select to authenticated
using (organization_id = any ((select private.organizations_where('privacy:manage'))::uuid[]));
grant select on app.legal_holds to authenticated, service_role;

create view api.legal_holds with (security_invoker = true) as
select
  h.legal_hold_id, h.organization_id, h.client_id, c.name as client_name, h.reason,
  h.placed_by, placer.display_name as placed_by_name, h.placed_at, h.lifted_by, lifter.display_name as lifted_by_name, h.lifted_at, h.lifted_because
from app.legal_holds as h
left join app.clients as c on (c.client_id, c.organization_id) = (h.client_id, h.organization_id)
left join app.members as placer on (placer.user_id, placer.organization_id) = (h.placed_by, h.organization_id)
left join app.members as lifter on (lifter.user_id, lifter.organization_id) = (h.lifted_by, h.organization_id);

comment on view api.legal_holds is 'Holds placed and lifted, with names, for those with privacy:manage.';
grant select on api.legal_holds to authenticated, service_role;

insert into app.personal_data (table_name, found_by, exported_from, left_out, erasure, replacement, because) values
  ('legal_holds', 't.client_id = p.client_id', null, '{}', 'replace', $$ reason = 'Erased', lifted_because = case when t.lifted_because is not null then 'Erased' end $$,
    'That data were kept, and by whom; the words go.  Not exported: what a claim is prepared for may be privileged.');
