-- req: BM-R8 BM-R9
select tests.freeze();
-- The end of a transaction, at which what came free is offered.
create function pg_temp.committed() returns text language sql as $$ set constraints all immediate; set constraints all deferred; select tests.as_owner('select string_agg(e.client ->> ''email'' || '' '' || to_char(o.starts_at at time zone ''America/Toronto'', ''MM-DD HH24:MI'') || '' '' || o.status, '', '' order by o.created_at, o.starts_at) from app.waitlist_offers as o join app.waitlist_entries as e using (entry_id) where o.status = ''open''') $$;
create function pg_temp.wish(p_email text, p_changes jsonb default '{}') returns uuid language sql as $$
  select (api.join_waitlist(
    tests.id('single'), coalesce((p_changes ->> 'from')::date, date '2027-01-05'), coalesce((p_changes ->> 'to')::date, date '2027-01-05'), tests.client(p_email),
    case when p_changes ? 'any' then null else tests.id('ada') end, null, (p_changes ->> 'after')::time, (p_changes ->> 'until')::time
  ) ->> 'entry_id')::uuid
$$;
create function pg_temp.token(p_entry_id uuid, p_token text) returns text language plpgsql as $$
begin
  perform set_config('role', 'service_role', true);
  perform api.register_waitlist_token(p_entry_id, encode(sha256(convert_to(p_token, 'UTF8')), 'hex'), '2027-06-01 00:00+00');
  perform set_config('role', 'anon', true);
  return p_token;
end
$$;

grant execute on function pg_temp.committed(), pg_temp.wish(text, jsonb), pg_temp.token(uuid, text) to public;

select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00', 'gil@example.com') as booking_id \gset
select pg_temp.wish('late@example.com', '{"after": "13:00"}');
select pg_temp.wish('hana@example.com', '{"after": "10:00", "until": "11:30"}') as hana \gset
select pg_temp.wish('ivo@example.com', '{"after": "10:00", "until": "11:30", "any": true}') as ivo \gset
select is(pg_temp.committed(), null, 'nothing is offered while nothing comes free');

select tests.token(:'booking_id', 'the-token-of-gil');
select status from jsonb_to_record(api.cancel_by_token('the-token-of-gil')) as r (status text);
select is(pg_temp.committed(), 'hana@example.com 01-05 10:00 open', 'the first whom it fits is offered it, in the transaction that frees it');
select tests.refuses($$ select tests.hold('single', '2027-01-05 10:00') $$, 'slot_taken', 'what is offered nobody else takes meanwhile');
select is(
  tests.as_owner('select string_agg(topic || '' '' || recipient, '', '' order by position) from app.outbox_events where topic = ''waitlist.offered'''),
  'waitlist.offered client', 'she is told by one mail'
);

-- Links.
select pg_temp.token(:'hana', 'the-token-of-hana');
select pg_temp.token(:'ivo', 'the-token-of-ivo');
select api.waitlist_by_token('the-token-of-hana') #>> '{offer,offer_id}' as offer_id \gset
select is(api.waitlist_by_token('the-token-of-hanA') ->> 'message', 'token_invalid', 'an altered link opens nothing');
select tests.refuses(format($$ select api.accept_waitlist_offer(%L, 'the-token-of-ivo') $$, :'offer_id'), 'not_found', 'a link accepts only what was offered to it');
select is(api.decline_waitlist_offer(:'offer_id', 'the-token-of-hana') ->> 'status', 'waiting', 'hana declines, and keeps her place');
select is(pg_temp.committed(), 'ivo@example.com 01-05 10:00 open', 'the next in order is offered it; she is not offered 10:15 in its place');
select api.waitlist_by_token('the-token-of-ivo') #>> '{offer,offer_id}' as ivos_offer_id \gset
select tests.refuses(format($$ select api.accept_waitlist_offer(%L, 'the-token-of-hana') $$, :'offer_id'), 'hold_expired', 'a late click on the old offer books nothing');
select is(api.leave_waitlist(token => 'the-token-of-hana') ->> 'status', 'left', 'hana leaves');
select is(api.leave_waitlist(token => 'the-token-of-hana') ->> 'status', 'left', 'leaving twice is no error');
select is(api.accept_waitlist_offer(:'ivos_offer_id', 'the-token-of-ivo', null, 'key-of-ivo-1') ->> 'status', 'confirmed', 'ivo accepts');
select is(api.accept_waitlist_offer(:'ivos_offer_id', 'the-token-of-ivo', null, 'key-of-ivo-1') ->> 'status', 'confirmed', 'the same key repeats the answer');
select tests.refuses(format($$ select api.accept_waitlist_offer(%L, 'the-token-of-ivo') $$, :'ivos_offer_id'), 'hold_conflict', 'without it, accepting twice is told');
select is(
  tests.as_owner($$ select client_email || ' ' || to_char(starts_at at time zone 'America/Toronto', 'HH24:MI') from app.bookings where client_email = 'ivo@example.com' $$),
  'ivo@example.com 10:00', 'the booking is his'
);
select is((tests.audited(:'ivo'))[3], 'waitlist_entry.changed by system:waitlist', 'everything is in the audit log');

-- Time.
select pg_temp.wish('jo@example.com', '{"from": "2027-01-06", "to": "2027-01-06", "until": "10:00"}') as jo \gset
select pg_temp.wish('kim@example.com', '{"from": "2027-01-06", "to": "2027-01-06", "until": "10:00"}') as kim \gset
select tests.hold('single', '2027-01-06 09:00') as key \gset
select released from jsonb_to_record(api.release_hold(:'key')) as r (released boolean);
select is(pg_temp.committed(), 'jo@example.com 01-06 09:00 open', 'a released hold is offered too: one slot, the first in order');
select tests.freeze('2027-01-04 15:00:30+00');
select tests.act_as('anon');
select tests.refuses($$ select tests.hold('single', '2027-01-06 09:00') $$, 'slot_taken', 'nobody slips in between the deadline and the tick');
select tests.act_as('service');
select is(api.tick() ->> 'holds_expired', '0', 'time passes');
select is(pg_temp.committed(), 'kim@example.com 01-06 09:00 open', 'an offer that nobody answered moves on to the next');
select tests.act_as('owner');
select is(status, 'waiting', 'jo keeps the place') from app.waitlist_entries where entry_id = :'jo';

-- New hours, and who sees the list.
select tests.act_as('anon');
select pg_temp.wish('lea@example.com', '{"from": "2027-01-09", "to": "2027-01-10"}') as lea \gset
select tests.act_as('ada');
insert into api.availability_exceptions (organization_id, practitioner_id, kind, starts_at, ends_at)
values (tests.id('river'), tests.id('ada'), 'extra_hours', tests.at('2027-01-09 09:00'), tests.at('2027-01-09 12:00'));
select pg_temp.committed();
select is((select to_char(starts_at at time zone 'America/Toronto', 'MM-DD HH24:MI') from api.waitlist where entry_id = :'lea'), '01-09 09:00', 'new hours are offered, and ada sees it');
select tests.act_as('eve');
select is_empty('select 1 from api.waitlist', 'a stranger sees nobody''s wishes');
select tests.refuses(format('select api.leave_waitlist(%L)', :'lea'), 'not_found', 'nor withdraws them');
