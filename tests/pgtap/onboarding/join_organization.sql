-- req: CP-1.1 CP-2.4 CP-6.1 CP-6.2 CP-6.3 CP-6.4 CP-6.5 CP-6.7
select tests.freeze();
insert into auth.users (id, email, email_confirmed_at, confirmation_sent_at) values
  (tests.id('uma.user'), 'Uma@example.com', tests.at('2027-01-04 07:00'), tests.at('2027-01-04 06:00')),
  (tests.id('ben.user'), 'ben@example.com', tests.at('2027-01-04 07:00'), null),
  (tests.id('eve.user'), 'eve@example.com', null, tests.at('2027-01-04 06:00'));
update app.practitioners set max_clients = 1 where practitioner_id = tests.id('ada');
update app.practitioners set accepting_clients = false where practitioner_id = tests.id('dan');
select tests.client() - 'email' as details \gset

select tests.act_as('uma');
select is_empty('select * from api.memberships', 'uma belongs nowhere yet');
select tests.everything() as before \gset
select tests.refuses(format('select api.join_organization(%L, %L, %L)', slug, details, practitioner), word, description)
from (values
  ('river', :'details', tests.id('ada'), 'practitioner_full', 'ada cares for ben, and for nobody more'),
  ('river', :'details', tests.id('dan'), 'not_accepting_clients', 'dan takes nobody new'),
  ('river', :'details', tests.id('eve'), 'not_found', 'eve works elsewhere'),
  ('nowhere', :'details', null, 'not_found', 'a practice that does not exist'),
  ('river', (:'details'::jsonb - 'consent')::text, null, 'consent_required', 'without consent'),
  ('river', (:'details'::jsonb - 'phone')::text, null, 'invalid_argument', 'without a phone number'),
  ('river', null, null, 'invalid_argument', 'without any details'),
  ('river', '[]', null, 'invalid_argument', 'with something else than details')
) as bad (slug, details, practitioner, word, description);
select is(tests.everything(), :'before', 'and nothing of it is kept: no profile without the practitioner who was chosen');
select is((select array_agg(display_name) from api.practitioner_places where organization_id = tests.id('river') and takes_new_clients), null, 'neither is offered to choose from');

select api.join_organization('river', :'details', null, 'a key of uma') as joined \gset
select is(:'joined'::jsonb - 'client_id', jsonb_build_object(
  'status', 'complete', 'open_steps', 0, 'organization_id', tests.id('river'), 'practitioner_id', null
), 'with nobody chosen she is a client, and as nothing is asked of her, she has no steps to take');
select is(
  (select row(name, email, phone, time_zone, locale, onboarding_status, practitioner_id)::text from api.clients),
  '("Gil Guest",uma@example.com,"+1 416 555 0100",America/Toronto,en-CA,complete,)', 'a profile with defaults: the practice''s zone, the account''s address'
);
select is((select array_agg(role || ' ' || onboarding_status) from api.memberships), array['client complete'], 'her role is client');
select is(api.join_organization('river', :'details', null, 'a key of uma'), :'joined', 'the same key repeats the answer');
select is(api.join_organization('river', :'details'), :'joined', 'and joining twice is joining once');
select tests.act_as('cleo');
select is(
  (select array_agg(email) from api.client_list where practitioner_id is null and has_account), array['uma@example.com'], 'an admin finds her among those who wait for somebody'
);

select tests.act_as('owner');
update app.practitioners set max_clients = 2 where practitioner_id = tests.id('ada');
select tests.act_as('uma');
select is((select array_agg(display_name) from api.practitioner_places where organization_id = tests.id('river') and takes_new_clients), array['Ada'], 'now ada has a place');
select is(api.join_organization('river', :'details', tests.id('ada')) ->> 'practitioner_id', tests.id('ada')::text, 'which uma takes');
select is((select practitioner_id from api.clients), tests.id('ada'), 'ada cares for her');
select tests.as_owner(format('update app.practitioners set accepting_clients = true where practitioner_id = %L returning 1', tests.id('dan')));
select tests.refuses(format('select api.join_organization(%L, %L, %L)', 'river', :'details', tests.id('dan')), 'illegal_transition', 'from whom she does not walk to dan by herself');
select is((select array_agg(display_name) from api.practitioner_places where organization_id = tests.id('river') and takes_new_clients), array['Dan'], 'and ada is full again');

select tests.act_as('eve');
select tests.refuses(format('select api.join_organization(%L, %L)', 'river', :'details'), 'not_allowed', 'an address must be confirmed first');
select tests.act_as('anon');
select tests.forbids(format('select api.join_organization(%L, %L)', 'river', :'details'), 'and without an account nobody joins');

-- What a proven address was a client with becomes the account's; what was only typed does not.
select tests.book('hill.single', '2027-01-05 10:00', 'uma@example.com', 'eve') as umas \gset
select tests.book('hill.single', '2027-01-05 12:00', 'ben@example.com', 'eve') as bens \gset
select tests.act_as('uma');
select is_empty('select * from api.bookings', 'before she joins she does not see what she booked without an account');
select lives_ok(format('select api.join_organization(%L, %L)', 'hill', :'details'), 'uma joins where she has booked before');
select is((select array_agg(booking_id) from api.bookings), array[:'umas'::uuid], 'and there her booking is');
select is(tests.as_owner($$ select count(*)::text from app.clients where email = 'uma@example.com' and organization_id = tests.id('hill') $$), '1', 'as the same client');
select tests.act_as('ben');
select lives_ok(format('select api.join_organization(%L, %L)', 'hill', :'details'), 'ben joins, too');
select is_empty('select * from api.bookings', 'but his address was never proved by a mail, so it opens nothing');
