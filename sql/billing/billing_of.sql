-- billing_of: how a session is billed.
--
-- Room:   billing
-- Reads:  app.billing_codes, app.organization_billing_codes, app.organizations
-- Raises: PT400 invalid_argument
create function app.overridden_billing(p_overrides jsonb)
returns app.billing
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_billing jsonb := p_overrides -> 'billing';
  v_wrong text := case
    when jsonb_typeof(p_overrides) <> 'object' or jsonb_typeof(v_billing) <> 'object' then 'overrides is an object, and its billing another.'
    when exists (select from jsonb_object_keys(v_billing) as k where k not in ('code', 'units', 'modifiers', 'place')) then 'billing has code, units, modifiers and place.'
    when v_billing ? 'units' and v_billing ->> 'units' !~ '^[1-9]\d?$' then 'units is a number from 1 to 99.'
    when v_billing ? 'modifiers' and (jsonb_typeof(v_billing -> 'modifiers') <> 'array' or v_billing ->> 'modifiers' !~ '^\[("[0-9A-Z]{2}"(, "[0-9A-Z]{2}")*)?\]$')
      then 'modifiers is a list of two characters each.'
    when v_billing ? 'place' and v_billing ->> 'place' not in ('office', 'home', 'school', 'telehealth', 'telehealth_home')
      then 'place is office, home, school, telehealth or telehealth_home.'
  end;
begin
  if v_wrong is not null then
    perform app.fail_billing(v_wrong);
  end if;
  return row(
    v_billing ->> 'code', (v_billing ->> 'units')::integer,
    case when v_billing ? 'modifiers' then array(select jsonb_array_elements_text(v_billing -> 'modifiers')) end, v_billing ->> 'place'
  )::app.billing;
end;
$$;

comment on function app.overridden_billing(jsonb) is 'overrides.billing {code, units, modifiers, place}, checked; what is not there is null.';

create function app.billing_of(p_organization_id uuid, p_code text, p_place text, p_minutes integer, p_seats integer, p_overrides jsonb)
returns app.billing
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_own app.billing := app.overridden_billing(p_overrides);
  v_code app.billing_codes := app.billing_code(p_organization_id, coalesce(v_own.code, p_code));
  v_fitting app.billing_codes;
  v_place text := coalesce(v_own.place, p_place);
  v_units integer;
  v_modifiers text[];
begin
  if p_minutes not between v_code.least_minutes and coalesce(v_code.most_minutes, p_minutes) then
    -- Codes of one family differ by length: what the service has is taken for the family, what somebody chose for this session is not.
    select c.* into v_fitting from app.billing_codes_of(p_organization_id) as c
    where c.family = v_code.family and c.unit_minutes is null and v_code.unit_minutes is null
      and p_minutes between c.least_minutes and coalesce(c.most_minutes, p_minutes)
    order by c.least_minutes desc, c.code
    limit 1;
    if v_own.code is not null or v_fitting.code is null then
      perform app.fail_billing(
        format('%s is for %s minutes, and the session has %s.', v_code.code,
          case when v_code.most_minutes is null then format('%s and more', v_code.least_minutes) else format('%s to %s', v_code.least_minutes, v_code.most_minutes) end, p_minutes),
        coalesce(format('%s fits.', v_fitting.code), 'Choose another code.')
      );
    end if;
    v_code := v_fitting;
  end if;
  if v_code.for_groups <> (p_seats > 1) then
    perform app.fail_billing(format('%s is for %s.', v_code.code, case when v_code.for_groups then 'groups, and the service has one seat' else 'one client, and the service has several seats' end));
  end if;
  v_units := app.billing_units(v_code, p_minutes, (select o.eight_minute_rule from app.organizations as o where o.organization_id = p_organization_id));
  if v_units = 0 or v_own.units > v_units then
    perform app.fail_billing(format('%s minutes are %s units of %s at most.', p_minutes, v_units, v_code.code));
  end if;
  v_modifiers := coalesce(v_own.modifiers, '{}');
  if v_place like 'telehealth%' and v_code.telehealth and not v_modifiers && '{95,GT}' then
    v_modifiers := '{95}'::text[] || v_modifiers;
  end if;
  if v_place like 'telehealth%' and not v_code.telehealth then
    perform app.fail_billing(format('%s is not for telehealth.', v_code.code));
  end if;
  perform app.check_modifiers(v_code, v_modifiers, v_place);
  return row(v_code.code, coalesce(v_own.units, v_units), v_modifiers, v_place)::app.billing;
end;
$$;

comment on function app.billing_of(uuid, text, text, integer, integer, jsonb) is
  'Code, units, modifiers and place of a session of p_minutes with p_seats, for a service with p_code and p_place.  What does not go together raises PT400 invalid_argument with'
  ' the reason.';
