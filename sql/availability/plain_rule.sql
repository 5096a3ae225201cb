-- plain_rule: the usual case, that one weekly rule speaks of a slot, and no exception or calendar.
--
-- Room:  availability
-- Reads: app.availability_rules, app.availability_exceptions, app.busy_spans
create function app.plain_rule(p_practitioner_id uuid, p_starts_local timestamp, p_blocked tstzrange)
returns app.availability_rules
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_rule app.availability_rules;
begin
  if exists (
    select from app.availability_exceptions as e
    where e.practitioner_id = p_practitioner_id and tstzrange(e.starts_at, e.ends_at) && p_blocked
  ) or exists (
    select from app.busy_spans as s where s.practitioner_id = p_practitioner_id and s.span && p_blocked
  ) then
    return null;
  end if;
  select r.* into v_rule
  from app.availability_rules as r
  where r.practitioner_id = p_practitioner_id
    and r.weekday = extract(isodow from p_starts_local)::smallint
    and p_starts_local::time >= r.starts_local and p_starts_local::time < r.ends_local
    and p_starts_local::date >= coalesce(r.valid_from, '-infinity')
    and p_starts_local::date <= coalesce(r.valid_until, 'infinity');
  return v_rule;
end;
$$;

comment on function app.plain_rule(uuid, timestamp, tstzrange) is
  'The rule in whose local hours p_starts_local lies, if neither an exception nor busy time touches p_blocked; otherwise null.  Spares the common case the work of availability_windows.';

create function app.is_multiple(p_length interval, p_of interval)
returns boolean
language sql
immutable
parallel safe
security invoker
return mod(extract(epoch from p_length), extract(epoch from p_of)) = 0;

comment on function app.is_multiple(interval, interval) is 'Whether p_length is a whole multiple of p_of.';
