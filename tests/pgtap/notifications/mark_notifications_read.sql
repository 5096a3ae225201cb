select tests.freeze();
create function pg_temp.unread(p_who text) returns bigint language sql security definer as $$
  select count(*) from app.notifications as n where n.user_id = tests.id(p_who || '.user') and n.read_at is null
$$;
grant execute on function pg_temp.unread(text) to public;
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00', 'gil@example.com');
select tests.freeze(tests.at('2027-01-04 09:00'));
select tests.book('single', '2027-01-05 14:00', 'gil@example.com');
select tests.book('single', '2027-01-06 14:00', 'gil@example.com');
select tests.book('single', '2027-01-07 14:00', 'gil@example.com', 'dan');

select tests.act_as('dan');
select notification_id as of_dan from api.notifications \gset
select tests.act_as('ada');
select notification_id as one from api.notifications where starts_at = tests.at('2027-01-05 14:00') \gset
select is(api.mark_notifications_read(array[:'one', :'of_dan']::uuid[]), '{"marked": 1, "unread": 2}', 'ada marks one, and cannot mark a colleague''s');
select is(pg_temp.unread('dan'), 1::bigint, 'dan''s is still unread');
select is(api.mark_notifications_read(array[:'one']::uuid[]), '{"marked": 0, "unread": 2}', 'twice is no error');
select is((select count(*) from api.notifications where read_at is not null), 1::bigint, 'the view shows which was read');
select is(api.mark_notifications_read(up_to => tests.at('2027-01-04 08:30')), '{"marked": 1, "unread": 1}', 'or all up to a moment');
select is(api.mark_notifications_read(up_to => tests.at('2027-01-04 12:00'), idempotency_key => 'the-key-of-ada'), '{"marked": 1, "unread": 0}', 'with a key');
select is(api.mark_notifications_read(up_to => tests.at('2027-01-04 12:00'), idempotency_key => 'the-key-of-ada'), '{"marked": 1, "unread": 0}', 'the same key repeats the answer');
select tests.refuses($$ select api.mark_notifications_read(up_to => now(), idempotency_key => 'the-key-of-ada') $$, 'idempotency_mismatch', 'with other arguments it is refused');
select tests.refuses('select api.mark_notifications_read()', 'invalid_argument', 'one must say which');
select tests.refuses(format('select api.mark_notifications_read(array[%L]::uuid[], now())', :'one'), 'invalid_argument', 'by one of the two only');
select tests.refuses('select api.mark_notifications_read(array_fill(gen_random_uuid(), array[1001]))', 'invalid_argument', 'up to a thousand at a time');
select tests.act_as('anon');
select tests.forbids('select api.mark_notifications_read(up_to => now())', 'a visitor has none');

-- Forgetting.
select tests.act_as('owner');
select tests.freeze(tests.at('2027-07-03 08:00'));
select app.prune_notifications();
select is(tests.as_owner('select count(*) from app.notifications'), '4', 'nothing is forgotten within half a year');
select tests.freeze(tests.at('2027-07-04 12:00'));
select tests.act_as('service');
select api.tick() is not null as ticked;
select is(tests.as_owner($$ select string_agg(user_id::text, '') from app.notifications $$), tests.id('dan.user')::text, 'what was read is forgotten after half a year');
select tests.freeze(tests.at('2028-01-05 08:00'));
select api.tick() is not null as ticked;
select is(tests.as_owner('select count(*) from app.notifications'), '0', 'and everything after a year');
