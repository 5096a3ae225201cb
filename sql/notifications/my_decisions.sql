-- my_decisions: what the signed-in user decided, and what was decided by link for their addresses.
--
-- Room:  notifications
-- Reads: app.notification_preferences, app.members, app.clients
create function private.my_decisions()
returns table (organization_id uuid, kind text, channel text, wanted boolean)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := (select auth.uid());
begin
  return query
  select p.organization_id, p.kind, p.channel, bool_and(p.wanted)
  from app.notification_preferences as p
  where p.user_id = v_user_id
    or (p.email, p.organization_id) in (
      select lower(m.email), m.organization_id from app.members as m where m.user_id = v_user_id
      union all
      select c.email, c.organization_id from app.clients as c where c.user_id = v_user_id
    )
  group by p.organization_id, p.kind, p.channel;
end;
$$;

comment on function private.my_decisions() is
  'wanted: neither the account nor an address of theirs said no.  Definer, since preferences are no role''s to read; speaks of the caller only.';
grant execute on function private.my_decisions() to authenticated;
