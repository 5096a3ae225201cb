-- places: where a practitioner's sessions take place.
--
-- Room: directory
-- Owns: app.places
create table app.places (
  place_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  practitioner_id uuid not null,
  service_id uuid,
  address text,
  video_url text,
  created_at timestamptz not null default app.now(),

  constraint places_pkey primary key (place_id, organization_id),
  constraint places_are_of_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade,
  constraint places_may_be_for_one_offered_service foreign key (practitioner_id, service_id, organization_id)
  references app.practitioner_services (practitioner_id, service_id, organization_id) on delete cascade,
  constraint places_are_one_for_each_service unique nulls not distinct (practitioner_id, service_id, organization_id),
  constraint places_say_something check (num_nonnulls(address, video_url) > 0),
  constraint places_address_is_one_short_line check (btrim(address) <> '' and length(address) <= 300 and address !~ '[[:cntrl:]]'),
  constraint places_video_url_is_https check (
    video_url ~ '^https://[[:alnum:]][-.[:alnum:]]*(:[0-9]+)?(/[^[:space:][:cntrl:]"<>\\^`{|}]*)?$' and length(video_url) <= 500
  )
);

comment on table app.places is
  'Address and video link, of all a practitioner''s sessions or of one service.  Not public: told to members, and to clients with their booking.'
  '  A booking has the place of now, so a corrected address is right in the next message, the feed and on the client''s page.';
comment on column app.places.service_id is 'Null: wherever the service has no place of its own.';
comment on column app.places.address is 'For services whose location_kind is in_person, in one line, as maps understand it.';
comment on column app.places.video_url is 'For services whose location_kind is online.';

create index places_by_service on app.places (service_id, organization_id);

create trigger _900_audit after insert or update or delete on app.places
for each row execute function private.audit_row('place', 'place_id');

alter table app.places enable row level security;
create policy places_select_by_member on app.places for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
create policy places_insert_by_admin_or_self on app.places for insert to authenticated
with check (
  practitioner_id = any ((select private.my_practitioner_ids('profile:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('settings:write'))::uuid[])
);
create policy places_update_by_admin_or_self on app.places for update to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('profile:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('settings:write'))::uuid[])
)
with check (
  practitioner_id = any ((select private.my_practitioner_ids('profile:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('settings:write'))::uuid[])
);
create policy places_delete_by_admin_or_self on app.places for delete to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('profile:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('settings:write'))::uuid[])
);

create view api.places with (security_invoker = true) as
select p.place_id, p.organization_id, p.practitioner_id, p.service_id, p.address, p.video_url from app.places as p;

comment on view api.places is
  'Addresses and video links of a practitioner''s sessions, for members.  Written by the practitioner and admins.  Which of the two a booking has, if any,'
  ' its service''s location_kind says.';
grant select on app.places, api.places to authenticated, service_role;
grant insert (organization_id, practitioner_id, service_id, address, video_url), update (address, video_url), delete
on app.places, api.places to authenticated;
