-- search_request: what is searched for, checked.
--
-- Room:   search
-- Raises: PT400 invalid_argument
create type app.search_request as (
  query text, specialty text, location text, on_date date, organization_slug text, language text, max_price_cents integer,
  from_local time, until_local time, accepting boolean, min_rating numeric, sort text, limit_count integer, after_key text, after_id uuid
);

comment on type app.search_request is 'Words in plain text; after_key and after_id: the sort key and the id of the last row of the page before.';

create function app.search_cursor(p_sort text, p_key text, p_practitioner_id uuid)
returns text
language sql
immutable
parallel safe
security invoker
set search_path = ''
as $$
  select translate(encode(convert_to(p_sort || '|' || p_key || '|' || p_practitioner_id, 'UTF8'), 'base64'), E'+/=\n', '-_');
$$;

comment on function app.search_cursor(text, text, uuid) is 'Where a row stands in its order, in base64url: to clients it means nothing but “go on here”.';

create function app.check_search(p_request app.search_request, p_after text)
returns app.search_request
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_request app.search_request := p_request;
  v_place text[];
  v_wrong text := case
    when coalesce(p_request.limit_count, 0) not between 1 and 50 then 'limit_count must be between 1 and 50.'
    when greatest(length(p_request.query), length(p_request.specialty), length(p_request.location), length(p_request.organization_slug)) > 200
      then 'Words to search for have 200 characters at most.'
    when p_request.language !~ '^[A-Za-z]{2,3}(-[A-Za-z]{2})?$' then 'language must be like fr or fr-CA.'
    when p_request.on_date not between date '2000-01-01' and date '2126-01-01' then 'on_date is not a date of this century.'
    when p_request.max_price_cents < 0 then 'max_price_cents must not be negative.'
    when p_request.min_rating not between 1 and 5 then 'min_rating must be between 1 and 5.'
    when p_request.from_local >= p_request.until_local then 'from_local must be before until_local.'
    when p_request.sort not in ('soonest', 'relevance') then 'sort must be soonest or relevance.'
  end;
begin
  v_request.query := case when p_request.query ~ '[[:alnum:]]' then btrim(app.plain_text(p_request.query)) end;
  v_request.specialty := nullif(btrim(app.plain_text(p_request.specialty)), '');
  v_request.location := nullif(btrim(app.plain_text(p_request.location)), '');
  v_request.language := lower(p_request.language);
  v_request.sort := coalesce(p_request.sort, case when v_request.query is null then 'soonest' else 'relevance' end);
  if v_wrong is null and p_after is not null then
    begin
      v_place := string_to_array(convert_from(decode(rpad(translate(p_after, '-_', '+/'), (length(p_after) + 3) / 4 * 4, '='), 'base64'), 'UTF8'), '|');
      v_request.after_key := v_place[2];
      v_request.after_id := v_place[3]::uuid;
      if v_request.sort = 'soonest' then
        perform v_request.after_key::timestamptz;
      else
        perform v_request.after_key::real;
      end if;
    exception when data_exception or character_not_in_repertoire or untranslatable_character then
      v_place := null;
    end;
    if v_place is null or v_place[1] <> v_request.sort or cardinality(v_place) <> 3 or v_request.after_id is null then
      v_wrong := 'after is not the cursor of a row found in the same order.';
    end if;
  end if;
  if v_wrong is not null then
    perform app.fail('invalid_argument', v_wrong, 'Correct the request and send it again.');
  end if;
  return v_request;
end;
$$;

comment on function app.check_search(app.search_request, text) is
  'The request in plain text, with its order and its place.  Raises PT400 invalid_argument with what is wrong.';
