-- client_details: what a client types, checked.
--
-- Room:   people
-- Raises: PT400 invalid_argument, PT422 consent_required
create type app.client_details as (name text, email text, phone text, time_zone text, locale text, client_id uuid);

comment on type app.client_details is 'Checked and trimmed; the e-mail address in lower case.  client_id: whom a member means, or null: whose account or address it is.';

create function app.client_details(p_client jsonb, p_default_time_zone text)
returns app.client_details
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_client app.client_details := row(
    btrim(p_client ->> 'name'), lower(btrim(p_client ->> 'email')), btrim(p_client ->> 'phone'),
    coalesce(nullif(p_client ->> 'time_zone', ''), p_default_time_zone), coalesce(nullif(p_client ->> 'locale', ''), 'en-CA'), null
  );
  v_wrong text := case
    when p_client is null or jsonb_typeof(p_client) <> 'object' then 'The client''s details are missing.'
    when coalesce(v_client.name, '') = '' then 'The client''s name is missing.'
    when length(v_client.name) > 200 or v_client.name ~ '[[:cntrl:]]' then 'The client''s name has more than 200 characters or a line break.'
    when coalesce(v_client.email, '') = '' then 'The client''s e-mail address is missing.'
    when not app.is_email(v_client.email) then format('“%s” is not an e-mail address.', left(v_client.email, 100))
    when coalesce(v_client.phone, '') = '' then 'The client''s phone number is missing.'
    when v_client.phone !~ '^\+?[0-9 ().x/-]{5,40}$' or v_client.phone !~ '([0-9].*){5}' then format('“%s” is not a phone number.', left(v_client.phone, 60))
    when v_client.time_zone <> p_default_time_zone and not app.is_time_zone(v_client.time_zone)
      then format('“%s” is not an IANA time zone.', left(v_client.time_zone, 60))
    when v_client.locale !~ '^[a-z]{2,3}(-[A-Z]{2})?$' then format('“%s” is not a locale such as fr-CA.', left(v_client.locale, 20))
  end;
begin
  if v_wrong is not null then
    perform app.fail('invalid_argument', v_wrong, 'Correct it and send the form again; the time stays held meanwhile.');
  end if;
  if p_client -> 'consent' is distinct from 'true'::jsonb then
    perform app.fail('consent_required', 'A booking needs the client''s consent.', 'Ask the client to agree, then send consent: true.');
  end if;
  return v_client;
end;
$$;

comment on function app.client_details(jsonb, text) is
  'Checks {name, email, phone, consent, time_zone, locale}: the first three and consent are demanded of everybody, members included (BM-R17).';
