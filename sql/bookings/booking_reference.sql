-- booking_reference: a short name for people.
--
-- Room: bookings
create function app.booking_reference(p_number bigint)
returns text
language plpgsql
immutable
security invoker
set search_path = ''
as $$
declare
  -- Multiplying by an odd number modulo 2^35 is a bijection: no two numbers share a reference, and neighbours do not look alike.
  v_rest bigint := mod(mod(p_number, 34359738368) * 195225787, 34359738368);
  v_reference text := '';
begin
  for v_digit in 1..7 loop
    -- Crockford's base 32, which has no I, L, O or U.
    v_reference := v_reference || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + (v_rest & 31)::integer, 1);
    v_rest := v_rest >> 5;
  end loop;
  return v_reference;
end;
$$;

comment on function app.booking_reference(bigint) is 'Seven letters and digits, easy to say and to type, unique per number up to 2^35.';
