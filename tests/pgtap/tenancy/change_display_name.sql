-- req: CP-1.4
select tests.freeze();
select tests.act_as('ada');
select is(api.change_display_name(tests.id('river'), '  Dr. Ada Moreau ') ->> 'display_name', 'Dr. Ada Moreau', 'ada says how she is called');
select is((select display_name from api.members where user_id = tests.id('ada.user')), 'Dr. Ada Moreau', 'her colleagues read it');
select is((select display_name from api.practitioners where practitioner_id = tests.id('ada')), 'Ada', 'her profile is another thing');
select tests.everything() as before \gset
select lives_ok(format('select api.change_display_name(%L, %L)', tests.id('river'), 'Dr. Ada Moreau'), 'twice is no error');
select is(tests.everything(), :'before', 'and writes nothing');
select tests.refuses(format('select api.change_display_name(%L, %L)', tests.id('river'), '  '), 'invalid_argument', 'somebody without a name');
select tests.refuses(format('select api.change_display_name(%L, repeat(%L, 201))', tests.id('river'), 'x'), 'invalid_argument', 'a long one');
select tests.refuses(format('select api.change_display_name(%L, %L)', tests.id('hill'), 'Ada'), 'not_found', 'where she does not work');
select tests.act_as('uma');
select is((api.create_organization('Elm', 'elm-of-uma', 'America/Toronto', display_name => 'Uma Roy') ->> 'slug'), 'elm-of-uma', 'who founds a practice');
select is((select display_name from api.members where user_id = tests.id('uma.user')), 'Uma Roy', 'says how they are called');
