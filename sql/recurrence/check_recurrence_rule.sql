-- check_recurrence_rule: parts that do not go together.
--
-- Room:   recurrence
-- Raises: PT400 invalid_argument
create function app.check_recurrence_rule(p_rule app.recurrence_rule)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_wrong text := case
    when p_rule.frequency is null then 'A recurrence needs a FREQ: DAILY, WEEKLY or MONTHLY.'
    when p_rule.occurrences is not null and (p_rule.until_local is not null or p_rule.until_at is not null) then
      'A recurrence ends by COUNT or by UNTIL, not by both.'
    when p_rule.occurrences is null and p_rule.until_local is null and p_rule.until_at is null then
      'A recurrence without end cannot be booked: say COUNT or UNTIL.'
    when p_rule.frequency <> 'MONTHLY' and exists (select from unnest(p_rule.ordinals) as o where o <> 0) then
      'A weekday with a number, such as 2TU, needs FREQ=MONTHLY.'
    when p_rule.frequency = 'WEEKLY' and p_rule.month_days <> '{}' then 'BYMONTHDAY does not go with FREQ=WEEKLY.'
    when p_rule.positions <> '{}' and p_rule.frequency <> 'MONTHLY' then 'BYSETPOS needs FREQ=MONTHLY.'
    when p_rule.positions <> '{}' and p_rule.weekdays = '{}' and p_rule.month_days = '{}' then 'BYSETPOS needs BYDAY or BYMONTHDAY beside it.'
  end;
begin
  if v_wrong is not null then
    perform app.fail_recurrence(v_wrong);
  end if;
end;
$$;

comment on function app.check_recurrence_rule(app.recurrence_rule) is 'Raises PT400 invalid_argument with what is wrong (RFC 5545, 3.3.10).';
