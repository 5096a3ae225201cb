-- req: BM-R6 BM-R8 BM-R9 BM-R11 BM-Q2
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select tests.book('limited', '2027-01-07 10:00', 'hana@example.com') as other \gset
select tests.token(:'booking_id', 'the-token-of-gil');
select tests.token(:'other', 'the-token-of-hana');

select tests.refuses(format('select api.cancel_by_token(%L)', token), 'token_invalid', description)
from (values ('the-token-of-giL', 'an altered token'), ('', 'an empty one'), (null, 'none'), (:'booking_id', 'the booking''s id')) as bad (token, description);
select tests.refuses(format('select api.cancel_by_token(%L, %L)', 'the-token-of-gil', repeat('x', 10240)), 'invalid_argument', 'a reason of 10 kB');

select is(api.cancel_by_token('the-token-of-gil', 'a cold') ->> 'status', 'cancelled', 'gil cancels by the link');
select is(
  tests.as_owner(format('select cancelled_by || '': '' || cancel_reason from app.bookings where booking_id = %L', :'booking_id')), 'client: a cold',
  'with a reason that his practitioner reads'
);
select is((tests.audited(:'booking_id'))[3], 'booking.cancelled by client:gil@example.com', 'the actor is the client by the address');
select lives_ok($$ select tests.hold('single', '2027-01-05 10:00') $$, 'the slot is free at once');
select tests.everything() as before \gset
select is(api.cancel_by_token('the-token-of-gil') ->> 'status', 'cancelled', 'cancelling twice is no error');
select is(tests.everything(), :'before', 'and writes nothing');
select is(tests.status(:'other'), 'confirmed', 'hana''s booking was never touched');

select tests.freeze(tests.at('2027-01-06 22:00'));
select tests.refuses($$ select api.cancel_by_token('the-token-of-hana') $$, 'too_late_to_change', 'within the notice it is refused');
select tests.freeze(tests.at('2027-06-02 10:00'));
select tests.refuses($$ select api.cancel_by_token('the-token-of-hana') $$, 'token_expired', 'and by an expired link');

select tests.freeze(tests.at('2027-01-07 10:10'));
select tests.act_as('ada');
select status from api.complete_booking(:'other');
select tests.act_as('anon');
select tests.refuses($$ select api.cancel_by_token('the-token-of-hana') $$, 'illegal_transition', 'what was attended is not cancelled');
