-- Whoever makes a hundred holds from many places shuts nobody out: when many want one practitioner, each has one request at a time.
select tests.freeze();
select tests.act_as('anon');
create function pg_temp.hold_from(p_address text, p_starts_at timestamptz) returns text language plpgsql as $$
begin
  perform set_config('request.headers', jsonb_build_object('x-forwarded-for', p_address)::text, true);
  return api.request_hold(tests.id('ada'), tests.id('approval'), p_starts_at) ->> 'hold_key';
end;
$$;
grant execute on function pg_temp.hold_from(text, timestamptz) to anon;

select is(
  (
    select count(pg_temp.hold_from('203.0.113.' || (n / 10), s.starts_at))
    from (
      select row_number() over (order by a.starts_at) - 1 as n, a.starts_at
      from api.available_slots(tests.id('ada'), tests.id('approval'), '2027-01-05', '2027-01-20') as a limit 99
    ) as s
  ), 99::bigint, 'ten places hold ninety-nine times'
);
select tests.at('2027-02-01 09:00') as morning \gset
select lives_ok(format('select pg_temp.hold_from(%L, %L)', '203.0.113.9', :'morning'), 'the hundredth is one of theirs too');
select tests.refuses(
  format('select pg_temp.hold_from(%L, %L)', '203.0.113.8', :'morning'::timestamptz + interval '30 minutes'), 'too_many_requests',
  'who holds ten has ten'
);
select lives_ok(
  format('select pg_temp.hold_from(%L, %L)', '198.51.100.1', :'morning'::timestamptz + interval '30 minutes'), 'somebody who holds nothing is not shut out'
);
select tests.refuses(
  format('select pg_temp.hold_from(%L, %L)', '198.51.100.1', :'morning'::timestamptz + interval '1 hour'), 'too_many_requests', 'but has one at a time'
);
select lives_ok(
  format($$ select api.request_hold(%L, %L, %L) $$, tests.id('dan'), tests.id('single'), tests.at('2027-02-01 09:00')), 'with a colleague there is no crowd'
);
select tests.act_as('ada');
select lives_ok(
  format('select api.create_booking(%L, %L, %L, tests.client())', tests.id('ada'), tests.id('approval'), :'morning'::timestamptz + interval '1 hour'),
  'the practitioner is never in the crowd'
);

-- It passes as the holds do.
select tests.freeze(tests.at('2027-01-04 08:05'));
select tests.act_as('anon');
select lives_ok(
  format('select pg_temp.hold_from(%L, %L)', '198.51.100.1', :'morning'::timestamptz + make_interval(mins => minutes)), 'then everybody may again'
) from unnest(array[90, 120]) as minutes;
