-- explain_slot: why a time is, or is not, offered to the public.
--
-- Room:   hours
-- Caller: members of the organization
-- Reads:  app.practitioners, app.services, app.slot_claims, app.bookings, app.busy_spans, app.availability_rules,
--         app.availability_exceptions
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found
create function app.profile_reasons(p_offering app.offering)
returns setof app.slot_reason
language sql
stable
security invoker
set search_path = ''
as $$
  select r.reason, r.detail, jsonb_build_object('kind', 'practitioner', 'practitioner_id', p_offering.practitioner_id, 'setting', r.setting)
  from app.practitioners as p
  cross join lateral (values
    (1, 'not_found', 'The service, the practitioner or the organization takes no new bookings: one of them is archived, suspended or not active.', 'active', not p_offering.offered),
    (2, 'not_found', 'The profile is not published.', 'published', not p.published),
    (3, 'not_accepting_clients', 'No new clients are accepted at present; those assigned to the practitioner may book.', 'accepting_clients', not p.accepting_clients)
  ) as r (n, reason, detail, setting, holds)
  where p.practitioner_id = p_offering.practitioner_id and r.holds
  order by r.n;
$$;

comment on function app.profile_reasons(app.offering) is 'What practitioner, service and organization have against any booking by the public.';

create function private.explain_slot(p_practitioner_id uuid, p_service_id uuid, p_starts_at timestamptz)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_offering app.offering;
  v_sees_bookings boolean;
  v_reasons jsonb;
begin
  perform app.sign_in_required();
  v_offering := app.offering(p_practitioner_id, p_service_id, p_promised => true);
  if v_offering.standing = 'public' then
    perform app.fail('not_found', 'This practitioner does not offer this service.', 'Choose a practitioner and one of the services shown there.');
  end if;
  perform app.check_slot_arguments(p_starts_at, null, null, 'all_or_nothing', null, 300);
  v_sees_bookings := app.may_manage(v_offering);
  -- What members may book themselves is wider; the question is what clients are offered.
  v_offering.standing := 'public';
  select coalesce(jsonb_agg(jsonb_build_object('reason', r.reason, 'detail', r.detail, 'source', r.source) order by r.part, r.n), '[]')
  into v_reasons
  from (
    select 1 as part, p.n, p.reason, p.detail, p.source from app.profile_reasons(v_offering) with ordinality as p (reason, detail, source, n)
    union all
    select 2, s.n, s.reason, s.detail, s.source from app.setting_reasons(v_offering, p_starts_at) with ordinality as s (reason, detail, source, n)
    union all
    select 3, w.n, w.reason, w.detail, w.source from app.window_reasons(v_offering, p_starts_at) with ordinality as w (reason, detail, source, n)
    union all
    select 4, c.n, c.reason, c.detail, c.source from app.claim_reasons(v_offering, p_starts_at, v_sees_bookings) with ordinality as c (reason, detail, source, n)
    union all
    select 5, b.n, b.reason, b.detail, b.source from app.busy_reasons(v_offering, p_starts_at) with ordinality as b (reason, detail, source, n)
  ) as r;
  return jsonb_build_object('available', v_reasons = '[]', 'reasons', v_reasons);
end;
$$;

comment on function private.explain_slot(uuid, uuid, timestamptz) is 'Definer: claims are no role''s to read; members only, and bookings are named only to those who manage them.';
grant execute on function private.explain_slot(uuid, uuid, timestamptz) to authenticated;

create function api.explain_slot(practitioner_id uuid, service_id uuid, starts_at timestamptz)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select private.explain_slot(explain_slot.practitioner_id, explain_slot.service_id, explain_slot.starts_at);
$$;

comment on function api.explain_slot(uuid, uuid, timestamptz) is
  'Whether a client who is not yet known could book the slot that begins at starts_at, and every reason why not, in order: {available, reasons[{reason, detail, source}]}.'
  '  source says what the reason comes from: {kind: practitioner | service | availability_rules | availability_exception | hold | booking | busy_time | unreachable_calendar, and its id or setting}.';
grant execute on function api.explain_slot(uuid, uuid, timestamptz) to authenticated;
