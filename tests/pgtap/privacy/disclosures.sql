-- req: TS-13
-- Who looked at what of a client is known.
select tests.freeze();
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as visit \gset
select is(api.client_record(tests.id('ben')) ->> 'name', 'Ben', 'ben opens his own record');
select tests.act_as('ada');
select is(
  api.client_record(tests.id('ben')), (select to_jsonb(l) from api.client_list as l where l.client_id = tests.id('ben')), 'ada opens the record of her client'
);
select tests.freeze('2027-01-04 13:30+00');
select api.client_record(tests.id('ben')) is not null as seen \gset
select tests.freeze('2027-01-04 14:00+00');
select api.client_record(tests.id('ben')) is not null as seen \gset
select tests.act_as('dan');
select tests.refuses(format('select api.client_record(%L)', tests.id('ben')), 'not_found', 'dan does not see him');
select tests.act_as('hal');
select tests.refuses(format('select api.client_record(%L)', tests.id('ben')), 'not_found', 'nor does another organization''s admin');
select tests.act_as('anon');
select tests.forbids(format('select api.client_record(%L)', tests.id('ben')), 'nor may anon ask');
select tests.act_as('cleo');
select api.place_legal_hold(tests.id('ben'), 'Claim 3');
select is(api.client_record(tests.id('ben')) -> 'legal_hold' ->> 'reason', 'Claim 3', 'an admin is told of a hold');
select api.export_client(tests.id('ben')) is not null as exported \gset

select results_eq(
  format('select who, name, role, what, at from api.disclosures_of_client(%L)', tests.id('ben')),
  format($$ values
    ('user:%1$s', 'Ada', 'practitioner', 'record', '2027-01-04 14:00+00'::timestamptz), ('user:%2$s', 'Cleo', 'admin', 'export', '2027-01-04 14:00+00'),
    ('user:%2$s', 'Cleo', 'admin', 'record', '2027-01-04 14:00+00'), ('user:%1$s', 'Ada', 'practitioner', 'record', '2027-01-04 13:00+00') $$,
    tests.id('ada.user'), tests.id('cleo.user')),
  'each look once an hour; what ben does himself is no disclosure'
);

-- What a breach touched.
select api.breach_report(tests.id('river'), '2027-01-04 13:00+00', '2027-01-04 14:00+00', 'user:' || tests.id('ada.user')) as breach \gset
select is(
  jsonb_path_query_array(:'breach'::jsonb, '$.clients[*].name') || (:'breach'::jsonb #> '{clients,0,what}') || (:'breach'::jsonb -> 'actor_name'),
  '["Ben", "client.record", "Ada"]', 'ada opened ben''s record in that hour'
);
select is(api.breach_report(tests.id('river'), '2027-01-03', '2027-01-04') -> 'clients', '[]', 'the day before nobody was touched');
select is(
  array(select jsonb_array_elements_text(api.breach_report(tests.id('river'), '2027-01-04', '2027-01-05') #> '{clients,0,actors}')) @> array['user:' || tests.id('ben.user')], true,
  'by all: whoever changed something is in it'
);
select tests.refuses(format($$ select api.breach_report(%L, '2027-01-05', '2027-01-04') $$, tests.id('river')), 'invalid_argument', 'an end before its beginning');
-- What is most one's own: notes, answers and what was written.
select tests.act_as('owner');
select conversation_id as talk from app.conversations where client_id = tests.id('ben') \gset
insert into app.data_keys (key_id, organization_id, master_key_id, wrapped) values (gen_random_uuid(), tests.id('river'), 'm1', sha512('x')) returning key_id \gset
insert into app.notes (note_id, organization_id, booking_id, visibility, author_id, author_role, author_name, key_id, sealed, signed_at)
values (gen_random_uuid(), tests.id('river'), :'visit', 'private', tests.id('ada.user'), 'practitioner', 'Ada', :'key_id', sha512('y'), app.now());
select tests.act_as('ben');
select api.send_message(:'talk', 'A secret') is not null as sent \gset
select tests.freeze('2027-01-04 16:00+00');
select tests.act_as('ada');
select api.mark_conversation_read(:'talk', 1), api.client_onboarding(tests.id('ben')), api.read_notes(:'visit');
select tests.act_as('cleo');
select is(
  api.breach_report(tests.id('river'), '2027-01-04 16:00+00', '2027-01-04 17:00+00', 'user:' || tests.id('ada.user')) #> '{clients,0,what}',
  '["conversation.read", "intake.read", "note.read"]', 'notes, answers and messages that were read are in it'
);
select tests.act_as('anon');
select tests.book('single', '2027-01-06 10:00') as of_gil \gset
select tests.act_as('cleo');
select is(
  api.breach_report(tests.id('river'), '2027-01-04 16:00+00', '2027-01-04 17:00+00', 'client:gil@example.com') #> '{clients,0,actors}', '["client:gil@example.com"]',
  'and what somebody did by a link, by the address'
);
select tests.act_as('ada');
select tests.refuses(format($$ select api.breach_report(%L, '2027-01-04', '2027-01-05') $$, tests.id('river')), 'not_allowed', 'not for practitioners');
select tests.refuses(format('select * from api.disclosures_of_client(%L)', tests.id('ben')), 'not_allowed', 'nor who looked');
select tests.act_as('hal');
select tests.refuses(format($$ select api.breach_report(%L, '2027-01-04', '2027-01-05') $$, tests.id('river')), 'not_found', 'nor for another organization''s admin');

-- Append-only.
select tests.act_as('owner');
select throws_ok(statement, '42501', null, format('the owner: %s', statement))
from unnest(array['update app.disclosures set what = ''export''', 'delete from app.disclosures', 'truncate app.disclosures']) as statement;

-- ben asks to be forgotten.
select tests.act_as('ben');
select is((api.ask_for_erasure(tests.id('river')) ->> 'answer_by')::timestamptz, app.now() + interval '30 days', 'ben asks, and hears by when');
select api.ask_for_erasure(tests.id('river'));
select is((select count(*) from api.erasure_requests), 1::bigint, 'once');
select tests.refuses(format('select api.ask_for_erasure(%L)', tests.id('hill')), 'not_found', 'not where he is no client');
select tests.act_as('cleo');
select is((select client_name from api.erasure_requests), 'Ben', 'and cleo sees that he asks');
select tests.act_as('hal');
select is_empty('select * from api.erasure_requests', 'hal does not');
