-- fail_taken: refuse a time that somebody else has, with a way on.
--
-- Room:   availability
-- Reads:  app.slot_claims
-- Raises: PT409 slot_taken, PT409 slot_full
create function app.fail_taken(p_offering app.offering, p_claim app.slot_claims)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  -- Full: the very same slot has all its takers.  Taken: something else is there.
  v_word text := case
    when p_claim.capacity > 1 and p_claim.capacity <= (
      select count(*) from app.slot_claims as c
      where (c.organization_id, c.practitioner_id) = (p_claim.organization_id, p_claim.practitioner_id)
        and c.slot_key = app.slot_key(p_claim.service_number, p_claim.slot)
    ) then 'slot_full'
    else 'slot_taken'
  end;
  v_retry_after integer := (
    select ceil(extract(epoch from min(c.expires_at) - app.now()))
    from app.slot_claims as c
    where c.practitioner_id = p_claim.practitioner_id and c.blocked && p_claim.blocked and not c.overbooked and c.expires_at > app.now()
  );
  v_hint jsonb := jsonb_build_object(
    'retry_after_seconds', v_retry_after,
    'alternatives', coalesce((
      select jsonb_agg(near.starts_at order by near.starts_at)
      from (
        select f.starts_at
        from app.free_slots(p_offering, lower(p_claim.slot) - interval '3 days', lower(p_claim.slot) + interval '7 days') as f
        where f.starts_at <> lower(p_claim.slot)
        order by abs(extract(epoch from f.starts_at - lower(p_claim.slot)))
        limit 5
      ) as near
    ), '[]')
  );
  v_error jsonb := app.error_body(v_word, 'This slot is now full, please choose another', v_hint::text);
begin
  if v_retry_after is null then
    perform app.fail(v_word, v_error ->> 'details', v_error ->> 'hint');
  end if;
  -- A hold may still lapse: the same four fields, with the header that says when.
  raise sqlstate 'PGRST' using
    message = v_error::text,
    detail = jsonb_build_object('status', 409, 'headers', jsonb_build_object('Retry-After', v_retry_after::text))::text;
end;
$$;

comment on function app.fail_taken(app.offering, app.slot_claims) is
  'Raises slot_full or slot_taken.  The hint is JSON: {"retry_after_seconds": when a hold there lapses or null, "alternatives": up to five nearest free starts}.';
