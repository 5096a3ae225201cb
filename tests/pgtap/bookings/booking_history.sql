-- booking_history: what happened to a booking, told to each party as far as it is theirs to know.
-- req: BM-R9
select tests.freeze();
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as booking_id \gset
select tests.token(:'booking_id', 'bens-token');
select tests.freeze('2027-01-04 14:00+00');
select tests.act_as('anon');
select api.reschedule_by_token('bens-token', tests.at('2027-01-06 10:00')) ->> 'status';
select tests.freeze('2027-01-04 15:00+00');
select tests.act_as('cleo');
select (api.reschedule_booking(:'booking_id', tests.at('2027-01-07 10:00'))).status;
select tests.act_as('owner');
update app.bookings set note = 'For the practice only' where booking_id = :'booking_id';
select tests.freeze('2027-01-04 16:00+00');
select tests.act_as('ada');
select (api.cancel_booking(:'booking_id', 'Ill')).status;

create function pg_temp.told(p_booking_id uuid) returns text[] language sql as $$
  select array_agg(concat_ws(' ', h.action, h.actor_role, h.actor_name, coalesce(h.status_before, '-') || '>' || h.status_after, to_char(h.starts_at_after at time zone 'America/Toronto', 'DD')))
  from api.booking_history(p_booking_id) as h;
$$;
grant execute on function pg_temp.told(uuid) to public;
select is(pg_temp.told(:'booking_id'), array[
  'booking.created client Gil Guest ->confirmed 05', 'booking.rescheduled client Gil Guest confirmed>rescheduled 06', 'booking.rescheduled admin Cleo rescheduled>rescheduled 07',
  'booking.changed system rescheduled>rescheduled 07', 'booking.cancelled practitioner Ada rescheduled>cancelled 07'
], 'ada reads who did what');
select is(
  (select row(h.at, h.starts_at_before, h.ends_at_before, h.ends_at_after)::text from api.booking_history(:'booking_id') as h offset 1 limit 1),
  row('2027-01-04 14:00+00'::timestamptz, tests.at('2027-01-05 10:00'), tests.at('2027-01-05 10:50'), tests.at('2027-01-06 10:50'))::text, 'when, and from when to when'
);
select tests.act_as('cleo');
select is(array_length(pg_temp.told(:'booking_id'), 1), 5, 'an admin too');
select tests.act_as('ben');
select is(pg_temp.told(:'booking_id'), array[
  'booking.created client Gil Guest ->confirmed 05', 'booking.rescheduled client Gil Guest confirmed>rescheduled 06', 'booking.rescheduled admin rescheduled>rescheduled 07',
  'booking.cancelled practitioner Ada rescheduled>cancelled 07'
], 'the client reads what became of the time, and not the names of the staff');
select tests.refuses('select * from api.audit_log', 'not_allowed', 'the log itself stays closed');
select tests.refuses(format('select api.booking_history(%L)', id), 'not_found', 'nothing of what is not there')
from unnest(array[tests.id('nobody'), null]) as id;
select tests.act_as(who) || '' || tests.refuses(format('select api.booking_history(%L)', :'booking_id'), 'not_found', 'nothing for ' || who) from unnest(array['eve', 'hal', 'uma']) as who;
select tests.act_as('dan');
select tests.refuses(format('select api.booking_history(%L)', :'booking_id'), 'not_allowed', 'nothing for a colleague');
select tests.act_as('anon');
select tests.forbids(format('select api.booking_history(%L)', :'booking_id'), 'anon may not ask');

-- Somebody who is cared for here and works here as well is named by what they were.
select tests.act_as('owner');
update app.members set suspended_at = app.now() where member_id = tests.id('ada.member');
select tests.act_as('ada');
select tests.refuses(format('select api.booking_history(%L)', :'booking_id'), 'not_found', 'suspended, ada reads nothing');
