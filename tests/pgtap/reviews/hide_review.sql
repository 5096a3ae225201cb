-- What becomes of a review: answered, hidden, shown again, withdrawn; and what the public sees of it.
-- req: CP-9.5 DR-6.1 DR-2.1 DR-2.2
select tests.freeze('2027-01-04 13:00+00');
select tests.act_as('ben');
select tests.book('single', '2027-01-05 09:00', 'ben@example.com') as first \gset
select tests.book('single', '2027-01-05 11:00', 'ben@example.com') as second \gset
select tests.freeze('2027-01-31 23:30+00');
select tests.act_as('ada');
select status from api.complete_booking(:'first');
select status from api.complete_booking(:'second');
select tests.act_as('cleo');
select api.register_webhook_endpoint(tests.id('river'), 'https://hooks.example', array['review.created']) ->> 'endpoint_id' as endpoint_id \gset
select tests.act_as('ben');
select api.review_booking(:'first', 5, 'Ben says: very good.', 10) ->> 'review_id' as good \gset
select tests.freeze('2027-02-01 05:30+00');
select api.review_booking(:'second', 2, 'Cleo was rude.') ->> 'review_id' as bad \gset
select tests.act_as('owner');
select results_eq(
  $$ select data ->> 'rating', array(select jsonb_object_keys(data) order by 1) from app.webhook_deliveries where event_type = 'review.created' order by position $$,
  $$ select v.*, array['booking_id', 'organization_id', 'practitioner_id', 'rating', 'review_id'] from (values ('5'), ('2')) as v $$,
  'endpoints are told ids and the rating'
);
select ok(app.webhook_payload(d, true) -> 'data' -> 'client' is null, 'and not who it is, even with detail') from app.webhook_deliveries as d where d.subject_id = :'good';

create function pg_temp.rated() returns text language sql as $$
  select p.rating_count || ' ' || coalesce(p.rating_average::text, 'none') from api.practitioners as p where p.slug = 'ada';
$$;
create function pg_temp.shown() returns text[] language sql as $$
  select array_agg(concat_ws(' ', r.rating, r.comment, r.month, r.answer, r.answered_month)) from api.practitioner_reviews(tests.id('ada')) as r;
$$;
create function pg_temp.refused(p_who text, p_sql text, p_word text, p_description text) returns text language plpgsql as $$
begin
  perform tests.act_as(p_who);
  return tests.refuses(p_sql, p_word, p_description);
end;
$$;
grant execute on function pg_temp.rated(), pg_temp.shown(), pg_temp.refused(text, text, text, text) to public;

select tests.act_as('anon');
select is(pg_temp.rated(), '2 3.50', 'the profile says how many and the average');
-- The month is that of the practitioner: in Toronto it was still January, then February.
select is(pg_temp.shown(), array['2 Cleo was rude. 2027-02-01', '5 Ben says: very good. 2027-01-01'], 'newest first, with the month and nothing about who or when');
select is((select array_agg(r.rating) from api.practitioner_reviews(tests.id('ada'), 1) as r), '{2}', 'a page');
select is((select array_agg(r.rating) from api.practitioner_reviews(tests.id('ada'), 1, :'bad') as r), '{5}', 'and the next');
select tests.refuses(format('select * from api.practitioner_reviews(%L, 51)', tests.id('ada')), 'invalid_argument', 'fifty at most');
select is((select string_agg(f.slug || ' ' || f.rating_count || ' ' || f.rating_average, ',') from api.search_practitioners(min_rating => 3.5) as f), 'ada 2 3.50', 'search finds by rating');
select is_empty($$ select * from api.search_practitioners(min_rating => 3.6) $$, 'and not who has less');
select is((select count(*) from api.search_practitioners()), 3::bigint, 'who has none is found without the wish');
select tests.refuses('select * from api.search_practitioners(min_rating => 6)', 'invalid_argument', 'there is no six');

-- Answered.
select tests.act_as('ada');
select ok(api.answer_review(:'good', ' Thank you. ') ->> 'answered_at' is not null, 'ada answers');
select api.answer_review(:'good', 'Thank you, come again.') ->> 'review_id';
select is((pg_temp.shown())[2], '5 Ben says: very good. 2027-01-01 Thank you, come again. 2027-02-01', 'and changes her answer, in public');
select api.answer_review(:'good', '') ->> 'review_id';
select is((pg_temp.shown())[2], '5 Ben says: very good. 2027-01-01', 'and takes it back');
select api.answer_review(:'good', 'Thank you.') ->> 'review_id';
select pg_temp.refused(who, format('select api.answer_review(%L, ''No'')', :'good'), word, who || ' does not answer for her')
from (values ('dan', 'not_allowed'), ('cleo', 'not_allowed'), ('ben', 'not_found'), ('eve', 'not_found'), ('hal', 'not_found')) as w (who, word);
select pg_temp.refused('ada', format('select api.answer_review(%L, %L)', :'good', repeat('x', 2001)), 'invalid_argument', 'an answer is short');

-- Hidden.
select pg_temp.refused(who, format('select api.hide_review(%L, ''I do not like it'')', :'bad'), word, who || ' does not hide it')
from (values ('ada', 'not_allowed'), ('dan', 'not_allowed'), ('ben', 'not_found'), ('hal', 'not_found'), ('uma', 'not_found')) as w (who, word);
select pg_temp.refused('cleo', format('select api.hide_review(%L, '' '')', :'bad'), 'invalid_argument', 'an admin does, for a reason');
select ok(api.hide_review(:'bad', 'It insults an employee.') ->> 'hidden_at' is not null, 'that is kept');
select api.hide_review(:'bad', 'Twice is no error.') ->> 'review_id';
select is((select hidden_reason from api.reviews where review_id = :'bad'), 'It insults an employee.', 'the first reason stands');
select is(pg_temp.rated(), '1 5.00', 'it does not count');
select tests.act_as('anon');
select is(pg_temp.shown(), array['5 Ben says: very good. 2027-01-01 Thank you. 2027-02-01'], 'nor is it shown');
select is((select array_agg(r.rating) from api.practitioner_reviews(tests.id('ada'), 1, :'bad') as r), '{5}', 'who was on that page finds the next all the same');
select tests.act_as('ben');
select is((select hidden_at is not null and hidden_reason is null from api.reviews where review_id = :'bad'), true, 'its client sees that it is hidden; the reason is the practice''s');
select tests.act_as('ada');
select is((select hidden_reason from api.reviews where review_id = :'bad'), 'It insults an employee.', 'the practitioner sees why');
select tests.act_as('cleo');
select is(api.show_review(:'bad') ->> 'hidden_at', null, 'shown again');
select is(pg_temp.rated(), '2 3.50', 'it counts again');
select is(tests.audited(:'bad'), array[
  'review.created by user:' || tests.id('ben.user'), 'review.hidden by user:' || tests.id('cleo.user'), 'review.shown by user:' || tests.id('cleo.user')
], 'each is audited once');
select is((select after ->> 'hidden_reason' from api.audit_log where entity_id = :'bad' and action = 'review.hidden'), 'It insults an employee.', 'with the reason');

-- Who sees whose.
select tests.act_as('dan');
select is_empty('select * from api.reviews', 'a colleague sees none but on the profile');
select throws_ok('update app.reviews set rating = 5', '42501', null, 'nobody writes them directly');

-- Withdrawn.
select pg_temp.refused(who, format('select api.withdraw_review(%L)', :'good'), word, who || ' withdraws nothing of ben''s')
from (values ('ada', 'not_allowed'), ('cleo', 'not_allowed'), ('uma', 'not_found'), ('hal', 'not_found')) as w (who, word);
select tests.act_as('ben');
select ok(api.withdraw_review(:'good') ->> 'withdrawn_at' is not null, 'ben takes it back');
select ok(api.withdraw_review(:'good') ->> 'withdrawn_at' is not null, 'asking twice is no error');
select is((select concat(rating, comment, recommend, answer) from api.reviews where review_id = :'good'), '', 'nothing of it is kept');
select is(pg_temp.rated(), '1 2.00', 'it counts no more');
select tests.refuses(format('select api.review_booking(%L, 5)', :'first'), 'already_rated', 'nor is there another');
select pg_temp.refused('cleo', format('select api.hide_review(%L, ''Why not'')', :'good'), 'illegal_transition', 'there is nothing to hide');
select pg_temp.refused('cleo', format('select api.show_review(%L)', :'good'), 'illegal_transition', 'nor to show');
select pg_temp.refused('ada', format('select api.answer_review(%L, ''Pity'')', :'good'), 'illegal_transition', 'nor to answer');

-- What is not public has no public reviews.
select tests.act_as('owner');
update app.practitioners set published = false where slug = 'ada';
select tests.act_as('anon');
select is(pg_temp.shown(), null, 'an unpublished profile shows none');
select is_empty('select * from api.practitioners where rating_count > 0', 'nor an average');
select is_empty('select * from app.practitioner_ratings', 'not even behind the views');
select tests.act_as('owner');
select is((select rating_count || ' ' || rating_sum from app.practitioner_ratings where practitioner_id = tests.id('ada')), '1 2', 'what is kept is what the reviews say');

-- A review follows its booking to an account.
select is((select client_id from app.reviews where review_id = :'bad'), tests.id('ben'), 'it is ben''s');
insert into app.clients (organization_id, name, email, phone, time_zone) values (tests.id('river'), 'Ben B', 'b@example.com', '+1 416 555 0123', 'America/Toronto')
returning client_id as other \gset
update app.bookings set client_id = :'other' where booking_id = :'second';
select is((select client_id from app.reviews where review_id = :'bad'), :'other', 'then of who the booking belongs to');
