-- preview_hand_over: what a hand-over would find, before anything changes.
--
-- Room:   handover
-- Caller: a member with clients:manage and sessions:manage
-- Reads:  app.bookings, app.practitioners, app.services, app.practitioner_services
-- Writes: app.audit_log, app.booking_series, app.bookings, app.outbox_events, app.resource_claims, app.slot_claims
-- Locks:  both practitioners, the bookings, the client
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition
create function private.preview_hand_over(p_client_id uuid, p_to uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_found record := private.client_to_hand_over(p_client_id, p_to);
  v_done app.handed_bookings;
begin
  begin
    v_done := app.hand_bookings(p_client_id, v_found.from_practitioner_id, p_to);
    raise sqlstate 'BF001' using message = 'What was only tried is undone.';
  exception when sqlstate 'BF001' then
    null; -- Which of them the colleague can have is known.
  end;
  return jsonb_build_object(
    'client_id', p_client_id, 'from_practitioner_id', v_found.from_practitioner_id, 'practitioner_id', p_to,
    'takes_new_clients', (private.practitioner_places(p_to)).takes_new_clients,
    'bookings', (
      select coalesce(jsonb_agg(app.booking_summary(b) || jsonb_build_object(
        'service_name', (select s.name from app.services as s where (s.service_id, s.organization_id) = (b.service_id, b.organization_id)),
        'series_id', b.series_id,
        'offered', exists (
          select from app.practitioner_services as ps
          where (ps.practitioner_id, ps.service_id, ps.organization_id) = (p_to, b.service_id, b.organization_id) and ps.active
        ),
        'can_move', r.refusal is null, 'reason', r.refusal ->> 'reason', 'detail', r.refusal ->> 'detail'
      ) order by b.starts_at, b.booking_id), '[]')
      from unnest(v_done.bookings) as b
      left join lateral (
        select e as refusal from jsonb_array_elements(v_done.refused) as e where (e ->> 'booking_id')::uuid = b.booking_id
      ) as r on true
    )
  );
end;
$$;

comment on function private.preview_hand_over(uuid, uuid) is
  'Definer: it tries the hand-over itself, and undoes it, so that the preview cannot differ; private.client_to_hand_over authorises.';
grant execute on function private.preview_hand_over(uuid, uuid) to authenticated;

create function api.preview_hand_over(client_id uuid, to_practitioner_id uuid)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.preview_hand_over(preview_hand_over.client_id, preview_hand_over.to_practitioner_id);
$$;

comment on function api.preview_hand_over(uuid, uuid) is
  'The client''s bookings to come, and of each whether the colleague offers the service and could have it at its time; changes nothing.  Returns {client_id,'
  ' from_practitioner_id, practitioner_id, takes_new_clients, bookings[{booking_id, reference, status, starts_at, ends_at, service_name, series_id, offered, can_move, reason, detail}]}.';
grant execute on function api.preview_hand_over(uuid, uuid) to authenticated;
