-- local_time: local wall time to instants and back (RFC 5545, 3.3.5).
--
-- Room: core
create function app.local_instant(p_local timestamp, p_zone text)
returns timestamptz
language plpgsql
stable
parallel safe
security invoker
set search_path = ''
as $$
declare
  -- AT TIME ZONE takes the second of two equal local times, and the offset before a gap.
  v_plain timestamptz := p_local at time zone p_zone;
  v_earlier timestamptz := v_plain - interval '3 hours';
  -- The same wall time, read with the offset of three hours earlier.
  v_first timestamptz := (p_local - (v_earlier at time zone p_zone - v_earlier at time zone 'UTC')) at time zone 'UTC';
begin
  return case when v_first at time zone p_zone = p_local then least(v_first, v_plain) else v_plain end;
end;
$$;

comment on function app.local_instant(timestamp, text) is
  'The instant of a local wall time.  A time that occurs twice means the first; one that does not exist takes the offset before the gap.';

create function app.offset_minutes(p_instant timestamptz, p_zone text)
returns integer
language sql
stable
security invoker
return extract(epoch from (p_instant at time zone p_zone) - (p_instant at time zone 'UTC'))::integer / 60;

comment on function app.offset_minutes(timestamptz, text) is 'How many minutes the zone''s clocks are ahead of UTC at that instant.';
