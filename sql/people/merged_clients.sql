-- merged_clients: two clients that turned out to be one person.
--
-- Room: people
-- Owns: app.merged_clients
-- Writes: app.audit_log, app.client_assignments, app.outbox_events
create table app.merged_clients (
  client_id uuid not null,
  organization_id uuid not null,
  into_client_id uuid not null,
  merged_at timestamptz not null default app.now(),
  actor text not null default app.actor(),

  constraint merged_clients_pkey primary key (client_id, organization_id),
  constraint merged_clients_were_clients foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint merged_clients_are_another_now foreign key (into_client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint merged_clients_are_two check (client_id <> into_client_id)
);

comment on table app.merged_clients is
  'Who booked without an account and has one, once the address was proved.  Rooms whose rows speak of a client let them follow by a trigger on this table, on insert and'
  ' on update: what came in late is moved by merging once more.';

create index merged_clients_by_successor on app.merged_clients (into_client_id, organization_id);

create trigger _900_audit after insert or update or delete on app.merged_clients
for each row execute function private.audit_row('client_merge', 'client_id');

create function app.assignment_follows()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_practitioner_id uuid := (
    select a.practitioner_id from app.client_assignments as a
    where (a.client_id, a.organization_id) = (new.client_id, new.organization_id) and a.ended_at is null
  );
begin
  perform app.end_client_place(new.client_id, new.organization_id, 'The client has an account now.');
  -- The place was the person's before; nobody else's is taken.
  insert into app.client_assignments (organization_id, client_id, practitioner_id)
  select new.organization_id, new.into_client_id, v_practitioner_id
  where v_practitioner_id is not null
    and not exists (
      select from app.client_assignments as a
      where (a.client_id, a.organization_id) = (new.into_client_id, new.organization_id) and a.ended_at is null
    );
  return null;
end;
$$;

comment on function app.assignment_follows() is 'Trigger: whoever cared for the one cares for the other, unless that one has somebody.';

create trigger _500_follow after insert or update on app.merged_clients
for each row execute function app.assignment_follows();

alter table app.merged_clients enable row level security;
create policy merged_clients_select_by_admin on app.merged_clients for select to authenticated
using (organization_id = any ((select private.organizations_where('clients:manage'))::uuid[]));
grant select on app.merged_clients to authenticated, service_role;
