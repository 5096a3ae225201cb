-- notes: what is written about a session, as ciphertext.
--
-- Room:   notes
-- Owns:   app.notes
-- Raises: PT409 illegal_transition
create table app.notes (
  note_id uuid not null,
  organization_id uuid not null,
  booking_id uuid not null,
  addendum_to uuid,
  visibility text not null,
  author_id uuid not null,
  author_role text not null,
  author_name text not null,
  version integer not null default 1,
  key_id uuid not null,
  sealed bytea not null,
  created_at timestamptz not null default app.now(),
  updated_at timestamptz not null default app.now(),
  signed_at timestamptz,

  constraint notes_pkey primary key (note_id, organization_id),
  constraint notes_are_about_a_booking foreign key (booking_id, organization_id)
  references app.bookings (booking_id, organization_id) on delete restrict,
  constraint notes_may_add_to_a_note foreign key (addendum_to, organization_id)
  references app.notes (note_id, organization_id) on delete cascade,
  constraint notes_are_sealed_by_a_data_key foreign key (key_id, organization_id)
  references app.data_keys (key_id, organization_id) on delete restrict,
  constraint notes_visibility_is_known check (visibility in ('private', 'shared')),
  constraint notes_author_role_is_known check (author_role in ('practitioner', 'admin', 'client')),
  constraint notes_of_clients_are_shared check (author_role <> 'client' or visibility = 'shared'),
  constraint notes_add_to_another check (addendum_to <> note_id),
  constraint notes_count_versions check (version > 0),
  constraint notes_are_sealed check (octet_length(sealed) between 30 and 100000)
);

comment on table app.notes is
  'private: the booking''s practitioner, admins with notes:read, and who supervises; shared: the client too.  A draft is its author''s alone.  Signed, it is never'
  ' changed: corrections are addenda.  The edge encrypts; the database never sees what a note says.';
comment on column app.notes.version is 'Rises with every save of the draft; a part of what the ciphertext is bound to.';
comment on column app.notes.author_name is 'As the author was called when the note was begun.';
comment on column app.notes.signed_at is 'Since when it is final, and others read it; null: a draft.';

create unique index notes_by_id on app.notes (note_id);
create index notes_by_booking on app.notes (booking_id, organization_id);
create index notes_by_addendum on app.notes (addendum_to, organization_id);
create index notes_by_key on app.notes (key_id, organization_id);

create function app.guard_note()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if old.signed_at is not null and (tg_op = 'UPDATE' or current_setting('app.erasing_notes', true) is distinct from 'yes') then
    perform app.fail('illegal_transition', 'A signed note stays as it is.', 'Write an addendum.');
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  if (old.organization_id, old.booking_id, old.author_id, old.author_role, old.author_name, old.created_at, old.note_id)
    is distinct from (new.organization_id, new.booking_id, new.author_id, new.author_role, new.author_name, new.created_at, new.note_id)
    or old.addendum_to is distinct from new.addendum_to then
    perform app.fail('illegal_transition', 'Whose note it is, and about what, stays as it is.', 'Write another note.');
  end if;
  return new;
end;
$$;

comment on function app.guard_note() is
  'Trigger: refuses whatever would change a signed note, whoever asks; and that a draft changes hands.  Erasure on a client''s request says so by app.erase_notes.';
create trigger _100_guard before update or delete on app.notes
for each row execute function app.guard_note();

alter table app.notes enable row level security;
