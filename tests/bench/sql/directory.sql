-- The practitioners from number :first to :practitioners of a directory, ten to a practice, two services each, weekdays from 9 to 17, with 100 coming
-- bookings each, about: a third of them are booked solid for a week, the others in every second or third half hour on average, as chance has it.
-- Written as it would stand after years, without the triggers that wrote it.
begin;
set local session_replication_role = replica;

drop table if exists bench.found, bench.found_services;
create table bench.found as
select n, gen_random_uuid() as practitioner_id, gen_random_uuid() as organization_id, 'Practice ' || n as name from generate_series(:first, :practitioners - 1) as n;
update bench.found as f set organization_id = first.organization_id
from bench.found as first where first.n = f.n - f.n % 10;

insert into app.organizations (organization_id, slug, name, time_zone)
select f.organization_id, 'found-' || f.n, f.name, 'America/Toronto' from bench.found as f where f.n % 10 = 0;

insert into app.practitioners (practitioner_id, organization_id, slug, display_name, bio, location, languages, time_zone, published)
select f.practitioner_id, f.organization_id, 'found-' || f.n, 'Pat ' || initcap(translate(substr(md5(f.n::text), 1, 8), '0123456789', 'ghijklmnop')),
  'Works with ' || (array['children', 'couples', 'families', 'anxiety', 'sleep', 'grief', 'pain'])[1 + f.n % 7] || '.',
  (array['Montréal', 'Toronto', 'Halifax', 'Vancouver', 'Québec'])[1 + f.n % 5], case when f.n % 3 = 0 then '{fr,en}'::text[] else '{en}' end,
  (array['America/Toronto', 'America/Halifax', 'America/Vancouver', 'America/St_Johns'])[1 + f.n % 4], true
from bench.found as f;

create table bench.found_services as
select f.organization_id, gen_random_uuid() as service_id, s.name, s.minutes, s.price
from bench.found as f cross join (values ('Session', 30, 9000), ('Long session', 60, 16000)) as s (name, minutes, price)
where f.n % 10 = 0;
insert into app.services (service_id, organization_id, name, duration_minutes, step_minutes, price_cents, min_notice_minutes)
select s.service_id, s.organization_id, s.name, s.minutes, 30, s.price, 120 from bench.found_services as s;
insert into app.practitioner_services (practitioner_id, service_id, organization_id)
select f.practitioner_id, s.service_id, f.organization_id from bench.found as f join bench.found_services as s using (organization_id);
insert into app.next_slots (practitioner_id, service_id, organization_id)
select f.practitioner_id, s.service_id, f.organization_id from bench.found as f join bench.found_services as s using (organization_id);

insert into app.specialties (organization_id, slug, name) select f.organization_id, 'sleep', 'Sleep medicine' from bench.found as f where f.n % 10 = 0;
insert into app.practitioner_specialties (practitioner_id, specialty_id, organization_id)
select f.practitioner_id, s.specialty_id, f.organization_id from bench.found as f join app.specialties as s using (organization_id) where f.n % 4 = 0;

insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local)
select f.organization_id, f.practitioner_id, d, '09:00', '17:00' from bench.found as f cross join generate_series(1, 5) as d;

insert into app.slot_claims (organization_id, practitioner_id, kind, service_number, slot, blocked, seat, capacity, occupant)
select f.organization_id, f.practitioner_id, 'booking', s.service_number, at.slot, at.slot, 1, 1, -nextval('app.claim_ids')
from bench.found as f
join app.services as s on s.organization_id = f.organization_id and s.name = 'Session'
join app.practitioners as p on p.practitioner_id = f.practitioner_id
-- Half hours of work, counted from the next working day; the same chance in each run.
cross join generate_series(0, 299) as half_hour
cross join lateral (
  select day from (
    select now()::date + d as day, row_number() over (order by d) - 1 as worked from generate_series(1, 60) as d where extract(isodow from now()::date + d) <= 5
  ) as days where worked = half_hour / 16
) as work
cross join lateral (select (work.day + time '09:00' + make_interval(mins => 30 * (half_hour % 16))) at time zone p.time_zone as starts_at) as begins
cross join lateral (select tstzrange(begins.starts_at, begins.starts_at + interval '30 minutes') as slot) as at
where half_hour < 100 * (1 + f.n % 3) and hashint4(f.n * 1000 + half_hour) % (1 + f.n % 3) = 0;
commit;

select app.refresh_entries(array(select f.practitioner_id from bench.found as f));
analyze;
