-- hand_bookings: the bookings to come of a client who is handed over, all that can be.
--
-- Room:   handover
-- Reads:  app.bookings
-- Writes: app.audit_log, app.booking_series, app.bookings, app.outbox_events, app.resource_claims, app.slot_claims
create type app.handed_bookings as (bookings app.bookings[], moved uuid[], refused jsonb);

comment on type app.handed_bookings is 'bookings: as they were; moved: which the colleague has now; refused: of the others, what app.attempt_hand_booking said.';

create function app.hand_bookings(p_client_id uuid, p_from uuid, p_to uuid)
returns app.handed_bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_done app.handed_bookings := row(array(select b from app.bookings_to_hand_over(p_client_id, p_from) as b), '{}', '[]');
  v_booking app.bookings;
  v_refusal jsonb;
begin
  foreach v_booking in array v_done.bookings loop
    v_refusal := app.attempt_hand_booking(v_booking, p_to);
    if v_refusal is null then
      v_done.moved := v_done.moved || v_booking.booking_id;
    else
      v_done.refused := v_done.refused || v_refusal;
    end if;
  end loop;
  -- Who moves the whole series from now on.
  update app.booking_series as s
  set practitioner_id = p_to
  where s.practitioner_id = p_from
    and exists (select from app.bookings as b where (b.series_id, b.organization_id) = (s.series_id, s.organization_id) and b.booking_id = any (v_done.moved))
    and v_done.refused = '[]';
  return v_done;
end;
$$;

comment on function app.hand_bookings(uuid, uuid, uuid) is 'Hands over what it can, and says of the rest why not.  The caller raises unless all could be; tells nobody.';
