-- treat_stranded: what becomes of bookings that the hours no longer cover (CP-3.3, CP-3.4).
--
-- Room:   hours
-- Reads:  app.bookings, app.members, app.role_permissions
-- Writes: app.audit_log, app.booking_series, app.bookings, app.outbox_events, app.slot_claims
-- Locks:  the bookings
-- Raises: PT409 rule_in_use
create function app.treat_stranded(p_practitioner app.practitioners, p_bookings app.bookings[], p_treatment text, p_reason text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_booking app.bookings;
begin
  if p_treatment = 'refuse' and p_bookings <> '{}' then
    perform app.fail('rule_in_use', format('Bookings would be left outside the hours: %s.', (
      select string_agg(format('%s on %s', b.reference, to_char(b.starts_at at time zone p_practitioner.time_zone, 'YYYY-MM-DD HH24:MI')), ', ' order by b.starts_at)
      from unnest(p_bookings) as b
    )), 'Say how to treat them: stranded “keep” or “cancel”.  Or move them first.');
  end if;
  foreach v_booking in array p_bookings loop
    -- Locked only now: somebody may have cancelled it since.
    select b.* into v_booking from app.bookings as b where b.booking_id = v_booking.booking_id for update;
    if p_treatment = 'cancel' and v_booking.status <> 'cancelled' then
      perform app.end_booking(
        v_booking, 'cancel', case app.standing(p_practitioner.organization_id, p_practitioner.member_id) when 'admin' then 'admin' else 'practitioner' end, p_reason
      );
    elsif p_treatment = 'keep' then
      update app.bookings as b set outside_hours = true where b.booking_id = v_booking.booking_id;
    end if;
  end loop;
end;
$$;

comment on function app.treat_stranded(app.practitioners, app.bookings[], text, text) is
  'refuse: raises PT409 rule_in_use, naming each; keep: they stay, marked outside_hours; cancel: they are cancelled, and both parties are told.';
