-- attachment_deletions: files that Storage still has and nobody is to have any more.
--
-- Room:   messaging
-- Owns:   app.attachment_deletions
-- Writes: app.attachment_deletions
create table app.attachment_deletions (
  path text not null,
  organization_id uuid not null,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default app.now(),

  constraint attachment_deletions_pkey primary key (path, organization_id)
);

comment on table app.attachment_deletions is
  'What the worker has to ask Storage to delete: only Storage''s API removes a file, a statement on its tables would leave it behind.  Names nobody; a row goes when it is done.';

create index attachment_deletions_by_time on app.attachment_deletions (next_attempt_at);

alter table app.attachment_deletions enable row level security;

create function app.delete_attached_file()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  insert into app.attachment_deletions (path, organization_id) values (old.path, old.organization_id) on conflict on constraint attachment_deletions_pkey do nothing;
  return null;
end;
$$;

comment on function app.delete_attached_file() is 'Trigger: when a row goes, by whatever statement, its file is to go.';

create trigger _500_delete_file after delete on app.conversation_attachments
for each row execute function app.delete_attached_file();
