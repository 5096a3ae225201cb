-- practitioner_seen: a practitioner of an organization that the caller belongs to.
--
-- Room:   directory
-- Reads:  app.practitioners
-- Raises: PT401 not_signed_in, PT404 not_found
create function app.practitioner_seen(p_practitioner_id uuid)
returns app.practitioners
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_practitioner app.practitioners;
begin
  perform app.sign_in_required();
  select p.* into v_practitioner from app.practitioners as p where p.practitioner_id = p_practitioner_id;
  if v_practitioner.practitioner_id is null or app.standing(v_practitioner.organization_id, v_practitioner.member_id) = 'public' then
    perform app.fail('not_found', format('No practitioner %s that you may see.', p_practitioner_id), 'Check which account you are signed in with.');
  end if;
  return v_practitioner;
end;
$$;

comment on function app.practitioner_seen(uuid) is
  'To strangers a practitioner does not exist, published or not, where it is about what members do.  What the caller may do with it is still to be asked.  For definers.';
