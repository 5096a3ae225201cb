-- changed_room: what a room would be like, if it may.
--
-- Room:   practice_rooms
-- Raises: PT400 invalid_argument, PT409 illegal_transition, PT422 too_far, PT422 too_soon
create function app.changed_room(
  p_room app.practice_rooms, p_starts_at timestamptz, p_duration_minutes integer, p_is_private boolean, p_title text, p_stage text
)
returns app.practice_rooms
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_room app.practice_rooms := p_room;
  v_stages text[] := app.practice_stages_of(p_room.organization_id);
begin
  v_room.starts_at := coalesce(p_starts_at, p_room.starts_at);
  v_room.ends_at := v_room.starts_at + coalesce(make_interval(mins => p_duration_minutes), p_room.ends_at - p_room.starts_at);
  if (v_room.starts_at, v_room.ends_at) is distinct from (p_room.starts_at, p_room.ends_at) then
    perform app.check_practice_time(v_room.starts_at, (extract(epoch from v_room.ends_at - v_room.starts_at) / 60)::integer);
    -- What nobody has in a calendar yet needs no new number.
    v_room.ics_sequence := p_room.ics_sequence + case when p_room.guest_id is null then 0 else 1 end;
  end if;
  v_room.is_private := coalesce(p_is_private, p_room.is_private);
  v_room.title := case when p_title is null then p_room.title else app.practice_title(p_title) end;
  if p_stage is distinct from p_room.stage and p_stage is not null then
    if p_stage <> all (v_stages) then
      perform app.fail('invalid_argument', format('There is no stage “%s” here.', left(p_stage, 40)), 'Choose one of: ' || array_to_string(v_stages, ', ') || '.');
    end if;
    if p_room.guest_id is null and p_stage <> v_stages[1] then
      perform app.fail('illegal_transition', 'Nobody has booked this room yet.', 'Wait until somebody has, or delete it.');
    end if;
    v_room.stage := p_stage;
  end if;
  return v_room;
end;
$$;

comment on function app.changed_room(app.practice_rooms, timestamptz, integer, boolean, text, text) is
  'The room with what is not null; raises where that is not to be.  Stages are gone through in any order, as rounds repeat; only the last is left by nobody.';
