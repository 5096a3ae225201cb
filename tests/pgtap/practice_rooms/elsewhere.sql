-- A practitioner who works in two organizations is in one place, whichever of them is asked, and neither learns what is in the other.
-- req: SC-1.2
select tests.freeze();
select tests.act_as('owner');
-- The profile at hill is ada's own.
update app.members set user_id = tests.id('ada.user') where member_id = tests.id('eve.member');
create function pg_temp.elsewhere() returns text language sql security definer as $$
  select string_agg(to_char(lower(c.slot) at time zone 'America/Toronto', 'DD HH24:MI'), ', ' order by c.slot) from app.slot_claims as c
  where (c.practitioner_id, c.organization_id, c.kind) = (tests.id('eve'), tests.id('hill'), 'elsewhere');
$$;
grant execute on function pg_temp.elsewhere() to public;

-- Booked there, she practises nowhere.
select tests.act_as('anon');
select tests.book('hill.single', '2027-01-05 11:00', 'gil@example.com', 'eve') as visit \gset
select tests.act_as('ada');
select tests.refuses($$ select api.create_practice_room(tests.id('river'), tests.at('2027-01-05 11:30')) $$, 'slot_taken', 'ada has a booking at hill');
select tests.act_as('ben');
select api.create_practice_room(tests.id('river'), tests.at('2027-01-05 11:30')) ->> 'room_id' as bens \gset
select tests.act_as('ada');
select tests.refuses(format($$ select api.book_practice_room(%L) $$, :'bens'), 'slot_taken', 'nor can she be a guest then');

-- Practising here, she is not booked there; the slots say so before anybody tries.
select api.create_practice_room(tests.id('river'), tests.at('2027-01-06 11:00'), 60, false, 'Cases') ->> 'room_id' as room \gset
select is(pg_temp.elsewhere(), '06 11:00', 'her time at hill is taken');
select tests.act_as('anon');
select is_empty(
  $$ select from api.available_slots(tests.id('eve'), tests.id('hill.single'), '2027-01-06', '2027-01-06')
     where starts_at > tests.at('2027-01-06 10:00') and starts_at < tests.at('2027-01-06 12:00') $$, 'and is not offered'
);
select tests.refuses($$ select api.request_hold(tests.id('eve'), tests.id('hill.single'), tests.at('2027-01-06 11:00')) $$, 'slot_taken', 'nor held');
select tests.act_as('hal');
select results_eq(
  $$ select r ->> 'detail', r -> 'source' from jsonb_array_elements(api.explain_slot(tests.id('eve'), tests.id('hill.single'), tests.at('2027-01-06 11:00')) -> 'reasons') as r $$,
  $$ values ('Something of the practitioner''s at another place from 2027-01-06 10:00 to 11:00 is in the way.', '{"kind": "elsewhere"}'::jsonb) $$, 'hal learns that she is elsewhere, and no more'
);
select is_empty(format($$ select from api.audit_log where organization_id = %L and after::text ~ 'Cases|practice' $$, tests.id('hill')), 'not from the log either');

-- It moves and goes with the room.
select tests.act_as('ada');
select api.update_practice_room(:'room', tests.at('2027-01-07 11:00')) ->> 'starts_at';
select is(pg_temp.elsewhere(), '07 11:00', 'moved along');
select tests.refuses(format($$ select api.update_practice_room(%L, tests.at('2027-01-05 11:00')) $$, :'room'), 'slot_taken', 'but not onto the booking');
select is(pg_temp.elsewhere(), '07 11:00', 'which leaves it where it was');
select api.delete_practice_room(:'room') ->> 'deleted';
select is(pg_temp.elsewhere(), null, 'and free again');
