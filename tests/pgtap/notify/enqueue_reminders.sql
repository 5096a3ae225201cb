-- req: DR-5.1 CP-4.3 CP-4.4 CP-11.2 CP-11.3
select tests.freeze();
create function pg_temp.tick_at(p_local text) returns text language plpgsql as $$
begin
  perform tests.freeze(tests.at(p_local)), tests.act_as('service');
  return api.tick() ->> 'reminders_queued';
end;
$$;
create function pg_temp.reminders(p_booking_id uuid) returns text language sql as $$
  select tests.as_owner(format(
    'select string_agg(recipient || '' '' || minutes_before / 60 || '' h: '' || coalesce(dropped_because, ''queued''), '', '' order by decided_at, minutes_before desc, recipient)'
    ' from app.booking_reminders where booking_id = %L', p_booking_id
  ));
$$;

grant execute on function pg_temp.tick_at(text), pg_temp.reminders(uuid) to anon, authenticated, service_role;

select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as early \gset
select tests.book('single', '2027-01-05 15:00', 'zoe@example.com') as late \gset
select is(pg_temp.tick_at('2027-01-04 09:59'), '0', 'more than a day ahead nobody is reminded');
select is(pg_temp.tick_at('2027-01-04 10:00'), '1', 'a day ahead the client is');
select is(pg_temp.tick_at('2027-01-04 10:00:20'), '0', 'and never twice');
select is(pg_temp.reminders(:'early'), 'client 24 h: queued', 'a practitioner only where the organization says so');
select is(
  tests.as_owner($$ select data - 'changed_at' from app.outbox_events where topic = 'booking.reminder' $$)::jsonb,
  jsonb_build_object(
    'status', 'confirmed', 'starts_at', tests.at('2027-01-05 10:00'), 'ends_at', tests.at('2027-01-05 10:50'), 'minutes_before', 1440, 'ics_sequence', 0
  ),
  'the message carries the time that it reminds of'
);

-- No tick ran in the afternoon; now it is the next morning.
select is(pg_temp.tick_at('2027-01-05 08:00'), '1', 'two hours ahead the next reminder follows');
select is(pg_temp.reminders(:'early'), 'client 24 h: queued, client 2 h: queued', 'to the one who comes at ten');
select is(
  pg_temp.reminders(:'late'), 'client 24 h: It would have come too late.', 'whoever comes at three is not told in the morning that it is tomorrow: the reminder is dropped'
);

-- Booked, moved or cancelled meanwhile.
select tests.act_as('anon');
select tests.book('single', '2027-01-05 13:00', 'kim@example.com') as soon \gset
select tests.act_as('ada');
select (api.cancel_booking(:'late')).status;
select (api.reschedule_booking(:'early', tests.at('2027-01-06 11:00'))).status;
select is(pg_temp.tick_at('2027-01-05 11:00'), '2', 'two hours before the one, a day before the other');
select is(
  pg_temp.reminders(:'soon'), 'client 24 h: The booking was made or changed after this., client 2 h: queued', 'the confirmation mail of today is reminder enough'
);
select is(pg_temp.reminders(:'early'), 'client 24 h: queued, client 2 h: queued, client 24 h: queued', 'a moved booking is reminded of its new time');
select is(pg_temp.tick_at('2027-01-05 13:01'), '0', 'a cancelled one is not, nor one that has begun');

-- As the organization says.
select tests.act_as('cleo');
update api.organization_settings set client_reminders = '{}', practitioner_reminders = '{60}' where organization_id = tests.id('river');
select is(pg_temp.tick_at('2027-01-06 10:00'), '1', 'reminders of an hour, to practitioners only');
select matches(pg_temp.reminders(:'early'), 'practitioner 1 h: queued$', 'where the admin chose so');
select tests.act_as('cleo');
update api.organization_settings set client_reminders = null, practitioner_reminders = null, profile = 'coaching' where organization_id = tests.id('river');
select is(pg_temp.tick_at('2027-01-06 10:00:10'), '1', 'in coaching, clients are reminded an hour ahead too');
select tests.act_as('owner');
select throws_ok(
  $$ update app.organizations set client_reminders = '{90}' where slug = 'river' $$, '23514', null, 'reminders go out 48, 24, 2 or 1 hours ahead'
);
select tests.act_as('ada');
update api.organization_settings set client_reminders = '{60}' where organization_id = tests.id('river');
select is(tests.as_owner($$ select client_reminders from app.organizations where slug = 'river' $$), null, 'a practitioner does not change what the organization sends');
