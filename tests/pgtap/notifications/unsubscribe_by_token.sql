select tests.freeze();
create function pg_temp.fingerprint(p_token text) returns text language sql as $$ select encode(sha256(convert_to(p_token, 'UTF8')), 'hex') $$;
create function pg_temp.decisions() returns text language sql security definer as $$
  select string_agg(coalesce(p.email, (select i.name from tests.ids as i where i.id = p.user_id)) || ' ' || p.kind || ' ' || p.wanted, ', ' order by p.kind, p.email) from app.notification_preferences as p
$$;
grant execute on function pg_temp.fingerprint(text), pg_temp.decisions() to public;
select tests.act_as('anon');
select tests.book('single', '2027-01-06 10:00', 'gil@example.com') as of_gil \gset
select tests.act_as('ben');
select tests.book('single', '2027-01-06 15:00', 'ben@example.com') as of_ben \gset
select tests.freeze(tests.at('2027-01-05 16:00'));
select tests.act_as('service');
select api.tick() is not null as ticked;
select tests.as_owner(format($$ select event_id from app.outbox_events where topic = 'booking.reminder' and subject_id = %L $$, :'of_gil')) as to_gil \gset
select tests.as_owner(format($$ select event_id from app.outbox_events where topic = 'booking.reminder' and subject_id = %L $$, :'of_ben')) as to_ben \gset
select tests.as_owner($$ select event_id from app.outbox_events where topic = 'booking.confirmed' limit 1 $$) as essential \gset

-- The worker's part.
select is(api.register_unsubscribe_token(:'to_gil', pg_temp.fingerprint('the-token-of-gil')), '{}', 'the worker registers the hash of a token');
select is(api.register_unsubscribe_token(:'to_gil', pg_temp.fingerprint('the-token-of-gil')), '{}', 'twice is no error');
select api.register_unsubscribe_token(:'to_gil', pg_temp.fingerprint('the-second-of-gil')) as second;
select api.register_unsubscribe_token(:'to_ben', pg_temp.fingerprint('the-token-of-ben')) as of_ben;
select tests.refuses(format($$ select api.register_unsubscribe_token(%L, %L) $$, :'essential', pg_temp.fingerprint('x')), 'not_found', 'what is essential has no such link');
select tests.refuses(format($$ select api.register_unsubscribe_token(%L, 'abc') $$, :'to_gil'), 'invalid_argument', 'what is no hash is refused');
select tests.refuses(format($$ select api.register_unsubscribe_token(%L, %L) $$, tests.id('nobody'), pg_temp.fingerprint('x')), 'not_found', 'and a message that is none');
select tests.act_as('cleo');
select tests.forbids(format($$ select api.register_unsubscribe_token(%L, %L) $$, :'to_gil', pg_temp.fingerprint('x')), 'nobody else does');

-- The link.
select tests.act_as('anon');
select is(
  api.preferences_by_token('the-token-of-gil') - 'kinds', '{"kind": "reminder", "organization": {"name": "River Therapy", "slug": "river"}}', 'the link says whose mail it was, and which'
);
select is(
  api.preferences_by_token('the-token-of-gil') #> '{kinds,0}', '{"kind": "reminder", "wanted": true, "keeps_essential": false}', 'what it came with stands first'
);
select is(
  (select bool_and(k ->> 'kind' <> 'invitation') from jsonb_array_elements(api.preferences_by_token('the-token-of-gil') -> 'kinds') as k), true, 'what a client does not get is not offered'
);
select ok(api.preferences_by_token('the-token-of-gil')::text !~* 'gil', 'and it names nobody');
select is(api.unsubscribe_by_token('the-token-of-gil') #> '{kinds,0,wanted}', 'false', 'one click ends reminders');
select is(pg_temp.decisions(), 'gil@example.com reminder false', 'for the address, since gil has no account');
select is(api.unsubscribe_by_token('the-token-of-gil') #> '{kinds,0,wanted}', 'false', 'two clicks do the same');
select is(
  tests.as_owner($$ select string_agg(action || ' by ' || actor, ', ') from api.audit_log where entity = 'notification_preference' $$),
  'notification_preference.created by client:gil@example.com', 'the log has one entry'
);
select is(api.unsubscribe_by_token('the-second-of-gil', wanted => true, idempotency_key => 'a-key-of-gil') #> '{kinds,0,wanted}', 'true', 'the link of another mail takes it back');
select is(api.unsubscribe_by_token('the-token-of-gil', array['reminder', 'reminder']) #> '{kinds,0,wanted}', 'false', 'and off again, by name');
select is(api.unsubscribe_by_token('the-second-of-gil', wanted => true, idempotency_key => 'a-key-of-gil') #> '{kinds,0,wanted}', 'true', 'an old key repeats its answer');
select is(pg_temp.decisions(), 'gil@example.com reminder false', 'and does nothing');
select tests.refuses($$ select api.unsubscribe_by_token('the-token-of-gil', idempotency_key => 'a-key-of-gil') $$, 'idempotency_mismatch', 'with other arguments it is refused');

-- Whoever has an account sees what was decided for the own address, and decides by both ways.
create function pg_temp.seen_by_ben() returns text language sql as $$
  select wanted::text from api.notification_preferences where (organization_id, kind, channel) = (tests.id('river'), 'reminder', 'mail')
$$;
grant execute on function pg_temp.seen_by_ben() to public;
select api.unsubscribe_by_token('the-token-of-ben') is not null as unsubscribed;
select is(pg_temp.decisions(), 'ben@example.com reminder false, gil@example.com reminder false', 'a link speaks for its address');
select tests.act_as('ben');
select is(pg_temp.seen_by_ben(), 'false', 'ben sees it when he signs in');
select is(api.set_notification_preference(tests.id('river'), 'reminder', 'mail', true) ->> 'wanted', 'true', 'and takes it back there, since the address is his account''s');
select is(pg_temp.decisions(), 'ben@example.com reminder true, gil@example.com reminder false, ben.user reminder true', 'for the address, too');
select api.set_notification_preference(tests.id('river'), 'reminder', 'mail', false) is not null as off;
select tests.act_as('anon');
select is(api.preferences_by_token('the-token-of-ben') #> '{kinds,0,wanted}', 'false', 'the link''s page shows what the account decided');
select is(api.unsubscribe_by_token('the-token-of-ben', wanted => true) #> '{kinds,0,wanted}', 'true', 'and takes that back');
select tests.act_as('ben');
select is(pg_temp.seen_by_ben(), 'true', 'which ben sees, too');

-- An address that is not the account's own speaks for itself: nobody makes mail go to somebody who has unsubscribed.
select tests.book('single', '2027-01-06 13:00', 'victim@example.com') as of_victim \gset
select tests.act_as('owner');
insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
select organization_id, 'booking.reminder', 'client', booking_id, jsonb_build_object('starts_at', starts_at, 'minutes_before', 1440)
from app.bookings where booking_id = :'of_victim' returning event_id as to_victim \gset
select tests.act_as('service');
select api.register_unsubscribe_token(:'to_victim', pg_temp.fingerprint('the-token-of-victim')) as of_victim;
select tests.act_as('anon');
select api.unsubscribe_by_token('the-token-of-victim') is not null as unsubscribed;
select tests.act_as('ben');
select is(api.set_notification_preference(tests.id('river'), 'reminder', 'mail', true) ->> 'wanted', 'true', 'ben''s own is as he wants it');
select is(
  tests.as_owner(format($$ select app.is_wanted(e.organization_id, app.event_person(e), 'reminder', 'mail') from app.outbox_events as e where event_id = %L $$, :'to_victim')), 'false',
  'but the address that he gave for a booking gets no more reminders'
);
select tests.act_as('anon');
select is(api.unsubscribe_by_token('the-token-of-victim', wanted => true) #> '{kinds,0,wanted}', 'true', 'until its owner says so');
select is(tests.as_owner('select count(*) from app.notification_preferences where user_id is not null'), '1', 'which decides nothing for ben''s account');

-- Bad links.
select tests.act_as('anon');
select tests.refuses($$ select api.unsubscribe_by_token('the-token-of-giL') $$, 'token_invalid', 'an altered link opens nothing');
select tests.refuses($$ select api.preferences_by_token('') $$, 'token_invalid', 'nor an empty one');
select tests.refuses($$ select api.unsubscribe_by_token(null) $$, 'token_invalid', 'nor none');
select tests.refuses($$ select api.unsubscribe_by_token('the-token-of-gil', array['invitation']) $$, 'invalid_argument', 'nor what gil does not get');
select tests.refuses($$ select api.unsubscribe_by_token('the-token-of-gil', array['reminder', null]) $$, 'invalid_argument', 'nor what is no kind');
select tests.refuses($$ select api.unsubscribe_by_token('the-token-of-gil', wanted => null) $$, 'invalid_argument', 'neither yes nor no is no answer');
select tests.act_as('service');
select is(api.unsubscribe_by_token('the-token-of-gil', wanted => true) #> '{kinds,0,wanted}', 'true', 'the edge may call it for a mail provider');
select tests.act_as('anon');
select tests.freeze(tests.at('2027-07-04 16:59'));
select is(api.preferences_by_token('the-token-of-gil') ->> 'kind', 'reminder', 'a link is good for half a year');
select tests.freeze(tests.at('2027-07-04 17:00'));
select tests.refuses($$ select api.preferences_by_token('the-token-of-gil') $$, 'token_invalid', 'and then for nothing');
select tests.act_as('owner');
select app.prune_notifications();
select is(tests.as_owner('select count(*) from app.unsubscribe_tokens'), '0', 'and is forgotten');
