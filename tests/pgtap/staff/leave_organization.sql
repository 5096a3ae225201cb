-- req: DR-1.3 DR-7.2
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select tests.act_as('ada');
select tests.refuses(format('select api.leave_organization(%L)', tests.id('river')), 'rule_in_use', 'ada has an appointment to come');
select matches(
  tests.detail(format('select api.leave_organization(%L)', tests.id('river'))),
  (select reference || ' on 2027-01-05 10:00' from api.bookings where booking_id = :'booking_id'), 'which is named'
);
select tests.refuses(format('select api.leave_organization(%L)', tests.id('hill')), 'not_found', 'nobody leaves where they are not');
select tests.act_as('cleo');
select tests.refuses(format('select api.leave_organization(%L)', tests.id('river')), 'illegal_transition', 'the last admin stays');
select (api.cancel_booking(:'booking_id')).status;
select tests.act_as('ada');
select is(api.leave_organization(tests.id('river'), 'ada-leaves-once') ->> 'organization_id', tests.id('river')::text, 'ada leaves');
select is(api.leave_organization(tests.id('river'), 'ada-leaves-once') ->> 'organization_id', tests.id('river')::text, 'asking twice is no error');
select is((select count(*) from api.memberships where role <> 'client'), 0::bigint, 'she works nowhere now');
select tests.refuses(format('select api.leave_organization(%L)', tests.id('river')), 'not_found', 'and cannot leave again');
select tests.act_as('anon');
select is((select count(*) from api.practitioners where practitioner_id = tests.id('ada')), 0::bigint, 'nor is her profile public');
select tests.act_as('cleo');
select lives_ok(format('select api.reactivate_member(%L)', tests.id('ada.member')), 'an admin lets her back in');
