-- search_practitioners: whom the public finds, in which order, and what it is told of their calendars.
-- req: DR-2.1 DR-2.2
select tests.freeze();
update app.services set archived_at = app.now() where service_id in (tests.id('group'), tests.id('approval'), tests.id('limited'));
update app.practitioners set location = 'Montréal, Plateau', languages = '{fr,en-CA}', bio = 'Sleep and anxiety' where practitioner_id = tests.id('ada');
update app.practitioners set display_name = 'Daniel Bélanger', languages = '{en}' where practitioner_id = tests.id('dan');
update app.services set price_cents = 9000 where service_id = tests.id('single');
update app.services set price_cents = 15000 where service_id = tests.id('hill.single');
insert into app.specialties (organization_id, slug, name) values (tests.id('hill'), 'sleep', 'Sleep médecine') returning specialty_id \gset
insert into app.practitioner_specialties (practitioner_id, specialty_id, organization_id) values (tests.id('eve'), :'specialty_id', tests.id('hill'));

create function pg_temp.found(p_arguments text) returns text language plpgsql as $$
declare
  v_found text;
begin
  execute format('select string_agg(f.slug, '','' order by n) from api.search_practitioners(%s) with ordinality as f (%s)', p_arguments,
    'practitioner_id, organization_id, organization_slug, organization_name, slug, display_name, bio, location, languages, specialties, time_zone,'
    ' accepting_clients, price_from_cents, currency, rank, next_slots, cursor, rating_count, rating_average, n') into v_found;
  return coalesce(v_found, 'nobody');
end;
$$;
create function pg_temp.starts(p_slug text, p_arguments text) returns text language plpgsql as $$
declare
  v_starts text;
begin
  execute format($q$
    select string_agg(s ->> 'service_name' || to_char((s ->> 'starts_at')::timestamptz at time zone f.time_zone, ' DD HH24:MI'), ', ' order by n)
    from api.search_practitioners(%s) as f cross join lateral jsonb_array_elements(f.next_slots) with ordinality as e (s, n) where f.slug = %L
  $q$, p_arguments, p_slug) into v_starts;
  return v_starts;
end;
$$;
grant execute on function pg_temp.found(text), pg_temp.starts(text, text) to public;

select tests.act_as('anon');
-- eve's hours are Winnipeg's, an hour later.  ada and dan open at the same instant: their ids decide.
select matches(pg_temp.found(''), '^(ada,dan|dan,ada),eve$', 'everybody, by the soonest slot');
select is(pg_temp.starts('dan', ''), 'Session 04 09:00, Session 04 09:15, Session 04 09:30', 'with the next three slots');
select is(pg_temp.found($$query => 'belanger'$$), 'dan', 'by name, accents aside');
select is(pg_temp.found($$query => 'Belangre'$$), 'dan', 'and misspelt');
select is(pg_temp.found($$query => 'anx'$$), 'ada', 'by the beginning of a word of the bio');
select is(pg_temp.found($$query => 'sleep'$$), 'eve,ada', 'a specialty weighs more than a word of the bio');
select is(pg_temp.found($$query => 'sleep', sort => 'soonest'$$), 'ada,eve', 'unless time matters more');
select is(pg_temp.found($$query => 'hill sleep'$$), 'eve', 'every word must be met');
select is(pg_temp.found($$query => 'nonesuch'$$), 'nobody', 'words that nothing has find nobody');
select is(pg_temp.found($$query => ''' & ! :* sleep\ ( <->'$$), 'eve,ada', 'odd signs are no syntax');
select is(pg_temp.found($$query => ''' & ! :*'$$), pg_temp.found(''), 'and alone no words');
select is(pg_temp.found($$specialty => 'Sleep Medecine'$$), 'eve', 'by specialty');
select is(pg_temp.found($$specialty => 'sleep'$$), 'eve', 'by the specialty''s slug');
select is(pg_temp.found($$location => 'montreal'$$), 'ada', 'by place');
select is(pg_temp.found($$location => '%'$$), 'nobody', 'where a sign is just a sign');
select is(pg_temp.found($$language => 'fr-CA'$$), 'ada', 'by language: whoever speaks fr speaks fr-CA');
select matches(pg_temp.found($$language => 'en'$$), '^(ada,dan|dan,ada)$', 'and the other way round');
select is(pg_temp.found($$organization_slug => 'hill'$$), 'eve', 'by organization');
select matches(pg_temp.found($$max_price_cents => 10000$$), '^(ada,dan|dan,ada)$', 'by price');
select is(pg_temp.starts('ada', $$max_price_cents => 10000, on_date => '2027-01-05', from_local => '13:00'$$),
  'Session 05 13:00, Session 05 13:15, Session 05 13:30', 'only the slots of what costs no more, on the day and from the hour');
select is(pg_temp.found($$on_date => '2027-01-09'$$), 'nobody', 'nobody works on Saturday');
select is(pg_temp.found($$from_local => '17:00'$$), 'nobody', 'nor in the evening');
select is(pg_temp.starts('eve', $$until_local => '09:30', on_date => '2027-01-08'$$), 'Session 08 09:00, Session 08 09:15', 'the end of the wished time is exclusive');
select is(pg_temp.starts('ada', $$max_price_cents => 10000, from_local => '16:00'$$),
  'Session 04 16:00, Session 05 16:00, Session 06 16:00', 'a time of day is looked for day after day');

-- What is shown can be had, and what is had is shown no more.
select tests.hold('single', '2027-01-04 09:00', 'dan') as hold_key \gset
select is(pg_temp.starts('dan', ''), 'Session 04 10:15, Session 04 10:30, Session 04 10:45', 'what is held is not offered');
select is(pg_temp.found(''), 'ada,eve,dan', 'and the order follows');
select isnt(api.release_hold(:'hold_key'), null, 'a hold is given back');
select is(pg_temp.starts('dan', ''), 'Session 04 09:00, Session 04 09:15, Session 04 09:30', 'and at once is on offer');

-- Pages.
select f.cursor as cursors from api.search_practitioners(limit_count => 1) as f \gset
select is((
  with recursive page as (
    select 1 as n, f.slug, f.cursor from api.search_practitioners(limit_count => 1) as f
    union all
    select p.n + 1, f.slug, f.cursor from page as p cross join lateral api.search_practitioners(limit_count => 1, after => p.cursor) as f
  )
  select string_agg(slug, ',' order by n) from page
), pg_temp.found(''), 'page after page everybody comes once, in order');
select is((
  with recursive page as (
    select 1 as n, f.slug, f.cursor from api.search_practitioners(query => 'session', limit_count => 1) as f
    union all
    select p.n + 1, f.slug, f.cursor from page as p cross join lateral api.search_practitioners(query => 'session', limit_count => 1, after => p.cursor) as f
  )
  select string_agg(slug, ',' order by n) from page
), pg_temp.found($$query => 'session'$$), 'by relevance too');

-- Who is not shown.
select tests.act_as('owner');
update app.practitioners set published = false where practitioner_id = tests.id('ada');
update app.practitioners set accepting_clients = false where practitioner_id = tests.id('dan');
select tests.act_as('ada');
select is(pg_temp.found(''), 'dan,eve', 'not even to herself is shown what the public does not see');
select is(pg_temp.found('accepting => true'), 'eve', 'who takes new clients');
select tests.act_as('owner');
update app.services set archived_at = app.now() where service_id = tests.id('single');
select tests.act_as('anon');
select is(pg_temp.found(''), 'eve', 'nobody without an open service');
select tests.act_as('owner');
update app.organizations set suspended_at = app.now() where organization_id = tests.id('hill');
select tests.act_as('anon');
select is(pg_temp.found(''), 'nobody', 'nor anybody of a suspended organization');

-- Bad input.
select tests.refuses($$select * from api.search_practitioners(limit_count => 0)$$, 'invalid_argument', 'a page has a row at least');
select tests.refuses($$select * from api.search_practitioners(limit_count => 51)$$, 'invalid_argument', 'and fifty at most');
select tests.refuses($$select * from api.search_practitioners(sort => 'random')$$, 'invalid_argument', 'an order that is none');
select tests.refuses($$select * from api.search_practitioners(language => 'français')$$, 'invalid_argument', 'a language that is none');
select tests.refuses($$select * from api.search_practitioners(from_local => '12:00', until_local => '12:00')$$, 'invalid_argument', 'no time between');
select tests.refuses($$select * from api.search_practitioners(on_date => 'infinity')$$, 'invalid_argument', 'no day');
select tests.refuses($$select * from api.search_practitioners(after => 'rubbish')$$, 'invalid_argument', 'a cursor that is none');
select tests.refuses(
  format($$select * from api.search_practitioners(sort => 'relevance', after => %L)$$, :'cursors'), 'invalid_argument',
  'a cursor of another order'
);
select tests.act_as('owner');
select throws_ok(
  format($$update app.practitioners set languages = '{french}' where practitioner_id = %L$$, tests.id('ada')), '23514', null, 'a language is a tag'
);
