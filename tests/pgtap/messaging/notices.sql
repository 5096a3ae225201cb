-- req: CP-10.5
-- A mail says that something waits, once, after a quiet time, and never what.
select tests.freeze();
select conversation_id as talk from app.conversations where client_id = tests.id('ben') \gset
create function pg_temp.waiting() returns text language sql security definer as $$
  select string_agg(e.recipient || ' ' || e.status || ' ' || extract(epoch from e.next_attempt_at - '2027-01-04 13:00+00'::timestamptz) / 60, ', ' order by e.position)
  from app.outbox_events as e where e.topic = 'conversation.unread' $$;
grant execute on function pg_temp.waiting() to public;
select tests.act_as('ada');
select api.send_message(:'talk', 'A secret') as sent \gset
select api.send_message(:'talk', 'Another') as sent \gset
select is(pg_temp.waiting(), 'client queued 10.0000000000000000', 'one mail for two messages, in ten minutes');
select tests.act_as('ben');
select is((select count(*)::integer from api.notifications where topic = 'conversation.unread' and read_at is null), 1, 'and ben is told within the app');
select is((select subject_id from api.notifications where topic = 'conversation.unread'), (select participant_id from api.conversations where conversation_id = :'talk'), 'of which conversation');

select is(api.mark_conversation_read(:'talk', 1) ->> 'unread', '1', 'part of it was read');
select is(pg_temp.waiting(), 'client queued 10.0000000000000000', 'which changes nothing');
select is(api.mark_conversation_read(:'talk', 2) ->> 'unread', '0', 'all was read');
select matches(pg_temp.waiting(), '^client dropped', 'before anything was sent: nothing is sent');
select is((select count(*)::integer from api.notifications where topic = 'conversation.unread' and read_at is null), 0, 'and the notification is read, too');

-- Not read.
select tests.act_as('cleo');
update api.organization_settings set conversation_quiet_minutes = 20 where organization_id = tests.id('river');
select tests.act_as('ada');
select api.send_message(:'talk', 'A secret') as sent \gset
select tests.freeze('2027-01-04 13:19+00');
select tests.act_as('service');
select is_empty($$ select * from api.claim_events('w') where topic = 'conversation.unread' $$, 'after 19 minutes nothing is due');
select tests.freeze('2027-01-04 13:20+00');
select payload from api.claim_events('w') where topic = 'conversation.unread' \gset
select is(:'payload'::jsonb #>> '{client,email}', 'ben@example.com', 'after 20 the mail goes to ben');
select is(:'payload'::jsonb #>> '{unsubscribe,kind}', 'conversation', 'who may switch it off');
select ok(:'payload' !~ 'secret', 'and says nothing of what was said');
select tests.act_as('ada');
select api.send_message(:'talk', 'Are you well?') as sent \gset
select is(tests.as_owner($$ select count(*)::text from app.outbox_events where topic = 'conversation.unread' and status = 'queued' $$), '1', 'no second mail until it is read');
select tests.act_as('ben');
select lives_ok(format($$ select api.mark_conversation_read(%L, 4) $$, :'talk'), 'ben reads');
select tests.act_as('ada');
select api.send_message(:'talk', 'One more') as sent \gset
select is(tests.as_owner($$ select count(*)::text from app.outbox_events where topic = 'conversation.unread' and attempts = 0 and status = 'queued' $$), '1', 'and hears again of what comes after');

-- Taken back before it was read.
select tests.act_as('ben');
select api.mark_conversation_read(:'talk', 99) as marked \gset
select tests.act_as('ada');
select api.retract_message((api.send_message(:'talk', 'Oops') ->> 'message_id')::uuid) as taken \gset
select is(tests.as_owner($$ select count(*)::text from app.outbox_events where topic = 'conversation.unread' and attempts = 0 and status = 'queued' $$), '0', 'what was taken back is not announced');

-- Switched off.
select tests.act_as('ben');
select api.set_notification_preference(tests.id('river'), 'conversation', 'mail', false) as off \gset
select tests.act_as('ada');
select api.send_message(:'talk', 'Hello') as sent \gset
select tests.freeze('2027-01-04 15:00+00');
select tests.act_as('service');
select is_empty($$ select * from api.claim_events('w') where topic = 'conversation.unread' and attempt = 1 $$, 'who switched it off gets none');
