-- derive_billing: code, units and modifiers of a session, from its service, length and place, and from what was overridden (TS-8).
--
-- Room:   billing
-- Reads:  app.billing_codes, app.organization_billing_codes, app.organizations
-- Raises: PT400 invalid_argument
create type app.billing as (code text, units integer, modifiers text[], place text);

comment on type app.billing is 'place: office, home, school, telehealth (the client elsewhere than at home) or telehealth_home.';

create function app.billing_units(p_code app.billing_codes, p_minutes integer, p_eight_minute_rule boolean)
returns integer
language sql
immutable
security invoker
return case
  when p_code.unit_minutes is null then 1
  -- Medicare''s rule: what is left over counts as a unit when it is more than half of one, 8 of 15 minutes.
  when p_eight_minute_rule then (p_minutes + p_code.unit_minutes / 2) / p_code.unit_minutes
  else p_minutes / p_code.unit_minutes
end;

comment on function app.billing_units(app.billing_codes, integer, boolean) is
  'Units of a session of p_minutes: by the 8-minute rule (8 to 22 minutes are one unit, 23 to 37 two, …) or in whole units only.';

create function app.check_modifiers(p_code app.billing_codes, p_modifiers text[], p_place text)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_wrong text := case
    when cardinality(p_modifiers) > 4 then 'A code has four modifiers at most.'
    when cardinality(p_modifiers) > (select count(distinct m) from unnest(p_modifiers) as m) then 'A modifier stands twice.'
    when p_modifiers && '{95}' and p_modifiers && '{GT}' then '95 and GT both say telehealth: use one of them.'
    when p_modifiers && '{95,GT}' and p_place not like 'telehealth%' then format('95 and GT are for telehealth, and the place is %s.', p_place)
    when p_modifiers && '{95,GT}' and not p_code.telehealth then format('%s is not for telehealth.', p_code.code)
    else (
      select format('%s does not go with %s.', m, p_code.code) from unnest(p_modifiers) as m where m <> '95' and m <> all (p_code.modifiers) limit 1
    )
  end;
begin
  if v_wrong is not null then
    perform app.fail_billing(v_wrong);
  end if;
end;
$$;

comment on function app.check_modifiers(app.billing_codes, text[], text) is 'Raises PT400 invalid_argument for modifiers that do not go with the code, the place or each other.';
