-- webhook_deliveries: one event to one endpoint.
--
-- Room: webhooks
-- Owns: app.webhook_deliveries
create table app.webhook_deliveries (
  delivery_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  endpoint_id uuid not null,
  position bigint generated always as identity,
  event_type text not null,
  subject_id uuid not null,
  data jsonb not null,
  status text not null default 'queued',
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default app.now(),
  queued_at timestamptz not null default app.now(),
  leased_by text,
  response_status integer,
  duration_ms integer,
  last_error text,
  created_at timestamptz not null default app.now(),
  finished_at timestamptz,

  constraint webhook_deliveries_pkey primary key (delivery_id, organization_id),
  constraint webhook_deliveries_go_to_an_endpoint foreign key (endpoint_id, organization_id)
  references app.webhook_endpoints (endpoint_id, organization_id) on delete cascade,
  constraint webhook_deliveries_type_is_entity_dot_verb check (event_type ~ '^[a-z_]+\.[a-z_]+$'),
  constraint webhook_deliveries_know_their_state check (status in ('queued', 'delivered', 'failed', 'dropped')),
  constraint webhook_deliveries_finish_once check ((status = 'queued') = (finished_at is null)),
  constraint webhook_deliveries_are_answered_by_http check (response_status between 100 and 999)
);

comment on table app.webhook_deliveries is
  'Written in the transaction of the change it tells of, delivered at least once by a worker, kept for 30 days.  delivery_id is the webhook-id of every attempt.';
comment on column app.webhook_deliveries.subject_id is 'The booking; of a test, the endpoint.  Without a foreign key: the log outlives what it speaks of.';
comment on column app.webhook_deliveries.data is 'Ids, status and times as they were.  Names are joined when a worker claims it, and never kept here.';
comment on column app.webhook_deliveries.status is 'failed: given up after three days; dropped: the endpoint was switched off before.  Both can be replayed.';
comment on column app.webhook_deliveries.next_attempt_at is 'Not before this.  While a worker has it, the end of its lease.';
comment on column app.webhook_deliveries.queued_at is 'When it was queued first, or replayed: three days of attempts are counted from here.';
comment on column app.webhook_deliveries.last_error is 'What was wrong with the last attempt, in words of ours: nothing of what the receiver answered.';

create index webhook_deliveries_waiting_by_endpoint on app.webhook_deliveries (endpoint_id, next_attempt_at, position) where status = 'queued';
create index webhook_deliveries_leased_by_endpoint on app.webhook_deliveries (endpoint_id) where status = 'queued' and leased_by is not null;
create index webhook_deliveries_waiting_by_subject on app.webhook_deliveries (subject_id, endpoint_id, position) where status = 'queued';
create index webhook_deliveries_by_endpoint on app.webhook_deliveries (endpoint_id, position);
create index webhook_deliveries_by_end on app.webhook_deliveries (finished_at) where finished_at is not null;

alter table app.webhook_deliveries enable row level security;
create policy webhook_deliveries_select_by_admin on app.webhook_deliveries for select to authenticated
using (organization_id = any ((select private.organizations_where('webhooks:manage'))::uuid[]));
grant select on app.webhook_deliveries to authenticated;
