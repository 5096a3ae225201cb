-- req: CP-3.3
-- Hours are wall time: a practitioner's other zone moves them all, and strands nobody unsaid.
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 09:00');
select tests.act_as('ada');
select tests.refuses(
  format($$ update api.practitioners set time_zone = 'America/Denver' where practitioner_id = %L $$, tests.id('ada')), 'rule_in_use',
  'a zone in which a booking would lie before the hours'
);
select lives_ok(
  format($$ update api.practitioners set time_zone = 'America/New_York' where practitioner_id = %L $$, tests.id('ada')), 'a zone with the same clocks is no harm'
);
select throws_ok(
  format($$ update api.practitioners set time_zone = 'Toronto' where practitioner_id = %L $$, tests.id('ada')), '23503', null, 'an unknown zone is refused'
);
select tests.act_as('dan');
select lives_ok(
  format($$ update api.practitioners set time_zone = 'America/Denver' where practitioner_id = %L $$, tests.id('dan')), 'who has no bookings moves freely'
);
