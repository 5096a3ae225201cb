-- practitioner_next_slots: the next three slots of a practitioner that fit a request.
--
-- Room:  search
-- Reads: app.next_slots, app.practitioners, app.practitioner_services, app.services, app.organizations
create type app.search_row as (practitioner_id uuid, key text, first_slot timestamptz, rank real, slots jsonb);

comment on type app.search_row is 'One row of a page: its place in the order, and what is shown of its calendar.';

create function app.practitioner_next_slots(p_request app.search_request, p_practitioner_id uuid)
returns app.search_row
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_offer record;
  v_row app.search_row;
  v_third timestamptz;
  v_starts timestamptz[];
begin
  v_row.practitioner_id := p_practitioner_id;
  for v_offer in
    select n.service_id, s.name, make_interval(mins => s.duration_minutes) as duration, n.not_before, p.time_zone
    from app.next_slots as n
    join app.practitioners as p on (p.practitioner_id, p.organization_id) = (n.practitioner_id, n.organization_id)
    join app.organizations as o on o.organization_id = p.organization_id
    join app.practitioner_services as ps
      on (ps.practitioner_id, ps.service_id, ps.organization_id) = (n.practitioner_id, n.service_id, n.organization_id)
    join app.services as s on (s.service_id, s.organization_id) = (n.service_id, n.organization_id)
    where n.practitioner_id = p_practitioner_id
      and p.published and p.archived_at is null and o.suspended_at is null and ps.active and s.archived_at is null
      and (p_request.max_price_cents is null or s.price_cents <= p_request.max_price_cents)
    order by n.not_before, n.service_id
  loop
    v_row.slots := coalesce(v_row.slots, '[]');
    exit when v_third <= v_offer.not_before;
    -- Not within the query: the planner would compute them once more, to estimate how many there are.
    v_starts := app.first_free_slots(
      app.public_offering(p_practitioner_id, v_offer.service_id),
      greatest(v_offer.not_before, case when p_request.on_date is not null then app.local_instant(p_request.on_date, v_offer.time_zone) end),
      least(v_third, case when p_request.on_date is not null then app.local_instant(p_request.on_date + 1, v_offer.time_zone) end),
      3, p_request.from_local, p_request.until_local
    );
    select jsonb_agg(f.slot order by f.slot ->> 'starts_at', f.slot ->> 'service_id') into v_row.slots
    from (
      select each.slot
      from (
        select held.slot from jsonb_array_elements(v_row.slots) as held (slot)
        union all
        select jsonb_build_object(
          'starts_at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'),
          'ends_at', to_char((at + v_offer.duration) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'),
          'service_id', v_offer.service_id, 'service_name', v_offer.name
        )
        from unnest(v_starts) as at
      ) as each
      order by each.slot ->> 'starts_at', each.slot ->> 'service_id'
      limit 3
    ) as f;
    v_row.slots := coalesce(v_row.slots, '[]');
    v_third := (v_row.slots #>> '{2,starts_at}')::timestamptz;
  end loop;
  v_row.first_slot := coalesce((v_row.slots #>> '{0,starts_at}')::timestamptz, 'infinity');
  return v_row;
end;
$$;

comment on function app.practitioner_next_slots(app.search_request, uuid) is
  'first_slot: infinity without a slot that fits; slots: null when nothing of the practitioner that fits is shown to the public at all.';
