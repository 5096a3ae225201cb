-- practitioner_readiness, and who publishes a profile when.
-- req: DR-1.2 DR-7.1
select tests.freeze();
select tests.act_as('owner');
update app.practitioners set published = false where practitioner_id in (tests.id('ada'), tests.id('dan'));
delete from app.practitioner_services where practitioner_id = tests.id('dan');
delete from app.availability_rules where practitioner_id = tests.id('dan');
create function pg_temp.lacks(p_who text) returns text language sql as $$
  select row(r.missing, r.advised)::text from api.practitioner_readiness as r where r.practitioner_id = tests.id(p_who);
$$;
create function pg_temp.publishes(p_who text) returns text language sql as $$
  select format('update api.practitioners set published = true where practitioner_id = %L returning 1', tests.id(p_who));
$$;
grant execute on function pg_temp.lacks(text), pg_temp.publishes(text) to public;

-- What is missing.
select tests.act_as('dan');
select is(pg_temp.lacks('dan'), '("{services,hours}","{bio,languages}")', 'dan has nothing to offer yet');
select is(pg_temp.lacks('ada'), '({location},"{bio,languages}")', 'and sees that ada receives in person, nobody knows where');
select is((select count(*) from api.practitioner_readiness where organization_id = tests.id('hill')), 0::bigint, 'of others he sees nothing');
select tests.refuses(pg_temp.publishes('dan'), 'illegal_transition', 'dan cannot publish an empty profile');
select tests.act_as('cleo');
insert into api.practitioner_services (practitioner_id, service_id, organization_id) values (tests.id('dan'), tests.id('single'), tests.id('river'));
select tests.act_as('dan');
select is(pg_temp.lacks('dan'), '("{hours,location}","{bio,languages}")', 'once cleo has given him a service, he lacks hours and a place');
insert into api.availability_exceptions (organization_id, practitioner_id, kind, starts_at, ends_at)
values (tests.id('river'), tests.id('dan'), 'extra_hours', tests.at('2027-01-05 09:00'), tests.at('2027-01-05 12:00'));
select is(pg_temp.lacks('dan'), '({location},"{bio,languages}")', 'extra hours will do');
select tests.freeze('2027-01-06 00:00+00');
select is(pg_temp.lacks('dan'), '("{hours,location}","{bio,languages}")', 'until they have passed');
insert into api.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local, valid_until) values (tests.id('river'), tests.id('dan'), 1, '09:00', '12:00', '2027-01-04');
select is(pg_temp.lacks('dan'), '("{hours,location}","{bio,languages}")', 'hours that have ended will not');
insert into api.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local) values (tests.id('river'), tests.id('dan'), 2, '09:00', '12:00');
insert into api.places (organization_id, practitioner_id, address) values (tests.id('river'), tests.id('dan'), '1 River Road');
select is(pg_temp.lacks('dan'), '({},"{bio,languages}")', 'an address is a place too');
update api.practitioners set published = true, bio = 'Hello', languages = '{en}' where practitioner_id = tests.id('dan');
select is((select row(published, missing, advised)::text from api.practitioner_readiness where practitioner_id = tests.id('dan')), '(t,{},{})', 'dan publishes himself');
select tests.act_as('anon');
select is((select count(*) from api.offers where practitioner_id = tests.id('dan')), 1::bigint, 'and everybody sees what he offers');
select tests.forbids('select * from api.practitioner_readiness', 'but not what anybody lacks');

-- In words, with the very change that publishes; online there is no place.
select tests.act_as('ada');
select tests.refuses(pg_temp.publishes('ada'), 'illegal_transition', 'ada, without a place, does not');
update api.practitioners set published = true, location = 'Toronto, Annex' where practitioner_id = tests.id('ada');
select is((select published from api.practitioners where practitioner_id = tests.id('ada')), true, 'with a place in words she does');
update api.practitioners set published = false, location = '' where practitioner_id = tests.id('ada');
select tests.act_as('cleo');
update api.services set location_kind = 'online' where organization_id = tests.id('river');
select is(pg_temp.lacks('ada'), '({},"{bio,languages}")', 'online nobody needs one');

-- Where admins approve.
update api.organization_settings set approve_practitioners = true where organization_id = tests.id('river');
select tests.act_as('ada');
select tests.refuses(pg_temp.publishes('ada'), 'not_allowed', 'where admins approve, ada asks one');
select is(
  (select row(published, missing, approve_practitioners)::text from api.practitioner_readiness where practitioner_id = tests.id('ada')), '(f,{},t)', 'who sees that nothing is missing'
);
select tests.act_as('cleo');
update api.practitioners set published = true where practitioner_id = tests.id('ada');
select is((select published from api.practitioners where practitioner_id = tests.id('ada')), true, 'and publishes it');
select tests.act_as('ada');
update api.practitioners set published = true, bio = 'Still here' where practitioner_id = tests.id('ada');
select is((select bio from api.practitioners where practitioner_id = tests.id('ada')), 'Still here', 'what is published can still be written');
select tests.act_as('cleo');
update api.practitioners set published = false where practitioner_id = tests.id('dan');
delete from api.availability_rules where practitioner_id = tests.id('dan');
update api.practitioners set published = true where practitioner_id = tests.id('dan');
select is((select row(published, missing)::text from api.practitioner_readiness where practitioner_id = tests.id('dan')), '(t,{hours})', 'an admin publishes even what is not complete');
select tests.act_as('dan');
update api.practitioners set published = false where practitioner_id = tests.id('ada');
select is((select published from api.practitioners where practitioner_id = tests.id('ada')), true, 'a colleague reaches nothing');
