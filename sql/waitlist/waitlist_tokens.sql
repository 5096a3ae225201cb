-- waitlist_tokens: what opens one wish to its client, without an account.
--
-- Room: waitlist
-- Owns: app.waitlist_tokens
create table app.waitlist_tokens (
  token_hash bytea not null,
  organization_id uuid not null,
  entry_id uuid not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default app.now(),

  constraint waitlist_tokens_pkey primary key (token_hash, organization_id),
  constraint waitlist_tokens_open_a_wish foreign key (entry_id, organization_id)
  references app.waitlist_entries (entry_id, organization_id) on delete cascade,
  constraint waitlist_tokens_keep_only_a_sha256 check (octet_length(token_hash) = 32)
);

comment on table app.waitlist_tokens is 'SHA-256 of 32 random bytes that only the client''s mail has; each mail about a wish carries one of its own.';
create index waitlist_tokens_by_entry on app.waitlist_tokens (entry_id, organization_id);
alter table app.waitlist_tokens enable row level security;
