-- req: CP-3.1 CP-3.2 CP-3.3 CP-3.4 BM-R9
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as ten \gset
select tests.book('single', '2027-01-05 15:00', 'zoe@example.com') as three \gset
select tests.as_owner($$ select rule_id from app.availability_rules where practitioner_id = tests.id('ada') and weekday = 2 and starts_local = '09:00' $$) as morning \gset
select tests.as_owner($$ select rule_id from app.availability_rules where practitioner_id = tests.id('ada') and weekday = 2 and starts_local = '13:00' $$) as afternoon \gset
create function pg_temp.change(p_change jsonb, p_stranded text default 'refuse', p_key text default null) returns jsonb language sql as $$
  select api.change_availability(tests.id('ada'), p_change, p_stranded, 'I have moved house', p_key);
$$;
grant execute on function pg_temp.change(jsonb, text, text) to anon, authenticated;
select tests.act_as('ada');

-- A preview names what would be stranded, and changes nothing.
select tests.everything() as before \gset
select api.preview_availability_change(tests.id('ada'), jsonb_build_array(jsonb_build_object('change', 'delete_rule', 'rule_id', :'morning'))) as preview \gset
select is(
  (:'preview'::jsonb #> '{stranded,0}') - 'reference' - 'service_id', jsonb_build_object(
    'booking_id', :'ten'::uuid, 'status', 'confirmed', 'starts_at', tests.at('2027-01-05 10:00'), 'ends_at', tests.at('2027-01-05 10:50'), 'client_name', 'Gil Guest'
  ), 'the booking that would be left over is named'
);
select is(jsonb_array_length(:'preview'::jsonb -> 'stranded'), 1, 'and no other');
select is(api.preview_availability_change(tests.id('ada'), jsonb_build_array(
  jsonb_build_object('change', 'delete_rule', 'rule_id', :'morning'),
  '{"change": "add_rule", "weekday": 2, "starts_local": "09:30", "ends_local": "11:00"}'::jsonb
)) -> 'stranded', '[]', 'several changes count together');
select is(tests.everything(), :'before', 'nothing has changed');

-- Refused, unless one says how to treat them.
select tests.refuses(
  format('select pg_temp.change(%L)', jsonb_build_array(jsonb_build_object('change', 'delete_rule', 'rule_id', :'morning'))), 'rule_in_use', 'the change is refused'
);
select tests.refuses(format('delete from api.availability_rules where rule_id = %L', :'morning'), 'rule_in_use', 'and so is the direct way');
select is(tests.everything(), :'before', 'still nothing has changed');

-- Kept.
select pg_temp.change(jsonb_build_array(jsonb_build_object('change', 'delete_rule', 'rule_id', :'morning')), 'keep', 'no-more-mornings') as kept \gset
select is(:'kept'::jsonb #>> '{stranded,0,booking_id}', :'ten', 'who is kept is told');
select is((select outside_hours from api.bookings where booking_id = :'ten'), true, 'and marked');
select is((select outside_hours from api.bookings where booking_id = :'three'), false, 'nobody else is');
select is_empty($$ select from api.available_slots(tests.id('ada'), tests.id('single'), '2027-01-05', '2027-01-05') where starts_at < tests.at('2027-01-05 13:00') $$, 'the hours are gone');
select is(tests.status(:'ten'), 'confirmed', 'the booking stands');
select is(tests.audited(:'ten'), array['booking.created by client:gil@example.com', 'booking.changed by user:' || tests.id('ada.user')], 'and the audit log says so');
select is(pg_temp.change(jsonb_build_array(jsonb_build_object('change', 'delete_rule', 'rule_id', :'morning')), 'keep', 'no-more-mornings'), :'kept'::jsonb, 'the same key repeats the answer');
select is((api.reschedule_booking(:'ten', tests.at('2027-01-06 10:00'))).outside_hours, false, 'once it moves the mark goes');
select lives_ok(
  format('select pg_temp.change(%L)', '[{"change": "add_exception", "kind": "extra_hours", "starts_at": "2027-01-09T15:00:00Z", "ends_at": "2027-01-09T17:00:00Z"}]',
  '[{"change": "add_exception", "kind": "time_off", "starts_at": "2027-01-09T15:00 Mars/Base", "ends_at": "2027-01-09T17:00:00Z"}]'),
  'more hours strand nobody'
);

-- Cancelled, with notice to both parties.
select pg_temp.change(jsonb_build_array(jsonb_build_object('change', 'update_rule', 'rule_id', :'afternoon', 'starts_local', '16:00')), 'cancel') as cancelled \gset
select is(tests.status(:'three'), 'cancelled', 'who is in the way is cancelled');
select is((select cancel_reason || ', by ' || cancelled_by from api.bookings where booking_id = :'three'), 'I have moved house, by practitioner', 'with the reason');
select is(
  tests.as_owner(format($$ select string_agg(recipient, ' and ' order by recipient) from app.outbox_events where topic = 'booking.cancelled' and subject_id = %L $$, :'three')),
  'client and practitioner', 'and both are told'
);

-- A whole day, or more.
select tests.refuses($$ select api.close_day(tests.id('ada'), '2027-01-06') $$, 'rule_in_use', 'a day with bookings is not closed unasked');
select is(jsonb_array_length(api.close_day(tests.id('ada'), '2027-01-06', '2027-01-08', 'cancel', 'Ill') -> 'stranded'), 1, 'closed in one call');
select is_empty($$ select from api.available_slots(tests.id('ada'), tests.id('single'), '2027-01-06', '2027-01-08') $$, 'all of it');
select isnt_empty($$ select from api.available_slots(tests.id('ada'), tests.id('single'), '2027-01-11', '2027-01-11') $$, 'and no more');
select tests.refuses($$ select api.close_day(tests.id('ada'), null) $$, 'invalid_argument', 'no day');
select tests.refuses($$ select api.close_day(tests.id('ada'), '2027-01-06', '2027-01-05') $$, 'invalid_argument', 'backwards');

-- Another zone.
select is(
  jsonb_array_length(api.preview_availability_change(tests.id('ada'), '[{"change": "time_zone", "time_zone": "Europe/Berlin"}]') -> 'stranded'), 0, 'who has no bookings left moves freely'
);

-- Bad input changes nothing.
select tests.everything() as before \gset
select tests.refuses(format('select pg_temp.change(%L)', bad), 'invalid_argument', 'refused: ' || left(bad, 60))
from unnest(array[
  '[]', '{}', 'null', '[{"change": "grow"}]', '[{}]', '[1]', '[{"change": "add_rule", "weekday": 9, "starts_local": "09:00", "ends_local": "10:00"}]',
  '[{"change": "add_rule", "weekday": "Tuesday", "starts_local": "09:00", "ends_local": "10:00"}]', '[{"change": "add_rule", "weekday": 2}]',
  '[{"change": "add_rule", "weekday": 2, "starts_local": "25:00", "ends_local": "10:00"}]', '[{"change": "time_zone", "time_zone": "Mars/Base"}]',
  '[{"change": "add_exception", "kind": "holiday", "starts_at": "2027-01-09T15:00:00Z", "ends_at": "2027-01-09T17:00:00Z"}]'
]) as bad;
select tests.refuses(format('select pg_temp.change(%L, %L)', '[{"change": "time_zone", "time_zone": "UTC"}]', 'ignore'), 'invalid_argument', 'an unknown treatment');
select tests.refuses($$ select pg_temp.change('[{"change": "add_rule", "weekday": 3, "starts_local": "08:00", "ends_local": "10:00"}]') $$, 'rule_overlaps', 'hours upon hours');
select tests.refuses(
  format('select pg_temp.change(%L)', jsonb_build_array(jsonb_build_object('change', 'delete_rule', 'rule_id', r.rule_id))), 'not_found', 'a rule of somebody else'
) from api.availability_rules as r where r.practitioner_id = tests.id('dan') limit 1;
select tests.refuses($$ select pg_temp.change('[{"change": "delete_exception", "exception_id": "00000000-0000-0000-0000-000000000000"}]') $$, 'not_found', 'an exception that is gone');
select is(tests.everything(), :'before', 'nothing has changed');

-- Not for others.
select tests.act_as('cleo');
select lives_ok($$ select pg_temp.change('[{"change": "time_zone", "time_zone": "America/Toronto"}]') $$, 'an admin may');
select tests.act_as('dan');
select tests.refuses($$ select pg_temp.change('[{"change": "time_zone", "time_zone": "UTC"}]') $$, 'not_allowed', 'a colleague may not');
select tests.refuses($$ select api.preview_availability_change(tests.id('ada'), '[{"change": "time_zone", "time_zone": "UTC"}]') $$, 'not_allowed', 'nor look');
select tests.act_as('eve');
select tests.refuses($$ select api.close_day(tests.id('ada'), '2027-01-20') $$, 'not_found', 'to another tenant she does not exist');
select tests.act_as('anon');
select tests.forbids($$ select pg_temp.change('[{"change": "time_zone", "time_zone": "UTC"}]') $$, 'nobody');
