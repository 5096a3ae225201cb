-- review_booking and review_by_token: only what took place, only by its client, only once.
-- req: CP-9.1 CP-9.2 CP-9.3 CP-9.4 CP-9.6 CP-14.7 DR-6.1
select tests.freeze();
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as attended \gset
select tests.book('single', '2027-01-05 14:00', 'ben@example.com') as missed \gset
select tests.book('single', '2027-01-06 10:00', 'ben@example.com') as coming \gset
select tests.book('single', '2027-01-07 10:00', 'ben@example.com') as cancelled \gset
select status from api.cancel_booking(:'cancelled');
select tests.act_as('anon');
select tests.book('single', '2027-01-05 16:00') as by_link \gset
select tests.token(:'by_link', 'the-token-of-gil');
select tests.token(:'attended', 'the-token-of-ben');
select tests.refuses($$ select api.review_by_token('the-token-of-gil', 5) $$, 'illegal_transition', 'nobody reviews before it took place');
select tests.freeze('2027-01-05 23:00+00');
select tests.act_as('ada');
select status from api.complete_booking(:'attended');
select status from api.complete_booking(:'by_link');
select status from api.mark_no_show(:'missed');

create function pg_temp.refused(p_who text, p_booking uuid, p_word text, p_description text, p_rest text default '5') returns text language plpgsql as $$
begin
  perform tests.act_as(p_who);
  return tests.refuses(format('select api.review_booking(%L, %s)', p_booking, p_rest), p_word, p_description);
end;
$$;
grant execute on function pg_temp.refused(text, uuid, text, text, text) to public;
select pg_temp.refused('ben', :'missed', 'illegal_transition', 'not of what one missed');
select pg_temp.refused('ben', :'coming', 'illegal_transition', 'nor of what is to come');
select pg_temp.refused('ben', :'cancelled', 'illegal_transition', 'nor of what was cancelled');
select pg_temp.refused('ada', :'attended', 'not_allowed', 'practitioners write none of themselves');
select pg_temp.refused('cleo', :'attended', 'not_allowed', 'nor do admins');
select pg_temp.refused('uma', :'attended', 'not_found', 'to strangers there is no booking');
select pg_temp.refused('eve', :'attended', 'not_found', 'nor to other practices');
select pg_temp.refused('ben', :'by_link', 'not_found', 'another client''s is none either');
select pg_temp.refused('ben', :'attended', 'invalid_argument', format('a rating is no %s', rest), rest)
from unnest(array['0', '6', 'null', '-1', '5, null, 11', '5, null, -1', format('5, %L', repeat('x', 2001)), 'rating => 5, comment => E''a\tb\x07''']) as rest;

-- Stars alone are enough.
select tests.act_as('anon');
select api.review_of_token('the-token-of-gil') as before \gset
select is(:'before'::jsonb ->> 'can_review', 'true', 'the link says that it can be reviewed');
select is(:'before'::jsonb ->> 'asked', 'false', 'a therapy practice does not ask for it');
select is(api.review_by_token('the-token-of-gil', 3, E' \n') ->> 'rating', '3', 'by the link in the mail');
select tests.refuses($$ select api.review_by_token('the-token-of-gil', 5) $$, 'already_rated', 'once');
select is(api.review_of_token('the-token-of-gil') -> 'can_review', 'false', 'and no more');
select tests.refuses($$ select api.review_by_token('made up', 5) $$, 'token_invalid', 'a link that is none opens nothing');
select tests.refuses($$ select api.review_of_token('made up') $$, 'token_invalid', 'nor does it say anything');

-- With words.
select tests.act_as('ben');
select results_eq('select booking_id, practitioner_name, asked from api.bookings_to_review()', format('values (%L::uuid, ''Ada'', false)', :'attended'),
  'ben may say something of what he attended, nobody asks him');
select tests.act_as('owner');
update app.organizations set ask_for_reviews = true where slug = 'river';
select tests.act_as('ben');
-- req: CP-4.6
select is((select asked from api.bookings_to_review()), true, 'unless the practice asks its clients');
-- req: CP-9.1 CP-9.2 CP-9.3 CP-9.4 CP-9.6 CP-14.7 DR-6.1
select api.review_booking(:'attended', 5, E'  I felt heard.\r\nThank you.  ', 9, 'one review only') as answer \gset
select is(api.review_booking(:'attended', 5, E'  I felt heard.\r\nThank you.  ', 9, 'one review only'), :'answer'::jsonb, 'sent twice, it is one');
select pg_temp.refused('ben', :'attended', 'already_rated', 'a second is refused', '1');
select tests.act_as('anon');
select tests.refuses($$ select api.review_by_token('the-token-of-ben', 1) $$, 'already_rated', 'by the link, too');
select tests.act_as('ben');
select is_empty('select * from api.bookings_to_review()', 'there is nothing left to say');
select results_eq('select booking_id, client_id, rating, comment, recommend from api.reviews',
  format($$ values (%L::uuid, %L::uuid, 5::smallint, E'I felt heard.\nThank you.', 9::smallint) $$, :'attended', tests.id('ben')), 'it is kept with the booking');
select is(tests.audited(:'answer'::jsonb ->> 'review_id'), array['review.created by user:' || tests.id('ben.user')], 'and audited');
select tests.act_as('owner');
select is_empty($$ select from api.audit_log as a where a::text like '%felt heard%' union all select from app.idempotency_keys as k where k::text like '%felt heard%' $$,
  'what was written stands in the review alone, where it can be erased');

-- The practitioner hears of it, without a word of it.
select tests.act_as('ada');
select results_eq($$ select booking_id, starts_at from api.notifications where topic = 'review.created' order by starts_at $$,
  format($$ values (%L::uuid, tests.at('2027-01-05 10:00')), (%L::uuid, tests.at('2027-01-05 16:00')) $$, :'attended', :'by_link'), 'ada is told of both');

-- Each seat of a group has its own.
select tests.act_as('anon');
select tests.book('group', '2027-01-06 14:00', 'hana@example.com') as hana \gset
select tests.book('group', '2027-01-06 14:00', 'iris@example.com') as iris \gset
select tests.token(:'hana', 'the-token-of-hana');
select tests.token(:'iris', 'the-token-of-iris', '2027-02-05 20:00+00');
select tests.freeze('2027-01-06 23:00+00');
select tests.act_as('ada');
select status from api.complete_booking(:'hana');
select status from api.complete_booking(:'iris');
select tests.act_as('anon');
select is(api.review_by_token('the-token-of-hana', 5) ->> 'rating', '5', 'one seat');
select tests.freeze('2027-02-05 19:00+00');
select is(api.review_by_token('the-token-of-iris', 4) ->> 'rating', '4', 'and the other, 29 days later');
select is((select rating_count || ' ' || rating_average from api.practitioners where slug = 'ada'), '4 4.25', 'all four make the average');
select tests.freeze('2027-02-06 19:00+00');
select tests.refuses($$ select api.review_of_token('the-token-of-iris') $$, 'token_expired', 'after 30 days the link ends');
select tests.act_as('ben');
select is_empty('select * from api.bookings_to_review()', 'and nobody is asked for ever');
