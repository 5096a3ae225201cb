-- Where the practitioner's calendar invites the client, our mail brings no calendar object; and whoever invited first goes on.
-- req: SC-2.3 CP-4.7
select tests.freeze();
select tests.act_as('owner');
insert into app.data_keys (key_id, organization_id, master_key_id, wrapped) values (gen_random_uuid(), tests.id('river'), 'test', sha256('a') || sha256('b'));
insert into app.calendar_connections (organization_id, user_id, provider, account, calendar_id, sealed, data_key_id, invites_by)
select tests.id('river'), tests.id('ada.user'), 'google', 'ada@example.com', 'made', 'sealed', k.key_id, 'provider' from app.data_keys as k
returning connection_id \gset
create view pg_temp.told as
select e.subject_id, e.topic, e.recipient, coalesce(e.data ->> 'calendar_object', 'true') as object from app.outbox_events as e where e.topic ~ '^(booking|series)';

select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select tests.act_as('ada');
select (api.reschedule_booking(:'booking_id', tests.at('2027-01-05 14:00'))).status;
select (api.cancel_booking(:'booking_id')).status;
select api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-11 10:00'), tests.client(), recurrence => 'FREQ=WEEKLY;COUNT=3') ->> 'series_id' as series_id \gset
select tests.act_as('owner');
select bag_eq(format('select recipient, topic, object from told where subject_id = %L', :'booking_id'), $$ values
  ('client', 'booking.confirmed', 'false'), ('client', 'booking.rescheduled', 'false'), ('client', 'booking.cancelled', 'false'),
  ('practitioner', 'booking.confirmed', 'false'), ('practitioner', 'booking.rescheduled', 'false'), ('practitioner', 'booking.cancelled', 'false')
$$, 'the client''s mails about a booking''s whole life are without, and so are the practitioner''s, whose calendar shows it');
select set_eq(format('select recipient, object from told where subject_id = %L', :'series_id'), $$ values ('client', 'false'), ('practitioner', 'false') $$, 'of a series, too');
select is(
  (select t.next_attempt_at > app.now() from app.calendar_tasks as t where t.subject_id = :'booking_id'), false,
  'and the event''s task is not kept waiting longer than the first thing there is to write'
);

-- Whoever invited first goes on, whatever is switched later.
-- What follows is another transaction's.
update app.outbox_events set transaction_id = null;
update app.calendar_connections set invites_by = 'bookfast';
select tests.act_as('anon');
select tests.book('single', '2027-01-06 10:00') as ours \gset
select tests.act_as('ada');
select (api.reschedule_booking((select booking_id from api.bookings where series_id = :'series_id' order by starts_at limit 1), tests.at('2027-01-11 14:00'))).status;
select tests.act_as('owner');
select is((select array_agg(object) from told where subject_id = :'series_id' and recipient = 'client' and topic = 'series.rescheduled'), array['false'], 'the provider''s stay the provider''s');
update app.calendar_connections set invites_by = 'provider';
select tests.act_as('ada');
select (api.reschedule_booking(:'ours', tests.at('2027-01-06 14:00'))).status;
select tests.act_as('owner');
select is((select array_agg(distinct object) from told where subject_id = :'ours' and recipient = 'client'), array['true'], 'and ours stay ours');
select is((select array_agg(distinct object) from told where subject_id = :'ours' and recipient = 'practitioner'), array['false'], 'the practitioner''s calendar shows either');
select is(
  (select app.calendar_event_payload(t) ->> 'invited_by' from app.calendar_tasks as t where t.subject_id = :'ours'), 'bookfast', 'so the provider says nothing of them to the client'
);

-- Nobody left to leave it to.
update app.outbox_events set transaction_id = null;
select tests.act_as('anon');
select tests.book('single', '2027-01-07 10:00') as lost \gset
select tests.act_as('owner');
update app.calendar_connections set status = 'revoked', sealed = null, data_key_id = null, failing_since = app.now(), last_error = 'authorization_lost';
select tests.act_as('ada');
select (api.cancel_series(:'series_id')) is not null;
select tests.act_as('owner');
select is((select array_agg(object) from told where subject_id = :'series_id' and recipient = 'client' and topic = 'series.cancelled'), array['true'], 'once the calendar is lost our mail says it all');
select tests.act_as('ada');
select (api.reschedule_booking(:'lost', tests.at('2027-01-07 14:00'))).status;
select tests.act_as('owner');
update app.calendar_connections
set status = 'connected', sealed = 'sealed', data_key_id = (select k.key_id from app.data_keys as k where k.organization_id = tests.id('river')), failing_since = null, last_error = null;
select tests.act_as('ada');
select (api.cancel_booking(:'lost')).status;
select tests.act_as('owner');
select results_eq(
  format('select topic, object from told where subject_id = %L and recipient = ''practitioner'' order by topic', :'lost'),
  $$ values ('booking.cancelled', 'true'), ('booking.confirmed', 'false'), ('booking.rescheduled', 'true') $$,
  'the practitioner''s too, and what a mail put into a calendar once it takes out again, whatever is connected by then'
);
