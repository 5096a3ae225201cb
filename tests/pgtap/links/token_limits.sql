-- Nobody tries tokens, and nobody wears one out.
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select tests.token(:'booking_id', 'the-token-of-gil');

select set_config('request.headers', '{"x-forwarded-for": "203.0.113.7"}', true);
select is(
  (select array_agg(distinct api.booking_by_token('guess ' || n) ->> 'message') from generate_series(1, 120) as n), array['token_invalid'], '120 guesses a minute'
);
select tests.refuses($$ select api.booking_by_token('the-token-of-gil') $$, 'too_many_requests', 'then the place has to wait, even with a good token');
select tests.act_as('service');
select is(api.video_by_token('the-token-of-gil') ->> 'status', 'none', 'the edge asks for people everywhere, and is no such place');
select tests.act_as('anon');
select tests.freeze(tests.at('2027-01-04 08:01'));
select is(api.booking_by_token('the-token-of-gil') ->> 'status', 'confirmed', 'a minute later it may ask again');

select set_config('request.headers', '', true);
select tests.freeze(tests.at('2027-01-04 08:02'));
select is(
  (select count(api.booking_by_token('the-token-of-gil') ->> 'reference') from generate_series(1, 60)), 60::bigint, 'a token answers sixty times a minute'
);
select tests.refuses($$ select api.booking_by_token('the-token-of-gil') $$, 'too_many_requests', 'from wherever it is asked');
select tests.refuses($$ select api.cancel_by_token('the-token-of-gil') $$, 'too_many_requests', 'by whichever verb');
