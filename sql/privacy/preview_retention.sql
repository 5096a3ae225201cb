-- preview_retention: what would go, before it goes.
--
-- Room:   privacy
-- Caller: a member with privacy:manage
-- Reads:  app.retention_kinds, app.organizations
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create type app.retention_preview as (kind text, keep_days integer, ends_before timestamptz, due_rows bigint, oldest timestamptz);

comment on type app.retention_preview is 'due_rows: how many rows are older than keep_days and under no legal hold; oldest: the oldest of them.';

create function private.preview_retention(p_organization_id uuid)
returns setof app.retention_preview
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform private.permission_required(p_organization_id, 'privacy:manage');
  return query
  select r.kind, r.keep_days, app.now() - make_interval(days => r.keep_days), count(d.id), min(d.at)
  from api.retention as r
  left join lateral app.retention_due(r.organization_id, r.kind, app.now() - make_interval(days => r.keep_days)) as d on true
  where r.organization_id = p_organization_id
  group by r.kind, r.keep_days
  order by r.kind;
end;
$$;

comment on function private.preview_retention(uuid) is 'Definer: it counts what no role may read; the first statement authorises.  See api.preview_retention.';
grant execute on function private.preview_retention(uuid) to authenticated;

create function api.preview_retention(organization_id uuid)
returns table (kind text, keep_days integer, ends_before timestamptz, due_rows bigint, oldest timestamptz)
language sql
stable
security invoker
set search_path = ''
as $$
  select * from private.preview_retention(preview_retention.organization_id);
$$;

comment on function api.preview_retention(uuid) is 'What an organization''s periods would end now, kind by kind: due_rows, ends_before and the oldest.  Nothing goes by asking.';
grant execute on function api.preview_retention(uuid) to authenticated;
