-- req: DR-5.2 SC-4.2
-- Nothing is sent that means nothing any more: what somebody had to know has failed, for an admin to see; the rest is dropped.
select tests.freeze();
create function pg_temp.fates() returns text language sql security definer as $$
  select string_agg(distinct concat_ws(' ', e.topic, e.status || ':', e.last_error), ', ') from app.outbox_events as e where e.recipient = 'client' and e.status <> 'delivered'
$$;
grant execute on function pg_temp.fates() to public;
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select tests.freeze(tests.at('2027-01-05 09:59')), tests.act_as('service');
select event_id from api.claim_events('worker', 50, 5) where recipient = 'client' \gset
select tests.as_owner(format('update app.outbox_events set attempts = 5 where event_id = %L returning 1', :'event_id'));
select is(api.mark_failed(:'event_id', 'Greylisted.', true), '{"status": "failed", "next_attempt_at": null}', 'no attempt after the booking has begun');
select is(pg_temp.fates(), 'booking.confirmed failed: Greylisted. The next attempt would come too late.', 'and the message says so');

select tests.freeze(tests.at('2027-01-05 10:01')), tests.act_as('service');
select is((select count(*) from api.claim_events('worker') as e where e.topic = 'booking.confirmed'), 0::bigint, 'a lease that ends after the start is the last, too');
select is(
  tests.as_owner($$ select last_error from app.outbox_events where recipient = 'practitioner' $$), 'The booking began before it could be sent.', 'with the reason'
);

-- What is said after the start has its time.
select tests.act_as('owner');
select app.useless_after(tests.at('2027-01-05 10:00')) is null as later, app.useless_after(tests.at('2027-01-05 10:02')) is not null as before;
select tests.act_as('ada');
select api.cancel_booking(:'booking_id') is not null as cancelled;
select tests.act_as('service');
select is((select count(*) from api.claim_events('worker')), 2::bigint, 'a booking called off after its start is told');

-- An offer that has ended.
select tests.act_as('owner');
delete from app.outbox_events;
select tests.act_as('anon');
select api.join_waitlist(tests.id('single'), '2027-01-07', '2027-01-07', tests.client('wes@example.com'), tests.id('ada')) ->> 'entry_id' as entry_id \gset
select tests.hold('single', '2027-01-07 10:00') as hold_key \gset
select api.release_hold(:'hold_key') ->> 'released';
set constraints all immediate;
select tests.as_owner($$ select count(*) from app.waitlist_offers $$) as offers \gset
select is(:'offers'::text, '1', 'the time that came free is offered');
select tests.freeze(tests.at('2027-01-05 10:02')), tests.act_as('owner');
update app.waitlist_offers set status = 'declined', settled_at = app.now();
select tests.act_as('service');
select api.mark_delivered(e.event_id) ->> 'status' as joined from api.claim_events('worker') as e;
select is_empty($$ select 1 from api.claim_events('worker') $$, 'an offer that was answered before its mail left is not mailed');
select is(pg_temp.fates(), 'waitlist.offered dropped: The offer has ended.', 'but dropped with a note');

-- Tries are a setting.
select tests.act_as('owner');
delete from app.outbox_events;
update app.organizations set message_tries = 2 where organization_id = tests.id('river');
select tests.act_as('anon');
select tests.book('single', '2027-01-08 10:00', 'kim@example.com', 'ada');
select tests.act_as('service');
select event_id as tried from api.claim_events('worker') where recipient = 'client' \gset
select is(api.mark_failed(:'tried', 'Greylisted.', true) ->> 'status', 'queued', 'the first of two tries');
select tests.freeze(tests.at('2027-01-05 10:03')), tests.act_as('service');
select count(*) from api.claim_events('worker');
select is(api.mark_failed(:'tried', 'Greylisted.', true) ->> 'status', 'failed', 'the second is the last');
