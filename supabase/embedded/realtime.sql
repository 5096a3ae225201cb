-- What a Supabase project has from its Realtime service, as far as Broadcast needs it: messages, whose topic is asked for, and the word to send.
--
-- The table is read by the bridge (realtime/feed.mjs) and emptied by it.  Unlogged: a message is worth nothing once it was sent, so losing those of the
-- last second in a crash harms nobody, and a commit has the less to write.  Supabase cuts it into partitions by day and drops those after three days.
create schema if not exists realtime;
grant usage on schema realtime to anon, authenticated, service_role;

create unlogged table if not exists realtime.messages (
  id uuid not null default gen_random_uuid(),
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  updated_at timestamp not null default (now() at time zone 'UTC'),
  inserted_at timestamp not null default (now() at time zone 'UTC'),
  -- Ours: by them the bridge knows what was committed since it last looked, in whatever order transactions ended, and what was written first.
  transaction_id xid8 not null default pg_current_xact_id(),
  position bigint not null generated always as identity,

  primary key (id, inserted_at)
);
create index if not exists messages_transaction_id_index on realtime.messages (transaction_id);

-- Without a policy nobody hears anything; the policies come with the migrations, as they do on Supabase.
alter table realtime.messages enable row level security;
grant select, insert, update on realtime.messages to anon, authenticated, service_role;
grant delete on realtime.messages to service_role;

create or replace function realtime.topic()
returns text
language sql
stable
as $$
  select nullif(current_setting('realtime.topic', true), '');
$$;

-- Supabase's turns an error into a warning; this one lets it be seen, so that tests find it.  PL/pgSQL, since it keeps its plan.
create or replace function realtime.send(payload jsonb, event text, topic text, private boolean default true)
returns void
language plpgsql
volatile
as $$
begin
  insert into realtime.messages (payload, event, topic, private, extension)
  values (case when payload ? 'id' then payload else payload || jsonb_build_object('id', gen_random_uuid()) end, event, topic, private, 'broadcast');
end;
$$;
