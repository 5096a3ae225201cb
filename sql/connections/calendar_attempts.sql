-- calendar_attempts: somebody is on the way to a provider, and will come back with an answer.
--
-- Room: connections
-- Owns: app.calendar_attempts
create table app.calendar_attempts (
  attempt_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  user_id uuid not null,
  provider text not null,
  state_hash bytea not null,
  sealed text,
  data_key_id uuid,
  created_at timestamptz not null default app.now(),
  expires_at timestamptz not null,
  taken_at timestamptz,
  connection_id uuid,

  constraint calendar_attempts_pkey primary key (attempt_id, organization_id),
  constraint calendar_attempts_are_of_a_member foreign key (user_id, organization_id)
  references app.members (user_id, organization_id) on delete cascade,
  constraint calendar_attempts_are_sealed_by_a_data_key foreign key (data_key_id, organization_id)
  references app.data_keys (key_id, organization_id) on delete restrict,
  constraint calendar_attempts_may_lead_to_a_connection foreign key (connection_id, organization_id)
  references app.calendar_connections (connection_id, organization_id) on delete cascade,
  constraint calendar_attempts_provider_is_known check (provider in ('google', 'caldav')),
  constraint calendar_attempts_keep_only_a_sha256 check (octet_length(state_hash) = 32),
  constraint calendar_attempts_sealed_say_by_which_key check ((sealed is null) = (data_key_id is null)),
  constraint calendar_attempts_end_after_they_begin check (created_at < expires_at),
  constraint calendar_attempts_are_taken_before_they_lead_anywhere check (connection_id is null or taken_at is not null)
);

comment on table app.calendar_attempts is
  'OAuth''s state, of which only the SHA-256 is kept, with the PKCE verifier, encrypted outside: good for ten minutes, once, for the member who asked.';
comment on column app.calendar_attempts.sealed is 'The verifier (RFC 7636), encrypted by the edge; base64.  Null for a provider without OAuth.';
comment on column app.calendar_attempts.taken_at is 'When the answer came back; whoever comes with the same state again is refused.';
comment on column app.calendar_attempts.connection_id is 'What it led to, or null.';

create unique index calendar_attempts_by_state on app.calendar_attempts (state_hash);
create unique index calendar_attempts_by_id on app.calendar_attempts (attempt_id);
create index calendar_attempts_by_member on app.calendar_attempts (user_id, organization_id);
create index calendar_attempts_by_data_key on app.calendar_attempts (data_key_id, organization_id);
create index calendar_attempts_by_connection on app.calendar_attempts (connection_id, organization_id);
create index calendar_attempts_by_end on app.calendar_attempts (expires_at);

alter table app.calendar_attempts enable row level security;
