-- req: BM-R16 CP-14.5 CP-14.6
-- Every pair of status and action: what app.booking_transitions has is done, what it has not is refused, by whichever way one tries.
select tests.freeze();

-- A booking in each status, made by the verbs.
create function pg_temp.in_status(p_status text, p_local text) returns uuid language plpgsql as $$
declare
  v_booking_id uuid;
begin
  perform tests.act_as('ben');
  v_booking_id := tests.book(case when p_status = 'pending' then 'approval' else 'group' end, p_local, 'ben@example.com');
  perform tests.act_as('cleo');
  if p_status = 'rescheduled' then
    perform api.reschedule_booking(v_booking_id, tests.at(p_local) + interval '1 hour');
  elsif p_status = 'cancelled' then
    perform api.cancel_booking(v_booking_id);
  elsif p_status in ('completed', 'no_show') then
    perform tests.freeze(tests.at(p_local) + interval '10 minutes');
    if p_status = 'completed' then
      perform api.complete_booking(v_booking_id);
    else
      perform api.mark_no_show(v_booking_id);
    end if;
    perform tests.freeze();
  end if;
  return v_booking_id;
end;
$$;

grant execute on function pg_temp.in_status(text, text) to public;

create function pg_temp.try(p_booking_id uuid, p_action text) returns text language plpgsql as $$
declare
  v_starts_at timestamptz := (select b.starts_at from api.bookings as b where b.booking_id = p_booking_id);
  v_told text;
begin
  if p_action in ('complete', 'miss') then
    perform tests.freeze(v_starts_at + interval '5 minutes');
  end if;
  v_told := tests.told(format(case p_action
    when 'approve' then 'select api.approve_booking(%1$L)'
    when 'decline' then 'select api.decline_booking(%1$L)'
    when 'cancel' then 'select api.cancel_booking(%1$L)'
    when 'complete' then 'select api.complete_booking(%1$L)'
    when 'miss' then 'select api.mark_no_show(%1$L)'
    when 'reschedule' then 'select api.reschedule_booking(%1$L, %2$L)'
  end, p_booking_id, v_starts_at + interval '2 hours'));
  perform tests.freeze();
  return case when v_told = 'no refusal' then tests.status(p_booking_id) else v_told end;
end;
$$;

grant execute on function pg_temp.try(uuid, text) to public;

create function pg_temp.all_pairs(p_who text) returns setof text language plpgsql as $$
declare
  v_pair record;
  v_booking_id uuid;
  v_got text;
  v_expected text;
begin
  for v_pair in
    select s.status, a.action, t.to_status, t.actors
    from unnest(array['pending', 'confirmed', 'rescheduled', 'cancelled', 'completed', 'no_show']) as s (status)
    cross join unnest(array['approve', 'decline', 'cancel', 'reschedule', 'complete', 'miss']) as a (action)
    left join app.booking_transitions as t on (t.from_status, t.action) = (s.status, a.action)
  loop
    v_expected := case
      -- Declining is not the client's at all; otherwise what is reached already is asked for twice, and that is no error.
      when p_who = 'ben' and (v_pair.status, v_pair.action) = ('cancelled', 'decline') then 'PT403 not_allowed'
      when v_pair.status = 'cancelled' and v_pair.action in ('cancel', 'decline') then v_pair.status
      when p_who <> 'ben' and (v_pair.status, v_pair.action) in (('confirmed', 'approve'), ('completed', 'complete'), ('no_show', 'miss')) then v_pair.status
      when v_pair.to_status is null then 'PT409 illegal_transition'
      when p_who = 'ben' and 'client' <> all (v_pair.actors) then 'PT403 not_allowed'
      else v_pair.to_status
    end;
    begin
      v_booking_id := pg_temp.in_status(v_pair.status, '2027-01-05 13:00');
      perform tests.act_as(p_who);
      v_got := pg_temp.try(v_booking_id, v_pair.action);
      raise exception using errcode = 'UNDO0';
    exception when sqlstate 'UNDO0' then
      null;
    end;
    return next is(v_got, v_expected, format('%s asks to %s a booking that is %s', p_who, v_pair.action, v_pair.status));
  end loop;
end;
$$;

select pg_temp.all_pairs('cleo');
select pg_temp.all_pairs('ada');
select pg_temp.all_pairs('ben');

-- Nor does a plain update go round the table: every pair of status that it does not have is refused to the owner too.
create function pg_temp.all_updates() returns setof text language plpgsql as $$
declare
  v_pair record;
  v_booking_id uuid;
  v_got text;
begin
  for v_pair in
    select f.status as from_status, t.status as to_status
    from unnest(array['pending', 'confirmed', 'rescheduled', 'cancelled', 'completed', 'no_show']) as f (status)
    cross join unnest(array['pending', 'confirmed', 'rescheduled', 'cancelled', 'completed', 'no_show']) as t (status)
    where f.status <> t.status
      and not exists (select from app.booking_transitions as b where (b.from_status, b.to_status) = (f.status, t.status) and b.action <> 'reschedule')
  loop
    begin
      v_booking_id := pg_temp.in_status(v_pair.from_status, '2027-01-05 13:00');
      perform tests.act_as('owner');
      v_got := tests.told(format('update app.bookings set status = %L where booking_id = %L', v_pair.to_status, v_booking_id));
      raise exception using errcode = 'UNDO0';
    exception when sqlstate 'UNDO0' then
      null;
    end;
    return next is(v_got, 'PT409 illegal_transition', format('a plain update from %s to %s', v_pair.from_status, v_pair.to_status));
  end loop;
end;
$$;

select pg_temp.all_updates();

select pg_temp.in_status('completed', '2027-01-06 13:00') as done \gset
select tests.act_as('owner');
select tests.refuses(
  format('update app.bookings set starts_at = starts_at + interval ''1 day'', ends_at = ends_at + interval ''1 day'' where booking_id = %L', :'done'),
  'illegal_transition', 'nor does the time of an attended booking move'
);
select tests.refuses(
  format($$ insert into app.bookings select (b).* from (
    select jsonb_populate_record(b, jsonb_build_object('booking_id', gen_random_uuid(), 'reference', 'X', 'status', 'rescheduled', 'completed_at', null)) as b
    from app.bookings as b where booking_id = %L) as copy $$, :'done'),
  'illegal_transition', 'nor does a booking begin as rescheduled'
);

-- What the table itself says.
select set_eq(
  $$ select distinct from_status || ' ' || action || ' ' || to_status from app.booking_transitions where from_status not in ('new') $$,
  array[
    'pending approve confirmed', 'pending decline cancelled', 'pending expire cancelled', 'pending cancel cancelled',
    'confirmed reschedule rescheduled', 'confirmed cancel cancelled', 'confirmed complete completed', 'confirmed miss no_show',
    'rescheduled reschedule rescheduled', 'rescheduled cancel cancelled', 'rescheduled complete completed', 'rescheduled miss no_show'
  ],
  'the machine is the one of the design'
);
select is_empty(
  $$ select 1 from app.booking_transitions where from_status in ('completed', 'no_show', 'cancelled') $$, 'completed, no_show and cancelled are final'
);
