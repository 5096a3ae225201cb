-- end_with_membership: who has become a member need not ask any more.
--
-- Room:   staff
-- Writes: app.audit_log, app.join_requests
create function private.end_with_membership()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  update app.join_requests as r
  set status = 'approved', decided_at = app.now()
  where (r.organization_id, r.user_id) = (new.organization_id, new.user_id) and r.status = 'open';
  return null;
end;
$$;

comment on function private.end_with_membership() is 'Trigger: an invitation came first.  Definer: requests are no role''s to write, and members are written by verbs of a room above.';

create trigger _500_end_request after insert on app.members
for each row execute function private.end_with_membership();
