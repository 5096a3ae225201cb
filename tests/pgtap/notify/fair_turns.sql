-- req: DR-5.2
-- Organizations take turns: a thousand messages of one do not delay another's one.
select tests.freeze();
select tests.act_as('owner');
create function pg_temp.queue(p_tenant text, p_count integer, p_due timestamptz) returns void language sql as $$
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data, next_attempt_at)
  select tests.id(p_tenant), 'member.invited', 'invitee', gen_random_uuid(), '{}', p_due from generate_series(1, p_count)
$$;
create function pg_temp.leased(p_tenant text) returns bigint language sql as $$
  select count(*) from app.outbox_events as e where e.organization_id = tests.id(p_tenant) and e.leased_by is not null
$$;
select pg_temp.queue('river', 1000, app.now() - interval '1 hour'), pg_temp.queue('hill', 1, app.now());
select count(*) from private.claim_events('worker', 10, 60);
select is(pg_temp.leased('hill'), 1::bigint, 'one of them is for the organization that has one, though the other''s are older');
select is(pg_temp.leased('river'), 9::bigint, 'and the rest are not left empty');
select pg_temp.queue('hill', 500, app.now());
select count(*) from private.claim_events('worker', 100, 60);
select ok(pg_temp.leased('hill') - 1 = 50 and pg_temp.leased('river') - 9 = 50, 'two with many share alike');
select is((select count(*) from private.claim_events('worker', 500, 60)), 500::bigint, 'a large batch is filled');
select count(*) from private.claim_events('worker', 500, 60);
select is((select count(*) from private.claim_events('worker', 500, 60)), 391::bigint, 'until nothing is left');
select is((select count(*) from private.claim_events('worker', 500, 60)), 0::bigint, 'and then nothing is given');

-- More organizations than places: every one has its turn, whatever the others have.
delete from app.outbox_events;
insert into app.outbox_events (organization_id, topic, recipient, subject_id, data, next_attempt_at)
select o.id, 'member.invited', 'invitee', gen_random_uuid(), '{}', app.now() - interval '1 hour'
from (select gen_random_uuid() as id from generate_series(1, 40)) as o, generate_series(1, 50);
select pg_temp.queue('hill', 1, app.now());
create temp table rounds as select array_agg(distinct e.organization_id) as who, n
from generate_series(1, 60) as n cross join lateral unnest(app.pick_events(8 + 0 * n)) as p (event_id) join app.outbox_events as e using (event_id) group by n;
select ok(bool_or(tests.id('hill') = any (who)), 'the one message of one is among the next few hundred, though two thousand older ones wait') from rounds;
select is((select count(distinct w) from rounds, unnest(who) as w), 41::bigint, 'everybody''s are');
