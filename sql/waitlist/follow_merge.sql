-- follow_merge: wishes of a client who is another now.
--
-- Room:   waitlist
-- Writes: app.audit_log, app.outbox_events, app.waitlist_entries
create function app.wishes_follow()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  -- Whoever has a wish may be waiting for its client, whom this has: what is just being answered stays as it is.
  update app.waitlist_entries as e
  set client_id = new.into_client_id
  where (e.entry_id, e.organization_id) in (
    select w.entry_id, w.organization_id from app.waitlist_entries as w
    where (w.client_id, w.organization_id) = (new.client_id, new.organization_id)
    for update skip locked
  );
  return null;
end;
$$;

comment on function app.wishes_follow() is 'Trigger: the places in the queue are kept.';

create trigger _500_follow_wishes after insert or update on app.merged_clients
for each row execute function app.wishes_follow();
