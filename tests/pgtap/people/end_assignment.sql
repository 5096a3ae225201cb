-- req: CP-2.3 CP-2.5 CP-14.4
select tests.freeze();
select tests.act_as('cleo');
select is(
  (select row(takes_new_clients, current_clients, max_clients, free_places)::text from api.practitioner_places where practitioner_id = tests.id('ada')), '(t,1,,)',
  'ada cares for ben, and there is no limit'
);
select tests.act_as('owner');
update app.practitioners set max_clients = 1 where practitioner_id = tests.id('ada');
select tests.act_as('anon');
select is(
  (select row(takes_new_clients, current_clients, max_clients, free_places)::text from api.practitioner_places where practitioner_id = tests.id('ada')), '(f,,,)',
  'to the public she is full, and nothing more is said'
);
select tests.act_as('ada');
select is(
  (select row(takes_new_clients, current_clients, max_clients, free_places)::text from api.practitioner_places where practitioner_id = tests.id('ada')), '(f,1,1,0)',
  'she herself sees how full'
);
select tests.act_as('dan');
select is(
  (select row(takes_new_clients, current_clients, max_clients, free_places)::text from api.practitioner_places where practitioner_id = tests.id('ada')), '(f,,,)',
  'a colleague does not'
);
select tests.refuses(format('select api.end_assignment(%L)', tests.id('ben')), 'not_allowed', 'nor does he end what is hers');
select tests.act_as('hal');
select tests.refuses(format('select api.end_assignment(%L)', tests.id('ben')), 'not_found', 'to another tenant the client does not exist');
select tests.act_as('anon');
select tests.forbids(format('select api.end_assignment(%L)', tests.id('ben')), 'anon may not ask');

select tests.act_as('ada');
select tests.refuses(format('select api.end_assignment(%L, repeat(%L, 501))', tests.id('ben'), 'x'), 'invalid_argument', 'a reason is short');
select is(api.end_assignment(tests.id('ben'), ' Treatment completed '), jsonb_build_object('client_id', tests.id('ben'), 'practitioner_id', null), 'ada ends it');
select is(
  (select row(practitioner_name, is_present, ended_at, ended_by_name, end_reason)::text from api.client_assignments where client_id = tests.id('ben')),
  (select row(p.display_name, false, app.now(), m.display_name, 'Treatment completed')::text from app.practitioners as p join app.members as m using (member_id)
   where p.practitioner_id = tests.id('ada')), 'the history says when, who and why'
);
select is((select free_places from api.practitioner_places where practitioner_id = tests.id('ada')), 1, 'her place is free at once');
select tests.everything() as before \gset
select tests.act_as('cleo');
select lives_ok(format('select api.end_assignment(%L)', tests.id('ben')), 'an admin ends what has ended');
select is(tests.everything(), :'before', 'and writes nothing');

select api.assign_practitioner(tests.id('ben'), tests.id('ada'), 'Came back') as given \gset
select is(
  (select array_agg(coalesce(reason, '-') || ', ' || coalesce(end_reason, '-') order by is_present) from api.client_assignments where client_id = tests.id('ben')),
  array['-, Treatment completed', 'Came back, -'], 'what begins has its reason, too'
);
select tests.act_as('ben');
select is(
  (select array_agg(row(practitioner_name is null, reason, end_reason, assigned_by_name)::text) from api.client_assignments), array['(f,,,)', '(f,,,)'],
  'the client sees who cared for him and when, and not what members say of it'
);

-- Whoever is archived takes nobody's place.
select tests.act_as('cleo');
update api.clients set archived_at = tests.at('2027-01-04 08:00') where client_id = tests.id('ben');
select is((select free_places from api.practitioner_places where practitioner_id = tests.id('ada')), 1, 'an archived client leaves a free place');
