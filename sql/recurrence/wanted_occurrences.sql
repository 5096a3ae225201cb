-- wanted_occurrences: the times of a series, from a rule, a list, or both.
--
-- Room:   recurrence
-- Raises: PT400 invalid_argument
create type app.occurrence as (recurrence_id timestamp, starts_at timestamptz);

comment on type app.occurrence is 'recurrence_id: the wall time of the rule''s instance, null where no rule has it.';

create function app.check_listed(p_listed timestamptz[], p_starts_at timestamptz, p_has_rule boolean)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_wrong text := case
    when cardinality(p_listed) = 0 or array_position(p_listed, null) is not null then 'occurrences is empty, or has an empty entry.'
    when cardinality(p_listed) > 104 then format('occurrences has %s times; a series has 104 at most.', cardinality(p_listed))
    when exists (
      select from unnest(p_listed) as o
      where not isfinite(o) or o not between timestamptz '2000-01-01 00:00+00' and timestamptz '2126-01-01 00:00+00' or extract(second from o) <> 0
    ) then 'Each of the occurrences must be a whole minute of this century.'
    when p_listed[cardinality(p_listed)] > p_listed[1] + interval '2 years' then 'A series lasts two years at most.'
    when not p_has_rule and p_starts_at <> p_listed[1] then 'starts_at is not the first of the occurrences.'
  end;
begin
  if v_wrong is not null then
    perform app.fail('invalid_argument', v_wrong, 'Correct the list and send the request again.');
  end if;
end;
$$;

comment on function app.check_listed(timestamptz[], timestamptz, boolean) is 'Raises PT400 invalid_argument with what is wrong with a sorted list of occurrences.';

create function app.wanted_occurrences(p_recurrence text, p_occurrences timestamptz[], p_starts_at timestamptz, p_time_zone text)
returns app.occurrence[]
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_listed timestamptz[] := array(select distinct o from unnest(p_occurrences) as o order by o);
  v_wanted app.occurrence[];
begin
  if p_occurrences is not null then
    perform app.check_listed(v_listed, p_starts_at, p_recurrence is not null);
  end if;
  if p_recurrence is null then
    return array(select row(null, o)::app.occurrence from unnest(v_listed) as o order by o);
  end if;
  v_wanted := array(
    select row(r.recurrence_id, r.starts_at)::app.occurrence
    from app.occurrences(p_recurrence, coalesce(p_starts_at, v_listed[1]), p_time_zone) as r
    order by r.starts_at
  );
  if p_occurrences is not null then
    v_wanted := array(
      select row(w.recurrence_id, l.o)::app.occurrence from unnest(v_listed) as l (o) left join unnest(v_wanted) as w on w.starts_at = l.o order by l.o
    );
  elsif v_wanted = '{}' then
    perform app.fail_recurrence('Nothing is left of the recurrence but its exceptions.');
  end if;
  return v_wanted;
end;
$$;

comment on function app.wanted_occurrences(text, timestamptz[], timestamptz, text) is
  'The occurrences in order, at most 104 within two years.  With both, the list says exactly what is wanted and the rule describes it: the rule''s dates that are not'
  ' listed are its exceptions, and what is listed beside the rule is added.  Raises PT400 invalid_argument.';
