-- Files in conversations: who may put one where, who may have it, and that it goes with its message.
select tests.freeze();
select conversation_id as talk from app.conversations where client_id = tests.id('ben') \gset

-- Without Storage.
select tests.act_as('ben');
select tests.refuses(format($$ select api.send_message(%L, 'Look', '[{"path": "x", "file_name": "x.pdf"}]') $$, :'talk'), 'invalid_argument', 'where no Storage is, no file is taken');
select is(api.send_message(:'talk', 'No file', '[]') ->> 'position', '1', 'what has none is sent');

-- With it.
select tests.act_as('owner');
\ir ../../storage/schema.sql
\ir ../../../sql/messaging/storage_policies.sql
\ir ../../../sql/messaging/storage_policies.sql
select results_eq(
  $$ select public, file_size_limit, cardinality(allowed_mime_types) from storage.buckets where id = 'conversations' $$, $$ values (false, 10485760::bigint, 8) $$,
  'the bucket is private and limited, and made once'
);

create function pg_temp.place(p_who text, p_talk uuid, p_organization text default 'river') returns text language sql security definer as $$
  select concat_ws('/', tests.id(p_organization), p_talk, coalesce((
    select p.participant_id from app.conversation_participants as p
    left join app.clients as c on c.client_id = p.client_id
    left join app.practitioners as pr on pr.practitioner_id = p.practitioner_id
    left join app.members as m on m.member_id = pr.member_id
    where p.conversation_id = p_talk and coalesce(c.user_id, m.user_id) = tests.id(p_who || '.user')
  ), gen_random_uuid()), gen_random_uuid());
$$;
-- Like the Storage API: as the caller, and in the caller's name.
create function pg_temp.uploads(p_who text, p_path text, p_bytes bigint default 2048, p_type text default 'application/pdf', p_bucket text default 'conversations')
returns boolean language plpgsql as $$
begin
  perform tests.act_as(p_who);
  insert into storage.objects (bucket_id, name, owner, owner_id, metadata, created_at)
  values (p_bucket, p_path, auth.uid(), auth.uid()::text, jsonb_build_object('size', p_bytes, 'mimetype', p_type), app.now());
  return true;
exception when insufficient_privilege then
  return false;
end;
$$;
create function pg_temp.sees(p_who text, p_path text) returns boolean language plpgsql as $$
begin
  perform tests.act_as(p_who);
  return exists (select from storage.objects as o where o.name = p_path);
end;
$$;
create function pg_temp.files(variadic p_paths text[]) returns jsonb language sql as $$
  select jsonb_agg(jsonb_build_object('path', p, 'file_name', 'Report ' || n || '.pdf') order by n) from unnest(p_paths) with ordinality as f (p, n);
$$;
grant execute on function pg_temp.place(text, uuid, text), pg_temp.uploads(text, text, bigint, text, text), pg_temp.sees(text, text), pg_temp.files(text[])
to public;

-- Who may put one where.
select pg_temp.place('ben', :'talk') as one, pg_temp.place('ben', :'talk') as two, pg_temp.place('ada', :'talk') as hers \gset
select ok(pg_temp.uploads('ben', :'one'), 'who takes part puts a file into the own folder');
select ok(pg_temp.uploads('ada', :'hers'), 'both do');
select ok(not pg_temp.uploads('ben', pg_temp.place('ada', :'talk')), 'not into another''s folder');
select ok(not pg_temp.uploads(who, pg_temp.place('ben', :'talk')), format('%s takes no part', who)) from unnest(array['uma', 'dan', 'cleo', 'eve', 'hal']) as who;
select ok(not pg_temp.uploads('anon', pg_temp.place('ben', :'talk')), 'nor does a visitor');
select ok(not pg_temp.uploads('ben', pg_temp.place('ben', :'talk', 'hill')), 'a conversation is in its own organization only');
select ok(not pg_temp.uploads('ben', pg_temp.place('ben', gen_random_uuid())), 'there is no such conversation');
select tests.act_as('owner');
insert into storage.buckets (id, name) values ('others', 'others');
select ok(not pg_temp.uploads('ben', pg_temp.place('ben', :'talk'), p_bucket => 'others'), 'no other bucket is opened');
select ok(not pg_temp.uploads('ben', path), format('not as %s', path))
from (values (:'two' || '/more'), (:'two' || '.pdf'), ('/' || :'two'), (:'two' || E'\n'), (upper(:'two')), (replace(:'two', '/', '//')),
  (regexp_replace(:'two', '[^/]*$', '../' || gen_random_uuid())), (regexp_replace(:'two', '[^/]*$', '')), ('..'), (''), (null)) as p (path);

-- Sent, and read by both.
select tests.act_as('ben');
select tests.refuses(format($$ select api.send_message(%L, '', %L) $$, :'talk', files), 'invalid_argument', format('not %s', left(files::text, 60)))
from (values ('{}'::jsonb), ('"x"'), ('[null]'), ('[{"file_name": "x.pdf"}]'), (pg_temp.files(:'two')), (pg_temp.files(:'hers')), (jsonb_build_array(jsonb_build_object('path', :'one'))),
  (jsonb_build_array(jsonb_build_object('path', :'one', 'file_name', 'a/b'))), (jsonb_build_array(jsonb_build_object('path', :'one', 'file_name', repeat('x', 201)))),
  (pg_temp.files(:'one', :'one', :'one', :'one', :'one', :'one'))) as f (files);
select ok(not pg_temp.sees('ada', :'one'), 'what is not sent yet, nobody has');
select tests.act_as('ben');
select api.send_message(:'talk', '', pg_temp.files(:'one'), 'only once') ->> 'message_id' as message \gset
select is(api.send_message(:'talk', '', pg_temp.files(:'one'), 'only once') ->> 'message_id', :'message', 'sent again under the same key, it is the same message');
select tests.refuses(format($$ select api.send_message(%L, 'Again', %L) $$, :'talk', pg_temp.files(:'one')), 'illegal_transition', 'a file is sent once');
select tests.act_as('ada');
select results_eq(
  format($$ select body, a ->> 'file_name', a ->> 'media_type', a ->> 'bytes', a ->> 'path' from api.conversation_messages cross join jsonb_array_elements(attachments) as a where message_id = %L $$, :'message'),
  format($$ values ('', 'Report 1.pdf', 'application/pdf', '2048', %L) $$, :'one'), 'ada reads what it is, and how large, as Storage says'
);
select ok(pg_temp.sees(who, :'one') = (who in ('ada', 'ben')), format('%s has the file, or not', who)) from unnest(array['ada', 'ben', 'uma', 'dan', 'cleo', 'eve', 'hal', 'anon']) as who;
select tests.act_as('ben');
update storage.objects set metadata = '{}' where name = :'one';
select throws_ok($$ delete from storage.objects $$, '42501', null, 'nobody deletes by a statement');
select tests.act_as('owner');
select is((select metadata ->> 'size' from storage.objects where name = :'one'), '2048', 'nor changes what was sent');
select is((select a.after ->> 'attachments' from app.audit_log as a where a.entity_id = :'message'), '1', 'that a file was sent is audited');
select is((select count(*) from app.audit_log as a where a.after::text ~ 'Report'), 0::bigint, 'what it is called is not');
select is(app.person_export(c) #>> '{data,conversation_attachments,0,file_name}', 'Report 1.pdf', 'the export names it') from app.clients as c where c.client_id = tests.id('ben');

-- What Storage should not have taken is not sent either.
select pg_temp.place('ben', :'talk') as big, pg_temp.place('ben', :'talk') as page, pg_temp.place('ben', :'talk') as old \gset
select pg_temp.uploads('ben', :'big', 10485761), pg_temp.uploads('ben', :'page', 100, 'text/html'), pg_temp.uploads('ben', :'old') as uploaded \gset
select tests.act_as('owner');
update storage.objects set created_at = app.now() - interval '2 days' where name = :'old';
select tests.act_as('ben');
select tests.refuses(format($$ select api.send_message(%L, 'Look', %L) $$, :'talk', pg_temp.files(path)), 'invalid_argument', 'too large, a page, or old') from unnest(array[:'big', :'page', :'old']) as path;

-- Taken back, it goes; a legal hold keeps it.
select tests.act_as('cleo');
select api.place_legal_hold(tests.id('ben'), 'Claim') ->> 'legal_hold_id' as hold \gset
select tests.act_as('ben');
select tests.refuses(format('select api.retract_message(%L)', :'message'), 'illegal_transition', 'held, it stays');
select tests.act_as('owner');
select tests.refuses(format('delete from app.conversation_attachments where message_id = %L', :'message'), 'illegal_transition', 'by whatever statement');
select tests.act_as('cleo');
select api.lift_legal_hold(tests.id('ben'), 'Settled') is not null as lifted \gset
select tests.act_as('ben');
select lives_ok(format('select api.retract_message(%L)', :'message'), 'taken back');
select is((select attachments from api.conversation_messages where message_id = :'message'), '[]', 'the message has none any more');
select ok(not pg_temp.sees('ada', :'one'), 'nobody has the file');
select tests.act_as('ben');
select tests.refuses(format($$ select api.send_message(%L, 'Look', %L) $$, :'talk', pg_temp.files(:'one')), 'illegal_transition', 'nor sends it again');
select tests.forbids('select api.claim_attachment_deletions()', 'the list is the worker''s');
select tests.act_as('service');
select set_eq('select path from api.claim_attachment_deletions()', array[:'one', :'old'], 'the worker is to delete it, and what was never sent');
select is_empty('select path from api.claim_attachment_deletions()', 'no other does meanwhile');
select is(api.mark_attachments_deleted(array[:'one', :'old', 'x']), 2, 'done');

-- Erased, it goes too.
select tests.act_as('ada');
select api.send_message(:'talk', 'For you', pg_temp.files(:'hers')) is not null as sent \gset
select tests.act_as('cleo');
select is(api.erase_client(tests.id('ben'), 'Asked') #>> '{erased,conversation_attachments}', '1', 'what was sent to him is erased');
select tests.act_as('owner');
select is((select string_agg(d.path, ' ') from app.attachment_deletions as d where d.path = :'hers'), :'hers', 'and deleted');

-- In a group: who left has nothing any more; who fills the folder without sending is stopped.
select tests.act_as('uma');
select tests.book('group', '2027-01-05 10:00', 'uma@example.com') as seat \gset
select tests.act_as('ada');
select api.open_group_conversation(:'seat') ->> 'conversation_id' as circle \gset
select pg_temp.place('ada', :'circle') as sheet \gset
select ok(pg_temp.uploads('ada', :'sheet'), 'ada has a sheet for all');
select api.send_message(:'circle', 'For all', pg_temp.files(:'sheet')) is not null as sent \gset
select ok(not pg_temp.sees('uma', :'sheet'), 'who is only invited has it not');
select api.join_conversation(:'circle') is not null as joined \gset
select ok(pg_temp.sees('uma', :'sheet'), 'who joined does');
select ok(not pg_temp.uploads('uma', pg_temp.place('uma', :'circle')), 'the twenty-first that waits is refused')
from (select count(*) from generate_series(1, 20) as n where pg_temp.uploads('uma', pg_temp.place('uma', :'circle'))) as twenty (n) where twenty.n = 20;
select tests.act_as('uma');
select api.leave_conversation(:'circle') is not null as left \gset
select ok(not pg_temp.sees('uma', :'sheet'), 'who left has it no more');
select ok(not pg_temp.uploads('uma', pg_temp.place('uma', :'circle')), 'nor puts any there');
