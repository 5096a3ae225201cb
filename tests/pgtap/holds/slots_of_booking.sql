-- req: BM-R2 BM-R11
select tests.freeze();
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as booking_id \gset
select tests.book('single', '2027-01-05 14:00', 'hana@example.com');

create function pg_temp.offered(p_booking_id uuid) returns text[] language sql as $$
  select array_agg(to_char(starts_at at time zone 'America/Toronto', 'HH24:MI') order by starts_at)
  from api.slots_of_booking(p_booking_id, '2027-01-05', '2027-01-05')
$$;
grant execute on function pg_temp.offered(uuid) to public;
select is(
  pg_temp.offered(:'booking_id'), array['09:00', '09:15', '09:30', '09:45', '10:15', '10:30', '10:45', '11:00', '15:15', '15:30', '15:45', '16:00'],
  'ben is offered all that is free, and what only his own booking blocks, but not the time he has'
);

-- What is offered is granted, and nothing else.
select tests.act_as('owner');
create function pg_temp.can_move(p_booking_id uuid, p_starts_at timestamptz) returns boolean language plpgsql as $$
begin
  perform api.reschedule_booking(p_booking_id, p_starts_at);
  raise exception using errcode = 'UNDO0';
exception
  when sqlstate 'UNDO0' then
    return true;
  when sqlstate 'PT409' or sqlstate 'PT422' or sqlstate 'PGRST' then
    return false;
end;
$$;
grant execute on function pg_temp.can_move(uuid, timestamptz) to public;
select tests.act_as('ada');
select is_empty(
  format($$ select start from generate_series(tests.at('2027-01-05 07:00'), tests.at('2027-01-07 19:00'), interval '5 minutes') as start
     where start <> tests.at('2027-01-05 10:00')
       and pg_temp.can_move(%1$L, start) <> exists (select from api.slots_of_booking(%1$L, '2027-01-05', '2027-01-07') where starts_at = start) $$, :'booking_id'),
  'what ada is offered is granted, and nothing else'
);
select tests.act_as('cleo');
select ok(pg_temp.offered(:'booking_id') is not null, 'an admin may look, too');

select tests.act_as('eve');
select tests.refuses(format($$ select api.slots_of_booking(%L, '2027-01-05', '2027-01-05') $$, :'booking_id'), 'not_found', 'a stranger');
select tests.act_as('ada');
select tests.refuses(format('select * from api.slots_of_booking(%L, %L, %L, %L)', :'booking_id', from_date, to_date, zone), 'invalid_argument', description)
from (values
  ('2027-01-06', '2027-01-05', null, 'a span that ends before it begins'),
  ('2027-01-05', '2027-04-08', null, 'a span of more than 93 days'),
  ('2027-01-05', '2027-01-05', 'Mars/Olympus', 'a zone that there is not')
) as bad (from_date, to_date, zone, description);
select (api.cancel_booking(:'booking_id')).status;
select tests.refuses(format($$ select api.slots_of_booking(%L, '2027-01-05', '2027-01-05') $$, :'booking_id'), 'illegal_transition', 'a cancelled booking moves nowhere');

-- A look is no change: it takes no lock that a change would wait for.
select is_empty($$
  select p.oid::regprocedure from pg_proc as p where p.proname in ('slots_of_booking', 'booking_of_party') and p.provolatile <> 's'
$$, 'what only looks says so, and is run where nothing can be written');
