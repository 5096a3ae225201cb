-- time_zones: local wall time to instants and back (RFC 5545, 3.3.5).
--
-- Room: core
create function app.is_time_zone(p_name text)
returns boolean
language plpgsql
immutable
security invoker
set search_path = ''
as $$
begin
  -- POSIX rules such as "FOO+3" parse as zones too; an IANA name is UTC or Area/Place.
  if p_name !~ '^(UTC|[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+)+)$' then
    return false;
  end if;
  perform timestamptz '2000-01-01 00:00+00' at time zone p_name;
  return true;
exception when invalid_parameter_value then
  return false;
end;
$$;

comment on function app.is_time_zone(text) is
  'Whether p_name is an IANA time zone.  Declared immutable for checks: a zone once known does not disappear.';
grant execute on function app.is_time_zone(text) to anon, authenticated, service_role;

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
