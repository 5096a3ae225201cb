-- display_name: a name as somebody types it.
--
-- Room:   tenancy
-- Raises: PT400 invalid_argument
create function app.display_name(p_name text)
returns text
language plpgsql
immutable
security invoker
set search_path = ''
as $$
declare
  v_name text := nullif(btrim(p_name), '');
begin
  if length(v_name) > 200 or v_name ~ '[[:cntrl:]]' then
    perform app.fail('invalid_argument', 'The name has more than 200 characters or a line break.', 'Shorten it and try again.');
  end if;
  return v_name;
end;
$$;

comment on function app.display_name(text) is 'Trimmed; null when it says nothing.';
