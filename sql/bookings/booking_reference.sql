-- booking_reference: a short name for people.
--
-- Room: bookings
create function app.booking_reference(p_number bigint)
returns text
language sql
immutable
security invoker
begin atomic
  -- Multiplying by an odd number modulo 2^35 is a bijection: no two numbers share a reference, and neighbours do not look alike.
  -- Seven digits of Crockford's base 32, which has no I, L, O or U.
  select string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + ((scrambled.number >> (5 * digit)) & 31)::integer, 1), '')
  from (select mod(p_number::numeric * 20852459059, 34359738368)::bigint as number) as scrambled
  cross join generate_series(0, 6) as digit;
end;

comment on function app.booking_reference(bigint) is 'Seven letters and digits, easy to say and to type, unique per number up to 2^35.';
