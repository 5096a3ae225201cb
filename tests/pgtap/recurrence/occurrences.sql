-- req: TS-12
create function pg_temp.at(p_recurrence text, p_local text, p_zone text default 'America/Toronto') returns text language sql as $$
  select string_agg(coalesce(to_char(o.recurrence_id, 'YYYY-MM-DD HH24:MI'), 'extra') || to_char(o.starts_at at time zone 'UTC', ' (HH24:MI)'), ', ' order by o.starts_at)
  from app.occurrences(p_recurrence, app.local_instant(p_local::timestamp, p_zone), p_zone) as o;
$$;

-- Wall time stays; the instant follows the clocks.
select is(
  pg_temp.at('RRULE:FREQ=WEEKLY;COUNT=3', '2027-03-02 10:00'), '2027-03-02 10:00 (15:00), 2027-03-09 10:00 (15:00), 2027-03-16 10:00 (14:00)',
  'ten o''clock stays ten o''clock when the clocks go forward'
);
select is(
  pg_temp.at('freq=weekly;until=20271116', '2027-11-02 10:00'), '2027-11-02 10:00 (14:00), 2027-11-09 10:00 (15:00), 2027-11-16 10:00 (15:00)',
  'and back; a last day counts whole'
);
select is(
  pg_temp.at('FREQ=DAILY;COUNT=3', '2027-03-13 02:30'), '2027-03-13 02:30 (07:30), 2027-03-14 02:30 (07:30), 2027-03-15 02:30 (06:30)',
  'a time that does not exist takes the offset before the gap'
);
select is(
  pg_temp.at('FREQ=DAILY;COUNT=3', '2027-11-06 01:30'), '2027-11-06 01:30 (05:30), 2027-11-07 01:30 (05:30), 2027-11-08 01:30 (06:30)',
  'one that occurs twice means the first'
);

-- Each part of a rule.
select is(
  pg_temp.at('FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=4', '2027-01-05 09:00', 'UTC'),
  '2027-01-05 09:00 (09:00), 2027-01-07 09:00 (09:00), 2027-01-19 09:00 (09:00), 2027-01-21 09:00 (09:00)', 'every other week, Tuesday and Thursday'
);
select is(
  pg_temp.at('FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU;COUNT=3', '2027-01-05 09:00', 'UTC'),
  '2027-01-05 09:00 (09:00), 2027-01-17 09:00 (09:00), 2027-01-19 09:00 (09:00)', 'with weeks that begin on Sunday'
);
select is(
  pg_temp.at('FREQ=MONTHLY;COUNT=3', '2027-01-31 09:00', 'UTC'), '2027-01-31 09:00 (09:00), 2027-03-31 09:00 (09:00), 2027-05-31 09:00 (09:00)',
  'months without the day are skipped'
);
select is(
  pg_temp.at('FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3', '2028-01-31 09:00', 'UTC'), '2028-01-31 09:00 (09:00), 2028-02-29 09:00 (09:00), 2028-03-31 09:00 (09:00)',
  'the last day, of a leap year too'
);
select is(
  pg_temp.at('FREQ=MONTHLY;BYDAY=2TU,-1FR;COUNT=4', '2027-01-12 09:00', 'UTC'),
  '2027-01-12 09:00 (09:00), 2027-01-29 09:00 (09:00), 2027-02-09 09:00 (09:00), 2027-02-26 09:00 (09:00)', 'the second Tuesday and the last Friday'
);
select is(
  pg_temp.at('FREQ=MONTHLY;BYDAY=MO,1FR;UNTIL=20270118T090000Z', '2027-01-01 09:00', 'UTC'),
  '2027-01-01 09:00 (09:00), 2027-01-04 09:00 (09:00), 2027-01-11 09:00 (09:00), 2027-01-18 09:00 (09:00)', 'numbered and plain weekdays add up; the end is included'
);
select is(
  pg_temp.at('FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2', '2027-01-29 09:00', 'UTC'), '2027-01-29 09:00 (09:00), 2027-02-26 09:00 (09:00)',
  'the last working day'
);

-- Exceptions and additions.
select is(
  pg_temp.at(E'RRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE;TZID=America/Toronto:20270112T100000\nRDATE:20270114T150000Z', '2027-01-05 10:00'),
  '2027-01-05 10:00 (15:00), extra (15:00), 2027-01-19 10:00 (15:00)', 'without one, and with another'
);

select is(
  pg_temp.at(E'RRULE:FREQ=WEEKLY;COU\r\n NT=2\r\nEXDATE;TZID=America/Toronto:20270\n\t105T100000', '2027-01-05 10:00'), '2027-01-12 10:00 (15:00)', 'folded as other programs fold'
);

-- What cannot be booked is refused in words.
create function pg_temp.refused(p_recurrence text, p_local text default '2027-01-05 10:00') returns text language plpgsql as $$
declare
  v_said text;
begin
  perform from app.occurrences(p_recurrence, p_local::timestamptz, 'UTC');
  return 'accepted';
exception when sqlstate 'PT400' then
  get stacked diagnostics v_said = pg_exception_detail;
  return v_said;
end;
$$;
select is(pg_temp.refused('FREQ=WEEKLY'), 'A recurrence without end cannot be booked: say COUNT or UNTIL.', 'no end');
select is(pg_temp.refused('FREQ=WEEKLY;COUNT=3;UNTIL=20270301'), 'A recurrence ends by COUNT or by UNTIL, not by both.', 'two ends');
select is(pg_temp.refused('COUNT=3'), 'A recurrence needs a FREQ: DAILY, WEEKLY or MONTHLY.', 'no frequency');
select is(pg_temp.refused('FREQ=YEARLY;COUNT=3'), '“FREQ=YEARLY” is not understood in a recurrence.', 'a frequency that is not offered');
select is(pg_temp.refused('FREQ=WEEKLY;COUNT=3;BYHOUR=9'), '“BYHOUR=9” is not understood in a recurrence.', 'a part that is not offered');
select is(pg_temp.refused('FREQ=WEEKLY;COUNT=3;COUNT=4'), 'COUNT stands twice in the recurrence.', 'a part given twice');
select is(pg_temp.refused('FREQ=WEEKLY;BYDAY=2TU;COUNT=3'), 'A weekday with a number, such as 2TU, needs FREQ=MONTHLY.', 'a number that means nothing');
select is(pg_temp.refused('FREQ=WEEKLY;UNTIL=20270231'), '“20270231T235959” is no time that exists.', 'a day that does not exist');
select is(pg_temp.refused('FREQ=DAILY;COUNT=105'), 'This recurrence has 105 appointments; a series has 104 at most.', 'too many');
select is(pg_temp.refused('FREQ=MONTHLY;COUNT=26'), 'A series lasts two years at most.', 'too long');
select is(pg_temp.refused('FREQ=MONTHLY;UNTIL=20290301'), 'A series lasts two years at most.', 'too long, by its end');
select is(pg_temp.refused('FREQ=WEEKLY;BYDAY=MO;COUNT=3'), 'The first appointment does not fit the recurrence.', 'a first that is not of the rule');
select is(pg_temp.refused(''), 'A recurrence has exactly one rule.', 'nothing at all');
select is(pg_temp.refused(E'FREQ=WEEKLY;COUNT=3\nFREQ=DAILY;COUNT=3'), 'A recurrence has exactly one rule.', 'two rules');
select is(pg_temp.refused(E'FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=Mars/Base:20270112T100000'), '“EXDATE;TZID=MARS/BASE:20270112T100000” is not understood in a recurrence.', 'no such zone');
select is(pg_temp.refused(E'FREQ=WEEKLY;COUNT=3\nRDATE:20990101T100000Z'), 'Each RDATE must be a whole minute, within two years from the first appointment.', 'a date added after the two years');
select is(pg_temp.refused(E'FREQ=WEEKLY;COUNT=3\nRDATE:20200101T100000Z'), 'Each RDATE must be a whole minute, within two years from the first appointment.', 'a date added before the first');
select is(pg_temp.refused(E'FREQ=WEEKLY;COUNT=3\nRDATE:20270114T100030Z'), 'Each RDATE must be a whole minute, within two years from the first appointment.', 'a date added between two minutes');
select is(pg_temp.refused(repeat('FREQ=WEEKLY;', 1000)), 'The recurrence has more than 10,000 characters.', 'a flood');
