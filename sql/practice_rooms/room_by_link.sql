-- room_by_link: what a private room is, to whoever has its link.
--
-- Room:   practice_rooms
-- Caller: a signed-in user who has the link
-- Reads:  app.organizations, app.practice_rooms
-- Writes: app.rate_limits
-- Raises: PT401 not_signed_in, PT403 token_invalid, PT429 too_many_requests
create function private.room_by_link(p_link_token text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_room app.practice_rooms;
begin
  perform app.limit_rate('practice link:' || v_user_id, 60);
  v_room := app.room_of_link(p_link_token);
  if v_room.room_id is null then
    return app.fail_practice_link();
  end if;
  return (
    select app.room_answer(v_room) || jsonb_build_object('organization_name', o.name, 'organization_slug', o.slug, 'time_zone', o.time_zone, 'guest_name', case
      when v_user_id in (v_room.host_id, v_room.guest_id) then v_room.guest_name
    end)
    from app.organizations as o
    where o.organization_id = v_room.organization_id
  );
end;
$$;

comment on function private.room_by_link(text) is 'Definer: a private room is its parties'' to read.  The link authorises.';
grant execute on function private.room_by_link(text) to authenticated;

create function api.room_by_link(link_token text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.room_by_link(room_by_link.link_token);
$$;

comment on function api.room_by_link(text) is
  'The private room that the link opens, as app.room_answer has it, with organization_name, organization_slug and time_zone; who has booked it is not said.';
grant execute on function api.room_by_link(text) to authenticated;
