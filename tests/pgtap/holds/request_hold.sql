-- req: TS-6 BM-R15 DR-3.2 CP-5.1 TS-13
select tests.freeze();
select tests.act_as('anon');

-- It works.
select api.request_hold(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00'), time_zone => 'Europe/Berlin') as held \gset
select is((:'held'::jsonb ->> 'expires_at')::timestamptz, tests.at('2027-01-04 08:05'), 'a hold lasts 300 seconds unless one asks otherwise');
select is(
  (:'held'::jsonb -> 'holds' -> 0) - 'hold_key',
  jsonb_build_object(
    'starts_at', tests.at('2027-01-05 10:00'), 'ends_at', tests.at('2027-01-05 10:50'), 'start_offset_minutes', 60, 'end_offset_minutes', 60
  ),
  'the holder is told the times, and the offsets of the zone asked for'
);
select is(:'held'::jsonb -> 'holds' -> 0 ->> 'hold_key', :'held'::jsonb ->> 'hold_key', 'the one occurrence has the key of the hold');
select matches(:'held'::jsonb ->> 'hold_key', '^[0-9a-f]{64}$', 'the key is long and random');
select is(:'held'::jsonb -> 'refused', '[]', 'nothing was refused');
select is(tests.claims(), 1::bigint, 'a claim stands before any booking');
select is(tests.as_owner('select count(*) from app.bookings'), '0', 'and there is no booking yet');
select is(
  tests.audited(tests.as_owner('select claim_id from app.slot_claims')), array['hold.requested by client:anonymous'],
  'the hold has its entry in the audit log'
);

-- Another wants it, or a part of it, or of its buffers.
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00')), 'slot_taken',
  'nobody else gets the same slot'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:15')), 'slot_taken',
  'nor one that overlaps it'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 11:00')), 'slot_taken',
  'nor one that begins in its buffer: ten minutes after, and five before the next'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 09:00')), 'slot_taken',
  'nor one whose own buffer reaches into it'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('group'), tests.at('2027-01-05 10:00')), 'slot_taken',
  'nor another service at that time'
);
select lives_ok($$ select tests.hold('single', '2027-01-05 10:00', 'dan') $$, 'a colleague''s time is another matter');

-- Bad input.
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('nobody'), tests.id('single'), tests.at('2027-01-06 10:00')), 'not_found',
  'an unknown practitioner'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('nobody'), tests.at('2027-01-06 10:00')), 'not_found', 'an unknown service'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('hill.single'), tests.at('2027-01-06 10:00')), 'not_found',
  'a service of another organization'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('dan'), tests.id('group'), tests.at('2027-01-06 10:00')), 'not_found',
  'a service that this practitioner does not offer'
);
select tests.refuses(format('select api.request_hold(null, %L, %L)', tests.id('single'), tests.at('2027-01-06 10:00')), 'not_found', 'no practitioner');
select tests.refuses(format('select api.request_hold(%L, %L, null)', tests.id('ada'), tests.id('single')), 'invalid_argument', 'no time');
select throws_ok(
  format($$ select api.request_hold('rubbish', %L, now()) $$, tests.id('single')), '22P02', null, 'a malformed id is refused by its type: 400'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), 'infinity'), 'invalid_argument', 'a time without end'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), '2999-01-01'), 'invalid_argument', 'a time in another century'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 13:05')), 'outside_availability',
  'a time off the grid'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 13:00') + interval '30 seconds'),
  'invalid_argument', 'a time with seconds'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 11:30')), 'outside_availability',
  'a slot that would reach into the lunch break'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-09 10:00')), 'outside_availability', 'a Saturday'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-04 07:00')), 'too_soon', 'a time that is past'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('limited'), tests.at('2027-01-04 16:00')), 'too_soon',
  'a time within the notice that the service needs'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('limited'), tests.at('2027-01-19 10:00')), 'too_far',
  'a time beyond the booking window'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L, hold_seconds => %s)', tests.id('ada'), tests.id('single'), tests.at('2027-01-06 10:00'), seconds),
  'invalid_argument', format('%s seconds are not a hold', seconds)
)
from unnest(array['29', '901', 'null']) as seconds;
select tests.refuses(
  format('select api.request_hold(%L, %L, %L, time_zone => %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-06 10:00'), zone),
  'invalid_argument', format('“%s” is not a time zone', zone)
)
from unnest(array['Toronto', 'EST5EDT4', 'Mars/Olympus', '']) as zone;
select tests.refuses(
  format($$ select api.request_hold(%L, %L, %L, mode => 'propose') $$, tests.id('ada'), tests.id('single'), tests.at('2027-01-06 10:00')),
  'invalid_argument', 'a single time is all or nothing'
);

-- Not every practitioner is for everybody.
select tests.act_as('owner');
update app.practitioners set published = false where practitioner_id = tests.id('dan');
select tests.act_as('anon');
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('dan'), tests.id('single'), tests.at('2027-01-06 10:00')), 'not_found',
  'to the public an unpublished practitioner does not exist'
);
select tests.act_as('eve');
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('dan'), tests.id('single'), tests.at('2027-01-06 10:00')), 'not_found',
  'nor to members of another organization'
);
select tests.act_as('cleo');
select lives_ok($$ select tests.hold('single', '2027-01-06 10:00', 'dan') $$, 'members of the organization may hold it');

select tests.act_as('owner');
update app.services set archived_at = app.now() where service_id = tests.id('group');
select tests.act_as('anon');
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('group'), tests.at('2027-01-06 10:00')), 'not_found', 'an archived service'
);
select tests.act_as('owner');
update app.organizations set suspended_at = app.now() where organization_id = tests.id('hill');
select tests.act_as('anon');
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('eve'), tests.id('hill.single'), tests.at('2027-01-06 15:00')), 'not_found',
  'a practitioner of a suspended organization'
);

select tests.act_as('owner');
update app.practitioners set accepting_clients = false where practitioner_id = tests.id('ada');
select tests.act_as('anon');
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-06 10:00')), 'not_accepting_clients',
  'a stranger is told that ada takes no new clients'
);
select tests.act_as('ben');
select lives_ok($$ select tests.hold('single', '2027-01-06 10:00') $$, 'her own client stays welcome');
select tests.act_as('owner');
update app.practitioners set archived_at = app.now() where practitioner_id = tests.id('ada');
select tests.act_as('ben');
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-07 10:00')), 'not_found', 'an archived practitioner'
);
