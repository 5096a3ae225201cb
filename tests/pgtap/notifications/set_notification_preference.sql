-- req: CP-11.1 CP-11.2
select tests.freeze();
create function pg_temp.preference(p_kind text, p_channel text) returns text language sql as $$
  select case when wanted then 'wanted' else 'not wanted' end || case when is_default then ' by default' else '' end
    || case when switchable then '' else ', must be' end || case when keeps_essential then ', essential comes' else '' end
  from api.notification_preferences where organization_id = tests.id('river') and kind = p_kind and channel = p_channel
$$;
grant execute on function pg_temp.preference(text, text) to public;

select tests.act_as('ben');
select is(pg_temp.preference('reminder', 'mail'), 'wanted by default', 'at first everything is wanted');
select is(pg_temp.preference('reminder', 'app'), 'wanted by default', 'in the app, too');
select is(pg_temp.preference('booking', 'app'), 'wanted by default', 'within the app anything may be switched off');
select matches(pg_temp.preference('booking', 'mail'), '^wanted by default.*, essential comes$', 'but not by mail what was agreed');
select is(pg_temp.preference('invitation', 'mail'), null, 'what a client never gets is not to be decided on');
select is_empty(format('select 1 from api.notification_preferences where organization_id <> %L', tests.id('river')), 'of other organizations nothing');

select is(
  api.set_notification_preference(tests.id('river'), 'reminder', 'mail', false, 'the-key-of-ben')::text,
  format('{"kind": "reminder", "wanted": false, "channel": "mail", "organization_id": "%s"}', tests.id('river')), 'ben switches reminders by mail off'
);
select is(pg_temp.preference('reminder', 'mail'), 'not wanted', 'the view shows it');
select is(pg_temp.preference('reminder', 'app'), 'wanted by default', 'and that it is about mail only');
select api.set_notification_preference(tests.id('river'), 'reminder', 'mail', false) is not null as again;
select is(
  tests.as_owner($$ select string_agg(a.action || ' by ' || (a.actor = 'user:' || tests.id('ben.user')), ', ') from api.audit_log as a where a.entity = 'notification_preference' $$),
  'notification_preference.created by true', 'it is in the audit log, once'
);
select api.set_notification_preference(tests.id('river'), 'reminder', 'mail', true) is not null as back;
select is(pg_temp.preference('reminder', 'mail'), 'wanted', 'and on again');
select is(
  api.set_notification_preference(tests.id('river'), 'reminder', 'mail', false, 'the-key-of-ben') ->> 'wanted', 'false', 'an old key repeats its answer'
);
select is(pg_temp.preference('reminder', 'mail'), 'wanted', 'and does nothing');
select tests.refuses(format($$ select api.set_notification_preference(%L, 'reminder', 'app', false, 'the-key-of-ben') $$, tests.id('river')), 'idempotency_mismatch', 'with other arguments it is refused');

-- What is refused.
select tests.refuses(format($$ select api.set_notification_preference(%L, 'invitation', 'mail', false) $$, tests.id('river')), 'invalid_argument', 'a kind that one does not get');
select tests.refuses(format($$ select api.set_notification_preference(%L, 'reminder', 'fax', false) $$, tests.id('river')), 'invalid_argument', 'a channel that is none');
select tests.refuses(format($$ select api.set_notification_preference(%L, 'reminder', 'mail', null) $$, tests.id('river')), 'invalid_argument', 'neither yes nor no');
select tests.refuses(format($$ select api.set_notification_preference(%L, 'reminder', 'mail', false) $$, tests.id('hill')), 'not_found', 'an organization that does not write to ben');
select tests.forbids('update api.notification_preferences set wanted = false', 'nobody writes through the view');
select tests.act_as('owner');
update app.message_kinds set essential = true where kind = 'request';
insert into app.message_kinds (topic, recipient, kind, essential) values ('request.tested', 'client', 'essence', true);
select tests.act_as('ben');
select is(pg_temp.preference('essence', 'mail'), 'wanted by default, must be, essential comes', 'a kind that is essential as a whole must be wanted by mail');
select tests.refuses(format($$ select api.set_notification_preference(%L, 'essence', 'mail', false) $$, tests.id('river')), 'not_allowed', 'and cannot be switched off');
select is(api.set_notification_preference(tests.id('river'), 'essence', 'mail', true) ->> 'wanted', 'true', 'saying that it is wanted is no error');
select is(api.set_notification_preference(tests.id('river'), 'essence', 'app', false) ->> 'wanted', 'false', 'within the app it may be');
select tests.act_as('uma');
select is_empty('select 1 from api.notification_preferences', 'whom nobody writes to has nothing to decide');
select tests.refuses(format($$ select api.set_notification_preference(%L, 'reminder', 'mail', false) $$, tests.id('river')), 'not_found', 'and is not told that river exists');
select tests.act_as('anon');
select tests.forbids(format($$ select api.set_notification_preference(%L, 'reminder', 'mail', false) $$, tests.id('river')), 'a visitor decides by the link in a mail');
select tests.forbids('select 1 from api.notification_preferences', 'and sees nothing here');

-- Within the app.
select tests.act_as('ada');
select api.set_notification_preference(tests.id('river'), 'booking', 'app', false) is not null as decided;
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com');
select is(
  tests.as_owner($$ select string_agg(recipient, ', ') from app.notifications $$), 'client', 'who does not want it is not told within the app; others are'
);
select is(tests.as_owner($$ select string_agg(recipient, ', ' order by recipient) from app.outbox_events where status = 'queued' $$), 'client, practitioner', 'the mail goes out');

-- An admin is told of what concerns the office, whether or not they have a profile.
select tests.act_as('owner');
insert into app.message_kinds (topic, recipient, kind, essential) values ('office.tested', 'admin', 'office', true);
create function pg_temp.tell_cleo() returns bigint language sql security definer as $$
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data) values (tests.id('river'), 'office.tested', 'admin', tests.id('cleo.member'), '{}');
  select count(*) from app.notifications as n where n.user_id = tests.id('cleo.user') and n.topic = 'office.tested';
$$;
grant execute on function pg_temp.tell_cleo() to public;
select tests.act_as('cleo');
select is(pg_temp.tell_cleo(), 1::bigint, 'the admin is told within the app');
select is(pg_temp.preference('office', 'mail'), 'wanted by default, must be, essential comes', 'and has it to decide on');
select is(api.set_notification_preference(tests.id('river'), 'office', 'app', false) ->> 'wanted', 'false', 'which she does');
select is(pg_temp.tell_cleo(), 1::bigint, 'and is told no more');
select tests.act_as('ada');
select is(pg_temp.preference('office', 'app'), null, 'a practitioner has not');
