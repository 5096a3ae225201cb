-- want_video_room: a subject has a video room at this time.
--
-- Room:   video
-- Reads:  app.organizations
-- Writes: app.video_rooms
create function app.put_video_room(
  p_organization_id uuid, p_subject_kind text, p_subject_id uuid, p_span tstzrange, p_provider text, p_name text
)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  insert into app.video_rooms as r (
    organization_id, subject_kind, subject_id, provider, name, url, status, span, opens_at, closes_at, done_revision
  )
  select
    o.organization_id, p_subject_kind, p_subject_id, p_provider, n.name,
    case p_provider when 'jitsi' then o.jitsi_url || '/' || n.name end, case p_provider when 'jitsi' then 'ready' else 'wanted' end,
    p_span, lower(app.video_opening(p_span)), upper(app.video_opening(p_span)), case p_provider when 'jitsi' then 1 else 0 end
  from app.organizations as o
  cross join lateral (
    select case p_provider when 'daily' then 'bookfast-' || replace(p_subject_id::text, '-', '') else coalesce(p_name, app.new_video_name()) end as name
  ) as n
  where o.organization_id = p_organization_id
  on conflict (subject_kind, subject_id) do update set
    -- What people already have the link of stays, whatever the organization has chosen since.
    provider = case when r.status = 'ready' then r.provider else excluded.provider end,
    -- Once ended, Daily's is another room: whoever got in by the one before, a colleague perhaps who has handed the client over, is alone there.
    name = case
      when r.status = 'ready' then r.name
      when r.provider = 'daily' and excluded.provider = 'daily' then case when r.status = 'ended' then 'bookfast-' || app.new_video_name() else r.name end
      else excluded.name
    end,
    url = case when r.status = 'ready' or (r.provider, excluded.provider) = ('daily', 'daily') then r.url else excluded.url end,
    status = case case when r.status = 'ready' then r.provider else excluded.provider end when 'jitsi' then 'ready' else 'wanted' end,
    span = excluded.span, opens_at = excluded.opens_at, closes_at = excluded.closes_at, ended_at = null,
    revision = r.revision + 1,
    done_revision = case case when r.status = 'ready' then r.provider else excluded.provider end when 'jitsi' then r.revision + 1 else r.done_revision end,
    attempts = 0, next_attempt_at = app.now(), leased_by = null, failing_since = null, last_error = null
  where r.status = 'ended' or r.span <> excluded.span or (r.status <> 'ready' and r.provider <> excluded.provider);
$$;

comment on function app.put_video_room(uuid, text, uuid, tstzrange, text, text) is
  'Makes, moves or revives the subject''s room.  p_name: what a room of Jitsi''s is called; null: something new.  Nothing happens where all is as it should be.';

create function app.want_video_room(p_organization_id uuid, p_subject_kind text, p_subject_id uuid, p_span tstzrange)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  -- A practice room is nothing without one: where the organization chose nobody, it is Jitsi, which asks for no account.
  v_provider text := (
    select case when o.video_provider = 'none' and p_subject_kind = 'practice_room' then 'jitsi' else o.video_provider end
    from app.organizations as o where o.organization_id = p_organization_id
  );
begin
  if v_provider = 'none' or upper(app.video_opening(p_span)) <= app.now() then
    perform app.end_video_room(p_subject_kind, p_subject_id);
  else
    perform app.put_video_room(p_organization_id, p_subject_kind, p_subject_id, p_span, v_provider, null);
  end if;
end;
$$;

comment on function app.want_video_room(uuid, text, uuid, tstzrange) is
  'The subject meets at p_span: its room is made, or moves there, as the organization''s video_provider says; where that is none, a booking has no room.'
  '  Never fails for the provider''s sake: that is a worker''s to ask.';
