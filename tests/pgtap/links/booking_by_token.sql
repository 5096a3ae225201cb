-- req: BM-R11 BM-S7 BM-Q1 BM-Q2
select tests.freeze();
select tests.act_as('anon');
select tests.book('limited', '2027-01-07 10:00') as booking_id \gset
select tests.book('single', '2027-01-07 14:00', 'hana@example.com') as other \gset
select tests.token(:'booking_id', 'the-token-of-gil');
select tests.token(:'other', 'the-token-of-hana');

-- It works.
select api.booking_by_token('the-token-of-gil') as seen \gset
select is(
  :'seen'::jsonb - 'reference',
  jsonb_build_object(
    'status', 'confirmed', 'starts_at', tests.at('2027-01-07 10:00'), 'ends_at', tests.at('2027-01-07 10:30'), 'time_zone', 'America/Toronto',
    'organization', '{"name": "River Therapy", "slug": "river"}'::jsonb,
    'practitioner', jsonb_build_object('practitioner_id', tests.id('ada'), 'display_name', 'Ada', 'slug', 'ada', 'time_zone', 'America/Toronto'),
    'service', jsonb_build_object('service_id', tests.id('limited'), 'name', 'Short visit', 'duration_minutes', 30),
    'place', '{"kind": "in_person", "address": null, "video_url": null}'::jsonb,
    'client', '{"name": "Gil Guest"}'::jsonb,
    'allowed_actions', '["reschedule", "cancel"]'::jsonb,
    'policy', jsonb_build_object('change_notice_minutes', 720, 'changeable_until', tests.at('2027-01-06 22:00'))
  ),
  'gil sees his booking, what he may do with it, and until when'
);
select isnt(api.booking_by_token('the-token-of-hana') ->> 'reference', :'seen'::jsonb ->> 'reference', 'each token opens its own booking');
select unalike(:'seen'::text, '%' || :'booking_id' || '%', 'the answer carries no id of the booking');
select is(api.booking_by_token('the-token-of-gil'), :'seen'::jsonb, 'twice the same');

-- A token that opens nothing: the same answer whatever the reason.
select tests.everything() as before \gset
select tests.refuses(format('select api.booking_by_token(%L)', token), 'token_invalid', description)
from (values
  ('the-token-of-giL', 'an altered token'),
  ('the-token-of-gil ', 'a token with something added'),
  ('', 'an empty token'),
  (null, 'no token'),
  (:'booking_id', 'the booking''s id is no token'),
  (:'seen'::jsonb ->> 'reference', 'nor is its reference'),
  (encode(sha256('the-token-of-gil'), 'hex'), 'nor is the hash that the database keeps')
) as bad (token, description);
select is(tests.everything(), :'before', 'nothing was written');
select is(count(distinct api.booking_by_token(token)), 1::bigint, 'the refusals cannot be told apart') from unnest(array['a', 'b', '', null]) as token;

-- Late: the page shows it, and offers nothing.
select tests.freeze(tests.at('2027-01-06 22:00'));
select is(api.booking_by_token('the-token-of-gil') -> 'allowed_actions', '[]', 'within the notice nothing is offered');

-- Thirty days after.
select tests.act_as('owner');
update app.booking_tokens set expires_at = tests.at('2027-02-06 10:30') where booking_id = :'booking_id';
select tests.act_as('anon');
select tests.freeze(tests.at('2027-02-06 10:29'));
select is(api.booking_by_token('the-token-of-gil') ->> 'status', 'confirmed', 'until its end the link opens the booking');
select tests.freeze(tests.at('2027-02-06 10:30'));
select tests.refuses($$ select api.booking_by_token('the-token-of-gil') $$, 'token_expired', 'then it has expired');

-- Revoked, though the booking stands: replaced.
select tests.freeze();
select tests.act_as('owner');
update app.booking_tokens set revoked_at = app.now() where booking_id = :'other';
select tests.act_as('anon');
select tests.refuses($$ select api.booking_by_token('the-token-of-hana') $$, 'token_invalid', 'a revoked token opens nothing');

-- Cancelled: only that it is.
select tests.act_as('ada');
select status from api.cancel_booking(:'booking_id', 'a private reason');
select tests.act_as('anon');
select is(
  api.booking_by_token('the-token-of-gil') - 'reference',
  jsonb_build_object(
    'status', 'cancelled', 'starts_at', tests.at('2027-01-07 10:00'), 'ends_at', tests.at('2027-01-07 10:30'), 'time_zone', 'America/Toronto',
    'organization', '{"name": "River Therapy", "slug": "river"}'::jsonb, 'allowed_actions', '[]'::jsonb
  ),
  'of a cancelled booking the link tells only that it is cancelled'
);
select ok(
  tests.as_owner(format('select bool_and(revoked_at is not null) from app.booking_tokens where booking_id = %L', :'booking_id'))::boolean, 'its tokens are revoked'
);

-- Pending: it can be cancelled, not moved.
select tests.book('approval', '2027-01-08 10:00', 'iris@example.com') as pending \gset
select tests.token(:'pending', 'the-token-of-iris');
select is(api.booking_by_token('the-token-of-iris') -> 'allowed_actions', '["cancel"]', 'a request can be withdrawn');
