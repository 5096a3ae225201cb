-- provider_events: what mail providers have told us, as they told it.
--
-- Room: mail_status
-- Owns: app.provider_events
create table app.provider_events (
  provider text not null,
  provider_event_id text not null,
  position bigint generated always as identity,
  payload jsonb not null,
  received_at timestamptz not null default app.now(),
  look_at timestamptz default app.now(),
  looks integer not null default 0,
  outcome text,

  constraint provider_events_pkey primary key (provider, provider_event_id),
  constraint provider_events_come_from_a_known_provider check (provider in ('resend', 'postmark', 'ses')),
  constraint provider_events_id_is_of_a_sane_length check (length(provider_event_id) between 1 and 200),
  constraint provider_events_are_objects check (jsonb_typeof(payload) = 'object'),
  constraint provider_events_know_their_outcome check (outcome in ('applied', 'ignored', 'no_message', 'not_understood')),
  constraint provider_events_are_looked_at_until_they_have_an_outcome check ((look_at is null) = (outcome is not null))
);

comment on table app.provider_events is
  'Reports about mail, stored before anything is made of them: the provider is answered at once, and what was not understood can be looked at again.'
  '  The key makes a replay harmless.  No tenant: the provider knows none; the message that it speaks of has one.  Forgotten after 30 days, since they name addresses.';
comment on column app.provider_events.provider_event_id is 'The provider''s own id of the report where it has one, else a hash of what makes it one.';
comment on column app.provider_events.look_at is 'When tick looks at it (again); null: it is done with.  A report may come before the worker has said which message it was.';
comment on column app.provider_events.outcome is 'ignored: of no interest; no_message: about mail that is not ours, or forgotten; not_understood: it broke our'
  ' reading, and nothing was changed.';

create index provider_events_due on app.provider_events (look_at, position) where look_at is not null;
create index provider_events_by_received_at on app.provider_events using brin (received_at);

alter table app.provider_events enable row level security;
