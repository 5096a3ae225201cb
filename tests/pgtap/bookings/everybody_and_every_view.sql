-- req: BM-R10 TS-1
-- Every view of the contract as anon and as another tenant: nothing of river that is not public.
select tests.freeze();
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com');
select tests.act_as('cleo');
insert into api.specialties (organization_id, slug, name) values (tests.id('river'), 'sleep', 'Sleep');
insert into api.practitioner_specialties (practitioner_id, specialty_id, organization_id) select tests.id('ada'), s.specialty_id, s.organization_id from api.specialties as s where s.slug = 'sleep';
insert into api.resources (organization_id, kind, name) values (tests.id('river'), 'sauna', 'Sauna');
insert into api.service_needs (organization_id, service_id, kind) values (tests.id('river'), tests.id('group'), 'sauna');
insert into api.places (organization_id, practitioner_id, address) values (tests.id('river'), tests.id('dan'), '1 River Road');
select api.register_webhook_endpoint(tests.id('river'), 'https://hooks.example', array['booking.cancelled']) ->> 'status';
select api.invite_member(tests.id('river'), 'fay@example.com', 'practitioner', 'Fay') ->> 'email';
select tests.act_as('ada');
select api.create_practice_room(tests.id('river'), tests.at('2027-01-05 18:00')) ->> 'status';
select api.create_room_slot(tests.id('river'), tests.at('2027-01-06 18:00')) ->> 'status';
select tests.act_as('owner');
update app.practitioners set published = false where practitioner_id = tests.id('dan');

create function pg_temp.rows_of_river(p_who text) returns table (view text, rows text) language plpgsql as $$
begin
  for view in
    select c.relname from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and a.attname = 'organization_id'
    where c.relnamespace = 'api'::regnamespace and c.relkind = 'v' order by 1
  loop
    perform tests.act_as(p_who);
    begin
      execute format('select count(*)::text from api.%I where organization_id = %L', view, tests.id('river')) into rows;
    exception
      when insufficient_privilege then rows := 'forbidden';
      when sqlstate 'PT403' then rows := sqlerrm;
    end;
    perform tests.act_as('owner');
    return next;
  end loop;
end;
$$;

-- One line for each view: how many rows of river each of them sees.
create temp table expected as
select cells[1] as view, unnest(array['anon', 'eve', 'hal', 'ben', 'dan']) as who, unnest(cells[2:]) as rows
from regexp_split_to_table(btrim($$
  audit_log                   forbidden    not_allowed  0            not_allowed  not_allowed
  availability_exceptions     forbidden  0    0    0    0
  availability_rules          forbidden  0    0    0    20
  billing_codes               forbidden  0    0    0    16
  booking_resources           forbidden  0    0    0    0
  booking_series              forbidden  0    0    0    0
  bookings                    forbidden  0    0    1    0
  calendar_access             forbidden  0    0    0    1
  busy_calendars              forbidden  0    0    0    0
  calendar_changes            forbidden  0    0    0    0
  calendar_connections        forbidden  0    0    0    0
  calendar_feeds              forbidden  0    0    0    0
  client_assignments          forbidden  0    0    1    0
  client_list                 forbidden  0    0    1    0
  clients                     forbidden  0    0    1    0
  consents                    forbidden  0    0    0    0
  conversation_messages       forbidden  0    0    0    0
  conversations               forbidden  0    0    1    0
  erasure_requests            forbidden  0    0    0    0
  erasures                    forbidden  0    0    0    0
  invitations                 forbidden    not_allowed  0            not_allowed  not_allowed
  legal_holds                 forbidden  0    0    0    0
  join_requests               forbidden  0    0    0    0
  mail_addresses              forbidden  0    0    0    0
  mail_figures                forbidden  0    0    0    0
  members                     forbidden    0            0            not_allowed  3
  memberships                 forbidden  0    0    1    1
  messages                    forbidden  0    0    0    0
  notes                       forbidden  0    0    0    0
  notification_preferences    forbidden  0    0    14   14
  notifications               forbidden  0    0    1    0
  offers                      4          4    4    4    4
  onboarding_steps            forbidden  0    0    0    0
  organization_billing_codes  forbidden  0    0    0    0
  organization_settings       forbidden  0    0    0    0
  organizations               1          1    1    1    1
  places                      forbidden  0    0    0    1
  practice_rooms              forbidden  0    0    1    1
  practice_rounds             forbidden  0    0    0    0
  practitioner_places         1          1    1    1    2
  practitioner_readiness      forbidden  0    0    0    2
  practitioner_services       4          4    4    4    5
  practitioner_specialties    1          1    1    1    1
  practitioners               1          1    1    1    2
  resources                   forbidden  0    0    0    1
  retention                   forbidden  0    0    0    0
  reviews                     forbidden  0    0    0    0
  role_permissions            forbidden  0    0    0    44
  room_slots                  forbidden  0    0    1    1
  rosters                     forbidden  0    0    0    0
  service_needs               forbidden  0    0    0    1
  services                    4          4    4    4    4
  specialties                 1          1    1    1    1
  supervisions                forbidden  0    0    0    0
  support_access              forbidden  0    0    0    0
  waitlist                    forbidden  0    0    0    0
  webhook_deliveries          forbidden  0    0    0    0
  webhook_endpoints           forbidden  0    0    0    0
$$, E' \n'), '\n') as line
cross join lateral regexp_split_to_array(btrim(line), ' +') as cells;

select results_eq(
  format('select view::text || '' '' || rows from pg_temp.rows_of_river(%L)', who),
  format('select view || '' '' || rows from expected where who = %L order by view collate "C"', who), format('what %s sees of river', who)
)
from unnest(array['anon', 'eve', 'hal', 'ben', 'dan']) as who;

-- Nobody but members reaches what is written through views.
create function pg_temp.changed(p_who text, p_sql text) returns text language plpgsql as $$
declare
  v_rows bigint;
begin
  perform tests.act_as(p_who);
  begin
    execute p_sql;
    get diagnostics v_rows = row_count;
  exception when insufficient_privilege then
    return 'nothing';
  end;
  return case v_rows when 0 then 'nothing' else v_rows || ' rows' end;
end;
$$;
grant execute on function pg_temp.changed(text, text) to public;
select is(pg_temp.changed(who, statement), 'nothing', format('%s: %s', who, statement))
from unnest(array['anon', 'eve', 'hal', 'ben', 'uma', 'ada']) as who
cross join unnest(array[
  format('update api.services set price_cents = 0 where organization_id = %L', tests.id('river')),
  format('update api.organization_settings set name = ''Mine'' where organization_id = %L', tests.id('river')),
  format('update api.practitioners set published = false where practitioner_id = %L', tests.id('dan')),
  format('update api.practitioner_services set active = false where organization_id = %L', tests.id('river')),
  format('update api.clients set name = ''X'' where organization_id = %L', tests.id('river')),
  format('update api.specialties set name = ''X'' where organization_id = %L', tests.id('river')),
  format('insert into api.services (organization_id, name, duration_minutes) values (%L, ''Mine'', 50)', tests.id('river')),
  format('insert into api.practitioners (organization_id, slug, display_name, time_zone) values (%L, ''mine'', ''Mine'', ''UTC'')', tests.id('river')),
  format('update api.places set address = ''X'' where organization_id = %L', tests.id('river')),
  format('delete from api.places where organization_id = %L', tests.id('river')),
  format('insert into api.places (organization_id, practitioner_id, address) values (%L, %L, ''Mine'')', tests.id('river'), tests.id('dan')),
  format('update api.resources set name = ''X'' where organization_id = %L', tests.id('river')),
  format('update api.service_needs set quantity = 2 where organization_id = %L', tests.id('river')),
  format('delete from api.service_needs where organization_id = %L', tests.id('river')),
  format('insert into api.resources (organization_id, kind, name) values (%L, ''mine'', ''Mine'')', tests.id('river')),
  format('insert into api.specialties (organization_id, slug, name) values (%L, ''mine'', ''Mine'')', tests.id('river')),
  format('insert into api.practitioner_services (practitioner_id, service_id, organization_id) values (%L, %L, %L)', tests.id('dan'), tests.id('group'), tests.id('river')),
  format('insert into api.practitioner_specialties (practitioner_id, specialty_id, organization_id) select %L, s.specialty_id, s.organization_id from api.specialties as s where s.organization_id = %L', tests.id('dan'), tests.id('river')),
  format('delete from api.specialties where organization_id = %L', tests.id('river'))
]) as statement;
select is(pg_temp.changed('cleo', format('update api.services set price_cents = 100 where service_id = %L', tests.id('single'))), '1 rows', 'an admin does');
select is(pg_temp.changed('ada', format('update api.practitioners set bio = ''Hello'' where practitioner_id = %L', tests.id('ada'))), '1 rows', 'ada writes her own profile');
select is(pg_temp.changed('cleo', format('update api.practitioners set bio = ''Hello'' where practitioner_id = %L', tests.id('dan'))), '1 rows', 'an admin everybody''s');
select is(
  pg_temp.changed('cleo', format('update api.practitioners set bio = ''Hello'' where practitioner_id = %L', tests.id('eve'))), 'nothing',
  'but not another organization''s'
);
