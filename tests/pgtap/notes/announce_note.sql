-- Who may read a note hears of it, once, and not what it says.
-- req: CP-4.9 DR-4.2
select tests.freeze();
select gen_random_uuid() as key, gen_random_uuid() as note, gen_random_uuid() as private, gen_random_uuid() as second, gen_random_uuid() as answer, gen_random_uuid() as guests \gset
create function pg_temp.sealed() returns text language sql as $$ select translate(encode(convert_to(rpad('one', 40, '.'), 'UTF8'), 'base64'), E'\n', '') $$;
create function pg_temp.told(p_booking text) returns text language sql as $$
  select tests.as_owner(format($q$
    select coalesce(string_agg(recipient || ' ' || status, ', ' order by position), 'nobody') from app.outbox_events
    where subject_id = %L and topic = 'booking.note_shared' $q$, p_booking));
$$;
grant execute on function pg_temp.sealed(), pg_temp.told(text) to public;
select tests.act_as('service');
select api.register_data_key(tests.id('river'), :'key', 'm1', translate(encode(sha512('x'), 'base64'), E'\n', '')) ->> 'key_id';
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as booking \gset
select tests.act_as('anon');
select tests.book('single', '2027-01-05 14:00') as of_a_guest \gset

select tests.act_as('ada');
select api.save_note(:'booking', :'private', :'key', pg_temp.sealed()) ->> 'version' as v \gset
select api.sign_note(:'private', 1) ->> 'version' as v \gset
select is(pg_temp.told(:'booking'), 'nobody', 'a private note is nobody else''s to hear of');
select api.save_note(:'booking', :'note', :'key', pg_temp.sealed(), visibility => 'shared') ->> 'version' as v \gset
select is(pg_temp.told(:'booking'), 'nobody', 'nor is a draft');
select api.sign_note(:'note', 1) ->> 'version' as v \gset
select is(pg_temp.told(:'booking'), 'client queued', 'a shared one is told to the client');
select api.sign_note(:'note', 1) ->> 'version' as v \gset
select api.save_note(:'booking', :'second', :'key', pg_temp.sealed(), visibility => 'shared') ->> 'version' as v \gset
select api.sign_note(:'second', 1) ->> 'version' as v \gset
select is(pg_temp.told(:'booking'), 'client queued', 'two notes are one mail');
select api.save_note(:'of_a_guest', :'guests', :'key', pg_temp.sealed(), visibility => 'shared') ->> 'version' as v \gset
select api.sign_note(:'guests', 1) ->> 'version' as v \gset
select is(pg_temp.told(:'of_a_guest'), 'nobody', 'who has no account cannot read it, and is not called to a closed door');
select tests.act_as('ben');
select api.save_note(:'booking', :'answer', :'key', pg_temp.sealed(), visibility => 'shared') ->> 'version' as v \gset
select api.sign_note(:'answer', 1) ->> 'version' as v \gset
select is(pg_temp.told(:'booking'), 'client queued, practitioner queued', 'what the client writes, the practitioner hears of');
select is(
  (select string_agg(n.topic, ' ') from api.notifications as n where n.topic = 'booking.note_shared'), 'booking.note_shared', 'in the app too'
);
select tests.act_as('owner');
select is(
  (select string_agg(e.recipient || ' ' || (p -> 'token_expires_at' = 'null'), ', ' order by e.recipient)
   from app.outbox_events as e cross join lateral app.event_payload(e) as p where e.topic = 'booking.note_shared' and e.subject_id = :'booking'),
  'client true, practitioner true', 'mailed without a link that opens anything'
);
