-- list_open_rooms: where one could practise (SC-1.6).
--
-- Room:   practice_rooms
-- Caller: who belongs to the organization
-- Reads:  app.practice_rooms
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found
create function app.check_listing(p_organization_id uuid, p_limit integer)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform app.sign_in_required();
  if p_limit is null or p_limit not between 1 and 200 then
    perform app.fail('invalid_argument', 'limit_count must be between 1 and 200.', 'Correct the request and send it again.');
  end if;
  if p_organization_id is null or p_organization_id <> all (private.my_belongings()) then
    perform app.fail('not_found', 'No organization that you belong to.', 'Choose one where you work or are a client.');
  end if;
end;
$$;

comment on function app.check_listing(uuid, integer) is 'Raises unless the caller belongs to the organization and asks for 1 to 200 rows.';
grant execute on function app.check_listing(uuid, integer) to authenticated;

create function api.list_open_rooms(organization_id uuid, limit_count integer default 50, after uuid default null)
returns setof api.practice_rooms
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform app.check_listing(list_open_rooms.organization_id, list_open_rooms.limit_count);
  return query
  select v.* from api.practice_rooms as v
  where v.organization_id = list_open_rooms.organization_id and v.status = 'open' and not v.is_private and v.starts_at > app.now()
    and (list_open_rooms.after is null or (v.starts_at, v.room_id) > (
      select a.starts_at, a.room_id from api.practice_rooms as a where a.room_id = list_open_rooms.after
    ))
  order by v.starts_at, v.room_id
  limit list_open_rooms.limit_count;
end;
$$;

comment on function api.list_open_rooms(uuid, integer, uuid) is
  'The organization''s open rooms to come, the soonest first, the caller''s own too (my_role host); private ones never.  after: the room_id of the last row seen, for the'
  ' next page; where that room has gone or been booked meanwhile, nothing follows: begin again.';
grant execute on function api.list_open_rooms(uuid, integer, uuid) to authenticated;
