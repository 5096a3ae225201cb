-- revoke_calendar_feed: the address shows nothing from now on.
--
-- Room:   calendars
-- Caller: the practitioner, or a member with sessions:manage
-- Reads:  app.calendar_feeds
-- Writes: app.audit_log, app.calendar_feeds, app.idempotency_keys
-- Locks:  the idempotency key
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.revoke_calendar_feed(p_feed_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_feed app.calendar_feeds;
  v_arguments constant jsonb := jsonb_build_array(p_feed_id);
  v_answer jsonb;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('revoke_calendar_feed', p_key, v_arguments);
  select f.* into v_feed from app.calendar_feeds as f where f.feed_id = p_feed_id;
  if v_feed.feed_id is null or app.standing(v_feed.organization_id, null) = 'public' then
    perform app.fail('not_found', format('No calendar feed %s that you may see.', p_feed_id), 'Check which account you are signed in with.');
  end if;
  perform private.practitioner_to_read(v_feed.practitioner_id, p_supervised => false);
  if v_answer is not null then
    return v_answer;
  end if;
  -- Asking twice is no error.
  update app.calendar_feeds as f set revoked_at = app.now() where f.feed_id = p_feed_id and f.revoked_at is null;
  if found then
    perform app.record(v_feed.organization_id, 'calendar_feed.revoked', p_feed_id::text);
  end if;
  select jsonb_build_object('feed_id', f.feed_id, 'revoked_at', f.revoked_at) into v_answer from app.calendar_feeds as f where f.feed_id = p_feed_id;
  return app.remember_answer('revoke_calendar_feed', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.revoke_calendar_feed(uuid, text) is 'Definer: feeds are no role''s to write.  See api.revoke_calendar_feed.';
grant execute on function private.revoke_calendar_feed(uuid, text) to authenticated;

create function api.revoke_calendar_feed(feed_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.revoke_calendar_feed(revoke_calendar_feed.feed_id, revoke_calendar_feed.idempotency_key);
$$;

comment on function api.revoke_calendar_feed(uuid, text) is 'Ends a feed for good and returns {feed_id, revoked_at}.  Safe to repeat.';
grant execute on function api.revoke_calendar_feed(uuid, text) to authenticated;
