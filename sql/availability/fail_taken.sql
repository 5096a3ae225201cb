-- fail_taken: refuse a time that somebody else has, with a way on.
--
-- Room:   availability
-- Reads:  app.slot_claims
-- Raises: PT409 slot_taken, PT409 slot_full
create function app.taken_word(p_claim app.slot_claims)
returns text
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  -- Full: the very same slot has all its takers.  Taken: something else is there.
  return case
    when p_claim.capacity > 1 and p_claim.capacity <= (
      select count(*) from app.slot_claims as c
      where (c.organization_id, c.practitioner_id) = (p_claim.organization_id, p_claim.practitioner_id)
        and c.slot_key = app.slot_key(p_claim.service_number, p_claim.slot)
    ) then 'slot_full'
    else 'slot_taken'
  end;
end;
$$;

comment on function app.taken_word(app.slot_claims) is 'slot_full or slot_taken, for a claim that the constraints refuse.';

create function app.retry_after_seconds(p_claim app.slot_claims)
returns integer
language sql
stable
security invoker
set search_path = ''
as $$
  select ceil(extract(epoch from min(c.expires_at) - app.now()))::integer
  from app.slot_claims as c
  where c.practitioner_id = p_claim.practitioner_id and c.blocked && p_claim.blocked and not c.overbooked and c.expires_at > app.now();
$$;

comment on function app.retry_after_seconds(app.slot_claims) is 'When a hold that is in the way of the claim may lapse, or null: none is.';

create function app.alternatives(p_offering app.offering, p_starts_at timestamptz)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select coalesce(jsonb_agg(near.starts_at order by near.starts_at), '[]')
  from (
    select f.starts_at
    from app.free_slots(p_offering, p_starts_at - interval '3 days', p_starts_at + interval '7 days') as f
    where f.starts_at <> p_starts_at
    order by abs(extract(epoch from f.starts_at - p_starts_at))
    limit 5
  ) as near;
$$;

comment on function app.alternatives(app.offering, timestamptz) is 'Up to five free starts, the nearest in time to p_starts_at.';

create function app.fail_with_hint(p_word text, p_sentence text, p_hint jsonb)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_error jsonb := app.error_body(p_word, p_sentence, p_hint::text);
begin
  if p_hint ->> 'retry_after_seconds' is null then
    perform app.fail(p_word, p_sentence, p_hint::text);
  end if;
  -- A hold may still lapse: the same four fields, with the header that says when.
  raise sqlstate 'PGRST' using
    message = v_error::text,
    detail = jsonb_build_object(
      'status', substr(v_error ->> 'code', 3)::integer, 'headers', jsonb_build_object('Retry-After', p_hint ->> 'retry_after_seconds')
    )::text;
end;
$$;

comment on function app.fail_with_hint(text, text, jsonb) is
  'Raises a conflict over time.  The hint is JSON: {"retry_after_seconds": when a hold there lapses or null, "alternatives": up to five nearest free starts, …}.';

create function app.fail_taken(p_offering app.offering, p_claim app.slot_claims)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform app.fail_with_hint(app.taken_word(p_claim), 'This slot is now full, please choose another', jsonb_build_object(
    'retry_after_seconds', app.retry_after_seconds(p_claim), 'alternatives', app.alternatives(p_offering, lower(p_claim.slot))
  ));
end;
$$;

comment on function app.fail_taken(app.offering, app.slot_claims) is 'Raises slot_full or slot_taken, with when to try again and where else.';
