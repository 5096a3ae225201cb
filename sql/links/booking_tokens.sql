-- booking_tokens: what opens one booking to its client, without an account.
--
-- Room:   links
-- Owns:   app.booking_tokens
-- Writes: app.booking_tokens
create table app.booking_tokens (
  token_hash bytea not null,
  organization_id uuid not null,
  booking_id uuid not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint booking_tokens_pkey primary key (token_hash, organization_id),
  constraint booking_tokens_open_a_booking foreign key (booking_id, organization_id)
  references app.bookings (booking_id, organization_id) on delete cascade,
  constraint booking_tokens_keep_only_a_sha256 check (octet_length(token_hash) = 32)
);

comment on table app.booking_tokens is
  'SHA-256 of 32 random bytes that only the client''s mail has.  Each mail about a booking carries a token of its own, since the database cannot repeat one;'
  ' all of a booking''s tokens live until 30 days after it, wherever it moves, and end when it is cancelled.';

create index booking_tokens_by_booking on app.booking_tokens (booking_id, organization_id);

alter table app.booking_tokens enable row level security;

create function app.keep_tokens()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  update app.booking_tokens as t
  set expires_at = greatest(t.expires_at, new.ends_at + interval '30 days'),
      revoked_at = case when new.status = 'cancelled' then coalesce(t.revoked_at, app.now()) else t.revoked_at end
  where (t.booking_id, t.organization_id) = (new.booking_id, new.organization_id);
  return null;
end;
$$;

comment on function app.keep_tokens() is 'Trigger: a link follows its booking to a later time, and is revoked when it is cancelled.';

create trigger _500_keep_tokens after update of status, ends_at on app.bookings
for each row execute function app.keep_tokens();
