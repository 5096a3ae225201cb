-- note_video_event: the provider says who met when.
--
-- Room:   video
-- Caller: the service role, for the edge that checked who speaks
-- Reads:  app.video_rooms
-- Writes: app.video_rooms
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.note_video_event(p_name text, p_event text, p_at timestamptz, p_party text)
returns boolean
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  if (p_event in ('began', 'came', 'over') and p_at is not null) is not true then
    perform app.fail('invalid_argument', 'A meeting began, is over, or somebody came, at a time.', 'Correct the arguments.');
  end if;
  -- The first that came, the last end: said twice, or in another order, it comes to the same.
  update app.video_rooms as r
  set began_at = case p_event when 'began' then least(r.began_at, p_at) else r.began_at end,
      over_at = case p_event when 'over' then greatest(r.over_at, p_at) else r.over_at end,
      practitioner_came_at = case when (p_event, p_party) = ('came', 'practitioner') then least(r.practitioner_came_at, p_at) else r.practitioner_came_at end,
      client_came_at = case when (p_event, p_party) = ('came', 'client') then least(r.client_came_at, p_at) else r.client_came_at end
  where r.provider = 'daily' and r.name = p_name
    -- What was said of another time, before the room moved, says nothing of this one.
    and p_at >= r.opens_at - interval '5 minutes' and p_at <= r.closes_at + interval '1 hour';
  return found;
end;
$$;

comment on function private.note_video_event(text, text, timestamptz, text) is 'Definer: rooms are no role''s to write.  See api.note_video_event.';
grant execute on function private.note_video_event(text, text, timestamptz, text) to service_role;

create function api.note_video_event(name text, event text, at timestamptz, party text default null)
returns boolean
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.note_video_event(note_video_event.name, note_video_event.event, note_video_event.at, note_video_event.party);
$$;

comment on function api.note_video_event(text, text, timestamptz, text) is
  'event: began, came (party: practitioner or client) or over, in the room of that name.  Returns whether there is such a room at that time.  Safe to repeat.';
grant execute on function api.note_video_event(text, text, timestamptz, text) to service_role;
