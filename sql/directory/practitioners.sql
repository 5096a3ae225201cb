-- practitioners: those whose time can be booked.
--
-- Room: directory
-- Owns: app.practitioners
create table app.practitioners (
  practitioner_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  member_id uuid,
  slug text not null,
  display_name text not null,
  bio text not null default '',
  credentials text not null default '',
  location text not null default '',
  languages text[] not null default '{}',
  time_zone text not null,
  locale text not null default 'en-CA',
  published boolean not null default false,
  accepting_clients boolean not null default true,
  max_clients integer,
  photo text,
  archived_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint practitioners_pkey primary key (practitioner_id, organization_id),
  constraint practitioners_slug_is_unique unique (organization_id, slug),
  constraint practitioners_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint practitioners_may_be_members foreign key (member_id, organization_id)
  references app.members (member_id, organization_id) on delete set null (member_id),
  constraint practitioners_slug_fits_a_url check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) between 2 and 80),
  constraint practitioners_have_a_name check (btrim(display_name) <> '' and length(display_name) <= 200 and display_name !~ '[[:cntrl:]]'),
  constraint practitioners_bio_is_short check (length(bio) <= 5000),
  constraint practitioners_credentials_are_one_short_line check (length(credentials) <= 300 and credentials !~ '[[:cntrl:]]'),
  constraint practitioners_photo_is_a_small_picture check (app.is_picture(photo)),
  constraint practitioners_location_is_short check (length(location) <= 200 and location !~ '[[:cntrl:]]'),
  constraint practitioners_languages_are_bcp_47 check (
    cardinality(languages) <= 20 and array_position(languages, null) is null
    and array_to_string(languages, ' ') ~ '^([a-z]{2,3}(-[A-Z]{2})?( |$))*$'
  ),
  constraint practitioners_time_zone_exists foreign key (time_zone) references app.time_zones (name) on delete restrict,
  constraint practitioners_locale_is_bcp_47 check (locale ~ '^[a-z]{2,3}(-[A-Z]{2})?$'),
  constraint practitioners_max_clients_is_positive check (max_clients > 0)
);

comment on table app.practitioners is 'A profile whose time can be booked.  Archived, never deleted while bookings speak of it.';
comment on column app.practitioners.member_id is 'Whose profile it is: that member manages its bookings and gets its mail.  Null: admins manage it.';
comment on column app.practitioners.time_zone is 'IANA zone of the weekly hours: they keep their wall time across daylight-saving changes.';
comment on column app.practitioners.credentials is 'Degrees, titles, licence and its number, as the profession writes them: “PhD, R.Psych. (CPO 4711)”.  Nobody but the practice has checked them.';
comment on column app.practitioners.photo is 'A picture as a data URL (RFC 2397), so that no page asks a third party for it.  Null: none.';
comment on column app.practitioners.location is 'Where, in words for clients: “Montréal, Plateau”.  Empty: not said.';
comment on column app.practitioners.languages is 'Languages of the sessions: en, fr, fr-CA.  The language of mails is locale.';
comment on column app.practitioners.max_clients is 'How many assigned clients at most; null: no limit.';

create unique index practitioners_by_member on app.practitioners (member_id, organization_id);

create trigger _900_audit after insert or update or delete on app.practitioners
for each row execute function private.audit_row('practitioner', 'practitioner_id', 'photo');

alter table app.practitioners enable row level security;
