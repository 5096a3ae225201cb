-- req: SC-4.2
select tests.freeze();
create function pg_temp.messages() returns text language sql security definer as $$
  select string_agg(e.topic || ' ' || e.recipient || ' ' || e.status, ', ' order by e.status) from app.outbox_events as e
$$;
grant execute on function pg_temp.messages() to public;
select tests.act_as('owner');
insert into app.notification_preferences (organization_id, email, kind, channel, wanted) values
  (tests.id('river'), 'gil@example.com', 'reminder', 'mail', false), (tests.id('hill'), 'hana@example.com', 'reminder', 'mail', false);
select tests.act_as('anon');
select tests.book('single', '2027-01-06 10:00', 'gil@example.com') as of_gil \gset
select tests.book('single', '2027-01-06 13:00', 'hana@example.com') as of_hana \gset
select tests.act_as('ben');
select tests.book('single', '2027-01-06 15:00', 'Ben@example.com') as of_ben \gset
select tests.act_as('service');
select count(*) from api.claim_events('w');
select tests.act_as('owner');
update app.outbox_events set status = 'delivered', finished_at = app.now();
select is((select count(*) from app.outbox_events), 6::bigint, 'confirmations go out, whatever somebody has switched off');
delete from app.outbox_events;

-- Not even where some of a kind is essential and some is not.
update app.message_kinds set kind = 'reminder' where topic = 'booking.approved';
select tests.act_as('anon');
select tests.book('approval', '2027-01-07 10:00', 'gil@example.com') as request \gset
select tests.act_as('ada');
select status from api.approve_booking(:'request');
select tests.act_as('service');
select ok(
  exists (select from api.claim_events('w', 500) as e where e.topic like 'booking.%' and e.recipient = 'client'), 'what is essential in a kind that is switched off goes out'
);
select tests.act_as('owner');
select is((select count(*) from app.outbox_events where last_error like '%want%'), 0::bigint, 'nothing of it is dropped as unwanted');
delete from app.outbox_events;

-- Reminders, a day ahead.
select tests.freeze(tests.at('2027-01-05 16:00'));
select tests.act_as('service');
select is(api.tick() ->> 'reminders_queued', '3', 'the day before, three are to be reminded');
select results_eq(
  $$ select payload #>> '{client,email}', payload #>> '{unsubscribe,kind}' from api.claim_events('w', 500) order by 1 $$,
  $$ values ('ben@example.com', 'reminder'), ('hana@example.com', 'reminder') $$,
  'gil, who said so here, gets none; hana said so elsewhere only; what can be switched off says so'
);
select is(pg_temp.messages(), 'booking.reminder client dropped, booking.reminder client queued, booking.reminder client queued', 'the message is dropped');
select is(
  tests.as_owner($$ select after ->> 'because' || ' ' || (after::text !~ '@') from app.audit_log where action = 'message.dropped' and after ->> 'topic' = 'booking.reminder' $$),
  'The recipient does not want mail of this kind. true', 'and the log says why, without naming anyone'
);

-- What was decided for an address holds for the account that has it, until that says otherwise.
select tests.act_as('owner');
delete from app.outbox_events;
delete from app.booking_reminders;
insert into app.notification_preferences (organization_id, email, kind, channel, wanted) values (tests.id('river'), 'ben@example.com', 'reminder', 'mail', false);
select tests.act_as('ben');
select is((select wanted::text || is_default from api.notification_preferences where (organization_id, kind, channel) = (tests.id('river'), 'reminder', 'mail')), 'falsefalse', 'ben sees what was decided for his address');
select tests.act_as('service');
select is(api.tick() ->> 'reminders_queued', '3', 'the next reminders are due');
select is((select count(*) from api.claim_events('w', 500)), 1::bigint, 'what ben said as a guest holds for his account, too');
select tests.act_as('owner');
delete from app.outbox_events;
delete from app.booking_reminders;
select tests.act_as('ben');
select api.set_notification_preference(tests.id('river'), 'reminder', 'mail', true) is not null as decided;
select tests.act_as('service');
select is(api.tick() ->> 'reminders_queued', '3', 'once more');
select results_eq(
  $$ select payload #>> '{client,email}' from api.claim_events('w', 500) order by 1 $$, $$ values ('ben@example.com'), ('hana@example.com') $$,
  'until the account says otherwise'
);

-- What somebody has in hand is not taken away; what is changed while it waits is.
select tests.act_as('owner');
update app.outbox_events set next_attempt_at = app.now() where status = 'queued';
insert into app.notification_preferences (organization_id, email, kind, channel, wanted) values (tests.id('river'), 'hana@example.com', 'reminder', 'mail', false);
select tests.act_as('service');
select is((select count(*) from api.claim_events('w', 500)), 1::bigint, 'a retry asks again');
