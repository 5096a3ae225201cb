-- webhook_secrets: what deliveries are signed with.
--
-- Room: webhooks
-- Owns: app.webhook_secrets
-- Writes: app.webhook_secrets
create table app.webhook_secrets (
  secret_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  endpoint_id uuid not null,
  secret text not null,
  valid_until timestamptz,
  created_at timestamptz not null default app.now(),

  constraint webhook_secrets_pkey primary key (secret_id, organization_id),
  constraint webhook_secrets_are_of_an_endpoint foreign key (endpoint_id, organization_id)
  references app.webhook_endpoints (endpoint_id, organization_id) on delete cascade,
  constraint webhook_secrets_are_32_bytes check (secret ~ '^whsec_[A-Za-z0-9+/]{43}=$')
);

comment on table app.webhook_secrets is
  'As they are, since every delivery is signed with them (ARCHITECTURE.md, "Webhooks to others"): read by claim_webhook_deliveries only, granted to no role,'
  ' never audited and in no view.';
comment on column app.webhook_secrets.valid_until is 'Null: the present one.  A rotated one signs beside it until then, and is forgotten.';

create unique index webhook_secrets_one_present_for_each_endpoint on app.webhook_secrets (endpoint_id) where valid_until is null;
create index webhook_secrets_by_endpoint on app.webhook_secrets (endpoint_id);

alter table app.webhook_secrets enable row level security;

create function app.new_webhook_secret(p_endpoint app.webhook_endpoints)
returns app.webhook_secrets
language sql
volatile
security invoker
set search_path = ''
as $$
  insert into app.webhook_secrets (endpoint_id, organization_id, secret)
  select p_endpoint.endpoint_id, p_endpoint.organization_id,
    'whsec_' || encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'base64')
  returning *;
$$;

comment on function app.new_webhook_secret(app.webhook_endpoints) is 'Makes the present secret of an endpoint that has none: 32 bytes made of 244 random bits.';
