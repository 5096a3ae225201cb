-- req: TS-7 TS-9 TS-10 TS-12 TS-13 BM-R9
select tests.freeze();
create function pg_temp.held(p_local text, p_rule text default 'FREQ=WEEKLY;COUNT=4', p_service text default 'single') returns jsonb language sql as $$
  select api.request_hold(tests.id('ada'), tests.id(p_service), tests.at(p_local), recurrence => p_rule, time_zone => 'Europe/Berlin');
$$;
grant execute on function pg_temp.held(text, text, text) to anon, authenticated;
select tests.act_as('anon');

-- It works.
select pg_temp.held('2027-03-02 10:00') as held \gset
select api.confirm_hold(:'held'::jsonb ->> 'hold_key', tests.client(), 'With my son', idempotency_key => 'confirm-of-march') as booked \gset
select is(jsonb_array_length(:'booked'::jsonb -> 'bookings'), 4, 'every hold becomes a booking');
select is((:'booked'::jsonb -> 'bookings' -> 0) - 'booking_id', (:'booked'::jsonb - 'bookings' - 'series_id' - 'booking_id'), 'the first one stands in front');
select is(
  tests.as_owner(format('select string_agg(to_char(recurrence_id, ''MM-DD HH24:MI''), '', '' order by starts_at) from app.bookings where series_id = %L', :'booked'::jsonb ->> 'series_id')),
  '03-02 10:00, 03-09 10:00, 03-16 10:00, 03-23 10:00', 'each knows which instance of the rule it is'
);
select is(
  tests.as_owner(format(
    'select count(distinct b.ics_uid) || '' '' || bool_and(b.ics_uid = s.ics_uid) || '' '' || min(s.recurrence) || '' '' || min(s.time_zone) || '' '' || min(s.starts_local)'
    ' from app.bookings as b join app.booking_series as s using (series_id) where s.series_id = %L', :'booked'::jsonb ->> 'series_id'
  )),
  '1 true FREQ=WEEKLY;COUNT=4 America/Toronto 2027-03-02 10:00:00', 'all share the calendar UID of the series, which keeps the practitioner''s wall time'
);
select is(tests.as_owner($$ select count(*) from app.slot_claims where kind = 'booking' and expires_at is null $$), '4', 'the claims stay');
select is(
  tests.as_owner($$ select count(*) || ' by ' || min(actor) from api.audit_log where action = 'booking.created' $$), '4 by client:gil@example.com',
  'each has its entry in the audit log'
);
select is(
  api.confirm_hold(:'held'::jsonb ->> 'hold_key', tests.client(), 'With my son', idempotency_key => 'confirm-of-march'), :'booked'::jsonb, 'the same key repeats the answer'
);
select tests.refuses(format('select api.confirm_hold(%L, tests.client())', :'held'::jsonb ->> 'hold_key'), 'hold_conflict', 'confirming twice is told');

-- A mistake in the details keeps the holds; a client who is elsewhere lets go of all of them.
select pg_temp.held('2027-02-02 14:00', 'FREQ=WEEKLY;COUNT=3') as held \gset
select tests.refuses(format('select api.confirm_hold(%L, tests.client(p_changes => %L))', :'held'::jsonb ->> 'hold_key', '{"consent": false}'), 'consent_required', 'a mistake');
select is(tests.as_owner($$ select count(*) from app.slot_claims where kind = 'hold' $$), '3', 'keeps the holds');
select tests.confirm(tests.hold('single', '2027-02-09 14:00', 'dan'));
select api.confirm_hold(:'held'::jsonb ->> 'hold_key', tests.client()) as refused \gset
select is(:'refused'::jsonb ->> 'message', 'client_busy', 'a client is in one place');
select matches(:'refused'::jsonb ->> 'details', 'on 2027-02-09', 'and is told when');
select is(tests.as_owner($$ select count(*) from app.slot_claims where kind = 'hold' $$), '0', 'all holds are released');
select is(tests.as_owner($$ select count(*) from app.booking_series $$), '1', 'and no half series is left');
select set_config('response.status', '', true);

-- One that has lapsed lets go of all.
select api.request_hold(tests.id('ada'), tests.id('single'), occurrences => array[tests.at('2027-01-05 09:00'), tests.at('2027-01-06 09:00')]) as held \gset
select tests.freeze(tests.at('2027-01-04 08:04'));
select api.extend_hold(:'held'::jsonb -> 'holds' -> 1 ->> 'hold_key');
select tests.freeze(tests.at('2027-01-04 08:06'));
select tests.refuses(format('select api.extend_hold(%L)', :'held'::jsonb ->> 'hold_key'), 'hold_expired', 'a series that is not whole is not extended');
select tests.refuses(format('select api.confirm_hold(%L, tests.client())', :'held'::jsonb ->> 'hold_key'), 'hold_expired', 'a series that is not whole is not booked');
select is(tests.as_owner($$ select count(*) from app.slot_claims where kind = 'hold' and expires_at > app.now() $$), '0', 'and what was left of it is free');
select set_config('response.status', '', true);

-- Without one that was given back, and one confirmed alone.
select pg_temp.held('2027-02-04 15:00', 'FREQ=WEEKLY;COUNT=4') as held \gset
select api.release_hold(:'held'::jsonb -> 'holds' -> 0 ->> 'hold_key');
select tests.confirm(:'held'::jsonb -> 'holds' -> 1 ->> 'hold_key', 'kim@example.com') as alone \gset
select api.confirm_hold(:'held'::jsonb ->> 'hold_key', tests.client('lou@example.com')) as rest \gset
select is(jsonb_array_length(:'rest'::jsonb -> 'bookings'), 2, 'the key books the rest');
select is(tests.as_owner(format('select series_id is null from app.bookings where booking_id = %L', :'alone')), 'true', 'a single key books a single booking');

-- One confirmed alone by a client who is elsewhere is let go; the rest is still a series.
select pg_temp.held('2027-02-03 13:00', 'FREQ=WEEKLY;COUNT=3') as held \gset
select tests.confirm(tests.hold('single', '2027-02-10 13:00', 'dan'), 'nia@example.com');
select tests.refuses(format('select api.confirm_hold(%L, tests.client(%L))', :'held'::jsonb -> 'holds' -> 1 ->> 'hold_key', 'nia@example.com'), 'client_busy', 'nia is with dan');
select set_config('response.status', '', true);
select is(
  jsonb_array_length(api.confirm_hold(:'held'::jsonb ->> 'hold_key', tests.client('nia@example.com')) -> 'bookings'), 2, 'and books the two days on which she is free'
);

-- A list keeps separate calendar events; a service may need approval.
select api.request_hold(tests.id('ada'), tests.id('approval'), occurrences => array[tests.at('2027-02-01 09:00'), tests.at('2027-02-03 09:00')]) ->> 'hold_key' as listed \gset
select api.confirm_hold(:'listed', tests.client('max@example.com')) as asked \gset
select is(
  tests.as_owner(format('select string_agg(status, '', '') || '' '' || count(distinct ics_uid) from app.bookings where series_id = %L and recurrence_id is null', :'asked'::jsonb ->> 'series_id')),
  'pending, pending 2', 'each waits for approval, with a UID of its own'
);

-- Nobody else's business.
select tests.act_as('ada');
select is((select count(*) from api.booking_series), 4::bigint, 'the practitioner sees the series of her clients');
select is((select recurrence from api.booking_series where series_id = (:'booked'::jsonb ->> 'series_id')::uuid), 'FREQ=WEEKLY;COUNT=4', 'and their rule');
select tests.act_as('eve');
select is_empty('select from api.booking_series', 'another tenant sees none');
select tests.act_as('anon');
select tests.forbids('select from api.booking_series', 'a stranger may not ask');
select tests.refuses($$ select api.confirm_hold(repeat('0', 64), tests.client()) $$, 'hold_expired', 'an unknown key is answered like a lapsed one');
