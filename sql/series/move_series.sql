-- move_series: the bookings of a series to their new times, in an order that lets them pass over their own old ones.
--
-- Room:   series
-- Reads:  app.bookings
-- Writes: app.audit_log, app.booking_series, app.bookings, app.outbox_events, app.resource_claims, app.slot_claims
-- Raises: PT409 slot_taken, PT409 slot_full, PT409 client_busy, PT409 illegal_transition, PT422 too_late_to_change, PT422 outside_availability, PT422 too_soon,
--         PT422 too_far
create type app.moved_series as (moved uuid[], refused jsonb);

comment on type app.moved_series is 'Which bookings moved; refused: of the others, what app.attempt_move said.';

create function app.move_series(p_moves app.series_move[], p_party text)
returns app.moved_series
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_move app.series_move;
  v_refusal jsonb;
  v_moved uuid[] := '{}';
  v_refused jsonb := '[]';
begin
  -- Who moves later goes last first, who moves earlier first first: then each finds the time left that the next one has now.  No more is needed: all
  -- are shifted alike, or each stays within its own week.
  for v_move in
    select m.*
    from unnest(p_moves) as m
    order by
      m.starts_at > (m.booking).starts_at desc,
      case when m.starts_at > (m.booking).starts_at then -1 else 1 end * extract(epoch from m.starts_at)
  loop
    v_refusal := app.attempt_move(v_move, p_party);
    if v_refusal is null then
      v_moved := v_moved || (v_move.booking).booking_id;
    else
      v_refused := v_refused || v_refusal;
    end if;
  end loop;
  return row(v_moved, (select coalesce(jsonb_agg(r order by r ->> 'starts_at'), '[]') from jsonb_array_elements(v_refused) as r))::app.moved_series;
end;
$$;

comment on function app.move_series(app.series_move[], text) is 'Moves what it can and says of the rest why not.  Whoever wants all or nothing raises then.';

create function app.with_alternatives(p_refused jsonb, p_offering app.offering)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select coalesce(jsonb_agg(
    r.refused || jsonb_build_object('alternatives', app.alternatives(p_offering, (r.refused ->> 'starts_at')::timestamptz, array(
      select c.occupant
      from app.bookings as b
      join app.slot_claims as c on (c.claim_id, c.organization_id) = (b.claim_id, b.organization_id)
      where b.booking_id = (r.refused ->> 'booking_id')::uuid
    ), p_within => interval '7 days')) order by r.n
  ), '[]')
  from jsonb_array_elements(p_refused) with ordinality as r (refused, n);
$$;

comment on function app.with_alternatives(jsonb, app.offering) is
  'What was refused, each with its nearest free starts: asked for after the others have moved, so that no alternative is a time that the series itself takes.';
