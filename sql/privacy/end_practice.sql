-- end_practice: of practice rooms long over, what was said there goes; who met whom and when stays, as with bookings.
--
-- Room:   privacy
-- Reads:  app.practice_rooms, app.practice_rounds, app.room_slots
-- Writes: app.audit_log, app.practice_rooms, app.practice_rounds, app.room_slots
-- Locks:  the rooms and slots that are free
create function app.practice_due(p_organization_id uuid, p_before timestamptz)
returns table (room_id uuid, at timestamptz)
language sql
stable
security invoker
set search_path = ''
as $$
  select r.room_id, over.at
  from app.practice_rooms as r
  cross join lateral (
    -- Practised early or late, a room is over when both are.
    select greatest(r.ends_at, max(d.finished_at), max(d.started_at)) as at, count(*) as rounds
    from app.practice_rounds as d
    where (d.room_id, d.organization_id) = (r.room_id, r.organization_id)
  ) as over
  where r.organization_id = p_organization_id and r.ends_at < p_before and over.at < p_before and over.rounds > 0 and not app.is_held_practice(r);
$$;

comment on function app.practice_due(uuid, timestamptz) is 'Practice rooms with rounds that were over before p_before, and that no legal hold keeps.';

create function app.end_practice(p_organization_id uuid, p_before timestamptz, p_ids uuid[])
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_stages constant text[] := app.practice_stages_of(p_organization_id);
  -- Whoever writes of a round has its room.
  v_rooms constant uuid[] := array(
    select r.room_id from app.practice_rooms as r where r.organization_id = p_organization_id and r.room_id = any (p_ids) for update skip locked
  );
begin
  delete from app.practice_rounds as d where d.organization_id = p_organization_id and d.room_id = any (v_rooms);
  -- In the last stage nobody begins another.
  update app.practice_rooms as r set title = null, stage = v_stages[cardinality(v_stages)]
  where r.organization_id = p_organization_id and r.room_id = any (v_rooms);
  update app.room_slots as s set title = null where s.organization_id = p_organization_id and s.room_id = any (v_rooms);
  delete from app.room_slots as s
  using (
    select f.slot_id from app.room_slots as f
    where f.organization_id = p_organization_id and f.slot_id = any (p_ids) and f.room_id is null and f.ends_at < p_before for update skip locked
  ) as free
  where s.slot_id = free.slot_id and s.organization_id = p_organization_id;
end;
$$;

comment on function app.end_practice(uuid, timestamptz, uuid[]) is
  'Ends what app.retention_due found of kind practice: rounds and titles of rooms, and slots that nobody took.  Passes over whatever somebody is just changing.';
