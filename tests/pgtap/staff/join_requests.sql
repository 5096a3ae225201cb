-- req: DR-1.2 CP-2.1
select tests.freeze();
select tests.act_as('owner');
insert into app.specialties (organization_id, slug, name) values (tests.id('river'), 'sleep', 'Sleep'), (tests.id('river'), 'grief', 'Grief'), (tests.id('hill'), 'other', 'Other');
select specialty_id as sleep from app.specialties where slug = 'sleep' \gset
select specialty_id as other from app.specialties where slug = 'other' \gset

-- Asked -------------------------------------------------------------------------------------------------------------------------------------------
select tests.act_as('uma');
select tests.refuses($$ select api.request_to_join('river', ' ') $$, 'invalid_argument', 'somebody without a name');
select tests.refuses($$ select api.request_to_join('nowhere', 'Uma') $$, 'not_found', 'where nothing is');
select tests.refuses(format($$ select api.request_to_join('river', 'Uma', specialty_ids => array[%L::uuid]) $$, :'other'), 'invalid_argument', 'another organization''s specialty');
select api.request_to_join('river', ' Uma Roy ', 'I speak Cree.', array[:'sleep'::uuid], 'uma-asks-once') ->> 'request_id' as request_id \gset
select is(api.request_to_join('river', ' Uma Roy ', 'I speak Cree.', array[:'sleep'::uuid], 'uma-asks-once') ->> 'request_id', :'request_id', 'asking twice under one key asks once');
select tests.refuses($$ select api.request_to_join('river', 'Uma') $$, 'illegal_transition', 'one open request for each account');
select is((select row(status, is_mine, organization_name, specialties, decided_by_name)::text from api.join_requests), '(open,t,"River Therapy",{Sleep},)', 'uma sees how it stands');
select is(
  tests.as_owner($$ select array_agg(concat_ws(' ', topic, recipient, (app.event_person(e)).email))::text from app.outbox_events as e where topic like 'join.%' $$),
  '{"join.requested admin cleo@example.com"}', 'those who can answer are told'
);
select tests.act_as('cleo');
select is((select topic || ' ' || recipient from api.notifications), 'join.requested admin', 'within the app, too');
select tests.act_as('ada');
select is((select count(*) from api.join_requests), 0::bigint, 'who cannot answer does not see it');
select tests.refuses(format('select api.approve_join_request(%L)', :'request_id'), 'not_allowed', 'nor answers');
select tests.refuses($$ select api.request_to_join('river', 'Ada') $$, 'illegal_transition', 'a member need not ask');
select tests.act_as('hal');
select tests.refuses(format('select api.decline_join_request(%L)', :'request_id'), 'not_found', 'to another tenant it does not exist');
select tests.act_as('anon');
select tests.forbids($$ select api.request_to_join('river', 'Nobody') $$, 'anon may not ask');

-- Declined, withdrawn -----------------------------------------------------------------------------------------------------------------------------
select tests.act_as('cleo');
select is(api.decline_join_request(:'request_id', 'We are full') ->> 'status', 'declined', 'cleo declines');
select tests.everything() as before \gset
select is(api.decline_join_request(:'request_id', 'Really') ->> 'status', 'declined', 'twice is no error');
select is(tests.everything(), :'before', 'and writes nothing');
select tests.refuses(format('select api.approve_join_request(%L)', :'request_id'), 'illegal_transition', 'what is declined is not approved');
select tests.act_as('uma');
select is((select status || ' ' || reason from api.join_requests), 'declined We are full', 'uma reads why');
select is((select topic from api.notifications), 'join.declined', 'is told within the app');
select tests.act_as('service');
select is(
  (select payload - 'organization' from api.claim_events('w') where topic = 'join.declined'),
  jsonb_build_object('request', jsonb_build_object('request_id', :'request_id', 'name', 'Uma Roy', 'email', 'uma@example.com', 'message', 'I speak Cree.', 'reason', 'We are full'), 'admin', null),
  'and by mail'
);
select tests.act_as('uma');
select api.request_to_join('river', 'Uma Roy', specialty_ids => array[:'sleep'::uuid]) ->> 'request_id' as again \gset
select is(api.withdraw_join_request(:'again') ->> 'status', 'withdrawn', 'she thinks better of it');
select is(api.withdraw_join_request(:'again') ->> 'status', 'withdrawn', 'twice is no error');
select tests.act_as('cleo');
select tests.refuses(format('select api.withdraw_join_request(%L)', :'again'), 'not_found', 'nobody else withdraws it');

-- Approved ----------------------------------------------------------------------------------------------------------------------------------------
select tests.act_as('uma');
select api.request_to_join('river', 'Uma Roy', specialty_ids => array[:'sleep'::uuid]) ->> 'request_id' as third \gset
select tests.act_as('cleo');
select tests.refuses(format('select api.approve_join_request(%L, %L)', :'third', 'owner'), 'invalid_argument', 'as something unknown');
select api.approve_join_request(:'third') as answer \gset
select is(:'answer'::jsonb ->> 'role', 'practitioner', 'the third is approved');
select is((select array_agg(distinct status order by status) from api.join_requests), array['approved', 'declined', 'withdrawn'], 'all three are kept');
select tests.act_as('uma');
select is(
  (select row(display_name, published, specialties, time_zone)::text from api.practitioners where member_id = (:'answer'::jsonb ->> 'member_id')::uuid),
  '("Uma Roy",f,{Sleep},America/Toronto)', 'she has a profile to complete'
);
select is((select row(missing, advised)::text from api.practitioner_readiness where display_name = 'Uma Roy'), '("{services,hours}","{bio,languages}")', 'which says what it lacks');
select is((select role from api.memberships), 'practitioner', 'and works there');

-- An invitation may come first.
select tests.act_as('eve');
select api.request_to_join('river', 'Eve') ->> 'request_id' as of_eve \gset
select tests.act_as('owner');
insert into app.members (organization_id, user_id, role, email, display_name) values (tests.id('river'), tests.id('eve.user'), 'practitioner', 'eve@example.com', 'Eve');
select is((select status from app.join_requests where request_id = :'of_eve'), 'approved', 'who is a member need not wait');

-- Switched off, and too often.
select tests.act_as('cleo');
update api.organization_settings set takes_join_requests = false where organization_id = tests.id('river');
select tests.act_as('hal');
select tests.refuses($$ select api.request_to_join('river', 'Hal') $$, 'not_allowed', 'an organization may switch it off');
select tests.act_as('anon');
select is((select takes_join_requests from api.organizations where slug = 'river'), false, 'and its page says so');
select tests.act_as('hal');
