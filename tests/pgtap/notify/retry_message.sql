-- req: SC-4.2 DR-5.2
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select tests.act_as('service');
create temp table claimed as select event_id, recipient from api.claim_events('worker');
select event_id from claimed where recipient = 'client' \gset
select event_id as other from claimed where recipient = 'practitioner' \gset
select api.mark_failed(:'event_id', 'No such mailbox.', false);

-- What an admin sees.
select tests.act_as('cleo');
select is(
  (select row(topic, recipient, kind, address, booking_id, status, attempts, last_error, in_hand)::text from api.messages where event_id = :'event_id'),
  row('booking.confirmed', 'client', 'booking', 'g***@example.com', :'booking_id'::uuid, 'failed', 1, 'No such mailbox.', false)::text,
  'an admin sees what became of a message, and to whom it went as far as one needs to know'
);
select is((select row(address, status, in_hand)::text from api.messages where event_id = :'other'), row('a***@example.com', 'queued', true)::text, 'and that a worker has the other');
select tests.forbids('select data from app.outbox_events', 'not what is in it');
select tests.act_as(who), is_empty('select 1 from api.messages', format('%s sees none', who)) from unnest(array['ada', 'ben', 'eve', 'hal', 'uma']) as who;
select tests.act_as('anon');
select tests.forbids('select 1 from api.messages', 'anon may not ask');
select tests.act_as('eve');
select is(private.masked_recipient(:'event_id'), null, 'and the mask has no answer for strangers');

-- Who may try again, and what.
select tests.act_as('ada');
select tests.refuses(format('select api.retry_message(%L)', :'event_id'), 'not_allowed', 'a practitioner does not look after messages');
select tests.act_as(who), tests.refuses(format('select api.retry_message(%L)', :'event_id'), 'not_found', format('for %s there is no such message', who))
from unnest(array['ben', 'eve', 'hal', 'uma']) as who;
select tests.act_as('anon');
select tests.forbids(format('select api.retry_message(%L)', :'event_id'), 'anon may not');
select tests.act_as('cleo');
select tests.refuses(format('select api.retry_message(%L)', :'other'), 'illegal_transition', 'what is on its way is not tried again');
select tests.refuses('select api.retry_message(null)', 'not_found', 'no message');
select is(api.retry_message(:'event_id', 'try-again'), jsonb_build_object('event_id', :'event_id', 'status', 'queued'), 'an admin lets it be tried again');
select tests.everything() as before \gset
select is(api.retry_message(:'event_id', 'try-again') ->> 'status', 'queued', 'the same click twice');
select is(tests.everything(), :'before', 'changes nothing');
select is(tests.audited(:'event_id'), array['message.attempted by service:edge', 'message.failed by service:edge', 'message.retried by user:' || tests.id('cleo.user')], 'who asked is in the log');
select tests.act_as('service');
select is((select array_agg(attempt) from api.claim_events('worker')), array[2], 'it is due at once');
select is(api.mark_failed(:'event_id', 'Greylisted.', true) ->> 'status', 'queued', 'and has all its tries again');
select tests.as_owner(format('update app.outbox_events set attempts = 11 where event_id = %L returning 1', :'event_id'));
select is(api.mark_failed(:'event_id', 'Greylisted.', true) ->> 'status', 'failed', 'ten of them');

-- Order is kept: what is newer stands.
select tests.act_as('ada');
select (api.reschedule_booking(:'booking_id', tests.at('2027-01-06 10:00'))).status;
select tests.act_as('cleo');
select tests.refuses(format('select api.retry_message(%L)', :'event_id'), 'illegal_transition', 'a newer message waits: the old one would tell what is no longer so');
select tests.freeze(tests.at('2027-01-04 09:00')), tests.act_as('service');
select is(api.mark_failed(e.event_id, 'No such mailbox.', false) ->> 'status', 'failed', 'when the newer one fails, too') from api.claim_events('worker') as e where e.recipient = 'client';
select tests.act_as('cleo');
select is(api.retry_message(:'event_id') ->> 'status', 'queued', 'either may be tried again');

-- Even after the start, if a person says so.
select tests.act_as('owner');
update app.outbox_events set status = 'failed', finished_at = app.now() where status = 'queued';
select tests.freeze(tests.at('2027-01-06 12:00')), tests.act_as('cleo');
select event_id as newest from api.messages where topic = 'booking.rescheduled' and recipient = 'client' \gset
select is(api.retry_message(:'newest') ->> 'status', 'queued', 'after the start it is for a person to judge');
select tests.act_as('service');
select is((select array_agg(e.event_id) from api.claim_events('worker') as e), array[:'newest'::uuid], 'and the worker tries');
