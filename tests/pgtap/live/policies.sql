-- Who may listen to which topic.  Realtime asks by a message that is never committed, and so does this file.
create function pg_temp.hears(p_who text, p_topic text, p_extension text default 'broadcast') returns boolean language plpgsql as $$
declare
  v_heard boolean;
begin
  perform tests.act_as('service');
  insert into realtime.messages (topic, extension, private) values (p_topic, p_extension, true);
  perform tests.act_as(p_who), set_config('realtime.topic', p_topic, true);
  select count(*) = 1 into v_heard from realtime.messages as m where m.topic = p_topic;
  perform tests.act_as('service');
  delete from realtime.messages as m where m.topic = p_topic;
  perform tests.act_as('owner');
  return v_heard;
end;
$$;
grant insert, delete on realtime.messages to service_role;
delete from realtime.messages;

-- What is for one account.
select ok(pg_temp.hears('ben', 'user:' || tests.id('ben.user')), 'ben hears what is for ben');
select ok(not pg_temp.hears('eve', 'user:' || tests.id('ben.user')), 'eve does not');
select ok(not pg_temp.hears('cleo', 'user:' || tests.id('ben.user')), 'nor does the admin of his practice');
select ok(not pg_temp.hears('anon', 'user:' || tests.id('ben.user')), 'nor a visitor');
select ok(not pg_temp.hears('anon', 'user:'), 'a visitor is nobody''s account');
select ok(not pg_temp.hears('ben', 'user:' || tests.id('ben.user'), 'presence'), 'nobody sees who else is there');

-- Free times.
-- req: CP-15.2
select ok(pg_temp.hears('anon', 'practitioner:' || tests.id('ada') || ':slots'), 'everybody hears when the times of a published practitioner change');
select ok(pg_temp.hears('eve', 'practitioner:' || tests.id('ada') || ':slots'), 'members of other practices are part of everybody');
update app.practitioners set published = false where practitioner_id = tests.id('ada');
select ok(not pg_temp.hears('anon', 'practitioner:' || tests.id('ada') || ':slots'), 'not of one who is not published');
select ok(not pg_temp.hears('eve', 'practitioner:' || tests.id('ada') || ':slots'), 'nor do members of another practice');
select ok(pg_temp.hears('cleo', 'practitioner:' || tests.id('ada') || ':slots'), 'the practice itself does');
update app.practitioners set published = true where practitioner_id = tests.id('ada');
update app.practitioners set archived_at = app.now() where practitioner_id = tests.id('ada');
select ok(not pg_temp.hears('anon', 'practitioner:' || tests.id('ada') || ':slots'), 'an archived one is heard by nobody outside');

-- Whatever else is asked for is nobody's, and no error either.
select ok(not pg_temp.hears('ben', t.topic), format('“%s” is no topic', t.topic))
from unnest(array['practitioner:x:slots', 'practitioner:' || tests.id('dan'), 'practitioner:' || tests.id('dan') || ':slots:', 'everything', '%', '']) as t (topic);

-- A stack may bring Realtime along later than our migrations.
\ir ../../../sql/live/policies.sql
select is((select count(*) from pg_policies as p where p.schemaname = 'realtime'), 4::bigint, 'the policies can be made again');

-- A setting is no right: the row says whose it is.
insert into realtime.messages (topic, extension, private) values ('user:' || tests.id('ben.user'), 'broadcast', true);
select tests.act_as('eve');
select set_config('realtime.topic', 'user:' || tests.id('eve.user'), true);
select is((select count(*) from realtime.messages), 0::bigint, 'eve sees no message of ben''s by saying that she asks for her own');
select throws_like(
  $$ insert into realtime.messages (topic, extension, private) values ('user:x', 'broadcast', true) $$, '%row-level security%', 'and nobody writes one'
);
