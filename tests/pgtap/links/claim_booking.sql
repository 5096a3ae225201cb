-- req: BM-R11
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select tests.book('single', '2027-01-06 10:00') as other \gset
select tests.token(:'booking_id', 'the-token-of-gil');
select tests.forbids($$ select api.claim_booking('the-token-of-gil') $$, 'without an account there is nothing to tie to');

select tests.act_as('eve');
select is((select count(*) from api.bookings), 0::bigint, 'a signed-in stranger sees none of gil''s bookings');
select tests.refuses($$ select api.claim_booking('the-token-of-giL') $$, 'token_invalid', 'an altered token ties nothing');
select is(api.claim_booking('the-token-of-gil') ->> 'booking_id', :'booking_id', 'whoever has the link ties the booking to the own account');
select bag_eq('select booking_id from api.bookings', array[:'booking_id']::uuid[], 'that one, and no other booking of the same address');
select tests.everything() as before \gset
select lives_ok($$ select api.claim_booking('the-token-of-gil') $$, 'twice is no error');
select is(tests.everything(), :'before', 'and writes nothing');

select tests.act_as('ben');
select tests.refuses($$ select api.claim_booking('the-token-of-gil') $$, 'not_allowed', 'another account is refused from then on');

-- ben has a client of his own already: what he booked without signing in joins it.
select tests.act_as('anon');
select tests.book('single', '2027-01-07 10:00', 'ben@example.com') as bens \gset
select tests.token(:'bens', 'the-token-of-ben');
select tests.act_as('ben');
select lives_ok($$ select api.claim_booking('the-token-of-ben') $$, 'an account with a client of its own');
select isnt_empty(format('select from api.bookings where booking_id = %L', :'bens'), 'has the booking now');
