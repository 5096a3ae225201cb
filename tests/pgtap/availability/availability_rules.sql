-- req: CP-3.1 CP-3.2 CP-3.3 CP-3.4 CP-3.6
select tests.freeze();

create function pg_temp.changed(p_sql text) returns bigint language plpgsql as $$
declare
  v_rows bigint;
begin
  execute p_sql;
  get diagnostics v_rows = row_count;
  return v_rows;
end;
$$;
grant execute on function pg_temp.changed(text) to public;

select tests.act_as('ada');

-- Written by the practitioner, through the view.
insert into api.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local, capacity)
values (tests.id('river'), tests.id('ada'), 6, '10:00', '12:00', 2);
select is(
  (select count(*) from api.available_slots(tests.id('ada'), tests.id('group'), '2027-01-09', '2027-01-09') where seats_left = 2), 2::bigint,
  'ada opens Saturdays, for two at a time'
);
select tests.as_owner($$ select rule_id from app.availability_rules where weekday = 6 $$) as saturday \gset
select is((tests.audited(:'saturday'))[1], 'availability_rule.created by user:' || tests.id('ada.user'), 'the log says so');

-- Validated.
select throws_ok(
  format(
    'insert into api.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local, valid_from, valid_until, capacity) values (%L, %L, %s)',
    tests.id('river'), tests.id('ada'), values
  ), '23514', null, description
)
from (values
  ($$0, '10:00', '12:00', null, null, null$$, 'there is no weekday 0'),
  ($$8, '10:00', '12:00', null, null, null$$, 'nor 8'),
  ($$7, '12:00', '10:00', null, null, null$$, 'hours that end before they begin'),
  ($$7, '10:00', '10:00', null, null, null$$, 'hours without length'),
  ($$7, '10:00:30', '12:00', null, null, null$$, 'hours at broken minutes'),
  ($$7, '10:00', '12:00', null, null, 0$$, 'no seats'),
  ($$7, '10:00', '12:00', null, null, -1$$, 'fewer than none')
) as bad (values, description);
select matches(
  tests.told(format(
    'insert into api.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local, valid_from, valid_until) values (%L, %L, 7, %L, %L, %L, %L)',
    tests.id('river'), tests.id('ada'), '10:00', '12:00', '2027-02-01', '2027-01-01'
  )), '^(22000|23514) ', 'hours valid until before they are'
);
select tests.refuses(
  format(
    'insert into api.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local, valid_from) values (%L, %L, %s)',
    tests.id('river'), tests.id('ada'), values
  ), 'rule_overlaps', description
)
from (values
  ($$6, '10:00', '12:00', null$$, 'the same hours again'),
  ($$6, '11:59', '13:00', null$$, 'hours that overlap by a minute'),
  ($$6, '08:00', '18:00', null$$, 'hours around others'),
  ($$6, '11:00', '11:30', '2028-01-01'$$, 'hours within others, from later on')
) as bad (values, description);
select lives_ok(
  format(
    'insert into api.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local) values (%L, %L, 6, %L, %L)',
    tests.id('river'), tests.id('ada'), '12:00', '24:00'
  ), 'hours that touch are no overlap, and a day ends at 24:00'
);
select tests.refuses(
  format($$ update api.availability_rules set starts_local = '11:00' where practitioner_id = %L and weekday = 6 and starts_local = '12:00' $$, tests.id('ada')),
  'rule_overlaps', 'nor can they be moved to overlap'
);

-- The constraint holds without the guard.
select tests.act_as('owner');
set constraints all immediate;
alter table app.availability_rules disable trigger _100_guard;
select throws_ok(
  format(
    'insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local) values (%L, %L, 6, %L, %L)',
    tests.id('river'), tests.id('ada'), '11:00', '13:00'
  ), '23P01', null, 'without the guard the constraint refuses an overlap'
);
alter table app.availability_rules enable trigger _100_guard;

-- Not for others.
select tests.act_as('dan');
select throws_ok(
  format(
    'insert into api.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local) values (%L, %L, 7, %L, %L)',
    tests.id('river'), tests.id('ada'), '10:00', '12:00'
  ), '42501', null, 'dan does not write ada''s hours'
);
select tests.act_as(who) || is(
  pg_temp.changed(format('update api.availability_rules set capacity = 1 where practitioner_id = %L', tests.id('ada'))), 0::bigint, format('%s changes none of them', who)
)
from unnest(array['dan', 'eve', 'hal', 'ben']) as who;
select tests.act_as('anon');
select tests.forbids('delete from api.availability_rules', 'anon may not delete any');
select tests.forbids('select * from api.availability_rules', 'nor read them');
select tests.act_as('eve');
select is((select count(*) from api.availability_rules where practitioner_id = tests.id('ada')), 0::bigint, 'another tenant does not see them');
select throws_ok(
  format(
    'insert into api.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local) values (%L, %L, 7, %L, %L)',
    tests.id('river'), tests.id('eve'), '10:00', '12:00'
  ), '23503', null, 'nor can eve point her own into another organization'
);
select tests.act_as('cleo');
select is(
  pg_temp.changed(format('update api.availability_rules set capacity = 1 where rule_id = %L', :'saturday')), 1::bigint, 'an admin changes everybody''s'
);

-- A change that would strand bookings is refused, and names them.
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select tests.as_owner(format('select reference from app.bookings where booking_id = %L', :'booking_id')) as reference \gset
select tests.as_owner($$ select rule_id from app.availability_rules where practitioner_id = tests.id('ada') and weekday = 2 and starts_local = '09:00' $$) as tuesday \gset
select tests.act_as('ada');
select tests.refuses(statement, 'rule_in_use', description)
from (values
  (format('delete from api.availability_rules where rule_id = %L', :'tuesday'), 'a deletion that strands a booking'),
  (format($$update api.availability_rules set ends_local = '10:30' where rule_id = %L$$, :'tuesday'), 'hours that end within it'),
  (format($$update api.availability_rules set starts_local = '10:30' where rule_id = %L$$, :'tuesday'), 'hours that begin within it'),
  (format('update api.availability_rules set weekday = 7 where rule_id = %L', :'tuesday'), 'hours on another day'),
  (format($$update api.availability_rules set valid_until = '2027-01-04' where rule_id = %L$$, :'tuesday'), 'hours that end before it'),
  (format($$update api.availability_rules set valid_from = '2027-01-06' where rule_id = %L$$, :'tuesday'), 'hours that begin after it')
) as bad (statement, description);
select matches(
  tests.detail(format('delete from api.availability_rules where rule_id = %L', :'tuesday')), :'reference' || ' on 2027-01-05 10:00', 'the refusal names it, in local time'
);
select is(
  pg_temp.changed(format($$update api.availability_rules set ends_local = '10:50' where rule_id = %L$$, :'tuesday')), 1::bigint, 'a change that leaves it its time is made'
);
select status from api.cancel_booking(:'booking_id');
select is(pg_temp.changed(format('delete from api.availability_rules where rule_id = %L', :'tuesday')), 1::bigint, 'once it is cancelled the hours may go');
