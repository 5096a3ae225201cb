-- billing_code: a code as it holds in an organization.
--
-- Room:   billing
-- Reads:  app.billing_codes, app.organization_billing_codes
-- Raises: PT400 invalid_argument
create function app.billing_codes_of(p_organization_id uuid)
returns setof app.billing_codes
language sql
stable
security invoker
set search_path = ''
as $$
  select s.* from app.billing_codes as s
  where not exists (select from app.organization_billing_codes as o where (o.code, o.organization_id) = (s.code, p_organization_id))
  union all
  select o.code, o.description, o.family, o.unit_minutes, o.least_minutes, o.most_minutes, o.for_groups, o.telehealth, o.modifiers
  from app.organization_billing_codes as o
  where o.organization_id = p_organization_id and o.active;
$$;

comment on function app.billing_codes_of(uuid) is 'The codes that may be used in the organization.';

create function app.fail_billing(p_sentence text, p_hint text default 'Correct the billing details and send them again; the time stays held meanwhile.')
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform app.fail('invalid_argument', p_sentence, p_hint);
end;
$$;

comment on function app.fail_billing(text, text) is 'Raises PT400 invalid_argument about billing details.';

create function app.billing_code(p_organization_id uuid, p_code text)
returns app.billing_codes
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_code app.billing_codes;
begin
  select c.* into v_code from app.billing_codes_of(p_organization_id) as c where c.code = p_code;
  if v_code.code is null then
    perform app.fail_billing(format('“%s” is no billing code of this organization.', left(p_code, 20)), 'Choose one of api.billing_codes, or add it there.');
  end if;
  return v_code;
end;
$$;

comment on function app.billing_code(uuid, text) is 'Raises PT400 invalid_argument for a code that is unknown or not active.';
