-- claim_attachment_deletions: have files that Storage is to delete.
--
-- Room:   messaging
-- Caller: the service role
-- Reads:  app.attachment_deletions, app.conversation_attachments
-- Writes: app.attachment_deletions
-- Locks:  the rows, those that are free
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.claim_attachment_deletions(p_batch_size integer, p_lease_seconds integer)
returns setof app.attachment_deletions
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  perform app.check_batch(p_batch_size, p_lease_seconds);
  if to_regclass('storage.objects') is not null then
    -- Uploaded a day ago and never sent.
    insert into app.attachment_deletions (path, organization_id)
    select o.name, (app.attachment_place(o.name))[1]
    from storage.objects as o
    where o.bucket_id = 'conversations' and o.created_at < app.now() - interval '1 day' and app.attachment_place(o.name) is not null
      and not exists (select from app.conversation_attachments as a where a.path = o.name)
    limit p_batch_size
    on conflict on constraint attachment_deletions_pkey do nothing;
  end if;
  return query
  with due as (
    select d.path, d.organization_id from app.attachment_deletions as d
    where d.next_attempt_at <= app.now()
    order by d.next_attempt_at, d.path
    limit p_batch_size
    for no key update skip locked
  )
  update app.attachment_deletions as d
  set attempts = d.attempts + 1, next_attempt_at = app.now() + make_interval(secs => p_lease_seconds * least(d.attempts + 1, 60))
  from due
  where (d.path, d.organization_id) = (due.path, due.organization_id)
  returning d.*;
end;
$$;

comment on function private.claim_attachment_deletions(integer, integer) is 'Definer: the list is no role''s to read.  See api.claim_attachment_deletions.';
grant execute on function private.claim_attachment_deletions(integer, integer) to service_role;

create function api.claim_attachment_deletions(batch_size integer default 100, lease_seconds integer default 60)
returns table (path text, attempt integer)
language sql
volatile
security invoker
set search_path = ''
as $$
  select d.path, d.attempts
  from private.claim_attachment_deletions(claim_attachment_deletions.batch_size, claim_attachment_deletions.lease_seconds) as d;
$$;

comment on function api.claim_attachment_deletions(integer, integer) is
  'Up to batch_size objects of the bucket conversations that are to be deleted through Storage''s API, leased for lease_seconds, and for longer each time; without'
  ' mark_attachments_deleted they are due again.  Files that were uploaded a day ago and never sent are among them.';
grant execute on function api.claim_attachment_deletions(integer, integer) to service_role;
