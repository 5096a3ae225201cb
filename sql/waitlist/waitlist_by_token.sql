-- waitlist_by_token: a wish, and what is offered for it, as its client sees it by link.
--
-- Room:   waitlist
-- Caller: whoever has the token
-- Reads:  app.waitlist_entries, app.waitlist_offers, app.organizations, app.practitioners, app.services
-- Writes: app.rate_limits
-- Raises: PT403 token_invalid, PT410 token_expired, PT429 too_many_requests
create function private.waitlist_by_token(p_token text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  -- The token authorises.
  v_entry app.waitlist_entries := app.wish_of_token(p_token);
begin
  if v_entry.entry_id is null then
    return app.fail_token();
  end if;
  return (
    select jsonb_build_object(
      'entry_id', v_entry.entry_id, 'status', v_entry.status, 'from_date', v_entry.from_date, 'to_date', v_entry.to_date,
      'weekdays', v_entry.weekdays, 'from_local', v_entry.from_local, 'until_local', v_entry.until_local,
      'time_zone', v_entry.client ->> 'time_zone',
      'organization', jsonb_build_object('name', o.name, 'slug', o.slug),
      'service', jsonb_build_object('service_id', s.service_id, 'name', s.name, 'duration_minutes', s.duration_minutes),
      'offer', (
        select jsonb_build_object(
          'offer_id', f.offer_id, 'starts_at', f.starts_at, 'ends_at', f.ends_at, 'expires_at', f.expires_at,
          'practitioner', jsonb_build_object('practitioner_id', p.practitioner_id, 'display_name', p.display_name, 'time_zone', p.time_zone)
        )
        from app.waitlist_offers as f
        join app.practitioners as p on (p.practitioner_id, p.organization_id) = (f.practitioner_id, f.organization_id)
        where f.entry_id = v_entry.entry_id and f.status = 'open' and f.expires_at > app.now()
      )
    )
    from app.organizations as o
    join app.services as s on (s.service_id, s.organization_id) = (v_entry.service_id, v_entry.organization_id)
    where o.organization_id = v_entry.organization_id
  );
end;
$$;

comment on function private.waitlist_by_token(text) is 'Definer: wishes are no role''s to read without an account; the token authorises.';
grant execute on function private.waitlist_by_token(text) to anon, authenticated;

create function api.waitlist_by_token(token text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.waitlist_by_token(waitlist_by_token.token);
$$;

comment on function api.waitlist_by_token(text) is
  '{entry_id, status, from_date, to_date, weekdays, from_local, until_local, time_zone, organization, service, offer {offer_id, starts_at, ends_at, expires_at,'
  ' practitioner} or null}.';
grant execute on function api.waitlist_by_token(text) to anon, authenticated;
