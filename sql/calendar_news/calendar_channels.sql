-- calendar_channels: on which a provider tells us that a calendar has changed.
--
-- Room: calendar_news
-- Owns: app.calendar_channels
create table app.calendar_channels (
  channel_id uuid not null,
  organization_id uuid not null,
  connection_id uuid not null,
  calendar_id text not null,
  token_hash bytea not null,
  resource_id text,
  opened_at timestamptz not null default app.now(),
  expires_at timestamptz,
  heard_at timestamptz,

  constraint calendar_channels_pkey primary key (channel_id, organization_id),
  constraint calendar_channels_are_of_a_connection foreign key (connection_id, organization_id)
  references app.calendar_connections (connection_id, organization_id) on delete cascade,
  constraint calendar_channels_keep_a_sha256 check (octet_length(token_hash) = 32),
  constraint calendar_channels_open_ones_expire check ((resource_id is null) = (expires_at is null))
);

comment on table app.calendar_channels is
  'Written before the provider is asked, since its first message may come before its answer; nothing renews one, so another is opened before it expires and the'
  ' former is stopped.  Gone with its connection.';
comment on column app.calendar_channels.token_hash is 'SHA-256 of what comes back with each message and nobody else knows.';
comment on column app.calendar_channels.resource_id is 'The provider''s name for it, by which it is stopped; null until it has answered.';

create unique index calendar_channels_by_id on app.calendar_channels (channel_id);
create index calendar_channels_by_connection on app.calendar_channels (connection_id, calendar_id);

alter table app.calendar_channels enable row level security;

create function app.renewed_from(p_channel app.calendar_channels)
returns timestamptz
language sql
immutable
security invoker
return p_channel.expires_at - least(interval '1 day', (p_channel.expires_at - p_channel.opened_at) / 4);

comment on function app.renewed_from(app.calendar_channels) is 'When another is opened in its place: a day before it expires, or a quarter of its time.';

create function app.hears_of(p_connection_id uuid, p_calendar_id text)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select exists (
    select from app.calendar_channels as c
    where (c.connection_id, c.calendar_id) = (p_connection_id, p_calendar_id) and c.expires_at > app.now()
  );
$$;

comment on function app.hears_of(uuid, text) is 'Whether the provider tells us when this calendar changes; what it does not tell is asked for every minute.';
