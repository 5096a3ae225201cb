-- What the public sees of the directory: what is published, offered and open, and nothing else.
select tests.freeze();
create function pg_temp.seen() returns text[] language sql as $$
  select array_agg(thing order by thing) from (
    select 'practitioner ' || p.slug as thing from api.practitioners as p
    union all select 'service ' || s.name || ' of ' || o.slug from api.services as s left join api.organizations as o using (organization_id)
    union all select 'organization ' || o.slug from api.organizations as o
    union all select 'specialty ' || s.slug from api.specialties as s
    union all select 'offer of ' || coalesce(p.slug, 'somebody') || ': ' || s.name
      from api.practitioner_services as ps left join api.practitioners as p using (practitioner_id) left join api.services as s using (service_id)
  ) as all_of_it
  where thing !~ 'river|ada';
$$;
grant execute on function pg_temp.seen() to public;
insert into app.specialties (organization_id, slug, name) values (tests.id('hill'), 'sleep', 'Sleep');

select tests.act_as('anon');
select is(
  pg_temp.seen(),
  array['offer of dan: Session', 'offer of eve: Session', 'organization hill', 'practitioner dan', 'practitioner eve', 'service Session of hill', 'specialty sleep'],
  'the open directory'
);
select tests.act_as('owner');
update app.practitioners set published = false where practitioner_id = tests.id('dan');
select tests.act_as('anon');
select is(
  pg_temp.seen(), array['offer of eve: Session', 'organization hill', 'practitioner eve', 'service Session of hill', 'specialty sleep'],
  'a profile that is not published takes its offers with it'
);
select tests.act_as('uma');
select is(array_length(pg_temp.seen(), 1), 5, 'to whoever is signed in too');
select tests.act_as('ada');
select ok('practitioner dan' = any (pg_temp.seen()), 'a colleague sees it');
select tests.act_as('owner');
update app.services set archived_at = app.now() where service_id = tests.id('hill.single');
select tests.act_as('anon');
select is(pg_temp.seen(), array['organization hill', 'practitioner eve', 'specialty sleep'], 'an archived service is gone');
select tests.act_as('owner');
update app.organizations set suspended_at = app.now() where organization_id = tests.id('hill');
select tests.act_as('anon');
select is(pg_temp.seen(), null, 'of a suspended organization nothing is seen');
select tests.act_as('eve');
select ok('practitioner eve' = any (pg_temp.seen()), 'but by its own members');

-- A joined practitioner begins with a profile to complete.
select tests.act_as('owner');
insert into app.members (organization_id, user_id, role, email, display_name)
values (tests.id('river'), tests.id('uma.user'), 'practitioner', 'uma@example.com', 'Uma') returning member_id \gset
select is(
  tests.as_owner(format('select row(display_name, time_zone, published)::text from app.practitioners where member_id = %L', :'member_id')), '(Uma,America/Toronto,f)',
  'in the organization''s zone, unpublished'
);
update app.members set role = 'admin' where member_id = :'member_id';
update app.members set role = 'practitioner' where member_id = :'member_id';
select is(tests.as_owner(format('select count(*) from app.practitioners where member_id = %L', :'member_id')), '1', 'once');
