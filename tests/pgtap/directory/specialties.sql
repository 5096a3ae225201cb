-- Specialties: renamed by admins, deleted when nobody has them; practitioners choose their own.
-- req: DR-7.1
select tests.freeze();
select tests.act_as('cleo');
insert into api.specialties (organization_id, slug, name) values (tests.id('river'), 'sleep', 'Sleep'), (tests.id('river'), 'grief', 'Grief');
select specialty_id as sleep from api.specialties where slug = 'sleep' \gset
select specialty_id as grief from api.specialties where slug = 'grief' \gset
create function pg_temp.gives(p_who text, p_specialty_id text) returns text language sql as $$
  select format('insert into api.practitioner_specialties (practitioner_id, specialty_id, organization_id) values (%L, %L, %L) returning 1', tests.id(p_who), p_specialty_id, tests.id('river'));
$$;

grant execute on function pg_temp.gives(text, text) to public;
select tests.act_as('ada');
select is(tests.told(pg_temp.gives('ada', :'sleep')), 'no refusal', 'ada says what she is found by');
select tests.forbids(pg_temp.gives('dan', :'sleep'), 'not what dan is');
select is(tests.audited(:'sleep'), array['specialty.created by user:' || tests.id('cleo.user'), 'practitioner_specialty.created by user:' || tests.id('ada.user')], 'which is audited');
select tests.act_as('cleo');
select is(tests.told(pg_temp.gives('dan', :'sleep')), 'no refusal', 'an admin says it of anybody');
select tests.act_as('anon');
select is((select count(*) from api.practitioner_specialties where specialty_id = :'sleep'), 2::bigint, 'everybody sees it');
select is((select specialties from api.practitioners where practitioner_id = tests.id('ada')), array['Sleep'], 'in the profile too');
select tests.forbids(pg_temp.gives('ada', :'grief'), 'and may not say it');
select tests.act_as('eve');
select tests.forbids(pg_temp.gives('ada', :'grief'), 'nor may another organization');

-- Renamed and deleted.
select tests.act_as('cleo');
update api.specialties set name = 'Better sleep' where specialty_id = :'sleep';
select is((select specialties from api.practitioners where practitioner_id = tests.id('ada')), array['Better sleep'], 'a new name is everywhere at once');
select tests.refuses(format('delete from api.specialties where specialty_id = %L returning 1', :'sleep'), 'rule_in_use', 'what practitioners have is not deleted');
select is(tests.told(format('delete from api.specialties where specialty_id = %L returning 1', :'grief')), 'no refusal', 'what nobody has is');
select is((select array_agg(slug) from api.specialties where organization_id = tests.id('river')), array['sleep'], 'and is gone');
select tests.act_as('ada');
select is(tests.told(format('delete from api.practitioner_specialties where specialty_id = %L returning 1', :'sleep')), 'no refusal', 'ada takes back what she says');
select is((select count(*) from api.practitioner_specialties where specialty_id = :'sleep'), 1::bigint, 'of herself only');
select tests.act_as('cleo');
select is(tests.told(format('delete from api.practitioner_specialties where specialty_id = %L returning 1', :'sleep')), 'no refusal', 'cleo takes the rest');
select is(tests.told(format('delete from api.specialties where specialty_id = %L returning 1', :'sleep')), 'no refusal', 'and may delete it now');
select is((select count(*) from api.specialties where organization_id = tests.id('river')), 0::bigint, 'which leaves none');
