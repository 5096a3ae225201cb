-- req: CP-11.8
select tests.freeze();
select tests.act_as('cleo');
select api.assign_practitioner(tests.id('ben'), tests.id('dan')) as assigned \gset
select tests.act_as('owner');
select is(
  (select array_agg(recipient || ' ' || (data ->> 'practitioner_id')) from app.outbox_events where topic = 'client.assigned' and subject_id = tests.id('ben')),
  array['practitioner ' || tests.id('dan')], 'dan is told of his new client, and ada of nothing'
);
select tests.act_as('cleo');
select api.assign_practitioner(tests.id('ben'), tests.id('dan')) as assigned \gset
select is(tests.as_owner($$ select count(*)::text from app.outbox_events where topic = 'client.assigned' $$), '1', 'asking twice tells once');

select tests.act_as('service');
select payload from api.claim_events('w') where topic = 'client.assigned' \gset
select is(:'payload'::jsonb #>> '{practitioner,email}', 'dan@example.com', 'the message goes to him');
select is(:'payload'::jsonb #>> '{client,email}', 'ben@example.com', 'and says who the client is');
select is(:'payload'::jsonb #>> '{unsubscribe,kind}', 'client', 'and may be switched off');

-- A profile without a member has no mailbox.
select tests.act_as('owner');
insert into app.practitioners (organization_id, slug, display_name, time_zone) values (tests.id('river'), 'vacant', 'Nobody yet', 'America/Toronto') returning practitioner_id as vacant \gset
select tests.act_as('cleo');
select lives_ok(format('select api.assign_practitioner(%L, %L)', tests.id('ben'), :'vacant'), 'a client can be given to a profile that nobody has claimed');
select is(tests.as_owner($$ select count(*)::text from app.outbox_events where topic = 'client.assigned' $$), '1', 'which tells nobody');
