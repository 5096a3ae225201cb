-- req: CP-11.6 CP-4.6 CP-4.5
select tests.freeze();
create function pg_temp.told(p_booking uuid) returns text language sql as $$
  select tests.as_owner(format(
    $q$ select string_agg(topic || ' to ' || recipient, ', ' order by recipient) from app.outbox_events
        where subject_id = %L and topic in ('booking.completed', 'booking.review_requested', 'series.completed') $q$, p_booking
  ));
$$;
grant execute on function pg_temp.told(uuid) to public;

select tests.act_as('ben');
select tests.book('single', '2027-01-05 09:00', 'ben@example.com') as first \gset
select tests.book('single', '2027-01-05 10:30', 'ben@example.com') as second \gset
select tests.book('single', '2027-01-05 13:00', 'ben@example.com') as third \gset
select tests.book('single', '2027-01-05 15:00', 'ben@example.com') as fourth \gset
select is(pg_temp.told(:'first'), null, 'nothing is said of attendance before');

select tests.freeze(tests.at('2027-01-05 17:00'));
select tests.act_as('ada');
select api.complete_booking(:'first') as done \gset
select is(pg_temp.told(:'first'), 'booking.completed to client, booking.completed to practitioner', 'both are told that it took place');
select api.complete_booking(:'first') as done \gset
select is(pg_temp.told(:'first'), 'booking.completed to client, booking.completed to practitioner', 'once');
select is(
  tests.as_owner(format($$ select data ->> 'starts_at' from app.outbox_events where subject_id = %L and topic = 'booking.completed' limit 1 $$, :'first'))::timestamptz,
  tests.at('2027-01-05 09:00'), 'and when it was'
);
select api.mark_no_show(:'second') as done \gset
select is(pg_temp.told(:'second'), null, 'of who did not come nobody is told');

-- Who asks for reviews asks in the same mail.
select tests.act_as('cleo');
update api.organization_settings set ask_for_reviews = true where organization_id = tests.id('river');
select tests.act_as('ada');
select api.complete_booking(:'third') as done \gset
select is(pg_temp.told(:'third'), 'booking.review_requested to client, booking.completed to practitioner', 'one mail to the client, not two');
select tests.act_as('owner');
insert into app.organizations (slug, name, time_zone, profile) select 'asks-' || p, p, 'UTC', p from unnest(array['coaching', 'medical', 'peer', 'therapy']) as p;
select is(
  (select string_agg(o.profile || ' ' || app.asks_for_reviews(o.organization_id), ', ' order by o.profile) from app.organizations as o where o.slug like 'asks-%'),
  'coaching true, medical true, peer true, therapy false', 'left open, all ask but therapists'
);

-- Old records tell nobody.
select tests.freeze(tests.at('2027-01-20 17:00'));
select tests.act_as('ada');
select api.complete_booking(:'fourth') as done \gset
select is(pg_temp.told(:'fourth'), null, 'who catches up weeks later tells nobody');
