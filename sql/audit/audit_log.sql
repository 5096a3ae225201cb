-- audit_log: what happened, by whom, and what it was before.
--
-- Room: audit
-- Owns: app.audit_log
create table app.audit_log (
  entry_id bigint generated always as identity,
  organization_id uuid not null,
  at timestamptz not null default app.now(),
  actor text not null default app.actor(),
  action text not null,
  entity text not null,
  entity_id text not null,
  before jsonb,
  after jsonb,
  personal_digest bytea,

  constraint audit_log_pkey primary key (entry_id, organization_id),
  constraint audit_log_names_an_actor check (actor ~ '^(user|client|system|service):.'),
  constraint audit_log_action_is_entity_dot_verb check (action ~ '^[a-z_]+\.[a-z_]+$')
);

comment on table app.audit_log is
  'One entry for each change of state.  Append-only for every role, the owner included.'
  '  No foreign keys on purpose: an entry outlives what it speaks of.';
comment on column app.audit_log.actor is 'user:<uuid>, client:withheld (its address stands in app.audit_personal), system:<job> or service:<name>.';
comment on column app.audit_log.before is 'Without what says who somebody is, which app.audit_personal has and api.audit_log puts back.';
comment on column app.audit_log.personal_digest is 'SHA-256 of the entry''s half in app.audit_personal, null where it has none: stays when that is erased.';

create index audit_log_by_entity on app.audit_log (entity_id, organization_id);
create index audit_log_by_organization_at on app.audit_log using brin (at);

create function app.audit_log_is_append_only()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  raise exception 'The audit log is append-only: % is refused.', lower(tg_op) using errcode = 'insufficient_privilege';
end;
$$;

comment on function app.audit_log_is_append_only() is 'Refuses update, delete and truncate for everybody.';

create trigger _100_append_only before update or delete or truncate on app.audit_log
for each statement execute function app.audit_log_is_append_only();
-- Also when triggers are off for replication.
alter table app.audit_log enable always trigger _100_append_only;

alter table app.audit_log enable row level security;
