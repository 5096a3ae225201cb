-- fail_client_busy: the client is somewhere else at that time.
--
-- Room:   bookings
-- Reads:  app.bookings, app.clients
-- Raises: PT409 client_busy
create function app.client_busy_hint(
  p_offering app.offering, p_client_id uuid, p_slot tstzrange, p_own_occupants bigint[] default '{}', p_moved_booking_id uuid default null
)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  -- Where else the client is, is for the client and for admins.  Others learn what they cannot but learn: that it is not this time.
  v_sees_all boolean := p_offering.standing = 'admin'
    or exists (select from app.clients as c where c.client_id = p_client_id and c.user_id = (select auth.uid()));
  v_elsewhere tstzmultirange := (
    select range_agg(tstzrange(b.starts_at, b.ends_at))
    from app.bookings as b
    where b.client_id = p_client_id and b.starts_at > lower(p_slot) - interval '32 days' and b.starts_at < lower(p_slot) + interval '32 days'
      and b.status in ('pending', 'confirmed', 'rescheduled') and not b.client_may_overlap
      and (v_sees_all or b.booking_id = p_moved_booking_id)
  );
begin
  return jsonb_build_object('retry_after_seconds', null, 'alternatives', app.alternatives(
    p_offering, lower(p_slot), p_own_occupants, tstzmultirange(p_slot) + coalesce(v_elsewhere, '{}')
  ));
end;
$$;

comment on function app.client_busy_hint(app.offering, uuid, tstzrange, bigint[], uuid) is
  'The hint for a client who is busy during p_slot: the nearest free starts that do not touch it, nor, if the caller may see them, the client''s other bookings.'
  '  p_own_occupants, p_moved_booking_id: of the booking that was to move.';

create function app.fail_client_busy(p_hint jsonb default null, p_when text default null)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform app.fail(
    'client_busy', format('The client already has another booking %s.', coalesce('on ' || p_when, 'at this time')),
    coalesce(p_hint::text, 'Move the other booking first.')
  );
end;
$$;

comment on function app.fail_client_busy(jsonb, text) is
  'Says in words what the constraint bookings_client_is_in_one_place refused.  p_hint: of app.client_busy_hint; null: no time was asked for.';
