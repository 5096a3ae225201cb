-- req: CP-14.4 CP-2.3
select tests.freeze();
select tests.act_as('cleo');
select is(
  api.assign_practitioner(tests.id('ben'), tests.id('dan')), jsonb_build_object('client_id', tests.id('ben'), 'practitioner_id', tests.id('dan')), 'cleo gives ben to dan'
);
select is((select practitioner_id from api.clients where client_id = tests.id('ben')), tests.id('dan'), 'who cares for him now');
select is(
  tests.as_owner($$ select count(*) filter (where ended_at is null) || ' of ' || count(*) from app.client_assignments where client_id = tests.id('ben') $$), '1 of 2',
  'and the one with ada is history'
);
select tests.everything() as before \gset
select lives_ok(format('select api.assign_practitioner(%L, %L)', tests.id('ben'), tests.id('dan')), 'asking twice is no error');
select is(tests.everything(), :'before', 'and writes nothing');

select tests.refuses(format('select api.assign_practitioner(%L, %L)', client, practitioner), 'not_found', description)
from (values
  (tests.id('nobody'), tests.id('ada'), 'an unknown client'), (tests.id('ben'), tests.id('nobody'), 'an unknown practitioner'),
  (tests.id('ben'), tests.id('eve'), 'a practitioner of another organization'), (null, null, 'neither')
) as bad (client, practitioner, description);

select tests.act_as('owner');
insert into app.clients (organization_id, name, email, phone, time_zone) values (tests.id('river'), 'Gil', 'gil@example.com', '+1 416 555 0100', 'America/Toronto')
returning client_id as gil \gset
update app.practitioners set max_clients = 1 where practitioner_id = tests.id('dan');
update app.practitioners set accepting_clients = false where practitioner_id = tests.id('ada');
select tests.act_as('cleo');
select tests.refuses(format('select api.assign_practitioner(%L, %L)', :'gil', tests.id('dan')), 'practitioner_full', 'dan cares for as many as agreed');
select tests.refuses(format('select api.assign_practitioner(%L, %L)', :'gil', tests.id('ada')), 'not_accepting_clients', 'ada takes nobody new');
select tests.act_as('owner');
update app.practitioners set max_clients = 2 where practitioner_id = tests.id('dan');
select tests.act_as('cleo');
select lives_ok(format('select api.assign_practitioner(%L, %L)', :'gil', tests.id('dan')), 'with room for two there is room');
update api.clients set archived_at = tests.at('2027-01-04 08:00') where client_id = :'gil';
select tests.refuses(format('select api.assign_practitioner(%L, %L)', :'gil', tests.id('dan')), 'not_found', 'an archived client is cared for by nobody');
select tests.act_as('owner');
select tests.refuses(
  format('select app.take_client_place(%L, %L, %L, null)', :'gil', tests.id('dan'), tests.id('river')), 'not_found', 'nor one who is archived while somebody assigns'
);

select tests.act_as('ada');
select tests.refuses(format('select api.assign_practitioner(%L, %L)', tests.id('ben'), tests.id('ada')), 'not_allowed', 'a practitioner does not take clients herself');
select tests.act_as('hal');
select tests.refuses(format('select api.assign_practitioner(%L, %L)', tests.id('ben'), tests.id('dan')), 'not_found', 'to another tenant they do not exist');
select tests.act_as('anon');
select tests.forbids(format('select api.assign_practitioner(%L, %L)', tests.id('ben'), tests.id('dan')), 'anon may not ask');
