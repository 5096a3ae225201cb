-- Connecting a calendar: set out, come back once, be let in; changed, disconnected, lost.
-- req: SC-2.1 SC-2.5
select tests.freeze();
select api.register_data_key(tests.id('river'), tests.id('nobody'), 'm1', repeat('YWFh', 20));

create function pg_temp.state(p_name text) returns text language sql as $$ select encode(sha256(convert_to(p_name, 'UTF8')), 'hex') $$;
create function pg_temp.begin(p_name text, p_provider text default 'google') returns jsonb language sql as $$
  select api.begin_calendar_connection(tests.id('river'), p_provider, pg_temp.state(p_name), tests.id('nobody'), 'c2VhbGVk')
$$;
create function pg_temp.connect(p_who text, p_account text, p_name text, p_sealed text default 'c2VjcmV0') returns jsonb language plpgsql as $$
declare
  v_attempt uuid;
begin
  perform tests.act_as(p_who);
  perform api.begin_calendar_connection(tests.id('river'), 'google', encode(sha256(convert_to(p_name, 'UTF8')), 'hex'));
  v_attempt := api.take_calendar_attempt(encode(sha256(convert_to(p_name, 'UTF8')), 'hex')) ->> 'attempt_id';
  perform tests.act_as('service');
  return api.complete_calendar_connection(v_attempt, p_account, tests.id('nobody'), p_sealed, array['calendar']);
end;
$$;

grant execute on all functions in schema pg_temp to public;

-- The state.
select tests.act_as('ada');
select is(pg_temp.begin('one') ->> 'expires_at', to_jsonb(tests.at('2027-01-04 08:10')) #>> '{}', 'a state is good for ten minutes');
select tests.refuses('select pg_temp.begin(''one'')', 'invalid_argument', 'and for one attempt');
select is(tests.as_owner('select encode(state_hash, ''hex'') from app.calendar_attempts'), pg_temp.state('one'), 'its SHA-256 is what is kept');
select tests.act_as('dan');
select tests.refuses('select api.take_calendar_attempt(pg_temp.state(''one''))', 'token_invalid', 'a colleague cannot come back in her place');
select tests.act_as('ada');
select tests.refuses('select api.take_calendar_attempt(pg_temp.state(''forged''))', 'token_invalid', 'nor does a state that nobody made open anything');
select is(
  api.take_calendar_attempt(pg_temp.state('one')) - 'attempt_id',
  jsonb_build_object('organization_id', tests.id('river'), 'user_id', tests.id('ada.user'), 'provider', 'google', 'key_id', tests.id('nobody'), 'sealed', 'c2VhbGVk'),
  'she comes back, and the verifier is hers'
);
select tests.refuses('select api.take_calendar_attempt(pg_temp.state(''one''))', 'token_invalid', 'once');
select tests.act_as('service');
select is(api.return_calendar_attempt(tests.as_owner('select attempt_id from app.calendar_attempts')::uuid), '{"returned": true}', 'the provider did not answer');
select tests.act_as('ada');
select lives_ok('select api.take_calendar_attempt(pg_temp.state(''one''))', 'so she may come once more');
select pg_temp.begin('late') ->> 'provider';
select tests.freeze(tests.at('2027-01-04 08:10'));
select tests.refuses('select api.take_calendar_attempt(pg_temp.state(''late''))', 'token_expired', 'after ten minutes it is over');
select tests.act_as('service');
select tests.refuses(
  format('select api.complete_calendar_connection(%L, ''ada@gmail.example'', %L, ''c2VjcmV0'')', tests.as_owner('select attempt_id from app.calendar_attempts where taken_at is null'), tests.id('nobody')),
  'token_invalid', 'nobody is connected who has not come back'
);
select tests.act_as('ben');
select tests.refuses(format('select api.begin_calendar_connection(%L, ''google'', pg_temp.state(''x''))', tests.id('river')), 'not_found', 'a client connects no calendar here');
select tests.act_as('eve');
select tests.refuses(format('select api.begin_calendar_connection(%L, ''google'', pg_temp.state(''x''))', tests.id('river')), 'not_found', 'nor somebody of another practice');

-- Let in.
select pg_temp.connect('ada', 'ada@gmail.example', 'two') as answer \gset
select is(:'answer'::jsonb ->> 'status', 'connected', 'she is connected');
select tests.act_as('ada');
select results_eq(
  'select is_mine, account, status, has_calendar, on_unreachable, invites_by from api.calendar_connections',
  $$ values (true, 'ada@gmail.example', 'connected', false, 'open', 'bookfast') $$, 'and sees so'
);
select tests.forbids('select sealed from app.calendar_connections', 'but nobody reads what is sealed');
select tests.act_as('dan');
select is((select count(*) from api.calendar_connections), 0::bigint, 'a colleague does not see it');
select tests.act_as('cleo');
select results_eq('select is_mine, account, status from api.calendar_connections', $$ values (false, null::text, 'connected') $$, 'an admin sees how it fares, not whose account it is');
select tests.refuses(format('select api.end_calendar_connection(%L)', :'answer'::jsonb ->> 'connection_id'), 'not_found', 'nor ends it');
select tests.refuses(format('select api.change_calendar_connection(%L)', :'answer'::jsonb ->> 'connection_id'), 'not_found', 'nor decides for her');

-- Hers to decide.
select tests.act_as('ada');
select is(
  api.change_calendar_connection((:'answer'::jsonb ->> 'connection_id')::uuid, 'closed', 'provider', 'because I said so') - array['connected_at', 'connection_id'],
  :'answer'::jsonb - array['connected_at', 'connection_id', 'replaced'] || '{"on_unreachable": "closed", "invites_by": "provider"}', 'she decides'
);
select tests.refuses(format('select api.change_calendar_connection(%L, ''ajar'')', :'answer'::jsonb ->> 'connection_id'), 'invalid_argument', 'between two things');

-- Trouble, and the end of trouble.
select tests.act_as('owner');
select app.connection_failed((:'answer'::jsonb ->> 'connection_id')::uuid, 'unreachable');
select tests.freeze(tests.at('2027-01-04 11:00'));
select app.connection_failed((:'answer'::jsonb ->> 'connection_id')::uuid, 'unreachable');
select is((select count(*) from app.outbox_events where topic = 'calendar.failing'), 0::bigint, 'an outage of less than three hours is told to nobody');
select tests.freeze(tests.at('2027-01-04 11:10'));
select app.connection_failed((:'answer'::jsonb ->> 'connection_id')::uuid, 'unreachable') from generate_series(1, 2);
select is((select count(*) from app.outbox_events where topic = 'calendar.failing'), 1::bigint, 'a longer one once, to her');
select is(app.event_payload(e) #>> '{practitioner,email}', 'ada@example.com', 'by mail') from app.outbox_events as e where topic = 'calendar.failing';
select is((select count(*) from app.notifications where (topic, user_id) = ('calendar.failing', tests.id('ada.user'))), 1::bigint, 'and within the app');
select app.connection_worked((:'answer'::jsonb ->> 'connection_id')::uuid);
select results_eq('select failing_since, warned_at, last_ok_at from app.calendar_connections', format('values (null::timestamptz, null::timestamptz, %L::timestamptz)', tests.at('2027-01-04 11:10')), 'then it works again');
select tests.act_as('service');
select is(api.mark_calendar_revoked((:'answer'::jsonb ->> 'connection_id')::uuid, 'Zm9ybWVy') ->> 'status', 'connected', 'what a former key opens no more says nothing of hers');
select is(api.mark_calendar_revoked((:'answer'::jsonb ->> 'connection_id')::uuid, 'c2VjcmV0') ->> 'status', 'revoked', 'one day Google lets us in no more');
select is(api.mark_calendar_revoked((:'answer'::jsonb ->> 'connection_id')::uuid, 'c2VjcmV0') ->> 'status', 'revoked', 'twice is no error');
select tests.act_as('owner');
select results_eq('select sealed, data_key_id from app.calendar_connections', $$ values (null::text, null::uuid) $$, 'what opens nothing is not kept');
select is((select count(*) from app.outbox_events where topic = 'calendar.revoked'), 1::bigint, 'and she hears of it, once');

-- Again.
select tests.act_as('service');
select is(api.keep_calendar_credentials((:'answer'::jsonb ->> 'connection_id')::uuid, tests.id('nobody'), 'bmV3', 'c2VjcmV0'), '{"kept": false}', 'nor anything new');
select pg_temp.connect('ada', 'ada@gmail.example', 'three', 'YWdhaW4=') as again \gset
select is(api.keep_calendar_credentials((:'again'::jsonb ->> 'connection_id')::uuid, tests.id('nobody'), 'YWdhaW4=2', 'YWdhaW4='), '{"kept": true}', 'what the provider gives instead is kept');
select is(api.keep_calendar_credentials((:'again'::jsonb ->> 'connection_id')::uuid, tests.id('nobody'), 'bGF0ZQ==', 'YWdhaW4='), '{"kept": false}', 'and another worker, which asked with the former one as well, does not write over it');
select is(:'again'::jsonb -> 'connection_id', :'answer'::jsonb -> 'connection_id', 'the same account goes on where it was');
select is(:'again'::jsonb ->> 'on_unreachable', 'closed', 'as she had decided');
select pg_temp.connect('ada', 'ada@other.example', 'four') as other \gset
select is(:'other'::jsonb -> 'replaced', :'answer'::jsonb -> 'connection_id', 'another account takes its place');
select is(:'other'::jsonb ->> 'invites_by', 'provider', 'with what she decided');
select pg_temp.connect('dan', 'Ada@gmail.example', 'together') ->> 'status';
select api.take_ended_credentials((:'answer'::jsonb ->> 'connection_id')::uuid) as taken \gset
select is(:'taken'::jsonb ->> 'sealed', 'YWdhaW4=2', 'so that the first can be told that it is over');
select is(:'taken'::jsonb ->> 'shared', 'true', 'but for what a colleague has with the same account');
select is(api.take_ended_credentials((:'answer'::jsonb ->> 'connection_id')::uuid), null, 'once');
select is(api.take_ended_credentials((:'other'::jsonb ->> 'connection_id')::uuid), null, 'and of one that lives nothing is told');

-- The end.
select tests.act_as('ada');
select is(api.end_calendar_connection((:'other'::jsonb ->> 'connection_id')::uuid) ->> 'status', 'ended', 'she disconnects');
select is(api.end_calendar_connection((:'other'::jsonb ->> 'connection_id')::uuid) ->> 'status', 'ended', 'twice is no error');
select tests.refuses(format('select api.change_calendar_connection(%L, ''open'')', :'other'::jsonb ->> 'connection_id'), 'illegal_transition', 'then there is nothing to decide');
select tests.act_as('cleo');
select is(
  tests.audited(:'answer'::jsonb ->> 'connection_id'),
  array(select format('calendar_connection.%s by %s', what, who) from (values ('connected', 'user:' || tests.id('ada.user')), ('changed', 'user:' || tests.id('ada.user')), ('revoked', 'service:edge'),
    ('connected', 'user:' || tests.id('ada.user')), ('ended', 'user:' || tests.id('ada.user'))) as t (what, who)),
  'the log says who did what'
);
select is((select count(*) from api.audit_log where entity = 'calendar_connection' and concat(before, after) ~ 'sealed|account|gmail|c2Vj|YWdh'), 0::bigint, 'and nothing of what lets anybody in');

-- Whoever works here no more.
select pg_temp.connect('dan', 'dan@gmail.example', 'five') as of_dan \gset
select tests.act_as('cleo');
select api.suspend_member(tests.id('dan.member')) ->> 'role';
select tests.act_as('owner');
select results_eq('select status, sealed from app.calendar_connections where account = ''dan@gmail.example''', $$ values ('ended', null::text) $$, 'Dan leaves no credentials behind');

-- Time passes: of an attempt that led nowhere nothing sealed is left, and of credentials that nobody took none.
select tests.act_as('ada');
select pg_temp.begin('never') ->> 'provider';
select tests.freeze(tests.at('2027-01-04 11:25'));
select tests.act_as('service');
select api.tick() is not null;
select tests.act_as('owner');
select is((select count(*) from app.calendar_attempts where sealed is not null and expires_at <= app.now()), 0::bigint, 'the verifier goes with the ten minutes');
select is((select count(*) from app.calendar_connections where status = 'ended' and sealed is not null), 2::bigint, 'the edge has an hour to say that it is over');
select tests.act_as('ada');
select tests.refuses('select api.take_calendar_attempt(pg_temp.state(''never''))', 'token_expired', 'who comes back is told that it took too long');
select tests.freeze(tests.at('2027-01-05 12:00'));
select tests.act_as('service');
select api.tick() is not null;
select tests.act_as('owner');
select is((select count(*) from app.calendar_attempts), 0::bigint, 'a day later nothing is left of it');
select is((select count(*) from app.calendar_connections where status = 'ended' and sealed is not null), 0::bigint, 'nor of what would open an ended one');
