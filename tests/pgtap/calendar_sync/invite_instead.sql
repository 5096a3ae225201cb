-- An event that the provider refuses for good: the practitioner, and the client whom it was to invite, get it by mail instead.
-- req: SC-2.3
select tests.freeze();
select tests.act_as('owner');
insert into app.data_keys (key_id, organization_id, master_key_id, wrapped) values (gen_random_uuid(), tests.id('river'), 'test', sha256('a') || sha256('b'));
insert into app.calendar_connections (organization_id, user_id, provider, account, calendar_id, sealed, data_key_id, invites_by)
select tests.id('river'), tests.id('ada.user'), 'google', 'ada@example.com', 'made', 'sealed', k.key_id, 'provider' from app.data_keys as k;
create view pg_temp.told as
select e.subject_id, e.topic, e.recipient, e.status, coalesce(e.data ->> 'calendar_object', 'true') as object from app.outbox_events as e where e.topic ~ '^booking';
create function pg_temp.refuse(p_booking uuid) returns text language plpgsql as $$
declare
  v_answer text;
begin
  update app.calendar_tasks set leased_by = 'w' where subject_id = p_booking and status = 'queued';
  perform tests.act_as('service');
  select api.mark_calendar_task_failed(t.task_id, 'w', 'refused', false) ->> 'status' into v_answer from pg_temp.task_of(p_booking) as t (task_id);
  perform tests.act_as('owner');
  return v_answer;
end;
$$;
create function pg_temp.task_of(p_booking uuid) returns uuid language sql security definer as $$
  select task_id from app.calendar_tasks where subject_id = p_booking order by position desc limit 1
$$;
grant execute on all functions in schema pg_temp to public;

select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as sent \gset
select tests.book('single', '2027-01-06 10:00') as unsent \gset
select tests.book('single', '2027-01-07 10:00') as standing \gset
select tests.act_as('owner');
update app.outbox_events set status = 'delivered', finished_at = app.now() where subject_id in (:'sent', :'standing');
insert into app.calendar_events (booking_id, connection_id, organization_id, calendar_id, ics_uid, remote_id, written_sequence, written_starts_at, written_ends_at, written_at)
select b.booking_id, c.connection_id, b.organization_id, 'made', b.ics_uid, 'e', 0, b.starts_at, b.ends_at, app.now()
from app.bookings as b cross join app.calendar_connections as c where b.booking_id = :'standing';

update app.outbox_events set leased_by = 'mail' where subject_id = :'unsent' and recipient = 'client';
select is(array[pg_temp.refuse(:'sent'), pg_temp.refuse(:'unsent'), pg_temp.refuse(:'standing')], array['failed', 'failed', 'failed'], 'the provider does not take them');
select bag_eq(format('select recipient, topic, status, object from told where subject_id = %L', :'sent'), $$ values
  ('client', 'booking.confirmed', 'delivered', 'true'), ('client', 'booking.confirmed', 'queued', 'true'),
  ('practitioner', 'booking.confirmed', 'delivered', 'true'), ('practitioner', 'booking.confirmed', 'queued', 'true')
$$, 'who was told already is told once more, with the invitation');
select bag_eq(format('select recipient, status, object from told where subject_id = %L', :'unsent'), $$ values
  ('client', 'queued', 'true'), ('client', 'queued', 'true'), ('practitioner', 'queued', 'true')
$$, 'what waits still brings it along; what is just on its way may not, and is said once more');
select bag_eq(format('select recipient, status, object from told where subject_id = %L', :'standing'), $$ values
  ('client', 'delivered', 'false'), ('practitioner', 'delivered', 'false') $$, 'what stands in the calendar stands nowhere twice');
select tests.act_as('ada');
select (api.reschedule_booking(:'sent', tests.at('2027-01-05 14:00'))).status;
select tests.act_as('owner');
select set_eq(format('select object from told where subject_id = %L', :'sent'), array['true'], 'and moved by mail as well');
select is(
  (select app.calendar_event_payload(t) ->> 'invited_by' from app.calendar_tasks as t where t.task_id = pg_temp.task_of(:'sent')), 'bookfast',
  'so that the provider, should it take the event one day, invites nobody twice'
);
