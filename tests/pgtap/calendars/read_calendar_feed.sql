-- read_calendar_feed: what a calendar app sees, and until when.
select tests.freeze();
create function pg_temp.read(p_token text, p_known text default null, p_from text default null) returns jsonb language plpgsql as $$
declare
  v_answer jsonb;
begin
  perform tests.act_as('service');
  v_answer := api.read_calendar_feed(encode(sha256(convert_to(p_token, 'UTF8')), 'hex'), p_known, p_from);
  perform tests.act_as('owner');
  return v_answer;
end;
$$;
create function pg_temp.make(p_who text, p_practitioner text, p_detail boolean default false) returns text language plpgsql as $$
declare
  v_token text;
begin
  perform tests.act_as(p_who);
  v_token := api.create_calendar_feed(tests.id(p_practitioner), p_detail) ->> 'token';
  perform tests.act_as('owner');
  return v_token;
end;
$$;
select pg_temp.make('ada', 'ada') as discreet, pg_temp.make('ada', 'ada', true) as detailed, pg_temp.make('cleo', 'ada') as of_cleo \gset
select is(
  pg_temp.read(:'discreet') -> 'calendar', '{"organization": "River Therapy", "time_zone": "America/Toronto", "locale": "en-CA", "detail": false, "events": []}', 'nothing is booked yet'
);

select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as single \gset
select tests.book('group', '2027-01-06 10:00', 'one@example.com') as seat \gset
select tests.book('group', '2027-01-06 10:00', 'two@example.com') as other_seat \gset
select tests.book('approval', '2027-01-07 10:00', 'three@example.com') as asked \gset
select tests.act_as('owner');
select pg_temp.read(:'discreet') as read \gset
select results_eq(
  format($$ select e ->> 'starts_at', (e ->> 'tentative')::boolean, (e ->> 'taken')::integer, (e ->> 'seats')::integer, e ? 'clients'
  from jsonb_array_elements(%L::jsonb #> '{calendar,events}') as e $$, :'read'),
  $$ values ('2027-01-05T15:00:00+00:00', false, 1, 1, false), ('2027-01-06T15:00:00+00:00', false, 2, 3, false), ('2027-01-07T15:00:00+00:00', true, 1, 1, false) $$,
  'each session once, however many seats are taken, and a request as tentative'
);
select ok(:'read' !~ '(Gil|one@|Session|Group|First visit)', 'no name, no address, no service');
select is(:'read'::jsonb #>> '{calendar,events,0,event_id}', :'single', 'a booking keeps its event when it moves');
select is(pg_temp.read(:'detailed') #> '{calendar,events}', :'read'::jsonb #> '{calendar,events}', 'detail is without effect while the organization is discreet');

-- With detail.
update app.organizations set discreet = false where organization_id = tests.id('river');
select is(pg_temp.read(:'detailed') #>> '{calendar,events,0,service}', 'Session', 'where it is not, whoever chose detail sees the service');
select is(pg_temp.read(:'detailed') #>> '{calendar,events,1,clients}', '["Gil Guest", "Gil Guest"]', 'and who comes');
select is(pg_temp.read(:'discreet') #> '{calendar,events}', :'read'::jsonb #> '{calendar,events}', 'whoever did not, does not');

-- Versions.
select is(pg_temp.read(:'discreet') ->> 'version', pg_temp.read(:'of_cleo') ->> 'version', 'the same bookings are the same version');
select pg_temp.read(:'discreet') ->> 'version' as version \gset
select is(pg_temp.read(:'discreet', :'version') -> 'calendar', 'null', 'whoever knows it is told no more');
select is(pg_temp.read(:'discreet', :'version') ->> 'changed_at', pg_temp.read(:'discreet') ->> 'changed_at', 'and since when it stands');
select tests.freeze('2027-01-04 13:00:00.5+00');
select tests.act_as('ada');
select (api.cancel_booking(:'single')).status;
select tests.act_as('owner');
select pg_temp.read(:'discreet', :'version') as changed \gset
select isnt(:'changed'::jsonb ->> 'version', :'version', 'a cancelled booking makes another');
select is(jsonb_array_length(:'changed'::jsonb #> '{calendar,events}'), 2, 'without it');
select cmp_ok(
  date_trunc('second', (:'changed'::jsonb ->> 'changed_at')::timestamptz), '>', date_trunc('second', (:'read'::jsonb ->> 'changed_at')::timestamptz),
  'of another second, however soon, since HTTP tells no more'
);

-- Only around today.
select tests.freeze('2027-02-10 13:00+00');
select is(pg_temp.read(:'discreet') #> '{calendar,events}', '[]', 'what is a month past is left out');
select tests.freeze();

-- What ends it.
select is(pg_temp.read('0000') ->> 'message', 'not_found', 'a wrong token');
select is((select count(*) from app.calendar_feeds as f where f.feed_id = (app.feed_of_token(f.token_hash)).feed_id), 3::bigint, 'all three are alive');
create function pg_temp.alive(p_change text) returns text language plpgsql as $$
declare
  v_alive text;
begin
  execute p_change;
  select coalesce(string_agg(case when f.created_by = tests.id('cleo.user') then 'cleo' else 'ada' end, ' ' order by f.created_by = tests.id('cleo.user'), f.feed_id), 'none') into v_alive
  from app.calendar_feeds as f where f.feed_id = (app.feed_of_token(f.token_hash)).feed_id;
  raise exception using errcode = 'XX001', message = v_alive;
exception when sqlstate 'XX001' then
  return v_alive;
end;
$$;
select is(pg_temp.alive(change), alive, description)
from (values
  ('update app.calendar_feeds set revoked_at = app.now()', 'none', 'revoking ends a feed'),
  (format('update app.members set suspended_at = app.now() where member_id = %L', tests.id('ada.member')), 'cleo', 'suspending ada ends what she made'),
  (format('update app.members set suspended_at = app.now() where member_id = %L', tests.id('cleo.member')), 'ada ada', 'suspending cleo what she made'),
  (format('update app.members set role = ''practitioner'' where member_id = %L', tests.id('cleo.member')), 'ada ada', 'and so does taking her role'),
  (format('update app.practitioners set archived_at = app.now() where practitioner_id = %L', tests.id('ada')), 'none', 'archiving the profile ends all'),
  (format('update app.organizations set suspended_at = app.now() where organization_id = %L', tests.id('river')), 'none', 'closing the organization too')
) as ends (change, alive, description);

-- How often.
select count(pg_temp.read('wrong', null, 'somewhere')) from generate_series(1, 60);
select tests.act_as('service');
select tests.refuses($$ select api.read_calendar_feed(encode(sha256('wrong'), 'hex'), null, 'somewhere') $$, 'too_many_requests', 'who tries tokens is slowed down');
select tests.act_as('owner');
select is(pg_temp.read('wrong', null, 'elsewhere') ->> 'message', 'not_found', 'and nobody else');
select is(pg_temp.read(:'discreet', null, 'somewhere') ->> 'message', null, 'and a right token is served even there');
select count(pg_temp.read(:'of_cleo')) from generate_series(1, 59);
select tests.act_as('service');
select tests.refuses(
  format($$ select api.read_calendar_feed(encode(sha256(%L), 'hex')) $$, :'of_cleo'), 'too_many_requests', 'nobody reads a feed sixty times a minute'
);
select tests.refuses($$ select api.read_calendar_feed('the token itself') $$, 'invalid_argument', 'a token is asked for by its hash');
select tests.act_as('owner');
select is((select count(*) from app.audit_log where action = 'calendar_feed.read'), 4::bigint, 'reading is logged, of each feed once an hour');
select tests.forbids(format($$ set local role %I; select api.read_calendar_feed('x') $$, role), format('%s may not', role)) from unnest(array['anon', 'authenticated']) as role;
