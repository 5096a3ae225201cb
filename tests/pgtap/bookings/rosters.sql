-- req: CP-3.6 CP-12.2
-- Who comes to a group is the practitioner's to know.
select tests.freeze();
select tests.act_as('ben');
select tests.book('group', '2027-01-05 10:00', 'ben@example.com') as bens \gset
select tests.act_as('anon');
select tests.book('group', '2027-01-05 10:00', 'zoe@example.com') as zoes \gset
select tests.book('single', '2027-01-05 13:00', 'kim@example.com');
select tests.act_as('ada');
select results_eq(
  $$ select taken, capacity, starts_at from api.rosters $$, $$ values (2, 3, tests.at('2027-01-05 10:00')) $$, 'the practitioner sees her group, and how many seats are taken'
);
select bag_eq(
  $$ select s ->> 'client_email' from api.rosters, jsonb_array_elements(seats) as s $$, array['ben@example.com', 'zoe@example.com'], 'and who has them'
);
select tests.act_as('cleo');
select is((select count(*) from api.rosters), 1::bigint, 'an admin too');
select is_empty('select from api.rosters', format('%s sees none', who)) from unnest(array['dan', 'eve', 'ben', 'uma']) as who cross join lateral tests.act_as(who);
select tests.act_as('anon');
select tests.forbids('select from api.rosters', 'a stranger may not ask');

-- One link for each seat, which opens that one only.
select tests.token(:'bens', 'the-link-of-ben'), tests.token(:'zoes', 'the-link-of-zoe');
select is(
  api.booking_by_token('the-link-of-zoe') ->> 'reference', tests.as_owner(format('select reference from app.bookings where booking_id = %L', :'zoes')), 'her link opens her seat'
);
select doesnt_match(api.booking_by_token('the-link-of-zoe')::text, 'ben', 'and nobody else''s');
select api.cancel_by_token('the-link-of-zoe') ->> 'status';
select is(tests.status(:'bens'), 'confirmed', 'what she does with it is of no concern to him');
select tests.act_as('ada');
select is((select taken from api.rosters), 1, 'the seat is free again');
