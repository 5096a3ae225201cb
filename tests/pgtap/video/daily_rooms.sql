-- req: SC-1.1
-- Daily's rooms: due until the provider has them as they should be, told once when that fails, and nobody's but the worker's to mark.
select tests.freeze();
create function pg_temp.seen(p_booking_id uuid) returns text language sql security definer as $$
  select concat_ws(' ', r.provider, r.status, r.revision || '/' || r.done_revision, r.leased_by, case when r.url is null then 'no way in' end)
  from app.video_rooms as r where (r.subject_kind, r.subject_id) = ('booking', p_booking_id);
$$;
create function pg_temp.claimed() returns jsonb language sql as $$ select coalesce(jsonb_agg(c), '[]') from api.claim_video_rooms('w', 8, 60) as c; $$;
create function pg_temp.failed(p_room jsonb, p_retryable boolean, p_asked integer) returns jsonb language sql as $$
  select api.mark_video_room_failed((p_room ->> 'video_room_id')::uuid, (p_room ->> 'revision')::integer, 'Daily answered 503.', p_retryable, p_asked);
$$;
create function pg_temp.done(p_room jsonb, p_url text) returns text language sql as $$
  select api.mark_video_room_done((p_room ->> 'video_room_id')::uuid, (p_room ->> 'revision')::integer, (p_room ->> 'wanted')::boolean, p_url);
$$;
create function pg_temp.warned() returns bigint language sql security definer as $$
  select count(*) from app.outbox_events as e where (e.topic, e.recipient) = ('booking.video_failed', 'practitioner');
$$;
create function pg_temp.met(p_booking_id uuid) returns text language sql security definer as $$
  select concat_ws(' ', to_char(r.began_at at time zone 'America/Toronto', 'HH24:MI'), to_char(r.client_came_at at time zone 'America/Toronto', 'HH24:MI'), to_char(r.over_at at time zone 'America/Toronto', 'HH24:MI'))
  from app.video_rooms as r where r.subject_id = p_booking_id;
$$;
grant execute on all functions in schema pg_temp to public;
update app.services set location_kind = 'online' where organization_id = tests.id('river');
update app.organizations set video_provider = 'daily' where organization_id = tests.id('river');

-- Made.
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as booking_id \gset
select is(pg_temp.seen(:'booking_id'), 'daily wanted 1/0 no way in', 'wanted from the moment of booking');
select is(api.booking_place(:'booking_id') - 'kind' - 'address', jsonb_build_object('video', 'follows', 'video_url', '/video/booking/' || :'booking_id'), 'whoever looks is told that it follows');
select tests.act_as('service');
select pg_temp.claimed() -> 0 as room \gset
select is(:'room'::jsonb - 'video_room_id' - 'opens_at' - 'closes_at', jsonb_build_object(
  'revision', 1, 'attempt', 1, 'wanted', true, 'name', 'bookfast-' || replace(:'booking_id', '-', '')), 'the worker learns its name and its times, and of nobody');
select is(pg_temp.claimed(), '[]'::jsonb, 'nobody else gets it meanwhile');
select is(array(select api.renew_video_rooms('w', array[(:'room'::jsonb ->> 'video_room_id')::uuid], 60)), array[(:'room'::jsonb ->> 'video_room_id')::uuid], 'it stays the worker''s');
select is(array(select api.renew_video_rooms('x', array[(:'room'::jsonb ->> 'video_room_id')::uuid], 60)), '{}'::uuid[], 'and is not another''s to keep');
select is(api.return_video_rooms('x', array[(:'room'::jsonb ->> 'video_room_id')::uuid]), 0, 'nor to give back');
select is(api.return_video_rooms('w', array[(:'room'::jsonb ->> 'video_room_id')::uuid]), 1, 'given back untried');
select pg_temp.claimed() -> 0 as room \gset
select is(:'room'::jsonb ->> 'attempt', '1', 'it is the first attempt still');
select is(pg_temp.done(:'room', 'https://bookfast.daily.co/r'), 'done', 'made');
select is(pg_temp.done(:'room', 'https://bookfast.daily.co/r'), 'done', 'said twice, it is no error');
select is(pg_temp.seen(:'booking_id'), 'daily ready 1/1', 'ready');

-- Failing: told once, when it is not retryable, or has failed for an hour, or people are about to meet.
select tests.act_as('ben');
select (api.reschedule_booking(:'booking_id', tests.at('2027-01-05 13:00'))).status;
select is(pg_temp.seen(:'booking_id'), 'daily wanted 2/1', 'moved, it has to move at Daily''s too');
select tests.act_as('service');
select pg_temp.claimed() -> 0 as room \gset
select ok((pg_temp.failed(:'room', true, null) ->> 'next_attempt_at')::timestamptz - app.now() between interval '8 seconds' and interval '12 seconds', 'tried again in ten seconds');
select is((pg_temp.failed(:'room', true, 300) ->> 'next_attempt_at')::timestamptz - app.now(), interval '5 minutes', 'or as late as Daily asks');
select is(pg_temp.warned(), 0::bigint, 'nobody is told of that');
select tests.freeze('2027-01-04 14:01+00');
select pg_temp.claimed() -> 0 as room \gset
select is(pg_temp.failed(:'room', true, null) ->> 'status', 'failed', 'after an hour');
select is(pg_temp.warned(), 1::bigint, 'ada is told');
select tests.act_as('ben');
select is((api.booking_place(:'booking_id') ->> 'video', tests.status(:'booking_id')), ('follows'::text, 'rescheduled'::text), 'the booking stands, and its page says that the link follows');
select tests.act_as('service');
select tests.freeze('2027-01-04 14:30+00');
select pg_temp.claimed() -> 0 as room \gset
select is(pg_temp.failed(:'room', false, null) ->> 'status', 'failed', 'it is tried further');
select is(pg_temp.warned(), 1::bigint, 'and told no second time');
select tests.act_as('ada');
select is((select n.booking_id from api.notifications as n where n.topic = 'booking.video_failed'), :'booking_id'::uuid, 'in the app too');

-- Changed while a worker is at it: nothing of it is lost.
select tests.act_as('service');
select tests.freeze('2027-01-04 15:00+00');
select pg_temp.claimed() -> 0 as room \gset
select tests.act_as('ben');
select (api.cancel_booking(:'booking_id')).status;
select tests.act_as('service');
select pg_temp.claimed() -> 0 as removal \gset
select is((:'removal'::jsonb ->> 'wanted', :'removal'::jsonb ->> 'name'), ('false'::text, :'room'::jsonb ->> 'name'), 'cancelled, it is to be removed');
select is(pg_temp.done(:'removal', null), 'done', 'which one worker does');
select is(pg_temp.done(:'room', 'https://bookfast.daily.co/r'), 'changed', 'while another made it after all');
select is(pg_temp.claimed() -> 0 ->> 'wanted', 'false', 'so that it is removed once more');

-- Handed over: whoever had been let in by then is not with the two who meet.
select tests.act_as('ben');
select tests.book('single', '2027-01-06 15:00', 'ben@example.com') as handed \gset
select tests.act_as('service');
select r as room from jsonb_array_elements(pg_temp.claimed()) as r where r ->> 'name' = 'bookfast-' || replace(:'handed', '-', '') \gset
select pg_temp.done(:'room', 'https://bookfast.daily.co/of-ada');
select tests.freeze(tests.at('2027-01-06 14:50'));
select tests.act_as('cleo');
select jsonb_array_length(api.hand_over_client(tests.id('ben'), tests.id('dan'), 'move') -> 'bookings');
select is(pg_temp.seen(:'handed'), 'daily wanted 3/1 no way in', 'handed over, it is made anew');
select tests.act_as('service');
select r as anew from jsonb_array_elements(pg_temp.claimed()) as r where r ->> 'video_room_id' = (:'room')::jsonb ->> 'video_room_id' \gset
select isnt((:'anew')::jsonb ->> 'name', (:'room')::jsonb ->> 'name', 'as another room');
select is(pg_temp.done(:'anew', 'https://bookfast.daily.co/of-dan'), 'done', 'which is made');
select tests.act_as('dan');
select is(api.video_of_booking(:'handed') ->> 'name', (:'anew')::jsonb ->> 'name', 'and lets dan in');
select tests.freeze('2027-01-04 15:00+00');

-- Never asked for, there is nothing to remove; and who made a room stays, whatever the organization chooses later.
select tests.act_as('ben');
select tests.book('single', '2027-01-06 10:00', 'ben@example.com') as short \gset
select (api.cancel_booking(:'short')).status;
select is(pg_temp.seen(:'short'), 'daily ended 2/2 no way in', 'cancelled before anybody asked, nothing is left to do');
select tests.book('single', '2027-01-07 10:00', 'ben@example.com') as kept \gset
select tests.book('single', '2027-01-08 10:00', 'ben@example.com') as waiting \gset
select tests.act_as('service');
select pg_temp.done(r, 'https://bookfast.daily.co/kept') from jsonb_array_elements(pg_temp.claimed()) as r where r ->> 'name' = 'bookfast-' || replace(:'kept', '-', '');
select tests.act_as('cleo');
update api.organization_settings set video_provider = 'jitsi' where organization_id = tests.id('river');
select is((pg_temp.seen(:'kept'), pg_temp.seen(:'waiting')), ('daily ready 1/1'::text, 'jitsi ready 2/2'::text), 'ready rooms stay, those still awaited are made by the new choice');

-- Who met, as Daily says: the first that came, in whatever order it is heard, and only at the room's time.
select tests.act_as('service');
select api.note_video_event('bookfast-' || replace(:'kept', '-', ''), e, tests.at('2027-01-07 ' || t), p) from (values
  ('over', '10:30', null), ('came', '10:05', 'client'), ('came', '10:02', 'client'), ('began', '10:01', null), ('over', '10:55', null), ('came', '10:40', 'client'), ('came', '10:00', 'somebody')
) as v (e, t, p);
select is(pg_temp.met(:'kept'), '10:01 10:02 10:55', 'first come, last gone');
select tests.act_as('ada');
select is((api.booking_place(:'kept') #>> '{met,client_came_at}')::timestamptz, tests.at('2027-01-07 10:02'), 'ada sees it with the booking');
select tests.act_as('ben');
select is(api.booking_place(:'kept') -> 'met', null, 'ben was there');
select tests.act_as('service');
select is(api.note_video_event('bookfast-' || replace(:'kept', '-', ''), 'over', tests.at('2027-01-06 10:00')), false, 'what is said of another day says nothing of this');
select is(api.note_video_event('standup', 'began', app.now()), false, 'nor of another room');
select tests.refuses($$ select api.note_video_event('standup', 'left', app.now()) $$, 'invalid_argument', 'nobody else''s words are taken');
select tests.refuses(format('select api.mark_video_room_done(%L, 1, true)', tests.id('nobody')), 'not_found', 'what is not there cannot be marked');
select tests.act_as('cleo');
select tests.forbids($$ select api.claim_video_rooms('w') $$, 'an admin is no worker');
