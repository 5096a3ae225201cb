-- Profiles are archived and brought back by admins.
-- req: DR-7.1
select tests.freeze();
create function pg_temp.archives(p_at text) returns text language sql as $$
  select format('update api.practitioners set archived_at = %L where practitioner_id = %L returning 1', p_at, tests.id('ada'));
$$;
create function pg_temp.archived() returns boolean language sql as $$
  select p.archived_at is not null from api.practitioners as p where p.practitioner_id = tests.id('ada');
$$;
grant execute on function pg_temp.archives(text), pg_temp.archived() to public;

select tests.act_as('ada');
select tests.refuses(pg_temp.archives('2027-01-04 08:00+00'), 'not_allowed', 'ada does not archive her own profile');
select tests.act_as('cleo');
select lives_ok(pg_temp.archives('2027-01-04 08:00+00'), 'an admin does');
select tests.act_as('ada');
select tests.refuses(pg_temp.archives(null), 'not_allowed', 'nor does she bring it back');
select tests.refuses(pg_temp.archives('2027-01-03 08:00+00'), 'not_allowed', 'or say that it was earlier');
select lives_ok(
  format($$ update api.practitioners set bio = 'Hello', archived_at = archived_at where practitioner_id = %L $$, tests.id('ada')), 'what she writes of it otherwise is hers'
);
select is(pg_temp.archived(), true, 'it is still archived');
select tests.act_as('cleo');
select lives_ok(pg_temp.archives(null), 'an admin brings it back');
select is(pg_temp.archived(), false, 'and it is there again');
