-- create_calendar_feed and revoke_calendar_feed: a private address, shown once, ended for good.
select tests.freeze();
select tests.act_as('ada');
select api.create_calendar_feed(tests.id('ada')) as feed \gset
select is(:'feed'::jsonb - 'token' - 'feed_id', jsonb_build_object(
  'organization_id', tests.id('river'), 'practitioner_id', tests.id('ada'), 'detail', false, 'created_at', tests.at('2027-01-04 08:00')
), 'ada makes a feed of her bookings, discreet unless she asks for more');
select matches(:'feed'::jsonb ->> 'token', '^[0-9a-f]{64}$', 'and is told its secret');
select is(
  tests.as_owner('select encode(token_hash, ''hex'') from app.calendar_feeds'), encode(sha256(convert_to(:'feed'::jsonb ->> 'token', 'UTF8')), 'hex'),
  'the database keeps the hash'
);
select tests.act_as('owner');
select is_empty(
  format($$ select 1 from api.audit_log as a where a::text like %1$L union all select 1 from app.idempotency_keys as k where k::text like %1$L $$, '%' || (:'feed'::jsonb ->> 'token') || '%'),
  'and not the secret, nowhere'
);
select tests.act_as('ada');
select api.create_calendar_feed(tests.id('ada'), true, 'make me one') as other \gset
select is(api.create_calendar_feed(tests.id('ada'), true, 'make me one'), :'other'::jsonb || '{"token": null}', 'asked twice, it is one feed, whose secret is not said again');
select tests.refuses(format($$ select api.create_calendar_feed(%L, false, 'make me one') $$, tests.id('ada')), 'idempotency_mismatch', 'a key is for one request');
select results_eq('select detail, last_read_at, revoked_at from api.calendar_feeds order by detail', $$ values (false, null::timestamptz, null::timestamptz), (true, null, null) $$, 'she sees both');
select throws_ok('select token_hash from app.calendar_feeds', '42501', null, 'but nobody the hashes');

-- Who may.
create function pg_temp.refused(p_who text, p_sql text, p_word text, p_description text) returns text language plpgsql as $$
begin
  perform tests.act_as(p_who);
  return tests.refuses(p_sql, p_word, p_description);
end;
$$;
create function pg_temp.seen(p_who text) returns bigint language plpgsql as $$
begin
  perform tests.act_as(p_who);
  return (select count(*) from api.calendar_feeds);
end;
$$;
grant execute on function pg_temp.refused(text, text, text, text), pg_temp.seen(text) to public;
select pg_temp.refused(who, format('select api.create_calendar_feed(%L)', tests.id('ada')), word, format('%s may not', who))
from (values ('dan', 'not_allowed'), ('ben', 'not_found'), ('eve', 'not_found'), ('hal', 'not_found')) as others (who, word);
select pg_temp.refused(who, format('select api.revoke_calendar_feed(%L)', :'feed'::jsonb ->> 'feed_id'), word, format('%s may not end it', who))
from (values ('dan', 'not_allowed'), ('ben', 'not_found'), ('eve', 'not_found'), ('hal', 'not_found')) as others (who, word);
select is(pg_temp.seen(who), seen, format('%s sees %s', who, seen))
from (values ('dan', 0::bigint), ('ben', 0), ('eve', 0), ('cleo', 2)) as others (who, seen);
select tests.act_as('ada');
select tests.refuses(format('select api.create_calendar_feed(%L)', tests.id('nobody')), 'not_found', 'nor is there one for nobody');
select tests.refuses(format('select api.revoke_calendar_feed(%L)', tests.id('nobody')), 'not_found', 'or one to end');

-- At most ten.
select count(api.create_calendar_feed(tests.id('ada'))) from generate_series(1, 8);
select tests.refuses(format('select api.create_calendar_feed(%L)', tests.id('ada')), 'invalid_argument', 'an eleventh is one too many');

select tests.act_as('cleo');
select is(api.revoke_calendar_feed((:'feed'::jsonb ->> 'feed_id')::uuid), jsonb_build_object('feed_id', :'feed'::jsonb -> 'feed_id', 'revoked_at', tests.at('2027-01-04 08:00')), 'an admin ends it');
select tests.everything() as before \gset
select is(api.revoke_calendar_feed((:'feed'::jsonb ->> 'feed_id')::uuid) ->> 'feed_id', :'feed'::jsonb ->> 'feed_id', 'twice is no error');
select is(tests.everything(), :'before', 'and writes nothing');
select is((select array_agg(action order by entry_id) from api.audit_log where entity_id = :'feed'::jsonb ->> 'feed_id'), array['calendar_feed.created', 'calendar_feed.revoked'], 'the log says both');
select tests.act_as('ada');
select isnt(api.create_calendar_feed(tests.id('ada')) ->> 'token', null, 'an ended one makes room for another');
