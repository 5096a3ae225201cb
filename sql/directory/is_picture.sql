-- is_picture: whether a text is a small picture that any page may show.
--
-- Room: directory
create function app.is_picture(p_url text)
returns boolean
language plpgsql
immutable
security invoker
set search_path = ''
as $$
declare
  v_parts constant text[] := regexp_match(p_url, '^data:image/(jpeg|png|webp);base64,([A-Za-z0-9+/]+={0,2})$');
  v_begin bytea;
begin
  if p_url is null then
    return true;
  elsif v_parts is null or length(p_url) > 100000 or length(v_parts[2]) % 4 <> 0 then
    return false;
  end if;
  -- What it begins with, not what it is called, says what it is: a page that can run as a script begins otherwise.
  v_begin := decode(left(v_parts[2], 16), 'base64');
  return case v_parts[1]
    when 'jpeg' then substr(v_begin, 1, 3) = '\xffd8ff'
    when 'png' then substr(v_begin, 1, 8) = '\x89504e470d0a1a0a'
    else substr(v_begin, 1, 4) = convert_to('RIFF', 'UTF8') and substr(v_begin, 9, 4) = convert_to('WEBP', 'UTF8')
  end;
end;
$$;

comment on function app.is_picture(text) is 'Whether p_url is a JPEG, PNG or WebP picture of 75 kB at most, as a data URL (RFC 2397); null is none, and well.';
-- Whoever writes a profile is asked by its constraint.
grant execute on function app.is_picture(text) to authenticated, service_role;
