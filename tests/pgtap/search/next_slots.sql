-- next_slots: each thing that may free time lowers the bound in its own transaction.
select tests.freeze();
create function pg_temp.tighten() returns void language plpgsql as $$
begin
  update app.next_slots set looked_at = null;
  perform app.tighten_next_slots(1000);
end;
$$;
create function pg_temp.bound() returns text language sql security definer as $$
  select n.not_before::text from app.next_slots as n where (n.practitioner_id, n.service_id) = (tests.id('dan'), tests.id('single'));
$$;
grant execute on function pg_temp.bound() to public;
set local timezone = 'America/Toronto';
select pg_temp.tighten();
select is(pg_temp.bound(), '2027-01-04 09:00:00-05', 'the next slot');
select tests.act_as('cleo');
select tests.book('single', '2027-01-04 09:00', p_practitioner => 'dan') as booking_id \gset
select is(pg_temp.bound(), '2027-01-04 09:00:00-05', 'a booking does not touch it');
select tests.act_as('owner');
select pg_temp.tighten();
select is(pg_temp.bound(), '2027-01-04 10:15:00-05', 'tick raises it');
select tests.act_as('cleo');
select isnt(api.reschedule_booking(:'booking_id', tests.at('2027-01-05 09:00')), null, 'the booking moves');
select cmp_ok(pg_temp.bound()::timestamptz, '<=', tests.at('2027-01-04 09:00'), 'and what it leaves is known to be free');
select tests.act_as('owner');
select pg_temp.tighten();
select is(pg_temp.bound(), '2027-01-04 09:00:00-05', 'raised again');
insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local)
values (tests.id('river'), tests.id('dan'), 1, '08:00', '09:00') returning rule_id \gset
select is(pg_temp.bound(), '-infinity', 'new hours: nothing is known');
select pg_temp.tighten();
select is(pg_temp.bound(), '2027-01-04 08:00:00-05', 'raised to the new hours');
delete from app.availability_rules where rule_id = :'rule_id';
select is(pg_temp.bound(), '-infinity', 'hours withdrawn');
select pg_temp.tighten();
update app.services set buffer_after_minutes = 0 where service_id = tests.id('single');
select is(pg_temp.bound(), '-infinity', 'another service');
select pg_temp.tighten();
insert into app.availability_exceptions (organization_id, practitioner_id, kind, starts_at, ends_at)
values (tests.id('river'), tests.id('dan'), 'extra_hours', tests.at('2027-01-04 08:00'), tests.at('2027-01-04 09:00'));
select is(pg_temp.bound(), '-infinity', 'extra hours');
select pg_temp.tighten();
select tests.act_as('anon');
select tests.hold('single', '2027-01-04 09:00', 'dan') as hold_key \gset
select tests.act_as('owner');
select pg_temp.tighten();
select is(pg_temp.bound(), '2027-01-04 08:00:00-05', 'a hold is not counted on');
