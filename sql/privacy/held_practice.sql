-- held_practice: what was said while practising is two persons', so a legal hold of one keeps it from the other, too.
--
-- Room:   privacy
-- Reads:  app.clients, app.members, app.practice_rooms
-- Raises: PT409 illegal_transition
create function app.is_held_practice(p_room app.practice_rooms)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select app.was_practised(p_room) and exists (
    select from app.clients as c
    where c.organization_id = p_room.organization_id and c.user_id in (p_room.host_id, p_room.guest_id)
      and (app.open_hold(c.client_id, c.organization_id)).legal_hold_id is not null
  );
$$;

comment on function app.is_held_practice(app.practice_rooms) is 'Whether somebody has practised there while a legal hold is open for host or guest, both of whom have a part in what was said.';

create function app.shares_held_practice(p_client app.clients)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select exists (
    select from app.practice_rooms as r
    where r.organization_id = p_client.organization_id and p_client.user_id in (r.host_id, r.guest_id) and app.is_held_practice(r)
  ) and not exists (
    -- What a member practised is not erased with the client.
    select from app.members as m where (m.user_id, m.organization_id) = (p_client.user_id, p_client.organization_id)
  );
$$;

comment on function app.shares_held_practice(app.clients) is 'Whether erasing the client would empty rounds that were practised with somebody for whom a legal hold is open.';

create function app.guard_held_practice()
returns trigger
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if app.is_held_practice(old) then
    perform app.fail('illegal_transition', 'The organization has to keep this for now, as it is.', 'Ask an admin of the organization.');
  end if;
  return old;
end;
$$;

comment on function app.guard_held_practice() is 'Trigger: refuses to delete a practice room with what a legal hold keeps.';

create trigger _100_keep_held before delete on app.practice_rooms
for each row when (pg_trigger_depth() < 1) execute function app.guard_held_practice();
