-- busy_reasons: what the calendars that were chosen for busy time have against a slot.
--
-- Room:  hours
-- Reads: app.busy_spans
create function app.busy_reasons(p_offering app.offering, p_starts_at timestamptz)
returns setof app.slot_reason
language sql
stable
security invoker
set search_path = ''
as $$
  select 'slot_taken',
    case s.kind
      when 'busy' then format(
        'A connected calendar has something from %s to %s.', to_char(lower(s.span) at time zone p_offering.time_zone, 'YYYY-MM-DD HH24:MI'),
        to_char(upper(s.span) at time zone p_offering.time_zone, 'YYYY-MM-DD HH24:MI')
      )
      else 'A connected calendar cannot be reached, and the practitioner wishes to be closed until it can.'
    end,
    jsonb_build_object('kind', case s.kind when 'busy' then 'busy_time' else 'unreachable_calendar' end)
  from app.busy_spans as s
  where s.practitioner_id = p_offering.practitioner_id
    and s.span && tstzrange(p_starts_at - p_offering.buffer_before, p_starts_at + p_offering.duration + p_offering.buffer_after)
  order by lower(s.span), s.span_id;
$$;

comment on function app.busy_reasons(app.offering, timestamptz) is 'slot_taken for each busy span in the way of a slot that begins at p_starts_at, buffers included.';
