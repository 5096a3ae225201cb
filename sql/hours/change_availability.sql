-- change_availability: hours change, and the caller says what becomes of the bookings in the way (CP-3.3, CP-3.4).
--
-- Room:   hours
-- Caller: the practitioner or an admin
-- Reads:  app.bookings, app.practitioners, app.availability_rules, app.availability_exceptions
-- Writes: app.audit_log, app.availability_exceptions, app.availability_rules, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events,
--         app.practitioners, app.slot_claims
-- Locks:  the idempotency key, the practitioner, the bookings
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 rule_overlaps, PT409 rule_in_use, PT422 idempotency_mismatch
create function private.change_availability(p_practitioner_id uuid, p_changes jsonb, p_stranded text, p_reason text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_practitioner_id, p_changes, p_stranded, p_reason);
  v_answer jsonb;
  v_practitioner app.practitioners;
  v_stranded app.bookings[];
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('change_availability', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  v_practitioner := private.practitioner_to_change(p_practitioner_id);
  if p_stranded in ('refuse', 'keep', 'cancel') is not true then
    perform app.fail_change('stranded must be refuse, keep or cancel.');
  end if;
  v_stranded := app.apply_changes(v_practitioner, p_changes);
  perform app.treat_stranded(v_practitioner, v_stranded, p_stranded, p_reason);
  return app.remember_answer('change_availability', p_key, v_arguments, jsonb_build_object(
    'practitioner_id', p_practitioner_id, 'treatment', p_stranded,
    'stranded', (select coalesce(jsonb_agg(app.stranded_summary(b) order by b.starts_at), '[]') from unnest(v_stranded) as b)
  ));
end;
$$;

comment on function private.change_availability(uuid, jsonb, text, text, text) is 'Definer: bookings are no role''s to write; private.practitioner_to_change authorises.';
grant execute on function private.change_availability(uuid, jsonb, text, text, text) to authenticated;

create function api.change_availability(
  practitioner_id uuid, changes jsonb, stranded text default 'refuse', reason text default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.change_availability(
    change_availability.practitioner_id, change_availability.changes, change_availability.stranded, change_availability.reason, change_availability.idempotency_key
  );
$$;

comment on function api.change_availability(uuid, jsonb, text, text, text) is
  'Applies changes of hours together: a list of {change: add_rule | update_rule | delete_rule | add_exception | delete_exception | time_zone, rule_id or exception_id,'
  ' and the columns of api.availability_rules or api.availability_exceptions}.  stranded says what becomes of bookings that are left outside the hours: refuse (the'
  ' default) names them and changes nothing, keep leaves them marked outside_hours, cancel cancels them with reason.'
  '  Returns {practitioner_id, treatment, stranded[{booking_id, reference, status, starts_at, ends_at, client_name, service_id}]}.';
grant execute on function api.change_availability(uuid, jsonb, text, text, text) to authenticated;
