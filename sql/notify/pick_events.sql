-- pick_events: which messages are next, in turns over the organizations.
--
-- Room:   notify
-- Reads:  app.outbox_events
-- Locks:  the messages that it returns; passes over those that somebody has
create sequence app.outbox_turns as bigint;

create function app.due_organizations(p_most integer)
returns uuid[]
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  -- In a circle, each time from another place: steps of the golden section reach every part of it as soon as can be, so that nobody waits long for a turn.
  v_start uuid := (lpad(to_hex(floor(((nextval('app.outbox_turns') * 0.6180339887498949) % 1) * 4294967296)::bigint), 8, '0') || '-0000-0000-0000-000000000000')::uuid;
  v_at uuid := v_start;
  v_first timestamptz;
  v_round integer := 1;
  v_due uuid[] := '{}';
begin
  while cardinality(v_due) < p_most loop
    -- One step through the index for each organization, however many messages it has: to its first, which tells whether any is due.
    select e.organization_id, e.next_attempt_at into v_at, v_first
    from app.outbox_events as e
    where e.status = 'queued' and e.organization_id > v_at
    order by e.organization_id, e.next_attempt_at
    limit 1;
    if v_at is null and v_round = 1 then
      v_round := 2;
      v_at := '00000000-0000-0000-0000-000000000000';
    elsif v_at is null or (v_round = 2 and v_at >= v_start) then
      exit;
    elsif v_first <= app.now() then
      v_due := v_due || v_at;
    end if;
  end loop;
  return v_due;
end;
$$;

comment on function app.due_organizations(integer) is 'Organizations that have a message which is due, p_most of them at most, each time from another place in their order.';

create function app.pick_events(p_most integer)
returns uuid[]
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_organizations uuid[] := app.due_organizations(p_most);
  v_each integer := ceil(p_most::numeric / greatest(cardinality(v_organizations), 1));
begin
  return (
    select array_agg(picked.event_id order by picked.turn)
    from (
      select mine.event_id, row_number() over (partition by o.organization_id order by mine.next_attempt_at) as turn
      from unnest(v_organizations) as o (organization_id)
      cross join lateral (
        select e.event_id, e.next_attempt_at
        from app.outbox_events as e
        where e.organization_id = o.organization_id and e.status = 'queued' and e.next_attempt_at <= app.now()
          -- Messages to one recipient about one thing go out in order: the first unfinished one holds back the rest.  Asked for each in turn, until there are enough;
          -- as a join it would be asked for all.
          and (
            select true from app.outbox_events as earlier
            where (earlier.subject_id, earlier.recipient) = (e.subject_id, e.recipient)
              and earlier.position < e.position
              and earlier.status = 'queued'
            limit 1
          ) is null
        order by e.next_attempt_at
        limit v_each
        for no key update skip locked
      ) as mine
    ) as picked
  );
end;
$$;

comment on function app.pick_events(integer) is
  'Locks messages that are due and returns their ids, or null: the first of each organization, then the second of each, up to an equal share of p_most, so that'
  ' nobody''s thousand messages delay anybody''s one.  Fewer than p_most where some have less than their share: ask again.';
