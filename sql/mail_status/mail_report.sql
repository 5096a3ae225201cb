-- mail_report: what a provider's report says, in one form for all of them.
--
-- Room: mail_status
create type app.mail_report as (
  status text,
  permanent boolean,
  reason text,
  event_id uuid,
  receipt text,
  address text,
  at timestamptz
);

comment on type app.mail_report is
  'status: delayed, delivered, bounced, complained, or null for what is of no interest; permanent: the address takes no mail at all; reason: the provider''s one word;'
  ' event_id: our message, where the provider gives back what we tagged it with; receipt: the provider''s id of it; address: to whom it went; at: when it happened.';

create function app.uuid_or_null(p_text text)
returns uuid
language sql
immutable
security invoker
return case when p_text ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then p_text::uuid end;

comment on function app.uuid_or_null(text) is 'The UUID that p_text is, or null.';

create function app.timestamp_or_null(p_text text)
returns timestamptz
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_text ~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d' then
    return p_text::timestamptz;
  end if;
  return null;
exception when data_exception then
  return null;
end;
$$;

comment on function app.timestamp_or_null(text) is 'The instant that p_text is in ISO 8601, or null.';

create function app.reason_word(p_text text)
returns text
language sql
immutable
security invoker
return case when p_text ~ '^[A-Za-z0-9 _-]{1,40}$' then p_text end;

comment on function app.reason_word(text) is 'p_text where it is a plain word or two of a provider''s, else null: longer texts quote addresses and servers.';

create function app.bare_address(p_text text)
returns text
language sql
immutable
security invoker
-- «Name <address>» as providers repeat it from the header, or the address alone.
return lower(btrim(coalesce(substring(p_text from '<([^<>]+)>\s*$'), p_text)));

comment on function app.bare_address(text) is 'The address within a mailbox, in lower case.';
