-- practice_guest_name: by which name the host sees the guest.
--
-- Room: practice_rooms
create function app.practice_guest_name(p_guest app.account_details)
returns text
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  -- Who came by a link and belongs nowhere here is called as the account calls itself.
  v_own text := btrim(regexp_replace(left(auth.jwt() -> 'user_metadata' ->> 'name', 200), '[[:cntrl:]]', ' ', 'g'));
begin
  return coalesce(p_guest.name, nullif(v_own, ''), 'Guest');
end;
$$;

comment on function app.practice_guest_name(app.account_details) is
  'As the organization knows the caller, or as the account names itself; never a part of the address.';
