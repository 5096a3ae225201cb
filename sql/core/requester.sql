-- requester: from where a call comes, as a hash.
--
-- Room: core
create function app.requester()
returns text
language sql
stable
security invoker
set search_path = ''
as $$
  select substr(encode(sha256(convert_to(a.address, 'UTF8')), 'hex'), 1, 32)
  from (select nullif(current_setting('request.headers', true), '')::jsonb as h) as r
  cross join lateral (
    select btrim(coalesce(r.h ->> 'cf-connecting-ip', split_part(r.h ->> 'x-forwarded-for', ',', 1))) as address
  ) as a
  where a.address <> '';
$$;

comment on function app.requester() is
  'A hash of the caller''s network address as the gateway in front of the Data API reports it, or null where there is none (plain SQL).';
