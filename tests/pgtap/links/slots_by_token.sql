-- req: BM-R5 BM-R11
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select tests.book('single', '2027-01-05 14:00', 'hana@example.com');
select tests.token(:'booking_id', 'the-token-of-gil');
select is(
  (select array_agg(to_char(starts_at at time zone 'America/Toronto', 'HH24:MI') order by starts_at)
   from jsonb_to_recordset(api.slots_by_token('the-token-of-gil', '2027-01-05', '2027-01-05')) as s (starts_at timestamptz)),
  array['09:00', '09:15', '09:30', '09:45', '10:15', '10:30', '10:45', '11:00', '15:15', '15:30', '15:45', '16:00'],
  'gil is offered all that is free, and what only his own booking blocks, but not the time he has'
);

-- What is offered is granted, and nothing else.
select tests.act_as('owner');
create function pg_temp.can_move(p_starts_at timestamptz) returns boolean language plpgsql as $$
begin
  perform api.reschedule_by_token('the-token-of-gil', p_starts_at);
  raise exception using errcode = 'UNDO0';
exception
  when sqlstate 'UNDO0' then
    return true;
  when sqlstate 'PT409' or sqlstate 'PT422' or sqlstate 'PGRST' then
    return false;
end;
$$;
grant execute on function pg_temp.can_move(timestamptz) to public;
select tests.act_as('anon');
create temp table offered as
select starts_at from jsonb_to_recordset(api.slots_by_token('the-token-of-gil', '2027-01-05', '2027-01-07')) as s (starts_at timestamptz);
select is_empty(
  $$ select start from generate_series(tests.at('2027-01-05 07:00'), tests.at('2027-01-07 19:00'), interval '5 minutes') as start
     where start <> tests.at('2027-01-05 10:00') and pg_temp.can_move(start) <> exists (select from offered where starts_at = start) $$,
  'what is offered is granted, and nothing else'
);

select tests.refuses(format('select * from api.slots_by_token(%L, %L, %L)', 'the-token-of-gil', from_date, to_date), 'invalid_argument', description)
from (values
  ('2027-01-06', '2027-01-05', 'a span that ends before it begins'),
  ('2027-01-05', '2027-04-08', 'a span of more than 93 days'),
  (null, '2027-01-05', 'a span without beginning')
) as bad (from_date, to_date, description);
select tests.refuses(format($$ select * from api.slots_by_token(%L, '2027-01-05', '2027-01-05') $$, token), 'token_invalid', description)
from (values ('the-token-of-giL', 'an altered token'), ('', 'an empty one'), (null, 'none')) as bad (token, description);
select tests.freeze('2027-06-02');
select tests.refuses($$ select * from api.slots_by_token('the-token-of-gil', '2027-06-05', '2027-06-05') $$, 'token_expired', 'an expired link');
select tests.freeze();
select api.cancel_by_token('the-token-of-gil') ->> 'status';
select tests.refuses($$ select * from api.slots_by_token('the-token-of-gil', '2027-01-05', '2027-01-05') $$, 'illegal_transition', 'a cancelled booking moves nowhere');
