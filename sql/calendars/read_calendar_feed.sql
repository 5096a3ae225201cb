-- read_calendar_feed: the bookings behind a feed's address.
--
-- Room:   calendars
-- Caller: the service role
-- Reads:  app.calendar_feeds, app.practitioners, app.organizations, app.members, app.role_permissions, app.bookings
-- Writes: app.audit_log, app.calendar_feeds, app.rate_limits
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found, PT429 too_many_requests
create function app.feed_of_token(p_hash bytea)
returns app.calendar_feeds
language sql
stable
security invoker
set search_path = ''
as $$
  -- It lives by the right of whoever made it: a member who left, was suspended or lost the role takes the feed along.
  select f.*
  from app.calendar_feeds as f
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (f.practitioner_id, f.organization_id)
  join app.organizations as o on o.organization_id = f.organization_id
  join app.members as m on (m.organization_id, m.user_id) = (f.organization_id, f.created_by)
  where f.token_hash = p_hash and f.revoked_at is null
    and p.archived_at is null and o.suspended_at is null and m.suspended_at is null
    and app.role_may(m.organization_id, m.role, case when m.member_id = p.member_id then 'sessions:read' else 'sessions:manage' end);
$$;

comment on function app.feed_of_token(bytea) is 'The feed behind a token, or null for one that is unknown, revoked, or whose maker may no longer read these bookings.';

create function private.read_calendar_feed(p_token_hash text, p_known_version text, p_requester text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_feed app.calendar_feeds;
  v_calendar jsonb;
  v_version text;
begin
  perform app.service_role_required();
  v_feed := app.feed_of_token(app.token_hash(p_token_hash));
  if v_feed.feed_id is null then
    perform app.limit_rate('feeds tried from ' || left(p_requester, 64), 60) where p_requester is not null;
    -- Returned, not raised: the count must outlive the refusal.
    return app.fail_with_status('not_found', 'No such calendar.', 'Subscribe to the address that was shown when the feed was made.');
  end if;
  perform app.limit_rate('feed ' || v_feed.feed_id, 60);
  v_calendar := app.feed_calendar(v_feed);
  v_version := left(encode(sha256(convert_to(v_calendar::text, 'UTF8')), 'hex'), 32);
  if v_feed.version is distinct from v_version or v_feed.last_read_at is null or v_feed.last_read_at < app.now() - interval '1 hour' then
    if v_feed.last_read_at is null or v_feed.last_read_at < app.now() - interval '1 hour' then
      perform app.record(v_feed.organization_id, 'calendar_feed.read', v_feed.feed_id::text, null, jsonb_build_object('detail', v_calendar -> 'detail'));
      v_feed.last_read_at := app.now();
    end if;
    update app.calendar_feeds as f
    set version = v_version, last_read_at = v_feed.last_read_at,
        -- Two versions never share a second, which is all that Last-Modified tells.
        changed_at = case when f.version = v_version then f.changed_at else greatest(app.now(), f.changed_at + interval '1 second') end
    where (f.feed_id, f.organization_id) = (v_feed.feed_id, v_feed.organization_id)
    returning f.* into v_feed;
  end if;
  return jsonb_build_object(
    'feed_id', v_feed.feed_id, 'version', v_version, 'changed_at', v_feed.changed_at,
    'calendar', case when p_known_version is distinct from v_version then v_calendar end
  );
end;
$$;

comment on function private.read_calendar_feed(text, text, text) is 'Definer: bookings and feeds are not the service role''s to read and write by themselves.'
  '  See api.read_calendar_feed.';
grant execute on function private.read_calendar_feed(text, text, text) to service_role;

create function api.read_calendar_feed(token_hash text, known_version text default null, requester text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.read_calendar_feed(read_calendar_feed.token_hash, read_calendar_feed.known_version, read_calendar_feed.requester);
$$;

comment on function api.read_calendar_feed(text, text, text) is
  '{feed_id, version, changed_at, calendar}, with a calendar of null for whoever knows this version; as app.feed_calendar makes it.  requester: a hash of the place'
  ' that asks, whose wrong tokens are counted.  Whatever is wrong with a token, the answer is not_found.';
grant execute on function api.read_calendar_feed(text, text, text) to service_role;
