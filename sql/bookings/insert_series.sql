-- insert_series: the claims of a series become bookings, all of them or none.
--
-- Room:   bookings
-- Reads:  app.booking_transitions
-- Writes: app.booking_series, app.bookings, app.clients, app.outbox_events, app.audit_log
-- Raises: PT400 invalid_argument
create function app.rule_of_recurrence(p_recurrence text)
returns text
language sql
stable
security invoker
set search_path = ''
as $$
  select l.rule from app.recurrence_lines(p_recurrence) as l where p_recurrence is not null;
$$;

comment on function app.rule_of_recurrence(text) is 'The RRULE''s value alone: which of its instances take place is told by the bookings.';

create function app.insert_series(
  p_offering app.offering, p_claimed app.claimed_series, p_recurrence text, p_first timestamp,
  p_client app.client_details, p_party text, p_note text, p_overrides jsonb
)
returns app.bookings[]
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_series app.booking_series;
  v_bookings app.bookings[] := '{}';
  v_slot tstzrange;
begin
  insert into app.booking_series as s (organization_id, practitioner_id, service_id, client_id, recurrence, starts_local, time_zone)
  values (
    p_offering.organization_id, p_offering.practitioner_id, p_offering.service_id,
    coalesce(p_client.client_id, app.client_of_details(p_offering.organization_id, p_client, case when p_party = 'client' then (select auth.uid()) end)),
    app.rule_of_recurrence(p_recurrence), p_first, p_offering.time_zone
  )
  returning s.* into v_series;
  for v_n in 1..cardinality(p_claimed.claims) loop
    v_slot := (p_claimed.claims[v_n]).slot;
    v_bookings := v_bookings || app.insert_booking(
      p_offering, p_claimed.claims[v_n], p_client, p_party, p_note, p_overrides, v_series, p_claimed.recurrence_ids[v_n]
    );
  end loop;
  return v_bookings;
exception when exclusion_violation then
  -- Here the series still has its claims: none of its own times is an alternative.
  raise exclusion_violation using
    message = 'client_busy', detail = to_char(lower(v_slot) at time zone p_client.time_zone, 'YYYY-MM-DD "at" HH24:MI'),
    hint = app.client_busy_hint(p_offering, v_series.client_id, v_slot)::text;
end;
$$;

comment on function app.insert_series(app.offering, app.claimed_series, text, timestamp, app.client_details, text, text, jsonb) is
  'Writes the series and its bookings.  p_first: wall time of the rule''s first instance.  Lets bookings_client_is_in_one_place through as 23P01, whose detail says when and'
  ' whose hint is that of client_busy.';
