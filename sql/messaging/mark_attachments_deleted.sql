-- mark_attachments_deleted: Storage no longer has these files.
--
-- Room:   messaging
-- Caller: the service role
-- Writes: app.attachment_deletions
-- Raises: PT403 not_allowed
create function private.mark_attachments_deleted(p_paths text[])
returns integer
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_rows integer;
begin
  perform app.service_role_required();
  delete from app.attachment_deletions as d where d.path = any (p_paths);
  get diagnostics v_rows = row_count;
  return v_rows;
end;
$$;

comment on function private.mark_attachments_deleted(text[]) is 'Definer: the list is no role''s to write.  See api.mark_attachments_deleted.';
grant execute on function private.mark_attachments_deleted(text[]) to service_role;

create function api.mark_attachments_deleted(paths text[])
returns integer
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.mark_attachments_deleted(mark_attachments_deleted.paths);
$$;

comment on function api.mark_attachments_deleted(text[]) is 'Forgets files that Storage deleted, or never had.  Returns how many were on the list.  Safe to repeat.';
grant execute on function api.mark_attachments_deleted(text[]) to service_role;
