-- req: TS-1 TS-13
-- Everything about a client, found by one register.
select tests.freeze();
select tests.act_as('ben');
select api.confirm_hold(tests.hold('single', '2027-01-05 10:00'), tests.client('ben@example.com', '{"name": "Ben"}')) ->> 'booking_id' as visit \gset
select api.set_notification_preference(n.organization_id, n.kind, n.channel, false) is not null as decided
from api.notification_preferences as n order by n.kind limit 1 \gset
select tests.act_as('anon');
select tests.book('single', '2027-01-05 15:00') as of_gil \gset

-- The register is complete: whoever adds a table that names a person must say here how it is exported and erased.
select tests.act_as('owner');
select is_empty($$
  select distinct c.relname
  from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p')
    and a.attname ~ '^(client|client_(id|name|email|phone)|user_id|account|.*email|address|phone|booking_id|conversation_id|note_id|subject_id|entry_id|actor|created_by|requester|held_by|caller|author.*|sender.*|reader.*)$'
    and c.relname not in (select d.table_name from app.personal_data as d)
    -- Streets and shops' addresses, and columns that only sound like a person's.
    and c.relname not in ('places')
$$, 'every table with something of a person is in the register');
select is_empty(
  $$ select d.table_name from app.personal_data as d where to_regclass('app.' || d.table_name) is null $$, 'which names no table that is gone'
);
select is_empty($$
  select d.table_name from app.personal_data as d
  where d.found_by is not null and d.exported_from is null and d.table_name not in ('audit_personal', 'provider_events', 'holds', 'legal_holds', 'erasures')
$$, 'what is erased or kept about a client is also handed out, but for five that say why');

select tests.act_as('cleo');
select api.export_client(tests.id('ben')) as export \gset
select is(
  (:'export'::jsonb #> '{organizations,0,data}') -> 'bookings' -> 0 ->> 'booking_id', :'visit', 'ben''s booking is in it'
);
select is((:'export'::jsonb #>> '{organizations,0,data,bookings,0,service_name}'), 'Session', 'with names, to be read');
select is((:'export'::jsonb #>> '{organizations,0,data,clients,0,email}'), 'ben@example.com', 'and who he is');
select is((:'export'::jsonb #>> '{organizations,0,data,notification_preferences,0,wanted}'), 'false', 'what he wants to be told');
select cmp_ok(jsonb_array_length(:'export'::jsonb #> '{organizations,0,data,audit_log}'), '>', 0, 'and what was done');
select ok(:'export' !~* 'gil', 'nobody else is in it');
select ok(:'export' !~ 'token_hash', 'and no secret');
select set_eq(
  format('select jsonb_object_keys(%L::jsonb #> ''{organizations,0,data}'')', :'export'),
  $$ select table_name from app.personal_data where exported_from is not null $$, 'every table of the register is in it, also the empty ones'
) from (select tests.act_as('owner')) as o;
select is(
  (select array_agg(a.action || ' by ' || a.actor) from api.audit_log as a where a.action = 'client.exported'), array['client.exported by user:' || tests.id('cleo.user')],
  'that it was handed out is audited'
);

-- ben himself.
select tests.act_as('ben');
select api.export_my_data() as mine \gset
select is(:'mine'::jsonb #>> '{organizations,0,data,bookings,0,booking_id}', :'visit', 'ben exports his own');
select is(:'mine'::jsonb #>> '{organizations,0,data,disclosures,0,what}', 'export', 'and reads that cleo handed it out');
select ok(:'mine' !~* 'gil', 'and nobody else''s');
select tests.act_as('anon');
select tests.book('single', '2027-01-07 10:00', 'ben@example.com') as by_link \gset
select tests.act_as('owner');
insert into app.merged_clients (client_id, organization_id, into_client_id)
select client_id, organization_id, tests.id('ben') from app.bookings where booking_id = :'by_link' and client_id <> tests.id('ben');
select tests.act_as('ben');
select is(
  jsonb_path_exists(api.export_my_data(), '$.organizations[*].data.bookings[*].booking_id ? (@ == $id)', jsonb_build_object('id', :'by_link')), true,
  'and what he booked before it was known that it was he'
);
select tests.refuses(format('select api.export_my_data(%L)', tests.id('hill')), 'not_found', 'where he is no client there is nothing');
select tests.refuses(format('select api.export_client(%L)', tests.id('ben')), 'not_found', 'the admins'' export is not his');
select tests.act_as('ada');
select is(api.export_my_data() -> 'organizations', '[]', 'ada is nobody''s client');
select tests.refuses(format('select api.export_client(%L)', tests.id('ben')), 'not_allowed', 'and may not export hers');
select tests.act_as('hal');
select tests.refuses(format('select api.export_client(%L)', tests.id('ben')), 'not_found', 'another organization''s admin sees no such client');
select tests.act_as('anon');
select tests.forbids('select api.export_my_data()', 'anon has no data of their own');
