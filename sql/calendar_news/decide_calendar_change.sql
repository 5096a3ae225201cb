-- decide_calendar_change: the practitioner lets a booking follow its event, or the event go back.
--
-- Room:   calendar_news
-- Caller: the practitioner, an admin
-- Reads:  app.calendar_changes
-- Writes: app.audit_log, app.booking_series, app.booking_tokens, app.bookings, app.calendar_changes, app.calendar_tasks, app.calendar_turns,
--         app.idempotency_keys, app.next_slots, app.notifications, app.outbox_events, app.resource_claims, app.slot_claims, app.video_rooms,
--         app.webhook_deliveries
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT409 slot_taken, PT409 slot_full,
--         PT409 client_busy, PT422 outside_availability, PT422 too_soon, PT422 too_far, PT422 idempotency_mismatch
create function private.decide_calendar_change(p_change_id uuid, p_decision text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_change_id, p_decision);
  v_answer jsonb;
  v_status text := case p_decision when 'apply' then 'applied' when 'put_back' then 'put_back' end;
  v_change app.calendar_changes;
  v_found record;
begin
  perform app.sign_in_required();
  if v_status is null then
    perform app.fail('invalid_argument', format('“%s” decides nothing.', p_decision), 'Use apply or put_back.');
  end if;
  v_answer := app.recall_answer('decide_calendar_change', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  select c.* into v_change from app.calendar_changes as c where c.change_id = p_change_id;
  if not found or (
    v_change.practitioner_id <> all (private.my_practitioner_ids('sessions:read'))
    and v_change.organization_id <> all (private.organizations_where('sessions:manage'))
  ) then
    perform app.fail('not_found', format('No change %s that you may see.', p_change_id), 'Check which account you are signed in with.');
  end if;
  v_found := private.booking_to_change(v_change.booking_id);
  select c.* into v_change from app.calendar_changes as c where c.change_id = p_change_id for update;
  if v_found.party = 'client' then
    perform app.fail('not_allowed', 'Only its practitioner, if the role includes “sessions:write”, and admins decide this.', 'Ask one of them.');
  end if;
  if v_change.status not in ('asked', v_status) then
    perform app.fail('illegal_transition', 'This change is settled already.', 'Reload it to see what became of it.');
  end if;
  if v_change.status = 'asked' then
    update app.calendar_changes as c
    set status = v_status, settled_at = app.now(), settled_by = app.actor()
    where (c.change_id, c.organization_id) = (v_change.change_id, v_change.organization_id);
    perform app.record(v_change.organization_id, 'calendar_change.' || v_status, v_change.change_id::text, null, jsonb_build_object(
      'booking_id', v_change.booking_id, 'kind', v_change.kind, 'from_starts_at', v_change.from_starts_at, 'to_starts_at', v_change.to_starts_at
    ));
    if v_status = 'applied' then
      perform app.carry_out_change(v_change, v_found.booking, v_found.party);
    else
      perform app.put_event_back(v_change);
    end if;
  end if;
  v_answer := jsonb_build_object('change_id', p_change_id, 'status', v_status);
  perform app.remember_answer('decide_calendar_change', p_key, v_arguments, v_answer);
  return v_answer;
end;
$$;

comment on function private.decide_calendar_change(uuid, text, text) is 'Definer: bookings and changes are no role''s to write; private.booking_to_change authorises.';
grant execute on function private.decide_calendar_change(uuid, text, text) to authenticated;

create function api.decide_calendar_change(change_id uuid, decision text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.decide_calendar_change(decide_calendar_change.change_id, decide_calendar_change.decision, decide_calendar_change.idempotency_key);
$$;

comment on function api.decide_calendar_change(uuid, text, text) is
  'decision apply: the booking is moved or cancelled as its event was, by all its rules, else it stays asked and the refusal says why; put_back: the event is'
  ' restored.  Returns {change_id, status}.  Safe to repeat.';
grant execute on function api.decide_calendar_change(uuid, text, text) to authenticated;
