-- What is broadcast is a private message of Realtime; without Realtime it is nothing.
delete from realtime.messages;
select lives_ok(
  $$ select app.broadcast('user:' || tests.id('ben.user'), 'notification', '{"kind": "booking"}') $$,
  'something is told to whoever listens'
);
select is(
  (select jsonb_build_object('topic', m.topic, 'event', m.event, 'private', m.private, 'extension', m.extension, 'payload', m.payload - 'id')
   from realtime.messages as m),
  jsonb_build_object(
    'topic', 'user:' || tests.id('ben.user'), 'event', 'notification', 'private', true, 'extension', 'broadcast', 'payload', '{"kind": "booking"}'::jsonb
  ),
  'it is one private message to that topic'
);
select is((select m.payload ->> 'id' ~ '^[0-9a-f-]{36}$' from realtime.messages as m), true, 'with an id, as Supabase gives it');

-- Nobody sends in another's name.
select tests.act_as('ben');
select tests.forbids($$ select app.broadcast('user:x', 'notification', '{}') $$, 'a client cannot broadcast');
select throws_like(
  $$ select realtime.send('{}', 'notification', 'user:x', true) $$, '%row-level security%', 'neither by ours nor by the platform''s function'
);
select tests.act_as('anon');
select tests.forbids($$ select app.broadcast('user:x', 'notification', '{}') $$, 'nor can a visitor');
select tests.act_as('owner');

-- A plain PostgreSQL has no Realtime.
alter schema realtime rename to elsewhere;
select lives_ok($$ select app.broadcast('user:x', 'notification', '{}') $$, 'where there is no Realtime, nothing is sent');
select is((select count(*) from elsewhere.messages), 1::bigint, 'and nothing is in the way');
