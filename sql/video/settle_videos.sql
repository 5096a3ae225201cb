-- settle_videos: rooms follow what the organization, a practitioner or a service now says of places.
--
-- Room:   video
-- Reads:  app.bookings, app.organizations, app.services, app.video_rooms
-- Writes: app.video_rooms
create function private.settle_videos()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_row jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
begin
  perform app.settle_video(b)
  from app.bookings as b
  where b.organization_id = (v_row ->> 'organization_id')::uuid and b.ends_at > app.now() and b.status in ('confirmed', 'rescheduled')
    and (tg_table_name <> 'places' or b.practitioner_id = (v_row ->> 'practitioner_id')::uuid)
    and (v_row ->> 'service_id' is null or b.service_id = (v_row ->> 'service_id')::uuid);
  return null;
end;
$$;

comment on function private.settle_videos() is
  'Trigger.  Definer, since whoever may change a setting may write no room.  Every booking to come that the changed row speaks of.';

create trigger _500_settle_videos after update of video_provider on app.organizations
for each row when (old.video_provider <> new.video_provider) execute function private.settle_videos();
create trigger _500_settle_videos after update of location_kind on app.services
for each row when (old.location_kind <> new.location_kind) execute function private.settle_videos();
create trigger _500_settle_videos after insert or update of video_url or delete on app.places
for each row execute function private.settle_videos();
