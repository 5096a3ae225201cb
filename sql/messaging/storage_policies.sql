-- storage_policies: the bucket for what is sent in conversations, and who may put a file there and have one from it.
--
-- Room: messaging
--
-- There is no policy to update or delete: what was sent stays as it was, and only the service role's key removes it.
-- Can be run again: a stack may bring Storage along later than our migrations.
do $$
begin
  -- Storage belongs to the platform: in a database without it no file can be attached, and api.send_message says so.
  if to_regclass('storage.objects') is null then
    return;
  end if;

  insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
  values ('conversations', 'conversations', false, 10485760, array[
    'application/pdf', 'image/jpeg', 'image/png', 'image/webp', 'text/plain',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.oasis.opendocument.text'
  ])
  on conflict (id) do update
  set public = excluded.public, file_size_limit = excluded.file_size_limit, allowed_mime_types = excluded.allowed_mime_types;

  drop policy if exists conversation_files_insert_by_writer on storage.objects;
  create policy conversation_files_insert_by_writer on storage.objects for insert to authenticated
  with check (bucket_id = 'conversations' and private.may_attach(name));

  -- The subquery is under the policy of attachments: what was sent, to those who may read the message, while it stands.
  drop policy if exists conversation_files_select_by_participant on storage.objects;
  create policy conversation_files_select_by_participant on storage.objects for select to authenticated
  using (bucket_id = 'conversations' and exists (select from app.conversation_attachments as a where a.path = objects.name));
end;
$$;
