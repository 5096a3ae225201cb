-- preview_availability_change: which bookings a change of hours would strand, before anything changes.
--
-- Room:   hours
-- Caller: the practitioner or an admin
-- Reads:  app.bookings, app.practitioners, app.availability_rules, app.availability_exceptions
-- Writes: app.availability_rules, app.availability_exceptions, app.practitioners, app.audit_log
-- Locks:  the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 rule_overlaps
create function private.preview_availability_change(p_practitioner_id uuid, p_changes jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_practitioner app.practitioners := private.practitioner_to_change(p_practitioner_id);
  v_stranded app.bookings[];
begin
  begin
    v_stranded := app.apply_changes(v_practitioner, p_changes);
    raise sqlstate 'BF001' using message = 'What was only tried is undone.';
  exception when sqlstate 'BF001' then
    null; -- What would be stranded is known.
  end;
  return jsonb_build_object(
    'practitioner_id', p_practitioner_id,
    'stranded', (select coalesce(jsonb_agg(app.stranded_summary(b) order by b.starts_at), '[]') from unnest(v_stranded) as b)
  );
end;
$$;

comment on function private.preview_availability_change(uuid, jsonb) is
  'Definer: it tries the change itself, and undoes it, so that the preview cannot differ; private.practitioner_to_change authorises.';
grant execute on function private.preview_availability_change(uuid, jsonb) to authenticated;

create function api.preview_availability_change(practitioner_id uuid, changes jsonb)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.preview_availability_change(preview_availability_change.practitioner_id, preview_availability_change.changes);
$$;

comment on function api.preview_availability_change(uuid, jsonb) is
  'The bookings that change_availability with the same changes would leave outside the hours; changes nothing.  Returns {practitioner_id, stranded[]}, as there.';
grant execute on function api.preview_availability_change(uuid, jsonb) to authenticated;
