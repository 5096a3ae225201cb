-- req: CP-10.5
select tests.freeze();
select conversation_id as talk from app.conversations where client_id = tests.id('ben') \gset

-- Said, in order, and read.
select tests.act_as('ben');
select is(api.send_message(:'talk', E'  One\r\n\ttwo ') ->> 'position', '1', 'the first message');
select is(api.send_message(:'talk', 'Three') ->> 'position', '2', 'comes before the second');
select throws_ok(format($$ select api.send_message(%L, %L) $$, :'talk', body), 'PT400', 'invalid_argument', 'what is empty or too long is refused')
from unnest(array['', E' \n ', repeat('x', 4001), E'bell \x07']) as body;
select lives_ok(format($$ select api.send_message(%L, repeat('x', 4000)) $$, :'talk'), 'a long one is not');
select tests.act_as('ada');
select results_eq(
  format($$ select unread, last_position, last_is_mine from api.conversations where conversation_id = %L $$, :'talk'), $$ values (3, 3, false) $$, 'ada has three to read'
);
select results_eq(
  format($$ select position, body, is_mine from api.conversation_messages where conversation_id = %L and position < 3 order by position $$, :'talk'),
  $$ values (1, E'One\n two', false), (2, 'Three', false) $$, 'and reads them as they were said'
);
select is(api.mark_conversation_read(:'talk', 2) ->> 'unread', '1', 'read marks count');
select is(api.mark_conversation_read(:'talk', 1) ->> 'read_position', '2', 'and never go back');
select is(api.mark_conversation_read(:'talk', 99) ->> 'read_position', '3', 'nor ahead of what was said');
select throws_ok(format($$ select api.mark_conversation_read(%L, null) $$, :'talk'), 'PT400', 'invalid_argument', 'up to nothing is not an answer');
select is(
  tests.as_owner(format($$ select string_agg(a.action, ' ' order by a.entry_id) from app.audit_log as a where a.entity_id = %L $$, :'talk')),
  'conversation.opened conversation.read conversation.read', 'what a practitioner read is audited'
);
select tests.act_as('ben');
select is((select p ->> 'read_position' from api.conversations as c cross join jsonb_array_elements(c.people) as p where p ->> 'role' = 'practitioner'), '3', 'ben sees that ada has read it');
select is(tests.as_owner($$ select count(*)::text from app.audit_log as a where a.action like 'conversation%' and (a.before::text || a.after::text) ~ 'Three|xxx' $$), '0', 'nothing that was said is in the audit log');
select is(tests.as_owner($$ select count(*)::text from app.idempotency_keys as k where k.answer::text ~ 'Three' $$), '0', 'nor among the answers');

-- Taken back.
select tests.act_as('ada');
select api.send_message(:'talk', 'For somebody else') ->> 'message_id' as wrong \gset
select tests.act_as('ben');
select is((select unread from api.conversations where conversation_id = :'talk'), 1, 'ben has one to read');
select throws_ok(format($$ select api.retract_message(%L) $$, :'wrong'), 'PT404', 'not_found', 'what another said is not his to take back');
select tests.act_as('ada');
select lives_ok(format($$ select api.retract_message(%L) $$, :'wrong'), 'ada takes it back');
select lives_ok(format($$ select api.retract_message(%L) $$, :'wrong'), 'asking twice is no error');
select tests.act_as('ben');
select results_eq(
  format($$ select position, body, retracted_at is not null from api.conversation_messages where message_id = %L $$, :'wrong'), $$ values (4, null::text, true) $$, 'an empty place is left'
);
select is((select unread from api.conversations where conversation_id = :'talk'), 0, 'and nothing to read');
select message_id as old from api.conversation_messages where position = 2 \gset
select tests.freeze('2027-01-04 13:16+00');
select throws_ok(format($$ select api.retract_message(%L) $$, :'old'), 'PT409', 'illegal_transition', 'after a quarter of an hour it stays');
select tests.act_as('owner');
select throws_ok(format($$ update app.conversation_messages set body = 'Something else' where message_id = %L $$, :'old'), 'PT403', 'not_allowed', 'no statement rewrites what was said');

-- Too much at once.
select tests.act_as('ben');
select count(api.send_message(:'talk', 'Again ' || n)) as sent from generate_series(1, 30) as n \gset
select tests.refuses(format($$ select api.send_message(%L, 'Again') $$, :'talk'), 'too_many_requests', 'thirty in a minute are enough');
