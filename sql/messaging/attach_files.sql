-- attach_files: send uploaded files with a message.
--
-- Room:   messaging
-- Reads:  app.conversation_attachments
-- Writes: app.conversation_attachments
-- Raises: PT400 invalid_argument, PT409 illegal_transition
create function app.attach_files(p_message app.conversation_messages, p_files jsonb)
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_file jsonb;
  v_place uuid[];
  v_bytes bigint;
  v_media_type text;
begin
  if jsonb_typeof(p_files) is distinct from 'array' or jsonb_array_length(p_files) > 5 then
    perform app.fail('invalid_argument', 'Attachments are a list of at most 5 files.', 'Send the others with another message.');
  end if;
  if p_files = '[]' then
    return 0;
  end if;
  if to_regclass('storage.objects') is null then
    perform app.fail('invalid_argument', 'Files cannot be attached here: this installation has no Storage.', 'Send the text without files.');
  end if;
  for v_file in select f.file from jsonb_array_elements(p_files) with ordinality as f (file, n) order by f.n loop
    v_place := app.attachment_place(v_file ->> 'path');
    if (v_place[1:3] = array[p_message.organization_id, p_message.conversation_id, p_message.sender_id]) is not true then
      perform app.fail('invalid_argument', 'An attachment''s path is organization/conversation/your participant_id/a random id.', 'Upload the file there first.');
    end if;
    if (app.is_short_text(v_file ->> 'file_name', 200) and v_file ->> 'file_name' !~ '[/\\\n]') is not true then
      perform app.fail('invalid_argument', 'A file has a name of 1 to 200 characters, without slashes.', 'Name it otherwise.');
    end if;
    -- What Storage has counts, not what the caller says of it.
    select (o.metadata ->> 'size')::bigint, lower(split_part(o.metadata ->> 'mimetype', ';', 1)) into v_bytes, v_media_type
    from storage.objects as o
    join storage.buckets as b on b.id = o.bucket_id
    where o.bucket_id = 'conversations' and o.name = v_file ->> 'path' and o.owner_id = auth.uid()::text
      -- After a day a file that was never sent is deleted; so none is sent while that begins.
      and o.created_at > app.now() - interval '23 hours'
      and lower(split_part(o.metadata ->> 'mimetype', ';', 1)) = any (b.allowed_mime_types);
    if not found or (v_bytes between 1 and 10485760) is not true then
      perform app.fail('invalid_argument', format('No file of yours that can be sent lies at %s.', v_file ->> 'path'), 'Upload it first: up to 10 MB, not empty.');
    end if;
    insert into app.conversation_attachments (organization_id, conversation_id, message_id, sender_id, path, file_name, media_type, bytes)
    select p_message.organization_id, p_message.conversation_id, p_message.message_id, p_message.sender_id, v_file ->> 'path', btrim(v_file ->> 'file_name'),
      v_media_type, v_bytes
    -- What is about to be deleted cannot be sent any more.
    where not exists (select from app.attachment_deletions as d where d.path = v_file ->> 'path')
    on conflict (path) do nothing;
    if not found then
      perform app.fail('illegal_transition', 'This file was sent already, or is being deleted.', 'Upload it once more to send it again.');
    end if;
  end loop;
  return jsonb_array_length(p_files);
end;
$$;

comment on function app.attach_files(app.conversation_messages, jsonb) is
  'Takes the files [{path, file_name}] that the caller uploaded, at most 5; returns how many.  Size and type are Storage''s word.';
