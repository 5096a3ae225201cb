-- req: CP-10.4
select tests.freeze();
-- Ben and uma come to ada's group; gil comes without an account.
select tests.act_as('ben');
select tests.book('group', '2027-01-05 10:00', 'ben@example.com') as of_ben \gset
select tests.act_as('uma');
select tests.book('group', '2027-01-05 10:00', 'uma@example.com') as of_uma \gset
select tests.act_as('ben');
select throws_ok(format($$ select api.open_group_conversation(%L) $$, :'of_ben'), 'PT403', 'not_allowed', 'a client does not open a group');
select tests.act_as('dan');
select throws_ok(format($$ select api.open_group_conversation(%L) $$, :'of_ben'), 'PT403', 'not_allowed', 'nor does a colleague');
select tests.act_as('eve');
select throws_ok(format($$ select api.open_group_conversation(%L) $$, :'of_ben'), 'PT404', 'not_found', 'nor a stranger');
select tests.act_as('ada');
select api.open_group_conversation(:'of_ben') ->> 'conversation_id' as talk \gset
select is(api.open_group_conversation(:'of_uma') ->> 'conversation_id', :'talk', 'every seat of the session finds the same');
select tests.book('single', '2027-01-06 10:00') as alone \gset
select throws_ok(format($$ select api.open_group_conversation(%L) $$, :'alone'), 'PT409', 'illegal_transition', 'a session for one has none');
select api.send_message(:'talk', 'Welcome') as sent \gset

-- Nobody is added: they are shown that there is one, and who leads it.
select tests.act_as('ben');
select results_eq(
  format($$ select joined, closed_because, jsonb_array_length(people), people #>> '{0,role}' from api.conversations where conversation_id = %L $$, :'talk'),
  $$ values (false, 'not_joined', 1, 'practitioner') $$, 'ben is invited'
);
select is_empty(format($$ select * from api.conversation_messages where conversation_id = %L $$, :'talk'), 'and reads nothing before he joins');
select throws_ok(format($$ select api.send_message(%L, 'Hello') $$, :'talk'), 'PT404', 'not_found', 'nor writes');
select is(api.join_conversation(:'talk') ->> 'shown_as', (select split_part(name, ' ', 1) from api.clients), 'he is shown by his first name');
select tests.act_as('uma');
select is(api.join_conversation(:'talk', 'U.') ->> 'shown_as', 'U.', 'or by what one chooses');
select throws_ok(format($$ select api.join_conversation(%L, %L) $$, :'talk', repeat('x', 41)), 'PT400', 'invalid_argument', 'within limits');
select is((select string_agg(m.body, ',') from api.conversation_messages as m where m.conversation_id = :'talk'), 'Welcome', 'whoever joined reads');
select api.send_message(:'talk', 'Hi') as sent \gset
select is(
  tests.as_owner(format($$ select string_agg(recipient, ',' order by recipient) from app.outbox_events where topic = 'conversation.unread' and data ->> 'conversation_id' = %L $$, :'talk')),
  'client,practitioner', 'the others are told, each once'
);
select tests.act_as('ben');
select is(
  (select string_agg(p ->> 'name', ',' order by p ->> 'role', p ->> 'name') from api.conversations as c cross join jsonb_array_elements(c.people) as p where c.conversation_id = :'talk' and p ->> 'role' = 'client'),
  (select split_part(name, ' ', 1) from api.clients) || ',U.', 'nobody learns more of the others than that'
);
select is((select count(*)::integer from app.conversation_participants), 2, 'nor sees their places: ben''s own in both of his conversations');

-- Leaving, and giving up the seat.
select lives_ok(format($$ select api.leave_conversation(%L) $$, :'talk'), 'ben leaves');
select is_empty(format($$ select * from api.conversation_messages where conversation_id = %L $$, :'talk'), 'and reads no more');
select throws_ok(format($$ select api.send_message(%L, 'Hello') $$, :'talk'), 'PT409', 'illegal_transition', 'nor writes');
select lives_ok(format($$ select api.join_conversation(%L) $$, :'talk'), 'he may come back');
select api.cancel_booking(:'of_ben') as cancelled \gset
select is_empty(format($$ select * from api.conversations where conversation_id = %L $$, :'talk'), 'without a seat it is not for him');
select is_empty(format($$ select * from api.conversation_messages where conversation_id = %L $$, :'talk'), 'nor what was said there');
select throws_ok(format($$ select api.send_message(%L, 'Hello') $$, :'talk'), 'PT409', 'illegal_transition', 'nor to be written in');
select tests.act_as('uma');
select throws_ok(
  format($$ select api.leave_conversation(%L) $$, tests.as_owner($$ select conversation_id::text from app.conversations where kind = 'direct' limit 1 $$)), 'PT404', 'not_found',
  'what is others'' cannot be left'
);
