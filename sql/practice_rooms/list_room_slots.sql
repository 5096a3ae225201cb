-- list_room_slots: when others would practise (SC-3.1).
--
-- Room:   practice_rooms
-- Caller: who belongs to the organization
-- Reads:  app.room_slots
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found
create function api.list_room_slots(organization_id uuid, status text default 'open', limit_count integer default 50, after uuid default null)
returns setof api.room_slots
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform app.check_listing(list_room_slots.organization_id, list_room_slots.limit_count);
  if list_room_slots.status is null or list_room_slots.status not in ('open', 'booked', 'mine') then
    perform app.fail('invalid_argument', 'status is open, booked or mine.', 'Correct the request and send it again.');
  end if;
  return query
  select v.* from api.room_slots as v
  where v.organization_id = list_room_slots.organization_id
    and case list_room_slots.status
      when 'open' then v.status = 'open' and not v.is_mine and v.starts_at > app.now()
      when 'booked' then v.status = 'booked'
      else v.is_mine
    end
    and (list_room_slots.after is null or (v.starts_at, v.slot_id) > (
      select a.starts_at, a.slot_id from api.room_slots as a where a.slot_id = list_room_slots.after
    ))
  order by v.starts_at, v.slot_id
  limit list_room_slots.limit_count;
end;
$$;

comment on function api.list_room_slots(uuid, text, integer, uuid) is
  'The organization''s slots, the soonest first.  status: open (others'', to come), booked (those that the caller hosts or has booked), mine (all of the caller''s own).'
  '  after: the slot_id of the last row seen, for the next page.';
grant execute on function api.list_room_slots(uuid, text, integer, uuid) to authenticated;
