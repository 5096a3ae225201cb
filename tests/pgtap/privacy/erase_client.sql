-- req: TS-1 TS-13 BM-R9
-- Nothing says who it was; what happened is still known.
select tests.freeze();

create function pg_temp.mentions(p_words text) returns setof text language plpgsql as $$
declare
  v_table regclass;
begin
  for v_table in select c.oid::regclass from pg_class as c where c.relnamespace = 'app'::regnamespace and c.relkind = 'r' loop
    return query execute format('select %L || '' '' || t::text from %s as t where t::text ~* $1', v_table, v_table) using p_words;
  end loop;
end;
$$;

-- zeb books by a link, asks for a later time, cancels one visit with words, and wishes for another.
select tests.act_as('anon');
select tests.hold('single', '2027-01-05 10:00') as first \gset
select tests.hold('single', '2027-01-06 10:00') as second \gset
select tests.client('zeb@quokka.example', '{"name": "Zebediah Quokka", "phone": "+1 416 555 7777"}') as zeb \gset
select api.confirm_hold(:'first', :'zeb', 'My xylophone hurts') ->> 'booking_id' as visit \gset
select api.confirm_hold(:'second', :'zeb') ->> 'booking_id' as cancelled \gset
select tests.token(:'cancelled', 'zebs-token'), tests.token(:'visit', 'zebs-other-token');
select api.cancel_by_token('zebs-token', 'The xylophone again');
select api.join_waitlist(tests.id('single'), '2027-01-11', '2027-01-15', :'zeb') ->> 'entry_id' as wish \gset
-- gil, at the same time, is somebody else.
select tests.book('single', '2027-01-05 15:00') as of_gil \gset
select tests.as_owner(format('select client_id from app.bookings where booking_id = %L', :'visit')) as client \gset
select tests.act_as('owner');
insert into app.mail_addresses (organization_id, address, bounced_at) values (tests.id('river'), 'zeb@quokka.example', app.now());
insert into app.unsubscribe_tokens (token_hash, organization_id, email, recipient, kind) values (sha256('u'), tests.id('river'), 'zeb@quokka.example', 'client', 'reminders');
insert into app.provider_events (provider, provider_event_id, payload) values ('resend', '1', '{"to": ["Zeb@quokka.example"]}');
select app.record(tests.id('river'), 'message.failed', (select event_id::text from app.outbox_events where subject_id = :'visit' limit 1), null, '{"because": "550 zeb@quokka.example unknown"}');
insert into app.conversations (organization_id, kind, client_id, practitioner_id) values (tests.id('river'), 'direct', :'client', tests.id('dan')) returning conversation_id as talk \gset
insert into app.conversation_participants (organization_id, conversation_id, client_id) values (tests.id('river'), :'talk', :'client') returning participant_id \gset
insert into app.outbox_events (organization_id, topic, recipient, subject_id, data, last_error)
values (tests.id('river'), 'conversation.unread', 'client', :'participant_id', '{}', '550 zeb@quokka.example unknown') returning event_id as unread \gset
select app.record(tests.id('river'), 'message.failed', :'unread', null, '{"because": "550 zeb@quokka.example unknown"}');
select cmp_ok((select count(*) from pg_temp.mentions('zeb|quokka|555 7777|xylophone')), '>', 12::bigint, 'zeb is in many places');

-- Not while something is to come, not under a hold, not by everybody.
select tests.act_as('cleo');
select tests.refuses(format('select api.erase_client(%L, %L)', :'client', 'Asked by letter'), 'illegal_transition', 'a booking is to come');
select throws_like(format('select api.erase_client(%L, %L)', :'client', 'Asked by letter'), '%illegal_transition%', 'which');
select tests.freeze('2027-01-06 22:00+00');
select api.place_legal_hold(:'client', 'Claim 27-114');
select tests.refuses(format('select api.erase_client(%L, %L)', :'client', 'Asked by letter'), 'illegal_transition', 'a legal hold is open');
select tests.refuses(format('select api.lift_legal_hold(%L, %L)', :'client', ' '), 'invalid_argument', 'lifting needs a reason');
select api.lift_legal_hold(:'client', 'Settled: the xylophone was at fault');
select tests.refuses(format('select api.lift_legal_hold(%L, %L)', :'client', 'Settled'), 'illegal_transition', 'it is lifted once');
select tests.refuses(format('select api.erase_client(%L, %L)', :'client', ''), 'invalid_argument', 'it needs a reason');
select tests.act_as('ada');
select tests.refuses(format('select api.erase_client(%L, %L)', :'client', 'No'), 'not_allowed', 'a practitioner may not');
select tests.act_as('hal');
select tests.refuses(format('select api.erase_client(%L, %L)', :'client', 'No'), 'not_found', 'another organization''s admin sees no such client');
select tests.act_as('anon');
select tests.forbids(format('select api.erase_client(%L, %L)', :'client', 'No'), 'nor may anon');

select tests.act_as('owner');
select jsonb_agg(to_jsonb(a) order by a.entry_id) as log from app.audit_log as a \gset
select (select row(count(*), count(*) filter (where status = 'cancelled'), sum(extract(epoch from ends_at - starts_at)))::text from app.bookings) as figures \gset
select tests.act_as('cleo');
select api.erase_client(:'client', 'Asked on 5 January', 'the-key-of-erasure') as erased \gset
select tests.act_as('owner');
select is_empty($$ select * from pg_temp.mentions('zeb|quokka|555 7777|xylophone') $$, 'no table says anything about zeb');
select isnt_empty($$ select * from pg_temp.mentions('gil@example.com') $$, 'gil is still known');
select is(
  (select jsonb_agg(to_jsonb(a) order by a.entry_id) from app.audit_log as a where a.entry_id <= (select max((e ->> 'entry_id')::bigint) from jsonb_array_elements(:'log'::jsonb) as e)),
  :'log'::jsonb, 'every entry of the audit log is as it was written'
);
select is(
  (select row(count(*), count(*) filter (where status = 'cancelled'), sum(extract(epoch from ends_at - starts_at)))::text from app.bookings), :'figures', 'and so are the figures'
);
select is(
  (select row(c.name, c.email, c.phone, c.user_id, c.archived_at is not null)::text from app.clients as c where c.client_id = :'client'),
  row('Erased', 'erased-' || :'client' || '@erased.invalid', '', null::uuid, true)::text, 'a row without a person stays'
);
select is((select status from app.waitlist_entries where entry_id = :'wish'), 'left', 'the wish is withdrawn');
select is_empty(format($$ select 1 from app.outbox_events where subject_id in (%L, %L, %L) and status = 'queued' $$, :'visit', :'cancelled', :'client'), 'no mail waits for zeb');
select is_empty($$ select t.tgname from pg_trigger as t where t.tgrelid = 'app.audit_log'::regclass and t.tgenabled <> 'A' and not t.tgisinternal $$, 'the log''s guard was never off');
select is(
  (select row(a.actor, a.after ->> 'reason')::text from api.audit_log as a where a.action = 'client.erased'), row('user:' || tests.id('cleo.user'), 'Asked on 5 January')::text,
  'the log says who erased, and why'
);

select tests.act_as('cleo');
select tests.everything() as before \gset
select is(api.erase_client(:'client', 'Asked on 5 January', 'the-key-of-erasure'), :'erased'::jsonb, 'asking twice answers the same');
select is(tests.everything(), :'before', 'and writes nothing');
select is((api.erase_client(:'client', 'Again')) ->> 'erased_at', :'erased'::jsonb ->> 'erased_at', 'also with another reason: it is erased already');
select tests.refuses(format('select api.place_legal_hold(%L, %L)', :'client', 'Too late'), 'illegal_transition', 'there is nothing left to hold');
select tests.act_as('anon');
select tests.refuses($$ select api.booking_by_token('zebs-other-token') $$, 'token_invalid', 'the link opens nothing any more');
select ok(tests.book('single', '2027-01-11 10:00', 'zeb@quokka.example') is not null, 'who comes again is somebody new');

-- A clinical record is kept for as long as the profession demands; of a coach's client nothing is demanded.
select tests.act_as('owner');
insert into app.data_keys (key_id, organization_id, master_key_id, wrapped) values (gen_random_uuid(), tests.id('river'), 'm1', sha512('x')) returning key_id \gset
insert into app.notes (note_id, organization_id, booking_id, visibility, author_id, author_role, author_name, key_id, sealed, signed_at)
values (gen_random_uuid(), tests.id('river'), :'of_gil', 'private', tests.id('ada.user'), 'practitioner', 'Ada', :'key_id', sha512('y'), app.now());
select client_id as gil from app.bookings where booking_id = :'of_gil' \gset
select tests.act_as('cleo');
select tests.refuses(format('select api.erase_client(%L, %L)', :'gil', 'Asked'), 'illegal_transition', 'a signed note of a therapist is kept');
select tests.act_as('owner');
update app.organizations set profile = 'coaching' where organization_id = tests.id('river');
select tests.act_as('cleo');
select is(api.erase_client(:'gil', 'Asked') #>> '{erased,notes}', '1', 'a coach''s goes');
