-- recurrence_lines: a recurrence taken apart into its rule and its exceptions.
--
-- Room:   recurrence
-- Raises: PT400 invalid_argument
create function app.recurrence_lines(p_recurrence text, out rule text, out excluded text[], out added text[])
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_lines text[] := array(
    select btrim(line) from unnest(regexp_split_to_array(
      -- Folded lines are one (RFC 5545, 3.1).
      regexp_replace(upper(left(p_recurrence, 10001)), '\r?\n[ \t]', '', 'g'), '[\r\n]+'
    )) as line where btrim(line) <> ''
  );
begin
  if length(p_recurrence) > 10000 then
    perform app.fail_recurrence('The recurrence has more than 10,000 characters.');
  end if;
  excluded := array(select line from unnest(v_lines) as line where line ~ '^EXDATE[;:]');
  added := array(select line from unnest(v_lines) as line where line ~ '^RDATE[;:]');
  rule := string_agg(regexp_replace(line, '^RRULE:', ''), E'\n') from unnest(v_lines) as line where line !~ '^(EXDATE|RDATE)[;:]';
  if rule is null or rule like E'%\n%' then
    perform app.fail_recurrence('A recurrence has exactly one rule.', 'Send one RRULE, with lines EXDATE and RDATE where needed.');
  end if;
end;
$$;

comment on function app.recurrence_lines(text) is 'A recurrence taken apart into its rule and its lines EXDATE and RDATE, all in upper case.';
