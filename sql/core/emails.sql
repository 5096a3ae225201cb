-- emails: what counts as an address.
--
-- Room: core
create function app.is_email(p_address text)
returns boolean
language sql
immutable
security invoker
-- The HTML standard's definition of a valid address (4.10.5.1.5), with a dot demanded in the domain; at most 254 octets (RFC 5321, 4.5.3.1).  That a label has 63
-- characters at most is asked apart, where it can matter: counted within the pattern, it takes twenty times as long.
return p_address ~ '^[A-Za-z0-9.!#$%&''*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$'
and octet_length(p_address) <= 254
and (octet_length(p_address) < 64 or split_part(p_address, '@', 2) !~ '[^.]{64}');

comment on function app.is_email(text) is 'Whether p_address has the form of an e-mail address; null for null.';
grant execute on function app.is_email(text) to anon, authenticated, service_role;
