-- told_changes: of several changes of a series, what its parties are told.
--
-- Room: bookings
create function app.known_time(p_change jsonb, p_as text)
returns jsonb
language sql
immutable
security invoker
set search_path = ''
as $$
  select case
    when p_change ->> 'previous_starts_at' is null then '{}'
    when p_as = 'previous' then jsonb_build_object('previous_starts_at', p_change -> 'previous_starts_at', 'previous_ends_at', p_change -> 'previous_ends_at')
    else jsonb_build_object(
      'starts_at', p_change -> 'previous_starts_at', 'ends_at', p_change -> 'previous_ends_at', 'previous_starts_at', null, 'previous_ends_at', null
    )
  end;
$$;

comment on function app.known_time(jsonb, text) is 'The time before a change, which its recipient knows, as the previous time or as the present one; {} where there is none.';

create function app.told_changes(p_changes jsonb, p_recipient text)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  with ordered as (
    select c.change, c.change ->> 'booking_id' as booking_id, c.position
    from jsonb_array_elements(p_changes) with ordinality as c (change, position)
  ), each as (
    select
      max(o.position) as position,
      (array_agg(o.change order by o.position desc))[1] as last,
      (array_agg(o.change ->> 'change' order by o.position))[1] as first,
      bool_or(o.change ->> 'change' = 'approved') as approved,
      (array_agg(o.change order by o.position) filter (where o.change ->> 'change' = 'rescheduled'))[1] as moved
    from ordered as o
    group by o.booking_id
  ), told as (
    select e.position, case
      -- Never heard of: the first news, with the newest times.
      when e.last ->> 'change' = 'rescheduled' and e.first in ('confirmed', 'pending')
        then e.last || '{"change": "confirmed", "previous_starts_at": null, "previous_ends_at": null}'
      when e.last ->> 'change' = 'rescheduled' and e.approved then e.last || '{"change": "approved"}' || app.known_time(e.moved, 'previous')
      when e.last ->> 'change' = 'rescheduled' then e.last || app.known_time(e.moved, 'previous')
      -- What ends, ends at the time that the recipient knows.
      when e.last ->> 'status' = 'cancelled' and e.first not in ('confirmed', 'pending') and e.moved is not null then e.last || app.known_time(e.moved, 'present')
      else e.last
    end as change
    from each as e
    where not (e.first in ('confirmed', 'pending') and e.last ->> 'status' = 'cancelled' and e.last ->> 'cancelled_by' = p_recipient)
  )
  select coalesce(jsonb_agg(t.change order by t.position), '[]')
  from told as t
  where (t.change ->> 'change', (t.change ->> 'previous_starts_at')::timestamptz) is distinct from ('rescheduled', (t.change ->> 'starts_at')::timestamptz);
$$;

comment on function app.told_changes(jsonb, text) is
  'Of several changes of a series'' bookings, in order, what the recipient is told: one for each booking, from what was known to what is; none for those that are as they were.';
