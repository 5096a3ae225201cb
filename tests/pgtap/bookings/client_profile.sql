-- req: CP-12.1 CP-12.2 CP-12.5 CP-12.6 CP-12.7 TS-5 TS-15 DR-1.3
-- One client, asked for by id: 403 for who belongs to the practice and may not, 404 for everybody else.
select tests.freeze();
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as bens \gset
select tests.act_as('anon');
select tests.book('single', '2027-01-05 13:00', 'kim@example.com', 'dan') as kims \gset
select tests.as_owner(format('select client_id from app.bookings where booking_id = %L', :'kims')) as kim \gset

create function pg_temp.asks(p_who text, p_client uuid) returns text language plpgsql as $$
declare
  v_answers text[];
  v_verb text;
begin
  perform tests.act_as(p_who);
  foreach v_verb in array array['client_profile', 'client_bookings'] loop
    v_answers := v_answers || tests.told(format('select count(*)::text from api.%I(%L)', v_verb, p_client));
  end loop;
  return array_to_string(v_answers, ', ');
end;
$$;
grant execute on function pg_temp.asks(text, uuid) to public;

select is(pg_temp.asks('ben', tests.id('ben')), 'no refusal, no refusal', 'ben opens his own profile');
select is(pg_temp.asks('ben', :'kim'), 'PT403 not_allowed, PT403 not_allowed', 'another client''s is refused to him');
select is(pg_temp.asks('ada', tests.id('ben')), 'no refusal, no refusal', 'ada opens her client');
select is(pg_temp.asks('ada', :'kim'), 'PT403 not_allowed, PT403 not_allowed', 'a colleague''s client is refused to her');
select is(pg_temp.asks('dan', :'kim'), 'no refusal, no refusal', 'who booked with dan is his client');
select is(pg_temp.asks('cleo', :'kim'), 'no refusal, no refusal', 'an admin opens everybody');
select is(pg_temp.asks(who, :'kim'), 'PT404 not_found, PT404 not_found', format('for %s nobody of the practice exists', who))
from unnest(array['eve', 'hal', 'uma']) as who;
select is(pg_temp.asks(who, tests.id('nobody')), 'PT404 not_found, PT404 not_found', format('who is absent is absent for %s', who))
from unnest(array['ada', 'ben', 'cleo', 'eve']) as who;
select is(pg_temp.asks('anon', :'kim') ~ '42501.*42501', true, 'without an account nobody may ask');

select tests.act_as('ben');
select is((select array_agg(booking_id) from api.client_bookings(tests.id('ben'))), array[:'bens'::uuid], 'ben reads his bookings');
select is((select name from api.client_profile(tests.id('ben'))), 'Ben', 'and his profile');
select tests.refuses(format('select api.booking_history(%L)', :'kims'), 'not_allowed', 'what happened to another client''s booking is refused');
select tests.refuses(format('select api.booking_place(%L)', :'kims'), 'not_allowed', 'and where it is');
select tests.act_as('ada');
select tests.refuses(format('select api.booking_history(%L)', :'kims'), 'not_allowed', 'to a colleague too');
select tests.refuses(format('select api.cancel_booking(%L)', :'kims'), 'not_allowed', 'who does not cancel it either');
select tests.act_as('eve');
select tests.refuses(format('select api.booking_place(%L)', :'kims'), 'not_found', 'for another practice it does not exist');

-- Lists that are nobody's without a permission.
select tests.act_as('cleo');
select api.change_role_permission(tests.id('river'), 'practitioner', permission, false) ->> 'granted' from unnest(array['members:read', 'view_clients', 'sessions:write']) as permission;
select tests.act_as('ada');
select tests.refuses(format('select * from api.%I', view), 'not_allowed', format('without the permission, %s is refused, not empty', view))
from unnest(array['members', 'client_list', 'audit_log', 'invitations']) as view;
select is_empty('select * from api.clients', 'ada''s clients are not hers to see now');
select is((select count(*) from api.bookings), 1::bigint, 'her bookings are');
select is(pg_temp.asks('ada', tests.id('ben')), 'PT403 not_allowed, PT403 not_allowed', 'and ben''s profile is refused');
select tests.refuses(format('select api.%I(%L)', verb, :'bens'), 'not_allowed', format('without sessions:write, %s is refused', verb))
from unnest(array['cancel_booking', 'decline_booking', 'approve_booking', 'complete_booking', 'mark_no_show']) as verb;
select tests.refuses(format('select api.reschedule_booking(%L, %L)', :'bens', tests.at('2027-01-06 10:00')), 'not_allowed', 'and moving it too');
select tests.act_as('ben');
select is((select b.status from api.cancel_booking(:'bens') as b), 'cancelled', 'a client cancels the own booking as ever');
select tests.act_as('eve');
select is((select count(*) from api.members), 2::bigint, 'another practice reads its members as ever');
select tests.act_as('uma');
select tests.refuses('select * from api.members', 'not_allowed', 'who works nowhere has no list of members');
select is_empty('select * from api.bookings', 'and a new account an empty list of bookings');
select tests.act_as('service');
select isnt_empty('select * from api.members', 'the service role reads');
