-- create_organization: a new tenant whose creator is its admin.
--
-- Room:   tenancy
-- Caller: any signed-in user
-- Writes: app.organizations, app.members, app.idempotency_keys, app.rate_limits, app.audit_log
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.create_organization(p_name text, p_slug text, p_time_zone text, p_country text, p_display_name text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_name, p_slug, p_time_zone, p_country, p_display_name);
  v_answer jsonb := app.recall_answer('create_organization', p_key, v_arguments);
  v_display_name text := app.display_name(p_display_name);
  v_organization app.organizations;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  perform app.limit_rate('organizations of ' || v_user_id, 10);
  if app.is_email(app.signed_in_email()) is not true then
    perform app.fail('invalid_argument', 'The admin of an organization needs an account with an e-mail address.', 'Add one to your account and try again.');
  end if;
  if not app.is_time_zone(p_time_zone) then
    perform app.fail('invalid_argument', format('“%s” is not an IANA time zone.', p_time_zone), 'Use a name such as America/Toronto.');
  end if;

  begin
    insert into app.organizations (name, slug, time_zone, country)
    values (btrim(p_name), p_slug, p_time_zone, p_country)
    returning * into v_organization;
  exception
    when unique_violation then
      perform app.fail('invalid_argument', format('The short name “%s” is taken.', p_slug), 'Choose another slug.');
    when check_violation or not_null_violation then
      perform app.fail(
        'invalid_argument', 'An organization needs a name, a slug such as “riverside-therapy” and a two-letter country.', 'Correct them and try again.'
      );
  end;

  insert into app.members (organization_id, user_id, role, email, display_name)
  values (v_organization.organization_id, v_user_id, 'admin', app.signed_in_email(), coalesce(v_display_name, split_part(app.signed_in_email(), '@', 1)));

  return app.remember_answer(
    'create_organization', p_key, v_arguments,
    jsonb_build_object(
      'organization_id', v_organization.organization_id, 'slug', v_organization.slug, 'name', v_organization.name,
      'time_zone', v_organization.time_zone, 'country', v_organization.country, 'locale', v_organization.locale
    )
  );
end;
$$;

comment on function private.create_organization(text, text, text, text, text, text) is
  'Definer: nobody may insert organizations or members directly.  See api.create_organization.';
grant execute on function private.create_organization(text, text, text, text, text, text) to authenticated;

create function api.create_organization(name text, slug text, time_zone text, country text default 'CA', display_name text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.create_organization(
    create_organization.name, create_organization.slug, create_organization.time_zone,
    create_organization.country, create_organization.display_name, create_organization.idempotency_key
  );
$$;

comment on function api.create_organization(text, text, text, text, text, text) is
  'Makes an organization with the caller, called display_name, as its admin and returns it: {organization_id, slug, name, time_zone, country, locale}.';
grant execute on function api.create_organization(text, text, text, text, text, text) to authenticated;
