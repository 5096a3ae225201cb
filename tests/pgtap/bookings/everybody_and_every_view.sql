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
    exception when insufficient_privilege then
      rows := 'forbidden';
    end;
    perform tests.act_as('owner');
    return next;
  end loop;
end;
$$;

select results_eq(
  format('select view::text || '' '' || rows from pg_temp.rows_of_river(%L)', who), seen, format('what %s sees of river', who)
)
from (values
  ('anon', array[
    'audit_log forbidden', 'availability_exceptions forbidden', 'availability_rules forbidden', 'billing_codes forbidden', 'booking_resources forbidden', 'booking_series forbidden', 'bookings forbidden',
    'calendar_feeds forbidden', 'client_assignments forbidden', 'client_list forbidden', 'clients forbidden', 'invitations forbidden', 'mail_addresses forbidden', 'mail_figures forbidden',
    'members forbidden', 'memberships forbidden', 'messages forbidden', 'notification_preferences forbidden', 'notifications forbidden', 'offers 4', 'organization_billing_codes forbidden',
    'organization_settings forbidden', 'organizations 1', 'places forbidden', 'practitioner_places 1', 'practitioner_readiness forbidden', 'practitioner_services 4', 'practitioner_specialties 1',
    'practitioners 1', 'resources forbidden', 'rosters forbidden', 'service_needs forbidden', 'services 4', 'specialties 1', 'waitlist forbidden', 'webhook_deliveries forbidden',
    'webhook_endpoints forbidden'
  ]),
  ('eve', array[
    'audit_log 0', 'availability_exceptions 0', 'availability_rules 0', 'billing_codes 0', 'booking_resources 0', 'booking_series 0', 'bookings 0', 'calendar_feeds 0', 'client_assignments 0',
    'client_list 0', 'clients 0', 'invitations 0', 'mail_addresses 0', 'mail_figures 0', 'members 0', 'memberships 0', 'messages 0', 'notification_preferences 0', 'notifications 0', 'offers 4',
    'organization_billing_codes 0', 'organization_settings 0', 'organizations 1', 'places 0', 'practitioner_places 1', 'practitioner_readiness 0', 'practitioner_services 4', 'practitioner_specialties 1',
    'practitioners 1', 'resources 0', 'rosters 0', 'service_needs 0', 'services 4', 'specialties 1', 'waitlist 0', 'webhook_deliveries 0', 'webhook_endpoints 0'
  ]),
  ('hal', array[
    'audit_log 0', 'availability_exceptions 0', 'availability_rules 0', 'billing_codes 0', 'booking_resources 0', 'booking_series 0', 'bookings 0', 'calendar_feeds 0', 'client_assignments 0',
    'client_list 0', 'clients 0', 'invitations 0', 'mail_addresses 0', 'mail_figures 0', 'members 0', 'memberships 0', 'messages 0', 'notification_preferences 0', 'notifications 0', 'offers 4',
    'organization_billing_codes 0', 'organization_settings 0', 'organizations 1', 'places 0', 'practitioner_places 1', 'practitioner_readiness 0', 'practitioner_services 4', 'practitioner_specialties 1',
    'practitioners 1', 'resources 0', 'rosters 0', 'service_needs 0', 'services 4', 'specialties 1', 'waitlist 0', 'webhook_deliveries 0', 'webhook_endpoints 0'
  ]),
  ('ben', array[
    'audit_log 0', 'availability_exceptions 0', 'availability_rules 0', 'billing_codes 0', 'booking_resources 0', 'booking_series 0', 'bookings 1', 'calendar_feeds 0', 'client_assignments 1',
    'client_list 1', 'clients 1', 'invitations 0', 'mail_addresses 0', 'mail_figures 0', 'members 0', 'memberships 1', 'messages 0', 'notification_preferences 10', 'notifications 1', 'offers 4',
    'organization_billing_codes 0', 'organization_settings 0', 'organizations 1', 'places 0', 'practitioner_places 1', 'practitioner_readiness 0', 'practitioner_services 4', 'practitioner_specialties 1',
    'practitioners 1', 'resources 0', 'rosters 0', 'service_needs 0', 'services 4', 'specialties 1', 'waitlist 0', 'webhook_deliveries 0', 'webhook_endpoints 0'
  ]),
  ('dan', array[
    'audit_log 0', 'availability_exceptions 0', 'availability_rules 20', 'billing_codes 16', 'booking_resources 0', 'booking_series 0', 'bookings 0', 'calendar_feeds 0', 'client_assignments 0',
    'client_list 0', 'clients 0', 'invitations 0', 'mail_addresses 0', 'mail_figures 0', 'members 3', 'memberships 1', 'messages 0', 'notification_preferences 10', 'notifications 0', 'offers 4',
    'organization_billing_codes 0', 'organization_settings 0', 'organizations 1', 'places 1', 'practitioner_places 2', 'practitioner_readiness 2', 'practitioner_services 5', 'practitioner_specialties 1',
    'practitioners 2', 'resources 1', 'rosters 0', 'service_needs 1', 'services 4', 'specialties 1', 'waitlist 0', 'webhook_deliveries 0', 'webhook_endpoints 0'
  ])
) as expected (who, seen);

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
