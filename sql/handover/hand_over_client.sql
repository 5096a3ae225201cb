-- hand_over_client: a client goes from one practitioner to another, with the bookings to come.
--
-- Room:   handover
-- Caller: a member with clients:manage and sessions:manage
-- Reads:  app.bookings, app.practitioners
-- Writes: app.audit_log, app.booking_series, app.bookings, app.client_assignments, app.idempotency_keys, app.outbox_events, app.resource_claims, app.slot_claims
-- Locks:  the idempotency key, both practitioners, the bookings, the client
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 client_busy, PT409 illegal_transition, PT409 practitioner_full,
--         PT409 slot_taken, PT409 slot_full, PT422 not_accepting_clients, PT422 outside_availability, PT422 too_soon, PT422 too_far, PT422 idempotency_mismatch
create function private.hand_over_client(p_client_id uuid, p_to uuid, p_bookings text, p_reason text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments constant jsonb := jsonb_build_array(p_client_id, p_to, p_bookings, p_reason);
  v_answer jsonb;
  v_found record;
  v_done app.handed_bookings;
  v_booking app.bookings;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('hand_over_client', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  if p_bookings is null or p_bookings not in ('keep', 'move', 'cancel') then
    perform app.fail('invalid_argument', 'bookings must be keep, move or cancel.', 'Say what becomes of the appointments to come.');
  end if;
  v_found := private.client_to_hand_over(p_client_id, p_to);
  perform app.take_client_place(p_client_id, p_to, (v_found.client).organization_id, p_reason);
  if p_bookings = 'move' then
    v_done := app.hand_bookings(p_client_id, v_found.from_practitioner_id, p_to);
    if v_done.refused <> '[]' then
      perform app.fail_conflicts(v_done.refused, cardinality(v_done.bookings), '%s of the %s appointments cannot be with this colleague; nothing was changed.');
    end if;
    perform app.announce_hand_over(v_done.moved, v_found.from_practitioner_id, p_to);
  else
    v_done.bookings := array(select b from app.bookings_to_hand_over(p_client_id, v_found.from_practitioner_id) as b);
    foreach v_booking in array case when p_bookings = 'cancel' then v_done.bookings else '{}' end loop
      -- The reason is for members; what is said here, the client reads.
      perform app.end_booking(v_booking, 'cancel', 'admin', null);
    end loop;
  end if;
  return app.remember_answer('hand_over_client', p_key, v_arguments, jsonb_build_object(
    'client_id', p_client_id, 'from_practitioner_id', v_found.from_practitioner_id, 'practitioner_id', p_to, 'bookings', (
      select coalesce(jsonb_agg(app.booking_summary(b) order by b.starts_at), '[]')
      from unnest(v_done.bookings) as was
      join app.bookings as b on (b.booking_id, b.organization_id) = (was.booking_id, was.organization_id)
    )
  ));
end;
$$;

comment on function private.hand_over_client(uuid, uuid, text, text, text) is
  'Definer: assignments, claims and bookings are no role''s to write; private.client_to_hand_over authorises.  See api.hand_over_client.';
grant execute on function private.hand_over_client(uuid, uuid, text, text, text) to authenticated;

create function api.hand_over_client(
  client_id uuid, to_practitioner_id uuid, bookings text default 'keep', reason text default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.hand_over_client(
    hand_over_client.client_id, hand_over_client.to_practitioner_id, hand_over_client.bookings, hand_over_client.reason, hand_over_client.idempotency_key
  );
$$;

comment on function api.hand_over_client(uuid, uuid, text, text, text) is
  'Ends the client''s assignment and begins one with the colleague, within max_clients.  bookings, those to come: keep (they stay with whom they are), move (the colleague has'
  ' them at the same times, with the same ids, references, calendar UIDs and links; both practitioners and the client are told) or cancel.  All or nothing: what cannot be moved'
  ' is named in the hint''s conflicts.  Returns {client_id, from_practitioner_id, practitioner_id, bookings[]}.  Safe to repeat.';
grant execute on function api.hand_over_client(uuid, uuid, text, text, text) to authenticated;
