-- webhook_endpoints: where an organization wants to be told what happens.
--
-- Room: webhooks
-- Owns: app.webhook_endpoints, app.webhook_subscriptions
create table app.webhook_endpoints (
  endpoint_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  url text not null,
  description text not null default '',
  detail boolean not null default false,
  status text not null default 'active',
  disabled_because text,
  disabled_at timestamptz,
  failing_since timestamptz,
  failures integer not null default 0,
  resting_until timestamptz,
  claimed_at timestamptz,
  created_by text not null default app.actor(),
  created_at timestamptz not null default app.now(),

  constraint webhook_endpoints_pkey primary key (endpoint_id, organization_id),
  constraint webhook_endpoints_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  -- A host, perhaps a port, no user and no fragment.  Which addresses may be reached is checked by the worker, each time.
  constraint webhook_endpoints_url_is_https check (
    url ~ '^https://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?([/?][^#\\]*)?$' and url !~ '[^\x21-\x7e]' and length(url) <= 2000
  ),
  constraint webhook_endpoints_description_is_short check (length(description) <= 200 and description !~ '[[:cntrl:]]'),
  constraint webhook_endpoints_know_their_state check (status in ('active', 'disabled')),
  constraint webhook_endpoints_disabled_say_when_and_why check (
    (status = 'disabled') = (disabled_at is not null) and (status = 'disabled') = (disabled_because is not null)
  ),
  constraint webhook_endpoints_fail_since_the_first_failure check ((failures = 0) = (failing_since is null)),
  constraint webhook_endpoints_disabled_for_a_known_reason check (disabled_because in ('by_admin', 'gone', 'failing'))
);

comment on table app.webhook_endpoints is 'Changed by verbs only.  Their secrets are in webhook_secrets, what they choose in webhook_subscriptions.';
comment on column app.webhook_endpoints.detail is 'Whether names and contact details are sent along; otherwise ids, status and times only.';
comment on column app.webhook_endpoints.disabled_because is
  'by_admin: by a member; gone: the receiver answered 410; failing: nothing was taken for three days.';
comment on column app.webhook_endpoints.failing_since is 'The first failure after the last success, or null.  While it fails, one delivery at a time tries for all.';
comment on column app.webhook_endpoints.failures is 'How many attempts have failed since the last success.';
comment on column app.webhook_endpoints.resting_until is 'Left alone until then, after failures or because the receiver asked for it; null: not.';
comment on column app.webhook_endpoints.claimed_at is 'When a worker last took deliveries for it: who was served longest ago is next.';

create index webhook_endpoints_by_organization on app.webhook_endpoints (organization_id) where status = 'active';

create table app.webhook_subscriptions (
  endpoint_id uuid not null,
  organization_id uuid not null,
  event_type text not null,

  constraint webhook_subscriptions_pkey primary key (endpoint_id, organization_id, event_type),
  constraint webhook_subscriptions_are_of_an_endpoint foreign key (endpoint_id, organization_id)
  references app.webhook_endpoints (endpoint_id, organization_id) on delete cascade,
  constraint webhook_subscriptions_choose_a_known_kind foreign key (event_type)
  references app.webhook_event_types (event_type) on delete restrict,
  constraint webhook_subscriptions_tests_are_not_chosen check (event_type <> 'webhook.test')
);

comment on table app.webhook_subscriptions is 'Which kinds of event an endpoint is told.';
create index webhook_subscriptions_by_type on app.webhook_subscriptions (event_type, organization_id);

alter table app.webhook_endpoints enable row level security;
alter table app.webhook_subscriptions enable row level security;

create policy webhook_endpoints_select_by_admin on app.webhook_endpoints for select to authenticated
using (organization_id = any ((select private.organizations_where('webhooks:manage'))::uuid[]));
create policy webhook_subscriptions_select_by_admin on app.webhook_subscriptions for select to authenticated
using (organization_id = any ((select private.organizations_where('webhooks:manage'))::uuid[]));
grant select on app.webhook_endpoints to authenticated;
grant select on app.webhook_subscriptions to authenticated;
