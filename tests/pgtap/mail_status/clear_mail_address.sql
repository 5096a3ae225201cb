-- req: SC-1.8
select tests.freeze();
select tests.as_owner(format($$ insert into app.mail_addresses (organization_id, address, bounced_at, bounce_reason) values (%L, 'gil@example.com', app.now(), 'General') returning address_id $$, tests.id('river'))) as address_id \gset
select tests.as_owner(format($$ insert into app.mail_addresses (organization_id, address, complained_at) values (%L, 'gil@example.com', app.now()) returning address_id $$, tests.id('hill'))) as of_hill \gset

select tests.act_as('cleo');
select is((select array_agg(address_id::text) from api.mail_addresses), array[:'address_id'], 'an admin sees the addresses of the own organization');
select tests.act_as('ada');
select is_empty('select * from api.mail_addresses', 'a practitioner does not');
select tests.refuses(format('select api.clear_mail_address(%L)', :'address_id'), 'not_allowed', 'and may not clear any');
select tests.act_as('eve');
select tests.refuses(format('select api.clear_mail_address(%L)', :'address_id'), 'not_found', 'a stranger is told that it does not exist');
select tests.act_as('ben');
select tests.refuses(format('select api.clear_mail_address(%L)', :'address_id'), 'not_found', 'so is a client');
select tests.act_as('anon');
select tests.forbids(format('select api.clear_mail_address(%L)', :'address_id'), 'anon may not even ask');
select tests.forbids('select * from api.mail_addresses', 'nor look');

select tests.act_as('cleo');
select tests.refuses(format('select api.clear_mail_address(%L)', :'of_hill'), 'not_found', 'an admin of another tenant neither');
select is(api.clear_mail_address(:'address_id', 'the-key-of-cleo'), jsonb_build_object('address_id', :'address_id', 'cleared', true), 'an admin clears it');
select is(api.clear_mail_address(:'address_id', 'the-key-of-cleo'), jsonb_build_object('address_id', :'address_id', 'cleared', true), 'the same key repeats the answer');
select tests.refuses(format($$ select api.clear_mail_address(%L, 'the-key-of-cleo') $$, :'of_hill'), 'idempotency_mismatch', 'with another address it is refused');
select tests.refuses(format('select api.clear_mail_address(%L)', :'address_id'), 'not_found', 'twice it is no longer there');
select is(tests.audited(:'address_id'), array['mail_address.created by service:' || session_user, 'mail_address.deleted by user:' || tests.id('cleo.user')], 'the log says who cleared it');
select is(tests.as_owner('select count(*) from app.mail_addresses'), '1', 'the other organization''s is untouched');

select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select is(tests.as_owner(format($$ select string_agg(distinct status, '') from app.outbox_events where subject_id = %L $$, :'booking_id')), 'queued', 'mail goes there again');
