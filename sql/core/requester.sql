-- requester: from where a call comes, as a hash.
--
-- Room: core
create function app.requester()
returns text
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_headers text := current_setting('request.headers', true);
  v_address text;
begin
  if v_headers is null or v_headers = '' then
    return null;
  end if;
  v_address := btrim(coalesce(v_headers::jsonb ->> 'cf-connecting-ip', split_part(v_headers::jsonb ->> 'x-forwarded-for', ',', 1)));
  return case when v_address <> '' then substr(encode(sha256(convert_to(v_address, 'UTF8')), 'hex'), 1, 32) end;
end;
$$;

comment on function app.requester() is
  'A hash of the caller''s network address as the gateway in front of the Data API reports it, or null where there is none (plain SQL).';
