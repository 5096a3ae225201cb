-- req: SC-1.8 SC-4.2 DR-5.2
select tests.freeze();
create function pg_temp.state(p_event_id uuid) returns text language sql security definer as $$
  select concat_ws(' ', e.status, e.mail_status, e.mail_reason) from app.outbox_events as e where e.event_id = p_event_id
$$;
create function pg_temp.waiting(p_topic text default '%') returns text[] language sql security definer as $$
  select array_agg(e.topic || ' ' || e.recipient || ' ' || e.status order by e.position) from app.outbox_events as e where e.topic like p_topic
$$;
create function pg_temp.report(p_id text, p_type text, p_receipt text, p_data jsonb default '{}') returns jsonb language sql as $$
  select api.note_provider_event('resend', p_id, jsonb_build_object('type', p_type, 'created_at', '2027-01-04T13:00:00Z', 'data', jsonb_build_object(
    'email_id', p_receipt, 'to', jsonb_build_array('gil@example.com')
  ) || case when p_type = 'email.bounced' then '{"bounce": {"type": "Permanent", "subType": "General"}}'::jsonb else '{}' end || p_data))
$$;
create function pg_temp.of(p_subject_id uuid, p_recipient text) returns text language sql security definer as $$
  select string_agg(e.topic || ' ' || e.status || coalesce(': ' || e.last_error, ''), ', ' order by e.position)
  from app.outbox_events as e where (e.subject_id, e.recipient) = (p_subject_id, p_recipient)
$$;
create function pg_temp.outcome(p_id text) returns text language sql security definer as $$
  select coalesce(p.outcome, 'later') from app.provider_events as p where p.provider_event_id = p_id
$$;
grant execute on function pg_temp.state(uuid), pg_temp.waiting(text), pg_temp.report(text, text, text, jsonb), pg_temp.outcome(text), pg_temp.of(uuid, text) to public;

select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select tests.act_as('service');
create temporary table claimed as select event_id, recipient from api.claim_events('w', 10);
select event_id as mail from claimed where recipient = 'client' \gset

-- A report may come before the worker has told which mail it was.
select is(pg_temp.report('one', 'email.delivery_delayed', 'r-1'), '{"noted": true}', 'a report is kept');
select is(pg_temp.report('one', 'email.delivery_delayed', 'r-1'), '{"noted": false}', 'once, however often it is sent');
select api.tick() is not null as ticked;
select is(pg_temp.outcome('one'), 'later', 'nobody knows its message yet');
select tests.act_as('service');
select api.mark_delivered(:'mail', 'r-1') is not null as marked;
select api.tick() is not null as ticked;
select is(pg_temp.outcome('one'), 'later', 'it is not looked at in every tick');
select tests.freeze(tests.at('2027-01-04 08:00:06'));
select api.tick() is not null as ticked;
select is(pg_temp.outcome('one'), 'applied', 'but soon again');
select is(pg_temp.state(:'mail'), 'delivered delayed delivery_delayed', 'the message says that it is late');

-- Gravest first, in whatever order they come.
select pg_temp.report('two', 'email.delivered', 'r-1');
select api.tick() is not null as ticked;
select is(pg_temp.state(:'mail'), 'delivered delivered delivered', 'then it arrived');
select pg_temp.report('three', 'email.delivery_delayed', 'r-1');
select api.tick() is not null as ticked;
select is(pg_temp.state(:'mail'), 'delivered delivered delivered', 'what was said earlier and comes later takes nothing back');
select is(
  tests.audited(:'mail'), array['message.attempted by service:edge', 'message.delivered by service:edge', 'mail.delayed by system:tick', 'mail.delivered by system:tick'], 'each change is in the log, once'
);

-- What is not ours, and what nobody understands.
select pg_temp.report('stranger', 'email.bounced', 'r-of-somebody-else');
select pg_temp.report('opened', 'email.opened', 'r-1');
select api.tick() is not null as ticked;
select is(array[pg_temp.outcome('stranger'), pg_temp.outcome('opened')], array['later', 'ignored'], 'a stranger''s may still become ours; an opened mail is no concern of ours');
select tests.freeze(tests.at('2027-01-05 08:00:07'));
select api.tick() is not null as ticked;
select is(pg_temp.outcome('stranger'), 'no_message', 'after a day it is not');

-- A hard bounce marks the address, ends what waits for it and warns the practitioner, once.
select tests.act_as('anon');
select tests.book('single', '2027-01-12 10:00') as coming \gset
select tests.act_as('service');
select pg_temp.report('bounce', 'email.bounced', 'r-1');
select api.tick() is not null as ticked;
select is(pg_temp.state(:'mail'), 'delivered bounced General', 'a mail that was taken can still come back');
select is(pg_temp.waiting('mail.%'), array['mail.bounced practitioner queued'], 'ada is warned');
select is(
  tests.as_owner($$ select app.event_payload(e) -> 'warning' ->> 'phone' from app.outbox_events as e where topic = 'mail.bounced' $$), '+1 416 555 0100', 'with the number to call'
);
select is(
  tests.as_owner(format($$ select user_id || ' ' || booking_id from app.notifications where topic = 'mail.bounced' $$)), tests.id('ada.user') || ' ' || :'booking_id', 'and within the app, without a name'
);
select pg_temp.report('bounce again', 'email.bounced', 'r-1');
select api.tick() is not null as ticked;
select is(pg_temp.waiting('mail.%'), array['mail.bounced practitioner queued'], 'a second report warns nobody again');
select is(
  tests.audited((select address_id::text from api.mail_addresses)), array['mail_address.created by system:tick'], 'and is no news for the log'
);

-- Later mail.
select tests.act_as('anon');
select tests.book('single', '2027-01-14 10:00', 'zoe@example.com') as of_zoe \gset
select tests.act_as('service');
create temporary table claimed_later as select event_id, topic, recipient, payload #>> '{client,email}' as email from api.claim_events('w', 50);
select is(pg_temp.of(:'coming', 'client'), 'booking.confirmed dropped: The address takes no mail.', 'later mail to a dead address is dropped');
select is(pg_temp.of(:'coming', 'practitioner'), 'booking.confirmed queued', 'ada gets hers');
select is(pg_temp.of(:'of_zoe', 'client'), 'booking.confirmed queued', 'others get theirs');
select is((select count(*) from claimed_later where topic = 'mail.bounced'), 1::bigint, 'the warning goes out');
select is(
  (tests.audited(tests.as_owner(format($$ select event_id from app.outbox_events where subject_id = %L and recipient = 'client' $$, :'coming'))))[1],
  'message.dropped by service:edge', 'what is dropped is in the log'
);

-- A complaint stops what is not essential.
select event_id as mail_of_zoe from claimed_later where email = 'zoe@example.com' and recipient = 'client' \gset
select pg_temp.report('spam', 'email.complained', 'r-z', jsonb_build_object('tags', jsonb_build_object('event_id', :'mail_of_zoe'), 'to', '["zoe@example.com"]'::jsonb));
select api.tick() is not null as ticked;
select is(pg_temp.state(:'mail_of_zoe'), 'queued complained complained', 'found by our own tag, although the worker has not told yet');
select is(tests.as_owner($$ select count(*) from app.outbox_events where topic = 'mail.bounced' $$), '1', 'nobody is warned of a complaint');
select api.mark_delivered(:'mail_of_zoe', 'r-z') is not null as marked;
select tests.freeze(tests.at('2027-01-13 10:00'));
select api.tick() is not null as ticked;
select tests.act_as('anon');
select tests.book('single', '2027-01-20 10:00', 'zoe@example.com') as again \gset
select tests.act_as('service');
select count(*) > 0 as claimed from api.claim_events('w', 50);
select is(
  pg_temp.of(:'of_zoe', 'client'), 'booking.confirmed delivered, booking.reminder dropped: The recipient has called our mail spam, and this is not essential.',
  'no reminder for who complained'
);
select is(pg_temp.of(:'again', 'client'), 'booking.confirmed queued', 'what was agreed is told all the same');

-- An invitation to an address that is dead.
select tests.act_as('cleo');
select api.invite_member(tests.id('river'), 'Gil@example.com', 'practitioner', 'Gil') ->> 'invitation_id' as invitation_id \gset
select tests.act_as('service');
select count(*) from api.claim_events('w', 50) where topic = 'member.invited';
select is(pg_temp.of(:'invitation_id', 'invitee'), 'member.invited dropped: The address takes no mail.', 'nobody is invited there');

-- Forgetting.
select tests.act_as('service');
select tests.freeze(tests.at('2027-02-20 10:00'));
select api.tick() is not null as ticked;
select is(tests.as_owner('select count(*) from app.provider_events'), '0', 'reports are forgotten after 30 days');
select is((select count(*) from api.mail_addresses), 2::bigint, 'what they said of addresses is not');

-- Who may.
select tests.refuses($$ select api.note_provider_event('pigeon', 'x', '{}') $$, 'invalid_argument', 'an unknown provider');
select tests.refuses($$ select api.note_provider_event('ses', '', '{}') $$, 'invalid_argument', 'a report without an id');
select tests.refuses($$ select api.note_provider_event('ses', 'x', '[]') $$, 'invalid_argument', 'a report that is no object');
select tests.refuses($$ select api.note_provider_event(null, 'x', '{}') $$, 'invalid_argument', 'nobody''s report');
select tests.act_as('cleo');
select tests.forbids($$ select api.note_provider_event('ses', 'x', '{}') $$, 'an admin is no provider');
select tests.act_as('anon');
select tests.forbids($$ select api.note_provider_event('ses', 'x', '{}') $$, 'nor is anon');
