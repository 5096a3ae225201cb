-- req: SC-2.4 SC-2.5 SC-4.3
-- What is read of ada's calendars: which she chose, when they are busy, for how long they may stay silent; and the channels on which they speak.
select tests.freeze();
insert into app.data_keys (key_id, organization_id, master_key_id, wrapped) values (gen_random_uuid(), tests.id('river'), 'test', sha256('a') || sha256('b'));
insert into app.calendar_connections (organization_id, user_id, provider, account, calendar_id, sealed, data_key_id)
select tests.id('river'), tests.id('ada.user'), 'google', 'ada@example.com', 'made', 'sealed', k.key_id from app.data_keys as k
returning connection_id as ada \gset
create temp table connected as select c.connection_id from app.calendar_connections as c;
grant select on connected to authenticated, service_role;
create function pg_temp.starts() returns text[] language sql as $$
  select array_agg(to_char(s.starts_at at time zone 'America/Toronto', 'HH24:MI') order by s.starts_at)
  from api.available_slots(tests.id('ada'), tests.id('group'), '2027-01-05', '2027-01-05') as s;
$$;
create function pg_temp.saved(p_calendars text[], p_from text default null, p_to text default null) returns jsonb language plpgsql as $$
declare
  v_answer jsonb;
begin
  perform tests.act_as('service');
  v_answer := api.save_busy_time((select connection_id from connected), p_calendars, case when p_from is null then '[]' else jsonb_build_array(jsonb_build_object(
    'starts_at', tests.at('2027-01-05 ' || p_from), 'ends_at', tests.at('2027-01-05 ' || p_to))) end);
  perform tests.act_as('owner');
  return v_answer;
end;
$$;
create function pg_temp.queued() returns text[] language sql as $$ select array_agg(t.kind order by t.kind) from app.calendar_tasks as t where t.status = 'queued'; $$;
create function pg_temp.fail(p_kind text) returns void language sql as $$ update app.calendar_tasks as t set last_error = 'unreachable' where t.kind = p_kind; $$;

-- Chosen.
select is(pg_temp.queued(), array['busy', 'sync', 'watch'], 'who connects a calendar has it read and watched');
select tests.act_as('service');
select is(api.read_busy_time(:'ada') - 'starts_at' - 'ends_at', '{"list_calendars": true, "calendar_ids": []}', 'first its calendars are listed');
select is(
  api.read_busy_time(:'ada', '[{"calendar_id": "mine", "name": "Mine", "is_primary": true}, {"calendar_id": "made", "name": "Ours"}, {"calendar_id": "other", "name": "Other"}]') - 'starts_at',
  jsonb_build_object('list_calendars', false, 'calendar_ids', array['mine'], 'ends_at', timestamptz '2027-04-06 00:00+00'),
  'the primary one is chosen, the one that we made never counts, and as far ahead as clients book is read'
);
select tests.act_as('dan');
select is((select count(*) from api.busy_calendars), 0::bigint, 'nobody else sees them');
select tests.refuses(format('select api.choose_busy_calendars(%L, %L)', :'ada', array['mine']), 'not_found', 'or chooses');
select tests.act_as('cleo');
select is((select count(*) from api.busy_calendars), 0::bigint, 'not even an admin');
select tests.act_as('ada');
select is((select array_agg(b.calendar_id order by b.calendar_id) from api.busy_calendars as b where b.chosen), array['mine'], 'ada sees hers');
select tests.refuses(format('select api.choose_busy_calendars(%L, %L)', :'ada', array['made']), 'invalid_argument', 'ours is none to choose');
select is(api.choose_busy_calendars(:'ada', array['other', 'mine'], 'choose-them') ->> 'calendar_ids', '["mine", "other"]', 'others are');
select is(api.choose_busy_calendars(:'ada', array['other', 'mine'], 'choose-them') ->> 'calendar_ids', '["mine", "other"]', 'twice by one key');
select tests.act_as('owner');
select is((tests.audited(:'ada'))[2], 'calendar_connection.busy_calendars_chosen by user:' || tests.id('ada.user'), 'the log says that she did');

-- Busy.
select is(pg_temp.saved(array['mine'], '10:00', '12:00') ->> 'again_seconds', '0', 'what was read of others than are chosen by now is not believed');
select is(pg_temp.saved(array['mine', 'other'], '10:00', '12:00'), '{"changed": 1, "again_seconds": 60}', 'what is read counts; nobody tells us of changes, so we ask each minute');
select is(pg_temp.starts(), array['09:00', '13:00', '14:00', '15:00', '16:00'], 'it is not offered');
select tests.act_as('anon');
select tests.book('group', '2027-01-05 14:00') as group \gset
select tests.act_as('owner');
select is(pg_temp.saved(array['mine', 'other'], '13:30', '15:30') ->> 'changed', '3', 'what she has booked here comes to her calendar as an invitation');
select is(pg_temp.starts(), array['09:00', '10:00', '11:00', '14:00', '16:00'], 'and takes no seat of its own');
select tests.act_as('ada');
select (api.cancel_booking(:'group')).status;
select tests.act_as('owner');
select is((select t.next_attempt_at from app.calendar_tasks as t where t.kind = 'busy' and t.status = 'queued'), app.now(), 'cancelled, its time is asked about at once');

-- Unreachable.
update app.calendar_connections set on_unreachable = 'closed';
select tests.freeze(tests.at('2027-01-04 08:29'));
select pg_temp.fail('busy');
select cmp_ok(cardinality(pg_temp.starts()), '>', 3, 'a calendar that is silent for a while is silent');
select tests.freeze(tests.at('2027-01-04 08:31'));
select pg_temp.fail('sync');
select is(pg_temp.starts(), null, 'after half an hour her time is closed, as she wished');
select pg_temp.fail('busy');
update app.calendar_connections set on_unreachable = 'open';
select cmp_ok(cardinality(pg_temp.starts()), '>', 3, 'until she wishes otherwise: then what was read last counts');
update app.calendar_connections set on_unreachable = 'closed';
select is(pg_temp.starts(), null, 'and closes once more');
select pg_temp.saved(array['mine', 'other'], '10:00', '12:00') ->> 'changed';
select is(pg_temp.starts(), array['09:00', '13:00', '14:00', '15:00', '16:00'], 'read again, it is as it is');
update app.calendar_tasks as t set status = 'failed', finished_at = app.now(), last_error = 'refused' where t.kind = 'busy';
select is((select t.next_attempt_at - app.now() from app.calendar_tasks as t where t.kind = 'busy' and t.status = 'queued'), interval '15 minutes', 'what is refused is asked again');

-- Channels.
select tests.act_as('service');
select is(api.calendar_channels_due(:'ada') - 'again_seconds', '{"open": ["made", "mine", "other"], "stop": []}', 'each calendar that matters wants a channel');
select api.keep_calendar_channel(:'ada', '00000000-0000-4000-8000-000000000001', 'made', repeat('ab', 32)) ->> 'channel_id';
select api.keep_calendar_channel(:'ada', '00000000-0000-4000-8000-000000000001', 'made', repeat('ab', 32), 'res', app.now() + interval '7 days') ->> 'channel_id';
select api.keep_calendar_channel(:'ada', '00000000-0000-4000-8000-000000000002', 'mine', repeat('cd', 32), 'res2', app.now() + interval '1 hour') ->> 'channel_id';
select is(api.calendar_channels_due(:'ada'), '{"open": ["other"], "stop": [], "again_seconds": 2700}', 'with one, it has one, until a quarter of its time is left');
select is(api.save_sync_token(:'ada', 'made', 't'), '{"again_seconds": 60, "is_told": true}', 'what tells us of changes is asked all the same');
select is(api.read_calendar_changes(:'ada') - 'listed_at', '{"calendar_id": "made", "sync_token": "t"}', 'from where it was left');
select tests.refuses(format('select api.note_calendar_push(%L, %L)', '00000000-0000-4000-8000-000000000001', repeat('cd', 32)), 'not_found', 'a forged message');
select tests.refuses(format('select api.note_calendar_push(%L, %L)', '00000000-0000-4000-8000-000000000009', repeat('cd', 32)), 'not_found', 'is answered as one of no channel');
select tests.act_as('owner');
delete from app.calendar_tasks;
select tests.act_as('service');
select api.note_calendar_push('00000000-0000-4000-8000-000000000001', repeat('ab', 32), false) ->> 'queued';
select tests.act_as('owner');
select is(pg_temp.queued(), null, 'that a channel is open is no news');
select tests.act_as('service');
select api.note_calendar_push('00000000-0000-4000-8000-000000000001', repeat('ab', 32)) ->> 'queued', api.note_calendar_push('00000000-0000-4000-8000-000000000001', repeat('ab', 32)) ->> 'queued';
select api.note_calendar_push('00000000-0000-4000-8000-000000000002', repeat('cd', 32)) ->> 'queued';
select tests.act_as('owner');
select is(pg_temp.queued(), array['busy', 'sync'], 'that a calendar has changed is: once, for what it is');
select tests.freeze(tests.at('2027-01-04 09:20'));
select tests.act_as('service');
select api.keep_calendar_channel(:'ada', '00000000-0000-4000-8000-000000000003', 'mine', repeat('ef', 32), 'res3', app.now() + interval '7 days') ->> 'channel_id';
select is(api.calendar_channels_due(:'ada') #>> '{stop,0,resource_id}', 'res2', 'renewed, the former one is stopped');
select api.drop_calendar_channel('00000000-0000-4000-8000-000000000002');
select is(api.calendar_channels_due(:'ada') -> 'stop', '[]', 'and forgotten');

-- The end.
select tests.act_as('owner');
select pg_temp.saved(array['mine', 'other'], '10:00', '12:00') ->> 'again_seconds';
select cmp_ok(cardinality(pg_temp.starts()), '>', 3, 'what was read a moment ago counts, and no more than that');
update app.calendar_connections set status = 'revoked', sealed = null, data_key_id = null;
select is((select count(*) from app.calendar_channels), 0::bigint, 'revoked, nothing is listened to');
select is(pg_temp.starts(), null, 'and ada is closed at once: nobody will read it again');
update app.calendar_connections set status = 'ended', ended_at = app.now(), ended_by = 'user:ada';
select is((select count(*) from app.busy_spans), 0::bigint, 'disconnected, nothing of her calendars is left');
select is(pg_temp.starts(), array['09:00', '10:00', '11:00', '13:00', '14:00', '15:00', '16:00'], 'and all is offered');
