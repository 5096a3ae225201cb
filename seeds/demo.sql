-- Four practices, one for each family of users, with hours in the coming weeks.
-- The accounts named here must exist in auth.users: seeds/demo.py signs them up first.
-- Ids are made from names, so that links into the demo stay good from one machine to the next.
\set ON_ERROR_STOP on

create function pg_temp.id(variadic p_names text[]) returns uuid language sql immutable as $$
  select md5('bookfast demo ' || array_to_string(p_names, ' '))::uuid
$$;
create function pg_temp.account(p_email text) returns uuid language sql stable as $$
  select id from auth.users where email = p_email
$$;

begin;
select set_config('app.actor', 'system:seeds', true);

create temporary table demo_organizations (slug text, name text, time_zone text, locale text) on commit drop;
insert into demo_organizations values
  ('riverside-therapy', 'Riverside Therapy', 'America/Toronto', 'en-CA'),
  ('hill-clinic', 'Hill Clinic', 'America/Vancouver', 'en-CA'),
  ('atelier-coaching', 'Atelier Coaching', 'America/Toronto', 'fr-CA'),
  ('common-ground', 'Common Ground Peer Practice', 'America/Halifax', 'en-CA');

create temporary table demo_people (organization text, email text, name text, role text, slug text, bio text) on commit drop;
insert into demo_people values
  ('riverside-therapy', 'cleo@riverside.example', 'Cleo Martin', 'admin', null, null),
  ('riverside-therapy', 'ada@riverside.example', 'Ada Okafor', 'practitioner', 'ada-okafor',
   'Psychotherapist.  Anxiety, grief, and the ordinary hard years.'),
  ('riverside-therapy', 'noah@riverside.example', 'Noah Lindqvist', 'practitioner', 'noah-lindqvist',
   'Couples and families.  Evenings by arrangement.'),
  ('hill-clinic', 'ines@hill.example', 'Ines Duarte', 'admin', null, null),
  ('hill-clinic', 'eve@hill.example', 'Dr. Eve Tanaka', 'practitioner', 'eve-tanaka', 'Family medicine.'),
  ('hill-clinic', 'omar@hill.example', 'Dr. Omar Haddad', 'practitioner', 'omar-haddad', 'Dermatology.'),
  ('atelier-coaching', 'lea@atelier.example', 'Léa Bouchard', 'admin', null, null),
  ('atelier-coaching', 'mila@atelier.example', 'Mila Gagnon', 'practitioner', 'mila-gagnon', 'Coach professionnelle, en français ou en anglais.'),
  ('common-ground', 'sam@common.example', 'Sam Whitehorse', 'admin', null, null),
  ('common-ground', 'june@common.example', 'June Park', 'practitioner', 'june-park', 'Hosts the Tuesday and Thursday circles.');

create temporary table demo_services (organization text, name text, minutes int, step int, buffer int, seats int, notice int, approval boolean, change int, cents int)
on commit drop;
insert into demo_services values
  ('riverside-therapy', 'Individual session', 50, 60, 10, 1, 0, false, 0, 15000),
  ('riverside-therapy', 'First conversation', 20, 30, 0, 1, 120, false, 60, null),
  ('riverside-therapy', 'Couples session', 80, 90, 10, 1, 1440, true, 1440, 21000),
  ('hill-clinic', 'Consultation', 15, 15, 0, 1, 0, false, 0, null),
  ('hill-clinic', 'Annual check-up', 40, 20, 5, 1, 1440, false, 1440, null),
  ('atelier-coaching', 'Séance de coaching', 60, 60, 0, 1, 60, false, 720, 18000),
  ('atelier-coaching', 'Atelier en groupe', 90, 90, 0, 8, 0, false, 0, 4500),
  ('common-ground', 'Practice circle', 60, 60, 0, 6, 0, false, 0, null);

-- Two seconds of quiet, so that whoever looks on sees the mail about a move come.
insert into app.organizations (organization_id, slug, name, time_zone, locale, message_quiet_seconds)
select pg_temp.id(slug), slug, name, time_zone, locale, 2 from demo_organizations;

insert into app.members (member_id, organization_id, user_id, role, email, display_name)
select pg_temp.id(email), pg_temp.id(organization), pg_temp.account(email), role, email, name from demo_people;

-- Joining as practitioner made an empty profile; give it its face.
update app.practitioners as p
set slug = d.slug, bio = d.bio, published = true
from demo_people as d
where p.member_id = pg_temp.id(d.email) and d.role = 'practitioner';

insert into app.services (
  service_id, organization_id, name, duration_minutes, step_minutes, buffer_after_minutes, capacity,
  min_notice_minutes, requires_approval, change_notice_minutes, price_cents
)
select pg_temp.id(organization, name), pg_temp.id(organization), name, minutes, step, buffer, seats, notice, approval, change, cents
from demo_services;

insert into app.practitioner_services (practitioner_id, service_id, organization_id)
select p.practitioner_id, s.service_id, p.organization_id
from app.practitioners as p
join app.services as s using (organization_id)
where p.organization_id in (select pg_temp.id(slug) from demo_organizations);

-- First conversations and coaching by video, all else where the practice is.
update app.services as s
set location_kind = 'online'
where s.name in ('First conversation', 'Séance de coaching') and s.organization_id in (select pg_temp.id(slug) from demo_organizations);

insert into app.places (organization_id, practitioner_id, address, video_url)
select p.organization_id, p.practitioner_id, d.address, 'https://video.example/' || p.slug
from app.practitioners as p
join (values
  ('riverside-therapy', '12 River Street, 2nd floor'), ('hill-clinic', '300 Hill Road'),
  ('atelier-coaching', '45, rue de l’Atelier'), ('common-ground', 'Community hall, 7 Common Lane')
) as d (organization, address) on p.organization_id = pg_temp.id(d.organization);

insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local)
select p.organization_id, p.practitioner_id, day, hours.starts, hours.ends
from app.practitioners as p
cross join generate_series(1, 5) as day
cross join (values (time '09:00', time '12:00'), (time '13:00', time '17:00')) as hours (starts, ends)
where p.organization_id in (select pg_temp.id(slug) from demo_organizations);

insert into app.specialties (specialty_id, organization_id, slug, name)
select pg_temp.id('specialty', organization, slug), pg_temp.id(organization), slug, name
from (values
  ('riverside-therapy', 'anxiety', 'Anxiety'), ('riverside-therapy', 'couples', 'Couples'),
  ('hill-clinic', 'family-medicine', 'Family medicine'), ('hill-clinic', 'dermatology', 'Dermatology'),
  ('atelier-coaching', 'career', 'Carrière')
) as t (organization, slug, name);

insert into app.practitioner_specialties (practitioner_id, specialty_id, organization_id)
select p.practitioner_id, s.specialty_id, p.organization_id
from (values
  ('ada-okafor', 'anxiety'), ('noah-lindqvist', 'couples'), ('eve-tanaka', 'family-medicine'), ('omar-haddad', 'dermatology'), ('mila-gagnon', 'career')
) as t (practitioner, specialty)
join app.practitioners as p on p.slug = t.practitioner
join app.specialties as s on s.slug = t.specialty and s.organization_id = p.organization_id;

insert into app.clients (client_id, organization_id, user_id, name, email, phone, time_zone)
values (pg_temp.id('ben@client.example'), pg_temp.id('riverside-therapy'), pg_temp.account('ben@client.example'),
        'Ben Sato', 'ben@client.example', '+1 416 555 0142', 'America/Toronto');

commit;
