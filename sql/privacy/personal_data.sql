-- personal_data: which tables hold something about a client, how it is found there, and what erasure does to it.
--
-- Room: privacy
-- Owns: app.personal_data
create table app.personal_data (
  table_name text not null,
  found_by text,
  exported_from text,
  left_out text[] not null default '{}',
  erasure text not null,
  replacement text,
  because text not null,

  constraint personal_data_pkey primary key (table_name),
  constraint personal_data_know_what_erasure_does check (erasure in ('replace', 'delete', 'keep')),
  constraint personal_data_say_what_replaces check ((erasure = 'replace') = (replacement is not null)),
  constraint personal_data_are_found_where_they_go check (found_by is not null or (erasure = 'keep' and exported_from is null)),
  constraint personal_data_say_why check (btrim(because) <> '')
);

comment on table app.personal_data is
  'The register that export and erasure go by.  A table that names a person and is not here fails a test, so that nobody adds one and forgets it.'
  '  Written by migrations only: its conditions are SQL, and no role may write them.';
comment on column app.personal_data.found_by is 'SQL: whether row t is about person p (app.person); null: the table never is, because says why.';
comment on column app.personal_data.exported_from is 'The table, or a view with names beside the ids, that the export reads; null: it is not exported.';
comment on column app.personal_data.left_out is 'Columns that are not exported: secrets and inner workings.';
comment on column app.personal_data.replacement is 'SQL: what an update of row t sets.';
comment on column app.personal_data.because is 'What is there, and why it is treated so.';

alter table app.personal_data enable row level security;

create type app.person as (
  client_id uuid, organization_id uuid, user_id uuid, account uuid, emails text[], subjects uuid[], words text[], nobody jsonb
);

comment on type app.person is
  'user_id: the client''s account; account: the same, unless it also works there.  emails: addresses that are nobody else''s in the organization.'
  '  subjects: what messages and audit entries about the client are about (the client, bookings, notes, conversations, places in them, series, wishes); words: the same as text.'
  '  nobody: {name, email, phone} that stand in their place after erasure.';

create function app.person(p_client app.clients)
returns app.person
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_person app.person;
begin
  v_person.client_id := p_client.client_id;
  v_person.organization_id := p_client.organization_id;
  v_person.user_id := p_client.user_id;
  select p_client.user_id into v_person.account
  where not exists (select from app.members as m where (m.user_id, m.organization_id) = (p_client.user_id, p_client.organization_id));
  select array_agg(said.email) into v_person.emails
  from (
    select p_client.email
    union select b.client_email from app.bookings as b where (b.client_id, b.organization_id) = (p_client.client_id, p_client.organization_id)
    union select w.client ->> 'email' from app.waitlist_entries as w where (w.client_id, w.organization_id) = (p_client.client_id, p_client.organization_id)
  ) as said (email)
  where not exists (
    select from app.clients as c where (c.organization_id, c.email) = (p_client.organization_id, said.email) and c.client_id <> p_client.client_id
  ) and not exists (
    select from app.members as m where (m.organization_id, m.email) = (p_client.organization_id, said.email)
  );
  v_person.subjects := array[p_client.client_id]
    || array(select b.booking_id from app.bookings as b where (b.client_id, b.organization_id) = (p_client.client_id, p_client.organization_id))
    || array(select s.series_id from app.booking_series as s where (s.client_id, s.organization_id) = (p_client.client_id, p_client.organization_id))
    || array(
      select n.note_id from app.notes as n join app.bookings as b on (b.booking_id, b.organization_id) = (n.booking_id, n.organization_id)
      where (b.client_id, b.organization_id) = (p_client.client_id, p_client.organization_id)
    )
    || array(
      select unnest(array[m.conversation_id, m.participant_id])
      from app.conversations as c join app.conversation_participants as m on (m.conversation_id, m.organization_id) = (c.conversation_id, c.organization_id)
      where (c.client_id, c.organization_id) = (p_client.client_id, p_client.organization_id)
    )
    || array(select m.participant_id from app.conversation_participants as m where (m.client_id, m.organization_id) = (p_client.client_id, p_client.organization_id))
    || array(select w.entry_id from app.waitlist_entries as w where (w.client_id, w.organization_id) = (p_client.client_id, p_client.organization_id));
  v_person.words := v_person.subjects::text[];
  v_person.nobody := jsonb_build_object('name', 'Erased', 'email', 'erased-' || p_client.client_id || '@erased.invalid', 'phone', '');
  return v_person;
end;
$$;

comment on function app.person(app.clients) is 'What the rows about a client are found by.';
