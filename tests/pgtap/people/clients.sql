-- req: TS-1
-- Clients are archived, never erased; who sees them.
select tests.freeze();
select throws_ok($$ delete from app.clients $$, 'PT403', 'not_allowed', 'not even the owner deletes a client');
select throws_ok(format('delete from app.organizations where organization_id = %L', tests.id('river')), null, null, 'nor by way of the organization');

select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as gils \gset
select tests.book('single', '2027-01-05 10:00', 'hana@example.com', 'dan');
select tests.act_as('ada');
select bag_eq(
  'select name || '' '' || email from api.clients', array['Ben ben@example.com', 'Gil Guest gil@example.com'],
  'ada sees those assigned to her and those who booked with her'
);
select tests.act_as('dan');
select bag_eq('select email from api.clients', array['hana@example.com'], 'dan his');
select tests.act_as('cleo');
select is((select count(*) from api.clients), 3::bigint, 'an admin all');
select tests.act_as('ben');
select bag_eq('select email from api.clients', array['ben@example.com'], 'ben himself');
select tests.act_as('eve');
select is((select count(*) from api.clients), 0::bigint, 'another tenant nobody');

-- Archived: the history stays, the address makes a new client.
select tests.act_as('cleo');
update api.clients set archived_at = tests.at('2027-01-04 08:00') where email = 'gil@example.com';
select is((select archived_at from api.clients where email = 'gil@example.com'), tests.at('2027-01-04 08:00'), 'cleo archives gil');
select is((select client_name from api.bookings where booking_id = :'gils'), 'Gil Guest', 'his booking still knows him');
select tests.act_as('anon');
select tests.book('single', '2027-01-06 10:00') as again \gset
select is(tests.as_owner($$ select count(*) from app.clients where email = 'gil@example.com' $$), '2', 'when he comes again he is a new client');
