-- req: SC-1.1
-- A room exists for booked time only: made with the booking, moved with it, ended with it; its link is what both parties see.
select tests.freeze();
create function pg_temp.room(p_booking_id uuid) returns app.video_rooms language sql security definer as $$
  select r.* from app.video_rooms as r where (r.subject_kind, r.subject_id) = ('booking', p_booking_id);
$$;
create function pg_temp.seen(p_booking_id uuid) returns text language sql security definer as $$
  select concat_ws(' ', r.provider, r.status, to_char(r.opens_at at time zone 'America/Toronto', 'DD HH24:MI'), to_char(r.closes_at at time zone 'America/Toronto', 'HH24:MI'),
    case when r.url is null then 'no way in' end, case when r.done_revision < r.revision then 'due' end)
  from app.video_rooms as r where (r.subject_kind, r.subject_id) = ('booking', p_booking_id);
$$;
create function pg_temp.link(p_booking_id uuid) returns text language sql as $$ select api.booking_place(p_booking_id) ->> 'video_url'; $$;
grant execute on function pg_temp.room(uuid), pg_temp.seen(uuid), pg_temp.link(uuid) to public;
create function pg_temp.claimed() returns jsonb language sql as $$ select coalesce(jsonb_agg(c), '[]') from api.claim_video_rooms('w', 8, 60) as c; $$;
grant execute on function pg_temp.claimed() to public;
update app.services set location_kind = 'online' where organization_id = tests.id('river');

-- None: as ever.
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as first \gset
select is(pg_temp.seen(:'first'), null, 'an organization that chose nobody has no rooms');
select is(api.video_of_booking(:'first') ->> 'status', 'none', 'and there is nowhere to go');

-- Jitsi.
select tests.act_as('cleo');
update api.organization_settings set video_provider = 'jitsi', jitsi_url = 'https://meet.example.org/river' where organization_id = tests.id('river');
select is(pg_temp.seen(:'first'), 'jitsi ready 05 09:45 11:20', 'what is booked already gets its room when the organization chooses');
select tests.act_as('ben');
select pg_temp.link(:'first') as link \gset
select matches(:'link'::text, '^https://meet\.example\.org/river/[0-9a-f]{32}$', 'a name of 128 bits, and nothing of anybody');
select tests.act_as(who) || '' || is(pg_temp.link(:'first'), :'link'::text, format('%s sees it', who)) from unnest(array['ada', 'cleo', 'ben']) as who;
select tests.token(:'first', 'bens-token');
select is(api.booking_by_token('bens-token') #>> '{place,video_url}', :'link'::text, 'and so does the link in the mail');
select tests.act_as('service');
select is(array(select distinct e.payload #>> '{place,video_url}' from api.claim_events('w', 8) as e), array[:'link'::text], 'the mails have it, both parties''');
select is(pg_temp.claimed(), '[]'::jsonb, 'nobody outside is asked');
select tests.act_as('ben');
select (api.reschedule_booking(:'first', tests.at('2027-01-05 13:00'))).status;
select is((pg_temp.seen(:'first'), pg_temp.link(:'first')), ('jitsi ready 05 12:45 14:20'::text, :'link'::text), 'it moves with the booking, and keeps its link');
select is(api.video_of_booking(:'first') ->> 'status', 'early', 'early, the door is closed');
select tests.freeze(tests.at('2027-01-05 12:45'));
select is(api.video_of_booking(:'first') ->> 'url', :'link'::text, 'a quarter of an hour before, it opens');
select is(api.video_by_token('bens-token') - 'opens_at' - 'closes_at', jsonb_build_object(
  'status', 'open', 'provider', 'jitsi', 'name', right(:'link', 32), 'url', :'link', 'party', 'client'), 'also by the link of the mail');
select tests.act_as('ada');
select is(api.video_of_booking(:'first') ->> 'party', 'practitioner', 'ada comes as the practitioner');
select tests.act_as('cleo');
select tests.refuses(format('select api.video_of_booking(%L)', :'first'), 'not_allowed', 'an admin is no party to it');
select tests.act_as('eve');
select tests.refuses(format('select api.video_of_booking(%L)', :'first'), 'not_found', 'for strangers it does not exist');

-- The practitioner's own link comes first, and while there is one no room is made.
select tests.act_as('ada');
insert into api.places (organization_id, practitioner_id, video_url) values (tests.id('river'), tests.id('ada'), 'https://video.example/ada');
select is((pg_temp.seen(:'first'), pg_temp.link(:'first')), ('jitsi ended 05 12:45 14:20 no way in'::text, 'https://video.example/ada'::text), 'her own link takes its place');
delete from api.places where practitioner_id = tests.id('ada');
select isnt(pg_temp.link(:'first'), :'link'::text, 'without it there is a room again, a new one');
select tests.act_as('ben');
select tests.freeze();
select (api.cancel_booking(:'first')).status;
select is(pg_temp.seen(:'first'), 'jitsi ended 05 12:45 14:20 no way in', 'it ends with the booking, and its name is forgotten');
select is(api.video_of_booking(:'first'), '{"status": "none"}'::jsonb, 'whoever comes finds nothing');
select is(api.video_by_token('bens-token') ->> 'status', 'none', 'nor by the link of the mail');

-- A request has none until it is approved; what took place has none any more; time ends it, too.
select tests.book('approval', '2027-01-05 10:00', 'ben@example.com') as asked \gset
select is(pg_temp.seen(:'asked'), null, 'a request has no room');
select tests.act_as('ada');
select (api.approve_booking(:'asked')).status;
select is(pg_temp.seen(:'asked'), 'jitsi ready 05 09:45 11:00', 'approved, it has one');
select tests.freeze(tests.at('2027-01-05 10:30'));
select (api.complete_booking(:'asked')).status;
select is(pg_temp.seen(:'asked'), 'jitsi ended 05 09:45 11:00 no way in', 'completed, it has none');
select tests.freeze();
select tests.book('single', '2027-01-06 10:00', 'ben@example.com') as late \gset
select tests.freeze(tests.at('2027-01-06 11:20'));
select tests.act_as('service');
select api.tick() is not null;
select is(pg_temp.seen(:'late'), 'jitsi ended 06 09:45 11:20 no way in', 'half an hour after the booked time it is gone');
select tests.freeze();

-- Those who share a session share its room, which stays until the last has left.
select tests.act_as('anon');
select tests.book('group', '2027-01-07 10:00', 'gil@example.com') as gils \gset
select tests.book('group', '2027-01-07 10:00', 'joy@example.com') as joys \gset
select tests.act_as('ada');
select pg_temp.link(:'gils') as shared \gset
select is(pg_temp.link(:'joys'), :'shared'::text, 'one session, one room');
select (api.cancel_booking(:'gils')).status;
select is(pg_temp.link(:'joys'), :'shared'::text, 'joy still meets there');
select is(pg_temp.link(:'gils'), null, 'gil does not');
select (api.cancel_booking(:'joys')).status;
select is(tests.as_owner('select count(*) from app.video_rooms where status = ''ready'''), '0', 'then nobody does');
