-- A service for those who have answered what the practice requires.
-- req: CP-6.7
select tests.freeze();
insert into auth.users (id, email, email_confirmed_at) values (tests.id('uma.user'), 'uma@example.com', tests.at('2027-01-04 07:00'));
select tests.act_as('anon');
select tests.hold('single', '2027-01-06 10:00') as early \gset
select tests.act_as('cleo');
update api.services set requires_onboarding = true where service_id = tests.id('single');
select api.save_onboarding_step(tests.id('river'), '{"kind": "consent", "title": "Care", "body": "We keep notes."}') ->> 'step_id' as step \gset
select api.publish_onboarding_step(:'step') ->> 'version' as version \gset

create function pg_temp.hold() returns text language sql as $$
  select format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00'));
$$;
select tests.act_as('anon');
select is((select bool_and(requires_onboarding) from api.offers where service_id = tests.id('single')), true, 'everybody sees that it is for clients');
select tests.refuses(pg_temp.hold(), 'onboarding_required', 'a visitor is told to sign up');
select tests.refuses(
  format('select api.confirm_hold(%L, %L)', :'early', tests.client()), 'onboarding_required', 'also one who held a time before that was asked'
);
select is(tests.claims(), 1::bigint, 'the time stays held, so that there is time to join');
select tests.refuses(
  format('select api.join_waitlist(%L, %L, %L, %L, %L)', tests.id('single'), '2027-01-05', '2027-01-05', tests.client(), tests.id('ada')), 'onboarding_required', 'nor does one wait for it'
);
select lives_ok(format('select tests.hold(%L, %L)', 'group', '2027-01-07 10:00'), 'other services are as before');

select tests.act_as('uma');
select tests.refuses(pg_temp.hold(), 'onboarding_required', 'an account alone is no client');
select lives_ok(format('select api.join_organization(%L, %L)', 'river', tests.client() - 'email'), 'uma joins');
select tests.refuses(pg_temp.hold(), 'onboarding_required', 'and has something to answer');
select is(api.answer_onboarding_step(:'step', 1, 'true') ->> 'status', 'complete', 'which she does');
select lives_ok(pg_temp.hold(), 'now the service is hers to book');
select lives_ok(format('select api.confirm_hold(%L, %L)', :'early', tests.client('uma@example.com')), 'with the time that was held meanwhile');
select tests.act_as('ada');
select lives_ok(
  format('select api.create_booking(%L, %L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-08 10:00'), tests.client()), 'ada books whom she knows on paper'
);
