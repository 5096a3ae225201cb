-- Four practices with fifty practitioners each, open around the clock, and clients who have booked before.
-- Ids are made from numbers, so that a script of pgbench can say whom it books without asking.
create schema bench;

create function bench.id(p_kind integer, p_number bigint) returns uuid language sql immutable parallel safe
return (lpad(p_number::text, 8, '0') || '-0000-4000-8000-' || lpad(p_kind::text, 12, '0'))::uuid;

-- Booking number n is with practitioner n mod 200, at a time of its own: whoever counts up never meets the same one twice.
create function bench.start_of(p_number bigint) returns timestamptz language sql stable parallel safe
return date_trunc('day', now(), 'UTC') + interval '1 day' + make_interval(mins => (30 * (p_number / 200))::integer);

create function bench.client_of(p_number bigint) returns jsonb language sql immutable parallel safe
return jsonb_build_object(
  'name', 'Client ' || p_number, 'email', 'client' || p_number || '@clients.example', 'phone', '+1 514 555 0199', 'consent', true,
  'time_zone', 'America/Toronto', 'locale', 'en-CA'
);
grant usage on schema bench to anon, authenticated, service_role;
grant execute on all functions in schema bench to anon, authenticated, service_role;

select set_config('app.actor', 'system:bench', false);

insert into app.organizations (organization_id, slug, name, time_zone)
select bench.id(1, n), 'bench-' || n, 'Practice ' || n, 'America/Toronto' from generate_series(0, 3) as n;

insert into app.members (member_id, organization_id, user_id, role, email, display_name)
select bench.id(2, n), bench.id(1, n % 4), bench.id(9, n), 'practitioner', 'member' || n || '@bench.example', 'Member ' || n
from generate_series(0, 199) as n
union all
-- One office runs them all.
select bench.id(2, 1000 + n), bench.id(1, n), bench.id(9, 1000), 'admin', 'office@bench.example', 'Office' from generate_series(0, 3) as n;

update app.practitioners as p
set practitioner_id = bench.id(3, n), slug = 'member-' || n, published = true
from generate_series(0, 199) as n
where p.member_id = bench.id(2, n);

insert into app.services (service_id, organization_id, name, duration_minutes, step_minutes, max_advance_days)
select bench.id(4, n), bench.id(1, n), 'Session', 30, 30, 731 from generate_series(0, 3) as n;

insert into app.practitioner_services (practitioner_id, service_id, organization_id)
select bench.id(3, n), bench.id(4, n % 4), bench.id(1, n % 4) from generate_series(0, 199) as n;

insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local)
select bench.id(1, n % 4), bench.id(3, n), weekday, '00:00', '24:00'
from generate_series(0, 199) as n cross join generate_series(1, 7) as weekday;

-- The 50,000 clients of before, known to every practice.
insert into app.clients (organization_id, name, email, phone, time_zone)
select bench.id(1, o), c ->> 'name', c ->> 'email', c ->> 'phone', c ->> 'time_zone'
from generate_series(0, 3) as o
cross join generate_series(0, 12499) as n
cross join lateral bench.client_of(n * 4 + o) as c;

-- The floor: the promise alone, without anything that makes it a booking.
create table bench.claims (
  organization_id uuid not null,
  practitioner_id uuid not null,
  slot_key bigint not null,
  occupant bigint not null,
  blocked tstzrange not null,
  constraint claims_never_overlap exclude using gist (
    organization_id with =, practitioner_id with =, slot_key with <>, occupant with <>, blocked with &&
  )
);

create function bench.claim(p_number bigint) returns void language plpgsql as $$
begin
  insert into bench.claims (organization_id, practitioner_id, slot_key, occupant, blocked)
  values (
    bench.id(1, p_number % 4), bench.id(3, p_number % 200), p_number, p_number,
    tstzrange(bench.start_of(p_number), bench.start_of(p_number) + interval '30 minutes')
  );
end;
$$;

-- Only what is filled: a plan made for an empty table that is known to be empty would read it from end to end ever after.
analyze app.organizations, app.members, app.practitioners, app.services, app.practitioner_services, app.availability_rules, app.clients;

-- Times a statement within the server: what a driver needs to decode rows is not the database's.
create function bench.timed(p_statement text, p_runs integer) returns setof double precision language plpgsql as $$
declare
  v_began timestamptz;
begin
  for v_run in 1..p_runs loop
    v_began := clock_timestamp();
    execute p_statement;
    return next extract(epoch from clock_timestamp() - v_began);
  end loop;
end;
$$;
grant execute on function bench.timed(text, integer) to authenticated;
