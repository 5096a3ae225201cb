-- create_calendar_feed: a private address for any calendar app.
--
-- Room:   calendars
-- Caller: the practitioner, or a member with sessions:manage
-- Reads:  app.calendar_feeds
-- Writes: app.audit_log, app.calendar_feeds, app.idempotency_keys
-- Locks:  the idempotency key, the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.create_calendar_feed(p_practitioner_id uuid, p_detail boolean, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_practitioner app.practitioners := private.practitioner_to_read(p_practitioner_id, p_supervised => false);
  v_arguments constant jsonb := jsonb_build_array(p_practitioner_id, coalesce(p_detail, false));
  v_answer jsonb := app.recall_answer('create_calendar_feed', p_key, v_arguments);
  -- 244 random bits.
  v_token constant text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
  v_feed app.calendar_feeds;
begin
  if v_answer is not null then
    return v_answer || jsonb_build_object('token', null);
  end if;
  perform app.lock_practitioner(p_practitioner_id);
  if (select count(*) from app.calendar_feeds as f where f.practitioner_id = p_practitioner_id and f.revoked_at is null) >= 10 then
    perform app.fail('invalid_argument', 'A practitioner has up to ten calendar feeds.', 'Revoke one that is no longer read.');
  end if;
  insert into app.calendar_feeds (organization_id, practitioner_id, token_hash, detail, created_by)
  values (v_practitioner.organization_id, p_practitioner_id, sha256(convert_to(v_token, 'UTF8')), coalesce(p_detail, false), auth.uid())
  returning * into v_feed;
  v_answer := jsonb_build_object(
    'feed_id', v_feed.feed_id, 'organization_id', v_feed.organization_id, 'practitioner_id', v_feed.practitioner_id,
    'detail', v_feed.detail, 'created_at', v_feed.created_at
  );
  perform app.record(v_feed.organization_id, 'calendar_feed.created', v_feed.feed_id::text, null, v_answer);
  -- The token is kept nowhere, not even with the answer.
  return app.remember_answer('create_calendar_feed', p_key, v_arguments, v_answer) || jsonb_build_object('token', v_token);
end;
$$;

comment on function private.create_calendar_feed(uuid, boolean, text) is 'Definer: feeds are no role''s to write.  See api.create_calendar_feed.';
grant execute on function private.create_calendar_feed(uuid, boolean, text) to authenticated;

create function api.create_calendar_feed(practitioner_id uuid, detail boolean default false, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.create_calendar_feed(create_calendar_feed.practitioner_id, create_calendar_feed.detail, create_calendar_feed.idempotency_key);
$$;

comment on function api.create_calendar_feed(uuid, boolean, text) is
  'Makes a feed and returns {feed_id, organization_id, practitioner_id, detail, created_at, token}; its address is <edge>/calendar/<token>.ics.  The token is'
  ' shown this once: a repeated request has null in its place.  detail names services and clients, unless the organization is discreet.';
grant execute on function api.create_calendar_feed(uuid, boolean, text) to authenticated;
