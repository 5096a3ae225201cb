-- new_hold_key: a secret that nobody guesses.
--
-- Room: holds
create function app.new_hold_key()
returns text
language sql
volatile
security invoker
return replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');

comment on function app.new_hold_key() is '64 hexadecimal digits of two random UUIDs: 244 random bits.';
