-- req: CP-6.7
select tests.freeze();
insert into auth.users (id, email, email_confirmed_at) values (tests.id('uma.user'), 'uma@example.com', tests.at('2027-01-04 07:00'));

-- An admin writes and publishes.
select tests.act_as('cleo');
create function pg_temp.saved(p_step jsonb, p_step_id uuid default null) returns uuid language sql as $$
  select (api.save_onboarding_step(tests.id('river'), p_step, p_step_id) ->> 'step_id')::uuid;
$$;
select pg_temp.saved('{"kind": "consent", "title": "Care", "body": "We keep notes."}') as consent \gset
select pg_temp.saved('{"kind": "question", "title": "Allergies?", "answer_type": "choice", "choices": ["yes", "no"]}') as question \gset
select pg_temp.saved('{"kind": "document", "title": "House rules", "url": "https://river.example/rules.pdf", "required": false}') as document \gset
select results_eq(
  'select title, version, is_changed from api.onboarding_steps order by position',
  $$ values ('Care', 0, true), ('Allergies?', 0, true), ('House rules', 0, true) $$, 'what is only saved asks nobody'
);
select tests.refuses(format('select api.save_onboarding_step(%L, %L)', tests.id('river'), step), 'invalid_argument', step)
from unnest(array[
  '{}', '[]', 'null', '{"kind": "oath", "title": "X", "body": "Y"}', '{"kind": "consent", "title": "X"}', '{"kind": "question", "title": "X"}',
  '{"kind": "question", "title": "X", "answer_type": "choice"}', '{"kind": "question", "title": "X", "answer_type": "choice", "choices": ["one"]}',
  '{"kind": "document", "title": "X", "url": "http://river.example"}', '{"kind": "consent", "title": " ", "body": "Y"}',
  '{"kind": "consent", "title": "X", "body": "Y", "position": "first"}', '{"kind": "question", "title": "X", "answer_type": "yes_no", "choices": ["a", "b"]}'
]) as step;
select lives_ok(format('select api.publish_onboarding_step(%L)', s), 'published') from unnest(array[:'consent', :'question', :'document']) as s;
select is((api.publish_onboarding_step(:'consent') ->> 'version')::integer, 1, 'publishing what has not changed makes no new version');

-- A client joins, and answers.
select tests.act_as('uma');
select tests.refuses(format('select api.my_onboarding(%L)', tests.id('river')), 'not_found', 'who is no client is asked nothing');
select is(
  api.join_organization('river', tests.client() - 'email') - 'client_id' - 'organization_id', '{"status": "pending", "open_steps": 2, "practitioner_id": null}', 'two things are asked of uma'
);
select is(
  (select array_agg(s ->> 'title' || ' ' || (s ->> 'is_open')) from jsonb_array_elements(api.my_onboarding(tests.id('river')) -> 'steps') as s),
  array['Care true', 'Allergies? true', 'House rules true'], 'and one more that she need not accept'
);
select tests.refuses(format('select api.answer_onboarding_step(%L, %s, %L)', step, version, answer), word, description)
from (values
  (:'consent'::uuid, 1, 'false', 'invalid_argument', 'not agreeing is no answer'), (:'consent', 0, 'true', 'illegal_transition', 'a version that is not asked'),
  (:'question', 1, '"perhaps"', 'invalid_argument', 'a choice that there is not'), (:'question', 1, 'true', 'invalid_argument', 'true to a choice'),
  (tests.id('nobody'), 1, 'true', 'not_found', 'an unknown step')
) as bad (step, version, answer, word, description);
select is(api.answer_onboarding_step(:'consent', 1, 'true') - 'client_id', '{"status": "pending", "open_steps": 1}', 'she agrees');
select is(api.answer_onboarding_step(:'consent', 1, 'true') - 'client_id', '{"status": "pending", "open_steps": 1}', 'twice, which is once');
select is(api.answer_onboarding_step(:'question', 1, '"no"') - 'client_id', '{"status": "complete", "open_steps": 0}', 'answers, and is done');
select is((select onboarding_status from api.memberships), 'complete', 'as her membership says');
select is((select count(*) from api.consents), 1::bigint, 'there is one consent in her history');
select is(tests.as_owner($$ select count(*)::text from app.audit_log where action = 'intake_answer.created' and after ? 'answer' $$), '0', 'the audit log does not know what she answered');

-- Another text asks again; a reworded question does not.
select tests.act_as('cleo');
select pg_temp.saved('{"title": "Any allergies?", "answer_type": "choice", "choices": ["yes", "no"]}', :'question') as saved \gset
select is(api.publish_onboarding_step(:'question') ->> 'pending_clients', '1', 'a reworded question leaves her complete: ben alone is pending');
select pg_temp.saved('{"title": "Care", "body": "We keep notes for ten years."}', :'consent') as saved \gset
select is((select onboarding_status from api.clients where email = 'uma@example.com'), 'complete', 'a draft changes nothing');
select is(api.publish_onboarding_step(:'consent') - 'step_id' - 'retired_at', '{"version": 2, "is_changed": false, "pending_clients": 2}', 'a consent to another text is asked again');
select tests.act_as('uma');
select tests.refuses(format('select api.answer_onboarding_step(%L, 1, %L)', :'consent', 'true'), 'illegal_transition', 'nobody agrees to the old text any more');
select is(api.answer_onboarding_step(:'consent', 2, 'true') ->> 'status', 'complete', 'uma agrees to the new one');
select results_eq('select version, body from api.consents order by version', $$ values (1, 'We keep notes.'), (2, 'We keep notes for ten years.') $$, 'what she agreed to, and when, stays');

-- Withdrawn: the record stays, the step is open again.
select consent_id as given from api.consents where version = 2 \gset
select is(api.withdraw_consent(:'given') - 'client_id', '{"status": "pending", "open_steps": 1}', 'she withdraws it');
select lives_ok(format('select api.withdraw_consent(%L)', :'given'), 'twice is no error');
select is((select row(withdrawn_at, withdrawn_by)::text from api.consents where consent_id = :'given'), row(app.now(), 'user:' || tests.id('uma.user'))::text, 'who and when is kept');
select is(api.answer_onboarding_step(:'consent', 2, 'true') ->> 'status', 'complete', 'she may agree again');
select is(api.answer_onboarding_step(:'document', 1, 'true') ->> 'status', 'complete', 'and accepts the rules');
select tests.refuses(format('select api.withdraw_consent(%L)', (select consent_id from api.consents where step_id = :'document')), 'illegal_transition', 'which cannot be undone');
select tests.act_as('owner');
select throws_ok($$ update app.consents set given_at = given_at - interval '1 day' $$, 'PT403', 'not_allowed', 'not even the owner dates a consent back');

-- Who reads it.
select client_id as uma from app.clients where email = 'uma@example.com' \gset
select tests.act_as('ada');
select is((select count(*) from api.consents), 0::bigint, 'ada sees nothing of a client who is not hers');
select tests.refuses(format('select api.client_onboarding(%L)', :'uma'), 'not_allowed', 'nor what she answered');
select tests.refuses(format('select api.publish_onboarding_step(%L)', :'consent'), 'not_allowed', 'nor does she change what is asked');
select tests.act_as('cleo');
select lives_ok(format('select api.assign_practitioner(%L, %L)', :'uma', tests.id('ada')), 'she is given to ada');
select tests.act_as('ada');
select is((select s ->> 'answer' from jsonb_array_elements(api.client_onboarding(:'uma') -> 'steps') as s where s ->> 'kind' = 'question'), 'no', 'who now reads the answers');
select is((select count(*) from api.consents), 4::bigint, 'and the consents');
select is_empty('select * from app.intake_answers', 'and never by the table');
select is(tests.as_owner(format('select count(*)::text from app.audit_log where action = %L and entity_id = %L', 'intake.read', :'uma')), '1', 'that she looked is on record');
select tests.act_as('cleo');
select api.change_role_permission(tests.id('river'), 'practitioner', 'view_clients', false) ->> 'granted';
select tests.act_as('ada');
select tests.refuses(format('select api.client_onboarding(%L)', :'uma'), 'not_allowed', 'where practitioners may see no clients, ada reads no answers either');
select is((select count(*) from api.consents), 0::bigint, 'and no consents');
select tests.act_as('hal');
select is_empty('select * from api.onboarding_steps', 'another practice sees no steps');
select tests.refuses(format('select api.client_onboarding(%L)', :'uma'), 'not_found', 'no client');
select tests.refuses(format('select api.retire_onboarding_step(%L)', :'consent'), 'not_found', 'and retires nothing');
select tests.refuses(format('select api.withdraw_consent(%L)', :'given'), 'not_found', 'nor withdraws in another''s name');
select tests.act_as('anon');
select tests.forbids(format('select api.my_onboarding(%L)', tests.id('river')), 'anon is asked nothing');

-- Retired: nobody is asked, and nobody is held up.
select tests.act_as('cleo');
select is((api.retire_onboarding_step(:'consent') ->> 'retired_at')::timestamptz, app.now(), 'cleo retires the consent');
select is(api.retire_onboarding_step(:'question') ->> 'pending_clients', '0', 'with nothing required left nobody is pending');
select is(api.publish_onboarding_step(:'consent') ->> 'version', '2', 'published again it is what it was');
select is((select onboarding_status from api.clients where email = 'uma@example.com'), 'complete', 'and what was agreed to it still counts');
